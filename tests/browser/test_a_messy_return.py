"""A messy workbook is finished in the app: mended, taken in, its words kept, and taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from playwright.sync_api import Page, expect

from assessment.services.context import Opened
from assessment.services.field_loop import export_workbook
from tests.browser.camera import Camera
from tests.browser.conftest import NewTab, settle, until
from tests.pages.workspace import Workspace
from tests.server import Server
from tests.unit.exchange.filling import answer_cell, filled

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def messy(workspace: Workspace, opened: Opened, path: Path) -> Path:
    """What a field officer sends: words for levels, a doubt, a comment and a sheet of its own."""
    cells = {
        ("Answers", "LAW-1", "level"): "2 Partial",
        ("Answers", "LAW-2", "level"): "perhaps 2",
        ("Answers", "LAW-2", "rationale"): "Heard in two towns.",
        ("Answers", "SEC-1", "level"): 9,
        ("Answers", "SEC-2", "level"): 3,
    }
    path.write_bytes(filled(cells, export_workbook(workspace.context(), opened).content))
    workbook = load_workbook(path)
    cell = answer_cell(workbook, "SEC-2", "level")
    cell.comment = Comment("The governor disagrees, and would not be named.", "Field officer")
    notes = workbook.create_sheet("Comments of the team")
    notes["A1"] = "We could not reach the northern districts."
    workbook.save(path)
    return path


def mend(page: Page, sheet: str, text: str) -> None:
    """Type what is meant in the box of the one bad cell of a sheet."""
    box = page.get_by_label(f"What is meant, for Sheet '{sheet}'")
    box.fill(text)
    box.press("Tab")
    expect(page.get_by_text("Understood.").first).to_be_visible()


def test_a_messy_workbook_is_finished_in_the_app(
    small: Workspace, serve: Callable[[Workspace], Server], person: NewTab, tmp_path: Path
):
    opened = small.begin({"LAW-1": 1})
    file = messy(small, opened, tmp_path / "messy.xlsx")
    page = person().new_page()
    page.goto(serve(small).address("workbook", assessment=opened.assessment.id))
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("Cells that cannot be read")).to_be_visible()
    expect(page.get_by_text("'perhaps 2' is no level")).to_be_visible()
    # "2 Partial" is understood, so it is a change and no problem.
    expect(page.get_by_text("'2 Partial'")).to_have_count(0)
    expect(page.get_by_text("Found outside the cells to fill in")).to_be_visible()
    Camera(page).take("17-messy-return")
    mend(page, "LAW", "2")
    page.get_by_role("button", name="Write what can be read; the rest waits").click()
    expect(page.get_by_text("Written: 3 answers")).to_be_visible()
    levels = {id_: small.stored(opened, id_).level for id_ in ("LAW-1", "LAW-2", "SEC-1", "SEC-2")}
    assert levels == {"LAW-1": 2, "LAW-2": 2, "SEC-1": None, "SEC-2": 3}
    assert small.stored(opened, "LAW-2").rationale == "Heard in two towns."
    remarks = {one.remark.text: one.remark.indicator_id for one in small.record(opened).remarks}
    assert any("The governor disagrees" in text and id_ == "SEC-2" for text, id_ in remarks.items())
    assert any("northern districts" in text for text in remarks)
    # And it is taken back.
    settle(page)
    page.get_by_text("1 workbook taken in so far").click()
    # By the key: on a busy machine the switch may still be sliding into view under the mouse.
    page.get_by_role("switch", name="Take this back").press("Space")
    expect(page.get_by_text("As before: LAW-1, LAW-2, SEC-2.")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Take it back now").click()
    until(lambda: small.stored(opened, "LAW-1").level == 1, page)
    assert small.stored(opened, "SEC-2").level is None
    assert small.record(opened).remarks == ()
