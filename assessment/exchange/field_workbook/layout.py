"""What writer and reader of the field workbook must agree on: sheets, columns, words to pick.

All of them are translated for people and carry a code for the reader: columns in a hidden
first row, sheets and words in the hidden sheet `_meta`. So a moved, hidden or translated
column is still recognised; positions and visible headings are never trusted.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from assessment.locales import gettext as _
from assessment.locales import mark, pgettext
from assessment.model.answer import CONFIDENCES, GRADES, PROTECTIONS, Answer, Status
from assessment.model.questionnaire import ContextFlag, Questionnaire
from assessment.reporting.scope import none_word
from assessment.reporting.terms import confidence_words, protection_words

COVER, OVERVIEW, SCOPE = mark("Cover"), mark("Overview"), mark("Scope sheet")
ANSWERS = mark("Answers")
EVIDENCE, REMARKS, CONTEXT = mark("Evidence"), mark("Remarks"), mark("Context")
GUIDE, DEFINITIONS = mark("Guide"), mark("Definitions")
"""The titles of the sheets in English, which are their codes too.

Workbooks of version 1 have one sheet of answers; since then each dimension has its own.
"""
LISTS, SCORES, META = "_lists", "_scores", "_meta"

FORMAT = "spca field workbook"
FORMAT_VERSION = 2
FORMS_SINCE = 2
"""The version of the format since which answers stand in forms, a sheet for each dimension."""
SCOPE_KEY, ASKED_KEY = "scope", "asked"
FLAG_KEY, EVIDENCE_KEY, SHEET_KEY, WORD_KEY = "flag:", "evidence:", "sheet:", "word:"
OWN_KEY, HEADINGS_KEY, COMPUTED_KEY = "own:", "headings:", "computed:"
"""Before the title of a sheet: the marks of the texts that the program wrote there, of the
headings among them, and the columns in which it computes."""

CODE_ROW, HEADING_ROW = 1, 2
LONGEST_CELL = 32_767
_MARK_BYTES, _MARK_LETTERS = 3, 4
STILL_HOLDS, FIELD_REMARKS = "still_holds", "remarks"
LAST_FREE_ROW = 2_000
"""Down to it there are lists, and room for sources and remarks."""
KEY, ANSWER, TEXT, BASE = "id", "answer", "text", "base"
"""Columns of a form: by which a row is known, its two columns to fill in, and what was there."""
FILLED_BY, ORGANISATION = "filled_by", "organisation"

MISSING_WORDS = {
    Status.INSUFFICIENT_INFORMATION: mark("Insufficient information"),
    Status.NOT_APPLICABLE: mark("Not applicable"),
}


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    choices
        The name of the list it picks from; empty for free text.
    hint
        Shown when the cell is selected.
    """

    code: str
    heading: str
    width: float
    hint: str = ""
    choices: str = ""


def form_code(dimension_id: str) -> str:
    """Return the code of the sheet of a dimension."""
    return f"{ANSWERS}:{dimension_id}"


def answer_columns() -> tuple[Column, ...]:
    """Return what is filled in on the sheet of answers."""
    reason = _("Why not applicable, or why another level than the statements say.")
    return (
        Column(
            "level", _("Level"), 14, _("Pick the level, or one of the two words."), "list_levels"
        ),
        Column("ticked", _("Statements that hold"), 15, _("For example: 1a, 2a, 2b")),
        Column("confidence", _("Confidence"), 11, _("How sure are you?"), "list_confidences"),
        Column(
            "evidence_grade", _("Evidence grade"), 10, _("A is best, D is none."), "list_grades"
        ),
        Column("rationale", _("Rationale"), 42, _("What you saw that leads to this level.")),
        Column("reason", _("Reason"), 28, reason),
    )


def form_columns() -> tuple[Column, ...]:
    """Return what is filled in on the sheet of a dimension: short entries, and texts."""
    return (
        Column(TEXT, _("Text"), 88),
        Column(ANSWER, _("Your answer"), 13),
    )


def form_fields() -> tuple[Column, ...]:
    """Return the fields of an answer that have a row of their own, in their order.

    The heading names the row; the width says in which column of the form it is filled in.
    """
    by_code = {column.code: column for column in answer_columns()}
    remarks = _("What you want to say of this question besides.")
    return (
        *(by_code[code] for code in ("level", "confidence", "evidence_grade")),
        *(by_code[code] for code in ("rationale", "reason")),
        Column(FIELD_REMARKS, _("Remarks"), 42, remarks),
    )


def cover_columns() -> tuple[Column, ...]:
    """Return what is filled in on the cover: who filled in the workbook, and for whom."""
    return (Column(TEXT, _("Entry"), 100),)


def remark_columns() -> tuple[Column, ...]:
    """Return what is filled in on the sheet of remarks."""
    about = _("If it is about one question.")
    remark = _("What the questions do not ask, or what should change in this workbook.")
    return (
        Column("indicator_id", _("Indicator"), 14, about, "list_indicators"),
        Column("remark", _("Remark"), 120, remark),
    )


def scope_columns() -> tuple[Column, ...]:
    """Return what is filled in on the scope sheet."""
    hint = _(
        "With semicolons or line breaks between entries. '{none}' where there is nothing.",
        none=none_word(),
    )
    return (Column("entries", _("What is on the list"), 62, hint),)


def last_round_column() -> Column:
    """Return what shows the answer of the last round, where there was one; nobody fills it in."""
    return Column("last_round", _("Last round"), 34)


def holds_column() -> Column:
    """Return where an answer of the last round is confirmed; older workbooks have it not."""
    hint = _("Pick x if the answer of the last round is still right. Then nothing else is needed.")
    return Column(STILL_HOLDS, _("Still holds"), 9, hint, "list_marks")


def evidence_columns() -> tuple[Column, ...]:
    """Return what is filled in on the sheet of evidence."""
    date, page = pgettext("of a document", "Date"), pgettext("of a document", "Page")
    indicator = _("One, or several with semicolons between them.")
    title, protection = _("Title of the source"), _("Who may see this source?")
    return (
        Column("indicator_id", _("Indicator"), 15, indicator, "list_indicators"),
        Column("title", title, 40, _("Name documents, never persons at risk.")),
        Column("publisher", _("Published by"), 24, _("The body that stands behind it.")),
        Column("published", date, 12, _("For example 2024-05-31, or only the year.")),
        Column("link", _("Link"), 31, _("Web address, if there is one.")),
        Column("page", page, 11, _("Page, article or paragraph.")),
        Column("protection", _("Protection"), 12, protection, "list_protections"),
    )


def context_columns() -> tuple[Column, ...]:
    """Return what is filled in on the sheet of the context; options differ from flag to flag."""
    note = _("Anything a reader must know. Name no person at risk.")
    return (
        Column("option", _("Situation"), 16, _("Pick what applies now."), "list_options"),
        Column("since", _("Since"), 11, _("For example 2023-11.")),
        Column("source", _("Source"), 21, _("Where this is reported.")),
        Column("confidence", _("Confidence"), 12, _("How sure are you?"), "list_confidences"),
        Column("note", _("Note"), 27, note),
    )


def id_column(width: float) -> Column:
    """Return the column that says which question a row is about."""
    return Column("id", _("Id"), width)


def kept_column(code: str) -> Column:
    """Return the hidden column by which a row is known again."""
    return Column(code, _("Do not change"), 0)


Words = Mapping[str, str | int]
"""Codes of choices, and what people pick for them in the language in use."""


def choices(questionnaire: Questionnaire) -> Mapping[str, Words]:
    """Return every list that cells pick from, by its name."""
    flags = questionnaire.context_flags
    options = {
        option_list(flags, flag): {option.id: option.name for option in flag.options}
        for flag in flags
    }
    levels = sorted(level.value for level in questionnaire.scale)
    return {
        "list_levels": {str(level): level for level in levels} | missing_words(),
        **fixed_choices(),
        "list_indicators": {indicator.id: indicator.id for indicator in questionnaire.indicators},
    } | options


def fixed_choices() -> dict[str, Words]:
    """Return the lists that are the same for every questionnaire."""
    return {
        "list_marks": {"x": "x"},
        "list_confidences": {one: confidence_words(one) for one in CONFIDENCES},
        "list_grades": {grade: grade for grade in GRADES},
        "list_protections": {one: protection_words(one) for one in PROTECTIONS},
    }


def option_list(flags: Sequence[ContextFlag], flag: ContextFlag) -> str:
    """Return the name of the list of options; flags with the same options share one."""
    distinct = list(dict.fromkeys(each.options for each in flags))
    return f"list_options_{distinct.index(flag.options) + 1}"


def fold(text: str) -> str:
    """Return a text as it is compared: spaces and capitals do not matter."""
    return " ".join(text.split()).casefold()


def mark_of(text: str) -> str:
    """Return four letters by which a text is known again, whatever its spaces and line ends.

    Two texts share a mark once in sixteen million.
    """
    words = " ".join(text.split()).encode("utf-8", errors="replace")
    return b64encode(blake2b(words, digest_size=_MARK_BYTES).digest()).decode("ascii")


def marks_of(texts: Iterable[str]) -> str:
    """Return the marks of texts, one after the other; where a cell holds no more, of none."""
    marks = "".join(sorted({mark_of(text) for text in texts}))
    return marks if len(marks) <= LONGEST_CELL else ""


def read_marks(marks: str) -> frozenset[str]:
    """Return the marks that `marks_of` has put one after the other."""
    return frozenset(
        marks[place : place + _MARK_LETTERS] for place in range(0, len(marks), _MARK_LETTERS)
    )


def spellings(name: str, words: Words, entries: Mapping[str, str]) -> Mapping[str, str]:
    """Map every accepted way of writing a choice of a list to its code.

    Accepted are the code, the word in the language in use and the word that the
    workbook itself offers, by its hidden sheet, whatever language that was made in.
    """
    offered = {code: entries.get(f"{WORD_KEY}{name}:{code}", code) for code in words}
    return {
        **{fold(word): code for code, word in offered.items()},
        **{fold(code): code for code in words},
        **{fold(str(word)): code for code, word in words.items()},
    }


def missing_words() -> dict[str, str]:
    """Return what is picked instead of a level, by status."""
    return {status.value: _(word) for status, word in MISSING_WORDS.items()}


def level_entry(answer: Answer) -> int | str | None:
    """Return what stands in the level cell of an answer; ``None`` leaves it empty."""
    if answer.status is Status.LEVEL:
        return answer.level
    return missing_words().get(answer.status)
