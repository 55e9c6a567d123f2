"""A walk over every page with the invented demonstration states; draws the screenshots."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.exchange.field_workbook import layout
from assessment.model.answer import Status
from assessment.services.context import Opened, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.field_loop import export_workbook
from assessment.wiring import ROOT
from tests.browser.camera import Camera
from tests.browser.conftest import NewTab
from tests.builders import an_answer
from tests.pages.workspace import Workspace
from tests.server import Server
from tests.unit.exchange.filling import filled

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def talvenor(shipped: Workspace) -> Opened:
    """The demonstration state that declined, in a database with all of them."""
    folder = ROOT / "data" / "samples" / "demonstration"
    loaded = load_demonstration(shipped.context("Team leader"), folder)
    newest = next(found for found in loaded if found.title == "Talvenor, 2026")
    return open_assessment(shipped.context(), newest.id)


def a_return_with_a_conflict(workspace: Workspace, opened: Opened, folder: Path) -> Path:
    """A filled workbook; one of its answers was changed here as well meanwhile."""
    path = folder / "talvenor-back-from-the-field.xlsx"
    given = {"LAW-1": 3, "LAW-2": 1, "SEC-1": "Insufficient information"}
    cells: dict[tuple[str, str | int, str], object] = {}
    for id_, level in given.items():
        cells[layout.ANSWERS, id_, "level"] = level
        cells[layout.ANSWERS, id_, "rationale"] = "Talks in the ministry, June 2026."
    path.write_bytes(filled(cells, export_workbook(workspace.context(), opened).content))
    before = workspace.stored(opened, "LAW-2")
    assert before.status is Status.LEVEL
    workspace.answer(opened, an_answer("LAW-2", 0, rationale="A decree of May."), "Team leader")
    return path


def go(page: Page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).first.click()
    expect(page.get_by_role("heading", name=link, exact=True, level=1)).to_be_visible()


def look_at_the_questions(page: Page, camera: Camera) -> None:
    page.get_by_role("radio", name="Prevention architecture").click()
    expect(page.get_by_role("heading", name="Prevention architecture")).to_be_visible()
    expect(page.get_by_role("button", name="Open PRE-5", exact=True)).to_be_visible()
    camera.take("02-questions")
    page.get_by_role("button", name="Open PRE-5", exact=True).click()
    expect(page.get_by_role("button", name="Take this answer back")).to_be_visible()
    page.get_by_text("PRE-5").first.scroll_into_view_if_needed()
    question = page.get_by_role("button", name="Close PRE-5")
    # The words that a statement uses are explained beside it.
    camera.take(
        "03-open-question", at=question, pointing_at=page.get_by_test_id("stTooltipIcon").nth(1)
    )


def look_at_the_results(page: Page, camera: Camera) -> None:
    go(page, "Profile")
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()
    expect(page.get_by_role("button", name="Results as an Excel workbook")).to_be_visible()
    part = page.locator("summary", has_text="Rule of law, justice and accountability:")
    part.first.click()
    expect(page.get_by_role("link", name="Why these methods")).to_be_visible()
    # The badge of its band; those that the expander above holds are hidden.
    badges = page.get_by_test_id("stImage").filter(visible=True)
    expect(badges).to_have_count(1)
    camera.take("05-profile")
    camera.take("15-method-mark", at=page.get_by_text("The band of the score, ").first)
    go(page, "Programmes")
    expect(page.get_by_text("All programmes as a table")).to_be_visible()
    camera.take("06-programmes")
    page.get_by_test_id("stExpander").first.click()
    expect(page.get_by_text("How it protects.").first).to_be_visible()


def look_at_an_early_profile(page: Page, camera: Camera) -> None:
    go(page, "Assessments")
    page.get_by_role("link", name="Pellucia, 2026", exact=True).click()
    expect(page.get_by_text("Pellucia, 2026").first).to_be_visible()
    go(page, "Profile")
    expect(page.get_by_text("Too early for results: 18 of 64 questions")).to_be_visible()
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    camera.take("14-early-profile", at=page.get_by_role("heading", name="Profile", exact=True))


def look_at_the_import(page: Page, camera: Camera, path: Path) -> None:
    go(page, "Excel")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("heading", name="Changed on both sides")).to_be_visible()
    expect(page.get_by_role("button", name="Write these changes")).to_be_visible()
    camera.take("07-excel-preview")


def test_every_page_draws_the_demonstration_in_a_browser(
    shipped: Workspace,
    talvenor: Opened,
    serve: Callable[[Workspace], Server],
    person: NewTab,
    tmp_path: Path,
):
    path = a_return_with_a_conflict(shipped, talvenor, tmp_path)
    page = person().new_page()
    page.goto(serve(shipped).address())
    camera = Camera(page)
    expect(page.get_by_text("Begin an assessment", exact=True)).to_be_visible()
    camera.take("01-home")
    page.get_by_role("link", name="Talvenor, 2026", exact=True).first.click()
    expect(page.get_by_role("heading", name="Profile", exact=True)).to_be_visible()
    go(page, "This assessment")
    expect(page.get_by_role("heading", name="What happened to it")).to_be_visible()
    camera.take("16-this-assessment")
    go(page, "Questions")
    look_at_the_questions(page, camera)
    go(page, "Context")
    expect(page.get_by_label("Note").first).to_be_visible()
    camera.take("04-context")
    look_at_the_results(page, camera)
    look_at_the_import(page, camera, path)
    go(page, "Indicators and sources")
    expect(page.get_by_role("heading", name="Sources", exact=True)).to_be_visible()
    camera.take("08-sources")
    go(page, "About")
    expect(page.get_by_role("heading", name="This installation")).to_be_visible()
    camera.take("09-about")
    look_at_an_early_profile(page, camera)
