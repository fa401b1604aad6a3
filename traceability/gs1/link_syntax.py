"""The syntax of GS1 Digital Link URIs, both ways.

A link has a primary key and its qualifiers in the path, in the key's own order, and attributes in
the query. `read_link` checks all of it; `split_link` only takes it apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from traceability.gs1.characters import DIGITS, LOWER, UPPER, run
from traceability.gs1.element_string import Element, Elements, check_size, checked, fixed_first
from traceability.gs1.escaping import escape_path, escape_query, unescape_path, unescape_query
from traceability.gs1.faults import Fault, SyntaxRefused
from traceability.gs1.syntax import (
    AI,
    LONGEST_MESSAGE,
    MOST_ELEMENTS,
    STRICT,
    Rules,
    assigned,
    find,
)

LINK = "the Digital Link"
CANONICAL_STEM = "https://id.gs1.org"
SCHEMES = ("https://", "HTTPS://", "http://", "HTTP://")
URI_CHARACTERS = UPPER + LOWER + DIGITS + "-._~:/?#[]@!$&'()*+,;=%"
BAD_IN_DOMAIN = frozenset("_~?#@!$&'()*+,;=%")
SHORT_GTINS = (8, 12, 13)

# The names that stood for keys in paths until they were retired.
ALIASES = {
    "cpid": "8010", "cpsn": "8011", "cpv": "22", "gcn": "255", "gdti": "253", "giai": "8004",
    "ginc": "401", "gln": "414", "glnx": "254", "gmn": "8013", "grai": "8003", "gsin": "402",
    "gsrn": "8018", "gsrnp": "8017", "gtin": "01", "itip": "8006", "lot": "10", "party": "417",
    "refno": "8020", "ser": "21", "srin": "8019", "sscc": "00",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A Digital Link taken apart.

    Parameters
    ----------
    stem
        What precedes the key: `https://id.gs1.org`.
    path
        The primary key and its qualifiers.
    query
        The attributes.
    ignored
        The parameters of the query that are no AIs, as written: `linkType=all`.
    """

    stem: str
    path: Elements
    query: Elements
    ignored: tuple[str, ...] = ()

    @property
    def elements(self) -> Elements:
        """The whole message, in the link's order."""
        return self.path + self.query


def is_link(text: str) -> bool:
    """Tell whether *text* claims to be a web address."""
    return text.startswith(SCHEMES)


def split_link(uri: str, rules: Rules = STRICT) -> Link:
    """Take a Digital Link apart, checking its form and its values' lengths alone.

    Raises
    ------
    SyntaxRefused
        If *uri* is no web address, or its path ends in no key.
    """
    begin = _path_start(uri)
    path, _, query = uri[begin:].partition("#")[0].partition("?")
    key_at, pairs = _key_pairs(path, rules)
    elements = [_path_element(ai, value, rules) for ai, value in pairs]
    attributes: list[Element] = []
    ignored: list[str] = []
    for parameter in filter(None, query.split("&")):
        element = _attribute(parameter, rules)
        if element is None:
            ignored.append(parameter)
        else:
            attributes.append(element)
    if len(elements) + len(attributes) + len(ignored) > MOST_ELEMENTS:
        raise SyntaxRefused(LINK, Fault("TOO_MANY_AIS"))
    return Link(uri[: begin + key_at], tuple(elements), tuple(attributes), tuple(ignored))


def read_link(uri: str, rules: Rules = STRICT) -> Link:
    """Read a Digital Link and check all of it.

    Raises
    ------
    SyntaxRefused
        At the first fault: of form, of the path's order, of an attribute's place, of a value.
    """
    link = split_link(uri, rules)
    path = tuple(element.ai.code for element in link.path)
    if path not in key_paths(path[0]):
        raise SyntaxRefused(LINK, Fault("INVALID_KEY_QUALIFIER_SEQUENCE"), path[0])
    codes = [element.ai.code for element in link.elements]
    for code in codes:
        if codes.count(code) > 1:
            raise SyntaxRefused(LINK, Fault("DUPLICATE_AI"), code)
    for element in link.query:
        _check_attribute(element.ai, rules)
        # An attribute that would fit into the path must stand there.
        if any(
            (*path[:place], element.ai.code, *path[place:]) in key_paths(path[0])
            for place in range(1, len(path) + 1)
        ):
            raise SyntaxRefused(LINK, Fault("AI_SHOULD_BE_IN_PATH_INFO"), element.ai.code)
    checked(link.elements, LINK)
    return link


def write_link(elements: Sequence[Element], stem: str = "", rules: Rules = STRICT) -> str:
    """Write the Digital Link of a message whose values are checked already.

    The first primary key opens the path, with as many of its qualifiers as one order admits; what
    is left goes into the query, predefined lengths first.

    Raises
    ------
    SyntaxRefused
        If there is no primary key, or an element may stand neither in the path nor in the query.
    """
    by_code: dict[str, Element] = {}
    for element in elements:
        by_code.setdefault(element.ai.code, element)
    key = next((ai for ai in (e.ai for e in elements) if ai.paths is not None), None)
    if key is None:
        raise SyntaxRefused(LINK, Fault("CANNOT_CREATE_DL_URI_WITHOUT_PRIMARY_KEY_AI"))
    admitted = [path for path in key_paths(key.code) if set(path) <= set(by_code)]
    path = max(sorted(admitted), key=len)
    rest = fixed_first(e for code, e in by_code.items() if code not in path)
    for element in rest:
        _check_attribute(element.ai, rules)
    begin = "".join(f"/{code}/{escape_path(by_code[code].value)}" for code in path)
    query = "&".join(f"{element.ai.code}={escape_query(element.value)}" for element in rest)
    return (stem or CANONICAL_STEM).removesuffix("/") + begin + ("?" + query if query else "")


@lru_cache(maxsize=64)
def key_paths(key: str) -> frozenset[tuple[str, ...]]:
    """List every path a primary key may open: it alone, and its qualifiers in their order."""
    ai = assigned().get(key)
    return frozenset(_sequences(ai)) if ai and ai.paths is not None else frozenset()


def _sequences(key: AI) -> Iterator[tuple[str, ...]]:
    for qualifiers in key.paths or ():
        for size in range(len(qualifiers) + 1):
            for chosen in combinations(qualifiers, size):
                yield (key.code, *chosen)


def _path_start(uri: str) -> int:
    if len(uri) > LONGEST_MESSAGE:
        raise SyntaxRefused(LINK, Fault("DATA_TOO_LONG", LONGEST_MESSAGE))
    good = run(uri, URI_CHARACTERS)
    if good < len(uri):
        raise SyntaxRefused(LINK, Fault("URI_CONTAINS_ILLEGAL_CHARACTERS", good, 1), data=uri)
    scheme = next((scheme for scheme in SCHEMES if uri.startswith(scheme)), None)
    if scheme is None:
        raise SyntaxRefused(LINK, Fault("URI_CONTAINS_ILLEGAL_SCHEME"), data=uri)
    slash = uri.find("/", len(scheme))
    domain = uri[len(scheme) : slash if slash >= 0 else None]
    if BAD_IN_DOMAIN & set(domain):
        bad = Fault("DOMAIN_CONTAINS_ILLEGAL_CHARACTERS", len(scheme), len(domain))
        raise SyntaxRefused(LINK, bad, data=uri)
    if slash < 0 or not domain:
        raise SyntaxRefused(LINK, Fault("URI_MISSING_DOMAIN_AND_PATH_INFO", len(scheme)), data=uri)
    return slash


def _key_pairs(path: str, rules: Rules) -> tuple[int, list[tuple[AI, str]]]:
    """Walk the path backwards, a pair at a time, to its rightmost primary key."""
    pairs: list[tuple[AI, str]] = []
    rest = path
    while rest.count("/") >= 2:
        rest, _, value = rest.rpartition("/")
        rest, _, name = rest.rpartition("/")
        ai = _named(name, rules)
        if ai is None:
            break
        pairs.insert(0, (ai, value))
        if ai.paths is not None:
            return len(rest), pairs
    raise SyntaxRefused(LINK, Fault("NO_GS1_DL_KEYS_FOUND_IN_PATH_INFO"), data=path)


def _named(name: str, rules: Rules) -> AI | None:
    return find(ALIASES.get(name, name) if rules.aliases else name, rules)


def _path_element(ai: AI, value: str, rules: Rules) -> Element:
    if not value:
        raise SyntaxRefused(LINK, Fault("AI_VALUE_PATH_ELEMENT_IS_EMPTY"), ai.code)
    return _element(ai, unescape_path(value), rules)


def _attribute(parameter: str, rules: Rules) -> Element | None:
    name, equals, value = parameter.partition("=")
    if not equals or run(name, DIGITS) < len(name):
        return None
    ai = find(name, rules)
    if ai is None:
        raise SyntaxRefused(LINK, Fault("UNKNOWN_AI_IN_QUERY_PARAMS", 0, len(name)), data=parameter)
    if not value:
        raise SyntaxRefused(LINK, Fault("AI_VALUE_QUERY_ELEMENT_IS_EMPTY"), ai.code)
    return _element(ai, unescape_query(value), rules)


def _element(ai: AI, value: str, rules: Rules) -> Element:
    if "\0" in value:
        null = Fault("DECODED_AI_VALUE_CONTAINS_ILLEGAL_NULL", value.index("\0"), 1)
        raise SyntaxRefused(LINK, null, ai.code, value)
    if rules.short_gtins and ai.code == "01" and len(value) in SHORT_GTINS:
        value = value.zfill(14)
    element = Element(ai, value)
    check_size(element, LINK)
    return element


def _check_attribute(ai: AI, rules: Rules) -> None:
    allowed = rules.unknown_attributes if ai.attribute is None else ai.attribute
    if not allowed:
        raise SyntaxRefused(LINK, Fault("AI_IS_NOT_VALID_DATA_ATTRIBUTE"), ai.code)
