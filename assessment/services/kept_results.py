"""Keep results of an analysis, and compute kept ones again to the last digit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.locales import gettext as _
from assessment.model.assessment import KeptResult, Record
from assessment.model.fingerprint import fingerprint
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire
from assessment.model.uncertainty import UncertaintyResult
from assessment.scoring.uncertainty import replay
from assessment.services.context import Context, Opened, open_assessment

KIND = "uncertainty"
"""Under which analyses stand in the table of results."""


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
        """Whether both agree, numbers to nine decimals."""
        return self.again is not None and self.again.agrees_with(self.stored)


def keep_result(context: Context, opened: Opened, result: UncertaintyResult) -> str:
    """Store a result beside its assessment; return the id under which it is kept."""
    return context.store.save_result(
        opened.assessment.id, KIND, result.to_json(), context.actor, context.clock()
    )


def kept_results(context: Context, opened: Opened) -> tuple[KeptResult, ...]:
    """Return the headings of the results kept beside an assessment, the newest first."""
    return context.store.results_of(KIND, opened.assessment.id)


def find_result(context: Context, beginning: str) -> str:
    """Return the id of the one result that begins so.

    Raises
    ------
    Refused
        If none does, or several do.
    """
    found = context.store.result_ids(KIND, beginning) if beginning else ()
    if len(found) != 1:
        raise Refused((_several(beginning) if found else _no_result(beginning),))
    return found[0]


def read_result(context: Context, result_id: str) -> UncertaintyResult:
    """Return a stored result.

    Raises
    ------
    Refused
        If there is none with this id, or its text cannot be read.
    """
    stored = context.store.stored_result(KIND, result_id)
    if stored is None:
        raise Refused((_no_result(result_id),))
    try:
        return UncertaintyResult.from_json(stored.text)
    except ValueError as error:
        raise Refused((_unreadable(result_id),)) from error


def replay_result(context: Context, result_id: str) -> Replayed:
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
    stored = read_result(context, result_id)
    opened = [open_assessment(context, state.assessment_id) for state in stored.states]
    records = [context.store.record(one.assessment) for one in opened]
    problems = (
        *_check_content(stored, opened[0].framework.questionnaire),
        *_check_answers(stored, records),
    )
    if problems:
        return Replayed(stored, None, problems)
    return Replayed(stored, replay(stored, opened[0].framework, records), ())


def _check_content(stored: UncertaintyResult, questionnaire: Questionnaire) -> Iterator[Problem]:
    if stored.provenance.questionnaire_checksum != questionnaire.checksum:
        yield Problem(
            "uncertainty.questionnaire_changed",
            questionnaire.name,
            _("The questionnaire was edited after this result was computed."),
            _("Put the earlier content back to compute the result again, or make a new analysis."),
        )


def _check_answers(stored: UncertaintyResult, records: Sequence[Record]) -> Iterator[Problem]:
    for state, record in zip(stored.states, records, strict=True):
        if state.fingerprint != fingerprint(record):
            yield Problem(
                "uncertainty.answers_changed",
                record.assessment.title,
                _("Answers have changed since this result was computed."),
                _(
                    "The stored result holds for the earlier answers; make a new analysis for the "
                    "present ones."
                ),
            )


def _no_result(result_id: str) -> Problem:
    return Problem(
        "uncertainty.result_unknown",
        _("Result"),
        _("There is no stored result with the id '{id}'.", id=result_id),
        _("Choose one from the list of kept results on the page Method."),
    )


def _several(beginning: str) -> Problem:
    return Problem(
        "uncertainty.result_ambiguous",
        _("Result"),
        _("Several stored results have an id that begins with '{beginning}'.", beginning=beginning),
        _("Give more characters of the id."),
    )


def _unreadable(result_id: str) -> Problem:
    return Problem(
        "uncertainty.result_unreadable",
        _("Result {id}", id=result_id),
        _("The stored text is damaged or comes from a newer version of this product."),
        _("Open it with the version that made it, or make a new analysis."),
    )
