"""Reads ``actions/``, one file a dimension, and holds it against questionnaire and catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from assessment.library.checks import check_condition, repeated, repeated_id, unknown_id
from assessment.library.versions import name_of
from assessment.library.yaml_file import check_type, read_yaml
from assessment.locales import gettext as _
from assessment.locales.formats import listed, whole
from assessment.model.action import Action, ActionFile
from assessment.model.conditions import AllOf, Condition, IndicatorCondition
from assessment.model.framework import Framework
from assessment.model.problem import Problem
from assessment.model.questionnaire import Indicator, Questionnaire

FOLDER = "actions"


def read_actions(folder: Path) -> tuple[tuple[Action, ...], tuple[Problem, ...]]:
    """Read the actions of every dimension; none where the folder is not there."""
    actions: list[Action] = []
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        file, found = read_yaml(path, f"{name_of(folder)}/{FOLDER}/{path.name}")
        problems.extend(found)
        if file is None:
            continue
        part, found = check_type(file, ActionFile)
        problems.extend(found)
        actions.extend(part.actions if part else ())
    return tuple(actions), tuple(problems)


def check_actions(framework: Framework, name: str) -> Iterator[Problem]:
    """Yield what does not fit between the actions, the questionnaire and the catalogue.

    Parameters
    ----------
    name
        Of the folder, for the places in the messages.
    """
    questionnaire = framework.questionnaire
    for id_ in repeated(action.id for action in framework.actions):
        yield repeated_id(id_, f"{name}/{FOLDER}")
    indicators = {indicator.id: indicator for indicator in questionnaire.indicators}
    for action in framework.actions:
        place = f"{name}/{FOLDER}, {action.id}"
        indicator = indicators.get(action.indicator)
        if indicator is None:
            yield unknown_id(action.indicator, place, "indicator")
        else:
            yield from _check_step(action, indicator, questionnaire, place)
        yield from _check_links(action, framework, place)
    yield from _check_cycles(framework.actions, f"{name}/{FOLDER}")


def _check_step(
    action: Action, indicator: Indicator, questionnaire: Questionnaire, place: str
) -> Iterator[Problem]:
    lowest, highest = questionnaire.lowest_level, questionnaire.highest_level
    if not lowest < action.to <= highest:
        yield Problem(
            "library.no_such_step",
            place,
            _("There is no step to level {level}.", level=whole(action.to)),
            _(
                "Name a level from {first} to {last}.",
                first=whole(lowest + 1),
                last=whole(highest),
            ),
        )
        return
    for id_ in action.makes_true:
        if id_ not in indicator.anchors.get(action.to, {}):
            yield _not_of_the_step(id_, place)
    contrary = {id_ for id_ in indicator.of_kind("contrary") if indicator.level_of(id_) < action.to}
    for id_ in action.ends:
        if id_ not in contrary:
            yield _not_of_the_step(id_, place)


def _not_of_the_step(id_: str, place: str) -> Problem:
    return Problem(
        "library.statement_of_another_step",
        place,
        _("The statement {id} does not belong to this step.", id=id_),
        _(
            "Under makes_true name statements of the level that is reached, under ends contrary "
            "ones below it."
        ),
    )


def _check_links(action: Action, framework: Framework, place: str) -> Iterator[Problem]:
    for wait in action.not_before:
        if wait.condition is not None:
            yield from check_condition(wait.condition, framework, place)
    claims = {claim.id for claim in framework.register.claims} if framework.register else set()
    for id_ in action.claims:
        if id_ not in claims:
            yield unknown_id(id_, place, "claim")
    catalogue = framework.catalogue
    if catalogue is None:
        return
    if action.route not in {route.id for route in catalogue.routes}:
        yield unknown_id(action.route, place, "route")
    if action.cost not in {cost.id for cost in catalogue.cost_classes}:
        yield unknown_id(action.cost, place, "cost class")


def _check_cycles(actions: Sequence[Action], place: str) -> Iterator[Problem]:
    known = {action.id: action for action in actions}
    graph = {
        id_: [one for one in _waits_for(action) if one in known] for id_, action in known.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: Sequence[str] = error.args[1]
        yield Problem(
            "library.actions_in_a_circle",
            place,
            _("Each of these steps waits for the next: {steps}.", steps=listed(circle[:-1])),
            _("Take out one of the waits; otherwise none of them could ever begin."),
        )


def _waits_for(action: Action) -> Iterator[str]:
    """Yield the steps without which an action cannot begin, its own lower one among them."""
    yield f"{action.indicator}:{action.to - 1}"
    for wait in action.not_before:
        if wait.condition is not None:
            for indicator_id, level in _levels_asked(wait.condition).items():
                yield f"{indicator_id}:{level}"


def _levels_asked(condition: Condition) -> Mapping[str, int]:
    """Return the levels that a condition cannot do without."""
    match condition:
        case IndicatorCondition(indicator=id_, at_least=int(level)):
            return {id_: level}
        case AllOf(all=parts):
            return {id_: n for part in parts for id_, n in _levels_asked(part).items()}
        case _:
            return {}
