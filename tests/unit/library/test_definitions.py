"""Words and rules that help everywhere: read with what is asked, and found in its texts."""

from pathlib import Path

import pytest

from assessment.library.languages import texts_of
from assessment.library.load import load_framework
from assessment.model.framework import Framework
from assessment.model.questionnaire import terms_in
from assessment.wiring import ROOT
from tests.mistakes import Mistake, change, copy_of_example

SPCF = ROOT / "questionnaires" / "spcf"
WORDS = """\
terms:
  - id: office
    term: office
    forms: [office, offices]
    meaning: A place where an official receives people.
  - id: open-office
    term: open office
    forms: [office is open]
    meaning: Somebody is there who may decide.
    list: regions
rules:
  - id: in-doubt
    name: In doubt, lower
    rule: Choose the lower level.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small questionnaire with definitions beside it."""
    folder = copy_of_example(tmp_path)
    (folder / "definitions.yaml").write_text(WORDS, encoding="utf-8")
    return folder


def read(folder: Path) -> Framework:
    loaded = load_framework(folder)
    assert loaded.framework is not None, loaded.problems
    return loaded.framework


def found(folder: Path, text: str) -> list[str]:
    return [term.id for term in terms_in(text, read(folder).questionnaire)]


def test_the_terms_of_a_text_are_found_in_order_and_each_once(folder: Path) -> None:
    assert found(folder, "Each office and\n two Offices, if the office is open.") == [
        "office",
        "open-office",
    ]


def test_the_longest_form_goes_first(folder: Path) -> None:
    assert found(folder, "The office is open.") == ["open-office"]


def test_only_whole_words_are_found(folder: Path) -> None:
    assert found(folder, "The officer has backoffice duties.") == []


def test_a_questionnaire_without_definitions_has_no_terms_and_keeps_its_checksum() -> None:
    questionnaire = read(SPCF / "1.0").questionnaire
    assert terms_in("Most main groups", questionnaire) == ()
    # As it was before there were definitions: answers of older assessments name it.
    assert questionnaire.checksum == "3943842dc2028603"


def test_definitions_are_part_of_what_is_asked(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "other").mkdir()
    without = read(copy_of_example(tmp_path / "other")).questionnaire.checksum
    before = read(folder).questionnaire.checksum
    change(folder, "definitions.yaml", "receives people", "receives everybody")
    after = read(folder).questionnaire.checksum
    assert len({without, before, after}) == 3


def test_definitions_are_translated_like_every_other_text(folder: Path) -> None:
    texts = texts_of(read(folder))
    assert texts["definitions.terms.office.term"] == "office"
    assert texts["definitions.terms.office.forms.2"] == "offices"
    assert texts["definitions.rules.in-doubt.rule"] == "Choose the lower level."


@pytest.mark.parametrize(
    "mistake",
    [
        Mistake("id: open-office", "id: office", "id_repeated", "office", "more than once"),
        Mistake("id: in-doubt", "id: office", "id_repeated", "office", "more than once"),
        Mistake("[office is open]", "[Offices]", "form_repeated", "offices", "Two terms"),
        Mistake("list: regions", "list: rivers", "id_unknown", "open-office", "scope sheet"),
        Mistake("forms: [office is open]", "forms: []", "value_wrong", "line 8", "at least 1"),
        Mistake("meaning: A place", "sense: A place", "key_missing", "line 2", "'meaning'"),
    ],
    ids=lambda mistake: mistake.new,
)
def test_a_mistake_in_the_definitions_is_told_with_its_place(
    folder: Path, mistake: Mistake
) -> None:
    change(folder, "definitions.yaml", mistake.old, mistake.new)
    problems = [p for p in load_framework(folder).problems if p.is_error]
    assert f"library.{mistake.code}" in [problem.code for problem in problems]
    problem = next(p for p in problems if p.code == f"library.{mistake.code}")
    assert problem.where.startswith("mine/definitions.yaml")
    assert mistake.place in problem.where
    assert mistake.found in str(problem)


def test_a_form_that_stands_nowhere_is_a_warning_that_stops_nothing(folder: Path) -> None:
    change(folder, "definitions.yaml", "[office is open]", "[open door, open doors]")
    loaded = load_framework(folder)
    assert loaded.framework is not None
    told = [problem for problem in loaded.problems if "open door" in problem.found]
    assert [problem.code for problem in told] == ["library.form_unused"]
