"""Link sets: what a resolver knows of an identified thing, as RFC 9264 and GS1 write it.

A `Target` is one link with its type, title and language; an `Entry` holds the targets of one
identity, its first being the default; `linkset_document` writes entries as
`application/linkset+json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data_sources.errors import Refused

VOCABULARY = "https://ref.gs1.org/voc/"
# The same vocabulary under the names it had before.
SPELLINGS = (VOCABULARY, "https://gs1.org/voc/", "http://gs1.org/voc/", "gs1:")
DEFAULT_LINK = VOCABULARY + "defaultLink"
LINKSET_MEDIA = "application/linkset+json"

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Target:
    """One link.

    Parameters
    ----------
    link_type
        A GS1 link type as `gs1:traceability`, or another vocabulary's full address.
    href
        Where it leads, absolute.
    title
        What a person reads.
    languages
        The languages of what it leads to, as `vi`, `en`; empty where unsaid.
    media_type
        The IANA media type of what it leads to; empty where unsaid.
    contexts
        Whom it is for, as a resolver's `context` parameter names them.
    forwards_query
        Whether the request's query is passed on.
    """

    link_type: str
    href: str
    title: str
    languages: tuple[str, ...] = ()
    media_type: str = ""
    contexts: tuple[str, ...] = ()
    forwards_query: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one identity: a description, and its links, the default first."""

    description: str
    targets: tuple[Target, ...]

    def __post_init__(self) -> None:
        if not self.targets:
            raise Refused("the resolver's entry", ["it has no link that could be the default"])


def link_type_address(link_type: str) -> str:
    """Write a link type as its full address, GS1's in the spelling of today."""
    for spelling in SPELLINGS:
        if link_type.startswith(spelling):
            return VOCABULARY + link_type.removeprefix(spelling)
    return link_type


def linkset_document(anchored: Iterable[tuple[str, Entry]]) -> Document:
    """Write a link set: one context object an identity, the most specific first."""
    return {"linkset": [_context_object(anchor, entry) for anchor, entry in anchored]}


def _context_object(anchor: str, entry: Entry) -> Document:
    default = entry.targets[0]
    # The default link has no optional attributes; it stands again under its own type.
    links: dict[str, list[Document]] = {
        DEFAULT_LINK: [{"href": default.href, "title": default.title}]
    }
    for target in entry.targets:
        links.setdefault(link_type_address(target.link_type), []).append(_link_object(target))
    return {"anchor": anchor, "itemDescription": entry.description, **links}


def _link_object(target: Target) -> Document:
    said: Document = {"href": target.href, "title": target.title}
    optional: Sequence[tuple[str, object]] = (
        ("type", target.media_type),
        ("hreflang", list(target.languages)),
        ("context", list(target.contexts)),
    )
    said |= {name: value for name, value in optional if value}
    return said if target.forwards_query else said | {"fwqs": False}


def json_ld_context() -> Document:
    """Write the context that makes a link set readable as JSON-LD."""
    terms = "http://purl.org/dc/terms/"
    return {
        "@context": {
            "@version": 1.1,
            "@vocab": "http://www.iana.org/assignments/relation/",
            "gs1": VOCABULARY,
            "linkset": "@graph",
            "anchor": "@id",
            "href": "@id",
            "title": terms + "title",
            "type": terms + "format",
            "hreflang": {"@id": terms + "language", "@container": "@set"},
            "itemDescription": "http://www.w3.org/2000/01/rdf-schema#comment",
            "context": {"@id": "gs1:linkContext", "@container": "@set"},
            "fwqs": "gs1:forwardQueryStrings",
        }
    }
