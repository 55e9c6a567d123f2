"""How the figures of the page of comparisons are summed up and printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from assessment.cli.output import align, count
from tests.benchmarks.comparing import (
    ALL,
    CASES,
    FEW,
    MANY,
    NOTHING,
    ComparisonOutcome,
    Visit,
    WantedComparisons,
)
from tests.benchmarks.report import BUSY_LOAD, machine

TARGET_SECONDS = 1.5
_HEADINGS = ("Chosen", "States", "first s", "again s", "slowest s", "CPU s", "msgs", "kB", "visits")
_GROWTH_HEADINGS = ("Chosen", "first", "again", "CPU", "kB")


@dataclass(frozen=True)
class Opening:
    """How the page opened on one database with one choice.

    Attributes
    ----------
    first_seconds, again_seconds
        Medians; first on a server that had computed no score yet, and in sessions
        of their own after that. Where nothing is chosen, first is a cold start.
    slowest_seconds
        The longest of all that count as "again".
    again_cpu_seconds
        Median of the server's processor time; ``None`` where the system does not tell.
    messages, kilobytes
        What the server sent for it, median of "again"; a browser that keeps large
        parts of a page between two clicks gets less.
    """

    database: str
    case: str
    n_chosen: int
    first_seconds: float
    again_seconds: float
    slowest_seconds: float
    again_cpu_seconds: float | None
    messages: float
    kilobytes: float
    visits: int

    @property
    def label(self) -> str:
        """Return the choice in words."""
        how = "all of a period, by the button" if self.case == ALL else "by the address"
        return NOTHING if self.case == NOTHING else f"{self.n_chosen} {how}"


def to_openings(visits: Sequence[Visit]) -> tuple[Opening, ...]:
    """Sum up visits by choice and database."""
    groups = [
        [visit for visit in visits if (visit.case, visit.database) == (case, database)]
        for case in CASES
        for database in (MANY, FEW)
    ]
    return tuple(_sum_up(group) for group in groups)


def _sum_up(visits: Sequence[Visit]) -> Opening:
    first = [visit.reply.seconds for visit in visits if visit.is_first]
    again = [visit for visit in visits if not visit.is_first]
    cpu = [visit.cpu_seconds for visit in again if visit.cpu_seconds is not None]
    return Opening(
        database=visits[0].database,
        case=visits[0].case,
        n_chosen=visits[0].n_chosen,
        first_seconds=median(first),
        again_seconds=median(visit.reply.seconds for visit in again),
        slowest_seconds=max(visit.reply.seconds for visit in again),
        again_cpu_seconds=median(cpu) if cpu else None,
        messages=median(visit.reply.messages for visit in again),
        kilobytes=median(visit.reply.size for visit in again) / 1000,
        visits=len(visits),
    )


def to_json(wanted: WantedComparisons, outcome: ComparisonOutcome) -> Mapping[str, object]:
    """Return everything as values that can be printed as JSON."""
    openings = to_openings(outcome.visits)
    return {
        "machine": machine(),
        "wanted": wanted,
        "databases": [
            {
                "database": name,
                "states": one.n_states,
                "periods": one.n_periods,
                "assessments": one.n_assessments,
                "answers": one.n_answers,
                "write_seconds": one.seconds,
            }
            for name, one in outcome.databases.items()
        ],
        "openings": openings,
        "growth": [
            {"case": many.case, "first": first, "again": again, "cpu": cpu, "kilobytes": kilobytes}
            for many, few in _pairs(openings)
            for first, again, cpu, kilobytes in (_ratios(many, few),)
        ],
        "targets": [
            {"target": target, "found": found, "met": met}
            for target, found, met in _targets(openings)
        ],
        "other_load": _other_load(outcome.visits),
    }


def to_lines(wanted: WantedComparisons, outcome: ComparisonOutcome) -> Iterator[str]:
    """Return everything as lines."""
    known, openings = machine(), to_openings(outcome.visits)
    sizes = {name: one.size for name, one in outcome.databases.items()}
    yield (
        f"{known['system']}, {known['processor']}, {known['cores']} cores, "
        f"Python {known['python']}; {count(wanted.rounds, 'round')} with new servers."
    )
    for one in outcome.databases.values():
        yield (
            f"{one.size}: {count(one.n_assessments, 'assessment')}, "
            f"{count(one.n_answers, 'answer')}, written in {one.seconds:.1f} s"
        )
    yield ""
    yield from align([_HEADINGS, *(_cells(one, sizes) for one in openings)])
    yield ""
    yield f"{sizes[MANY]} over {sizes[FEW]}, as ratios:"
    yield from align([_GROWTH_HEADINGS, *(_growth_cells(*pair) for pair in _pairs(openings))])
    yield ""
    yield from _remarks(outcome.visits)
    for target, found, met in _targets(openings):
        yield f"{'Met   ' if met else 'MISSED'}  {target}: {found}"


def _cells(one: Opening, sizes: Mapping[str, str]) -> tuple[str, ...]:
    return (
        one.label,
        sizes[one.database],
        f"{one.first_seconds:.2f}",
        f"{one.again_seconds:.2f}",
        f"{one.slowest_seconds:.2f}",
        "-" if one.again_cpu_seconds is None else f"{one.again_cpu_seconds:.2f}",
        f"{one.messages:.0f}",
        f"{one.kilobytes:,.0f}",
        str(one.visits),
    )


def _growth_cells(many: Opening, few: Opening) -> tuple[str, ...]:
    differ = many.n_chosen != few.n_chosen
    label = f"{many.label} against {few.n_chosen}" if differ else many.label
    return label, *("-" if one is None else f"{one:.2f}" for one in _ratios(many, few))


def _pairs(openings: Sequence[Opening]) -> Iterator[tuple[Opening, Opening]]:
    found = {(one.case, one.database): one for one in openings}
    return ((found[case, MANY], found[case, FEW]) for case in CASES)


def _ratios(many: Opening, few: Opening) -> tuple[float, float, float | None, float]:
    """Return how many times the time (first, again), the processor time and the bytes it is."""
    cpu = None
    if many.again_cpu_seconds and few.again_cpu_seconds:
        cpu = many.again_cpu_seconds / few.again_cpu_seconds
    return (
        many.first_seconds / few.first_seconds,
        many.again_seconds / few.again_seconds,
        cpu,
        many.kilobytes / few.kilobytes,
    )


def _remarks(visits: Sequence[Visit]) -> Iterator[str]:
    yield (
        "First: on a server that computed no score before; with nothing chosen, its cold start, "
        "which counts in 'spca bench page'. Times are without the drawing in a browser."
    )
    other_load = _other_load(visits)
    if other_load is not None and other_load > BUSY_LOAD:
        yield (
            f"{other_load:.1f} processors were busy with other work on average, so the times are "
            "longer than the page's own; trust CPU and ratios, or measure again when it is quiet."
        )


def _other_load(visits: Sequence[Visit]) -> float | None:
    used = [visit.other_cpu_seconds for visit in visits if visit.other_cpu_seconds is not None]
    if len(used) < len(visits):
        return None
    return sum(used) / sum(visit.reply.seconds for visit in visits)


def _targets(openings: Sequence[Opening]) -> Iterator[tuple[str, str, bool]]:
    for one, _ in _pairs(openings):
        if one.case == ALL:
            continue
        seconds = one.again_seconds
        if one.case != NOTHING:
            seconds = max(seconds, one.first_seconds)
        name = f"opens in under {TARGET_SECONDS:g} s, chosen: {one.label}"
        yield name, f"{seconds:.2f} s", seconds < TARGET_SECONDS
