"""Which actions lead from the levels of today to the levels wanted, and whether they may begin.

An action is held against the same gate as the programmes that it belongs to. So nothing is
advised as a step that is closed as a programme.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.model.action import Action, Wait
from assessment.model.evaluation import Facts, passes
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.score import Truth
from assessment.model.suggestion import Closing
from assessment.programmes.safety import Gate


@dataclass(frozen=True)
class Step:
    """An action held against the answers.

    Attributes
    ----------
    waits, not_verified
        What must hold first and does not, and what nobody knows.
    closings
        Closures that hold for its route.
    """

    action: Action
    waits: tuple[Wait, ...]
    not_verified: tuple[Wait, ...]
    closings: tuple[Closing, ...]

    @property
    def may_begin(self) -> bool:
        """Whether no answer speaks against it today."""
        return not self.waits and not self.closings


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


def hold_steps(framework: Framework, facts: Facts, actions: Iterable[Action]) -> tuple[Step, ...]:
    """Hold actions against the answers and circumstances, one by one."""
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
    """Return what closes the route of an action for some programme that it belongs to.

    Some, not all: a step that serves several programmes is not safer than the least safe.
    """
    found = {
        closing.closure.id: closing
        for programme in catalogue.programmes
        if action.indicator in programme.serves
        for closing in gate.safety(programme).closings
        if action.route in closing.routes
    }
    return tuple(found.values())
