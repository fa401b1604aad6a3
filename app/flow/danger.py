"""Danger: which fields are at risk in the next fourteen days, and what to do about it."""

from __future__ import annotations

import pandas as pd

from app.flow.flow import Flow
from app.flow.known import current_fields, parts_of, placed_water, rows_of
from data_sources.datasets import (
    ADVICE,
    DAILY_WEATHER,
    FIELD_SEASONS,
    FIELDS,
    RISK,
    SITES,
    STATIONS,
    WATER,
)
from data_sources.step import Made, tags
from data_sources.tag import weakest
from models.advice.advise import advise
from models.advice.rules import RULES
from models.hazards.hazard import Situation, assess


def assess_risk(flow: Flow) -> None:
    """Assess every hazard for every field of the current season."""
    inputs = parts_of(flow, FIELD_SEASONS, FIELDS, SITES, DAILY_WEATHER, WATER, STATIONS)
    fields = current_fields(flow)
    if fields.empty:
        flow.say(f"  skipped: no season stands on the fields on {flow.as_of}")
        return

    def work() -> Made[pd.DataFrame]:
        situation = Situation(fields, rows_of(flow, DAILY_WEATHER), placed_water(flow), flow.as_of)
        assessed = assess(situation)
        return Made(assessed.rows, weakest(tags(flow.store, inputs)), "derived", assessed.notes)

    flow.make(RISK, "models", inputs, work)


def advise_farmers(flow: Flow) -> None:
    """Apply the rules of advice to the risks of today."""
    if not flow.has(RISK):
        flow.say("  skipped: no risk was assessed")
        return
    inputs = [(RISK, "all"), *parts_of(flow, FIELD_SEASONS)]

    def work() -> Made[pd.DataFrame]:
        stages = current_fields(flow)[["field_id", "stage"]]
        rows = advise(flow.read(RISK), stages, RULES, flow.as_of)
        told = rows["field_id"].nunique()
        unreviewed = int((rows["review"] == "not yet").sum())
        notes = (
            f"{len(rows)} pieces of advice for {told} of {len(stages)} fields",
            f"{unreviewed} not yet reviewed by an agronomist: shown to officers, never sent",
        )
        return Made(rows, weakest(tags(flow.store, inputs)), "derived", notes)

    flow.make(ADVICE, "models", inputs, work)
