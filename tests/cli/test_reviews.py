"""The board of reviews at the command line, and its days as a calendar file."""

import pytest

from assessment.model.review import Decision
from assessment.services.context import Opened, open_assessment
from assessment.services.review_entries import append_entry, leave_protected
from assessment.services.reviews import open_by_person
from assessment.wiring import Settings, open_application
from tests.cli.terminal import Terminal

GAP = {"REACH-1": 2, "REACH-2": 2, "REACH-3": 1, "REPLY-1": 2, "REPLY-2": 1}


@pytest.fixture
def id_(terminal: Terminal) -> str:
    """An assessment for which a tier opened a review."""
    id_ = terminal.begin()
    terminal.answer(id_, GAP)
    return id_


def at_the_desk(terminal: Terminal, id_: str) -> tuple[object, Opened]:
    context = open_application(Settings.from_environment(terminal.environment)).context()
    return context, open_assessment(context, id_)


def test_an_empty_workspace_has_no_review(terminal: Terminal) -> None:
    assert "There is no review yet." in terminal.done("reviews").stdout
    assert terminal.read("reviews")["reviews"] == []


def test_a_workbook_that_came_back_opened_a_review_that_is_listed(
    terminal: Terminal, id_: str
) -> None:
    shown = terminal.done("reviews").stdout
    assert "Open (1)" in shown
    assert f"{id_[:8]}  Karsova, 2026 [invented]" in shown
    assert "Tier: TALK (Talk with the district). No day is set" in shown
    (review,) = terminal.read("reviews", id_[:6])["reviews"]
    assert (review["state"], review["tier"], review["opened_by"]) == ("open", "TALK", "tier")
    assert (review["due_on"], review["decision"], review["is_overdue"]) == (None, None, False)


def test_one_assessment_is_listed_alone(terminal: Terminal, id_: str) -> None:
    other = terminal.begin("2027")
    assert terminal.read("reviews", other)["reviews"] == []
    assert len(terminal.read("reviews")["reviews"]) == 1
    assert terminal.refused("reviews", "ffff") == ["assessment.unknown"]


def test_the_calendar_is_written_whole_and_over_no_other_file(terminal: Terminal, id_: str) -> None:
    target = terminal.folder / "days.ics"
    result = terminal.done("reviews", "--calendar", target)
    assert result.stdout.strip() == str(target)
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert terminal.refused("reviews", "--calendar", target) == ["file.exists"]
    again = terminal.read("reviews", "--calendar", target, "--force")
    assert again["file"] == str(target)


def test_a_decision_is_listed_and_what_is_protected_is_not(terminal: Terminal, id_: str) -> None:
    context, opened = at_the_desk(terminal, id_)
    reader = context.store.actor("Ben Bo", "Oversight", context.clock(), "a key").person_id
    leave_protected(context, opened, kind="alarm", text="Hidden words.", for_person_id=reader)
    review = context.store.reviews(id_)[-1]
    today = context.clock().date()
    final = Decision("Mina Mor", "Minister", "The district has answered all.", today, "do_not_act")
    append_entry(context, opened, review, final)
    shown = terminal.done("reviews")
    assert "Decided (1)" in shown.stdout
    assert "Decided not to act: Mina Mor, Minister" in shown.stdout
    (listed,) = terminal.read("reviews")["reviews"]
    assert listed["decision"]["outcome"] == "do_not_act"
    assert listed["decision"]["on"] == today.isoformat()
    assert "Hidden words." not in shown.output + terminal.done("reviews", "--json").output
    open_by_person(context, opened, "Complaints were burnt.")
    assert [one["state"] for one in terminal.read("reviews")["reviews"]] == ["open", "decided"]
