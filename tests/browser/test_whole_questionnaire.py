"""A ministry official answers the whole questionnaire, and every click is counted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewTab, until
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_CLICKS = 4.2
"""A question, beginning included: level, confidence, evidence grade, next. 250 for 59 of them."""


class Official:
    """Somebody who only clicks, as fast as the page lets them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1


def answer(official: Official, indicator_id: str) -> None:
    page = official.page
    expect(page.get_by_role("button", name=f"Close {indicator_id}", exact=True)).to_have_count(1)
    # The question has come into view, and the focus with it.
    heading = page.get_by_role("heading", name=indicator_id)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    level = page.get_by_role("radiogroup", name="Level", exact=True)
    official.click(level.get_by_text("2 · Partial", exact=True))
    official.click(page.get_by_text("Medium", exact=True))
    official.click(page.get_by_text("B", exact=True))


def test_the_whole_questionnaire_takes_no_more_than_four_clicks_a_question(
    shipped: Workspace, serve: Callable[[Workspace], Server], person: NewTab
):
    opened = shipped.begin(questionnaire_id="spcf", mode="self")
    page = person().new_page()
    page.goto(serve(shipped).address("", assessment=opened.assessment.id))
    official = Official(page)
    expect(page.get_by_role("heading", name="Assessments", level=1)).to_be_visible()
    official.click(page.get_by_test_id("stSidebarNav").get_by_role("link", name="Questions"))
    indicators = opened.framework.questionnaire.indicators
    # The first one is there without a click, so nothing has brought the focus to it.
    official.click(page.get_by_role("button", name="Close LAW-1", exact=True))
    official.click(page.get_by_role("button", name="Next unanswered question"))
    for number, indicator in enumerate(indicators, start=1):
        answer(official, indicator.id)
        if number < len(indicators):
            official.click(page.get_by_role("button", name="Next unanswered question"))
    # The count follows while people answer, and the context is asked for at the end.
    total = len(indicators)
    expect(page.get_by_text(f"{total} of {total} questions answered")).to_be_visible()
    expect(page.get_by_role("link", name="Go to the context")).to_be_visible()
    assert official.clicks <= MOST_CLICKS * total

    def is_stored() -> bool:
        stored = [one.answer for one in shipped.record(opened).answers.values()]
        given = {(one.level, one.confidence, one.evidence_grade) for one in stored}
        return given == {(2, "medium", "B")}

    # Nothing of what was clicked is lost, however fast one click followed the other.
    until(is_stored, page)
