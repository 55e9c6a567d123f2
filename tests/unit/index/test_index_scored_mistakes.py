"""Every mistake in the scoring.yaml of an index is told with its line and a remedy."""

from pathlib import Path

import pytest

from assessment.library.load_index import load_index
from tests.mistakes import Mistake, change
from tests.unit.index.spoiling import IMPUTE, LETTERS, assert_told, told

SCORED_MISTAKES = [
    Mistake("children: [LOW, MID]", "children: [LOW, MDI]", "child_unknown", "TOP", "'MDI'"),
    Mistake("children: [a, b]", "children: [a, b, TOP]", "cycle", "LOW", "LOW, TOP"),
    Mistake("    rule: mean\n", "", "rule_missing", "TOP", "no 'rule'"),
    Mistake("rule: mean", "rule: average", "rule_unknown", "TOP", "'rule'"),
    Mistake("method: goalposts,", "", "method_missing", "line 3", "no 'method'"),
    Mistake("method: goalposts,", "method: best,", "method_unknown", "line 3", "'method'"),
    Mistake(IMPUTE, "{step: guess, why: Test.}", "step_unknown", "line 2", "'step'"),
    Mistake(
        "weights: {a: 2, b: 1}",
        "weights: {a: 2, c: 1}",
        "parameter_without_child",
        "LOW",
        "names c",
    ),
    Mistake("weights: {a: 2, b: 1}", "weights: {a: 2, b: -1}", "value_wrong", "line 8", "-1"),
    Mistake("weights: {a: 2, b: 1}", "weights: {a: 2, b: .inf}", "value_wrong", "line 8", "inf"),
    Mistake(
        "weights: {a: 2, b: 1}",
        "weights: {a: 0, b: 0}",
        "weights_all_zero",
        "line",
        "All weights of LOW",
    ),
    Mistake("children: [LOW, MID]", "children: [LOW, MID, a]", "measure_counted_twice", "TOP", "a"),
    Mistake("children: [LOW, MID]", "children: [LOW, MID, MID]", "child_repeated", "TOP", "MID"),
    Mistake("range: [1, 100]", "range: [0, 100]", "mean_needs_floor", "LOW", "a, b"),
    Mistake(
        "weights: {a: 2, b: 1}", "missing: {not_answered: zero}", "mean_needs_floor", "LOW", "a, b"
    ),
    Mistake("range: [1, 100]", "range: [100, 1]", "range_order", "line 3", "100"),
    Mistake(
        "coefficients: {c: 0.5, d: 0.5}",
        "coefficients: {c: 0.5}",
        "coefficient_missing",
        "MID",
        "d",
    ),
    Mistake("d: 0.5}", "d: 0.5, e: 1}", "parameter_without_child", "MID", "e"),
    Mistake("rule: mean", "rule: lookup\n    table: T", "letters_missing", "TOP", "letters"),
    Mistake(
        "rule: mean",
        "rule: capped_mean\n    allowance: 1\n    capped_by: [a]",
        "parameter_without_child",
        "TOP",
        "names a",
    ),
    Mistake(
        "rule: mean",
        "rule: reversed_geometric_mean\n    scale: [10, 0]",
        "range_order",
        "TOP",
        "10",
    ),
    Mistake("from_value: 50", "from_value: -1", "classes_order", "TOP", "-1"),
    Mistake("group: Region,", "group: Zone,", "id_unknown", "line 2", "'Zone'"),
    Mistake(
        "[1, 100], why: Test.}",
        "[1, 100], measures: [a, b, c, d, e], why: Test.}",
        "id_unknown",
        "line 3",
        "'e' is no measure",
    ),
    Mistake(IMPUTE, "{step: denominate, why: Test.}", "step_useless", "line 2", "denominator"),
    Mistake("  - id: TOP\n    name: Top\n", "  - name: Top\n", "key_missing", "line", "'id'"),
    Mistake("    name: Top\n", "", "key_missing", "TOP", "'name'"),
    Mistake("    children: [LOW, MID]\n", "", "key_missing", "TOP", "'children'"),
]


@pytest.mark.parametrize("mistake", SCORED_MISTAKES, ids=lambda m: m.code)
def test_a_mistake_in_the_rules_gives_one_problem(folder: Path, mistake: Mistake) -> None:
    assert_told(folder, "scoring.yaml", mistake)


@pytest.mark.parametrize(("span", "reaches"), [("[1, 100]", False), ("[-1, 100]", True)])
def test_a_mean_over_a_sum_needs_a_floor_only_where_a_part_can_be_0_or_less(
    folder: Path, span: str, *, reaches: bool
) -> None:
    change(folder, "scoring.yaml", "rule: mean\n", "rule: geometric_mean\n")
    text = (folder / "scoring.yaml").read_text(encoding="utf-8")
    text = text.replace("[1, 100]", span).replace("rule: linear\n", "rule: sum\n")
    text = text.replace("    coefficients: {c: 0.5, d: 0.5}\n", "")
    text = text.replace("rule: geometric_mean\n    weights", "rule: sum\n    weights")
    (folder / "scoring.yaml").write_text(text, encoding="utf-8")
    assert told(folder) == (["mean_needs_floor"] if reaches else [])


def test_a_node_may_not_have_the_id_of_a_measure(folder: Path) -> None:
    change(folder, "scoring.yaml", "id: MID", "id: a")
    assert "id_repeated" in told(folder)


def test_a_child_that_is_misspelt_is_suggested(folder: Path) -> None:
    change(folder, "scoring.yaml", "children: [LOW, MID]", "children: [LOW, MDI]")
    assert load_index(folder).problems[0].remedy == "Did you mean MID?"


def test_a_measure_that_no_node_uses_is_a_warning(folder: Path) -> None:
    change(folder, "scoring.yaml", "{a: 2, b: 1}", "{a: 2}")
    change(folder, "scoring.yaml", "children: [a, b]", "children: [a]")
    loaded = load_index(folder)
    assert [(p.code, p.is_error) for p in loaded.problems] == [("library.measure_unused", False)]
    assert loaded.index is not None


def test_a_node_may_stand_in_two_trees(folder: Path) -> None:
    text = (folder / "scoring.yaml").read_text(encoding="utf-8")
    other = "  - {id: OTHER, name: Other, rule: minimum, children: [LOW, MID]}\n"
    (folder / "scoring.yaml").write_text(text + other, encoding="utf-8")
    loaded = load_index(folder)
    assert loaded.problems == ()
    assert loaded.index is not None
    assert loaded.index.rules.roots == ("TOP", "OTHER")


def test_a_table_with_holes_and_unknown_grades_is_told(folder: Path) -> None:
    change(folder, "index.yaml", "levels: {lowest: 1, highest: 5, step: 1}", LETTERS)
    tables = "tables: {T: {1: {1: D, 2: C}, 2: {2: D, 3: D+, 4: C+}}}"
    (folder / "scoring.yaml").write_text(
        f"{tables}\ntree:\n"
        "  - {id: X, name: X, rule: lookup, table: T, children: [a, b, c]}\n"
        "  - {id: Y, name: Y, rule: lookup, table: U, children: [d]}\n",
        encoding="utf-8",
    )
    problems = load_index(folder).problems
    assert [p.code.removeprefix("library.") for p in problems] == [
        "grade_unknown",
        "table_incomplete",
        "table_unknown",
    ]
    assert "'C+'" in problems[0].found
    assert "for 3 children with these points: 3, 4, 5, 6" in problems[1].found


@pytest.mark.parametrize(
    "rule", ["geometric_mean", "harmonic_mean", "power_mean\n    exponent: -2"]
)
@pytest.mark.parametrize(
    ("method", "reaches"),
    [
        ("{step: normalise, method: borda, why: T.}", True),
        ("{step: normalise, method: percentile_rank, why: T.}", True),
        ("{step: normalise, method: distance_to_maximum, why: T.}", True),
        ("{step: normalise, method: min_max, range: [0, 1], why: T.}", True),
        ("{step: normalise, method: levels, points: {1: 0, 5: 100}, why: T.}", True),
        ("{step: normalise, method: rank, why: T.}", False),
        ("{step: normalise, method: min_max, range: [1, 2], why: T.}", False),
    ],
)
def test_a_mean_that_needs_values_above_nought_asks_for_a_floor(
    folder: Path, rule: str, method: str, *, reaches: bool
) -> None:
    change(folder, "scoring.yaml", "rule: geometric_mean", f"rule: {rule}")
    text = (folder / "scoring.yaml").read_text(encoding="utf-8").splitlines()
    text[2] = f"  - {method}"
    (folder / "scoring.yaml").write_text("\n".join(text), encoding="utf-8")
    assert told(folder) == (["mean_needs_floor"] if reaches else [])
    change(folder, "scoring.yaml", "weights: {a: 2, b: 1}", "children_floor: 1")
    assert told(folder) == []
