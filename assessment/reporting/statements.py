"""Says what statements are about, which of two things level 0 is, and paper beside practice."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.locales.formats import whole
from assessment.model.answer import Answer
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import (
    Indicator,
    Questionnaire,
    StatementKind,
    Term,
    terms_in,
)
from assessment.model.statements import LevelZero, level_zero
from assessment.reporting.wording import capitalised, table
from assessment.scoring.statements import KindCount, StatementCount, count_statements

if TYPE_CHECKING:
    from pandas import DataFrame

_ZERO_WORDS = {
    LevelZero.CONTRARY: mark("something works against protection"),
    LevelZero.ABSENT: mark("nothing is in place"),
    LevelZero.NOT_SAID: mark("not said whether nothing is in place or something works against it"),
}


def kind_words(kind: StatementKind | None) -> str:
    """Say in a word or two what a statement is about; nothing where it is not told."""
    match kind:
        case "law":
            return pgettext("kind of a statement", "law")
        case "practice":
            return pgettext("kind of a statement", "practice")
        case "contrary":
            return pgettext("kind of a statement", "against protection")
        case None:
            return ""


def zero_words(indicator: Indicator, answer: Answer) -> str:
    """Say what an answer at the lowest level means; nothing where that is not told apart."""
    zero = level_zero(indicator, answer)
    return _(_ZERO_WORDS[zero]) if zero else ""


def zero_lines(framework: Framework, record: Record, dimension_id: str) -> Iterator[str]:
    """Yield one sentence for each answer of a dimension that is at the lowest level."""
    for indicator in framework.questionnaire.dimension(dimension_id).indicators:
        answer = record.answer(indicator.id)
        if zero := zero_words(indicator, answer):
            yield _(
                "{indicator} is at level {level}: {meaning}.",
                indicator=indicator.id,
                level=str(answer.level),
                meaning=zero,
            )


def define(terms: Iterable[Term]) -> Iterator[str]:
    """Yield what terms mean, one a line."""
    for term in terms:
        yield _("{term}: {meaning}", term=capitalised(term.term), meaning=term.meaning)


def definitions_of(text: str, questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the meaning of every defined term in a text, one a line."""
    return tuple(define(terms_in(text, questionnaire)))


def paper_note() -> str:
    """Say what is counted, and that it is beside the scores."""
    return _(
        "How many statements above the lowest level hold: of law, that is on paper, and of "
        "practice. A statement holds if it is ticked or if the level reaches it. Questions "
        "without a level are left out. The counts are no part of a score."
    )


def paper_and_practice(framework: Framework, record: Record) -> tuple[str, ...]:
    """Return one sentence for each dimension; none where statements do not say their kind."""
    questionnaire = framework.questionnaire
    return tuple(
        _(
            "{dimension}: {counts}",
            dimension=questionnaire.dimension_name(found.dimension_id),
            counts=count_sentence(found),
        )
        for found in count_statements(questionnaire, record)
    )


def count_sentence(found: StatementCount) -> str:
    """Say how much of a dimension holds on paper, how much in practice, and what is against it."""
    if not found.is_known:
        return _("nothing has a level yet.")
    contrary = ngettext(
        "{number} statement works against protection.",
        "{number} statements work against protection.",
        found.contrary,
    )
    return _(
        "on paper {law}, in practice {practice}; {contrary}",
        law=_share(found.law),
        practice=_share(found.practice),
        contrary=contrary,
    )


def _share(count: KindCount) -> str:
    return _("{held} of {asked}", held=whole(count.held), asked=whole(count.asked))


def paper_table(framework: Framework, record: Record) -> "DataFrame":
    """Return one row a dimension: statements that hold on paper, in practice, and against it."""
    return table(paper_columns(), paper_rows(framework, record))


def paper_columns() -> tuple[str, ...]:
    """Return the headings of `paper_table`."""
    words = (_("Dimension"), _("Name"), _("On paper"), _("In practice"))
    return (*words, capitalised(kind_words("contrary")))


def paper_rows(framework: Framework, record: Record) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `paper_table` as texts."""
    questionnaire = framework.questionnaire
    for found in count_statements(questionnaire, record):
        name = questionnaire.dimension_name(found.dimension_id)
        counts = (_("not known"),) * 3
        if found.is_known:
            counts = (_share(found.law), _share(found.practice), whole(found.contrary))
        yield (found.dimension_id, name, *counts)
