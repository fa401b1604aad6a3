"""`ruong evaluate planted`: find what is known to be there, and nothing where nothing is."""

from __future__ import annotations

import argparse
from datetime import date

from app.command import Command
from app.settings import DEMO_SEED
from data_sources.tag import SIMULATED
from models.yields.attainable import SHARE_TO_FIND, Found, found_in, table
from models.yields.cases import taught
from models.yields.model import train
from models.yields.planted import Planted, plant

FIELDS, YEARS, SHARE = 300, tuple(range(2019, 2026)), 0.4
_AFTER = date(2026, 6, 1)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--fields", type=int, default=FIELDS, help="số ruộng · fields")
    parser.add_argument("--share", type=float, default=SHARE, help="phần biết được · known share")
    parser.add_argument("--seed", type=int, default=DEMO_SEED)


def run(args: argparse.Namespace) -> int:
    """Print what is found where a signal is planted, and the weight where it is taken away."""
    print(f"Thế giới gieo sẵn · Planted world · {SIMULATED.vi} · {SIMULATED.en}")
    print(f"{args.fields} fields x {len(YEARS)} years x 2 seasons, known share {args.share:.0%}")
    world = plant(args.fields, YEARS, args.share, args.seed)
    found = list(found_in(world, _AFTER, "ripe", args.seed))
    print(table(found).to_string(index=False))
    print(f"weight · trọng số: {_weight(world, args.seed)}")
    nothing = _weight(plant(args.fields, YEARS, 0.0, args.seed), args.seed)
    print(f"without the signal · khi không có tín hiệu: weight {nothing}")
    return 0 if _kept(found) and not any(nothing.values()) else 1


def _kept(found: list[Found]) -> bool:
    return all(f.share >= SHARE_TO_FIND for f in found)


def _weight(world: Planted, seed: int) -> dict[str, float]:
    return train(taught(world.records, "ripe", _AFTER).cases, seed).residual.weight


COMMAND = Command(
    "Thử mô hình trong thế giới mô phỏng biết trước đáp án",
    "Try the forecaster in a simulated world whose answer is known",
    configure,
    run,
)
