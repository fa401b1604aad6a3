"""Record: deliveries become lots: events in the register, statements in the log, listings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

import pandas as pd

from app.flow.evidence import findings_on, verdicts
from app.flow.flow import Flow
from app.flow.known import parts_of, rows_of
from app.keyring import PUBLIC_KEY, log_key
from app.settings import VIETNAM, now, random_bytes
from data_sources.datasets import (
    DELIVERIES,
    FIELD_SEASONS,
    FIELDS,
    FINDINGS,
    LISTINGS,
    SURVEYS,
    WARDS,
    YIELD_FORECAST,
)
from data_sources.step import Made, tags
from data_sources.tag import weakest
from traceability.capture import bring_log_up_to_date, capture
from traceability.gs1.digital_link import lot_link
from traceability.harvest import Harvest, harvest_event
from traceability.log.storage import Folder
from traceability.register import open_register

PADDY_GTIN = "09521234567899"
"""Fresh paddy, under GS1's prefix for demonstrations (952) until the department has its own."""
REGISTER = "register.db"


def record_lots(flow: Flow) -> None:
    """Register every delivery as a lot, bring the log up to date, and list the lots."""
    deliveries = rows_of(flow, DELIVERIES)
    if deliveries.empty:
        flow.say("  skipped: no deliveries")
        return
    wards = _wards_of_fields(flow)
    placed = deliveries.merge(wards, on="field_id", how="left")
    homeless = int(placed["ward_code"].isna().sum())
    placed = placed.dropna(subset=["ward_code"])
    with flow.timed() as seconds:
        recorded, head = _register(flow, placed)
    key = log_key(flow.settings, flow.seed if flow.demo else None).verifier
    (flow.settings.trace / PUBLIC_KEY).write_text(f"{key}\n")
    flow.say(f"  register: {recorded} new events, log of {head} leaves, {seconds():.1f} s")
    if homeless:
        flow.say(f"      {homeless} deliveries name a field without a known ward: not registered")
    if flow.demo:
        flow.say(
            "      keys, salts and times are the demo's own, seeded: they prove nothing outside"
        )
    _list(flow, placed)


def _wards_of_fields(flow: Flow) -> pd.DataFrame:
    layers = [flow.read(FIELDS, part) for part in flow.store.parts(FIELDS)]
    if not layers:
        return pd.DataFrame({"field_id": [], "ward_code": [], "ward": []}).astype("str")
    fields = pd.concat([layer[["field_id", "ward_code"]] for layer in layers], ignore_index=True)
    return pd.DataFrame(fields).merge(flow.read(WARDS)[["ward_code", "ward"]], on="ward_code")


def _register(flow: Flow, placed: pd.DataFrame) -> tuple[int, int]:
    """Register the lots that are not there yet; return how many, and the log's size."""
    clock = _clock(flow)
    register = open_register(flow.settings.trace / REGISTER)
    tag = weakest(tags(flow.store, parts_of(flow, DELIVERIES))).kind
    fresh = [
        row
        for row in placed.sort_values(["harvested", "lot"]).itertuples(index=False)
        if not register.knows(lot_link(PADDY_GTIN, str(row.lot)))
    ]
    events = [harvest_event(_harvest(row, tag)) for row in fresh]
    capture(register, events, clock.moment, lambda n: clock.salt(str(fresh[n].lot)))
    signer = log_key(flow.settings, flow.seed if flow.demo else None)
    signed = bring_log_up_to_date(register, Folder(flow.settings.trace / "log"), signer)
    register.close()
    return len(events), signed.head.size


def _harvest(row: object, tag: str) -> Harvest:
    told = {name: getattr(row, name) for name in ("lot", "ward_code", "season", "field_id")}
    seller, puc = (getattr(row, name) for name in ("seller", "puc"))
    return Harvest(
        gtin=PADDY_GTIN,
        harvested=getattr(row, "harvested").date(),  # noqa: B009
        quantity_kg=float(getattr(row, "quantity_kg")),  # noqa: B009
        seller=None if pd.isna(seller) else str(seller),
        puc=None if pd.isna(puc) else str(puc),
        tag=tag,
        **told,
    )


@dataclass(frozen=True, slots=True)
class _Clock:
    """The time of record and the salts: from the system, or seeded for the demo alone."""

    moment: datetime
    salt: Callable[[str], bytes]


def _clock(flow: Flow) -> _Clock:
    if not flow.demo:
        return _Clock(now(), lambda _lot: random_bytes(32))
    evening = datetime.combine(flow.as_of, time(18), VIETNAM)
    seed = f"ruong demo salt {flow.seed} "
    return _Clock(evening, lambda lot: hashlib.sha256((seed + lot).encode()).digest())


def _list(flow: Flow, placed: pd.DataFrame) -> None:
    """Hold every lot's claim against the evidence, and make the market listings."""
    inputs = parts_of(flow, DELIVERIES, FIELDS, FIELD_SEASONS, YIELD_FORECAST, SURVEYS)
    tag = weakest(tags(flow.store, inputs))

    def find() -> Made[pd.DataFrame]:
        return Made(findings_on(flow, placed), tag, "derived")

    def work() -> Made[pd.DataFrame]:
        judged = verdicts(flow.read(FINDINGS))
        rows = placed.assign(gtin=PADDY_GTIN).merge(judged, on="lot")
        rows["link"] = [lot_link(PADDY_GTIN, lot) for lot in rows["lot"]]
        counts = rows["claim"].value_counts()
        note = f"{len(rows)} lots: " + ", ".join(f"{n} {claim}" for claim, n in counts.items())
        columns = rows[LISTINGS.names].astype({"claim": "str", "link": "str", "gtin": "str"})
        return Made(columns.sort_values("lot", ignore_index=True), tag, "derived", (note,))

    flow.make(FINDINGS, "traceability", inputs, find, quiet=True)
    flow.make(LISTINGS, "traceability", [(FINDINGS, "all"), *inputs], work)
