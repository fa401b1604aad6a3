"""All that is known of one field: its season, its forecast, its risks, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from app.desk.kept import has, kept
from app.desk.risk_picture import field_rows, newest_season
from data_sources.contract import Table
from data_sources.datasets import ADVICE, FIELD_SEASONS, RISK, YIELD_FORECAST
from data_sources.errors import Missing
from data_sources.tag import Tag, weakest

MOST_SENTENCES = 3


@dataclass(frozen=True)
class FieldSheet:
    """One field on one day.

    Parameters
    ----------
    field
        field_id, ward_code, ward, area_ha, crop, stage.
    season
        Its FIELD_SEASONS row of the season that is grown now; None where it has none.
    forecast
        Its newest YIELD_FORECAST row; None where there is none.
    advice
        At most three ADVICE rows of the last issue, the most pressing first.
    risk
        Its RISK rows of the last issue, by hazard and day.
    issued
        The day the advice was given.
    tag
        The weakest of all that is shown.
    """

    field: pd.Series
    season: pd.Series | None
    forecast: pd.Series | None
    advice: pd.DataFrame
    risk: pd.DataFrame
    issued: date | None
    tag: Tag

    @property
    def may_be_sent(self) -> bool:
        """Whether an agronomist stands for every sentence: what has no review is never sent."""
        return len(self.advice) > 0 and bool((self.advice["review"] == "reviewed").all())


def field_sheet(root: Path, field_id: str) -> FieldSheet:
    """Read what is known of *field_id*; `Missing` where there is no such field."""
    fields = field_rows(root)
    found = fields[fields["field_id"] == field_id]
    if found.empty:
        raise Missing(f"there is no field {field_id[:40]!r}", "Check the code on the field's card.")
    seasons = _of(root, FIELD_SEASONS, field_id)
    current = seasons[seasons["season"] == newest_season(kept(root, FIELD_SEASONS).data)]
    forecasts = _of(root, YIELD_FORECAST, field_id).sort_values("issued")
    advice, risk = _last_issue(root, ADVICE, field_id), _last_issue(root, RISK, field_id)
    issues = [kept(root, c).data["issued"].max() for c in (ADVICE, RISK) if has(root, c)]
    shown = [c for c in (FIELD_SEASONS, YIELD_FORECAST, ADVICE, RISK) if has(root, c)]
    return FieldSheet(
        found.iloc[0],
        current.iloc[0] if len(current) else None,
        forecasts.iloc[-1] if len(forecasts) else None,
        advice.sort_values("valid_until", kind="stable").head(MOST_SENTENCES),
        risk.sort_values(["hazard", "valid"]),
        pd.Timestamp(max(issues)).date() if issues else None,
        weakest(kept(root, c).tag for c in shown),
    )


def _of(root: Path, contract: Table, field_id: str) -> pd.DataFrame:
    if not has(root, contract):
        return contract.empty()
    rows = kept(root, contract).data
    return rows[rows["field_id"] == field_id]


def _last_issue(root: Path, contract: Table, field_id: str) -> pd.DataFrame:
    rows = _of(root, contract, field_id)
    if rows.empty:
        return rows
    return rows[rows["issued"] == kept(root, contract).data["issued"].max()]
