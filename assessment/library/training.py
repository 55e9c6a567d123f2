"""Reads ``training.yaml`` of a version and holds each case against the question it is about.

The reasoned answer must pass the check that every answer passes and leave nothing open, so that
nobody is taught what the page would ask back about. No part of the checksum: no answer and no
score depends on it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from assessment.library.checks import unknown_id
from assessment.library.states import find_state
from assessment.library.versions import name_of
from assessment.library.yaml_file import Place, YamlFile, read_part
from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.answer import Status
from assessment.model.checks import check_answer
from assessment.model.problem import Problem
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.model.statements import propose
from assessment.model.training import Case, Training

FILE = "training.yaml"


def read_training(
    folder: Path, questionnaire: Questionnaire
) -> tuple[Training | None, tuple[Problem, ...]]:
    """Return the training cases; ``None`` where there are none or they have errors.

    Parameters
    ----------
    folder
        Of the version that the questionnaire is read from.
    """
    return read_part(
        folder / FILE,
        f"{name_of(folder)}/{FILE}",
        Training,
        lambda found, file: _check(found, questionnaire, file),
    )


def _check(training: Training, questionnaire: Questionnaire, file: YamlFile) -> Iterator[Problem]:
    if code := find_state(training.state):
        yield Problem(
            "library.training_state_real",
            file.place(("state",)),
            _("'{state}' is the name of a state ({code}).", state=training.state, code=code),
            _("Invent a name; no judgement about a real state is taught."),
        )
    ids: set[str] = set()
    dimensions: set[str] = set()
    for n, case in enumerate(training.cases):
        place = file.place(("cases", n))
        if case.id in ids:
            yield Problem(
                "library.id_repeated",
                place,
                _("The id '{id}' is used more than once.", id=case.id),
                _("Give each case an id of its own."),
            )
        ids.add(case.id)
        if not questionnaire.has_indicator(case.indicator):
            yield unknown_id(case.indicator, file.place(("cases", n, "indicator")), "indicator")
            continue
        dimension = questionnaire.dimension_of(case.indicator)
        if dimension.id in dimensions and len(dimensions) < len(questionnaire.dimensions):
            yield Problem(
                "library.training_dimension_repeated",
                place,
                _("An earlier case is about {dimension} as well.", dimension=dimension.name),
                _("Take an indicator of another dimension, so that training shows more of them."),
            )
        dimensions.add(dimension.id)
        yield from _check_case(case, questionnaire, ("cases", n), file)


def _check_case(
    case: Case, questionnaire: Questionnaire, place: Place, file: YamlFile
) -> Iterator[Problem]:
    indicator = questionnaire.indicator(case.indicator)
    unknown = tuple(_unknown_statements(case, indicator, place, file))
    yield from unknown
    yield from _check_both(case, place, file)
    yield from _check_given(case, place, file)
    if unknown:
        return
    # A question that the page would ask back is no answer to learn from: warnings count as well.
    found = check_answer(case.answer, questionnaire, lambda name: _field_place(name, place, file))
    wrong = [one for one in found if one.code != "answer.differs_from_statements"]
    yield from (
        Problem(f"library.training_{one.code.partition('.')[2]}", one.where, one.found, one.remedy)
        for one in wrong
    )
    if not wrong:
        yield from _check_proposal(case, indicator, file.place((*place, "level")))
    for n, mistake in enumerate(case.mistakes):
        here = file.place((*place, "mistakes", n))
        if not mistake.says_when:
            yield Problem(
                "library.training_mistake_unclear",
                here,
                _("It is not said which answers make this mistake."),
                _("Give the level, the statements, the confidence or the grade that is wrong."),
            )
        elif mistake.is_made_by(case.answer):
            yield Problem(
                "library.training_mistake_reasoned",
                here,
                _("The reasoned answer makes this mistake itself."),
                _("Correct the mistake, or the answer."),
            )


def _unknown_statements(
    case: Case, indicator: Indicator, place: Place, file: YamlFile
) -> Iterator[Problem]:
    named: list[tuple[Iterable[str], Place]] = [
        (case.holds, (*place, "holds")),
        (case.not_shown, (*place, "not_shown")),
        *((one.ticked, (*place, "mistakes", n)) for n, one in enumerate(case.mistakes)),
    ]
    for ids, here in named:
        for id_ in ids:
            if id_ not in indicator.statements:
                yield Problem(
                    "library.id_unknown",
                    file.place(here),
                    _("{indicator} has no statement {id}.", indicator=indicator.id, id=id_),
                    _("Name one of its own: {ids}.", ids=listed(indicator.statement_ids)),
                )


def _check_both(case: Case, place: Place, file: YamlFile) -> Iterator[Problem]:
    for id_ in sorted(set(case.holds) & set(case.not_shown)):
        yield Problem(
            "library.training_both",
            file.place((*place, "not_shown", id_)),
            _("{statement} is said to hold, and not to be shown.", statement=id_),
            _("Keep one of the two."),
        )


def _check_given(case: Case, place: Place, file: YamlFile) -> Iterator[Problem]:
    """Yield what a reasoned answer with a level lacks: both are half of what is practised."""
    if case.answer.status is not Status.LEVEL:
        return
    for key in ("confidence", "grade"):
        if getattr(case, key) is None:
            yield Problem(
                "library.key_missing",
                file.place(place),
                _("'{key}' is missing.", key=key),
                _("Add it."),
            )


def _field_place(field: str, place: Place, file: YamlFile) -> str:
    keys = {"evidence_grade": "grade", "ticked": "holds", "rationale": "why", "reason": "why"}
    return file.place((*place, keys.get(field, field)))


def _check_proposal(case: Case, indicator: Indicator, where: str) -> Iterator[Problem]:
    proposed = propose(indicator, case.answer.ticked).level
    if proposed == case.answer.level:
        return
    found = _("The statements under 'holds' propose no level.")
    if proposed is not None:
        found = _("The statements under 'holds' propose level {level}.", level=str(proposed))
    yield Problem(
        "library.training_level_differs",
        where,
        found,
        _("Give the level that they propose, or correct which of them hold."),
    )
