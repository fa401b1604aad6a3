"""Write a forecaster down as text and JSON, and read it back: never a pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, cast

import numpy as np

from data_sources.errors import Refused
from data_sources.season import Season
from data_sources.tag import Tag
from models.boosting import Trees
from models.cards.card import Card, Chance, Importance, Reliability, Row
from models.intervals import Edges
from models.scores import Skill
from models.yields.abstain import Familiar
from models.yields.features import LEADS, Lead
from models.yields.learn import Stage, Trained
from models.yields.level import Level
from models.yields.model import FieldModel
from models.yields.residual import Residual
from models.yields.standing import Standing, Usual

MODEL, CARD = "model.json", "card.json"
Json = dict[str, Any]


def written(trained: Trained) -> dict[str, str]:
    """Return a forecaster as files, name by name; the same text for the same forecaster."""
    files = {
        f"trees-{lead}.txt": stage.model.residual.trees.text
        for lead, stage in trained.stages.items()
        if stage.model.residual.trees is not None
    }
    body = {
        "season": str(trained.season),
        "level": None if trained.level is None else asdict(trained.level),
        "stages": {lead: _stage(stage) for lead, stage in trained.stages.items()},
    }
    return {**files, MODEL: _text(body), CARD: _text(asdict(trained.card))}


def read(files: Mapping[str, str]) -> Trained:
    """Return the forecaster that `written` wrote; `Refused` where a file is not as it should be."""
    try:
        body, card = json.loads(files[MODEL]), _card(json.loads(files[CARD]))
        stages: dict[Lead, Stage] = {
            lead: _read_stage(body["stages"][lead], files.get(f"trees-{lead}.txt"), card, lead)
            for lead in LEADS
            if lead in body["stages"]
        }
        level = None if body["level"] is None else Level(**body["level"])
        return Trained(Season.parse(body["season"]), level, stages, card)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("the model files", [f"they are not whole ({error!r})"]) from error


def _stage(stage: Stage) -> Json:
    known = stage.familiar
    return {
        "weight": stage.model.residual.weight,
        "shared": stage.model.shared,
        "edges": {name: asdict(edge) for name, edge in stage.model.edges.items()},
        "new_edges": {name: asdict(edge) for name, edge in stage.model.new_edges.items()},
        "features": list(stage.scale.features),
        "usual": {season: asdict(usual) for season, usual in stage.scale.usual.items()},
        "familiar": {
            "known": known.known.tolist(),
            "reach_m": known.reach_m,
            "low": _numbers(known.low),
            "high": _numbers(known.high),
            "features": list(known.features),
        },
    }


def _read_stage(body: Json, text: str | None, card: Card, lead: Lead) -> Stage:
    features = tuple(body["features"])
    trees = None if text is None else Trees(text, features).checked(card.checksums[lead])
    known = body["familiar"]
    familiar = Familiar(
        np.array(known["known"], float).reshape(-1, 2),
        float(known["reach_m"]),
        _floats(known["low"]),
        _floats(known["high"]),
        tuple(known["features"]),
    )
    usual = {
        season: Usual(*(tuple(_floats(u[n]).tolist()) for n in ("median", "spread")))
        for season, u in body["usual"].items()
    }
    edges, new = (
        {name: Edges(**edge) for name, edge in body[key].items()} for key in ("edges", "new_edges")
    )
    model = FieldModel(Residual(trees, body["weight"]), edges, new, float(body["shared"]))
    return Stage(model, familiar, Standing(features, usual))


def _card(body: Json) -> Card:
    row_of = [Row(**{**r, "skill": Skill(**r["skill"])}) for r in body["rows"]]
    chances = [Chance(**{**c, "skill": Skill(**c["skill"])}) for c in body["chances"]]
    return Card(
        **{
            **body,
            "tag": Tag(**body["tag"]),
            "issued": date.fromisoformat(body["issued"]),
            "rows": tuple(row_of),
            "chances": tuple(chances),
            "reliability": tuple(Reliability(**r) for r in body["reliability"]),
            "importance": tuple(Importance(**i) for i in body["importance"]),
            "features": {lead: tuple(names) for lead, names in body["features"].items()},
            "variants": tuple(cast("tuple[str, str, str]", tuple(v)) for v in body["variants"]),
            "notes": tuple(cast("tuple[str, str]", tuple(n)) for n in body["notes"]),
        }
    )


def _text(body: Json) -> str:
    plain = _plain(body)
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def _plain(value: object) -> object:
    """Write a number that is none as null: JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _numbers(values: np.ndarray) -> list[float | None]:
    return [float(v) if np.isfinite(v) else None for v in values]


def _floats(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], float)
