"""Today's risk over all fields: a level for each field and day, and whom to visit first."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from app.desk.kept import Kept, kept
from data_sources.datasets import FIELD_SEASONS, FIELDS, RISK, WARDS

LEVELS = 4
"""Calm, watch, act soon, act now: the model's own levels 0 to 3, not those of Decision 18/2021."""
ANY_HAZARD = "any"
_CONFIDENCE = {"low": 0, "medium": 1, "high": 2}


@dataclass(frozen=True)
class RiskPicture:
    """The newest assessment.

    Parameters
    ----------
    rows
        RISK rows of the last issue, with the number of the field as `field`.
    fields
        One row a field in map order: field_id, ward_code, ward, area_ha, stage.
    kept
        Where the assessment rests: tag, notes.
    """

    rows: pd.DataFrame
    fields: pd.DataFrame
    kept: Kept[pd.DataFrame]

    @property
    def issued(self) -> date:
        """The day of issue."""
        return pd.Timestamp(self.rows["issued"].iloc[0]).date()

    @property
    def days(self) -> list[pd.Timestamp]:
        """The days that were assessed, in order."""
        return sorted(pd.Timestamp(day) for day in self.rows["valid"].unique())

    @property
    def hazards(self) -> list[str]:
        """The hazards that were assessed."""
        return sorted(self.rows["hazard"].unique())

    def of_day(self, hazard: str, day: pd.Timestamp) -> pd.DataFrame:
        """Return the rows of one day, the worst hazard of each field where any is asked for."""
        rows = self.rows[self.rows["valid"] == day]
        if hazard != ANY_HAZARD:
            return rows[rows["hazard"] == hazard]
        worst = rows.sort_values(["severity", "chance"], ascending=False, kind="stable")
        return worst.drop_duplicates("field_id")

    def levels(self, hazard: str, day: pd.Timestamp) -> np.ndarray:
        """Return each field's level in map order; -1 where it was not assessed."""
        rows = self.of_day(hazard, day)
        levels = np.full(len(self.fields), -1, dtype=np.int8)
        levels[rows["field"].to_numpy()] = rows["severity"].to_numpy()
        return levels

    def visits(self, hazard: str, day: pd.Timestamp, wards: list[str]) -> pd.DataFrame:
        """Return the fields to visit, worst first; fields at level 0 need no visit.

        Ranked by level, then chance, then how sure it is, then area: where all else is equal the
        larger loss comes first.
        """
        rows = self.of_day(hazard, day)
        rows = rows[rows["severity"] > 0].join(
            self.fields[["ward", "ward_code", "area_ha", "stage"]], on="field"
        )
        if wards:
            rows = rows[rows["ward_code"].isin(wards)]
        sure = rows["confidence"].map(_CONFIDENCE)
        order = rows.assign(sure=sure).sort_values(
            ["severity", "chance", "sure", "area_ha", "field_id"],
            ascending=[False, False, False, False, True],
            na_position="last",
        )
        return order.drop(columns="sure").reset_index(drop=True)

    def ward_shares(self, levels: np.ndarray) -> dict[str, float]:
        """Return, for each ward, the share of its assessed fields at level 2 or 3."""
        assessed = self.fields.assign(level=levels)[levels >= 0]
        shares = (assessed["level"] >= 2).groupby(assessed["ward_code"]).mean()
        return {str(code): float(share) for code, share in shares.items()}


def risk_picture(root: Path) -> RiskPicture:
    """Read the newest assessment from the store; `Missing` where there is none yet."""
    risk, fields = kept(root, RISK), kept(root, FIELDS)
    wards, seasons = kept(root, WARDS), kept(root, FIELD_SEASONS)
    digests = (risk.digest, fields.digest, wards.digest, seasons.digest)
    return _picture(root, digests)


@functools.lru_cache(maxsize=2)
def _picture(root: Path, _digests: tuple[str, ...]) -> RiskPicture:
    risk = kept(root, RISK)
    rows = risk.data[risk.data["issued"] == risk.data["issued"].max()]
    fields = field_rows(root)
    number = pd.Series(np.arange(len(fields)), index=fields["field_id"])
    rows = rows[rows["field_id"].isin(number.index)]
    return RiskPicture(rows.assign(field=rows["field_id"].map(number)), fields, risk)


def field_rows(root: Path) -> pd.DataFrame:
    """Return one row a field in map order: field_id, ward_code, ward, area_ha, crop, stage."""
    seasons = kept(root, FIELD_SEASONS).digest
    return _rows(root, (kept(root, FIELDS).digest, kept(root, WARDS).digest, seasons))


@functools.lru_cache(maxsize=2)
def _rows(root: Path, _digests: tuple[str, ...]) -> pd.DataFrame:
    fields, wards = kept(root, FIELDS).data, kept(root, WARDS).data
    seasons = kept(root, FIELD_SEASONS).data
    names = wards.set_index("ward_code")["ward"]
    newest = seasons[seasons["season"] == newest_season(seasons)]
    stages = newest.drop_duplicates("field_id").set_index("field_id")["stage"]
    plain = pd.DataFrame(fields[["field_id", "ward_code", "area_ha", "crop"]])
    plain = plain.sort_values("field_id", ignore_index=True)
    ward = plain["ward_code"].map(names).fillna("")
    return plain.assign(ward=ward, stage=plain["field_id"].map(stages).fillna("unknown"))


def newest_season(seasons: pd.DataFrame) -> str:
    """Return the season that is grown now, the last to be harvested; "" where there is none."""
    order = {"WS": 0, "SA": 1, "AW": 2}
    found = seasons["season"].unique()
    return max(found, key=lambda s: (s[:4], order.get(s[5:], -1)), default="")
