"""Puts the programmes of an organisation behind those of a catalogue, under the same gate.

Whether an own programme is well written is asked in `assessment.library.own_programmes`.
"""

from collections.abc import Iterable, Iterator, Sequence
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
    label = _weakest_label(framework, catalogue)
    programmes = tuple(_programme(one, catalogue, label) for one in own)
    changes = {
        "programmes": (*catalogue.programmes, *programmes),
        "closures": tuple(_closure(one, own, catalogue) for one in catalogue.closures),
        "warnings": tuple(_warning(one, own) for one in catalogue.warnings),
    }
    # A copy would keep what the old catalogue has worked out of its programmes.
    kept: dict[str, Any] = {name: getattr(catalogue, name) for name in Catalogue.model_fields}
    return replace(framework, catalogue=Catalogue.model_construct(None, **{**kept, **changes}))


def _programme(own: OwnProgramme, catalogue: Catalogue, label: str) -> OrganisationProgramme:
    shipped = {one.id: one for one in catalogue.programmes}
    similar = [shipped[id_] for id_ in own.like if id_ in shipped]
    same = ("name", "how", "activities", "mechanisms", "serves", "crs", "sdg", "horizon", "lens")
    said: dict[str, Any] = {name: getattr(own, name) for name in (*same, "risks", "tensions")}
    return OrganisationProgramme.model_validate(
        {
            **said,
            "id": own.id,
            "own": own,
            "evidence": label,
            "dual_use": own.dual_use or any(one.dual_use for one in similar),
            "routes": [{"id": id_} for id_ in own.routes],
            "preconditions": tuple(_guards(own, similar)),
            "first_only_when": _first_only(similar),
        }
    )


def _guards(own: OwnProgramme, similar: Iterable[Programme]) -> Iterator[Precondition]:
    """Yield what must hold before those that it is like, once each, for the routes that it has."""
    seen: list[Precondition] = []
    for guard in (guard for one in similar for guard in one.preconditions):
        routes = tuple(id_ for id_ in guard.routes if id_ in own.routes)
        # One that guards routes only, of which this programme has none, says nothing of it.
        if guard.routes and not routes:
            continue
        kept = guard.model_copy(update={"routes": routes})
        if kept not in seen:
            seen.append(kept)
            yield kept


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
    resting = tuple(
        Closed(routes=one.routes, programmes=(one.id,))
        for one in own
        if one.routes and _rests(closure, one, catalogue)
    )
    return closure.model_copy(update={"closes": (*named, *resting)})


def _rests(closure: Closure, own: OwnProgramme, catalogue: Catalogue) -> bool:
    """Whether a closure lets a programme rest as a whole that an own one is like.

    Then another form would do the same harm, so the own one rests whatever its routes.
    """
    if closure.then == "other_route":
        return False
    return any(one.id in own.like and closure.routes_of(one) for one in catalogue.programmes)


def _warning(warning: ProgrammeWarning, own: Sequence[OwnProgramme]) -> ProgrammeWarning:
    programmes = (*warning.programmes, *_like(warning.programmes, own))
    return warning.model_copy(update={"programmes": programmes})


def _like(programme_ids: Sequence[str], own: Iterable[OwnProgramme]) -> tuple[str, ...]:
    """Return the own programmes that are like one of those named; none where none is named."""
    return tuple(one.id for one in own if not set(one.like).isdisjoint(programme_ids))


def _weakest_label(framework: Framework, catalogue: Catalogue) -> str:
    """Return the label of what no study was entered of; without a register, the last one."""
    if framework.register is not None:
        return framework.register.rule.labels.none
    return catalogue.evidence_labels[-1].id
