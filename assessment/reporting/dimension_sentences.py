"""Explains the score of one dimension from its answers to what one level more would change.

What a rule is and how it makes a result is said by the rule itself, in
`assessment.scoring.rules`.
"""

from collections.abc import Iterator
from itertools import groupby

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed, percent, round_half_up, short
from assessment.model.framework import Framework
from assessment.model.rules import IntervalRule
from assessment.model.score import DimensionScore, Explanation, OneLevelMore
from assessment.model.tree import Node
from assessment.reporting.bands import band_phrase, reached_bands
from assessment.reporting.wording import full_stop, name_indicator, name_indicators
from assessment.scoring.bands import band_of
from assessment.scoring.profile import gate_parts, parts_of
from assessment.scoring.tree import tree_of

N_TOP_CHANGES = 3
LONGEST_NAMED_LIST = 2
NEXT_TO_NOTHING = 1e-9


def explain_dimension(
    score: DimensionScore, explanation: Explanation, framework: Framework
) -> tuple[str, ...]:
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
        return (
            _("{name}: no indicator of this dimension applies, so there is no score.", name=name),
        )
    if score.too_early:
        return (_result(score, framework),)
    return (
        _result(score, framework),
        *_coverage(score, framework),
        *_arithmetic(score, explanation, framework),
        *_bounds(score, framework),
        *_interval(score, framework),
        *_one_level_more(explanation, framework),
    )


def rule_sentence(rule: Node, framework: Framework) -> str:
    """Describe a rule of a dimension; its reason is ``rule.why``."""
    return rule.describe(lambda id_: name_indicator(framework, id_))


def gate_sentence(indicator_id: str, framework: Framework) -> str:
    """Describe what limits a dual-use indicator, with the reason."""
    gate = next(gate for gate in tree_of(framework).gates if gate.id == indicator_id)
    return f"{rule_sentence(gate, framework)} {full_stop(gate.why)}"


def _result(score: DimensionScore, framework: Framework) -> str:
    name = framework.questionnaire.dimension(score.dimension_id).name
    bounds_meet = fixed(score.low, 1) == fixed(score.high, 1)
    if score.too_early or (score.value is None and bounds_meet):
        return _("{name}: {band}.", name=name, band=band_phrase(score, framework))
    if score.value is None or score.band is None:
        return _(
            "{name}: not enough answers for a score, which could lie anywhere between {low} and "
            "{high}.",
            name=name,
            low=fixed(score.low, 1),
            high=fixed(score.high, 1),
        )
    said = {
        "name": name,
        "score": fixed(score.value, 1),
        "band": band_phrase(score, framework),
        "own_band": score.band.name,
    }
    if band_of(float(round_half_up(score.value, 1)), framework.rules.bands) != score.band:
        return _(
            "{name}: {score} of 100, {band} (before rounding the score lies in {own_band}).", **said
        )
    return _("{name}: {score} of 100, {band}.", **said)


def _coverage(score: DimensionScore, framework: Framework) -> Iterator[str]:
    yield ngettext(
        "{known} of {number} applicable indicator has a level ({share}).",
        "{known} of {number} applicable indicators have a level ({share}).",
        score.n_applicable,
        known=score.n_scored,
        share=percent(score.coverage),
    )
    dimension = framework.questionnaire.dimension(score.dimension_id)
    left_out = len(dimension.indicators) - score.n_applicable
    if left_out:
        yield ngettext(
            "{number} indicator does not apply and is left out.",
            "{number} indicators do not apply and are left out.",
            left_out,
        )
    if score.missing:
        yield ngettext(
            "No level is known for {names}; it counts as no level at all, neither the lowest nor "
            "any other.",
            "No level is known for {names}; they count as no level at all, neither the lowest nor "
            "any other.",
            len(score.missing),
            names=name_indicators(framework, score.missing),
        )
    if score.value is None:
        yield from _why_no_score(score, framework)


def _why_no_score(score: DimensionScore, framework: Framework) -> Iterator[str]:
    rule = framework.rules.coverage
    share = percent(rule.share)
    if rule.keys:
        yield _(
            "A score needs a level for at least {share} of the applicable indicators and for every "
            "key indicator.",
            share=share,
        )
    else:
        yield _(
            "A score needs a level for at least {share} of the applicable indicators.", share=share
        )
    yield full_stop(rule.why)
    if rule.keys and score.missing_keys:
        yield ngettext(
            "Missing here is the key indicator {names}.",
            "Missing here are the key indicators {names}.",
            len(score.missing_keys),
            names=name_indicators(framework, score.missing_keys),
        )


def _arithmetic(
    score: DimensionScore, explanation: Explanation, framework: Framework
) -> Iterator[str]:
    """Say which levels, gates, rule and limit made the score.

    Without a score the levels and the rule are named and nothing is computed
    from them, since a mean of too few answers would be read as a score.
    """
    levels = explanation.effective_levels
    if levels:
        shown = (
            _("{indicator} at {level}", indicator=id_, level=short(level))
            for id_, level in levels.items()
        )
        yield _("What counts is {levels}.", levels=listed(shown))
    yield from gate_sentences(explanation, framework)
    yield rule_sentence(framework.rules.dimensions[score.dimension_id], framework)
    yield full_stop(framework.rules.dimensions[score.dimension_id].why)
    if score.value is not None:
        tree = tree_of(framework)
        node = tree.node(score.dimension_id)
        parts = parts_of(node, tree, levels, score.value)
        yield from node.explain(parts.named(lambda id_: name_indicator(framework, id_)))


def gate_sentences(explanation: Explanation, framework: Framework) -> Iterator[str]:
    """Say which levels count for less because of a gate, and which gates are not verified."""
    gates = {gate.id: gate for gate in tree_of(framework).gates}
    for effect in explanation.gates:
        parts = gate_parts(effect).named(lambda id_: name_indicator(framework, id_))
        yield from (full_stop(text) for text in gates[effect.indicator_id].explain(parts))


def _bounds(score: DimensionScore, framework: Framework) -> Iterator[str]:
    if score.high - score.low < NEXT_TO_NOTHING:
        return
    yield _(
        "If everything not known, gates included, were at {lowest}, the score would be {low}; if "
        "it were at {highest}, {high}.",
        lowest=framework.questionnaire.lowest_level,
        highest=framework.questionnaire.highest_level,
        low=fixed(score.low, 1),
        high=fixed(score.high, 1),
    )


def _interval(score: DimensionScore, framework: Framework) -> Iterator[str]:
    if score.interval is None:
        return
    rule = framework.rules.interval
    low, high = rule.quantiles
    yield ngettext(
        "The answers are changed at random {number} time, to see what a mistake in them would do: "
        "{share} of the scores lie between {low} and {high}, with {median} in the middle.",
        "The answers are changed at random {number} times, to see what mistakes in them would do: "
        "{share} of the scores lie between {low} and {high}, with {median} in the middle.",
        rule.draws,
        share=percent(high - low),
        low=fixed(score.interval.low, 1),
        high=fixed(score.interval.high, 1),
        median=fixed(score.interval.median, 1),
    )
    yield _what_was_varied(rule)
    if score.missing:
        yield _("Missing answers are not filled in here; the bounds show what they could change.")
    reached = reached_bands(score, framework)
    if len(reached) > 1:
        yield _(
            "So the band is not certain: it could be any from {lowest} to {highest}.",
            lowest=reached[0].name,
            highest=reached[-1].name,
        )


def _what_was_varied(rule: IntervalRule) -> str:
    if not {"weights", "step_maps"}.isdisjoint(rule.varies):
        return _(
            "What is changed: the answers, more the less sure they are; how much each answer "
            "counts (the weights); and how far one level is from the next."
        )
    if rule.by_grade:
        return _(
            "What is changed: the answers alone, more the less sure they are and the weaker their "
            "evidence. The method stays as it is."
        )
    return _(
        "What is changed: the answers alone, more the less sure they are. The method stays as it "
        "is."
    )


def _one_level_more(explanation: Explanation, framework: Framework) -> Iterator[str]:
    moving = [more for more in explanation.one_level_more if more.change > NEXT_TO_NOTHING]
    groups = [(shown, [*group]) for shown, group in groupby(moving, lambda m: fixed(m.score, 1))]
    for shown, group in groups[:N_TOP_CHANGES]:
        said = {"names": _name_few(framework, [more.indicator_id for more in group])}
        if group[0].change < 0.1:
            yield _(
                "One level more on {names} alone would make it {score} (a change of less than "
                "0.1).",
                score=shown,
                **said,
            )
        else:
            yield _("One level more on {names} alone would make it {score}.", score=shown, **said)
    rest = [more.indicator_id for _shown, group in groups[N_TOP_CHANGES:] for more in group]
    if rest:
        yield _(
            "One level more on {names} alone would change it by less.",
            names=_name_few(framework, rest),
        )
    idle = [more for more in explanation.one_level_more if more.change <= NEXT_TO_NOTHING]
    yield from _no_change(explanation, idle, framework)


def _no_change(
    explanation: Explanation, idle: list[OneLevelMore], framework: Framework
) -> Iterator[str]:
    """Name the indicators that alone change nothing, together where the reason is the same."""
    limit = explanation.limit
    limiting = limit.ids if limit and (limit.binds or limit.touches) else ()
    limited = [m.indicator_id for m in idle if limiting and limiting != (m.indicator_id,)]
    if limited:
        yield ngettext(
            "One level more on {names} alone changes nothing, because {limiting} sets the limit.",
            "One level more on {names} alone changes nothing, because {limiting} together set the "
            "limit.",
            len(limiting),
            names=_name_few(framework, limited),
            limiting=listed(limiting),
        )
    for more in idle:
        gate = framework.rules.gates.get(more.indicator_id)
        if more.indicator_id not in limited and gate is not None:
            yield _(
                "One level more on {names} alone changes nothing, because it counts for no more "
                "than {gates} allow.",
                names=_name_few(framework, [more.indicator_id]),
                gates=listed(gate.mentioned()),
            )
    others = [
        more.indicator_id
        for more in idle
        if more.indicator_id not in limited and more.indicator_id not in framework.rules.gates
    ]
    if others:
        yield _(
            "One level more on {names} alone changes nothing, because the rest of the dimension "
            "holds the score where it is.",
            names=_name_few(framework, others),
        )


def _name_few(framework: Framework, ids: list[str]) -> str:
    """Name one or two indicators in full, and more of them by id, to keep a sentence short."""
    if len(ids) <= LONGEST_NAMED_LIST:
        return name_indicators(framework, ids, "or")
    return listed(ids, "or")


def method_annex(framework: Framework) -> tuple[str, ...]:
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
        *_missing_answers(framework),
        *_needed_coverage(framework),
        *_gates(framework),
        *_drawn(framework.rules.interval),
        *_bands(framework),
        *_composite(framework),
        _(
            "Numbers are rounded only when they are shown, a half upwards; bands and limits follow "
            "from the unrounded numbers."
        ),
    )


def _missing_answers(framework: Framework) -> Iterator[str]:
    scale = framework.questionnaire
    yield _(
        "Four kinds of missing are kept apart: an indicator that is not answered, one answered "
        "with 'insufficient information', one that does not apply (with a reason), and a gate "
        "that is not verified."
    )
    yield _(
        "Nothing missing is counted as a level or replaced by a mean: what is not answered or not "
        "known lowers the coverage and widens the bounds, and what does not apply is left out."
    )
    yield _(
        "The bounds of a dimension are its scores with every unknown applicable indicator at "
        "{lowest} or at {highest}.",
        lowest=scale.lowest_level,
        highest=scale.highest_level,
    )


def _needed_coverage(framework: Framework) -> Iterator[str]:
    coverage = framework.rules.coverage
    share = percent(coverage.share)
    if coverage.keys:
        yield _(
            "A dimension gets a score when there is a level for at least {share} of its applicable "
            "indicators and for every key indicator; otherwise only its bounds are shown.",
            share=share,
        )
    else:
        yield _(
            "A dimension gets a score when there is a level for at least {share} of its applicable "
            "indicators; otherwise only its bounds are shown.",
            share=share,
        )
    yield full_stop(coverage.why)


def _gates(framework: Framework) -> Iterator[str]:
    for gate in tree_of(framework).gates:
        yield f"{rule_sentence(gate, framework)} {full_stop(gate.why)}"


def _drawn(rule: IntervalRule) -> Iterator[str]:
    low, high = rule.quantiles
    yield ngettext(
        "The interval comes from {number} draw with the stored seed {seed}, so that anyone gets "
        "the same figures again; it leaves out the lowest {low} and the highest {high} of the "
        "draws.",
        "The interval comes from {number} draws with the stored seed {seed}, so that anyone gets "
        "the same figures again; it leaves out the lowest {low} and the highest {high} of the "
        "draws.",
        rule.draws,
        seed=rule.seed,
        low=percent(low),
        high=percent(1 - high),
    )
    yield from _errors(rule)
    yield from _varied_method(rule)
    yield full_stop(rule.why)


def _errors(rule: IntervalRule) -> Iterator[str]:
    """Say how often an answer is taken to be wrong, best evidence first where that counts."""
    if "answers" not in rule.varies:
        return
    best, worst = ("A", None) if rule.by_grade else (None, None)
    (down, _right, up), (low_down, _low_right, low_up) = (
        rule.chances("high", best),
        rule.chances("low", worst),
    )
    medium_down, _medium_right, medium_up = rule.chances("medium", worst)
    chances = {
        "high_down": percent(down),
        "high_up": percent(up),
        "medium_down": percent(medium_down),
        "medium_up": percent(medium_up),
        "low_down": percent(low_down),
        "low_up": percent(low_up),
    }
    if rule.by_grade:
        yield _(
            "In each draw an answer may be one level off, the more often the lower its confidence "
            "and the weaker its evidence: from {high_down} down and {high_up} up at high "
            "confidence with evidence of grade A, over {medium_down} and {medium_up} at medium "
            "confidence without a grade, to {low_down} and {low_up} at low confidence without a "
            "grade. An answer whose confidence was not stated counts as one of low confidence.",
            **chances,
        )
    else:
        yield _(
            "In each draw an answer may be one level off: at high confidence {high_down} down and "
            "{high_up} up, at medium {medium_down} and {medium_up}, at low {low_down} and "
            "{low_up}. An answer whose confidence was not stated is treated as one of low "
            "confidence.",
            **chances,
        )
    if "raters" in rule.varies:
        yield _(
            "Where several people rated alone and differed, each draw takes the level of one of "
            "them instead."
        )


def _varied_method(rule: IntervalRule) -> Iterator[str]:
    if {"weights", "step_maps"}.isdisjoint(rule.varies):
        yield _(
            "Missing answers, weights, distances between levels, rules and their limits are not "
            "varied: the bounds show what is missing, and the mark beside a band shows under how "
            "many other methods it holds."
        )
        return
    yield ngettext(
        "In each draw the weights vary by up to {spread} in both directions, and the levels stand "
        "for the points of {number} set of distances ({names}).",
        "In each draw the weights vary by up to {spread} in both directions, and the levels stand "
        "for the points of one of {number} sets of distances ({names}).",
        len(rule.step_maps),
        spread=percent(rule.weight_spread),
        names=listed(rule.step_maps),
    )
    yield _(
        "Missing answers, the rules and their limits are not varied, nor is anything an answer "
        "leaves unsaid; the interval shows no more than the spread just described."
    )


def _bands(framework: Framework) -> Iterator[str]:
    bands = listed(
        _("{letter} {name} from {score}", letter=b.letter, name=b.name, score=short(b.from_score))
        for b in framework.rules.bands
    )
    yield _("The bands are {bands}; a score on a cut-off belongs to the upper band.", bands=bands)
    yield _(
        "The cut-offs are a convention and not a measured threshold; a band describes "
        "institutions in one dimension, never a state or a people."
    )
    yield _("Where the interval reaches into more than one band, the result is given as 'between'.")


def _composite(framework: Framework) -> Iterator[str]:
    rule = framework.rules.composite
    if rule is not None:
        yield _("An optional single number is made of the dimension scores.")
        yield rule.describe(framework.questionnaire.dimension_name)
        yield full_stop(rule.why)
