"""Every mistake in index.yaml is told with its line and a remedy."""

from pathlib import Path

import pytest

from assessment.library.load_index import load_index
from tests.mistakes import Mistake, change
from tests.unit.index.spoiling import assert_told, told

ASKED_MISTAKES = [
    Mistake(
        "measures:\n",
        "measures:\n  - {id: a, name: Again, column: again, goalposts: [0, 5]}\n",
        "id_repeated",
        "measures",
        "'a'",
    ),
    Mistake("sources: [S]", "sources: [T]", "id_unknown", "line 16", "'T' is no source"),
    Mistake(
        "{id: b, name: B, goalposts: [0, 5]}",
        "{id: b, name: B, goalposts: [5, 0]}",
        "goalposts_order",
        "line 17",
        "5.0 and 0.0",
    ),
    Mistake("column: Third", "column: state", "column_repeated", "measures", "'state'"),
    Mistake("column: Third", "column: b", "column_repeated", "measures", "'b'"),
    Mistake('code: "NR"', 'code: "na"', "code_repeated", "missing_codes", "'na'"),
    Mistake(
        "kind: not_rated}", "kind: not_rated, counts_as: D}", "counts_as_unknown", "line 12", "'D'"
    ),
    Mistake("kind: not_rated", "kind: too_lazy", "value_wrong", "kind", "too_lazy"),
    Mistake("{lowest: 1, highest: 5, step: 1}", "{lowest: 5, highest: 1}", "levels_order", "", "5"),
    Mistake("licence: None\n", "", "key_missing", "line 1", "'licence'"),
    Mistake("sources: [S]", "weight: 2", "key_unknown", "line 16", "'weight'"),
]


@pytest.mark.parametrize("mistake", ASKED_MISTAKES, ids=lambda m: m.code)
def test_a_mistake_in_what_is_asked_gives_one_problem(folder: Path, mistake: Mistake) -> None:
    assert_told(folder, "index.yaml", mistake)


def test_an_untouched_folder_has_no_problem(folder: Path) -> None:
    loaded = load_index(folder)
    assert loaded.problems == ()
    assert loaded.index is not None
    assert loaded.index.questionnaire.checksum


def test_goalposts_that_a_step_needs_are_asked_for(folder: Path) -> None:
    change(folder, "index.yaml", "{id: b, name: B, goalposts: [0, 5]}", "{id: b, name: B}")
    (problem,) = load_index(folder).problems
    assert problem.code == "library.goalposts_missing"
    assert problem.where.startswith("mine/scoring.yaml, line 3")
    assert "b." in problem.found


GOALPOSTS = "{step: normalise, method: goalposts, range: [1, 100], why: Test.}"


@pytest.mark.parametrize(
    ("step", "is_refused"),
    [
        ("{step: normalise, method: levels, points: {1: 1, 5: 100}, why: Test.}", True),
        ("{step: screen, share: 0.5, why: Test.}", True),
        (GOALPOSTS.replace("why", "measures: [a, c], why"), True),
        (GOALPOSTS.replace("why", "measures: [a, b], why"), False),
        ("{step: normalise, method: min_max, range: [1, 100], why: Test.}", False),
        ("{step: normalise, method: rank, why: Test.}", False),
    ],
)
def test_a_direction_that_no_step_heeds_is_refused(
    folder: Path, step: str, *, is_refused: bool
) -> None:
    change(folder, "index.yaml", "{id: b, name: B,", "{id: b, name: B, direction: lower,")
    change(folder, "scoring.yaml", GOALPOSTS, step)
    loaded = load_index(folder)
    assert told(folder) == (["direction_without_effect"] if is_refused else [])
    if is_refused:
        assert loaded.index is None
        assert loaded.problems[0].where.startswith("mine/index.yaml, line 17")
        assert "A lower number of b is better" in loaded.problems[0].found


def test_mistakes_in_both_files_are_told_at_once(folder: Path) -> None:
    change(folder, "index.yaml", "kind: not_rated", "kind: too_lazy")
    change(folder, "scoring.yaml", "rule: mean", "rule: average")
    assert told(folder) == ["value_wrong", "rule_unknown"]


def test_many_mistakes_in_the_rules_are_told_at_once(folder: Path) -> None:
    change(folder, "scoring.yaml", "weights: {a: 2, b: 1}", "weights: {a: 2, z: 1}")
    change(folder, "scoring.yaml", "children: [LOW, MID]", "children: [LOW, MDI]")
    change(folder, "scoring.yaml", "d: 0.5}", "e: 0.5}")
    assert sorted(told(folder)) == [
        "child_unknown",
        "coefficient_missing",
        "parameter_without_child",
        "parameter_without_child",
    ]
    change(folder, "scoring.yaml", "weights: {a: 2, z: 1}", "weights: {a: -2, b: -1}")
    assert told(folder) == ["value_wrong", "value_wrong"]


def test_a_missing_or_broken_file_is_told(folder: Path) -> None:
    (folder / "scoring.yaml").unlink()
    assert told(folder) == ["file_unreadable"]
    (folder / "scoring.yaml").write_text("tree: [", encoding="utf-8")
    assert told(folder) == ["file_unreadable"]
    (folder / "index.yaml").unlink()
    assert told(folder) == ["no_index"]
