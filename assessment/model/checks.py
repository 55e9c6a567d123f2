"""What people enter must satisfy this: the one check for page, workbook and command line."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed, whole
from assessment.model.answer import (
    CONFIDENCES,
    GRADES,
    PROTECTIONS,
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    Status,
)
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import ContextFlag, Indicator, Questionnaire
from assessment.model.scope import NONE, Scope
from assessment.model.statements import (
    LevelZero,
    Proposal,
    differs,
    level_zero,
    proposal_words,
    propose,
)

Place = Callable[[str], str]
"""Names the place of a field of the answer in the words of whoever gave it."""

_PLACES = {
    "indicator_id": mark("{indicator}, indicator"),
    "level": mark("{indicator}, level"),
    "reason": mark("{indicator}, reason"),
    "confidence": mark("{indicator}, confidence"),
    "evidence_grade": mark("{indicator}, evidence grade"),
    "ticked": mark("{indicator}, ticked statements"),
    "rationale": mark("{indicator}, rationale"),
}
_LEVEL_BESIDE = {
    Status.NOT_ANSWERED: mark("Level {level} is given, and the answer is not chosen."),
    Status.INSUFFICIENT_INFORMATION: mark(
        "Level {level} is given together with 'insufficient information'."
    ),
    Status.NOT_APPLICABLE: mark("Level {level} is given together with 'not applicable'."),
}

_WITHOUT_LEVEL = (Status.INSUFFICIENT_INFORMATION, Status.NOT_APPLICABLE)

LONGEST_TEXT = 10_000
LONGEST_ENTRY = 200
"""Of a list of the scope sheet; the name of a region becomes that of an assessment."""


def check_answer(
    answer: Answer, questionnaire: Questionnaire, place: Place | None = None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with an answer, all at once.

    Parameters
    ----------
    place
        Names where a field was entered, for example a cell; the indicator id
        and the field where it is left out.

    Returns
    -------
    tuple of Problem
        Errors mean that the answer may not be stored. A warning marks what a
        reader will ask about, and stops nothing.
    """

    def name_place(field: str) -> str:
        return place(field) if place else _(_PLACES[field], indicator=answer.indicator_id)

    if not questionnaire.has_indicator(answer.indicator_id):
        return (_unknown_indicator(answer, questionnaire, name_place),)
    indicator = questionnaire.indicator(answer.indicator_id)
    return (
        *_check_level(answer, questionnaire, name_place),
        *_check_choices(answer, name_place),
        *_check_ticks(answer, indicator, name_place),
        *_check_reason(answer, indicator, name_place),
        *_check_agreement(answer, indicator, name_place),
        *_check_texts(answer, name_place),
    )


def check_evidence(
    evidence: Evidence, questionnaire: Questionnaire, where: str
) -> tuple[Problem, ...]:
    """Return everything that is wrong with an evidence entry."""
    problems: list[Problem] = []
    if not evidence.title.strip():
        found = _("The evidence has no title.")
        problems.append(Problem("evidence.title_missing", where, found, _("Name the document.")))
    if not questionnaire.has_indicator(evidence.indicator_id):
        problems.append(_no_indicator("evidence", evidence.indicator_id, where))
    if evidence.protection not in PROTECTIONS:
        found = _("'{given}' is no protection tier.", given=evidence.protection)
        problems.append(
            Problem(
                "evidence.protection_unknown", where, found, _("Pick one."), _allowed(PROTECTIONS)
            )
        )
    fields = ("title", "publisher", "published", "link", "page")
    texts = (getattr(evidence, field) for field in fields)
    return (*problems, *_long_texts("evidence.text_too_long", texts, where))


def check_flag(entry: FlagEntry, questionnaire: Questionnaire, where: str) -> tuple[Problem, ...]:
    """Return everything that is wrong with a context flag entry."""
    flag = next((f for f in questionnaire.context_flags if f.id == entry.flag_id), None)
    if flag is None:
        found = _("'{given}' is no context flag.", given=entry.flag_id)
        return (Problem("flag.unknown", where, found, _("Correct the id.")),)
    texts = (entry.since, entry.source, entry.note)
    return (
        *_check_flag_choices(entry, flag, where),
        *_long_texts("flag.text_too_long", texts, where),
    )


def check_dissent(
    dissent: Dissent, questionnaire: Questionnaire, where: str
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a dissent."""
    remedy = _("Say why you see it differently.")
    problems = [*check_text(dissent.reason, where, remedy)]
    if not questionnaire.has_indicator(dissent.indicator_id):
        problems.append(_no_indicator("dissent", dissent.indicator_id, where))
    levels = {level.value for level in questionnaire.scale}
    if dissent.level not in (None, *levels):
        problems.append(
            Problem(
                "dissent.level_unknown",
                where,
                _("'{given}' is not one of the levels.", given=dissent.level),
                _("Pick one."),
                _("Allowed are {lowest} to {highest}.", lowest=min(levels), highest=max(levels)),
            )
        )
    return tuple(problems)


def check_scope(scope: Scope, place: Place) -> tuple[Problem, ...]:
    """Return everything that is wrong with a scope sheet, all at once.

    Parameters
    ----------
    place
        Names where a list was entered, by the name of the list.
    """
    return tuple(
        problem
        for name, entries in scope.lists.items()
        for problem in _check_entries(entries, place(name))
    )


def _check_entries(entries: tuple[str, ...], where: str) -> Iterator[Problem]:
    # One cell of a workbook holds the whole list.
    length = len("\n".join(entries))
    if length > LONGEST_TEXT:
        found = _("The list has {number} characters.", number=whole(length))
        allowed = _("Allowed are {number}.", number=whole(LONGEST_TEXT))
        remedy = _("Keep those that the questions turn on, or shorten them.")
        yield Problem("scope.list_too_long", where, found, remedy, allowed)
    for entry in (entry for entry in entries if len(entry) > LONGEST_ENTRY):
        found = _(
            "The entry that begins with '{beginning}' has {number} characters.",
            beginning=entry[:30],
            number=whole(len(entry)),
        )
        allowed = _("Allowed are {number}.", number=whole(LONGEST_ENTRY))
        yield Problem("scope.entry_too_long", where, found, _("Shorten it."), allowed)
    counts = Counter(entry.casefold() for entry in entries)
    repeated = {e.casefold(): e for e in entries if counts[e.casefold()] > 1}
    if repeated:
        found = _("Written more than once: {entries}.", entries=listed(repeated.values()))
        yield Problem("scope.entry_repeated", where, found, _("Keep each once."))
    if NONE in entries and len(counts) > 1:
        found = _("The list says that there are none, and names some.")
        remedy = _("Take out one of the two.")
        yield Problem("scope.none_beside_entries", where, found, remedy)


def check_text(text: str, where: str, remedy: str) -> Iterator[Problem]:
    """Yield what is wrong with a text that must be there; ``remedy`` is said of an empty one."""
    if not text.strip():
        yield Problem("text.missing", where, _("The text is empty."), remedy)
    yield from _long_texts("text.too_long", (text,), where)


def _unknown_indicator(answer: Answer, questionnaire: Questionnaire, place: Place) -> Problem:
    first, last = questionnaire.indicators[0].id, questionnaire.indicators[-1].id
    return Problem(
        "answer.indicator_unknown",
        place("indicator_id"),
        _(
            "'{given}' is no indicator of {questionnaire}.",
            given=answer.indicator_id,
            questionnaire=questionnaire.name,
        ),
        _("Put back the id that was there; ids are never renamed."),
        _("Allowed are the ids from {first} to {last}.", first=first, last=last),
    )


def _no_indicator(what: str, given: str, where: str) -> Problem:
    found = _("'{given}' is no indicator.", given=given)
    return Problem(f"{what}.indicator_unknown", where, found, _("Correct the id."))


def _check_level(answer: Answer, questionnaire: Questionnaire, place: Place) -> Iterator[Problem]:
    on_scale = {level.value for level in questionnaire.scale}
    if answer.status is Status.LEVEL and answer.level not in on_scale:
        yield Problem(
            "answer.level_unknown",
            place("level"),
            _("'{given}' is not one of the levels.", given=answer.level),
            _("Pick one from the list."),
            _(
                "Allowed are {lowest} to {highest}, insufficient information, and not applicable.",
                lowest=min(on_scale),
                highest=max(on_scale),
            ),
        )
    if answer.status is not Status.LEVEL and answer.level is not None:
        yield Problem(
            "answer.level_beside_missing",
            place("level"),
            _(_LEVEL_BESIDE[answer.status], level=answer.level),
            _("Keep one of the two."),
        )
    if answer.status is Status.LEVEL and answer.evidence_grade == "D":
        yield Problem(
            "answer.no_evidence_for_level",
            place("evidence_grade"),
            _("Evidence grade D means that there is no evidence, and no evidence carries a level."),
            _("Choose 'insufficient information', or name the evidence and give grade A, B or C."),
        )


def _check_choices(answer: Answer, place: Place) -> Iterator[Problem]:
    for field, choices in (("confidence", CONFIDENCES), ("evidence_grade", GRADES)):
        given = getattr(answer, field)
        if given is not None and given not in choices:
            yield Problem(
                f"answer.{field}_unknown",
                place(field),
                _("'{given}' is not one of the choices.", given=given),
                _("Pick one from the list or leave it empty."),
                _allowed(choices),
            )


def _check_ticks(answer: Answer, indicator: Indicator, place: Place) -> Iterator[Problem]:
    unknown = sorted(answer.ticked - set(indicator.statement_ids))
    if unknown:
        yield Problem(
            "answer.statement_unknown",
            place("ticked"),
            ngettext(
                "{indicator} has no statement {statements}.",
                "{indicator} has no statements {statements}.",
                len(unknown),
                indicator=indicator.id,
                statements=listed(unknown),
            ),
            _("Tick statements of this indicator only."),
        )


def _check_reason(answer: Answer, indicator: Indicator, place: Place) -> Iterator[Problem]:
    if answer.reason.strip():
        return
    if answer.status is Status.NOT_APPLICABLE:
        remedy = _("Say in a sentence why the question does not arise for this state.")
        if indicator.not_applicable_when:
            remedy += " " + _("Here: {when}", when=indicator.not_applicable_when)
        found = _("'Not applicable' is given without a reason.")
        yield Problem("answer.reason_missing", place("reason"), found, remedy)


def _check_agreement(answer: Answer, indicator: Indicator, place: Place) -> Iterator[Problem]:
    """Yield what a reader will ask about level and ticked statements, unless a reason is given."""
    if level_zero(indicator, answer) is LevelZero.NOT_SAID:
        yield Problem(
            "answer.zero_not_said",
            place("ticked"),
            _(
                "Level {level} means that nothing is in place, or that something works against "
                "protection. No ticked statement says which.",
                level=answer.level,
            ),
            _("Tick the statement of this level that holds."),
            severity=Severity.WARNING,
        )
    proposal = propose(indicator, answer.ticked)
    is_settled = answer.status is not Status.NOT_ANSWERED and answer.level == proposal.level
    if answer.reason.strip() or answer.status in _WITHOUT_LEVEL:
        return
    if proposal.opposed or not is_settled:
        for found, remedy in proposal_words(indicator, answer.ticked):
            code = "answer.statements_open"
            yield Problem(code, place("ticked"), found, remedy, severity=Severity.WARNING)
    if answer.status is Status.LEVEL and differs(indicator, answer, proposal):
        yield _differing(answer, proposal, place("reason"))


def _differing(answer: Answer, proposal: Proposal, where: str) -> Problem:
    found = _("The ticked statements propose no level, the answer is {given}.", given=answer.level)
    if proposal.level is not None:
        found = _(
            "The ticked statements propose level {proposed}, the answer is {given}.",
            proposed=proposal.level,
            given=answer.level,
        )
    remedy = _("Say why, or tick what else holds.")
    code = "answer.differs_from_statements"
    return Problem(code, where, found, remedy, severity=Severity.WARNING)


def _check_texts(answer: Answer, place: Place) -> Iterator[Problem]:
    remedy = _("Shorten it, and give the document as evidence.")
    for field in ("reason", "rationale"):
        texts = (getattr(answer, field),)
        yield from _long_texts("answer.text_too_long", texts, place(field), remedy)


def _check_flag_choices(entry: FlagEntry, flag: ContextFlag, where: str) -> Iterator[Problem]:
    options = sorted(option.id for option in flag.options)
    if entry.option not in options:
        found = _("'{given}' is not one of the choices.", given=entry.option)
        yield Problem("flag.option_unknown", where, found, _("Pick one."), _allowed(options))
    if entry.confidence not in (None, *CONFIDENCES):
        found = _("'{given}' is no confidence.", given=entry.confidence)
        allowed = _allowed(CONFIDENCES)
        yield Problem("flag.confidence_unknown", where, found, _("Pick one."), allowed)


def _long_texts(code: str, texts: Iterable[str], where: str, remedy: str = "") -> Iterator[Problem]:
    """Yield one problem if any of some texts is too long."""
    longest = max(len(text) for text in texts)
    if longest > LONGEST_TEXT:
        yield Problem(
            code,
            where,
            _("The text has {number} characters.", number=whole(longest)),
            remedy or _("Shorten it."),
            _("Allowed are {number}.", number=whole(LONGEST_TEXT)),
        )


def _allowed(choices: Iterable[str]) -> str:
    return _("Allowed are {choices}.", choices=listed(choices))
