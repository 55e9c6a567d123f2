import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assessment.wiring import ROOT
from tests.pages.workspace import Workspace
from tests.server import Server

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds until a step counts as failed; a busy machine takes its time."""

NewTab = Callable[[], BrowserContext]


def until(holds: Callable[[], bool], page: Page) -> None:
    """Wait for what is not on the page, such as an answer in the database."""
    for _ in range(PATIENCE // 100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to hold")


def settle(page: Page) -> None:
    """Wait until the page is drawn whole: what is clicked before may be replaced under the hand."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine, without a window."""
    if not CHROMIUM.is_file():
        refuse = pytest.fail if os.environ.get("SPCA_REQUIRE_ALL") == "1" else pytest.skip
        refuse(f"no Chromium here: {CHROMIUM} is missing")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser) -> Iterator[NewTab]:
    """Make somebody with a browser of their own: no shared cookies, no shared session."""
    made: list[BrowserContext] = []

    def begin() -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="UTC"
        )
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield begin
    for context in made:
        context.close()


@pytest.fixture
def shipped(tmp_path: Path) -> Iterator[Workspace]:
    """An installation with the questionnaires that ship, and an empty database."""
    workspace = Workspace(tmp_path, ROOT / "questionnaires")
    yield workspace
    workspace.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Workspace]:
    """An installation with the small questionnaire, and an empty database."""
    workspace = Workspace(tmp_path)
    yield workspace
    workspace.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Workspace], Server]]:
    """Start servers; all of them end with the test."""
    running: list[Server] = []

    def start(workspace: Workspace) -> Server:
        running.append(Server(workspace.environment))
        return running[-1]

    yield start
    for server in running:
        server.stop()
        # Shown by pytest when the test fails.
        sys.stderr.writelines(server.lines)
