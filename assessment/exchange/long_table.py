"""Answers as a long table for statistics programs, with a codebook that explains every column.

One row for each question and revision of its answer, and one for a question that nobody
answered. Each code stands beside its label, so that neither R nor Excel needs a second table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assessment.exchange.csv_table import write_csv
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.answer import (
    CONFIDENCES,
    GRADES,
    Answer,
    Evidence,
    Origin,
    RecordedAnswer,
    Status,
)
from assessment.model.assessment import MODES, Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.reporting.terms import (
    confidence_words,
    mode_name,
    origin_words,
    status_words,
)

ANSWERS, CODEBOOK = "answers.csv", "codebook.csv"
_ORIGINS: tuple[Origin, ...] = (
    *("page", "workbook", "command"),
    *("demonstration", "consensus", "carried_over"),
)
_APART = " | "
Cell = str | int | None
Codes = Mapping[str, str]


@dataclass(frozen=True)
class _Place:
    """One row to be: a question, one of its answers, and what stands beside the newest one."""

    framework: Framework
    record: Record
    indicator: Indicator
    found: RecordedAnswer | None
    is_current: bool
    sources: Sequence[Evidence]

    @property
    def answer(self) -> Answer:
        """What was answered; an answer that says nothing where nobody did."""
        return self.found.answer if self.found else Answer(self.indicator.id)


@dataclass(frozen=True)
class _Column:
    """A column with what the codebook says of it.

    Attributes
    ----------
    kind
        ``text``, ``code``, ``codes`` (several in one cell), ``number``, ``day`` or ``moment``.
    empty
        What an empty cell means, marked; empty where no cell is.
    codes
        Every code that may stand in it with its label; none where it is free.
    """

    name: str
    kind: str
    meaning: str
    value: Callable[[_Place], Cell]
    empty: str = ""
    codes: Callable[[Questionnaire], Codes] = lambda _asked: {}
    unit: str = ""
    bounds: Callable[[Questionnaire], tuple[Cell, Cell]] = lambda _asked: (None, None)


def _levels(asked: Questionnaire) -> Codes:
    return {str(one.value): one.name for one in asked.scale}


def _statements(asked: Questionnaire) -> Codes:
    return {id_: s.text for one in asked.indicators for id_, s in one.statements.items()}


def _yes_no(_asked: Questionnaire) -> Codes:
    return {"0": _("no"), "1": _("yes")}


def _level_name(place: _Place) -> Cell:
    level = place.answer.level
    return None if level is None else _levels(place.framework.questionnaire).get(str(level))


def _confidence(place: _Place) -> Cell:
    said = place.answer.confidence
    return confidence_words(said) if said else None


def _moment(place: _Place) -> Cell:
    return iso_moment(place.found.recorded_at) if place.found else None


def iso_moment(moment: datetime) -> str:
    """Return a moment with its zone, which is UTC.

    Examples
    --------
    >>> iso_moment(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    '2026-03-02T09:30:00+00:00'
    """
    return moment.astimezone(UTC).isoformat()


def _source(entry: Evidence) -> str:
    parts = (entry.title, entry.publisher, entry.published, entry.link, entry.page)
    return ", ".join(part for part in parts if part)


_NEVER = mark("nobody answered this question")
_NOT_SAID = mark("not said")
_OF_NEWEST = mark("an earlier answer, or there is none")
_DAY = mark("the period has no place in time")
_WHOLE_STATE = mark("the whole state is assessed")

_HEADING = (
    _Column(
        "assessment_id", "text", mark("Id of the assessment"), lambda p: p.record.assessment.id
    ),
    _Column(
        "questionnaire_id",
        "text",
        mark("Questionnaire that was asked"),
        lambda p: p.record.assessment.questionnaire_id,
    ),
    _Column(
        "questionnaire_version",
        "text",
        mark("Version of the questionnaire"),
        lambda p: p.record.assessment.questionnaire_version,
    ),
    _Column(
        "questionnaire_checksum",
        "text",
        mark("Checksum of the content of that version"),
        lambda p: p.record.assessment.questionnaire_checksum,
    ),
    _Column(
        "state_code",
        "text",
        mark("State: ISO 3166-1 alpha-3; XAA to XZZ for invented states"),
        lambda p: p.record.assessment.state_code,
    ),
    _Column(
        "state_label", "text", mark("Name of the state"), lambda p: p.record.assessment.state_name
    ),
    _Column(
        "invented",
        "code",
        mark("Whether the state is invented for demonstration"),
        lambda p: int(p.record.assessment.invented),
        codes=_yes_no,
    ),
    _Column(
        "region",
        "text",
        mark("Region, where only a part is assessed"),
        lambda p: p.record.assessment.region or None,
        _WHOLE_STATE,
    ),
    _Column(
        "period", "text", mark("Period as it was written"), lambda p: p.record.assessment.period
    ),
    _Column(
        "period_begins",
        "day",
        mark("First day of the period (ISO 8601)"),
        lambda p: _day(p.record.assessment.begins),
        _DAY,
    ),
    _Column(
        "period_ends",
        "day",
        mark("Last day of the period (ISO 8601)"),
        lambda p: _day(p.record.assessment.ends),
        _DAY,
    ),
    _Column(
        "mode",
        "code",
        mark("Who assesses"),
        lambda p: p.record.assessment.mode,
        codes=lambda _asked: {mode: mode_name(mode) for mode in MODES},
    ),
    _Column(
        "mode_label", "text", mark("Label of mode"), lambda p: mode_name(p.record.assessment.mode)
    ),
)


def _day(day: object) -> Cell:
    return None if day is None else str(day)


_QUESTION = (
    _Column(
        "dimension_id",
        "code",
        mark("Dimension to which the question belongs"),
        lambda p: p.framework.questionnaire.dimension_of(p.indicator.id).id,
        codes=lambda asked: {one.id: one.name for one in asked.dimensions},
    ),
    _Column(
        "dimension_label",
        "text",
        mark("Label of dimension_id"),
        lambda p: p.framework.questionnaire.dimension_of(p.indicator.id).name,
    ),
    _Column(
        "indicator_id",
        "code",
        mark("Question that is answered"),
        lambda p: p.indicator.id,
        codes=lambda asked: {one.id: one.name for one in asked.indicators},
    ),
    _Column("indicator_label", "text", mark("Label of indicator_id"), lambda p: p.indicator.name),
)
_ANSWER = (
    _Column(
        "revision",
        "number",
        mark("Number of the answer to this question, counted from 1; 0 where nobody answered"),
        lambda p: p.found.revision if p.found else 0,
        unit=mark("answers"),
        bounds=lambda _asked: (0, None),
    ),
    _Column(
        "is_current",
        "code",
        mark("Whether this is the newest answer; keep these rows alone for one row a question"),
        lambda p: int(p.is_current),
        codes=_yes_no,
    ),
    _Column(
        "status",
        "code",
        mark("What kind of answer it is; three kinds of missing are told apart"),
        lambda p: p.answer.status.value,
        codes=lambda _asked: {one.value: status_words(one) for one in Status},
    ),
    _Column(
        "status_label", "text", mark("Label of status"), lambda p: status_words(p.answer.status)
    ),
    _Column(
        "level",
        "number",
        mark("Level on the scale of the questionnaire; ordered, with no equal distances"),
        lambda p: p.answer.level,
        mark("status is not 'level'; an empty cell is never a zero"),
        _levels,
        mark("levels"),
        lambda asked: (asked.lowest_level, asked.highest_level),
    ),
    _Column(
        "level_label",
        "text",
        mark("Label of level"),
        _level_name,
        mark("status is not 'level'; an empty cell is never a zero"),
    ),
    _Column(
        "reason",
        "text",
        mark("Why it does not apply, or why the level differs from what the statements propose"),
        lambda p: p.answer.reason or None,
        _NOT_SAID,
    ),
    _Column(
        "confidence",
        "code",
        mark("How sure whoever answered is; without a word it counts as low"),
        lambda p: p.answer.confidence,
        _NOT_SAID,
        lambda _asked: {one: confidence_words(one) for one in CONFIDENCES},
    ),
    _Column("confidence_label", "text", mark("Label of confidence"), _confidence, _NOT_SAID),
    _Column(
        "evidence_grade",
        "code",
        mark("Grade of the evidence, from A (best) to D (none)"),
        lambda p: p.answer.evidence_grade,
        _NOT_SAID,
        lambda _asked: {grade: grade for grade in GRADES},
    ),
    _Column(
        "statements_ticked",
        "codes",
        mark("Ids of the statements that hold, with spaces between them"),
        lambda p: " ".join(sorted(p.answer.ticked)) or None,
        mark("no statement was ticked"),
        _statements,
    ),
    _Column(
        "rationale",
        "text",
        mark("Why this answer was given"),
        lambda p: p.answer.rationale or None,
        _NOT_SAID,
    ),
    _Column(
        "change_reason",
        "text",
        mark("Why it says something else than the team had agreed on"),
        lambda p: (p.found.change_reason or None) if p.found else None,
        mark("the team had not agreed on another answer"),
    ),
)
_BESIDE = (
    _Column(
        "n_sources",
        "number",
        mark("Number of sources that stand behind the newest answer and may be handed on here"),
        lambda p: len(p.sources) if p.is_current else None,
        _OF_NEWEST,
        unit=mark("sources"),
        bounds=lambda _asked: (0, None),
    ),
    _Column(
        "sources",
        "text",
        mark("These sources, with ' | ' between them; restricted ones only where asked for"),
        lambda p: _APART.join(map(_source, p.sources)) or None if p.is_current else None,
        mark("no source that may be handed on, or an earlier answer"),
    ),
    _Column(
        "n_dissents",
        "number",
        mark("Number of different views beside the newest answer"),
        lambda p: _n_dissents(p) if p.is_current else None,
        _OF_NEWEST,
        unit=mark("views"),
        bounds=lambda _asked: (0, None),
    ),
    _Column(
        "recorded_by",
        "text",
        mark("Who recorded the answer"),
        lambda p: p.found.person_name if p.found else None,
        _NEVER,
    ),
    _Column("recorded_at", "moment", mark("When, with the zone (ISO 8601, UTC)"), _moment, _NEVER),
    _Column(
        "origin",
        "code",
        mark("How the answer came in; 'carried_over' is no answer until somebody looked at it"),
        lambda p: p.found.origin if p.found else None,
        _NEVER,
        lambda _asked: {one: origin_words(one) for one in _ORIGINS},
    ),
    _Column(
        "origin_label",
        "text",
        mark("Label of origin"),
        lambda p: origin_words(p.found.origin) if p.found else None,
        _NEVER,
    ),
)


def _n_dissents(place: _Place) -> int:
    return sum(one.indicator_id == place.indicator.id for one in place.record.dissents)


_COLUMNS = (*_HEADING, *_QUESTION, *_ANSWER, *_BESIDE)
COLUMN_NAMES = tuple(column.name for column in _COLUMNS)
_OF_CODEBOOK = (
    *("column", "kind", "meaning", "unit", "lowest", "highest"),
    *("code", "label", "empty_cell_means"),
)


def write_long_table(  # noqa: PLR0913 - the assessment, and what goes in in which form
    framework: Framework,
    record: Record,
    histories: Mapping[str, Sequence[RecordedAnswer]],
    *,
    made_at: datetime,
    include_restricted: bool = False,
    decimal_comma: bool = False,
) -> bytes:
    """Return answers and codebook as a zip with two CSV files.

    Parameters
    ----------
    histories
        Every answer to each indicator, the newest first.
    decimal_comma
        As in `write_csv`.
    """
    rows = [
        [column.value(place) for column in _COLUMNS]
        for place in _places(framework, record, histories, include_restricted=include_restricted)
    ]
    codebook = _codebook(framework.questionnaire)
    tables = {ANSWERS: (COLUMN_NAMES, rows), CODEBOOK: (_OF_CODEBOOK, codebook)}
    files = {
        name: write_csv(columns, lines, decimal_comma=decimal_comma)
        for name, (columns, lines) in tables.items()
    }
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as target:
        for name, content in files.items():
            info = ZipInfo(name, made_at.astimezone(UTC).timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, content)
    return whole.getvalue()


def _places(
    framework: Framework,
    record: Record,
    histories: Mapping[str, Sequence[RecordedAnswer]],
    *,
    include_restricted: bool,
) -> Iterator[_Place]:
    shown = [e for e in record.evidence if include_restricted or e.protection != "restricted"]
    for indicator in framework.questionnaire.indicators:
        sources = [entry for entry in shown if entry.indicator_id == indicator.id]
        newest_first = histories.get(indicator.id, ())
        if not newest_first:
            yield _Place(framework, record, indicator, None, True, sources)  # noqa: FBT003 - a field
        for found in reversed(newest_first):
            is_current = found is newest_first[0]
            yield _Place(framework, record, indicator, found, is_current, sources)


def _codebook(asked: Questionnaire) -> Iterator[list[Cell]]:
    """Yield a row for each column, followed by one for each of its codes."""
    for one in _COLUMNS:
        lowest, highest = one.bounds(asked)
        empty = _(one.empty) if one.empty else _("no cell is empty")
        said = [one.name, one.kind, _(one.meaning), _(one.unit) if one.unit else None]
        yield [*said, lowest, highest, None, None, empty]
        for code, label in one.codes(asked).items():
            yield [one.name, "code", None, None, None, None, code, label, None]
