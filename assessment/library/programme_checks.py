"""Checks of ``programmes.yaml``: what a programme serves, its codes and its preconditions."""

from collections.abc import Iterator

from assessment.library.codelists import purpose_codes, sdg_targets
from assessment.library.condition_checks import check_condition
from assessment.library.instrument_checks import repeated, unknown_id
from assessment.model.framework import Framework
from assessment.model.problem import Problem, Severity
from assessment.model.programme import Catalogue, Programme


def check_catalogue(framework: Framework, file: str) -> Iterator[Problem]:
    """Yield what does not fit between catalogue, questionnaire and code lists."""
    catalogue = framework.catalogue
    if catalogue is None:
        return
    for id_ in repeated(programme.id for programme in catalogue.programmes):
        yield Problem(
            "library.id_repeated",
            f"{file}, {id_}",
            f"Two programmes have the id {id_}.",
            "Give the newer one an id that was never used.",
        )
    for mechanism in catalogue.mechanisms:
        if mechanism.active_when is not None:
            place = f"{file}, {mechanism.id}"
            yield from check_condition(mechanism.active_when, framework, place)
    for programme in catalogue.programmes:
        yield from _check_programme(programme, framework, catalogue, f"{file}, {programme.id}")
    yield from _check_all_served(framework, catalogue, file)


def _check_programme(
    programme: Programme, framework: Framework, catalogue: Catalogue, place: str
) -> Iterator[Problem]:
    known = (
        (programme.serves, {i.id for i in framework.questionnaire.indicators}, "indicator"),
        (programme.mechanisms, {m.id for m in catalogue.mechanisms}, "mechanism"),
        ((programme.evidence,), {label.id for label in catalogue.evidence_labels}, "label"),
        (
            (*programme.exclusive_with, *programme.after),
            {p.id for p in catalogue.programmes} - {programme.id},
            "other programme",
        ),
    )
    for given, allowed, word in known:
        yield from (unknown_id(id_, place, word) for id_ in given if id_ not in allowed)
    yield from _check_codes(programme, place)
    for precondition in programme.preconditions:
        yield from check_condition(precondition.condition, framework, place)
    others = {other.id: other for other in catalogue.programmes}
    for id_ in programme.exclusive_with:
        if id_ in others and programme.id not in others[id_].exclusive_with:
            yield Problem(
                "library.exclusion_one_sided",
                place,
                f"{programme.id} excludes {id_}, and {id_} does not say so.",
                "Name each in the other's exclusive_with.",
            )


def _check_codes(programme: Programme, place: str) -> Iterator[Problem]:
    for code in programme.crs:
        name_and_active = purpose_codes().get(code)
        if name_and_active is None or not name_and_active[1]:
            yield Problem(
                "library.crs_unknown",
                place,
                f"CRS purpose code {code} "
                + ("is not in the list." if name_and_active is None else "was withdrawn."),
                "Use an active five-digit code of the CRS list.",
            )
    for code in programme.sdg:
        if code not in sdg_targets():
            yield Problem(
                "library.sdg_unknown",
                place,
                f"SDG target {code} is not in the list.",
                "Use a target of the list.",
            )


def _check_all_served(framework: Framework, catalogue: Catalogue, file: str) -> Iterator[Problem]:
    served = {id_ for programme in catalogue.programmes for id_ in programme.serves}
    for indicator in framework.questionnaire.indicators:
        if indicator.id not in served:
            yield Problem(
                "library.indicator_unserved",
                file,
                f"No programme serves {indicator.id}.",
                "Add it to a programme that can raise it.",
                severity=Severity.WARNING,
            )
