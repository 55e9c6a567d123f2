"""Prints the scores of an assessment, or of a table of many states; it computes nothing."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, DecimalComma, Force, argument, command, option
from assessment.cli.opening import find_assessment, heading_lines, heading_result, open_context
from assessment.cli.output import align, emit, to_plain
from assessment.cli.table_scores import TableOptions, score_table_with
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.score import DimensionScore, GapFinding, MethodMark
    from assessment.services.results import Results


@command(
    "score",
    mark("Print scores, critical gaps and the review tier."),
    mark(
        "Scores go from 0 to 100. Bounds: with everything that is not known at its lowest or "
        "highest. Interval: the spread when answers, weights and distances between levels are a "
        "little off. A question mark stands where too little is known for a score."
    ),
    mark(
        "With --questionnaire the argument is a table (CSV or Excel) with one row a state and one "
        "column a measure, and an index such as questionnaires/cpia is computed. With --draws, "
        "--seed or --settings the intervals show how far scores and ranks depend on weights, "
        "rules and other choices of its method. With --audit, for 30 states or more: weights "
        "beside pull, correlations and Cronbach's alpha."
    ),
    keys=mark(
        "questionnaire (id, version, checksum, content_differs), assessment, baseline (the latest "
        "of them), baselines (dimension id to the id of the assessment that its decline is "
        "measured against), no_baseline (a later round, with other questions), "
        "is_complete, progress (n_answered, n_indicators, needed, lacking, is_early), "
        "dimensions (dimension_id, name, value, low, high, band, bands, interval, "
        "coverage, n_scored, n_applicable, n_asked (where none applies, low, high and coverage "
        "are null), missing, method_mark (band, others, n_holds; null without) and more), "
        "gaps (id, name, is_active, truth, causes), tier, "
        "tier_causes, regional_prompt (truth, causes), strengths, composite, statements "
        "(dimension_id, law, practice, contrary; empty where statements do not say their kind), "
        "regions (assessment, dimensions, coverage, tier, is_counted: always false); "
        "with --explain also explanation in each dimension and gap, and tier_explanation. Of a "
        "table: index, units (state, name, period, known, applicable, nodes), published "
        "(compared, agreed), differences, warnings; with draws also uncertainty, with --audit "
        "also audit and audit_left_out. With --replay: id, is_same, stored, again, problems"
    ),
    examples=(
        "spca score 3f2a",
        "spca score 3f2a --explain",
        "spca score 3f2a --json",
        "spca score ratings.csv --questionnaire questionnaires/cpia -o scores.csv",
        "spca score --replay 0006a1",
    ),
)
def score(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: Annotated[
        str | None,
        argument(
            "Id of the assessment, or 4 and more characters of it; with --questionnaire a table.",
            "ID",
        ),
    ] = None,
    explain: Annotated[bool, option("With the arithmetic in sentences.", "--explain")] = False,
    questionnaire: Annotated[
        Path | None, option("Compute a TABLE of many states with this index.", metavar="FOLDER")
    ] = None,
    output: Annotated[
        Path | None,
        option(
            "Of a table: file with every node, CSV or (.xlsx) a workbook.",
            "--output",
            "-o",
            metavar="FILE",
        ),
    ] = None,
    heading_row: Annotated[
        int | None, option("Of a table: the row with its headings.", min=1, metavar="NUMBER")
    ] = None,
    ranks: Annotated[bool, option("Of a table: with ranks.", "--ranks")] = False,
    decimal_comma: DecimalComma = False,
    draws: Annotated[
        int | None,
        option(
            "Of a table: with intervals from so many draws.", min=100, max=20_000, metavar="NUMBER"
        ),
    ] = None,
    seed: Annotated[
        int | None,
        option("Of a table: seed of the draws, 1 if not given.", min=0, metavar="NUMBER"),
    ] = None,
    settings: Annotated[
        Path | None, option("Of a table: YAML file that says what varies.", metavar="FILE")
    ] = None,
    audit: Annotated[
        bool, option("Of a table: which parts in fact move each node.", "--audit")
    ] = False,
    replay: Annotated[
        str, option("Compute a kept result of 'spca uncertainty' again.", metavar="ID")
    ] = "",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Print the score of each dimension, the critical gaps and the review tier."""
    if replay:
        if assessment is not None:
            raise typer.BadParameter(_("Give either an assessment or --replay ID."))
        from assessment.cli.uncertainty import replay as replay_kept

        replay_kept(ctx, replay, as_json=as_json)
        return
    if assessment is None:
        raise typer.BadParameter(_("Give the id of an assessment, a table, or --replay ID."))
    options = TableOptions(
        output, ranks, decimal_comma, draws, seed, settings, audit, heading_row, force
    )
    if questionnaire is not None:
        if explain:
            raise typer.BadParameter(
                _("--explain is for one assessment. Leave it out for a table.")
            )
        score_table_with(ctx, Path(assessment), questionnaire, options, as_json=as_json)
        return
    if options.given:
        raise typer.BadParameter(
            _(
                "For a table only: {options}. Add --questionnaire FOLDER.",
                options=", ".join(options.given),
            )
        )
    from assessment.services.results import regional_results
    from assessment.services.results import score as score_one

    context = open_context(ctx)
    found = score_one(context, find_assessment(context, assessment))
    regions = regional_results(context, found.opened)
    emit(
        {
            **_result(found, explain=explain),
            "regions": [_region_result(region) for region in regions],
        },
        (*_lines(found, explain=explain), *_region_lines(regions)),
        as_json=as_json,
    )


def _result(found: "Results", *, explain: bool) -> dict[str, object]:
    """Return the profile under stable names, with all digits."""
    from assessment.reporting.gaps import tier_sentence
    from assessment.scoring.statements import count_statements

    profile, framework = found.profile, found.opened.framework
    result: dict[str, object] = {
        **heading_result(found.opened),
        "baseline": found.earlier.latest,
        "baselines": {id_: one.id for id_, one in found.earlier.baselines.items()},
        "no_baseline": found.earlier.asked_otherwise,
        "is_complete": profile.is_complete,
        "progress": {**to_plain(profile.progress), "is_early": profile.progress.is_early},
        "dimensions": [_dimension_result(d, found, explain=explain) for d in profile.dimensions],
        "gaps": [_gap_result(gap, found, explain=explain) for gap in profile.gaps],
        "tier": profile.tier.model_dump(exclude={"condition"}) if profile.tier else None,
        "tier_causes": profile.tier_causes,
        "regional_prompt": profile.regional_prompt,
        "strengths": profile.strengths,
        "composite": profile.composite,
        "statements": count_statements(framework.questionnaire, found.record),
    }
    if explain:
        result["tier_explanation"] = tier_sentence(profile, framework)
    return result


def _dimension_result(
    score: "DimensionScore", found: "Results", *, explain: bool
) -> dict[str, object]:
    from assessment.reporting.bands import band_letters
    from assessment.reporting.dimension_sentences import explain_dimension
    from assessment.reporting.method_marks import mark_lines
    from assessment.reporting.statements import zero_lines

    framework = found.opened.framework
    explanation = found.profile.explanation(score.dimension_id)
    result: dict[str, object] = {
        **to_plain(score),
        **({} if score.n_applicable else {"low": None, "high": None}),
        **to_plain(explanation),
        "name": framework.questionnaire.dimension(score.dimension_id).name,
        "bands": band_letters(score, framework),
        "coverage": score.coverage if score.n_applicable else None,
        "n_asked": len(framework.questionnaire.dimension(score.dimension_id).indicators),
        "method_mark": _mark_result(found.profile.method_mark(score.dimension_id)),
    }
    if explain:
        result["explanation"] = (
            *explain_dimension(score, explanation, framework),
            *mark_lines(found.profile, score.dimension_id, framework),
            *zero_lines(framework, found.record, score.dimension_id),
        )
    return result


def _mark_result(marked: "MethodMark | None") -> dict[str, object] | None:
    if marked is None:
        return None
    return {"band": marked.band, "others": marked.others, "n_holds": marked.n_holds}


def _gap_result(gap: "GapFinding", found: "Results", *, explain: bool) -> dict[str, object]:
    from assessment.reporting.gaps import explain_gap

    result: dict[str, object] = {
        "id": gap.gap.id,
        "name": gap.gap.name,
        "is_active": gap.is_active,
        "truth": gap.finding.truth,
        "causes": gap.finding.causes,
    }
    if explain:
        result["explanation"] = explain_gap(gap, found.opened.framework, found.record)
    return result


def _lines(found: "Results", *, explain: bool) -> Iterator[str]:
    """Yield the profile for a person to read."""
    from assessment.reporting.dimension_sentences import explain_dimension
    from assessment.reporting.gaps import regional_sentence, tier_sentence
    from assessment.reporting.method_marks import mark_heading, mark_lines
    from assessment.reporting.rounds import baseline_sentences
    from assessment.reporting.statements import zero_lines

    framework = found.opened.framework
    if found.profile.progress.is_early:
        yield from _early_lines(found)
        return
    yield from heading_lines(found.opened)
    if not found.has_begun:
        yield _("Nothing is answered yet: what follows is what could be, and no finding.")
    yield from baseline_sentences(found.earlier, found.opened.assessment, framework.questionnaire)
    yield ""
    heading = _("Id"), _("Band"), _("Score"), _("Bounds"), _("Interval"), _("Coverage"), _("Known")
    marks = (mark_heading(),) if framework.rules.methods else ()
    heading = (*heading, *marks, _("Dimension"))
    yield from align([heading, *(_row(score, found) for score in found.profile.dimensions)])
    yield ""
    yield from _band_key(found)
    if explain:
        for score in found.profile.dimensions:
            yield ""
            explanation = found.profile.explanation(score.dimension_id)
            yield from explain_dimension(score, explanation, framework)
            yield from mark_lines(found.profile, score.dimension_id, framework)
            yield from zero_lines(framework, found.record, score.dimension_id)
    yield from _paper_lines(found)
    yield ""
    yield from _gap_lines(found, explain=explain)
    yield ""
    yield tier_sentence(found.profile, framework)
    if regions := regional_sentence(found.profile, framework, found.record):
        yield ""
        yield regions
    yield ""
    yield framework.questionnaire.standing_sentence


def _early_lines(found: "Results") -> Iterator[str]:
    """Yield how far the answers are, and what the context alone says."""
    from assessment.reporting.gaps import regional_sentence, tier_sentence
    from assessment.reporting.progress import progress_sentence

    profile, framework = found.profile, found.opened.framework
    yield from heading_lines(found.opened)
    yield progress_sentence(profile.progress, framework)
    context = [tier_sentence(profile, framework)] if profile.tier else []
    context.append(regional_sentence(profile, framework, found.record))
    for sentence in (*filter(None, context), framework.questionnaire.standing_sentence):
        yield ""
        yield sentence


def _region_result(found: "Results") -> dict[str, object]:
    """Return what was found in a region, which stands beside the state and not in its score."""
    from assessment.reporting.regions import coverage_of, region_verdict

    profile, framework = found.profile, found.opened.framework
    bands, tier = region_verdict(profile if found.has_begun else None, framework)
    return {
        "assessment": found.opened.assessment,
        "is_counted": False,
        "dimensions": [
            {
                "dimension_id": score.dimension_id,
                "bands": letters,
                "coverage": score.coverage if score.n_applicable else None,
            }
            for score, letters in zip(profile.dimensions, bands, strict=True)
        ],
        "coverage": coverage_of(profile),
        "tier": tier,
    }


def _region_lines(regions: "Sequence[Results]") -> Iterator[str]:
    from assessment.reporting.regions import region_columns, region_rows

    if not regions:
        return
    framework = regions[0].opened.framework
    found = [(one.opened.assessment, one.profile if one.has_begun else None) for one in regions]
    yield ""
    yield _("Regions, beside the state")
    yield from align([region_columns(framework), *region_rows(found, framework)])


def _row(score: "DimensionScore", found: "Results") -> tuple[str, ...]:
    from assessment.locales.formats import fixed
    from assessment.reporting.bands import band_letters
    from assessment.reporting.coverage import count_levels, coverage_words, not_applicable
    from assessment.reporting.method_marks import mark_words
    from assessment.reporting.wording import show_range

    framework, interval = found.opened.framework, score.interval
    none = "?" if score.n_applicable else not_applicable()
    marked = found.profile.method_mark(score.dimension_id)
    marks = (mark_words(marked) if marked else "?",) if framework.rules.methods else ()
    return (
        score.dimension_id,
        band_letters(score, framework),
        none if score.value is None else fixed(score.value, 1),
        show_range(score.low, score.high) if score.n_applicable else none,
        none if interval is None else show_range(interval.low, interval.high),
        coverage_words(score),
        count_levels(score, framework),
        *marks,
        framework.questionnaire.dimension(score.dimension_id).name,
    )


def _band_key(found: "Results") -> Iterator[str]:
    from assessment.locales.formats import short
    from assessment.reporting.bands import band_phrase

    framework = found.opened.framework
    bands = (
        _(
            "{letter} {name} from {score}",
            letter=band.letter,
            name=band.name,
            score=short(band.from_score),
        )
        for band in framework.rules.bands
    )
    yield _("Bands: {bands}; ? means that too little is known.", bands=", ".join(bands))
    for score in found.profile.dimensions:
        if score.n_applicable == 0:
            yield f"{score.dimension_id}: {band_phrase(score, framework)}."


def _paper_lines(found: "Results") -> Iterator[str]:
    from assessment.reporting.statements import paper_and_practice

    sentences = paper_and_practice(found.opened.framework, found.record)
    if sentences:
        yield ""
        yield _("On paper and in practice")
    yield from (f"  {sentence}" for sentence in sentences)


def _gap_lines(found: "Results", *, explain: bool) -> Iterator[str]:
    from assessment.reporting.gaps import explain_gap

    if not found.profile.gaps:
        yield _("Critical gaps: none is active and none is open.")
        return
    yield _("Critical gaps")
    for gap in found.profile.gaps:
        truth = _("active") if gap.is_active else _("cannot be ruled out")
        yield f"  {gap.gap.id}  {gap.gap.name}: {truth}"
        if explain:
            yield f"    {explain_gap(gap, found.opened.framework, found.record)}"
