"""The rules of a questionnaire in words; what they did to one assessment is said elsewhere."""

from assessment.model.framework import Framework
from assessment.model.rules import (
    CappedMeanRule,
    ChainRule,
    DimensionRule,
    GeometricMeanRule,
    HarmonicMeanRule,
    IntervalRule,
    MeanRule,
    MinimumRule,
    PointMeanRule,
    WeakestLinkRule,
    WeightedRule,
)
from assessment.reporting.wording import (
    count_words,
    full_stop,
    join_words,
    name_indicators,
    show_levels,
    show_number,
    show_percent,
    show_score,
)


def rule_sentence(rule: DimensionRule, framework: Framework) -> str:
    """Describe a rule in one sentence; its reason is ``rule.why``."""
    match rule:
        case MeanRule():
            return f"The score is the mean of the levels{_weights(rule)}."
        case PointMeanRule():
            return (
                f"The score is the {mean_name(rule)} of the levels in points of 100"
                f"{_floor(rule)}{_weights(rule)}{_pull(rule)}."
            )
        case MinimumRule():
            return "The score is the lowest level: the weakest indicator decides."
        case WeakestLinkRule():
            return (
                f"The score is the lowest level, and {show_levels(rule.uplift)} more where any "
                "other is higher: the weakest indicator decides."
            )
        case CappedMeanRule():
            limit = f"{show_levels(rule.allowance)} above {_capping(rule, framework)}"
            weights = f"{_weights(rule)}," if rule.weights else ","
            return f"The score is the mean of the levels{weights} but never more than {limit}."
        case ChainRule():
            stages = join_words(
                f"{stage.name} ({join_words(stage.indicators)})" for stage in rule.stages
            )
            return (
                "The score is half the weakest stage and half the mean of the stages, "
                f"which are {stages}."
            )


def mean_name(rule: PointMeanRule) -> str:
    """Name a mean that is taken on points."""
    match rule:
        case GeometricMeanRule():
            return "geometric mean"
        case HarmonicMeanRule():
            return "harmonic mean"
        case _:
            return f"generalised mean with the exponent {rule.power:g}"


def _floor(rule: PointMeanRule) -> str:
    return f", none counted below {rule.floor:g}" if rule.floor else ""


def _pull(rule: PointMeanRule) -> str:
    if rule.power == 1:
        return ""
    if rule.power > 1:
        return "; high levels lift it more than low ones pull it down"
    return "; low levels pull it down more than high ones lift it"


def _weights(rule: WeightedRule) -> str:
    if not rule.weights:
        return ", each counting the same"
    counted = join_words(f"{id_} {show_number(w)} times" for id_, w in rule.weights.items())
    return f", where {counted} and every other indicator counts once"


def _capping(rule: CappedMeanRule, framework: Framework) -> str:
    if rule.capped_by == "keys":
        return "the lowest key indicator"
    named = name_indicators(framework, rule.capped_by)
    return named if len(rule.capped_by) == 1 else f"the lowest of {named}"


def method_sentences(framework: Framework) -> tuple[str, ...]:
    """Describe how scores come about, for the method annex of a report.

    Returns
    -------
    tuple of str
        Missing answers, coverage, gates, interval, bands, composite and
        rounding, in this order. The dimension rules are not among them; see
        `rule_sentence`.

    Notes
    -----
    Framework, sections 5.3 and 5.4.
    """
    return (
        *_missing(framework),
        *_coverage(framework),
        *_gates(framework),
        *_interval(framework.rules.interval),
        *_bands(framework),
        *_composite(framework),
        "Numbers are rounded only when they are shown, a half upwards; "
        "bands and limits follow from the unrounded numbers.",
    )


def _missing(framework: Framework) -> tuple[str, ...]:
    scale = framework.questionnaire
    ends = f"{scale.lowest_level} or at {scale.highest_level}"
    return (
        "Four kinds of missing are kept apart: an indicator that is not answered, one answered "
        "with 'insufficient information', one that does not apply (with a reason), and a gate "
        "that is not verified.",
        "Nothing missing is counted as a level or replaced by a mean: what is not answered or not "
        "known lowers the coverage and widens the bounds, and what does not apply is left out.",
        "The bounds of a dimension are its scores with every unknown applicable indicator "
        f"at {ends}.",
    )


def _coverage(framework: Framework) -> tuple[str, ...]:
    coverage = framework.rules.coverage
    keys = " and for every key indicator" if coverage.keys else ""
    return (
        f"A dimension gets a score when there is a level for at least "
        f"{show_percent(coverage.share)} of its applicable indicators{keys}; otherwise only "
        "its bounds are shown.",
        full_stop(coverage.why),
    )


def _gates(framework: Framework) -> tuple[str, ...]:
    return tuple(
        f"{name_indicators(framework, (gated,))} counts for at most "
        f"{show_levels(gate.allowance)} above "
        + ("the lowest of " if len(gate.by) > 1 else "")
        + f"{name_indicators(framework, gate.by)}. {full_stop(gate.why)}"
        for gated, gate in framework.rules.gates.items()
    )


def _interval(rule: IntervalRule) -> tuple[str, ...]:
    shifts = "; ".join(
        f"{confidence} confidence, {show_percent(down)} down and {show_percent(up)} up"
        for confidence, (down, _, up) in rule.shifts.items()
    )
    low, high = rule.quantiles
    return (
        f"The interval comes from {count_words(rule.draws, 'draw')} with the stored "
        f"seed {rule.seed}, so that anyone gets the same figures again; it leaves out the lowest "
        f"{show_percent(low)} and the highest {show_percent(1 - high)} of the draws.",
        f"In each draw an answer may be one level off ({shifts}; an answer whose confidence was "
        "not stated is treated as one of low confidence).",
        f"In each draw the weights vary by up to {show_percent(rule.weight_spread)} in both "
        f"directions, and the levels stand for the points of one of "
        f"{count_words(len(rule.step_maps), 'set')} of distances "
        f"({join_words(rule.step_maps)}).",
        "Missing answers, the rules and their limits are not varied, nor is anything an answer "
        "leaves unsaid; the interval shows no more than the spread just described.",
        full_stop(rule.why),
    )


def _bands(framework: Framework) -> tuple[str, ...]:
    bands = join_words(
        f"{band.letter} {band.name} from {show_number(band.from_score)}"
        for band in framework.rules.bands
    )
    return (
        f"The bands are {bands}; a score on a cut-off belongs to the upper band.",
        "The cut-offs are a convention and not a measured threshold; a band describes "
        "institutions in one dimension, never a state or a people.",
        "Where the interval reaches into more than one band, the result is given as 'between'.",
    )


def _composite(framework: Framework) -> tuple[str, ...]:
    rule = framework.rules.composite
    if rule is None:
        return ()
    return (
        "An optional single number is the geometric mean of the dimension scores, with "
        f"{show_score(rule.floor)} as the lowest that counts. {full_stop(rule.why)}",
    )
