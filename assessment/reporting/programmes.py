"""Explains why a programme is suggested or not; it never promises an effect."""

from collections.abc import Iterable, Iterator
from statistics import fmean
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed, percent, short
from assessment.model.framework import Framework
from assessment.model.own_programme import own_among
from assessment.model.programme import Catalogue, MatchingRule, Precondition
from assessment.model.suggestion import Arrangement, Closing, Group, Need, Suggestion
from assessment.programmes.arrange import arrange
from assessment.reporting.choices import rejection_sentence
from assessment.reporting.own_programmes import own_sentences
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
    Group.CALLED_FOR: mark("Called for first"),
    Group.CRITICAL_GAP: mark("Addresses a critical gap"),
    Group.WEAK_POINT: mark("Strengthens a weak point"),
    Group.KEEP_GOING: mark("Keep going"),
    Group.LATER: mark("Later, once it does no harm"),
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
        Who rejected it, and what does not hold, is closed or not verified first, then the route
        by which it is advised and what calls for it, the answers, what is not known, the
        arithmetic of the need score, and the facts of an own programme.

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
        *_rejection(suggestion),
        *(_until(failed, catalogue) for failed in suggestion.failed),
        *closing_sentences(suggestion, framework),
        *_not_verified(suggestion),
        *_route(suggestion, catalogue),
        *suggestion.warnings,
        *(call.why for call in suggestion.calls),
        *(" ".join(_need(need, framework)) for need in suggestion.needs),
        *_unknown(suggestion, framework),
        *_mechanisms(suggestion, catalogue),
        *_confidence(suggestion, catalogue),
        *_sureness(suggestion, catalogue),
        *_need_score(suggestion, catalogue),
        *(line for own in own_among([suggestion.programme]) for line in own_sentences(own)),
    )


def _rejection(suggestion: Suggestion) -> Iterator[str]:
    if suggestion.rejection is not None:
        yield rejection_sentence(suggestion.rejection)


def _until(failed: Precondition, catalogue: Catalogue) -> str:
    if not failed.routes:
        return _("Not advised until {until}", until=full_stop(failed.until))
    return _(
        "Not advised by the route '{routes}' until {until}",
        routes=listed(catalogue.route(id_).name for id_ in failed.routes),
        until=full_stop(failed.until),
    )


def closing_sentences(suggestion: Suggestion, framework: Framework) -> Iterator[str]:
    """Yield what closes routes of a programme, why, and what would open them again."""
    if framework.catalogue is None:
        return
    for closing in suggestion.closings:
        yield closing_sentence(closing, closing.routes, framework, framework.catalogue)


def closing_sentence(
    closing: Closing, routes: Iterable[str], framework: Framework, catalogue: Catalogue
) -> str:
    """Say which routes a closure closes here, why, and what would open them again."""
    closure = closing.closure
    return " ".join(
        (
            _(
                "Closed: {routes}. {name}: {causes}.",
                routes=listed(catalogue.route(id_).name for id_ in routes),
                name=closure.name,
                causes=listed(_cause(id_, framework) for id_ in closing.causes),
            ),
            full_stop(closure.why),
            *_caution(closing, catalogue),
            _("What would open it again: {reopens}", reopens=full_stop(closure.reopens_when)),
        )
    )


def _cause(id_: str, framework: Framework) -> str:
    questionnaire = framework.questionnaire
    flags = {flag.id: flag.name for flag in questionnaire.context_flags}
    if id_ in flags:
        return f"{id_} ({flags[id_]})"
    if questionnaire.has_indicator(id_):
        return name_indicator(framework, id_)
    return _("statement {id}", id=id_)


def _caution(closing: Closing, catalogue: Catalogue) -> Iterator[str]:
    if closing.by_caution and catalogue.caution is not None:
        yield _("Nobody said whether this is so, and caution decides.")
        yield full_stop(catalogue.caution.why)


def _not_verified(suggestion: Suggestion) -> Iterator[str]:
    for one in suggestion.not_verified:
        yield _(
            "Not verified, and to be checked before anything starts: {until}",
            until=full_stop(one.until),
        )
    if suggestion.unverified:
        yield _(
            "Not verified, and would close the route if it were so: {closures}.",
            closures=listed(f"'{closure.name}'" for closure in suggestion.unverified),
        )


def _route(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    if suggestion.route is None:
        return
    route = catalogue.route(suggestion.route)
    forms = {one.id: one.form for one in suggestion.programme.routes}
    yield _(
        "Advised by this route: {route}. {form}",
        route=route.name,
        form=full_stop(forms[route.id] or route.meaning),
    )


def why_later(
    suggestion: Suggestion, arrangement: Arrangement, catalogue: Catalogue
) -> Iterator[str]:
    """Yield why an advised programme is not among the first."""
    if suggestion.group is Group.KEEP_GOING:
        yield _("What it serves already works, so nothing calls for more of it now.")
        return
    if suggestion.held_back:
        yield full_stop(suggestion.held_back)
    if len(arrangement.first) == catalogue.matching.first:
        yield ngettext(
            "{number} other option is called for more, or serves more gaps and weak points.",
            "{number} other options are called for more, or serve more gaps and weak points.",
            len(arrangement.first),
        )


def first_sentence(arrangement: Arrangement) -> str:
    """Say how many options come first, or that nothing calls for one."""
    if not arrangement.first:
        return _("Nothing in the answers or circumstances calls for a programme first.")
    return ngettext(
        "{number} option comes first.",
        "{number} options come first; each is to be weighed by people who know the country.",
        len(arrangement.first),
    )


def unknown_sentence(arrangement: Arrangement, framework: Framework) -> str:
    """Say in one line which answers are missing for some programmes; empty without any."""
    if not arrangement.unknown:
        return ""
    ids = dict.fromkeys(id_ for one in arrangement.unknown for id_ in one.unknown)
    return _(
        "Not enough answers to say: {programmes}. No level is known for {indicators}.",
        programmes=listed(
            f"{one.programme.id} {one.programme.name}" for one in arrangement.unknown
        ),
        indicators=listed(ids) if len(ids) > 3 else name_indicators(framework, ids),
    )


def place_words(suggestion: Suggestion, arrangement: Arrangement) -> str:
    """Say where a suggestion stands, for a table."""
    if suggestion.rejection is not None:
        return _("Rejected")
    for number, place in enumerate(arrangement.first, start=1):
        if suggestion in place.suggestions:
            return _("First, place {number}", number=number)
    return _("All options") if suggestion.group.is_advised else _("None")


def _sureness(suggestion: Suggestion, catalogue: Catalogue) -> Iterator[str]:
    """Say how sure the deciding answer is, where that does not touch how urgent it is."""
    worst = suggestion.worst
    if catalogue.matching.confidence_factors or worst is None or worst.distance == 0:
        return
    yield _(
        "How sure: the confidence in {indicator}, which decides, is {confidence}. "
        "A doubtful answer does not move the programme down the list.",
        indicator=worst.indicator_id,
        confidence=confidence_words(worst.confidence),
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
    steps = [_basis(suggestion, suggestion.score, rule)]
    if suggestion.mechanism_matches:
        steps.append(
            _("It is taken {factor} times for the pattern.", factor=short(rule.mechanism_factor))
        )
    if suggestion.is_dangerous and rule.danger is not None:
        steps.append(
            _(
                "It is taken {factor} times, because of the route. {why}",
                factor=short(rule.danger.factor),
                why=full_stop(rule.danger.why),
            )
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


def _basis(suggestion: Suggestion, score: float, rule: MatchingRule) -> str:
    worst = suggestion.worst
    if rule.need_of == "worst" and worst is not None:
        return _(
            "Need score {score}: the worst need is that of {indicator}, {need}.",
            score=short(score),
            indicator=worst.indicator_id,
            need=short(worst.need),
        )
    return ngettext(
        "Need score {score}: the mean need over {number} known indicator is {mean}.",
        "Need score {score}: the mean need over {number} known indicators is {mean}.",
        len(suggestion.needs),
        score=short(score),
        mean=short(fmean(need.need for need in suggestion.needs)),
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
    columns = (*columns, _("Place"), _("Route"), _("Closed routes"))
    catalogue = framework.catalogue
    if catalogue is None:
        return table(columns, ())
    suggestions = tuple(suggestions)
    arrangement = arrange(suggestions, catalogue)
    rows = (_suggestion_row(one, catalogue, arrangement) for one in suggestions)
    return table(columns, rows)


def route_words(suggestion: Suggestion, catalogue: Catalogue) -> str:
    """Name the route by which a programme is advised, for a table."""
    return catalogue.route(suggestion.route).name if suggestion.route else _("None")


def closed_words(suggestion: Suggestion, catalogue: Catalogue) -> str:
    """Name the routes that closures close, for a table."""
    closed = {id_ for closing in suggestion.closings for id_ in closing.routes}
    names = [catalogue.route(id_).name for id_ in suggestion.programme.route_ids if id_ in closed]
    return listed(names) if names else _("None")


def _suggestion_row(
    suggestion: Suggestion, catalogue: Catalogue, arrangement: Arrangement
) -> tuple[str, ...]:
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
        place_words(suggestion, arrangement),
        route_words(suggestion, catalogue),
        closed_words(suggestion, catalogue),
    )
