"""The method sheet of the results workbook: everything needed to compute the figures again."""

from collections.abc import Iterator
from datetime import datetime

from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets as style
from assessment.model.framework import Framework
from assessment.reporting.sentences import method_sentences, rule_sentence
from assessment.reporting.wording import show_number

_WIDTHS = (34, 26, 110)
_NOT_VARIED = (
    "Unknown answers, the choice of indicators, the rule of each dimension, its limits and gates, "
    "the bands, and what all who answered may have overlooked together."
)


def write_method(
    sheet: Worksheet, framework: Framework, made_at: datetime, app_version: str
) -> None:
    """Write versions, rules with their reasons, bands, the interval, and what was not varied."""
    sections = (
        ("Versions", tuple(_versions(framework, made_at, app_version))),
        ("Rule of each dimension", tuple(_dimension_rules(framework))),
        ("Bands", tuple(_bands(framework))),
        ("Interval", tuple(_interval(framework))),
        ("How it is computed", tuple(_computation(framework))),
    )
    style.set_widths(sheet, _WIDTHS)
    sheet.sheet_view.showGridLines = False
    row = 0
    for title, lines in sections:
        row += 1
        style.put(sheet, row, 1, title, style.SECTION)
        sheet.row_dimensions[row].height = 24
        for line in lines:
            row += 1
            style.put_row(sheet, row, line)
            sheet.row_dimensions[row].height = style.height_of(zip(line, _WIDTHS, strict=True))
        row += 1
    style.set_up_print(sheet, heading_row=None)


def _versions(
    framework: Framework, made_at: datetime, app_version: str
) -> Iterator[tuple[str, str, str]]:
    questionnaire = framework.questionnaire
    yield "Questionnaire", questionnaire.id, f"{questionnaire.name}, {questionnaire.licence}"
    yield "Version of the questionnaire", questionnaire.version, ""
    yield "Checksum of the questionnaire", questionnaire.checksum, ""
    if framework.catalogue is not None:
        yield "Version of the programme catalogue", framework.catalogue.version, ""
    yield "Version of the program", app_version, ""
    yield "Made at", made_at.isoformat(timespec="seconds"), ""


def _dimension_rules(framework: Framework) -> Iterator[tuple[str, str, str]]:
    for dimension in framework.questionnaire.dimensions:
        rule = framework.rules.dimensions[dimension.id]
        said = f"{rule_sentence(rule, framework)} Why: {rule.why}"
        yield f"{dimension.id}  {dimension.name}", rule.rule.replace("_", " "), said


def _bands(framework: Framework) -> Iterator[tuple[str, str, str]]:
    for band in framework.rules.bands:
        yield f"{band.letter}  {band.name}", f"from {show_number(band.from_score)}", band.meaning


def _interval(framework: Framework) -> Iterator[tuple[str, str, str]]:
    rule = framework.rules.interval
    yield "Draws", str(rule.draws), "How often answers, weights and distances were varied."
    yield "Seed", str(rule.seed), "With it the same draws come again, to the last digit."
    yield (
        "Quantiles",
        " to ".join(f"{quantile:g}" for quantile in rule.quantiles),
        "The interval lies between these shares of the draws.",
    )
    yield "Spread of weights", show_number(rule.weight_spread), "Share by which a weight may vary."
    for confidence, chances in rule.shifts.items():
        shown = " / ".join(f"{chance:g}" for chance in chances)
        yield f"Confidence {confidence}", shown, "Chance of one level down, the same, one up."
    for name, points in rule.step_maps.items():
        shown = ", ".join(show_number(point) for point in points)
        yield f"Distances: {name}", shown, "Points from 0 to 100 that the levels stand for."
    yield "Not varied", "", _NOT_VARIED


def _computation(framework: Framework) -> Iterator[tuple[str, str, str]]:
    for number, sentence in enumerate(method_sentences(framework), start=1):
        yield str(number), "", sentence
