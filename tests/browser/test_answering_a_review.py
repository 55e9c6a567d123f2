"""An official decides not to act on an urgent review, in a browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewTab
from tests.pages.workspace import SMALL, Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REASONS = "The army was withdrawn on Monday, and the observers confirm it."


def fill_in(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).first.fill(text)


def test_an_official_finishes_an_urgent_review_by_not_acting(
    small: Workspace, serve: Callable[[Workspace], Server], person: NewTab
):
    levels = {**dict.fromkeys(SMALL, 4), "LAW-1": 0, "SEC-1": 0}
    opened = small.begin(levels, flags={"X1": "present"})
    page = person().new_page()
    page.goto(serve(small).address("reviews"))
    page.get_by_role("link", name="Kenya, 2026").click()
    expect(page.get_by_role("heading", name="Review 1: T2 (Urgent review), open")).to_be_visible()

    not_act = page.get_by_role("button", name="Decide not to act", exact=True)
    expect(not_act).to_be_visible()
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
    not_act.click()
    decided = "Decided not to act: Mina Mor, Minister of the Interior"
    expect(page.get_by_text(decided).first).to_be_visible()
    page.reload()
    expect(page.get_by_text(decided).first).to_be_visible()
    decision = small.application.store.reviews(opened.assessment.id)[-1].decision
    assert decision is not None
    assert (decision.outcome, decision.reasons) == ("do_not_act", REASONS)
