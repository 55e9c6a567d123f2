"""An agency moves from a gap to a plan and sees the next round; docs/how-to tells it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.camera import Camera
from tests.browser.conftest import NewTab, settle
from tests.browser.karsova import karsova
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GAP = "CG-10 Warning without decision"
MEASURE = "Alarms of the year that reached the reviewer within a day."


def go(page: Page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).first.click()
    expect(page.get_by_role("heading", name=link, exact=True, level=1)).to_be_visible()
    settle(page)


def find_the_gap(page: Page, camera: Camera) -> None:
    # What is finished opens in its profile.
    page.get_by_test_id("stMain").get_by_role("link", name="Karsova").first.click()
    expect(page.get_by_role("heading", name="Profile", exact=True)).to_be_visible()
    expect(page.get_by_text(GAP, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Answer to PRE-4")).to_be_visible()
    camera.take("plan-1-gap", at=page.get_by_role("heading", name="Critical gaps"))


def see_the_step_and_the_programme(page: Page, camera: Camera) -> None:
    go(page, "Next steps")
    step = page.get_by_text("PRE-4 (Protected alert and dissent channel): from level 1 to level 2")
    expect(step).to_be_visible()
    expect(page.get_by_text("2 steps; no answer speaks against beginning them")).to_be_visible()
    camera.take("plan-2-steps", at=step)
    go(page, "Programmes")
    page.get_by_test_id("stExpander").first.click()
    expect(page.get_by_text("What could go wrong").first).to_be_visible()
    camera.take("plan-3-programme", at=page.get_by_role("heading", name="First"))


def plan_it(page: Page, camera: Camera) -> None:
    page.get_by_role("button", name="Put it into the plan").first.click()
    expect(page.get_by_role("heading", name="Plan", exact=True, level=1)).to_be_visible()
    page.get_by_role("combobox", name="Level to reach").click()
    page.get_by_role("option", name="3").first.click()
    page.get_by_label("Owner", exact=True).fill("National prevention secretary")
    page.get_by_label("Partner", exact=True).fill("Field Office")
    page.get_by_label("Measure: how anybody can see that it works").fill(MEASURE)
    page.get_by_role("button", name="Add to the plan").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_test_id("stExpander").first.click()
    expect(page.get_by_text("National prevention secretary").first).to_be_visible()
    camera.take("plan-4-plan", at=page.get_by_role("heading", name="Plan", exact=True))


def begin_the_next_round(page: Page, camera: Camera) -> None:
    go(page, "Assessments")
    page.get_by_text("Begin the next round of one of them").click()
    page.get_by_label("New period", exact=True).fill("2027")
    page.get_by_role("button", name="Begin the next round", exact=True).click()
    expect(page.get_by_role("heading", name="Questions", exact=True)).to_be_visible()
    expect(page.get_by_text("0 answered, 64 carried over to look at")).to_be_visible()
    page.get_by_role("radio", name="Prevention architecture").click()
    page.get_by_role("button", name="Close PRE-1", exact=True).click()
    # On a slow machine the button of the question that closes could be pressed instead.
    expect(page.get_by_role("button", name="Open PRE-1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Open PRE-5", exact=True).click()
    expect(page.get_by_role("button", name="Close PRE-5", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Still holds")).to_have_count(1)
    page.get_by_role("button", name="Still holds").click()
    expect(page.get_by_role("button", name="Still holds")).to_have_count(0)
    page.get_by_role("button", name="Close PRE-5", exact=True).click()
    expect(page.get_by_role("button", name="Open PRE-5", exact=True)).to_be_visible()
    page.get_by_role("button", name="Open PRE-4", exact=True).click()
    expect(page.get_by_text("Last round (2026)")).to_be_visible()
    camera.take("plan-5-next-round", at=page.get_by_role("button", name="Close PRE-4"))
    page.get_by_role("radiogroup", name="Level", exact=True).get_by_text("3 · Working").click()
    expect(page.get_by_text("Saved ").first).to_be_visible()


def see_what_became_of_the_plan(page: Page, camera: Camera) -> None:
    go(page, "Plan")
    became = page.get_by_role("heading", name="What became of the plan of Karsova, 2026")
    expect(became).to_be_visible()
    expect(page.get_by_text("moved up")).to_be_visible()
    camera.take("plan-6-moves", at=became)
    # What was carried over counts for nothing until somebody has looked at it.
    go(page, "Profile")
    expect(page.get_by_text("Too early for results: 2 of 64 questions")).to_be_visible()


def test_an_agency_moves_from_a_gap_to_a_plan_and_sees_the_next_round(
    shipped: Workspace, serve: Callable[[Workspace], Server], person: NewTab
):
    karsova(shipped, {"PRE-4": 1, "PRE-5": 1})
    page = person().new_page()
    camera = Camera(page)
    page.goto(serve(shipped).address())
    find_the_gap(page, camera)
    see_the_step_and_the_programme(page, camera)
    plan_it(page, camera)
    begin_the_next_round(page, camera)
    see_what_became_of_the_plan(page, camera)
