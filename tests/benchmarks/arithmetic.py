"""The arithmetic: tables, draws, replicates of an index, agreement of raters and suggestions."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
import pandas as pd

from tests.benchmarks import advice, naive, product
from tests.benchmarks.contest import (
    FLOOR,
    FULL,
    NAIVE,
    PRODUCT,
    QUICK,
    WORSE_AT_MOST,
    Contest,
    Measured,
    Ratios,
    greatest_difference,
    is_slower,
    measure,
    worse,
)
from tests.benchmarks.invented import (
    RULES,
    Answers,
    Floats,
    Numbers,
    invent_answers,
    invent_nodes,
    invent_ratings,
    invent_values,
    measure_ids,
)
from tests.benchmarks.product import States
from tests.benchmarks.usage import align

N_STATES, N_DRAWS = 200, 1_000
N_INDICATORS, N_RATERS, N_UNITS, N_LEVELS = 60, 10, 200, 5
_RANKS_DIFFER = "The scores are equal and their ranks are not."
_HEADINGS = (
    *("Work", "Product ms", "Naive way", "Naive ms", "Naive / product"),
    *("Floor ms", "Product / floor"),
)


def contests(*, quick: bool) -> Iterator[Callable[[], Contest]]:
    """Return what makes each contest; the largest inputs are made only when it is their turn."""
    for n_units in (200,) if quick else (200, 2_000, 200_000):
        for rule in RULES:
            yield partial(scoring, n_units, rule)
    n_timed = 4 if quick else 20
    yield partial(drawing, N_STATES, N_DRAWS, n_timed)
    yield partial(trying, N_STATES, N_DRAWS, n_timed)
    yield partial(replicating, N_STATES, N_DRAWS, 10 if quick else 40)
    yield agreeing
    yield advice.matching
    yield advice.changing


def scoring(n_units: int, rule: str) -> Contest:
    """Score all nodes of an index of 60 measures on four levels."""
    nodes, values = invent_nodes(rule), invent_values(n_units)
    index, table = product.index_of(nodes), product.table_of(values)
    frame = pd.DataFrame(values, columns=measure_ids())
    written = np.empty((n_units, len(nodes)))

    def difference() -> str:
        ours = product.score_table(index, table)
        by_pandas = naive.score_by_pandas(nodes, frame)
        theirs = by_pandas[[node["id"] for node in nodes]].to_numpy()
        # Ten decimals: where children are equal, the last digit says nothing of a rank.
        ranks = pd.DataFrame(theirs.round(10)).rank(ascending=False, method="min").to_numpy()
        own_ranks = product.rank_table(ours.round(10))
        return greatest_difference(ours, theirs) or _compare_ranks(own_ranks, ranks)

    return Contest(
        name=f"score {n_units}x{values.shape[1]} {rule}",
        product=lambda: product.score_table(index, table),
        naive=lambda: naive.score_by_pandas(nodes, frame),
        floor=lambda: (values.sum(), written.fill(1.0)),
        difference=difference,
        naive_name="pandas",
    )


def drawing(n_states: int, n_draws: int, n_timed: int) -> Contest:
    """Draw all dimensions of many states, with quantiles, bands and intervals of ranks."""
    states, answers = _invent_states(n_states, n_draws)
    by_loop = partial(_draw_by_loop, states, answers)
    numbers = product.draw_numbers(states)
    written = np.empty_like(product.draw_scores(states))

    def difference() -> str:
        ours, (theirs, ranks) = product.draw_scores(states), by_loop(numbers, n_timed)
        some = ours[..., :n_timed]
        # Half of the ninth decimal, to which the product rounds.
        found = greatest_difference(some, theirs, absolute=0.5e-9)
        return found or _compare_ranks(product.rank_draws(some), ranks)

    return Contest(
        name=f"draws {n_draws} of {n_states} states",
        product=lambda: product.analyse_states(states),
        naive=lambda: by_loop(numbers, n_timed),
        floor=lambda: (product.draw_numbers(states), written.fill(1.0)),
        difference=difference,
        naive_name=f"loop over {n_timed} draws, scaled",
        naive_scale=n_draws / n_timed,
    )


def trying(n_states: int, n_draws: int, n_timed: int) -> Contest:
    """Draw one dimension of many states, as the page Method does while a slider moves."""
    states, answers = _invent_states(n_states, n_draws)
    states = product.with_another_cap(states)
    by_loop = partial(_draw_by_loop, states, answers, first_only=True)
    numbers = product.draw_numbers(states)
    written = np.empty((n_states, n_draws))

    def difference() -> str:
        low, high, has_score = product.analyse_dimension(states)
        (scores,), _ = by_loop(numbers, n_draws)
        theirs = np.quantile(scores.round(9)[has_score], product.interval_ends(states), axis=-1)
        return greatest_difference(np.stack([low, high])[:, has_score], theirs, absolute=1e-9)

    return Contest(
        name=f"draws {n_draws} of one dimension, {n_states} states",
        product=lambda: product.analyse_dimension(states),
        naive=lambda: by_loop(numbers, n_timed),
        floor=lambda: (product.draw_numbers(states), written.fill(1.0)),
        difference=difference,
        naive_name=f"loop over {n_timed} draws, scaled",
        naive_scale=n_draws / n_timed,
    )


def replicating(n_units: int, n_replicates: int, n_timed: int) -> Contest:
    """Vary weights, normalisation and rule of an index, with intervals of scores and ranks."""
    nodes, values = invent_nodes("mean"), invent_values(n_units)
    given = product.replicates_of(nodes, values, n_replicates)
    written = np.empty((2, n_units, n_replicates))

    def one_by_one(number: int) -> tuple[Floats, Floats]:
        some = product.alternatives(given)[:number]
        found = [product.score_alternative(given, one) for one in some]
        return np.stack([scores for scores, _ in found]), np.stack([ranks for _, ranks in found])

    def difference() -> str:
        scores, ranks = one_by_one(n_replicates)
        own_scores, own_ranks = product.score_replicates(given)
        # Another normalisation has another scale; ranks can be compared all the same.
        own_scale = np.array([product.keeps_scale(one) for one in product.alternatives(given)])
        parts = (scores[own_scale], ranks)
        theirs = np.array([np.quantile(part, (0.05, 0.5, 0.95), axis=0) for part in parts])
        return (
            greatest_difference(own_scores, scores)
            or _compare_ranks(own_ranks, ranks)
            or greatest_difference(product.analyse_replicates(given), theirs)
        )

    return Contest(
        name=f"replicates {n_replicates} of an index {n_units}x{values.shape[1]}",
        product=lambda: product.analyse_replicates(given),
        naive=lambda: one_by_one(n_timed),
        floor=lambda: (product.draw_alternatives(given), written.fill(1.0)),
        difference=difference,
        naive_name=f"{n_timed} indices, one by one, scaled",
        naive_scale=n_replicates / n_timed,
    )


def agreeing() -> Contest:
    """Measure the ordinal alpha of many indicators."""
    ratings = invent_ratings(N_INDICATORS, N_RATERS, N_UNITS, N_LEVELS)
    written = np.empty(N_INDICATORS)

    def by_loop() -> Floats:
        return np.array([naive.measure_alpha(own, N_LEVELS) for own in ratings])

    return Contest(
        name=f"agreement {N_INDICATORS} alphas {N_UNITS}x{N_RATERS}",
        product=lambda: product.measure_alphas(ratings, N_LEVELS),
        naive=by_loop,
        floor=lambda: (ratings.sum(), written.fill(1.0)),
        difference=lambda: greatest_difference(
            product.measure_alphas(ratings, N_LEVELS), by_loop()
        ),
        naive_name="loop over units",
    )


def run(
    *, quick: bool, baseline: Mapping[str, Ratios], say: Callable[[str], None]
) -> tuple[dict[str, Ratios], list[str]]:
    """Check, time and print every contest; return its ratios, and what is wrong."""
    measured: list[Measured] = []
    faults: list[str] = []
    for make in contests(quick=quick):
        contest = make()
        difference = contest.difference()
        if difference:
            faults.append(f"{contest.name} was not timed. {difference}")
            continue
        before = baseline.get(contest.name, {})
        one = measure(contest, QUICK if quick else FULL)
        if is_slower(one.ratios, before):
            say(f"{contest.name} is slower than the baseline allows; measuring it again")
            one = measure(contest, FULL)
            faults += _too_slow(one, before)
        measured.append(one)
    say(align([_HEADINGS, *map(_cells, measured)]))
    return {one.name: one.ratios for one in measured}, faults


def _too_slow(one: Measured, before: Ratios) -> Iterator[str]:
    if is_slower(one.ratios, before):
        for key, times in worse(one.ratios, before).items():
            yield (
                f"{one.name}: {key} is {times:.2f} times that of the baseline, measured twice; "
                f"{WORSE_AT_MOST:g} is allowed"
            )


def _cells(one: Measured) -> tuple[str, ...]:
    product_ms, naive_ms, floor_ms = (_short(one.median_ms(way)) for way in (PRODUCT, NAIVE, FLOOR))
    slower, over = _range(one.times(NAIVE, PRODUCT)), _range(one.times(PRODUCT, FLOOR))
    return one.name, product_ms, one.naive_name, naive_ms, slower, floor_ms, over


def _range(times: tuple[float, float, float]) -> str:
    middle, low, high = map(_short, times)
    return f"{middle} ({low} to {high})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _compare_ranks(ours: Numbers, theirs: Numbers) -> str:
    return "" if np.array_equal(ours, theirs, equal_nan=True) else _RANKS_DIFFER


def _invent_states(n_states: int, n_draws: int) -> tuple[States, Answers]:
    answers = invent_answers(n_states, *product.size_of_questionnaire())
    return product.states_of(answers, n_draws), answers


def _draw_by_loop(
    states: States,
    answers: Answers,
    numbers: tuple[Numbers, Floats, Floats],
    n_draws: int,
    *,
    first_only: bool = False,
) -> tuple[Floats, Numbers]:
    score = partial(product.score_draw, states, first_only=first_only)
    varied = product.varied_of(states)
    return naive.score_draws(answers, varied, numbers, draws=range(n_draws), score=score)
