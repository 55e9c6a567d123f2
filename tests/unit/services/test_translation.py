"""The texts of a questionnaire given to a translator, and the translations taken back."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from assessment.exchange.translator_workbook import read_translator_workbook
from assessment.library.languages import texts_of, translate, translations_of
from assessment.library.load import load_framework
from assessment.library.shelf import open_library
from assessment.locales import use_language
from assessment.model.problem import Refused
from assessment.services.translation import Translation, take_translation, translator_workbook
from tests.authoring import typed
from tests.builders import MOMENT
from tests.mistakes import change, copy_of_example

QUESTION = ("Questions", "REACH-1.question", "translation")
REVIEWED = ("Questions", "REACH-1.question", "reviewed_by")
FRENCH = "Les habitants peuvent-ils venir au bureau ?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_example(tmp_path)


def taken(folder: Path, cells: dict, *, is_kept: bool = True) -> Translation:
    content = typed(translator_workbook(folder, "fr", MOMENT)[0], cells)
    given = read_translator_workbook(content, "fr.xlsx")
    assert given is not None
    found = take_translation(given, folder)
    if is_kept:
        found.target.parent.mkdir(exist_ok=True)
        found.target.write_bytes(found.catalogue)
    return found


def states(folder: Path) -> dict[str, tuple[str, str, str]]:
    """Path to state, text when it was translated, and reviewer, as the workbook shows them."""
    workbook = load_workbook(BytesIO(translator_workbook(folder, "fr", MOMENT)[0]))
    rows = (row for sheet in workbook for row in sheet.iter_rows(min_row=3, values_only=True))
    return {
        str(row[0]): (str(row[1]).partition(":")[0], row[3] or "", row[5] or "")
        for row in rows
        if len(row) > 6
    }


def test_every_text_stands_in_the_workbook_once(folder: Path) -> None:
    framework = load_framework(folder).framework
    assert framework is not None
    found = states(folder)
    assert found.keys() == texts_of(framework).keys()
    assert set(found.values()) == {("New", "", "")}


def test_a_translation_is_kept_with_its_reviewer_and_shown_in_its_language(folder: Path) -> None:
    found = taken(folder, {QUESTION: FRENCH, REVIEWED: "Ada Amin"})
    # The other texts stay as they are in the source, and are counted.
    assert (found.n_translated, found.n_reviewed, found.n_changed) == (1, 1, 1)
    assert found.n_texts == len(states(folder))
    assert states(folder)["REACH-1.question"] == ("Translated", "", "Ada Amin")
    use_language("fr")
    try:
        framework = open_library(folder.parent).find("grievance")
    finally:
        use_language(None)
    assert framework is not None
    assert framework.questionnaire.indicator("REACH-1").question == FRENCH


def test_what_stands_beside_the_translations_is_listed_with_its_cell(folder: Path) -> None:
    workbook = load_workbook(BytesIO(translator_workbook(folder, "fr", MOMENT)[0]))
    sheet = workbook["Questions"]
    last = sheet.max_row
    sheet["E3"].comment = Comment("Formal?", "Ada")
    sheet["L4"].value = "Ask the office"
    # A row without its path belongs to no text.
    sheet.cell(last + 1, 5).value = "Et aussi"
    workbook.create_sheet("Mine")["A1"].value = "Call on Monday"
    saved = BytesIO()
    workbook.save(saved)
    given = read_translator_workbook(saved.getvalue(), "fr.xlsx")
    assert given is not None
    found = take_translation(given, folder)
    assert [(one.where, one.found.rpartition(": ")[2]) for one in found.problems] == [
        ("Sheet 'Questions', cell E3, comment by Ada", "'Formal?'."),
        ("Sheet 'Questions', cell L4", "'Ask the office'."),
        (f"Sheet 'Questions', cell E{last + 1}", "'Et aussi'."),
        ("Sheet 'Mine', cell A1, on a sheet that was added", "'Call on Monday'."),
    ]
    assert taken(folder, {QUESTION: FRENCH}).problems == ()


def test_taking_the_same_workbook_twice_changes_nothing(folder: Path) -> None:
    cells = {QUESTION: FRENCH, REVIEWED: "Ada Amin"}
    first = taken(folder, cells)
    again = taken(folder, cells)
    assert (again.n_changed, texts_in(again)) == (0, texts_in(first))


def texts_in(found: Translation) -> list[str]:
    """The lines of a catalogue, without the day on which it was written."""
    lines = found.catalogue.decode().splitlines()
    return [line for line in lines if "Date" not in line]


def test_an_empty_cell_and_a_row_that_is_gone_take_nothing_away(folder: Path) -> None:
    taken(folder, {QUESTION: FRENCH})
    workbook = load_workbook(BytesIO(translator_workbook(folder, "fr", MOMENT)[0]))
    for row in list(workbook["Questions"].iter_rows(min_row=3)):
        row[4].value = None
    workbook["Programmes"].delete_rows(3, 5)
    content = BytesIO()
    workbook.save(content)
    given = read_translator_workbook(content.getvalue(), "fr.xlsx")
    assert given is not None
    assert take_translation(given, folder).n_translated == 1


def test_a_text_that_was_changed_is_marked_until_somebody_looked(folder: Path) -> None:
    taken(folder, {QUESTION: FRENCH, REVIEWED: "Ada Amin"})
    old = (
        "Can people from every part of the district come to the office and return on the same day?"
    )
    change(folder, "instrument.yaml", old, "Can all people come to the office and return in a day?")
    marked = ("Changed", old, "")
    assert states(folder)["REACH-1.question"] == marked
    # Nobody touched the old translation: it still is one of the old text.
    assert taken(folder, {}).n_translated == 0
    assert states(folder)["REACH-1.question"] == marked
    # Somebody read both and says that it still fits.
    assert taken(folder, {REVIEWED: "Bo Berg"}).n_translated == 1
    assert states(folder)["REACH-1.question"] == ("Translated", "", "Bo Berg")


def test_a_workbook_that_is_older_than_the_text_is_told_so(folder: Path) -> None:
    content = typed(translator_workbook(folder, "fr", MOMENT)[0], {QUESTION: FRENCH})
    old = (
        "Can people from every part of the district come to the office and return on the same day?"
    )
    change(folder, "instrument.yaml", old, "Can all people come?")
    given = read_translator_workbook(content, "fr.xlsx")
    assert given is not None
    found = take_translation(given, folder)
    assert [problem.code for problem in found.problems] == ["translation.source_changed"]
    assert found.n_translated == 0


def test_words_in_curly_brackets_must_come_back(folder: Path) -> None:
    change(folder, "instrument.yaml", "name: Near and open", 'name: "Near {state} and open"')
    with pytest.raises(Refused) as refusal:
        taken(folder, {("Questions", "REACH-1.name", "translation"): "Proche de {etat}"})
    (problem,) = refusal.value.problems
    assert problem.where == "Sheet 'Questions', cell E14"
    assert "{state}" in problem.remedy
    near = {("Questions", "REACH-1.name", "translation"): "Proche et ouvert, {state}"}
    assert taken(folder, near).n_translated == 1


def test_a_translation_never_changes_an_answer_or_a_score(folder: Path) -> None:
    taken(folder, {QUESTION: FRENCH})
    framework = load_framework(folder).framework
    assert framework is not None
    shown = translate(framework, translations_of(folder, "fr"))
    assert shown.questionnaire.checksum == framework.questionnaire.checksum
    assert shown.rules == framework.rules


def test_a_workbook_whose_language_is_a_path_writes_nothing(folder: Path) -> None:
    workbook = load_workbook(BytesIO(translator_workbook(folder, "fr", MOMENT)[0]))
    workbook["_meta"]["B1"].value = "spca-translation:../../fr"
    content = BytesIO()
    workbook.save(content)
    given = read_translator_workbook(content.getvalue(), "fr.xlsx")
    assert given is not None
    with pytest.raises(Refused) as refusal:
        take_translation(given, folder)
    assert refusal.value.problems[0].code == "translation.language_wrong"


def test_what_is_no_language_or_no_such_workbook_is_refused(folder: Path) -> None:
    for code in ("French", "../fr", "f"):
        with pytest.raises(Refused):
            translator_workbook(folder, code, MOMENT)
    (folder / "languages").mkdir()
    (folder / "languages" / "fr.po").write_text('msgid "unfinished\n')
    with pytest.raises(Refused) as refusal:
        translator_workbook(folder, "fr", MOMENT)
    assert refusal.value.problems[0].is_error
