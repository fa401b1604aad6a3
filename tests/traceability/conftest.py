"""A register on either database, and the events of a rice chain to put into it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from traceability.capture import capture
from traceability.gs1.digital_link import lot_link
from traceability.harvest import CONTEXT, NAMESPACE
from traceability.register import open_register

GTIN = "09521234567899"
NOON = datetime(2026, 2, 20, 5, tzinfo=UTC)


def salt(number: int) -> bytes:
    """A salt for tests: known, so that what it hides can be looked for."""
    return hashlib.sha256(b"salt %d" % number).digest()


class Story:
    """Events of a rice chain, written as short as a test wants them."""

    noon = NOON
    salt = staticmethod(salt)

    def name(self, lot: str) -> str:
        return lot_link(GTIN, lot)

    def line(self, lot: str, kg: float | None) -> dict[str, Any]:
        line: dict[str, Any] = {"epcClass": self.name(lot)}
        return line if kg is None else line | {"quantity": kg, "uom": "KGM"}

    def event(self, kind: str, hour: float = 8, **fields: Any) -> dict[str, Any]:
        """An event *hour* hours into 10 February 2026."""
        minutes = round(hour * 60)
        day, rest = divmod(minutes, 24 * 60)
        return {
            "@context": [CONTEXT, {"ruong": NAMESPACE}],
            "type": kind,
            "eventTime": f"2026-02-{10 + day:02d}T{rest // 60:02d}:{rest % 60:02d}:00+07:00",
            "eventTimeZoneOffset": "+07:00",
        } | {name.replace("__", ":"): value for name, value in fields.items()}

    def harvest(
        self, lot: str, kg: float = 1000.0, hour: float = 8, field: str = "F1", **fields: Any
    ) -> dict[str, Any]:
        return self.event(
            "ObjectEvent",
            hour,
            action="ADD",
            bizStep="commissioning",
            readPoint={"id": f"{NAMESPACE}ward/31732"},
            quantityList=[self.line(lot, kg)],
            ruong__season="2026-WS",
            ruong__fieldId=field,
            **fields,
        )

    def mixed(
        self,
        inputs: dict[str, float | None],
        outputs: dict[str, float | None],
        hour: float = 10,
        **fields: Any,
    ) -> dict[str, Any]:
        return self.event(
            "TransformationEvent",
            hour,
            bizStep="commissioning",
            inputQuantityList=[self.line(lot, kg) for lot, kg in inputs.items()],
            outputQuantityList=[self.line(lot, kg) for lot, kg in outputs.items()],
            **fields,
        )

    def moved(self, step: str, lot: str, kg: float | None, hour: float = 12) -> dict[str, Any]:
        return self.event(
            "ObjectEvent",
            hour,
            action="OBSERVE",
            bizStep=step,
            quantityList=[self.line(lot, kg)],
        )

    def packed(
        self, box: str, lots: dict[str, float | None], hour: float = 14, action: str = "ADD"
    ) -> dict[str, Any]:
        return self.event(
            "AggregationEvent",
            hour,
            action=action,
            parentID=box,
            childQuantityList=[self.line(lot, kg) for lot, kg in lots.items()],
        )

    def wrong(self, event: dict[str, Any]) -> dict[str, Any]:
        """The same event, declared wrong."""
        declared = {"declarationTime": "2026-02-19T00:00:00Z", "reason": "incorrect_data"}
        return event | {"errorDeclaration": declared}

    def put(self, register, *events: dict[str, Any], by: str | None = None) -> list[int]:
        return capture(register, events, NOON, salt, by)


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture(scope="session")
def stories() -> Story:
    """The same, for tests that draw many examples."""
    return Story()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def register(request, tmp_path):
    """An empty register, on each of the two databases."""
    if request.param == "sqlite":
        opened = open_register(tmp_path / "trace" / "register.db")
    else:
        opened = open_register(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()
