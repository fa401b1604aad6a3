"""The names of query parameters (EPCIS 2.0, section 8.2.7.1): what each asks of which field.

`GE_eventTime` is operation GE on the field `eventTime`; `EQ_quantity_KGM` is EQ on `quantity` with
the unit KGM; `EQ_INNER_ILMD_ex:harvest` is EQ on any field of that name inside the ILMD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from traceability.epcis import terms
from traceability.epcis.terms import words

Operation = Literal["EQ", "WD", "MATCH", "GE", "GT", "LE", "LT", "EXISTS"]
Kind = Literal["texts", "moment", "number", "numbers", "truth", "any", "scalar", "nothing"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter's name says.

    Parameters
    ----------
    operation
        How values are compared.
    field
        The field asked for; `ILMD`, `INNER_EVENT` and the like for fields of extensions.
    kind
        What its value must be.
    detail
        The rest of the name: a unit, a type, an extension field's name; else empty.
    """

    operation: Operation
    field: str
    kind: Kind
    detail: str = ""


_OPERATIONS: Mapping[str, Operation] = {
    "EQ": "EQ", "GE": "GE", "GT": "GT", "LE": "LE", "LT": "LT", "EXISTS": "EXISTS",
}  # fmt: skip
_ORDERED: tuple[Operation, ...] = ("GE", "GT", "LE", "LT")
_WORDS = words(
    "action bizStep disposition persistentDisposition_set persistentDisposition_unset errorReason "
    "type stringValue hexBinaryValue"
)
_IDS = words(
    "readPoint bizLocation transformationID eventID correctiveEventID deviceID "
    "dataProcessingMethod microorganism chemicalSubstance bizRules uriValue"
)
_THINGS = words(
    "epc parentID inputEPC outputEPC anyEPC epcClass inputEPCClass outputEPCClass anyEPCClass"
)
_MOMENTS = words(
    "eventTime recordTime errorDeclaration_Time errorDeclarationTime time startTime endTime"
)
_FIGURES = ("value", "minValue", "maxValue", "meanValue", "sDev", "percValue", "quantity")


def _named(
    operations: Iterable[Operation], fields: Iterable[str], kind: Kind
) -> Iterable[tuple[str, Parameter]]:
    return (
        (f"{operation}_{field}", Parameter(operation, field, kind))
        for operation in operations
        for field in fields
    )


_KNOWN: Mapping[str, Parameter] = {
    **dict(_named(["EQ"], _WORDS | _IDS, "texts")),
    **dict(_named(["WD"], ("readPoint", "bizLocation"), "texts")),
    **dict(_named(["MATCH"], _THINGS, "texts")),
    **dict(_named(["GE", "LT"], _MOMENTS, "moment")),
    **dict(_named(_ORDERED, ("percRank", "quantity"), "number")),
    **dict(_named(["EXISTS"], ("errorDeclaration", "sensorElementList"), "nothing")),
    "eventType": Parameter("EQ", "eventType", "texts"),
    "EQ_booleanValue": Parameter("EQ", "booleanValue", "truth"),
    "EQ_quantity": Parameter("EQ", "quantity", "numbers"),
}
_TYPED = re.compile(r"EQ_(bizTransaction|source|destination)_([A-Za-z]\S*)")
_MEASURED = re.compile(rf"(EQ|GE|GT|LE|LT)_({'|'.join(_FIGURES)})_([A-Z0-9]{{2,4}})")
_EXTENSION = re.compile(
    r"(EQ|GE|GT|LE|LT|EXISTS)_(INNER_)?"
    r"(?:(ILMD|ERROR_DECLARATION|SENSORELEMENT|SENSORMETADATA|SENSORREPORT|readPoint|bizLocation)_)?"
    r"([^_\s:][^\s:]*:\S+)"
)

WORDS: Mapping[str, frozenset[str]] = {
    "eventType": words(
        "ObjectEvent AggregationEvent AssociationEvent TransactionEvent TransformationEvent"
    ),
    "action": words("ADD OBSERVE DELETE"),
    "bizStep": terms.BIZ_STEPS,
    "disposition": terms.DISPOSITIONS,
    "persistentDisposition_set": terms.DISPOSITIONS,
    "persistentDisposition_unset": terms.DISPOSITIONS,
    "errorReason": terms.ERROR_REASONS,
    "type": terms.MEASUREMENTS | terms.EARLIER_MEASUREMENTS,
}
"""The bare words that the values of a field may be; values with a colon are addresses."""


def parameter(name: str) -> Parameter | None:
    """Read a parameter's name; None if the standard knows no such parameter."""
    if name in _KNOWN:
        return _KNOWN[name]
    if typed := _TYPED.fullmatch(name):
        return Parameter("EQ", typed[1], "texts", typed[2])
    if measured := _MEASURED.fullmatch(name):
        kind: Kind = "numbers" if measured[1] == "EQ" else "number"
        return Parameter(_OPERATIONS[measured[1]], measured[2], kind, measured[3])
    if extended := _EXTENSION.fullmatch(name):
        kinds: Mapping[str, Kind] = {"EQ": "any", "EXISTS": "nothing"}
        field = (extended[2] or "") + (extended[3] or "EVENT")
        kind = kinds.get(extended[1], "scalar")
        return Parameter(_OPERATIONS[extended[1]], field, kind, extended[4])
    return None
