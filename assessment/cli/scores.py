"""Prints scores and suggestions."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.opening import find_assessment, open_context
from assessment.cli.output import AsJson, Force, emit
from assessment.cli.table_scores import TableOptions, score_table_with
from assessment.cli.workbooks import AssessmentId

AssessmentOrTable = Annotated[
    str | None,
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
    assessment: AssessmentOrTable = None,
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
    audit: Annotated[
        bool, typer.Option("--audit", help="Of a table: which parts in fact move each node.")
    ] = False,
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
    depend on weights, rules and other choices of its method. With --audit, for 30
    states or more: weights beside pull, correlations and Cronbach's alpha.

    Keys of --json: questionnaire (id, version, checksum, content_differs),
    assessment, baseline, is_complete, dimensions (dimension_id, name, value, low,
    high, band, bands, interval, coverage, missing and more), gaps (id, name,
    is_active, truth, causes), tier, tier_causes, strengths, composite; with
    --explain also explanation in each dimension and gap, and tier_explanation.
    Of a table: index, units (state, name, period, nodes), differences, warnings;
    with draws also uncertainty, with --audit also audit. With --replay: id, is_same,
    stored, again, problems.
    """
    if replay:
        if assessment is not None:
            raise typer.BadParameter("Give either an assessment or --replay ID.")
        from assessment.cli.uncertainty import replay as replay_kept

        replay_kept(ctx, replay, as_json=as_json)
        return
    if assessment is None:
        raise typer.BadParameter("Give the id of an assessment, a table, or --replay ID.")
    options = TableOptions(output, ranks, draws, seed, settings, audit, force)
    if questionnaire is not None:
        if explain:
            raise typer.BadParameter("--explain is for one assessment. Leave it out for a table.")
        score_table_with(ctx, Path(assessment), questionnaire, options, as_json=as_json)
        return
    if options.given:
        named = ", ".join(options.given)
        raise typer.BadParameter(f"{named} goes with a table only. Add --questionnaire FOLDER.")
    from assessment.cli.score_lines import score_lines, score_result
    from assessment.services.results import score as score_assessment

    context = open_context(ctx)
    found = score_assessment(context, find_assessment(context, assessment))
    emit(score_result(found, explain=explain), score_lines(found, explain=explain), as_json=as_json)


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
