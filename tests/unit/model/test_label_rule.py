"""The label of a programme follows from the evidence register, and changes when it changes."""

import itertools
from typing import Any, get_args

import pytest

from assessment.model.claims import (
    Claim,
    CodedReview,
    Design,
    Direction,
    EvidenceRegister,
    LabelRule,
    OutcomeKind,
    weigh,
)
from tests.builders import framework_with_register, spcf
from tests.small_questionnaire import small_claim, small_register

RULE = LabelRule.model_validate(small_register()["rule"])


def a_claim(id_: str = "c", **fields: Any) -> Claim:
    return Claim.model_validate(small_claim(id_, "P1", **fields))


def a_review(**fields: Any) -> CodedReview:
    data = {"id": "r", "tool": "Talks", "reviewed": True, "studies": 2, **fields}
    return CodedReview.model_validate(data)


def label(*claims: Claim, reviews: tuple[CodedReview, ...] = ()) -> str:
    return weigh(claims, reviews, RULE).label


def counts(helps: int, none_or_mixed: int, harms: int) -> dict[str, Any]:
    found = {"helps": helps, "none_or_mixed": none_or_mixed, "harms": harms}
    return {"findings": {"conflict": found}}


def test_one_study_that_helps_is_limited_and_two_support() -> None:
    assert label(a_claim()) == "L"
    assert label(a_claim("a"), a_claim("b")) == "S"


def test_what_lies_far_from_violence_never_supports() -> None:
    far = [a_claim(f"c{n}", kind="services") for n in range(9)]
    assert label(*far) == "L"
    assert label(*far, a_claim()) == "L"


@pytest.mark.parametrize("direction", ["none", "harms", "mixed"])
def test_one_comparing_study_that_does_not_help_outweighs_any_that_do(direction: str) -> None:
    many = [a_claim(f"c{n}") for n in range(9)]
    assert label(*many, a_claim("d", direction=direction, kind="services")) == "X"


def test_case_studies_alone_are_limited_whichever_way_they_point() -> None:
    for direction in get_args(Direction):
        cases = [a_claim(f"c{n}", design="cases", direction=direction) for n in range(3)]
        assert label(*cases) == "L"


def test_a_coded_review_makes_mixed_where_any_finding_does_not_help() -> None:
    assert label(reviews=(a_review(**counts(5, 0, 0)),)) == "L"
    assert label(reviews=(a_review(**counts(5, 1, 0)),)) == "X"
    assert label(reviews=(a_review(**counts(5, 0, 1)),)) == "X"
    assert label(reviews=(a_review(**counts(5, 0, 0), adverse={"found": 1}),)) == "X"


def test_a_tool_that_nobody_reviewed_counts_for_nothing() -> None:
    unseen = CodedReview(id="r", tool="Talks", reviewed=False)
    assert label(reviews=(unseen,)) == "N"


def test_no_further_study_that_does_not_help_ever_raises_a_label() -> None:
    heights = {"N": 0, "L": 1, "X": 1, "S": 2}
    kinds = (get_args(Direction), get_args(Design), get_args(OutcomeKind))
    all_kinds = [
        a_claim("c", direction=way, design=design, kind=kind)
        for way, design, kind in itertools.product(*kinds)
    ]
    for one, two in itertools.product(all_kinds, repeat=2):
        for worse in (a_claim("w", direction=way) for way in ("none", "harms", "mixed")):
            assert heights[label(one, two, worse)] <= heights[label(one, two)]
            assert label(one, two, worse) == "X"


def test_the_label_of_a_programme_changes_with_one_word_of_one_claim() -> None:
    data = small_register()
    assert EvidenceRegister.model_validate(data).weighed("P2").label == "S"
    data["claims"][1]["direction"] = "none"
    assert EvidenceRegister.model_validate(data).weighed("P2").label == "X"
    data["claims"][1]["programmes"] = []
    assert EvidenceRegister.model_validate(data).weighed("P2").label == "L"


def test_what_is_only_near_does_not_move_a_label() -> None:
    register = EvidenceRegister.model_validate(small_register())
    assert [one.id for one in register.near("P2")] == ["trials"]
    assert register.weighed("P2").reviews == 0
    assert register.weighed("P1").not_helping == 2  # one mixed, one adverse


def test_the_catalogue_carries_the_labels() -> None:
    catalogue = framework_with_register().catalogue
    assert catalogue is not None
    assert {one.id: one.evidence for one in catalogue.programmes} == {
        "P1": "X",
        "P2": "S",
        "P3": "N",
    }


def test_labels_that_a_review_called_too_high_are_lower_now() -> None:
    catalogue, register = spcf().catalogue, spcf().register
    assert catalogue is not None
    assert register is not None
    labels = {one.id: one.evidence for one in catalogue.programmes}
    assert (labels["P04"], labels["P23"], labels["P33"], labels["P37"]) == ("L", "X", "X", "X")
    # If its studies had found help, media would be limited: one of them measured attitudes.
    turned = [
        one.model_copy(update={"direction": "helps"}) if "P23" in one.programmes else one
        for one in register.claims
    ]
    changed = register.model_copy(update={"claims": tuple(turned)})
    assert changed.weighed("P23").label == "L"
