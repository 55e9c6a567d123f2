"""The page on which another method is tried, and an analysis of uncertainty is kept."""

import pytest

from assessment.services.context import Opened
from assessment.services.moderation import open_moderation
from assessment.services.ratings import record_rating
from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import SMALL, Workspace

MIXED = dict.fromkeys(SMALL, 3) | {"LAW-1": 2, "LAW-2": 4, "LAW-3": 4}
NOTHING_CHANGED = "Nothing is changed yet"


@pytest.fixture
def opened(workspace: Workspace) -> Opened:
    return workspace.begin(MIXED)


def key(opened: Opened, rest: str) -> str:
    return f"{opened.assessment.id}:{rest}"


def tables(screen: Screen) -> str:
    return "\n".join(frame.value.to_csv() for frame in screen.at.dataframe)


def test_nothing_is_changed_at_first(workspace: Workspace, opened: Opened):
    screen = workspace.open("method", opened)
    assert NOTHING_CHANGED in screen.text
    assert "Other methods" not in screen.text
    assert "Now: The score is the mean of what counts, but never more than 1 level" in screen.text


def test_another_rule_shows_at_once_what_changes_and_what_stands(
    workspace: Workspace, opened: Opened
):
    screen = workspace.open("method", opened)
    screen.give(key(opened, "method:changes:LAW:rule"), "mean")
    # Levels 2, 4, 4: capped at 3 they are 75 points, by the plain mean 83.3.
    assert "1 dimension moves: Courts from Established to Resilient" in screen.text
    assert "**Stays the same.** The review tier stays T0." in screen.text
    assert "Courts,75.0," in tables(screen)
    assert ",83.3," in tables(screen)
    assert "Changed: Courts." in screen.text


def test_what_is_tried_is_never_stored_and_can_be_taken_back(workspace: Workspace, opened: Opened):
    screen = workspace.open("method", opened)
    screen.give(key(opened, "method:changes:LAW:allowance:own"), 0.0)
    assert NOTHING_CHANGED not in screen.text
    assert "Courts: 75.0 of 100" in workspace.open("profile", opened).text
    screen.click("Back to the questionnaire's method")
    assert NOTHING_CHANGED in screen.text
    assert screen.value(key(opened, "method:changes:LAW:allowance:own")) == 1.0


def test_a_change_stays_while_another_dimension_is_looked_at(workspace: Workspace, opened: Opened):
    screen = workspace.open("method", opened)
    screen.give(key(opened, "method:changes:LAW:weight:LAW-1"), 4.0)
    screen.give(key(opened, "method:dimension"), "PRE")
    assert "This rule has no weights." in screen.text
    assert "Changed: Courts." in screen.text
    screen.give(key(opened, "method:dimension"), "LAW")
    assert screen.value(key(opened, "method:changes:LAW:weight:LAW-1")) == 4.0


def test_the_same_change_is_tried_on_all_states_but_never_on_invented_ones_too(
    workspace: Workspace, opened: Opened
):
    workspace.begin(dict.fromkeys(SMALL, 0), state_code="UGA")
    workspace.begin(dict.fromkeys(SMALL, 1), state_code="UGA", period="2020")
    workspace.begin(MIXED, state_code="XKA", invented_name="Karsova")
    screen = workspace.open("method", opened)
    assert "Courts: of 2 states with a score, none would lie in another band." in screen.text
    assert "Of 1 pair of states, clearly apart now: 1." in screen.text
    assert "Uganda, 2026" in tables(screen)
    assert "Uganda, 2020" not in tables(screen)
    assert "Karsova" not in tables(screen)


def test_with_fewer_than_thirty_states_the_page_says_why_there_are_no_statistics(
    workspace: Workspace, opened: Opened
):
    screen = workspace.open("method", opened)
    (told,) = [info.value for info in screen.at.info if "Nothing is shown" in info.value]
    assert "no dimension has more than 1 state with every answer" in told


def test_with_thirty_states_there_are_statistics(workspace: Workspace):
    for n in range(30):
        levels = {id_: (n * (place + 2)) % 5 for place, id_ in enumerate(SMALL)}
        last = workspace.begin(levels, state_code="XKA", invented_name=f"State {n}")
    screen = workspace.open("method", last)
    assert "Courts: 30 states with every part." in screen.text
    assert "Cronbach's alpha is" in screen.text
    assert "Pull" in tables(screen)


def test_a_result_is_kept_listed_and_computed_again_to_the_last_digit(
    workspace: Workspace, opened: Opened
):
    screen = workspace.open("method", opened)
    assert "None is kept yet." in screen.text
    screen.give(key(opened, "uncertainty:seed"), 5).click("Keep this result")
    assert "Kept under the number" in screen.text
    assert "Ada Amin" in tables(screen)
    screen.click("Compute again")
    assert "Computed again: every digit is the same." in screen.text


def test_changed_answers_are_told_when_a_kept_result_is_computed_again(
    workspace: Workspace, opened: Opened
):
    screen = workspace.open("method", opened).click("Keep this result")
    workspace.answer(opened, an_answer("LAW-1", 0))
    screen.click("Compute again")
    assert any("Answers have changed" in error for error in screen.errors())


def test_what_was_varied_and_what_was_not_is_said(workspace: Workspace, opened: Opened):
    screen = workspace.open("method", opened)
    screen.give(key(opened, "uncertainty:answers"), value=False)
    screen.give(key(opened, "uncertainty:rules"), ["own", "minimum"])
    assert (
        "the rule of each dimension (one of: As in the questionnaire; Lowest level" in screen.text
    )
    assert "each answer by one level" not in screen.text.split("Varied was")[1].split("\n")[0]


def test_differences_between_raters_are_offered_only_after_moderation_was_opened(
    workspace: Workspace, opened: Opened
):
    for person, level in (("Cy Cole", 1), ("Dee Diaz", 4)):
        record_rating(workspace.context(person), opened, an_answer("LAW-1", level), "ministry", 0)
    raters = key(opened, "uncertainty:raters")
    assert not workspace.open("method", opened).has(raters)
    open_moderation(workspace.context(), opened, "LAW")
    screen = workspace.open("method", opened)
    screen.give(raters, value=True)
    assert "the levels that several raters gave" in screen.text


def test_without_any_score_the_page_says_so_instead_of_drawing_nothing(workspace: Workspace):
    screen = workspace.open("method", workspace.begin({}))
    assert "No dimension has a score yet. Answer more questions" in screen.text


def test_the_other_methods_of_the_questionnaire_stand_with_letters_and_reasons(
    workspace: Workspace, opened: Opened
):
    workspace.name_methods()
    screen = workspace.open("method", opened)
    # Levels 2, 4, 4: capped at 3 they are 75 points, by the plain mean 83.3, with LAW-1 twice
    # (2 x 2 + 4 + 4) / 4 = 3, or 75 again.
    assert "Other methods" in screen.text
    assert "Courts,S,1 of 2,R,S" in tables(screen)
    assert "- The plain mean: Nothing is capped." in screen.text
    empty = workspace.open("method", workspace.begin({}, state_code="UGA"))
    assert "Courts,S" not in tables(empty)
    assert "- Keys twice: Restraint hangs on keys." in empty.text


def test_the_page_says_which_interval_to_quote(workspace: Workspace):
    screen = workspace.open("method", workspace.begin({"LAW-1": 2, "LAW-2": 4, "LAW-3": 4}))
    # Not what it varies: that is another thing in each questionnaire, and stands beside the score.
    assert "The interval to quote is the one beside the score on Profile" in screen.text
