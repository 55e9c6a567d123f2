"""The crosswalk accounts for every indicator and element; a mistake is told with its place."""

from pathlib import Path

import pytest

from assessment.library.languages import texts_of
from assessment.library.load import load_framework
from assessment.model.crosswalk import Crosswalk
from assessment.model.questionnaire import Standing
from tests.mistakes import Mistake, assert_told, change, copy_of_example

CROSSWALK = """\
frameworks:
  - id: GUIDE-A
    title: A guide for offices
    publisher: The ministry
    year: 2020
    elements:
      - {id: A1, name: Open to all, standing: checked}
      - {id: A2, name: Paid for}
  - id: GUIDE-B
    title: A list of duties
    publisher: An association
    standing: unverified
    elements:
      - {id: B1, name: Answers, standing: unverified}
indicators:
  REACH-1: {GUIDE-A: [A1], GUIDE-B: []}
  REACH-2: {GUIDE-A: [A1]}
  REACH-3: {}
  REPLY-1: {GUIDE-B: [B1]}
  REPLY-2: {GUIDE-B: [B1], GUIDE-A: [A1]}
not_covered:
  A2: Nobody asks about money.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small questionnaire with a crosswalk beside it."""
    folder = copy_of_example(tmp_path)
    (folder / "crosswalk.yaml").write_text(CROSSWALK, encoding="utf-8")
    return folder


def read(folder: Path) -> Crosswalk:
    framework = load_framework(folder).framework
    assert framework is not None
    assert framework.crosswalk is not None
    return framework.crosswalk


def test_it_is_read_both_ways_in_the_order_of_the_files(folder: Path) -> None:
    found = read(folder)
    guide, duties = found.frameworks
    assert [one.id for one in found.elements_of("REPLY-2", guide)] == ["A1"]
    assert found.elements_of("REACH-3", duties) == ()
    assert found.indicators_of("A1") == ("REACH-1", "REACH-2", "REPLY-2")
    assert found.indicators_of("A2") == ()
    assert duties.elements[0].standing is Standing.UNVERIFIED


def test_it_is_no_part_of_the_checksum_and_a_questionnaire_does_without(folder: Path) -> None:
    beside = load_framework(folder).framework
    (folder / "crosswalk.yaml").unlink()
    without = load_framework(folder).framework
    assert beside is not None
    assert without is not None
    assert without.crosswalk is None
    assert beside.questionnaire.checksum == without.questionnaire.checksum


def test_names_reasons_and_notes_can_be_translated(folder: Path) -> None:
    framework = load_framework(folder).framework
    assert framework is not None
    texts = texts_of(framework)
    assert texts["crosswalk.frameworks.GUIDE-A.elements.A1.name"] == "Open to all"
    assert texts["crosswalk.not_covered.A2"] == "Nobody asks about money."


MISTAKES = {
    "an unknown indicator": Mistake(
        "  REACH-3: {}\n",
        "  REACH-3: {}\n  REACH-9: {}\n",
        "id_unknown",
        "line 19, indicators > REACH-9",
        "'REACH-9' is no indicator",
    ),
    "an indicator that is missing": Mistake(
        "  REACH-3: {}\n",
        "",
        "indicator_missing",
        "indicators",
        "Nothing is said of the indicator REACH-3.",
    ),
    "an unknown framework": Mistake(
        "  REACH-3: {}\n",
        "  REACH-3: {GUIDE-C: []}\n",
        "id_unknown",
        "line 18, indicators > REACH-3 > GUIDE-C",
        "'GUIDE-C' is no framework",
    ),
    "an unknown element": Mistake(
        "REACH-2: {GUIDE-A: [A1]}",
        "REACH-2: {GUIDE-A: [A1, A7]}",
        "id_unknown",
        "indicators > REACH-2 > GUIDE-A",
        "'A7' is no element",
    ),
    "an element of another framework": Mistake(
        "REACH-2: {GUIDE-A: [A1]}",
        "REACH-2: {GUIDE-A: [A1, B1]}",
        "id_unknown",
        "indicators > REACH-2 > GUIDE-A",
        "'B1' is no element",
    ),
    "an element that one indicator names twice": Mistake(
        "REACH-2: {GUIDE-A: [A1]}",
        "REACH-2: {GUIDE-A: [A1, A1]}",
        "element_repeated",
        "REACH-2 > GUIDE-A",
        "A1 is named twice.",
    ),
    "an element of which nothing is said": Mistake(
        "  A2: Nobody asks about money.\n",
        "  {}\n",
        "element_unaccounted",
        "line 8, A2",
        "No indicator bears on it, and it is not said why.",
    ),
    "an element that is covered and is said not to be": Mistake(
        "REACH-3: {}",
        "REACH-3: {GUIDE-A: [A2]}",
        "element_unaccounted",
        "line 8, A2",
        "It is said to be not covered, and REACH-3 bears on it.",
    ),
    "a reason for an element that is not there": Mistake(
        "not_covered:\n",
        "not_covered:\n  A9: Gone.\n",
        "id_unknown",
        "not_covered > A9",
        "'A9' is no element",
    ),
    "an id of two elements of different frameworks": Mistake(
        "{id: B1, name: Answers, standing: unverified}",
        "{id: B1, name: Answers}\n      - {id: A1, name: Again}",
        "id_repeated",
        "line 15, A1",
        "The id 'A1' is used more than once.",
    ),
    "an id of two frameworks": Mistake(
        "indicators:\n",
        "  - {id: GUIDE-B, title: T, publisher: P, elements: [{id: C1, name: C}]}\nindicators:\n",
        "id_repeated",
        "GUIDE-B",
        "The id 'GUIDE-B' is used more than once.",
    ),
    "a key that nobody declared": Mistake(
        "    year: 2020\n",
        "    years: 2020\n",
        "key_unknown",
        "GUIDE-A",
        "'years' is not known here.",
    ),
    "a reason that is empty": Mistake(
        "  A2: Nobody asks about money.\n",
        '  A2: ""\n',
        "value_wrong",
        "not_covered > A2",
        "does not fit",
    ),
    "a standing that is none": Mistake(
        "standing: checked}",
        "standing: certain}",
        "value_wrong",
        "A1",
        "'certain'",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str, folder: Path) -> None:
    if name == "an id of two frameworks":
        change(folder, "crosswalk.yaml", "not_covered:\n", "not_covered:\n  C1: It is new.\n")
    assert_told(folder, "crosswalk.yaml", MISTAKES[name])


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    change(folder, "crosswalk.yaml", "  REACH-3: {}\n", "  REACH-8: {GUIDE-C: [A1]}\n")
    change(folder, "crosswalk.yaml", "  A2: Nobody asks about money.\n", "  A3: Another.\n")
    assert [problem.code for problem in load_framework(folder).problems] == [
        "library.id_unknown",  # REACH-8
        "library.id_unknown",  # GUIDE-C
        "library.indicator_missing",  # REACH-3
        "library.element_unaccounted",  # A2
        "library.id_unknown",  # A3
    ]


@pytest.mark.parametrize("odd", ["", "[]", "7", "frameworks: {}", "frameworks: [1]", "x: !!bool y"])
def test_what_is_no_crosswalk_is_answered_in_sentences(folder: Path, odd: str) -> None:
    (folder / "crosswalk.yaml").write_text(odd, encoding="utf-8")
    loaded = load_framework(folder)
    assert loaded.framework is None
    assert all(problem.where.startswith("mine/crosswalk.yaml") for problem in loaded.problems)
    assert all(problem.remedy.endswith(".") for problem in loaded.problems)
