"""One framework prepared for arithmetic: columns, resolved rules, the span of the scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessment.model.answer import Answer, Status
from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.model.rules import DimensionRule
from assessment.scoring.gates import effective_levels
from assessment.scoring.rules import Levels, apply_rule, nominal_weights, with_capping_ids


@dataclass(frozen=True)
class Setting:
    """A framework and the answers of one assessment, ready to be scored.

    Attributes
    ----------
    answers
        By indicator id; an absent indicator counts as not answered.
    """

    framework: Framework
    answers: Mapping[str, Answer]

    @cached_property
    def columns(self) -> dict[str, int]:
        """Indicator id to its column in every array over all indicators."""
        return {i.id: n for n, i in enumerate(self.framework.questionnaire.indicators)}

    @cached_property
    def rules(self) -> dict[str, DimensionRule]:
        """Dimension id to its rule, with key indicators named."""
        return {
            dimension.id: with_capping_ids(
                self.framework.rules.dimensions[dimension.id],
                [indicator.id for indicator in dimension.indicators if indicator.key],
            )
            for dimension in self.framework.questionnaire.dimensions
        }

    @cached_property
    def known(self) -> dict[str, int]:
        """Indicator id to entered level, for the indicators that have one."""
        return {
            id_: answer.level
            for id_, answer in self.answers.items()
            if answer.status is Status.LEVEL and answer.level is not None and id_ in self.columns
        }

    @cached_property
    def not_applicable(self) -> frozenset[str]:
        """Ids of the indicators answered with 'not applicable'."""
        return frozenset(
            id_ for id_, a in self.answers.items() if a.status is Status.NOT_APPLICABLE
        )

    def entered(self, unknown_as: float = np.nan) -> Levels:
        """Return the entered levels, shape (n_indicators,).

        Parameters
        ----------
        unknown_as
            What stands for an applicable indicator without a level. Those that
            are not applicable are always ``nan``.
        """
        return np.array(
            [
                np.nan if id_ in self.not_applicable else float(self.known.get(id_, unknown_as))
                for id_ in self.columns
            ]
        )

    def score(self, dimension: Dimension, levels: Levels, weights: Levels | None = None) -> Levels:
        """Score one dimension from effective levels of all indicators.

        Parameters
        ----------
        levels
            Shape (..., n_indicators) over all dimensions, in levels.
        weights
            Factors on the nominal weights, same shape; none where left out.

        Returns
        -------
        array
            Shape (...), 0 to 100; ``nan`` where no indicator has a level.
        """
        ids = [indicator.id for indicator in dimension.indicators]
        place = [self.columns[id_] for id_ in ids]
        rule = self.rules[dimension.id]
        nominal = nominal_weights(rule, ids)
        factors = nominal if weights is None else nominal * weights[..., place]
        own_columns = {id_: n for n, id_ in enumerate(ids)}
        scale = (
            self.framework.questionnaire.lowest_level,
            self.framework.questionnaire.highest_level,
        )
        return self.to_points(apply_rule(rule, levels[..., place], factors, own_columns, scale))

    def effective(self, levels: Levels) -> Levels:
        """Apply the gates; see `effective_levels`."""
        return effective_levels(levels, self.framework.rules.gates, self.columns)

    def to_points(self, levels: Levels) -> Levels:
        """Place levels on 0 to 100: the lowest level is 0, the highest 100."""
        lowest = self.framework.questionnaire.lowest_level
        span = self.framework.questionnaire.highest_level - lowest
        return (levels - lowest) * (100 / span)
