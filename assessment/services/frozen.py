"""Frozen baselines: an assessment as it was answered at one moment, kept to compare with.

Nothing is copied. Answers are only ever appended, so a moment says which of them
counted; a fingerprint says whether those read back are those that were frozen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.assessment import Assessment, Record, StoredResult
from assessment.model.comparison import Comparison
from assessment.model.fingerprint import fingerprint
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Frozen, Text
from assessment.model.text import clean_text
from assessment.services.context import Context, Opened, open_assessment

WHAT_FROZEN_MEANS = mark(
    "A frozen baseline holds the answers of the moment that its name gives. Answers given later "
    "never change it, and nobody can alter or delete it."
)
KIND = "baseline"
"""Under which frozen baselines stand in the table of results."""
LONGEST_NAME = 80
SHOWN_DIGITS = 12
"""How much of a fingerprint is shown."""


class _Content(Frozen):
    """What is stored of a frozen baseline, beside its assessment, person and moment."""

    name: Text
    moment: AwareDatetime
    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    questionnaire_checksum: Text


@dataclass(frozen=True)
class FrozenBaseline:
    """An assessment as it was answered at one moment, under a short name.

    Attributes
    ----------
    assessment
        The heading of the assessment that was frozen; its id is not that of the baseline.
    name
        As a person typed it, at most 80 characters.
    moment
        What was recorded later is not in it.
    fingerprint
        Of the answers at that moment (`assessment.model.fingerprint`).
    questionnaire_checksum
        Of the questionnaire that scored them when they were frozen.
    """

    id: str
    assessment: Assessment
    name: str
    moment: datetime
    fingerprint: str
    questionnaire_checksum: str
    person_name: str

    @property
    def title(self) -> str:
        """State and period, the day in UTC on which it was frozen, and the name."""
        return _(
            "{assessment}, frozen {day}: {name}",
            assessment=self.assessment.title,
            day=formats.day(self.moment),
            name=self.name,
        )


@dataclass(frozen=True)
class FrozenBaselines:
    """All frozen baselines, the oldest first, and what is wrong with those that cannot be read."""

    found: tuple[FrozenBaseline, ...] = ()
    problems: tuple[Problem, ...] = ()


def freeze(context: Context, assessment_id: str, name: str) -> FrozenBaseline:
    """Freeze an assessment as it is answered at this moment; nobody can undo that.

    Raises
    ------
    Refused
        If the name is missing, too long or taken in this assessment, nothing is
        answered yet, or answers are being written at this very moment.
    """
    opened = open_assessment(context, assessment_id)
    moment = context.clock()
    name = " ".join(clean_text(name).split())
    record = context.store.record_at(opened.assessment, moment)
    against = (
        *_check_name(context, opened.assessment, name),
        *_check_answers(context, record),
    )
    if against:
        raise Refused(against)
    content = _Content(
        name=name,
        moment=moment,
        fingerprint=fingerprint(record),
        questionnaire_checksum=opened.framework.questionnaire.checksum,
    )
    text = content.model_dump_json()
    id_ = context.store.save_result(assessment_id, KIND, text, context.actor, moment)
    baseline = _to_baseline(id_, opened.assessment, content, context.actor.name)
    # An answer may have been waiting for its turn to be written, with an earlier moment.
    if fingerprint(context.store.record_at(opened.assessment, moment)) != content.fingerprint:
        raise Refused((_overtaken(opened.assessment, name),))
    return baseline


def frozen_baselines(context: Context, headings: Iterable[Assessment]) -> FrozenBaselines:
    """Return all frozen baselines of some assessments; quick, because no answer is read."""
    known = {one.id: one for one in headings}
    found: list[FrozenBaseline] = []
    unreadable: list[Problem] = []
    for stored in context.store.stored_results(KIND):
        if stored.assessment_id not in known:
            continue
        try:
            found.append(_read(stored, known[stored.assessment_id]))
        except Refused as refusal:
            unreadable += refusal.problems
    return FrozenBaselines(tuple(found), tuple(unreadable))


def find_frozen(context: Context, baseline_id: str) -> FrozenBaseline | None:
    """Return a frozen baseline; ``None`` if there is none with this id.

    Raises
    ------
    Refused
        If what is stored of it cannot be read.
    """
    stored = context.store.stored_result(KIND, baseline_id)
    return None if stored is None else _open(context, stored)


def read_frozen(context: Context, baseline: FrozenBaseline) -> tuple[Opened, Record]:
    """Return the assessment and the record as they were when they were frozen.

    Returns
    -------
    opened, record
        The heading in the record has the id of the baseline, so that nothing
        takes it for the assessment as it is answered now.

    Raises
    ------
    Refused
        If the answers read back are not those that were frozen, or the content
        of the questionnaire changed since.
    """
    opened = open_assessment(context, baseline.assessment.id)
    record = context.store.record_at(opened.assessment, baseline.moment)
    against = tuple(_check_same(baseline, opened, record))
    if against:
        raise Refused(against)
    return opened, replace(record, assessment=replace(opened.assessment, id=baseline.id))


def frozen_among(context: Context, comparison: Comparison) -> tuple[FrozenBaseline, ...]:
    """Return the frozen baselines of a comparison, in the order of the comparison."""
    stored = {one.id: one for one in context.store.stored_results(KIND)}
    among = (stored.get(one.assessment_id) for one in comparison.compared)
    return tuple(_open(context, one) for one in among if one is not None)


def _open(context: Context, stored: StoredResult) -> FrozenBaseline:
    return _read(stored, open_assessment(context, stored.assessment_id).assessment)


def _read(stored: StoredResult, assessment: Assessment) -> FrozenBaseline:
    id_, person_name = stored.id, stored.person_name
    try:
        content = _Content.model_validate_json(stored.text)
    except ValueError as error:
        raise Refused((_unreadable(assessment, id_),)) from error
    return _to_baseline(id_, assessment, content, person_name)


def _to_baseline(
    id_: str, assessment: Assessment, content: _Content, person_name: str
) -> FrozenBaseline:
    return FrozenBaseline(id_, assessment, person_name=person_name, **content.model_dump())


def _check_name(context: Context, assessment: Assessment, name: str) -> Iterator[Problem]:
    where = assessment.title
    allowed = _("A name has 1 to {most} characters.", most=LONGEST_NAME)
    if not name:
        found = _("The baseline has no name.")
        remedy = _("Give it a short name, such as 'Launch of the programme'.")
        yield Problem("baseline.no_name", where, found, remedy, allowed)
    if len(name) > LONGEST_NAME:
        found = ngettext(
            "The name of the baseline has {number} character.",
            "The name of the baseline has {number} characters.",
            len(name),
        )
        yield Problem("baseline.long_name", where, found, _("Shorten it."), allowed)
    taken = frozen_baselines(context, (assessment,)).found
    if any(one.name.casefold() == name.casefold() for one in taken):
        found = _(
            "This assessment already has a frozen baseline '{name}', which stays as it is.",
            name=name,
        )
        remedy = _("Give the new one another name.")
        yield Problem("baseline.name_taken", where, found, remedy)


def _check_answers(context: Context, record: Record) -> Iterator[Problem]:
    where = record.assessment.title
    if not any(recorded.answer.is_answered for recorded in record.answers.values()):
        found = _("No indicator is answered yet.")
        yield Problem("baseline.nothing_answered", where, found, _("Answer first, then freeze."))
    # Another computer's clock may run ahead: such an answer would be missing in the baseline.
    if fingerprint(context.store.record(record.assessment)) != fingerprint(record):
        found = _(
            "An answer is being written at this moment, or was recorded by a computer whose clock "
            "runs ahead. Nothing was frozen."
        )
        remedy = _(
            "Freeze again in a moment; if it is refused again, compare the clocks of the servers."
        )
        yield Problem("baseline.being_written", where, found, remedy)


def _check_same(baseline: FrozenBaseline, opened: Opened, record: Record) -> Iterator[Problem]:
    questionnaire, found = opened.framework.questionnaire, fingerprint(record)
    if baseline.questionnaire_checksum != questionnaire.checksum:
        yield _edited(baseline, questionnaire.name)
    if baseline.fingerprint != found:
        yield _other_answers(baseline, found)


def _overtaken(assessment: Assessment, name: str) -> Problem:
    return Problem(
        "baseline.overtaken",
        assessment.title,
        _(
            "An answer was being written while '{name}' was frozen, so that baseline cannot be "
            "used.",
            name=name,
        ),
        _("Freeze again under another name."),
    )


def _unreadable(assessment: Assessment, baseline_id: str) -> Problem:
    return Problem(
        "baseline.unreadable",
        assessment.title,
        _(
            "What is stored of the frozen baseline {id} is damaged or comes from a newer version "
            "of this product.",
            id=baseline_id,
        ),
        _("Open it with the version that made it, or freeze again."),
    )


def _edited(baseline: FrozenBaseline, questionnaire: str) -> Problem:
    return Problem(
        "baseline.questionnaire_changed",
        baseline.title,
        _(
            "The {questionnaire} was edited after this baseline was frozen, under the same version "
            "number, so its scores may not be those of that day. It is not shown.",
            questionnaire=questionnaire,
        ),
        _("Put the earlier content of the questionnaire back, or freeze again under another name."),
    )


def _other_answers(baseline: FrozenBaseline, found: str) -> Problem:
    return Problem(
        "baseline.answers_differ",
        baseline.title,
        _(
            "The answers read back for that moment are not those that were frozen (fingerprint "
            "{found} and not {frozen}). It is not shown.",
            found=found[:SHOWN_DIGITS],
            frozen=baseline.fingerprint[:SHOWN_DIGITS],
        ),
        _(
            "Somebody changed the database past this app, or an answer was being written while it "
            "was frozen: look into a backup of that time, or freeze again under another name."
        ),
    )
