"""What is measured of the arithmetic: one function a thing, over plain arrays.

All calls of the product's scoring stand here, so that a change of its insides ends here too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessment.library.load import load_framework
from assessment.model.answer import CONFIDENCES
from assessment.model.framework import Framework
from assessment.model.index import (
    Index,
    IndexQuestionnaire,
    IndexRules,
    NormaliseMinMax,
    NormaliseZScore,
)
from assessment.model.index_table import IndexTable, Unit
from assessment.model.index_uncertainty import IndexUncertaintySettings, Replicate, RuleChoice
from assessment.model.method_change import DimensionChange
from assessment.model.rules import EVIDENCE_STANDINGS
from assessment.model.tree import Cells, ValueKind
from assessment.model.uncertainty import UncertaintySettings
from assessment.scoring import alpha
from assessment.scoring.change_method import change_method
from assessment.scoring.draws import (
    INTERVALS as LEVELS,
)
from assessment.scoring.draws import (
    AnswerPlan,
    Draws,
    draw_method,
    draw_words,
    plan_answers,
)
from assessment.scoring.index import replicates, score_index
from assessment.scoring.index.replicates import (
    INTERVALS,
    draw_inputs,
    random_replicates,
    spread_index,
)
from assessment.scoring.leaves import Leaves
from assessment.scoring.ranks import rank_each_draw, rank_intervals, ranks_of
from assessment.scoring.tree import score_tree, tree_of_index
from assessment.scoring.uncertainty import band_shares, spread_of
from assessment.wiring import ROOT
from tests.benchmarks.invented import (
    NOT_APPLICABLE,
    TOP,
    Answers,
    Floats,
    Node,
    Numbers,
    measure_ids,
)
from tests.scoring_levels import score_levels

QUESTIONNAIRE = "spcf"


# A table of numbers.


def index_of(nodes: Sequence[Node]) -> Index:
    """Return an index with these nodes over the invented measures."""
    heading = dict.fromkeys(("name", "about", "publisher", "licence"), "Invented")
    said = {**heading, "id": "invented", "version": "1", "language": "en"}
    measures = [{"id": id_, "name": id_} for id_ in measure_ids()]
    asked = IndexQuestionnaire.model_validate({**said, "measures": measures})
    tree = [{"name": node["id"], **node} for node in nodes]
    return Index(asked, IndexRules.model_validate({"tree": tree}))


def table_of(values: Floats) -> Cells:
    """Return the table as the product takes it."""
    return Cells.of(values)


def score_table(index: Index, table: Cells) -> Floats:
    """Score every node; shape (n_units, n_nodes), children before parents."""
    return score_tree(tree_of_index(index), table).cells().values


def rank_table(scores: Floats) -> Floats:
    """Rank the units in each column; 1 is the highest."""
    return ranks_of(scores.T).T


# Draws of the answers of many states.


@dataclass(frozen=True)
class States:
    """Answers of many states to the questionnaire that ships, and what may vary in them."""

    framework: Framework
    answers: Answers
    settings: UncertaintySettings


@dataclass(frozen=True)
class Varied:
    """What a draw varies, in plain numbers.

    Attributes
    ----------
    shifts
        Chances that an answer without graded evidence falls, stays or rises by a level, by
        confidence; shape (3, 3).
    step_maps
        Points from 0 to 100 for each place of the scale, shape (n_maps, n_places).
    weight_spread
        By which part a weight may be larger or smaller.
    draws_unknown
        Whether an unknown answer may be any level; otherwise it is left out.
    """

    lowest_level: int
    shifts: Floats
    step_maps: Floats
    weight_spread: float
    draws_unknown: bool


def states_of(answers: Answers, n_draws: int) -> States:
    """Return the answers as the product takes them."""
    framework = shipped_framework()
    settings = UncertaintySettings.from_rules(framework.rules)
    return States(framework, answers, settings.model_copy(update={"draws": n_draws}))


def shipped_framework() -> Framework:
    """Return the questionnaire that ships."""
    framework = load_framework(ROOT / "questionnaires" / QUESTIONNAIRE).framework
    assert framework is not None, f"'spca validate questionnaires/{QUESTIONNAIRE}' says more"
    return framework


def size_of_questionnaire() -> tuple[int, int]:
    """Return the number of indicators, and of levels on their scale."""
    asked = shipped_framework().questionnaire
    return len(asked.indicators), len(asked.scale)


def varied_of(states: States) -> Varied:
    """Return what the questionnaire says of draws."""
    interval = states.framework.rules.interval
    return Varied(
        states.framework.questionnaire.lowest_level,
        np.array([interval.chances(confidence, None) for confidence in CONFIDENCES]),
        np.array(list(interval.step_maps.values())),
        states.settings.weight_spread,
        states.settings.missing,
    )


def draw_scores(states: States) -> Floats:
    """Score every draw; shape (n_dimensions, n_states, n_draws)."""
    ids = tuple(dimension.id for dimension in states.framework.questionnaire.dimensions)
    return _draw(states, ids)


def analyse_states(states: States) -> object:
    """Return quantiles, shares of the bands and rank intervals of every dimension."""
    framework, bands = states.framework, states.framework.rules.bands
    return [
        (
            [(spread_of(framework, one), band_shares(one, bands)) for one in own],
            rank_intervals(own),
        )
        for own in draw_scores(states)
    ]


def rank_draws(scores: Floats) -> Numbers:
    """Rank all states in each draw; shape as `draw_scores`."""
    return np.stack([rank_each_draw(own) for own in scores])


def draw_numbers(states: States) -> tuple[Numbers, Floats, Floats]:
    """Return the random numbers of all draws.

    Returns
    -------
    words, weights, step_map
        From 0 to 65,535, shape (n_states, n_indicators, n_draws); and from 0 to 1, shapes
        (n_indicators, n_draws) and (n_draws,).
    """
    method = draw_method(states.settings.seed, LEVELS, _shape(states))
    words = [_words(states, row) for row in range(len(states.answers.places))]
    return np.stack(words), method.weights, method.step_map


def score_draw(
    states: States, levels: Floats, points: Floats, weights: Floats, *, first_only: bool = False
) -> Floats:
    """Score all states once, as if there were one draw only.

    Parameters
    ----------
    levels, weights
        Levels as entered and factors of the weights, both of shape (n_states, n_indicators).
    points
        Points from 0 to 100 of each place of the scale.

    Returns
    -------
    array
        Shape (n_dimensions, n_states).
    """
    table = points[None], np.zeros(len(levels), np.int64)
    found = score_levels(states.framework, levels, factors=weights, points=table).T
    return found[:1] if first_only else found


def with_another_cap(states: States) -> States:
    """Return the states under the change that a slider of the page Method makes."""
    changes = {states.framework.questionnaire.dimensions[0].id: DimensionChange(allowance=2)}
    # As on the page, unknown answers are left out and not drawn.
    settings = states.settings.model_copy(update={"missing": False})
    framework = change_method(states.framework, changes)
    return replace(states, framework=framework, settings=settings)


def analyse_dimension(states: States) -> tuple[Floats, Floats, Any]:
    """Return low and high of the first dimension, and which states have a score at all."""
    (own,) = _draw(states, (states.framework.questionnaire.dimensions[0].id,))
    low, high = np.quantile(own, interval_ends(states), axis=-1)
    return low, high, ~np.isnan(own).any(axis=-1)


def interval_ends(states: States) -> tuple[float, ...]:
    """Return the quantiles at which intervals end."""
    return tuple(states.framework.rules.interval.quantiles)


def _draw(states: States, ids: tuple[str, ...]) -> Floats:
    draws = Draws(states.framework, states.settings)
    plans = [_plan(states, row) for row in range(len(states.answers.places))]
    found = [draws.score_words(plan, _words(states, row), ids) for row, plan in enumerate(plans)]
    return np.stack([np.stack([own[id_] for own in found]) for id_ in ids])


def _plan(states: States, row: int) -> AnswerPlan:
    places = states.answers.places[row]
    lowest = states.framework.questionnaire.lowest_level
    unknown = np.where(places == NOT_APPLICABLE, ValueKind.NOT_APPLICABLE.number, 1)
    kinds = np.where(places >= 0, 0, unknown).astype(np.int8)
    values = np.where(places >= 0, places + float(lowest), np.nan)
    cells = Cells(values, kinds, np.zeros(len(places), np.uint8))
    grades = np.full(len(places), EVIDENCE_STANDINGS.index("unstated"), np.int8)
    leaves = Leaves(cells, states.answers.confidences[row], grades)
    return plan_answers(states.framework, leaves, states.settings, {})


def _shape(states: States) -> tuple[int, int]:
    return states.answers.places.shape[1], states.settings.draws


def _words(states: States, row: int) -> Numbers:
    return draw_words(states.settings.seed, (LEVELS, row), _shape(states))


# Replicates of an index.


@dataclass(frozen=True)
class Replicates:
    """An index, its table, and what varies: weights, normalisation and rule."""

    index: Index
    table: IndexTable
    settings: IndexUncertaintySettings


def replicates_of(nodes: Sequence[Node], values: Floats, n_replicates: int) -> Replicates:
    """Normalise by the range of the table or to z-scores, arithmetic or geometric."""
    why, plain = "Invented", index_of(nodes)
    step = NormaliseMinMax(step="normalise", why=why, method="min_max", range=(1, 100))
    other = NormaliseZScore(step="normalise", why=why, method="z_score", mean=50, sd=15)
    settings = IndexUncertaintySettings(
        seed=len(values),
        draws=n_replicates,
        normalisations=(other,),
        rules=(RuleChoice(rule="geometric_mean", children_floor=0.01),),
        sensitivity_size=0,
    )
    rules = plain.rules.model_copy(update={"steps": (step,)})
    units = tuple(Unit(f"U{number}", f"Unit {number}") for number in range(len(values)))
    table = IndexTable(units, Cells.of(values))
    return Replicates(Index(plain.questionnaire, rules), table, settings)


def analyse_replicates(given: Replicates) -> Floats:
    """Return low, median and high of score and rank at the top, shape (2, 3, n_units)."""
    (spread,) = spread_index(given.index, given.table, given.settings)
    pairs = [(unit.score, unit.rank) for unit in spread.units]
    found = [
        [(one.low, one.median, one.high) if one else (np.nan,) * 3 for one in pair]
        for pair in pairs
    ]
    return np.array(found, np.float64).transpose(1, 2, 0)


def score_replicates(given: Replicates) -> tuple[Floats, Floats]:
    """Return scores and ranks at the top, both of shape (n_replicates, n_units)."""
    found = replicates.score_replicates(given.index, given.table, alternatives(given), (TOP,))
    return found.values[0], found.ranks[0]


def alternatives(given: Replicates) -> tuple[Replicate, ...]:
    """Return what is replaced in each replicate."""
    return random_replicates(given.index, given.settings)


def keeps_scale(one: Replicate) -> bool:
    """Whether its scores can be compared with those of the index itself."""
    return one.normalise is None


def score_alternative(given: Replicates, one: Replicate) -> tuple[Floats, Floats]:
    """Change the index, score it with all that a score carries; scores and ranks at the top."""
    result = score_index.score_index(replicates.changed_index(given.index, one), given.table)
    return result.values(TOP), result.ranks[:, result.column(TOP)]


def draw_alternatives(given: Replicates) -> object:
    """Draw the random numbers of all replicates, and no more."""
    return draw_inputs(given.index, given.settings, INTERVALS, given.settings.draws)


def measure_alphas(ratings: Numbers, n_levels: int) -> Floats:
    """Return the ordinal alpha of each indicator; ratings of shape (n, n_raters, n_units)."""
    pairs = alpha.count_coincidences(alpha.count_levels(ratings, n_levels))
    return alpha.alpha_of(pairs.sum(axis=-3), metric="ordinal")
