"""Says how far several raters agree, in words and tables for people who never met the figures."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import fixed, listed, moment, percent, short, whole
from assessment.model.agreement import (
    Agreement,
    Alpha,
    DimensionAgreement,
    GroupAgreement,
    IndicatorAgreement,
    RaterDistance,
    TwoViews,
    Undefined,
)
from assessment.model.answer import Answer, Dissent, RecordedAnswer
from assessment.model.framework import Framework
from assessment.model.rating import AgreedAnswer, Moderation, Rating, RatingSpread, find_group
from assessment.reporting.terms import confidence_words, origin_words, status_words
from assessment.reporting.wording import (
    answer_words,
    capitalised,
    name_indicator,
    show_levels,
    signed,
    table,
)

if TYPE_CHECKING:
    from pandas import DataFrame

# Customary readings of alpha, after Krippendorff; a convention and no law.
RELIABLE, TENTATIVE = 0.8, 0.667
_WHY_UNDEFINED: dict[Undefined, str] = {
    "too_few_raters": mark("Alpha is not defined: fewer than two people have rated."),
    "too_few_units": mark(
        "Alpha is not defined: fewer than two indicators were rated by two people or more."
    ),
    "no_variation": mark(
        "Alpha is not defined: every level that was given is the same, so nothing shows whether "
        "the raters tell levels apart."
    ),
}


def show_alpha(value: float | None) -> str:
    """Write alpha with two decimals; "Not defined" where there is none.

    Examples
    --------
    >>> show_alpha(0.815), show_alpha(-0.2), show_alpha(None)
    ('0.82', '−0.20', 'Not defined')
    """
    if value is None:
        return _("Not defined")
    return fixed(value, 2) if value >= 0 else signed(value, 2)


def explain_spread(spread: RatingSpread) -> str:
    """Say how far the ratings of one indicator lie apart.

    Examples
    --------
    >>> explain_spread(RatingSpread("LAW-1", (1, 2, 3), 0, 0, 2.0, 1.0, 2 / 3, 0))
    '3 people rated this. The ratings lie 2 levels apart, from 1 to 3.'
    """
    n = spread.n_ratings
    return " ".join(
        (
            ngettext("{number} person rated this.", "{number} people rated this.", n),
            *_levels(spread),
            *_missing(spread),
        )
    )


def explain_second(spread: RatingSpread) -> str:
    """Say how far the second ratings lie apart, those that were given after the talk."""
    n = spread.n_ratings
    return " ".join(
        (
            ngettext(
                "After the talk {number} person rated again.",
                "After the talk {number} people rated again.",
                n,
            ),
            *_levels(spread),
            *_missing(spread),
        )
    )


def count_agreed(n_agreed: int, n_asked: int, n_open: int) -> str:
    """Say on how many questions the team has agreed, and how many are open for it."""
    agreed = ngettext(
        "Agreed on {agreed} of {number} question.",
        "Agreed on {agreed} of {number} questions.",
        n_asked,
        agreed=whole(n_agreed),
    )
    if n_open == n_asked:
        return agreed
    rest = ngettext(
        "{number} question is open for moderation so far.",
        "{number} questions are open for moderation so far.",
        n_open,
    )
    return f"{agreed} {rest}"


def contested_line(found: Moderation, framework: Framework) -> str:
    """Say of one question in a list how contested it is.

    Examples
    --------
    ``LAW-1 (Independent judges): 5 people rated this. The ratings lie 3 levels apart, ...``
    """
    name = name_indicator(framework, found.indicator_id)
    if found.agreed is not None and not found.agreed.stands:
        return _("{indicator}: changed after the team had agreed.", indicator=name)
    return _("{indicator}: {spread}", indicator=name, spread=explain_spread(found.spread))


def how_many_gave(found: Moderation, level: int) -> str:
    """Say how many of those who rated alone gave a level, as the reason for agreeing on it.

    It stands as the rationale where the team agrees by one click and says nothing more.
    """
    n_gave, n_rated = found.spread.levels.count(level), found.spread.n_ratings
    if n_gave == n_rated:
        return ngettext(
            "The only person who rated this alone gave level {level}.",
            "All {number} people who rated this alone gave level {level}.",
            n_rated,
            level=level,
        )
    return _(
        "{some} of {all} people who rated this alone gave level {level}; the team agreed on it.",
        some=whole(n_gave),
        all=whole(n_rated),
        level=level,
    )


def agree_label(found: Moderation, level: int) -> str:
    """Return the words of the button that agrees on a level by one click."""
    n_gave, n_rated = found.spread.levels.count(level), found.spread.n_ratings
    if n_gave == n_rated:
        return ngettext(
            "One person said level {level}: agree",
            "All {number} said level {level}: agree",
            n_rated,
            level=level,
        )
    return _(
        "Agree on level {level}, as {some} of {all} said",
        level=level,
        some=whole(n_gave),
        all=whole(n_rated),
    )


def agreed_sentence(
    agreed: AgreedAnswer, framework: Framework, when: Callable[[datetime], str] = moment
) -> str:
    """Say what the team agreed on, when, and who entered it.

    Parameters
    ----------
    when
        Writes a moment; a page writes it as the clock of its reader shows it.
    """
    recorded = agreed.recorded
    return _(
        "The team agreed on {answer}, {when}; entered by {name}.",
        answer=_with_name(recorded.answer, framework),
        when=when(recorded.recorded_at),
        name=recorded.person_name,
    )


def changed_sentences(
    agreed: AgreedAnswer, framework: Framework, when: Callable[[datetime], str] = moment
) -> tuple[str, ...]:
    """Say what happened to an agreed answer later: to what it was changed, by whom, and why."""
    return tuple(_changed(recorded, framework, when) for recorded in agreed.changes)


def _changed(
    recorded: RecordedAnswer, framework: Framework, when: Callable[[datetime], str]
) -> str:
    changed = _(
        "Changed later to {answer}, {when}, by {name} ({origin}).",
        answer=_with_name(recorded.answer, framework),
        when=when(recorded.recorded_at),
        name=recorded.person_name,
        origin=origin_words(recorded.origin),
    )
    if not recorded.change_reason:
        return changed
    return " ".join((changed, _("Reason: {text}", text=recorded.change_reason)))


def _with_name(answer: Answer, framework: Framework) -> str:
    """Write a level with its name, or which kind of missing, as part of a sentence."""
    # A scale that was edited afterwards may not have the level any more.
    names = {level.value: level.name for level in framework.questionnaire.scale}
    if answer.level in names:
        return _("level {level}, {name}", level=answer.level, name=names[answer.level])
    return answer_in_few_words(answer)


def _levels(spread: RatingSpread) -> Iterator[str]:
    levels = spread.levels
    if not levels:
        yield _("Nobody found enough to give a level.")
    elif len(levels) == 1 and spread.n_ratings == 1:
        yield _("That person gave level {level}.", level=levels[0])
    elif len(levels) == 1:
        yield _("One of them gave level {level}.", level=levels[0])
    elif spread.apart == 0 and len(levels) == 2:
        yield _("Both levels are {level}.", level=levels[0])
    elif spread.apart == 0:
        yield _("All levels are {level}.", level=levels[0])
    else:
        if len(levels) < spread.n_ratings:
            yield ngettext("{number} gave a level.", "{number} gave a level.", len(levels))
        yield ngettext(
            "The ratings lie {number} level apart, from {lowest} to {highest}.",
            "The ratings lie {number} levels apart, from {lowest} to {highest}.",
            int(spread.apart or 0),
            lowest=levels[0],
            highest=levels[-1],
        )


def _missing(spread: RatingSpread) -> Iterator[str]:
    if spread.n_insufficient:
        yield ngettext(
            "{number} found insufficient information.",
            "{number} found insufficient information.",
            spread.n_insufficient,
        )
    if spread.n_not_applicable:
        yield ngettext(
            "{number} found it not applicable.",
            "{number} found it not applicable.",
            spread.n_not_applicable,
        )
    if spread.grades_apart >= 2:
        yield ngettext(
            "Their evidence grades lie {number} grade apart.",
            "Their evidence grades lie {number} grades apart.",
            spread.grades_apart,
        )


def explain_alpha(alpha: Alpha) -> str:
    """Say what alpha is, what it means, and how sure that is; or why it is not defined."""
    if alpha.value is None:
        return _(_WHY_UNDEFINED[alpha.undefined or "no_variation"])
    return " ".join((_alpha(alpha), _reading(alpha.value), *_care(alpha, alpha.value)))


def _alpha(alpha: Alpha) -> str:
    if alpha.low is None or alpha.high is None:
        return ngettext(
            "Alpha is {alpha}, over {number} indicator rated by at least two people.",
            "Alpha is {alpha}, over {number} indicators rated by at least two people.",
            alpha.n_units,
            alpha=show_alpha(alpha.value),
        )
    return ngettext(
        "Alpha is {alpha} (interval {low} to {high}), over {number} indicator rated by at least "
        "two people.",
        "Alpha is {alpha} (interval {low} to {high}), over {number} indicators rated by at least "
        "two people.",
        alpha.n_units,
        alpha=show_alpha(alpha.value),
        low=show_alpha(alpha.low),
        high=show_alpha(alpha.high),
    )


def _reading(value: float) -> str:
    if value >= RELIABLE:
        return _("So the raters read the levels in the same way.")
    if value >= TENTATIVE:
        return _("That is enough agreement for tentative conclusions only.")
    if value > 0:
        return _("That is too little agreement to rely on levels before they were talked over.")
    return _("That is no more agreement than chance would give.")


def _care(alpha: Alpha, value: float) -> Iterator[str]:
    """Say why alpha itself is not to be taken at its word; nothing where it may be."""
    if alpha.low is None and alpha.share_undefined:
        yield _("Too many of the levels are the same for an interval.")
    elif alpha.low is None:
        yield _("These are too few indicators for an interval, so read it with care.")
    elif alpha.low < TENTATIVE <= value:
        yield _("The interval reaches down to too little agreement, so read it with care.")


def explain_dimension_agreement(found: DimensionAgreement, framework: Framework) -> str:
    """Say how far the raters agree on one dimension."""
    name = framework.questionnaire.dimension(found.dimension_id).name
    said = [_("{dimension}: nothing far apart.", dimension=name)]
    if found.n_to_talk_about:
        said = [
            ngettext(
                "{dimension}: {number} indicator to talk about.",
                "{dimension}: {number} indicators to talk about.",
                found.n_to_talk_about,
                dimension=name,
            )
        ]
    if found.share_within_one is not None:
        said.append(
            _(
                "On average over its indicators, {share} of the pairs of ratings lie at most one "
                "level apart.",
                share=percent(found.share_within_one),
            )
        )
    return " ".join((*said, explain_alpha(found.alpha)))


def explain_group(found: GroupAgreement) -> str:
    """Say how one respondent group rates beside all others."""
    named = ngettext(
        "{group} ({number} person)",
        "{group} ({number} people)",
        found.n_raters,
        group=_(find_group(found.group).name),
    )
    if found.signed is None:
        return _(
            "{group}: no indicator was rated by somebody in another group as well.", group=named
        )
    over = _indicators(found.n_common)
    if _is_level(found.signed):
        return _(
            "{group}: on average as high as the others, over {indicators}.",
            group=named,
            indicators=over,
        )
    return _beside(named, found.signed, over)


def explain_rater(found: RaterDistance) -> str:
    """Say how one person's levels lie beside the others', without blame."""
    if found.signed is None or found.absolute is None:
        return _(
            "{person}: no indicator was rated by somebody else as well.", person=found.person_name
        )
    over = _indicators(found.n_common)
    beside = _beside(found.person_name, found.signed, over)
    if _is_level(found.signed):
        beside = _(
            "{person}: on average neither higher nor lower than the others, over {indicators}.",
            person=found.person_name,
            indicators=over,
        )
    away = _("On average {levels} away from them.", levels=show_levels(found.absolute))
    if not found.lies_apart:
        return f"{beside} {away}"
    care = _(
        "This is the rating furthest from the others. That is no fault: this person may know "
        "what the others do not, or read the levels in another way. Ask first."
    )
    return f"{beside} {away} {care}"


def _is_level(difference: float) -> bool:
    # Less than a twentieth of a level would be shown as nothing.
    return abs(difference) < 0.05


def _indicators(number: int) -> str:
    return ngettext("{number} indicator", "{number} indicators", number)


def _beside(who: str, difference: float, indicators: str) -> str:
    levels = show_levels(abs(difference))
    if difference > 0:
        return _(
            "{who}: on average {levels} higher than the others, over {indicators}.",
            who=who,
            levels=levels,
            indicators=indicators,
        )
    return _(
        "{who}: on average {levels} lower than the others, over {indicators}.",
        who=who,
        levels=levels,
        indicators=indicators,
    )


def rating_words(rating: Rating) -> str:
    """Say in a few words what somebody gave."""
    return answer_in_few_words(rating.answer)


def answer_in_few_words(answer: Answer) -> str:
    """Write a level, or which kind of missing, as part of a sentence."""
    if answer.level is not None:
        return _("level {level}", level=answer.level)
    return status_words(answer.status)


def kind_of_rating(rating: Rating) -> str:
    """Say when somebody gave a rating: alone, after the talk, or after seeing others."""
    if rating.is_independent:
        return _("Alone")
    return _("Second, after the talk") if rating.is_second else _("After seeing others")


def describe_ratings(moderations: tuple[Moderation, ...], framework: Framework) -> str:
    """Say in words what the chart of ratings shows."""
    said = [_describe_one(moderation, framework) for moderation in moderations]
    return " ".join((_("Ratings of each indicator, by respondent group."), *said))


def _describe_one(moderation: Moderation, framework: Framework) -> str:
    name = name_indicator(framework, moderation.indicator_id)
    if not moderation.ratings:
        return _("{indicator}: not rated.", indicator=name)
    second = [one for one in moderation.ratings if one.is_second]
    each = _describe_each(one for one in moderation.ratings if not one.is_second)
    if second:
        each = _("{ratings}; after the talk {second}", ratings=each, second=_describe_each(second))
    if moderation.consensus is None:
        return _("{indicator}: {ratings}.", indicator=name, ratings=each)
    return _(
        "{indicator}: {ratings}; agreed {rating}.",
        indicator=name,
        ratings=each,
        rating=answer_in_few_words(moderation.consensus.answer),
    )


def _describe_each(ratings: Iterable[Rating]) -> str:
    return listed(
        _("{group} {rating}", group=_(find_group(one.group).name), rating=rating_words(one))
        for one in sorted(ratings, key=lambda r: (r.group, rating_words(r)))
    )


def explain_two_views(views: tuple[TwoViews, ...]) -> str:
    """Say how the state's own view lies beside the partner's."""
    known = [view.difference for view in views if view.difference is not None]
    if not known:
        return _("No indicator has a level from both sides yet.")
    same = sum(difference == 0 for difference in known)
    higher = sum(difference > 0 for difference in known)
    return " ".join(
        (
            ngettext(
                "{number} indicator has a level from both sides.",
                "{number} indicators have a level from both sides.",
                len(known),
            ),
            ngettext(
                "On {number} the level is the same.", "On {number} the levels are the same.", same
            ),
            ngettext(
                "On {number} the state rates itself higher, on {lower} lower.",
                "On {number} the state rates itself higher, on {lower} lower.",
                higher,
                lower=len(known) - same - higher,
            ),
            ngettext(
                "On {number} the two lie two levels or more apart.",
                "On {number} the two lie two levels or more apart.",
                sum(abs(difference) >= 2 for difference in known),
            ),
        )
    )


def explain_agreement(agreement: Agreement) -> tuple[str, ...]:
    """Say the whole in a few sentences: how many rated, what to talk about, and alpha."""
    if not agreement.raters:
        return (_("Nobody has rated yet."),)
    rated = ngettext(
        "{number} person has rated {indicators}.",
        "{number} people have rated {indicators}.",
        len(agreement.raters),
        indicators=_indicators(len(agreement.spreads)),
    )
    talk = ngettext(
        "{number} indicator should be talked about.",
        "{number} indicators should be talked about.",
        sum(spread.needs_talk for spread in agreement.spreads),
    )
    return (f"{rated} {talk}", explain_alpha(agreement.overall))


def spread_table(moderations: Iterable[Moderation], framework: Framework) -> "DataFrame":
    """Return one row an indicator: the ratings, how far apart, and what was agreed on.

    Returns
    -------
    DataFrame
        The spread is that of the independent ratings and does not change when
        a level is agreed on. Names are left out; see `rating_table`.
    """
    columns = (_("Indicator"), _("Name"), _("Ratings"), _("Levels"), _("Levels apart"))
    columns = (*columns, _("Levels after the talk"))
    columns = (*columns, _("Within one level"), _("Insufficient information"))
    columns = (*columns, _("Not applicable"), _("Agreed"), _("Dissents"))
    return table(columns, (_spread_row(one, framework) for one in moderations))


def _spread_row(one: Moderation, framework: Framework) -> tuple[str | int, ...]:
    spread, agreed = one.spread, one.consensus
    return (
        one.indicator_id,
        framework.questionnaire.indicator(one.indicator_id).name,
        spread.n_ratings,
        _list_levels(spread),
        _("None") if spread.apart is None else short(spread.apart),
        _second_levels(one.second_spread),
        _share(spread.share_within_one),
        spread.n_insufficient,
        spread.n_not_applicable,
        answer_words(agreed.answer, framework) if agreed else _("Not agreed yet"),
        len(one.dissents),
    )


def _list_levels(spread: RatingSpread) -> str:
    return ", ".join(str(level) for level in spread.levels) or _("None")


def _second_levels(spread: RatingSpread | None) -> str:
    return _("Not rated again") if spread is None else _list_levels(spread)


def _share(share: float | None) -> str:
    return _("Not defined") if share is None else percent(share)


def rating_table(moderations: Iterable[Moderation], framework: Framework) -> "DataFrame":
    """Return one row a rating, with who gave it."""
    columns = (_("Indicator"), _("Person"), _("Group"), _("Rating"), _("Confidence"))
    columns = (*columns, _("Evidence grade"), _("Given"), _("Rationale"))
    rows = (
        (
            one.indicator_id,
            rating.person_name,
            _(find_group(rating.group).name),
            answer_words(rating.answer, framework),
            capitalised(confidence_words(rating.answer.confidence)),
            rating.answer.evidence_grade or _("Not stated"),
            kind_of_rating(rating),
            rating.answer.rationale,
        )
        for one in moderations
        for rating in one.ratings
    )
    return table(columns, rows)


def agreement_table(agreement: Agreement, framework: Framework) -> "DataFrame":
    """Return one row for the whole and one a dimension."""
    columns = (_("Over"), _("Alpha"), _("Interval"), _("Raters"), _("Indicators"))
    columns = (*columns, _("Within one level"))
    shares = [s.share_within_one for s in agreement.spreads if s.share_within_one is not None]
    whole = sum(shares) / len(shares) if shares else None
    rows = [
        (_("The whole questionnaire"), *_alpha_cells(agreement.overall), _share(whole)),
        *(
            (
                framework.questionnaire.dimension(found.dimension_id).name,
                *_alpha_cells(found.alpha),
                _share(found.share_within_one),
            )
            for found in agreement.dimensions
        ),
    ]
    return table(columns, rows)


def _alpha_cells(alpha: Alpha) -> tuple[str | int, ...]:
    return (show_alpha(alpha.value), _alpha_interval(alpha), alpha.n_raters, alpha.n_units)


def _alpha_interval(alpha: Alpha) -> str:
    if alpha.low is None or alpha.high is None:
        return _("Not defined")
    return _("{low} to {high}", low=show_alpha(alpha.low), high=show_alpha(alpha.high))


def group_table(agreement: Agreement) -> "DataFrame":
    """Return one row a respondent group."""
    columns = (_("Group"), _("People"), _("Alpha inside the group"), _("Beside all others"))
    rows = (
        (
            _(find_group(found.group).name),
            found.n_raters,
            show_alpha(found.within.value),
            _difference(found.signed),
            found.n_common,
        )
        for found in agreement.groups
    )
    return table((*columns, _("Indicators")), rows)


def rater_table(agreement: Agreement) -> "DataFrame":
    """Return one row a rater, by name; the order says nothing."""
    columns = (_("Person"), _("Group"), _("Beside the others"), _("Away from the others"))
    columns = (*columns, _("Indicators"), _("Alpha without this person"))
    rows = (
        (
            found.person_name,
            _(find_group(found.group).name),
            _difference(found.signed),
            _("Not defined") if found.absolute is None else short(found.absolute),
            found.n_common,
            show_alpha(found.alpha_without),
        )
        for found in sorted(agreement.raters, key=lambda rater: rater.person_name)
    )
    return table(columns, rows)


def _difference(value: float | None) -> str:
    """Write a difference in levels with its sign.

    Examples
    --------
    >>> _difference(1.5), _difference(-0.25), _difference(0.001), _difference(None)
    ('+1.5', '−0.25', '0', 'Not defined')
    """
    return _("Not defined") if value is None else signed(value, 2, short)


def indicator_table(found: Iterable[IndicatorAgreement], framework: Framework) -> "DataFrame":
    """Return one row an indicator: agreement over all assessments with this questionnaire."""
    columns = (_("Indicator"), _("Name"), _("Alpha"), _("Interval"), _("Assessments"))
    rows = (
        (
            one.indicator_id,
            framework.questionnaire.indicator(one.indicator_id).name,
            show_alpha(one.alpha.value),
            _alpha_interval(one.alpha),
            one.alpha.n_units,
        )
        for one in found
    )
    return table(columns, rows)


def two_views_table(views: Iterable[TwoViews], framework: Framework) -> "DataFrame":
    """Return one row an indicator: the state's own answer beside the partner's."""
    columns = (_("Indicator"), _("Self"), _("External"), _("Self is"), _("Name"))
    rows = (
        (
            view.indicator_id,
            answer_words(view.by_itself, framework),
            answer_words(view.by_partner, framework),
            _view_words(view.difference),
            framework.questionnaire.indicator(view.indicator_id).name,
        )
        for view in views
    )
    return table(columns, rows)


def _view_words(difference: int | None) -> str:
    if difference is None:
        return _("Not comparable")
    if difference == 0:
        return _("The same")
    if difference > 0:
        return ngettext("{number} higher", "{number} higher", difference)
    return ngettext("{number} lower", "{number} lower", -difference)


def dissent_lines(dissent: Dissent) -> Iterator[str]:
    """Say who disagrees, with which level and why; then what was replied, one line each."""
    name, reason = dissent.signed_as, dissent.reason
    if dissent.level is None:
        yield _("{name} (no level): {reason}", name=name, reason=reason)
    else:
        level = str(dissent.level)
        yield _("{name} (level {level}): {reason}", name=name, level=level, reason=reason)
    for each in dissent.replies:
        yield "   " + _("Reply of {name}: {text}", name=each.signed_as, text=each.text)
