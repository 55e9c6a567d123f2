"""What an answer must satisfy: the one check for page, workbook and command line."""

from collections.abc import Callable, Iterator
from typing import get_args

from assessment.model.answer import Answer, Confidence, Grade, Status
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import Indicator, Questionnaire

Place = Callable[[str], str]
"""Names the place of a field of the answer in the words of whoever gave it."""

LONGEST_TEXT = 10_000


def propose_level(indicator: Indicator, ticked: frozenset[str]) -> int | None:
    """Propose the level that the ticked statements add up to.

    That is the highest level whose statements, and those of every level between
    it and the lowest, are all ticked. A ticked statement of the lowest level
    speaks against any credit and so proposes the lowest, whatever else is ticked.

    Returns
    -------
    int or None
        A level of the scale; ``None`` when nothing is ticked, because an
        untouched list says nothing.

    Notes
    -----
    Framework, section 5, "Level rule: all statements of a level and all lower
    levels must hold; in doubt, lower".
    """
    if not ticked & set(indicator.statement_ids):
        return None
    lowest, *higher = sorted(indicator.anchors)
    if ticked & set(indicator.anchors[lowest]):
        return lowest
    reached = lowest
    for level in higher:
        if not set(indicator.anchors[level]) <= ticked:
            break
        reached = level
    return reached


def check_answer(
    answer: Answer, questionnaire: Questionnaire, place: Place | None = None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with an answer, all at once.

    Parameters
    ----------
    place
        Names where a field was entered, for example a cell; the indicator id
        and the field where it is left out.

    Returns
    -------
    tuple of Problem
        Errors mean that the answer may not be stored. A warning marks what a
        reader will ask about, and stops nothing.
    """

    def name_place(field: str) -> str:
        return place(field) if place else f"{answer.indicator_id}, {field.replace('_', ' ')}"

    if not questionnaire.has_indicator(answer.indicator_id):
        return (_unknown_indicator(answer, questionnaire, name_place),)
    indicator = questionnaire.indicator(answer.indicator_id)
    return (
        *_check_level(answer, questionnaire, name_place),
        *_check_choices(answer, name_place),
        *_check_ticks(answer, indicator, name_place),
        *_check_reason(answer, indicator, name_place),
        *_check_texts(answer, name_place),
    )


def _unknown_indicator(answer: Answer, questionnaire: Questionnaire, place: Place) -> Problem:
    first, last = questionnaire.indicators[0].id, questionnaire.indicators[-1].id
    return Problem(
        "answer.indicator_unknown",
        place("indicator_id"),
        f"'{answer.indicator_id}' is no indicator of {questionnaire.name}.",
        "Put back the id that was there; ids are never renamed.",
        f"Allowed are the ids from {first} to {last}.",
    )


def _check_level(answer: Answer, questionnaire: Questionnaire, place: Place) -> Iterator[Problem]:
    on_scale = {level.value for level in questionnaire.scale}
    if answer.status is Status.LEVEL and answer.level not in on_scale:
        yield Problem(
            "answer.level_unknown",
            place("level"),
            f"'{answer.level}' is not one of the levels.",
            "Pick one from the list.",
            f"Allowed are {min(on_scale)} to {max(on_scale)}, insufficient information, "
            "and not applicable.",
        )
    if answer.status is not Status.LEVEL and answer.level is not None:
        yield Problem(
            "answer.level_beside_missing",
            place("level"),
            f"Level {answer.level} is given together with "
            f"'{answer.status.value.replace('_', ' ')}'.",
            "Keep one of the two.",
        )
    if answer.status is Status.LEVEL and answer.evidence_grade == "D":
        yield Problem(
            "answer.no_evidence_for_level",
            place("evidence_grade"),
            "Evidence grade D means that there is no evidence, and no evidence carries a level.",
            "Choose 'insufficient information', or name the evidence and give grade A, B or C.",
        )


def _check_choices(answer: Answer, place: Place) -> Iterator[Problem]:
    fields = (("confidence", Confidence), ("evidence_grade", Grade))
    for field, choices in fields:
        given = getattr(answer, field)
        if given is not None and given not in get_args(choices):
            yield Problem(
                f"answer.{field}_unknown",
                place(field),
                f"'{given}' is not one of the choices.",
                "Pick one from the list or leave it empty.",
                f"Allowed are {', '.join(get_args(choices))}.",
            )


def _check_ticks(answer: Answer, indicator: Indicator, place: Place) -> Iterator[Problem]:
    unknown = sorted(answer.ticked - set(indicator.statement_ids))
    if unknown:
        yield Problem(
            "answer.statement_unknown",
            place("ticked"),
            f"{', '.join(unknown)}: no such statement in {indicator.id}.",
            "Tick statements of this indicator only.",
        )


def _check_reason(answer: Answer, indicator: Indicator, place: Place) -> Iterator[Problem]:
    if answer.reason.strip():
        return
    if answer.status is Status.NOT_APPLICABLE:
        yield Problem(
            "answer.reason_missing",
            place("reason"),
            "'Not applicable' is given without a reason.",
            "Say in a sentence why the question does not arise for this state."
            + (f" Here: {indicator.not_applicable_when}" if indicator.not_applicable_when else ""),
        )
    proposed = propose_level(indicator, answer.ticked)
    if answer.status is Status.LEVEL and proposed is not None and proposed != answer.level:
        yield Problem(
            "answer.differs_from_statements",
            place("reason"),
            f"The ticked statements propose level {proposed}, the answer is {answer.level}.",
            "Say why, or tick what else holds.",
            severity=Severity.WARNING,
        )


def _check_texts(answer: Answer, place: Place) -> Iterator[Problem]:
    for field in ("reason", "rationale"):
        length = len(getattr(answer, field))
        if length > LONGEST_TEXT:
            yield Problem(
                "answer.text_too_long",
                place(field),
                f"The text has {length:,} characters.",
                "Shorten it, and give the document as evidence.",
                f"Allowed are {LONGEST_TEXT:,}.",
            )
