"""The main job, from the first click to the results, and through the death of the server."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from assessment.exchange.field_workbook import layout
from assessment.model.questionnaire import Questionnaire
from tests.browser.conftest import NewTab, settle
from tests.browser.keyboard import Keyboard
from tests.pages.workspace import Workspace
from tests.server import Server
from tests.unit.exchange.filling import answer_cell, filled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEVELS = {f"LAW-{n}": level for n, level in enumerate((2, 3, 0, 4, 1, 2, 3, 2), start=1)}
RATIONALE = "Seen in the gazette of March."


def begin(page: Page, keyboard: Keyboard) -> None:
    expect(page.get_by_text("There is no assessment yet.")).to_be_visible()
    keyboard.go_to(page.get_by_role("checkbox", name="An invented state, for training"))
    keyboard.press("Space")
    keyboard.type_in("Name of the invented state", "Karsova")
    keyboard.type_in("Period", "2026")
    keyboard.push("Begin")
    expect(page.get_by_role("heading", name="Scope sheet", exact=True)).to_be_visible()
    keyboard.type_in("Main groups", "Group A")
    expect(page.get_by_text("1 of 7 lists filled in")).to_be_visible()
    keyboard.go_to(page.get_by_role("link", name="Go to the questions", exact=True))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Questions", exact=True)).to_be_visible()


def answer(page: Page, keyboard: Keyboard, indicator_id: str, level: int) -> None:
    expect(page.get_by_role("button", name=f"Close {indicator_id}", exact=True)).to_be_visible()
    # What was open before stays on the screen until all of the new question is drawn.
    settle(page)
    expect(page.get_by_role("radiogroup", name="Level", exact=True)).to_have_count(1)
    # The heading of a question says its level only when the level is in the database.
    of_this_level = page.get_by_text(f"level {level}, ")
    before = of_this_level.count()
    keyboard.choose_level(level)
    expect(of_this_level).to_have_count(before + 1)
    expect(page.get_by_text(" by Ada Amin")).to_have_count(1)
    expect(page.get_by_text("Not saved yet")).to_have_count(0)


def answer_the_first_with_all_that_belongs_to_it(page: Page, keyboard: Keyboard) -> None:
    keyboard.go_to(page.get_by_role("checkbox").nth(1))
    keyboard.press("Space")
    expect(page.get_by_text("The ticked statements propose level")).to_be_visible()
    answer(page, keyboard, "LAW-1", LEVELS["LAW-1"])
    keyboard.go_to(page.get_by_role("radio", name="High", exact=True))
    keyboard.press("Space")
    expect(page.get_by_role("radio", name="High", exact=True)).to_be_checked()
    keyboard.type_in("Rationale: what you found that leads to this", RATIONALE)


def expect_everything_kept(page: Page) -> None:
    """LAW-1 is open, and every level of the dimension is there."""
    expect(page.get_by_text("8 of 64 questions answered")).to_be_visible()
    expect(page.get_by_text("· saved")).to_have_count(8)
    expect(page.get_by_role("radio", name="2 · Partial")).to_be_checked()
    expect(page.get_by_role("radio", name="High", exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox").nth(1)).to_be_checked()
    field = page.get_by_label("Rationale: what you found that leads to this", exact=True)
    expect(field).to_have_value(RATIONALE)


def fill_the_rest(path: Path, questionnaire: Questionnaire) -> None:
    """Give level 1 to every question that the workbook shows without an answer."""
    workbook = load_workbook(path)
    levels = {
        (layout.ANSWERS, indicator.id, "level"): 1
        for indicator in questionnaire.indicators
        if answer_cell(workbook, indicator.id, "level").value is None
    }
    path.write_bytes(filled(levels, path.read_bytes()))


def exchange_the_workbook(page: Page, folder: Path, questionnaire: Questionnaire) -> None:
    page.get_by_role("link", name="Excel", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Workbook for the field team").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "spcf_XZZ_Karsova_2026_self_field.xlsx"
    fill_the_rest(path, questionnaire)
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    page.get_by_role("button", name="Write these changes").click()
    # 64 questions less the 8 of the first dimension.
    expect(page.get_by_text("Written: 56 answers")).to_be_visible()
    expect(page.get_by_text("64 of 64 questions answered")).to_be_visible()


def look_at_the_results(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Profile", exact=True).click()
    expect(page.get_by_role("heading", name="Critical gaps")).to_be_visible()
    expect(page.get_by_text("Active because").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Results as an Excel workbook").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "spcf_XZZ_Karsova_2026_self_results.xlsx"
    words = {cell.value for sheet in load_workbook(path) for row in sheet for cell in row}
    assert any("Karsova" in str(word) for word in words)
    page.get_by_role("link", name="Programmes", exact=True).click()
    expect(page.get_by_role("heading", name="Programmes", exact=True)).to_be_visible()
    expect(page.get_by_text("critical gap").first).to_be_visible()


def test_an_assessment_from_the_first_key_to_the_results(
    shipped: Workspace,
    serve: Callable[[Workspace], Server],
    person: NewTab,
    tmp_path: Path,
):
    server = serve(shipped)
    page = person().new_page()
    page.goto(server.address())
    keyboard = Keyboard(page)
    begin(page, keyboard)
    answer_the_first_with_all_that_belongs_to_it(page, keyboard)
    for indicator_id, level in list(LEVELS.items())[1:]:
        keyboard.push("Next unanswered question", exact=False)
        answer(page, keyboard, indicator_id, level)
    (opened,) = shipped.assessments()
    stored = shipped.application.store.record(opened)
    assert {id_: found.answer.level for id_, found in stored.answers.items()} == LEVELS

    place = server.address("questions", assessment=opened.id, dimension="LAW", indicator="LAW-1")
    page.goto(place)
    expect_everything_kept(page)
    page.reload()
    expect_everything_kept(page)
    colleague = person().new_page()
    colleague.goto(place)
    expect_everything_kept(colleague)

    server.kill()
    server.start()
    page.goto(place)
    expect_everything_kept(page)
    assert shipped.application.store.record(opened) == stored
    framework = shipped.application.library.find("spcf")
    assert framework is not None
    exchange_the_workbook(page, tmp_path, framework.questionnaire)
    look_at_the_results(page, tmp_path)
