"""Which state and period a row of a table is about, and which column is which."""

import pytest

from assessment.model.tree import ValueKind
from tests.unit.index.building import a_node, an_index, from_csv
from tests.unit.index.tables import MEASURES, TREE, index, refused


def test_a_row_is_a_state_in_a_period() -> None:
    result = from_csv(index(), "state,period,a,Second measure\nKEN,2020,1,2\nKEN,2021,3,4\n").result
    assert [(u.code, u.name, u.period) for u in result.units] == [
        ("KEN", "Kenya", "2020"),
        ("KEN", "Kenya", "2021"),
    ]
    assert result.values("TOP").tolist() == [1.5, 3.5]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NA", "NAM"),
        ("na", "NAM"),
        ("Namibia", "NAM"),
        ("NAM", "NAM"),
        ("ke", "KEN"),
        ("Iran, Islamic Republic of", "IRN"),
        (" Kenya ", "KEN"),
        ("XKA", "XKA"),
    ],
)
def test_a_state_is_known_by_code_or_name_and_na_is_namibia(written: str, code: str) -> None:
    text = f'state,a,Second measure\n"{written}",NA,2\n'
    result = from_csv(index(), text).result
    assert result.units[0].code == code
    # In a column of numbers the same letters are the missing code of this index.
    assert result.stage("entered").kind(0, 0) is ValueKind.NOT_APPLICABLE


def test_an_unknown_state_is_told_with_the_nearest_name() -> None:
    (problem,) = refused("state,a,Second measure\nNamibbia,1,1\n")
    assert (problem.code, problem.where) == ("table.state_unknown", "Row 2, column 'state'")
    assert "NAM Namibia" in problem.remedy


def test_one_state_twice_in_a_period_is_told_with_both_rows() -> None:
    (problem,) = refused("state,a,Second measure\nKEN,1,1\nUGA,1,1\nKenya,2,2\n")
    assert (problem.code, problem.where) == ("table.unit_repeated", "Row 4, column 'state'")
    assert "row 2" in problem.found


def test_a_name_that_is_that_of_another_state_is_a_warning() -> None:
    (warning,) = from_csv(index(), "state,name,a,Second measure\nNER,Nigeria,1,1\n").warnings
    assert (warning.code, warning.is_error) == ("table.name_differs", False)
    assert "NGA" in warning.found


def test_a_row_with_numbers_and_no_state_is_told_and_a_note_is_passed_over() -> None:
    (problem,) = refused("state,a,Second measure\nKEN,1,1\n,2,2\n")
    assert (problem.code, problem.where) == ("table.unit_missing", "Row 3, column 'state'")
    text = "state,name,a,Second measure\nKEN,Kenya,1,1\n\n,Source: somebody,,\n"
    scored = from_csv(index(), text)
    assert [w.code for w in scored.warnings] == ["table.row_passed_over"]
    assert scored.warnings[0].where == "Row 4"
    assert len(scored.result.units) == 1


def test_a_row_without_its_period_is_told() -> None:
    (problem,) = refused("state,period,a,Second measure\nKEN,,1,1\n")
    assert (problem.code, problem.where) == ("table.period_missing", "Row 2, column 'period'")


def test_missing_columns_are_told_at_once_with_what_resembles_them() -> None:
    problems = refused("sate,aa,Second mesure,other\nKEN,1,1,1\n")
    assert [p.code for p in problems] == ["table.column_missing", "table.column_unknown"]
    for name in ("'state'", "'a'", "'Second measure'"):
        assert name in problems[0].found
    assert "'Second mesure' resembles 'Second measure'" in problems[0].allowed


def test_headings_are_found_whatever_their_capitals_and_spaces() -> None:
    result = from_csv(index(), "State,A,second  MEASURE\nKEN,1,2\n").result
    assert result.values("TOP")[0] == 1.5


def test_a_heading_that_stands_there_twice_is_told() -> None:
    (problem,) = refused("state,a,A,Second measure\nKEN,1,2,3\n")
    assert problem.code == "table.column_repeated"


def test_an_optional_measure_may_have_no_column() -> None:
    measures = [MEASURES[0], {**MEASURES[1], "optional": True}]
    result = from_csv(an_index(measures, TREE), "state,a\nKEN,4\n").result
    assert result.stage("entered").kind(0, 1) is ValueKind.NOT_ANSWERED
    assert result.values("TOP")[0] == 4


def test_free_units_are_any_text() -> None:
    used = an_index("a", [a_node("mean", "a")], units="free", columns={"unit": "District"})
    result = from_csv(used, "District,a\nNorth of the river,1\nNA,2\n").result
    assert [unit.code for unit in result.units] == ["North of the river", "NA"]


def test_a_table_without_rows_is_told() -> None:
    (problem,) = refused("state,a,Second measure\n")
    assert problem.code == "table.no_rows"
