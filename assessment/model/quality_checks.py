"""How each quality check looks at an assessment; which are asked for is data of a questionnaire.

What cannot be seen is not claimed: whether a text names a group or a place that is missing on
the scope sheet, whether a source says what an answer says, or whether a level is right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assessment.model.answer import Evidence, RecordedAnswer, Status
from assessment.model.assessment import UNNAMED, Record
from assessment.model.quality import SEVERITIES, Fact, Finding, QualityCheck, QualityRules
from assessment.model.questionnaire import Indicator, Questionnaire, fold_spaces, terms_in
from assessment.model.source_date import Doubt, read_date
from assessment.model.statements import propose

TO_COME = "to_come"
"""Beside the doubts of `Doubt`: a source cannot have appeared on a day that is still to come."""
# A day has begun in the east that the clock in UTC does not know yet.
_AHEAD = timedelta(days=1)

Counted = Literal["level", "levels_apart", "years", "answers"]
"""What the threshold of a check counts."""


@dataclass(frozen=True)
class Examined:
    """What the checks look at.

    Attributes
    ----------
    today
        Sources from later on cannot be.
    open_ratings
        Ids of the indicators whose ratings everybody may see; of others no finding may tell.
    """

    questionnaire: Questionnaire
    record: Record
    rules: QualityRules
    today: date
    open_ratings: frozenset[str] = frozenset()

    def levels(self) -> Iterator[tuple[Indicator, RecordedAnswer, int]]:
        """Yield every answer that gives a level, in the order of the questionnaire."""
        for indicator, recorded in self.answers():
            if recorded.answer.status is Status.LEVEL and recorded.answer.level is not None:
                yield indicator, recorded, recorded.answer.level

    def answers(self) -> Iterator[tuple[Indicator, RecordedAnswer]]:
        """Yield every answer of whatever kind, in the order of the questionnaire."""
        for indicator in self.questionnaire.indicators:
            recorded = self.record.answers.get(indicator.id)
            if recorded is not None and recorded.answer.is_answered:
                yield indicator, recorded

    def sources(self) -> Iterator[tuple[Indicator, tuple[Evidence, ...]]]:
        """Yield the sources of every indicator that has some, in the order of the questionnaire."""
        for indicator in self.questionnaire.indicators:
            if found := self.sources_of(indicator):
                yield indicator, found

    def sources_of(self, indicator: Indicator) -> tuple[Evidence, ...]:
        """Return the sources behind the answer to one indicator."""
        return tuple(one for one in self.record.evidence if one.indicator_id == indicator.id)


@dataclass(frozen=True)
class Rule:
    """How one check finds something.

    Attributes
    ----------
    counts
        What its threshold counts; ``None`` where it has none.
    lowest
        The lowest threshold that makes sense.
    """

    find: Callable[[Examined, QualityCheck], Iterator[Finding]]
    counts: Counted | None = None
    lowest: int = 0


def find_in(examined: Examined) -> tuple[Finding, ...]:
    """Return everything that the checks of a questionnaire find, each once.

    Returns
    -------
    tuple of Finding
        What is serious first, then in the order of the checks, then of the questionnaire.
    """
    found: dict[str, Finding] = {}
    for severity in SEVERITIES:
        for check in examined.rules.checks:
            if check.severity == severity:
                for finding in RULES[check.id].find(examined, check):
                    found.setdefault(finding.fingerprint, finding)
    return tuple(found.values())


def _at(check: QualityCheck, indicator: Indicator, **facts: Fact) -> Finding:
    return Finding(check, "answer", indicator.id, facts, (indicator.id,))


def _threshold(check: QualityCheck) -> int:
    if check.threshold is None:
        raise ValueError(f"check {check.id} needs a threshold")
    return check.threshold


# Levels, and what carries them


def _without_source(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded, level in examined.levels():
        if level >= _threshold(check) and not examined.sources_of(indicator):
            grade = recorded.answer.evidence_grade or ""
            yield _at(check, indicator, level=level, grade=grade)


def _against_statements(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded, level in examined.levels():
        ticked, lowest = _ticked(indicator, recorded), min(indicator.anchors)
        if recorded.answer.reason.strip() or not ticked:
            continue
        proposed = propose(indicator, ticked).level
        # The lowest level beside a few loose statements is what "in doubt, lower" asks for.
        apart = abs(level - (lowest if proposed is None else proposed))
        if apart >= _threshold(check):
            given = "" if proposed is None else proposed
            yield _at(check, indicator, level=level, proposed=given, ticked=sorted(ticked))


def _without_statement(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded, level in examined.levels():
        is_told = _ticked(indicator, recorded) or recorded.answer.reason.strip()
        if level >= _threshold(check) and not is_told:
            yield _at(check, indicator, level=level)


def _law_alone(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded, level in examined.levels():
        kinds = [indicator.statements[id_].kind for id_ in _ticked(indicator, recorded)]
        lowest, practice = min(indicator.anchors), indicator.of_kind("practice")
        asks = any(lowest < indicator.level_of(id_) <= level for id_ in practice)
        is_law = bool(kinds) and set(kinds) == {"law"}
        if level >= _threshold(check) and is_law and asks:
            yield _at(check, indicator, level=level, ticked=len(kinds))


def _ticked(indicator: Indicator, recorded: RecordedAnswer) -> frozenset[str]:
    return recorded.answer.ticked & set(indicator.statement_ids)


def _without_rationale(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded, level in examined.levels():
        answer = recorded.answer
        if not answer.rationale.strip() and not answer.reason.strip():
            yield _at(check, indicator, level=level)


def _without_confidence(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded, level in examined.levels():
        if recorded.answer.confidence is None:
            yield _at(check, indicator, level=level)


def _same_text(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    of_text: dict[str, list[tuple[Indicator, str]]] = {}
    for indicator, recorded in examined.answers():
        text = recorded.answer.rationale
        if folded := fold_spaces(text).rstrip(" ."):
            of_text.setdefault(folded, []).append((indicator, text))
    for found in of_text.values():
        ids = tuple(indicator.id for indicator, _text in found)
        if len(ids) >= _threshold(check):
            facts: dict[str, Fact] = {"text": " ".join(found[0][1].split()), "ids": ids}
            yield Finding(check, "answer", ids[0], facts, ids)


# Who answered


def _unnamed(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded in examined.answers():
        if recorded.person_name.strip() in ("", UNNAMED):
            yield _at(check, indicator, revision=recorded.revision)


def _carried_over(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator in examined.questionnaire.indicators:
        if indicator.id in examined.record.carried:
            yield _at(check, indicator, revision=examined.record.revision(indicator.id))


def _ratings_apart(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator in examined.questionnaire.indicators:
        levels = examined.record.rated.get(indicator.id, ())
        recorded = examined.record.answers.get(indicator.id)
        is_agreed = recorded is not None and recorded.origin == "consensus"
        if indicator.id not in examined.open_ratings or not levels or is_agreed:
            continue
        if max(levels) - min(levels) >= _threshold(check):
            facts = {"lowest": min(levels), "highest": max(levels), "number": len(levels)}
            yield _at(check, indicator, **facts)


# Sources and their dates


def _impossible_date(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, source, doubt in _doubtful(examined):
        if doubt in (Doubt.NO_SUCH_DAY, TO_COME):
            yield _of_source(check, indicator, source, doubt)
    for flag in examined.questionnaire.context_flags:
        entry = examined.record.flags.get(flag.id)
        # A circumstance may well be announced, such as an election, or lie in "the dry season".
        if entry and read_date(entry.since).doubt is Doubt.NO_SUCH_DAY:
            facts: dict[str, Fact] = {"date": entry.since.strip(), "doubt": Doubt.NO_SUCH_DAY}
            yield Finding(check, "context", flag.id, facts)


def _unclear_date(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, source, doubt in _doubtful(examined):
        if doubt in (Doubt.AMBIGUOUS, Doubt.UNREADABLE):
            yield _of_source(check, indicator, source, doubt)


def _doubtful(examined: Examined) -> Iterator[tuple[Indicator, Evidence, str]]:
    """Yield every source whose date cannot be, or cannot be read, with the doubt."""
    for indicator, sources in examined.sources():
        for source in sources:
            written = read_date(source.published)
            is_to_come = written.earliest and written.earliest > examined.today + _AHEAD
            doubt = TO_COME if is_to_come else written.doubt
            if doubt is not None and source.published.strip():
                yield indicator, source, doubt


def _undated(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, sources in examined.sources():
        undated = [_name(source) for source in sources if not source.published.strip()]
        if undated:
            yield _at(check, indicator, sources=undated, number=len(sources))


def _stale(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    limit = _years_before(_last_day(examined.record), _threshold(check))
    for indicator, _recorded, _level in examined.levels():
        sources = examined.sources_of(indicator)
        # Of a source without a clear date nobody can say that it is old.
        days = [read_date(source.published).latest for source in sources]
        known = [day for day in days if day is not None]
        if known and len(known) == len(days) and max(known) < limit:
            newest = sources[days.index(max(known))]
            date_ = newest.published.strip()
            yield _at(check, indicator, source=_name(newest), date=date_, number=len(sources))


def _of_source(check: QualityCheck, indicator: Indicator, source: Evidence, doubt: str) -> Finding:
    date_ = source.published.strip()
    return _at(check, indicator, source=_name(source), date=date_, doubt=str(doubt))


def _name(source: Evidence) -> str:
    """Name a source by its title; a restricted one is told of without."""
    return "" if source.protection == "restricted" else source.title


def _last_day(record: Record) -> date:
    """Return the day that an assessment looks back from: the last one of its period."""
    return read_date(record.assessment.period).latest or record.assessment.created_at.date()


def _years_before(day: date, years: int) -> date:
    # The 29th of February has no counterpart in most years.
    return day.replace(year=max(day.year - years, 1), day=min(day.day, 28))


# The scope sheet


def _scope_empty(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    speaking: dict[str, list[str]] = {}
    for indicator, _recorded, _level in examined.levels():
        texts = (indicator.question, *(one.text for one in indicator.statements.values()))
        terms = terms_in(" | ".join(texts), examined.questionnaire)
        for name in dict.fromkeys(term.list for term in terms if term.list):
            speaking.setdefault(name, []).append(indicator.id)
    for name, entries in examined.record.scope.lists.items():
        if name in speaking and not entries:
            # Which answers speak of it is told and no part of what was found: one more
            # answer changes nothing about the empty list.
            yield Finding(check, "scope", name, {}, tuple(speaking[name]))


def _not_applicable(examined: Examined, check: QualityCheck) -> Iterator[Finding]:
    for indicator, recorded in examined.answers():
        if recorded.answer.status is not Status.NOT_APPLICABLE:
            continue
        for name, most in examined.rules.not_applicable.get(indicator.id, {}).items():
            number = len(examined.record.scope.named(name))
            if number > most:
                yield _at(check, indicator, list=name, number=number)


RULES: dict[str, Rule] = {
    "level_without_source": Rule(_without_source, "level"),
    "level_against_statements": Rule(_against_statements, "levels_apart", lowest=1),
    "level_without_rationale": Rule(_without_rationale),
    "carried_over": Rule(_carried_over),
    "ratings_apart": Rule(_ratings_apart, "levels_apart", lowest=1),
    "same_text": Rule(_same_text, "answers", lowest=2),
    "impossible_date": Rule(_impossible_date),
    "not_applicable_against_scope": Rule(_not_applicable),
    "scope_not_filled_in": Rule(_scope_empty),
    "law_without_practice": Rule(_law_alone, "level"),
    "level_without_statement": Rule(_without_statement, "level"),
    "no_confidence": Rule(_without_confidence),
    "stale_source": Rule(_stale, "years", lowest=1),
    "undated_source": Rule(_undated),
    "unclear_date": Rule(_unclear_date),
    "unnamed_writer": Rule(_unnamed),
}
"""Every check that there is, by the id under which a questionnaire names it."""
