"""How contests are timed, checked and held against a baseline, on contests that are made up."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assessment.cli.output import to_plain
from assessment.model.problem import Refused
from tests.bench.measured import measured_as
from tests.benchmarks.compute import contest as timing
from tests.benchmarks.compute import run as running
from tests.benchmarks.compute.baseline import (
    TO_FLOOR,
    TO_NAIVE,
)
from tests.benchmarks.compute.contest import Contest, Measured, Ratio, Rounds, measure
from tests.benchmarks.compute.report import contest_line, to_json, to_lines
from tests.benchmarks.compute.run import Order, Outcome, run
from tests.benchmarks.compute.waiting import Wait

FAST = Rounds(2, 0.0)


def a_contest(name: str = "one", **changes: Any) -> Contest:
    given: dict[str, Any] = {
        "product": lambda: None,
        "naive": lambda: None,
        "floor": lambda: None,
        "difference": lambda: "",
        "naive_name": "by hand",
        "equal": "identical",
        "target_ms": 1.0,
    }
    return Contest(name, **{**given, **changes})


@pytest.fixture(autouse=True)
def quick_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds without length, and no processes started."""
    monkeypatch.setattr(running, "QUICK", FAST)
    monkeypatch.setattr(running, "FULL", FAST)
    monkeypatch.setattr(running, "measure_waits", lambda n: [Wait("bare Python", 0.02, n)])


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let contests take given times (product, naive, floor), one after the other."""

    def take(*given: tuple[float, float, float]) -> None:
        remaining = iter(given)
        monkeypatch.setattr(
            running,
            "measure",
            lambda contest, _: measured_as(*next(remaining), name=contest.name),
        )

    return take


def ordered(*contests: Contest, baseline: Any = None) -> Outcome:
    makers = [lambda contest=contest: contest for contest in contests]
    return run(
        Order("score", quick=True, one_thread=True, baseline=baseline), makers, lambda _: None
    )


def test_every_way_has_its_turn_in_every_round() -> None:
    turns: list[str] = []
    contest = a_contest(
        product=lambda: turns.append("p"),
        naive=lambda: turns.append("n"),
        floor=lambda: turns.append("f"),
    )
    found = measure(contest, FAST)
    # Once each of product and floor to warm up; then three runs a turn, forth and back.
    assert "".join(turns) == "pf" + "pppnnnfff" + "fffnnnppp"
    assert {way: len(seconds) for way, seconds in found.seconds.items()} == {
        "product": 2,
        "naive": 2,
        "floor": 2,
    }


def test_the_fastest_run_of_a_turn_counts() -> None:
    waits = iter([0.02, 0.001, 0.02])
    assert 0.001 <= timing.fastest(lambda: time.sleep(next(waits)), 0.0) < 0.02


def test_a_run_over_a_second_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "_LONGEST_SECONDS", 0.001)
    runs: list[int] = []
    timing.fastest(lambda: (runs.append(1), time.sleep(0.002)), 5.0)
    assert len(runs) == 1


def test_the_time_of_a_naive_way_that_did_a_part_is_multiplied() -> None:
    found = measure(a_contest(naive=lambda: time.sleep(0.001), naive_scale=1000.0), FAST)
    assert found.median_ms("naive") >= 1000


def test_a_ratio_is_taken_round_by_round() -> None:
    # The second round was slow for both, and says the same.
    assert Ratio.of([1.0, 10.0, 4.0], [1.0, 10.0, 2.0]) == Ratio(1.0, 1.0, 2.0)


def test_ways_that_are_not_equal_are_told_and_not_timed() -> None:
    outcome = ordered(a_contest("one", difference=lambda: "1 is not 2."), a_contest("two"))
    assert [one.name for one in outcome.measured] == ["two"]
    (problem,) = outcome.problems
    assert (problem.code, problem.where) == ("bench.not_equal", "one")
    assert "1 is not 2." in problem.found


@pytest.mark.parametrize("now", [(1.4, 10.0, 1.0), (0.2, 10.0, 1.0), (1.4, 14.0, 1.0)])
def test_a_ratio_up_to_half_as_high_again_is_held(times, now) -> None:
    times(now)
    outcome = ordered(a_contest(), baseline={"one": {TO_FLOOR: 1.0, TO_NAIVE: 0.1}})
    assert outcome.problems == ()
    assert outcome.again == ()
    assert len(outcome.comparisons) == 2


def test_ten_times_the_seconds_are_no_matter_if_the_ratios_are_the_same(times) -> None:
    times((10.0, 100.0, 10.0))
    assert ordered(a_contest(), baseline={"one": {TO_FLOOR: 1.0, TO_NAIVE: 0.1}}).problems == ()


def test_a_slower_product_is_measured_again_and_then_told_by_both_ratios(times) -> None:
    times((1.6, 10.0, 1.0), (1.6, 10.0, 1.0))
    outcome = ordered(a_contest(), baseline={"one": {TO_FLOOR: 1.0, TO_NAIVE: 0.1}})
    assert outcome.again == ("one",)
    assert {problem.code for problem in outcome.problems} == {"bench.slower"}
    for problem, ratio in zip(outcome.problems, (TO_FLOOR, TO_NAIVE), strict=True):
        assert problem.found.startswith(ratio)
        assert "1.60 times as much" in problem.found
    assert sum(line.startswith("TOO SLOW  one") for line in to_lines(outcome)) == 2


@pytest.mark.parametrize("now", [(1.6, 100.0, 1.0), (1.6, 10.0, 100.0)])
def test_one_ratio_that_is_worse_alone_is_another_processor_and_no_slower_product(
    times, now
) -> None:
    times(now)
    outcome = ordered(a_contest(), baseline={"one": {TO_FLOOR: 1.0, TO_NAIVE: 0.1}})
    assert (outcome.problems, outcome.again) == ((), ())
    assert sum(line.startswith("Alone") for line in to_lines(outcome)) == 1


def test_a_ratio_that_was_worse_only_once_is_held(times) -> None:
    times((1.6, 10.0, 1.0), (1.1, 10.0, 1.0))
    outcome = ordered(a_contest(), baseline={"one": {TO_FLOOR: 1.0, TO_NAIVE: 0.1}})
    assert outcome.problems == ()
    assert outcome.again == ("one",)
    assert any("measured twice" in line for line in to_lines(outcome))


def test_a_baseline_that_knows_none_of_the_contests_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        ordered(a_contest("one"), baseline={"other": {TO_FLOOR: 1.0, TO_NAIVE: 0.1}})
    assert "one" in refused.value.problems[0].found


def test_a_line_tells_the_three_ways_and_that_they_are_equal() -> None:
    seconds = {"product": (0.001, 0.002), "naive": (0.1, 0.1), "floor": (0.0001, 0.0001)}
    one = Measured("score 9x9 minimum", "pandas", 1.0, "identical to 1e-12", 1.0, seconds)
    assert contest_line(one) == (
        "score 9x9 minimum: product 1.5 ms (min 1 ms) | pandas 100.0 ms (min 100.0 ms; "
        "75x, 50x to 100x) | floor 0.1 ms (min 0.1 ms; 15x, 10x to 20x) | "
        "identical to 1e-12: yes"
    )


def test_what_was_not_run_says_so_with_version_and_date() -> None:
    outcome = ordered(a_contest())
    recorded = [line for line in to_lines(outcome) if line.startswith("recorded, not run")]
    assert any("COINr 1.1.14 of 4 April 2025" in line for line in recorded)
    assert all("plain numpy kernel beside it" in line for line in recorded)


def test_everything_can_be_said_in_json() -> None:
    plain = json.loads(json.dumps(to_plain(to_json(ordered(a_contest()))), allow_nan=False))
    assert plain["contests"][0]["name"] == "one"
    assert plain["waits"] == [{"what": "bare Python", "seconds": 0.02, "starts": 2}]


def test_the_next_contest_is_made_only_when_the_one_before_is_done() -> None:
    order: list[str] = []

    def makers() -> Iterator[Callable[[], Contest]]:
        for name in ("one", "two"):
            order.append(f"ask {name}")
            yield lambda name=name: a_contest(name, product=lambda: order.append(f"run {name}"))

    run(Order("score", quick=True, one_thread=True, baseline=None), makers(), lambda _: None)
    assert order.index("run one") < order.index("ask two")
