"""``spca score TABLE --questionnaire FOLDER``."""

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from assessment.cli.app import build_app
from assessment.services.score_table import score_table
from tests.shared_data import shared
from tests.unit.exchange.filling import STANDS_FOR_DIGITS, with_digits
from tests.unit.index.shipped import shipped

ROOT = Path(__file__).parents[3] / "questionnaires"
QUESTIONS = ",".join(f"Q{n}" for n in range(1, 17))
TABLE = (
    f"state,period,{QUESTIONS},PORTFOLIO,published:IRAI\n"
    f"NA,2020,{','.join(['3'] * 16)},4,3.1\n"
    f"Kenya,2020,{','.join(['4'] * 16)},,4.0\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    environment = {"SPCA_DATABASE_URL": "sqlite:////nowhere/none.db", "SPCA_QUESTIONNAIRES": ""}
    return CliRunner().invoke(build_app(), [str(word) for word in words], env=environment)


def test_a_table_is_computed_without_a_database_and_in_its_own_order(table: Path) -> None:
    result = run("score", table, "--questionnaire", ROOT / "cpia")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert [line.split() for line in lines[2:5]] == [
        ["State", "Period", "IRAI", "CPR"],
        ["NAM", "2020", "3.00", "3.08"],
        ["KEN", "2020", "4.00", "not", "answered"],
    ]
    assert lines[6] == "  NAM 2020, IRAI: published 3.1, computed 3"


def test_a_number_of_400_digits_is_refused_with_its_cell(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in csv.reader(TABLE.splitlines()):
        workbook.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    workbook.active["C2"].value = STANDS_FOR_DIGITS
    file = tmp_path / "ratings.xlsx"
    workbook.save(file)
    file.write_bytes(with_digits(file.read_bytes(), 400))
    result = run("score", file, "--questionnaire", "cpia")
    assert result.exit_code == 1, result.output
    assert "C2" in result.stderr
    assert "Traceback" not in result.output


def test_the_name_of_a_shipped_folder_is_enough(table: Path) -> None:
    by_name, by_path = (run("score", table, "--questionnaire", f) for f in ("cpia", ROOT / "cpia"))
    assert by_name.exit_code == 0, by_name.output
    assert by_name.stdout == by_path.stdout


def test_json_has_every_node_of_every_unit_with_its_kind(table: Path) -> None:
    printed = json.loads(run("score", table, "--questionnaire", "cpia", "--json").stdout)
    result = score_table(ROOT / "cpia", table.read_bytes(), "ratings.csv").result
    assert printed["index"]["checksum"] == result.index.questionnaire.checksum
    assert [unit["state"] for unit in printed["units"]] == ["NAM", "KEN"]
    for row, unit in enumerate(printed["units"]):
        assert tuple(unit["nodes"]) == result.node_ids
        for column, node in enumerate(unit["nodes"].values()):
            assert node["kind"] == result.nodes.kind(row, column).value
            assert "rank" not in node
            if node["kind"] == "value":
                assert node["value"] == result.nodes.values[row, column]
    assert printed["units"][1]["nodes"]["CPR"]["value"] is None
    (difference,) = printed["differences"]
    assert (difference["state"], difference["published"], difference["computed"]) == ("NAM", 3.1, 3)


def test_ranks_are_shown_only_where_they_are_asked_for(table: Path) -> None:
    words = ("score", table, "--questionnaire", "cpia", "--ranks")
    assert "Rank" in run(*words).stdout
    printed = json.loads(run(*words, "--json").stdout)
    assert [unit["nodes"]["IRAI"]["rank"] for unit in printed["units"]] == [2, 1]
    assert printed["units"][1]["nodes"]["CPR"]["rank"] is None


def test_a_file_holds_all_nodes_and_is_not_written_over(table: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    words = ("score", table, "--questionnaire", "cpia", "-o", target)
    assert run(*words).stdout.strip() == str(target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["state"] for row in rows] == ["NAM", "KEN"]
    assert [row["IRAI"] for row in rows] == ["3.0", "4.0"]
    assert [row["CPR:kind"] for row in rows] == ["value", "not_answered"]
    again = run(*words)
    assert again.exit_code == 1
    assert "already" in again.stderr
    assert run(*words, "--force", "--ranks").exit_code == 0
    assert "IRAI:rank" in target.read_text(encoding="utf-8-sig")


def test_a_file_for_a_german_spreadsheet_has_commas_in_its_numbers(
    table: Path, tmp_path: Path
) -> None:
    target = tmp_path / "scores.csv"
    words = ("score", table, "--questionnaire", "cpia", "-o", target, "--decimal-comma")
    assert run(*words).exit_code == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["IRAI"] for row in rows] == ["3,0", "4,0"]


def rows_of(target: Path) -> list[dict[str, str]]:
    with target.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_says_what_does_not_agree_like_the_screen(table: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    result = run("score", table, "--questionnaire", "cpia", "-o", target)
    assert "2 published values were compared" in result.stderr
    assert "NAM 2020, IRAI: published 3.1, computed 3" in result.stderr
    first, second = rows_of(target)
    assert (first["IRAI:published"], first["IRAI:difference"]) == ("3.1", "0.1")
    assert (second["IRAI:published"], second["IRAI:difference"]) == ("4.0", "")
    assert "A:published" not in first


def test_a_file_says_disagreements_in_letters_and_of_ranks(tmp_path: Path) -> None:
    table, target = tmp_path / "letters.csv", tmp_path / "out.csv"
    ids = shipped("pefa-2016").questionnaire.measure_ids
    letters = ",".join("B" for _ in ids)
    heads = f"state,PI-1,PI-2,published:PI-1:rank,{','.join(ids)}"
    table.write_text(f"{heads}\nKEN,B,C+,1,{letters}\nUGA,A,B,2,{letters}\n", encoding="utf-8")
    result = run("score", table, "--questionnaire", "pefa-2016", "-o", target, "--ranks")
    assert result.exit_code == 0, result.output
    first, second = rows_of(target)
    assert (first["PI-2:published"], first["PI-2:difference"]) == ("C+", "C+ ≠ B")
    assert (second["PI-1:published"], second["PI-1:difference"]) == ("A", "A ≠ B")
    assert (second["PI-1:rank:published"], second["PI-1:rank:difference"]) == ("2", "1")
    assert first["PI-1:rank:difference"] == ""


def test_a_workbook_is_written_where_its_name_says_so(table: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.xlsx"
    text = TABLE.replace("state,", "state,name,").replace("Kenya,", "Kenya,=1+1,")
    table.write_text(text.replace("NA,", "NA,Namibia,"), encoding="utf-8")
    assert run("score", table, "--questionnaire", "cpia", "-o", target).exit_code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Scores", "Differences"]
    heads, *rows = book["Scores"].iter_rows(values_only=True)
    scores = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(one["state"], one["IRAI"]) for one in scores] == [("NAM", 3), ("KEN", 4)]
    assert (scores[0]["IRAI:published"], scores[0]["IRAI:difference"]) == (3.1, 0.1)
    assert scores[1]["name"] == "=1+1"
    assert book["Scores"]["E3"].data_type == "s"
    said = [row[0] for row in book["Differences"].iter_rows(min_row=2, values_only=True)]
    assert said == ["NAM 2020, IRAI: published 3.1, computed 3"]


def test_a_state_of_which_little_is_known_is_flagged_with_its_count(tmp_path: Path) -> None:
    table, target = tmp_path / "jee.csv", tmp_path / "out.csv"
    ids = shipped("jee-2022").questionnaire.measure_ids
    lines = [",".join(["state", *ids]), ",".join(["KEN", *["4"] * len(ids)])]
    table.write_text("\n".join([*lines, f"UGA,5{',' * (len(ids) - 1)}"]), encoding="utf-8")
    words = ("score", table, "--questionnaire", "jee-2022", "--ranks")
    result = run(*words)
    assert [line.split()[-3:] for line in result.stdout.splitlines()[3:5]] == [
        ["56", "of", "56"],
        ["1", "of", "56"],
    ]
    assert "Less than half of the measures of 1 row are known: UGA (1 of 56)." in result.stderr
    unit = json.loads(run(*words, "--json").stdout)["units"][1]
    assert (unit["known"], unit["applicable"]) == (1, 56)
    assert (unit["nodes"]["P1"]["known"], unit["nodes"]["P1"]["applicable"]) == (1, 2)
    run(*words, "-o", target)
    first, second = rows_of(target)
    assert (first["known"], first["applicable"], first["note"]) == ("56", "56", "")
    assert (second["known"], second["ROLLUP:known"]) == ("1", "1")
    assert second["note"] == "Less than half of the measures are known: 1 of 56."


def test_a_folder_whose_worked_examples_fail_says_so_when_a_table_is_scored(
    table: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "cpia" / "1.0", folder)
    examples = (folder / "examples.yaml").read_text(encoding="utf-8")
    changed = examples.replace("IRAI: 3.75", "IRAI: 3.85", 1)
    assert changed != examples
    (folder / "examples.yaml").write_text(changed, encoding="utf-8")
    result = run("score", table, "--questionnaire", folder)
    assert result.exit_code == 0, result.output
    assert "worked examples does not come out" in result.stderr
    assert "worked examples" not in run("score", table, "--questionnaire", "cpia").stderr


def test_the_row_of_the_headings_can_be_said(table: Path) -> None:
    table.write_text(f"A title\n\n{TABLE}", encoding="utf-8")
    words = ("score", table, "--questionnaire", "cpia")
    assert run(*words).stdout == run(*words, "--heading-row", 3).stdout
    assert "nothing is written there" in run(*words, "--heading-row", 2).stderr
    assert run(*words, "--heading-row", 3, "--draws", 100).exit_code == 0


def test_cells_that_show_100_per_cent_are_not_level_1() -> None:
    table = shared("field-reports", "05_percent_cells.xlsx")
    result = run("score", table, "--questionnaire", "spar-2021")
    assert result.stdout.splitlines()[3].split() == ["KEN", "100"]
    assert "35 cells show per cent" in result.stderr


def test_all_problems_of_a_table_are_printed_and_nothing_is_computed(table: Path) -> None:
    table.write_text(TABLE.replace("Kenya", "Kenia").replace(",4,3.1", ",x,3.1"), encoding="utf-8")
    result = run("score", table, "--questionnaire", "cpia", "--json")
    assert result.exit_code == 1
    codes = [problem["code"] for problem in json.loads(result.stdout)["problems"]]
    assert codes == ["table.state_unknown", "table.not_a_number"]


def test_a_text_that_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    table, target = tmp_path / "t.csv", tmp_path / "out.csv"
    text = TABLE.replace("state,", "state,name,").replace("Kenya,", "Kenya,=1+1,")
    table.write_text(text.replace("NA,", "NA,Namibia,"), encoding="utf-8")
    assert run("score", table, "--questionnaire", "cpia", "-o", target).exit_code == 0
    assert ",'=1+1," in target.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--questionnaire", "cpia", "--explain"), "--explain"),
        (("--ranks",), "--questionnaire"),
        (("-o", "x.csv"), "--questionnaire"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    table: Path, words: tuple[str, ...], says: str
) -> None:
    result = run("score", table, *words)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_questionnaire_with_levels_is_not_computed_from_a_table(table: Path) -> None:
    result = run("score", table, "--questionnaire", ROOT / "example")
    assert result.exit_code == 1
    assert "no index.yaml" in result.stderr


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = run("score", tmp_path / "none.csv", "--questionnaire", "cpia")
    assert result.exit_code == 1
    assert "no such file" in result.stderr


def test_a_letter_for_want_of_information_is_flagged_in_every_file(tmp_path: Path) -> None:
    ids = shipped("pefa-2016").questionnaire.measure_ids
    letters = {"PI-1.1": "D*", "PI-2.2": "NR", "PI-3.1": "D"}
    cells = ",".join(letters.get(id_, "B") for id_ in ids)
    table = tmp_path / "letters.csv"
    table.write_text(f"state,{','.join(ids)}\nXAA,{cells}\n", encoding="utf-8")
    words = ("score", table, "--questionnaire", "pefa-2016")
    nodes = json.loads(run(*words, "--json").stdout)["units"][0]["nodes"]
    flagged = {id_: node["flags"] for id_, node in nodes.items() if node["flags"]}
    assert flagged == {"PI-1": ["counted_as_lowest"], "PI-2": ["counted_as_lowest"]}
    for name in ("letters-out.csv", "letters-out.xlsx"):
        target = tmp_path / name
        assert run(*words, "-o", target).exit_code == 0
        head, row, *_ = _rows_of(target)
        entered = dict(zip(head, row, strict=True))
        found = {id_: entered[f"{id_}:flags"] for id_ in nodes if entered[f"{id_}:flags"]}
        assert found == {"PI-1": "counted_as_lowest", "PI-2": "counted_as_lowest"}


def _rows_of(file: Path) -> list[list[object]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return [list(row) for row in csv.reader(opened)]
    sheet = openpyxl.load_workbook(file).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]
