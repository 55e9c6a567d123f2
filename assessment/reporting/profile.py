"""Says what the scores of a profile are, in words and in tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.rules import Band
from assessment.model.score import DimensionScore, MethodMark, Profile
from assessment.reporting.bands import band_phrase
from assessment.reporting.coverage import count_levels, coverage_words, not_applicable
from assessment.reporting.method_marks import mark_heading, mark_words
from assessment.reporting.wording import (
    name_indicator,
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


def conclude(profile: Profile, framework: Framework) -> tuple[str, ...]:
    """Say first what a profile comes to: bands, the lowest score, critical gaps.

    Returns
    -------
    tuple of str
        Two or three short sentences; empty while it is too early.
    """
    if profile.progress.is_early:
        return ()
    return (*_conclude_bands(profile, framework), *_conclude_gaps(profile))


def _conclude_bands(profile: Profile, framework: Framework) -> Iterator[str]:
    scored = [score for score in profile.dimensions if score.value is not None]
    found = Counter(score.band for score in scored)
    counts = {band: found[band] for band in reversed(framework.rules.bands) if band in found}
    unknown = len(profile.dimensions) - len(scored)
    if len(counts) == 1 and not unknown:
        (band,) = counts
        yield _("All {number} dimensions are {band}.", number=len(scored), band=band.name)
    else:
        yield _count_bands(counts, unknown)
    yield from _lowest_score(scored, framework)


def _count_bands(counts: Mapping[Band, int], unknown: int) -> str:
    parts = [
        ngettext("{number} is {band}", "{number} are {band}", number, band=band.name)
        for band, number in counts.items()
    ]
    if unknown:
        parts.append(ngettext("{number} has no score yet", "{number} have no score yet", unknown))
    number = sum(counts.values()) + unknown
    return ngettext(
        "Of {number} dimension, {counts}.",
        "Of {number} dimensions, {counts}.",
        number,
        counts=listed(parts),
    )


def _lowest_score(scored: Sequence[DimensionScore], framework: Framework) -> Iterator[str]:
    """Name the lowest score, where others are higher; scores that read the same are the same."""
    values = {one.dimension_id: one.value for one in scored if one.value is not None}
    lowest = fixed(min(values.values(), default=0.0), 1)
    named = [id_ for id_, value in values.items() if fixed(value, 1) == lowest]
    if 0 < len(named) < len(values):
        yield _(
            "The lowest score is {score}, in {dimensions}.",
            score=lowest,
            dimensions=listed(framework.questionnaire.dimension_name(id_) for id_ in named),
        )


def _conclude_gaps(profile: Profile) -> Iterator[str]:
    active = [found.gap for found in profile.gaps if found.is_active]
    open_ = len(profile.gaps) - len(active)
    if active:
        yield ngettext(
            "{number} critical gap is active: {gaps}.",
            "{number} critical gaps are active: {gaps}.",
            len(active),
            gaps=listed(f"{gap.id} {gap.name}" for gap in active),
        )
    elif open_:
        yield ngettext(
            "No critical gap is active; {number} cannot be ruled out yet.",
            "No critical gap is active; {number} cannot be ruled out yet.",
            open_,
        )
    else:
        yield _("No critical gap is active.")


def weakest(framework: Framework, record: Record) -> tuple[str, ...]:
    """Return the indicators at the two lowest levels, lowest first: the opposite of strengths."""
    asked = framework.questionnaire
    levels = {one.id: record.answer(one.id).level for one in asked.indicators}
    weak = {id_: n for id_, n in levels.items() if n is not None and n <= asked.lowest_level + 1}
    return tuple(sorted(weak, key=weak.__getitem__))


def level_table(ids: Iterable[str], framework: Framework, record: Record) -> "DataFrame":
    """Return one row an indicator that has a level, level first, for a narrow column."""
    rows = ((str(record.answer(id_).level), name_indicator(framework, id_)) for id_ in ids)
    return table((_("Level"), _("Indicator")), rows)
