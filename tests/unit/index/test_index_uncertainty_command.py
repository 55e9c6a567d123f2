"""``spca score TABLE --questionnaire FOLDER --draws N``: intervals, and the same digits again."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assessment.cli.app import build_app
from assessment.model.index_uncertainty import IndexUncertainty
from assessment.services.table_uncertainty import Asked, spread_table

CPIA = Path(__file__).parents[3] / "questionnaires" / "cpia"
QUESTIONS = ",".join(f"Q{n}" for n in range(1, 17))
ROWS = {
    "NAM": [3, 3, 3, 4, 4, 4, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4],
    "KEN": [4, 4, 4, 3, 3, 3, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3],
    "UGA": [3, 3, 3, 3, 4, 4, 4, 3, 4, 3, 4, 4, 4, 3, 4, 4],
    "GHA": [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5],
}
TABLE = f"state,period,{QUESTIONS}\n" + "".join(
    f"{code},2020,{','.join(map(str, row))}\n" for code, row in ROWS.items()
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    environment = {"SPCA_DATABASE_URL": "sqlite:////nowhere/none.db", "SPCA_QUESTIONNAIRES": ""}
    return CliRunner().invoke(build_app(), [str(word) for word in words], env=environment)


def spread(table: Path, *words: object) -> Result:
    return run("score", table, "--questionnaire", "cpia", *words)


def told_by(result: Result) -> str:
    assert result.exit_code != 0
    return " ".join(result.stderr.replace("│", " ").split())


def test_rows_stand_in_the_order_of_the_table_with_their_intervals(table: Path) -> None:
    result = spread(table, "--draws", 200, "--seed", 1)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    begin = lines.index("IRAI: intervals in which 90 of 100 replicates lie")
    assert lines[begin + 1].split("  ")[0] == "State"
    assert "Rank " not in lines[begin + 1]
    rows = lines[begin + 2 : begin + 6]
    assert [row.split()[0] for row in rows] == list(ROWS)
    # The highest is apart from the rest, which are too close to be told apart.
    assert rows[3].split()[-4:] == ["1", "0", "of", "3"]
    assert all(row.split()[-3] != "0" for row in rows[:3])
    assert (
        "Two rows whose intervals of ranks, or of scores, overlap show no clear difference."
        in lines
    )


def test_what_varies_and_what_does_not_is_printed(table: Path) -> None:
    lines = spread(table, "--draws", 200).stdout.splitlines()
    assert "200 replicates were drawn with the seed 1." in lines
    assert any(line.startswith("Each weight moved up or down by up to 25%") for line in lines)
    assert any(line.startswith("The numbers in the table were taken as entered") for line in lines)
    assert "Weights or coefficients of these nodes were not varied: CPR." in lines


def test_a_point_rank_is_printed_on_request_only(table: Path) -> None:
    heads = [
        line
        for line in spread(table, "--seed", 2, "--ranks").stdout.splitlines()
        if "Interval of ranks" in line
    ]
    assert heads
    assert all(" Rank " in line for line in heads)


def test_a_node_that_no_row_has_is_said_to_have_no_intervals(table: Path) -> None:
    lines = spread(table, "--draws", 100).stdout.splitlines()
    assert "CPR: no row has a score, so there are no intervals." in lines


def test_the_sources_that_vary_have_shares_and_the_others_none(table: Path) -> None:
    lines = spread(table, "--draws", 100).stdout.splitlines()
    begin = lines.index("What shifts the ranks: share alone, and with others (its 95 % interval)")
    named = [line.strip().split("  ")[0] for line in lines[begin + 1 : begin + 3]]
    assert named == ["weights", "rule of the means"]
    assert lines[begin + 3] == ""


def test_json_holds_all_that_is_needed_to_compute_it_again(table: Path) -> None:
    printed = json.loads(spread(table, "--draws", 150, "--seed", 5, "--json").stdout)
    stored = IndexUncertainty.from_json(json.dumps(printed["uncertainty"]))
    assert (stored.settings.draws, stored.settings.seed) == (150, 5)
    assert stored.provenance.index_checksum == printed["index"]["checksum"]
    assert stored.provenance.app_version == printed["spca_version"]
    assert [unit["state"] for unit in printed["units"]] == list(ROWS)
    assert stored.provenance.table_checksum == sha256(table.read_bytes()).hexdigest()


def test_a_result_is_read_back_from_json_without_losing_a_digit(table: Path) -> None:
    content, asked = table.read_bytes(), Asked(draws=100)
    made = spread_table(CPIA, content, "t.csv", asked=asked, app_version="1").uncertainty
    assert IndexUncertainty.from_json(made.to_json()) == made


def test_a_file_says_what_varies_and_the_command_line_goes_before_it(
    table: Path, tmp_path: Path
) -> None:
    file = tmp_path / "what.yaml"
    file.write_text("seed: 4\ndraws: 100\nrules: [{rule: minimum}]\nnodes: [A, D]\n", "utf-8")
    result = spread(table, "--settings", file, "--seed", 6, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["uncertainty"]
    assert (found["settings"]["seed"], found["settings"]["draws"]) == (6, 100)
    assert [node["node_id"] for node in found["nodes"]] == ["A", "D"]


def test_stored_settings_are_a_settings_file(table: Path, tmp_path: Path) -> None:
    first = json.loads(spread(table, "--draws", 120, "--seed", 3, "--json").stdout)
    file = tmp_path / "what.json"
    file.write_text(json.dumps(first["uncertainty"]["settings"]), "utf-8")
    again = json.loads(spread(table, "--settings", file, "--json").stdout)
    assert again == first


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("seed: 1\nweight: 0.5\n", "'weight' is not known here."),
        ("seed: 1\noutlier_limits: [3]\n", "does not treat outliers"),
        ("- 1\n", "what.yaml"),
        (None, "The file is missing."),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(
    table: Path, tmp_path: Path, content: str | None, told: str
) -> None:
    file = tmp_path / "what.yaml"
    if content is not None:
        file.write_text(content, "utf-8")
    assert told in told_by(spread(table, "--settings", file))


def test_options_that_do_not_go_together_are_refused(table: Path) -> None:
    assert "--output and --audit do not go with draws" in told_by(
        spread(table, "--draws", 100, "-o", "x.csv")
    )
    assert "For a table only: --draws." in told_by(run("score", "3f2a", "--draws", 100))
    assert "For a table only: --seed." in told_by(run("score", "3f2a", "--seed", 0))
