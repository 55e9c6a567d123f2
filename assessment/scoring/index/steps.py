"""The steps that change the measures before they are put together.

Normalisations take values of shape (..., n_units, n_measures), ``nan`` where missing, and go
down the rows (axis -2); what a method cannot compute becomes ``nan``.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import (
    DenominateStep,
    ImputeStep,
    IndexQuestionnaire,
    Measure,
    NormaliseDistance,
    NormaliseGoalposts,
    NormaliseLevels,
    NormaliseMinMax,
    NormaliseRanks,
    NormaliseZScore,
    ScreenStep,
    Step,
    TreatStep,
)
from assessment.model.index_table import IndexTable
from assessment.model.tree import Cells, Flag, Numbers, ValueKind
from assessment.scoring.ranks import ascending_ranks

_GAPS = (
    ValueKind.NOT_ANSWERED.number,
    ValueKind.INSUFFICIENT_INFORMATION.number,
    ValueKind.NOT_RATED.number,
)
_ABSENT = (ValueKind.NOT_APPLICABLE.number, ValueKind.NOT_USED.number)

NormaliseStep = (
    NormaliseLevels
    | NormaliseGoalposts
    | NormaliseMinMax
    | NormaliseZScore
    | NormaliseRanks
    | NormaliseDistance
)


def take_step(step: Step, asked: IndexQuestionnaire, table: IndexTable, cells: Cells) -> Cells:
    """Return the measures after one step; shape (n_units, n_measures) as before."""
    match step:
        case DenominateStep():
            return _denominated(asked, table, cells)
        case ScreenStep(share=share):
            return screened(cells, share)
        case ImputeStep(group=group):
            return imputed(cells, _groups(table, group))
        case TreatStep():
            return treated(cells, step, chosen_columns(asked, step.measures))
        case _:
            return _changed(cells, normalised(asked, step, cells.values))


def turns_round(step: Step, measure: Measure) -> bool:
    """Whether a higher value of this measure is better after this step, whichever was before."""
    if step.step != "normalise" or isinstance(step, NormaliseLevels):
        return False
    return not step.measures or measure.id in step.measures


def after_step(asked: IndexQuestionnaire, step: Step) -> IndexQuestionnaire:
    """Return the measures as the next step finds them: what was turned round is not turned back."""
    turned = [m.direction == "lower" and turns_round(step, m) for m in asked.measures]
    if not any(turned):
        return asked
    measures = tuple(
        measure.model_copy(update={"direction": "higher"}) if now else measure
        for measure, now in zip(asked.measures, turned, strict=True)
    )
    return asked.model_copy(update={"measures": measures})


def screened(cells: Cells, share: float) -> Cells:
    """Take out units with less than this share of the measures that apply to them."""
    known = (~np.isnan(cells.values)).sum(axis=1)
    applies = (~np.isin(cells.kinds, _ABSENT)).sum(axis=1)
    out = (known < share * applies - 1e-9)[:, None]
    return Cells(
        np.where(out, np.nan, cells.values),
        np.where(out, np.int8(ValueKind.SCREENED_OUT.number), cells.kinds),
        np.where(out, np.uint8(0), cells.flags),
    )


def imputed(cells: Cells, groups: NDArray[np.object_]) -> Cells:
    """Fill gaps with the mean of the known values of the same group, and flag them.

    What does not apply or was not used is no gap. A unit without a group, and a
    measure of which the group knows nothing, stay as they are.
    """
    values, kinds, flags = cells.values.copy(), cells.kinds.copy(), cells.flags.copy()
    for group in dict.fromkeys(g for g in groups if g is not None):
        rows = groups == group
        own = cells.values[rows]
        known = ~np.isnan(own)
        count = known.sum(axis=0)
        total = np.where(known, own, 0.0).sum(axis=0)
        mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        fill = rows[:, None] & np.isnan(values) & np.isin(kinds, _GAPS) & ~np.isnan(mean)
        values = np.where(fill, mean, values)
        kinds[fill] = 0
        flags[fill] |= np.uint8(Flag.IMPUTED)
    return Cells(values, kinds, flags)


def treated(cells: Cells, step: TreatStep, columns: NDArray[np.bool_]) -> Cells:
    """Pull in the outliers of the chosen columns, and flag what was changed."""
    values, flags = cells.values.copy(), cells.flags.copy()
    for column in np.flatnonzero(columns):
        values[:, column] = treat_column(values[:, column], step)
    moved = ~np.isnan(values) & (values != cells.values)
    flags[moved] |= np.uint8(Flag.TREATED)
    return Cells(values, cells.kinds, flags)


def normalised(questionnaire: IndexQuestionnaire, step: NormaliseStep, values: Numbers) -> Numbers:
    """Return values with the chosen columns normalised; shape (..., n_units, n_measures)."""
    chosen = chosen_columns(questionnaire, step.measures)
    return np.where(chosen, _all_normalised(questionnaire, step, values), values)


def chosen_columns(
    questionnaire: IndexQuestionnaire, measures: tuple[str, ...]
) -> NDArray[np.bool_]:
    """Return which measures a step is about; all of them where it names none."""
    return np.array([not measures or id_ in measures for id_ in questionnaire.measure_ids])


def _all_normalised(
    questionnaire: IndexQuestionnaire, step: NormaliseStep, values: Numbers
) -> Numbers:
    signs = [1.0 if m.direction == "higher" else -1.0 for m in questionnaire.measures]
    better = values * np.array(signs)  # Higher is better from here on.
    match step:
        case NormaliseLevels(points=points):
            return through_points(values, points)
        case NormaliseGoalposts(range=span, clip=clip):
            return goalposts(values, _posts(questionnaire), span, clip=clip)
        case NormaliseMinMax(range=(low, high)):
            return min_max(better, low, high)
        case NormaliseZScore(mean=mean, sd=sd):
            return z_score(better, mean, sd)
        case NormaliseRanks(method=method):
            return _BY_RANK[method](better)
        case NormaliseDistance():
            return distance_to_maximum(better)


def _posts(questionnaire: IndexQuestionnaire) -> Numbers:
    """Return worst and best goalpost, shape (2, n_measures); ``nan`` where there are none."""
    posts = [
        (m.goalposts if m.direction == "higher" else m.goalposts[::-1])
        if m.goalposts
        else (np.nan, np.nan)
        for m in questionnaire.measures
    ]
    return np.array(posts, float).T


def _denominated(questionnaire: IndexQuestionnaire, table: IndexTable, cells: Cells) -> Cells:
    """Divide; without a denominator there is a gap, and a denominator of 0 has no answer."""
    values, kinds = cells.values.copy(), cells.kinds.copy()
    for column, measure in enumerate(questionnaire.measures):
        if measure.denominator:
            by = table.columns[measure.denominator]
            known = ~np.isnan(values[:, column])
            kinds[known & np.isnan(by), column] = ValueKind.NOT_ANSWERED.number
            kinds[known & (by == 0), column] = ValueKind.NOT_COMPUTABLE.number
            values[:, column] /= np.where(by == 0, np.nan, by)
    return Cells(values, kinds, cells.flags)


def _groups(table: IndexTable, heading: str) -> NDArray[np.object_]:
    """Return a key of group and period for each unit; ``None`` where the group is empty."""
    keys = np.empty(len(table.units), dtype=object)
    for row, (unit, group) in enumerate(zip(table.units, table.groups[heading], strict=True)):
        keys[row] = f"{group}\n{unit.period}" if group else None
    return keys


def _changed(before: Cells, values: Numbers) -> Cells:
    """Mark what had a value and has none now as not computable."""
    lost = np.isnan(values) & ~np.isnan(before.values)
    kinds = np.where(lost, np.int8(ValueKind.NOT_COMPUTABLE.number), before.kinds)
    return Cells(values, kinds, before.flags)


def min_max(values: Numbers, low: float, high: float) -> Numbers:
    """Place each value between the lowest (``low``) and the highest (``high``) of its column.

    Examples
    --------
    >>> min_max(np.array([[2.0], [4.0], [3.0]]), 1, 100).ravel().tolist()
    [1.0, 100.0, 50.5]
    """
    lowest, highest = _extremes(values)
    return low + (high - low) * _divide(values - lowest, highest - lowest)


def distance_to_maximum(values: Numbers) -> Numbers:
    """Return 1 less the distance to the highest value as a share of the spread; 0 to 1."""
    lowest, highest = _extremes(values)
    return 1 - _divide(highest - values, highest - lowest)


def z_score(values: Numbers, mean: float, sd: float) -> Numbers:
    """Return distances from the mean in standard deviations of a sample, moved to mean and sd."""
    known = ~np.isnan(values)
    n_known = known.sum(axis=-2, keepdims=True)
    centre = _divide(np.where(known, values, 0.0).sum(axis=-2, keepdims=True), 1.0 * n_known)
    squares = np.where(known, (values - centre) ** 2, 0.0).sum(axis=-2, keepdims=True)
    spread = np.sqrt(_divide(squares, np.maximum(n_known - 1.0, 0.0)))
    # The mean of equal numbers is not always that number to the last bit.
    lowest, highest = _extremes(values)
    spread = np.where(highest > lowest, spread, 0.0)
    return mean + sd * _divide(values - centre, spread)


def rank(values: Numbers) -> Numbers:
    """Return ascending ranks, ties smallest."""
    return np.swapaxes(ascending_ranks(np.swapaxes(values, -1, -2)), -1, -2)


def borda(values: Numbers) -> Numbers:
    """Return how many units are lower."""
    return rank(values) - 1


def percentile_rank(values: Numbers) -> Numbers:
    """Return the share of the other units that are lower; 0 to 1."""
    n_known = (~np.isnan(values)).sum(axis=-2, keepdims=True)
    return _divide(rank(values) - 1, n_known - 1.0)


def goalposts(values: Numbers, posts: Numbers, span: tuple[float, float], *, clip: bool) -> Numbers:
    """Place each value between fixed posts of shape (2, n_measures), worst and best.

    Examples
    --------
    >>> goalposts(np.array([[3.0]]), np.array([[0.0], [5.0]]), (0, 100), clip=False).item()
    60.0
    """
    low, high = span
    share = _divide(values - posts[0], posts[1] - posts[0])
    share = np.clip(share, 0.0, 1.0) if clip else share
    return low + (high - low) * share


def through_points(values: Numbers, points: Mapping[float, float]) -> Numbers:
    """Let each level stand for its points; a value that is no level becomes ``nan``."""
    found = np.full(values.shape, np.nan)
    for level, stands_for in points.items():
        found[np.isclose(values, level, rtol=0, atol=1e-9)] = stands_for
    return found


def _extremes(values: Numbers) -> tuple[Numbers, Numbers]:
    missing = np.isnan(values)
    lowest = np.where(missing, np.inf, values).min(axis=-2, keepdims=True, initial=np.inf)
    highest = np.where(missing, -np.inf, values).max(axis=-2, keepdims=True, initial=-np.inf)
    known = np.isfinite(lowest)
    return np.where(known, lowest, np.nan), np.where(known, highest, np.nan)


def _divide(above: Numbers, below: Numbers) -> Numbers:
    """Divide; ``nan`` where that has no answer."""
    above, below = np.broadcast_arrays(above, below)
    nothing: Numbers = np.full(above.shape, np.nan)
    return np.divide(above, below, out=nothing, where=(below != 0) & ~np.isnan(below))


def skewness(values: Numbers) -> float:
    """Return the skewness, corrected for a sample; ``nan`` for fewer than 3 or equal values.

    Examples
    --------
    >>> round(skewness(np.array([1.0, 2.0, 3.0, 10.0])), 4)
    1.7636
    """
    n = len(values)
    if n < 3 or np.ptp(values) == 0:
        return float("nan")
    away = values - values.mean()
    plain = (away**3).mean() / (away**2).mean() ** 1.5
    return float(plain * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: Numbers) -> float:
    """Return the excess kurtosis, corrected for a sample; ``nan`` for fewer than 4 or equal values.

    Examples
    --------
    >>> round(kurtosis(np.array([1.0, 2.0, 3.0, 10.0])), 4)
    3.228
    """
    n = len(values)
    if n < 4 or np.ptp(values) == 0:
        return float("nan")
    away = values - values.mean()
    ratio = (away**4).mean() / (away**2).mean() ** 2
    return float(((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


def treat_column(values: Numbers, step: TreatStep) -> Numbers:
    """Return one column with its outliers pulled in; shape (n_units,), ``nan`` stays.

    The top is pulled in where the skewness is not negative, else the bottom. A
    column of too few or equal values has no outliers.

    Notes
    -----
    The rule of COINr, after the OECD/JRC Handbook (2008): outliers show when both
    the skewness and the kurtosis are over their limits.
    """
    known = ~np.isnan(values)
    treated = values.copy()
    treated[known] = _treat_known(values[known], step)
    return treated


def _treat_known(values: Numbers, step: TreatStep) -> Numbers:
    pulled = values.copy()
    for _ in range(step.most_points):
        if _passes(pulled, step):
            return pulled
        pulled = _pull_in(pulled, at_top=skewness(pulled) >= 0)
    if _passes(pulled, step) or not step.log_fallback:
        return pulled
    lowest = values.min()
    return np.log(values - lowest + 0.01 * (values.max() - lowest))


def _passes(values: Numbers, step: TreatStep) -> bool:
    skew, peak = skewness(values), kurtosis(values)
    undefined = bool(np.isnan(skew) or np.isnan(peak))
    return undefined or abs(skew) < step.skewness or peak < step.kurtosis


def _pull_in(values: Numbers, *, at_top: bool) -> Numbers:
    """Set the extreme value, with its ties, to the next one."""
    extreme = values.max() if at_top else values.min()
    rest = values[values != extreme]
    return np.where(values == extreme, rest.max() if at_top else rest.min(), values)


_BY_RANK = {"rank": rank, "borda": borda, "percentile_rank": percentile_rank}
