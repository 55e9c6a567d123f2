"""What docs/method.md shows is what the code computes, and a second route gives the same."""

import os
from itertools import pairwise, product

import numpy as np
import pytest

from assessment.model.answer import CONFIDENCES
from assessment.model.assessment import Record
from assessment.scoring.audit import correlation
from assessment.scoring.comparison import compare_scores
from assessment.scoring.draws import own_number
from assessment.scoring.profile import score_records
from tests import naive, naive_rules
from tests.builders import an_answer, an_assessment, recorded, spcf
from tests.figures.apart_table import ALIKE, ONE_LEVEL, apart_block, verdicts
from tests.figures.coverage import compare, simulate
from tests.figures.demonstration import analysis, overview, talvenor
from tests.figures.draw_figures import DIMENSION, OWN, spread, under_methods
from tests.figures.one_dimension import indicator_ids, rules
from tests.figures.page import FOLDER, MAKERS, PAGE, correlation_block, drawing, figure, renewed
from tests.figures.rule_figures import N_MISSING, N_MOVING, OTHERS, missing_rows, moving_rows
from tests.figures.width_figure import GRADES, frameworks, name_of, widths
from tests.random_answers import quick
from tests.simulated_states import (
    Error,
    States,
    chances_of,
    draw_scores,
    draw_states,
    find_intervals,
    judge_pairs,
    misjudge,
    pairs_of_states,
    score,
)

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


def test_the_interval_lies_between_the_1050th_and_1051st_draw_from_either_end():
    # 0.035 of the way from the first to the last of 30,000 draws is place 1,049.965, from 0.
    found = spread()
    ordered = sorted(found.drawn.tolist())
    assert len(ordered) == 30_000
    low, high = found.interval.low, found.interval.high
    assert low == pytest.approx(0.035 * ordered[1049] + 0.965 * ordered[1050])
    assert high == pytest.approx(0.965 * ordered[28_949] + 0.035 * ordered[28_950])


def levels_of_talvenor() -> dict[str, int | str]:
    found = ((id_, one.answer) for id_, one in talvenor().answers.items())
    marks = {"insufficient_information": "II", "not_applicable": "NA"}
    given = {id_: marks.get(one.status, one.level) for id_, one in found}
    return {id_: level for id_, level in given.items() if level is not None}


def test_the_score_under_other_methods_is_that_of_plain_loops():
    found, given = under_methods(), levels_of_talvenor()
    counted = naive.effective(naive.levels_of(given))
    own = [counted[id_] for id_ in naive.indicators_of(DIMENSION) if id_ in counted]
    assert found[OWN] == pytest.approx(naive.score(DIMENSION, given))
    assert found["The plain mean"] == pytest.approx(25 * sum(own) / len(own))
    points = [max(25 * level, 1) for level in own]
    assert found["The geometric mean"] == pytest.approx(np.prod(points) ** (1 / len(points)))
    capping = [counted[id_] for id_ in ("POL-1", "POL-4")]
    for name, allowance in (("Caps half a level lower", 0.5), ("Caps half a level higher", 1.5)):
        capped = min(sum(own) / len(own), min(capping) + allowance)
        assert found[name] == pytest.approx(25 * capped)


def test_what_a_level_is_worth_moves_the_score_and_leaves_the_interval_as_it_is():
    found, interval = under_methods(), spread().interval
    assert found["High levels count more"] < interval.low
    assert found["First steps count more"] > interval.high


def exact_distribution(dimension_id: str, chances: tuple[float, ...]) -> dict[float, float]:
    """Score to probability over every way in which the answers of a dimension can move."""
    given = levels_of_talvenor()
    ids = [i for i in naive.indicators_of(dimension_id) if isinstance(given.get(i), int)]
    found: dict[float, float] = {}
    for steps in product((-1, 0, 1), repeat=len(ids)):
        moved = {
            id_: min(max(given[id_] + step, 0), 4) for id_, step in zip(ids, steps, strict=True)
        }
        points = round(naive.points(dimension_id, moved), 9)
        found[points] = found.get(points, 0) + np.prod([chances[step + 1] for step in steps])
    return found


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_answers_move_a_score_as_far_as_all_their_combinations_say(confidence, grade):
    exact = exact_distribution("LAW", spcf().rules.interval.chances(confidence, grade))
    framework = frameworks()[name_of(confidence, grade)]
    interval = next(d.interval for d in overview(framework) if d.dimension_id == "LAW")
    assert sum(exact.values()) == pytest.approx(1)
    # Eight answers are known: half of what a level of one is worth is 100 / 4 / 8 / 2.
    assert interval.low == pytest.approx(naive.spread_quantile(exact, 1.5625, 0.035), abs=0.02)
    assert interval.high == pytest.approx(naive.spread_quantile(exact, 1.5625, 0.965), abs=0.02)


def test_less_confidence_and_weaker_evidence_widen_the_intervals():
    mean = {name: np.mean([*own.values()]) for name, own in widths().items()}
    for confidence in CONFIDENCES:
        by_grade = [mean[name_of(confidence, grade)] for grade in GRADES]
        assert by_grade == sorted(by_grade)
        assert confidence == "high" or by_grade[0] < by_grade[-1]
    for grade in GRADES:
        high, medium, low = (mean[name_of(confidence, grade)] for confidence in CONFIDENCES)
        assert high < medium < low


def test_on_the_page_method_the_distances_between_levels_have_most_of_the_variance():
    for found in analysis().dimensions:
        shares = {one.source: one.first.value for one in found.shares if one.first}
        assert max(shares, key=lambda source: shares[source]) == "step_maps"


def test_true_scores_are_those_of_plain_loops():
    states = draw_states(np.random.default_rng(1), 20)
    scores = score(states.levels).T
    for levels, own in zip(states.levels.tolist(), scores.tolist(), strict=True):
        given = dict(zip(naive.all_indicators(), levels, strict=True))
        expected = [naive.score(dimension, given) for dimension in naive.SIZES]
        assert own == pytest.approx(expected)


def records_of(states: States) -> list[Record]:
    """The same answers as the app has them; the stream of each state is that of its heading."""
    ids, framework = naive.all_indicators(), spcf()
    found: list[Record] = []
    for row, levels in enumerate(states.levels.tolist()):
        standings = zip(states.confidences[row], states.grades[row], strict=True)
        answers = {
            id_: recorded(
                an_answer(id_, level, confidence=CONFIDENCES[one], evidence_grade=GRADES[other])
            )
            for id_, level, (one, other) in zip(ids, levels, standings, strict=True)
        }
        heading = an_assessment(framework, id=f"s-{row}", state_name=f"State {row}")
        found.append(Record(heading, answers=answers))
    return found


def test_scores_in_bulk_are_drawn_as_the_app_draws_them_for_one_assessment():
    states, framework = draw_states(np.random.default_rng(7), 2), spcf()
    records = records_of(states)
    scores = score_records(framework, records)
    for row, (record, own) in enumerate(zip(records, scores, strict=True)):
        alone = States(*(one[[row]] for one in (states.levels, states.confidences, states.grades)))
        n_draws, number = framework.rules.interval.draws, own_number(record)
        ((_, drawn),) = draw_scores(alone, n_draws, first=number)
        ends = np.quantile(drawn[:, 0], framework.rules.interval.quantiles, axis=-1)
        expected = np.array([(d.interval.low, d.interval.high) for d in own])
        # The app knows the chances of all combinations; in bulk they are those of 30,000 draws,
        # whose share at an end has a standard error of 0.001, some 0.15 points where it is flat.
        assert pytest.approx(expected, abs=0.5) == ends.T


def test_pairs_in_bulk_are_judged_as_compare_judges_them():
    generator = np.random.default_rng(9)
    before, after = (draw_states(generator, 8) for _ in range(2))
    found = judge_pairs(before, after, 2_000)
    words = {1: "higher", -1: "lower", 0: "no_clear_difference"}
    framework, same = quick(spcf(), draws=2_000), 0
    one, other = records_of(before), records_of(after)
    for row, pair in enumerate(zip(one, other, strict=True)):
        both = [(record, score_records(framework, (record,))[0]) for record in pair]
        for column, difference in enumerate(compare_scores(framework, *both)):
            same += difference.verdict == words[int(found[column, row])]
    # The streams are others, so a pair on the edge may fall on its other side.
    assert same >= 60


def test_levels_err_as_often_as_their_confidence_and_their_evidence_say():
    shape = (400, len(naive.all_indicators()))
    medium = np.full(shape, CONFIDENCES.index("medium"))
    states = States(np.full(shape, 2), medium, np.full(shape, GRADES.index("B")))
    assert chances_of(states)[0, 0] == pytest.approx((0.05, 0.9, 0.05))
    generator = np.random.default_rng(3)
    cases = ((Error(), 0.1), (Error(least_sure=True), 0.26), (Error(one_way=True), 0.1))
    for error, chance in cases:
        steps = misjudge(generator, states, error)[0] - 2
        assert np.mean(steps != 0) == pytest.approx(chance, abs=0.01)
        both = (steps.min(axis=1) < 0) & (steps.max(axis=1) > 0)
        assert both.any() != error.one_way


def test_a_truth_is_counted_where_it_lies():
    ends = find_intervals(draw_states(np.random.default_rng(5), 3), 500)
    counted = compare(ends, np.stack([ends[0] - 1, ends[0], ends[1] + 1], axis=1))
    assert np.all(counted.below == pytest.approx(1 / 3))
    assert np.all(counted.within == pytest.approx(1 / 3))


def test_intervals_hold_88_to_95_percent_where_entries_err_around_what_is_true():
    assert 0.88 <= simulate()["B1 entries drawn around what is true"].share()[0] <= 0.95


def test_intervals_hold_88_to_95_percent_under_their_own_assumptions():
    assert 0.88 <= simulate()["A1 truth drawn around what was entered"].share()[0] <= 0.95


def test_answers_less_sure_than_stated_and_errors_all_one_way_are_covered_less_often():
    share = {case[:2]: found.share()[0] for case, found in simulate().items()}
    assert share["B4"] < share["B2"] < share["B1"]
    assert share["B4"] < share["B3"] < share["B1"] < share["A1"]


def test_drawing_errors_together_covers_errors_that_go_one_way_more_often():
    share = {case[:2]: found.share()[0] for case, found in simulate().items()}
    assert share["B3"] < share["C1"] < share["C2"]


def test_the_table_counts_pairs_told_apart_and_false_claims():
    cells = [line.split(" | ") for line in apart_block().splitlines() if line.endswith("% |")]
    assert len(cells) == len(verdicts(ONE_LEVEL)) == len(verdicts(ALIKE)) == 8
    for row, (_, higher, _, claims) in enumerate(cells):
        found = [int(one > 0) for one in verdicts(ONE_LEVEL)[row].tolist()]
        false = [int(one != 0) for one in verdicts(ALIKE)[row].tolist()]
        assert float(higher.split()[0]) == pytest.approx(100 * sum(found) / len(found))
        assert float(claims.split()[0]) == pytest.approx(100 * sum(false) / len(false))


def test_pairs_one_level_apart_are_so_up_to_the_errors_of_their_answers():
    lower, higher = pairs_of_states(np.random.default_rng(13), 400, apart=1)
    found = higher.levels - lower.levels
    # An error over the end of the scale is cut off, which brings the two a little nearer.
    assert np.mean(found) == pytest.approx(1, abs=0.05)
    assert np.mean(found) < 1
    # By confidence and evidence 2 to 26 of 100 answers are off, 11 on average, on either side.
    assert np.mean(found == 1) == pytest.approx(0.89**2, abs=0.04)


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
