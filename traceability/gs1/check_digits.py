"""Check characters of GS1 keys: the digit after a number, the pair after a model number."""

from __future__ import annotations

from traceability.gs1.characters import CSET82

CHECK_PAIR_LIMIT = 97
CHECK_PAIR_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


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
    codes = digits.encode()  # a digit's code is the digit plus 48; summing codes is the fast way
    thrice, once = codes[::-2], codes[-2::-2]
    total = 3 * (sum(thrice) - 48 * len(thrice)) + sum(once) - 48 * len(once)
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
        If a character is not of the set, or there are more than `CHECK_PAIR_LIMIT` of them.
    """
    if len(characters) > CHECK_PAIR_LIMIT:
        raise ValueError(f"a check pair follows at most {CHECK_PAIR_LIMIT} characters")
    weighed = zip(_PRIMES, reversed(characters), strict=False)
    total = sum(prime * CSET82.index(character) for prime, character in weighed) % 1021
    return CHECK_PAIR_ALPHABET[total >> 5] + CHECK_PAIR_ALPHABET[total & 31]


def _primes(count: int) -> list[int]:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return found


_PRIMES = _primes(CHECK_PAIR_LIMIT)
