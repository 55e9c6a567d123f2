"""Scores of many assessments at once, without what explains them.

What a comparison shows of each assessment costs a third of a whole profile; the
figures are those of `assessment.scoring.profile.score_record` to the last digit.
"""

from collections.abc import Sequence

import numpy as np

from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.model.score import DimensionScore, Interval
from assessment.scoring.dimension import band_of
from assessment.scoring.interval import Draws
from assessment.scoring.rules import Levels
from assessment.scoring.setting import Setting


def setting_of(framework: Framework, record: Record) -> Setting:
    """Prepare a record for arithmetic."""
    return Setting(framework, {id_: found.answer for id_, found in record.answers.items()})


def score_overview(
    framework: Framework, records: Sequence[Record]
) -> tuple[tuple[DimensionScore, ...], ...]:
    """Score records of one questionnaire.

    Returns
    -------
    tuple of tuple of DimensionScore
        One for each record and dimension. Value, bounds, band, interval and
        coverage are those of the profile; mean, cap, gates, stages and
        ``one_level_more`` are left empty.

    Notes
    -----
    Framework, section 5.3, steps 1 to 4 and 6.
    """
    settings = [setting_of(framework, record) for record in records]
    if not settings:
        return ()
    points = _points(framework, settings)
    questionnaire = framework.questionnaire
    lows = _bounds(framework, settings, questionnaire.lowest_level)
    highs = _bounds(framework, settings, questionnaire.highest_level)
    return tuple(
        _score(setting, points[row], lows[row], highs[row]) for row, setting in enumerate(settings)
    )


def _points(framework: Framework, settings: Sequence[Setting]) -> Levels:
    """Return point scores, shape (n_records, n_dimensions); ``nan`` where nothing is known."""
    entered = np.stack([setting.entered() for setting in settings])
    return _all_dimensions(framework, settings[0].effective(entered))


def _bounds(framework: Framework, settings: Sequence[Setting], unknown_as: int) -> Levels:
    """Return one end of the bounds, shape (n_records, n_dimensions), 0 to 100."""
    base = settings[0]
    entered = np.stack([setting.entered() for setting in settings])
    filled = np.stack([setting.entered(unknown_as) for setting in settings])
    levels = np.where(np.isnan(entered), filled, base.effective(filled))
    scores = _all_dimensions(framework, levels)
    return np.where(np.isnan(scores), base.to_points(np.array(float(unknown_as))), scores)


def _all_dimensions(framework: Framework, levels: Levels) -> Levels:
    setting = Setting(framework, {})
    dimensions = framework.questionnaire.dimensions
    return np.stack([setting.score(dimension, levels) for dimension in dimensions], axis=-1)


def _score(
    setting: Setting, points: Levels, lows: Levels, highs: Levels
) -> tuple[DimensionScore, ...]:
    draws = Draws(setting)
    dimensions = setting.framework.questionnaire.dimensions
    return tuple(
        _dimension(setting, dimension, float(points[n]), (float(lows[n]), float(highs[n])), draws)
        for n, dimension in enumerate(dimensions)
    )


def _dimension(
    setting: Setting,
    dimension: Dimension,
    point: float,
    bounds: tuple[float, float],
    draws: Draws,
) -> DimensionScore:
    applicable = [i for i in dimension.indicators if i.id not in setting.not_applicable]
    missing = tuple(i.id for i in applicable if i.id not in setting.known)
    missing_keys = tuple(i.id for i in applicable if i.key and i.id in missing)
    n_scored = len(applicable) - len(missing)
    coverage = setting.framework.rules.coverage
    enough = bool(applicable) and n_scored >= coverage.share * len(applicable) - 1e-9
    published = enough and not (coverage.keys and missing_keys) and not np.isnan(point)
    value = point if published else None
    interval: Interval | None = None if value is None else draws.interval(dimension)
    return DimensionScore(
        dimension_id=dimension.id,
        rule=setting.rules[dimension.id].rule,
        value=value,
        low=bounds[0],
        high=bounds[1],
        band=None if value is None else band_of(value, setting.framework.rules.bands),
        interval=interval,
        n_scored=n_scored,
        n_applicable=len(applicable),
        missing=missing,
        missing_keys=missing_keys,
        effective_levels={},
        mean=None,
        cap=None,
        capped_by=(),
        gates=(),
        stages=(),
        one_level_more=(),
    )
