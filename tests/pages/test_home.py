"""The list of assessments is searched, filtered and opened, however long it is."""

import pytest
from sqlalchemy import event

from assessment.model.assessment import Changes, NewAnswer
from assessment.services.whole_assessment import export_json
from tests.builders import an_answer, an_assessment
from tests.pages.screen import Screen
from tests.pages.workspace import SMALL, Workspace


def links(screen: Screen) -> dict[str, str]:
    """Title of each assessment in the list to the page that it opens."""
    found = screen.at.main.get("page_link")
    return {one.label.replace("\\", "").strip("*"): one.proto.page for one in found}


def many(workspace: Workspace, number: int) -> None:
    """Begin assessments of two states, one a year, with an answer each."""
    store, context = workspace.application.store, workspace.context()
    for n in range(number):
        heading = an_assessment(
            id=f"{n:032x}",
            questionnaire_id="small",
            state_code=("KEN", "CIV")[n % 2],
            state_name=("Kenya", "Côte d'Ivoire")[n % 2],
            period=str(1900 + n // 2),
            invented=False,
            created_at=context.clock(),
        )
        changes = Changes("page", answers=(NewAnswer(an_answer("LAW-1", 2), 0),))
        store.create_assessment(heading, context.actor, changes=changes)


def test_a_few_are_listed_without_anything_to_filter(workspace: Workspace):
    workspace.begin({"LAW-1": 2, "LAW-2": "II"}, scope_note="Laws only.")
    screen = workspace.open()
    assert "self assessment · draft · 2 of 8 answered · changed" in screen.text
    assert "by Ben Bo" in screen.text
    assert "Laws only." in screen.text
    assert not screen.has("home:text")


def test_what_is_finished_opens_in_the_profile_and_the_rest_in_the_questions(
    workspace: Workspace,
):
    workspace.begin(dict.fromkeys(SMALL, 2))
    unfinished = workspace.begin({"LAW-1": 2}, period="2027")
    screen = workspace.open()
    assert links(screen) == {"Kenya, 2026": "profile", "Kenya, 2027": "questions"}
    (query,) = {
        one.proto.query_string for one in screen.at.main.get("page_link") if "2027" in one.label
    }
    assert query == f"assessment={unfinished.assessment.id}"


def test_a_long_list_comes_in_pages_and_asks_the_database_once(workspace: Workspace):
    many(workspace, 45)
    asked: list[str] = []
    screen = workspace.open()
    assert len(links(screen)) == 20
    assert "45 assessments, the last changed first" in screen.text
    assert "Kenya, 1922" in links(screen)
    screen.give("home:page", 3)
    assert set(links(screen)) == {
        *("Kenya, 1900", "Côte d'Ivoire, 1900", "Kenya, 1901", "Côte d'Ivoire, 1901"),
        "Kenya, 1902",
    }
    engine = workspace.application.store._engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    workspace.application.store.assessments()
    assert len([one for one in asked if "BEGIN" not in one]) == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"home:text": "cote 1904"}, {"Côte d'Ivoire, 1904"}),
        ({"home:state": ("KEN", ""), "home:year": "1901"}, {"Kenya, 1901"}),
        ({"home:year": "1903"}, {"Kenya, 1903", "Côte d'Ivoire, 1903"}),
        ({"home:mode": "self"}, set()),
        ({"home:status": "approved"}, set()),
    ],
)
def test_the_list_is_searched_and_filtered(workspace: Workspace, filters, expected):
    many(workspace, 10)
    screen = workspace.open()
    for key, value in filters.items():
        screen.give(key, value)
    assert set(links(screen)) == expected
    assert ("No assessment fits" in screen.text) == (not expected)


def test_an_empty_workspace_says_what_to_do_and_offers_invented_states(workspace: Workspace):
    workspace.add_shipped("spcf")
    screen = workspace.open()
    assert "There is no assessment yet." in screen.text
    assert "Begin an assessment below: choose the state" in screen.text
    screen.click("Look at invented states first")
    assert screen.errors() == []
    assert len(workspace.assessments()) == len(links(screen)) > 0
    assert "Look at invented states first" not in screen.buttons()


def test_an_assessment_from_another_database_is_shown_and_then_taken_in(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 3})
    context, here = workspace.context(), opened.assessment.id
    # As another database would write it: the same in everything but its id.
    id_ = "f" * 32
    content = export_json(context, opened).content.replace(here.encode(), id_.encode())
    context.store.delete_assessment(here, 0, context.actor, context.clock())
    screen = workspace.open()
    (uploader,) = screen.at.file_uploader
    uploader.upload("kenya.json", content, "application/json")
    screen.draw()
    assert "Kenya, 2026 would come in:" in screen.text
    assert workspace.application.store.assessment(id_) is None
    screen.click("Take this assessment in")
    found = workspace.application.store.assessment(id_)
    assert found is not None
    assert workspace.application.store.record(found).answer("LAW-1").level == 3


def test_a_file_that_is_no_assessment_is_told(workspace: Workspace):
    screen = workspace.open()
    (uploader,) = screen.at.file_uploader
    uploader.upload("kenya.json", b'{"format": "something else"}', "application/json")
    screen.draw()
    assert screen.errors()
    assert "Nothing was written." in screen.text


EIGHT = ("KEN", "CIV", "TCD", "FRA", "PER", "NPL", "TON", "XKX")


def test_a_map_is_offered_where_there_are_many_states_that_have_a_place_on_it(
    workspace: Workspace,
):
    workspace.begin_states((*EIGHT, "GRL", "HKG"))
    assert not workspace.open().has("home:shows-map")
    workspace.begin_states(("PSE",))
    screen = workspace.open()
    # It is not drawn before somebody asks for it.
    assert not screen.value("home:shows-map")
    assert "One square for each state" not in screen.text
    assert [*screen.at.main.get("vega_lite_chart")] == []
    screen.give("home:shows-map", value=True)
    assert len(screen.at.main.get("vega_lite_chart")) == 1
    assert "One square for each state, roughly where it lies" in screen.text
    assert (
        "2 territories have no square and stand in the list alone: Greenland and Hong Kong."
        in screen.text
    )
    assert "Map with one square for each state; 9 have an assessment." in screen.text


def test_the_map_keeps_to_the_filters_but_shows_every_state_beside_the_chosen_one(
    workspace: Workspace,
):
    workspace.begin_states((*EIGHT, "PSE"))
    workspace.begin_states(("SWE", "BRA"), mode="self")
    screen = workspace.open().give("home:shows-map", value=True)
    screen.give("home:mode", "self")
    assert "2 have an assessment." in screen.text
    assert set(links(screen)) == {"Sweden, 2026", "Brazil, 2026"}
    screen.give("home:state", ("SWE", ""))
    assert "2 have an assessment." in screen.text
    assert set(links(screen)) == {"Sweden, 2026"}


def test_a_year_finds_the_periods_that_reach_into_it(workspace: Workspace):
    workspace.begin_states(EIGHT, period="2024")
    workspace.begin_states(("SWE",), period="2025/26")
    workspace.begin_states(("BRA",), period="juin 2025")
    screen = workspace.open()
    screen.give("home:year", "2025")
    assert set(links(screen)) == {"Sweden, 2025/26", "Brazil, juin 2025"}
    screen.give("home:year", "2026")
    assert set(links(screen)) == {"Sweden, 2025/26"}
