"""What writer and reader of the field workbook must agree on: names, codes, words.

The codes stand in a hidden first row, so that a moved, hidden or translated column
is still recognised; positions and visible headings are never trusted.
"""

from dataclasses import dataclass

from assessment.model.answer import Answer, Status
from assessment.model.questionnaire import ContextFlag, Indicator

GUIDE, ANSWERS, EVIDENCE, CONTEXT = "Guide", "Answers", "Evidence", "Context"
LISTS, META = "_lists", "_meta"

FORMAT = "spca field workbook"
FORMAT_VERSION = 1
FLAG_KEY, EVIDENCE_KEY = "flag:", "evidence:"

CODE_ROW, HEADING_ROW = 1, 2
FREE_EVIDENCE_ROWS = 200

LEVEL_WORDS = {
    Status.INSUFFICIENT_INFORMATION: "Insufficient information",
    Status.NOT_APPLICABLE: "Not applicable",
}
SHORT_LEVEL_WORDS = {
    "ii": Status.INSUFFICIENT_INFORMATION,
    "na": Status.NOT_APPLICABLE,
    "n/a": Status.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Column:
    """A column to fill in.

    Attributes
    ----------
    choices
        The name of the list it picks from; empty for free text.
    hint
        Shown when the cell is selected.
    """

    code: str
    heading: str
    width: int
    hint: str = ""
    choices: str = ""


ANSWER_COLUMNS = (
    Column("level", "Level", 14, "Pick the level, or one of the two words.", "list_levels"),
    Column("ticked", "Statements that hold", 15, "For example: 1a, 2a, 2b"),
    Column("confidence", "Confidence", 11, "How sure are you?", "list_confidences"),
    Column("evidence_grade", "Evidence grade", 10, "A is best, D is none.", "list_grades"),
    Column("rationale", "Rationale", 42, "What you saw that leads to this level."),
    Column(
        "reason", "Reason", 28, "Why not applicable, or why another level than the statements say."
    ),
)
EVIDENCE_COLUMNS = (
    Column("indicator_id", "Indicator", 12, "The indicator that it supports.", "list_indicators"),
    Column("title", "Title of the source", 44, "Name documents, never persons at risk."),
    Column("publisher", "Published by", 26, "The body that stands behind it."),
    Column("published", "Date", 13, "For example 2024-05-31, or only the year."),
    Column("link", "Link", 36, "Web address, if there is one."),
    Column("page", "Page", 10, "Page, article or paragraph."),
    Column("protection", "Protection", 13, "Who may see this source?", "list_protections"),
)
CONTEXT_COLUMNS = (
    Column("option", "Situation", 24, "Pick what applies now.", "per flag"),
    Column("since", "Since", 13, "For example 2023-11."),
    Column("source", "Source", 30, "Where this is reported."),
    Column("confidence", "Confidence", 11, "How sure are you?", "list_confidences"),
    Column("note", "Note", 44, "Anything a reader must know. Name no person at risk."),
)


def level_entry(answer: Answer) -> int | str | None:
    """Return what stands in the level cell of an answer; ``None`` leaves it empty."""
    if answer.status is Status.LEVEL:
        return answer.level
    return LEVEL_WORDS.get(answer.status)


def short_statement(indicator: Indicator, statement_id: str) -> str:
    """Return the part of a statement id that people write, such as 1a.

    An id that does not begin with the id of its indicator stays as it is.
    """
    return statement_id.removeprefix(f"{indicator.id}.")


def statement_words(indicator: Indicator) -> dict[str, str]:
    """Map every accepted way of writing a statement, in lower case, to its id."""
    full = {id_.casefold(): id_ for id_ in indicator.statement_ids}
    return {short_statement(indicator, id_).casefold(): id_ for id_ in full.values()} | full


def option_words(flag: ContextFlag) -> dict[str, str]:
    """Map every accepted way of writing an option, in lower case, to its id."""
    names = {option.name.casefold(): option.id for option in flag.options}
    return {option.id.casefold(): option.id for option in flag.options} | names
