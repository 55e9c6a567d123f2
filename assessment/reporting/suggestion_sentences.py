"""Explains why a programme is suggested or not; it never promises an effect."""

from collections.abc import Iterator
from statistics import fmean

from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.suggestion import Group, Need, Suggestion
from assessment.reporting.wording import (
    count_words,
    full_stop,
    join_words,
    name_indicator,
    name_indicators,
    show_number,
    show_percent,
)

GROUP_NAMES = {
    Group.CRITICAL_GAP: "Addresses a critical gap",
    Group.WEAK_POINT: "Strengthens a weak point",
    Group.KEEP_GOING: "Keep going",
    Group.NOT_ADVISED: "Not advised until a precondition holds",
    Group.NOT_KNOWN: "Not enough answers to say",
}


def explain_suggestion(suggestion: Suggestion, framework: Framework) -> tuple[str, ...]:
    """Say which answers led to a suggestion, and what speaks against it.

    Returns
    -------
    tuple of str
        What does not hold or is not verified first, then the answers, what is
        not known, and the arithmetic of the need score.

    Raises
    ------
    ValueError
        If the questionnaire has no programmes, so that nothing could be suggested.

    Notes
    -----
    Framework, section 4.7.
    """
    if framework.catalogue is None:
        raise ValueError("a suggestion was made without a catalogue of programmes")
    return (
        *(f"Not advised until {full_stop(failed.until)}" for failed in suggestion.failed),
        *(
            f"Not verified, and to be checked before anything starts: {full_stop(open_.until)}"
            for open_ in suggestion.not_verified
        ),
        *(_need(need, framework) for need in suggestion.needs),
        *_unknown(suggestion, framework),
        *_mechanisms(suggestion, framework.catalogue),
        *_confidence(suggestion, framework.catalogue),
        *_arithmetic(suggestion, framework.catalogue),
    )


def _need(need: Need, framework: Framework) -> str:
    named = name_indicator(framework, need.indicator_id)
    if need.distance == 0:
        return f"{named} is at level {need.level}, the highest, and calls for nothing more."
    gaps = {gap.id: gap.name for gap in framework.rules.critical_gaps}
    roles = ["it is a key indicator"] if need.is_key else []
    if need.gap_ids:
        listed = join_words(f"{id_} ({gaps[id_]})" for id_ in need.gap_ids)
        noun = "gap" if len(need.gap_ids) == 1 else "gaps"
        roles.append(f"it is among the causes of the critical {noun} {listed}")
    return f"{named} is at level {need.level}{''.join(f'; {role}' for role in roles)}."


def _unknown(suggestion: Suggestion, framework: Framework) -> Iterator[str]:
    if suggestion.unknown:
        counts = "it speaks" if len(suggestion.unknown) == 1 else "they speak"
        yield (
            f"No level is known for {name_indicators(framework, suggestion.unknown)}; "
            f"{counts} neither for nor against the programme."
        )
    if not suggestion.needs:
        yield "So it is not known whether the programme is called for."


def _mechanisms(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    if suggestion.mechanism_matches:
        listed = join_words(
            f"'{catalogue.mechanism(id_).name}'" for id_ in suggestion.mechanism_matches
        )
        yield f"The answers or flags show a pattern that the programme is meant for: {listed}."


def _confidence(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    """Say where an answer counts for less, or for more, because of how sure it is."""
    factors = catalogue.matching.confidence_factors
    by_factor: dict[float, list[str]] = {}
    for need in suggestion.needs:
        if need.distance > 0 and need.confidence_factor != 1:
            by_factor.setdefault(need.confidence_factor, []).append(need.indicator_id)
    for factor, ids in by_factor.items():
        matching = [name for name, value in factors.items() if value == factor]
        if factor == factors["low"]:
            matching.append("not stated")
        verb = "counts" if len(ids) == 1 else "count"
        yield (
            f"{join_words(ids)} {verb} for {show_percent(factor)} of the need, because the "
            f"confidence is {join_words(matching, 'or')}."
        )


def _arithmetic(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    if suggestion.score is None:
        return
    rule = catalogue.matching
    mean = show_number(fmean(need.need for need in suggestion.needs))
    known = count_words(len(suggestion.needs), "known indicator")
    parts = [f"the mean need over {known} is {mean}"]
    if suggestion.mechanism_matches:
        parts.append(f"times {show_number(rule.mechanism_factor)} for the pattern")
    if suggestion.failed:
        penalty = show_number(rule.precondition_penalty)
        parts.append(f"less {penalty} for what does not hold, but never below 0")
    yield (
        f"Need score {show_number(suggestion.score)}: {', '.join(parts)}. It orders programmes "
        "within a group and says nothing about effect, feasibility or cost."
    )
