"""What a returned workbook would change, in words: each field with both sides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.answer import Answer, Evidence, FlagEntry, Status
from assessment.model.questionnaire import Questionnaire
from assessment.model.scope import Scope
from assessment.reporting.scope import list_words, scope_name
from assessment.reporting.terms import confidence_words, protection_words, status_words

_FIELDS = {
    "answer": mark("answer"),
    "reason": mark("reason"),
    "confidence": mark("confidence"),
    "evidence_grade": mark("evidence grade"),
    "ticked": mark("statements that hold"),
    "rationale": mark("rationale"),
    "option": mark("situation"),
    "since": mark("since"),
    "source": mark("source"),
    "note": mark("note"),
    "protection": mark("who may see it"),
    "title": mark("title"),
    "publisher": mark("published by"),
    "published": mark("date"),
    "link": mark("link"),
    "page": mark("page"),
    "indicator_id": mark("question"),
}
_VERDICT = ("status", "level")
"""Two fields that are one thing to a reader: the answer."""


@dataclass(frozen=True)
class FieldPair:
    """One field that would change; an empty side says nothing."""

    label: str
    here: str
    given: str

    def __str__(self) -> str:
        """Say both sides.

        Examples
        --------
        >>> str(FieldPair("confidence", "", "high"))
        'confidence: nothing -> high'
        """
        return _(
            "{field}: {before} -> {after}",
            field=self.label,
            before=self.here or _("nothing"),
            after=self.given or _("nothing"),
        )


def answer_pairs(before: Answer, after: Answer, fields: Iterable[str]) -> tuple[FieldPair, ...]:
    """Return the fields of an answer with both sides."""
    return tuple(
        FieldPair(_(_FIELDS[name]), _answer_value(before, name), _answer_value(after, name))
        for name in _as_read(fields)
    )


def flag_pairs(
    before: FlagEntry | None,
    after: FlagEntry,
    fields: Iterable[str],
    questionnaire: Questionnaire,
) -> tuple[FieldPair, ...]:
    """Return the fields of what is known of a circumstance with both sides."""
    return tuple(
        FieldPair(
            _(_FIELDS[name]),
            _flag_value(before, name, questionnaire),
            _flag_value(after, name, questionnaire),
        )
        for name in fields
    )


def evidence_pairs(
    before: Evidence | None, after: Evidence, fields: Iterable[str]
) -> tuple[FieldPair, ...]:
    """Return the fields of a source with both sides, in the order in which they are given."""
    return tuple(
        FieldPair(_(_FIELDS[name]), _evidence_value(before, name), _evidence_value(after, name))
        for name in fields
    )


def scope_pairs(before: Scope, after: Scope, lists: Iterable[str]) -> tuple[FieldPair, ...]:
    """Return the lists of the scope sheet with both sides."""
    return tuple(
        FieldPair(scope_name(name), list_words(before, name), list_words(after, name))
        for name in lists
    )


def subject_name(id_: str, questionnaire: Questionnaire) -> str:
    """Name a question or a circumstance by its id and its name."""
    named = (*questionnaire.indicators, *questionnaire.context_flags)
    found = next((one.name for one in named if one.id == id_), "")
    return _("{id} {name}", id=id_, name=found) if found else id_


def correction_words(earlier: str, later: str, *, by_name: bool) -> str:
    """Say that one file of a team corrects another, and how anybody knows which is later."""
    if by_name:
        return _(
            "{later} corrects {earlier} of the same team; the later counts, going by the numbers "
            "in their names.",
            later=later,
            earlier=earlier,
        )
    return _(
        "{later} corrects {earlier} of the same team; the later counts, going by when each file "
        "says it was saved.",
        later=later,
        earlier=earlier,
    )


def answer_words(answer: Answer, fields: Iterable[str]) -> str:
    """Say some fields of an answer."""
    return _listed((_FIELDS[name], _answer_value(answer, name)) for name in _as_read(fields))


def flag_words(entry: FlagEntry, fields: Iterable[str], questionnaire: Questionnaire) -> str:
    """Say some fields of what is known of a circumstance, with its name."""
    names = {flag.id: flag.name for flag in questionnaire.context_flags}
    said = _listed((_FIELDS[name], _flag_value(entry, name, questionnaire)) for name in fields)
    name = names.get(entry.flag_id, entry.flag_id)
    return _("{circumstance}: {entry}", circumstance=name, entry=said)


def evidence_words(entry: Evidence, fields: Iterable[str]) -> str:
    """Say some fields of a source, and what it is called."""
    names = [name for name in dict.fromkeys(("title", *fields)) if name != "indicator_id"]
    return _listed((_FIELDS[name], _evidence_value(entry, name)) for name in names)


def scope_words(scope: Scope, lists: Iterable[str]) -> str:
    """Say some lists of the scope sheet."""
    return _listed((scope_name(name), list_words(scope, name)) for name in lists)


def not_taken(words: str) -> str:
    """Say what a workbook said and was not taken in."""
    return _("Said in the workbook and not taken: {entry}", entry=words)


def _listed(values: Iterable[tuple[str, str]]) -> str:
    lines = (_("{field}: {value}", field=_(name), value=value) for name, value in values if value)
    return "; ".join(lines) or _("nothing")


def _as_read(fields: Iterable[str]) -> Iterator[str]:
    """Yield the fields of an answer as a reader sees them: status and level are one."""
    names = list(fields)
    if any(name in _VERDICT for name in names):
        yield "answer"
    yield from (name for name in names if name in _FIELDS)


def _answer_value(answer: Answer, name: str) -> str:
    match name:
        case "answer" if answer.status is Status.LEVEL:
            return _("level {level}", level=str(answer.level))
        case "answer":
            return "" if answer.status is Status.NOT_ANSWERED else status_words(answer.status)
        case "confidence":
            return confidence_words(answer.confidence) if answer.confidence else ""
        case "ticked":
            return ", ".join(sorted(answer.ticked))
        case _:
            return str(getattr(answer, name) or "")


def _flag_value(entry: FlagEntry | None, name: str, questionnaire: Questionnaire) -> str:
    if entry is None:
        return ""
    if name == "option":
        options = {
            option.id: option.name
            for flag in questionnaire.context_flags
            if flag.id == entry.flag_id
            for option in flag.options
        }
        return options.get(entry.option, entry.option)
    if name == "confidence":
        return confidence_words(entry.confidence) if entry.confidence else ""
    return str(getattr(entry, name) or "")


def _evidence_value(entry: Evidence | None, name: str) -> str:
    if entry is None:
        return ""
    if name == "protection":
        return protection_words(entry.protection)
    return str(getattr(entry, name) or "")
