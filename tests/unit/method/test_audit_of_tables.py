"""``spca score TABLE --audit``: which parts in fact move each node, over 30 states or more."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from assessment.cli.app import build_app
from assessment.library.states import states

HEADINGS = ("state", "period", *(f"Q{n}" for n in range(1, 17)), "PORTFOLIO")


def run(*words: object) -> Result:
    return CliRunner().invoke(build_app(), [str(word) for word in words])


def a_table(path: Path, n_states: int, period: str = "2020") -> Path:
    """Ratings from 1 to 6 in halves, from a seed; question 1 is the same everywhere."""
    generator = np.random.default_rng(5)
    lines = [] if path.exists() else [",".join(HEADINGS)]
    for code in list(states())[:n_states]:
        ratings = [3.0, *(generator.integers(2, 13, 15) / 2)]
        lines.append(",".join([code, period, *(f"{x:g}" for x in ratings), "3"]))
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


@pytest.fixture
def thirty(tmp_path: Path) -> Path:
    return a_table(tmp_path / "ratings.csv", 30)


def audits_of(table: Path) -> dict[str, dict]:
    printed = run("score", table, "--questionnaire", "cpia", "--audit", "--json")
    assert printed.exit_code == 0, printed.output
    return {audit["node_id"]: audit for audit in json.loads(printed.stdout)["audit"]}


def test_weights_stand_beside_what_each_part_pulls(thirty: Path) -> None:
    root = audits_of(thirty)["IRAI"]
    assert root["n_states"] == 30
    assert [child["weight"] for child in root["children"]] == [0.25] * 4
    assert sum(child["pull"] for child in root["children"]) == pytest.approx(1)


def test_a_question_that_never_varies_has_no_correlation_and_is_not_hidden(thirty: Path) -> None:
    (audit,) = [a for a in audits_of(thirty).values() if a["children"][0]["child_id"] == "Q1"]
    assert audit["children"][0]["correlation"] is None
    assert audit["alpha"] is not None


def test_an_earlier_period_does_not_make_states_count_twice(thirty: Path) -> None:
    a_table(thirty, 30, "2019")
    assert audits_of(thirty)["IRAI"]["n_states"] == 30


def test_the_newest_row_of_each_state_is_used_and_what_that_leaves_out_is_said(
    thirty: Path,
) -> None:
    # Ten of the states have nothing newer than 2018.
    newer = thirty.read_text(encoding="utf-8").splitlines()
    older = [line.replace(",2020,", ",2018,") for line in newer[1:11]]
    earlier = [line.replace(",2020,", ",2019,") for line in newer[11:16]]
    empty = f"{newer[20].partition(',')[0]},2021{',' * 17}"
    lines = [newer[0], *older, *newer[11:], *earlier, empty]
    thirty.write_text("\n".join(lines) + "\n", encoding="utf-8")
    printed = run("score", thirty, "--questionnaire", "cpia", "--audit", "--json")
    found = json.loads(printed.stdout)
    assert {audit["n_states"] for audit in found["audit"] if audit["node_id"] == "IRAI"} == {30}
    assert found["audit_left_out"] == [
        "Of each state the newest row is used; 5 older rows are left out.",
        "These rows are of periods from 2018 to 2020.",
        "1 row without any value is left out.",
    ]
    said = run("score", thirty, "--questionnaire", "cpia", "--audit").stdout
    assert all(sentence in said for sentence in found["audit_left_out"])


def test_with_fewer_states_the_reason_is_printed_and_no_figure(tmp_path: Path) -> None:
    table = a_table(tmp_path / "few.csv", 29)
    said = run("score", table, "--questionnaire", "cpia", "--audit").stdout
    assert "29 states with every answer. 30 or more are needed" in said
    assert "Cronbach" not in said


def test_the_lines_say_what_the_figures_mean(thirty: Path) -> None:
    said = run("score", thirty, "--questionnaire", "cpia", "--audit").stdout
    assert "30 states with every part." in said
    assert "With the whole" in said


def test_an_audit_is_of_a_table_only(thirty: Path) -> None:
    ended = run("score", "3f2a", "--audit")
    assert ended.exit_code == 2
    assert "For a table only: --audit." in ended.output
