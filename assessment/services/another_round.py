"""A workbook that was made for one assessment, taken into another of the same place.

A team that returns last year's workbook has answered all the same. Where a question kept its
meaning since, its answer counts; what was asked differently stays as a remark in its words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assessment.library.versions import version_key
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.answer import Answer
from assessment.model.assessment import Assessment
from assessment.model.problem import Problem, Refused, Severity
from assessment.model.questionnaire import Questionnaire
from assessment.model.scope import Scope
from assessment.reporting.returned import answer_words, evidence_words, flag_words
from assessment.reporting.terms import field_words
from assessment.services.context import Context, Opened

if TYPE_CHECKING:
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.field_workbook.meta import WorkbookMeta
    from assessment.exchange.field_workbook.outside import FoundText
    from assessment.exchange.field_workbook.returned import (
        AnswerRow,
        EvidenceRow,
        FieldReturn,
        FlagRow,
        ScopeRows,
    )


_SOURCE_FIELDS = ("title", "publisher", "published", "link", "page")


@dataclass(frozen=True)
class Origin:
    """Where a workbook comes from.

    Attributes
    ----------
    asked
        The questionnaire that it asks, which may be of another version.
    assessment
        The assessment that it was made for; ``None`` if that is not in this database.
    title
        What the workbook calls that assessment.
    """

    asked: Questionnaire
    assessment: Assessment | None
    title: str


def find_origin(context: Context, opened: Opened, meta: "WorkbookMeta") -> Origin | None:
    """Return where a workbook comes from; ``None`` if it was made for this very assessment.

    Raises
    ------
    Refused
        If it asks another questionnaire, or a version that is not here, or is about
        another place.
    """
    own, heading = opened.framework.questionnaire, opened.assessment
    same_version = (meta.questionnaire_id, meta.questionnaire_version) == (own.id, own.version)
    if same_version and meta.assessment_id == heading.id:
        return None
    framework = context.library.find(meta.questionnaire_id, meta.questionnaire_version)
    if meta.questionnaire_id != own.id or framework is None:
        raise Refused((_other_questionnaire(own, meta),))
    made_for = context.store.assessment(meta.assessment_id)
    if made_for is not None and made_for.place_id != heading.place_id:
        raise Refused((_other_place(made_for, heading),))
    return Origin(framework.questionnaire, made_for, meta.assessment_title)


def fit_return(
    context: Context, opened: Opened, returned: "FieldReturn", origin: Origin
) -> "FieldReturn":
    """Return what a workbook of another round says of the questions of this one.

    Revisions and ids of that round mean nothing here, so an answer that differs from the one
    that is here is a conflict, and a person decides. Where the assessment that the workbook was
    made for is here, answers that stood in it already are left out: they are that round's, and
    nobody gave them for this one.
    """
    fitting = _Fitting(context, opened, origin)
    answers = tuple(fitting.answers(returned.answers))
    evidence = tuple(fitting.evidence(returned.evidence))
    flags = tuple(fitting.flags(returned.flags))
    return replace(
        returned,
        answers=answers,
        evidence=evidence,
        flags=flags,
        scope=_moved_lists(returned.scope),
        problems=(fitting.warning(), *fitting.unmoved, *returned.problems),
        remarks=tuple(map(fitting.moved, returned.remarks)),
        outside=(*map(fitting.moved, returned.outside), *fitting.apart),
    )


class _Fitting:
    """Goes through one return.

    Attributes
    ----------
    apart
        Grows with what fits no question of this assessment.
    unmoved
        Grows with a warning for each answer that is taken though its level stood there already.
    """

    def __init__(self, context: Context, opened: Opened, origin: Origin) -> None:
        self._context = context
        self._own = opened.framework.questionnaire
        self._origin = origin
        self._kept = _kept_ids(context, self._own, origin.asked)
        self._n_taken = self._n_left_out = self._n_untold = 0
        self.apart: list[FoundText] = []
        self.unmoved: list[Problem] = []

    def answers(self, rows: "tuple[AnswerRow, ...]") -> "Iterator[AnswerRow]":
        for row in rows:
            stood = self._stood_there(row)
            if stood is not None and _says_no_more(row, stood):
                self._n_left_out += bool(row.given) and not row.waits
                continue
            place = row.cells.get("level") or next(iter(row.cells.values()), row.indicator_id)
            if row.still_holds:
                held = _("It is marked that the answer of the round before that one still holds.")
                self._set_apart(row.indicator_id, held, row.still_holds)
            if row.indicator_id in self._kept:
                self._n_taken += 1
                self._n_untold += self._origin.assessment is None and row.base_revision > 0
                if stood is not None and not row.waits and not _moves(row, stood):
                    self.unmoved.append(_unmoved(row, stood, place))
                yield replace(row, base_revision=0, given=self._given(row), still_holds="")
            elif row.given:
                answer = replace(Answer(row.indicator_id), **row.given)
                self._set_apart(row.indicator_id, answer_words(answer, row.given), place)

    def _stood_there(self, row: "AnswerRow") -> Answer | None:
        """Return what that round had recorded before the workbook was made; ``None`` if unknown."""
        if self._origin.assessment is None or not row.base_revision or row.still_holds:
            return None
        history = self._context.store.history(self._origin.assessment.id, row.indicator_id)
        return next((one.answer for one in history if one.revision == row.base_revision), None)

    def _given(self, row: "AnswerRow") -> Mapping[str, Any]:
        ticked = row.given.get("ticked")
        if not isinstance(ticked, frozenset):
            return row.given
        return {
            **row.given,
            "ticked": ticked & set(self._own.indicator(row.indicator_id).statement_ids),
        }

    def evidence(self, rows: "tuple[EvidenceRow, ...]") -> "Iterator[EvidenceRow]":
        for row in rows:
            entry = row.evidence
            if row.base is not None and row.base == entry:
                continue
            if entry.indicator_id in self._kept:
                yield replace(row, evidence=replace(entry, id=""), base=None)
            elif entry.protection != "restricted":
                # A restricted one must not be read beside the question: it stays in the file.
                words = evidence_words(entry, _SOURCE_FIELDS)
                self._set_apart(entry.indicator_id, words, row.place)

    def flags(self, rows: "tuple[FlagRow, ...]") -> "Iterator[FlagRow]":
        options = {flag.id: {one.id for one in flag.options} for flag in self._own.context_flags}
        for row in rows:
            if row.base is not None and row.base == row.flag:
                continue
            if row.flag.option in options.get(row.flag.flag_id, set()):
                yield replace(row, base=None)
                continue
            words = flag_words(row.flag, ("option", "since", "source", "note"), self._origin.asked)
            self._set_apart("", words, row.place)

    def moved(self, found: "FoundText") -> "FoundText":
        """Return a text beside the same question, or beside none where that is not asked here."""
        return replace(found, indicator_id=self._asked_here(found.indicator_id))

    def _set_apart(self, indicator_id: str, words: str, place: str) -> None:
        from assessment.exchange.field_workbook.outside import FoundText  # noqa: PLC0415

        text = words
        if indicator_id:
            text = _(
                "{id} {name}, as version {version} asks it: {words}",
                id=indicator_id,
                name=self._origin.asked.indicator(indicator_id).name,
                version=self._origin.asked.version,
                words=words,
            )
        self.apart.append(FoundText(text, place, self._asked_here(indicator_id)))

    def _asked_here(self, indicator_id: str) -> str:
        return indicator_id if self._own.has_indicator(indicator_id) else ""

    def warning(self) -> Problem:
        """Say what of the workbook counts here, and what does not."""
        found = " ".join(self._warnings())
        return Problem(
            "import.another_round",
            _("The workbook"),
            found,
            _("Look at each answer: it was given for another time or other words."),
            severity=Severity.WARNING,
        )

    def _warnings(self) -> Iterator[str]:
        asked, own = self._origin.asked.version, self._own.version
        if asked == own:
            yield _("The workbook was made for {title}.", title=self._origin.title)
        else:
            yield _(
                "The workbook was made for {title} and asks version {asked}; this assessment asks "
                "version {own}.",
                title=self._origin.title,
                asked=asked,
                own=own,
            )
        yield ngettext(
            "{number} answer is to a question that means the same here.",
            "{number} answers are to questions that mean the same here.",
            self._n_taken,
        )
        if self._n_left_out:
            yield ngettext(
                "{number} answer stood in it when it was made, and is left out.",
                "{number} answers stood in it when it was made, and are left out.",
                self._n_left_out,
            )
        if self._n_untold:
            yield ngettext(
                "That assessment is not here, so {number} answer may have stood in it already.",
                "That assessment is not here, so {number} answers may have stood in it already.",
                self._n_untold,
            )
        if self.apart:
            yield _("What was asked differently is among the texts below.")


def _moved_lists(rows: "ScopeRows") -> "ScopeRows":
    """Return the lists of the scope sheet that somebody changed since the workbook was made."""
    stood = (rows.base or Scope()).lists
    given = {name: entries for name, entries in rows.given.items() if entries != stood[name]}
    return replace(rows, given=given, base=None)


def _says_no_more(row: "AnswerRow", stood: Answer) -> bool:
    """Whether a row says only what stood in the workbook when it was made."""
    return all(getattr(stood, name) == value for name, value in row.given.items())


def _moves(row: "AnswerRow", stood: Answer) -> bool:
    """Whether a row gives another answer, and not only other words beside it."""
    then = {"status": stood.status, "level": stood.level}
    return any(row.given.get(name, value) != value for name, value in then.items())


def _unmoved(row: "AnswerRow", stood: Answer, place: str) -> Problem:
    changed = [name for name, value in row.given.items() if value != getattr(stood, name)]
    return Problem(
        "import.level_of_another_round",
        place,
        _(
            "Only this was changed in the workbook: {fields}. The level stood in it when it was "
            "made.",
            fields=listed(field_words(name) for name in changed),
        ),
        _("Make sure that the level holds for this round as well, or keep what is here."),
        severity=Severity.WARNING,
        about=row.indicator_id,
    )


def _kept_ids(context: Context, own: Questionnaire, asked: Questionnaire) -> frozenset[str]:
    """Return the questions that mean the same in both versions, whichever is the later."""
    if own.version == asked.version:
        return frozenset(indicator.id for indicator in own.indicators)
    versions = sorted((own.version, asked.version), key=version_key)
    histories = context.library.trace(own.id, *versions)
    return frozenset(id_ for id_, history in histories.items() if history.keeps_meaning)


def _other_questionnaire(own: Questionnaire, meta: "WorkbookMeta") -> Problem:
    found = _(
        "It belongs to the questionnaire {id} {version}; this assessment uses {own_id} "
        "{own_version}.",
        id=meta.questionnaire_id,
        version=meta.questionnaire_version,
        own_id=own.id,
        own_version=own.version,
    )
    remedy = _("Export a new workbook from this assessment and copy the answers over.")
    if meta.questionnaire_id == own.id:
        remedy = _(
            "That version is not installed here, so its questions cannot be compared. Put its "
            "folder beside the others and read the workbook again."
        )
    return Problem("import.other_questionnaire", _("The workbook"), found, remedy)


def _other_place(made_for: Assessment, heading: Assessment) -> Problem:
    return Problem(
        "import.other_place",
        _("The workbook"),
        _(
            "It was made for {made_for}, and what it would be taken into is {own}.",
            made_for=made_for.title,
            own=heading.title,
        ),
        _("Choose an assessment of the same state and region."),
    )
