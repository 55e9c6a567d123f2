"""How the levels of a dimension became its score, step by step in words."""

from collections.abc import Iterator

from assessment.model.framework import Framework
from assessment.model.rules import (
    CappedMeanRule,
    ChainRule,
    MeanRule,
    MinimumRule,
    PointMeanRule,
    WeakestLinkRule,
    WeightedRule,
)
from assessment.model.score import DimensionScore
from assessment.reporting.point_mean_sentences import point_mean_sentences
from assessment.reporting.rule_sentences import rule_sentence
from assessment.reporting.wording import (
    count_words,
    full_stop,
    join_words,
    name_indicator,
    name_indicators,
    show_levels,
    show_number,
    show_score,
    to_points,
)
from assessment.scoring.rules import with_capping_ids


def arithmetic_sentences(score: DimensionScore, framework: Framework) -> Iterator[str]:
    """Say which levels, gates, rule and limit made the score.

    Without a score the levels and the rule are named and nothing is computed
    from them, since a mean of too few answers would be read as a score.
    """
    yield from _levels(score)
    yield from gate_sentences(score, framework)
    rule = framework.rules.dimensions[score.dimension_id]
    yield rule_sentence(rule, framework)
    yield full_stop(rule.why)
    if score.value is None:
        return
    match rule:
        case MinimumRule():
            yield _lowest(score, framework)
        case WeakestLinkRule():
            yield _weakest_link(score, framework, rule)
        case PointMeanRule():
            yield from point_mean_sentences(rule, score.effective_levels, score.value, framework)
        case ChainRule():
            yield from _stages(score, framework)
        case MeanRule():
            yield _mean(score, framework)
        case CappedMeanRule():
            yield _mean(score, framework)
            yield _limit(score, framework)


def limiting_ids(score: DimensionScore, framework: Framework) -> tuple[str, ...]:
    """Return the indicators whose level sets the limit of a dimension, binding or not.

    Returns
    -------
    tuple of str
        The lowest capping indicators, or the lowest of all under the rules of
        the weakest indicator; empty where the rule has no limit or none of
        them has a level.
    """
    keys = [i.id for i in framework.questionnaire.dimension(score.dimension_id).indicators if i.key]
    rule = with_capping_ids(framework.rules.dimensions[score.dimension_id], keys)
    match rule:
        case CappedMeanRule(capped_by=ids):
            candidates = ids
        case MinimumRule() | WeakestLinkRule():
            candidates = tuple(score.effective_levels)
        case _:
            candidates = ()
    levels = {
        id_: score.effective_levels[id_] for id_ in candidates if id_ in score.effective_levels
    }
    return tuple(id_ for id_, level in levels.items() if level == min(levels.values()))


def limit_is_reached(score: DimensionScore) -> bool:
    """Whether the limit sets the score, or the mean has just come up to it."""
    # The scoring room computes both in binary, so equal means can differ in the last digit.
    return score.mean is not None and score.cap is not None and score.cap <= score.mean + 1e-9


def gate_sentences(score: DimensionScore, framework: Framework) -> Iterator[str]:
    """Say which levels count for less because of a gate, and which gates are not verified."""
    for effect in score.gates:
        named = name_indicator(framework, effect.indicator_id)
        gate = framework.rules.gates[effect.indicator_id]
        if effect.bound_by:
            # A gate that binds stands exactly the allowance below what counts.
            stands = effect.effective_level - gate.allowance
            verb = "is" if len(effect.bound_by) == 1 else "are"
            yield (
                f"{named} counts as {effect.effective_level} instead of {effect.level}, because "
                f"{name_indicators(framework, effect.bound_by)} {verb} at {stands}, and it may "
                f"count for at most {show_levels(gate.allowance)} more. {full_stop(gate.why)}"
            )
        if effect.not_verified:
            verb = "has" if len(effect.not_verified) == 1 else "have"
            yield (
                f"It is not verified whether {named} may count as {effect.effective_level}, "
                f"because {name_indicators(framework, effect.not_verified)} {verb} no level."
            )


def _levels(score: DimensionScore) -> Iterator[str]:
    if not score.effective_levels:
        return
    levels = join_words(
        f"{id_} at {show_number(level)}" for id_, level in score.effective_levels.items()
    )
    yield f"What counts is {levels}."


def _mean(score: DimensionScore, framework: Framework) -> str:
    rule = framework.rules.dimensions[score.dimension_id]
    weights = rule.weights if isinstance(rule, WeightedRule) else {}
    own = {id_: weights.get(id_, 1.0) for id_ in score.effective_levels}
    total = sum(level * own[id_] for id_, level in score.effective_levels.items())
    mean = 0.0 if score.mean is None else score.mean
    weighted = ", each times its weight," if any(w != 1 for w in own.values()) else ""
    by = f"by {show_number(sum(own.values()))}"
    return (
        f"The levels{weighted} add up to {show_number(total)}; divided {by} that is a mean of "
        f"{show_number(mean)}, or {show_score(to_points(framework, mean))} of 100."
    )


def _limit(score: DimensionScore, framework: Framework) -> str:
    limiting = limiting_ids(score, framework)
    if score.cap is None or not limiting:
        return "The indicators that would set the limit have no level, so no limit was applied."
    named = name_indicators(framework, limiting)
    stands = show_number(score.effective_levels[limiting[0]])
    limit = f"{named} {'stands' if len(limiting) == 1 else 'stand'} at {stands}, so the limit"
    if score.cap >= framework.questionnaire.highest_level:
        return f"{limit} is the top of the scale and takes nothing away; the mean is the score."
    points = show_score(to_points(framework, score.cap))
    placed = f"{limit} is {show_levels(score.cap)}, or {points} of 100"
    if score.capped_by:
        return f"{placed}; the mean is higher, so the limit is the score."
    return f"{placed}; the mean is not higher, so the mean is the score."


def _lowest(score: DimensionScore, framework: Framework) -> str:
    limiting = limiting_ids(score, framework)
    level = score.effective_levels[limiting[0]]
    verb = "is" if len(limiting) == 1 else "are"
    return (
        f"The lowest {verb} {name_indicators(framework, limiting)} at {show_number(level)}, "
        f"or {show_score(to_points(framework, level))} of 100."
    )


def _weakest_link(score: DimensionScore, framework: Framework, rule: WeakestLinkRule) -> str:
    limiting = limiting_ids(score, framework)
    lowest = score.effective_levels[limiting[0]]
    verb = "is" if len(limiting) == 1 else "are"
    stands = f"The lowest {verb} {name_indicators(framework, limiting)} at {show_number(lowest)}"
    level = lowest if score.cap is None else score.cap
    points = f"{show_score(to_points(framework, level))} of 100"
    if level == lowest:
        return f"{stands}; no other is higher, so nothing is added: {points}."
    return (
        f"{stands}; another is higher, so {show_levels(rule.uplift)} are added, which makes "
        f"{show_levels(level)}, or {points}."
    )


def _stages(score: DimensionScore, framework: Framework) -> Iterator[str]:
    means = {stage.name: stage.mean for stage in score.stages if stage.mean is not None}
    weakest = [stage.name for stage in score.stages if stage.is_weakest]
    open_ = [stage.name for stage in score.stages if stage.mean is None]
    listed = join_words(f"{name} {show_number(mean)}" for name, mean in means.items())
    mean, lowest = sum(means.values()) / len(means), min(means.values())
    verb = "link is" if len(weakest) == 1 else "links are"
    yield f"The means of the stages are {listed}; the weakest {verb} {join_words(weakest)}."
    if open_:
        yield f"No level is known in {join_words(open_)}, so it is left out of both halves."
    together = (lowest + mean) / 2
    yield (
        f"Half the weakest ({show_number(lowest)}) and half the mean of "
        f"{count_words(len(means), 'stage')} ({show_number(mean)}) make "
        f"{show_levels(together)}, or {show_score(to_points(framework, together))} of 100."
    )
