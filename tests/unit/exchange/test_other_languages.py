"""Workbooks and messages in another language: nothing stays English, and any language is read."""

import re
from dataclasses import asdict
from datetime import time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.exchange.field_workbook import layout
from assessment.exchange.field_workbook.meta import read_meta
from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.exchange.results_workbook import write_results_workbook
from assessment.exchange.safe_reader import read_sheets
from assessment.exchange.sheets import add_sheet, empty_workbook
from assessment.locales import use_language
from assessment.model.answer import Dissent, Evidence, Reply, Status
from assessment.model.problem import Refused
from assessment.programmes.arrange import arrange
from assessment.programmes.match import suggest_programmes
from assessment.reporting.bands import band_phrase
from assessment.reporting.dimension_sentences import (
    explain_dimension,
    method_annex,
    rule_sentence,
)
from assessment.reporting.gaps import explain_gap, tier_sentence
from assessment.reporting.programmes import GROUP_NAMES, explain_suggestion
from assessment.reporting.report.gathered import Gathered
from assessment.reporting.report.whole import brief, full_report
from assessment.scoring.profile import score_record
from tests.builders import MOMENT, all_at, an_assessment, record_with, small_framework
from tests.pseudo import PSEUDO, texts_in, unmarked
from tests.unit.exchange import hostile
from tests.unit.exchange.filling import (
    FREE_ROW,
    answer_cell,
    filled,
    opened,
    returned,
    saved,
)

FRAMEWORK = small_framework()
QUESTIONNAIRE = FRAMEWORK.questionnaire
RESTRICTED = Evidence("LAW-1", "Zettel", protection="restricted", id="e-2")
SOURCES = (Evidence("LAW-1", "Bericht", "Amt", protection="public", id="e-1"), RESTRICTED)
DISSENTS = (
    Dissent("LAW-2", 1, "Nein", "Beda", MOMENT, "d-1", (Reply("Gut", "Ilo", MOMENT),)),
    Dissent("LAW-3", None, "Nein", "Beda", MOMENT, "d-2"),
)
TYPED = (
    "Bericht",
    "Amt",
    "Zettel",
    "Nein",
    "Beda",
    "Gut",
    "Ilo",
    "Karsova",
    "vier",
    "kaum",
    "geheim",
)
RULES = tuple(rule.rule for rule in FRAMEWORK.rules.dimensions.values())


def a_record():
    levels = {**all_at(FRAMEWORK, 1), "LAW-1": 3, "SEC-1": "II", "LAW-3": "NA"}
    flags = {"X1": "present"}
    record = record_with(FRAMEWORK, levels, flags=flags, evidence=SOURCES, dissents=DISSENTS)
    region = an_assessment(region="Nord", scope_note="Kern")
    return type(record)(region, record.answers, record.evidence, record.dissents, record.flags)


def field(record=None):
    record = record or a_record()
    return write_field_workbook(FRAMEWORK, record, made_at=MOMENT, app_version="0.1.0")


def results():
    record = a_record()
    profile = score_record(FRAMEWORK, record)
    found = suggest_programmes(FRAMEWORK, record, profile)
    arrangement = arrange(found, FRAMEWORK.catalogue)
    return write_results_workbook(
        Gathered(
            FRAMEWORK,
            record,
            profile,
            MOMENT,
            "0.1.0",
            suggestions=found,
            arrangement=arrangement,
        )
    )


def content_texts(value):
    """Every text of the questionnaire, its rules and its programmes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from content_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from content_texts(inner)


ALLOWED = frozenset(
    {
        *TYPED,
        *("Nord", "Kern", "vielleicht", "The question does not arise."),
        *content_texts(QUESTIONNAIRE.model_dump(mode="json")),
        *content_texts(FRAMEWORK.rules.model_dump(mode="json")),
        *FRAMEWORK.rules.interval.step_maps,
        *content_texts(FRAMEWORK.catalogue.model_dump(mode="json")),
    }
)


def sentences():
    """What reporting says of these results, which is its own to show."""
    record = a_record()
    profile = score_record(FRAMEWORK, record)
    for score in profile.dimensions:
        yield band_phrase(score, FRAMEWORK)
        yield from explain_dimension(score, profile.explanation(score.dimension_id), FRAMEWORK)
    yield tier_sentence(profile, FRAMEWORK)
    yield "Ada Amin"
    yield from (explain_gap(gap, FRAMEWORK, record) for gap in profile.gaps)
    for suggestion in suggest_programmes(FRAMEWORK, record, profile):
        yield from explain_suggestion(suggestion, FRAMEWORK)
    yield from GROUP_NAMES.values()
    yield from method_annex(FRAMEWORK)
    yield from (rule_sentence(rule, FRAMEWORK) for rule in FRAMEWORK.rules.dimensions.values())


def shown(content):
    """Every text that a person meets in a workbook, with its place; codes are for the reader."""
    for sheet in load_workbook(BytesIO(content)).worksheets:
        if sheet.title in (layout.META, layout.SCORES):
            continue
        is_list = sheet.title == layout.LISTS
        hidden = {1} if is_list else {n for n in (1, 2) if sheet.row_dimensions[n].hidden}
        yield "title", "" if is_list else sheet.title
        columns = {letter for letter, one in sheet.column_dimensions.items() if one.hidden}
        for row in sheet:
            if row[0].row not in hidden:
                cells = (cell for cell in row if cell.value and cell.column_letter not in columns)
                yield from ((cell.coordinate, told_by(cell)) for cell in cells)
        for rule in sheet.data_validations.dataValidation:
            texts = (rule.error, rule.errorTitle, rule.prompt, rule.promptTitle)
            yield from (("hint", text) for text in texts if text)


def as_said(texts):
    """Put the lines of a sentence together again, which stand in cells below each other."""
    place, said = "", ""
    for at, text in texts:
        place, said = place if said else at, f"{said} {text}".strip()
        if said.count("⟦") == said.count("⟧"):
            yield place, said
            said = ""
    assert said == ""


def told_by(cell):
    """What a cell says; of a formula, what stands in it between quotes."""
    if cell.data_type != "f":
        return str(cell.value)
    pieces = re.findall(r'"((?:[^"]|"")*)"', cell.value)
    return "".join(piece for piece in pieces if not piece.startswith("*"))


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("made", [field, results])
def test_no_text_of_a_workbook_stays_english(made):
    content = made()
    texts = list(as_said(shown(content)))
    assert len(texts) > 100
    allowed = ALLOWED | set(sentences() if made is results else ())
    english = [(at, text, left) for at, text in texts if (left := unmarked(text, allowed))]
    assert english == []
    assert unmarked(opened(content).properties.title, ALLOWED) == []


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("make", [brief, full_report])
def test_no_text_of_a_report_stays_english(make):
    record = a_record()
    profile = score_record(FRAMEWORK, record)
    found = suggest_programmes(FRAMEWORK, record, profile)
    first = arrange(found, FRAMEWORK.catalogue)
    made = Gathered(
        FRAMEWORK, record, profile, MOMENT, "0.1.0", suggestions=found, arrangement=first
    )
    document = make(made)
    allowed = ALLOWED | {*sentences(), "Ada Amin", "spca score"}
    assert unmarked(document.title, allowed) == []
    for part in document.parts:
        # All but colours is read by somebody.
        texts = [text for text in texts_in(asdict(part)) if not text.startswith("#")]
        english = [(text, left) for text in texts if (left := unmarked(text, allowed))]
        assert english == []


@pytest.mark.usefixtures("pseudo_language")
def test_hints_stay_within_what_excel_takes():
    rules = [
        rule
        for sheet in opened(field()).worksheets
        for rule in sheet.data_validations.dataValidation
    ]
    assert rules
    for rule in rules:
        assert max(len(text or "") for text in (rule.errorTitle, rule.promptTitle)) <= 32
        assert max(len(text or "") for text in (rule.error, rule.prompt)) <= 255


@pytest.fixture
def speak(pseudo_folder, monkeypatch):
    """Switches between English and the pseudo-language within a test."""
    monkeypatch.setenv("SPCA_LOCALES", str(pseudo_folder))
    yield use_language
    use_language(None)


def read(content):
    sheets = read_sheets(content, "field.xlsx")
    found = read_return(sheets, QUESTIONNAIRE)
    given = {row.indicator_id: row.given for row in found.answers}
    evidence = [(row.evidence, row.base) for row in found.evidence]
    return read_meta(sheets).assessment_id, given, evidence, found.flags[0].flag, found.problems


@pytest.mark.parametrize("reader", ["en", PSEUDO])
@pytest.mark.parametrize("writer", ["en", PSEUDO])
def test_a_workbook_is_read_whatever_language_it_was_made_in(speak, writer, reader):
    speak("en")
    expected = read(field())
    speak(writer)
    content = field()
    assert ("Evidence" in opened(content).sheetnames) == (writer == "en")
    speak(reader)
    assert read(content) == expected
    assert expected[-1] == ()


def test_what_is_typed_from_the_lists_of_another_language_is_understood(speak):
    speak(PSEUDO)
    content = field()
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value is not None]
        for column in opened(content)[layout.LISTS].columns
    }
    typed = {
        ("Answers", "LAW-2", "level"): lists["list_levels"][-1],
        ("Answers", "LAW-2", "confidence"): lists["list_confidences"][1],
        ("⟦Context⟧", "X1", "confidence"): lists["list_confidences"][0],
    }
    speak("en")
    found = returned(filled(typed, content))
    given = next(row.given for row in found.answers if row.indicator_id == "LAW-2")
    assert (given["status"], given["confidence"]) == (Status.NOT_APPLICABLE, "medium")
    assert found.flags[0].flag.confidence == "high"


def test_options_picked_in_the_language_of_the_questionnaire_are_understood_in_another():
    flags = [flag.model_dump() for flag in QUESTIONNAIRE.context_flags]
    for flag in flags:
        flag["options"] = [{**each, "name": f"«{each['name']}»"} for each in flag["options"]]
    shown = type(QUESTIONNAIRE)(**QUESTIONNAIRE.model_dump() | {"context_flags": flags})
    framework = type(FRAMEWORK)(shown, FRAMEWORK.rules, FRAMEWORK.catalogue)
    record = record_with(FRAMEWORK, {}, flags={"X1": "present"})
    content = write_field_workbook(framework, record, made_at=MOMENT, app_version="0.1.0")
    found = returned(filled({("Context", "X2", "option"): "«Acts on it»"}, content))
    assert [row.flag.option for row in found.flags] == ["present", "acts"]
    assert found.problems == ()


def test_a_workbook_without_names_of_sheets_and_words_is_read_as_english(speak):
    speak("en")
    workbook = opened(field())
    meta = workbook[layout.META]
    kept = [
        [cell.value for cell in row]
        for row in meta
        if not row[0].value.startswith((layout.SHEET_KEY, layout.WORD_KEY))
    ]
    assert len(kept) < meta.max_row
    meta.delete_rows(1, meta.max_row)
    for row in kept:
        meta.append(row)
    expected = read(field())
    for language in ("en", PSEUDO):
        speak(language)
        assert read(saved(workbook)) == expected


def test_a_title_that_excel_does_not_take_is_changed():
    workbook = empty_workbook()
    wanted = ("A/B: [c]?*", "'" + "x" * 40, "a/b: [c]?*")
    titles = [add_sheet(workbook, title).title for title in wanted]
    assert titles[0] == "A-B- -c---"
    assert titles[1] == "x" * 30
    assert len({title.casefold() for title in titles}) == 3


def refusal_of(content):
    with pytest.raises(Refused) as caught:
        read_meta(read_sheets(content, "field.xlsx"))
    return caught.value.problems


def changed_meta(**entries):
    workbook = opened(field())
    for key, value in workbook[layout.META].iter_rows(max_col=2):
        if key.value in entries:
            value.value = entries[key.value]
    return saved(workbook)


REFUSED = {
    "empty": lambda: b"",
    "other_format": lambda: b"id,level",
    "encrypted": hostile.flagged_encrypted,
    "damaged": hostile.truncated,
    "macros": hostile.macro_part,
    "external_links": hostile.external_link,
    "too_large": hostile.many_parts,
    "forbidden_content": hostile.laughs,
    "unreadable": hostile.wrong_coordinates,
    "not_a_field_workbook": lambda: changed_meta(format="something else"),
    "format_newer": lambda: changed_meta(format_version="3"),
    "meta_incomplete": lambda: changed_meta(assessment_id=None),
}
OTHERS = (
    b"<html><table>",
    b"<?xml version='1.0'?><Workbook/>",
    b"\x89PNG\r\n\x1a\n\x00",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    b"x" * 10_000_001,
)


def unmarked_of(problems):
    return [
        (problem.code, text, left)
        for problem in problems
        for text in (problem.where, problem.found, problem.remedy, problem.allowed)
        if (left := unmarked(text, ALLOWED))
    ]


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("code", REFUSED)
def test_no_refusal_of_a_file_stays_english(code):
    problems = refusal_of(REFUSED[code]())
    assert [problem.code for problem in problems] == [f"workbook.{code}"]
    assert unmarked_of(problems) == []


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("content", OTHERS, ids=range(len(OTHERS)))
def test_no_name_of_another_kind_of_file_stays_english(content):
    assert unmarked_of(refusal_of(content)) == []


SPOILT = {
    ("level", "LAW-2"): "vier",
    ("statement:LAW-2.1a", "LAW-2"): "ja",
    ("statement:LAW-2.2a", "LAW-2"): "0",
    ("confidence", "LAW-2"): "kaum",
    ("rationale", "LAW-2"): "=A1",
    ("reason", "LAW-2"): True,
    ("rationale", "LAW-3"): "#N/A",
    ("reason", "LAW-3"): time(9, 30),
    ("base_revision", "LAW-3"): "weg",
}
SPOILT_SOURCES = (
    {"title": "Bericht"},
    {"indicator_id": "LAW-1"},
    {"indicator_id": "LAW-1", "title": "Bericht", "published": 45443},
    {"indicator_id": "LAW-99", "title": "Bericht", "protection": "geheim"},
    {"indicator_id": "LAW-1", "title": "x" * 10_001},
    {"indicator_id": "LAW-1", "title": "Bericht", "evidence_id": "e-1"},
)


def spoilt_cells():
    values = {("Answers", id_, code): value for (code, id_), value in SPOILT.items()}
    for row, source in enumerate(SPOILT_SOURCES, start=FREE_ROW + 1):
        values |= {("⟦Evidence⟧", row, code): value for code, value in source.items()}
    values["⟦Context⟧", "X2", "note"] = "Kern"
    values["⟦Context⟧", "X1", "option"] = "vielleicht"
    workbook = opened(filled(values, field()))
    sheet = workbook["SEC"]
    sheet.cell(answer_cell(workbook, "SEC-2", "level").row, 1).value = "SEC-1:level"
    stray = answer_cell(workbook, "SEC-3", "level")
    stray.value = 3
    sheet.cell(stray.row, 1).value = "SEC-77:level"
    sheet.cell(5_500, 3).value = "Kern"
    place = answer_cell(workbook, "SEC-1", "rationale")
    sheet.merge_cells(f"{place.coordinate}:{place.offset(1).coordinate}")
    context = workbook["⟦Context⟧"]
    context.delete_cols(next(cell.column for cell in context[1] if cell.value == "source"))
    return saved(workbook)


def spoilt_sheets():
    workbook = opened(field())
    workbook["LAW"].cell(1, 40).value = "answer"
    workbook["⟦Evidence⟧"].delete_rows(1)
    del workbook["⟦Context⟧"]
    return saved(workbook)


def copied_sheets():
    workbook = opened(filled({("⟦Remarks⟧", 3, "indicator_id"): "Kern"}, field()))
    for title in ("LAW", "⟦Remarks⟧", "⟦Overview⟧"):
        workbook.copy_worksheet(workbook[title]).title = f"Kern {title}"[:31]
    return saved(workbook)


def many_spoilt():
    sources = {("⟦Evidence⟧", row, "title"): "Bericht" for row in range(5, 203)}
    spoilt = {("Answers", id_, "level"): "vier" for id_ in ("LAW-1", "LAW-2", "SEC-1", "SEC-2")}
    return filled(sources | spoilt, field())


CODES = {
    *("level_unknown", "mark_unclear", "confidence_unknown", "situation_unknown"),
    *("formula_in_cell", "boolean_in_cell", "error_in_cell", "moment_in_cell"),
    *("revision_missing", "row_repeated", "id_unknown", "rows_missing", "cells_beyond"),
    *("merged_cells", "column_missing", "codes_repeated", "codes_missing", "sheet_missing"),
    *("evidence_without_indicator", "evidence_without_title", "date_unclear"),
    *("indicator_unknown", "protection_unknown", "text_too_long", "situation_missing"),
    *("more_problems", "level_row_missing", "sheet_copied", "remark_about_nothing"),
}


@pytest.mark.usefixtures("pseudo_language")
def test_no_message_about_what_was_filled_in_stays_english():
    made = (spoilt_cells(), spoilt_sheets(), copied_sheets(), many_spoilt())
    problems = [problem for content in made for problem in returned(content).problems]
    assert {problem.code.removeprefix("workbook.") for problem in problems} == CODES
    assert unmarked_of(problems) == []
