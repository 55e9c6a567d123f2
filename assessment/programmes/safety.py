"""The gate before all ranking: which routes of a programme are open, closed or not verified.

It asks only whether help by a route could make somebody a party to harm. How much a programme
is called for is in `assessment.programmes.match`.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace

from assessment.model.assessment import Record
from assessment.model.conditions import Condition
from assessment.model.evaluation import Facts, evaluate
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue, Closure, Precondition, Programme
from assessment.model.score import Finding, Profile, Truth
from assessment.model.suggestion import Closing, Group


@dataclass(frozen=True)
class Safety:
    """What the gate says of one programme.

    Attributes
    ----------
    route
        The first route of the programme that is open; ``None`` where none is, or where the
        catalogue knows no routes.
    verdict
        ``NOT_ADVISED`` or ``LATER``; ``None`` where the programme may be advised.
    failed, not_verified
        Preconditions that do not hold, or whose answer is not known.
    unverified
        Closures of the route that nobody knows to hold or not.
    """

    route: str | None
    verdict: Group | None
    closings: tuple[Closing, ...]
    failed: tuple[Precondition, ...]
    not_verified: tuple[Precondition, ...]
    unverified: tuple[Closure, ...]


def facts_of(framework: Framework, record: Record, profile: Profile) -> Facts:
    """Return what conditions on help are held against: answers, circumstances and active gaps."""
    return Facts(
        framework.questionnaire,
        {id_: recorded.answer for id_, recorded in record.answers.items()},
        record.flags,
        profile.dimensions,
        profile.active_gaps,
    )


class Gate:
    """The closures of a catalogue, held once against the answers and circumstances."""

    def __init__(self, catalogue: Catalogue, facts: Facts) -> None:
        # What does not apply meets a precondition.
        self._met = replace(facts, not_applicable=Truth.TRUE)
        # Thousands of programmes ask for the same; conditions are told apart by identity, since
        # comparing them costs as much as deciding them.
        self._passed: dict[int, tuple[Condition, Truth]] = {}
        self._decided: dict[int, tuple[Condition, Finding]] = {}
        self._closable = catalogue.closable
        # Where attacks go on, a level 0 that nobody explained is taken for the worse of its
        # two meanings; elsewhere it closes nothing, and is told as not verified.
        self._careful = (
            replace(facts, untold=Truth.TRUE) if _is_careful(catalogue, facts) else facts
        )
        found = (
            (closure, evaluate(closure.condition, facts), self._evaluate(closure.condition))
            for closure in catalogue.closures
        )
        # As far as is known, and out of caution; what is known not to hold is left out.
        self._found = {one[0].id: one for one in found if one[2].truth is not Truth.FALSE}

    def holds(self, condition: Condition) -> bool:
        """Return whether a condition holds, or has to be taken to hold out of caution."""
        return self._evaluate(condition).truth is Truth.TRUE

    def _evaluate(self, condition: Condition) -> Finding:
        key = id(condition)
        if key not in self._decided:
            self._decided[key] = condition, evaluate(condition, self._careful)
        return self._decided[key][1]

    def passes(self, precondition: Condition) -> Truth:
        """Return whether a precondition holds, where what does not apply meets it."""
        key = id(precondition)
        if key not in self._passed:
            self._passed[key] = precondition, evaluate(precondition, self._met).truth
        return self._passed[key][1]

    def safety(self, programme: Programme) -> Safety:
        """Return which route of a programme is left, and what closes the others."""
        truths = [(p, self.passes(p.condition)) for p in programme.preconditions]
        failed = tuple(p for p, truth in truths if truth is Truth.FALSE)
        closings = tuple(self._closings(programme))
        route = _open_route(programme, closings, failed)
        return Safety(
            route=route,
            verdict=_verdict(programme, route, closings, failed),
            closings=closings,
            failed=failed,
            not_verified=tuple(p for p, truth in truths if truth is Truth.UNKNOWN),
            unverified=tuple(self._unverified(programme, route)),
        )

    def close(self, route_id: str, programme_ids: Set[str]) -> tuple[Closing, ...]:
        """Return what closes a route for something that belongs to these programmes.

        What closes it for one of them is enough: a step that serves several programmes is
        not safer than the least safe.
        """
        return tuple(
            Closing(closure, (route_id,), careful.causes, by_caution=known.truth is not Truth.TRUE)
            for closure, known, careful in self._found.values()
            if careful.truth is Truth.TRUE and closure.touches(route_id, programme_ids)
        )

    def _closings(self, programme: Programme) -> Iterator[Closing]:
        for closure, routes, known, careful in self._touching(programme):
            if careful.truth is Truth.TRUE:
                by_caution = known.truth is not Truth.TRUE
                yield Closing(closure, routes, careful.causes, by_caution=by_caution)

    def _unverified(self, programme: Programme, route: str | None) -> Iterator[Closure]:
        for closure, routes, _known, careful in self._touching(programme):
            if careful.truth is Truth.UNKNOWN and route in routes:
                yield closure

    def _touching(
        self, programme: Programme
    ) -> Iterator[tuple[Closure, tuple[str, ...], Finding, Finding]]:
        for closure, routes in self._closable[programme.id]:
            if closure.id in self._found:
                _closure, known, careful = self._found[closure.id]
                yield closure, routes, known, careful


def _is_careful(catalogue: Catalogue, facts: Facts) -> bool:
    caution = catalogue.caution
    return caution is not None and evaluate(caution.condition, facts).truth is Truth.TRUE


def _open_route(
    programme: Programme, closings: Iterable[Closing], failed: Iterable[Precondition]
) -> str | None:
    closed = {route for closing in closings for route in closing.routes}
    closed |= {route for one in failed for route in one.routes}
    return next((route for route in programme.route_ids if route not in closed), None)


def _verdict(
    programme: Programme,
    route: str | None,
    closings: tuple[Closing, ...],
    failed: tuple[Precondition, ...],
) -> Group | None:
    outcomes = {closing.closure.then for closing in closings}
    whole = any(not one.routes for one in failed)
    if whole or "not_advised" in outcomes or (programme.routes and route is None):
        # Where every route is merely to wait, the programme waits as well.
        only_later = not failed and outcomes == {"later"}
        return Group.LATER if only_later else Group.NOT_ADVISED
    return Group.LATER if "later" in outcomes else None
