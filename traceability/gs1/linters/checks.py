"""Linters of check characters and of the company prefix a key begins with."""

from __future__ import annotations

from collections.abc import Callable

from data_sources.errors import Unavailable
from traceability.gs1.characters import CSET82, DIGITS, UPPER, run
from traceability.gs1.check_digits import CHECK_PAIR_LIMIT, check_digit, check_pair
from traceability.gs1.faults import Fault
from traceability.gs1.linters.characters import csetnumeric
from traceability.gs1.linters.code_lists import COUNTRIES

PREFIX_DIGITS = 4
IBAN_LENGTHS = range(11, 35)

# Tells whether a number begins with a company prefix that was issued; may raise `Unavailable`.
PrefixRegistry = Callable[[str], bool]


def csum(data: str) -> Fault | None:
    """Want a number whose last digit is its check digit."""
    if not data:
        return Fault("TOO_SHORT_FOR_CHECK_DIGIT")
    if fault := csetnumeric(data):
        return fault
    expected = check_digit(data[:-1]) if len(data) > 1 else "0"
    return None if data[-1] == expected else Fault("INCORRECT_CHECK_DIGIT", len(data) - 1, 1)


def csumalpha(data: str) -> Fault | None:
    """Want a model number that ends in its pair of check characters."""
    if len(data) < 2:
        return Fault("TOO_SHORT_FOR_CHECK_PAIR", 0, len(data))
    body = data[:-2]
    if len(body) > CHECK_PAIR_LIMIT:
        return Fault("TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION", 0, len(data))
    good = run(body, CSET82)
    if good < len(body):
        return Fault("INVALID_CSET82_CHARACTER", good, 1)
    correct = data[-2:] == check_pair(body)
    return None if correct else Fault("INCORRECT_CHECK_PAIR", len(body), 2)


def iban(data: str) -> Fault | None:
    """Want a bank account number: country, then the remainder modulo 97 must be 1 (ISO 13616-1)."""
    if len(data) < 4:
        return Fault("IBAN_TOO_SHORT", 0, len(data))
    if data[:2] not in COUNTRIES:
        return Fault("ILLEGAL_IBAN_COUNTRY_CODE", 0, 2)
    if len(data) not in IBAN_LENGTHS:
        short = len(data) < IBAN_LENGTHS.start
        return Fault("IBAN_TOO_SHORT" if short else "IBAN_TOO_LONG", 0, len(data))
    turned = data[4:] + data[:4]
    good = run(turned, DIGITS + UPPER)
    if good < len(turned):
        return Fault("INVALID_IBAN_CHARACTER", (good + 4) % len(data), 1)
    number = int("".join(str(int(character, 36)) for character in turned))
    return None if number % 97 == 1 else Fault("INCORRECT_IBAN_CHECKSUM", 2, 2)


def gcppos1(data: str, issued: PrefixRegistry | None = None) -> Fault | None:
    """Want a key that begins with a company prefix, at least four digits.

    Parameters
    ----------
    data
        The key.
    issued
        Where given, it is asked whether the prefix was issued; GS1 keeps that register, not we.
    """
    if len(data) < PREFIX_DIGITS:
        return Fault("TOO_SHORT_FOR_GCP", 0, len(data))
    good = run(data[:PREFIX_DIGITS], DIGITS)
    if good < PREFIX_DIGITS:
        return Fault("INVALID_GCP_PREFIX", good, 1)
    return _registered(data, issued) if issued else None


def gcppos2(data: str, issued: PrefixRegistry | None = None) -> Fault | None:
    """Want a key that begins with a company prefix after its first digit."""
    if len(data) < 2:
        return Fault("TOO_SHORT_FOR_GCP", 0, len(data))
    fault = gcppos1(data[1:], issued)
    return fault.shifted(1) if fault else None


def _registered(data: str, issued: PrefixRegistry) -> Fault | None:
    try:
        return None if issued(data) else Fault("INVALID_GCP_PREFIX")
    except Unavailable:
        return Fault("GCP_DATASOURCE_OFFLINE")
