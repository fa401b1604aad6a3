"""Learn to forecast a season from everything known on a day, and write the card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from data_sources.season import Season
from models.cards.card import Card, Row
from models.folds import grouped
from models.yields.abstain import NO_YIELDS, Familiar, familiar
from models.yields.cases import Records, Taught, taught
from models.yields.features import LEADS, Lead
from models.yields.judged import BLOCK, LOCATION, protocols, table
from models.yields.level import RUNNING, Level, level
from models.yields.model import FieldModel, train
from models.yields.standing import Standing
from models.yields.tried import TRIED
from models.yields.trust import Trust, looked_at

NAME = "ruong-field"
FEW_YEARS = (
    (
        "Chưa đủ ba năm để biết năng suất ở đây đổi bao nhiêu từ năm này sang năm khác: với vụ "
        "chưa có số liệu thu hoạch, khoảng 90 % lấy mức đổi thường gặp của thống kê tỉnh."
    ),
    (
        "There are fewer than three years to tell how much yields change here from year to year: "
        "for a season without a harvest yet, the 90 % interval takes the provinces' usual jump."
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What forecasts fields at one stage of the crop.

    Parameters
    ----------
    model, familiar, scale
        The forecaster, what it was tested on, what is usual in each season.
    """

    model: FieldModel
    familiar: Familiar
    scale: Standing


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A forecaster of one season, with its card.

    Parameters
    ----------
    season
        What it forecasts.
    level
        The baseline; None where no such season was ever surveyed.
    stages
        By stage of the crop.
    card
        Its account of itself.
    """

    season: Season
    level: Level | None
    stages: dict[Lead, Stage]
    card: Card

    @property
    def shared(self) -> float:
        """Share of error that neighbours have in common; 1 for a season no yield is known of."""
        running = self.level is not None and self.level.rule == RUNNING
        return max((s.model.shared for s in self.stages.values()), default=1.0) if running else 1.0

    def of(self, season: Season, level: Level | None) -> Trained:
        """Return the same forecaster for another season of the same records."""
        return replace(self, season=season, level=level)


def learn(
    records: Records,
    season: Season,
    as_of: date,
    seed: int,
    *,
    judged_by: tuple[str, ...] = (BLOCK, LOCATION),
    wanted: tuple[Lead, ...] = LEADS,
) -> Trained:
    """Learn from what was known on *as_of*.

    Parameters
    ----------
    records
        Yields harvested after *as_of* are left out.
    judged_by
        Protocols of the card's table.
    wanted
        Stages that will be asked for.
    """
    stages: dict[Lead, Stage] = {}
    rows: list[Row] = []
    trust: list[Trust] = []
    for lead in wanted:
        learned = taught(records, lead, as_of)
        model = train(learned.cases, seed)
        stages[lead] = Stage(model, _familiar(learned), learned.scale)
        for protocol in protocols(learned, judged_by):
            rows.extend(table(learned, protocol, lead, seed))
        trust.append(looked_at(learned, model, lead, seed))
    expected = level(records.known_on(as_of).surveys, season)
    weight = {str(lead): stage.model.residual.weight for lead, stage in stages.items()}
    believed = any(by_name.get(season.code, 0.0) for by_name in weight.values())
    card = Card(
        name="field yields",
        tag=records.tag,
        season=str(season),
        issued=as_of,
        model=NAME if believed else "baseline",
        baseline="none" if expected is None else expected.rule,
        weight=weight,
        rows=tuple(rows),
        reliability=tuple(r for t in trust for r in t.reliability),
        importance=tuple(i for t in trust for i in t.importance),
        chances=tuple(c for t in trust for c in t.chances),
        checksums=_checksums(stages),
        features={str(lead): stage.scale.features for lead, stage in stages.items()},
        seed=seed,
        variants=tuple((v.name, v.data, v.outcome) for v in TRIED),
        notes=_notes(records, season, expected, stages),
    )
    return Trained(season, expected, stages, card)


def _notes(
    records: Records, season: Season, expected: Level | None, stages: dict[Lead, Stage]
) -> tuple[tuple[str, str], ...]:
    """Say what a reader must know: repairs of the sources, and what could not be tested."""
    told = [(f"Nguồn dữ liệu ghi: {note}", f"The sources say: {note}") for note in records.notes]
    if expected is None:
        told.append((NO_YIELDS.vi, NO_YIELDS.en))
    elif not any(season.code in stage.model.new_edges for stage in stages.values()):
        told.append(FEW_YEARS)
    return tuple(told)


def _checksums(stages: dict[Lead, Stage]) -> dict[str, str]:
    trees = {str(lead): stage.model.residual.trees for lead, stage in stages.items()}
    return {lead: grown.checksum for lead, grown in trees.items() if grown is not None}


def _familiar(learned: Taught) -> Familiar:
    """Learn what is known from all surveyed places, by the widest test that was made."""
    placed = np.flatnonzero(np.isfinite(learned.xy).all(axis=1))
    groups = [g[placed] for g in (learned.cases.places, learned.districts)]
    folds = [fold for g in groups if len(np.unique(g)) > 1 for fold in grouped(g)]
    cases = learned.cases.take(placed)
    return familiar(learned.xy[placed], cases.rows, cases.features, folds)
