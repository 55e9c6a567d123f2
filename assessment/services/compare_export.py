"""Hands out a comparison as a file, under the names that are on the screen."""

from collections.abc import Iterator
from datetime import UTC

from assessment.locales import gettext as _
from assessment.model.comparison import Comparison, Difference
from assessment.model.framework import Framework
from assessment.reporting.compare import (
    WHAT_ALIASES_HIDE,
    WHAT_NO_CLEAR_DIFFERENCE_MEANS,
    WHY_NO_RANKING,
    plain_differences,
    plain_indicators,
    plain_notes,
    plain_scores,
)
from assessment.services.context import Context
from assessment.services.frozen import WHAT_FROZEN_MEANS, frozen_among
from assessment.services.results import Download

INVENTED = (
    "Invented states are among them: they do not exist, and nothing here is about a real one."
)


def export_workbook(
    context: Context, comparison: Comparison, pair: Difference | None = None
) -> Download:
    """Return what to know, the scores, and a pair's differences as a workbook."""
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.table_workbook import write_tables  # noqa: PLC0415

    tables = [plain_notes(_notes(context, comparison)), plain_scores(comparison)]
    if pair is not None:
        tables += [plain_differences(pair), plain_indicators(pair)]
    content = write_tables(tables, "Comparison of assessments", context.clock())
    return Download(comparison_file_name(comparison, "xlsx"), content)


def export_csv(comparison: Comparison) -> Download:
    """Return the scores as CSV."""
    from assessment.exchange.csv_table import write_csv  # noqa: PLC0415

    table = plain_scores(comparison)
    return Download(comparison_file_name(comparison, "csv"), write_csv(table.columns, table.rows))


def comparison_file_name(comparison: Comparison, ending: str) -> str:
    """Name the file without the name of any state."""
    return f"comparison{'_names-hidden' if comparison.aliases else ''}.{ending}"


def _notes(context: Context, comparison: Comparison) -> Iterator[str]:
    yield _(WHY_NO_RANKING)
    yield _(WHAT_NO_CLEAR_DIFFERENCE_MEANS)
    if comparison.aliases:
        yield _(WHAT_ALIASES_HIDE)
    if any(one.invented for one in comparison.compared):
        yield INVENTED
    yield from _frozen(context, comparison)
    yield from comparison.compatibility.reasons
    for group in comparison.groups:
        yield from _method(group.framework)
    yield f"Made on {context.clock():%d %B %Y} with version {context.app_version}."


def _frozen(context: Context, comparison: Comparison) -> Iterator[str]:
    found = frozen_among(context, comparison)
    if not found:
        return
    yield WHAT_FROZEN_MEANS
    if not comparison.aliases:
        for one in found:
            yield (
                f"{one.title}: answers up to {one.moment.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC, "
                f"fingerprint {one.fingerprint[:12]}."
            )


def _method(framework: Framework) -> Iterator[str]:
    questionnaire, rule = framework.questionnaire, framework.rules.interval
    low, high = (f"{quantile * 100:g}" for quantile in rule.quantiles)
    yield questionnaire.standing_sentence
    yield (
        f"{questionnaire.name}, version {questionnaire.version}, content "
        f"{questionnaire.checksum[:12]}. Intervals: percentiles {low} to {high} of {rule.draws:,} "
        f"draws with the seed {rule.seed}."
    )
