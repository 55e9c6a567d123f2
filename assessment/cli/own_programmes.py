"""Reads a sheet of own programmes: shows what it would change, then writes all or nothing."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, argument, command, option
from assessment.cli.files import read_some
from assessment.cli.imports import agrees
from assessment.cli.opening import AssessmentId, find_assessment, open_context
from assessment.cli.output import DECISION_NEEDED, PROBLEMS_FOUND, emit, say
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed
from assessment.model.problem import errors_in

if TYPE_CHECKING:
    from assessment.services.own_programmes import OwnChange, OwnPreview


@command(
    "import-own",
    mark("Read a sheet of own programmes."),
    mark(
        "Shows which programmes of your organisation the sheet would add or change, and writes it "
        "after a yes. Errors stop it; they are shown all at once, with row and column. All is "
        "written or nothing, and reading the same file twice changes nothing. An assessment says "
        "for which questionnaire the programmes are; its answers stay as they are. The empty "
        "sheet is on the page Own programmes. Exit code 3: a yes is still needed."
    ),
    keys=mark(
        "assessment_id, file, problems, changes (kind, where, fields, before, after), "
        "n_unchanged, n_written (null if nothing was)"
    ),
    examples={
        "spca import-own 3f2a spcf_own-programmes.xlsx": mark("shows the changes, then asks"),
        "spca import-own 3f2a spcf_own-programmes.xlsx --dry-run": mark("only shows them"),
        "spca import-own 3f2a spcf_own-programmes.xlsx --yes": mark("writes them"),
    },
)
def import_own_programmes(  # noqa: PLR0913 - one option for each decision
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    file: Annotated[Path, argument("The filled sheet.", "FILE")],
    yes: Annotated[bool, option("Write without asking.", "--yes", "-y")] = False,
    dry_run: Annotated[bool, option("Only show; write nothing.", "--dry-run")] = False,
    as_json: AsJson = False,
) -> None:
    """Read a sheet of own programmes, show what it would change, and write it after a yes."""
    from assessment.exchange.safe_reader import LARGEST_FILE
    from assessment.services.own_programmes import import_own, preview_own

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    content = read_some(file, LARGEST_FILE)
    preview = preview_own(context, opened, content, file.name)
    if not as_json:
        emit({}, _lines(preview, file.name), as_json=False)
    exit_code, remark = _settled(preview, dry_run=dry_run)
    n_written: int | None = None
    if not remark and _may_write(yes=yes, as_json=as_json):
        n_written = len(import_own(context, opened, content, file.name).changes)
        remark = _counted_written(n_written)
    elif not remark:
        exit_code = DECISION_NEEDED
        remark = _("Nothing was written; add --yes to write it.")
    if as_json:
        result = _result(preview) | {
            "assessment_id": opened.assessment.id,
            "file": file.name,
            "n_written": n_written,
        }
        emit(result, (), as_json=True)
    say(remark)
    raise typer.Exit(exit_code)


def _may_write(*, yes: bool, as_json: bool) -> bool:
    return yes or (sys.stdin.isatty() and not as_json and agrees())


def _settled(preview: "OwnPreview", *, dry_run: bool) -> tuple[int, str]:
    """Return exit code and last words where nothing is to be asked; no words where there is."""
    if errors_in(preview.problems):
        return PROBLEMS_FOUND, _("Nothing was written: mend the errors and read it again.")
    if not preview.changes:
        return 0, _("The sheet says nothing new; nothing was written.")
    return 0, _("This was a trial; nothing was written.") if dry_run else ""


def _counted_written(number: int) -> str:
    return ngettext("{number} programme was written.", "{number} programmes were written.", number)


def _lines(preview: "OwnPreview", name: str) -> Iterator[str]:
    yield _(
        "{file}: {added} to add, {changed} to change, {unchanged} with nothing new.",
        file=name,
        added=sum(one.kind == "added" for one in preview.changes),
        changed=sum(one.kind == "changed" for one in preview.changes),
        unchanged=preview.n_unchanged,
    )
    yield from (str(problem) for problem in preview.problems)
    yield from map(_line, preview.changes)


def _line(change: "OwnChange") -> str:
    said = {"where": change.where, "programme": change.after.name, "fields": listed(change.fields)}
    if change.kind == "added":
        return _("{where}: adds “{programme}”", **said)
    return _("{where}: changes “{programme}” in {fields}", **said)


def _result(preview: "OwnPreview") -> dict[str, object]:
    return {
        "problems": preview.problems,
        "changes": [
            {
                "kind": one.kind,
                "where": one.where,
                "fields": one.fields,
                "before": one.before,
                "after": one.after,
            }
            for one in preview.changes
        ],
        "n_unchanged": preview.n_unchanged,
    }
