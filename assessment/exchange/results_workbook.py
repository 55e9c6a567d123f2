"""Writes the results of an assessment as a workbook to read, to check and to pass on.

Nothing is computed here: figures come from the profile, sentences from `assessment.reporting`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.exchange.field_workbook import layout
from assessment.exchange.plan_workbook import add_plan_sheets
from assessment.exchange.results_opening import (
    broken,
    set_parts,
    write_chart,
    write_heat_map,
)
from assessment.locales import formats, pgettext
from assessment.locales import gettext as _
from assessment.locales.formats import short
from assessment.model.answer import GRADES
from assessment.model.assessment import Record, RecordedAnswer
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.model.rules import IntervalRule
from assessment.model.scope import SCOPE_LISTS, Scope
from assessment.model.score import DimensionScore, GapFinding, Profile
from assessment.model.suggestion import Arrangement, Step, Suggestion
from assessment.programmes.steps import find_steps
from assessment.reporting.actions import actions_table
from assessment.reporting.agreement import dissent_lines
from assessment.reporting.annex import band_lines, dimension_rules, version_lines
from assessment.reporting.bands import band_letters, band_phrase
from assessment.reporting.choices import choices_table
from assessment.reporting.compare import PlainTable
from assessment.reporting.coverage import count_levels, not_applicable
from assessment.reporting.dimension_sentences import (
    explain_dimension,
    method_annex,
)
from assessment.reporting.evidence import register_table
from assessment.reporting.gaps import explain_gap, flag_table
from assessment.reporting.method_marks import mark_heading, mark_lines, mark_words
from assessment.reporting.programmes import (
    GROUP_NAMES,
    closed_words,
    explain_suggestion,
    place_words,
    route_words,
)
from assessment.reporting.progress import progress_sentence
from assessment.reporting.regions import RegionFound, region_columns, region_rows
from assessment.reporting.report.annex import agreements, remarks, who_answered, who_gave
from assessment.reporting.report.gathered import Gathered, section
from assessment.reporting.report.whole import opening
from assessment.reporting.reviews import history_table
from assessment.reporting.rounds import baseline_sentences
from assessment.reporting.scope import scope_name, scope_text
from assessment.reporting.statements import paper_columns, paper_note, paper_rows, zero_words
from assessment.reporting.terms import (
    confidence_words,
    left_out_words,
    origin_words,
    protection_words,
    status_words,
)

_METHOD_WIDTHS = (34, 26, 110)
_REGISTER_WIDTHS = (11, 32, 16, 14, 44, 84, 54, 44)
_CHOICE_WIDTHS = (9, 32, 18, 60, 50, 24, 22, 18, 9)
_REVIEW_WIDTHS = (9, 14, 24, 60, 90)
_CONTEXT_WIDTHS = (11, 34, 24, 14, 50, 18, 60)

Row = Sequence[str | float | None]
Columns = Sequence[tuple[str, float]]


def write_results_workbook(found: Gathered) -> bytes:
    """Write the conclusion, charts, scores and their explanation, answers, gaps and suggestions.

    Parameters
    ----------
    found
        What the report is made of as well; nothing is computed here.

    Returns
    -------
    bytes
        An .xlsx file of values only, without formulas. A dimension without a score
        says so in words; its cell is never empty or zero.
    """
    workbook = sheets.empty_workbook()

    def add(title: str) -> Worksheet:
        return sheets.add_sheet(workbook, title)

    framework, record, profile = found.framework, found.record, found.profile
    title = record.assessment.title
    set_parts(add(_("In short")), title, opening(found))
    if found.says_results:
        write_chart(add(_("Chart")), found)
        write_heat_map(add(_("Answers at a glance")), found)
    _write_dimensions(add(_("Dimensions")), found)
    if framework.questionnaire.context_flags:
        _write_context(add(_("Context")), framework, record)
    restricted = found.with_restricted
    _write_scope(add(_("Scope sheet")), record.scope, include_restricted=restricted)
    if found.regions:
        _write_regions(add(_("Regions")), framework, found.regions)
    _write_explanation(add(_("Explanation")), framework, profile)
    _write_answers(add(_("Answers")), framework, record, profile)
    _write_who(workbook, found)
    if record.remarks:
        _write_remarks(add(_("Remarks of field teams")), found)
    _write_evidence(add(_("Evidence")), record, found.n_left_out)
    rows = [] if profile.progress.is_early else [*paper_rows(framework, record)]
    if rows:
        _write_paper(add(_("On paper and in practice")), rows)
    _write_gaps(add(_("Gaps")), framework, record, profile)
    _write_what_follows(workbook, found)
    _write_method(add(_("Method")), framework, found.made_at, found.app_version)
    return sheets.save(workbook, _("Results: {title}", title=title), found.made_at)


def _write_what_follows(workbook: Workbook, found: Gathered) -> None:
    """Write what may help, what people chose, what was decided and planned."""
    framework, record, profile = found.framework, found.record, found.profile
    if framework.catalogue is not None:
        _write_suggestions(sheets.add_sheet(workbook, _("Suggestions")), found)
    choices = choices_table(found.choices, framework) if found.choices.entries else None
    _write_plain(workbook, choices, _CHOICE_WIDTHS)
    reviews = history_table(found.reviews, framework) if found.reviews else None
    _write_plain(workbook, reviews, _REVIEW_WIDTHS)
    if steps := find_steps(framework, record, profile):
        _write_steps(sheets.add_sheet(workbook, _("Next steps")), framework, steps)
    if framework.register is not None:
        _write_register(sheets.add_sheet(workbook, _("Evidence register")), framework)
    if found.plan is not None:
        add_plan_sheets(workbook, found.plan)


def _write_dimensions(sheet: Worksheet, found: Gathered) -> None:
    framework, profile = found.framework, found.profile
    columns = (
        (_("Dimension"), 12),
        (_("Name"), 44),
        (_("Band"), 9),
        (_("In words"), 40),
        (_("Score (0 to 100)"), 10),
        (_("Lowest possible"), 10),
        (_("Highest possible"), 10),
        (_("Interval from"), 10),
        (_("Interval to"), 10),
        (_("Coverage in percent"), 14),
        (_("Known"), 24),
        *(((mark_heading(), 14),) if framework.rules.methods else ()),
    )
    sheet.sheet_view.showGridLines = False
    scores = (_dimension_row(score, profile, framework) for score in profile.dimensions)
    row = sheets.put_table(sheet, 1, columns, scores) + 1
    if not profile.progress.is_early:
        asked = framework.questionnaire
        sentences = baseline_sentences(found.earlier, found.record.assessment, asked)
        row = _write_lines(sheet, row, [(_("Declines"), " ".join(sentences))])
    _write_lines(sheet, row, [(_("Remember"), framework.questionnaire.standing_sentence)])
    sheets.set_widths(sheet, (width for _name, width in columns))
    sheet.freeze_panes = "C2"
    sheets.set_up_print(sheet, heading_row=None)


def _write_lines(sheet: Worksheet, row: int, lines: Iterable[tuple[str, str]]) -> int:
    """Write labels with their texts, broken into lines; return the next free row."""
    for label, text in lines:
        sheets.put(sheet, row, 1, label, sheets.FREE_LABEL)
        for line in broken(text):
            sheets.put(sheet, row, 2, line, sheets.FLOWING)
            row += 1
    return row


def _dimension_row(score: DimensionScore, profile: Profile, framework: Framework) -> Row:
    interval, applies = score.interval, score.n_applicable > 0
    none = pgettext("interval", "none") if applies else not_applicable()
    marked = profile.method_mark(score.dimension_id)
    return (
        score.dimension_id,
        framework.questionnaire.dimension(score.dimension_id).name,
        band_letters(score, framework),
        band_phrase(score, framework),
        (_("no score") if applies else none) if score.value is None else float(score.value),
        float(score.low) if applies and not score.too_early else none,
        float(score.high) if applies and not score.too_early else none,
        none if interval is None else float(interval.low),
        none if interval is None else float(interval.high),
        100 * score.coverage if applies else none,
        count_levels(score, framework),
        *((mark_words(marked) if marked else none,) if framework.rules.methods else ()),
    )


def _write_context(sheet: Worksheet, framework: Framework, record: Record) -> None:
    """Write the circumstances, which stand beside the scores and never in them."""
    found = flag_table(record, framework)
    columns = tuple(zip(map(str, found.columns), _CONTEXT_WIDTHS, strict=True))
    row = _write_table(sheet, columns, found.itertuples(index=False, name=None), frozen="C2")
    said = _(
        "These circumstances never change a score. They say whether the capacity may be tested."
    )
    sheets.put(sheet, row + 1, 1, said, sheets.FLOWING)


def _write_who(workbook: Workbook, found: Gathered) -> None:
    """Write who gave how many answers until when, and what the team agreed on."""
    parts = [
        part
        for title, inside in (
            (_("Who answered"), who_answered(found)),
            (_("What the team agreed on"), agreements(found)),
            (_("Remarks of field teams"), remarks(found)),
        )
        for part in section(1, title, inside)
    ]
    if parts:
        title = _("Who answered")
        set_parts(sheets.add_sheet(workbook, title), found.record.assessment.title, parts)


def _write_scope(sheet: Worksheet, scope: Scope, *, include_restricted: bool) -> None:
    """Write every list; of groups and areas at risk only the number of entries unless asked."""
    rows = (
        (scope_name(name), scope_text(scope, name, include_restricted=include_restricted))
        for name in SCOPE_LISTS
    )
    _write_table(sheet, ((_("List"), 36), (_("What is on it"), 110)), rows)


def _write_regions(sheet: Worksheet, framework: Framework, regions: Sequence[RegionFound]) -> None:
    """Write what was found in regions, each with the mark that it does not count."""
    widths = (26, 22, *(9 for _dimension in framework.questionnaire.dimensions), 11, 9, 40)
    columns = tuple(zip(region_columns(framework), widths, strict=True))
    _write_table(sheet, columns, region_rows(regions, framework), frozen="B2")


def _write_explanation(sheet: Worksheet, framework: Framework, profile: Profile) -> None:
    """Write how each score came about, one sentence a row."""
    columns = ((_("Dimension"), 11), (_("Name"), 36), (_("How the result came about"), 120))
    rows = (
        (
            score.dimension_id,
            framework.questionnaire.dimension(score.dimension_id).name,
            sentence,
        )
        for score in profile.dimensions
        for sentence in (
            *explain_dimension(score, profile.explanation(score.dimension_id), framework),
            *mark_lines(profile, score.dimension_id, framework),
        )
    )
    _write_table(sheet, columns, rows)


def _write_answers(
    sheet: Worksheet, framework: Framework, record: Record, profile: Profile
) -> None:
    """Write every indicator of the questionnaire, also those without an answer."""
    questionnaire = framework.questionnaire
    says = _("What level {level} says here", level=str(questionnaire.lowest_level))
    columns = (
        (_("Indicator"), 10),
        (_("Name"), 26),
        (_("Level"), 13),
        (_("Status"), 16),
        *(((says, 22),) if questionnaire.tells_kinds else ()),
        (_("Level that counts"), 10),
        (_("Confidence"), 11),
        (_("Evidence grade"), 10),
        (_("Statements that hold"), 16),
        (_("Rationale"), 56),
        (_("Reason"), 30),
        (_("Dissent"), 46),
        (_("Answered by"), 20),
        (_("How it came in"), 14),
        (_("Last on"), 14),
    )
    effective = {
        id_: level for one in profile.explanations for id_, level in one.effective_levels.items()
    }
    rows = (
        _answer_row(indicator, questionnaire, record, effective.get(indicator.id))
        for indicator in questionnaire.indicators
    )
    _write_table(sheet, columns, rows, frozen="C2")


def _answer_row(
    indicator: Indicator, questionnaire: Questionnaire, record: Record, effective: float | None
) -> Row:
    answer = record.answer(indicator.id)
    ticked = [id_ for id_ in indicator.statement_ids if id_ in answer.ticked]
    dissents = [each for each in record.dissents if each.indicator_id == indicator.id]
    not_stated = _("not stated")
    return (
        indicator.id,
        indicator.name,
        layout.level_entry(answer),
        status_words(answer.status),
        *((zero_words(indicator, answer),) if questionnaire.tells_kinds else ()),
        pgettext("level", "none") if effective is None else float(effective),
        confidence_words(answer.confidence) if answer.confidence else not_stated,
        answer.evidence_grade or not_stated,
        ", ".join(indicator.short_id(id_) for id_ in ticked),
        answer.rationale,
        answer.reason,
        "\n".join(line for each in dissents for line in dissent_lines(each)),
        *_who_and_when(record.answers.get(indicator.id)),
    )


def _who_and_when(recorded: RecordedAnswer | None) -> Row:
    if recorded is None or not recorded.answer.is_answered:
        return ("", "", "")
    return (who_gave(recorded), origin_words(recorded.origin), formats.day(recorded.recorded_at))


def _write_remarks(sheet: Worksheet, found: Gathered) -> None:
    """Write what field teams wrote beside the answers, as far as the reader may see it."""
    set_parts(sheet, _("Remarks of field teams"), remarks(found))


def _write_evidence(sheet: Worksheet, record: Record, n_left_out: int) -> None:
    """Write the sources that the reader may see, and how many are left out."""
    columns = [(column.heading, column.width) for column in layout.evidence_columns()]
    rows = (
        (
            *(e.indicator_id, e.title, e.publisher, e.published, e.link, e.page),
            protection_words(e.protection),
        )
        for e in record.evidence
    )
    row = _write_table(sheet, columns, rows)
    if n_left_out:
        sheets.put(sheet, row + 1, 1, left_out_words(n_left_out), sheets.FLOWING)


def _write_paper(sheet: Worksheet, rows: Sequence[Row]) -> None:
    """Write what holds on paper beside what holds in practice, one row a dimension."""
    widths = (12, 44, 16, 16, 20)
    columns = tuple(zip(paper_columns(), widths, strict=True))
    row = _write_table(sheet, columns, rows)
    for line in broken(paper_note()):
        row += 1
        sheets.put(sheet, row, 1, line, sheets.FLOWING)


def _write_gaps(sheet: Worksheet, framework: Framework, record: Record, profile: Profile) -> None:
    """Write the critical gaps that are active or cannot be ruled out."""
    columns = (
        (_("Gap"), 9),
        (_("Name"), 28),
        (pgettext("of a gap", "Standing"), 18),
        (_("What it means"), 44),
        (_("Why"), 66),
        (_("Crimes"), 28),
    )
    rows = [_gap_row(found, framework, record) for found in profile.gaps]
    row = _write_table(sheet, columns, rows)
    if profile.progress.is_early:
        said = progress_sentence(profile.progress, framework)
        sheets.put(sheet, row, 1, said, sheets.FLOWING)
    elif not rows:
        sheets.put(sheet, row, 1, _("No critical gap is active or open."), sheets.FLOWING)


def _gap_row(found: GapFinding, framework: Framework, record: Record) -> Row:
    names = {crime.id: crime.name for crime in framework.questionnaire.crimes}
    gap = found.gap
    return (
        gap.id,
        gap.name,
        pgettext("of a gap", "Active") if found.is_active else _("Cannot be ruled out"),
        gap.meaning,
        explain_gap(found, framework, record),
        ", ".join(names.get(id_, id_) for id_ in gap.crimes),
    )


def _write_suggestions(sheet: Worksheet, found: Gathered) -> None:
    """Write the programmes with their reasons, in the order in which they came."""
    framework, profile = found.framework, found.profile
    catalogue = framework.catalogue
    if catalogue is None:
        return
    columns = (
        (_("How to read it"), 20),
        (_("Programme"), 11),
        (_("Name"), 32),
        (_("Need score"), 9),
        (_("Evidence for its effect"), 18),
        (_("Why"), 84),
        (_("What could go wrong"), 54),
        (_("Codes for reporting"), 54),
        (_("Place"), 14),
        (_("Route"), 22),
        (_("Closed routes"), 22),
    )
    rows = [
        _suggestion_row(
            each, framework, catalogue, found.arrangement, found.codes.get(each.programme.id)
        )
        for each in found.suggestions
    ]
    row = _write_table(sheet, columns, rows, frozen="D2", fractions=sheets.FACTOR)
    if profile.progress.is_early:
        said = progress_sentence(profile.progress, framework)
        sheets.put(sheet, row, 1, said, sheets.FLOWING)
    sheets.put(sheet, row + 1, 1, catalogue.standing_sentence, sheets.FLOWING)


def _write_plain(workbook: Workbook, table: PlainTable | None, widths: tuple[float, ...]) -> None:
    """Add a sheet of a table that is written elsewhere, if there is anything in it."""
    if table is None:
        return
    columns = tuple(zip(table.columns, widths, strict=True))
    _write_table(sheets.add_sheet(workbook, table.title), columns, table.rows, frozen="C2")


def _write_steps(sheet: Worksheet, framework: Framework, steps: Sequence[Step]) -> None:
    """Write what leads each question one level up, in the order of the questionnaire."""
    found = actions_table(steps, framework)
    wide = {_("What is done"): 70, _("What speaks against it"): 60, _("Precedents"): 50}
    columns = tuple((name, wide.get(name, 30)) for name in found.columns)
    _write_table(sheet, columns, found.itertuples(index=False, name=None), frozen="B2")


def _suggestion_row(
    suggestion: Suggestion,
    framework: Framework,
    catalogue: Catalogue,
    arrangement: Arrangement,
    codes: Sequence[str] | None,
) -> Row:
    programme = suggestion.programme
    labels = {label.id: label.name for label in catalogue.evidence_labels}
    return (
        _(GROUP_NAMES[suggestion.group]),
        programme.id,
        programme.name,
        # What is multiplied leaves digits that mean nothing.
        _("not known") if suggestion.score is None else round(float(suggestion.score), 9),
        labels.get(programme.evidence, programme.evidence),
        _bulleted(explain_suggestion(suggestion, framework)),
        _bulleted((*programme.risks, *programme.tensions)),
        _bulleted(codes or (purpose.code for purpose in programme.crs)),
        place_words(suggestion, arrangement),
        route_words(suggestion, catalogue),
        closed_words(suggestion, catalogue),
    )


def _write_register(sheet: Worksheet, framework: Framework) -> None:
    """Write what studies found of each programme, and what to ask before money is spent."""
    found = register_table(framework)
    columns = tuple(zip(found.columns, _REGISTER_WIDTHS, strict=True))
    _write_table(sheet, columns, found.rows, frozen="C2")


def _bulleted(sentences: Iterable[str]) -> str:
    return "\n".join(f"• {sentence}" for sentence in sentences)


def _write_table(
    sheet: Worksheet,
    columns: Columns,
    rows: Iterable[Row],
    *,
    frozen: str = "A2",
    fractions: sheets.Look = sheets.SCORE,
) -> int:
    widths = [width for _name, width in columns]
    sheets.set_widths(sheet, widths)
    row = sheets.put_table(sheet, 1, columns, rows, fractions=fractions)
    sheet.freeze_panes = frozen
    sheets.set_up_print(sheet, heading_row=1, wide=sum(widths) > 200)
    return row


def _write_method(
    sheet: Worksheet, framework: Framework, made_at: datetime, app_version: str
) -> None:
    """Write everything needed to compute the figures again, and what was not varied."""
    sections: tuple[tuple[str, Iterable[Sequence[str]]], ...] = (
        (_("Versions"), version_lines(framework, made_at, app_version)),
        (_("Rule of each dimension"), dimension_rules(framework)),
        (_("Bands"), band_lines(framework)),
        (_("Interval"), _interval(framework)),
        *_other_methods(framework),
        (_("How it is computed"), _computation(framework)),
    )
    sheets.set_widths(sheet, _METHOD_WIDTHS)
    sheet.sheet_view.showGridLines = False
    row = 1
    for title, lines in sections:
        sheets.put(sheet, row, 1, title, sheets.SECTION)
        sheet.row_dimensions[row].height = 24
        row += 1
        for line in lines:
            sheets.put_row(sheet, row, line)
            sized = zip(line, _METHOD_WIDTHS, strict=True)
            sheet.row_dimensions[row].height = sheets.height_of(sized)
            row += 1
        row += 1
    sheets.set_up_print(sheet, heading_row=None)


def _interval(framework: Framework) -> Iterator[tuple[str, str, str]]:
    rule = framework.rules.interval
    drawn = _("How often answers, weights and distances were varied.")
    # Settings are written so that they can be entered again.
    yield _("Draws"), str(rule.draws), drawn
    yield _("Seed"), str(rule.seed), _("With it the same draws come again, to the last digit.")
    low, high = (short(quantile, 4) for quantile in rule.quantiles)
    shares = _("{low} to {high}", low=low, high=high)
    yield _("Quantiles"), shares, _("The interval lies between these shares of the draws.")
    yield from _chances(rule)
    if "weights" in rule.varies:
        spread = short(rule.weight_spread)
        yield _("Spread of weights"), spread, _("Share by which a weight may vary.")
    if "step_maps" in rule.varies:
        for name, points in rule.step_maps.items():
            shown = ", ".join(short(point) for point in points)
            label = _("Distances: {name}", name=name)
            yield label, shown, _("Points from 0 to 100 that the levels stand for.")
    yield _("Not varied"), "", _not_varied(rule)


def _other_methods(
    framework: Framework,
) -> Iterator[tuple[str, Iterable[Sequence[str]]]]:
    if framework.rules.methods:
        lines = [(method.name, method.id, method.why) for method in framework.rules.methods]
        yield _("Other methods"), lines


def _chances(rule: IntervalRule) -> Iterator[tuple[str, str, str]]:
    meaning = _("Chance of one level down, the same, one up.")
    for confidence in rule.shifts:
        words = confidence_words(confidence)
        if not rule.by_grade:
            shown = " / ".join(short(chance, 4) for chance in rule.chances(confidence, None))
            yield _("Confidence {confidence}", confidence=words), shown, meaning
            continue
        for grade in (*GRADES[:-1], None):
            shown = " / ".join(short(chance, 4) for chance in rule.chances(confidence, grade))
            label = (
                _("Confidence {confidence}, evidence {grade}", confidence=words, grade=grade)
                if grade
                else _("Confidence {confidence}, evidence not graded", confidence=words)
            )
            yield label, shown, meaning


def _not_varied(rule: IntervalRule) -> str:
    if {"weights", "step_maps"}.isdisjoint(rule.varies):
        return _(
            "Unknown answers, and every choice of method: weights, distances between levels, the "
            "choice of indicators, rules with their limits and gates, the bands. Nor what all who "
            "answered may have overlooked together."
        )
    return _(
        "Unknown answers, the choice of indicators, the rule of each dimension, its limits and "
        "gates, the bands, and what all who answered may have overlooked together."
    )


def _computation(framework: Framework) -> Iterator[tuple[str, str, str]]:
    for number, sentence in enumerate(method_annex(framework), start=1):
        yield str(number), "", sentence
