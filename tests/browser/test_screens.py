"""What every screen owes its reader: no barrier, a title, room on a telephone, a clean print."""

import os
from collections.abc import Callable, Iterator
from importlib import resources, util
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.services.context import Opened, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.wiring import ROOT
from tests.browser.conftest import PATIENCE, NewTab, settle
from tests.pages.workspace import ALL_PAGES, Workspace
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BARE = """
import pandas as pd, streamlit as st

def draw():
    st.title("Bare")
    st.header("Part")
    st.text("A text.")
    st.file_uploader("A file")
    st.dataframe(pd.DataFrame({"a": [1]}), hide_index=True)
    st.table(pd.DataFrame({"a": [1]}), hide_index=True)

pages = [st.Page(draw, title=f"Page {n}", url_path=f"p{n}") for n in range(3)]
st.navigation({"": pages[:1], "One": pages[1:2], "Two": pages[2:]}, expanded=True).run()
"""
"""A page of Streamlit with nothing of ours in it."""


@pytest.fixture(scope="session")
def axe() -> str:
    """The code of axe-core; it comes with a package and is fetched from nowhere."""
    if util.find_spec("axe_playwright_python") is None:
        refuse = pytest.fail if os.environ.get("SPCA_REQUIRE_ALL") == "1" else pytest.skip
        refuse("no axe-core here: the package axe-playwright-python is missing")
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture
def states(shipped: Workspace) -> dict[str, Opened]:
    """All demonstration states by title."""
    folder = ROOT / "data" / "samples" / "demonstration"
    loaded = load_demonstration(shipped.context("Team leader"), folder)
    return {one.title: open_assessment(shipped.context(), one.id) for one in loaded}


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Server]:
    """A server of the bare page."""
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "app.py").write_text(BARE, "utf-8")
    options = ("--server.headless", "true", "--browser.gatherUsageStats", "false")
    with Server({}, folder, options) as server:
        yield server


def visit(page: Page, address: str) -> None:
    page.goto(address)
    # The first to come waits until the workspace is open.
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=3 * PATIENCE)
    settle(page)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def barriers(page: Page, axe: str) -> dict[str, int]:
    """Return what axe finds: the rule, and how often it is broken."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return {one["id"]: len(one["nodes"]) for one in found["violations"]}


def beyond(found: dict[str, int], allowed: dict[str, int]) -> dict[str, int]:
    """Return the kinds that a bare page has not, and contrast wherever there is more of it."""
    more = found.get("color-contrast", 0) > allowed.get("color-contrast", 0)
    kinds = {rule: number for rule, number in found.items() if rule not in allowed}
    return kinds | ({"color-contrast": found["color-contrast"]} if more else {})


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_no_page_has_a_barrier_beyond_a_bare_one_and_each_has_its_title(
    *,
    shipped: Workspace,
    states: dict[str, Opened],
    serve: Callable[[Workspace], Server],
    bare: Server,
    axe: str,
    chromium: Browser,
    width: int,
    height: int,
):
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    visit(page, bare.address())
    allowed = barriers(page, axe)
    server = serve(shipped)
    ids = {title: opened.assessment.id for title, opened in states.items()}
    address = {"assessment": ids["Talvenor, 2026"]}
    address["with"] = ",".join((ids["Solvane, 2026"], ids["Talvenor, 2026"]))
    found, titles = {}, set()
    for name in ALL_PAGES:
        path = "" if name == "assessments" else name
        visit(page, server.address(path, **address))
        titles.add(page.title())
        if more := beyond(barriers(page, axe), allowed):
            found[name] = more
    context.close()
    assert found == {}, found
    assert len(titles) == len(ALL_PAGES)


def test_two_states_are_compared_in_four_clicks_with_an_answer(
    shipped: Workspace,
    states: dict[str, Opened],
    serve: Callable[[Workspace], Server],
    person: NewTab,
):
    page, clicks = person().new_page(), 0

    def click(target: object) -> None:
        nonlocal clicks
        target.click()  # type: ignore[attr-defined]
        clicks += 1

    visit(page, serve(shipped).address())
    click(page.get_by_role("link", name="Compare", exact=True))
    click(page.get_by_role("combobox", name="Assessments to compare"))
    click(page.get_by_role("option", name="Solvane, 2026"))
    click(page.get_by_role("option", name="Talvenor, 2026"))
    answer = page.get_by_text("Talvenor, 2026, compared with Solvane, 2026:")
    expect(answer.first).to_be_visible()
    expect(answer.first).to_contain_text("The largest clear difference is in")
    assert clicks == 4


def test_on_a_telephone_the_side_bar_is_closed_and_nothing_is_wider_than_the_page(
    shipped: Workspace,
    states: dict[str, Opened],
    serve: Callable[[Workspace], Server],
    chromium: Browser,
):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page, server = context.new_page(), serve(shipped)
    ids = {title: opened.assessment.id for title, opened in states.items()}
    both = ",".join((ids["Solvane, 2026"], ids["Talvenor, 2026"]))
    for name in ("profile", "compare"):
        address = {"assessment": ids["Talvenor, 2026"], "with": both}
        visit(page, server.address(name, **address))
        expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()
        expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
        main = page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
        if name == "profile":
            _nothing_covers_a_cell(page)
    context.close()


def _nothing_covers_a_cell(page: Page) -> None:
    """Look whether each cell of the heat map ends before the one below it begins."""
    cells = page.locator(".st-key-heat-map a:visible")
    expect(cells).to_have_count(64)
    boxes = cells.evaluate_all(
        "links => links.map(l => l.getBoundingClientRect()).map(b => [b.x, b.y, b.height])"
    )
    columns: dict[float, list[tuple[float, float]]] = {}
    for x, y, height in boxes:
        columns.setdefault(round(x), []).append((y, y + height))
    assert max(map(len, columns.values())) > len(columns)
    for column in columns.values():
        assert all(above[1] <= below[0] for above, below in pairwise(sorted(column)))


def test_on_paper_a_profile_has_its_findings_and_nothing_to_click(
    shipped: Workspace,
    states: dict[str, Opened],
    serve: Callable[[Workspace], Server],
    person: NewTab,
):
    page = person().new_page()
    id_ = states["Talvenor, 2026"].assessment.id
    visit(page, serve(shipped).address("profile", assessment=id_))
    for kind in ("stSidebar", "stHeader", "stDownloadButton"):
        expect(page.get_by_test_id(kind).first).to_be_visible()
    page.emulate_media(media="print")
    for kind in ("stSidebar", "stHeader", "stDownloadButton"):
        expect(page.get_by_test_id(kind).first).to_be_hidden()
    expect(page.get_by_role("link", name="Go to the review")).to_be_hidden()
    expect(page.get_by_role("heading", name="In short")).to_be_visible()
    expect(page.get_by_role("link", name="LAW-8 0")).to_be_visible()
