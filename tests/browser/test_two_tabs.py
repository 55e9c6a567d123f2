"""Two tabs on one question: the second learns of the first, and decides."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from assessment.services.context import Opened
from tests.browser.conftest import NewTab
from tests.browser.keyboard import Keyboard
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOLD = "changed this answer after you opened it"


class Desk:
    """One tab with the question LAW-1 open."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)
        expect(page.get_by_role("button", name="Close LAW-1", exact=True)).to_be_visible()

    def choose(self, words: str) -> None:
        self.page.get_by_role("radiogroup", name="Level", exact=True).get_by_text(words).click()

    def expect_level(self, words: str) -> None:
        expect(self.page.get_by_role("radio", name=words)).to_be_checked()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """An installation with the small questionnaire, for all tests here."""
    workspace = Workspace(tmp_path_factory.mktemp("tabs"))
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def server(small: Workspace) -> Iterator[Server]:
    with Server(small.environment) as running:
        yield running


YEARS = count(2026)


@pytest.fixture
def opened(small: Workspace) -> Opened:
    """An assessment that no other test has."""
    return small.begin(period=str(next(YEARS)))


@pytest.fixture
def desks(server: Server, opened: Opened, person: NewTab) -> tuple[Desk, Desk]:
    query = {"assessment": opened.assessment.id, "dimension": "LAW", "indicator": "LAW-1"}
    address = server.address("questions", **query)
    return Desk(person().new_page(), address), Desk(person().new_page(), address)


def test_a_stale_answer_offers_both_ways_and_both_work(
    small: Workspace, opened: Opened, desks: tuple[Desk, Desk]
):
    first, second = desks
    first.choose("3 · Working")
    expect(first.page.get_by_text("Saved ").first).to_be_visible()
    second.choose("1 · On paper")
    expect(second.page.get_by_text(TOLD)).to_be_visible()
    assert small.stored(opened, "LAW-1").level == 3
    second.page.get_by_role("button", name="Keep what is saved").click()
    expect(second.page.get_by_text(TOLD)).to_have_count(0)
    second.expect_level("3 · Working")

    first.choose("4 · Lasting")
    expect(first.page.get_by_text("level 4, Lasting")).to_be_visible()
    second.choose("1 · On paper")
    expect(second.page.get_by_text(TOLD)).to_be_visible()
    second.page.get_by_role("button", name="Save mine as the newer answer").click()
    expect(second.page.get_by_text(TOLD)).to_have_count(0)
    second.expect_level("1 · On paper")
    history = small.application.store.history(opened.assessment.id, "LAW-1")
    assert [found.answer.level for found in history] == [1, 4, 3]


def test_a_person_who_is_fast_is_never_taken_for_two(
    small: Workspace, opened: Opened, desks: tuple[Desk, Desk]
):
    page = desks[0].page
    keyboard = Keyboard(page)
    keyboard.go_to(page.get_by_role("radiogroup", name="Level", exact=True))
    keyboard.press("Space")
    for _ in range(15):
        keyboard.press("ArrowDown", 3)
        keyboard.press("ArrowUp", 3)
    # Level 4 comes last and only once, so its words mean that all the keys have been heard.
    keyboard.press("ArrowDown", 4)
    expect(page.get_by_text("level 4, Lasting")).to_be_visible()
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    assert small.stored(opened, "LAW-1").level == 4
