"""What is typed is saved without a further click, kept while it cannot be, and never only shown."""

import os
import threading
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from assessment.services.answers import read_history
from assessment.services.context import Opened
from tests.browser.conftest import NewTab, settle, until
from tests.browser.keyboard import Keyboard
from tests.pages.workspace import Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEADS = ("Profile", "Excel", "Assessments")
TAPS = int(os.environ.get("SPCA_TAPS", "8"))
"""How often the tap is tried; it is a matter of timing, so 100 say more than a few."""
RATIONALE = "Rationale: what you found that leads to this"
TEXT = "The appointments law was read in full."
YEARS = count(2026)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """An installation in which nobody is named by the settings."""
    workspace = Workspace(tmp_path_factory.mktemp("typed"))
    del workspace.environment["SPCA_PERSON"], workspace.environment["SPCA_ORGANISATION"]
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def server(small: Workspace) -> Iterator[Server]:
    with Server(small.environment) as running:
        yield running


@pytest.fixture
def opened(small: Workspace) -> Opened:
    """An assessment that no other test has."""
    return small.begin(period=str(next(YEARS)))


def address_of(server: Server, opened: Opened, page: str = "questions") -> str:
    query = {"assessment": opened.assessment.id, "dimension": "LAW", "indicator": "LAW-1"}
    return server.address(page, **query)


def say_who(page: Page, name: str = "Ada Amin", organisation: str = "Field Office") -> None:
    form = page.get_by_test_id("stMain").get_by_test_id("stForm").first
    form.get_by_label("Your name or office").fill(name)
    form.get_by_label("Your organisation").fill(organisation)
    form.get_by_role("button", name="Write under this name").click()
    expect(page.get_by_test_id("stSidebar").get_by_text(f"{name}, {organisation}")).to_be_visible()


@pytest.fixture
def desk(server: Server, opened: Opened, person: NewTab) -> Page:
    """A tab with LAW-1 open, of somebody who has said who they are."""
    page = person().new_page()
    page.goto(address_of(server, opened))
    say_who(page)
    # While the page is drawn again, Streamlit may show a field twice for a moment.
    expect(page.get_by_label(RATIONALE)).to_have_count(1)
    return page


def choose(page: Page, words: str) -> None:
    page.get_by_role("radiogroup", name="Level", exact=True).get_by_text(words).click()


def test_a_text_is_saved_after_a_pause_while_its_author_still_stands_in_the_field(
    desk: Page, small: Workspace, opened: Opened
):
    desk.get_by_label(RATIONALE).press_sequentially(TEXT)
    expect(desk.locator(".spca-now", has_text="Not saved yet")).to_be_visible()
    until(lambda: small.stored(opened, "LAW-1").rationale == TEXT, desk)
    expect(desk.locator(".spca-line", has_text="by Ada Amin")).to_be_visible()
    expect(desk.get_by_label(RATIONALE)).to_be_focused()
    desk.wait_for_timeout(2500)
    context = small.context()
    assert len(read_history(context, opened, "LAW-1")) == 1


@pytest.mark.parametrize("way", ["mouse", "tap", "keyboard"])
def test_a_text_arrives_though_another_page_is_opened_at_once(
    way: str, server: Server, small: Workspace, opened: Opened, chromium
):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, has_touch=True)
    page = context.new_page()
    page.goto(address_of(server, opened))
    say_who(page)
    page.get_by_label(RATIONALE).fill(TEXT)
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Context")
    if way == "mouse":
        link.click()
    elif way == "tap":
        link.tap()
    else:
        link.focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Context", level=1)).to_be_visible()
    until(lambda: small.stored(opened, "LAW-1").rationale == TEXT, page)
    context.close()


def test_no_tap_right_behind_a_text_loses_it(
    server: Server, small: Workspace, opened: Opened, chromium
):
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
    page = context.new_page()
    page.goto(address_of(server, opened))
    say_who(page)
    for number in range(TAPS):
        page.goto(address_of(server, opened))
        field = page.get_by_label(RATIONALE)
        expect(field).to_have_count(1)
        typed = f"The court met, {number}."
        field.fill(typed)
        link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=LEADS[number % 3])
        (page.get_by_role("button", name="Close LAW-1") if number % 4 == 3 else link).tap()
        until(lambda typed=typed: small.stored(opened, "LAW-1").rationale == typed, page)
    context.close()


def test_what_a_reload_kept_from_being_sent_is_offered_again(
    desk: Page, server: Server, small: Workspace, opened: Opened
):
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_label(RATIONALE).fill(TEXT)
    desk.evaluate("() => { window.onbeforeunload = null; location.reload(); }")
    box = desk.locator(".spca-offer")
    expect(box).to_contain_text(TEXT)
    assert small.stored(opened, "LAW-1").rationale == ""
    # What is answered meanwhile leaves the offer where it is.
    choose(desk, "2 · Partial")
    until(lambda: small.stored(opened, "LAW-1").level == 2, desk)
    settle(desk)
    expect(box).to_contain_text(TEXT)
    box.get_by_role("button", name="Put it back and save it").click()
    until(lambda: small.stored(opened, "LAW-1").rationale == TEXT, desk)
    expect(box).to_have_count(0)
    kept = "Object.keys(localStorage).filter(k => k.startsWith('spca:')).length"
    until(lambda: desk.evaluate(kept) == 0, desk)


def test_the_browser_asks_before_it_lets_go_of_a_text(desk: Page):
    asked: list[str] = []
    done = threading.Event()

    def note(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()
        done.set()

    desk.on("dialog", note)
    desk.get_by_label(RATIONALE).press_sequentially("Half a")
    desk.evaluate("setTimeout(() => location.reload(), 0)")
    until(done.is_set, desk)
    assert asked == ["beforeunload"]


def test_the_arrow_keys_write_once_where_they_stop(desk: Page, small: Workspace, opened: Opened):
    level = desk.get_by_role("radio", name="Absent")
    level.focus()
    for _ in range(3):
        desk.keyboard.press("ArrowDown")
        desk.wait_for_timeout(300)
    until(lambda: small.stored(opened, "LAW-1").level == 3, desk)
    context = small.context()
    assert [past.answer.level for past in read_history(context, opened, "LAW-1")] == [3]


def test_a_field_that_is_refused_holds_back_no_other(desk: Page, small: Workspace, opened: Opened):
    choose(desk, "Not applicable")
    expect(desk.get_by_text("is given without a reason")).to_be_visible()
    desk.get_by_label(RATIONALE).fill(TEXT)
    desk.keyboard.press("Tab")
    until(lambda: small.stored(opened, "LAW-1").rationale == TEXT, desk)
    expect(desk.get_by_text("is given without a reason")).to_be_visible()


def test_the_level_is_reached_from_the_start_of_the_page_within_twelve_tabs(
    server: Server, opened: Opened, person: NewTab
):
    page = person().new_page()
    page.goto(server.address("questions", assessment=opened.assessment.id, dimension="LAW"))
    expect(page.get_by_label(RATIONALE)).to_be_visible()
    settle(page)
    tabs = 1
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.className") != "spca-skip" and tabs < 12:
        page.keyboard.press("Tab")
        tabs += 1
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("document.activeElement.type") == "radio", page)


def test_after_a_restart_of_the_server_the_open_tab_stores_what_it_is_told(
    desk: Page, server: Server, small: Workspace, opened: Opened
):
    server.kill()
    expect(desk.get_by_text("The connection to the server is lost")).to_be_visible()
    server.start()
    expect(desk.locator(".spca-cover.spca-on")).to_have_count(0)
    expect(desk.get_by_label(RATIONALE)).to_be_visible()
    choose(desk, "3 · Working")
    until(lambda: small.stored(opened, "LAW-1").level == 3, desk)
    # The browser still knows who writes.
    recorded = small.beside(opened, "LAW-1").recorded
    assert recorded is not None
    assert recorded.person_name == "Ada Amin"


def test_whoever_opens_a_copied_link_writes_under_no_other_name(
    desk: Page, small: Workspace, opened: Opened, person: NewTab
):
    other = person().new_page()
    other.goto(desk.url)
    expect(other.get_by_test_id("stSidebar").get_by_text("Nobody is named yet")).to_be_visible()
    choose(other, "2 · Partial")
    expect(other.get_by_text("Nobody has said yet who writes here").first).to_be_visible()
    assert not small.stored(opened, "LAW-1").is_answered
    say_who(other, "Ben Bo", "Head Office")
    until(lambda: small.stored(opened, "LAW-1").level == 2, other)
    recorded = small.beside(opened, "LAW-1").recorded
    assert recorded is not None
    assert recorded.person_name == "Ben Bo"
    # This browser remembers, and only this one.
    until(lambda: any("spca_writer" in kept["name"] for kept in other.context.cookies()), other)
    other.reload()
    expect(other.get_by_test_id("stSidebar").get_by_text("Ben Bo, Head Office")).to_be_visible()


def test_who_writes_is_changed_in_the_side_bar_without_a_mouse(desk: Page):
    keyboard, side = Keyboard(desk), desk.get_by_test_id("stSidebar")
    keyboard.push("Somebody else writes")
    keyboard.push("Stop writing under this name")
    expect(side.get_by_text("Nobody is named yet")).to_be_visible()
    keyboard.go_to(side.get_by_label("Your name or office"))
    desk.keyboard.type("Ben Bo")
    keyboard.go_to(side.get_by_label("Your organisation"))
    desk.keyboard.type("Head Office")
    keyboard.press("Enter")
    expect(side.get_by_text("You write as: Ben Bo, Head Office")).to_be_visible()
    # It closes behind them.
    expect(side.get_by_label("Your organisation")).to_have_count(0)
    expect(side.get_by_role("button", name="Somebody else writes")).to_be_visible()


def test_what_is_typed_in_a_form_is_still_there_after_it_was_closed(
    desk: Page, small: Workspace, opened: Opened
):
    desk.get_by_text("Add evidence").click()
    title = desk.get_by_label("Title", exact=True)
    title.fill("Judges Act")
    title.press("Tab")
    desk.get_by_text("Add evidence").click()
    expect(title).to_be_hidden()
    choose(desk, "2 · Partial")
    until(lambda: small.stored(opened, "LAW-1").level == 2, desk)
    settle(desk)
    desk.get_by_text("Add evidence").click()
    expect(title).to_have_value("Judges Act")
    desk.get_by_role("button", name="Save evidence").click()
    until(lambda: len(small.beside(opened, "LAW-1").evidence) == 1, desk)
    assert small.beside(opened, "LAW-1").evidence[0].title == "Judges Act"


def turn(page: Page, verb: str) -> None:
    page.get_by_role("button", name=f"{verb} LAW-1", exact=True).click()
    settle(page)


def test_what_is_typed_in_a_form_is_offered_again_after_its_question_was_closed(
    desk: Page, small: Workspace, opened: Opened
):
    desk.get_by_text("Add evidence").click()
    title = desk.get_by_label("Title", exact=True)
    title.fill("Judges Act")
    desk.get_by_label("Publisher", exact=True).fill("Gazette")
    turn(desk, "Close")
    expect(title).to_have_count(0)
    turn(desk, "Open")
    desk.get_by_text("Add evidence").click()
    offers = desk.locator(".spca-offer")
    expect(offers).to_have_count(2)
    expect(offers.first).to_contain_text("Title")
    expect(offers.first).to_contain_text("Judges Act")
    expect(offers.last).to_contain_text("Publisher")
    expect(title).to_have_value("")
    offers.first.get_by_role("button", name="Put it back", exact=True).click()
    expect(title).to_have_value("Judges Act")
    offers.get_by_role("button", name="Throw it away").click()
    expect(offers).to_have_count(0)
    desk.get_by_role("button", name="Save evidence").click()
    until(lambda: len(small.beside(opened, "LAW-1").evidence) == 1, desk)
    (entry,) = small.beside(opened, "LAW-1").evidence
    assert (entry.title, entry.publisher) == ("Judges Act", "")
    # What is stored, or was thrown away, is never offered again.
    settle(desk)
    turn(desk, "Close")
    turn(desk, "Open")
    expect(title).to_have_count(1)
    expect(offers).to_have_count(0)


def test_what_a_form_refused_is_offered_again_on_the_way_back_and_goes_with_the_tab(
    desk: Page, server: Server, opened: Opened
):
    desk.get_by_text("I see it differently").click()
    desk.get_by_label("Why", exact=True).fill(TEXT)
    desk.get_by_text("Add evidence").click()
    desk.get_by_label("Publisher", exact=True).fill("Gazette")
    desk.get_by_role("button", name="Save evidence").click()
    expect(desk.get_by_text("The evidence has no title.", exact=False)).to_be_visible()
    settle(desk)
    for name in ("Profile", "Questions"):
        desk.get_by_role("link", name=name, exact=True).click()
        expect(desk.get_by_role("heading", name=name, exact=True, level=1)).to_be_visible()
        settle(desk)
    desk.get_by_text("Add evidence").click()
    desk.get_by_text("I see it differently").click()
    expect(desk.locator(".spca-offer", has_text="Gazette")).to_be_visible()
    expect(desk.locator(".spca-offer", has_text=TEXT)).to_be_visible()
    # A dissent that was never saved must not wait in the browser for whoever comes next.
    other = desk.context.new_page()
    other.goto(address_of(server, opened))
    other.get_by_text("I see it differently").click()
    expect(other.get_by_label("Why", exact=True)).to_have_value("")
    settle(other)
    expect(other.locator(".spca-offer")).to_have_count(0)


def test_evidence_is_added_without_a_mouse(desk: Page, small: Workspace, opened: Opened):
    settle(desk)
    desk.locator("summary", has_text="Add evidence").focus()
    desk.keyboard.press("Enter")
    title = desk.get_by_label("Title", exact=True)
    expect(title).to_be_visible()
    for _ in range(6):
        desk.keyboard.press("Tab")
        if title.evaluate("field => field === document.activeElement"):
            break
    desk.keyboard.type("Judges Act")
    desk.keyboard.press("Enter")
    until(lambda: len(small.beside(opened, "LAW-1").evidence) == 1, desk)
    assert small.beside(opened, "LAW-1").evidence[0].title == "Judges Act"
