"""Says what the scores of a profile are, in words and in tables."""

from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales.formats import fixed
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, MethodMark, Profile
from assessment.reporting.bands import band_phrase
from assessment.reporting.coverage import count_levels, coverage_words, not_applicable
from assessment.reporting.method_marks import mark_heading, mark_words
from assessment.reporting.wording import (
    answer_words,
    name_indicators,
    show_range,
    table,
)

if TYPE_CHECKING:
    from pandas import DataFrame


def describe_profile(profile: Profile, framework: Framework) -> str:
    """Say every dimension with its band and interval: the text alternative of the chart."""
    said = (describe_score(score, framework) for score in profile.dimensions)
    return " ".join((_("Scores of the dimensions, from 0 to 100."), *said))


def describe_score(score: DimensionScore, framework: Framework, name: str = "") -> str:
    """Say score, band and interval in one sentence, under the name of the dimension or another."""
    name = name or framework.questionnaire.dimension(score.dimension_id).name
    band, interval = band_phrase(score, framework), score.interval
    if score.value is None:
        return _("{name}: {band}.", name=name, band=band)
    value = fixed(score.value, 1)
    if interval is None:
        return _("{name}: {score}, {band}.", name=name, score=value, band=band)
    return _(
        "{name}: {score}, {band}, interval {low} to {high}.",
        name=name,
        score=value,
        band=band,
        low=fixed(interval.low, 1),
        high=fixed(interval.high, 1),
    )


def dimension_table(profile: Profile, framework: Framework) -> "DataFrame":
    """Return one row a dimension, in the order of the questionnaire.

    Returns
    -------
    DataFrame
        Scores, intervals and bounds (0 to 100, one decimal) are text;
        "No score" where coverage does not allow one, "Too early" where too little of
        the whole is answered for any result, "Not applicable" where no
        indicator applies. Where the questionnaire names other methods, a column
        says under how many of them the band holds.
    """
    columns = (_("Dimension"), _("Name"), _("Score (0 to 100)"), _("Band"), _("Interval"))
    columns = (*columns, _("Bounds"), _("Known"), _("Coverage"))
    rows = (_dimension_row(score, profile, framework) for score in profile.dimensions)
    marks = (mark_heading(),) if framework.rules.methods else ()
    return table((*columns, _("Limit set by"), *marks), rows)


def _dimension_row(
    score: DimensionScore, profile: Profile, framework: Framework
) -> tuple[str, ...]:
    applies, interval = score.n_applicable > 0, score.interval
    none = _("No score") if applies else not_applicable()
    none = _("Too early") if score.too_early else none
    shown, band, limit = none, none, none
    if score.value is not None:
        shown, band = fixed(score.value, 1), band_phrase(score, framework)
        capped_by = profile.explanation(score.dimension_id).capped_by
        limit = name_indicators(framework, capped_by) if capped_by else _("No limit")
    return (
        score.dimension_id,
        framework.questionnaire.dimension(score.dimension_id).name,
        shown,
        band,
        show_range(interval.low, interval.high) if interval else none,
        show_range(score.low, score.high) if applies and not score.too_early else none,
        count_levels(score, framework),
        coverage_words(score),
        limit,
        *_mark(profile.method_mark(score.dimension_id), framework, none),
    )


def _mark(marked: MethodMark | None, framework: Framework, none: str) -> tuple[str, ...]:
    """Return the cell of the method mark, where the questionnaire names other methods."""
    if not framework.rules.methods:
        return ()
    return (mark_words(marked) if marked else none,)


def strength_table(profile: Profile, framework: Framework, record: Record) -> "DataFrame":
    """Return one row for each indicator at the two highest levels, best first."""
    questionnaire = framework.questionnaire
    rows = (
        (
            id_,
            questionnaire.indicator(id_).name,
            questionnaire.dimension_of(id_).name,
            answer_words(record.answer(id_), framework),
        )
        for id_ in profile.strengths
    )
    return table((_("Indicator"), _("Name"), _("Dimension"), _("Level")), rows)
