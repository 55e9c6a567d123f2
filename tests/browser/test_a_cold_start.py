"""The first visitor of a server clicks before it has opened; nothing that was chosen is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewTab
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("first", ["", "profile"])
def test_a_click_while_a_new_server_opens_keeps_the_chosen_assessment(
    small: Workspace, serve: Callable[[Workspace], Server], person: NewTab, first: str
):
    opened = small.begin({"LAW-1": 2})
    page = person().new_page()
    page.goto(serve(small).address(first, assessment=opened.assessment.id))
    # As soon as the link is there, whatever else the page still does.
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Questions").click()
    expect(page.get_by_role("heading", name="Questions", level=1)).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name="Profile")).to_be_visible()
