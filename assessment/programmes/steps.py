"""Which actions lead from the levels of today to the levels wanted, and whether they may begin.

An action is held against the same gate as the programmes that it belongs to. So nothing is
advised as a step that is closed as a programme.
"""

from collections.abc import Iterable, Mapping

from assessment.model.action import Action
from assessment.model.assessment import Record
from assessment.model.evaluation import Facts, passes
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.score import Profile, Truth
from assessment.model.suggestion import Closing, Step
from assessment.programmes.safety import Gate, facts_of


def select_actions(
    actions: Iterable[Action], levels: Mapping[str, int], goals: Mapping[str, int]
) -> tuple[Action, ...]:
    """Return the actions that lead from levels to goals: level < to <= goal.

    Parameters
    ----------
    levels, goals
        By indicator id. An indicator without a level or without a goal has no action.

    Examples
    --------
    >>> select_actions((), {"LAW-5": 1}, {"LAW-5": 3})
    ()
    """
    return tuple(
        action
        for action in actions
        if action.indicator in levels
        and action.indicator in goals
        and levels[action.indicator] < action.to <= goals[action.indicator]
    )


def find_steps(
    framework: Framework, record: Record, profile: Profile, goal: int | None = None
) -> tuple[Step, ...]:
    """Return the steps up from the levels of today, held against answers and circumstances.

    Parameters
    ----------
    goal
        The level to reach in every indicator; one step up if ``None``.

    Returns
    -------
    tuple of Step
        In the order of the questionnaire, an indicator's steps from below. None for an
        indicator whose level is not known, and none at all where it is too early for results.
    """
    if profile.progress.is_early:
        return ()
    known = {id_: recorded.answer.level for id_, recorded in record.answers.items()}
    levels = {id_: level for id_, level in known.items() if level is not None}
    goals = {id_: level + 1 if goal is None else goal for id_, level in levels.items()}
    asked = [indicator.id for indicator in framework.questionnaire.indicators]
    found = select_actions(framework.actions, levels, goals)
    in_order = sorted(found, key=lambda action: (asked.index(action.indicator), action.to))
    return _hold(framework, facts_of(framework, record, profile), in_order)


def _hold(framework: Framework, facts: Facts, actions: Iterable[Action]) -> tuple[Step, ...]:
    catalogue = framework.catalogue
    if catalogue is None:
        return tuple(_step(action, facts, ()) for action in actions)
    gate = Gate(catalogue, facts)
    return tuple(_step(action, facts, _closings(action, catalogue, gate)) for action in actions)


def _step(action: Action, facts: Facts, closings: tuple[Closing, ...]) -> Step:
    asked = [(wait, wait.condition) for wait in action.not_before]
    truths = [(wait, passes(c, facts) if c else Truth.UNKNOWN) for wait, c in asked]
    return Step(
        action,
        waits=tuple(wait for wait, truth in truths if truth is Truth.FALSE),
        not_verified=tuple(wait for wait, truth in truths if truth is Truth.UNKNOWN),
        closings=closings,
    )


def _closings(action: Action, catalogue: Catalogue, gate: Gate) -> tuple[Closing, ...]:
    return gate.close(action.route, catalogue.serving.get(action.indicator, frozenset()))
