"""Finding the way through the questions: dimensions, progress, next unanswered, links."""

from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import SMALL, Workspace, beginning


def open_questions(screen: Screen) -> list[str]:
    """The questions that are open on the screen."""
    return [label.removeprefix("Close ") for label in screen.buttons() if label[:5] == "Close"]


def test_the_first_question_without_an_answer_is_open(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    assert open_questions(workspace.open("questions", opened)) == ["LAW-2"]


def test_a_question_can_be_closed_and_another_opened(workspace: Workspace):
    screen = workspace.open("questions", workspace.begin())
    screen.click("Close LAW-1")
    screen.click("Open LAW-3")
    assert open_questions(screen) == ["LAW-3"]


def test_another_dimension_shows_its_own_questions(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.open("questions", opened)
    screen.give(f"{opened.assessment.id}:dimension", "PRE")
    assert screen.at.header[0].value == "Warning"
    assert open_questions(screen) == ["PRE-1"]
    assert screen.at.query_params["dimension"] == "PRE"
    again = Screen.show("questions", dict(screen.at.query_params))
    assert again.at.header[0].value == "Warning"


def test_next_unanswered_goes_over_the_dimensions_and_back_to_the_top(workspace: Workspace):
    opened = workspace.begin(dict.fromkeys(set(SMALL) - {"LAW-2", "SEC-1", "PRE-2"}, 3))
    screen = workspace.questions(opened, "SEC-1")
    for asked in ("SEC-1", "PRE-2"):
        assert open_questions(screen) == [asked]
        screen.give(f"{beginning(opened, asked)}:field:level", 2)
        screen.click("Next unanswered question")
    assert open_questions(screen) == ["LAW-2"]


def test_the_last_answer_leads_to_the_profile_and_to_no_further_question(workspace: Workspace):
    opened = workspace.begin(dict.fromkeys(set(SMALL) - {"PRE-2"}, 3))
    screen = workspace.questions(opened, "PRE-2")
    screen.give(f"{beginning(opened, 'PRE-2')}:field:level", 2)
    assert "Every question has an answer." in screen.text
    assert "See the profile" in [link.label for link in screen.at.get("page_link")]
    assert "Next unanswered question" not in screen.buttons()


def test_next_unanswered_passes_over_what_another_hand_has_answered(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.open("questions", opened)
    for id_ in ("LAW-1", "LAW-2", "LAW-3"):
        workspace.answer(opened, an_answer(id_, 1))
    screen.click("Next unanswered question")
    assert open_questions(screen) == ["SEC-1"]


def test_progress_counts_answers_and_no_drafts(workspace: Workspace):
    opened = workspace.begin({"LAW-1": "II", "LAW-2": 0})
    workspace.answer(opened, an_answer("LAW-3", None, rationale="A draft."))
    screen = workspace.open("questions", opened)
    assert "2 of 8 questions answered" in screen.text
    (pills,) = screen.at.pills
    assert pills.options == ["Courts 2/3", "Police 0/3", "Warning 0/2"]


def test_completing_a_dimension_is_seen_at_once(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2, "LAW-2": 2})
    screen = workspace.questions(opened, "LAW-3")
    screen.give(f"{beginning(opened, 'LAW-3')}:field:level", 1)
    assert "3 of 8 questions answered" in screen.text
    assert screen.at.pills[0].options[0] == "Courts 3/3"


def test_a_link_from_a_critical_gap_opens_the_answer_behind_it(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 0, "SEC-1": 0})
    screen = workspace.open("questions", opened)
    assert open_questions(screen) == ["LAW-2"]
    links = [link.label for link in screen.go("profile").at.get("page_link")]
    assert {"Answer to LAW-1", "Answer to SEC-1"} <= set(links)
    # A question that was closed when the page was last seen is opened by the link all the same.
    screen.go("questions", dimension="LAW", indicator="LAW-1")
    assert "LAW-1" in open_questions(screen)
    screen.go("profile").go("questions", dimension="SEC", indicator="SEC-1")
    assert "SEC-1" in open_questions(screen)


def test_an_unknown_dimension_or_question_in_the_address_does_no_harm(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.open("questions", opened, dimension="NONE", indicator="NONE-1")
    assert screen.at.header[0].value == "Courts"
