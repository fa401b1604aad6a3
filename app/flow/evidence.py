"""Evidence: what is known of a lot's field besides what the lot claims, as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from app.flow.flow import Flow
from app.flow.known import rows_of
from data_sources.datasets import FIELD_SEASONS, FIELDS, FINDINGS, SURVEYS, YIELD_FORECAST
from traceability.claims import Claim, Seen, findings, verdict_of

FEWEST_LOTS_OF_CODE = 3
"""A planting-area code is placed only where at least this many lots say where it is."""
TOP_SHARE = 0.975


def findings_on(flow: Flow, lots: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS rows: what the evidence says on each question of each lot.

    Parameters
    ----------
    lots
        DELIVERIES rows with the ward_code of their field.
    """
    known = lots.merge(_fields(flow), on="field_id", how="left")
    known = known.merge(_seasons(flow), on=["field_id", "season"], how="left")
    known["most"] = _most(flow, known)
    known["total"] = known.groupby(["field_id", "season"])["quantity_kg"].transform("sum")
    known["home"] = known["puc"].map(_homes(lots))
    rows = [
        (str(row["lot"]), number, finding.verdict, finding.vi, finding.en)
        for row in known.to_dict("records")
        for number, finding in enumerate(findings(_claim(row), _seen(row)))
    ]
    table = pd.DataFrame(rows, columns=FINDINGS.names)
    texts = {name: "str" for name in FINDINGS.names if name != "number"}
    return table.astype(texts | {"number": "int64"})


def verdicts(found: pd.DataFrame) -> pd.DataFrame:
    """Return for each lot its verdict and, in one text a language, the findings that made it."""
    rows = []
    for lot, own in found.groupby("lot", sort=True):
        verdict = verdict_of([str(claim) for claim in own["claim"]])
        telling = own[own["claim"] == verdict]
        rows.append((str(lot), verdict, *(" ".join(telling[f"reason_{x}"]) for x in ("vi", "en"))))
    return pd.DataFrame(rows, columns=["lot", "claim", "reason_vi", "reason_en"]).astype("str")


def _fields(flow: Flow) -> pd.DataFrame:
    layers = [flow.read(FIELDS, part) for part in flow.store.parts(FIELDS)]
    return pd.concat([pd.DataFrame(layer[["field_id", "area_ha", "crop"]]) for layer in layers])


def _seasons(flow: Flow) -> pd.DataFrame:
    seasons = rows_of(flow, FIELD_SEASONS)
    return seasons[["field_id", "season", "sowing", "harvest_low", "harvest_high"]]


def _most(flow: Flow, known: pd.DataFrame) -> pd.Series:
    """Return an upper bound of each field's yield, kg/ha: its forecast's, or its season's."""
    surveys = rows_of(flow, SURVEYS)
    top = surveys.groupby("season")["yield_kg_ha"].quantile(TOP_SHARE)
    forecast = rows_of(flow, YIELD_FORECAST)[["field_id", "season", "high"]]
    own = known[["field_id", "season"]].merge(forecast, how="left")["high"]
    own.index = known.index
    return own.fillna(known["season"].map(top)).fillna(surveys["yield_kg_ha"].quantile(TOP_SHARE))


def _homes(lots: pd.DataFrame) -> dict[str, str]:
    """Return the ward where most lots of a planting-area code grow; codes with few are left out."""
    homes: dict[str, str] = {}
    for code, rows in lots.dropna(subset=["puc"]).groupby("puc"):
        counts = rows["ward_code"].value_counts()
        if counts.iloc[0] >= FEWEST_LOTS_OF_CODE and counts.iloc[0] * 2 > len(rows):
            homes[str(code)] = str(counts.index[0])
    return homes


def _claim(row: Mapping[Any, Any]) -> Claim:
    return Claim(
        harvested=pd.Timestamp(str(row["harvested"])).date(),
        quantity_kg=float(str(row["quantity_kg"])),
        field_total_kg=float(str(row["total"])),
        puc=_text(row["puc"]),
    )


def _seen(row: Mapping[Any, Any]) -> Seen:
    crop = _text(row["crop"])
    sown = _day(row["sowing"]) is not None
    return Seen(
        area_ha=_number(row["area_ha"]),
        rice=None if crop is None else crop == "rice" or sown,
        yield_high_kg_ha=_number(row["most"]),
        harvest_low=_day(row["harvest_low"]),
        harvest_high=_day(row["harvest_high"]),
        ward_code=_text(row["ward_code"]),
        code_home=_text(row["home"]),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) and np.isfinite(value) else None


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, pd.Timestamp) and not pd.isna(value) else None
