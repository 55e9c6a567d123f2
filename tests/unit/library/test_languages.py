"""What a questionnaire says, in other languages: catalogues beside its files."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from assessment.library.languages import texts_of, translate, write_catalogue
from assessment.library.load import load_framework
from assessment.library.shelf import open_library
from assessment.locales import use_language
from assessment.model.framework import Framework
from assessment.services.score_table import score_table
from assessment.services.validate import texts_for_translators, validate, validate_versions
from tests.builders import spcf
from tests.mistakes import change, copy_of_example
from tests.pseudo import PSEUDO
from tests.unit.index.shipped import table


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small questionnaire, with a catalogue in which every text stands in brackets."""
    folder = copy_of_example(tmp_path)
    framework = load_framework(folder).framework
    assert framework is not None
    write(folder, "fr", write_catalogue(framework, lambda text: f"[{text}]"))
    return folder


@pytest.fixture(autouse=True)
def _in_french():
    use_language("fr")
    yield
    use_language(None)


def write(folder: Path, code: str, content: bytes) -> Path:
    path = folder / "languages" / f"{code}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def found(folder: Path) -> Framework:
    framework = open_library(folder.parent).find("grievance")
    assert framework is not None
    return framework


def test_every_text_that_people_see_is_shown_in_the_language_in_use(folder: Path) -> None:
    framework = found(folder)
    assert all(text.startswith("[") for text in texts_of(framework).values())
    first = framework.questionnaire.indicators[0]
    assert first.question.startswith("[")
    assert next(iter(first.anchors[2].values())).text.startswith("[")
    assert framework.questionnaire.scale[0].name.startswith("[")
    assert framework.rules.bands[0].meaning.startswith("[")
    assert framework.rules.critical_gaps[0].name.startswith("[")
    assert framework.catalogue is not None
    assert framework.catalogue.programmes[0].activities[0].startswith("[")


def test_a_translation_changes_words_and_nothing_else(folder: Path) -> None:
    shown = found(folder)
    use_language("en")
    source = found(folder)
    undone = {path: (text, text[1:-1]) for path, text in texts_of(shown).items()}
    assert translate(shown, undone) == source
    assert shown.questionnaire.checksum == source.questionnaire.checksum


def test_each_language_is_read_once_and_kept_beside_the_others(folder: Path) -> None:
    library = open_library(folder.parent)
    first = library.find("grievance")
    use_language("en")
    source = library.find("grievance")
    use_language("fr")
    assert library.find("grievance") is first
    assert first != source


@pytest.mark.parametrize(("code", "is_french"), [("fr_CA", True), ("de", False), ("en", False)])
def test_a_country_takes_its_language_and_a_language_that_is_not_there_the_source(
    folder: Path, code: str, *, is_french: bool
) -> None:
    use_language(code)
    assert found(folder).questionnaire.name.startswith("[") == is_french


def test_a_text_that_changed_since_is_shown_as_it_is_now_and_validate_says_so(
    folder: Path,
) -> None:
    assert validate(folder).problems == ()
    change(folder, "instrument.yaml", "name: Near and open", "name: Open and near")
    indicators = found(folder).questionnaire.indicators
    assert indicators[0].name == "Open and near"
    assert indicators[1].name.startswith("[")
    (stale,) = validate(folder).problems
    assert (stale.code, stale.where) == (
        "library.translation_stale",
        "mine/languages/fr.po, REACH-1.name",
    )
    assert not stale.is_error


def test_a_text_that_is_gone_and_one_that_is_new_are_told_as_warnings(folder: Path) -> None:
    path = folder / "languages" / "fr.po"
    path.write_text(path.read_text("utf-8").replace('"REACH-1.name"', '"REACH-9.name"'), "utf-8")
    gone, new = validate(folder).problems
    assert "There is no such text any more" in gone.found
    assert new.found.startswith("1 text is not translated")
    assert validate(folder).is_valid


@pytest.mark.parametrize("content", [b"\xff\xfe", b'msgid "open\n', b'msgid "a"\nmsgstr[x] "b"\n'])
def test_a_catalogue_that_cannot_be_read_leaves_the_source(folder: Path, content: bytes) -> None:
    write(folder, "fr", content)
    assert not found(folder).questionnaire.name.startswith("[")
    assert [problem.code for problem in validate(folder).problems] == [
        "library.catalogue_unreadable"
    ]


def test_the_template_for_translators_has_every_text_by_its_path(folder: Path) -> None:
    template = read_po(BytesIO(texts_for_translators(open_library(folder.parent), "grievance")))
    use_language("en")
    texts = {str(message.context): message.id for message in template if message.id}
    assert texts == texts_of(found(folder))
    assert not any(message.string for message in template if message.id)


def test_no_two_texts_of_a_questionnaire_that_ships_share_a_path() -> None:
    texts = texts_of(spcf())
    asked = spcf().questionnaire
    assert texts["LAW-1.question"] == asked.indicator("LAW-1").question
    assert texts["LAW-1.2c"] == asked.indicator("LAW-1").statements["LAW-1.2c"].text
    n_statements = sum(len(indicator.statement_ids) for indicator in asked.indicators)
    n_named = sum(path.endswith(".name") for path in texts)
    assert len(texts) > n_statements + n_named
    assert {"name", "programmes.P01.how", "scoring.bands.E.meaning"} <= set(texts)


def test_in_the_pseudo_language_every_text_of_what_ships_is_marked(pseudo_shelf: Path) -> None:
    use_language(PSEUDO)
    library = open_library(pseudo_shelf)
    assert [one.questionnaire.id for one in library.newest] == ["grievance", "spcf"]
    for framework in library.newest:
        assert [text for text in texts_of(framework).values() if text[0] != "⟦"] == []
    assert library.problems == ()
    assert [
        problem for one in validate_versions(pseudo_shelf / "spcf") for problem in one.problems
    ] == []


def test_an_index_is_computed_in_the_language_in_use(pseudo_shelf: Path) -> None:
    use_language(PSEUDO)
    found = score_table(pseudo_shelf / "cpia", table("cpia", 4).encode(), "table.csv")
    assert found.result.index.questionnaire.measures[0].name.startswith("⟦")
    assert all(node.name.startswith("⟦") for node in found.result.index.rules.tree)
