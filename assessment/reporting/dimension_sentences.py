"""Explains the score of one dimension from its answers to what one level more would change."""

from collections.abc import Iterator
from itertools import groupby

from assessment.model.framework import Framework
from assessment.model.rules import MinimumRule, WeakestLinkRule
from assessment.model.score import DimensionScore, OneLevelMore
from assessment.reporting.arithmetic_sentences import (
    arithmetic_sentences,
    limit_is_reached,
    limiting_ids,
)
from assessment.reporting.bands import band_phrase, reached_bands
from assessment.reporting.wording import (
    count_words,
    full_stop,
    join_words,
    name_indicators,
    round_half_up,
    show_percent,
    show_score,
)
from assessment.scoring.dimension import band_of

N_TOP_CHANGES = 3
LONGEST_NAMED_LIST = 2
NEXT_TO_NOTHING = 1e-9


def explain_dimension(score: DimensionScore, framework: Framework) -> tuple[str, ...]:
    """Explain one dimension score in sentences that can be checked by hand.

    Returns
    -------
    tuple of str
        Result, coverage, the arithmetic with gates and limits, bounds,
        interval, and what one level more on each indicator would change.

    Notes
    -----
    Framework, section 5.3.
    """
    if score.n_applicable == 0:
        name = framework.questionnaire.dimension(score.dimension_id).name
        return (f"{name}: no indicator of this dimension applies, so there is no score.",)
    return (
        _result(score, framework),
        *_coverage(score, framework),
        *arithmetic_sentences(score, framework),
        *_bounds(score, framework),
        *_interval(score, framework),
        *_one_level_more(score, framework),
    )


def _result(score: DimensionScore, framework: Framework) -> str:
    name = framework.questionnaire.dimension(score.dimension_id).name
    if score.value is None or score.band is None:
        between = f"between {show_score(score.low)} and {show_score(score.high)}"
        return f"{name}: not enough answers for a score, which could lie anywhere {between}."
    shown = f"{name}: {show_score(score.value)} of 100, {band_phrase(score, framework)}"
    bands = framework.rules.bands
    if band_of(float(round_half_up(score.value, 1)), bands) != score.band:
        return f"{shown} (before rounding the score lies in {score.band.name})."
    if len(reached_bands(score, framework)) > 1:
        return f"{shown} (the score itself lies in {score.band.name})."
    return f"{shown}."


def _coverage(score: DimensionScore, framework: Framework) -> Iterator[str]:
    has = "has" if score.n_scored == 1 else "have"
    yield (
        f"{score.n_scored} of {count_words(score.n_applicable, 'applicable indicator')} {has} "
        f"a level ({show_percent(score.coverage)})."
    )
    left_out = (
        len(framework.questionnaire.dimension(score.dimension_id).indicators) - score.n_applicable
    )
    if left_out:
        verb = "does" if left_out == 1 else "do"
        left = "is" if left_out == 1 else "are"
        yield f"{count_words(left_out, 'indicator')} {verb} not apply and {left} left out."
    if score.missing:
        counted = "it counts as" if len(score.missing) == 1 else "they count as"
        yield (
            f"No level is known for {name_indicators(framework, score.missing)}; {counted} "
            "no level at all, neither the lowest nor any other."
        )
    if score.value is None:
        yield from _why_no_score(score, framework)


def _why_no_score(score: DimensionScore, framework: Framework) -> Iterator[str]:
    rule = framework.rules.coverage
    keys = " and for every key indicator" if rule.keys else ""
    yield (
        f"A score needs a level for at least {show_percent(rule.share)} of the applicable "
        f"indicators{keys}. {full_stop(rule.why)}"
    )
    if rule.keys and score.missing_keys:
        noun = "indicator" if len(score.missing_keys) == 1 else "indicators"
        named = name_indicators(framework, score.missing_keys)
        yield f"Missing here {'is' if noun == 'indicator' else 'are'} the key {noun} {named}."


def _bounds(score: DimensionScore, framework: Framework) -> Iterator[str]:
    if score.high - score.low < NEXT_TO_NOTHING:
        return
    scale = framework.questionnaire
    yield (
        f"If everything not known, gates included, were at {scale.lowest_level}, the score would "
        f"be {show_score(score.low)}; if it were at {scale.highest_level}, "
        f"{show_score(score.high)}."
    )


def _interval(score: DimensionScore, framework: Framework) -> Iterator[str]:
    if score.interval is None:
        return
    rule = framework.rules.interval
    low, high = rule.quantiles
    yield (
        f"In {show_percent(high - low)} of {count_words(rule.draws, 'draw')} the score lies "
        f"between {show_score(score.interval.low)} and {show_score(score.interval.high)}, with "
        f"{show_score(score.interval.median)} in the middle; varied were the answers (by how "
        "sure each is), the weights and the distances between levels."
    )
    if score.missing:
        yield "The missing answers are not varied in these draws; the bounds show their effect."
    reached = reached_bands(score, framework)
    if len(reached) > 1:
        names = f"from {reached[0].name} to {reached[-1].name}"
        yield f"This reaches {names}, so no single band is given."


def _one_level_more(score: DimensionScore, framework: Framework) -> Iterator[str]:
    moving = [more for more in score.one_level_more if more.change > NEXT_TO_NOTHING]
    groups = [(shown, [*group]) for shown, group in groupby(moving, lambda m: show_score(m.score))]
    for shown, group in groups[:N_TOP_CHANGES]:
        ids = tuple(more.indicator_id for more in group)
        small = group[0].change < 0.1
        by = " (a change of less than 0.1)" if small else ""
        yield f"One level more on {_name_few(framework, ids)} alone would make it {shown}{by}."
    rest = tuple(more.indicator_id for _, group in groups[N_TOP_CHANGES:] for more in group)
    if rest:
        yield f"One level more on {_name_few(framework, rest)} alone would change it by less."
    still = [more for more in score.one_level_more if more.change <= NEXT_TO_NOTHING]
    yield from _no_change(score, still, framework)


def _no_change(
    score: DimensionScore, still: list[OneLevelMore], framework: Framework
) -> Iterator[str]:
    """Name the indicators that alone change nothing, together where the reason is the same."""
    by_reason: dict[str, list[str]] = {}
    for more in still:
        reason = _why_no_change(score, more.indicator_id, framework)
        by_reason.setdefault(reason, []).append(more.indicator_id)
    for reason, ids in by_reason.items():
        named = _name_few(framework, tuple(ids))
        yield f"One level more on {named} alone changes nothing, because {reason}."


def _why_no_change(score: DimensionScore, indicator_id: str, framework: Framework) -> str:
    limiting = limiting_ids(score, framework)
    rule = framework.rules.dimensions[score.dimension_id]
    # Under these the lowest decides always, whatever the mean is.
    held = isinstance(rule, MinimumRule | WeakestLinkRule) or limit_is_reached(score)
    if held and limiting and limiting != (indicator_id,):
        verb = "sets" if len(limiting) == 1 else "together set"
        return f"{join_words(limiting)} {verb} the limit"
    gate = framework.rules.gates.get(indicator_id)
    if gate is not None:
        return f"{indicator_id} counts for no more than {join_words(gate.by)} allow"
    return "the rest of the dimension holds the score where it is"


def _name_few(framework: Framework, ids: tuple[str, ...]) -> str:
    """Name one or two indicators in full, and more of them by id, to keep a sentence short."""
    if len(ids) <= LONGEST_NAMED_LIST:
        return name_indicators(framework, ids, "or")
    return join_words(ids, "or")
