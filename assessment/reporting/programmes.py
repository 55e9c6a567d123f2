"""Explains why a programme is suggested or not; it never promises an effect."""

from collections.abc import Iterable, Iterator
from statistics import fmean
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed, percent, short
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.suggestion import Group, Need, Suggestion
from assessment.reporting.terms import confidence_words
from assessment.reporting.wording import (
    full_stop,
    name_indicator,
    name_indicators,
    table,
)

if TYPE_CHECKING:
    from pandas import DataFrame

GROUP_NAMES = {
    Group.CRITICAL_GAP: mark("Addresses a critical gap"),
    Group.WEAK_POINT: mark("Strengthens a weak point"),
    Group.KEEP_GOING: mark("Keep going"),
    Group.NOT_ADVISED: mark("Not advised until a precondition holds"),
    Group.NOT_KNOWN: mark("Not enough answers to say"),
}
HORIZON_WORDS = {
    "long": mark("Long term"),
    "medium": mark("Medium term"),
    "crisis": mark("In a crisis"),
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
    catalogue = framework.catalogue
    if catalogue is None:
        raise ValueError("a suggestion was made without a catalogue of programmes")
    return (
        *(_("Not advised until {until}", until=full_stop(f.until)) for f in suggestion.failed),
        *(
            _(
                "Not verified, and to be checked before anything starts: {until}",
                until=full_stop(one.until),
            )
            for one in suggestion.not_verified
        ),
        *(" ".join(_need(need, framework)) for need in suggestion.needs),
        *_unknown(suggestion, framework),
        *_mechanisms(suggestion, catalogue),
        *_confidence(suggestion, catalogue),
        *_need_score(suggestion, catalogue),
    )


def _need(need: Need, framework: Framework) -> Iterator[str]:
    named = name_indicator(framework, need.indicator_id)
    if need.distance == 0:
        yield _(
            "{indicator} is at level {level}, the highest, and calls for nothing more.",
            indicator=named,
            level=need.level,
        )
        return
    yield _("{indicator} is at level {level}.", indicator=named, level=need.level)
    if need.is_key:
        yield _("It is a key indicator.")
    if need.gap_ids:
        gaps = {gap.id: gap.name for gap in framework.rules.critical_gaps}
        yield ngettext(
            "It is among the causes of the critical gap {gaps}.",
            "It is among the causes of the critical gaps {gaps}.",
            len(need.gap_ids),
            gaps=listed(f"{id_} ({gaps[id_]})" for id_ in need.gap_ids),
        )


def _unknown(suggestion: Suggestion, framework: Framework) -> Iterator[str]:
    if suggestion.unknown:
        yield ngettext(
            "No level is known for {indicators}; it speaks neither for nor against the programme.",
            "No level is known for {indicators}; they speak neither for nor against the programme.",
            len(suggestion.unknown),
            indicators=name_indicators(framework, suggestion.unknown),
        )
    if not suggestion.needs:
        yield _("So it is not known whether the programme is called for.")


def _mechanisms(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    if suggestion.mechanism_matches:
        yield _(
            "The answers or flags show a pattern that the programme is meant for: {patterns}.",
            patterns=listed(
                f"'{catalogue.mechanism(id_).name}'" for id_ in suggestion.mechanism_matches
            ),
        )


def _confidence(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    """Say where an answer counts for less, or for more, because of how sure it is."""
    factors = catalogue.matching.confidence_factors
    by_factor: dict[float, list[str]] = {}
    for need in suggestion.needs:
        if need.distance > 0 and need.confidence_factor != 1:
            by_factor.setdefault(need.confidence_factor, []).append(need.indicator_id)
    for factor, ids in by_factor.items():
        matching = [confidence_words(name) for name, value in factors.items() if value == factor]
        if factor == factors["low"]:
            matching.append(confidence_words(None))
        yield ngettext(
            "{indicators} counts for {share} of the need, because the confidence is {confidence}.",
            "{indicators} count for {share} of the need, because the confidence is {confidence}.",
            len(ids),
            indicators=listed(ids),
            share=percent(factor),
            confidence=listed(matching, "or"),
        )


def _need_score(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    if suggestion.score is None:
        return
    rule = catalogue.matching
    steps = [
        ngettext(
            "Need score {score}: the mean need over {number} known indicator is {mean}.",
            "Need score {score}: the mean need over {number} known indicators is {mean}.",
            len(suggestion.needs),
            score=short(suggestion.score),
            mean=short(fmean(need.need for need in suggestion.needs)),
        )
    ]
    if suggestion.mechanism_matches:
        steps.append(
            _("It is taken {factor} times for the pattern.", factor=short(rule.mechanism_factor))
        )
    if suggestion.failed:
        steps.append(
            _(
                "For what does not hold, {penalty} is taken away, but never below 0.",
                penalty=short(rule.precondition_penalty),
            )
        )
    yield " ".join(
        (
            *steps,
            _(
                "It orders programmes within a group and says nothing about effect, "
                "feasibility or cost."
            ),
        )
    )


def suggestion_table(suggestions: Iterable[Suggestion], framework: Framework) -> "DataFrame":
    """Return one row for each programme, in the order given.

    Returns
    -------
    DataFrame
        "Need score" orders programmes within a group only; "Not known" where
        no served indicator has a level.
    """
    columns = (_("Group"), _("Programme"), _("Name"), _("Need score"), _("Serves"))
    columns = (*columns, _("Not known"), _("Not advised until"), _("Not verified"))
    columns = (*columns, _("Evidence"), _("Horizon"), _("Dual use"))
    catalogue = framework.catalogue
    if catalogue is None:
        return table(columns, ())
    return table(columns, (_suggestion_row(one, catalogue) for one in suggestions))


def _suggestion_row(suggestion: Suggestion, catalogue: Catalogue) -> tuple[str, ...]:
    programme = suggestion.programme
    levels = [
        _("{indicator} (level {level})", indicator=need.indicator_id, level=need.level)
        for need in suggestion.needs
    ]
    score = suggestion.score
    return (
        _(GROUP_NAMES[suggestion.group]),
        programme.id,
        programme.name,
        _("Not known") if score is None else short(score),
        listed(levels) if levels else _("Not known"),
        listed(suggestion.unknown) if suggestion.unknown else _("None"),
        "; ".join(one.until for one in suggestion.failed) or _("None"),
        "; ".join(one.until for one in suggestion.not_verified) or _("None"),
        catalogue.evidence_label(programme.evidence).name,
        _(HORIZON_WORDS[programme.horizon]),
        _("Yes") if programme.dual_use else _("No"),
    )
