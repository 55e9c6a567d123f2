"""A walk over the pages that a statistician, a donor and a moderator use; draws screenshots."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessment.services.context import Opened, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.wiring import ROOT
from tests.browser.camera import Camera
from tests.browser.conftest import NewTab, settle
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def states(shipped: Workspace) -> dict[str, Opened]:
    """All demonstration states by title; in one of them four people have rated alone."""
    folder = ROOT / "data" / "samples" / "demonstration"
    loaded = load_demonstration(shipped.context("Team leader"), folder)
    return {one.title: open_assessment(shipped.context(), one.id) for one in loaded}


def visit(page: Page, server: Server, path: str, heading: str) -> None:
    page.goto(server.address(path))
    expect(page.get_by_role("heading", name=heading, exact=True, level=1)).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()


def move_a_slider(page: Page, camera: Camera) -> None:
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    expect(page.get_by_text("Changed: Rule of law, justice and accountability.")).to_be_visible()
    expect(
        page.get_by_text("Changes.").or_(page.get_by_text("Stays the same.")).first
    ).to_be_visible()
    settle(page)
    camera.take("10-method")
    page.get_by_role("tab", name="How sure the profile is").click()
    expect(page.get_by_role("heading", name="What matters most")).to_be_visible()
    camera.take("11-uncertainty")


def test_a_method_is_tried_ratings_are_moderated_and_states_compared(
    shipped: Workspace,
    states: dict[str, Opened],
    serve: Callable[[Workspace], Server],
    person: NewTab,
):
    server, page = serve(shipped), person().new_page()
    camera = Camera(page)
    ids = {title: opened.assessment.id for title, opened in states.items()}
    visit(page, server, f"method?assessment={ids['Talvenor, 2026']}", "Method")
    move_a_slider(page, camera)
    visit(
        page,
        server,
        f"moderation?assessment={ids['Orimond, 2026']}&dimension=LAW",
        "Agree on levels",
    )
    expect(page.get_by_text("Counsel of the bar association").first).to_be_visible()
    camera.take("12-moderation")
    chosen = ",".join(ids[title] for title in ("Orimond, 2026", "Solvane, 2026", "Talvenor, 2026"))
    visit(page, server, f"compare?with={chosen}", "Compare")
    expect(page.get_by_role("heading", name="Dimension by dimension")).to_be_visible()
    camera.take("13-compare")
