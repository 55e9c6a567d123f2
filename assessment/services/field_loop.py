"""The way to the field and back: a workbook out, its answers in, shown before they are written."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.answer import Answer
from assessment.model.assessment import Actor, Changes, NewAnswer, NewScope, StaleWrite
from assessment.model.imports import FileImport, Remark
from assessment.model.problem import Problem, Refused, Severity, errors_in
from assessment.model.questionnaire import Questionnaire
from assessment.model.rating import GroupId, NewRating
from assessment.reporting.returned import (
    answer_words,
    evidence_words,
    flag_words,
    not_taken,
    scope_words,
)
from assessment.services.another_round import find_origin, fit_return
from assessment.services.answers import check_change
from assessment.services.context import Context, Download, Opened, open_assessment
from assessment.services.merging import (
    AnswerChange,
    Change,
    EvidenceChange,
    FlagChange,
    Merging,
    ScopeChange,
    Team,
)
from assessment.services.parts import part_name
from assessment.services.results import file_name
from assessment.services.reviews import note_findings
from assessment.services.rounds import words_for_workbook

if TYPE_CHECKING:
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.field_workbook.meta import WorkbookMeta
    from assessment.exchange.field_workbook.outside import FoundText
    from assessment.exchange.field_workbook.returned import FieldReturn

Choice = Literal["keep", "take"]


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing was written yet.

    Attributes
    ----------
    problems
        Errors, each with sheet and cell: what they concern waits; and warnings.
    n_unchanged
        Rows of the workbook with nothing new.
    remarks
        What stands in the cells for remarks.
    outside
        What stands outside the cells to fill in, which is kept as remarks if wanted.
    given
        The answers of whoever filled it in, where they differ from what was exported.
    team
        Whose workbook it is, as it says.
    earlier
        Earlier imports of this very file, or of copies of the same exported workbook.
    known
        Remarks that are here already.
    saved_at
        When the file was last saved, as it says; nobody vouches for it.
    """

    opened: Opened
    file_name: str
    file_checksum: str
    answers: tuple[AnswerChange, ...] = ()
    evidence: tuple[EvidenceChange, ...] = ()
    flags: tuple[FlagChange, ...] = ()
    scope: tuple[ScopeChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    n_unchanged: int = 0
    remarks: tuple[Remark, ...] = ()
    outside: tuple[Remark, ...] = ()
    given: tuple[Answer, ...] = ()
    team: Team = field(default_factory=Team)
    earlier: tuple[FileImport, ...] = ()
    known: frozenset[Remark] = frozenset()
    saved_at: datetime | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, sources first: who may see them is what must be looked at."""
        return (*self.evidence, *self.scope, *self.answers, *self.flags)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """Changes that a person must decide, because both sides changed."""
        return tuple(change for change in self.changes if change.kind == "conflict")

    @property
    def agreed(self) -> tuple[AnswerChange, ...]:
        """Changes of what the team agreed on; to take one of them, a reason is needed."""
        return tuple(change for change in self.answers if change.agreed is not None)

    @property
    def was_taken_in(self) -> bool:
        """Whether this very file was taken in before, and not taken back since."""
        same = (one for one in self.earlier if one.file_checksum == self.file_checksum)
        return any(not one.undone for one in same)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.changes or self.remarks or self.outside)


@dataclass(frozen=True)
class Imported:
    """What an import wrote.

    Attributes
    ----------
    n_lists
        Lists of the scope sheet.
    kept
        Changes that were not taken, by their names.
    n_rated
        Answers that became ratings of whoever filled the workbook in.
    waiting
        Cells that cannot be read; nothing of their rows was written.
    """

    n_answers: int
    n_evidence: int
    n_flags: int
    n_lists: int = 0
    kept: tuple[str, ...] = field(default=())
    n_remarks: int = 0
    n_rated: int = 0
    waiting: tuple[Problem, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether anything was written."""
        counts = (self.n_answers, self.n_evidence, self.n_flags, self.n_lists)
        return any((*counts, self.n_remarks, self.n_rated))

    @property
    def words(self) -> str:
        """How much of what was written."""
        counts = [
            ngettext("{number} answer", "{number} answers", self.n_answers),
            ngettext("{number} source", "{number} sources", self.n_evidence),
            ngettext("{number} circumstance", "{number} circumstances", self.n_flags),
        ]
        if self.n_lists:
            counts.append(
                ngettext(
                    "{number} list of the scope sheet",
                    "{number} lists of the scope sheet",
                    self.n_lists,
                )
            )
        if self.n_remarks:
            counts.append(ngettext("{number} remark", "{number} remarks", self.n_remarks))
        if self.n_rated:
            counts.append(ngettext("{number} rating", "{number} ratings", self.n_rated))
        return ", ".join(counts)


def export_workbook(
    context: Context, opened: Opened, *, only: frozenset[str] | None = None
) -> Download:
    """Return the assessment as a workbook that a field team can fill offline.

    Parameters
    ----------
    only
        Ids of the indicators that are asked; all if left out. See `choose_questions`.
    """
    from assessment.exchange.field_workbook.writing import write_field_workbook  # noqa: PLC0415

    content = write_field_workbook(
        opened.framework,
        context.store.record(opened.assessment),
        made_at=context.clock(),
        app_version=context.app_version,
        last_round=words_for_workbook(context, opened),
        only=only,
    )
    kind = part_name(opened.framework.questionnaire, only)
    return Download(file_name(opened.assessment, kind), content)


def export_field_page(context: Context, opened: Opened) -> Download:
    """Return one page for the team, to be printed: what to fill in, with pieces of the workbook."""
    from assessment.exchange.field_workbook.page import field_page  # noqa: PLC0415
    from assessment.exchange.report_pdf import write_pdf  # noqa: PLC0415

    page = field_page(opened.framework.questionnaire, context.clock())
    return Download(page_name(opened), write_pdf(page))


def page_name(opened: Opened) -> str:
    """Name the file of the page for a field team."""
    return file_name(opened.assessment, "how-to", ending="pdf")


def preview_import(  # noqa: PLR0913 - everything that a person says of a file
    context: Context,
    content: bytes,
    name: str,
    mended: Mapping[str, str] | None = None,
    filled_by: str = "",
    *,
    into: str = "",
) -> Preview:
    """Read a filled workbook and say what it would change.

    Parameters
    ----------
    mended
        What a person typed in place of cells that could not be read, by their place.
    filled_by
        Who filled it in, if the workbook does not say so.
    into
        Id of an assessment of the same place, such as the round that has begun since; if left
        out, the one that the workbook was made for. See `another_round`.

    Raises
    ------
    Refused
        If the file cannot be read, or belongs to another questionnaire or place, or to a
        version or an assessment that is not here. Problems in cells do not raise: they are in
        the preview, all at once.
    """
    from assessment.exchange.field_workbook.meta import read_meta  # noqa: PLC0415
    from assessment.exchange.field_workbook.reading import read_return  # noqa: PLC0415
    from assessment.exchange.safe_reader import read_sheets  # noqa: PLC0415

    sheets = read_sheets(content, name)
    meta = read_meta(sheets)
    opened = open_assessment(context, into or meta.assessment_id)
    origin = find_origin(context, opened, meta)
    asked = origin.asked if origin else opened.framework.questionnaire
    edited = _edited(asked, meta)
    if mended:
        sheets = sheets.with_texts(mended)
    returned = read_return(sheets, asked, today=context.clock().date())
    if origin:
        returned = fit_return(context, opened, returned, origin)
    if filled_by:
        returned = replace(returned, filled_by=returned.filled_by or filled_by)
    checksum = hashlib.sha256(content).hexdigest()
    return _preview(context, opened, returned, (meta, sheets.file_name, checksum), edited)


def _preview(
    context: Context,
    opened: Opened,
    returned: "FieldReturn",
    file: "tuple[WorkbookMeta, str, str]",
    edited: tuple[Problem, ...],
) -> Preview:
    meta, name, checksum = file
    team = Team(meta.made_at, returned.filled_by, returned.organisation)
    record = context.store.record(opened.assessment)
    merging = Merging(context, opened, record, team, checksum)
    answers = tuple(merging.answers(returned.answers))
    evidence = tuple(merging.evidence(returned.evidence))
    flags = tuple(merging.flags(returned.flags))
    scope = tuple(merging.scope(returned.scope))
    waiting = sum(row.waits for row in returned.answers)
    n_rows = len(returned.answers) - waiting + len(returned.evidence) + len(returned.flags)
    n_lists = len(returned.scope.given) - sum(len(change.lists) for change in scope)
    known = frozenset(recorded.remark for recorded in merging.record.remarks)
    return Preview(
        opened=opened,
        file_name=name,
        file_checksum=checksum,
        answers=answers,
        evidence=evidence,
        flags=flags,
        scope=scope,
        problems=(*_locked(opened), *edited, *returned.problems, *merging.problems),
        n_unchanged=n_rows - len(answers) - len(evidence) - len(flags) + n_lists,
        remarks=tuple(one for one in _remarks(returned.remarks) if one not in known),
        outside=tuple(one for one in _remarks(returned.outside) if one not in known),
        given=tuple(merging.given),
        team=team,
        earlier=tuple(
            one for one in merging.imports if one.file_checksum == checksum or team.shares_copy(one)
        ),
        known=known,
        saved_at=returned.saved_at,
    )


def _locked(opened: Opened) -> tuple[Problem, ...]:
    """Say beforehand that nothing of it could be written."""
    if not opened.assessment.is_locked:
        return ()
    found = _("The assessment is approved, so nothing of this workbook can be written into it.")
    remedy = _("Open it again with a reason first, if the answers of this workbook shall count.")
    where = opened.assessment.title
    return (Problem("import.locked", where, found, remedy, severity=Severity.WARNING),)


def can_be_mended(problem: Problem) -> bool:
    """Whether a problem is about one cell, in whose place something can be typed."""
    from assessment.exchange.sheets import read_place  # noqa: PLC0415

    return problem.is_error and read_place(problem.where) is not None


def why_not_marked(content: bytes, name: str) -> tuple[Problem, ...]:
    """Say why the bad cells of a file cannot be marked in a copy; nothing if they can.

    Only writing it again tells, which takes as long as marking it.
    """
    from assessment.exchange.marked_workbook import mark_cells  # noqa: PLC0415

    try:
        mark_cells(content, name, ())
    except Refused as refused:
        return refused.problems
    return ()


def mark_bad_cells(preview: Preview, content: bytes) -> Download:
    """Return the workbook as it came, with every cell that could not be read marked.

    Only errors are marked, each with a note that says what is wrong and what to do; everything
    else stays as it was, so that a team corrects those cells and sends the same file again.

    Raises
    ------
    Refused
        If the file is no usual Excel workbook: the cells are then named, and not marked.
    """
    from assessment.exchange.marked_workbook import mark_cells  # noqa: PLC0415

    bad = [problem for problem in preview.problems if problem.is_error]
    name = marked_name(preview.file_name)
    return Download(name, mark_cells(content, preview.file_name, bad))


def marked_name(file_name: str) -> str:
    """Name the copy in which bad cells are marked."""
    return _("{name}-to-correct.xlsx", name=file_name.removesuffix(".xlsx"))


def _remarks(found: "Iterable[FoundText]") -> Iterator[Remark]:
    for one in found:
        yield Remark(one.text, one.indicator_id, one.place)


def apply_import(  # noqa: PLR0913 - everything that a person decides about a return
    context: Context,
    preview: Preview,
    choices: Mapping[str, Choice] | None = None,
    *,
    change_reason: str = "",
    leave_bad: bool = False,
    keep_notes: bool = True,
    rate_as: GroupId | None = None,
) -> Imported:
    """Write what a preview showed: all of it or nothing.

    Parameters
    ----------
    choices
        For each conflict, by its name, whether to keep what is here or to take what the
        workbook says. Any other change may be kept out as well. What is not taken stays:
        as the rating of whoever filled the workbook in, or as a remark.
    change_reason
        Why answers are changed that the team had agreed on; needed if one of them is taken.
    leave_bad
        Whether what could be read goes in while the rest waits; otherwise errors refuse all.
    keep_notes
        Whether what stands outside the cells to fill in is kept as remarks.
    rate_as
        The respondent group of whoever filled it in, if all answers become that person's
        ratings and no answer of the team is changed.

    Raises
    ------
    Refused
        If the preview has errors that are not left out, a conflict is undecided, what was
        agreed on would be changed without a reason, ratings have no name, or somebody changed
        something of it since the preview, which a second click does as well.
    """
    rated: dict[str, Choice] = {change.id: "keep" for change in preview.answers if rate_as}
    decided: dict[str, Choice] = {**(choices or {}), **rated}
    _refuse_unfit(preview, decided, change_reason, leave_bad=leave_bad, rates=bool(rate_as))
    kept = [change for change in preview.changes if decided.get(change.id) == "keep"]
    answers = [change for change in preview.answers if change not in kept]
    ratings = _ratings(preview, kept, rate_as)
    changes = _changes(preview, kept, answers, change_reason)
    notes = preview.outside if keep_notes else ()
    untaken = (one for one in _untaken(preview, kept, ratings) if one not in preview.known)
    changes = replace(changes, remarks=(*preview.remarks, *notes, *untaken))
    # Nothing of it is written into what is locked, not even who filled it in.
    context.store.write(
        preview.opened.assessment.id, Changes("workbook"), context.actor, context.clock()
    )
    fresh = _fresh_ratings(context, preview, ratings)
    changes = replace(changes, with_ratings=bool(fresh))
    new = changes if changes.is_empty else _write(context, preview, changes)
    # Last: what is refused above leaves nothing behind, and the file read again brings the rest.
    _rate(context, preview, fresh)
    n_lists = sum(len(change.lists) for change in preview.scope) if new.scope else 0
    return Imported(
        len(new.answers),
        len(new.evidence),
        len(new.flags),
        n_lists,
        () if rate_as else tuple(change.id for change in kept),
        len(new.remarks),
        len(fresh),
        errors_in(preview.problems),
    )


def _changes(
    preview: Preview, kept: list[Change], answers: list[AnswerChange], change_reason: str
) -> Changes:
    evidence = [change for change in preview.evidence if change not in kept]
    flags = [change for change in preview.flags if change not in kept]
    scope = [change for change in preview.scope if change not in kept]
    return Changes(
        origin="workbook",
        answers=tuple(
            NewAnswer(change.after, change.revision, change_reason.strip() if change.agreed else "")
            for change in answers
        ),
        evidence=tuple(change.after for change in evidence),
        withdrawn_evidence=tuple(c.replaces for c in evidence if c.replaces),
        flags=tuple(change.after for change in flags),
        seen_flags={change.id: change.revision for change in flags},
        scope=next((NewScope(change.after, change.revision) for change in scope), None),
        file_name=preview.file_name,
        file_checksum=preview.file_checksum,
        filled_by=preview.team.filled_by,
        filled_for=preview.team.filled_for,
        copy_id=preview.team.copy_id,
    )


def _ratings(
    preview: Preview, kept: list[Change], rate_as: GroupId | None
) -> tuple[tuple[Answer, GroupId], ...]:
    """Return what becomes a rating: all answers if wanted, else those that were not taken."""
    if rate_as:
        return tuple((answer, rate_as) for answer in preview.given)
    if not preview.team.filled_by.strip():
        return ()
    ids = {change.id for change in kept}
    return tuple((answer, "other") for answer in preview.given if answer.indicator_id in ids)


def _untaken(
    preview: Preview, kept: list[Change], ratings: tuple[tuple[Answer, GroupId], ...]
) -> Iterator[Remark]:
    """Yield remarks about what was not taken and became no rating, so that no word is lost.

    A restricted source must not be read beside the question, so it stays in the file alone.
    """
    rated = {answer.indicator_id for answer, _group in ratings}
    questionnaire = preview.opened.framework.questionnaire
    for change in kept:
        match change:
            case AnswerChange() if change.id not in rated:
                words = answer_words(change.after, change.fields)
                yield Remark(not_taken(words), change.id, change.where)
            case FlagChange():
                words = flag_words(change.after, change.fields, questionnaire)
                yield Remark(not_taken(words), "", change.where)
            case EvidenceChange() if change.after.protection != "restricted":
                words = evidence_words(change.after, change.fields)
                yield Remark(not_taken(words), change.after.indicator_id, change.where)
            case ScopeChange():
                words = scope_words(change.after, change.lists)
                yield Remark(not_taken(words), "", change.where)
            case _:
                pass


def _rater(context: Context, preview: Preview) -> Actor:
    """Return whoever filled the workbook in, by the name that it gives."""
    team = preview.team
    return context.store.actor(team.filled_by.strip(), team.filled_for.strip(), context.clock())


def _fresh_ratings(
    context: Context, preview: Preview, ratings: tuple[tuple[Answer, GroupId], ...]
) -> tuple[NewRating, ...]:
    """Return the ratings that this person has not given yet; the same again is none."""
    if not ratings:
        return ()
    rater = _rater(context, preview).person_id
    known = context.store.ratings(preview.opened.assessment.id)
    given = {one.answer for one in known.ratings if one.person_id == rater}
    own = {answer.indicator_id: known.own(rater, answer.indicator_id) for answer, _group in ratings}
    return tuple(
        NewRating(answer, before.group if before else group, before.revision if before else 0)
        for answer, group in ratings
        if answer not in given
        for before in (own[answer.indicator_id],)
    )


def _rate(context: Context, preview: Preview, ratings: tuple[NewRating, ...]) -> None:
    for new in ratings:
        rater = _rater(context, preview)
        try:
            context.store.write_rating(preview.opened.assessment.id, new, rater, context.clock())
        except StaleWrite as error:
            raise Refused((_rated_meanwhile(new.answer.indicator_id, rater.name),)) from error


def _rated_meanwhile(indicator_id: str, name: str) -> Problem:
    return Problem(
        "import.rated_meanwhile",
        indicator_id,
        _("{person} rated it elsewhere at this very moment.", person=name),
        _("Everything else is written. Read the file again: it brings what is still missing."),
        about=indicator_id,
    )


def _write(context: Context, preview: Preview, changes: Changes) -> Changes:
    """Write the changes of an import; return those that were not there already."""
    id_ = preview.opened.assessment.id
    try:
        new = context.store.write(id_, changes, context.actor, context.clock())
    except StaleWrite as error:
        raise Refused((_changed_meanwhile(error.indicator_ids),)) from error
    if new.is_empty:  # somebody took in the same file, or clicked twice
        moved = [change.id for change in (*preview.answers, *preview.flags, *preview.scope)]
        sources = [change.after.indicator_id for change in preview.evidence]
        remarks = [remark.place for remark in (*preview.remarks, *preview.outside)]
        raise Refused((_changed_meanwhile((*moved, *sources, *remarks)),))
    note_findings(context, preview.opened, origin="workbook")
    return new


def _refuse_unfit(
    preview: Preview,
    choices: Mapping[str, Choice],
    change_reason: str,
    *,
    leave_bad: bool,
    rates: bool,
) -> None:
    errors = () if leave_bad else errors_in(preview.problems)
    undecided = tuple(
        Problem(
            "import.undecided",
            change.where,
            _decide_words(change),
            _("Choose whether to keep what is here or to take the workbook's."),
        )
        for change in preview.conflicts
        if change.id not in choices
    )
    unexplained = (
        problem
        for change in preview.agreed
        if choices.get(change.id) == "take" and change.agreed is not None
        for problem in check_change(change.agreed, change_reason, change.where)
    )
    nameless = (_nameless(),) if rates and not preview.team.filled_by.strip() else ()
    refused = (*errors, *undecided, *unexplained, *nameless)
    if refused:
        raise Refused(refused)


def _nameless() -> Problem:
    return Problem(
        "import.nobody_rates",
        _("The workbook"),
        _("It does not say who filled it in, so its answers can be nobody's ratings."),
        _(
            "Say who filled it in (--filled-by in a command), or take the answers in as those of "
            "the team."
        ),
    )


def _decide_words(change: Change) -> str:
    match change:
        case AnswerChange() if change.agreed is not None:
            return _("{id} is what the team agreed on, and the workbook changes it.", id=change.id)
        case EvidenceChange():
            return _(
                "A source of {id} was changed in the workbook and here.",
                id=change.after.indicator_id,
            )
        case _:
            return _("{id} was changed in the workbook and here.", id=change.id)


def _edited(asked: Questionnaire, meta: "WorkbookMeta") -> tuple[Problem, ...]:
    """Warn where the words were edited since, under the same version."""
    if meta.questionnaire_checksum == asked.checksum:
        return ()
    found = _("The questions were edited after this workbook was made, under the same version.")
    remedy = _(
        "Look at the questions whose words differ, which are listed, and whether each answer "
        "still fits."
    )
    return (
        Problem(
            "import.questionnaire_edited",
            _("The workbook"),
            found,
            remedy,
            severity=Severity.WARNING,
        ),
    )


def _changed_meanwhile(ids: Iterable[str]) -> Problem:
    return Problem(
        "import.stale",
        listed(dict.fromkeys(ids)),
        _("Somebody changed something there after you looked at the changes."),
        _("Upload the file again and look at the changes once more. Nothing was written."),
    )
