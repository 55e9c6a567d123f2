"""Scores of many draws: the batches of the product, a loop over draws, and the random numbers."""

from collections.abc import Callable, Iterator

import numpy as np

from assessment.library.load import load_framework
from assessment.model.problem import Problem, Refused
from assessment.model.uncertainty_settings import UncertaintySettings
from assessment.scoring.uncertainty.grid import NOT_APPLICABLE, UNKNOWN, Grid
from assessment.scoring.uncertainty.ranks import rank_each_draw
from assessment.wiring import ROOT
from tests.benchmarks.compute.contest import Contest
from tests.benchmarks.compute.draw_input import DrawInput
from tests.benchmarks.compute.draws_one_by_one import draw_one_by_one
from tests.benchmarks.compute.equality import greatest_difference
from tests.benchmarks.compute.replicates import replicate_contest
from tests.benchmarks.compute.trial import trial_contest

QUESTIONNAIRE = "spcf"
N_STATES, N_DRAWS = 200, 1_000
_UNKNOWN_SHARE, _NOT_APPLICABLE_SHARE = 0.05, 0.02
_TARGET_MS = 250.0  # Every answer is drawn anew, and eight dimensions are ranked.


def draw_contests(*, quick: bool) -> Iterator[Callable[[], Contest]]:
    """Return what makes the contests; quick or not, the product draws as often."""
    yield lambda: _contest(4 if quick else 20)
    yield lambda: trial_contest(invent_input(N_STATES, N_DRAWS), 4 if quick else 20)
    yield lambda: replicate_contest(N_STATES, N_DRAWS, 10 if quick else 40)


def invent_input(n_states: int, n_draws: int) -> DrawInput:
    """Return invented answers to the questionnaire that ships.

    Raises
    ------
    Refused
        If the questionnaire is missing or has errors.
    """
    folder = ROOT / "questionnaires" / QUESTIONNAIRE
    framework = load_framework(folder).framework
    if framework is None:
        raise Refused((_no_questionnaire(str(folder)),))
    generator = np.random.default_rng(n_states)
    n_indicators = len(framework.questionnaire.indicators)
    n_places = len(framework.questionnaire.scale)
    typical = generator.uniform(0, n_places, (n_states, 1))
    own = typical + generator.normal(0, 1, (n_states, n_indicators))
    places = np.clip(own, 0, n_places - 1).astype(np.int16)
    chance = generator.random(places.shape)
    places[chance < _UNKNOWN_SHARE + _NOT_APPLICABLE_SHARE] = UNKNOWN
    places[chance < _NOT_APPLICABLE_SHARE] = NOT_APPLICABLE
    confidences = generator.integers(0, 3, places.shape).astype(np.int8)
    settings = UncertaintySettings.from_rules(framework.rules)
    return DrawInput(
        framework,
        Grid(framework, places, confidences),
        settings.model_copy(update={"draws": n_draws}),
    )


def _contest(n_timed: int) -> Contest:
    given = invent_input(N_STATES, N_DRAWS)
    n_dimensions = len(given.framework.questionnaire.dimensions)
    written = np.empty((n_dimensions, N_STATES, N_DRAWS))
    drawn = given.drawn()
    return Contest(
        name=f"mc {N_STATES} states {N_DRAWS} draws {QUESTIONNAIRE}",
        product=given.analyse,
        naive=lambda: draw_one_by_one(drawn, range(n_timed)),
        floor=lambda: (given.words()(N_STATES), written.fill(1.0)),
        difference=lambda: _difference(given, range(n_timed)),
        naive_name=f"numpy loop over {n_timed} draws, scaled",
        naive_scale=N_DRAWS / n_timed,
        equal="identical to 1e-12 before both are rounded to nine decimals, ranks too",
        target_ms=_TARGET_MS,
    )


def _difference(given: DrawInput, draws: range) -> str:
    ours = given.score()[..., draws.start : draws.stop]
    expected, ranks = draw_one_by_one(given.drawn(), draws)
    # Half of the ninth decimal, to which the product rounds.
    found = greatest_difference(ours, expected, relative=1e-12, absolute=0.5e-9)
    if not found and not np.array_equal(np.stack([rank_each_draw(own) for own in ours]), ranks):
        return "The scores are equal and their ranks are not."
    return found


def _no_questionnaire(folder: str) -> Problem:
    return Problem(
        "bench.questionnaire_missing",
        folder,
        "The questionnaire to measure with is missing or has errors.",
        f"'spca validate questionnaires/{QUESTIONNAIRE}' says what is wrong with it.",
    )
