"""Scores of many draws of many states at once.

Arrays are (n_states, n_draws) and are worked through one indicator after the
other, so that every sum is added up in the order of the questionnaire: the same
digits come out however wide the vector unit of a machine is.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.model.rules import (
    CappedMeanRule,
    ChainRule,
    MeanRule,
    MinimumRule,
    PointMeanRule,
    WeakestLinkRule,
)
from assessment.model.uncertainty_settings import RuleName, UncertaintySettings
from assessment.scoring.rules import nominal_weights
from assessment.scoring.setting import Setting
from assessment.scoring.uncertainty.inputs import Method, Words, choose
from assessment.scoring.uncertainty.plan import ABSENT, Places, Plan
from assessment.scoring.uncertainty.stable_math import round_scores, stable_exp, stable_log

Floats = NDArray[np.float64]
NextWords = Callable[[int], Words]

GEOMETRIC_FLOOR = 1.0
CACHED_CELLS = 32_000  # A quarter of a megabyte of numbers stays in the fast memory.


class VariedScores:
    """Scores answers under the method choices of a set of draws."""

    def __init__(self, framework: Framework, settings: UncertaintySettings, method: Method) -> None:
        self.framework = framework
        self.method = method
        self.setting = Setting(framework, {})
        self.rules: tuple[RuleName, ...] = settings.rules
        spread = settings.weight_spread
        self.factors = 1 + spread * (2 * method.weights - 1)
        self.allowance = settings.allowance_spread * (2 * method.allowance - 1)
        self.rule = choose(method.rule, len(settings.rules))
        top = len(framework.questionnaire.scale) - 1
        self.points_per_level = 100 / top
        # The library has checked that every step map rises, so the lowest place has the
        # fewest points and minima can be taken before places become points.
        linear = np.arange(top + 1) * self.points_per_level
        maps = [*framework.rules.interval.step_maps.values()] if settings.step_maps else [linear]
        self.points = np.array(maps, dtype=np.float64).ravel()
        self.logs = stable_log(np.maximum(self.points, GEOMETRIC_FLOOR))
        self.offset = (choose(method.step_map, len(maps)) * (top + 1)).astype(np.int16)

    def score(
        self, plan: Plan, next_words: NextWords, dimensions: Sequence[Dimension] | None = None
    ) -> Floats:
        """Score every dimension, or some.

        Parameters
        ----------
        next_words
            Gives the random words of so many further states, shape
            (n_states, n_indicators, n_draws).
        dimensions
            Those to be scored; all of them if left out.

        Returns
        -------
        array
            Shape (n_dimensions, n_states, n_draws), 0 to 100 and rounded to nine
            decimals; ``nan`` where no indicator takes part.
        """
        n_states = len(plan.base)
        dimensions = dimensions or self.framework.questionnaire.dimensions
        scores = np.empty((len(dimensions), n_states, self.method.n_draws))
        step = max(1, CACHED_CELLS // self.method.n_draws)
        for start in range(0, n_states, step):
            rows = slice(start, min(start + step, n_states))
            block = _Block(self, plan.part(rows), next_words(rows.stop - rows.start))
            for number, dimension in enumerate(dimensions):
                scores[number, rows] = round_scores(block.score(dimension))
        return scores


class _Block:
    """As many states as fit into the fast memory together."""

    def __init__(self, model: VariedScores, plan: Plan, words: Words) -> None:
        self._model = model
        self._plan = plan
        self._words = words
        self._shape = (words.shape[0], words.shape[2])
        self._columns = model.setting.columns
        gates = model.framework.rules.gates
        self._gates = {self._columns[id_]: gate for id_, gate in gates.items()}
        self._gate_columns = {self._columns[by] for gate in gates.values() for by in gate.by}
        self._cached: dict[int, Places] = {}

    def score(self, dimension: Dimension) -> Floats:
        """Return the scores of one dimension under the rule of each draw."""
        ids = [indicator.id for indicator in dimension.indicators]
        effective = {id_: self._effective(self._columns[id_]) for id_ in ids}
        weights = dict(
            zip(ids, nominal_weights(self._model.setting.rules[dimension.id], ids), strict=True)
        )
        aggregate: dict[RuleName, Callable[[], Floats]] = {
            "questionnaire": lambda: self._by_questionnaire(dimension, effective, weights),
            "mean": lambda: self._mean(ids, effective, weights),
            "geometric": lambda: stable_exp(
                self._mean(ids, effective, weights, table=self._model.logs)
            ),
            "minimum": lambda: self._lowest(ids, effective, np.nan),
        }
        found = [aggregate[name]() for name in self._model.rules]
        return found[0] if len(found) == 1 else np.choose(self._model.rule, found)

    def _by_questionnaire(
        self, dimension: Dimension, effective: dict[str, Places], weights: dict[str, float]
    ) -> Floats:
        ids = list(effective)
        rule = self._model.setting.rules[dimension.id]
        match rule:
            case MeanRule():
                return self._mean(ids, effective, weights)
            case PointMeanRule():
                raised = _raise(np.maximum(self._model.points, rule.floor), rule.power)
                return _lower(self._mean(ids, effective, weights, table=raised), rule.power)
            case MinimumRule():
                return self._lowest(ids, effective, np.nan)
            case WeakestLinkRule(uplift=uplift):
                lifted = self._lowest(ids, effective, np.nan)
                lifted += uplift * self._model.points_per_level
                return np.minimum(lifted, self._highest(ids, effective))
            case CappedMeanRule(capped_by=capping, allowance=allowance):
                room = np.maximum(allowance + self._model.allowance, 0)
                cap = self._lowest(tuple(capping), effective, np.inf)
                cap += room * self._model.points_per_level
                return np.minimum(self._mean(ids, effective, weights), cap)
            case ChainRule(stages=stages):
                means = [self._mean(stage.indicators, effective, weights) for stage in stages]
                return _chain(means)

    def _effective(self, column: int) -> Places:
        """Apply the gate of an indicator, as `assessment.scoring.gates` does to levels."""
        own = self._places(column)
        gate = self._gates.get(column)
        if gate is None:
            return own
        lowest = self._places(self._columns[gate.by[0]])
        for id_ in gate.by[1:]:
            lowest = np.minimum(lowest, self._places(self._columns[id_]))
        counted = np.minimum(own, lowest + np.int16(gate.allowance))
        free = self._plan.ungated[:, column] | ~self._plan.present[:, column]
        counted[free] = own[free]
        return counted

    def _places(self, column: int) -> Places:
        if column in self._cached:
            return self._cached[column]
        places = self._plan.places(column, self._words[:, column])
        if column in self._gate_columns:
            self._cached[column] = places
        return places

    def _lowest(self, ids: Sequence[str], effective: dict[str, Places], none: float) -> Floats:
        """Return the points of the lowest place; ``none`` where no indicator takes part."""
        lowest: Places = np.full(self._shape, ABSENT, np.int16)
        for id_ in ids:
            np.minimum(lowest, effective[id_], out=lowest)
        points = self._model.points.take(lowest + self._model.offset, mode="clip")
        points[lowest == ABSENT] = none
        return points

    def _highest(self, ids: Sequence[str], effective: dict[str, Places]) -> Floats:
        """Return the points of the highest place; without meaning where none takes part."""
        highest: Places = np.zeros(self._shape, np.int16)
        for id_ in ids:
            own = effective[id_]
            np.maximum(highest, own, out=highest, where=own != ABSENT)
        return self._model.points.take(highest + self._model.offset, mode="clip")

    def _mean(
        self,
        ids: Sequence[str],
        effective: dict[str, Places],
        weights: dict[str, float],
        *,
        table: Floats | None = None,
    ) -> Floats:
        """Return the weighted mean of points (or of what another table holds for them)."""
        table = self._model.points if table is None else table
        complete = self._plan.present[:, [self._columns[id_] for id_ in ids]].all()
        # Where no answer is left out, all states share the sum of the weights.
        total = np.zeros(self._shape[1:] if complete else self._shape)
        summed = np.zeros(self._shape)
        for id_ in ids:
            column = self._columns[id_]
            weight = self._model.factors[column] * weights[id_]
            value = table.take(effective[id_] + self._model.offset, mode="clip")
            value *= weight
            present = self._plan.present[:, column]
            if complete or present.all():
                total += weight
                summed += value
            else:
                total[present] += weight
                summed[present] += value[present]
        nothing: Floats = np.full(self._shape, np.nan)
        return np.divide(summed, total, out=nothing, where=total > 0)


def _chain(means: Sequence[Floats]) -> Floats:
    """Return half the lowest stage and half the mean of the stages, leaving ``nan`` out."""
    total, count = np.zeros_like(means[0]), np.zeros_like(means[0])
    lowest: Floats = np.full_like(means[0], np.nan)
    for mean in means:
        known = ~np.isnan(mean)
        total += np.where(known, mean, 0.0)
        count += known
        lowest = np.fmin(lowest, mean)
    nothing: Floats = np.full_like(total, np.nan)
    return (lowest + np.divide(total, count, out=nothing, where=count > 0)) / 2


def _raise(values: Floats, power: float) -> Floats:
    """Return what is averaged in a generalised mean of this power; the logarithm for 0."""
    if power == 0:
        return stable_log(values)
    # Only a power above 0 meets a value of 0, which it leaves as it is.
    positive = values > 0
    return np.where(positive, stable_exp(power * stable_log(np.where(positive, values, 1.0))), 0.0)


def _lower(means: Floats, power: float) -> Floats:
    """Undo `_raise`; ``nan`` stays ``nan``."""
    if power == 0:
        return stable_exp(means)
    positive = means > 0
    lowered = stable_exp(stable_log(np.where(positive, means, 1.0)) / power)
    return np.where(positive, lowered, means)
