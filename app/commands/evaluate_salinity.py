"""`ruong evaluate salinity`: forecast bulletins or a transect one step ahead, and be scored."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from app.command import Command
from app.settings import today
from data_sources import salinity_bulletins, salinity_transects, tidal_constituents
from data_sources.datasets import WATER
from data_sources.errors import Missing
from data_sources.material import of_file
from data_sources.region import packaged_region
from data_sources.salinity_transects import Transect
from data_sources.source import Request
from data_sources.stations import plain_name
from data_sources.tag import REAL
from data_sources.tidal_constituents import Constituents
from models.estuary import along, channel
from models.estuary.profile import forcing
from models.estuary.river import PROXY, usual_discharge
from models.estuary.scores import scores
from models.estuary.tide import daily_range
from models.estuary.walk import LINES_G_L, Bulletins, season_of, walk

PERIOD_DAYS = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--fit", type=Path, required=True, help="thư mục để hiệu chỉnh · folder to fit on"
    )
    parser.add_argument(
        "--score",
        type=Path,
        required=True,
        help="tệp để chấm: bản tin CSV hoặc tuyến đo .txt · bulletin CSV or transect to score",
    )


def run(args: argparse.Namespace) -> int:
    """Print every forecast beside what came, persistence and climatology; then the scores."""
    if not args.fit.is_dir():
        raise Missing(f"{args.fit.name} is no folder.", "Name the folder of the hydrology data.")
    tide, told = _tide(args.fit)
    transects = _transects(args.fit)
    water, notes = _bulletins(sorted(args.fit.rglob("bulletins_*.csv")))
    print("Ruộng · Độ mặn dự báo trước một kỳ 10 ngày · Salinity one ten-day period ahead")
    for note in (told, f"discharge · lưu lượng: {PROXY}", *notes):
        print(f"  {note}")
    for transect in transects:
        _print_fit(transect)
    if args.score.suffix.lower() == ".txt":
        table = _score_transect(args.score, transects, water, tide)
    else:
        table = _score_bulletins(args.score, water, tide)
    _print_rows(table)
    _print_scores(table)
    return 0


def _tide(folder: Path) -> tuple[Constituents | None, str]:
    """Find a gauge's constituents in the folder or beside it."""
    found = sorted(folder.rglob("*ticon4*.json")) or sorted(folder.parent.glob("tide_*/*.json"))
    if not found:
        return None, "tide · triều: no constituents found, every period is given the same range"
    gauge = tidal_constituents.read(of_file(found[0]))
    return gauge, f"tide · triều: {len(gauge.waves)} constituents of {gauge.gauge}"


def _transects(folder: Path) -> list[Transect]:
    found = [
        salinity_transects.read(of_file(path))
        for path in sorted(folder.rglob("*.txt"))
        if path.stem.split("_")[-2:-1] in (["da"], ["td"])
    ]
    return sorted(found, key=lambda t: (t.day, t.mouth, t.slack))


def _bulletins(paths: Sequence[Path]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    request = [Request(p, packaged_region(), date(1990, 1, 1), today(), REAL) for p in paths]
    deliveries = [salinity_bulletins.SOURCE(each) for each in request]
    notes = tuple(note for delivery in deliveries for note in delivery.notes)
    tables = [delivery.data for delivery in deliveries]
    return (pd.concat(tables, ignore_index=True) if tables else WATER.empty()), notes


def _forcing(tide: Constituents | None, first: date, last: date) -> float:
    """Return (Q/H)^(1/2) from *first* to *last*; the range cancels where no tide is known."""
    height = 1.0 if tide is None else float(daily_range(tide, first, last).mean())
    river = float(usual_discharge(first, last).mean())
    return float(forcing(np.array([river]), np.array([height]))[0])


def _print_fit(transect: Transect) -> None:
    mean = transect.depth_mean
    profile = channel.fit(transect.km, mean)
    rmse = float(np.sqrt(np.nanmean((profile.salinity(transect.km) - mean) ** 2)))
    limits = "; ".join(
        f"{line:g} g/L at {channel.limit_km(transect.km, mean, line):.1f} km, "
        f"fitted {profile.limit_km(line):.1f} km"
        for line in LINES_G_L
    )
    print(f"  fit {transect.mouth} {transect.slack} {transect.day}: {limits}; RMSE {rmse:.2f} g/L")
    for fault in transect.faults:
        print(f"    left out · bỏ: {fault}")


def _score_transect(
    path: Path, transects: Sequence[Transect], water: pd.DataFrame, tide: Constituents | None
) -> pd.DataFrame:
    target = salinity_transects.read(of_file(path))
    for fault in target.faults:
        print(f"  left out of the score · không chấm: {fault}")
    hau = [plain_name(str(name)).startswith("hau") for name in water["river"]]
    river = water[np.array(hau, dtype=bool)]
    ten_days = timedelta(days=PERIOD_DAYS - 1)
    ahead = along.expect(target, transects, river, lambda day: _forcing(tide, day - ten_days, day))
    if ahead is None:
        raise Missing(
            f"Nothing in the folder tells the {target.mouth} mouth before {target.day}.",
            "Give a folder with an earlier transect, or bulletins of stations on the Hậu.",
        )
    print(f"  forecast from · dự báo từ: {ahead.source}")
    for line in LINES_G_L:
        seen = channel.limit_km(target.km, target.depth_mean, line)
        said = ahead.profile.limit_km(line)
        print(f"  depth-mean {line:g} g/L limit: observed {seen:.1f} km, forecast {said:.1f} km")
    return along.rows(target, ahead, transects)


def _score_bulletins(path: Path, water: pd.DataFrame, tide: Constituents | None) -> pd.DataFrame:
    mine, notes = _bulletins([path])
    for note in notes:
        print(f"  {note}")
    every = pd.concat([t for t in (mine, water) if len(t)], ignore_index=True)
    every["station"] = every["station"].map(plain_name)
    every = every.drop_duplicates(["station", "period_start"])
    wide = every.pivot(index="station", columns="period_start", values="salinity")
    wide = wide.sort_index(axis=1)
    ends = every.groupby("period_start")["period_end"].first()
    periods = list(pd.DatetimeIndex(wide.columns))
    push = pd.Series({p: _forcing(tide, p.date(), ends[p].date()) for p in periods})
    away = every.groupby("station")["sea_distance_km"].first().reindex(wide.index)
    bulletins = Bulletins(wide, away, push)
    seasons = sorted({season_of(start) for start in mine["period_start"]})
    others = sorted({season_of(p) for p in periods} - set(seasons))
    print(f"  scored season · vụ khô được chấm: {_listed(seasons)}, each period from earlier ones")
    print(f"  other seasons fitted on · hiệu chỉnh bằng: {_listed(others) or 'none'}")
    for copy in sorted(bulletins.copies):
        print(f"  {copy:%Y-%m-%d} repeats the period before at every station: typed twice?")
    table = walk(bulletins, sorted(set(mine["period_start"])))
    if table.empty:
        raise Missing("No two neighbouring periods are there to score.", "Give a longer bulletin.")
    known = set(mine["station"].map(plain_name))
    return table[table["station"].isin(known)]


def _listed(years: Sequence[int]) -> str:
    return ", ".join(str(year) for year in years)


def _print_rows(table: pd.DataFrame) -> None:
    print("\nstation,period,observed,forecast,persistence,climatology,chance>1,chance>4,model")
    for row in table.to_dict("records"):
        numbers = [
            *(row[name] for name in ("observed", "forecast", "persistence", "climatology")),
            *(row[f"forecast>{line:g}"] for line in LINES_G_L),
        ]
        cells = ["" if np.isnan(n) else f"{n:.2f}" for n in numbers]
        print(",".join([row["station"], f"{row['period']:%Y-%m-%d}", *cells, row["model"]]))


def _print_scores(table: pd.DataFrame) -> None:
    print("\ncontender,cases,RMSE g/L,MAE g/L,Brier >1 g/L,Brier >4 g/L,Brier cases")
    for score in scores(table):
        brier = ",".join(f"{score.brier[line]:.4f}" for line in LINES_G_L)
        numbers = f"{score.rmse:.3f},{score.mae:.3f},{brier},{score.brier_cases}"
        print(f"{score.contender},{score.cases},{numbers}")
    if table["copied"].any():
        print("without the repeated periods · không tính kỳ chép lại:")
        for score in scores(table[~table["copied"]]):
            print(f"{score.contender},{score.cases},{score.rmse:.3f},{score.mae:.3f}")


COMMAND = Command(
    "Chấm dự báo độ mặn với bản tin hoặc tuyến đo",
    "Score the salinity forecast on bulletins or a transect",
    configure,
    run,
)
