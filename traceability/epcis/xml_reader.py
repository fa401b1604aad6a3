"""Read XML from strangers: no entities, no document type but its name, nothing fetched, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from data_sources.errors import Refused
from traceability.epcis.bounds import MAX_DEPTH, bounded
from traceability.epcis.prefixes import SCHEMES

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
EPCIS_NAMESPACES = frozenset(
    f"urn:epcglobal:{name}:xsd:{version}"
    for name in ("epcis", "epcis-query", "epcis-masterdata")
    for version in (1, 2)
)
_BARE_DOCTYPE = re.compile(
    rb"\A((?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s|<!--[^-]{0,2000}-->)*)"
    rb"<!DOCTYPE\s+[A-Za-z_][\w:.-]*\s*>"
)
"""A document type that only names the root, as in some of the standard's examples: harmless."""
_OWN = EPCIS_NAMESPACES | {XSI, XSD, "urn:epcglobal:xsd:1", "urn:epcglobal:xsd:2"}


@dataclass(frozen=True, slots=True)
class Tree:
    """A document's root element, and a prefix of its own for each of its namespaces."""

    root: Element
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def name(self, tag: str) -> str:
        """Name an element or attribute `prefix:local`, or `local` where it is the standard's."""
        namespace, local = split(tag)
        if not namespace or namespace in EPCIS_NAMESPACES:
            return local
        return f"{self.prefixes[namespace]}:{local}"

    def context(self) -> dict[str, str]:
        """Give the prefixes that a JSON-LD context must declare."""
        return {prefix: name for name, prefix in self.prefixes.items() if name not in _OWN}


def read_xml(data: bytes, what: str = "the document") -> Tree:
    """Read an XML text.

    Raises
    ------
    Refused
        If it is too big, too deep, not well-formed, or declares a document type or entities.
    """
    data = _BARE_DOCTYPE.sub(rb"\1", bounded(data, what), count=1)
    seen: dict[str, str] = {}
    root: Element | None = None
    depth = 0
    try:
        for event, item in _parsed(data):
            if event == "start-ns":
                prefix, namespace = item
                seen.setdefault(namespace, _free(prefix, seen))
            elif event == "start":
                depth += 1
                if depth > MAX_DEPTH:
                    raise Refused(what, [f"its elements nest deeper than {MAX_DEPTH}"])
                root = item if root is None else root
            else:
                depth -= 1
    except DefusedXmlException as error:
        fault = "it declares a document type or entities, which no EPCIS document needs"
        raise Refused(what, [fault]) from error
    except (ParseError, LookupError, ValueError) as error:
        raise Refused(what, [f"it is not well-formed XML: {error}"]) from error
    if root is None:
        raise Refused(what, ["it is an empty XML document"])
    return Tree(root, seen)


def _parsed(data: bytes) -> Iterator[tuple[str, Any]]:
    return iterparse(BytesIO(data), events=("start-ns", "start", "end"), forbid_dtd=True)


def _free(prefix: str, seen: Mapping[str, str]) -> str:
    """Give *prefix* if no other namespace has it and it is no scheme, else one like it."""
    wanted = "ns" if not prefix or prefix in SCHEMES else prefix
    taken = set(seen.values())
    number = 1
    free = wanted
    while free in taken:
        number += 1
        free = f"{wanted}{number}"
    return free


def split(tag: str) -> tuple[str, str]:
    """Split `{namespace}local`."""
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
        return namespace, local
    return "", tag


def local_name(element: Element) -> str:
    """Give an element's name without its namespace."""
    return split(element.tag)[1]


def is_standard(element: Element) -> bool:
    """Tell whether an element is the standard's: in no namespace, or in one of EPCIS."""
    namespace = split(element.tag)[0]
    return not namespace or namespace in EPCIS_NAMESPACES


def text_of(element: Element) -> str:
    """Give an element's text without the white space around it."""
    return (element.text or "").strip()
