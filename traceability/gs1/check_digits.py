"""Check characters of GS1 keys: the digit after a number, the pair after a model number."""

from __future__ import annotations

CHECK_PAIR_PRIMES = (
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
)  # fmt: skip
CHECK_PAIR_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"


def check_digit(digits: str) -> str:
    """Compute the check digit that follows *digits* in a GTIN, GLN, SSCC and other numeric keys.

    Weights 3 and 1 alternate from the right; GS1 General Specifications, section 7.9.1.

    Parameters
    ----------
    digits
        The key without its check digit; ASCII digits only.

    Raises
    ------
    ValueError
        If *digits* is empty or holds anything but ASCII digits.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"a check digit needs digits, not {digits!r}")
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def with_check_digit(digits: str) -> str:
    """Append the check digit to *digits*."""
    return digits + check_digit(digits)


def has_check_digit(number: str) -> bool:
    """Tell whether the last digit of *number* is its check digit."""
    return (
        len(number) > 1
        and number.isascii()
        and number.isdigit()
        and (check_digit(number[:-1]) == number[-1])
    )


def check_pair(characters: str) -> str:
    """Compute the pair of check characters of a Global Model Number; General Specifications 7.9.5.

    Each character's rank in the 82-character set is weighed by a prime, the last by 2, and the sum
    modulo 1021 is written in base 32 without the letters that look like digits.

    Raises
    ------
    ValueError
        If a character is not of the set, or there are more characters than weights.
    """
    if len(characters) > len(CHECK_PAIR_PRIMES):
        raise ValueError(f"a check pair follows at most {len(CHECK_PAIR_PRIMES)} characters")
    total = sum(
        prime * CSET82.index(character)
        for prime, character in zip(CHECK_PAIR_PRIMES, reversed(characters), strict=False)
    )
    high, low = divmod(total % 1021, 32)
    return CHECK_PAIR_ALPHABET[high] + CHECK_PAIR_ALPHABET[low]
