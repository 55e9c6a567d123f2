"""Evaluates conditions with three truth values: what is not known is neither true nor false."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.model.answer import Answer, FlagEntry, Status
from assessment.model.assessment import Record
from assessment.model.comparison import DimensionDifference, Verdict
from assessment.model.conditions import (
    ActiveGaps,
    AllOf,
    AnyDimensionBelow,
    AnyFlag,
    AnyOf,
    Condition,
    DimensionDecline,
    FlagCondition,
    IndicatorCondition,
    KeyDecline,
    NoneOf,
    StatementCondition,
    UnknownKeys,
)
from assessment.model.questionnaire import Questionnaire
from assessment.model.rules import CriticalGap
from assessment.model.score import DimensionScore, Finding, Truth

_FALSE = Finding(Truth.FALSE, ())
_HEAVY_ENOUGH = {"present": ("present", "severe"), "severe": ("severe",)}


@dataclass(frozen=True)
class EarlierScores:
    """What an earlier assessment of the same place found, in the same questionnaire version.

    Attributes
    ----------
    record, dimensions
        The earlier answers and the scores of their dimensions.
    serves
        Ids of the dimensions whose declines are measured against it.
    """

    record: Record
    dimensions: Sequence[DimensionScore]
    serves: frozenset[str]


@dataclass(frozen=True)
class Baseline:
    """What declines are measured against: of each dimension the last score before this one.

    Attributes
    ----------
    parts
        One for each earlier assessment that serves any dimension, the latest first.
    """

    parts: tuple[EarlierScores, ...]

    def level(self, indicator_id: str, dimension_id: str) -> int | None:
        """Return the earlier level of an indicator of a dimension, where there was one."""
        for part in self.parts:
            if dimension_id in part.serves:
                return part.record.answer(indicator_id).level
        return None


@dataclass(frozen=True)
class Facts:
    """Everything that a condition may ask about.

    Attributes
    ----------
    dimensions, active_gaps
        Known only once they were computed; empty before.
    not_applicable
        What a condition on an indicator that does not apply comes to. It holds for no
        danger, so it opens no gap; a precondition asks that a danger be absent, and
        passes (see `passes`).
    untold
        What a statement of the lowest level comes to where the level was entered without
        ticks, so that nobody said whether nothing is in place or practice does harm.
    baseline
        ``None`` when no earlier assessment can be compared: a decline is then
        false and not unknown, since no answer could make it true.
    differences
        Of the dimensions to those of the baseline; empty without one.
    """

    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    flags: Mapping[str, FlagEntry]
    dimensions: Sequence[DimensionScore] = ()
    active_gaps: tuple[CriticalGap, ...] = ()
    baseline: Baseline | None = None
    differences: Sequence[DimensionDifference] = ()
    not_applicable: Truth = Truth.FALSE
    untold: Truth = Truth.UNKNOWN

    def status(self, indicator_id: str) -> Status:
        """Return what kind of answer an indicator has."""
        answer = self.answers.get(indicator_id)
        return answer.status if answer else Status.NOT_ANSWERED

    def flag_weight(self, flag_id: str) -> str:
        """Return none, present, severe or unknown; unknown where nothing was entered."""
        weights = self.questionnaire.flag_weights[flag_id]
        entry = self.flags.get(flag_id)
        return weights.get(entry.option, "unknown") if entry else "unknown"


def evaluate(condition: Condition, facts: Facts) -> Finding:
    """Return whether a condition holds, and which answers or flags decide it.

    Returns
    -------
    Finding
        For true: the causes. For unknown: what would have to be known. For
        false: no causes.
    """
    match condition:
        case AllOf(all=parts):
            return _all([evaluate(part, facts) for part in parts])
        case AnyOf(any=parts):
            return _any([evaluate(part, facts) for part in parts])
        case NoneOf(none=parts):
            return _none(parts, facts)
        case IndicatorCondition():
            return _indicator(condition, facts)
        case StatementCondition(statement=id_):
            return _statement(id_, facts)
        case _:
            return _leaf(condition, facts)


def passes(precondition: Condition, facts: Facts) -> Truth:
    """Return whether a precondition holds, where it is met by what does not apply.

    A state without an armed force has none that acts for a faction, so a demand on its
    command cannot fail, and nothing is said of forces that do not exist.
    """
    return evaluate(precondition, replace(facts, not_applicable=Truth.TRUE)).truth


def _leaf(condition: Condition, facts: Facts) -> Finding:
    match condition:
        case FlagCondition(flag=flag, at_least=weight):
            return _flags((flag,), weight, facts)
        case AnyFlag(any_flag=weight):
            ids = tuple(flag.id for flag in facts.questionnaire.context_flags)
            return _flags(ids, weight, facts)
        case UnknownKeys(unknown_keys=count):
            return _unknown_keys(count, facts)
        case _:
            return _comparison(condition, facts)


def _comparison(condition: Condition, facts: Facts) -> Finding:
    """Evaluate the conditions over scores, gaps and an earlier assessment."""
    match condition:
        case ActiveGaps():
            return _active_gaps(condition, facts)
        case AnyDimensionBelow(any_dimension_below=score):
            below = [d.dimension_id for d in facts.dimensions if d.n_applicable and d.low < score]
            return _true_if(bool(below), below)
        case KeyDecline(key_decline=levels):
            fallen = _fallen_keys(levels, facts)
            return _true_if(bool(fallen), fallen)
        case DimensionDecline(dimension_decline=points):
            fallen = _fallen_dimensions(points, facts)
            return _true_if(bool(fallen), fallen)
        case _:
            raise TypeError(f"no evaluation for {type(condition).__name__}")


def _true_if(holds: bool, causes: Sequence[str]) -> Finding:  # noqa: FBT001 - reads as a sentence
    return Finding(Truth.TRUE, tuple(causes)) if holds else _FALSE


def _all(parts: list[Finding]) -> Finding:
    truths = {part.truth for part in parts}
    if Truth.FALSE in truths:
        return _FALSE
    deciding = Truth.UNKNOWN if Truth.UNKNOWN in truths else Truth.TRUE
    return Finding(deciding, _causes(parts, deciding))


def _any(parts: list[Finding]) -> Finding:
    truths = {part.truth for part in parts}
    for deciding in (Truth.TRUE, Truth.UNKNOWN):
        if deciding in truths:
            return Finding(deciding, _causes(parts, deciding))
    return _FALSE


def _none(parts: Sequence[Condition], facts: Facts) -> Finding:
    # What does not apply must come out here as it does outside, so it goes in turned round.
    turned = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}
    inside = replace(facts, not_applicable=turned[facts.not_applicable])
    found = _any([evaluate(part, inside) for part in parts])
    causes = found.causes if found.truth is Truth.UNKNOWN else ()
    return Finding(turned[found.truth], causes)


def _causes(parts: list[Finding], truth: Truth) -> tuple[str, ...]:
    named = (cause for part in parts if part.truth is truth for cause in part.causes)
    return tuple(dict.fromkeys(named))


def _indicator(condition: IndicatorCondition, facts: Facts) -> Finding:
    id_ = condition.indicator
    status = facts.status(id_)
    if status is Status.NOT_ANSWERED:
        return Finding(Truth.UNKNOWN, (id_,))
    if condition.insufficient_information:
        return _true_if(status is Status.INSUFFICIENT_INFORMATION, (id_,))
    if status is Status.INSUFFICIENT_INFORMATION:
        return Finding(Truth.UNKNOWN, (id_,))
    level = facts.answers[id_].level
    if status is Status.NOT_APPLICABLE or level is None:
        return _if_it_arose(id_, facts)
    low_enough = condition.at_most is None or level <= condition.at_most
    high_enough = condition.at_least is None or level >= condition.at_least
    return _true_if(low_enough and high_enough, (id_,))


def _if_it_arose(id_: str, facts: Facts) -> Finding:
    causes = (id_,) if facts.not_applicable is Truth.TRUE else ()
    return Finding(facts.not_applicable, causes)


def _statement(id_: str, facts: Facts) -> Finding:
    """Decide from the ticks; without any, as far as the level says something of the statement.

    The statements of the lowest level may say that nothing is in place or that practice
    works against protection, so the lowest level alone does not say which of them holds.
    """
    indicator = facts.questionnaire.indicator_of_statement(id_)
    if indicator is None:
        raise KeyError(id_)
    answer = facts.answers.get(indicator.id)
    if answer is not None and answer.status is Status.NOT_APPLICABLE:
        return _if_it_arose(indicator.id, facts)
    if answer is not None and id_ in answer.ticked:
        return Finding(Truth.TRUE, (id_,))
    if answer is None or answer.level is None:
        return Finding(Truth.UNKNOWN, (indicator.id,))
    unticked = _unticked(answer.level, indicator.level_of(id_), facts)
    truth = Truth.FALSE if answer.ticked else unticked
    return Finding(truth, () if truth is Truth.FALSE else (id_,))


def _unticked(level: int, stands_at: int, facts: Facts) -> Truth:
    """Say what a level without ticks says of a statement that stands at some level."""
    if stands_at == facts.questionnaire.lowest_level:
        return facts.untold if level == stands_at else Truth.FALSE
    return Truth.TRUE if level >= stands_at else Truth.UNKNOWN


def _active_gaps(condition: ActiveGaps, facts: Facts) -> Finding:
    count, weight = condition.active_gaps, condition.with_flag
    gaps = sorted(
        (gap for gap in facts.active_gaps if not condition.among or gap.id in condition.among),
        key=lambda gap: gap.id,
    )
    if weight is None:
        return _true_if(len(gaps) >= count, [gap.id for gap in gaps])
    found = {gap.id: _flags(gap.flags, weight, facts) for gap in gaps}
    heavy = {id_: own for id_, own in found.items() if own.truth is Truth.TRUE}
    possible = {id_: own for id_, own in found.items() if own.truth is not Truth.FALSE}
    for truth, counted in ((Truth.TRUE, heavy), (Truth.UNKNOWN, possible)):
        if len(counted) >= count:
            flags = [flag for own in counted.values() for flag in own.causes]
            return Finding(truth, tuple(dict.fromkeys((*counted, *flags))))
    return _FALSE


def _flags(ids: tuple[str, ...], weight: str, facts: Facts) -> Finding:
    weights, enough = {id_: facts.flag_weight(id_) for id_ in ids}, _HEAVY_ENOUGH[weight]
    heavy = [id_ for id_, found in weights.items() if found in enough]
    if heavy:
        return Finding(Truth.TRUE, tuple(heavy))
    unknown = tuple(id_ for id_, found in weights.items() if found == "unknown")
    return Finding(Truth.UNKNOWN, unknown) if unknown else _FALSE


def _unknown_keys(count: int, facts: Facts) -> Finding:
    keys = facts.questionnaire.key_ids
    said = [id_ for id_ in keys if facts.status(id_) is Status.INSUFFICIENT_INFORMATION]
    if len(said) >= count:
        return Finding(Truth.TRUE, tuple(said))
    open_keys = [id_ for id_ in keys if facts.status(id_) is Status.NOT_ANSWERED]
    if len(said) + len(open_keys) >= count:
        return Finding(Truth.UNKNOWN, tuple(open_keys))
    return _FALSE


def _fallen_keys(levels: int, facts: Facts) -> list[str]:
    if facts.baseline is None:
        return []
    fallen: list[str] = []
    for id_ in facts.questionnaire.key_ids:
        before = facts.baseline.level(id_, facts.questionnaire.dimension_of(id_).id)
        answer = facts.answers.get(id_)
        now = answer.level if answer else None
        if before is not None and now is not None and before - now >= levels:
            fallen.append(id_)
    return fallen


def _fallen_dimensions(points: float, facts: Facts) -> list[str]:
    """Return the dimensions that fell by so many points, more than answers may be off."""
    return [
        found.dimension_id
        for found in facts.differences
        if found.verdict is Verdict.LOWER
        and found.difference is not None
        and -found.difference >= points
    ]
