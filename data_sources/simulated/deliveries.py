"""Deliveries of paddy: one lot each, most of them honest.

Why a lot is dishonest is kept in the truth only. A person is never called a fraud: what can be seen
from the record and the field is whether the claim fits.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_sources.simulated.chance import stream
from data_sources.simulated.story import Story

COLUMNS: tuple[str, ...] = (
    "lot",
    "field_id",
    "season",
    "harvest_date",
    "quantity_kg",
    "puc",
    "seller",
    "recorded_on",
)
_PER_100_FIELDS = 18
_DISHONEST = 0.1
Lot = dict[str, Any]


def deliver(story: Story, fields: pd.DataFrame, seasons: pd.DataFrame) -> pd.DataFrame:
    """Return the lots delivered by the day of the telling, with the truth about each.

    Columns: those of the file, and honest, kind ("" where honest), capacity_kg (what the field
    truly bore).
    """
    draw = stream(story.seed, "deliveries", story.as_of.isoformat())
    ripe = seasons[seasons["harvest"] <= pd.Timestamp(story.as_of) - timedelta(days=4)]
    ripe = ripe.merge(
        fields[["field_id", "area_ha", "ward_code", "cooperative", "puc", "holder"]], on="field_id"
    )
    count = min(max(15, round(story.size.fields * _PER_100_FIELDS / 100)), len(ripe))
    weight = ripe["season"].map(_season_weight(story)).to_numpy()
    picked = draw.choice(len(ripe), count, replace=False, p=weight / weight.sum())
    lots = [_honest(draw, row) for _, row in ripe.iloc[np.sort(picked)].iterrows()]
    spoilt = _spoil(story, draw, lots, fields)
    table = pd.DataFrame(spoilt).sort_values(["recorded_on", "field_id"], kind="stable")
    table = table.reset_index(drop=True)
    number = (table.index + 1).astype("str").str.zfill(5)
    table["lot"] = "CT" + f"{story.winter.year % 100:02d}" + "-" + number
    return table


def _season_weight(story: Story) -> dict[str, float]:
    """Return how likely a season's harvest is to be on record as a delivery."""
    last, summer, autumn, winter = (str(season) for season in story.seasons)
    return {last: 0.08, summer: 1.0, autumn: 0.25, winter: 2.2}


def _honest(draw: np.random.Generator, row: pd.Series) -> Lot:
    capacity = float(row["area_ha"] * row["yield_kg_ha"])
    quantity = round(capacity * float(draw.uniform(0.55, 0.98)) / 50) * 50
    slip = int(draw.choice([-1, 0, 0, 0, 1]))
    harvested = row["harvest"] + timedelta(days=slip)
    return {
        "field_id": row["field_id"],
        "season": row["season"],
        "harvest_date": harvested,
        "ripe": row["ripe"],
        "quantity_kg": float(max(quantity, 50)),
        "puc": row["puc"] if draw.random() < 0.93 else "",
        "seller": row["holder"],
        "recorded_on": harvested + timedelta(days=int(draw.integers(0, 4))),
        "ward_code": row["ward_code"],
        "honest": True,
        "kind": "",
        "capacity_kg": round(capacity, 1),
    }


def _too_much(draw: np.random.Generator, lot: Lot, _: pd.DataFrame) -> Lot:
    times = float(draw.uniform(1.9, 3.0))
    return lot | {"quantity_kg": float(round(lot["capacity_kg"] * times / 50) * 50)}


def _too_early(draw: np.random.Generator, lot: Lot, _: pd.DataFrame) -> Lot:
    early = int(draw.integers(28, 45))
    harvested = (lot["ripe"] - timedelta(days=early)).normalize()
    return lot | {"harvest_date": harvested, "recorded_on": harvested + timedelta(days=2)}


def _no_rice(draw: np.random.Generator, lot: Lot, fields: pd.DataFrame) -> Lot:
    other = fields[fields["crop"].isin(("shrimp", "orchard"))]
    if other.empty:
        other = fields[fields["crop"] != "rice"]
    row = other.iloc[int(draw.integers(0, len(other)))]
    own = {"field_id": row["field_id"], "puc": row["puc"], "seller": row["holder"]}
    return lot | own | {"capacity_kg": 0.0, "quantity_kg": float(round(row["area_ha"] * 110) * 50)}


def _stolen_code(draw: np.random.Generator, lot: Lot, fields: pd.DataFrame) -> Lot:
    other = fields[fields["ward_code"] != lot["ward_code"]]
    if other.empty:
        other = fields[fields["puc"] != lot["puc"]]
    return lot | {"puc": other["puc"].iloc[int(draw.integers(0, len(other)))]}


def _sold_twice(_: np.random.Generator, lot: Lot, __: pd.DataFrame) -> Lot:
    quantity = float(round(lot["capacity_kg"] * 0.95 / 50) * 50)
    return lot | {
        "quantity_kg": quantity,
        "recorded_on": lot["recorded_on"] + timedelta(days=1),
    }


KINDS: dict[str, Callable[[np.random.Generator, Lot, pd.DataFrame], Lot]] = {
    "more than the field can bear": _too_much,
    "harvested before it was ripe": _too_early,
    "field is not rice": _no_rice,
    "code of another ward": _stolen_code,
    "harvest sold twice": _sold_twice,
}


def _spoil(
    story: Story, draw: np.random.Generator, lots: list[Lot], fields: pd.DataFrame
) -> list[Lot]:
    """Make some lots dishonest, each kind in turn."""
    order = draw.permutation(len(lots))
    kinds = list(KINDS)
    result = list(lots)
    for turn in range(max(len(kinds), round(_DISHONEST * len(lots)))):
        place, kind = int(order[turn % len(order)]), kinds[turn % len(kinds)]
        lie = {"honest": False, "kind": kind}
        changed = KINDS[kind](draw, lots[place], fields) | lie
        changed["recorded_on"] = min(changed["recorded_on"], pd.Timestamp(story.as_of))
        if kind == "harvest sold twice":
            first = {"quantity_kg": changed["quantity_kg"], **lie}
            result[place] = lots[place] | first
            result.append(changed)
        else:
            result[place] = changed
    return result


def write(path: Path, lots: pd.DataFrame) -> None:
    """Write the deliveries, with two rows that no one can use and one that came twice."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n", extrasaction="ignore")
    table.writeheader()
    rows = [_text(row) for _, row in lots.iterrows()]
    table.writerows(rows)
    table.writerow(rows[len(rows) // 2])
    table.writerow(rows[0] | {"lot": f"{rows[0]['lot']}X", "quantity_kg": ""})
    table.writerow(rows[1] | {"lot": f"{rows[1]['lot']}X", "field_id": ""})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")


def _text(row: pd.Series) -> dict[str, str]:
    texts = {name: str(row[name]) for name in COLUMNS}
    texts["quantity_kg"] = f"{row['quantity_kg']:.0f}"
    for day in ("harvest_date", "recorded_on"):
        texts[day] = f"{row[day]:%Y-%m-%d}"
    return texts
