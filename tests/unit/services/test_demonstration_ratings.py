"""Four invented people who rated alone: what is stored of them, and what a wrong file is told."""

from pathlib import Path

import pytest

from assessment.model.problem import Refused
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.moderation import agreement, moderation_opened, moderations
from assessment.wiring import ROOT, Settings, open_application
from tests.unit.services.test_demonstration import FOLDER, SMALL_FILE, a_folder_with

RATED = """\
ratings:
  recorded: 2026-05-10
  opened: {opened}
  people:
    - {{name: One, organisation: Here, group: ministry, levels: {{LAW-1: {level}}}}}
    - {{name: Two, organisation: There, group: agency, levels: {{{indicator}: 2}}}}
"""


def an_empty_context(folder: Path) -> Context:
    settings = Settings(f"sqlite:///{folder / 'spca.db'}", ROOT / "questionnaires", "Ada", "Here")
    return open_application(settings).context()


@pytest.fixture(scope="module")
def orimond(tmp_path_factory: pytest.TempPathFactory) -> tuple[Context, Opened]:
    context = an_empty_context(tmp_path_factory.mktemp("ratings"))
    loaded = {found.title: found.id for found in load_demonstration(context, FOLDER)}
    return context, open_assessment(context, loaded["Orimond, 2026"])


def test_all_ratings_are_independent_and_lie_on_the_table(orimond: tuple[Context, Opened]):
    context, opened = orimond
    (found,) = moderations(context, opened, ["LAW-5"])
    given = {rating.person_name: rating.answer.level for rating in found.ratings}
    assert given == {
        "Legal adviser": 3,
        "Police inspector": 2,
        "Counsel of the bar association": 0,
        "Programme officer": 1,
    }
    assert all(rating.is_independent for rating in found.ratings)
    assert found.spread.needs_talk


def test_moderation_was_opened_by_the_author_on_the_day_of_the_file(
    orimond: tuple[Context, Opened],
):
    event = moderation_opened(*orimond, "LAW-5")
    assert event is not None
    assert event.person_name == "Secretary of the assessment group"
    assert f"{event.recorded_at:%Y-%m-%d}" == "2026-04-15"


def test_three_groups_can_be_held_against_each_other(orimond: tuple[Context, Opened]):
    found = agreement(*orimond)
    rated = {group.group for group in found.groups if group.n_raters}
    assert rated == {"ministry", "civil_society", "agency"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"opened": "2026-05-09"}, "demonstration.opened_early"),
        ({"level": 7}, "answer.level_unknown"),
        ({"indicator": "LAW-99"}, "answer.indicator_unknown"),
    ],
)
def test_what_is_wrong_with_ratings_is_told_with_its_line(
    tmp_path: Path, wrong: dict[str, object], code: str
):
    given = {"opened": "2026-05-12", "level": 1, "indicator": "LAW-1", **wrong}
    folder = a_folder_with(tmp_path, SMALL_FILE + RATED.format(**given))
    context = an_empty_context(tmp_path)
    with pytest.raises(Refused) as refused:
        load_demonstration(context, folder)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert "line" in problem.where
    assert context.store.is_empty()
