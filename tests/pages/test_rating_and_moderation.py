"""Several people rate alone on one page, and agree on another."""

import pytest

from assessment.model.rating import Rating
from assessment.services.ratings import own_rating, rating_store, record_rating
from tests.builders import Level, an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import SMALL, Workspace

PAGES = ("rating", "moderation")
GROUPS = {"Ben Bo": "ministry", "Cleo Cruz": "civil_society", "Dara Diop": "agency"}
RATIONALE = "We read the law together, clause by clause."


def rate(workspace: Workspace, opened, person: str, levels: dict[str, Level], **fields) -> None:
    """Rate at another desk."""
    context = workspace.context(person)
    for id_, level in levels.items():
        before = own_rating(context, opened, id_)
        revision = before.revision if before else 0
        record_rating(context, opened, an_answer(id_, level, **fields), GROUPS[person], revision)


def rated(workspace: Workspace, opened) -> tuple[Rating, ...]:
    """Every newest rating in the database."""
    return rating_store(workspace.context()).ratings(opened.assessment.id).newest()


def key_of(workspace: Workspace, opened, indicator_id: str = "LAW-1", person: str = "") -> str:
    """How the keys of the rater's widgets begin; the person of the pages if none is named."""
    application = workspace.application
    context = workspace.context(person) if person else application.context()
    return f"{opened.assessment.id}:rating:{context.actor.person_id}:{indicator_id}"


def speaking_for(workspace: Workspace, opened, group: str = "agency") -> Screen:
    """The page for rating with a group chosen."""
    screen = workspace.open("rating", opened)
    person_id = workspace.application.context().actor.person_id
    return screen.give(f"{opened.assessment.id}:group:{person_id}", group)


def opened_for_moderation(workspace: Workspace, levels: dict[str, dict[str, Level]]):
    """An assessment that several people rated, with moderation open on the screen."""
    opened = workspace.begin()
    for person, given in levels.items():
        rate(workspace, opened, person, given)
    screen = workspace.open("moderation", opened)
    screen.give(f"{opened.assessment.id}:open_moderation:understood", True)  # noqa: FBT003 - ticked
    return opened, screen.click("Open moderation")


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
    (name, organisation) = screen.at.sidebar.text_input
    name.set_value("Ben Bo")
    organisation.set_value("Head Office")
    screen.click("Write under this name")
    assert "You rate as **Ben Bo**" in screen.text
    assert "Choose for whom you speak" in screen.text
    person_id = workspace.context("Ben Bo").actor.person_id
    screen.give(f"{opened.assessment.id}:group:{person_id}", "ministry")
    mine = f"{key_of(workspace, opened, person='Ben Bo')}:field:level"
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


def test_rating_after_the_opening_is_possible_and_said_to_count_differently(workspace: Workspace):
    opened, _ = opened_for_moderation(workspace, {"Ben Bo": {"LAW-1": 2}})
    screen = speaking_for(workspace, opened)
    assert "no longer counts as given alone" in screen.warnings()[0]
    screen.give(f"{key_of(workspace, opened)}:field:level", 2)
    moderation = workspace.open("moderation", opened)
    assert "Ada Amin: Development agency or donor · level 2 · given after seeing others" in (
        moderation.text
    )
    assert "One person rated this; that person gave level 2." in moderation.text


def test_moderation_opens_only_after_it_was_confirmed(workspace: Workspace):
    opened = workspace.begin()
    assert "Nobody has rated yet." in workspace.open("moderation", opened).text
    rate(workspace, opened, "Ben Bo", {"LAW-1": 2})
    screen = workspace.open("moderation", opened)
    (button,) = [found for found in screen.at.button if found.label == "Open moderation"]
    assert button.disabled
    screen.give(f"{opened.assessment.id}:open_moderation:understood", True)  # noqa: FBT003 - ticked
    screen.click("Open moderation")
    assert "Moderation was opened by Ada Amin on" in screen.text


def test_ratings_spread_and_reasons_lie_on_the_table(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 4, "LAW-2": 2}, "Cleo Cruz": {"LAW-1": 1, "LAW-2": 2}}
    )
    rate(workspace, opened, "Dara Diop", {"LAW-1": 1}, rationale="Judges were *dismissed*.")
    screen.draw()
    assert "they lie three levels apart, from 1 to 4. **Talk about it first.**" in screen.text
    assert "Ben Bo: Ministry or state body · level 4" in screen.text
    assert "Rationale: Judges were *dismissed*." in screen.text
    assert "both levels are 2." in screen.text
    assert "Nobody rated this." in screen.text


def test_a_wide_spread_asks_for_a_sentence_and_keeps_what_was_filled_in(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 4}, "Cleo Cruz": {"LAW-1": 1}}
    )
    key = f"{opened.assessment.id}:LAW-1:consensus:0"
    screen.type_in({f"{key}:level": 2})
    save(screen, key)
    assert "The ratings lie 3 levels apart" in screen.errors()[0]
    assert screen.value(f"{key}:level") == 2
    screen.type_in({f"{key}:rationale": RATIONALE})
    save(screen, key)
    assert screen.errors() == []
    recorded = workspace.record(opened).answers["LAW-1"]
    assert (recorded.answer.level, recorded.answer.rationale) == (2, RATIONALE)
    assert recorded.origin == "consensus"
    assert "Agreed: **level 2, Partial**" in screen.text
    assert "they lie three levels apart, from 1 to 4." in screen.text


def test_a_dissent_is_printed_beside_what_was_agreed_on(workspace: Workspace):
    opened, screen = opened_for_moderation(workspace, {"Ben Bo": {"LAW-1": 2}})
    key = f"{opened.assessment.id}:LAW-1:dissent:0"
    screen.type_in({f"{key}:level": 0, f"{key}:reason": "The rulings were not kept."})
    save(screen, key)
    assert "The rulings were not kept." in screen.text
    assert "Dissent (1)" in [found.label for found in screen.at.expander]


def test_agreement_is_said_with_groups_and_persons(workspace: Workspace):
    levels = {id_: n % 4 for n, id_ in enumerate(SMALL)}
    higher = {id_: min(4, level + 2) for id_, level in levels.items()}
    _, screen = opened_for_moderation(
        workspace, {"Ben Bo": higher, "Cleo Cruz": levels, "Dara Diop": levels}
    )
    assert "Three people have rated 8 indicators" in screen.text
    assert "Alpha is 0." in screen.text
    assert "Ministry or state body (1 person): on average 1.75 levels higher than" in screen.text
    assert "That is no fault" in screen.text


def test_one_rater_alone_has_no_alpha_and_the_page_says_why(workspace: Workspace):
    _, screen = opened_for_moderation(workspace, {"Ben Bo": {"LAW-1": 2}})
    assert "Alpha is not defined: fewer than two people have rated." in screen.text


def test_self_and_external_stand_side_by_side(workspace: Workspace):
    own = workspace.begin({"LAW-1": 4, "LAW-2": 2}, mode="self")
    assert "There is not an external one yet." in workspace.open("moderation", own).text
    workspace.begin({"LAW-1": 1, "LAW-2": 2}, mode="external")
    screen = workspace.open("moderation", own)
    assert "the state rates itself higher on 1 and lower on 0" in screen.text
    (table,) = screen.at.dataframe
    assert list(table.value["Self is"][:3]) == ["3 higher", "The same", "Not comparable"]


def test_hostile_names_and_reasons_are_shown_as_they_were_typed(workspace: Workspace):
    opened = workspace.begin()
    context = workspace.context("=HYPERLINK(1) **bold** <b>x</b>")
    answer = an_answer("LAW-1", 1, rationale="=1+1 <script>")
    record_rating(context, opened, answer, "other", 0)
    screen = workspace.open("moderation", opened)
    screen.give(f"{opened.assessment.id}:open_moderation:understood", True)  # noqa: FBT003 - ticked
    screen.click("Open moderation")
    shown = [found.value for found in screen.at.text]
    assert any("=HYPERLINK(1) **bold** <b>x</b>: Other · level 1" in text for text in shown)
    for table in screen.at.dataframe:
        cells = [str(cell) for column in table.value for cell in table.value[column]]
        assert not [cell for cell in cells if cell.startswith(("=", "@"))]


def save(screen: Screen, form: str) -> None:
    """Send one form."""
    (button,) = [found for found in screen.at.button if found.form_id == form]
    button.click()
    screen.draw()
