"""What is pressed counts, though the page moves under the hand before it is let go.

The first answer to a question draws lines above what is clicked next. Whoever is quick presses a
button just then: the browser has the click fall on what stands there when the button is let go.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.services.context import Opened
from tests.browser.conftest import NewTab, settle, until
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOVE = 'place => Object.assign(place.style, { position: "relative", top: "90px" })'
REPLACE = """button => {
  const same = button.cloneNode(true);
  button.addEventListener("click", () => { throw new Error("the old one"); });
  same.addEventListener("click", () => { window.clicked = (window.clicked ?? 0) + 1; });
  button.replaceWith(same);
}"""


@pytest.fixture
def opened(small: Workspace) -> Opened:
    return small.begin()


@pytest.fixture
def page(
    small: Workspace, opened: Opened, serve: Callable[[Workspace], Server], person: NewTab
) -> Page:
    page = person().new_page()
    page.goto(serve(small).address("questions", assessment=opened.assessment.id))
    expect(button(page, "Medium")).to_be_visible()
    settle(page)
    button(page, "Medium").scroll_into_view_if_needed()
    return page


def button(page: Page, words: str) -> Locator:
    return page.get_by_role("radio", name=words, exact=True)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def move(page: Page) -> None:
    before = middle(button(page, "Medium"))
    page.locator('[class*="-question"]').first.evaluate(MOVE)
    assert middle(button(page, "Medium")) != before


def stored(small: Workspace, opened: Opened) -> str | None:
    answers = small.record(opened).answers
    return answers["LAW-1"].answer.confidence if "LAW-1" in answers else None


def test_what_moves_away_under_the_mouse_is_clicked(page: Page, small: Workspace, opened: Opened):
    page.mouse.move(*middle(button(page, "Medium")))
    page.mouse.down()
    move(page)
    page.mouse.up()
    until(lambda: stored(small, opened) == "medium", page)
    expect(button(page, "Medium")).to_be_checked()


def test_what_moves_away_under_a_finger_is_tapped_and_nothing_else(
    page: Page, small: Workspace, opened: Opened
):
    finger = page.context.new_cdp_session(page)
    x, y = middle(button(page, "Medium"))
    touch = {"touchPoints": [{"x": x, "y": y}]}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", **touch})
    move(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(lambda: stored(small, opened) == "medium", page)
    settle(page)
    answer = small.record(opened).answers["LAW-1"].answer
    assert (answer.level, answer.evidence_grade) == (None, None)


def test_what_is_drawn_anew_under_the_mouse_is_clicked_once(page: Page):
    page.mouse.move(*middle(button(page, "Medium")))
    page.mouse.down()
    button(page, "Medium").evaluate(REPLACE)
    page.mouse.up()
    page.wait_for_function("window.clicked > 0")
    page.wait_for_timeout(500)
    assert page.evaluate("window.clicked") == 1


def test_whoever_moves_away_before_letting_go_chooses_nothing(
    page: Page, small: Workspace, opened: Opened
):
    x, y = middle(button(page, "Medium"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60)
    page.mouse.up()
    page.wait_for_timeout(1000)
    assert stored(small, opened) is None
    expect(button(page, "Medium")).not_to_be_checked()


def test_the_other_button_of_the_mouse_chooses_nothing_when_the_page_moves(
    page: Page, small: Workspace, opened: Opened
):
    page.mouse.move(*middle(button(page, "Medium")))
    page.mouse.down(button="right")
    move(page)
    page.mouse.up(button="right")
    page.wait_for_timeout(1000)
    assert stored(small, opened) is None
