"""Every number of the evidence register that ships equals the data it was counted from."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from assessment.model.claims import CodedReview, EvidenceRegister
from tests.builders import spcf
from tests.shared_data import shared

_IN_SOURCES = {
    "Official amnesties": "Amnesties_tool",
    "Naming and shaming": "Naming_and_shaming_tool",
}
_OUTCOMES = {
    "Conflict": "conflict",
    "Human rights violations": "human_rights_violations",
    "Mass atrocities": "mass_atrocities",
    "Violence against civilians": "violence_against_civilians",
}
_DIRECTIONS = {"Decreases": "helps", "No": "none_or_mixed", "Increases": "harms"}


def register() -> EvidenceRegister:
    found = spcf().register
    assert found is not None
    return found


REVIEWED = [review for review in register().reviews if review.reviewed]


@pytest.fixture(scope="module")
def factors() -> list[dict[str, str]]:
    """One row for each tool and factor, as the Museum published it."""
    return _rows(shared("ushmm-tools-v3", "factors.csv"))


@pytest.fixture(scope="module")
def findings() -> list[dict[str, str]]:
    """One row for each finding on the effect of a tool."""
    rows = _rows(shared("ushmm-tools-v3", "sources.csv"))
    return [row for row in rows if row["effects_type"] == "Average"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def of_tool(review: CodedReview, findings: list[dict[str, str]]) -> list[dict[str, str]]:
    name = _IN_SOURCES.get(review.tool, f"{review.tool}_tool")
    return [row for row in findings if row["Tool"] == name]


def test_each_tool_that_was_reviewed_is_in_the_register(factors: list[dict[str, str]]) -> None:
    reviewed = {row["tool_name"] for row in factors if row["Evidence.review"] == "Yes"}
    assert {review.tool for review in REVIEWED} == reviewed


def test_tools_without_a_review_are_said_to_have_none(factors: list[dict[str, str]]) -> None:
    unreviewed = {row["tool_name"] for row in factors if row["Evidence.review"] == "No"}
    others = {review.tool for review in register().reviews if not review.reviewed}
    assert others
    assert others <= unreviewed


@pytest.mark.parametrize("review", REVIEWED, ids=lambda review: review.id)
def test_findings_are_counted_by_outcome_and_direction(
    review: CodedReview, findings: list[dict[str, str]]
) -> None:
    rows = of_tool(review, findings)
    counted = Counter((row["Outcome"], row["overall"].split()[0]) for row in rows)
    expected = {
        ours: {_DIRECTIONS[word]: counted[theirs, word] for word in _DIRECTIONS}
        for theirs, ours in _OUTCOMES.items()
        if any(counted[theirs, word] for word in _DIRECTIONS)
    }
    assert {name: one.model_dump() for name, one in review.findings.items()} == expected
    adverse = "Adverse consequences"
    assert review.adverse.found == counted[adverse, "Increases"]
    assert review.adverse.none_or_mixed == counted[adverse, "No"]
    assert counted[adverse, "Decreases"] == 0
    assert review.n_findings == len(rows)


@pytest.mark.parametrize("review", REVIEWED, ids=lambda review: review.id)
def test_studies_and_findings_without_a_method_are_counted(
    review: CodedReview, findings: list[dict[str, str]]
) -> None:
    rows = of_tool(review, findings)
    assert review.studies == len({row["full_citation"] for row in rows})
    assert review.no_method == sum(row["Method"] == "No discernible method" for row in rows)


@pytest.mark.parametrize("review", REVIEWED, ids=lambda review: review.id)
def test_all_factors_with_enough_findings_are_asked_about_and_no_other(
    review: CodedReview, factors: list[dict[str, str]]
) -> None:
    if review.factors_from is None:
        assert review.factors == ()
        return
    rows = {
        row["Name.Final_research"].strip(): row
        for row in factors
        if row["tool_name"] == review.tool and float(row["count"] or 0) >= review.factors_from
    }
    assert {factor.coded for factor in review.factors} == set(rows)
    for factor in review.factors:
        row = rows[factor.coded]
        assert factor.counts.model_dump() == {
            "findings": int(float(row["count"])),
            "greater": int(float(row["greater_findings"])),
            "lesser": int(float(row["lesser_findings"])),
            "none_or_mixed": int(float(row["no_mixed_findings"])),
            "adverse": int(float(row["count_adverse"])),
        }
        kinds = {"Design": "design", "Contextual": "context"}
        assert factor.kind == kinds[row["Contextual.or.design.factor"]]
        assert factor.question.endswith("?")


def test_all_findings_of_the_data_are_accounted_for(findings: list[dict[str, str]]) -> None:
    assert sum(review.n_findings for review in REVIEWED) == len(findings) == 439
