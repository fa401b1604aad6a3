from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data_sources.errors import Missing, Refused
from data_sources.season import Season
from models.cards import page, to_html, to_markdown
from models.registry import Registry
from models.scores import Skill
from models.yields.kept import read, written
from models.yields.learn import Trained, learn
from models.yields.planted import plant
from models.yields.season_forecast import say

DAY = date(2026, 6, 1)
WORLD = plant(fields=150, years=(2025,), share=0.7, seed=8)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return learn(WORLD.records, Season(2025, "SA"), DAY, 3, wanted=("ripe",))


def test_a_model_read_back_forecasts_the_same(trained: Trained):
    files = written(trained)
    assert set(files) == {"trees-ripe.txt", "model.json", "card.json"}
    again = read(files)
    assert again.card == trained.card
    assert written(again) == files
    pd.testing.assert_frame_equal(
        say(again, WORLD.records, DAY), say(trained, WORLD.records, DAY), check_exact=True
    )


def test_a_changed_tree_is_refused(trained: Trained):
    files = written(trained)
    text = files["trees-ripe.txt"].replace("leaf_value=", "leaf_value=9", 1)
    with pytest.raises(Refused, match="checksum"):
        read({**files, "trees-ripe.txt": text})
    with pytest.raises(Refused, match="not whole"):
        read({"model.json": "{}", "card.json": "{}"})


def test_versions_are_kept_and_rolled_back(trained: Trained, tmp_path):
    registry = Registry(tmp_path / "models")
    with pytest.raises(Missing):
        _ = registry.current
    first = registry.register(written(trained), trained.card)
    assert registry.register(written(trained), trained.card) == first
    later = replace(trained, card=replace(trained.card, issued=date(2026, 7, 1)))
    second = registry.register(written(later), later.card)
    assert registry.versions() == [first, second]
    assert registry.current == second
    assert registry.roll_back() == first
    assert registry.current == first
    with pytest.raises(Missing):
        registry.roll_back()
    assert registry.roll_back(second) == second


def test_a_touched_file_is_found(trained: Trained, tmp_path):
    registry = Registry(tmp_path)
    version = registry.register(written(trained), trained.card)
    (tmp_path / version / "model.json").write_text("{}")
    (tmp_path / version / "card.md").unlink()
    with pytest.raises(Refused, match=r"model\.json was changed") as refusal:
        registry.read()
    assert len(refusal.value.faults) == 2
    with pytest.raises(Missing):
        registry.read("0009-000000000000")


def test_a_model_surely_worse_than_its_baseline_does_not_ship(trained: Trained, tmp_path):
    worse = tuple(
        replace(row, skill=Skill(-0.1, -0.2, -0.01, 9)) if row.model != "baseline" else row
        for row in trained.card.rows
    )
    with pytest.raises(Refused, match="skill"):
        Registry(tmp_path).register({}, replace(trained.card, rows=worse))
    assert Registry(tmp_path).versions() == []


def test_the_card_says_the_same_in_both_forms(trained: Trained):
    html, text = to_html(page(trained.card)), to_markdown(page(trained.card))
    for said in ("simulated", "mô phỏng", "baseline", "5-km block", "sowing", "SHAP"):
        assert said in html
        assert said in text
    assert "<script" not in html
    assert html.count("<circle") == len(trained.card.reliability)


def test_the_card_escapes_what_it_did_not_write(trained: Trained):
    odd = replace(trained.card, notes=(("<b>|x", "<b>|x"),))
    assert "<b>" not in to_html(page(odd))
    assert "<b>" not in to_markdown(page(odd))
    assert "\\|x" in to_markdown(page(odd))


def test_a_baseline_card_says_that_there_is_no_skill(trained: Trained):
    plain = replace(trained.card, model="baseline")
    assert "No skill here" in to_markdown(page(plain))
    assert "No skill here" not in to_markdown(page(trained.card))
