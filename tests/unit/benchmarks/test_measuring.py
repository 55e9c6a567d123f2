"""How the benchmarks take times, hold them against a baseline, and refuse what is not whole."""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.benchmarks import arithmetic, contest, page
from tests.benchmarks.compare import check_whole
from tests.benchmarks.contest import (
    FLOOR,
    NAIVE,
    PRODUCT,
    TO_FLOOR,
    TO_NAIVE,
    Contest,
    Measured,
    Rounds,
    greatest_difference,
    measure,
    read_baseline,
    write_baseline,
)
from tests.benchmarks.page import APP, BARE, Load, Segment
from tests.benchmarks.tab import PageFailedError, Reply, Tab, Widget

FAST = Rounds(2, 0.0)
BEFORE = {"one": {TO_FLOOR: 1.0, TO_NAIVE: 0.1}}
NO_SOCKET: Any = None


def a_contest(name: str = "one", **changes: Any) -> Contest:
    ways: dict[str, Any] = dict.fromkeys((PRODUCT, NAIVE, FLOOR), lambda: None)
    return Contest(name, **{**ways, "difference": str, "naive_name": "by hand", **changes})


def times_of(product: float, naive: float, floor: float, name: str = "one") -> Measured:
    return Measured(name, "by hand", {PRODUCT: [product], NAIVE: [naive], FLOOR: [floor]})


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Run a contest that takes these times, one after the other; return what is wrong."""

    def run_with(*times: tuple[float, float, float], **changes: Any) -> list[str]:
        left: Iterator[tuple[float, float, float]] = iter(times)
        monkeypatch.setattr(arithmetic, "contests", lambda **_: [lambda: a_contest(**changes)])
        monkeypatch.setattr(arithmetic, "measure", lambda *_: times_of(*next(left)))
        _, faults = arithmetic.run(quick=True, baseline=BEFORE, say=lambda _: None)
        assert list(left) == []
        return faults

    return run_with


def test_every_way_has_its_turn_in_every_round() -> None:
    turns: list[str] = []
    ways = {way: lambda way=way: turns.append(way[0]) for way in (PRODUCT, NAIVE, FLOOR)}
    found = measure(a_contest(**ways), FAST)
    # Once each of product and floor to warm up; then three runs a turn, forth and back.
    assert "".join(turns) == "pf" + "pppnnnfff" + "fffnnnppp"
    assert {len(seconds) for seconds in found.seconds.values()} == {2}


def test_the_fastest_run_of_a_turn_counts() -> None:
    waits = iter([0.02, 0.001, 0.02])
    assert 0.001 <= contest.fastest(lambda: time.sleep(next(waits)), 0.0) < 0.02


def test_the_time_of_a_naive_way_that_did_a_part_is_multiplied() -> None:
    found = measure(a_contest(naive=lambda: time.sleep(0.001), naive_scale=1000.0), FAST)
    assert found.median_ms(NAIVE) >= 1000


def test_a_ratio_is_taken_round_by_round() -> None:
    # The second round was slow for both, and says the same.
    seconds = {PRODUCT: [1.0, 10.0, 4.0], FLOOR: [1.0, 10.0, 2.0]}
    assert Measured("one", "", seconds).times(PRODUCT, FLOOR) == (1.0, 1.0, 2.0)


def test_ways_that_are_not_equal_are_named_and_not_timed(run) -> None:
    assert run(difference=lambda: "1 is not 2.") == ["one was not timed. 1 is not 2."]


@pytest.mark.parametrize("now", [(1.4, 10.0, 1.0), (0.2, 10.0, 1.0), (10.0, 100.0, 10.0)])
def test_a_ratio_up_to_half_as_high_again_is_no_fault_whatever_the_seconds(run, now) -> None:
    assert run(now) == []


@pytest.mark.parametrize("now", [(1.6, 100.0, 1.0), (1.6, 10.0, 100.0)])
def test_one_ratio_that_is_worse_alone_is_another_processor_and_no_slower_product(run, now) -> None:
    assert run(now) == []


def test_a_slower_product_is_measured_again_and_then_a_fault_by_both_ratios(run) -> None:
    faults = run((1.6, 10.0, 1.0), (1.6, 10.0, 1.0))
    assert [TO_FLOOR in faults[0], TO_NAIVE in faults[1]] == [True, True]
    assert all("1.60 times" in fault for fault in faults)
    assert run((1.6, 10.0, 1.0), (1.1, 10.0, 1.0)) == []


def test_a_renewed_baseline_keeps_the_other_contests(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, {name: times_of(2, 10, 1).ratios for name in ("one", "two")})
    write_baseline(path, {"two": times_of(3, 10, 1).ratios})
    expected = {"one": {TO_FLOOR: 2.0, TO_NAIVE: 0.2}, "two": {TO_FLOOR: 3.0, TO_NAIVE: 0.3}}
    assert read_baseline(path) == expected


@pytest.mark.parametrize(
    ("ours", "expected", "is_equal"),
    [
        ([1.0, np.nan], [1.0, np.nan], True),
        ([1.0 + 1e-13], [1.0], True),
        ([1.0 + 1e-11], [1.0], False),
        ([1.0], [np.nan], False),
        ([np.nan], [1.0], False),
        ([np.inf], [np.inf], True),
        ([np.inf], [1.0], False),
        ([1.0, 2.0], [1.0], False),
        ([], [], True),
    ],
)
def test_equal_means_within_reach_and_missing_in_the_same_places(ours, expected, is_equal) -> None:
    assert (greatest_difference(np.array(ours), np.array(expected)) == "") is is_equal


@pytest.mark.parametrize("rule", arithmetic.RULES)
def test_product_and_pandas_score_a_table_alike(rule: str) -> None:
    assert arithmetic.scoring(40, rule).difference() == ""


def test_the_loop_over_draws_gives_the_draws_of_the_product() -> None:
    assert arithmetic.drawing(6, 100, 100).difference() == ""
    assert arithmetic.trying(6, arithmetic.N_DRAWS, 4).difference() == ""


def test_one_index_after_the_other_gives_the_replicates_and_their_intervals() -> None:
    assert arithmetic.replicating(12, 100, 4).difference() == ""
    assert arithmetic.replicating(12, 100, 4).naive_scale == 25


def test_the_loop_over_units_gives_the_alphas_of_the_product() -> None:
    assert arithmetic.agreeing().difference() == ""


def a_load(server: str, *cpu: float, n_clicks: int = 1) -> Load:
    replies = [Reply(0.01, 0.0, 60, 15_000)] * n_clicks
    return Load(server, 5, 50.0, [Segment(10.0, replies, used, 1.0) for used in cpu], 200.0, 20)


def test_the_ratio_of_a_click_is_over_all_with_the_range_over_the_pairs() -> None:
    loads = [a_load(APP, 0.02, 0.04), a_load(BARE, 0.01, 0.01)]
    assert page.cpu_ratio(loads, 5) == pytest.approx((3, 2, 4))


def test_nobody_clicking_is_unknown_and_not_fast() -> None:
    assert math.isnan(a_load(APP, 0.01, n_clicks=0).cpu_ms)


def a_tab(chosen: int, *headings: str) -> Tab:
    widget = Widget("id", "multiselect", "Assessments to compare", "", (), ["one"] * chosen)
    return Tab(NO_SOCKET, "compare", "", widgets={"id": widget}, headings=[*headings])


def test_a_page_that_is_not_whole_is_no_measurement() -> None:
    check_whole(a_tab(2, "Compare", "Take it with you"), 2)
    check_whole(a_tab(0, "Compare"), 0)
    with pytest.raises(PageFailedError, match="1 assessments are chosen instead of 2"):
        check_whole(a_tab(1, "Compare", "Take it with you"), 2)
    with pytest.raises(PageFailedError, match="it ended before 'Take it with you'"):
        check_whole(a_tab(2, "Compare"), 2)
