"""What the page Method computes while a slider moves: one dimension of all states, drawn anew."""

from dataclasses import replace

import numpy as np

from assessment.model.method_change import DimensionChange
from assessment.model.questionnaire import Dimension
from assessment.scoring.change_method import change_method
from assessment.scoring.method_trial import Spreads, spread_states
from tests.benchmarks.compute.contest import Contest
from tests.benchmarks.compute.draw_input import DrawInput
from tests.benchmarks.compute.draws_one_by_one import Drawn, draw_one_by_one
from tests.benchmarks.compute.equality import greatest_difference

_TARGET_MS = 50.0


def trial_contest(given: DrawInput, n_timed: int) -> Contest:
    """Return the contest: the first dimension under a wider cap, scores and intervals."""
    dimension = given.framework.questionnaire.dimensions[0]
    changes = {dimension.id: DimensionChange(allowance=2)}
    # As on the page, unknown answers are left out and not drawn.
    settings = given.settings.model_copy(update={"missing": False})
    tried = replace(given, framework=change_method(given.framework, changes), settings=settings)
    drawn, n_draws = tried.drawn(), settings.draws
    written = np.empty((len(given.grid.places), n_draws))
    return Contest(
        name=f"mc {len(given.grid.places)} states {n_draws} draws one dimension",
        product=lambda: spread_states(tried.framework, tried.grid, dimension),
        naive=lambda: draw_one_by_one(drawn, range(n_timed), [dimension]),
        floor=lambda: (tried.words()(len(given.grid.places)), written.fill(1.0)),
        difference=lambda: _difference(
            spread_states(tried.framework, tried.grid, dimension), drawn, dimension
        ),
        naive_name=f"numpy loop over {n_timed} draws, scaled",
        naive_scale=n_draws / n_timed,
        equal="identical to 1e-12 before both are rounded to nine decimals",
        target_ms=_TARGET_MS,
    )


def _difference(found: Spreads, drawn: Drawn, dimension: Dimension) -> str:
    scores, _ = draw_one_by_one(drawn, range(drawn.settings.draws), [dimension])
    quantiles = drawn.framework.rules.interval.quantiles
    low, high = np.quantile(scores[0].round(9)[found.published], quantiles, axis=-1)
    ours = np.stack([found.low[found.published], found.high[found.published]])
    return greatest_difference(ours, np.stack([low, high]), relative=1e-12, absolute=1e-9)
