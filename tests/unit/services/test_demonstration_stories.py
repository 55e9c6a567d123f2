"""What a reader is to see on the profiles of the invented states."""

from collections import Counter

import pytest

from assessment.model.answer import Status
from assessment.services.context import Context, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.results import Results, score
from assessment.wiring import ROOT, Settings, open_application

Loaded = tuple[Context, dict[str, str]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    database = tmp_path_factory.mktemp("stories") / "spca.db"
    settings = Settings(f"sqlite:///{database}", ROOT / "questionnaires", "Ada", "Here")
    context = open_application(settings).context()
    samples = ROOT / "data" / "samples" / "demonstration"
    return context, {found.title: found.id for found in load_demonstration(context, samples)}


def results_of(loaded: Loaded, title: str) -> Results:
    context, ids = loaded
    return score(context, open_assessment(context, ids[title]))


STORIES = {
    "Orimond, 2026": ("T3", {"CG-01", "CG-02", "CG-07"}, ["PRE"]),
    "Pellucia (Lowland districts), 2026": ("T1", set(), ["POL", "ECO", "PRE", "SOC"]),
    "Solvane, 2026": ("T1", {"CG-10"}, []),
    "Talvenor, 2023": ("T2", {"CG-10", "CG-13"}, []),
    "Talvenor, 2026": ("T2", {"CG-16"}, []),
}


@pytest.mark.parametrize("title", STORIES)
def test_each_state_tells_its_story(loaded: Loaded, title: str):
    tier, gaps, without_score = STORIES[title]
    profile = results_of(loaded, title).profile
    assert profile.tier is not None
    assert profile.tier.id == tier
    assert profile.active_gap_ids == gaps
    assert [d.dimension_id for d in profile.dimensions if d.value is None] == without_score


def test_talvenor_improved_while_one_key_question_fell_by_two_levels(loaded: Loaded):
    before, now = (results_of(loaded, f"Talvenor, {year}") for year in ("2023", "2026"))
    scores = {d.dimension_id: d.value for d in before.profile.dimensions}
    rise = {
        d.dimension_id: (d.value or 0) - (scores[d.dimension_id] or 0)
        for d in (now.profile.dimensions)
    }
    assert now.baseline is not None
    assert rise["PRE"] >= 20
    assert rise["ECO"] >= 15
    assert rise["LAW"] < 0
    assert next(g for g in now.profile.gaps if g.is_active).finding.causes == ("LAW-3",)


def test_orimond_has_every_kind_of_answer_and_one_programme_that_is_not_advised(loaded: Loaded):
    results = results_of(loaded, "Orimond, 2026")
    statuses = Counter(found.answer.status for found in results.record.answers.values())
    assert statuses[Status.INSUFFICIENT_INFORMATION] == 3
    assert statuses[Status.NOT_APPLICABLE] == 1
    assert "PRE-4" in results.opened.framework.questionnaire.key_ids
    assert results.record.answer("PRE-4").status is Status.INSUFFICIENT_INFORMATION
    assert [s.programme.id for s in results.suggestions if s.failed] == ["P10"]


def test_solvane_is_strong_and_weakest_in_incentives_and_prevention(loaded: Loaded):
    results = results_of(loaded, "Solvane, 2026")
    scores = {d.dimension_id: d.value or 0 for d in results.profile.dimensions}
    assert sorted(scores, key=lambda id_: scores[id_])[:2] == ["PRE", "ECO"]
    assert min(value for id_, value in scores.items() if id_ not in ("PRE", "ECO")) >= 70
    assert sum(s.group == "keep_going" for s in results.suggestions) >= 15
