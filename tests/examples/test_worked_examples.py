"""Every worked example of every questionnaire that ships is one test."""

from pathlib import Path

import pytest

from assessment.library.examples import PlacedExample, load_examples
from assessment.library.load import load_framework
from assessment.library.versions import name_of
from assessment.services.worked_examples import check_example, with_fewest_draws

ROOT = Path(__file__).parents[2] / "questionnaires"
FOLDERS = [path.parent for path in sorted(ROOT.glob("*/*/instrument.yaml"))]
LOADED = {folder: load_framework(folder).framework for folder in FOLDERS}
FRAMEWORKS = {folder: with_fewest_draws(found) for folder, found in LOADED.items() if found}
CASES = [(folder, placed) for folder in FOLDERS for placed in load_examples(folder)[0]]


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_questionnaire_that_ships_has_readable_examples(folder: Path) -> None:
    examples, problems = load_examples(folder)
    assert problems == ()
    assert examples


@pytest.mark.parametrize(
    ("folder", "placed"),
    CASES,
    ids=[f"{name_of(folder)}: {placed.example.name}" for folder, placed in CASES],
)
def test_a_worked_example_comes_out_as_computed_by_hand(
    folder: Path, placed: PlacedExample
) -> None:
    framework = FRAMEWORKS.get(folder)
    assert framework is not None
    assert [str(problem) for problem in check_example(placed, framework)] == []


@pytest.mark.parametrize("folder", sorted((ROOT / "spcf").glob("*/")), ids=name_of)
def test_the_examples_of_spcf_open_every_critical_gap_and_every_tier(folder: Path) -> None:
    framework = FRAMEWORKS.get(folder)
    assert framework is not None
    rules = framework.rules
    expected = [placed.example.expect for placed in load_examples(folder)[0]]
    opened = {gap for expect in expected for gap in expect.active_gaps or ()}
    assert opened == {gap.id for gap in rules.critical_gaps}
    assert {e.tier for e in expected} - {None} == {tier.id for tier in rules.review_tiers}
    bound = {gated for e in expected for gated, gates in e.bound_by.items() if gates}
    not_verified = {gated for expect in expected for gated in expect.not_verified}
    assert bound == not_verified == set(rules.gates)
    scored = {id_ for e in expected for id_, d in e.dimensions.items() if d.score is not None}
    assert scored == set(rules.dimensions)
