"""The steps that change the measures before they are put together."""

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import Index, IndexQuestionnaire, ValueKind
from assessment.model.index_steps import (
    DenominateStep,
    ImputeStep,
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
from assessment.model.index_table import Cells, Flag, IndexTable, Numbers
from assessment.scoring.index import normalise
from assessment.scoring.index.treat import treat_column

_GAPS = (
    ValueKind.NOT_ANSWERED.number,
    ValueKind.INSUFFICIENT_INFORMATION.number,
    ValueKind.NOT_RATED.number,
)
_ABSENT = (ValueKind.NOT_APPLICABLE.number, ValueKind.NOT_USED.number)

_BY_RANK = {
    "rank": normalise.rank,
    "borda": normalise.borda,
    "percentile_rank": normalise.percentile_rank,
}

NormaliseStep = (
    NormaliseLevels
    | NormaliseGoalposts
    | NormaliseMinMax
    | NormaliseZScore
    | NormaliseRanks
    | NormaliseDistance
)


def take_step(step: Step, index: Index, table: IndexTable, cells: Cells) -> Cells:
    """Return the measures after one step; shape (n_units, n_measures) as before."""
    match step:
        case DenominateStep():
            return _denominated(index.questionnaire, table, cells)
        case ScreenStep(share=share):
            return screened(cells, share)
        case ImputeStep(group=group):
            return imputed(cells, _groups(table, group))
        case TreatStep():
            return treated(cells, step, chosen_columns(index.questionnaire, step.measures))
        case _:
            values = normalised(index.questionnaire, step, cells.values)
            return _changed(cells, values)


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
    better = normalise.toward_better(values, np.array(signs))
    match step:
        case NormaliseLevels(points=points):
            return normalise.through_points(values, points)
        case NormaliseGoalposts(range=span, clip=clip):
            return normalise.goalposts(values, _posts(questionnaire), span, clip=clip)
        case NormaliseMinMax(range=(low, high)):
            return normalise.min_max(better, low, high)
        case NormaliseZScore(mean=mean, sd=sd):
            return normalise.z_score(better, mean, sd)
        case NormaliseRanks(method=method):
            return _BY_RANK[method](better)
        case NormaliseDistance():
            return normalise.distance_to_maximum(better)


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
