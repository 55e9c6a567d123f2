"""Mistakes in the programmes of a questionnaire, one at a time, and what its author is told."""

from pathlib import Path

import pytest

from tests.mistakes import Mistake, assert_told, copy_of_example

PRECONDITION = "condition: {indicator: REACH-3, at_least: 2}"
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
