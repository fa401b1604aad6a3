"""What a yield model says of itself: nouns only; `models/cards` draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data_sources.tag import Tag
from models.scores import Skill


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a model under a protocol.

    Parameters
    ----------
    protocol
        What was held out: "5-km block", "location", "district", "year".
    model
        "baseline" or the model's name.
    lead
        How far the crop was: sown, headed, ripe.
    season
        A season's name, or "all".
    cases
        Forecasts judged.
    rmse
        kg/ha.
    skill
        Against the baseline of the same line, with its 90 % interval.
    coverage
        Share of truths inside the 90 % interval.
    winkler
        Mean interval score, kg/ha; smaller is better.
    """

    protocol: str
    model: str
    lead: str
    season: str
    cases: int
    rmse: float
    skill: Skill
    coverage: float
    winkler: float


@dataclass(frozen=True, slots=True)
class Card:
    """A model's own account of its data, its tests and its limits.

    Parameters
    ----------
    tag
        The weakest tag of all data it was made from.
    season, issued
        What it forecasts, and when.
    model
        Its name; "baseline" where nothing beat the baseline.
    baseline
        The rule of the baseline.
    weight
        Share of the learned departure that is believed, by stage and season name.
    rows
        Every model under every protocol.
    checksums
        The sha256 of each booster, by stage.
    features
        What it looks at, by stage.
    variants
        How many variants were tried to arrive here.
    notes
        Repairs, refusals and limits, each in Vietnamese and English.
    """

    tag: Tag
    season: str
    issued: date
    model: str
    baseline: str
    weight: dict[str, dict[str, float]]
    rows: tuple[Row, ...]
    checksums: dict[str, str]
    features: dict[str, tuple[str, ...]]
    variants: int
    notes: tuple[tuple[str, str], ...]
