"""What must hold of suggestions in any state, however its answers and circumstances fall."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.model.answer import FlagEntry
from assessment.model.assessment import Record
from assessment.model.suggestion import Group, Suggestion
from assessment.programmes.arrange import arrange
from tests.builders import an_answer, recorded
from tests.unit.programmes.random_states import (
    a_state,
    closed_routes,
    framework,
    resting,
    results,
    weight_of,
)

SEEDS = st.integers(0, 10_000_000)
MANY, PART = 20_000, 5_000
WEIGHTS = ("none", "unknown", "present", "severe")


def assert_safe(record: Record) -> None:
    """No closed route is advised, and no state with an active gap is left with nothing."""
    profile, found = results(record)
    closed, rest = closed_routes(record), resting(record)
    for one in found:
        id_ = one.programme.id
        if one.group.is_advised:
            assert one.route is not None
            assert id_ not in rest, f"{id_} rests and is advised"
        assert one.route not in closed[id_], f"{id_} is advised by {one.route}"
        failed = {route for failed in one.failed for route in failed.routes}
        assert one.route not in failed
    catalogue = framework().catalogue
    assert catalogue is not None
    arrangement = arrange(found, catalogue)
    assert len(arrangement.first) <= 5
    if profile.progress.is_early:
        return
    advised = {id_ for one in found if one.group.is_urgent for id_ in one.gap_ids}
    unanswered = {"CG-17"} if any(one.calls for one in found) else set()
    assert profile.active_gap_ids <= advised | unanswered, "a critical gap without an option"
    assert arrangement.first or not profile.active_gap_ids


@settings(deadline=None, max_examples=300)
@given(SEEDS)
def test_no_closed_route_is_advised_and_no_critical_gap_is_left_without_an_option(
    seed: int,
) -> None:
    assert_safe(a_state(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, MANY, PART))
def test_the_same_over_twenty_thousand_states(first: int) -> None:
    for seed in range(first, first + PART):
        assert_safe(a_state(seed))


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.sampled_from([i.id for i in framework().questionnaire.indicators]))
def test_what_does_not_apply_never_closes_a_route(seed: int, indicator_id: str) -> None:
    before = a_state(seed)
    answers = {**before.answers, indicator_id: recorded(an_answer(indicator_id, "NA"))}
    after = replace(before, answers=answers)
    were = closings(before)
    for id_, routes in closings(after).items():
        assert routes <= were[id_], id_


def closings(record: Record) -> dict[str, set[str]]:
    """Programme id to the ids of the closures that hold for it."""
    _profile, found = results(record)
    return {one.programme.id: {c.closure.id for c in one.closings} for one in found}


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.sampled_from(framework().questionnaire.context_flags))
def test_a_heavier_danger_never_opens_what_was_closed(seed: int, flag) -> None:
    light = a_state(seed)
    weights = {option.counts_as: option.id for option in flag.options}
    heavier = WEIGHTS[WEIGHTS.index(weight_of(light, flag.id)) + 1 :]
    before = {one.programme.id: one for one in results(light)[1]}
    for weight in [weight for weight in heavier if weight in weights]:
        flags = {**light.flags, flag.id: FlagEntry(flag.id, weights[weight])}
        heavy = replace(light, flags=flags)
        for after in results(heavy)[1]:
            was = before[after.programme.id]
            ids = [{c.closure.id for c in one.closings} for one in (was, after)]
            assert ids[0] <= ids[1], after.programme.id
            # What was merely not needed may be called for now, by a way that is open.
            if was.terms.verdict is not None and was.closings:
                assert not after.group.is_advised, after.programme.id


@settings(deadline=None, max_examples=100)
@given(SEEDS)
def test_a_state_that_nobody_may_enter_can_be_watched_from_outside(seed: int) -> None:
    state = a_state(seed)
    unseen = {id_: recorded(an_answer(id_, "II")) for id_ in framework().questionnaire.key_ids[:9]}
    found = advised(replace(state, answers={**state.answers, **unseen}))
    assert found["P35"].group is Group.CALLED_FOR
    assert found["P35"].route == "around"


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.sampled_from(["present", "severe"]))
def test_a_state_in_which_people_are_attacked_has_protection_now(seed: int, weight: str) -> None:
    state = a_state(seed)
    option = next(
        option.id
        for flag in framework().questionnaire.context_flags
        if flag.id == "X09"
        for option in flag.options
        if option.counts_as == weight
    )
    found = advised(replace(state, flags={**state.flags, "X09": FlagEntry("X09", option)}))
    for id_ in ("P33", "P34", "P42"):
        assert found[id_].group is Group.CALLED_FOR, id_
        assert found[id_].route is not None
    assert found["P33"].programme.horizon == "crisis"


def advised(record: Record) -> dict[str, Suggestion]:
    """Programme id to what is said of it, in a state of which enough is answered."""
    profile, found = results(record)
    assume(not profile.progress.is_early)
    return {one.programme.id: one for one in found}
