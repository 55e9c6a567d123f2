"""Several people rate alone on one page."""

import pytest

from assessment.services.moderation import open_moderation
from assessment.services.ratings import record_rating
from tests.builders import an_answer
from tests.pages.raters import (
    PAGES,
    key_of,
    rate,
    rated,
    speaking_for,
)
from tests.pages.workspace import SMALL, Workspace, write_as


@pytest.mark.parametrize("page", PAGES)
def test_without_an_assessment_the_page_leads_to_the_list(workspace: Workspace, page: str):
    assert "Choose an assessment first" in workspace.open(page).text


@pytest.mark.parametrize("page", PAGES)
def test_an_invented_state_is_said(workspace: Workspace, page: str):
    opened = workspace.begin(state_code="XKA", invented_name="Karsova")
    warnings = workspace.open(page, opened).warnings()
    assert any("Invented for demonstration" in warning for warning in warnings)


def test_the_questions_appear_once_a_group_is_chosen(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.open("rating", opened)
    assert "Choose for whom you speak" in screen.text
    assert "LAW-1" not in screen.text
    assert "LAW-1 Independent judges" in speaking_for(workspace, opened).text


def test_a_rating_is_saved_at_once_with_group_and_person_and_is_no_answer(workspace: Workspace):
    opened = workspace.begin()
    screen = speaking_for(workspace, opened, "ministry")
    screen.give(f"{key_of(workspace, opened)}:field:level", 3)
    screen.give(f"{key_of(workspace, opened)}:field:rationale", "Judges were kept.")
    (rating,) = rated(workspace, opened)
    assert (rating.person_name, rating.group) == ("Ada Amin", "ministry")
    assert (rating.answer.level, rating.answer.rationale) == (3, "Judges were kept.")
    assert rating.is_independent
    assert workspace.record(opened).answers == {}


def test_the_group_chosen_before_is_still_chosen_in_another_tab(workspace: Workspace):
    opened = workspace.begin()
    screen = speaking_for(workspace, opened, "ministry")
    screen.give(f"{key_of(workspace, opened)}:field:level", 3)
    again = workspace.open("rating", opened)
    person_id = workspace.application.context().actor.person_id
    assert again.value(f"{opened.assessment.id}:group:{person_id}") == "ministry"
    again.click("Open LAW-1")
    assert again.value(f"{key_of(workspace, opened)}:field:level") == 3
    assert "You have rated 1 of 8 questions" in again.text


def test_the_page_shows_nothing_of_what_others_gave(workspace: Workspace):
    opened = workspace.begin()
    hidden_reason = "Only the ministry knows this."
    rate(workspace, opened, "Ben Bo", dict.fromkeys(SMALL, 4), rationale=hidden_reason)
    screen = speaking_for(workspace, opened)
    assert screen.value(f"{key_of(workspace, opened)}:field:level") is None
    for hidden in (hidden_reason, "Ben Bo", "level 4, Lasting"):
        assert hidden not in screen.text
    moderation = workspace.open("moderation", opened)
    assert "Ben Bo" in list(moderation.at.dataframe[0].value["Person"])
    assert hidden_reason not in moderation.text
    assert len(moderation.at.dataframe) == 1


def test_the_next_person_in_the_same_tab_sees_nothing_of_the_one_before(workspace: Workspace):
    opened = workspace.begin()
    screen = speaking_for(workspace, opened)
    screen.give(f"{key_of(workspace, opened)}:field:level", 3)
    write_as(screen, "Ben Bo", "Head Office")
    assert "You rate as **Ben Bo**" in screen.text
    assert "Choose for whom you speak" in screen.text
    browser = workspace.application.context_of_key(screen.at.session_state["writer_key"])
    assert browser is not None
    person_id = browser.actor.person_id
    assert person_id != workspace.context("Ben Bo").actor.person_id
    screen.give(f"{opened.assessment.id}:group:{person_id}", "ministry")
    mine = f"{opened.assessment.id}:rating:{person_id}:LAW-1:field:level"
    assert screen.value(mine) is None
    screen.give(mine, 0)
    levels = {r.person_name: (r.answer.level, r.group) for r in rated(workspace, opened)}
    assert levels == {"Ada Amin": (3, "agency"), "Ben Bo": (0, "ministry")}


def test_a_rule_that_is_broken_is_said_and_nothing_is_stored(workspace: Workspace):
    opened = workspace.begin()
    screen = speaking_for(workspace, opened)
    screen.give(f"{key_of(workspace, opened)}:field:level", "NA")
    assert "'Not applicable' is given without a reason" in screen.errors()[0]
    assert rated(workspace, opened) == ()


def test_a_rating_in_another_window_is_not_written_over(workspace: Workspace):
    opened = workspace.begin()
    screen = speaking_for(workspace, opened)
    context = workspace.application.context()
    record_rating(context, opened, an_answer("LAW-1", 4), "agency", 0)
    screen.give(f"{key_of(workspace, opened)}:field:level", 1)
    assert "You rated this in another window" in screen.errors()[0]
    screen.click("Save mine as the newer answer")
    assert [r.answer.level for r in rated(workspace, opened)] == [1]


def test_a_rating_after_the_talk_is_said_to_be_the_second_and_the_first_stays(
    workspace: Workspace,
):
    opened = workspace.begin()
    screen = speaking_for(workspace, opened)
    screen.give(f"{key_of(workspace, opened)}:field:level", 3)
    rate(workspace, opened, "Ben Bo", {"LAW-1": 1, "SEC-1": 4})
    open_moderation(workspace.context(), opened, "LAW")
    screen.draw()
    assert "What you rate now counts as a second rating, given after the talk." in screen.text
    assert "LAW-1: your first rating is level 3." in screen.text
    screen.click("Stay with it (LAW-1)")
    assert "LAW-1: your first rating was level 3. You have rated again." in screen.text
    screen.give(f"{key_of(workspace, opened)}:field:level", 2)
    assert "LAW-1: your first rating was level 3. You have rated again." in screen.text
    kinds = [(r.answer.level, r.is_second) for r in own(workspace, opened)]
    assert kinds == [(3, False), (3, True), (2, True)]
    screen.give(dimension_key(workspace, opened), "SEC")
    assert "second rating" not in screen.text


def own(workspace: Workspace, opened):
    """Every rating that the person of the pages gave to LAW-1, the first one first."""
    return [
        rating
        for rating in workspace.context().store.ratings(opened.assessment.id).ratings
        if (rating.person_name, rating.indicator_id) == ("Ada Amin", "LAW-1")
    ]


def dimension_key(workspace: Workspace, opened) -> str:
    """The key of the choice of a dimension."""
    return key_of(workspace, opened, "dimension")


def test_the_count_moves_with_each_rating_and_next_opens_what_is_not_rated(workspace: Workspace):
    opened = workspace.begin()
    screen = speaking_for(workspace, opened)
    shown = screen.at.get("progress")
    for number, id_ in enumerate(("LAW-1", "LAW-2", "LAW-3"), start=1):
        screen.give(f"{key_of(workspace, opened, id_)}:field:level", 3)
        shown = [found.proto.text for found in screen.at.get("progress")]
        assert f"You have rated {number} of 8 questions by yourself." in shown
        screen.click("Next question that you have not rated")
    assert screen.value(dimension_key(workspace, opened)) == "SEC"
    opened_ones = [label for label in screen.buttons() if label.startswith("Close")]
    assert opened_ones == ["Close SEC-1"]


def test_ratings_under_the_same_name_in_another_browser_are_counted_and_not_shown(
    workspace: Workspace,
):
    opened = workspace.begin()
    # Head Office has an Ada Amin as well; for this browser she is somebody else.
    context = workspace.context("Ada Amin")
    answer = an_answer("LAW-1", 4, rationale="Only the other Ada knows this.")
    record_rating(context, opened, answer, "ministry", 0)
    screen = speaking_for(workspace, opened)
    assert "1 question was rated under this name in another browser" in screen.text
    assert "Only the other Ada knows this." not in screen.text
    assert screen.value(f"{key_of(workspace, opened)}:field:level") is None
