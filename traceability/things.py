"""The things an event speaks of, by the part they play in it.

A part says what becomes of a thing's mass: it comes to be, it is used up, it moves, it is put into
another. What an event with an error declaration says is only *declared*: it takes back the event
it repeats, and moves nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from traceability.epcis import terms
from traceability.epcis.identifiers import canonical_uri
from traceability.epcis.prefixes import prefixes_of
from traceability.epcis.values import canonical_term

MILLIGRAMS = {
    "MGM": 1, "GRM": 10**3, "KGM": 10**6, "DTN": 10**8, "TNE": 10**9, "LBR": 453_592.37,
}  # fmt: skip
"""UN/ECE Recommendation 20 codes of the units that lots are weighed in, in mg."""
MG_PER_KG = 10**6
LARGEST_MASS = 2**52
"""4.5 million tonnes in mg: up to here a double tells every milligram; more is no lot's mass."""

Event = Mapping[str, Any]


class Part(IntEnum):
    """What a thing is in an event."""

    MADE = 1
    """Comes to be: harvested, or first heard of."""
    GONE = 2
    """Destroyed, eaten, sold to whom we do not follow."""
    SEEN = 3
    SENT = 4
    RECEIVED = 5
    INPUT = 6
    OUTPUT = 7
    PARENT = 8
    """Holds the event's other things: a pallet, a container."""
    PACKED = 9
    UNPACKED = 10
    WITHIN = 11
    """Seen inside the parent."""
    TRADED = 12
    DECLARED = 13
    """Named by an error declaration, in any part."""
    INTO = 14
    """A process (transformationID) that the event's inputs go into."""
    OUT_OF = 15
    """A process that the event's outputs come out of."""


class Thing(NamedTuple):
    """A thing in an event.

    Parameters
    ----------
    name
        Its canonical Digital Link, or the URI it came with.
    part
        The part it plays.
    mass_mg
        Milligrams; None where no mass is stated, or in a unit that is none of mass.
    """

    name: str
    part: Part
    mass_mg: int | None = None

    @property
    def quantity_kg(self) -> float | None:
        """Its mass in kilograms."""
        return None if self.mass_mg is None else self.mass_mg / MG_PER_KG


def things_of(event: Event) -> Iterator[Thing]:
    """Yield every thing of a checked EPCIS event, each once a part, masses summed."""
    found: dict[tuple[str, Part], int | None] = {}
    for thing in _READERS.get(event["type"], _none)(event):
        name = canonical_uri(thing.name)
        part = Part.DECLARED if "errorDeclaration" in event else thing.part
        found[name, part] = _added(found.get((name, part), 0), thing.mass_mg)
    return (Thing(name, part, mass) for (name, part), mass in found.items())


def mass_mg(line: Event) -> int | None:
    """Give the mass of a quantity element in milligrams."""
    factor, amount = MILLIGRAMS.get(line.get("uom", "")), line.get("quantity")
    if factor is None or amount is None:
        return None
    mass = amount * factor
    return round(mass) if 0 <= mass <= LARGEST_MASS else None


def step_of(event: Event) -> str:
    """Give the bare word of an event's business step; of one's own vocabulary, the address."""
    step = event.get("bizStep")
    if step is None or ":" not in step:
        return step or ""
    address = canonical_term(step, terms.BIZ_STEP_STEM, prefixes_of(event.get("@context")))
    return address.removeprefix(terms.BIZ_STEP_STEM)


def _listed(event: Event, epcs: str, quantities: str, part: Part) -> Iterator[Thing]:
    for epc in event.get(epcs, ()):
        yield Thing(epc, part)
    for line in event.get(quantities, ()):
        yield Thing(line["epcClass"], part, mass_mg(line))


_ENDS = frozenset(("destroying", "retail_selling", "dispensing", "killing"))
_MOVES = {
    "shipping": Part.SENT,
    "receiving": Part.RECEIVED,
    # A shipping that did not take place: what was sent is back.
    "void_shipping": Part.RECEIVED,
}


def _object(event: Event) -> Iterator[Thing]:
    step = step_of(event)
    part = {"ADD": Part.MADE, "DELETE": Part.GONE}.get(event["action"], _MOVES.get(step, Part.SEEN))
    if step in _ENDS:
        part = Part.GONE
    return _listed(event, "epcList", "quantityList", part)


def _group(event: Event, children: Part) -> Iterator[Thing]:
    if "parentID" in event:
        yield Thing(event["parentID"], Part.PARENT)
    yield from _listed(event, "childEPCs", "childQuantityList", children)


def _aggregation(event: Event) -> Iterator[Thing]:
    parts = {"ADD": Part.PACKED, "DELETE": Part.UNPACKED}
    return _group(event, parts.get(event["action"], Part.WITHIN))


def _association(event: Event) -> Iterator[Thing]:
    return _group(event, Part.UNPACKED if event["action"] == "DELETE" else Part.WITHIN)


def _transaction(event: Event) -> Iterator[Thing]:
    if "parentID" in event:
        yield Thing(event["parentID"], Part.TRADED)
    yield from _listed(event, "epcList", "quantityList", Part.TRADED)


def _transformation(event: Event) -> Iterator[Thing]:
    inputs = list(_listed(event, "inputEPCList", "inputQuantityList", Part.INPUT))
    outputs = list(_listed(event, "outputEPCList", "outputQuantityList", Part.OUTPUT))
    yield from inputs
    yield from outputs
    if "transformationID" in event:
        # The process itself is a thing between: what goes in now may come out in another event.
        if inputs:
            yield Thing(event["transformationID"], Part.INTO)
        if outputs:
            yield Thing(event["transformationID"], Part.OUT_OF)


def _added(total: int | None, mass: int | None) -> int | None:
    """Add up masses; a sum with something unweighed in it is none."""
    return None if total is None or mass is None else total + mass


def _none(_event: Event) -> Iterator[Thing]:
    return iter(())


_READERS = {
    "ObjectEvent": _object,
    "AggregationEvent": _aggregation,
    "AssociationEvent": _association,
    "TransactionEvent": _transaction,
    "TransformationEvent": _transformation,
}
