from dataclasses import replace

import pytest

from tests.benchmarks.contenders import APP, BARE
from tests.benchmarks.figures import Crowd, Load, Outcome, Segment, Start, summarise
from tests.benchmarks.protocol import Reply


def _segment(milliseconds: list[int], cpu_seconds: float | None) -> Segment:
    replies = tuple(Reply(each / 1000, 0.0, 60, 15_000) for each in milliseconds)
    return Segment(10.0, replies, cpu_seconds, 1.0)


def _load(server: str, *segments: Segment, wrong: int | None = 0) -> Load:
    return summarise(server, Crowd(5, 50.0, 20, 20, wrong), segments, 200.0)


def test_a_summary_is_over_the_clicks_of_all_segments() -> None:
    load = _load(APP, _segment([10, 20, 30], 0.03), _segment([40], 0.05))
    assert (load.clicks, load.clicks_per_second) == (4, 0.2)
    assert load.median_ms == pytest.approx(25)
    assert load.max_ms == pytest.approx(40)
    assert load.cpu_ms_per_click == pytest.approx(20)
    assert load.cpu_ms_by_segment == pytest.approx((10, 50))
    assert load.other_load == pytest.approx(0.1)


def test_the_ratio_is_over_all_with_the_range_over_the_pairs() -> None:
    app = _load(APP, _segment([10], 0.02), _segment([10], 0.04))
    bare = _load(BARE, _segment([10], 0.01), _segment([10], 0.01))
    assert Outcome((), (app, bare)).cpu_ratio(5) == pytest.approx((3, 2, 4))


def test_there_is_no_ratio_where_the_system_does_not_tell_the_cpu() -> None:
    loads = tuple(_load(server, _segment([10], None)) for server in (APP, BARE))
    assert loads[0].cpu_ms_per_click is None
    assert Outcome((), loads).cpu_ratio(5) is None


def test_nobody_clicking_is_told_as_unknown_and_not_as_fast() -> None:
    load = _load(APP, _segment([], 0.01))
    assert load.clicks == 0
    assert [load.median_ms, load.p95_ms, load.max_ms, load.cpu_ms_per_click] == [None] * 4


def test_one_wrong_question_spoils_the_whole() -> None:
    good, bare = _load(APP, _segment([10], 0.01)), _load(BARE, _segment([10], 0.01), wrong=None)
    assert Outcome((), (good, bare)).all_saved
    assert not Outcome((), (replace(good, questions_wrong=1), bare)).all_saved


def test_the_start_that_is_told_is_the_one_in_the_middle() -> None:
    starts = [Start(APP, 0.3, content, content) for content in (3.0, 1.0, 2.0)]
    assert Outcome((*starts, Start(BARE, 0.3, 0.4, 0.4)), ()).start_of(APP).content == 2.0
