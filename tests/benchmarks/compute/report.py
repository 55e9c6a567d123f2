"""How the figures of the arithmetic are printed: a line a contest, and what it is held against."""

from collections.abc import Iterator, Mapping

from tests.benchmarks.compute.baseline import WORSE_AT_MOST, is_slower, ratios_of
from tests.benchmarks.compute.contest import FLOOR, NAIVE, PRODUCT, Measured, Ratio
from tests.benchmarks.compute.recorded import LABEL, recorded_for, recorded_lines
from tests.benchmarks.compute.run import Outcome
from tests.benchmarks.report import machine


def to_json(outcome: Outcome) -> Mapping[str, object]:
    """Return everything as values that can be printed as JSON."""
    return {
        "machine": machine(),
        "one_thread": outcome.one_thread,
        "calibration": outcome.calibration,
        "contests": [_contest_json(one) for one in outcome.measured],
        "comparisons": [
            {"contest": c.name, "ratio": c.ratio, "before": c.before, "now": c.now}
            for c in outcome.comparisons
        ],
        "measured_again": outcome.again,
        "waits": outcome.waits,
        "peak_memory_mb": outcome.peak_memory_mb,
        "recorded": {"label": LABEL, "times": recorded_for(outcome.command)},
        "problems": outcome.problems,
    }


def to_lines(outcome: Outcome) -> Iterator[str]:
    """Return everything as lines."""
    yield from _machine_lines(outcome)
    yield ""
    for one in outcome.measured:
        yield contest_line(one)
    yield ""
    for one in outcome.measured:
        found = one.median_ms(PRODUCT)
        met = "Met   " if found <= one.target_ms else "MISSED"
        yield f"{met}  {one.name} within {one.target_ms:g} ms: {_milliseconds(found)}"
    yield from _comparison_lines(outcome)
    yield ""
    yield from recorded_lines(outcome.command)
    yield ""
    for wait in outcome.waits:
        yield f"{wait.what}: {wait.seconds:.2f} s (fastest of {wait.starts})"
    if outcome.peak_memory_mb is not None:
        yield f"Peak memory of this measurement: {outcome.peak_memory_mb:.0f} MB"


def contest_line(one: Measured) -> str:
    """Return one contest as one line."""
    return (
        f"{one.name}: product {_milliseconds(one.median_ms(PRODUCT))} ({_fastest(one, PRODUCT)}) | "
        f"{one.naive_name} {_milliseconds(one.median_ms(NAIVE))} "
        f"({_fastest(one, NAIVE)}; {_show(one.naive_to_product)}) | "
        f"floor {_milliseconds(one.median_ms(FLOOR))} "
        f"({_fastest(one, FLOOR)}; {_show(one.to_floor)}) | {one.equal}: yes"
    )


def _machine_lines(outcome: Outcome) -> Iterator[str]:
    known, speed = machine(), outcome.calibration
    yield (
        f"{known['system']}, {known['processor']}, {known['cores']} cores, "
        f"Python {known['python']}; read {speed.read_gb:.1f} GB/s, copy {speed.copy_gb:.1f} GB/s, "
        f"logarithm {speed.log_ns:.2f} ns, random word {speed.random_ns:.2f} ns, "
        f"empty call {speed.call_ns:.0f} ns."
    )
    yield (
        "Matrix products run on one thread."
        if outcome.one_thread
        else "numpy was loaded before its threads could be set: matrix products may use several."
    )
    yield (
        "Times are medians of the rounds, min the fastest. 172x beside another way: it takes 172 "
        "times as long as the product; beside the floor: the product takes so many times as long."
    )


def _comparison_lines(outcome: Outcome) -> Iterator[str]:
    if not outcome.comparisons:
        return
    yield ""
    slower = {
        name
        for name in {one.name for one in outcome.comparisons}
        if is_slower([one for one in outcome.comparisons if one.name == name])
    }
    for one in outcome.comparisons:
        alone = "Alone   " if one.is_worse else "Held    "
        verdict = "TOO SLOW" if one.name in slower else alone
        again = ", measured twice" if one.name in outcome.again else ""
        yield (
            f"{verdict}  {one.name}, {one.ratio}: {one.worse:.2f} times the baseline "
            f"({one.now:.4g}, was {one.before:.4g}{again}; at most {WORSE_AT_MOST:g})"
        )


def _contest_json(one: Measured) -> dict[str, object]:
    return {
        "name": one.name,
        "naive": one.naive_name,
        "naive_scaled_by": one.naive_scale,
        "equal": one.equal,
        "target_ms": one.target_ms,
        "median_ms": {way: one.median_ms(way) for way in one.seconds},
        "min_ms": {way: one.min_ms(way) for way in one.seconds},
        "rounds": len(one.seconds[PRODUCT]),
        "product_to_floor": one.to_floor,
        "naive_to_product": one.naive_to_product,
        "kept_ratios": ratios_of(one),
    }


def _fastest(one: Measured, way: str) -> str:
    return f"min {_milliseconds(one.min_ms(way))}"


def _milliseconds(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:,.1f} s"
    return f"{value:.1f} ms" if value >= 10 else f"{value:.3g} ms"


def _show(ratio: Ratio) -> str:
    low, high = (_number(value) for value in (ratio.smallest, ratio.largest))
    return f"{_number(ratio.median)}x, {low}x to {high}x"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
