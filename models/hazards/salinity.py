"""Salt water at the field's intake: the chance of passing the 1 and 4 g/L lines.

1 g/L is where gates are closed for irrigation and 4 g/L where the intrusion front is drawn in the
delta's bulletins (Southern Institute of Water Resources Research); rice begins to lose yield at
about 3 dS/m, near 2 g/L (Maas & Hoffman 1977, J. Irrig. Drain. Div. 103, 115). Young plants and
plants at flowering suffer most (Zeng et al. 2001, Crop Sci. 41, 1196).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from data_sources.datasets import RISK
from models.hazards.hazard import Assessment, Hazard, Situation, risk_rows
from models.hazards.salinity_persistence import (
    FLOOR_G_L,
    LINES_G_L,
    MIN_CHANGES,
    Bulletins,
    Floats,
    chance_above,
    to_log,
)

REACH_M = 20_000.0
"""A field farther than this from every station is not spoken of."""
NEIGHBOURS = 3
STALE_DAYS = 25
SENSITIVE = ("seedling", "reproductive")
SAFE = ("harvested", "bare")


def assess(situation: Situation) -> Assessment:
    """Return RISK rows for every field that stands near a station with a fresh bulletin."""
    water = situation.water.dropna(subset=["salinity", "x", "y"])
    if water.empty or situation.fields.empty:
        return Assessment(RISK.empty(), ("salinity: no bulletin from a station with a position",))
    bulletins = Bulletins.of(water)
    briers = {line: bulletins.backtest(line) for line in LINES_G_L}
    notes = tuple(_skill_note(line, *scores) for line, scores in briers.items())
    trusted = [line for line, (ours, climate, _) in briers.items() if ours < climate]
    level, near = _at_fields(situation, water)
    rows = [
        _of_day(situation, level, near, day, bulletins, max(trusted, default=None))
        for day in situation.days
    ]
    told = [r for r in rows if len(r)]
    far = int((~near).sum())
    notes += (f"salinity: {far} fields lie over {REACH_M / 1000:g} km from a fresh station",)
    return Assessment(pd.concat(told) if told else RISK.empty(), notes)


def _skill_note(line: float, ours: float, climate: float, cases: int) -> str:
    if not cases:
        return f"salinity > {line:g} g/L: too few bulletins to score"
    return (
        f"salinity > {line:g} g/L one period ahead: Brier {ours:.3f}, "
        f"climatology {climate:.3f} ({cases} cases)"
    )


def _at_fields(situation: Situation, water: pd.DataFrame) -> tuple[Floats, np.ndarray]:
    """Return the last log salinity at each field (inverse distance squared) and who is near."""
    fresh = water[
        water["period_end"] >= pd.Timestamp(situation.as_of) - pd.Timedelta(days=STALE_DAYS)
    ]
    last = fresh.sort_values("period_start").groupby("station").last()
    fields = situation.fields[["x", "y"]].to_numpy()
    if last.empty:
        return np.full(len(fields), np.nan), np.zeros(len(fields), bool)
    tree = KDTree(last[["x", "y"]].to_numpy())
    count = min(NEIGHBOURS, len(last))
    distance, index = (a.reshape(len(fields), count) for a in tree.query(fields, k=count))
    weight = np.where(distance <= REACH_M, 1.0 / np.maximum(distance, 100.0) ** 2, 0.0)
    total = weight.sum(axis=1)
    known = to_log(last["salinity"].to_numpy())[index]
    with np.errstate(invalid="ignore"):
        level = (known * weight).sum(axis=1) / total
    return level, total > 0


def _of_day(
    situation: Situation,
    level: Floats,
    near: np.ndarray,
    day: pd.Timestamp,
    bulletins: Bulletins,
    line: float | None,
) -> pd.DataFrame:
    """Return the rows of one day; *line* (g/L) is the highest whose forecast has skill, or None."""
    last_end = situation.water.dropna(subset=["salinity"])["period_end"].max()
    ahead = max(1, int(np.ceil((day - last_end).days / 10.0)))
    changes = bulletins.changes(ahead)
    if changes.size < MIN_CHANGES:
        return RISK.empty()
    chances = {
        each: chance_above(level, float(to_log(np.array([each]))[0]), changes) for each in LINES_G_L
    }
    stage = situation.fields["stage"].to_numpy()
    value = np.exp(level + np.median(changes)) - FLOOR_G_L
    low_line, high_line = chances.values()
    severity = _severity(low_line, high_line, stage)
    rows = risk_rows(
        "salinity",
        situation.as_of,
        {
            "field_id": situation.fields["field_id"].to_numpy(),
            "valid": day,
            "chance": np.nan if line is None else chances[line],
            "severity": severity,
            "value": np.maximum(value, 0.0),
            "unit": "g L-1",
            "confidence": _confidence(ahead, line),
            "reason_vi": _reasons(value, stage, _TOLD_VI, line, _STAGE_VI),
            "reason_en": _reasons(value, stage, _TOLD_EN, line, _STAGE_EN),
        },
    )
    return rows[near]


def _severity(low_line: Floats, high_line: Floats, stage: np.ndarray) -> np.ndarray:
    """Levels from the chances of passing 1 and 4 g/L, moved by how much the stage suffers."""
    level = np.select(
        [high_line >= 0.5, (high_line >= 0.2) | (low_line >= 0.8), low_line >= 0.3], [3, 2, 1], 0
    )
    level = np.where(np.isin(stage, SENSITIVE) | (level == 0), level, level - 1)
    return np.where(np.isin(stage, SAFE), 0, level)


def _confidence(ahead: int, line: float | None) -> str:
    if line is None:
        return "low"
    return "high" if ahead == 1 else "medium"


_STAGE_VI = {
    "seedling": "lúa còn non, dễ bị mặn hại",
    "tillering": "lúa đang đẻ nhánh",
    "reproductive": "lúa đang làm đòng, trổ, dễ bị mặn hại",
    "ripening": "lúa đang chín, ít bị hại hơn",
    "harvested": "lúa đã gặt",
    "bare": "ruộng chưa sạ",
    "unknown": "chưa rõ giai đoạn lúa",
}
_STAGE_EN = {
    "seedling": "young plants, easily hurt by salt",
    "tillering": "tillering",
    "reproductive": "panicle and flowering, easily hurt by salt",
    "ripening": "ripening, hurt less",
    "harvested": "already harvested",
    "bare": "not sown yet",
    "unknown": "stage not known",
}


_TOLD_VI = ("độ mặn gần ruộng khoảng {} g/L", "khả năng nói ở đây là vượt {:g} g/L")
_TOLD_EN = ("salinity near the field about {} g/L", "the chance is that of passing {:g} g/L")


def _reasons(
    value: Floats,
    stage: np.ndarray,
    told: tuple[str, str],
    line: float | None,
    words: dict[str, str],
) -> list[str]:
    """Say for each field the value, the stage, and which line the chance speaks of."""
    # Vietnamese writes the decimal comma.
    mark = "," if words is _STAGE_VI else "."

    def written(value: float) -> str:
        return f"{value:.1f}".replace(".", mark)

    end = "" if line is None else f"; {told[1].format(line)}"
    return [
        f"{told[0].format(written(max(v, 0.0)))}; {words[s]}{end}" if np.isfinite(v) else words[s]
        for v, s in zip(value, stage, strict=True)
    ]


HAZARD = Hazard("salinity", "Xâm nhập mặn", "Salinity intrusion", assess)
