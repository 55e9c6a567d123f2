"""The first answer to a question moves every count on the page, and draws nothing else anew."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment.services.moderation import open_moderation
from assessment.services.rounds import begin_round
from tests.browser.conftest import NewTab, settle
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Drawn:
    """The headings that the server sent to a tab."""

    def __init__(self, page: Page) -> None:
        self._headings: list[str] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            heading = ForwardMsg.FromString(frame).delta.new_element.heading.body
            self._headings += [heading] if heading else []

    def since(self) -> list[str]:
        """Return what came since it was asked last."""
        found, self._headings = self._headings, []
        return found


@pytest.fixture
def page(person: NewTab) -> Iterator[Page]:
    page = person().new_page()
    yield page
    page.close()


def choose(page: Page, words: str) -> None:
    levels = page.get_by_role("radiogroup", name="Level", exact=True)
    levels.first.get_by_text(words).click()


def test_counts_follow_an_answer_without_a_new_page_and_a_dimension_brings_one(
    small: Workspace, serve: Callable[[Workspace], Server], page: Page
):
    opened = small.begin({"LAW-1": 2})
    names = [dimension.name for dimension in opened.framework.questionnaire.dimensions]
    drawn = Drawn(page)
    page.goto(serve(small).address("questions", assessment=opened.assessment.id, indicator="LAW-2"))
    expect(page.get_by_text("1 of 8 questions answered")).to_be_visible()
    expect(page.get_by_role("radio", name=f"{names[0]} 1/3", exact=True)).to_be_visible()
    settle(page)
    assert "Questions" in drawn.since()

    choose(page, "3 · ")
    expect(page.get_by_text("2 of 8 questions answered")).to_be_visible()
    expect(page.get_by_role("radio", name=f"{names[0]} 2/3", exact=True)).to_be_checked()
    settle(page)
    # Of all the headings, that of the question alone was sent again.
    assert [heading.split()[0] for heading in drawn.since()] == ["LAW-2"]
    page.get_by_role("button", name="Take this answer back").click()
    expect(page.get_by_text("1 of 8 questions answered")).to_be_visible()
    settle(page)
    drawn.since()

    page.get_by_role("radio", name=f"{names[1]} 0/3", exact=True).click()
    expect(page.get_by_role("heading", name=names[1], exact=True)).to_be_visible()
    assert "Questions" in drawn.since()


def test_a_dimension_that_was_clicked_stays_chosen_when_its_count_moves(
    small: Workspace, serve: Callable[[Workspace], Server], page: Page
):
    earlier = small.begin({"SEC-1": 2, "SEC-2": 2})
    begun = begin_round(small.context(), earlier.assessment.id, "2027")
    _, second, _ = (dimension.name for dimension in earlier.framework.questionnaire.dimensions)
    page.goto(serve(small).address("questions", assessment=begun.assessment.id))
    page.get_by_role("radio", name=f"{second} 0/3", exact=True).click()
    page.get_by_role("button", name="Close SEC-1", exact=True).click()
    page.get_by_role("button", name="Open SEC-2", exact=True).click()
    page.get_by_role("button", name="Still holds").click()
    counted = page.get_by_role("radio", name=f"{second} 1/3", exact=True)
    expect(counted).to_be_checked()
    # The tab tells the server with its next click what is chosen.
    page.get_by_role("button", name="Close SEC-2", exact=True).click()
    expect(page.get_by_role("button", name="Open SEC-2", exact=True)).to_be_visible()
    settle(page)
    expect(counted).to_be_checked()
    assert "dimension=SEC" in page.url


def test_the_last_answer_ends_the_way_to_the_next_question(
    small: Workspace, serve: Callable[[Workspace], Server], page: Page
):
    answered = ("LAW-1", "LAW-2", "LAW-3", "SEC-1", "SEC-2", "SEC-3", "PRE-1")
    opened = small.begin(dict.fromkeys(answered, 2))
    page.goto(serve(small).address("questions", assessment=opened.assessment.id, dimension="LAW"))
    page.get_by_role("button", name="Next unanswered question").click()
    expect(page.get_by_role("button", name="Close PRE-2", exact=True)).to_be_visible()
    settle(page)
    choose(page, "3 · ")
    expect(page.get_by_text("Every question has an answer.")).to_be_visible()
    expect(page.get_by_role("button", name="Next unanswered question")).to_have_count(0)


def test_a_rating_is_counted_and_a_second_one_is_said_beside_the_first(
    small: Workspace, serve: Callable[[Workspace], Server], page: Page
):
    opened = small.begin()
    drawn = Drawn(page)
    page.goto(serve(small).address("rating", assessment=opened.assessment.id))
    page.get_by_role("radio", name="Development agency").click()
    expect(page.get_by_text("You have rated 0 of 8 questions by yourself.")).to_be_visible()
    settle(page)
    drawn.since()
    choose(page, "2 · ")
    expect(page.get_by_text("You have rated 1 of 8 questions by yourself.")).to_be_visible()
    settle(page)
    assert [heading.split()[0] for heading in drawn.since()] == ["LAW-1"]

    open_moderation(small.context("Ben Bo"), opened, "LAW")
    page.reload()
    expect(page.get_by_text("LAW-1: your first rating is level 2.")).to_be_visible()
    page.get_by_role("button", name="Open LAW-1", exact=True).click()
    # LAW-2, which is not rated yet, is open as well, and stands below.
    expect(page.get_by_role("radiogroup", name="Level", exact=True)).to_have_count(2)
    settle(page)
    choose(page, "3 · ")
    again = "LAW-1: your first rating was level 2. You have rated again."
    expect(page.get_by_text(again)).to_be_visible()
    expect(page.get_by_role("button", name="Stay with it (LAW-1)")).to_have_count(0)
