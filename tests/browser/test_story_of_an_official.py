"""An official must answer an urgent review and decides not to act; docs/how-to tells it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.camera import Camera
from tests.browser.conftest import NewTab
from tests.browser.karsova import karsova
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REASONS = (
    "Both battalions were withdrawn on Monday. The two observers who reported the attacks confirm "
    "it, and ask us not to announce anything before the villagers are back."
)
DECIDED = "Decided not to act: Mina Mor, Minister of the Interior"


def fill_in(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).first.fill(text)


def find_what_is_due(page: Page, camera: Camera) -> None:
    # The list of pages is short until a state is chosen.
    expect(page.get_by_role("link", name="About", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Plan", exact=True)).to_have_count(0)
    camera.take("review-1-board")
    page.get_by_role("link", name="Karsova, 2026", exact=True).click()
    standing = page.get_by_role("heading", name="Review 1: T3 (Urgent review), due within 7 days")
    expect(standing).to_be_visible()
    expect(page.get_by_text("CG-01 (Serious abuse without consequence)").first).to_be_visible()
    camera.take("review-2-ground", at=page.get_by_role("heading", name="Review", exact=True))


def convene(page: Page) -> None:
    fill_in(page, "Who convenes, with office", "Odo Prin, Office of the Prime Minister")
    fill_in(
        page,
        "Who must decide: name and office, one person a line",
        "Mina Mor, Minister of the Interior\nIlan Vey, Minister of Justice",
    )
    page.get_by_role("button", name="Save who decides").click()
    expect(page.get_by_text("Odo Prin, Office of the Prime Minister convenes.")).to_be_visible()


def write_what_follows_if_nothing_is_done(page: Page, camera: Camera) -> None:
    page.get_by_text("Add an option", exact=True).click()
    page.get_by_text("It says what follows if nothing is done").click()
    fill_in(page, "What would be done", "Nothing beyond what the army has begun by itself.")
    consequences = "The observers stay alone in the valley until the court sits in spring."
    fill_in(page, "Consequences: what would follow, for whom", consequences)
    page.get_by_role("button", name="Add this option").click()
    expect(page.get_by_text("Proposed by Ada Amin")).to_be_visible()
    expect(page.get_by_text(consequences).first).to_be_visible()
    camera.take("review-3-options", at=page.get_by_role("heading", name="Who decides"))


def decide_not_to_act(page: Page, camera: Camera) -> None:
    not_act = page.get_by_role("button", name="Decide not to act", exact=True)
    # Both at one moment, as the page may still move.
    both = page.get_by_role("button", name=re.compile("^Decide (not )?to act$"))
    one, other = both.evaluate_all(
        "found => found.map(e => e.getBoundingClientRect()).map(r => [r.y, r.width, r.height])"
    )
    assert one == other
    not_act.click()
    expect(page.get_by_text("Office: The text is empty. Say in which office.")).to_be_visible()
    fill_in(page, "Name of who answers for it", "Mina Mor")
    fill_in(page, "Office", "Minister of the Interior")
    fill_in(page, "Reasons", REASONS)
    camera.take("review-4-decision", at=page.get_by_label("Name of who answers for it").first)
    not_act.click()
    expect(page.get_by_text(DECIDED).first).to_be_visible()


def test_an_official_answers_an_urgent_review_by_not_acting(
    shipped: Workspace, serve: Callable[[Workspace], Server], person: NewTab
):
    opened = karsova(shipped, {"LAW-5": 0, "SEC-4": 1}, {"X09": "severe"})
    page = person().new_page()
    camera = Camera(page)
    page.goto(serve(shipped).address("reviews"))
    expect(page.get_by_text("Those who decide must be convened by")).to_be_visible()
    find_what_is_due(page, camera)
    convene(page)
    write_what_follows_if_nothing_is_done(page, camera)
    decide_not_to_act(page, camera)
    page.reload()
    expect(page.get_by_text(DECIDED).first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Decide"))).to_have_count(0)
    camera.take("review-5-decided", at=page.get_by_role("heading", name="Review", exact=True))

    # The decision changed no answer: the profile asks for the same tier as before.
    page.get_by_role("link", name="Profile", exact=True).click()
    expect(page.get_by_text("Review: T3 Urgent review")).to_be_visible()
    (review,) = shipped.application.store.reviews(opened.assessment.id)
    assert review.decision is not None
    assert (review.decision.outcome, review.decision.reasons) == ("do_not_act", REASONS)
