"""Sections on what was found: how sure one can be, scores, gaps, weak points, context, dissent."""

from collections import Counter
from collections.abc import Iterable, Iterator

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import CONFIDENCES, GRADES, Answer
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, GapFinding
from assessment.reporting.agreement import dissent_lines
from assessment.reporting.bands import band_phrase
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.reporting.document import (
    Box,
    Bullets,
    Cell,
    Heading,
    Note,
    Paragraph,
    Part,
    Picture,
    Table,
    plain_table,
    reads_right_to_left,
)
from assessment.reporting.gaps import explain_gap, flag_table
from assessment.reporting.heat_map import describe_heat, heat_cells, heat_key
from assessment.reporting.method_marks import mark_lines
from assessment.reporting.profile import (
    describe_profile,
    describe_score,
    dimension_table,
    level_table,
    weakest,
)
from assessment.reporting.progress import progress_sentence
from assessment.reporting.quality import summary
from assessment.reporting.report.gathered import Gathered, frame_table, section
from assessment.reporting.rounds import carried_words
from assessment.reporting.statements import paper_note, paper_table, zero_lines
from assessment.reporting.terms import confidence_words
from assessment.reporting.wording import answer_words, name_indicator

_TRACK, _EDGE, _REACH, _MARK = "#dedede", "#8a8a8a", "#7fa3c7", "#111111"
_MOST_IN_A_ROW = 10
"""Cells of the heat map beside each other; more of them would be too narrow to read."""


def sureness(found: Gathered) -> Iterator[str]:
    """Yield how much is answered, how sure the answers are, and what a reviewer would ask."""
    if not found.profile.progress.is_early:
        yield progress_sentence(found.profile.progress, found.framework)
    answers = [one.answer for one in found.record.answers.values() if one.answer.is_answered]
    if answers:
        yield _("Confidence in the answers: {counts}.", counts=_count_confidence(answers))
        yield _("Grade of the evidence for them: {counts}.", counts=_count_grades(answers))
    if found.quality is not None and found.quality.checks and answers:
        yield _("Quality checks: {summary}", summary=summary(found.quality))


def _count_confidence(answers: Iterable[Answer]) -> str:
    counts = Counter(one.confidence for one in answers)
    return formats.listed(
        _("{number} {words}", number=formats.whole(counts[each]), words=confidence_words(each))
        for each in (*CONFIDENCES, None)
        if counts[each]
    )


def _count_grades(answers: Iterable[Answer]) -> str:
    counts = Counter(one.evidence_grade for one in answers)
    return formats.listed(
        _("{number} {words}", number=formats.whole(counts[each]), words=each or _("not stated"))
        for each in (*GRADES, None)
        if counts[each]
    )


def profile_chart(found: Gathered) -> Iterator[Part]:
    """Yield the dimensions with score, band and interval, each with its bar, and the key."""
    columns = (_("Dimension"), _("Score (0 to 100)"), _("Band"), _("Interval"), _("From 0 to 100"))
    shown = dimension_table(found.profile, found.framework).itertuples(index=False, name=None)
    rows = tuple(
        (
            *(Cell(str(row[place])) for place in (1, 2, 3, 4)),
            Cell(picture=score_bar(score, found.framework)),
        )
        for row, score in zip(shown, found.profile.dimensions, strict=True)
    )
    described = describe_profile(found.profile, found.framework)
    yield Table(columns, rows, (30, 11, 25, 16, 32), described)
    yield Paragraph(bar_key())


def bar_key() -> str:
    """Say what the bars of scores show."""
    return _(
        "The dark mark is the score, the bar behind it the interval, and the thin strokes are "
        "the cut-offs of the bands. A thin line alone shows the bounds where there is no score."
    )


def score_bar(score: DimensionScore, framework: Framework) -> Picture | None:
    """Draw a scale from 0 to 100: its bands, the interval, the score; else only the bounds."""
    if score.n_applicable == 0 or score.too_early:
        return None
    boxes = [Box(0, 10, 200, 4, _TRACK)]
    boxes += [Box(min(2 * band.from_score, 199), 7, 1, 10, _EDGE) for band in framework.rules.bands]
    boxes.append(Box(199, 7, 1, 10, _EDGE))
    if score.value is None:
        boxes.append(Box(2 * score.low, 11, max(2 * (score.high - score.low), 1), 2, _MARK))
    else:
        if (reach := score.interval) is not None:
            boxes.append(Box(2 * reach.low, 8, max(2 * (reach.high - reach.low), 1), 8, _REACH))
        boxes.append(Box(min(max(2 * score.value - 2, 0), 196), 3, 4, 18, _MARK))
    said = describe_score(score, framework)
    return Picture(200, 24, tuple(boxes), said, mirrored=reads_right_to_left())


def dimensions(found: Gathered) -> Iterator[Part]:
    """Yield the chart with its key, and what is known of each dimension."""
    yield from profile_chart(found)
    frame = dimension_table(found.profile, found.framework)
    known = frame.iloc[:, [1, *range(5, frame.shape[1])]]
    yield from frame_table(known, _known_widths(known.shape[1]), _("What is known, and limits"))


def _known_widths(number: int) -> tuple[float, ...]:
    return (28, 16, 14, 12, *(20 for _column in range(number - 4)))


def explanations(found: Gathered) -> Iterator[Part]:
    """Yield how the result of each dimension came about."""
    for score in found.profile.dimensions:
        yield from _one_dimension(score, found)


def _one_dimension(score: DimensionScore, found: Gathered) -> Iterator[Part]:
    id_, framework = score.dimension_id, found.framework
    name, band = framework.questionnaire.dimension_name(id_), band_phrase(score, framework)
    yield Heading(2, _("{name}: {band}", name=name, band=band))
    yield Bullets(
        (
            *explain_dimension(score, found.profile.explanation(id_), framework),
            *zero_lines(framework, found.record, id_),
            *mark_lines(found.profile, id_, framework),
        )
    )


def heat_map(found: Gathered) -> Iterator[Part]:
    """Yield every answer at a glance; the level stands in each cell, so no colour is needed."""
    cells = heat_cells(found.framework, found.record)
    widest = min(_MOST_IN_A_ROW, max(map(len, cells.values())))
    rows: list[tuple[Cell, ...]] = []
    for dimension in found.framework.questionnaire.dimensions:
        own = [Cell(f"{one.indicator_id}\n{one.sign}", one.colour) for one in cells[dimension.id]]
        for start in range(0, len(own), widest):
            row = own[start : start + widest]
            rest = (Cell() for _place in range(widest - len(row)))
            rows.append((Cell(dimension.name), *row, *rest))
    columns = (_("Dimension"), *(formats.whole(place + 1) for place in range(widest)))
    described = describe_heat(found.framework, found.record)
    yield Paragraph(described)
    yield Table(columns, tuple(rows), (30, *(9 for _place in range(widest))), described, small=True)
    yield Paragraph(heat_key(found.framework))


def gaps(found: Gathered) -> Iterator[Part]:
    """Yield active critical gaps with the answers behind them, then those that stay open."""
    active = [one for one in found.profile.gaps if one.is_active]
    open_ = [one for one in found.profile.gaps if not one.is_active]
    yield Paragraph(_("Combinations of answers that open a review, whatever the scores."))
    if not active:
        yield Paragraph(_("No critical gap is active."))
    for one in active:
        yield from _one_gap(one, found)
    if open_:
        yield Heading(2, _("Cannot be ruled out"))
        columns = (_("Gap"), _("Why"))
        rows = (
            (f"{one.gap.id} {one.gap.name}", explain_gap(one, found.framework, found.record))
            for one in open_
        )
        yield plain_table(columns, rows, (30, 70), _("Critical gaps that cannot be ruled out"))


def _one_gap(one: GapFinding, found: Gathered) -> Iterator[Part]:
    questionnaire = found.framework.questionnaire
    yield Heading(2, f"{one.gap.id} {one.gap.name}")
    yield Paragraph(one.gap.meaning)
    yield Paragraph(explain_gap(one, found.framework, found.record), strong=True)
    crimes = ", ".join(questionnaire.crime_names(one.gap.crimes))
    yield Paragraph(_("The crimes that this is about: {crimes}.", crimes=crimes))
    homes = (questionnaire.indicator_of_statement(id_) for id_ in one.finding.causes)
    named = (
        *(id_ for id_ in one.finding.causes if questionnaire.has_indicator(id_)),
        *(home.id for home in homes if home),
    )
    yield from answer_rows(dict.fromkeys(named), found, _("The answers behind this gap"))


def answer_rows(ids: Iterable[str], found: Gathered, described: str) -> Iterator[Part]:
    """Yield a table of answers with how sure they are and why; nothing for no indicator."""
    columns = (_("Indicator"), _("Level"), _("Confidence"), _("Evidence grade"), _("Rationale"))
    rows = [_answer_row(id_, found) for id_ in ids]
    if rows:
        yield plain_table(columns, rows, (24, 17, 15, 12, 45), described)


def _answer_row(id_: str, found: Gathered) -> tuple[str, ...]:
    answer = found.record.answer(id_)
    none = _("not stated")
    why = "\n".join(text for text in (answer.rationale, answer.reason) if text)
    return (
        name_indicator(found.framework, id_),
        answer_words(answer, found.framework),
        confidence_words(answer.confidence),
        answer.evidence_grade or none,
        why or none,
    )


def weak_points(found: Gathered) -> Iterator[Part]:
    """Yield the indicators at the two lowest levels."""
    yield from _levels(weakest(found.framework, found.record), found, _("Lowest levels"))


def strengths(found: Gathered) -> Iterator[Part]:
    """Yield the indicators at the two highest levels."""
    yield from _levels(found.profile.strengths, found, _("Strengths"))


def _levels(ids: Iterable[str], found: Gathered, described: str) -> Iterator[Part]:
    yield from frame_table(level_table(ids, found.framework, found.record), (10, 90), described)


def on_paper(found: Gathered) -> Iterator[Part]:
    """Yield what holds on paper beside what holds in practice."""
    rows = [
        *frame_table(
            paper_table(found.framework, found.record),
            (12, 40, 16, 16, 16),
            _("On paper and in practice"),
        )
    ]
    if rows:
        yield Paragraph(paper_note())
        yield from rows


def circumstances(found: Gathered) -> Iterator[Part]:
    """Yield the context flags, which never change a score."""
    if not found.framework.questionnaire.context_flags:
        return
    yield Paragraph(
        _("These circumstances never change a score. They say whether the capacity may be tested.")
    )
    flags = flag_table(found.record, found.framework)
    yield from frame_table(
        flags, (11, 26, 16, 11, 22, 15, 29), _("Context, beside the scores"), small=True
    )


def dissent(found: Gathered) -> Iterator[Part]:
    """Yield every different view, with what was replied."""
    by_indicator: dict[str, list[str]] = {}
    for one in found.record.dissents:
        by_indicator.setdefault(one.indicator_id, []).extend(
            # In a list, what stands in front of a reply would hang before its first line alone.
            line.strip()
            for line in dissent_lines(one)
        )
    for id_, lines in by_indicator.items():
        yield from section(2, name_indicator(found.framework, id_), [Bullets(tuple(lines))])


def not_begun(found: Gathered) -> Iterator[Part]:
    """Yield that there is nothing to say yet, or too little."""
    if found.record.carried:
        yield Note(carried_words(len(found.record.carried)))
    if not found.has_begun:
        yield Note(_("Nothing is answered yet, so there is nothing to show."))
    elif found.profile.progress.is_early:
        yield Note(progress_sentence(found.profile.progress, found.framework))
    elif not found.profile.is_complete:
        yield Paragraph(
            _(
                "Some questions have no level yet. Where too much is unknown, bounds are shown "
                "instead of a score."
            )
        )


def count_more(number: int) -> str:
    """Say how many more entries the full report has."""
    return ngettext(
        "{number} more stands in the full report.",
        "{number} more stand in the full report.",
        number,
    )
