"""Analyse the uncertainty of assessments, keep results, and compute kept ones again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.model.assessment import Record
from assessment.model.fingerprint import fingerprint
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire
from assessment.model.store_results import ResultStore
from assessment.model.uncertainty import UncertaintyResult, UncertaintySettings
from assessment.scoring.uncertainty.analyse import analyse_records, replay
from assessment.services.context import Context, Opened, open_assessment


@dataclass(frozen=True)
class Replayed:
    """A stored result beside the same analysis computed now.

    Attributes
    ----------
    again
        ``None`` where it cannot be computed; ``problems`` say why.
    """

    stored: UncertaintyResult
    again: UncertaintyResult | None
    problems: tuple[Problem, ...]

    @property
    def is_same(self) -> bool:
        """Whether both agree in every digit."""
        return self.again == self.stored


def analyse(context: Context, opened: Opened, settings: UncertaintySettings) -> UncertaintyResult:
    """Analyse one assessment as it is answered now.

    Raises
    ------
    Refused
        If the levels of several raters do not fit the questionnaire.
    """
    return analyse_together(context, (opened,), settings)


def analyse_together(
    context: Context, several: Sequence[Opened], settings: UncertaintySettings
) -> UncertaintyResult:
    """Analyse several assessments of one questionnaire, with intervals of their ranks.

    Raises
    ------
    Refused
        If none is given or one twice, if they were made with different
        questionnaires, or if the levels of several raters do not fit.
    """
    problems = (*_check_several(several), *_check_raters(several, settings))
    if problems:
        raise Refused(problems)
    return analyse_records(
        several[0].framework,
        tuple(context.store.record(opened.assessment) for opened in several),
        settings,
        made_at=context.clock(),
        app_version=context.app_version,
    )


def keep_result(
    context: Context, results: ResultStore, opened: Opened, result: UncertaintyResult
) -> str:
    """Store a result beside its assessment; return the id under which it is kept."""
    return results.save_result(
        opened.assessment.id, result.to_json(), context.actor, context.clock()
    )


def read_result(results: ResultStore, result_id: str) -> UncertaintyResult:
    """Return a stored result.

    Raises
    ------
    Refused
        If there is none with this id, or its text cannot be read.
    """
    text = results.result(result_id)
    if text is None:
        raise Refused((_no_result(result_id),))
    try:
        return UncertaintyResult.from_json(text)
    except ValueError as error:
        raise Refused((_unreadable(result_id),)) from error


def replay_result(context: Context, results: ResultStore, result_id: str) -> Replayed:
    """Compute a stored result again from its own settings, and hold both together.

    Returns
    -------
    Replayed
        Not computed where answers or questionnaire have changed since; the
        problems name each state in which they have.

    Raises
    ------
    Refused
        If the stored result or one of its assessments cannot be opened.
    """
    stored = read_result(results, result_id)
    opened = [open_assessment(context, state.assessment_id) for state in stored.states]
    records = [context.store.record(one.assessment) for one in opened]
    problems = (
        *_check_content(stored, opened[0].framework.questionnaire),
        *_check_answers(stored, records),
    )
    if problems:
        return Replayed(stored, None, problems)
    return Replayed(stored, replay(stored, opened[0].framework, records), ())


def _check_several(several: Sequence[Opened]) -> Iterator[Problem]:
    ids = [opened.assessment.id for opened in several]
    if not ids or len(set(ids)) != len(ids):
        yield Problem(
            "uncertainty.choice",
            "Assessments",
            "No assessment is chosen, or one is chosen twice.",
            "Choose each assessment once.",
        )
    checksums = {opened.framework.questionnaire.checksum for opened in several}
    if len(checksums) > 1:
        yield Problem(
            "uncertainty.questionnaires_differ",
            "Assessments",
            "They were made with different questionnaires or versions.",
            "Choose assessments of one questionnaire and version.",
        )


def _check_raters(several: Sequence[Opened], settings: UncertaintySettings) -> Iterator[Problem]:
    if not several:
        return
    questionnaire = several[0].framework.questionnaire
    titles = {opened.assessment.id: opened.assessment.title for opened in several}
    scale = range(questionnaire.lowest_level, questionnaire.highest_level + 1)
    for assessment_id, given in settings.raters.items():
        where = titles.get(assessment_id)
        if where is None:
            yield Problem(
                "uncertainty.raters_unknown_assessment",
                "Levels of several raters",
                f"They name the assessment '{assessment_id}', which is not part of the analysis.",
                "Leave them out or choose that assessment too.",
            )
            continue
        for indicator_id, levels in given.items():
            fits = questionnaire.has_indicator(indicator_id) and all(x in scale for x in levels)
            if not fits:
                yield Problem(
                    "uncertainty.raters_do_not_fit",
                    f"{where}, {indicator_id}",
                    f"The levels of several raters are {list(levels)}.",
                    "Correct the indicator or the levels.",
                    f"Allowed are indicators of the questionnaire and the levels {scale.start} "
                    f"to {scale.stop - 1}.",
                )


def _check_content(stored: UncertaintyResult, questionnaire: Questionnaire) -> Iterator[Problem]:
    if stored.provenance.questionnaire_checksum != questionnaire.checksum:
        yield Problem(
            "uncertainty.questionnaire_changed",
            questionnaire.name,
            "The questionnaire was edited after this result was computed.",
            "Put the earlier content back to compute the result again, or make a new analysis.",
        )


def _check_answers(stored: UncertaintyResult, records: Sequence[Record]) -> Iterator[Problem]:
    for state, record in zip(stored.states, records, strict=True):
        if state.fingerprint != fingerprint(record):
            yield Problem(
                "uncertainty.answers_changed",
                record.assessment.title,
                "Answers have changed since this result was computed.",
                "The stored result still stands for the earlier answers; make a new analysis "
                "for the present ones.",
            )


def _no_result(result_id: str) -> Problem:
    return Problem(
        "uncertainty.result_unknown",
        "Result",
        f"There is no stored result with the id '{result_id}'.",
        "Choose one from the list of results.",
    )


def _unreadable(result_id: str) -> Problem:
    return Problem(
        "uncertainty.result_unreadable",
        f"Result {result_id}",
        "The stored text is damaged or comes from a newer version of this product.",
        "Open it with the version that made it, or make a new analysis.",
    )
