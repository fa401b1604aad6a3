"""`ruong predict yield`: forecast new fields from surveyed ones, with intervals, or say why not."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import pandas as pd

from app.command import Command
from app.settings import DEMO_SEED, today
from app.surveyed import Surveyed, with_yields, without_yields
from data_sources.errors import Missing, Refused
from data_sources.material import of_file
from data_sources.season import Season
from models.yields import say
from models.yields.abstain import sentence
from models.yields.cases import KEYS
from models.yields.learn import Trained, learn
from models.yields.level import level

COLUMNS = ["field_row", "yield", "low", "high", "abstained", "reason"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--train", type=Path, required=True, help="ruộng đã biết · known fields")
    parser.add_argument("--fields", type=Path, required=True, help="ruộng mới · new fields")
    parser.add_argument("--out", type=Path, required=True, help="tệp kết quả · result (CSV)")
    parser.add_argument("--seed", type=int, default=DEMO_SEED)


def run(args: argparse.Namespace) -> int:
    """Learn from one folder, forecast the fields of the other, write one row a field."""
    for folder in (args.train, args.fields):
        if not folder.is_dir():
            raise Missing(f"{folder} is not a folder", "Name a folder that holds fields.csv.")
    day = today()
    known, asked = with_yields(args.train, day), without_yields(args.fields, day)
    if known.records.surveys.empty:
        raise Refused(str(args.train), ["it holds no yield to learn from"])
    for where, surveyed in ((args.train, known), (args.fields, asked)):
        for note in surveyed.notes:
            print(f"{where.name}: {note}")
    table = forecasts(known, asked, day, args.seed)
    rows = _in_file_order(args.fields, asked, table)
    fresh = args.out.with_name(f".{args.out.name}.new")
    rows.to_csv(fresh, index=False, lineterminator="\n")
    fresh.replace(args.out)
    print(f"{len(rows)} fields, {int(rows['abstained'].sum())} abstained -> {args.out}")
    return 0


def forecasts(known: Surveyed, asked: Surveyed, day: date, seed: int) -> pd.DataFrame:
    """Return the forecast of every field and season of *asked*, learned from *known*."""
    seasons = sorted({Season.parse(text) for text in asked.rows["season"]})
    if not seasons:
        return pd.DataFrame(columns=[*KEYS, "yield_kg_ha", "low", "high", "abstained", "reason"])
    trained = learn(known.records, seasons[0], day, seed, judged_by=(), wanted=("ripe",))
    said = [say(_of(trained, known, season, day), asked.records, day) for season in seasons]
    return pd.concat(said, ignore_index=True)


def _of(trained: Trained, known: Surveyed, season: Season, day: date) -> Trained:
    return trained.of(season, level(known.records.known_on(day).surveys, season))


def _in_file_order(folder: Path, asked: Surveyed, table: pd.DataFrame) -> pd.DataFrame:
    """Return one line for every line of the file, those that could not be read with the reason."""
    raw = of_file(folder / "fields.csv").table(("field_row",))["field_row"]
    lines = pd.DataFrame({"field_row": raw.to_numpy(), "place": range(2, len(raw) + 2)})
    read = asked.rows[KEYS].assign(place=asked.rows.index)
    rows = lines.merge(read, on="place", how="left").merge(table, on=KEYS, how="left")
    why = {int(place.rsplit(" ", 1)[1]): reason for place, reason in asked.turned_away}
    silent = rows["yield_kg_ha"].isna()
    reasons = [
        _reason(reason, why.get(place, "")) if quiet else ""
        for reason, place, quiet in zip(rows["reason"], rows["place"], silent, strict=True)
    ]
    told = rows.assign(abstained=silent, reason=reasons).rename(columns={"yield_kg_ha": "yield"})
    return told[COLUMNS].round({"low": 1, "high": 1})


def _reason(code: object, refusal: str) -> str:
    if isinstance(code, str) and code:
        return f"{sentence(code, 'vi')} · {sentence(code, 'en')}"
    return f"Dòng không đọc được · The row could not be read ({refusal})"


COMMAND = Command(
    "Dự báo năng suất cho ruộng mới từ các ruộng đã điều tra",
    "Forecast new fields from surveyed ones",
    configure,
    run,
)
