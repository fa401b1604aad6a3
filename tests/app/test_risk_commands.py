"""`ruong risk` and `ruong advise` print what the store holds, in both languages."""

import pytest

from app.cli import main
from data_sources.datasets import ADVICE, RISK
from data_sources.store import Store


def test_risk_counts_every_field_of_the_day(workspace, capsys) -> None:
    assert main(["risk", "--date", "2026-02-20", "--workspace", str(workspace)]) == 0
    said = capsys.readouterr().out
    rows = Store(workspace / "store").read(RISK)
    today = rows[rows["valid"] == "2026-02-20"]
    for level, words in ((3, "Làm ngay · Act now"), (0, "Yên tâm · Calm")):
        counted = [int(line.split()[-4]) for line in said.splitlines() if words in line]
        assert sum(counted) == (today["severity"] == level).sum()
    assert "18/2021" in said
    assert "Xâm nhập mặn · Salinity intrusion" in said
    assert " nan" not in said


def test_risk_of_one_field_is_only_that_field(workspace, capsys) -> None:
    rows = Store(workspace / "store").read(RISK)
    field = rows.sort_values("severity")["field_id"].iloc[-1]
    day = rows[rows["field_id"] == field].sort_values("severity")["valid"].iloc[-1]
    words = ["--field", field, "--date", f"{day:%Y-%m-%d}", "--workspace", str(workspace)]
    assert main(["risk", *words]) == 0
    assert capsys.readouterr().out.count(f"{field}  ") >= 1


def test_a_day_that_was_not_assessed_says_which_were(workspace, capsys) -> None:
    assert main(["risk", "--date", "2030-01-01", "--workspace", str(workspace)]) == 1
    assert "2026-02-20 to 2026-03-06" in capsys.readouterr().err


def test_advice_is_told_with_its_reason_and_its_state_of_review(workspace, capsys) -> None:
    rows = Store(workspace / "store").read(ADVICE)
    told = rows[rows["field_id"] == rows["field_id"].iloc[0]]
    assert main(["advise", "--field", told["field_id"].iloc[0], "--workspace", str(workspace)]) == 0
    said = capsys.readouterr().out
    for row in told.to_dict("records"):
        assert row["advice_vi"] in said
        assert row["reason_en"] in said
    assert "not yet reviewed by an agronomist" in said


@pytest.mark.parametrize(
    "words", [["advise", "--field", "no-such"], ["risk", "--field", "no-such"]]
)
def test_an_unknown_field_is_said_to_be_unknown(workspace, words, capsys) -> None:
    assert main([*words, "--workspace", str(workspace)]) == 1
    assert "no-such" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["risk"], ["advise", "--field", "a"]])
def test_an_empty_workspace_says_what_to_do(tmp_path, words, capsys) -> None:
    assert main([*words, "--workspace", str(tmp_path)]) == 1
    assert "ruong run" in capsys.readouterr().err


def test_chances_are_scored_where_outcomes_are_there_and_named_where_not(tmp_path, capsys) -> None:
    head = "Station,River,Distance (km),01/01 - 10/01,11/01 - 20/01,21/01 - 31/01,01/02 - 10/02,"
    rows = [f"S{n},Hau,{n},{n / 5},{n / 5},{n / 5},{n / 5},{n / 5},2021" for n in range(1, 41)]
    lines = [f"{head}11/02 - 20/02,Year", *rows]
    (tmp_path / "bulletins_2021.csv").write_text("\n".join(lines))
    assert main(["evaluate", "risk", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    # Three targets can be forecast: the third, fourth and fifth period, of forty stations.
    assert "salinity,4,1,120," in said
    assert "heat,,,0,,,,no" in said


def test_a_folder_without_outcomes_scores_nothing(tmp_path, capsys) -> None:
    assert main(["evaluate", "risk", "--data", str(tmp_path)]) == 1
    assert "bulletins_YEAR.csv" in capsys.readouterr().err
