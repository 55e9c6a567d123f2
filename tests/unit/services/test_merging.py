"""Three versions of an entry meet: as exported, as filled in, and as it is now."""

from dataclasses import replace
from typing import Any

import pytest

from assessment.model.answer import Answer, Evidence, FlagEntry, Status
from assessment.services.merging import (
    find_correction,
    merge_answer,
    merge_evidence,
    merge_flag,
)
from tests.builders import an_answer

NONE = Answer("LAW-1")
TWO = an_answer("LAW-1", 2, confidence="low", rationale="First look.")
FOUR = replace(TWO, level=4)
WHERE = "Sheet 'Answers', cell D3"


def level(value: int) -> dict[str, Any]:
    return {"status": Status.LEVEL, "level": value}


def filled_from(answer: Answer) -> dict[str, Any]:
    """What an untouched workbook gives for an answer: its filled fields."""
    names = ("reason", "confidence", "evidence_grade", "ticked", "rationale")
    filled = {name: value for name in names if (value := getattr(answer, name))}
    return filled | {"status": answer.status, "level": answer.level}


def merged(exported: Answer, given: dict[str, Any], current: Answer, revision: int = 1):
    return merge_answer(exported, given, current, revision, WHERE)


@pytest.mark.parametrize("current", [NONE, TWO, FOUR])
@pytest.mark.parametrize("exported", [TWO, FOUR, an_answer("LAW-1", "NA")])
def test_an_untouched_row_changes_nothing_whatever_happened_meanwhile(exported, current):
    assert merged(exported, filled_from(exported), current) is None


@pytest.mark.parametrize("current", [NONE, TWO])
def test_an_empty_row_changes_nothing(current):
    assert merged(TWO, {}, current) is None


def test_a_first_answer_is_added():
    change = merged(NONE, level(3), NONE, revision=0)
    assert (change.kind, change.before, change.after) == ("added", NONE, an_answer("LAW-1", 3))
    assert (change.revision, change.where, change.id) == (0, WHERE, "LAW-1")
    assert change.fields == ("status", "level")


def test_a_changed_field_is_taken_and_the_others_stay():
    change = merged(TWO, filled_from(TWO) | {"rationale": "Second look."}, TWO)
    assert (change.kind, change.after) == ("changed", replace(TWO, rationale="Second look."))
    assert change.fields == ("rationale",)


def test_fields_changed_on_either_side_come_together_without_a_conflict():
    current = replace(TWO, confidence="high")
    change = merged(TWO, filled_from(TWO) | {"rationale": "Second look."}, current)
    assert change.kind == "changed"
    assert change.after == replace(TWO, confidence="high", rationale="Second look.")


@pytest.mark.parametrize("given", [level(0), level(3), {"status": Status.INSUFFICIENT_INFORMATION}])
def test_a_level_changed_on_both_sides_is_a_conflict(given):
    change = merged(TWO, filled_from(TWO) | {"level": None} | given, FOUR)
    assert (change.kind, change.before) == ("conflict", FOUR)
    assert change.after.level == given.get("level")


def test_the_same_change_on_both_sides_is_no_change():
    assert merged(TWO, filled_from(TWO) | level(4), FOUR) is None


def test_a_reason_and_a_level_of_two_versions_are_a_conflict_and_never_mixed():
    change = merged(TWO, filled_from(TWO) | {"reason": "It holds in part."}, FOUR)
    assert change.kind == "conflict"
    assert (change.after.level, change.after.reason) == (2, "It holds in part.")


def test_a_text_changed_here_and_a_level_in_the_workbook_come_together():
    current = replace(TWO, rationale="Second look.")
    change = merged(TWO, filled_from(TWO) | level(4), current)
    assert (change.kind, change.after) == ("changed", replace(current, level=4))


def test_without_the_old_version_every_difference_is_a_conflict():
    assert merged(NONE, filled_from(FOUR), TWO).kind == "conflict"
    assert merged(NONE, filled_from(TWO), TWO) is None


def test_not_applicable_in_place_of_a_level_takes_its_reason_along():
    given = {"status": Status.NOT_APPLICABLE, "level": None, "reason": "There are no courts."}
    change = merged(TWO, filled_from(TWO) | given, TWO)
    assert change.kind == "changed"
    assert change.after == replace(TWO, **given)


FLAG = FlagEntry("X1", "present", note="North.")
OTHER = replace(FLAG, option="none")


@pytest.mark.parametrize(
    ("entry", "exported", "current", "kind"),
    [
        (FLAG, None, None, "added"),
        (FLAG, FLAG, FLAG, None),
        (FLAG, FLAG, OTHER, None),
        (FLAG, FLAG, None, None),
        (FLAG, None, FLAG, None),
        (FLAG, OTHER, FLAG, None),
        (FLAG, OTHER, OTHER, "changed"),
        (FLAG, None, OTHER, "conflict"),
        (FLAG, OTHER, replace(FLAG, note="South."), "conflict"),
    ],
)
def test_a_context_flag_is_merged_like_an_answer(entry, exported, current, kind):
    change = merge_flag(entry, exported, current, WHERE)
    assert (change.kind if change else None) == kind
    if change:
        assert (change.before, change.after, change.id) == (current, entry, "X1")


SOURCE = Evidence("LAW-1", "Report", publisher="Court", page="4")
STORED = replace(SOURCE, id="e-1")
TITLED = replace(STORED, title="Annual report", id="e-2")


@pytest.mark.parametrize(
    ("entry", "current", "expected"),
    [
        (STORED, STORED, None),
        # It was corrected here and untouched in the workbook: what is here stays.
        (STORED, TITLED, None),
        (replace(STORED, page="5"), STORED, ("changed", replace(SOURCE, page="5"))),
        # One side changed the title, the other the page: both count.
        (
            replace(STORED, page="5"),
            TITLED,
            ("changed", replace(SOURCE, title="Annual report", page="5")),
        ),
        (replace(STORED, title="Annual report"), TITLED, None),
        (
            replace(STORED, title="Yearly report"),
            TITLED,
            ("conflict", replace(SOURCE, title="Yearly report")),
        ),
        # Withdrawn here while the workbook changed it: nobody but a person can say.
        (replace(STORED, page="5"), None, ("conflict", replace(SOURCE, page="5"))),
    ],
)
def test_a_source_is_merged_field_by_field(entry, current, expected):
    assert merge_evidence(entry, STORED, current) == expected


@pytest.mark.parametrize(
    ("title", "link", "is_found"),
    [
        ("Anual report of the court", "", True),
        ("Something else entirely", "https://court.example/report", True),
        ("Something else entirely", "", False),
    ],
)
def test_a_new_source_corrects_an_earlier_one_that_is_nearly_the_same(title, link, is_found):
    earlier = Evidence("LAW-1", "Annual report of the court", link="https://court.example/report")
    new = Evidence("LAW-1", title, link=link)
    assert find_correction(new, [earlier]) == (earlier if is_found else None)
    assert find_correction(replace(new, indicator_id="LAW-2"), [earlier]) is None
