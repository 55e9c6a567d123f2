"""Mistakes in the scoring rules of a questionnaire, one at a time, and what its author is told."""

from pathlib import Path

import pytest

from tests.mistakes import Mistake, assert_told, copy_of_example

WEIGHTS = "    weights: {REACH-3: 2}\n"
MISTAKES = {
    "a rule for an unknown dimension": Mistake(
        "  REPLY:\n",
        "  OTHER: {rule: minimum, why: So.}\n  REPLY:\n",
        "id_unknown",
        "dimensions > OTHER",
        "'OTHER' is no dimension",
    ),
    "an unknown rule": Mistake("rule: minimum", "rule: mode", "rule_unknown", "REPLY", "mode"),
    "a weight for an indicator elsewhere": Mistake(
        WEIGHTS,
        "    weights: {REPLY-1: 2}\n",
        "id_unknown",
        "dimensions > REACH",
        "'REPLY-1' is no indicator",
    ),
    "a chain that leaves an indicator out": Mistake(
        f"    rule: mean\n{WEIGHTS}",
        "    rule: chain\n    stages:\n"
        "      - {id: a, name: A, indicators: [REACH-1]}\n"
        "      - {id: b, name: B, indicators: [REACH-2]}\n",
        "stage_membership",
        "dimensions > REACH",
        "REACH-3 does not stand in exactly one stage",
    ),
    "a gate of an indicator that is not dual use": Mistake(
        "coverage:\n",
        "gates: {REACH-1: {rule: gate, by: [REACH-3], allowance: 1, why: So.}}\ncoverage:\n",
        "gate_mismatch",
        "gates",
        "REACH-1 is gated, and not marked dual use",
    ),
    "shifts that do not add up": Mistake(
        "medium: [0.10, 0.80, 0.10]",
        "medium: [0.10, 0.80, 0.20]",
        "shifts_wrong",
        "interval",
        "0.2",
    ),
    "a step map that falls": Mistake(
        "late: [0, 35, 100]",
        "late: [0, 100, 35]",
        "step_map_wrong",
        "step_maps > late",
        "[0.0, 100.0, 35.0]",
    ),
    "a step map with a point too many": Mistake(
        "late: [0, 35, 100]",
        "late: [0, 35, 70, 100]",
        "step_map_wrong",
        "step_maps > late",
        "35",
    ),
    "quantiles in the wrong order": Mistake(
        "quantiles: [0.05, 0.95]",
        "quantiles: [0.95, 0.05]",
        "quantiles_order",
        "interval",
        "fall",
    ),
    "bands that do not start at 0": Mistake(
        "from_score: 0,",
        "from_score: 5,",
        "bands_order",
        "bands",
        "5",
    ),
    "two bands with one letter": Mistake(
        "letter: H",
        "letter: L",
        "id_repeated",
        "bands",
        "letter L",
    ),
    "a gap on an unknown indicator": Mistake(
        "{indicator: REPLY-2, at_most: 1}",
        "{indicator: REPLY-9, at_most: 1}",
        "id_unknown",
        "GAP-1",
        "'REPLY-9' is no indicator",
    ),
    "a gap on an unknown statement": Mistake(
        "{indicator: REPLY-2, at_most: 1}",
        "{statement: REPLY-2.9a}",
        "id_unknown",
        "GAP-1",
        "'REPLY-2.9a' is no statement",
    ),
    "a gap that bears on an unknown flag": Mistake(
        "critical_gaps:\n  - id: GAP-1\n",
        "critical_gaps:\n  - id: GAP-1\n    flags: [X1]\n",
        "id_unknown",
        "GAP-1",
        "'X1' is no context flag",
    ),
    "a regional prompt on an unknown indicator": Mistake(
        "coverage:\n",
        "regional_prompt: {condition: {indicator: REACH-9, at_most: 1}, why: So.}\ncoverage:\n",
        "id_unknown",
        "regional_prompt",
        "'REACH-9' is no indicator",
    ),
    "a gap on a level that the scale lacks": Mistake(
        "{indicator: REPLY-2, at_most: 1}",
        "{indicator: REPLY-2, at_most: 0}",
        "level_off_scale",
        "GAP-1",
        "level 0",
    ),
    "a gap on an unknown flag": Mistake(
        "{indicator: REPLY-2, at_most: 1}",
        "{flag: X1, at_least: present}",
        "id_unknown",
        "GAP-1",
        "'X1' is no context flag",
    ),
    "a tier on an unknown gap": Mistake(
        "condition: {active_gaps: 1}",
        "condition: {active_gaps: 1, among: [GAP-2]}",
        "id_unknown",
        "TALK",
        "'GAP-2' is no critical gap",
    ),
    "a shorter time on an unknown gap": Mistake(
        "    condition: {active_gaps: 1}",
        "    due: {to: decide, days: 30, why: Said., "
        "sooner: {days: 3, condition: {active_gaps: 1, among: [GAP-2]}}}\n"
        "    condition: {active_gaps: 1}",
        "id_unknown",
        "TALK, due > sooner",
        "'GAP-2' is no critical gap",
    ),
    "a condition of no known kind": Mistake(
        "condition: {active_gaps: 1}",
        "condition: {gaps: 1}",
        "value_wrong",
        "TALK",
        "a condition with one of the keys all, any, none, indicator",
    ),
    "a condition with two tests": Mistake(
        "{indicator: REPLY-2, at_most: 1}",
        "{indicator: REPLY-2, at_most: 1, at_least: 1}",
        "value_wrong",
        "GAP-1",
        "exactly one of",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gives_one_problem_with_its_place_and_a_remedy(
    tmp_path: Path, name: str
) -> None:
    assert_told(copy_of_example(tmp_path), "scoring.yaml", MISTAKES[name])
