"""What a change of a returned workbook is about, and both sides of it, in words."""

from assessment.locales import gettext as _
from assessment.model.questionnaire import Questionnaire
from assessment.reporting.returned import (
    FieldPair,
    answer_pairs,
    evidence_pairs,
    flag_pairs,
    scope_pairs,
    subject_name,
)
from assessment.services.merging import AnswerChange, Change, EvidenceChange, FlagChange


def pairs_of(change: Change, questionnaire: Questionnaire) -> tuple[FieldPair, ...]:
    """Return every field that a change touches, with both sides."""
    match change:
        case AnswerChange():
            return answer_pairs(change.before, change.after, change.fields)
        case EvidenceChange():
            return evidence_pairs(change.before, change.after, change.fields)
        case FlagChange():
            return flag_pairs(change.before, change.after, change.fields, questionnaire)
        case _:
            return scope_pairs(change.before, change.after, change.lists)


def name_of(change: Change, questionnaire: Questionnaire) -> str:
    """Name what a change is about, with the words of the question."""
    match change:
        case AnswerChange():
            return subject_name(change.id, questionnaire)
        case EvidenceChange():
            about = subject_name(change.after.indicator_id, questionnaire)
            return _("Source for {question}", question=about)
        case FlagChange():
            return subject_name(change.id, questionnaire)
        case _:
            return _("Scope sheet")
