"""A moderator goes through the ratings of five people, and counts the clicks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewTab, settle
from tests.browser.five_raters import rated_by_five
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_CLICKS = 149
SENTENCE = "We read the levels together and looked at what each of us had seen."


class Moderator:
    """Somebody at a mouse.

    Attributes
    ----------
    clicks
        How many so far; what is typed is no click, what it is typed into is one.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    def wait(self) -> None:
        settle(self.page)

    def open(self, dimension: str, *, is_first: bool) -> None:
        """Open one dimension, and agree on what everybody rated alike."""
        if not is_first:
            self.click(self.page.get_by_test_id("stButtonGroup").get_by_text(dimension))
        expect(self.page.get_by_role("heading", name=dimension, level=2)).to_be_visible()
        self.click(self.page.get_by_text("Everybody who should rate this dimension alone"))
        expect(self.button("Open moderation")).to_be_enabled()
        self.click(self.button("Open moderation"))
        expect(self.page.get_by_text("Moderation of this dimension was opened by")).to_be_visible()
        self.wait()
        alike = self.button(re.compile(r"^Agree on (this|these) \d+ question"))
        if alike.count():
            self.click(alike)
            expect(alike).to_have_count(0)

    def agree_on_the_first(self) -> None:
        """Agree on the most contested question: by one click, or with a sentence."""
        name = self.page.get_by_role("heading", level=3).first.inner_text()
        offers = self.page.get_by_role("button", name=re.compile("^Agree on level"))
        if self._is_first_offered(offers):
            self.click(offers.first)
        else:
            level = self.page.get_by_role("radiogroup", name="The team agrees on").first
            self.click(level.get_by_text("2 · ", exact=False))
            rationale = self.page.get_by_label("How the team came to agree", exact=True).first
            self.click(rationale)
            rationale.fill(SENTENCE)
            self.click(self.button("Save what we agreed on").first)
        expect(self.page.get_by_role("heading", name=name, level=3)).to_have_count(0)
        self.wait()

    def _is_first_offered(self, offers: Locator) -> bool:
        """Whether the first question can be agreed on by one click."""
        if not offers.count():
            return False
        second = self.page.get_by_role("heading", level=3).nth(1)
        offer = offers.first.bounding_box()
        assert offer is not None
        if not second.count():
            return True
        below = second.bounding_box()
        assert below is not None
        return offer["y"] < below["y"]


def test_five_raters_are_moderated_over_the_whole_questionnaire(
    shipped: Workspace,
    serve: Callable[[Workspace], Server],
    person: NewTab,
    record_property: Callable[[str, object], None],
):
    opened = rated_by_five(shipped)
    questionnaire = opened.framework.questionnaire
    total = len(questionnaire.indicators)
    assert total >= 59
    page = person().new_page()
    page.goto(serve(shipped).address("moderation", assessment=opened.assessment.id))
    moderator = Moderator(page)
    for number, dimension in enumerate(questionnaire.dimensions):
        moderator.open(dimension.name, is_first=number == 0)
    contested = page.get_by_text(re.compile(r"^What is contested \("))
    moderator.click(contested)
    expect(page.get_by_role("heading", name="What is contested, over all")).to_be_visible()
    moderator.wait()
    n_contested = int(re.sub(r"\D", "", contested.inner_text()))
    assert 0 < n_contested < total
    for _ in range(n_contested):
        moderator.agree_on_the_first()
    expect(page.get_by_text(f"Agreed on {total} of {total} questions.")).to_be_visible()
    expect(page.get_by_text("Talk about it first")).to_have_count(0)
    record = shipped.record(opened)
    assert {one.origin for one in record.answers.values()} == {"consensus"}
    assert len(record.answers) == total
    record_property("clicks", moderator.clicks)
    assert moderator.clicks <= MOST_CLICKS
