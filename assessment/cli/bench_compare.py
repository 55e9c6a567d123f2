"""Measures how fast the page of comparisons opens on many states."""

# ruff: noqa: PLC0415 - the rooms below load only when the command needs them, so that help is quick

from typing import Annotated

import typer

from assessment.cli.output import AsJson, emit, say

COMPARE_EXAMPLES = (
    "\b\nExamples:\n"
    "  spca bench compare\n"
    "  spca bench compare --quick\n"
    "  spca bench compare --states 100 --periods 4 --rounds 5 --json"
)


def compare(
    *,
    states: Annotated[
        int | None,
        # The page takes no more than 200 at a time.
        typer.Option(min=2, max=200, help="Invented states; 200 if not given."),
    ] = None,
    periods: Annotated[
        int | None, typer.Option(min=1, max=50, help="Periods of each; 15 if not given.")
    ] = None,
    rounds: Annotated[
        int | None, typer.Option(min=1, max=50, help="Rounds with new servers; 3 if not given.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="40 states, 5 periods, 1 round, unless given.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure how fast the page Compare opens on many states.

    Fills a database of its own with answered assessments of invented states, starts
    the app on it, and opens the page: with nothing, 2 and 20 assessments chosen in
    the address, and with all states of the newest period added by the button. Each
    choice is timed on a server that computed no score before, and again. The same is
    done with 5 states and 2 periods, in turns, so that growth is seen. Your own
    database is not touched. Without options it takes about two minutes.

    Ends with 1 if the page shows an error or is not whole, whatever the speed.

    Keys of --json: machine, wanted, databases, openings, growth, targets, other_load.
    """
    from assessment.cli.benchmark.comparing import WantedComparisons, measure_comparisons
    from assessment.cli.benchmark.comparing_report import to_json, to_lines

    wanted = WantedComparisons(
        states=states or (40 if quick else 200),
        periods=periods or (5 if quick else 15),
        rounds=rounds or (1 if quick else 3),
    )
    outcome = measure_comparisons(wanted, say)
    emit(to_json(wanted, outcome), to_lines(wanted, outcome), as_json=as_json)
