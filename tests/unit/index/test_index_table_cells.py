"""What a cell of a table may hold, and what is said of one that is wrong."""

import pytest

from assessment.model.tree import ValueKind
from tests.unit.index.building import CODES, LETTERS, a_node, an_index, from_csv
from tests.unit.index.tables import MEASURES, TREE, index, refused


def test_na_among_the_numbers_is_text_where_the_index_has_no_such_code() -> None:
    (problem,) = refused("state,a,Second measure\nNA,NA,2\n", index(missing_codes=[]))
    assert (problem.code, problem.where) == ("table.not_a_number", "Row 2, column 'a'")


@pytest.mark.parametrize(
    ("cell", "code", "says"),
    [
        ("n/a", "not_a_number", "'n/a' is no number"),
        ("45%", "not_a_number", "'45%'"),
        ("1 000", "not_a_number", "'1 000'"),
        ("nan", "not_a_number", "'nan'"),
        ("1e999", "not_finite", "'1e999'"),
        ("inf", "not_finite", "'inf'"),
        ("-Infinity", "not_finite", "'-Infinity'"),
        ('"3,5"', "decimal_comma", "'3,5' has a comma"),
        ('"1,234.5"', "decimal_comma", "'1,234.5'"),
        ('"1.234,5"', "decimal_comma", "'1.234,5'"),
        ("0x1F", "not_a_number", "'0x1F'"),
        ("1_000", "not_a_number", "'1_000'"),
        ("١٢", "", ""),
    ],
)
def test_what_is_no_number_is_told_with_row_and_column(cell: str, code: str, says: str) -> None:
    text = f"state,a,Second measure\nKEN,1,1\nUGA,{cell},1\n"
    if not code:
        # Digits of other scripts are digits.
        assert from_csv(index(), text).result.values("TOP")[1] == 6.5
        return
    (problem,) = refused(text)
    assert (problem.code, problem.where) == (f"table.{code}", "Row 3, column 'a'")
    assert says in problem.found


def test_numbers_are_read_in_the_usual_forms() -> None:
    index_ = an_index("a", [a_node("mean", "a")])
    cells = ["1", "-2.5", "+3", ".5", "4.", "1e3", "2.5E-1", " 7 "]
    rows = "".join(f"XA{letter},{cell}\n" for letter, cell in zip("ABCDEFGH", cells, strict=True))
    values = from_csv(index_, f"state,a\n{rows}").result.values("TOP").tolist()
    assert values == [1, -2.5, 3, 0.5, 4, 1000, 0.25, 7]


def test_a_number_off_the_scale_is_told_with_what_is_allowed() -> None:
    (problem,) = refused("state,a,Second measure\nKEN,1,11\n")
    assert (problem.code, problem.where) == (
        "table.off_the_scale",
        "Row 2, column 'Second measure'",
    )
    assert problem.allowed == "Allowed are 0 to 10."
    halves = an_index("a", [a_node("mean", "a")], levels={"lowest": 1, "highest": 6, "step": 0.5})
    (problem,) = refused("state,a\nKEN,3.5\nUGA,3.4\n", halves)
    assert problem.where == "Row 3, column 'a'"
    assert problem.allowed == "Allowed are 1 to 6 in steps of 0.5."


def test_all_problems_of_a_table_are_told_at_once() -> None:
    problems = refused("state,a,Second measure\nKenia,1,1\nUGA,x,99\nUGA,1,inf\n")
    assert sorted(p.code.removeprefix("table.") for p in problems) == [
        "not_a_number",
        "not_finite",
        "off_the_scale",
        "state_unknown",
        "unit_repeated",
    ]


def test_the_same_mistake_down_a_column_is_told_a_few_times() -> None:
    # Invented states with names; XK and what begins with it stand for Kosovo.
    codes = [f"X{a}{b}" for a in "ABCDEFGHIJLMNOP" for b in "ABCDEFGHIJLMNOPQRSTU"]
    rows = "".join(f"{code},?,1\n" for code in codes)
    problems = refused(f"state,a,Second measure\n{rows}")
    assert len(problems) == 5
    assert "295 more cells" in problems[4].found


def test_an_empty_column_is_a_warning_and_every_unit_stays() -> None:
    scored = from_csv(index(), "state,a,Second measure\nKEN,1,\nUGA,2,NA\n")
    (warning,) = scored.warnings
    assert (warning.code, warning.where) == ("table.column_empty", "Column 'Second measure'")
    assert len(scored.result.units) == 2


def test_a_column_without_spread_is_told_with_its_name_and_every_unit_stays() -> None:
    step = {"step": "normalise", "method": "z_score", "mean": 0, "sd": 1}
    used = an_index(MEASURES, TREE, [step])
    scored = from_csv(used, "state,a,Second measure\nKEN,3,1\nUGA,3,2\n")
    (warning,) = scored.warnings
    assert warning.code == "index.measure_not_computable"
    assert warning.where == "All rows, column 'a'"
    assert "same value (3)" in warning.found
    assert len(scored.result.units) == 2


def test_a_negative_value_under_a_geometric_mean_is_told_with_its_row_and_child() -> None:
    used = an_index("a b", [a_node("geometric_mean", "a b")])
    scored = from_csv(used, "state,a,b\nKEN,1,2\nUGA,-3,2\nTZA,0,2\n")
    (warning,) = scored.warnings
    assert warning.code == "index.node_not_computable"
    assert warning.where == "Row 3 (UGA), Row 4 (TZA), node 'TOP'"
    assert "a is 0 or less" in warning.found
    kinds = [scored.result.nodes.kind(row, 0) for row in range(3)]
    assert kinds == [ValueKind.VALUE, ValueKind.NOT_COMPUTABLE, ValueKind.NOT_COMPUTABLE]


def test_weights_that_come_to_nothing_are_told_with_the_row() -> None:
    used = an_index("a b", [a_node("mean", "a b", weights={"a": 0})])
    scored = from_csv(used, "state,a,b\nKEN,1,2\nUGA,3,\n")
    (warning,) = scored.warnings
    assert (warning.code, warning.where) == (
        "index.node_not_computable",
        "Row 3 (UGA), node 'TOP'",
    )
    assert "no weight" in warning.remedy


def test_a_denominator_of_nought_is_told_with_its_row() -> None:
    measures = [{"id": "a", "name": "A", "denominator": "People"}]
    used = an_index(measures, [a_node("mean", "a")], [{"step": "denominate"}])
    scored = from_csv(used, "state,a,People\nKEN,6,2\nUGA,6,0\n")
    assert scored.result.values("TOP")[0] == 3
    (warning,) = scored.warnings
    assert warning.where == "Row 3 (UGA), column 'a'"
    assert "'People' is 0" in warning.found


@pytest.mark.parametrize("letter", ["E", "AB", "1", "A+"])
def test_an_unknown_letter_is_told_with_those_that_are_allowed(letter: str) -> None:
    used = an_index(
        "a", [a_node("weakest_link", "a", uplift=0.5)], letters=LETTERS, missing_codes=CODES
    )
    (problem,) = refused(f"state,a\nKEN,{letter}\n", used)
    assert problem.code == "table.letter_unknown"
    assert "D, C, B, A" in problem.allowed
    assert "NU (not used)" in problem.allowed
    assert from_csv(used, "state,a\nKEN,b\n").result.labels["TOP"] == ("B",)
