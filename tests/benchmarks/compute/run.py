"""A whole measurement: calibrate, check that the ways are equal, time, hold against a baseline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.model.problem import Problem, Refused
from tests.benchmarks.compute.baseline import Comparison, Ratios, compare, is_slower
from tests.benchmarks.compute.calibrate import Calibration, calibrate
from tests.benchmarks.compute.contest import FULL, QUICK, Contest, Measured, measure
from tests.benchmarks.compute.waiting import Wait, measure_waits, peak_memory_mb

Progress = Callable[[str], None]
Makers = Iterable[Callable[[], Contest]]


@dataclass(frozen=True)
class Outcome:
    """Everything that one command measured.

    Attributes
    ----------
    one_thread
        Whether it is sure that matrix products ran on one thread.
    again
        Names of contests that were measured twice because the first time was too slow.
    problems
        Ways that are not equal, and ratios that are worse than the baseline allows.
    """

    command: str
    one_thread: bool
    calibration: Calibration
    measured: tuple[Measured, ...]
    comparisons: tuple[Comparison, ...]
    again: tuple[str, ...]
    waits: tuple[Wait, ...]
    peak_memory_mb: float | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    command: str
    quick: bool
    one_thread: bool
    baseline: Mapping[str, Ratios] | None


def run(order: Order, makers: Makers, progress: Progress) -> Outcome:
    """Measure every contest that a command has.

    Raises
    ------
    Refused
        If the baseline knows none of the contests.
    """
    rounds = QUICK if order.quick else FULL
    progress("Calibrating")
    outcome = Outcome(
        order.command, order.one_thread, calibrate(rounds.seconds), (), (), (), (), None, ()
    )
    for make in makers:
        outcome = _with_contest(outcome, make(), order, progress)
    if order.baseline is not None and not outcome.comparisons and not outcome.problems:
        raise Refused((_nothing_to_compare(outcome.measured),))
    progress("Starting processes, as a person does")
    waits = tuple(measure_waits(2 if order.quick else 5))
    return replace(outcome, waits=waits, peak_memory_mb=peak_memory_mb())


def _with_contest(outcome: Outcome, contest: Contest, order: Order, progress: Progress) -> Outcome:
    progress(f"Checking and measuring {contest.name}")
    difference = contest.difference()
    if difference:
        return replace(outcome, problems=(*outcome.problems, _not_equal(contest.name, difference)))
    measured = measure(contest, QUICK if order.quick else FULL)
    found = compare(measured, order.baseline or {})
    again = outcome.again
    if is_slower(found):
        progress(f"{contest.name} is slower than the baseline allows; measuring it again")
        measured = measure(contest, FULL)
        found, again = compare(measured, order.baseline or {}), (*again, contest.name)
    return replace(
        outcome,
        measured=(*outcome.measured, measured),
        comparisons=(*outcome.comparisons, *found),
        again=again,
        problems=(*outcome.problems, *(map(_slower, found) if is_slower(found) else ())),
    )


def _not_equal(name: str, difference: str) -> Problem:
    return Problem(
        "bench.not_equal",
        name,
        f"{difference} It was not timed.",
        "This is a mistake in the program, not in your data: please report it.",
    )


def _slower(one: Comparison) -> Problem:
    return Problem(
        "bench.slower",
        one.name,
        f"{one.ratio} is {one.now:.4g} and was {one.before:.4g}: {one.worse:.2f} times as much, "
        "measured twice.",
        "Find the change that made it slower. If it is meant, write a new baseline with --renew.",
        "1.5 times the baseline at the most.",
    )


def _nothing_to_compare(measured: Sequence[Measured]) -> Problem:
    return Problem(
        "bench.no_baseline",
        "Baseline",
        f"It knows none of what was measured: {', '.join(one.name for one in measured)}.",
        "Add it with --renew, or leave --against out.",
    )
