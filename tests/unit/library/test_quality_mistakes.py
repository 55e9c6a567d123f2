"""The quality checks of a questionnaire are read; a mistake in them is told with its place."""

from pathlib import Path

import pytest

from assessment.library.languages import texts_of
from assessment.library.load import load_framework
from assessment.model.quality import QualityRules
from assessment.model.quality_checks import RULES
from assessment.wiring import ROOT
from tests.builders import spcf
from tests.mistakes import Mistake, assert_told, change, copy_of_example
from tests.quality import SERIOUS, THRESHOLDS

NEEDS_KINDS_OR_WORDS = {
    "law_without_practice",
    "not_applicable_against_scope",
    "scope_not_filled_in",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_example(tmp_path)


def quality_of(folder: Path) -> QualityRules | None:
    loaded = load_framework(folder)
    assert loaded.problems == ()
    assert loaded.framework is not None
    return loaded.framework.quality


def test_every_check_that_ships_has_a_rule_and_every_rule_ships_as_a_check() -> None:
    newest = spcf().quality
    assert newest is not None
    assert [check.id for check in newest.checks] == [*RULES]
    assert {one.id for one in newest.checks if one.severity == "serious"} == set(SERIOUS)
    thresholds = {one.id: one.threshold for one in newest.checks if one.threshold is not None}
    assert thresholds == THRESHOLDS
    first = quality_of(ROOT / "questionnaires" / "spcf" / "1.0")
    assert first is not None
    assert {check.id for check in first.checks} == set(RULES) - NEEDS_KINDS_OR_WORDS


def test_not_applicable_is_held_against_the_scope_sheet_only_where_the_question_says_so() -> None:
    newest = spcf()
    assert newest.quality is not None
    for id_, lists in newest.quality.not_applicable.items():
        said = newest.questionnaire.indicator(id_).not_applicable_when
        for name in lists:
            assert name.split("_")[0].removesuffix("s") in said, (id_, name)
        assert " or its scope sheet" not in said


def test_they_leave_the_checksum_of_the_questionnaire_alone(folder: Path) -> None:
    # Another threshold must not make workbooks in the field unreadable.
    before = load_framework(folder).framework
    (folder / "quality.yaml").unlink()
    after = load_framework(folder).framework
    assert before is not None
    assert after is not None
    assert before.questionnaire.checksum == after.questionnaire.checksum
    assert after.quality is None


def test_labels_and_reasons_can_be_translated(folder: Path) -> None:
    framework = load_framework(folder).framework
    assert framework is not None
    texts = texts_of(framework)
    assert texts["quality.checks.no_confidence.label"] == "Confidence not stated"
    assert texts["quality.checks.no_confidence.why"] == "Not stated counts as low."


MISTAKES = {
    "a check that there is not": Mistake(
        "- id: no_confidence",
        "- id: no_confidense",
        "id_unknown",
        "no_confidense",
        "There is no quality check 'no_confidense'.",
    ),
    "a check twice": Mistake(
        "- id: no_confidence",
        "- id: level_against_statements\n    threshold: 2",
        "id_repeated",
        "level_against_statements",
        "used more than once",
    ),
    "a severity that there is not": Mistake(
        "severity: attention", "severity: fatal", "value_wrong", "severity", "serious"
    ),
    "no threshold where something is counted": Mistake(
        "    threshold: 1                    # levels apart\n",
        "",
        "key_missing",
        "level_against_statements",
        "'threshold' is missing.",
    ),
    "a threshold where nothing is counted": Mistake(
        "- id: no_confidence",
        "- id: no_confidence\n    threshold: 2",
        "threshold_idle",
        "no_confidence",
        "counts nothing",
    ),
    "a level off the scale": Mistake(
        "threshold: 3  ",
        "threshold: 4  ",
        "threshold_wrong",
        "level_without_source",
        "Allowed are the levels from 1 to 3.",
    ),
    "a threshold that finds everything": Mistake(
        "threshold: 1  ",
        "threshold: 0  ",
        "threshold_wrong",
        "level_against_statements",
        "Allowed is 1 or more.",
    ),
    "an indicator that there is not": Mistake(
        "checks:\n",
        "not_applicable:\n  GONE-1: {groups: 1}\nchecks:\n",
        "id_unknown",
        "GONE-1",
        "'GONE-1' is no indicator",
    ),
    "a list that there is not": Mistake(
        "checks:\n",
        "not_applicable:\n  REACH-1: {tribes: 1}\nchecks:\n",
        "id_unknown",
        "REACH-1",
        "'tribes' is no list of the scope sheet.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(folder: Path, mistake: Mistake) -> None:
    assert_told(folder, "quality.yaml", mistake)


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    change(folder, "quality.yaml", "checks:\n", "checks: [\n")
    loaded = load_framework(folder)
    assert loaded.framework is None
    assert [problem.code for problem in loaded.problems] == ["library.file_unreadable"]
