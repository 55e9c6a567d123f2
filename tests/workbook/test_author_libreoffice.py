"""The workbook of a questionnaire, saved by a real LibreOffice, says what it said before."""

from pathlib import Path

import pytest

from assessment.exchange.author_return import read_author_workbook
from assessment.exchange.translator_workbook import read_translator_workbook
from assessment.services.authoring import Taking, load_content, take_back
from assessment.services.translation import translator_workbook
from tests.authoring import Desk, typed
from tests.builders import MOMENT
from tests.workbook.conftest import profile, run


def saved(office: str, place: Path, content: bytes) -> bytes:
    source, target = place / "q.xlsx", place / "saved"
    source.write_bytes(content)
    run(office, profile(place), "--headless", "--convert-to", "xlsx", "--outdir", target, source)
    return (target / "q.xlsx").read_bytes()


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_questionnaire_that_was_changed_and_saved_there_comes_back(office, tmp_path) -> None:
    desk = Desk(tmp_path)
    text = "Is it near? «Oui», مرحبا\nand open"
    cells = {
        ("Indicators", "REACH-1", "question"): text,
        ("Sources", "GUIDE", "year"): 2020,
        ("Statements", "REACH-1.3b", "remove"): "yes",
        ("Questionnaire", "version", "text"): "1.1",
    }
    content = desk.workbook()
    kept = read_author_workbook(saved(office, tmp_path, content), "q.xlsx")
    plain = read_author_workbook(content, "q.xlsx")
    assert (kept.stamp, kept.problems) == (plain.stamp, ())
    assert {n: [r.cells for r in rows] for n, rows in kept.rows.items()} == {
        n: [r.cells for r in rows] for n, rows in plain.rows.items()
    }
    changed = saved(office, tmp_path, typed(content, cells))
    taken = take_back(desk.library, changed, "q.xlsx", Taking(desk.target))
    assert len(taken.changes) == 4
    asked = load_content(taken.folder).questionnaire
    assert asked.indicator("REACH-1").question == text
    assert asked.indicator("REACH-1").statement_ids[-1] == "REACH-1.3a"
    assert (asked.version, asked.reference("GUIDE").year) == ("1.1", 2020)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_translation_that_was_saved_there_comes_back(office, tmp_path) -> None:
    desk = Desk(tmp_path)
    content = translator_workbook(desk.base, "ar", MOMENT)[0]
    cells = {("Questions", "REACH-1.name", "translation"): "قريب ومفتوح"}
    given = read_translator_workbook(saved(office, tmp_path, typed(content, cells)), "q.xlsx")
    assert given is not None
    assert (given.language, given.problems) == ("ar", ())
    assert {row.path: row.translation for row in given.rows if row.translation} == {
        "REACH-1.name": "قريب ومفتوح"
    }
