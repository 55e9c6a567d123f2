"""Says how an answer in training stands to the reasoned one; nothing of it is stored or counted."""

from collections.abc import Iterator

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.model.answer import Answer, Status
from assessment.model.questionnaire import Questionnaire
from assessment.model.training import Comparison, LevelVerdict, Verdict
from assessment.reporting.terms import confidence_words, status_words

_HEADINGS = {
    Verdict.RIGHT: mark("Rightly ticked"),
    Verdict.MISSED: mark("Missed: these hold as well"),
    Verdict.TOO_MUCH: mark("Too much: the facts do not show these"),
    Verdict.LEFT_OUT: mark("Rightly not ticked, though one might think so"),
}
IN_TURN = (Verdict.TOO_MUCH, Verdict.MISSED, Verdict.RIGHT, Verdict.LEFT_OUT)
"""What there is to learn from comes first."""


def verdict_heading(verdict: Verdict) -> str:
    """Return the heading above the statements of which the same became."""
    return _(_HEADINGS[verdict])


def summary(found: Comparison) -> str:
    """Say in a sentence how much differs from the reasoned answer."""
    if found.is_as_reasoned:
        return _("Your answer is the reasoned answer.")
    alike = found.level is LevelVerdict.SAME
    others = sum(
        (
            *(
                verdict in (Verdict.MISSED, Verdict.TOO_MUCH)
                for verdict in found.statements.values()
            ),
            found.confidence is False,
            found.grade is False,
        )
    )
    if alike:
        return ngettext(
            "The level is that of the reasoned answer; {number} other thing differs.",
            "The level is that of the reasoned answer; {number} other things differ.",
            others,
        )
    if not others:
        return _("The level differs from that of the reasoned answer; nothing else does.")
    return ngettext(
        "The level differs from that of the reasoned answer, and so does {number} other thing.",
        "The level differs from that of the reasoned answer, and so do {number} other things.",
        others,
    )


def level_sentence(found: Comparison, questionnaire: Questionnaire) -> str:
    """Say which level was chosen, and which one the reasoned answer has."""
    reasoned = _choice_words(found.case.answer, questionnaire)
    yours = _choice_words(found.answer, questionnaire)
    match found.level:
        case LevelVerdict.SAME:
            return _("Level: both say {reasoned}.", reasoned=reasoned)
        case LevelVerdict.NOT_GIVEN:
            return _("Level: you chose none; the reasoned answer is {reasoned}.", reasoned=reasoned)
        case LevelVerdict.HIGHER:
            return _(
                "Level: you chose {yours}. The reasoned answer is lower: {reasoned}.",
                yours=yours,
                reasoned=reasoned,
            )
        case LevelVerdict.LOWER:
            return _(
                "Level: you chose {yours}. The reasoned answer is higher: {reasoned}.",
                yours=yours,
                reasoned=reasoned,
            )
        case LevelVerdict.OTHER_KIND:
            return _(
                "Level: you chose {yours}. The reasoned answer is of another kind: {reasoned}.",
                yours=yours,
                reasoned=reasoned,
            )


def confidence_sentence(found: Comparison) -> str:
    """Say how sure both are; nothing where the reasoned answer does not say."""
    if found.confidence is None:
        return ""
    reasoned = confidence_words(found.case.confidence)
    if found.confidence:
        return _("Confidence: both say {reasoned}.", reasoned=reasoned)
    return _(
        "Confidence: yours is {yours}, that of the reasoned answer is {reasoned}.",
        yours=confidence_words(found.answer.confidence),
        reasoned=reasoned,
    )


def grade_sentence(found: Comparison) -> str:
    """Say how both grade the evidence; nothing where the reasoned answer does not say."""
    reasoned = found.case.grade
    if found.grade is None or reasoned is None:
        return ""
    if found.grade:
        return _("Evidence grade: both say {reasoned}.", reasoned=reasoned)
    if found.answer.evidence_grade is None:
        return _(
            "Evidence grade: you gave none, the reasoned answer has {reasoned}.", reasoned=reasoned
        )
    return _(
        "Evidence grade: yours is {yours}, that of the reasoned answer is {reasoned}.",
        yours=found.answer.evidence_grade,
        reasoned=reasoned,
    )


def statement_lines(
    found: Comparison, verdict: Verdict, questionnaire: Questionnaire
) -> Iterator[tuple[str, str]]:
    """Yield statements of which the same became, each with the reason.

    Of those that were rightly not ticked, only what somebody might have ticked is told.
    """
    indicator = questionnaire.indicator(found.case.indicator)
    silent = _("The facts say nothing of it.")
    for id_ in found.with_verdict(verdict):
        why = found.case.holds.get(id_) or found.case.not_shown.get(id_)
        if why or verdict is not Verdict.LEFT_OUT:
            text = indicator.statements[id_].text
            yield f"{indicator.short_id(id_)} {text}", why or silent


def _choice_words(answer: Answer, questionnaire: Questionnaire) -> str:
    if answer.status is not Status.LEVEL or answer.level is None:
        return status_words(answer.status)
    name = questionnaire.level(answer.level).name
    return _("level {level}, {name}", level=str(answer.level), name=name)
