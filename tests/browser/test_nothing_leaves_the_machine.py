"""No page asks anything of another machine, whatever people typed; and each can come first."""

from collections.abc import Callable
from urllib.parse import urlparse

import pytest
from playwright.sync_api import BrowserContext, Request, expect

from tests.browser.conftest import NewTab
from tests.pages.typed_texts import PICTURE, with_text_everywhere
from tests.pages.workspace import ALL_PAGES, INSTRUMENT_PAGES, Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLES = {
    "assessments": "Assessments",
    "scope": "Scope sheet",
    "questions": "Questions",
    "rating": "Rate by yourself",
    "assessment": "This assessment",
    "moderation": "Agree on levels",
    "circumstances": "Context",
    "profile": "Profile",
    "method": "Method",
    "actions": "Next steps",
    "programmes": "Programmes",
    "own_programmes": "Own programmes",
    "review": "Review",
    "plan": "Plan",
    "workbook": "Excel",
    "quality": "Quality checks",
    "compare": "Compare",
    "reviews": "Reviews",
    "help": "Help",
    "training": "Training",
    "tour": "Tour",
    "definitions": "Definitions",
    "sources": "Indicators and sources",
    "about": "About",
}
_HELP = ("help", "training", "tour")


def listen(context: BrowserContext) -> list[str]:
    """Collect the hosts that a browser asks, web sockets included; blob: and data: ask nobody."""
    hosts: list[str] = []

    def note(address: str) -> None:
        if urlparse(address).scheme not in ("data", "blob"):
            hosts.append(str(urlparse(address).hostname))

    def note_request(request: Request) -> None:
        note(request.url)

    context.on("request", note_request)
    context.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
    return hosts


def test_no_request_leaves_the_machine_even_when_texts_ask_for_it(
    small: Workspace, serve: Callable[[Workspace], Server], person: NewTab
):
    opened = with_text_everywhere(small, PICTURE, PICTURE)
    server = serve(small)
    context = person()
    hosts = listen(context)
    page = context.new_page()
    page.goto(
        server.address(
            "questions", assessment=opened.assessment.id, dimension="LAW", indicator="LAW-1"
        )
    )
    expect(page.get_by_text(PICTURE).first).to_be_visible()
    page.get_by_text("Show earlier answers").click()
    expect(page.get_by_text("· page · not applicable")).to_be_visible()
    for title in TITLES.values():
        page.get_by_role("link", name=title, exact=True).first.click()
        expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        # Everything that a page fetches, it has asked for once it stands still.
        page.wait_for_load_state("networkidle")
    assert len(hosts) > len(ALL_PAGES)
    assert set(hosts) == {"127.0.0.1"}


@pytest.mark.parametrize("title", [TITLES[page] for page in (*INSTRUMENT_PAGES, *_HELP)])
def test_a_link_to_a_page_may_be_the_first_thing_asked_of_a_new_server(
    small: Workspace, serve: Callable[[Workspace], Server], person: NewTab, title: str
):
    opened = small.begin({"LAW-1": 2})
    server = serve(small)
    context = person()
    hosts = listen(context)
    page = context.new_page()
    (name,) = [page_name for page_name, known in TITLES.items() if known == title]
    page.goto(server.address(name, assessment=opened.assessment.id))
    expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
    expect(page.get_by_text("1 of 8 questions answered")).to_be_visible()
    expect(page.get_by_role("link", name="Assessments", exact=True)).to_have_count(1)
    expect(page.get_by_text("Kenya, 2026").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert set(hosts) == {"127.0.0.1"}
