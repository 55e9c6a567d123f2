"""The map of the first page under a mouse and under a finger; draws its picture."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assessment.library.codelists import tile_squares
from assessment.reporting.charts.state_map import COLUMNS, ROWS
from assessment.services.context import open_assessment
from assessment.services.status import Signature, give_status
from tests.browser.camera import Camera
from tests.browser.conftest import PATIENCE, NewTab, settle
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Workspace], Server]
EVERY_FIFTH = sorted(code for code, place in tile_squares().items() if place)[::5]
"""States by the alphabet, so that nobody can read a choice into them."""
FURTHER = (("in_review", Signature()), ("approved", Signature("Ada Amin", "Office")))


@pytest.fixture
def many(small: Workspace) -> Workspace:
    """An installation with an assessment of every fifth state, some further than others."""
    small.begin_states(EVERY_FIFTH)
    for number, summary in enumerate(small.application.store.assessments()):
        for status, signature in FURTHER[: number % 3]:
            opened = open_assessment(small.context(), summary.assessment.id)
            give_status(small.context(), opened, status, signature)
    return small


def show_map(page: Page, server: Server) -> Locator:
    """Open the first page, and the map on it."""
    page.goto(server.address())
    page.get_by_text("Show the states on a map").click(timeout=3 * PATIENCE)
    chart = page.get_by_test_id("stVegaLiteChart")
    expect(chart.locator("svg, canvas").first).to_be_visible()
    settle(page)
    return chart


def square(chart: Locator, code: str) -> dict[str, float]:
    """Return the middle of a square, from the corner of the chart."""
    box, place = chart.bounding_box(), tile_squares()[code]
    assert box is not None
    assert place is not None
    column, row = place
    frame = chart.locator("svg .background, canvas").first.bounding_box()
    assert frame is not None
    left, top = frame["x"] - box["x"], frame["y"] - box["y"]
    return {
        "x": left + (column - 0.5) * frame["width"] / COLUMNS,
        "y": top + (row - 0.5) * frame["height"] / ROWS,
    }


def test_a_click_on_a_square_narrows_the_list_and_a_second_takes_it_back(
    many: Workspace, serve: Serve, person: NewTab
):
    page = person().new_page()
    chart = show_map(page, serve(many))
    state = page.get_by_role("combobox", name="State")
    Camera(page).take("18-state-map", at=page.get_by_text("Show the states on a map"))
    # This is what a screen reader says.
    told = re.compile(r"^Map with one square[^*]+ Argentina")
    expect(chart).to_have_attribute("aria-label", told)
    listed = page.get_by_text("the last changed first")
    expect(listed).to_have_text(f"{len(EVERY_FIFTH)} assessments, the last changed first")
    chosen = EVERY_FIFTH[3]
    chart.click(position=square(chart, chosen))  # type: ignore[arg-type] - two numbers
    expect(listed).to_have_text("1 assessment, the last changed first")
    expect(state).not_to_have_value("")
    name = state.input_value()
    expect(page.get_by_role("link", name=f"{name}, 2026")).to_be_visible()
    settle(page)
    chart.click(position=square(chart, chosen))  # type: ignore[arg-type] - two numbers
    expect(listed).to_have_text(f"{len(EVERY_FIFTH)} assessments, the last changed first")
    expect(state).to_have_value("")
    settle(page)
    # And again after the filter took it back.
    chart.click(position=square(chart, chosen))  # type: ignore[arg-type] - two numbers
    expect(state).to_have_value(name)


def test_a_square_without_an_assessment_says_so_and_changes_nothing(
    many: Workspace, serve: Serve, person: NewTab
):
    page = person().new_page()
    chart = show_map(page, serve(many))
    without = sorted({code for code, place in tile_squares().items() if place} - {*EVERY_FIFTH})[0]
    chart.click(position=square(chart, without))  # type: ignore[arg-type] - two numbers
    expect(page.locator("#vg-tooltip-element")).to_contain_text("no assessment")
    settle(page)
    expect(page.get_by_role("combobox", name="State")).to_have_value("")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_on_a_telephone_the_map_is_no_wider_than_the_page_and_takes_a_finger(
    many: Workspace, serve: Serve, chromium: Browser
):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    chart = show_map(page, serve(many))
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    box = chart.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    chart.tap(position=square(chart, EVERY_FIFTH[3]))  # type: ignore[arg-type] - two numbers
    expect(page.get_by_text("1 assessment, the last changed first")).to_be_visible()
    context.close()
