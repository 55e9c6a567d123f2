"""Measures how fast the app answers on this machine."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.bench_compare import COMPARE_EXAMPLES, compare
from assessment.cli.guard import GuardedCommand
from assessment.cli.output import PROBLEMS_FOUND, AsJson, emit, report, say

if TYPE_CHECKING:
    from assessment.cli.benchmark.compute.run import Makers

PAGE_EXAMPLES = (
    "\b\nExamples:\n"
    "  spca bench page\n"
    "  spca bench page --people 20 --seconds 60\n"
    "  spca bench page --quick --json"
)

SCORE_EXAMPLES = (
    "\b\nExamples:\n"
    "  spca bench score --quick\n"
    "  spca bench score --quick --against docs/benchmarks/baseline.json"
)
MC_EXAMPLES = "\b\nExample:\n  spca bench mc --quick"
AGREEMENT_EXAMPLES = "\b\nExample:\n  spca bench agreement --quick --json"

Quick = Annotated[
    bool, typer.Option("--quick", help="3 rounds instead of 7, without the largest tables.")
]
Against = Annotated[
    Path | None,
    typer.Option(help="Compare ratios with this baseline; end with 1 if the product is slower."),
]
Renew = Annotated[
    Path | None, typer.Option(help="Write the ratios of this run into this baseline.")
]

bench_app = typer.Typer(
    help="""Measure how fast the app answers on this machine.

Keys of --json: those that the help of each command names.
""",
    short_help="Measure how fast the app answers here.",
    epilog="\b\nExamples:\n  spca bench page\n  spca bench compare\n  spca bench score --quick",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@bench_app.callback()
def before_measuring() -> None:
    """Stand between 'bench' and what is measured; there is nothing to say here yet."""


def page(  # noqa: PLR0913 - one option for each thing that a measurement can vary
    *,
    people: Annotated[
        list[int] | None,
        typer.Option(min=1, max=500, help="People at the same time; may be given several times."),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(min=1, max=3600, help="How long they click on each server."),
    ] = None,
    think: Annotated[
        float, typer.Option(min=0.05, max=60, help="Mean pause between two clicks, in seconds.")
    ] = 3.0,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer people, less time, one start.")
    ] = False,
    compare_gc: Annotated[
        bool,
        typer.Option("--compare-gc", help="Also with the garbage collector after each click."),
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of what people click.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Measure the questions page against a bare page with the same widgets.

    Starts the app on a database of its own with invented assessments, and a page
    that has the same widgets and saves nothing. People open a question each,
    click, and wait for the answer; the two servers take turns. Your own database
    is not touched. Without options it takes about two minutes.

    Ends with 1 if not every click was saved, whatever the speed.

    Keys of --json: machine, wanted, starts, loads, cpu_ratios, targets, all_saved.
    """
    from assessment.cli.benchmark.figures import Wanted
    from assessment.cli.benchmark.measure import measure_pages
    from assessment.cli.benchmark.report import to_json, to_lines

    wanted = Wanted(
        people=tuple(dict.fromkeys(people or ([1, 10] if quick else [1, 50]))),
        seconds=seconds or (6.0 if quick else 20.0),
        think=think,
        rounds=1 if quick else 4,
        starts=1 if quick else 3,
        compare_gc=compare_gc,
        seed=seed,
    )
    outcome = measure_pages(wanted, say)
    emit(to_json(wanted, outcome), to_lines(wanted, outcome), as_json=as_json)
    if not outcome.all_saved:
        raise typer.Exit(PROBLEMS_FOUND)


bench_app.command(
    "page", cls=GuardedCommand, short_help="Measure the questions page.", epilog=PAGE_EXAMPLES
)(page)


def score(
    *,
    quick: Quick = False,
    against: Against = None,
    renew: Renew = None,
    as_json: AsJson = False,
) -> None:
    """Measure how fast a table of an index is scored.

    200, 2,000 and 200,000 units by 60 measures on four levels, three rules: the
    product, a wide frame of pandas, and reading and writing the numbers alone. The
    ways take turns; before that they must have led to the same scores and ranks.
    Without --quick it takes about two minutes and 1 GB of memory.

    Ends with 1 if scores differ, or if a ratio is too much worse than the baseline.

    Keys of --json: machine, one_thread, calibration, contests, comparisons,
    measured_again, waits, peak_memory_mb, recorded, problems.
    """

    def makers() -> "Makers":
        from assessment.cli.benchmark.compute.score import score_contests

        return score_contests(quick=quick)

    _compute("score", makers, quick=quick, files=(against, renew), as_json=as_json)


def draws(
    *,
    quick: Quick = False,
    against: Against = None,
    renew: Renew = None,
    as_json: AsJson = False,
) -> None:
    """Measure how fast scores are drawn under varied assumptions.

    1,000 draws of 200 invented states of the questionnaire that ships, of one
    dimension of it, and 1,000 replicates of an index of 60 measures, with
    quantiles, bands and rank intervals of each dimension: the product, a loop over
    draws, and the random numbers alone. The loop gets a few of the draws; its time
    is multiplied.

    Ends with 1 if scores or ranks differ, or if a ratio is too much worse than the
    baseline.

    Keys of --json: those of 'spca bench score'.
    """

    def makers() -> "Makers":
        from assessment.cli.benchmark.compute.draws import draw_contests

        return draw_contests(quick=quick)

    _compute("mc", makers, quick=quick, files=(against, renew), as_json=as_json)


def agreement(
    *,
    quick: Quick = False,
    against: Against = None,
    renew: Renew = None,
    as_json: AsJson = False,
) -> None:
    """Measure how fast the agreement of raters is computed.

    60 ordinal alphas of 200 units by 10 raters, 10 % missing, and 1,000 resamples
    of each: the product, a loop over units, and reading, drawing and writing alone.
    The loop gets a few of the resamples; its time is multiplied.

    Ends with 1 if alphas differ, or if a ratio is too much worse than the baseline.

    Keys of --json: those of 'spca bench score'.
    """

    def makers() -> "Makers":
        from assessment.cli.benchmark.compute.agreement import agreement_contests

        return agreement_contests(quick=quick)

    _compute("agreement", makers, quick=quick, files=(against, renew), as_json=as_json)


def _compute(
    command: str,
    makers: Callable[[], "Makers"],
    *,
    quick: bool,
    files: tuple[Path | None, Path | None],
    as_json: bool,
) -> None:
    from assessment.cli.benchmark.compute.threads import pin_threads

    # Before anything below loads numpy.
    one_thread = pin_threads()
    from assessment.cli.benchmark.compute.baseline import read_baseline, write_baseline
    from assessment.cli.benchmark.compute.report import to_json, to_lines
    from assessment.cli.benchmark.compute.run import Order, run

    against, renew = files
    baseline = None if against is None else read_baseline(against)
    outcome = run(Order(command, quick, one_thread, baseline), makers(), say)
    emit(to_json(outcome), to_lines(outcome), as_json=as_json)
    if renew is not None:
        write_baseline(renew, outcome.measured)
    if outcome.problems:
        if not as_json:
            report(outcome.problems, as_json=False)
        raise typer.Exit(PROBLEMS_FOUND)


bench_app.command(
    "score", cls=GuardedCommand, short_help="Measure the scoring of tables.", epilog=SCORE_EXAMPLES
)(score)
bench_app.command(
    "mc", cls=GuardedCommand, short_help="Measure draws of scores.", epilog=MC_EXAMPLES
)(draws)
bench_app.command(
    "agreement",
    cls=GuardedCommand,
    short_help="Measure the agreement of raters.",
    epilog=AGREEMENT_EXAMPLES,
)(agreement)
bench_app.command(
    "compare", cls=GuardedCommand, short_help="Measure the page Compare.", epilog=COMPARE_EXAMPLES
)(compare)
