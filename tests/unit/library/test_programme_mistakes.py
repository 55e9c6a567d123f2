"""Mistakes in the programmes of a questionnaire, one at a time, and what its author is told."""

from pathlib import Path

import pytest

from assessment.library.load import load_framework
from tests.mistakes import Mistake, assert_told, change, copy_of_example

PRECONDITION = "condition: {indicator: REACH-3, at_least: 2}"


def steadiness(*, draws: int, steady_from: float) -> str:
    """How often to draw, and which share is enough, at the head of the matching rule."""
    said = f"draws: {draws}, why_draws: So., steady_from: {steady_from}, why_steady_from: So."
    return f"matching:\n  steadiness: {{{said}}}"


MISTAKES = {
    "a programme that serves an unknown indicator": Mistake(
        "serves: [REACH-3]",
        "serves: [REACH-3, REACH-9]",
        "id_unknown",
        "programmes.yaml, SAFE",
        "'REACH-9' is no indicator",
    ),
    "a programme with an unknown mechanism": Mistake(
        "mechanisms: [OPEN, ACT]",
        "mechanisms: [OPEN, SHUT]",
        "id_unknown",
        "SAFE",
        "'SHUT' is no mechanism",
    ),
    "a programme that comes after itself": Mistake(
        "serves: [REACH-3]",
        "serves: [REACH-3]\n    after: [SAFE]",
        "id_unknown",
        "SAFE",
        "'SAFE' is no other programme",
    ),
    "an exclusion that only one side names": Mistake(
        "serves: [REACH-3]",
        "serves: [REACH-3]\n    exclusive_with: [CLOCK]",
        "exclusion_one_sided",
        "SAFE",
        "CLOCK does not say so",
    ),
    "a confidence without its factor": Mistake(
        "medium: 0.9, low: 0.75",
        "medium: 0.9",
        "key_missing",
        "matching > confidence_factors",
        "'low' is missing",
    ),
    "so few draws that a share says little": Mistake(
        "matching:",
        steadiness(draws=5, steady_from=0.8),
        "value_wrong",
        "matching > steadiness > draws",
        "",
    ),
    "a share from which a suggestion is steady that is none": Mistake(
        "matching:",
        steadiness(draws=90, steady_from=80),
        "value_wrong",
        "matching > steadiness > steady_from",
        "",
    ),
    "a share from which a suggestion is steady, without a reason": Mistake(
        "matching:",
        "matching:\n  steadiness: {draws: 90, why_draws: Few., steady_from: 0.8}",
        "key_missing",
        "matching > steadiness",
        "'why_steady_from' is missing",
    ),
    "a code that is not in the list": Mistake(
        'crs: ["15112"]',
        'crs: ["99999"]',
        "crs_unknown",
        "MOBILE",
        "99999 is not in the list",
    ),
    "a code that was withdrawn": Mistake(
        'crs: ["15112"]',
        'crs: ["15120"]',
        "crs_unknown",
        "MOBILE",
        "15120 was withdrawn",
    ),
    "a code without quotes": Mistake(
        'crs: ["15112"]',
        "crs: [15112]",
        "text_expected",
        "MOBILE",
        "found 15112",
    ),
    "percentages that do not add up to 100": Mistake(
        'crs: ["15112"]',
        'crs: [{code: "15112", percent: 60}, {code: "15160", percent: 30}]',
        "percent_sum",
        "MOBILE, crs",
        "add up to 90",
    ),
    "a code without its percentage": Mistake(
        'crs: ["15112"]',
        'crs: [{code: "15112", percent: 60}, "15160"]',
        "percent_missing",
        "MOBILE, crs",
        "15160 has no percentage",
    ),
    "a percentage above 100": Mistake(
        'crs: ["15112"]',
        'crs: [{code: "15112", percent: 120}]',
        "value_wrong",
        "MOBILE",
        "120",
    ),
    "a code that is named twice": Mistake(
        'crs: ["15112"]',
        'crs: [{code: "15112", percent: 60}, {code: "15112", percent: 40}]',
        "crs_repeated",
        "MOBILE, crs",
        "15112 is named twice",
    ),
    "a voluntary code beside its parent": Mistake(
        'crs: ["15112"]',
        'crs: [{code: "15130", percent: 60}, {code: "15132", percent: 40}]',
        "crs_counted_twice",
        "MOBILE, crs",
        "15132 is a part of 15130",
    ),
    "an unknown code with a percentage": Mistake(
        'crs: ["15112"]',
        'crs: [{code: "99999", percent: 100}]',
        "crs_unknown",
        "MOBILE",
        "99999 is not in the list",
    ),
    "an unknown target": Mistake(
        '["16.3", "16.10"]',
        '["16.3", "16.99"]',
        "sdg_unknown",
        "SAFE",
        "16.99",
    ),
    "two programmes with one id": Mistake(
        "id: SAFE",
        "id: CLOCK",
        "id_repeated",
        "CLOCK",
        "more than once",
    ),
    "a precondition on an unknown indicator": Mistake(
        PRECONDITION,
        "condition: {indicator: REACH-9, at_least: 2}",
        "id_unknown",
        "CLOCK",
        "'REACH-9'",
    ),
    "a pattern on an unknown flag": Mistake(
        "name: Lets more people be heard}",
        "name: Lets more people be heard, active_when: {flag: X1, at_least: severe}}",
        "id_unknown",
        "OPEN",
        "'X1' is no context flag",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gives_one_problem_with_its_place_and_a_remedy(
    tmp_path: Path, name: str
) -> None:
    assert_told(copy_of_example(tmp_path), "programmes.yaml", MISTAKES[name])


def test_all_that_is_wrong_with_programmes_is_told_at_once(tmp_path: Path) -> None:
    folder = copy_of_example(tmp_path)
    change(folder, "programmes.yaml", "serves: [REACH-3]", "serves: []")
    shares = '[{code: "15112", percent: 60}, {code: "99999", percent: 30}]'
    change(folder, "programmes.yaml", 'crs: ["15112"]', f"crs: {shares}")
    loaded = load_framework(folder)
    told = {problem.code.partition(".")[2]: problem for problem in loaded.problems}
    assert {*told} == {
        "programme_serves_nothing",
        "percent_sum",
        "crs_unknown",
        "indicator_unserved",
    }
    assert told["programme_serves_nothing"].where == "mine/programmes.yaml, SAFE"
    assert all(problem.remedy.endswith(".") for problem in loaded.problems)
    assert loaded.framework is None
