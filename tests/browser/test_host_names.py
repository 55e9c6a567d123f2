"""The app as `spca serve` runs it: a page whose name leads to this computer gets nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.cli.serve import SERVED
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE
from tests.pages.workspace import Workspace
from tests.server import Server


@pytest.fixture
def misled(chromium: Browser) -> Iterator[Page]:
    """A browser that was told that evil.example is this computer."""
    rule = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, rule])
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    browser.close()


@pytest.mark.browser
def test_a_foreign_name_gets_nothing_and_the_own_one_everything(small: Workspace, misled: Page):
    small.begin({})
    with Server(small.environment, script=SERVED) as server:
        misled.goto(server.address())
        expect(misled.get_by_text("Kenya")).not_to_have_count(0)
        answer = misled.goto(server.address().replace("127.0.0.1", "evil.example"))
        assert answer is not None
        assert answer.status == 403
        expect(misled.get_by_text("answers only to the names")).to_be_visible()
        expect(misled.get_by_text("Kenya")).to_have_count(0)
