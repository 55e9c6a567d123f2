"""The brief and the report: the same in Word and PDF, readable by everybody, and safe."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from assessment.exchange.report_docx import write_docx
from assessment.exchange.report_pdf import write_pdf
from assessment.model.answer import Dissent, Evidence, FlagEntry, Reply
from assessment.model.framework import Framework
from assessment.model.imports import RecordedRemark, Remark
from assessment.model.scope import Scope
from assessment.programmes.arrange import arrange
from assessment.programmes.match import suggest_programmes
from assessment.reporting.document import Bullets, Document, Heading, Note, Paragraph, Table
from assessment.reporting.profile import dimension_table
from assessment.reporting.progress import progress_sentence
from assessment.reporting.report.gathered import Gathered
from assessment.reporting.report.whole import brief, full_report
from assessment.scoring.profile import score_record
from assessment.services.context import Context, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.report import export_report
from assessment.services.results import gather
from assessment.wiring import ROOT, Settings, open_application
from tests.builders import MOMENT, all_at, record_with, small_framework, with_early
from tests.poppler import pdf_facts, pdf_text

FRAMEWORK = small_framework()
DEMONSTRATION = ROOT / "data" / "samples" / "demonstration"
STATES = sorted(path.stem for path in DEMONSTRATION.glob("*.yaml"))
SOURCES = (
    Evidence("LAW-1", "Open report", protection="public", id="e-1"),
    Evidence("LAW-1", "Secret letter", protection="restricted", id="e-2"),
)
MARKUP = '#read("/etc/passwd") *bold* <script>alert(1)</script> {{7*7}} $x^2$ \\ // /* @label'
FROM_THE_RIGHT = "مرحبا بالعالم"
EAST_ASIAN = "保護能力の評価"
CYRILLIC = "Защита населения"
HOSTILE = (
    f"{MARKUP}\n{FROM_THE_RIGHT}\n{EAST_ASIAN}\n{CYRILLIC}\n"
    f"\x00\x07\x1b[31m\x85\ue000\U000e1234\u202e{'word ' * 1_500}{'x' * 2_600}"
)


def gathered(record=None, framework: Framework = FRAMEWORK, **changes: object) -> Gathered:
    record = record or record_with(framework, {**all_at(framework, 2), "LAW-1": 1, "SEC-1": 0})
    profile = score_record(framework, record)
    suggestions = suggest_programmes(framework, record, profile)
    found = Gathered(framework, record, profile, MOMENT, "0.1.0", suggestions=suggestions)
    if framework.catalogue is not None:
        found = replace(found, arrangement=arrange(suggestions, framework.catalogue))
    return replace(found, **changes)


def word_text(content: bytes) -> str:
    body = docx.Document(BytesIO(content)).element.body
    return "\n".join(
        "".join(
            node.text or "" if node.tag == qn("w:t") else "\n"
            for node in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        for paragraph in body.iter(qn("w:p"))
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Context, dict[str, str]]:
    folder = tmp_path_factory.mktemp("demonstration")
    settings = Settings(f"sqlite:///{folder / 'spca.db'}", ROOT / "questionnaires", "Ada", "Here")
    context = open_application(settings).context()
    return context, {found.title: found.id for found in load_demonstration(context, DEMONSTRATION)}


def test_every_demonstration_state_has_a_brief_of_two_pages_at_most_and_a_report(
    demonstrated: tuple[Context, dict[str, str]],
) -> None:
    context, ids = demonstrated
    assert len(ids) == len(STATES)
    for title, id_ in ids.items():
        opened = open_assessment(context, id_)
        for in_brief in (True, False):
            pdf = export_report(context, opened, "pdf", in_brief=in_brief).content
            about = pdf_facts(pdf)
            assert about["Tagged"] == "yes", title
            assert not in_brief or int(about["Pages"]) <= 2, title
            assert b"pdfuaid" in pdf, title
            word = export_report(context, opened, "docx", in_brief=in_brief).content
            assert title in word_text(word)


def test_word_and_pdf_say_the_same_figures_as_the_page() -> None:
    found = gathered()
    document = brief(found)
    shown = dimension_table(found.profile, FRAMEWORK)
    texts = word_text(write_docx(document)), pdf_text(write_pdf(document))
    for text in map(one_line, texts):
        for column in (2, 4):
            assert all(str(value) in text for value in shown.iloc[:, column])


@pytest.mark.parametrize("make", [brief, full_report])
def test_no_heading_is_empty_and_no_level_of_headings_is_left_out(make) -> None:
    for found in (gathered(), gathered(record_with(FRAMEWORK, {}), has_begun=False)):
        parts = make(found).parts
        levels = [part.level for part in parts if isinstance(part, Heading)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        for part, after in zip(parts, (*parts[1:], None), strict=True):
            if isinstance(part, Heading):
                assert after is not None
                assert not isinstance(after, Heading) or after.level > part.level
            if isinstance(part, Table):
                assert part.rows
                assert {len(row) for row in part.rows} == {len(part.columns)}


def test_the_word_document_has_headings_heading_rows_descriptions_and_page_numbers() -> None:
    found = full_report(gathered())
    word = docx.Document(BytesIO(write_docx(found)))
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert styles[0] == "Title"
    assert {"Heading 1", "Heading 2", "List Bullet"} <= set(styles)
    assert len(word.tables) == sum(isinstance(part, Table) for part in found.parts)
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    pictures = [*word.element.body.iter(qn("wp:docPr"))]
    assert len(pictures) == len(FRAMEWORK.questionnaire.dimensions)
    assert all("interval" in picture.get("descr") for picture in pictures)
    footer = word.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert word.core_properties.title == found.title
    assert word.core_properties.language == "en"
    assert word.core_properties.author == ""


def test_what_a_person_wrote_is_text_and_never_an_instruction() -> None:
    passwords = (
        Path("/etc/passwd").read_text().splitlines()[0]
        if Path("/etc/passwd").exists()
        else "root:x"
    )
    levels = {**all_at(FRAMEWORK, 2), "LAW-1": 1}
    record = record_with(
        FRAMEWORK,
        levels,
        dissents=(Dissent("LAW-2", 1, HOSTILE, HOSTILE[:90], MOMENT, "d-1"),),
        evidence=(Evidence("LAW-1", HOSTILE, HOSTILE, "2026", HOSTILE, "1", "public", "e-1"),),
    )
    record = replace(
        record,
        flags={"X1": FlagEntry("X1", "present", HOSTILE, HOSTILE, None, HOSTILE)},
        scope=Scope(groups=(HOSTILE[:200],)),
        assessment=replace(record.assessment, scope_note=HOSTILE, region=HOSTILE[:150]),
    )
    found = gathered(record, with_restricted=True)
    for make in (brief, full_report):
        document = make(found)
        in_pdf = pdf_text(write_pdf(document))
        for text in (word_text(write_docx(document)), in_pdf):
            said = re.sub(r"\s|\u200b", "", text)
            assert '#read("/etc/passwd")*bold*<script>alert(1)</script>' in said
            assert passwords not in text
            assert "wordword" in said
            assert {"\x00", "\x07", "\x1b"}.isdisjoint(text)
    for part in (EAST_ASIAN, CYRILLIC):
        assert part in in_pdf
    assert re.search("[\u0600-\u06ff\ufb50-\ufeff]{3}", in_pdf)


def test_a_brief_stays_one_however_long_the_texts_are() -> None:
    record = record_with(FRAMEWORK, {**all_at(FRAMEWORK, 0)})
    record = replace(record, assessment=replace(record.assessment, scope_note=HOSTILE))
    assert int(pdf_facts(write_pdf(brief(gathered(record))))["Pages"]) <= 2


def test_what_is_too_early_says_so_and_names_no_tier() -> None:
    framework = with_early(FRAMEWORK)
    found = gathered(record_with(framework, {"LAW-1": 0}), framework)
    for document in (brief(found), full_report(found)):
        said = everything(document)
        assert progress_sentence(found.profile.progress, framework) in said
        assert "It is too early to name a review tier." in said
        assert not re.search(r"Review tier T\d", said)
        assert "In short" not in said


def test_an_untouched_assessment_says_that_there_is_nothing_to_show() -> None:
    found = gathered(record_with(FRAMEWORK, {}), has_begun=False)
    said = everything(full_report(found))
    assert "Nothing is answered yet, so there is nothing to show." in said
    assert "tier" not in said.partition("Annex")[0].lower()


def test_answers_that_were_only_carried_over_are_named() -> None:
    record = record_with(FRAMEWORK, {"LAW-1": 2, "SEC-1": 1})
    carried = replace(record, answers={}, carried=record.answers)
    said = everything(full_report(gathered(carried, has_begun=False)))
    assert "2 answers of the last round wait to be looked at" in said


def test_restricted_sources_are_counted_and_not_named() -> None:
    record = record_with(FRAMEWORK, {"LAW-1": 2}, evidence=SOURCES[:1])
    said = everything(full_report(gathered(record, n_left_out=1)))
    assert "Open report" in said
    assert "1 restricted source is left out here" in said


def test_a_language_from_right_to_left_turns_text_tables_and_bars() -> None:
    document = replace(brief(gathered()), language="ar", title=FROM_THE_RIGHT)
    xml = docx.Document(BytesIO(write_docx(document))).element.xml
    assert "<w:bidi/>" in xml
    assert "<w:bidiVisual/>" in xml
    assert pdf_facts(write_pdf(document))["Tagged"] == "yes"


def test_a_row_longer_than_a_page_goes_on_on_the_next() -> None:
    record = record_with(FRAMEWORK, all_at(FRAMEWORK, 2))
    lines = "\n".join(f"line {number} of many" for number in range(1, 401))
    record = replace(record, assessment=replace(record.assessment, scope_note=lines))
    # What runs over the foot of a page would lie outside of this box.
    box = ("-x", "0", "-y", "0", "-W", "595", "-H", "800")
    said = pdf_text(write_pdf(full_report(gathered(record))), *box)
    assert all(f"line {number} of many" in said for number in range(1, 401))


def everything(document: Document) -> str:
    """Every text of a document, a line each."""
    lines = [document.title]
    for part in document.parts:
        if isinstance(part, Table):
            lines += [*part.columns, *(cell.text for row in part.rows for cell in row)]
        elif isinstance(part, Heading | Paragraph):
            lines.append(part.text)
        else:
            lines += getattr(part, "items", ()) or [part.text]  # type: ignore[union-attr] - a note
    return "\n".join(lines)


@pytest.mark.parametrize("with_restricted", [False, True])
def test_remarks_of_field_teams_go_only_where_restricted_things_go(
    *, with_restricted: bool
) -> None:
    remark = RecordedRemark(Remark("The governor disagrees.", "LAW-1"), "Team East", "Ada", MOMENT)
    record = replace(record_with(FRAMEWORK, {"LAW-1": 2}), remarks=(remark,))
    found = replace(gathered(record), with_restricted=with_restricted)
    text = word_text(write_docx(full_report(found)))
    assert ("The governor disagrees." in text) is with_restricted
    assert ("1 remark of field teams is left out" in text) is not with_restricted


def parts_below(document: Document, title: str) -> list[object]:
    """What stands under a heading, up to the next one."""
    parts = list(document.parts)
    start = next(n for n, p in enumerate(parts) if isinstance(p, Heading) and p.text == title)
    rest = parts[start + 1 :]
    end = next((n for n, part in enumerate(rest) if isinstance(part, Heading)), len(rest))
    return rest[:end]


def test_questions_of_which_nothing_is_said_are_named_and_have_no_empty_row() -> None:
    some = {**all_at(FRAMEWORK, 2)}
    del some["LAW-2"]
    found = parts_below(full_report(gathered(record_with(FRAMEWORK, some))), "Annex: all answers")
    table, sentence, names = found
    assert not any(row[0].text.startswith("LAW-2") for row in table.rows)
    assert len(table.rows) == len(some)
    assert sentence.text == "1 question is not answered:"
    (name,) = names.items
    assert ": LAW-2 (" in name


def test_a_page_of_a_source_is_called_a_page() -> None:
    sources = (
        Evidence("LAW-1", "A", link="https://example.org", page="12", id="e-1"),
        Evidence("LAW-1", "B", page="Annex 2", id="e-2"),
    )
    record = replace(record_with(FRAMEWORK, all_at(FRAMEWORK, 2)), evidence=sources)
    (table,) = [
        part
        for part in full_report(gathered(record)).parts
        if isinstance(part, Table) and part.columns[-1] == "Where"
    ]
    assert [row[-1].text for row in table.rows] == ["https://example.org\npage 12", "Annex 2"]


def test_a_reply_to_a_different_view_hangs_in_the_list_as_every_line_does() -> None:
    reply = Reply("We looked again.", "Ada", MOMENT)
    view = Dissent("LAW-1", 1, "Too high.", "Ben", MOMENT, replies=(reply,))
    record = replace(record_with(FRAMEWORK, all_at(FRAMEWORK, 2)), dissents=(view,))
    lists = [part for part in full_report(gathered(record)).parts if isinstance(part, Bullets)]
    lines = [line for part in lists for line in part.items]
    assert "Reply of Ada: We looked again." in lines
    assert lines == [line.strip() for line in lines]


def test_what_holds_for_all_other_programmes_is_a_sentence_and_no_column() -> None:
    found = gathered()
    others = [one for one in found.suggestions if one not in found.first]
    assert others
    (*sentences, table) = [
        part
        for part in parts_below(full_report(found), "All other programmes")
        if not isinstance(part, Note)
    ][:3]
    said = {part.text for part in sentences if isinstance(part, Paragraph)}
    is_open = not any(one.closings for one in others)
    is_ready = not any(one.failed for one in others)
    assert ("No route of any of these is closed." in said) == is_open
    assert ("None of these waits for a precondition." in said) == is_ready
    assert is_open or is_ready
    tables = [part for part in (*sentences, table) if isinstance(part, Table)]
    assert ("Closed routes" in tables[0].columns) == (not is_open)
    assert ("Not advised until" in tables[0].columns) == (not is_ready)


def test_codes_of_dimensions_are_not_broken_in_the_table_of_regions(
    demonstrated: tuple[Context, dict[str, str]],
) -> None:
    context, ids = demonstrated
    opened = open_assessment(context, ids["Pellucia, 2026"])
    pdf = pdf_text(export_report(context, opened, "pdf").content)
    word = full_report(gather(context, opened))
    (table,) = [
        part for part in word.parts if isinstance(part, Table) and part.columns[0] == "Region"
    ]
    codes = [name for name in table.columns if len(name) == 3 and name.isupper()]
    assert len(codes) == 8
    room = {
        name: width / sum(table.widths) * 174
        for name, width in zip(table.columns, table.widths, strict=True)
    }
    # Measured on paper: three broad capitals, "assessment" and "Coverage", with the margins.
    assert min(room[name] for name in codes) >= 11
    assert room["Kind"] >= 19.5
    assert room["Coverage"] >= 17.5
    assert "Regions, beside the state" in pdf
