"""Answers of invented states and what may vary in them: the input of every contest of draws."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessment.model.framework import Framework
from assessment.model.uncertainty_settings import UncertaintySettings
from assessment.scoring.uncertainty.grid import Grid
from assessment.scoring.uncertainty.inputs import PROFILES, WordStream, draw_method
from assessment.scoring.uncertainty.plan import vary
from assessment.scoring.uncertainty.summaries import Summary, sum_up
from assessment.scoring.uncertainty.varied_scores import VariedScores
from tests.benchmarks.compute.draws_one_by_one import Drawn
from tests.benchmarks.compute.equality import Floats


@dataclass(frozen=True)
class DrawInput:
    """Answers of invented states and what may vary in them."""

    framework: Framework
    grid: Grid
    settings: UncertaintySettings

    @cached_property
    def shape(self) -> tuple[int, int]:
        """How many indicators and draws there are."""
        return self.grid.places.shape[1], self.settings.draws

    def words(self) -> WordStream:
        """Return the random words from the start."""
        return WordStream(self.settings.seed, PROFILES, self.shape)

    def score(self) -> Floats:
        """Return the scores of every draw, shape (n_dimensions, n_states, n_draws)."""
        method = draw_method(self.settings.seed, PROFILES, self.shape)
        plan = vary(self.grid, self.settings, tuple(map(str, range(len(self.grid.places)))))
        return VariedScores(self.framework, self.settings, method).score(plan, self.words())

    def analyse(self) -> list[Summary]:
        """Return quantiles, shares of the bands and rank intervals of every dimension."""
        shown = np.ones(len(self.grid.places), bool)
        return [sum_up(own, shown, self.framework.rules.bands) for own in self.score()]

    def drawn(self) -> Drawn:
        """Return the same random numbers as the naive way takes them."""
        method = draw_method(self.settings.seed, PROFILES, self.shape)
        words = self.words()(len(self.grid.places))
        return Drawn(self.framework, self.grid, self.settings, method, words)
