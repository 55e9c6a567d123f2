"""What must hold of scores whatever the answers are."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.score import DimensionScore, Profile
from assessment.scoring.profile import score_record
from tests.builders import Level, all_at, record_with, small_framework, spcf
from tests.random_answers import complete, levels, quick, without_methods

FRAMEWORKS = {"small": quick(small_framework()), "spcf": quick(spcf())}
# Marks of other methods stand beside a profile and change no dimension.
BY_OWN_RULES = {name: without_methods(framework) for name, framework in FRAMEWORKS.items()}
both_frameworks = pytest.mark.parametrize("name", FRAMEWORKS)


def profile_of(name: str, answers: dict[str, Level]) -> Profile:
    return score_record(FRAMEWORKS[name], record_with(FRAMEWORKS[name], answers))


def by_dimension(name: str, answers: dict[str, Level]) -> list[DimensionScore]:
    framework = BY_OWN_RULES[name]
    return list(score_record(framework, record_with(framework, answers)).dimensions)


@both_frameworks
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_higher_answer_lowers_no_score_and_no_bound(name: str, data: st.DataObject) -> None:
    answers = data.draw(levels(FRAMEWORKS[name]))
    improvable = [i for i, level in answers.items() if isinstance(level, int) and level < 4]
    if not improvable:
        return
    id_ = data.draw(st.sampled_from(improvable))
    better = {**answers, id_: data.draw(st.integers(int(answers[id_] or 0) + 1, 4))}
    for before, after in zip(by_dimension(name, answers), by_dimension(name, better), strict=True):
        assert (before.value is None) == (after.value is None)
        assert (after.value or 0) >= (before.value or 0) - 1e-9
        assert after.low >= before.low - 1e-9
        assert after.high >= before.high - 1e-9


@both_frameworks
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_the_order_of_the_answers_does_not_matter(name: str, data: st.DataObject) -> None:
    answers = data.draw(levels(FRAMEWORKS[name]))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert profile_of(name, answers) == profile_of(name, shuffled)


@both_frameworks
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_scores_and_intervals_lie_on_the_scale_and_scores_within_their_bounds(
    name: str, data: st.DataObject
) -> None:
    for found in by_dimension(name, data.draw(levels(FRAMEWORKS[name]))):
        assert 0 <= found.low <= found.high <= 100 + 1e-9
        if found.value is None:
            assert found.interval is None
            assert found.band is None
            continue
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9
        assert found.interval is not None
        interval = found.interval
        assert -1e-9 <= interval.low <= interval.median <= interval.high <= 100 + 1e-9


@both_frameworks
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_one_more_unknown_never_narrows_the_bounds(name: str, data: st.DataObject) -> None:
    answers = data.draw(levels(FRAMEWORKS[name]))
    applicable = [id_ for id_, level in answers.items() if level != "NA"]
    if not applicable:
        return
    fewer = {**answers, data.draw(st.sampled_from(applicable)): "II"}
    for before, after in zip(by_dimension(name, answers), by_dimension(name, fewer), strict=True):
        assert after.low <= before.low + 1e-9
        assert after.high >= before.high - 1e-9


@both_frameworks
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_the_same_answers_give_the_same_digits(name: str, data: st.DataObject) -> None:
    answers = data.draw(levels(FRAMEWORKS[name]))
    assert profile_of(name, answers) == profile_of(name, dict(answers))


@both_frameworks
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_complete_answers_leave_no_room_between_the_bounds(name: str, data: st.DataObject) -> None:
    for found in by_dimension(name, data.draw(complete(FRAMEWORKS[name]))):
        assert found.value == pytest.approx(found.low)
        assert found.value == pytest.approx(found.high)
        assert found.coverage == 1


@both_frameworks
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_one_level_more_is_what_the_score_becomes_with_that_answer(
    name: str, data: st.DataObject
) -> None:
    answers = data.draw(complete(FRAMEWORKS[name]))
    found = data.draw(st.sampled_from(by_dimension(name, answers)))
    profile = score_record(BY_OWN_RULES[name], record_with(BY_OWN_RULES[name], answers))
    listed = profile.explanation(found.dimension_id).one_level_more
    if not listed:
        return
    more = data.draw(st.sampled_from(listed))
    raised = {**answers, more.indicator_id: int(answers[more.indicator_id] or 0) + 1}
    after = next(d for d in by_dimension(name, raised) if d.dimension_id == found.dimension_id)
    assert after.value == pytest.approx(more.score)
    assert found.value is not None
    assert more.change == pytest.approx(more.score - found.value)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_less_confidence_never_narrows_the_interval_of_even_answers(level: int) -> None:
    framework = spcf()
    widths = []
    for confidence in ("high", "medium", "low", None):
        record = record_with(framework, all_at(framework, level), confidence=confidence)
        law = score_record(framework, record).dimensions[0].interval
        assert law is not None
        widths.append(law.high - law.low)
    assert widths[0] <= widths[1] <= widths[2]
    assert widths[2] == widths[3], "a confidence that nobody stated counts as low"


def test_another_seed_gives_another_interval_and_the_same_score() -> None:
    framework = small_framework()
    interval = framework.rules.interval.model_copy(update={"seed": 8})
    other = replace(framework, rules=framework.rules.model_copy(update={"interval": interval}))
    answers = {"LAW-1": 3, "LAW-2": 1, "LAW-3": 2}
    one = score_record(framework, record_with(framework, answers)).dimensions[0]
    two = score_record(other, record_with(other, answers)).dimensions[0]
    assert one.value == two.value
    assert one.interval != two.interval


def test_the_interval_contains_the_score_of_uncertain_answers() -> None:
    # Not promised for every profile: a step map can move a capped score further than its mean.
    framework = spcf()
    for level in range(5):
        record = record_with(framework, all_at(framework, level))
        for found in score_record(framework, record).dimensions:
            assert found.value is not None
            assert found.interval is not None
            assert found.interval.low - 1e-9 <= found.value <= found.interval.high + 1e-9
