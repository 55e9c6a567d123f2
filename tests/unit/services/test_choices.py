"""Options are rejected with a reason, rejections taken back, options added; everything stays."""

from io import BytesIO

import openpyxl
import pytest

from assessment.model.choice import Choice
from assessment.services.choices import (
    add_option,
    read_choices,
    reject_option,
    take_back_rejection,
)
from assessment.services.context import Opened
from assessment.services.results import export_results, score
from tests.unit.services.desk import Desk, codes, refused

RADIO = Choice("added", reason="Nobody reaches it.", name="Radio", what="Build", said_by="Ben Bo")


@pytest.fixture
def opened(both_desks: Desk) -> Opened:
    found = both_desks.begin()
    for id_, level in {"LAW-1": 1, "SEC-1": 2, "PRE-1": 1}.items():
        both_desks.answer(found, id_, level)
    return found


def firsts(desk: Desk, opened: Opened) -> set[str]:
    first = score(desk.context, opened).arrangement.first
    return {id_ for place in first for id_ in place.programme_ids}


def test_a_rejected_option_leaves_the_first_and_stays_with_its_reason(both_desks: Desk, opened):
    assert "P1" in firsts(both_desks, opened)
    reject_option(both_desks.context, opened, "P1", " The judges are the danger. ")
    results = score(both_desks.context, opened)
    assert "P1" not in firsts(both_desks, opened)
    (rejected,) = results.arrangement.rejected
    assert rejected.programme.id == "P1"
    assert rejected.rejection is not None
    assert rejected.rejection.choice.reason == "The judges are the danger."
    assert rejected.rejection.person_name == "Ada Amin"
    assert len(results.suggestions) == 3


def test_a_rejection_is_taken_back_by_a_new_entry_and_all_is_kept(both_desks: Desk, opened):
    reject_option(both_desks.context, opened, "P1", "The judges are the danger.")
    take_back_rejection(both_desks.context, opened, "P1", "They were replaced.")
    assert "P1" in firsts(both_desks, opened)
    kinds = [one.choice.kind for one in read_choices(both_desks.context, opened).entries]
    assert kinds == ["rejected", "taken_back"]
    reject_option(both_desks.context, opened, "P1", "They came back.")
    rejected = read_choices(both_desks.context, opened).rejected
    assert rejected["P1"].choice.reason == "They came back."


def test_an_added_option_gets_an_id_and_can_be_rejected_too(both_desks: Desk, opened):
    add_option(both_desks.context, opened, RADIO)
    add_option(both_desks.context, opened, RADIO)
    choices = read_choices(both_desks.context, opened)
    assert [one.choice.option_id for one in choices.added] == ["A-1", "A-2"]
    reject_option(both_desks.context, opened, "A-2", "Entered twice.")
    assert [*read_choices(both_desks.context, opened).rejected] == ["A-2"]


def test_everything_missing_is_said_at_once_and_nothing_is_written(both_desks: Desk, opened):
    found = refused(add_option, both_desks.context, opened, Choice("added", name="x" * 201))
    assert [(one.code, one.where) for one in found] == [
        ("choice.text_too_long", "New option, Name of the option"),
        ("choice.text_missing", "New option, What is done"),
        ("choice.text_missing", "New option, Reason"),
        ("choice.text_missing", "New option, Proposed by"),
    ]
    no_reason = refused(reject_option, both_desks.context, opened, "P1", " ")
    assert codes(no_reason) == ["choice.text_missing"]
    assert read_choices(both_desks.context, opened).entries == ()


def test_what_is_not_there_or_said_already_is_refused(both_desks: Desk, opened):
    context = both_desks.context
    assert codes(refused(reject_option, context, opened, "P9", "No.")) == ["choice.option_unknown"]
    assert codes(refused(take_back_rejection, context, opened, "P1", "Yes.")) == [
        "choice.not_rejected"
    ]
    reject_option(context, opened, "P1", "No.")
    assert codes(refused(reject_option, context, opened, "P1", "No.")) == [
        "choice.rejected_already"
    ]


def test_the_workbook_of_results_has_every_entry_and_marks_the_suggestion(both_desks: Desk, opened):
    context = both_desks.context
    book = openpyxl.load_workbook(BytesIO(export_results(context, opened).content))
    assert "Choices" not in book.sheetnames
    reject_option(context, opened, "P1", "=The judges are the danger.")
    take_back_rejection(context, opened, "P1", "They were replaced.")
    reject_option(context, opened, "P3", "No staff.")
    add_option(context, opened, RADIO)
    book = openpyxl.load_workbook(BytesIO(export_results(context, opened).content))
    rows = [[*row] for row in book["Choices"].iter_rows(min_row=2, values_only=True)]
    assert [(row[0], row[1], row[2], row[8]) for row in rows] == [
        ("P1", "Independent courts", "Rejected", "No"),
        ("P1", "Independent courts", "Rejection taken back", "No"),
        ("P3", "Early warning", "Rejected", "Yes"),
        ("A-1", "Radio", "Added", "Yes"),
    ]
    assert book["Choices"]["D2"].data_type == "s"
    places = {row[1]: row[8] for row in book["Suggestions"].iter_rows(values_only=True)}
    assert places["P3"] == "Rejected"
    whys = {row[1]: str(row[5]) for row in book["Suggestions"].iter_rows(values_only=True)}
    assert whys["P3"].startswith("• Rejected by Ada Amin on ")
