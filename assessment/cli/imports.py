"""Brings a filled workbook back: shows what it would change, asks, then writes all or nothing."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assessment.cli.files import read_some
from assessment.cli.opening import open_context
from assessment.cli.output import DECISION_NEEDED, PROBLEMS_FOUND, AsJson, count, emit, say
from assessment.cli.preview_lines import preview_lines, preview_result
from assessment.model.problem import Problem, Refused, errors_in

if TYPE_CHECKING:
    from assessment.services.context import Context
    from assessment.services.field_loop import Imported, Preview

EXAMPLES = (
    "\b\nExamples:\n"
    "  spca import-workbook kenya.xlsx                      shows the changes, then asks\n"
    "  spca import-workbook kenya.xlsx --dry-run            only shows them\n"
    "  spca import-workbook kenya.xlsx --yes --take LAW-3   takes the workbook's LAW-3\n"
    "  spca import-workbook kenya.xlsx --yes --keep-all     keeps what is here"
)
Choice = Literal["keep", "take"]


@dataclass(frozen=True)
class Decided:
    """What was said on the command line about conflicts; ids in any case."""

    keep: frozenset[str]
    take: frozenset[str]
    rest: Choice | None

    def choices(self, conflicts: Sequence[str]) -> dict[str, Choice]:
        """Return a choice for each conflict that is decided.

        Examples
        --------
        >>> Decided(frozenset({"law-1"}), frozenset(), "take").choices(["LAW-1", "LAW-2"])
        {'LAW-1': 'keep', 'LAW-2': 'take'}
        """
        found: dict[str, Choice] = {}
        for id_ in conflicts:
            choice = self._choice(id_)
            if choice is not None:
                found[id_] = choice
        return found

    def _choice(self, id_: str) -> Choice | None:
        if id_.casefold() in self.keep:
            return "keep"
        return "take" if id_.casefold() in self.take else self.rest


def import_workbook(  # noqa: PLR0913 - one option for each decision that an import can need
    ctx: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The filled workbook.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show; write nothing.")] = False,
    keep: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="In this conflict keep what is here.")
    ] = None,
    take: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="In this conflict take the workbook's.")
    ] = None,
    keep_all: Annotated[
        bool, typer.Option("--keep-all", help="Keep what is here in all other conflicts.")
    ] = False,
    take_all: Annotated[
        bool, typer.Option("--take-all", help="Take the workbook's in all other conflicts.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read a filled workbook, show what it would change, and write it after a yes.

    Errors stop the import; they are shown all at once, with sheet and cell.
    A conflict is an answer that was changed here as well since the workbook was
    made: somebody must choose. All is written or nothing, and reading the same
    file twice changes nothing. Exit code 3: a yes or a choice is still needed.

    Keys of --json: assessment_id, assessment_title, file, file_checksum,
    problems, answers, evidence, flags (each with before, after, where), conflicts
    (ids), n_unchanged, and written: null, or n_answers, n_evidence, n_flags, kept.
    """
    decided = _decided(keep or [], take or [], keep_all=keep_all, take_all=take_all)
    context = open_context(ctx)
    preview = _read(context, file)
    _refuse_unknown(preview, decided)
    if not as_json:
        emit({}, preview_lines(preview), as_json=False)
    choices = decided.choices([change.id for change in preview.conflicts])
    ask = sys.stdin.isatty() and not (as_json or yes)
    settled = _settled(preview, dry_run=dry_run)
    if settled is None:
        settled = _write(context, preview, choices, yes=yes, ask=ask)
    if as_json:
        emit({**preview_result(preview), "written": settled.written}, (), as_json=True)
    say(settled.remark)
    raise typer.Exit(settled.exit_code)


@dataclass(frozen=True)
class _Settled:
    """How an import ended: exit code, a sentence, and what was written, if anything was."""

    exit_code: int
    remark: str
    written: "Imported | None" = None


def _settled(preview: "Preview", *, dry_run: bool) -> _Settled | None:
    """Return how it ends where there is nothing to write or to ask."""
    if errors_in(preview.problems):
        return _Settled(PROBLEMS_FOUND, "Nothing was written: mend the errors and read it again.")
    if preview.is_empty:
        return _Settled(0, "The workbook says nothing new; nothing was written.")
    if dry_run:
        return _Settled(0, "This was a trial; nothing was written.")
    return None


def _write(
    context: "Context", preview: "Preview", choices: dict[str, Choice], *, yes: bool, ask: bool
) -> _Settled:
    """Write if everything is decided, by what was typed or by asking."""
    from assessment.services.field_loop import apply_import

    if ask:
        choices = _ask_choices(preview, choices)
    undecided = [change.id for change in preview.conflicts if change.id not in choices]
    if undecided:
        return _Settled(DECISION_NEEDED, _undecided(undecided))
    if ask and not typer.confirm("Write this?", err=True):
        return _Settled(DECISION_NEEDED, "Nothing was written.")
    if not (yes or ask):
        return _Settled(DECISION_NEEDED, "Nothing was written; add --yes to write it.")
    written = apply_import(context, preview, choices)
    return _Settled(0, _written(written, context.actor.name), written)


def _ask_choices(preview: "Preview", choices: Mapping[str, Choice]) -> dict[str, Choice]:
    """Ask for each conflict that is still open; anything but keep or take leaves it open."""
    answered = dict(choices)
    for change in preview.conflicts:
        if change.id not in answered:
            question = f"{change.id}: keep what is here, or take the workbook's? [keep/take]"
            word = typer.prompt(question, default="", show_default=False, err=True).strip().lower()
            if word in ("keep", "take"):
                answered[change.id] = "keep" if word == "keep" else "take"
    return answered


def _undecided(ids: Sequence[str]) -> str:
    return (
        f"Nothing was written: {', '.join(ids)} changed here and in the workbook. Choose with "
        "--keep ID or --take ID, or for all of them with --keep-all or --take-all."
    )


def _written(written: "Imported", name: str) -> str:
    kept = f"; kept as they were: {', '.join(written.kept)}" if written.kept else ""
    return (
        f"Written for {name}: {count(written.n_answers, 'answer')}, "
        f"{count(written.n_evidence, 'source')}, {count(written.n_flags, 'circumstance')}{kept}."
    )


def _read(context: "Context", file: Path) -> "Preview":
    from assessment.exchange.safe_reader import LARGEST_FILE
    from assessment.services.field_loop import preview_import

    return preview_import(context, read_some(file, LARGEST_FILE), file.name)


def _decided(
    keep: Sequence[str], take: Sequence[str], *, keep_all: bool, take_all: bool
) -> Decided:
    kept, taken = ({id_.strip().casefold() for id_ in ids} for ids in (keep, take))
    both = sorted(kept & taken)
    if both:
        raise typer.BadParameter(f"{', '.join(both)} cannot be both kept and taken.")
    if keep_all and take_all:
        raise typer.BadParameter("Give either --keep-all or --take-all, not both.")
    rest: Choice | None = "keep" if keep_all else "take" if take_all else None
    return Decided(frozenset(kept), frozenset(taken), rest)


def _refuse_unknown(preview: "Preview", decided: Decided) -> None:
    """Stop at a mistyped id; one that is known and in no conflict is harmless."""
    questionnaire = preview.opened.framework.questionnaire
    known = {item.id.casefold() for item in questionnaire.indicators}
    known |= {flag.id.casefold() for flag in questionnaire.context_flags}
    unknown = sorted((decided.keep | decided.take) - known)
    if unknown:
        raise Refused(tuple(_unknown(id_) for id_ in unknown))


def _unknown(id_: str) -> Problem:
    return Problem(
        "import.choice_unknown",
        f"--keep or --take '{id_}'",
        "This is no indicator and no context flag of the questionnaire.",
        "Correct the id. Nothing was written.",
    )
