"""Clicks that follow each other fast are all carried out."""

from pathlib import Path

import pytest

from assessment.wiring import ROOT
from tests.browser.conftest import NewTab, until
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAMES = ["first", "second", "third"]


@pytest.mark.parametrize("whole", ["yes", "no"])
def test_a_click_that_comes_early_breaks_no_callback_off(
    tmp_path: Path, person: NewTab, whole: str
):
    notes = tmp_path / "notes.txt"
    environment = {"NOTES": str(notes), "WHOLE": whole, "PYTHONPATH": str(ROOT)}
    with Server(environment, script="tests/browser/slow_callbacks.py") as server:
        page = person().new_page()
        page.goto(server.address())
        for name in NAMES:
            page.get_by_role("button", name=name).click()
            page.wait_for_timeout(300)
        if whole == "yes":
            until(lambda: notes.is_file() and notes.read_text().split() == NAMES, page)
            return
        # What Streamlit does by itself: once this fails, the mend is needed no longer.
        page.wait_for_timeout(4000)
        assert notes.read_text().split() != NAMES
