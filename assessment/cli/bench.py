"""Measures how fast the app answers on this machine."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from typing import Annotated

import typer

from assessment.cli.guard import GuardedCommand
from assessment.cli.output import PROBLEMS_FOUND, AsJson, emit, say

PAGE_EXAMPLES = (
    "\b\nExamples:\n"
    "  spca bench page\n"
    "  spca bench page --people 20 --seconds 60\n"
    "  spca bench page --quick --json"
)

bench_app = typer.Typer(
    help="""Measure how fast the app answers on this machine.

Keys of --json: those that 'spca bench page --help' names.
""",
    short_help="Measure how fast the app answers here.",
    epilog="\b\nExample:\n  spca bench page",
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
