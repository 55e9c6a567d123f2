"""Brings a filled workbook back: shows what it would change, asks, then writes all or nothing."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assessment.cli.command import AsJson, Force, argument, command, option
from assessment.cli.files import read_some, write_whole
from assessment.cli.opening import find_assessment, open_context
from assessment.cli.output import DECISION_NEEDED, PROBLEMS_FOUND, align, emit, say
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.locales.formats import moment
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.scope import SCOPE

if TYPE_CHECKING:
    from assessment.model.imports import Remark
    from assessment.model.rating import GroupId
    from assessment.services.context import Context
    from assessment.services.field_loop import Imported, Preview
    from assessment.services.merging import Change

Choice = Literal["keep", "take"]
GoodRows = Annotated[bool, option("Write what can be read, and let bad cells wait.", "--good-rows")]
NoNotes = Annotated[
    bool,
    option("Leave out what stands outside the cells to fill in.", "--no-notes"),
]
RateAs = Annotated[
    str,
    option(
        "Take the answers as the ratings of whoever filled it in: ministry, civil_society, "
        "agency or other.",
        metavar="GROUP",
    ),
]

Into = Annotated[
    str,
    option(
        "Write into this assessment of the same place instead, for example the round that "
        "has begun since.",
        metavar="ID",
    ),
]


@dataclass(frozen=True)
class How:
    """What is decided about a return as a whole."""

    good_rows: bool
    keep_notes: bool
    rate_as: "GroupId | None"
    reason: str


def read_group(text: str) -> "GroupId | None":
    """Return the group whose rating it is; ``None`` if nobody asked for a rating."""
    from assessment.model.rating import find_group

    if not text:
        return None
    try:
        return find_group(text).id
    except KeyError:
        allowed = _("Allowed are ministry, civil_society, agency and other.")
        raise typer.BadParameter(f"'{text}'. {allowed}", param_hint="--rate-as") from None


def refuse_both(*, keep_all: bool, take_all: bool) -> None:
    """Stop where both rules for all conflicts are given."""
    if keep_all and take_all:
        raise typer.BadParameter(_("Give either --keep-all or --take-all, not both."))


@command(
    "import-workbook",
    mark("Read a filled workbook back."),
    mark(
        "Shows what it would change, and writes it after a yes. Cells that cannot be read stop the "
        "import, unless --good-rows lets them wait; they are shown all at once, with sheet and "
        "cell. A conflict is an answer that was changed here as well since the workbook was made, "
        "or one that the team agreed on: somebody must choose, and say why something agreed on is "
        "changed. What is not taken stays as a rating or a remark. All is written or nothing, and "
        "reading the same file twice changes nothing. Exit code 3: a yes, a choice or that reason "
        "is still needed."
    ),
    keys=mark(
        "assessment_id, assessment_title, file, file_checksum, problems, answers, evidence, flags, "
        "scope (each with before, after, where), conflicts (ids), remarks, outside, filled_by, "
        "n_unchanged, and written: null, or n_answers, n_evidence, n_flags, n_lists, n_remarks, "
        "n_rated, kept, waiting"
    ),
    examples={
        "spca import-workbook kenya.xlsx": mark("shows the changes, then asks"),
        "spca import-workbook kenya.xlsx --dry-run": mark("only shows them"),
        "spca import-workbook kenya.xlsx --yes --take LAW-3": mark("takes the workbook's LAW-3"),
        "spca import-workbook kenya.xlsx --yes --keep-all": mark("keeps what is here"),
        "spca import-workbook kenya.xlsx --good-rows --marked back.xlsx": mark(
            "lets bad cells wait, and marks them in a copy to send back"
        ),
        "spca import-workbook kenya.xlsx --rate-as agency": mark("as one person's own ratings"),
        "spca import-workbook kenya-2025.xlsx --into a3f9": mark(
            "last year's workbook into this year's round: what kept its meaning counts"
        ),
        "spca import-workbook kenya.xlsx --yes --take LAW-3 --reason 'New law of May'": mark(
            "changes what the team agreed on"
        ),
    },
)
def import_workbook(  # noqa: PLR0913 - one option for each decision that an import can need
    ctx: typer.Context,
    *,
    file: Annotated[Path, argument("The filled workbook.", "FILE")],
    yes: Annotated[bool, option("Write without asking.", "--yes", "-y")] = False,
    dry_run: Annotated[bool, option("Only show; write nothing.", "--dry-run")] = False,
    keep: Annotated[
        list[str] | None, option("In this conflict keep what is here.", metavar="ID")
    ] = None,
    take: Annotated[
        list[str] | None, option("In this conflict take the workbook's.", metavar="ID")
    ] = None,
    keep_all: Annotated[
        bool, option("Keep what is here in all other conflicts.", "--keep-all")
    ] = False,
    take_all: Annotated[
        bool, option("Take the workbook's in all other conflicts.", "--take-all")
    ] = False,
    reason: Annotated[
        str, option("Why answers are changed that the team had agreed on.", metavar="TEXT")
    ] = "",
    good_rows: GoodRows = False,
    no_notes: NoNotes = False,
    rate_as: RateAs = "",
    filled_by: Annotated[
        str, option("Who filled it in, if the workbook does not say so.", metavar="NAME")
    ] = "",
    into: Into = "",
    marked: Annotated[
        Path | None,
        option("Write a copy with the bad cells marked, to send back.", "--marked", metavar="FILE"),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Read a filled workbook, show what it would change, and write it after a yes."""
    typed = _typed(keep or [], take or [])
    refuse_both(keep_all=keep_all, take_all=take_all)
    how = How(good_rows, not no_notes, read_group(rate_as), reason)
    context = open_context(ctx)
    content = _content(file)
    preview = _read(context, content, file.name, filled_by, into)
    _refuse_unknown(preview, typed)
    if marked is not None:
        _write_marked(preview, content, marked, force=force)
    if not as_json:
        emit({}, _preview_lines(preview), as_json=False)
        if how.rate_as:
            say(_("As ratings of one person: no answer of the team is changed."))
        if filled_by and preview.team.filled_by != filled_by:
            say(_("--filled-by was not needed: the workbook names somebody else."))
    choices = _choices(preview, typed, "keep" if keep_all else "take" if take_all else None)
    ask = sys.stdin.isatty() and not (as_json or yes)
    settled = _settled(preview, how, dry_run=dry_run)
    if settled is None:
        settled = _write(context, preview, choices, how, yes=yes, ask=ask)
    if as_json:
        emit({**_preview_result(preview), "written": settled.written}, (), as_json=True)
    say(settled.remark)
    raise typer.Exit(settled.exit_code)


@dataclass(frozen=True)
class _Settled:
    """How an import ended: exit code, a sentence, and what was written, if anything was."""

    exit_code: int
    remark: str
    written: "Imported | None" = None


def _settled(preview: "Preview", how: How, *, dry_run: bool) -> _Settled | None:
    """Return how it ends where there is nothing to write or to ask."""
    if errors_in(preview.problems) and not how.good_rows:
        remark = _(
            "Nothing was written: mend these cells and read it again, or let them wait with "
            "--good-rows."
        )
        return _Settled(PROBLEMS_FOUND, remark)
    # What waits must be told to a script as well.
    code = PROBLEMS_FOUND if errors_in(preview.problems) else 0
    if preview.is_empty and not (how.rate_as and preview.given):
        remark = _("The workbook says nothing new; nothing was written.")
        if code:
            remark = _(
                "But for the cells that cannot be read, which wait, the workbook says nothing "
                "new; nothing was written."
            )
        return _Settled(code, remark)
    if dry_run:
        return _Settled(code, _("This was a trial; nothing was written."))
    return None


def _write(  # noqa: PLR0913 - everything that was decided
    context: "Context",
    preview: "Preview",
    choices: dict[str, Choice],
    how: How,
    *,
    yes: bool,
    ask: bool,
) -> _Settled:
    """Write if everything is decided, by what was typed or by asking."""
    from assessment.services.field_loop import apply_import

    if how.rate_as:  # no answer of the team is changed
        choices = {**dict.fromkeys((c.id for c in preview.answers), "keep"), **choices}
    if ask:
        choices = _ask_choices(preview, choices)
    reason = how.reason
    undecided = [change.id for change in preview.conflicts if change.id not in choices]
    if undecided:
        return _Settled(DECISION_NEEDED, _undecided(undecided))
    changed = [change.id for change in preview.agreed if choices[change.id] == "take"]
    if changed and ask and not reason:
        reason = typer.prompt(_why_changed(changed), default="", show_default=False, err=True)
    if changed and not reason.strip():
        return _Settled(DECISION_NEEDED, _unexplained(changed))
    if ask and not agrees():
        return _Settled(DECISION_NEEDED, _("Nothing was written."))
    if not (yes or ask):
        return _Settled(DECISION_NEEDED, _("Nothing was written; add --yes to write it."))
    written = apply_import(
        context,
        preview,
        choices,
        change_reason=reason,
        leave_bad=how.good_rows,
        keep_notes=how.keep_notes,
        rate_as=how.rate_as,
    )
    # What waits must be told to a script as well.
    code = PROBLEMS_FOUND if errors_in(preview.problems) else 0
    return _Settled(code, _written(written, context.actor.name), written)


def agrees() -> bool:
    """Ask whether to write; anything but a yes, in English or in the language in use, is a no."""
    typed = _ask(_("Write this? [y/N]"))
    return (
        typed in ("y", "yes")
        or typed in pgettext("answers that mean yes", "y yes").casefold().split()
    )


def _ask(question: str) -> str:
    return typer.prompt(question, default="", show_default=False, err=True).strip().casefold()


def _ask_choices(preview: "Preview", choices: Mapping[str, Choice]) -> dict[str, Choice]:
    """Ask for each conflict that is still open; anything but keep or take leaves it open."""
    answered = dict(choices)
    for change in preview.conflicts:
        if change.id not in answered:
            question = _("{id}: keep what is here, or take the workbook's?", id=change.id)
            word = _ask(f"{question} [keep/take]")
            if word in ("keep", "take"):
                answered[change.id] = "keep" if word == "keep" else "take"
    return answered


def _why_changed(ids: Sequence[str]) -> str:
    return _("{ids}: the team had agreed on this. Why is it changed?", ids=", ".join(ids))


def _unexplained(ids: Sequence[str]) -> str:
    return _(
        "Nothing was written: the team had agreed on {ids}. Say why that is changed with --reason, "
        "or keep it with --keep ID.",
        ids=", ".join(ids),
    )


def _undecided(ids: Sequence[str]) -> str:
    return _(
        "Nothing was written: {ids} changed here and in the workbook. Choose with --keep ID or "
        "--take ID, or for all of them with --keep-all or --take-all.",
        ids=", ".join(ids),
    )


def _written(written: "Imported", name: str) -> str:
    if not (written.says_something or written.kept):
        return _("The workbook says nothing new; nothing was written.")
    done = _("Written for {person}: {counts}.", person=name, counts=written.words)
    if not written.kept:
        return done
    return " ".join((done, _("Kept as they were: {ids}.", ids=", ".join(written.kept))))


def _content(file: Path) -> bytes:
    from assessment.exchange.safe_reader import LARGEST_FILE

    return read_some(file, LARGEST_FILE)


def _read(context: "Context", content: bytes, name: str, filled_by: str, into: str) -> "Preview":
    from assessment.services.field_loop import preview_import

    chosen = find_assessment(context, into).assessment.id if into else ""
    return preview_import(context, content, name, filled_by=filled_by, into=chosen)


def _write_marked(preview: "Preview", content: bytes, target: Path, *, force: bool) -> None:
    from assessment.services.field_loop import mark_bad_cells

    write_whole(target, mark_bad_cells(preview, content).content, force=force)
    say(_("Written: {file}, with every cell marked that cannot be read.", file=str(target)))


def _typed(keep: Sequence[str], take: Sequence[str]) -> dict[str, Choice]:
    """Return what was typed about conflicts, by id; ids count in any case."""
    kept, taken = ({id_.strip().casefold() for id_ in ids} for ids in (keep, take))
    if kept & taken:
        both = ", ".join(sorted(kept & taken))
        raise typer.BadParameter(_("{ids} cannot be both kept and taken.", ids=both))
    choices: dict[str, Choice] = {}
    for id_ in (*kept, *taken):
        choices[id_] = "keep" if id_ in kept else "take"
    return choices


def _choices(
    preview: "Preview", typed: Mapping[str, Choice], rest: Choice | None
) -> dict[str, Choice]:
    """Return a choice for each conflict that is decided, and for what else is kept out."""
    choices: dict[str, Choice] = {}
    for change in preview.changes:
        choice = typed.get(change.id.casefold())
        if choice is None and change.kind == "conflict":
            choice = rest
        if choice is not None:
            choices[change.id] = choice
    return choices


def _refuse_unknown(preview: "Preview", typed: Mapping[str, Choice]) -> None:
    """Stop at a mistyped id; one that is known and in no conflict is harmless."""
    asked = preview.opened.framework.questionnaire
    known = {item.id.casefold() for item in (*asked.indicators, *asked.context_flags)} | {SCOPE}
    known |= {change.id.casefold() for change in preview.changes}
    unknown = sorted(typed.keys() - known)
    if unknown:
        raise Refused(tuple(_unknown(id_) for id_ in unknown))


def _unknown(id_: str) -> Problem:
    return Problem(
        "import.choice_unknown",
        _("--keep or --take '{id}'", id=id_),
        _(
            "This is no indicator and no context flag of the questionnaire, not 'scope', and no "
            "source of this workbook."
        ),
        _("Correct the id. Nothing was written."),
    )


def _preview_result(preview: "Preview") -> dict[str, object]:
    """Return the preview under stable names."""
    return {
        "assessment_id": preview.opened.assessment.id,
        "assessment_title": preview.opened.assessment.title,
        "file": preview.file_name,
        "file_checksum": preview.file_checksum,
        "problems": preview.problems,
        "answers": preview.answers,
        "evidence": preview.evidence,
        "flags": preview.flags,
        "scope": preview.scope,
        "conflicts": [change.id for change in preview.conflicts],
        "remarks": preview.remarks,
        "outside": preview.outside,
        "filled_by": preview.team.filled_by,
        "n_unchanged": preview.n_unchanged,
    }


def _preview_lines(preview: "Preview") -> Iterator[str]:
    """Yield the preview for a person to read: problems first, conflicts last."""
    yield _(
        "{file} for {assessment}: {counts}.",
        file=preview.file_name,
        assessment=preview.opened.assessment.title,
        counts=", ".join(_counts(preview)),
    )
    yield from _team_lines(preview)
    errors = [str(problem) for problem in preview.problems if problem.is_error]
    warnings = [str(problem) for problem in preview.problems if not problem.is_error]
    yield from _section(_("Cells that cannot be read, which wait"), errors)
    yield from _section(_("Warnings, which stop nothing"), warnings)
    yield from _section(_("To be added"), align(_rows(preview, "added")))
    yield from _section(_("To be changed"), align(_rows(preview, "changed")))
    conflicts = align(_rows(preview, "conflict"))
    heading = _("Conflicts: changed here and in the workbook, or agreed on by the team")
    yield from _section(heading, conflicts)
    yield from _section(_("Remarks of the team"), _found_lines(preview.remarks))
    outside = _found_lines(preview.outside)
    yield from _section(_("Found outside the cells to fill in"), outside)


def _team_lines(preview: "Preview") -> Iterator[str]:
    """Say who filled it in, and whether it or a copy of it was taken in before."""
    if preview.team.filled_by:
        yield _("Filled in by {person}, as the workbook says.", person=preview.team.filled_by)
    else:
        yield _("The workbook does not say who filled it in; --filled-by says it.")
    for one in preview.earlier:
        said = {"moment": moment(one.recorded_at), "person": one.person_name}
        if one.file_checksum == preview.file_checksum:
            yield _("This very file was taken in on {moment} by {person}.", **said)
        else:
            yield _("A copy of this workbook was taken in on {moment} by {person}.", **said)


def _counts(preview: "Preview") -> Iterator[str]:
    kinds = [change.kind for change in preview.changes]
    yield ngettext("{number} to add", "{number} to add", kinds.count("added"))
    yield ngettext("{number} to change", "{number} to change", kinds.count("changed"))
    yield ngettext("{number} in conflict", "{number} in conflict", kinds.count("conflict"))
    yield ngettext("{number} with nothing new", "{number} with nothing new", preview.n_unchanged)


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield heading
        yield from (f"  {line}" for line in found)


def _rows(preview: "Preview", kind: str) -> list[tuple[str, str, str]]:
    """Return name, every field with both sides, and place of everything of one kind."""
    return [
        (change.id, "; ".join(_sides(preview, change)), change.where)
        for change in preview.changes
        if change.kind == kind
    ]


def _sides(preview: "Preview", change: "Change") -> Iterator[str]:
    from assessment.reporting.returned import (
        answer_pairs,
        evidence_pairs,
        flag_pairs,
        scope_pairs,
    )
    from assessment.services.merging import AnswerChange, EvidenceChange, FlagChange

    match change:
        case AnswerChange():
            yield from map(str, answer_pairs(change.before, change.after, change.fields))
            if change.kind == "conflict" and change.here_by:
                yield _("here now by {person}", person=change.here_by)
            if change.agreed is not None:
                yield _("the team had agreed on what is here")
        case EvidenceChange():
            yield from map(str, evidence_pairs(change.before, change.after, change.fields))
        case FlagChange():
            asked = preview.opened.framework.questionnaire
            yield from map(str, flag_pairs(change.before, change.after, change.fields, asked))
        case _:
            yield from map(str, scope_pairs(change.before, change.after, change.lists))


def _found_lines(remarks: "Iterable[Remark]") -> Iterator[str]:
    rows = [(one.indicator_id, " ".join(one.text.split()), one.place) for one in remarks]
    return align(rows)
