"""Another language in the middle of a question: nothing of the answer is lost or taken for new."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewTab
from tests.builders import an_answer
from tests.pages.workspace import Workspace
from tests.pseudo import PSEUDO, translate_questionnaires
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_answer_stays_what_it_is_when_the_language_changes(
    small: Workspace, serve: Callable[[Workspace], Server], person: NewTab, pseudo_folder: Path
):
    translate_questionnaires(small.shelf)
    small.reopen()
    small.environment["SPCA_LOCALES"] = str(pseudo_folder)
    opened = small.begin()
    small.answer(opened, an_answer("LAW-1", 2, confidence="medium"))
    page = person().new_page()
    # High enough that nothing is scrolled: a scroll that ends after the click closes the list.
    page.set_viewport_size({"width": 1280, "height": 1800})
    query = {"assessment": opened.assessment.id, "dimension": "LAW", "indicator": "LAW-1"}
    page.goto(serve(small).address("questions", **query))
    expect(page.get_by_role("radio", name="2 · Partial")).to_be_checked()

    # The question is brought into view once more after a moment, and a scroll closes the list.
    expect(page.get_by_role("heading", name="LAW-1")).to_be_focused()
    page.wait_for_timeout(1000)
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name=PSEUDO).click()
    expect(page.get_by_role("heading", name="⟦Questions⟧")).to_be_visible()
    expect(page.get_by_role("radio", name="2 · ⟦Partial⟧")).to_be_checked()
    expect(page.get_by_role("radio", name="⟦Medium⟧")).to_be_checked()

    # The browser sends what it shows with the next click, in the words of the new language.
    page.get_by_role("radio", name="⟦High⟧").click()
    expect(page.get_by_role("radio", name="⟦High⟧")).to_be_checked()
    expect(page.get_by_text("⟦Not saved yet")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="⟦Questions⟧")).to_be_visible()
    expect(page.get_by_role("radio", name="2 · ⟦Partial⟧")).to_be_checked()
    stored = small.stored(opened, "LAW-1")
    assert (stored.level, stored.confidence) == (2, "high")
    record = small.record(opened)
    assert record.revision("LAW-1") == 2
