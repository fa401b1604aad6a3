"""The standard's own headers: which versions are spoken, and which forms can be had."""

from __future__ import annotations

import re
from collections.abc import Mapping

from traceability.epcis.bounds import MAX_BYTES
from traceability.rest.exchange import Call
from traceability.rest.problems import Problem

EPCIS, CBV = "2.0.0", "2.0.0"
MOST_EVENTS = 10_000
"""Events in one capture."""
ALWAYS = {"GS1-EPCIS-Version": EPCIS, "GS1-CBV-Version": CBV, "GS1-Vendor-Version": "1"}
DISCOVERED: Mapping[str, str] = {
    "GS1-EPCIS-Min": EPCIS,
    "GS1-EPCIS-Max": EPCIS,
    "GS1-CBV-Min": CBV,
    "GS1-CBV-Max": CBV,
    "GS1-EPC-Format": "Never_Translates",
    "GS1-CBV-XML-Format": "Never_Translates",
    "GS1-EPCIS-Capture-Limit": str(MOST_EVENTS),
    "GS1-EPCIS-Capture-File-Size-Limit": str(MAX_BYTES),
    "GS1-Capture-Error-Behaviour": "all",
}
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,2}", re.ASCII)
_FORMS = ("No_Preference", "Never_Translates")


def check_headers(call: Call) -> None:
    """Refuse what cannot be answered in the version or form that was asked for.

    Raises
    ------
    Problem
        400 for a header that cannot be read, 406 for one that cannot be met.
    """
    for standard, ours in (("epcis", EPCIS), ("cbv", CBV)):
        least = _version(call, f"gs1-{standard}-min")
        most = _version(call, f"gs1-{standard}-max")
        own = _number(ours)
        if (least and least > own) or (most and most < own[: len(most)]):
            raise Problem(406, f"version {ours} of {standard.upper()} is all that is spoken here")
    for name in ("gs1-epc-format", "gs1-cbv-xml-format"):
        if call.headers.get(name, _FORMS[0]) not in _FORMS:
            raise Problem(406, f"names are given as they were captured: {name} can be {_FORMS}")
    accept = call.headers.get("accept", "*/*")
    if not any(kind in accept for kind in ("*/*", "application/*", "json")):
        raise Problem(406, "answers are JSON: application/json or application/ld+json")


def _version(call: Call, name: str) -> tuple[int, ...]:
    text = call.headers.get(name, "")
    if text and not _VERSION.fullmatch(text):
        raise Problem(400, f"{name}: {text[:20]!r} is no version")
    return _number(text) if text else ()


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def extensions(call: Call) -> dict[str, str]:
    """Read the prefixes of extension fields that the caller declares: `prefix=namespace, ...`."""
    declared: dict[str, str] = {}
    for pair in filter(None, call.headers.get("gs1-extensions", "").split(",")):
        prefix, equals, namespace = (part.strip() for part in pair.partition("="))
        if not (equals and prefix and ":" in namespace):
            raise Problem(400, "GS1-Extensions is prefix=namespace, with commas between")
        declared[prefix] = namespace
    return declared
