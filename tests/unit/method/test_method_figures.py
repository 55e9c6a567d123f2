"""What docs/method.md shows is what the code computes, and a second route gives the same."""

import os
from itertools import pairwise, product

import numpy as np
import pytest

from assessment.scoring.audit import correlation
from tests import naive, naive_rules
from tests.builders import spcf
from tests.figures.coverage import (
    Error,
    States,
    compare,
    draw_states,
    intervals,
    misjudge,
    simulate,
    true_scores,
)
from tests.figures.demonstration import CONFIDENCES, analysis, overview, talvenor
from tests.figures.draw_figures import AS_SCORED, spreads
from tests.figures.one_dimension import indicator_ids, rules
from tests.figures.page import FOLDER, MAKERS, PAGE, correlation_block, drawing, figure, renewed
from tests.figures.rule_figures import N_MISSING, N_MOVING, OTHERS, missing_rows, moving_rows
from tests.figures.width_figure import sources_alone, widths

LARGEST_FILE = 60_000
PER_LEVEL = 25


def test_the_tables_and_descriptions_on_the_page_are_those_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    assert text == renewed(text), "renew it with make figures"


@pytest.mark.parametrize("name", MAKERS)
def test_the_drawings_are_those_of_the_code(name):
    if os.environ.get("SPCA_REQUIRE_ALL") != "1":
        pytest.importorskip("vl_convert", reason="only developers have the drawing library")
    drawn = drawing(name)
    assert drawn == drawing(name), "the same figure is drawn differently the second time"
    path = FOLDER / f"{name}.svg"
    assert path.read_text(encoding="utf-8") == drawn, "renew it with make figures"


def test_every_drawing_is_on_the_page_with_words_and_is_small():
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(MAKERS)
    text = PAGE.read_text(encoding="utf-8")
    for name in MAKERS:
        content = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
        assert len(content.encode()) < LARGEST_FILE
        assert f"![{figure(name).description}](figures/{name}.svg)" in text
        assert len(figure(name).description) > 100
        assert "<image" not in content
        assert "http" not in content.replace("http://www.w3.org/", "")


def naive_score(name: str, n_indicators: int, levels: list[int]) -> float:
    """The score of known levels in plain loops."""
    ids = indicator_ids(n_indicators)
    points = {id_: PER_LEVEL * level for id_, level in zip(ids, levels, strict=True)}
    return naive_rules.score(
        rules(n_indicators)[name],
        points,
        dict.fromkeys(ids, 1.0),
        per_level=PER_LEVEL,
        capping=ids[:1],
    )


def test_every_rule_answers_one_level_as_plain_loops_do():
    for row in moving_rows():
        levels = [row["level"]] + [OTHERS] * (N_MOVING - 1)
        assert row["score"] == pytest.approx(naive_score(row["rule"], N_MOVING, levels))


def test_bounds_are_the_lowest_and_the_highest_score_that_any_answers_could_bring():
    for row in missing_rows():
        unknown = row["unknown"]
        if not 0 < unknown <= 2:
            continue
        known = [OTHERS] * (N_MISSING - unknown)
        every = [
            naive_score(row["rule"], N_MISSING, [*known, *rest])
            for rest in product(range(5), repeat=unknown)
        ]
        assert (row["low"], row["high"]) == pytest.approx((min(every), max(every)))


def test_there_is_a_score_exactly_while_seven_of_ten_answers_are_known():
    for row in missing_rows():
        assert ("score" in row) == (N_MISSING - row["unknown"] >= 0.7 * N_MISSING)


def test_one_more_unknown_answer_never_narrows_the_bounds():
    rows = missing_rows()
    for before, after in pairwise(rows):
        if before["rule"] == after["rule"]:
            assert after["low"] <= before["low"] + 1e-9
            assert after["high"] >= before["high"] - 1e-9


def test_the_interval_lies_between_the_1500th_and_1501st_draw_from_either_end():
    # 0.05 of the way from the first to the last of 30,000 draws is place 1,499.95, from 0.
    for interval, scores in spreads().values():
        ordered = sorted(scores.tolist())
        assert len(ordered) == 30_000
        assert interval.low == pytest.approx(0.05 * ordered[1499] + 0.95 * ordered[1500])
        assert interval.high == pytest.approx(0.95 * ordered[28_499] + 0.05 * ordered[28_500])


def test_the_draws_are_three_heaps_and_the_score_lies_in_the_middle_one():
    (_, convex), (_, linear), (_, concave) = sorted(
        (i.median, i) for name, (i, _) in spreads().items() if name != AS_SCORED
    )
    assert convex.high < linear.median < concave.low
    assert linear.low < spreads()[AS_SCORED][0].median < linear.high


def exact_distribution(dimension_id: str, confidence: str) -> dict[float, float]:
    """Score to probability over every way in which the answers of a dimension can move."""
    ids = naive.indicators_of(dimension_id)
    levels = [talvenor().answers[id_].answer.level for id_ in ids]
    chances = spcf().rules.interval.shifts[confidence]
    found: dict[float, float] = {}
    for steps in product((-1, 0, 1), repeat=len(ids)):
        moved = {
            id_: min(max(level + step, 0), 4)
            for id_, level, step in zip(ids, levels, steps, strict=True)
        }
        score = round(naive.points(dimension_id, moved), 9)
        found[score] = found.get(score, 0) + np.prod([chances[step + 1] for step in steps])
    return found


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_answers_alone_move_a_score_as_far_as_all_their_combinations_say(confidence):
    exact = exact_distribution("LAW", confidence)
    framework = sources_alone()[f"answers alone, all of {confidence} confidence"]
    interval = next(d.interval for d in overview(framework) if d.dimension_id == "LAW")
    assert sum(exact.values()) == pytest.approx(1)
    noise = 3 * (0.05 * 0.95 / 30_000) ** 0.5
    assert sum(p for s, p in exact.items() if s < interval.low - 1e-6) <= 0.05 + noise
    assert sum(p for s, p in exact.items() if s <= interval.low + 1e-6) >= 0.05 - noise
    assert sum(p for s, p in exact.items() if s > interval.high + 1e-6) <= 0.05 + noise
    assert sum(p for s, p in exact.items() if s >= interval.high - 1e-6) >= 0.05 - noise


def test_less_confidence_widens_the_intervals_and_the_step_maps_widen_them_most():
    mean = {name: np.mean([*own.values()]) for name, own in widths().items()}
    for what in ("answers alone", "everything"):
        high, medium, low = (mean[f"{what}, all of {one} confidence"] for one in CONFIDENCES)
        assert high < medium < low
    alone = {name: width for name, width in mean.items() if "alone" in name}
    assert max(alone, key=lambda name: alone[name]) == "distances between levels alone"


def test_the_distances_between_levels_have_about_four_fifths_of_the_variance_everywhere():
    for found in analysis().dimensions:
        (share,) = (one for one in found.shares if one.source == "step_maps")
        # 512 rows know a share to some hundredths only.
        assert share.first.high >= 0.8
        assert share.first.value >= 0.75


def test_true_scores_are_those_of_plain_loops():
    states = draw_states(np.random.default_rng(1), 20)
    scores = true_scores(states.levels)
    for levels, own in zip(states.levels.tolist(), scores.tolist(), strict=True):
        given = dict(zip(naive.all_indicators(), levels, strict=True))
        expected = [naive.score(dimension, given) for dimension in naive.SIZES]
        assert own == pytest.approx(expected)


def test_under_the_convex_map_a_dimension_of_equal_levels_scores_the_points_of_its_level():
    convex = spcf().rules.interval.step_maps["convex"]
    for level in (0, 4):
        levels = np.full((1, len(naive.all_indicators())), level)
        assert true_scores(levels, maps=["convex"])[0] == pytest.approx([convex[level]] * 8)


def test_levels_err_as_often_as_their_confidence_says():
    states = States(np.full((400, 59), 2), np.full((400, 59), CONFIDENCES.index("medium")))
    generator = np.random.default_rng(3)
    for error, chance in ((Error(), 0.2), (Error(all_low=True), 0.4), (Error(one_way=True), 0.2)):
        steps = misjudge(generator, states, error)[0] - 2
        assert np.mean(steps != 0) == pytest.approx(chance, abs=0.01)
        both = (steps.min(axis=1) < 0) & (steps.max(axis=1) > 0)
        assert both.any() != error.one_way


def test_a_truth_is_counted_where_it_lies():
    states = draw_states(np.random.default_rng(5), 3)
    found = intervals(states)
    ends = np.array([[(one.low, one.high) for one in own] for own in found])
    counted = compare(found, np.stack([ends[..., 0] - 1, ends[..., 0], ends[..., 1] + 1]))
    assert np.all(counted.below == pytest.approx(1 / 3))
    assert np.all(counted.within == pytest.approx(1 / 3))


def test_intervals_keep_what_they_promise_where_truth_is_drawn_as_they_draw():
    share, error = simulate()["A2 as A1, weights and step map drawn too"].share()
    # Lumps of equal scores can only carry it above 90 %; 1,000 draws blur it by a point.
    assert share - 3 * error >= 0.89
    assert share <= 0.93


def test_answers_less_sure_than_stated_and_errors_all_one_way_are_covered_less_often():
    share = {case[:2]: found.share()[0] for case, found in simulate().items()}
    assert share["B4"] < share["B2"] < share["B1"]
    assert share["B3"] < share["B1"] < share["A1"]
    assert max(share["A3"], share["A4"]) < 0.9 < share["A2"]


def test_with_thirty_states_a_correlation_of_three_tenths_cannot_be_told_from_none():
    rows = [line.split(" | ") for line in correlation_block().splitlines() if line[:3] == "| 3"]
    (row,) = rows
    assert row[2].startswith("-")
    assert not row[3].startswith("-")
    # A correlation of 0.37 can: Fisher's interval ends above 0.
    assert (
        np.tanh(np.arctanh(0.37) - 1.959964 / np.sqrt(27))
        > 0
        > np.tanh(np.arctanh(0.36) - 1.959964 / np.sqrt(27))
    )


def test_fishers_interval_holds_a_true_correlation_about_as_often_as_it_says():
    generator = np.random.default_rng(11)
    n_states, true, held = 30, 0.3, 0
    for _ in range(2000):
        x = generator.normal(size=n_states)
        y = true * x + np.sqrt(1 - true**2) * generator.normal(size=n_states)
        reach = 1.959964 / np.sqrt(n_states - 3)
        found = np.arctanh(correlation(x, y))
        held += bool(found - reach <= np.arctanh(true) <= found + reach)
    assert held / 2000 == pytest.approx(0.95, abs=0.015)
