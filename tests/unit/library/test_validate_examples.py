"""Worked examples that are mistaken, and what their author is told."""

import re
from pathlib import Path

import pytest

from assessment.services.validate import validate
from tests.mistakes import copy_of_example

GOOD = "{dimensions: {REPLY: {score: 50}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_example(tmp_path)


def told(folder: Path, example: str) -> list[str]:
    (folder / "examples.yaml").write_text(f"- {example}\n", encoding="utf-8")
    return [str(problem) for problem in validate(folder).problems]


def an_example(expect: str, given: str = "all_others: 2") -> str:
    return f"{{name: Case, {given}, expect: {expect}}}"


def test_a_right_example_is_counted_and_has_no_problem(folder: Path) -> None:
    assert told(folder, an_example(GOOD)) == []
    found = validate(folder)
    assert found.is_valid
    assert (found.n_dimensions, found.n_indicators, found.n_examples) == (2, 5, 1)


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{dimensions: {REPLY: {score: 51}}}", "Score of REPLY: the example expects 51, "),
        ("{dimensions: {REPLY: {no_score: true}}}", "Score of REPLY: the example expects none"),
        ("{dimensions: {REPLY: {low: 40}}}", "Low bound of REPLY: the example expects 40, "),
        ("{dimensions: {REPLY: {high: 60}}}", "High bound of REPLY: the example expects 60, "),
        ("{dimensions: {REPLY: {band: L}}}", "Band of REPLY: the example expects L, the rules"),
        ("{dimensions: {REPLY: {capped_by: []}}}", "caps the score of REPLY: the example expects"),
        ("{dimensions: {REPLY: {missing_keys: [REPLY-1]}}}", "key indicators of REPLY: the"),
        ("{effective_levels: {REPLY-1: 3}}", "Effective level of REPLY-1: the example expects 3"),
        ("{active_gaps: [GAP-1]}", "Active critical gaps: the example expects GAP-1, the rules"),
        ("{cannot_rule_out: [GAP-1]}", "cannot be ruled out: the example expects GAP-1, the"),
        ("{tier: TALK}", "Review tier: the example expects TALK, the rules give CALM."),
        ("{no_tier: true}", "Review tier: the example expects none, the rules give CALM."),
        (
            "{too_early: true}",
            "Too early for results: the example expects true, the rules give fal",
        ),
        ("{regions_because_of: [REPLY-1]}", "regions: the example expects REPLY-1, the rules give"),
        ("{composite: 50}", "Composite: the example expects 50, the rules give none."),
        ("{suggestions: {SAFE: {group: keep_going}}}", "Group of SAFE: the example expects keep"),
        ("{suggestions: {SAFE: {score: 0.5}}}", "Need score of SAFE: the example expects 0.5, "),
    ],
)
def test_a_wrong_expectation_says_what_was_expected_and_what_came_out(
    folder: Path, expect: str, message: str
) -> None:
    (problem,) = told(folder, an_example(expect))
    assert problem.startswith("mine/examples.yaml, line 1, 'Case': ")
    assert message in problem
    assert not validate(folder).is_valid


@pytest.mark.parametrize(
    ("given", "expect", "message"),
    [
        ("answers: {REPLY-9: 2}", GOOD, "'REPLY-9' is no indicator"),
        ("answers: {REPLY-1: 4}", GOOD, "'4' is not one of the levels"),
        ("baseline: {answers: {REPLY-9: 2}}", GOOD, "'REPLY-9' is no indicator"),
        ("flags: {X1: present}", GOOD, "'X1' is no context flag"),
        ("ticked: [REPLY-1.9z]", GOOD, "'REPLY-1.9z' is no statement"),
        ("all_others: 2", "{regions_because_of: [X1]}", "'X1' is no indicator or context flag"),
        ("all_others: 2", "{dimensions: {OTHER: {score: 1}}}", "'OTHER' is no dimension"),
        ("all_others: 2", "{active_gaps: [GAP-9]}", "'GAP-9' is no critical gap"),
        ("all_others: 2", "{tier: T9}", "'T9' is no review tier"),
        ("all_others: 2", "{suggestions: {P9: {score: 1}}}", "'P9' is no programme"),
        ("all_others: 2", "{bound_by: {REPLY-1: []}}", "'REPLY-1' is no gated indicator"),
    ],
)
def test_an_example_that_names_what_does_not_exist_is_told(
    folder: Path, given: str, expect: str, message: str
) -> None:
    (problem,) = told(folder, an_example(expect, given))
    assert message in problem


@pytest.mark.parametrize(
    "example",
    [
        an_example("{}"),
        an_example(GOOD, "answers: {REPLY-1: true}"),
        an_example(GOOD, "answers: {REPLY-1: unknown}"),
        an_example("{dimensions: {REPLY: {score: 101}}}"),
        "{name: Case, all_others: 2}",
    ],
)
def test_an_example_that_cannot_be_read_is_told_with_its_line(folder: Path, example: str) -> None:
    problems = told(folder, example)
    assert problems
    assert all(problem.startswith("mine/examples.yaml, line 1") for problem in problems)


@pytest.mark.parametrize(
    ("given", "gaps"),
    [
        ("all_others: 1, ticked: [REPLY-1.1a]", "[GAP-1]"),
        ("all_others: 1, ticked: [REPLY-2.1a]", "[]"),
        ("all_others: II, ticked: [REPLY-1.1a]", "[GAP-1]"),
        ("answers: {REPLY-2: 2}, ticked: [REPLY-1.1a]", "[GAP-1]"),
    ],
)
def test_a_ticked_statement_counts_at_its_indicator_whatever_the_level(
    folder: Path, given: str, gaps: str
) -> None:
    condition = re.compile(r"(id: GAP-1\b.*?condition: )[^\n]*", re.DOTALL)
    rules = (folder / "scoring.yaml").read_text(encoding="utf-8")
    rules, n_changed = condition.subn(r"\1{statement: REPLY-1.1a}", rules, count=1)
    assert n_changed == 1
    (folder / "scoring.yaml").write_text(rules, encoding="utf-8")
    assert told(folder, an_example(f"{{active_gaps: {gaps}}}", given)) == []


def test_examples_of_a_questionnaire_with_errors_are_read_but_not_run(folder: Path) -> None:
    (folder / "scoring.yaml").unlink()
    problems = told(folder, an_example("{}"))
    assert len(problems) == 2
    assert "scoring.yaml" in problems[0]
    assert "An example must expect something" in problems[1]


def test_a_questionnaire_without_examples_is_valid(folder: Path) -> None:
    (folder / "examples.yaml").unlink()
    found = validate(folder)
    assert (found.is_valid, found.n_examples) == (True, 0)
