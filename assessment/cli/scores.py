"""Prints scores and suggestions."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.files import choose_target, read_some, refuse_existing, write_whole
from assessment.cli.opening import find_assessment, open_context, settings_of
from assessment.cli.output import AsJson, Force, emit, say
from assessment.cli.workbooks import AssessmentId

LARGEST_TABLE = 50_000_000
AssessmentOrTable = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Id of the assessment, or 4 and more characters of it; with --questionnaire a table.",
    ),
]

SCORE_EXAMPLES = (
    "\b\nExamples:\n  spca score 3f2a\n  spca score 3f2a --explain\n  spca score 3f2a --json\n"
    "  spca score ratings.csv --questionnaire questionnaires/cpia -o scores.csv\n"
    "  spca score --replay 0006a1"
)
SUGGEST_EXAMPLES = "\b\nExamples:\n  spca suggest 3f2a\n  spca suggest 3f2a --json"


def score(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: AssessmentOrTable = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="With the arithmetic in sentences.")
    ] = False,
    questionnaire: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Compute a TABLE of many states with this index."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Of a table: CSV file with every node.")
    ] = None,
    ranks: Annotated[bool, typer.Option("--ranks", help="Of a table: with ranks.")] = False,
    draws: Annotated[
        int | None,
        typer.Option(min=100, max=20_000, help="Of a table: with intervals from so many draws."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of a table: seed of the draws, 1 if not given.")
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Of a table: YAML file that says what varies."),
    ] = None,
    replay: Annotated[
        str, typer.Option(metavar="ID", help="Compute a kept result of 'spca uncertainty' again.")
    ] = "",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Print the score of each dimension, the critical gaps and the review tier.

    Scores go from 0 to 100. Bounds: with everything that is not known at its
    lowest or highest. Interval: the spread when answers, weights and distances
    between levels are a little off. A question mark stands where too little is
    known for a score.

    With --questionnaire the argument is a table (CSV or Excel) with one row a state
    and one column a measure, and an index such as questionnaires/cpia is computed.
    With --draws, --seed or --settings the intervals show how far scores and ranks
    depend on weights, rules and other choices of its method.

    Keys of --json: questionnaire (id, version, checksum, content_differs),
    assessment, baseline, is_complete, dimensions (dimension_id, name, value, low,
    high, band, bands, interval, coverage, missing and more), gaps (id, name,
    is_active, truth, causes), tier, tier_causes, strengths, composite; with
    --explain also explanation in each dimension and gap, and tier_explanation.
    Of a table: index, units (state, name, period, nodes), differences, warnings;
    with draws also uncertainty. With --replay: id, is_same, stored, again, problems.
    """
    if replay:
        _refuse_together("An assessment", given=bool(assessment), remedy="Give --replay ID alone.")
        from assessment.cli.uncertainty import replay as replay_kept

        replay_kept(ctx, replay, as_json=as_json)
        return
    if not assessment:
        raise typer.BadParameter("Give the id of an assessment, a table, or --replay ID.")
    varied = (draws, seed, settings)
    if questionnaire is not None:
        _refuse_together("--explain", given=explain, remedy="Leave --explain out for a table.")
        if varied != (None, None, None):
            given, remedy = output is not None, "Take --json to keep the intervals."
            _refuse_together("--output", given=given, remedy=remedy)
            _spread_table(ctx, Path(assessment), questionnaire, varied, ranks=ranks, json=as_json)
            return
        _score_table(ctx, Path(assessment), questionnaire, (output, force, ranks), as_json=as_json)
        return
    only_tables = {"--output": output, "--draws": draws, "--seed": seed, "--settings": settings}
    for option, given in (*only_tables.items(), ("--ranks", ranks or None)):
        _refuse_together(option, given=given is not None, remedy="Add --questionnaire FOLDER.")
    from assessment.cli.score_lines import score_lines, score_result
    from assessment.services.results import score as score_assessment

    context = open_context(ctx)
    found = score_assessment(context, find_assessment(context, assessment))
    emit(score_result(found, explain=explain), score_lines(found, explain=explain), as_json=as_json)


def _refuse_together(option: str, *, given: bool, remedy: str) -> None:
    if given:
        raise typer.BadParameter(f"{option} does not go with this. {remedy}")


def _score_table(
    ctx: typer.Context,
    table: Path,
    folder: Path,
    writing: tuple[Path | None, bool, bool],
    *,
    as_json: bool,
) -> None:
    from assessment.cli.table_lines import table_lines, table_result
    from assessment.exchange.wide_results import write_wide_results
    from assessment.services.score_table import score_table

    output, force, ranks = writing
    if output is not None:
        output = choose_target(output, f"{table.stem}-scores.csv")
        refuse_existing(output, force=force)
    found = score_table(_choose(ctx, folder), read_some(table, LARGEST_TABLE), table.name)
    if output is not None:
        write_whole(output, write_wide_results(found.result, ranks=ranks), force=force)
    named = {"file": output} if output else {}
    emit(
        {**table_result(found, ranks=ranks), **named},
        [str(output)] if output else table_lines(found, ranks=ranks),
        as_json=as_json,
    )
    if not as_json:
        for problem in found.warnings:
            say(f"Note: {problem}")


def _spread_table(  # noqa: PLR0913 - as many as the command has options
    ctx: typer.Context,
    table: Path,
    folder: Path,
    varied: tuple[int | None, int | None, Path | None],
    *,
    ranks: bool,
    json: bool,
) -> None:
    from assessment.cli.table_lines import table_lines, table_result
    from assessment.cli.table_uncertainty_lines import uncertainty_lines
    from assessment.services.table_uncertainty import Asked, spread_table
    from assessment.wiring import app_version

    found = spread_table(
        _choose(ctx, folder),
        read_some(table, LARGEST_TABLE),
        table.name,
        asked=Asked(*varied),
        app_version=app_version(),
    )
    emit(
        {**table_result(found.scored, ranks=ranks), "uncertainty": found.uncertainty},
        (*table_lines(found.scored, ranks=ranks), *uncertainty_lines(found, ranks=ranks)),
        as_json=json,
    )
    if not json:
        for problem in found.scored.warnings:
            say(f"Note: {problem}")


def _choose(ctx: typer.Context, folder: Path) -> Path:
    """Return the folder; the name of one that ships is enough, from wherever the command is run."""
    return folder if folder.is_dir() else settings_of(ctx).questionnaires / folder


def suggest(ctx: typer.Context, *, assessment: AssessmentId, as_json: AsJson = False) -> None:
    """Print the programmes that may help, in groups, with the reasons for and against each.

    Keys of --json: questionnaire and assessment as for score, catalogue_version,
    groups (group, name, suggestions (programme, score, needs, unknown,
    mechanism_matches, failed, not_verified, reasons)).
    """
    from assessment.cli.suggestion_lines import suggestion_lines, suggestion_result
    from assessment.services.results import score as score_assessment

    context = open_context(ctx)
    found = score_assessment(context, find_assessment(context, assessment))
    emit(suggestion_result(found), suggestion_lines(found), as_json=as_json)
