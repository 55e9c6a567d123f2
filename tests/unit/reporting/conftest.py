"""The shipped framework and ways to score it, for the tests of the explanations."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assessment.library.load import load_framework
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Explanation, Profile
from assessment.model.tree import Node
from assessment.scoring.profile import score_record
from tests.builders import record_with, small_framework, without_early

SPCF = Path(__file__).parents[3] / "questionnaires" / "spcf"


@pytest.fixture(scope="session")
def spcf() -> Framework:
    """The framework that ships."""
    framework = load_framework(SPCF).framework
    assert framework is not None
    return framework


@pytest.fixture(scope="session")
def at_once(spcf) -> Framework:
    """The framework that ships, without waiting for half of the answers: for one dimension."""
    return without_early(spcf)


@pytest.fixture(scope="session")
def small() -> Framework:
    """Three dimensions, eight indicators."""
    return small_framework()


@pytest.fixture(scope="session")
def spread() -> Callable[..., dict[str, int | str | None]]:
    """Turns a dimension and its levels in order into levels by indicator id."""

    def spread_levels(dimension_id: str, *levels: int | str | None):
        return {f"{dimension_id}-{number}": level for number, level in enumerate(levels, start=1)}

    return spread_levels


@pytest.fixture(scope="session")
def score_of() -> Callable[..., DimensionScore]:
    """Scores one dimension of a framework."""

    def score(framework: Framework, dimension_id: str, levels: Mapping, **parts) -> DimensionScore:
        profile = score_record(framework, record_with(framework, levels, **parts))
        return dimension(profile, dimension_id)

    return score


@pytest.fixture(scope="session")
def explained_of() -> Callable[..., tuple[DimensionScore, Explanation]]:
    """Scores one dimension of a framework; also returns how the score came about."""

    def explain(framework: Framework, dimension_id: str, levels: Mapping, **parts):
        profile = score_record(framework, record_with(framework, levels, **parts))
        return dimension(profile, dimension_id), profile.explanation(dimension_id)

    return explain


@pytest.fixture(scope="session")
def with_rule() -> Callable[[Framework, str, Node], Framework]:
    """Gives one dimension of a framework another rule."""

    def change(framework: Framework, dimension_id: str, rule: Node) -> Framework:
        dimensions = {**framework.rules.dimensions, dimension_id: rule}
        rules = framework.rules.model_copy(update={"dimensions": dimensions})
        return Framework(framework.questionnaire, rules, framework.catalogue)

    return change


def dimension(profile: Profile, dimension_id: str) -> DimensionScore:
    """Pick one dimension of a profile."""
    return next(score for score in profile.dimensions if score.dimension_id == dimension_id)
