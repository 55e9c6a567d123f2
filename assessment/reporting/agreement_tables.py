"""Tables of ratings and of their agreement; what is not defined is written out."""

from collections.abc import Iterable, Mapping

import pandas as pd

from assessment.model.agreement import Agreement, Alpha, IndicatorAgreement, TwoViews
from assessment.model.answer import Answer, Status
from assessment.model.framework import Framework
from assessment.model.rating import Moderation, Spread, find_group
from assessment.reporting.agreement_sentences import show_alpha
from assessment.reporting.tables import MISSING_WORDS
from assessment.reporting.wording import (
    level_name,
    round_half_up,
    show_number,
    show_percent,
)

_Row = Mapping[str, str | int]
_NONE = "Not defined"


def _table(rows: Iterable[_Row], columns: tuple[str, ...]) -> pd.DataFrame:
    """Build a table that keeps its columns when it has no rows."""
    return pd.DataFrame([*rows], columns=[*columns])


def spread_table(moderations: Iterable[Moderation], framework: Framework) -> pd.DataFrame:
    """Return one row an indicator: the ratings, how far apart, and what was agreed on.

    Returns
    -------
    DataFrame
        The spread is that of the independent ratings and does not change when
        a level is agreed on. Names are left out; see `rating_table`.
    """
    columns = ("Indicator", "Name", "Ratings", "Levels", "Levels apart", "Within one level")
    columns = (*columns, "Insufficient information", "Not applicable", "Agreed", "Dissents")
    rows = (
        {
            "Indicator": one.indicator_id,
            "Name": framework.questionnaire.indicator(one.indicator_id).name,
            **_spread_cells(one.spread),
            "Agreed": answer_words(one.consensus.answer, framework)
            if one.consensus
            else "Not agreed yet",
            "Dissents": len(one.dissents),
        }
        for one in moderations
    )
    return _table(rows, columns)


def _spread_cells(spread: Spread) -> _Row:
    share = spread.share_within_one
    return {
        "Ratings": spread.n_ratings,
        "Levels": ", ".join(str(level) for level in spread.levels) or "None",
        "Levels apart": "None" if spread.apart is None else str(spread.apart),
        "Within one level": _NONE if share is None else show_percent(share),
        "Insufficient information": spread.n_insufficient,
        "Not applicable": spread.n_not_applicable,
    }


def rating_table(moderations: Iterable[Moderation], framework: Framework) -> pd.DataFrame:
    """Return one row a rating, with who gave it."""
    columns = ("Indicator", "Person", "Group", "Rating", "Confidence", "Evidence grade")
    columns = (*columns, "Given", "Rationale")
    rows = (
        {
            "Indicator": one.indicator_id,
            "Person": rating.person_name,
            "Group": find_group(rating.group).name,
            "Rating": answer_words(rating.answer, framework),
            "Confidence": (rating.answer.confidence or "not stated").capitalize(),
            "Evidence grade": rating.answer.evidence_grade or "Not stated",
            "Given": "Alone" if rating.is_independent else "After seeing others",
            "Rationale": rating.answer.rationale,
        }
        for one in moderations
        for rating in one.ratings
    )
    return _table(rows, columns)


def agreement_table(agreement: Agreement, framework: Framework) -> pd.DataFrame:
    """Return one row for the whole and one a dimension."""
    columns = ("Over", "Alpha", "Interval", "Raters", "Indicators", "Within one level")
    rows: list[_Row] = [
        {
            "Over": "The whole questionnaire",
            **_alpha_cells(agreement.overall),
            "Within one level": _share(
                [s.share_within_one for s in agreement.spreads if s.share_within_one is not None]
            ),
        }
    ]
    for found in agreement.dimensions:
        name = framework.questionnaire.dimension(found.dimension_id).name
        share = [] if found.share_within_one is None else [found.share_within_one]
        cells = _alpha_cells(found.alpha)
        rows.append({"Over": name, **cells, "Within one level": _share(share)})
    return _table(rows, columns)


def _alpha_cells(alpha: Alpha) -> _Row:
    has_interval = alpha.low is not None and alpha.high is not None
    return {
        "Alpha": show_alpha(alpha.value),
        "Interval": f"{show_alpha(alpha.low)} to {show_alpha(alpha.high)}"
        if has_interval
        else _NONE,
        "Raters": alpha.n_raters,
        "Indicators": alpha.n_units,
    }


def _share(shares: list[float]) -> str:
    return show_percent(sum(shares) / len(shares)) if shares else _NONE


def group_table(agreement: Agreement) -> pd.DataFrame:
    """Return one row a respondent group."""
    columns = ("Group", "People", "Alpha inside the group", "Beside all others", "Indicators")
    rows = (
        {
            "Group": find_group(found.group).name,
            "People": found.n_raters,
            "Alpha inside the group": show_alpha(found.within.value),
            "Beside all others": _signed(found.signed),
            "Indicators": found.n_common,
        }
        for found in agreement.groups
    )
    return _table(rows, columns)


def rater_table(agreement: Agreement) -> pd.DataFrame:
    """Return one row a rater, by name; the order says nothing."""
    columns = ("Person", "Group", "Beside the others", "Away from the others", "Indicators")
    columns = (*columns, "Alpha without this person")
    rows = (
        {
            "Person": found.person_name,
            "Group": find_group(found.group).name,
            "Beside the others": _signed(found.signed),
            "Away from the others": _NONE
            if found.absolute is None
            else show_number(found.absolute),
            "Indicators": found.n_common,
            "Alpha without this person": show_alpha(found.alpha_without),
        }
        for found in sorted(agreement.raters, key=lambda rater: rater.person_name)
    )
    return _table(rows, columns)


def _signed(value: float | None) -> str:
    """Write a difference in levels with its sign.

    Examples
    --------
    >>> _signed(1.5), _signed(-0.25), _signed(0.001), _signed(None)
    ('+1.5', '−0.25', '0', 'Not defined')
    """
    if value is None:
        return _NONE
    number = show_number(abs(value))
    if round_half_up(value, 2) == 0:
        return "0"
    return f"{'+' if value > 0 else '−'}{number}"


def indicator_table(found: Iterable[IndicatorAgreement], framework: Framework) -> pd.DataFrame:
    """Return one row an indicator: agreement over all assessments with this questionnaire."""
    columns = ("Indicator", "Name", "Alpha", "Interval", "Assessments")
    rows = (
        {
            "Indicator": one.indicator_id,
            "Name": framework.questionnaire.indicator(one.indicator_id).name,
            "Assessments": one.alpha.n_units,
            **{k: v for k, v in _alpha_cells(one.alpha).items() if k in ("Alpha", "Interval")},
        }
        for one in found
    )
    return _table(rows, columns)


def two_views_table(views: Iterable[TwoViews], framework: Framework) -> pd.DataFrame:
    """Return one row an indicator: the state's own answer beside the partner's."""
    columns = ("Indicator", "Self", "External", "Self is", "Name")
    rows = (
        {
            "Indicator": view.indicator_id,
            "Name": framework.questionnaire.indicator(view.indicator_id).name,
            "Self": answer_words(view.by_itself, framework),
            "External": answer_words(view.by_partner, framework),
            "Self is": _difference_words(view.difference),
        }
        for view in views
    )
    return _table(rows, columns)


def _difference_words(difference: int | None) -> str:
    if difference is None:
        return "Not comparable"
    if difference == 0:
        return "The same"
    return f"{abs(difference)} {'higher' if difference > 0 else 'lower'}"


def answer_words(answer: Answer, framework: Framework) -> str:
    """Write an answer in words: the level with its name, or which kind of missing."""
    if answer.status is Status.LEVEL and answer.level is not None:
        return level_name(framework, answer.level)
    return MISSING_WORDS[answer.status]
