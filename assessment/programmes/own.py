"""Puts the programmes of an organisation behind those of a catalogue, under the same gate.

Whether an own programme is well written is asked in `assessment.library.own_programmes`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessment.model.conditions import AllOf
from assessment.model.framework import Framework
from assessment.model.own_programme import OrganisationProgramme, OwnProgramme
from assessment.model.programme import (
    Catalogue,
    Closed,
    Closure,
    FirstOnly,
    Precondition,
    Programme,
    ProgrammeWarning,
)


def with_own(framework: Framework, own: Iterable[OwnProgramme]) -> Framework:
    """Return a framework whose catalogue has own programmes behind its own, under the same gate.

    Parameters
    ----------
    own
        Written without a mistake: a `ValidationError` of pydantic otherwise.

    Notes
    -----
    What an own programme is like decides what counts for it: closures and warnings that name
    one of those programmes, what must hold before it, and what holds it back from the first.
    What calls for one of them does not call for it.
    """
    catalogue, own = framework.catalogue, tuple(own)
    if catalogue is None or not own:
        return framework
    known = _Known(framework, catalogue)
    programmes = tuple(known.programme(one) for one in own)
    changes = {
        "programmes": (*catalogue.programmes, *programmes),
        "closures": tuple(_closure(one, own, catalogue) for one in catalogue.closures),
        "warnings": tuple(_warning(one, own) for one in catalogue.warnings),
    }
    # A copy would keep what the old catalogue has worked out of its programmes.
    kept: dict[str, Any] = {name: getattr(catalogue, name) for name in Catalogue.model_fields}
    return replace(framework, catalogue=Catalogue.model_construct(None, **{**kept, **changes}))


def as_programme(
    own: OwnProgramme, framework: Framework, catalogue: Catalogue
) -> OrganisationProgramme:
    """Return an own programme as it would stand in the catalogue of a framework."""
    return _Known(framework, catalogue).programme(own)


class _Known:
    """What own programmes take from those that they are like; those like the same share it."""

    def __init__(self, framework: Framework, catalogue: Catalogue) -> None:
        self._label = _weakest_label(framework, catalogue)
        self._shipped = {one.id: one for one in catalogue.programmes}
        self._guards: dict[object, Precondition] = {}
        self._firsts: dict[object, FirstOnly | None] = {}

    def programme(self, own: OwnProgramme) -> OrganisationProgramme:
        similar = [self._shipped[id_] for id_ in own.like if id_ in self._shipped]
        same = ("name", "how", "activities", "mechanisms", "serves", "crs", "sdg", "horizon")
        said: dict[str, Any] = {name: getattr(own, name) for name in same}
        return OrganisationProgramme.model_validate(
            {
                **said,
                "id": own.id,
                "own": own,
                "lens": own.lens,
                "risks": own.risks,
                "tensions": own.tensions,
                "evidence": self._label,
                "dual_use": own.dual_use or any(one.dual_use for one in similar),
                "routes": [{"id": id_} for id_ in own.routes],
                "preconditions": self._guards_of(own, similar),
                "first_only_when": self._first_of(own, similar),
            }
        )

    def _guards_of(
        self, own: OwnProgramme, similar: Iterable[Programme]
    ) -> tuple[Precondition, ...]:
        """Return what must hold before those that it is like, for the routes that it has."""
        kept: list[Precondition] = []
        for guard in (guard for one in similar for guard in one.preconditions):
            routes = tuple(id_ for id_ in guard.routes if id_ in own.routes)
            # One that guards routes only, of which this programme has none, says nothing of it.
            if routes or not guard.routes:
                kept.append(self._guard(guard, routes))
        return tuple(dict.fromkeys(kept))

    def _guard(self, guard: Precondition, routes: tuple[str, ...]) -> Precondition:
        """Return a guard of some routes; the same for all that ask, so that kinds are few."""
        if routes == guard.routes:
            return guard
        key = id(guard), routes
        if key not in self._guards:
            self._guards[key] = guard.model_copy(update={"routes": routes})
        return self._guards[key]

    def _first_of(self, own: OwnProgramme, similar: Iterable[Programme]) -> FirstOnly | None:
        if own.like not in self._firsts:
            self._firsts[own.like] = _first_only(similar)
        return self._firsts[own.like]


def _first_only(similar: Iterable[Programme]) -> FirstOnly | None:
    rules = [one.first_only_when for one in similar if one.first_only_when is not None]
    if len(rules) < 2:
        return rules[0] if rules else None
    condition = AllOf(all=tuple(rule.condition for rule in rules))
    return FirstOnly(condition=condition, otherwise=" ".join(rule.otherwise for rule in rules))


def _closure(closure: Closure, own: Sequence[OwnProgramme], catalogue: Catalogue) -> Closure:
    named = tuple(
        Closed(routes=part.routes, programmes=(*part.programmes, *_like(part.programmes, own)))
        for part in closure.closes
    )
    resting = _resting(closure, own, catalogue).items()
    whole = tuple(Closed(routes=routes, programmes=tuple(ids)) for routes, ids in resting)
    return closure.model_copy(update={"closes": (*named, *whole)})


def _resting(
    closure: Closure, own: Iterable[OwnProgramme], catalogue: Catalogue
) -> Mapping[tuple[str, ...], Sequence[str]]:
    """Return by their routes the own programmes like one that a closure lets rest as a whole.

    Another form would do the same harm, so an own one rests whatever its routes.
    """
    if closure.then == "other_route":
        return {}
    rests = {one.id for one in catalogue.programmes if closure.routes_of(one)}
    found: dict[tuple[str, ...], list[str]] = {}
    for one in own:
        if one.routes and not rests.isdisjoint(one.like):
            found.setdefault(one.routes, []).append(one.id)
    return found


def _warning(warning: ProgrammeWarning, own: Sequence[OwnProgramme]) -> ProgrammeWarning:
    programmes = (*warning.programmes, *_like(warning.programmes, own))
    return warning.model_copy(update={"programmes": programmes})


def _like(programme_ids: Sequence[str], own: Iterable[OwnProgramme]) -> tuple[str, ...]:
    """Return the own programmes that are like one of those named; none where none is named."""
    named = frozenset(programme_ids)
    return tuple(one.id for one in own if named and not named.isdisjoint(one.like))


def _weakest_label(framework: Framework, catalogue: Catalogue) -> str:
    """Return the label of what no study was entered of; without a register, the last one."""
    if framework.register is not None:
        return framework.register.rule.labels.none
    return catalogue.evidence_labels[-1].id
