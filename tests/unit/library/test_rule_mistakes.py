"""Mistakes in the data of a dimension's rule, one at a time, and what its author is told."""

from pathlib import Path

import pytest

from assessment.library.load import load_framework
from tests.mistakes import Mistake, assert_told, change, copy_of_example

RULE = "    rule: mean\n    weights: {REACH-3: 2}\n"


def a_mistake(rule: str, code: str, place: str, found: str) -> Mistake:
    return Mistake(RULE, f"    {rule}\n", code, place, found)


def a_rule(rule: str) -> str:
    return rule.replace("; ", "\n    ")


MISTAKES = {
    "a weight of an indicator of another dimension": a_mistake(
        a_rule("rule: geometric_mean; children_floor: 1; weights: {REPLY-1: 2}"),
        "id_unknown",
        "dimensions > REACH",
        "'REPLY-1' is no indicator of REACH; it belongs to REPLY",
    ),
    "a weight of an indicator that nothing has": a_mistake(
        a_rule("rule: capped_mean; capped_by: keys; allowance: 1; weights: {REACH-9: 2}"),
        "id_unknown",
        "dimensions > REACH",
        "'REACH-9' is no indicator of this questionnaire",
    ),
    "a cap by an indicator of another dimension": a_mistake(
        a_rule("rule: capped_mean; capped_by: [REPLY-2]; allowance: 1"),
        "id_unknown",
        "dimensions > REACH",
        "'REPLY-2' is no indicator of REACH; it belongs to REPLY",
    ),
    "a weight below 0": a_mistake(
        a_rule("rule: harmonic_mean; children_floor: 1; weights: {REACH-3: -1}"),
        "value_wrong",
        "dimensions > REACH",
        "0 or more",
    ),
    "an exponent out of range": a_mistake(
        a_rule("rule: power_mean; children_floor: 1; exponent: 50"),
        "value_wrong",
        "dimensions > REACH > exponent",
        "50. Allowed is 20 or less",
    ),
    "an exponent that is hardly not 0": a_mistake(
        a_rule("rule: power_mean; children_floor: 1; exponent: 0.001"),
        "value_wrong",
        "dimensions > REACH",
        "nearer to 0 than 0.01 cannot be told from the geometric mean; write 0",
    ),
    "no exponent": a_mistake(
        a_rule("rule: power_mean; children_floor: 1"),
        "key_missing",
        "REACH",
        "'exponent' is missing",
    ),
    "no floor": a_mistake(
        a_rule("rule: geometric_mean"), "mean_needs_floor", "REACH", "Give a 'children_floor'"
    ),
    "a floor of 0 under a mean that needs one": a_mistake(
        a_rule("rule: power_mean; children_floor: 0; exponent: -1"),
        "value_wrong",
        "dimensions > REACH",
        "no answer for a child of 0; give a children_floor of 0.01 or more",
    ),
    "a floor as high as the second level": a_mistake(
        a_rule("rule: geometric_mean; children_floor: 50"),
        "floor_too_high",
        "dimensions > REACH",
        "The floor of 50 points makes the two lowest levels count the same",
    ),
    "no uplift": a_mistake(
        a_rule("rule: weakest_link"), "key_missing", "REACH", "'uplift' is missing"
    ),
    "an uplift of more than a level": a_mistake(
        a_rule("rule: weakest_link; uplift: 2"),
        "value_wrong",
        "dimensions > REACH > uplift",
        "2. Allowed is 1 or less",
    ),
    "weights under a rule that has none": a_mistake(
        a_rule("rule: weakest_link; uplift: 0.5; weights: {REACH-3: 2}"),
        "key_unknown",
        "REACH",
        "'weights' is not known here",
    ),
    "a rule that nobody knows": a_mistake(
        a_rule("rule: mode"), "rule_unknown", "REACH", "geometric_mean"
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gives_one_problem_with_its_place_and_a_remedy(
    tmp_path: Path, name: str
) -> None:
    assert_told(copy_of_example(tmp_path), "scoring.yaml", MISTAKES[name])


def test_weights_that_are_all_0_are_told_and_one_weight_of_0_is_not(tmp_path: Path) -> None:
    folder = copy_of_example(tmp_path)
    change(folder, "scoring.yaml", "{REACH-3: 2}", "{REACH-1: 0, REACH-2: 0, REACH-3: 0}")
    (problem,) = load_framework(folder).problems
    assert problem.code == "library.weights_all_zero"
    assert problem.where.endswith("dimensions > REACH")
    change(folder, "scoring.yaml", "REACH-3: 0}", "REACH-3: 1}")
    assert load_framework(folder).problems == ()


@pytest.mark.parametrize(
    "rule",
    [
        "rule: geometric_mean; children_floor: 1",
        "rule: harmonic_mean; children_floor: 1; weights: {REACH-1: 2}",
        "rule: power_mean; children_floor: 0; exponent: 0.5",
        "rule: weakest_link; uplift: 0.5",
        "rule: capped_mean; capped_by: keys; allowance: 1; weights: {REACH-1: 2}",
    ],
)
def test_a_rule_as_the_guide_gives_it_has_no_problem(tmp_path: Path, rule: str) -> None:
    folder = copy_of_example(tmp_path)
    change(folder, "scoring.yaml", RULE, f"    {a_rule(rule)}\n")
    assert load_framework(folder).problems == ()
