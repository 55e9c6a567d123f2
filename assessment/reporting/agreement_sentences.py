"""Says how far several raters agree, in words for people who never met the figures."""

from assessment.model.agreement import (
    Agreement,
    Alpha,
    DimensionAgreement,
    GroupAgreement,
    RaterDistance,
    TwoViews,
    Undefined,
)
from assessment.model.framework import Framework
from assessment.model.rating import Moderation, Rating, Spread, find_group
from assessment.reporting.tables import MISSING_WORDS
from assessment.reporting.wording import (
    count_words,
    join_words,
    name_indicator,
    round_half_up,
    show_levels,
    show_percent,
)

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Customary readings of alpha, after Krippendorff; a convention and no law.
RELIABLE, TENTATIVE = 0.8, 0.667
_WHY_UNDEFINED: dict[Undefined, str] = {
    "too_few_raters": "fewer than two people have rated",
    "too_few_units": "fewer than two indicators were rated by two people or more",
    "no_variation": "every level that was given is the same, so nothing shows whether the "
    "raters tell levels apart",
}


def number_word(number: int) -> str:
    """Write a small number as a word.

    Examples
    --------
    >>> number_word(3), number_word(12)
    ('three', '12')
    """
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def show_alpha(value: float | None) -> str:
    """Write alpha with two decimals; "Not defined" where there is none.

    Examples
    --------
    >>> show_alpha(0.815), show_alpha(None)
    ('0.82', 'Not defined')
    """
    # A true minus sign: a spreadsheet would take a hyphen for the beginning of a formula.
    return "Not defined" if value is None else str(round_half_up(value, 2)).replace("-", "−")


def explain_spread(spread: Spread) -> str:
    """Say how far the ratings of one indicator lie apart.

    Examples
    --------
    >>> explain_spread(Spread("LAW-1", (1, 2, 3), 0, 0, 2.0, 1.0, 2 / 3, 0))
    'Three people rated this; they lie two levels apart, from 1 to 3.'
    """
    people = "person" if spread.n_ratings == 1 else "people"
    begin = f"{number_word(spread.n_ratings).capitalize()} {people} rated this"
    found = [f"{begin}; {_levels_words(spread)}."]
    found += [f"{_missing_words(spread)}."] if _missing_words(spread) else []
    if spread.grades_apart >= 2:
        steps = number_word(spread.grades_apart)
        found.append(f"Their evidence grades lie {steps} grades apart.")
    return " ".join(found)


def _levels_words(spread: Spread) -> str:
    levels = spread.levels
    if not levels:
        return "nobody found enough to give a level"
    if len(levels) == 1:
        only = "" if spread.n_ratings == 1 else "one of them "
        return f"{only or 'that person '}gave level {levels[0]}"
    if spread.apart == 0:
        return f"{'both' if len(levels) == 2 else 'all'} levels are {levels[0]}"
    apart = spread.apart or 0
    noun = "level" if apart == 1 else "levels"
    lie = f"they lie {number_word(apart)} {noun} apart, from {levels[0]} to {levels[-1]}"
    if len(levels) < spread.n_ratings:
        return f"{number_word(len(levels))} gave a level, and {lie}"
    return lie


def _missing_words(spread: Spread) -> str:
    parts: list[str] = []
    if spread.n_insufficient:
        parts.append(f"{number_word(spread.n_insufficient)} found insufficient information")
    if spread.n_not_applicable:
        parts.append(f"{number_word(spread.n_not_applicable)} found it not applicable")
    return join_words(parts).capitalize() if parts else ""


def explain_alpha(alpha: Alpha) -> str:
    """Say what alpha is, what it means, and how sure that is; or why it is not defined."""
    if alpha.value is None:
        why = _WHY_UNDEFINED[alpha.undefined or "no_variation"]
        return f"Alpha is not defined: {why}."
    shown = f"Alpha is {show_alpha(alpha.value)}"
    if alpha.low is not None and alpha.high is not None:
        shown += f" (interval {show_alpha(alpha.low)} to {show_alpha(alpha.high)})"
    over = f"over {count_words(alpha.n_units, 'indicator')}"
    return f"{shown}, {over} rated by at least two people: {_reading(alpha)}.{_care(alpha)}"


def _care(alpha: Alpha) -> str:
    """Say why alpha itself is not to be taken at its word; empty where it may be."""
    if alpha.low is None:
        return f" {_why_no_interval(alpha)}"
    if alpha.low < TENTATIVE <= (alpha.value or 0.0):
        return " The interval reaches down to too little agreement, so read it with care."
    return ""


def _why_no_interval(alpha: Alpha) -> str:
    if alpha.share_undefined:
        return "Too many of the levels are the same for an interval."
    return "That is too few for an interval, so read it with care."


def _reading(alpha: Alpha) -> str:
    value = alpha.value or 0.0
    if value >= RELIABLE:
        return "the raters read the levels alike"
    if value >= TENTATIVE:
        return "enough agreement for tentative conclusions only"
    if value > 0:
        return "too little agreement to rely on levels before they were talked over"
    return "no more agreement than chance would give"


def explain_dimension_agreement(found: DimensionAgreement, framework: Framework) -> str:
    """Say how far the raters agree on one dimension."""
    name = framework.questionnaire.dimension(found.dimension_id).name
    talk = found.n_to_talk_about
    told = f"{count_words(talk, 'indicator')} to talk about" if talk else "nothing far apart"
    within = (
        ""
        if found.share_within_one is None
        else f" On average over its indicators, {show_percent(found.share_within_one)} of the "
        "pairs of ratings lie at most one level apart."
    )
    return f"{name}: {told}.{within} {explain_alpha(found.alpha)}"


def explain_group(found: GroupAgreement) -> str:
    """Say how one respondent group rates beside all others."""
    name = find_group(found.group).name
    people = count_words(found.n_raters, "person", "people")
    if found.signed is None:
        return f"{name} ({people}): no indicator was rated by somebody in another group as well."
    side = _side(found.signed, "as high as the others")
    return f"{name} ({people}): {side}, over {count_words(found.n_common, 'indicator')}."


def explain_rater(found: RaterDistance) -> str:
    """Say how one person's levels lie beside the others', without blame."""
    if found.signed is None or found.absolute is None:
        return f"{found.person_name}: no indicator was rated by somebody else as well."
    side = _side(found.signed, "neither higher nor lower than the others")
    said = (
        f"{found.person_name}: {side}, and {show_levels(found.absolute)} away from them, over "
        f"{count_words(found.n_common, 'indicator')}."
    )
    if not found.stands_apart:
        return said
    return (
        f"{said} This is the rating furthest from the others. That is no fault: this person may "
        "know what the others do not, or read the levels in another way. Ask first."
    )


def _side(signed: float, level: str) -> str:
    # Less than a twentieth of a level would be shown as nothing.
    if abs(signed) < 0.05:
        return f"on average {level}"
    side = "higher" if signed > 0 else "lower"
    return f"on average {show_levels(abs(signed))} {side} than the others"


def rating_words(rating: Rating) -> str:
    """Say in a few words what somebody gave."""
    answer = rating.answer
    if answer.level is not None:
        return f"level {answer.level}"
    return MISSING_WORDS[answer.status].lower()


def describe_ratings(moderations: tuple[Moderation, ...], framework: Framework) -> str:
    """Say in words what the chart of ratings shows."""
    said = [_describe_one(moderation, framework) for moderation in moderations]
    return " ".join(("Ratings of each indicator, by respondent group.", *said))


def _describe_one(moderation: Moderation, framework: Framework) -> str:
    name = name_indicator(framework, moderation.indicator_id)
    if not moderation.ratings:
        return f"{name}: not rated."
    each = join_words(
        f"{find_group(rating.group).name} {rating_words(rating)}"
        for rating in sorted(moderation.ratings, key=lambda r: (r.group, rating_words(r)))
    )
    agreed = moderation.consensus
    if agreed is None:
        return f"{name}: {each}."
    answer = agreed.answer
    words = f"level {answer.level}" if answer.level is not None else MISSING_WORDS[answer.status]
    return f"{name}: {each}; agreed {words.lower()}."


def explain_two_views(views: tuple[TwoViews, ...]) -> str:
    """Say how the state's own view lies beside the partner's."""
    known = [view.difference for view in views if view.difference is not None]
    if not known:
        return "No indicator has a level from both sides yet."
    same = sum(difference == 0 for difference in known)
    higher = sum(difference > 0 for difference in known)
    wide = sum(abs(difference) >= 2 for difference in known)
    return (
        f"Of {count_words(len(known), 'indicator')} with a level from both sides, {same} have the "
        f"same level; the state rates itself higher on {higher} and lower on "
        f"{len(known) - same - higher}. On {wide} the two lie two levels or more apart."
    )


def explain_agreement(agreement: Agreement) -> tuple[str, ...]:
    """Say the whole in a few sentences: how many rated, what to talk about, and alpha."""
    if not agreement.raters:
        return ("Nobody has rated yet.",)
    talk = sum(spread.needs_talk for spread in agreement.spreads)
    n_raters = len(agreement.raters)
    people = "person has" if n_raters == 1 else "people have"
    return (
        f"{number_word(n_raters).capitalize()} {people} rated "
        f"{count_words(len(agreement.spreads), 'indicator')}; "
        f"{count_words(talk, 'indicator')} should be talked about.",
        explain_alpha(agreement.overall),
    )
