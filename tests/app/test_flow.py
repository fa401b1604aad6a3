"""The whole flow on a tiny world: runs, redoes nothing, resumes, repeats to the byte."""

import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pandas as pd
import pytest
import zxingcpp
from PIL import Image

from app.commands.run import flow_over, go
from app.flow.alone import alone
from app.flow.flow import Flow
from app.lots import find_lot
from app.settings import DEMO_DAY, DEMO_SEED, settings
from data_sources.datasets import (
    ADVICE,
    DATASETS,
    FIELD_SEASONS,
    FIELD_SERIES,
    LEDGER,
    LISTINGS,
    RISK,
    WATER,
    YIELD_FORECAST,
)
from data_sources.errors import RuongError, Unavailable
from data_sources.region import packaged_region
from data_sources.simulated import TINY, build_world
from data_sources.source import Delivery, Request, Source
from tests.app.conftest import started
from traceability.verify import State, verify

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("tiny") / "world"
    return build_world(root, packaged_region(), DEMO_SEED, DEMO_DAY, print, TINY)


def run_in(folder: Path, world: Path) -> Flow:
    flow = flow_over(settings(folder), world, DEMO_DAY, DEMO_SEED, demo=True)
    go(flow)
    return flow


@pytest.fixture(scope="module")
def flow(world, tmp_path_factory) -> Flow:
    return run_in(tmp_path_factory.mktemp("first") / "workspace", world)


def digests(flow: Flow) -> dict[str, str]:
    return {
        f"{name}/{part}": flow.store.resting(contract, part).digest
        for name, contract in DATASETS.items()
        for part in flow.store.parts(contract)
    }


def test_every_step_leaves_its_contract_with_the_tag_of_what_it_was_made_of(flow) -> None:
    for contract in (FIELD_SERIES, FIELD_SEASONS, YIELD_FORECAST, RISK, ADVICE, LISTINGS):
        parts = flow.store.parts(contract)
        assert parts, contract.name
        for part in parts:
            assert flow.store.resting(contract, part).provenance.tag.kind == "simulated"


def test_a_forecast_never_travels_alone(flow) -> None:
    rows = flow.read(YIELD_FORECAST)
    told = rows[~rows["abstained"]]
    assert len(told)
    assert told[["yield_kg_ha", "low", "high"]].notna().all(axis=None)
    assert (told["low"] <= told["yield_kg_ha"]).all()
    assert (told["yield_kg_ha"] <= told["high"]).all()
    assert rows.loc[rows["abstained"], "reason"].notna().all()


def test_the_ledger_tells_holes_from_clouds(flow) -> None:
    ledger = pd.concat([flow.read(LEDGER, part) for part in flow.store.parts(LEDGER)])
    assert set(ledger["sensor"]) == {"S1", "S2"}
    assert (ledger["state"] == "ok").sum() > 20
    assert ledger.loc[ledger["state"] != "ok", "reason"].notna().all()


def test_a_second_run_redoes_nothing(flow, world) -> None:
    again = run_in(flow.settings.workspace, world)
    assert again.outcomes
    assert not any(outcome.made_now for outcome in again.outcomes)
    assert digests(again) == digests(flow)


def test_the_same_seed_gives_the_same_bytes(flow, world, tmp_path) -> None:
    other = run_in(tmp_path / "workspace", world)
    assert digests(other) == digests(flow)


def test_a_killed_run_resumes_to_the_same_bytes(flow, world, tmp_path) -> None:
    """Kill -9 as soon as the cubes begin, and once more in the steps after them."""
    workspace = tmp_path / "workspace"
    for moment in ("2/9", "5/9"):
        command = [sys.executable, "-m", "app.cli", "run", "--data", str(world)]
        process = subprocess.Popen(
            [*command, "--as-of", str(DEMO_DAY), "--workspace", str(workspace)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        with process:
            for line in process.stdout:
                if line.startswith(moment):
                    os.kill(process.pid, signal.SIGKILL)
                    break
        assert process.returncode == -signal.SIGKILL
    assert digests(run_in(workspace, world)) == digests(flow)


def test_a_lot_is_found_and_its_proof_stands_alone(flow) -> None:
    listing = flow.read(LISTINGS).iloc[0]
    view = find_lot(flow.settings, listing["gtin"], listing["lot"])
    assert view is not None
    assert view.proof is not None
    key = (flow.settings.trace / "log.vkey").read_text().strip()
    assert verify(view.proof, key).state is State.PROVEN
    assert verify(view.proof.replace("Q", "R", 1), key).state is State.FAILED
    assert view.ward
    assert view.steps
    assert view.evidence


def test_a_dishonest_lot_is_doubted_more_often_than_an_honest_one(flow, world) -> None:
    truth = pd.read_parquet(world / "truth" / "lots.parquet")
    listed = flow.read(LISTINGS).merge(truth, on="lot")
    honest = listed["honest"]
    doubted = listed["claim"] == "doubtful"
    assert doubted[~honest].mean() > 2 * doubted[honest].mean()


def test_no_personal_data_leaves_by_the_log_or_the_exports(flow, world) -> None:
    sellers = pd.read_csv(world / "records" / "deliveries.csv")["seller"].dropna().unique()
    assert len(sellers) > 3
    public = [*(flow.settings.trace / "log").rglob("*"), *flow.settings.exports.rglob("*")]
    texts = [p.read_bytes() for p in public if p.is_file()]
    assert texts
    for seller in sellers:
        assert not any(str(seller).encode() in text for text in texts)


def test_a_second_run_at_the_same_time_is_refused(flow, world) -> None:
    workspace = flow.settings.workspace
    with alone(workspace), pytest.raises(RuongError, match="another run"), alone(workspace):
        pytest.fail("two runs at once")


def test_the_qr_on_a_lots_label_leads_to_its_page(flow) -> None:
    """Print the label, read it back with an independent reader, follow the address."""
    listing = flow.read(LISTINGS).iloc[0]
    asked = {"gtin": listing["gtin"], "lot": listing["lot"]}
    process, address = started(flow.settings.workspace)
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            picture = client.get("/api/label.png", params=asked)
            assert picture.status_code == 200
            codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
            assert len(codes) == 1
            path = urlsplit(codes[0].text).path
            led = client.get(path, headers={"Accept": "text/html"})
            assert led.status_code == 307
            target = urlsplit(led.headers["location"])
            assert target.path.endswith("/lot")
            assert parse_qs(target.query) == {name: [value] for name, value in asked.items()}
            assert client.get(led.headers["location"]).status_code == 200
            assert client.get("/api/label.pdf", params=asked).content.startswith(b"%PDF")
            assert client.get("/api/label.png", params=asked | {"lot": "NONE"}).status_code == 404
            assert client.get("/api/label.png", params=asked | {"gtin": "1"}).status_code == 400
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_a_service_that_is_down_is_named_and_the_rest_goes_on(tmp_path, monkeypatch) -> None:
    def silent(request: Request) -> Delivery:
        raise Unavailable("the river commission did not answer")

    down = Source(
        "river", WATER, silent, "none", "https://river.example", "Sông", "River", live=True
    )
    monkeypatch.setattr("app.flow.gather.catalogue", lambda: {"river": down})
    lines: list[str] = []
    where = settings(tmp_path / "workspace")
    flow = replace(flow_over(where, None, DEMO_DAY, DEMO_SEED), live=True, say=lines.append)
    go(flow)
    assert flow.unanswered == ["river: the river commission did not answer"]
    assert any("NO ANSWER" in line for line in lines)
    assert any("Publish" in line for line in lines)
    assert not flow.has(WATER, "river")
