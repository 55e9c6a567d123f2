"""Which steps lead from the levels of today to a goal, and which of them may begin."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessment.model.action import Action
from assessment.model.framework import Framework
from assessment.model.suggestion import Step
from assessment.programmes.steps import find_steps, select_actions
from assessment.scoring.profile import score_record
from tests.builders import Level, all_at, record_with
from tests.unit.actions.small_actions import an_action, with_actions

IDS = st.sampled_from(["A-1", "A-2", "B-1", "B-2"])
LEVELS = st.dictionaries(IDS, st.integers(0, 5))


def found(framework: Framework, levels: dict[str, Level], goal: int | None = None, **more: Any):
    record = record_with(framework, {**all_at(framework, 4), **levels}, **more)
    return find_steps(framework, record, score_record(framework, record), goal)


def names(steps: tuple[Step, ...]) -> list[str]:
    return [step.action.id for step in steps]


@given(st.lists(st.tuples(IDS, st.integers(1, 5)), max_size=40), LEVELS, LEVELS)
def test_actions_are_those_above_the_level_and_up_to_the_goal(
    asked: list[tuple[str, int]], levels: dict[str, int], goals: dict[str, int]
) -> None:
    actions = [Action.model_validate(an_action(id_, to)) for id_, to in asked]
    between = {id_: range(levels[id_] + 1, goals[id_] + 1) for id_ in levels if id_ in goals}
    expected = [(id_, to) for id_, to in asked if to in between.get(id_, ())]
    chosen = select_actions(actions, levels, goals)
    assert [(one.indicator, one.to) for one in chosen] == expected


LADDER = [an_action(id_, to) for id_ in ("SEC-1", "LAW-1") for to in (4, 3, 2, 1)]


def test_without_a_goal_each_question_goes_one_level_up_in_the_order_of_the_questionnaire() -> None:
    assert names(found(with_actions(*LADDER), {"LAW-1": 0, "SEC-1": 2})) == ["LAW-1:1", "SEC-1:3"]


def test_with_a_goal_all_steps_between_come_from_below() -> None:
    steps = found(with_actions(*LADDER), {"LAW-1": 0, "SEC-1": 2}, goal=3)
    assert names(steps) == ["LAW-1:1", "LAW-1:2", "LAW-1:3", "SEC-1:3"]


def test_a_question_without_a_level_has_no_step() -> None:
    assert names(found(with_actions(*LADDER), {"LAW-1": "II", "SEC-1": "NA"})) == []


def test_a_step_waits_for_what_does_not_hold_and_tells_what_nobody_knows() -> None:
    wait = [
        {"until": "Judges are safe.", "condition": {"indicator": "LAW-2", "at_least": 2}},
        {"until": "Money is there."},
    ]
    framework = with_actions(an_action(not_before=wait))
    (waits,) = found(framework, {"LAW-1": 0, "LAW-2": 1})
    assert ([w.until for w in waits.waits], waits.may_begin) == (["Judges are safe."], False)
    assert [w.until for w in waits.not_verified] == ["Money is there."]
    (begins,) = found(framework, {"LAW-1": 0, "LAW-2": 2})
    assert (begins.waits, begins.may_begin) == ((), True)
    (unknown,) = found(framework, {"LAW-1": 0, "LAW-2": None})
    assert len(unknown.not_verified) == 2
    (spared,) = found(framework, {"LAW-1": 0, "LAW-2": "NA"})
    assert spared.waits == (), "what does not apply holds nothing up"


def test_a_closed_route_of_a_programme_closes_the_steps_that_it_is_made_of() -> None:
    framework = with_actions(
        an_action("LAW-1", route="with_service"),
        an_action("LAW-2", route="beside"),
        an_action("PRE-1", route="with_service"),
        closures=[
            {
                "id": "CL-1",
                "name": "War",
                "condition": {"flag": "X1", "at_least": "severe"},
                "closes": [{"routes": ["with_service"], "programmes": ["P1"]}],
                "then": "other_route",
                "why": "Help would feed the war.",
                "reopens_when": "The war is over.",
            }
        ],
    )
    calm = found(framework, {"LAW-1": 0, "LAW-2": 0, "PRE-1": 0}, flags={"X1": "none"})
    assert [step.may_begin for step in calm] == [True, True, True]
    war = found(framework, {"LAW-1": 0, "LAW-2": 0, "PRE-1": 0}, flags={"X1": "severe"})
    # P1 serves LAW-1; PRE-1 belongs to P3, which the closure does not name.
    assert {step.action.indicator: step.may_begin for step in war} == {
        "LAW-1": False,
        "LAW-2": True,
        "PRE-1": True,
    }
    assert [c.closure.id for c in war[0].closings] == ["CL-1"]
