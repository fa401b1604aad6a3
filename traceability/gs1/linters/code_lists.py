"""Linters of codes out of a list: countries, currencies, package types, media types.

The lists, in `code_lists.json`, are facts of ISO 3166-1, ISO 4217 and UN/ECE Recommendation 21
with GS1's additions.
"""

from __future__ import annotations

import json
from pathlib import Path

from traceability.gs1.faults import Fault

_LISTS = {
    name: frozenset(" ".join(lines).split())
    for name, lines in json.loads(
        Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    ).items()
}
COUNTRIES = _LISTS["countries"]
COUNTRY_NUMBERS = _LISTS["country_numbers"]
CURRENCY_NUMBERS = _LISTS["currency_numbers"]
PACKAGE_TYPES = _LISTS["package_types"]
MEDIA_TYPES = _LISTS["media_types"]


def iso3166(data: str) -> Fault | None:
    """Want a country's three digits."""
    return _listed(data, COUNTRY_NUMBERS, "NOT_ISO3166")


def iso3166999(data: str) -> Fault | None:
    """Want a country's three digits, or 999 where there are several."""
    return None if data == "999" else _listed(data, COUNTRY_NUMBERS, "NOT_ISO3166_OR_999")


def iso3166alpha2(data: str) -> Fault | None:
    """Want a country's two letters."""
    return _listed(data, COUNTRIES, "NOT_ISO3166_ALPHA2")


def iso4217(data: str) -> Fault | None:
    """Want a currency's three digits."""
    return _listed(data, CURRENCY_NUMBERS, "NOT_ISO4217")


def packagetype(data: str) -> Fault | None:
    """Want a package's type."""
    return _listed(data, PACKAGE_TYPES, "INVALID_PACKAGE_TYPE")


def mediatype(data: str) -> Fault | None:
    """Want the kind of carrier in health care: assigned 01-10, local 80-99."""
    return _listed(data, MEDIA_TYPES, "INVALID_MEDIA_TYPE")


def _listed(data: str, codes: frozenset[str], rule: str) -> Fault | None:
    return None if data in codes else Fault(rule, 0, len(data))
