"""What the prefixes of a JSON-LD event mean: `@context` read without the network.

Only the part of JSON-LD that EPCIS uses: a context is an address, an object of prefixes, or a list
of both. The addresses are taken for the standard's own context, whose prefixes are known here.
"""

from __future__ import annotations

from collections.abc import Mapping

from traceability.epcis.terms import DEFAULT_PREFIXES, GS1_STEMS

Prefixes = Mapping[str, str]

SCHEMES = frozenset(("http", "https", "urn", "ni", "geo", "mailto", "tel", "data"))
"""Schemes of addresses; never read as prefixes, whatever a context declares."""


def prefixes_of(context: object, outer: Prefixes = DEFAULT_PREFIXES) -> Prefixes:
    """Read the prefixes that *context* declares, over those already in force.

    Parameters
    ----------
    context
        The value of `@context`, or None.
    outer
        Prefixes in force outside; the inner declaration wins.
    """
    if isinstance(context, (dict, Mapping)):
        return {**outer, **_declared(context)}
    if isinstance(context, (list, tuple)):
        for part in context:
            if not isinstance(part, str) and isinstance(part, Mapping):
                outer = {**outer, **_declared(part)}
    return outer


def _declared(context: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for prefix, meaning in context.items():
        address = meaning if isinstance(meaning, str) else _address(meaning)
        if isinstance(address, str) and not prefix.startswith("@") and prefix not in SCHEMES:
            found[prefix] = address
    return found


def _address(meaning: object) -> object:
    return meaning.get("@id") if isinstance(meaning, Mapping) else None


def expand_value(text: str, prefixes: Prefixes) -> str:
    """Write a compact address of GS1 (`cbv:BizStep-receiving`) in full; other texts as they are.

    A text with a prefix of one's own stays as it is, for in XML it is but a text: so it does in the
    generator of the published hashes.
    """
    prefix, colon, local = text.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        namespace = prefixes[prefix]
        if namespace.startswith(GS1_STEMS):
            return namespace + local
    return text


def expand_key(key: str, prefixes: Prefixes) -> str:
    """Write a field's name as `{namespace}local`, the way XML names it.

    A full address as a key is split behind its last `/`, `#` or `:`; a name without any namespace,
    or with a prefix nobody declared, stays as it is.
    """
    prefix, colon, local = key.partition(":")
    if not colon:
        return key
    if prefix in prefixes and not local.startswith("//"):
        return f"{{{prefixes[prefix]}}}{local}"
    if prefix not in SCHEMES:
        return key
    cut = max(key.rfind("/"), key.rfind("#"), key.rfind(":")) + 1
    return f"{{{key[:cut]}}}{key[cut:]}"
