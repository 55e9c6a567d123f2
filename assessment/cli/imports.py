"""Brings a filled workbook back: shows what it would change, asks, then writes all or nothing."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assessment.cli.command import AsJson, argument, command, option
from assessment.cli.files import read_some
from assessment.cli.opening import open_context
from assessment.cli.output import DECISION_NEEDED, PROBLEMS_FOUND, align, emit, say
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.scope import SCOPE

if TYPE_CHECKING:
    from assessment.model.answer import Answer
    from assessment.services.context import Context
    from assessment.services.field_loop import (
        AnswerChange,
        EvidenceChange,
        FlagChange,
        Imported,
        Preview,
        ScopeChange,
    )

Choice = Literal["keep", "take"]


@command(
    "import-workbook",
    mark("Read a filled workbook back."),
    mark(
        "Shows what it would change, and writes it after a yes. Errors stop the import; they are "
        "shown all at once, with sheet and cell. A conflict is an answer that was changed here as "
        "well since the workbook was made, or one that the team agreed on: somebody must choose, "
        "and say why something agreed on is changed. All is written or nothing, and reading the "
        "same file twice changes nothing. Exit code 3: a yes, a choice or that reason is still "
        "needed."
    ),
    keys=mark(
        "assessment_id, assessment_title, file, file_checksum, problems, answers, evidence, flags, "
        "scope (each with before, after, where), conflicts (ids), n_unchanged, and written: null, "
        "or n_answers, n_evidence, n_flags, n_lists, kept"
    ),
    examples={
        "spca import-workbook kenya.xlsx": mark("shows the changes, then asks"),
        "spca import-workbook kenya.xlsx --dry-run": mark("only shows them"),
        "spca import-workbook kenya.xlsx --yes --take LAW-3": mark("takes the workbook's LAW-3"),
        "spca import-workbook kenya.xlsx --yes --keep-all": mark("keeps what is here"),
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
    as_json: AsJson = False,
) -> None:
    """Read a filled workbook, show what it would change, and write it after a yes."""
    typed = _typed(keep or [], take or [])
    if keep_all and take_all:
        raise typer.BadParameter(_("Give either --keep-all or --take-all, not both."))
    context = open_context(ctx)
    preview = _read(context, file)
    _refuse_unknown(preview, typed)
    if not as_json:
        emit({}, _preview_lines(preview), as_json=False)
    choices = _choices(preview, typed, "keep" if keep_all else "take" if take_all else None)
    ask = sys.stdin.isatty() and not (as_json or yes)
    settled = _settled(preview, dry_run=dry_run)
    if settled is None:
        settled = _write(context, preview, choices, yes=yes, ask=ask, reason=reason)
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


def _settled(preview: "Preview", *, dry_run: bool) -> _Settled | None:
    """Return how it ends where there is nothing to write or to ask."""
    if errors_in(preview.problems):
        return _Settled(
            PROBLEMS_FOUND, _("Nothing was written: mend the errors and read it again.")
        )
    if preview.is_empty:
        return _Settled(0, _("The workbook says nothing new; nothing was written."))
    if dry_run:
        return _Settled(0, _("This was a trial; nothing was written."))
    return None


def _write(  # noqa: PLR0913 - everything that was decided
    context: "Context",
    preview: "Preview",
    choices: dict[str, Choice],
    *,
    yes: bool,
    ask: bool,
    reason: str,
) -> _Settled:
    """Write if everything is decided, by what was typed or by asking."""
    from assessment.services.field_loop import apply_import

    if ask:
        choices = _ask_choices(preview, choices)
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
    written = apply_import(context, preview, choices, change_reason=reason)
    return _Settled(0, _written(written, context.actor.name), written)


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
    counts = [
        ngettext("{number} answer", "{number} answers", written.n_answers),
        ngettext("{number} source", "{number} sources", written.n_evidence),
        ngettext("{number} circumstance", "{number} circumstances", written.n_flags),
    ]
    if written.n_lists:
        counts.append(
            ngettext(
                "{number} list of the scope sheet",
                "{number} lists of the scope sheet",
                written.n_lists,
            )
        )
    done = _("Written for {person}: {counts}.", person=name, counts=", ".join(counts))
    if not written.kept:
        return done
    return " ".join((done, _("Kept as they were: {ids}.", ids=", ".join(written.kept))))


def _read(context: "Context", file: Path) -> "Preview":
    from assessment.exchange.safe_reader import LARGEST_FILE
    from assessment.services.field_loop import preview_import

    return preview_import(context, read_some(file, LARGEST_FILE), file.name)


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
    """Return a choice for each conflict that is decided."""
    choices: dict[str, Choice] = {}
    for change in preview.conflicts:
        choice = typed.get(change.id.casefold()) or rest
        if choice is not None:
            choices[change.id] = choice
    return choices


def _refuse_unknown(preview: "Preview", typed: Mapping[str, Choice]) -> None:
    """Stop at a mistyped id; one that is known and in no conflict is harmless."""
    asked = preview.opened.framework.questionnaire
    known = {item.id.casefold() for item in (*asked.indicators, *asked.context_flags)} | {SCOPE}
    unknown = sorted(typed.keys() - known)
    if unknown:
        raise Refused(tuple(_unknown(id_) for id_ in unknown))


def _unknown(id_: str) -> Problem:
    return Problem(
        "import.choice_unknown",
        _("--keep or --take '{id}'", id=id_),
        _("This is no indicator and no context flag of the questionnaire, and not 'scope'."),
        _("Correct the id. Nothing was written."),
    )


# Names of fields; status and level are one thing to a reader: the answer.
_FIELDS = {
    "answer": mark("answer"),
    "reason": mark("reason"),
    "confidence": mark("confidence"),
    "evidence_grade": mark("evidence grade"),
    "ticked": mark("ticked"),
    "rationale": mark("rationale"),
    "option": mark("option"),
    "since": mark("since"),
    "source": mark("source"),
    "note": mark("note"),
}


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
    errors = [str(problem) for problem in preview.problems if problem.is_error]
    warnings = [str(problem) for problem in preview.problems if not problem.is_error]
    yield from _section(_("Errors, which stop the import"), errors)
    yield from _section(_("Warnings, which stop nothing"), warnings)
    yield from _section(_("To be added"), align(_rows(preview, "added")))
    yield from _section(_("To be changed"), align(_rows(preview, "changed")))
    conflicts = align(_rows(preview, "conflict"))
    heading = _("Conflicts: changed here and in the workbook, or agreed on by the team")
    yield from _section(heading, conflicts)


def _counts(preview: "Preview") -> Iterator[str]:
    kinds = [change.kind for change in (*preview.scope, *preview.answers, *preview.flags)]
    kinds += [_evidence_kind(change) for change in preview.evidence]
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
    """Return id, change and place of everything of one kind."""
    return [
        *(
            (change.id, "; ".join(_scope_changes(change)), change.where)
            for change in preview.scope
            if change.kind == kind
        ),
        *(
            (change.id, "; ".join(_answer_changes(change)), change.where)
            for change in preview.answers
            if change.kind == kind
        ),
        *(
            (change.after.indicator_id, _source(change), change.where)
            for change in preview.evidence
            if _evidence_kind(change) == kind
        ),
        *(
            (change.id, "; ".join(_flag_changes(change)), change.where)
            for change in preview.flags
            if change.kind == kind
        ),
    ]


def _evidence_kind(change: "EvidenceChange") -> str:
    return "changed" if change.replaces else "added"


def _answer_changes(change: "AnswerChange") -> Iterator[str]:
    verdict = {"status", "level"}
    if verdict & set(change.fields):
        yield _change("answer", _verdict(change.before), _verdict(change.after))
    for field in change.fields:
        if field not in verdict:
            yield _change(field, getattr(change.before, field), getattr(change.after, field))
    if change.agreed is not None:
        yield _("the team had agreed on what is here")


def _flag_changes(change: "FlagChange") -> Iterator[str]:
    for field in ("option", "since", "source", "confidence", "note"):
        before = getattr(change.before, field) if change.before else None
        after = getattr(change.after, field)
        if (before or None) != (after or None):
            yield _change(field, before, after)


def _scope_changes(change: "ScopeChange") -> Iterator[str]:
    from assessment.reporting.scope import list_words, scope_name

    for name in change.lists:
        yield _(
            "{field}: {before} -> {after}",
            field=scope_name(name),
            before=list_words(change.before, name),
            after=list_words(change.after, name),
        )


def _change(field: str, before: object, after: object) -> str:
    """Say one field before and after.

    Examples
    --------
    >>> _change("confidence", None, "high")
    'confidence: nothing -> high'
    """
    return _(
        "{field}: {before} -> {after}",
        field=_(_FIELDS[field]),
        before=_value(field, before),
        after=_value(field, after),
    )


def _value(field: str, value: Any) -> str:  # noqa: ANN401 - the value of any field
    from assessment.reporting.terms import confidence_words

    if not value:
        return _("nothing")
    if field == "confidence":
        return confidence_words(value)
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _verdict(answer: "Answer") -> str:
    from assessment.reporting.terms import status_words

    if answer.level is not None:
        return _("level {level}", level=answer.level)
    return status_words(answer.status)


def _source(change: "EvidenceChange") -> str:
    entry = change.after
    named = ", ".join(filter(None, (entry.title, entry.publisher, entry.published)))
    if change.replaces:
        return _("source replaced by: {source}", source=named)
    return _("source added: {source}", source=named)
