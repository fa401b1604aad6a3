"""What a schema cannot say of an event: rules over several of its fields.

Each rule takes an event that its schema accepts and yields faults, as (path, sentence).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from traceability.epcis.document import Syntax

Event = Mapping[str, object]
Fault = tuple[str, str]
Rule = Callable[[Event], Iterator[Fault]]

QUANTITY_LISTS = (
    "quantityList",
    "childQuantityList",
    "inputQuantityList",
    "outputQuantityList",
)


def _says_what(event: Event) -> Iterator[Fault]:
    """Want things, or a sensor's report from a place."""
    if "epcList" in event or event.get("quantityList"):
        return
    if not (event.get("sensorElementList") and "readPoint" in event):
        yield "$", "needs epcList, quantityList, or sensorElementList with readPoint"


def _ilmd_at_birth(event: Event) -> Iterator[Fault]:
    if "ilmd" in event and event["action"] != "ADD":
        yield "$.ilmd", f"describes things when they come to be: action ADD, not {event['action']}"


def _has_children(event: Event) -> Iterator[Fault]:
    if event["action"] != "DELETE" and not _any(event, "childEPCs", "childQuantityList"):
        yield "$", f"needs childEPCs or childQuantityList with action {event['action']}"


def _has_parent(event: Event) -> Iterator[Fault]:
    if event["action"] != "OBSERVE" and "parentID" not in event:
        yield "$", f"needs parentID with action {event['action']}"


def _is_traded(event: Event) -> Iterator[Fault]:
    if not event["bizTransactionList"]:
        yield "$.bizTransactionList", "needs at least one business transaction"
    if event["action"] != "DELETE" and not ("epcList" in event or event.get("quantityList")):
        yield "$", f"needs epcList or quantityList with action {event['action']}"


def _is_made_of(event: Event) -> Iterator[Fault]:
    eaten = _any(event, "inputEPCList", "inputQuantityList")
    made = _any(event, "outputEPCList", "outputQuantityList")
    if "transformationID" not in event and not (eaten and made):
        yield "$", "needs inputs and outputs, or a transformationID that joins it to others"
    elif not (eaten or made):
        yield "$", "needs inputs or outputs"


def _counts(event: Event) -> Iterator[Fault]:
    for name in QUANTITY_LISTS:
        for at, line in enumerate(_records(event, name)):
            amount = line.get("quantity")
            if isinstance(amount, (int, float)) and amount < 0:
                yield f"$.{name}[{at}].quantity", f"{amount} is less than nothing"
            if "uom" in line and "quantity" not in line:
                yield f"$.{name}[{at}]", "has a unit (uom) but no quantity"


def _in_order(event: Event) -> Iterator[Fault]:
    for at, element in enumerate(_records(event, "sensorElementList")):
        metadata = element.get("sensorMetadata")
        if not isinstance(metadata, Mapping):
            continue
        start, end = metadata.get("startTime"), metadata.get("endTime")
        if isinstance(start, str) and isinstance(end, str) and _after(start, end):
            yield (
                f"$.sensorElementList[{at}].sensorMetadata",
                f"ends {end} before it starts {start}",
            )


def _any(event: Event, *names: str) -> bool:
    return any(event.get(name) for name in names)


def _records(event: Event, name: str) -> Iterator[Event]:
    found = event.get(name)
    if isinstance(found, list):
        yield from (item for item in found if isinstance(item, Mapping))


def _after(start: str, end: str) -> bool:
    try:
        return datetime.fromisoformat(start) > datetime.fromisoformat(end)
    except ValueError:  # a leap second, which Python's calendar lacks
        return False


_ALL: tuple[Rule, ...] = (_counts, _in_order)
RULES: Mapping[str, tuple[Rule, ...]] = {
    "ObjectEvent": (_says_what, _ilmd_at_birth, *_ALL),
    "AggregationEvent": (_has_children, _has_parent, *_ALL),
    "AssociationEvent": (_has_children, *_ALL),
    "TransactionEvent": (_is_traded, *_ALL),
    "TransformationEvent": (_is_made_of, *_ALL),
}


_JSON_ONLY = frozenset((_ilmd_at_birth,))


def broken(event: Event, syntax: Syntax = "json") -> list[Fault]:
    """Name the rules that an event breaks."""
    rules = RULES.get(str(event.get("type")), ())
    return [
        fault
        for rule in rules
        if syntax == "json" or rule not in _JSON_ONLY
        for fault in rule(event)
    ]
