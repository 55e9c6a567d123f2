"""A training case teaches what the question supports; a mistake is told with its place."""

from pathlib import Path

import pytest

from assessment.library.languages import texts_of
from assessment.library.load import load_framework
from assessment.library.shelf import open_library
from assessment.model.training import Training
from tests.mistakes import EXAMPLE, Mistake, assert_told, change, copy_of_example

TRAINING = """\
state: Lethria
period: "2026"
about: Lethria is invented.
cases:
  - id: opening
    title: Open, and not every day
    indicator: REACH-1
    facts:
      - {fact: It is open on four days., source: A sign at the door}
      - {fact: Nobody came to the hills., source: Elders in two hill villages}
      - {fact: '"We are always there."', source: The head of the office}
    level: 2
    holds:
      REACH-1.2a: Four days are at least three.
    not_shown:
      REACH-1.3a: Four days are not every day.
    confidence: medium
    grade: B
    why: It is open on four days a week.
    lesson: Look at the door, and ask those who wait before it.
    mistakes:
      - {level: [3], why: The head speaks about the own office.}
      - {ticked: [REACH-1.3a], why: A sign at the door says otherwise.}
  - id: counted
    title: Nobody could find out
    indicator: REPLY-1
    facts:
      - {fact: The list of complaints was not shown., source: The office}
      - {fact: '"Nobody gets an answer."', source: A man in the street}
      - {fact: '"Everybody does."', source: The head of the office}
    level: II
    grade: D
    why: Two people say the opposite, and the list was not shown.
    lesson: Not known is not the lowest level.
    mistakes:
      - {level: [1], why: Nobody found that.}
  - id: names
    title: In the hands of those it is about
    indicator: REACH-3
    facts:
      - {fact: The clerk sorts complaints about himself., source: Two clerks}
      - {fact: No rule keeps names apart., source: Rules of the office}
      - {fact: The box stands on his desk., source: A visit}
    level: 1
    holds:
      REACH-3.1a: He sorts them.
    confidence: high
    grade: A
    why: Complaints pass through the hands of those they are about.
    lesson: Follow one paper through the house.
    mistakes:
      - {confidence: [low], grade: [C], why: Two clerks and the rules agree.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small questionnaire with training cases beside it."""
    folder = copy_of_example(tmp_path)
    (folder / "training.yaml").write_text(TRAINING, encoding="utf-8")
    return folder


def read(folder: Path) -> Training:
    framework = load_framework(folder).framework
    assert framework is not None
    assert framework.training is not None
    return framework.training


def test_cases_are_read_in_their_order_and_lead_to_answers(folder: Path) -> None:
    found = read(folder)
    assert [case.id for case in found.cases] == ["opening", "counted", "names"]
    assert found.cases[0].answer.ticked == {"REACH-1.2a"}
    assert [case.answer.level for case in found.cases] == [2, None, 1]


def test_they_are_no_part_of_the_checksum_and_a_questionnaire_does_without(folder: Path) -> None:
    beside = load_framework(folder).framework
    without = load_framework(EXAMPLE).framework
    assert beside is not None
    assert without is not None
    assert without.training is None
    assert beside.questionnaire.checksum == without.questionnaire.checksum


def test_facts_reasons_and_lessons_can_be_translated(folder: Path) -> None:
    framework = load_framework(folder).framework
    assert framework is not None
    texts = texts_of(framework)
    assert texts["training.cases.opening.facts.1.source"] == "A sign at the door"
    assert texts["training.cases.opening.holds.REACH-1.2a"] == "Four days are at least three."
    assert texts["training.cases.counted.mistakes.1.why"] == "Nobody found that."
    # Ids, levels and the choices of lists are the same in every language.
    assert "training.cases.opening.indicator" not in texts
    assert "training.cases.opening.level" not in texts


MISTAKES = {
    "an indicator that is not there": Mistake(
        "indicator: REACH-1",
        "indicator: REACH-9",
        "id_unknown",
        "line 7, opening, cases > 0 > indicator",
        "'REACH-9' is no indicator",
    ),
    "a statement of another question": Mistake(
        "REACH-1.2a: Four",
        "REACH-2.2a: Four",
        "id_unknown",
        "opening, cases > 0 > holds",
        "REACH-1 has no statement REACH-2.2a.",
    ),
    "a statement of a mistake that is not there": Mistake(
        "ticked: [REACH-1.3a]",
        "ticked: [REACH-1.9a]",
        "id_unknown",
        "opening, cases > 0 > mistakes > 1",
        "REACH-1 has no statement REACH-1.9a.",
    ),
    "another level than the statements propose": Mistake(
        "    level: 1\n",
        "    level: 2\n",
        "training_level_differs",
        "names, cases > 2 > level",
        "The statements under 'holds' propose level 1.",
    ),
    "a level without a statement that holds": Mistake(
        "    level: II\n    grade: D\n",
        "    level: 3\n    grade: B\n    confidence: low\n",
        "training_level_differs",
        "counted, cases > 1 > level",
        "The statements under 'holds' propose no level.",
    ),
    "a level that is off the scale": Mistake(
        "    level: 1\n",
        "    level: 7\n",
        "training_level_unknown",
        "names, cases > 2 > level",
        "'7' is not one of the levels.",
    ),
    "a level without any evidence": Mistake(
        "    grade: A\n",
        "    grade: D\n",
        "training_no_evidence_for_level",
        "names, cases > 2 > grade",
        "no evidence carries a level",
    ),
    "a level without confidence": Mistake(
        "    confidence: high\n",
        "",
        "key_missing",
        "names",
        "'confidence' is missing.",
    ),
    "a statement that holds and is not shown": Mistake(
        "REACH-1.3a: Four days are not",
        "REACH-1.2a: Four days are not",
        "training_both",
        "opening, cases > 0 > not_shown > REACH-1.2a",
        "said to hold, and not to be shown",
    ),
    "a mistake that the reasoned answer makes": Mistake(
        "level: [3], why",
        "level: [2, 3], why",
        "training_mistake_reasoned",
        "opening, cases > 0 > mistakes > 0",
        "The reasoned answer makes this mistake itself.",
    ),
    "a mistake that nobody could recognise": Mistake(
        "{level: [1], why",
        "{why",
        "training_mistake_unclear",
        "counted, cases > 1 > mistakes > 0",
        "It is not said which answers make this mistake.",
    ),
    "a real state": Mistake(
        "state: Lethria",
        "state: Burma",
        "training_state_real",
        "line 1, state",
        "'Burma' is the name of a state (MMR).",
    ),
    "two cases with one id": Mistake(
        "id: names",
        "id: opening",
        "id_repeated",
        "opening, cases > 2",
        "used more than once",
    ),
    "fewer facts than a dossier needs": Mistake(
        "      - {fact: It is open on four days., source: A sign at the door}\n",
        "",
        "value_wrong",
        "opening, cases > 0 > facts",
        "a list of at least 3 entries",
    ),
    "a key that is not known": Mistake(
        "    lesson: Not known",
        "    moral: x\n    lesson: Not known",
        "key_unknown",
        "counted",
        "'moral' is not known here.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_once_with_its_place_and_a_remedy(folder: Path, mistake: Mistake) -> None:
    assert_told(folder, "training.yaml", mistake)


def test_a_dimension_comes_again_only_when_each_has_had_a_case(folder: Path) -> None:
    # There are two dimensions, so the third case may be about the first one again.
    assert load_framework(folder).problems == ()
    change(folder, "training.yaml", "indicator: REPLY-1", "indicator: REACH-2")
    problems = load_framework(folder).problems
    assert {problem.code for problem in problems} == {"library.training_dimension_repeated"}
    assert "An earlier case is about Reaching the office as well." in str(problems[0])


def test_all_mistakes_of_all_cases_are_told_at_once(folder: Path) -> None:
    change(folder, "training.yaml", "indicator: REACH-1", "indicator: REACH-9")
    change(folder, "training.yaml", "    level: 1\n", "    level: 2\n")
    places = [problem.where for problem in load_framework(folder).problems]
    assert len(places) == 2
    assert "opening" in places[0]
    assert "names" in places[1]


def test_an_answer_about_which_the_page_would_ask_back_is_refused(tmp_path: Path) -> None:
    folder = copy_of_example(tmp_path)
    # All of level 3 is ticked and level 2 is not: the page asks whether it holds as well.
    open_ = TRAINING.replace(
        "      REACH-1.2a: Four days are at least three.\n    not_shown:\n"
        "      REACH-1.3a: Four days are not every day.\n",
        "      REACH-1.3a: Every day.\n      REACH-1.3b: Every month.\n",
    ).replace("      - {ticked: [REACH-1.3a], why: A sign at the door says otherwise.}\n", "")
    (folder / "training.yaml").write_text(open_, encoding="utf-8")
    codes = {problem.code for problem in load_framework(folder).problems}
    assert "library.training_statements_open" in codes


def test_the_cases_that_ship_are_read_and_are_about_four_dimensions() -> None:
    framework = open_library(EXAMPLE.parents[1]).find("spcf")
    assert framework is not None
    assert framework.training is not None
    asked = framework.questionnaire
    dimensions = [asked.dimension_of(case.indicator).id for case in framework.training.cases]
    assert dimensions == ["LAW", "PRE", "SOC", "INF"]
    assert [case.level for case in framework.training.cases] == [1, "II", 2, 0]
