"""`ruong advise`: what to do on a field, why, how sure, and who has reviewed the rule."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from app.command import Command
from app.settings import settings
from app.text import catalogue as texts
from app.text import formats
from data_sources.datasets import ADVICE, FIELD_SEASONS
from data_sources.errors import Missing
from data_sources.store import Store
from models.advice.rules import RULES


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--field", required=True, help="mã ruộng · field")
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")


def run(args: argparse.Namespace) -> int:
    """Print the advice of the last issue for one field, most urgent first."""
    store = Store(settings(args.workspace).store)
    if not store.has(ADVICE):
        raise Missing("No advice has been given yet.", "Run `ruong run` or `ruong demo` first.")
    fields = {
        field
        for part in store.parts(FIELD_SEASONS)
        for field in store.read(FIELD_SEASONS, part)["field_id"]
    }
    if args.field not in fields:
        raise Missing(f"No field is called {args.field}.", "Look the name up with `ruong risk`.")
    every, tag = store.read(ADVICE), store.resting(ADVICE).provenance.tag
    rows = every[(every["issued"] == every["issued"].max()) & (every["field_id"] == args.field)]
    print(f"Ruộng {args.field} · Field {args.field} · {tag.vi} · {tag.en}")
    if rows.empty:
        print("Chưa có việc gì phải làm gấp. · Nothing needs doing now.")
        return 0
    urgency = {rule.name: rule.priority for rule in RULES}
    order = rows["rule"].map(lambda name: urgency.get(str(name), len(urgency) + 1))
    for number, row in enumerate(rows.assign(o=order).sort_values("o").to_dict("records"), 1):
        _print(number, {str(name): value for name, value in row.items()})
    return 0


def _print(number: int, row: dict[str, object]) -> None:
    issued, until = pd.Timestamp(str(row["issued"])), pd.Timestamp(str(row["valid_until"]))
    reviewed = "sheet.review_yes" if row["review"] == "reviewed" else "sheet.review_no"
    marks = (f"marks.confidence_{row['confidence']}", reviewed)
    said = [
        "; ".join(texts.say(mark, language) for mark in marks) for language in formats.LANGUAGES
    ]
    print(f"\n{number}. {row['advice_vi']}\n   {row['advice_en']}")
    print(f"   Vì: {row['reason_vi']} · Because: {row['reason_en']}")
    print(f"   {' · '.join(said)}")
    print(f"   phát hành · issued {issued:%d/%m/%Y}, đến · until {until:%d/%m/%Y}")


COMMAND = Command("Khuyến cáo cho một ruộng", "Advice for one field", configure, run)
