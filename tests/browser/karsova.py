"""Karsova, an invented state on which both stories are told, answered at another desk."""

from collections.abc import Mapping

from assessment.model.answer import FlagEntry
from assessment.model.assessment import Changes, NewAnswer
from assessment.services.context import Opened
from assessment.services.reviews import note_findings
from tests.builders import an_answer
from tests.pages.workspace import Workspace


def karsova(
    workspace: Workspace, levels: Mapping[str, int], flags: Mapping[str, str] | None = None
) -> Opened:
    """Answer every question with level 3 but those that are named, at once as an import does."""
    opened = workspace.begin(
        state_code="XZZ", invented_name="Karsova", questionnaire_id="spcf", mode="external"
    )
    answers = (
        NewAnswer(
            an_answer(one.id, levels.get(one.id, 3), confidence="high", evidence_grade="A"), 0
        )
        for one in opened.framework.questionnaire.indicators
    )
    entries = (
        FlagEntry(id_, option, source="Two observers", confidence="high")
        for id_, option in (flags or {}).items()
    )
    changes = Changes("workbook", answers=tuple(answers), flags=tuple(entries))
    context = workspace.context("Field team")
    context.store.write(opened.assessment.id, changes, context.actor, context.clock())
    note_findings(context, opened)
    return opened
