"""Many filled workbooks at once, the list of those taken in, and the way back."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, argument, command, option
from assessment.cli.files import read_some, write_whole
from assessment.cli.imports import (
    GoodRows,
    Into,
    NoNotes,
    RateAs,
    agrees,
    read_group,
    refuse_both,
)
from assessment.cli.opening import AssessmentId, find_assessment, open_context
from assessment.cli.output import DECISION_NEEDED, PROBLEMS_FOUND, align, emit, say
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import moment, whole
from assessment.model.problem import Problem, Refused, errors_in

if TYPE_CHECKING:
    from assessment.model.imports import FileImport
    from assessment.services.imports import Undoing
    from assessment.services.returns import Outcome, Return, Returns

_SUFFIXES = (".xlsx", ".ods")


@command(
    "import-workbooks",
    mark("Read many filled workbooks back at once."),
    mark(
        "Give folders or files. Shows what each would change and where they say different things, "
        "and writes after a yes: each file whole or not at all, those saved earlier first. A file "
        "with cells that cannot be read, or with a conflict that no rule decides, waits. Of two "
        "copies of one team the later counts, which is said. Cut off in the middle, begin again: "
        "what is in is not written twice. Exit code 1: some wait; "
        "3: a yes is still needed."
    ),
    keys=mark(
        "files (each with name, assessment_id, n_changes, n_conflicts, n_bad, problems), disputes "
        "(each with assessment_id, id, files), corrections (each with earlier, later, by_name), "
        "and outcomes: null, or for each file name, done, problems"
    ),
    examples={
        "spca import-workbooks returns/": mark("shows all, then asks"),
        "spca import-workbooks returns/ --dry-run": mark("only shows them"),
        "spca import-workbooks returns/ --yes --take-all": mark("of several the last is taken"),
        "spca import-workbooks a.xlsx b.xlsx --yes --keep-all": mark("keeps what is here"),
        "spca import-workbooks returns/ --yes --take LAW-1=b.xlsx": mark("decides one dispute"),
        "spca import-workbooks returns/ --dry-run --disputes-to list.xlsx": mark(
            "lists them, to be marked with x"
        ),
        "spca import-workbooks returns/ --yes --decisions list.xlsx": mark("decides as marked"),
        "spca import-workbooks returns-2025/ --into a3f9": mark(
            "last year's workbooks into this year's round"
        ),
    },
)
def import_workbooks(  # noqa: PLR0913 - one option for each decision that imports can need
    ctx: typer.Context,
    *,
    sources: Annotated[list[Path], argument("Folders and filled workbooks.", "SOURCE")],
    yes: Annotated[bool, option("Write without asking.", "--yes", "-y")] = False,
    dry_run: Annotated[bool, option("Only show; write nothing.", "--dry-run")] = False,
    keep_all: Annotated[bool, option("Keep what is here in every conflict.", "--keep-all")] = False,
    take_all: Annotated[
        bool,
        option("Take the workbook's in every conflict, of several the last saved.", "--take-all"),
    ] = False,
    take: Annotated[
        list[str] | None,
        option("In this dispute take this file, or 'keep' what is here.", metavar="ID=FILE"),
    ] = None,
    disputes_to: Annotated[
        Path | None,
        option("Write the disputes as a workbook, to be marked.", "--disputes-to", metavar="FILE"),
    ] = None,
    marked_in: Annotated[
        Path | None,
        option("Decide as marked in such a workbook.", "--decisions", metavar="FILE"),
    ] = None,
    force: Force = False,
    good_rows: GoodRows = False,
    no_notes: NoNotes = False,
    rate_as: RateAs = "",
    reason: Annotated[
        str, option("Why answers are changed that the team had agreed on.", metavar="TEXT")
    ] = "",
    into: Into = "",
    as_json: AsJson = False,
) -> None:
    """Read many filled workbooks, show what they would change, and write it after a yes."""
    from assessment.services.returns import Decisions, take_in

    refuse_both(keep_all=keep_all, take_all=take_all)
    rule = "keep" if keep_all else "take" if take_all else None
    group = read_group(rate_as)
    context = open_context(ctx)
    chosen = find_assessment(context, into).assessment.id if into else ""
    found = _read(context, _files(sources), chosen, quiet=as_json)
    choices = _decided(found, take or [], marked_in)
    decisions = Decisions(rule, choices, good_rows, not no_notes, group, reason)
    if disputes_to is not None:
        _list_disputes(context, found, disputes_to, force=force)
    for path in () if as_json else _passed_over(sources):
        say(_("Passed over, since it is no .xlsx or .ods file: {file}", file=str(path)))
    if not as_json:
        emit({}, _lines(found), as_json=False)
    asks = sys.stdin.isatty() and not (as_json or yes or dry_run)
    outcomes = None
    if not dry_run and (agrees() if asks else yes):
        outcomes = take_in(context, found, decisions, _progress(quiet=as_json))
    if as_json:
        emit({**_result(found), "outcomes": outcomes}, (), as_json=True)
    elif outcomes is not None:
        emit({}, _outcome_lines(outcomes), as_json=False)
    raise typer.Exit(_exit_code(found, outcomes, dry_run=dry_run))


@command(
    "imports",
    mark("List the workbooks that were taken in."),
    mark("The newest first, with who filled each in, what it brought, and whether it was undone."),
    keys=mark(
        "imports (each with id, file_name, filled_by, person_name, recorded_at, undone, "
        "undone_by, undone_at)"
    ),
    examples=("spca imports 3f2a",),
)
def imports(ctx: typer.Context, *, assessment: AssessmentId, as_json: AsJson = False) -> None:
    """List the workbooks that were taken into an assessment."""
    from assessment.services.imports import read_imports

    context = open_context(ctx)
    found = read_imports(context, find_assessment(context, assessment))
    emit({"imports": found}, _import_lines(found), as_json=as_json)


@command(
    "undo-import",
    mark("Take back a workbook that was taken in."),
    mark(
        "Shows what would be as it was before, and writes it after a yes. What somebody changed "
        "since stays as it is and is named. The history keeps both, and ratings that came with "
        "the workbook stay. Exit code 3: a yes is still needed."
    ),
    keys=mark(
        "import_id, answers, flags, left (ids), n_evidence, n_restored, n_remarks, has_scope, "
        "written (true or false)"
    ),
    examples=("spca undo-import 3f2a 0006 --yes",),
)
def undo(
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    import_id: Annotated[
        str, argument("Its id, or what no other begins with; 'spca imports' lists them.", "IMPORT")
    ],
    yes: Annotated[bool, option("Write without asking.", "--yes", "-y")] = False,
    as_json: AsJson = False,
) -> None:
    """Take back a workbook that was taken in."""
    from assessment.services.imports import preview_undo, read_imports, undo_import

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    known = [one.id for one in read_imports(context, opened)]
    undoing = preview_undo(context, opened, _whole_id(import_id, known))
    if not as_json:
        emit({}, _undo_lines(undoing), as_json=False)
    asks = sys.stdin.isatty() and not (as_json or yes)
    agreed = agrees() if asks else yes
    if agreed:
        undo_import(context, opened, undoing)
    if as_json:
        emit(_undo_result(undoing, written=agreed), (), as_json=True)
    say(_("It was taken back.") if agreed else _("Nothing was written; add --yes to write it."))
    raise typer.Exit(0 if agreed else DECISION_NEEDED)


def _list_disputes(context, found: "Returns", target: Path, *, force: bool) -> None:  # noqa: ANN001 - a context
    from assessment.services.disputes import list_disputes, to_decide

    if not to_decide(found):
        say(_("Nothing has to be decided one by one, so no list was written."))
        return
    write_whole(target, list_disputes(context, found), force=force)
    say(_("Written: {file}. Mark with x what counts, then --decisions.", file=str(target)))


def _decided(
    found: "Returns", typed: Sequence[str], marked_in: Path | None
) -> dict[tuple[str, str], str]:
    """Return what was marked and typed; what is typed counts where both say something."""
    from assessment.exchange.safe_reader import LARGEST_FILE
    from assessment.services.disputes import read_decisions, read_typed

    choices: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    try:
        if marked_in is not None:
            content = read_some(marked_in, LARGEST_FILE)
            choices |= read_decisions(found, content, marked_in.name)
    except Refused as refusal:
        problems.extend(refusal.problems)
    try:
        choices |= read_typed(found, typed)
    except Refused as refusal:
        problems.extend(refusal.problems)
    if problems:
        raise Refused(tuple(problems))
    return choices


def _files(sources: Sequence[Path]) -> list[Path]:
    """Return every workbook of the sources, those saved earlier first.

    Raises
    ------
    Refused
        If a source is not there, or there is no workbook at all.
    """
    missing = [source for source in sources if not source.exists()]
    if missing:
        raise Refused(tuple(_missing(source) for source in missing))
    found = [
        path
        for source in sources
        for path in (source.iterdir() if source.is_dir() else (source,))
        # LibreOffice and Excel leave such files beside one that is open.
        if not path.name.startswith((".~", "~$")) and (path == source or _is_workbook(path))
    ]
    if not found:
        raise Refused((_nothing(sources),))
    return sorted(set(found), key=lambda path: (path.stat().st_mtime, path.name, str(path)))


def _passed_over(sources: Sequence[Path]) -> list[Path]:
    """Return what lies in the folders and is no workbook that is read."""
    inside = (path for source in sources if source.is_dir() for path in source.iterdir())
    return sorted(path for path in inside if not _is_workbook(path))


def _is_workbook(path: Path) -> bool:
    return path.is_file() and path.suffix.casefold() in _SUFFIXES


def _missing(source: Path) -> Problem:
    return Problem(
        "import.source_missing",
        str(source),
        _("There is no such file or folder."),
        _("Correct the name. Nothing was written."),
    )


def _nothing(sources: Sequence[Path]) -> Problem:
    return Problem(
        "import.no_workbooks",
        ", ".join(map(str, sources)),
        _("There is no workbook in it; looked for are files that end with .xlsx or .ods."),
        _("Put the returned workbooks there, or name them one by one."),
    )


def _read(context, files: Sequence[Path], into: str, *, quiet: bool) -> "Returns":  # noqa: ANN001 - a context
    from assessment.exchange.safe_reader import LARGEST_FILE
    from assessment.services.returns import read_returns

    names = _distinct(files)
    contents = ((names[path], read_some(path, LARGEST_FILE)) for path in files)
    return read_returns(
        context,
        contents,
        into=dict.fromkeys(names.values(), into),
        n_files=len(files),
        progress=_progress(quiet=quiet),
    )


def _distinct(files: Sequence[Path]) -> dict[Path, str]:
    """Return what each file is called: its name, with its folder where two have the same."""
    names = [path.name for path in files]
    return {path: path.name if names.count(path.name) == 1 else str(path) for path in files}


def _progress(*, quiet: bool):  # noqa: ANN202 - what `read_returns` takes
    def show(done: int, n_all: int) -> None:
        if not quiet and (done % 25 == 0 or done == n_all) and n_all > 1:
            say(_("{done} of {all}", done=whole(done), all=whole(n_all)))

    return show


def _lines(found: "Returns") -> Iterator[str]:
    from assessment.reporting.returned import correction_words

    yield from align([_file_row(one) for one in found.files])
    for one in found.files:
        problems = one.problems or (errors_in(one.preview.problems) if one.preview else ())
        for problem in (*problems, *one.warnings):
            yield f"{one.name}: {problem}"
    for one in found.corrections:
        yield correction_words(one.earlier, one.later, by_name=one.by_name)
    if found.disputes:
        yield ""
        yield _("The files say different things about these")
        for dispute in found.disputes:
            names = ", ".join(dispute.files)
            yield f"  {dispute.assessment_title}: {dispute.subject} ({names})"


def _file_row(one: "Return") -> tuple[str, ...]:
    if one.preview is None:
        return one.name, _("cannot be read"), ""
    counts = (
        ngettext("{number} change", "{number} changes", len(one.preview.changes)),
        ngettext("{number} conflict", "{number} conflicts", len(one.preview.conflicts)),
        ngettext("{number} bad cell", "{number} bad cells", len(errors_in(one.preview.problems))),
    )
    return one.name, one.preview.opened.assessment.title, ", ".join(counts)


def _outcome_lines(outcomes: Sequence["Outcome"]) -> Iterator[str]:
    yield ""
    for one in outcomes:
        if one.waits:
            yield _("{file} waits.", file=one.name)
            yield from (f"  {problem}" for problem in one.problems)
        elif one.done is None:
            yield _("{file} says nothing new.", file=one.name)
        else:
            yield _("{file} is taken in: {counts}.", file=one.name, counts=one.done.words)
            if one.done.kept:
                yield _("  Not taken: {ids}.", ids=", ".join(one.done.kept))
            if one.waiting:
                yield _("  Rows that wait; nothing of them was written:")
                yield from (f"    {problem}" for problem in one.waiting)
        if one.missing:
            ids = ", ".join(one.missing)
            yield _("  Not taken, and nobody has answered it here: {ids}.", ids=ids)


def _exit_code(found: "Returns", outcomes: Sequence["Outcome"] | None, *, dry_run: bool) -> int:
    if outcomes is None:
        if not dry_run:
            say(_("Nothing was written; add --yes to write it."))
            return DECISION_NEEDED
        unreadable = any(one.preview is None for one in found.files)
        return PROBLEMS_FOUND if unreadable or found.bad_cells else 0
    return PROBLEMS_FOUND if any(one.waiting for one in outcomes) else 0


def _result(found: "Returns") -> dict[str, object]:
    return {
        "files": [
            {
                "name": one.name,
                "assessment_id": one.preview.opened.assessment.id if one.preview else None,
                "n_changes": len(one.preview.changes) if one.preview else 0,
                "n_conflicts": len(one.preview.conflicts) if one.preview else 0,
                "n_bad": len(errors_in(one.preview.problems)) if one.preview else 0,
                "problems": one.preview.problems if one.preview else one.problems,
            }
            for one in found.files
        ],
        "disputes": [
            {
                "assessment_id": dispute.assessment_id,
                "id": dispute.subject,
                "files": dispute.files,
            }
            for dispute in found.disputes
        ],
        "corrections": found.corrections,
    }


def _import_lines(found: "Sequence[FileImport]") -> Iterator[str]:
    from assessment.reporting.imports import import_lines

    for one in found:
        yield one.id
        yield from (f"  {line}" for line in import_lines(one))


def _whole_id(typed: str, known: Sequence[str]) -> str:
    """Return the one id that begins with what was typed; what was typed where none or several."""
    found = [id_ for id_ in known if id_.startswith(typed)]
    return found[0] if len(found) == 1 else typed


def _undo_lines(undoing: "Undoing") -> Iterator[str]:
    done = undoing.done
    yield _(
        "{file}, taken in on {moment} by {person}.",
        file=done.file_name,
        moment=moment(done.recorded_at),
        person=done.person_name,
    )
    if ids := (*undoing.answers, *undoing.flags):
        yield _("As before: {ids}.", ids=", ".join(ids))
    if undoing.left:
        left = ", ".join(undoing.left)
        yield _("Changed by somebody since, so it stays as it is: {ids}.", ids=left)
    if undoing.has_scope:
        yield _("The scope sheet is as it was before.")
    yield _(
        "Sources that no longer count: {gone}. Sources that count again: {back}. Remarks that no "
        "longer stand: {remarks}.",
        gone=whole(undoing.n_evidence),
        back=whole(undoing.n_restored),
        remarks=whole(undoing.n_remarks),
    )


def _undo_result(undoing: "Undoing", *, written: bool) -> dict[str, object]:
    names = ("answers", "flags", "left", "n_evidence", "n_restored", "n_remarks", "has_scope")
    return {
        "import_id": undoing.done.id,
        **{name: getattr(undoing, name) for name in names},
        "written": written,
    }
