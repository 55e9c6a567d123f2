"""Several people agree on levels after they have rated alone."""

from assessment.services.ratings import record_rating
from tests.builders import an_answer
from tests.pages.raters import (
    RATIONALE,
    opened_for_moderation,
    rate,
    save,
)
from tests.pages.workspace import SMALL, Workspace


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
    assert "The ratings lie 3 levels apart, from 1 to 4. **Talk about it first.**" in screen.text
    assert "Ben Bo: Ministry or state body · level 4" in screen.text
    assert "Rationale: Judges were *dismissed*." in screen.text
    assert "Both levels are 2." in screen.text
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
    assert "The ratings lie 3 levels apart, from 1 to 4." in screen.text


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
    assert "3 people have rated 8 indicators" in screen.text
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
    assert "On 1 the state rates itself higher, on 0 lower." in screen.text
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
