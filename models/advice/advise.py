"""Apply the rules to every field: at most three actions, with the reason and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from data_sources.datasets import ADVICE
from models.advice.rule import Rule

MOST_ACTIONS = 3


def advise(
    risk: pd.DataFrame, stages: pd.DataFrame, rules: Sequence[Rule], as_of: date
) -> pd.DataFrame:
    """Return ADVICE rows for all fields.

    Parameters
    ----------
    risk
        RISK rows issued on *as_of*.
    stages
        field_id and stage of each field today.
    rules
        The rules to apply.
    as_of
        The day the advice is given.
    """
    known = risk.merge(stages[["field_id", "stage"]], on="field_id")
    spoken = [_spoken(rule, known, as_of) for rule in rules]
    told = [s for s in spoken if len(s)]
    if not told:
        return ADVICE.empty()
    table = pd.concat(told).sort_values(["field_id", "priority"], ignore_index=True)
    # Two rules of one hazard would tell a farmer the same thing twice: the more urgent one speaks.
    table = table.drop_duplicates(["field_id", "hazard"])
    first = table.groupby("field_id").cumcount() < MOST_ACTIONS
    return ADVICE.check(table.loc[first, ADVICE.names].reset_index(drop=True))


def _spoken(rule: Rule, known: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return what one rule says: for each field, about its worst day within reach."""
    start = pd.Timestamp(as_of)
    lead = (known["valid"] - start).dt.days
    speaks = (
        (known["hazard"] == rule.hazard)
        & (known["severity"] >= rule.least_severity)
        & known["stage"].isin(rule.stages)
        & lead.between(rule.from_days, rule.within_days)
    )
    worst = known[speaks].sort_values(
        ["field_id", "severity", "valid"], ascending=[True, False, True]
    )
    worst = worst.drop_duplicates("field_id")
    last = known[speaks].groupby("field_id")["valid"].max().reindex(worst["field_id"])
    return pd.DataFrame(
        {
            "field_id": worst["field_id"].astype("str"),
            "issued": start.as_unit("us"),
            "rule": rule.name,
            "valid_until": last.to_numpy(),
            "advice_vi": _filled(rule.action.vi, worst),
            "advice_en": _filled(rule.action.en, worst),
            "reason_vi": worst["reason_vi"],
            "reason_en": worst["reason_en"],
            "confidence": worst["confidence"],
            "review": rule.review,
            "hazard": rule.hazard,
            "priority": rule.priority,
        }
    )


def _filled(text: str, rows: pd.DataFrame) -> pd.Series:
    days = rows["valid"].dt.strftime("%d/%m")
    return pd.Series([text.format(day=day) for day in days], index=rows.index, dtype="str")
