"""Headings in another spelling: found and told, never guessed between two."""

import pytest

from assessment.model.problem import Refused
from assessment.services.score_table import score_content
from tests.unit.index.building import a_node, an_index, from_csv
from tests.unit.index.tables import refused


def coded(*ids: str, **more: object):
    measures = [{"id": id_, "name": id_, **more} for id_ in ids]
    return an_index(measures, [a_node("mean", " ".join(ids))])


@pytest.mark.parametrize(
    "heading",
    ["C1.1", "c1.1", "C.1.1", "C 1.1", "C-1.1", "C1_1", "C01.1", "C1.1 Laws", "C.1.1. Laws, rules"],
)
def test_a_code_is_found_with_other_signs_or_a_name_behind_it(heading: str) -> None:
    scored = from_csv(coded("C1.1"), f'state,"{heading}"\nKEN,4\n')
    assert scored.result.values("TOP")[0] == 4
    is_exact = heading.casefold() == "c1.1"
    assert [w.code for w in scored.warnings] == ([] if is_exact else ["table.heading_respelled"])


@pytest.mark.parametrize("heading", ["C11", "C1.10", "C1", "C1.1.1", "D1.1", "C1.1 2020", "1.1"])
def test_another_code_is_not_taken_for_it(heading: str) -> None:
    assert refused(f"state,{heading}\nKEN,4\n", coded("C1.1"))[0].code == "table.column_missing"


def test_a_heading_as_the_index_writes_it_goes_before_another_spelling() -> None:
    scored = from_csv(coded("C1.1"), "state,C.1.1,C1.1,C1.1 note\nKEN,1,4,2\n")
    assert scored.result.values("TOP")[0] == 4
    (warning,) = scored.warnings
    assert "'C.1.1', 'C1.1 note'" in warning.found


def test_a_column_of_one_measure_is_never_the_other_spelling_of_another() -> None:
    (problem,) = refused("state,C.1\nKEN,4\n", coded("C1", "C.1"))
    assert problem.found == "These columns are missing: 'C1'."


def test_two_columns_that_could_be_one_measure_are_an_error() -> None:
    problems = refused("state,C.1.1,C-1.1\nKEN,1,4\n", coded("C1.1"))
    assert problems[0].code == "table.column_ambiguous"
    assert "'C.1.1', 'C-1.1'" in problems[0].found


def test_a_measure_is_found_under_its_heading_and_under_its_id() -> None:
    used = coded("Q1", column="IQ.CPA.MACR.XQ")
    for heading in ("IQ.CPA.MACR.XQ", "Q1"):
        assert from_csv(used, f"state,{heading}\nKEN,4\n").warnings == ()
    (problem,) = refused("state\nKEN\n", used)
    assert "'IQ.CPA.MACR.XQ' (or 'Q1')" in problem.found


def test_codes_of_states_go_before_their_names() -> None:
    text = "Country,ISO3,Year,C1.1\nThe state of Kenya,KEN,2020,4\n"
    scored = from_csv(coded("C1.1"), text)
    (unit,) = scored.result.units
    assert (unit.code, unit.name, unit.period) == ("KEN", "The state of Kenya", "2020")
    (warning,) = scored.warnings
    assert "'ISO3' as 'state', 'Country' as 'name', 'Year' as 'period'" in warning.found


def test_years_keep_the_rows_of_one_state_apart() -> None:
    text = "state,year,C1.1\nKEN,2020,4\nKEN,2021,5\n"
    assert from_csv(coded("C1.1"), text).result.values("TOP").tolist() == [4, 5]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Country,Indicator,Value\nKenya,C1.1,4\nKenya,C1.2,3\nKenya,C.1.3,2\n", "Indicator"),
        ("code,KEN,UGA\nC1.1,4,3\nC1.2,3,2\nC1.3,2,1\n", "code"),
    ],
)
def test_a_table_with_a_row_for_each_measure_is_told_to_be_turned(text: str, column: str) -> None:
    problem = refused(text, coded("C1.1", "C1.2", "C1.3"))[0]
    assert problem.code == "table.column_missing"
    assert f"The cells of '{column}' name measures" in problem.remedy


def test_a_row_that_was_cut_off_is_told_and_a_note_below_is_not() -> None:
    used = coded("C1.1", "C1.2")
    scored = from_csv(used, "state,name,C1.1,C1.2\nKEN,Kenya,4\nUGA,,3,2\n,Source: somebody\n")
    short = [w for w in scored.warnings if w.code == "table.row_too_short"]
    assert [w.where for w in short] == ["Row 2"]


def test_an_open_quote_does_not_swallow_a_state() -> None:
    text = 'state,name,C1.1\nKEN,"Kenya,4\nUGA,Uganda,3\n'
    (problem,) = refused(text, coded("C1.1"))
    assert problem.code == "workbook.no_table"
    assert "quote" in problem.remedy


def test_a_table_wrong_in_every_cell_is_one_message() -> None:
    ids = [f"C1.{n}" for n in range(1, 95)]
    rows = "\n".join(f"XA{letter},{','.join(['x'] * 94)}" for letter in "ABCDEFG")
    (problem,) = refused(f"state,{','.join(ids)}\n{rows}\n", coded(*ids))
    assert "657 more cells are wrong in this way" in problem.found


def test_a_table_wrong_in_many_columns_is_told_within_a_page() -> None:
    ids = [f"C1.{n}" for n in range(1, 95)]
    entries = ["x"] * 40 + ["1"] * 54
    rows = "\n".join(f"XA{letter},{','.join(entries)}" for letter in "ABCDEFG")
    problems = refused(f"state,{','.join(ids)}\n{rows}\n", coded(*ids))
    assert len(problems) == 51
    assert "2 more cells are wrong in this way" in problems[-2].found
    assert "30 more columns are wrong in this way" in problems[-1].found


def test_columns_without_any_value_are_one_warning() -> None:
    used = coded("C1.1", "C1.2", "C1.3")
    (warning,) = from_csv(used, "state,C1.1,C1.2,C1.3\nKEN,4,,\n").warnings
    assert (warning.code, warning.where) == ("table.column_empty", "Columns 'C1.2', 'C1.3'")


@pytest.mark.parametrize(
    "heading", ["State Party", "States Parties", "STATE PARTY", "\u200bCountry"]
)
def test_other_words_for_a_state_head_its_column(heading: str) -> None:
    scored = from_csv(coded("C1.1"), f"{heading},C1.1\nKenya,4\n")
    assert scored.result.units[0].code == "KEN"


TITLED = "Scores of 2022, all states\n,\nstate,C1.1,C1.2\nKEN,4,2\n"


def test_headings_below_title_rows_are_found_where_the_codes_stand() -> None:
    scored = from_csv(coded("C1.1", "C1.2"), TITLED)
    assert scored.result.values("TOP")[0] == 3
    (warning,) = scored.warnings
    assert (warning.code, warning.where) == ("table.heading_row", "Row 3")


def test_the_row_of_the_headings_can_be_said() -> None:
    used = coded("C1.1", "C1.2")
    text = "state,C1.1,C1.2\nstate,C1.2,C1.1\nKEN,4,2\n"
    result = score_content(used, text.encode(), "t.csv", heading_row=2).result
    assert result.stage("entered").values.tolist() == [[2, 4]]
    with pytest.raises(Refused) as caught:
        score_content(used, text.encode(), "t.csv", heading_row=9)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("table.heading_row_empty", "Row 9")


def test_a_table_of_another_edition_is_told_so_in_one_message() -> None:
    used = coded(*(f"C{n}.1" for n in range(1, 21)))
    heads = ",".join(f"D{n}.1" for n in range(1, 11))
    (problem,) = refused(f"state,C1.1,{heads}\nKEN,{','.join('1' * 11)}\n", used)
    assert problem.code == "table.other_edition"
    assert problem.found.startswith("10 codes in the headings are not in small, version 1.0")
    few = refused("state,C1.1,C2.1,D1.1\nKEN,1,1,1\n", used)[0]
    assert few.code == "table.column_missing"
    assert "of the same edition" in few.remedy


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("KEN,{n}", "unit_repeated"),
        ("{n},1", "state_unknown"),
        (",{n}", "unit_missing"),
        ("XAA,1,2", "row_too_long"),
    ],
)
def test_one_fault_of_a_whole_file_is_one_message(row: str, code: str) -> None:
    rows = [row.format(n=n + 1) for n in range(179)]
    codes = [problem.code for problem in refused("state,C1.1\n" + "\n".join(rows), coded("C1.1"))]
    assert codes[0] == f"table.{code}"
    assert len(codes) == len(set(codes))
