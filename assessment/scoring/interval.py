"""The uncertainty interval of a dimension score, by seeded draws.

Three things vary together: each level by one step with a probability that
follows from the confidence of the answer, the weights, and the points that the
ordinal levels stand for (framework, section 5.3, step 6). What does not vary:
missing answers (the bounds show those), the rule and its caps.
"""

import numpy as np

from assessment.model.questionnaire import Dimension
from assessment.model.rules import IntervalRule
from assessment.model.score import Interval
from assessment.scoring.rules import Levels
from assessment.scoring.setting import Setting


class Draws:
    """One set of draws of all effective levels and weights, shared by all dimensions."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._rule = setting.framework.rules.interval
        generator = np.random.default_rng(self._rule.seed)
        entered = setting.entered()
        shape = (self._rule.draws, len(entered))
        shifted = entered + self._shifts(generator.random(shape))
        lowest = setting.framework.questionnaire.lowest_level
        highest = setting.framework.questionnaire.highest_level
        effective = setting.effective(np.clip(shifted, lowest, highest))
        spread = self._rule.weight_spread
        self._weights = generator.uniform(1 - spread, 1 + spread, shape)
        chosen = generator.integers(len(self._rule.step_maps), size=self._rule.draws)
        self._levels = _through_step_maps(effective, chosen, self._rule, lowest)

    def interval(self, dimension: Dimension) -> Interval | None:
        """Return low, median and high quantile (0 to 100); ``None`` if nothing is known."""
        scores = self._setting.score(dimension, self._levels, self._weights)
        if np.isnan(scores).all():
            return None
        low, high = self._rule.quantiles
        found = np.quantile(scores, [low, 0.5, high])
        return Interval(*(float(value) for value in found))

    def _shifts(self, uniform: Levels) -> Levels:
        """Turn uniform draws into -1, 0 or +1 by the confidence of each answer."""
        # An answer whose confidence nobody stated is not better than a low one.
        shares = np.array(
            [
                self._rule.shifts[
                    (answer.confidence if (answer := self._setting.answers.get(id_)) else None)
                    or "low"
                ]
                for id_ in self._setting.columns
            ]
        )
        down, up = shares[:, 0], 1 - shares[:, 2]
        return np.where(uniform < down, -1.0, np.where(uniform >= up, 1.0, 0.0))


def _through_step_maps(
    levels: Levels, chosen: np.ndarray, rule: IntervalRule, lowest: int
) -> Levels:
    """Let the levels of each draw stand for the points of its step map, in levels."""
    maps = np.array(list(rule.step_maps.values()))
    span = maps.shape[1] - 1
    position = np.nan_to_num(levels - lowest).astype(int)
    mapped = lowest + maps[chosen[:, None], position] * span / 100
    return np.where(np.isnan(levels), np.nan, mapped)
