"""The sheet that shows, while cells are filled in, how far the team is and how scores stand.

Everything on it is a formula; what they rest on stands on the hidden sheet of scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.exchange import score_formulas as formulas
from assessment.exchange import sheets, xlsx
from assessment.exchange.field_workbook.scores import Now, ScoreSheet, link_means
from assessment.exchange.formula_text import listed_where, place, sentence
from assessment.exchange.score_formulas import ALMOST
from assessment.exchange.sheets import Look
from assessment.exchange.xlsx import Page
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import form_of, short
from assessment.model.questionnaire import Dimension
from assessment.scoring.rules.capped_mean import CappedMean, Gate
from assessment.scoring.rules.chain import Chain

_WIDTHS = (10.0, 43.0, 10.0, 10.0, 12.0, 11.0, 9.0, 13.0, 31.0)
_PERCENT = Look(number_format="0%", centred=True)
_CHART_ROWS = 13
_BAR = "#3A6EA5"
_NEAR = float(ALMOST)


@dataclass(frozen=True)
class _Column:
    heading: str
    formula: str
    result: str | float | None
    look: Look


def write_overview(page: Page, sheet: ScoreSheet, now: Now) -> None:
    """Write progress and scores by dimension, what holds them down, and a chart."""
    page.sheet.hide_gridlines(2)
    page.set_widths(_WIDTHS)
    title = _("How far you are, and the scores as they stand")
    page.put(1, 1, title if sheet.is_whole else _("How far you are"), sheets.TITLE)
    page.set_height(1, 28)
    row = _write_note(page, 2, _caution(sheet, now))
    row = _write_dimensions(page, row + 1, sheet, now)
    if sheet.is_whole:
        _write_chart(page, row + 1, sheet, first=row - len(sheet.dimensions) - 1)
        _write_gates(page, row + _CHART_ROWS + 2, sheet, now)
        row += _CHART_ROWS + 4 + len(sheet.framework.rules.gates)
    page.sheet.print_area(0, 0, row, len(_WIDTHS) - 1)
    page.set_up_print(n_pages=1)
    page.protect()


def _write_note(page: Page, row: int, texts: Sequence[str]) -> int:
    for text in texts:
        page.put(row, 1, text, sheets.FLOWING)
        row += 1
    return row


def _caution(sheet: ScoreSheet, now: Now) -> list[str]:
    questionnaire = sheet.framework.questionnaire
    said = [questionnaire.standing_sentence]
    if not sheet.is_whole:
        said.append(
            _("This workbook holds a part of the questions. Scores are to be seen in the app.")
        )
        return said
    if now.progress.needed:
        said.append(
            _("Scores are shown from {needed} answers on.", needed=str(now.progress.needed))
        )
    said.append(
        _("The app also says how far each score may be off, and what follows from the answers.")
    )
    return said


def _write_dimensions(page: Page, row: int, sheet: ScoreSheet, now: Now) -> int:
    """Write one row for each dimension, and one for all; return the next free row."""
    first = row + 1
    for dimension in sheet.dimensions:
        row += 1
        columns = _progress(sheet, dimension, now)
        columns += _results(sheet, dimension, now, row) if sheet.is_whole else []
        for column, one in enumerate(columns, start=3):
            page.compute(row, column, f"={one.formula}", one.result, one.look)
        page.put(row, 1, dimension.id, sheets.LABEL)
        page.put(row, 2, dimension.name, sheets.PLAIN)
        page.set_height(row, 16)
        if row == first:
            headings = [_("Dimension"), None, *(one.heading for one in columns)]
            page.put_row(row - 1, headings, sheets.HEADING)
            page.set_height(row - 1, 30)
    row += 1
    _write_total(page, row, first, sheet, now)
    return row + 1


def _progress(sheet: ScoreSheet, dimension: Dimension, now: Now) -> list[_Column]:
    id_ = dimension.id
    counts = now.counts[id_]
    known, applicable = sheet.known(id_), sheet.applicable(id_)
    none = _("not applicable")
    coverage = f'IF({applicable}=0,"{none}",{known}/{applicable})'
    share = counts.known / counts.applicable if counts.applicable else none
    return [
        _Column(_("Questions"), str(counts.asked), counts.asked, sheets.WHOLE),
        _Column(_("Answered"), sheet.answered(id_), counts.answered, sheets.WHOLE),
        _Column(_("With a level"), known, counts.known, sheets.WHOLE),
        _Column(_("Coverage"), coverage, share, _PERCENT),
    ]


def _results(sheet: ScoreSheet, dimension: Dimension, now: Now, row: int) -> list[_Column]:
    id_ = dimension.id
    if not sheet.has_score(id_):
        # No other number may stand where the rule cannot be computed.
        in_app = _("in the app")
        return [_Column(_("Score"), f'"{in_app}"', in_app, sheets.WHOLE)]
    value, own = now.shown(id_), xlsx.cell(row, 7)
    band = now.score(id_).band
    held, said = _held_down(sheet, dimension, now)
    return [
        _Column(_("Score"), sheet.score(id_), value, sheets.SCORE),
        _Column(
            _("Band"),
            f'IF({own}="","",{sheet.band(own)})',
            None if value is None or band is None else band.name,
            sheets.WHOLE,
        ),
        _Column(
            _("What holds the score down"),
            f'IF({own}="","",{held})',
            None if value is None else said,
            sheets.PLAIN,
        ),
    ]


def _held_down(sheet: ScoreSheet, dimension: Dimension, now: Now) -> tuple[str, str]:
    """Return the formula that says what limits a score, and what it says now."""
    node = sheet.node(dimension.id)
    if isinstance(node, CappedMean):
        return _cap_words(sheet, dimension, node, now)
    if isinstance(node, Chain) and node.stages:
        cells, means = sheet.links(dimension.id), link_means(sheet, dimension, now)
        lowest = f"MIN({','.join(cells.values())})"
        weakest = {
            name: f'IF({cell}="",FALSE,{cell}-{lowest}<{ALMOST})' for name, cell in cells.items()
        }
        known = [mean for mean in means.values() if mean is not None]
        names = [
            name for name, mean in means.items() if mean is not None and mean - min(known) < _NEAR
        ]
        words = _("Weakest link: {names}", names=place("names"))
        return (
            sentence(words, {"names": listed_where(weakest)}),
            _("Weakest link: {names}", names=", ".join(names)),
        )
    return '""', ""


def _cap_words(
    sheet: ScoreSheet, dimension: Dimension, node: CappedMean, now: Now
) -> tuple[str, str]:
    points = sheet.points_of(dimension)
    cells = {id_: points.cells[id_] for id_ in formulas.capping(node)}
    lowest = f"MIN({','.join(cells.values())})"
    at_lowest = {id_: f'IF({cell}="",FALSE,{cell}={lowest})' for id_, cell in cells.items()}
    mean = formulas.mean_formula(node, node.children, points)
    cap = formulas.cap_formula(node, points)
    words = sentence(_limit_words(node, place("names")), {"names": listed_where(at_lowest)})
    # Where nothing that caps is known, the limit is an empty text.
    binds = f'IF({cap}="",FALSE,{mean}-{cap}>{ALMOST})'
    limit = now.explanation(dimension.id).limit
    held = (
        limit is not None and limit.binds and _mean_of(sheet, dimension, now) - limit.value > _NEAR
    )
    names = ", ".join(limit.ids) if limit and held else ""
    said = _limit_words(node, names) if held else ""
    return f'IF({binds},{words},"")', said


def _limit_words(node: CappedMean, names: str) -> str:
    return ngettext(
        "No more than {allowance} level above {names}",
        "No more than {allowance} levels above {names}",
        form_of(node.allowance),
        allowance=short(node.allowance),
        names=names,
    )


def _mean_of(sheet: ScoreSheet, dimension: Dimension, now: Now) -> float:
    levels, node = now.explanation(dimension.id).effective_levels, sheet.node(dimension.id)
    scale = sheet.tree.scale
    points = {id_: scale.to_points(one) if scale else one for id_, one in levels.items()}
    total = sum(node.weight_of(id_) for id_ in points)
    return sum(one * node.weight_of(id_) for id_, one in points.items()) / total if total else 0.0


def _write_total(page: Page, row: int, first: int, sheet: ScoreSheet, now: Now) -> None:
    page.put(row, 1, _("All"), sheets.LABEL)
    page.put(row, 2, None, sheets.PLAIN)
    dimensions = sheet.dimensions
    totals = (
        sum(now.counts[one.id].asked for one in dimensions),
        sum(now.counts[one.id].answered for one in dimensions),
        sum(now.counts[one.id].known for one in dimensions),
    )
    for column, total in enumerate(totals, start=3):
        cells = f"{xlsx.cell(first, column)}:{xlsx.cell(row - 1, column)}"
        page.compute(row, column, f"=SUM({cells})", total, sheets.WHOLE)


def _write_gates(page: Page, row: int, sheet: ScoreSheet, now: Now) -> None:
    """Write which answers count for less, because what restrains them is weak."""
    gates = sheet.framework.rules.gates
    if not gates:
        return
    page.put(row, 1, _("Answers that others hold down"), sheets.SECTION)
    page.set_height(row, 24)
    headings = (_("Indicator"), None, _("Level"), _("Counts as"), _("Held down by"))
    page.put_row(row + 1, headings, sheets.HEADING)
    effects = {
        effect.indicator_id: effect
        for explanation in now.explanations
        for effect in explanation.gates
    }
    for number, (id_, rule) in enumerate(gates.items(), start=row + 2):
        effect = effects.get(id_)
        level, counts = sheet.level(id_), sheet.counts(id_)
        by = rule.by if isinstance(rule, Gate) else ()
        lowest = f"MIN({','.join(sheet.level(gate) for gate in by)})"
        binding = {
            gate: f'IF({sheet.level(gate)}="",FALSE,{sheet.level(gate)}={lowest})' for gate in by
        }
        held = f'IF({level}="","",IF({counts}<{level},{listed_where(binding)},""))'
        page.put(number, 1, id_, sheets.LABEL)
        page.put(number, 2, sheet.framework.questionnaire.indicator(id_).name, sheets.PLAIN)
        found: tuple[tuple[str, str | float | None], ...] = (
            (level, effect and effect.level),
            (counts, effect and effect.effective_level),
            (held, ", ".join(effect.bound_by) if effect else None),
        )
        for column, (formula, result) in enumerate(found, start=3):
            page.compute(number, column, f"={formula}", result, sheets.WHOLE)
        page.set_height(number, 16)


def _write_chart(page: Page, row: int, sheet: ScoreSheet, *, first: int) -> None:
    """Draw the scores as bars, from the cells of the table."""
    last = first + len(sheet.dimensions) - 1
    chart: Any = page.book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": _("Score"),
            "categories": [page.title, first - 1, 0, last - 1, 0],
            "values": [page.title, first - 1, 6, last - 1, 6],
            "fill": {"color": _BAR},
            "gap": 60,
        }
    )
    chart.set_title({"name": _("Scores by dimension, 0 to 100"), "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 0, "max": 100, "major_unit": 20})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 860, "height": 250})
    page.sheet.insert_chart(
        row - 1, 1, chart, {"description": _("The scores of the table above, as bars.")}
    )
