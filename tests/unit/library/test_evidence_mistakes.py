"""The evidence register labels the programmes; a mistake in it is told with its place."""

from pathlib import Path

import pytest

from assessment.library.languages import texts_of
from assessment.library.load import load_framework
from assessment.model.framework import Framework
from tests.mistakes import Mistake, assert_told, change, copy_of_example

REGISTER = """\
rule:
  why: For tests.
  compares: [experiment]
  close: [violence]
  mixed_from: 1
  support_from: 2
  labels: {none: "N", limited: "L", mixed: "X", support: "S"}
review_source:
  title: Tools
  publisher: A museum
  year: 2002
  address: https://example.org/tools
claims:
  - id: one-2001
    authors: Ann One
    year: 2001
    title: On offices
    address: https://example.org/one
    seen: abstract
    country: Karsova
    outcome: More was heard.
    kind: services
    direction: helps
    design: experiment
    limits: Nothing was said of fear.
    programmes: [MOBILE]
  - id: two-2002
    authors: Ben Two
    year: 2002
    title: On names
    address: https://doi.org/10.1000/two
    seen: secondary
    country: Solvane
    outcome: Nobody was harmed less.
    kind: violence
    direction: none
    design: experiment
    limits: It was short.
    programmes: [SAFE]
reviews:
  - id: visits
    tool: Visits
    reviewed: true
    near: [MOBILE]
    studies: 3
    findings:
      conflict: {helps: 1, none_or_mixed: 2, harms: 0}
    adverse: {found: 1}
    factors_from: 2
    factors:
      - coded: Money
        kind: design
        question: Who pays?
        counts: {findings: 3, greater: 2, lesser: 0, none_or_mixed: 1}
  - id: letters
    tool: Letters
    reviewed: false
    programmes: [CLOCK]
"""
LABELS = """\
evidence_labels:
  - {id: "S", name: Support, meaning: Two studies or more.}
  - {id: "X", name: Mixed, meaning: Something does not help.}
  - {id: "N", name: None, meaning: Nothing was entered.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small questionnaire with a register beside it, and programmes without labels."""
    folder = copy_of_example(tmp_path)
    path = folder / "programmes.yaml"
    text = path.read_text("utf-8").replace('    evidence: "L"\n', "")
    path.write_text(text.replace("evidence_labels:\n", LABELS), "utf-8")
    (folder / "evidence.yaml").write_text(REGISTER, "utf-8")
    return folder


def read(folder: Path) -> Framework:
    loaded = load_framework(folder)
    assert loaded.problems == ()
    assert loaded.framework is not None
    return loaded.framework


def labels(folder: Path) -> dict[str, str]:
    catalogue = read(folder).catalogue
    assert catalogue is not None
    return {one.id: one.evidence for one in catalogue.programmes}


def test_the_labels_follow_from_the_register(folder: Path) -> None:
    assert labels(folder) == {"MOBILE": "L", "SAFE": "X", "CLOCK": "N"}


def test_a_changed_claim_changes_the_label_and_the_checksum_of_the_register(folder: Path) -> None:
    before = read(folder)
    change(folder, "evidence.yaml", "direction: none", "direction: helps")
    after = read(folder)
    assert labels(folder)["SAFE"] == "L"
    assert before.register is not None
    assert after.register is not None
    assert len(before.register.checksum) == 16
    assert before.register.checksum != after.register.checksum


def test_it_leaves_the_checksum_of_the_questionnaire_alone(folder: Path) -> None:
    # A study that is entered must not make workbooks in the field unreadable.
    before = read(folder).questionnaire.checksum
    change(folder, "evidence.yaml", "direction: none", "direction: helps")
    assert read(folder).questionnaire.checksum == before


def test_a_version_without_a_register_gives_its_labels_itself(folder: Path) -> None:
    (folder / "evidence.yaml").unlink()
    loaded = load_framework(folder)
    assert [problem.code for problem in loaded.problems] == ["library.key_missing"] * 3
    assert "programmes.yaml, MOBILE" in loaded.problems[0].where
    assert "'evidence' is missing." in str(loaded.problems[0])


def test_a_label_that_follows_may_be_given_and_another_is_refused(folder: Path) -> None:
    name = "name: Names kept apart\n"
    change(folder, "programmes.yaml", name, f'{name}    evidence: "X"\n')
    assert labels(folder)["SAFE"] == "X"
    change(folder, "programmes.yaml", 'evidence: "X"', 'evidence: "S"')
    (problem,) = load_framework(folder).problems
    assert problem.code == "library.label_not_from_register"
    assert problem.where == "mine/programmes.yaml, SAFE"
    assert "The label is S, and X follows from the evidence register." in str(problem)


def test_outcomes_limits_and_questions_can_be_translated_and_titles_stay(folder: Path) -> None:
    texts = texts_of(read(folder))
    assert texts["evidence.claims.one-2001.outcome"] == "More was heard."
    assert texts["evidence.reviews.visits.factors.1.question"] == "Who pays?"
    assert "On offices" not in texts.values()


MISTAKES = {
    "a study without an address": Mistake(
        "    address: https://example.org/one\n",
        "",
        "address_missing",
        "line 14, one-2001",
        "no address at which this can be read; found ''",
    ),
    "an address that leads nowhere": Mistake(
        "https://doi.org/10.1000/two",
        "doi 10.1000/two",
        "address_missing",
        "two-2002",
        "found 'doi 10.1000/two'",
    ),
    "a source of reviews without an address": Mistake(
        "  address: https://example.org/tools\n",
        "",
        "address_missing",
        "review_source",
        "no address",
    ),
    "a claim on an unknown programme": Mistake(
        "programmes: [SAFE]",
        "programmes: [SAFE, GONE]",
        "id_unknown",
        "two-2002",
        "'GONE' is no programme",
    ),
    "a review of an unknown programme": Mistake(
        "near: [MOBILE]",
        "near: [GONE]",
        "id_unknown",
        "visits",
        "'GONE' is no programme",
    ),
    "a programme that a review is and is only near": Mistake(
        "near: [MOBILE]",
        "near: [MOBILE]\n    programmes: [MOBILE]",
        "programme_repeated",
        "visits",
        "MOBILE is named twice.",
    ),
    "two claims with one id": Mistake(
        "id: two-2002",
        "id: one-2001",
        "id_repeated",
        "one-2001",
        "'one-2001' is used more than once",
    ),
    "a count below nothing": Mistake(
        "none_or_mixed: 2, harms: 0",
        "none_or_mixed: 2, harms: -1",
        "value_wrong",
        "visits, reviews > 0 > findings > conflict > harms",
        "-1. Allowed is 0 or more",
    ),
    "a count that is no whole number": Mistake(
        "studies: 3",
        "studies: 3.5",
        "value_wrong",
        "visits, reviews > 0 > studies",
        "3.5",
    ),
    "directions that do not add up": Mistake(
        "greater: 2,",
        "greater: 1,",
        "counts_differ",
        "visits, reviews > 0 > factors > 0",
        "There are 3 findings, and their directions are 1, 0 and 1.",
    ),
    "a factor with too few findings": Mistake(
        "factors_from: 2",
        "factors_from: 4",
        "factor_too_few",
        "visits",
        "fewer findings",
    ),
    "a tool that is said to be reviewed and has no counts": Mistake(
        "reviewed: false",
        "reviewed: true",
        "review_unclear",
        "letters",
        "It has no counts",
    ),
    "counts of a tool that nobody reviewed": Mistake(
        "reviewed: true",
        "reviewed: false",
        "review_unclear",
        "visits",
        "It has counts",
    ),
    "a direction that is none of the four": Mistake(
        "direction: helps",
        "direction: good",
        "value_wrong",
        "one-2001",
        "'good'. Allowed is helps, none, harms or mixed.",
    ),
    "a claim without what it does not show": Mistake(
        "    limits: It was short.\n",
        "",
        "key_missing",
        "two-2002",
        "'limits' is missing",
    ),
    "a checksum of one's own": Mistake(
        "review_source:",
        "checksum: abc\nreview_source:",
        "key_unknown",
        "checksum",
        "'checksum' is not known here",
    ),
    "a rule that names a label which the programmes do not have": Mistake(
        'support: "S"',
        'support: "T"',
        "id_unknown",
        "rule > labels > support",
        "'T' is no label",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str, folder: Path) -> None:
    assert_told(folder, "evidence.yaml", MISTAKES[name])


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    change(folder, "evidence.yaml", "https://example.org/one", "somewhere")
    change(folder, "evidence.yaml", "programmes: [SAFE]", "programmes: [GONE]")
    change(folder, "evidence.yaml", "reviewed: false", "reviewed: true")
    change(folder, "programmes.yaml", "serves: [REACH-3]", "serves: [REACH-9]")
    assert {problem.code for problem in load_framework(folder).problems} == {
        "library.address_missing",
        "library.id_unknown",  # GONE, and REACH-9 in the other file
        "library.review_unclear",
        "library.indicator_unserved",
    }


@pytest.mark.parametrize("odd", ["", "[]", "7", "rule: {}", "claims: [1]", "x: !!bool y"])
def test_what_is_no_register_is_answered_in_sentences(folder: Path, odd: str) -> None:
    (folder / "evidence.yaml").write_text(odd, "utf-8")
    loaded = load_framework(folder)
    assert loaded.framework is None
    assert all(problem.where.startswith("mine/evidence.yaml") for problem in loaded.problems)
    assert all(problem.remedy.endswith(".") for problem in loaded.problems)
