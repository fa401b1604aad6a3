"""What a model says of itself: nouns only."""

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
        Against the baseline of the same protocol, with its 90 % interval.
    coverage
        Share of truths inside the 90 % interval.
    worst
        The smallest coverage of a single season of a single year; of a year for provinces.
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
    worst: float
    winkler: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How many held-out truths an interval of a stated level held."""

    lead: str
    season: str
    stated: float
    held: float


@dataclass(frozen=True, slots=True)
class Importance:
    """Mean absolute SHAP value of a feature, kg/ha (LightGBM `pred_contrib`)."""

    lead: str
    feature: str
    kg_ha: float


@dataclass(frozen=True, slots=True)
class Chance:
    """How well the chance of a poor yield is told, against the season's own frequency.

    Parameters
    ----------
    skill
        Brier skill with its 90 % interval.
    shown
        Whether the chance is shown to anybody: only where the whole interval is above zero.
    """

    lead: str
    season: str
    skill: Skill
    shown: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A model's own account of its data, its tests and its limits.

    Parameters
    ----------
    name
        What forecasts: "field yields", "province yields".
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
    reliability, importance, chances
        Where they apply; empty where there is nothing to show.
    checksums
        The sha256 of each booster, by stage.
    features
        What it looks at, by stage.
    seed
        With the same data and code it gives the same bytes.
    variants
        Every variant tried to arrive here, with its outcome: (name, data, outcome).
    notes
        Repairs, refusals and limits, each in Vietnamese and English.
    """

    name: str
    tag: Tag
    season: str
    issued: date
    model: str
    baseline: str
    weight: dict[str, dict[str, float]]
    rows: tuple[Row, ...]
    reliability: tuple[Reliability, ...]
    importance: tuple[Importance, ...]
    chances: tuple[Chance, ...]
    checksums: dict[str, str]
    features: dict[str, tuple[str, ...]]
    seed: int
    variants: tuple[tuple[str, str, str], ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def believed(self) -> bool:
        """Whether anything but the baseline speaks."""
        return self.model != "baseline"
