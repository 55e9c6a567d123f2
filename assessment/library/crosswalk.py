"""Reads ``crosswalk.yaml`` of a version and holds it against the indicators and against itself.

It accounts for every indicator and for every element of the other frameworks: each element has
an indicator or a reason why none asks about it. No part of the checksum: no score depends on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from assessment.library.checks import repeated, unknown_id
from assessment.library.versions import name_of
from assessment.library.yaml_file import YamlFile, read_part
from assessment.locales import gettext as _
from assessment.model.crosswalk import Crosswalk
from assessment.model.problem import Problem
from assessment.model.questionnaire import Questionnaire

FILE = "crosswalk.yaml"


def read_crosswalk(
    folder: Path, questionnaire: Questionnaire
) -> tuple[Crosswalk | None, tuple[Problem, ...]]:
    """Return where the indicators stand elsewhere; ``None`` where nothing is said or it has errors.

    Parameters
    ----------
    folder
        Of the version that the questionnaire is read from.
    """
    return read_part(
        folder / FILE,
        f"{name_of(folder)}/{FILE}",
        Crosswalk,
        lambda found, file: _check(found, questionnaire, file),
    )


def _check(crosswalk: Crosswalk, questionnaire: Questionnaire, file: YamlFile) -> Iterator[Problem]:
    yield from _ids(crosswalk, file)
    known: dict[str, set[str]] = {}
    for one in crosswalk.frameworks:
        known.setdefault(one.id, set()).update(element.id for element in one.elements)
    for indicator_id, named in crosswalk.indicators.items():
        place = file.place(("indicators", indicator_id))
        if not questionnaire.has_indicator(indicator_id):
            yield unknown_id(indicator_id, place, "indicator")
        yield from _named(indicator_id, named, known, file)
    for indicator in questionnaire.indicators:
        if indicator.id not in crosswalk.indicators:
            yield Problem(
                "library.indicator_missing",
                file.place(("indicators",)),
                _("Nothing is said of the indicator {indicator}.", indicator=indicator.id),
                _("Add it, with an empty list for a framework in which it does not stand."),
            )
    yield from _account(crosswalk, file)


def _ids(crosswalk: Crosswalk, file: YamlFile) -> Iterator[Problem]:
    """Yield ids that two frameworks or two elements have, whichever framework they are of."""
    frameworks = [
        (one.id, ("frameworks", number)) for number, one in enumerate(crosswalk.frameworks)
    ]
    elements = [
        (element.id, (*place, "elements", number))
        for one, (_id, place) in zip(crosswalk.frameworks, frameworks, strict=True)
        for number, element in enumerate(one.elements)
    ]
    for named in (frameworks, elements):
        seen: set[str] = set()
        for id_, place in named:
            if id_ in seen:
                yield Problem(
                    "library.id_repeated",
                    file.place(place),
                    _("The id '{id}' is used more than once.", id=id_),
                    _("Give each an id of its own, also over several frameworks."),
                )
            seen.add(id_)


def _named(
    indicator_id: str,
    named: Mapping[str, Iterable[str]],
    known: Mapping[str, set[str]],
    file: YamlFile,
) -> Iterator[Problem]:
    """Yield what an indicator is said to bear on and is not there, or is there twice."""
    for framework_id, ids in named.items():
        place = file.place(("indicators", indicator_id, framework_id))
        if framework_id not in known:
            yield unknown_id(framework_id, place, "framework")
            continue
        for id_ in dict.fromkeys(ids):
            if id_ not in known[framework_id]:
                yield unknown_id(id_, place, "element")
        for id_ in repeated(ids):
            yield Problem(
                "library.element_repeated",
                place,
                _("{element} is named twice.", element=id_),
                _("Name it once."),
            )


def _account(crosswalk: Crosswalk, file: YamlFile) -> Iterator[Problem]:
    """Yield the elements that have neither an indicator nor a reason why none has them, or both."""
    for n, framework in enumerate(crosswalk.frameworks):
        for number, element in enumerate(framework.elements):
            indicators = crosswalk.indicators_of(element.id)
            if bool(indicators) is not (element.id in crosswalk.not_covered):
                continue
            found = (
                _(
                    "It is said to be not covered, and {indicator} bears on it.",
                    indicator=indicators[0],
                )
                if indicators
                else _("No indicator bears on it, and it is not said why.")
            )
            yield Problem(
                "library.element_unaccounted",
                file.place(("frameworks", n, "elements", number)),
                found,
                _("Name it at an indicator, or in 'not_covered' with the reason."),
            )
    known = {element.id for one in crosswalk.frameworks for element in one.elements}
    for id_ in crosswalk.not_covered:
        if id_ not in known:
            yield unknown_id(id_, file.place(("not_covered", id_)), "element")
