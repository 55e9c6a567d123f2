"""The way to the field and back: a workbook out, its answers in, shown before they are written."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from assessment.model.assessment import Changes, NewAnswer, StaleWrite
from assessment.model.problem import Problem, Refused, errors_in
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.field_merging import Merging
from assessment.services.merge import AnswerChange, EvidenceChange, FlagChange
from assessment.services.results import Download, file_name

Choice = Literal["keep", "take"]


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing was written yet.

    Attributes
    ----------
    problems
        Errors, which stop the import, and warnings, with sheet and cell.
    n_unchanged
        Rows of the workbook with nothing new.
    """

    opened: Opened
    file_name: str
    file_checksum: str
    answers: tuple[AnswerChange, ...] = ()
    evidence: tuple[EvidenceChange, ...] = ()
    flags: tuple[FlagChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    n_unchanged: int = 0

    @property
    def conflicts(self) -> tuple[AnswerChange | FlagChange, ...]:
        """Changes that a person must decide, because both sides changed."""
        return tuple(change for change in (*self.answers, *self.flags) if change.kind == "conflict")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.answers or self.evidence or self.flags)


@dataclass(frozen=True)
class Imported:
    """What an import wrote."""

    n_answers: int
    n_evidence: int
    n_flags: int
    kept: tuple[str, ...] = field(default=())


def export_workbook(context: Context, opened: Opened) -> Download:
    """Return the assessment as a workbook that a field team can fill offline."""
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.field_out import write_field_workbook  # noqa: PLC0415

    content = write_field_workbook(
        opened.framework,
        context.store.record(opened.assessment),
        made_at=context.clock(),
        app_version=context.app_version,
    )
    return Download(file_name(opened.assessment, "field"), content)


def preview_import(context: Context, content: bytes, name: str) -> Preview:
    """Read a filled workbook and say what it would change.

    Raises
    ------
    Refused
        If the file cannot be read, or belongs to another questionnaire,
        version or assessment. Problems in cells do not raise: they are in the
        preview, all at once.
    """
    from assessment.exchange.field_in import read_meta, read_return  # noqa: PLC0415
    from assessment.exchange.safe_reader import read_sheets  # noqa: PLC0415

    sheets = read_sheets(content, name)
    meta = read_meta(sheets)
    opened = open_assessment(context, meta.assessment_id)
    _refuse_other_questionnaire(opened, meta.questionnaire_id, meta.questionnaire_version)
    if meta.questionnaire_checksum != opened.framework.questionnaire.checksum:
        raise Refused((_edited_questionnaire(name),))
    returned = read_return(sheets, opened.framework.questionnaire)
    merging = Merging(context, opened, context.store.record(opened.assessment))
    answers = tuple(merging.answers(returned.answers))
    evidence = tuple(merging.evidence(returned.evidence))
    flags = tuple(merging.flags(returned.flags))
    n_rows = len(returned.answers) + len(returned.evidence) + len(returned.flags)
    return Preview(
        opened=opened,
        file_name=name,
        file_checksum=hashlib.sha256(content).hexdigest(),
        answers=answers,
        evidence=evidence,
        flags=flags,
        problems=(*returned.problems, *merging.problems),
        n_unchanged=n_rows - len(answers) - len(evidence) - len(flags),
    )


def apply_import(
    context: Context, preview: Preview, choices: Mapping[str, Choice] | None = None
) -> Imported:
    """Write what a preview showed: all of it or nothing.

    Parameters
    ----------
    choices
        For each conflict, by indicator or flag id, whether to keep what is here
        or to take what the workbook says.

    Raises
    ------
    Refused
        If the preview has errors, a conflict is undecided, or somebody changed
        something of it since the preview, which a second click does as well.
    """
    decided = choices or {}
    _refuse_unfit(preview, decided)
    _refuse_outdated(context, preview)
    kept = tuple(c.id for c in preview.conflicts if decided[c.id] == "keep")
    answers = [change for change in preview.answers if change.id not in kept]
    flags = [change for change in preview.flags if change.id not in kept]
    changes = Changes(
        origin="workbook",
        answers=tuple(NewAnswer(change.after, change.revision) for change in answers),
        evidence=tuple(change.after for change in preview.evidence),
        withdrawn_evidence=tuple(c.replaces for c in preview.evidence if c.replaces),
        flags=tuple(change.after for change in flags),
        file_name=preview.file_name,
        file_checksum=preview.file_checksum,
    )
    if answers or flags or preview.evidence:
        try:
            context.store.write(
                preview.opened.assessment.id, changes, context.actor, context.clock()
            )
        except StaleWrite as error:
            raise Refused((_changed_meanwhile(error.indicator_ids),)) from error
    return Imported(len(answers), len(preview.evidence), len(flags), kept)


def _refuse_unfit(preview: Preview, choices: Mapping[str, Choice]) -> None:
    errors = errors_in(preview.problems)
    undecided = tuple(
        Problem(
            "import.undecided",
            change.where,
            f"{change.id} was changed in the workbook and here.",
            "Choose whether to keep what is here or to take the workbook's.",
        )
        for change in preview.conflicts
        if change.id not in choices
    )
    if errors or undecided:
        raise Refused((*errors, *undecided))


def _refuse_outdated(context: Context, preview: Preview) -> None:
    """Refuse flags and evidence that changed since; the store does so for answers."""
    record = context.store.record(preview.opened.assessment)
    moved = [c.id for c in preview.flags if record.flags.get(c.id) != c.before]
    known = {replace(entry, id="") for entry in record.evidence}
    moved += [c.after.indicator_id for c in preview.evidence if c.after in known]
    if moved:
        raise Refused((_changed_meanwhile(moved),))


def _refuse_other_questionnaire(opened: Opened, id_: str, version: str) -> None:
    questionnaire = opened.framework.questionnaire
    if (id_, version) != (questionnaire.id, questionnaire.version):
        raise Refused(
            (
                Problem(
                    "import.other_questionnaire",
                    "The workbook",
                    f"It belongs to the questionnaire {id_} {version}; this assessment "
                    f"uses {questionnaire.id} {questionnaire.version}.",
                    "Export a new workbook from this assessment and copy the answers over.",
                ),
            )
        )


def _edited_questionnaire(name: str) -> Problem:
    return Problem(
        "import.questionnaire_edited",
        name,
        "The questions were edited after this workbook was made, under the same version number.",
        "Export a new workbook and copy the answers over, so that each meets its own question.",
    )


def _changed_meanwhile(ids: Iterable[str]) -> Problem:
    return Problem(
        "import.stale",
        ", ".join(dict.fromkeys(ids)),
        "Somebody changed something there after you looked at the changes.",
        "Upload the file again and look at the changes once more. Nothing was written.",
    )
