"""Says in lines, and for programs in keys, what an import would change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessment.cli.output import align

if TYPE_CHECKING:
    from assessment.services.field_loop import Preview
    from assessment.services.merge import AnswerChange, EvidenceChange, FlagChange

_NOTHING = "nothing"
# Status and level are one thing to a reader: the answer.
_SHOWN_TOGETHER = ("status", "level")


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return it on one line.

        Examples
        --------
        >>> str(FieldChange("answer", "not answered", "level 3"))
        'answer: not answered -> level 3'
        """
        return f"{self.field}: {self.before} -> {self.after}"


def preview_result(preview: "Preview") -> dict[str, object]:
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
        "conflicts": [change.id for change in preview.conflicts],
        "n_unchanged": preview.n_unchanged,
    }


def preview_lines(preview: "Preview") -> Iterator[str]:
    """Yield the preview for a person to read: problems first, conflicts last."""
    title = preview.opened.assessment.title
    yield f"{preview.file_name} for {title}: {', '.join(_counts(preview))}."
    errors = [str(problem) for problem in preview.problems if problem.is_error]
    warnings = [str(problem) for problem in preview.problems if not problem.is_error]
    yield from _section("Errors, which stop the import", errors)
    yield from _section("Warnings, which stop nothing", warnings)
    yield from _section("To be added", align(_of_kind(preview, "added")))
    yield from _section("To be changed", align(_of_kind(preview, "changed")))
    yield from _section(
        "Conflicts: changed here and in the workbook", align(_of_kind(preview, "conflict"))
    )


def _counts(preview: "Preview") -> Iterator[str]:
    kinds = [change.kind for change in (*preview.answers, *preview.flags)]
    kinds += ["changed" if change.replaces else "added" for change in preview.evidence]
    yield f"{kinds.count('added')} to add"
    yield f"{kinds.count('changed')} to change"
    yield f"{kinds.count('conflict')} in conflict"
    yield f"{preview.n_unchanged} with nothing new"


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield heading
        yield from (f"  {line}" for line in found)


def _of_kind(preview: "Preview", kind: str) -> list[tuple[str, str, str]]:
    rows = [
        (change.id, "; ".join(map(str, answer_changes(change))), change.where)
        for change in preview.answers
        if change.kind == kind
    ]
    rows += [
        (change.after.indicator_id, _evidence_words(change), change.where)
        for change in preview.evidence
        if kind == ("changed" if change.replaces else "added")
    ]
    rows += [
        (change.id, "; ".join(map(str, flag_changes(change))), change.where)
        for change in preview.flags
        if change.kind == kind
    ]
    return rows


def answer_changes(change: "AnswerChange") -> Iterator[FieldChange]:
    """Yield what would change in one answer, with its level and status as one."""
    if set(_SHOWN_TOGETHER) & set(change.fields):
        yield FieldChange("answer", _verdict(change.before), _verdict(change.after))
    for field in change.fields:
        if field not in _SHOWN_TOGETHER:
            before, after = getattr(change.before, field), getattr(change.after, field)
            yield FieldChange(field.replace("_", " "), _words(before), _words(after))


def flag_changes(change: "FlagChange") -> Iterator[FieldChange]:
    """Yield what would change in one context flag."""
    for field in ("option", "since", "source", "confidence", "note"):
        before = getattr(change.before, field) if change.before else None
        after = getattr(change.after, field)
        if (before or None) != (after or None):
            yield FieldChange(field, _words(before), _words(after))


def _verdict(answer: Any) -> str:  # noqa: ANN401 - an Answer; its module would load the model
    if answer.level is not None:
        return f"level {answer.level}"
    return str(answer.status.value).replace("_", " ")


def _evidence_words(change: "EvidenceChange") -> str:
    source = ", ".join(
        part
        for part in (change.after.title, change.after.publisher, change.after.published)
        if part
    )
    return f"source {'replaced by' if change.replaces else 'added'}: {source}"


def _words(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or _NOTHING
    return str(value) if value not in (None, "") else _NOTHING
