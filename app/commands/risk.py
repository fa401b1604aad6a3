"""`ruong risk`: which fields are in danger on a day, and why."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import pandas as pd

from app.command import Command
from app.settings import settings
from app.text import catalogue as texts
from app.text import formats
from data_sources.datasets import RISK
from data_sources.errors import Missing
from data_sources.store import Store
from models.hazards.hazard import catalogue

MOST_FIELDS = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--date", type=date.fromisoformat, help="ngày · day, YYYY-MM-DD (day of issue)"
    )
    parser.add_argument("--field", help="một ruộng · one field only")
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")


def run(args: argparse.Namespace) -> int:
    """Print every hazard's levels on the day, and which fields to visit first and why."""
    store = Store(settings(args.workspace).store)
    if not store.has(RISK):
        raise Missing("No risk has been assessed yet.", "Run `ruong run` or `ruong demo` first.")
    rows, resting = store.read(RISK), store.resting(RISK)
    today = _of_day(rows, args.date)
    if args.field is not None:
        today = today[today["field_id"] == args.field]
        if today.empty:
            raise Missing(
                f"Field {args.field} was not assessed on this day.",
                "`ruong risk` without --field counts the fields that were.",
            )
    day = pd.Timestamp(today["valid"].iloc[0]).date()
    issued = pd.Timestamp(today["issued"].iloc[0]).date()
    tag = resting.provenance.tag
    print(f"Ruộng · Rủi ro ngày {day:%d/%m/%Y} · Risk on {formats.day(day, 'en')}")
    print(f"  phát hành · issued {issued:%d/%m/%Y}; {tag.vi} · {tag.en}")
    print(f"  {texts.say('marks.level_scale', 'vi')}\n  {texts.say('marks.level_scale', 'en')}\n")
    for hazard, levels in today.groupby("hazard", sort=True):
        _print_hazard(str(hazard), levels["severity"])
    _print_first(today)
    for note in resting.provenance.notes:
        print(f"  ({note})")
    return 0


def _of_day(rows: pd.DataFrame, asked: date | None) -> pd.DataFrame:
    """Return the newest rows for a day, the day of issue where none was asked for."""
    newest = rows[rows["issued"] == rows["issued"].max()]
    day = newest["issued"].max() if asked is None else pd.Timestamp(asked)
    today = newest[newest["valid"] == day]
    if today.empty:
        if newest.empty:
            raise Missing("The last assessment found nothing to say.", "Run `ruong run` again.")
        first, last = newest["valid"].min(), newest["valid"].max()
        raise Missing(
            f"No risk was assessed for {day:%Y-%m-%d}.",
            f"Choose a day from {first:%Y-%m-%d} to {last:%Y-%m-%d}.",
        )
    return today


def _print_hazard(name: str, severity: pd.Series) -> None:
    hazard = catalogue()[name]
    print(f"{hazard.vi} · {hazard.en}")
    for level in (3, 2, 1, 0):
        count = int((severity == level).sum())
        if count:
            words = [texts.say(f"marks.level_{level}", language) for language in formats.LANGUAGES]
            print(f"  {' · '.join(words)}: {count} ruộng · fields")


def _print_first(today: pd.DataFrame) -> None:
    """Print the fields to visit first: by level, then chance; a chance without skill is absent."""
    worst = today[today["severity"] > 0].sort_values(
        ["severity", "chance", "field_id"], ascending=[False, False, True]
    )
    if worst.empty:
        print("\nKhông ruộng nào cần theo dõi hôm đó · No field needs watching that day")
        return
    shown = worst.head(MOST_FIELDS)
    print(f"\nNên thăm trước · Visit first ({len(shown)} / {len(worst)})")
    for row in shown.to_dict("records"):
        hazard = catalogue()[row["hazard"]]
        chance = row["chance"]
        sure = "" if pd.isna(chance) else f", {formats.share(chance, 'vi')}"
        confidence = [
            texts.say(f"marks.confidence_{row['confidence']}", language)
            for language in formats.LANGUAGES
        ]
        level = texts.say(f"marks.level_{row['severity']}", "vi")
        print(f"{row['field_id']}  {hazard.vi} · {hazard.en}: {level}{sure}")
        print(f"    {row['reason_vi']}\n    {row['reason_en']}")
        print(f"    {' · '.join(confidence)}")


COMMAND = Command(
    "Ruộng nào đang gặp rủi ro, vì sao",
    "Which fields are in danger, and why",
    configure,
    run,
)
