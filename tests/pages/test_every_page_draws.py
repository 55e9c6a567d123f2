"""Every page draws, whatever there is to show, and says what is missing."""

import pytest

from assessment.services.demonstration import load_demonstration
from assessment.wiring import ROOT
from tests.pages.workspace import ALL_PAGES, INSTRUMENT_PAGES, SMALL, Workspace

INVENTED = "Invented for demonstration"
COMPLETE = dict.fromkeys(SMALL, 2)


@pytest.mark.parametrize("page", INSTRUMENT_PAGES)
def test_without_an_assessment_a_page_leads_to_the_list(workspace: Workspace, page: str):
    screen = workspace.open(page)
    assert "Choose an assessment first" in screen.text
    assert [link.label for link in screen.at.get("page_link")] == ["Go to the list of assessments"]


def test_an_empty_workspace_says_so_and_offers_to_begin(workspace: Workspace):
    screen = workspace.open()
    assert "There is no assessment yet." in screen.text
    assert "Begin" in screen.buttons()


@pytest.mark.parametrize(
    "levels",
    [{}, {"LAW-1": 1, "SEC-1": "II", "LAW-3": "NA"}, COMPLETE],
    ids=["empty", "partial", "complete"],
)
def test_every_page_draws_an_assessment_however_far_it_is(workspace: Workspace, levels):
    opened = workspace.begin(levels)
    screen = workspace.open("assessments", opened)
    for page in ALL_PAGES:
        screen.go(page)
        assert f"{len(levels)} of 8 questions answered" in screen.text
        assert INVENTED not in screen.text


def test_every_page_about_an_invented_state_says_that_it_does_not_exist(workspace: Workspace):
    opened = workspace.begin(COMPLETE, state_code="XKA", invented_name="Karsova")
    screen = workspace.open("assessments", opened)
    assert "invented state" in screen.text
    for page in INSTRUMENT_PAGES:
        assert any(INVENTED in warning for warning in screen.go(page).warnings()), page
    for page in ALL_PAGES:
        assert "Invented state, for demonstration" in screen.go(page).text, page


def test_every_page_draws_every_demonstration_state(workspace: Workspace):
    workspace.add_shipped("spcf")
    folder = ROOT / "data" / "samples" / "demonstration"
    loaded = load_demonstration(workspace.context(), folder)
    assert loaded
    screen = workspace.open()
    for assessment in loaded:
        for page in INSTRUMENT_PAGES:
            screen.go(page, assessment=assessment.id)
            assert assessment.title in screen.text


def test_a_damaged_questionnaire_is_named_and_hides_no_other(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    damaged = workspace.shelf / "damaged"
    damaged.mkdir()
    (damaged / "instrument.yaml").write_text("id: damaged\nname: [", encoding="utf-8")
    screen = workspace.open("assessments", opened)
    for page in ("assessments", "sources", "about"):
        assert any("damaged/instrument.yaml" in error for error in screen.go(page).errors()), page
    assert "LAW-1 Independent judges" in screen.go("questions").text


def test_a_workspace_without_any_questionnaire_still_starts(workspace: Workspace):
    for part in (workspace.shelf / "small").iterdir():
        part.unlink()
    screen = workspace.open()
    for page in ALL_PAGES:
        screen.go(page)
    assert "Begin" not in screen.go("assessments").buttons()


def test_a_questionnaire_without_context_and_programmes_says_so(workspace: Workspace):
    workspace.add_shipped("example")
    (workspace.shelf / "example" / "1.0" / "programmes.yaml").unlink()
    workspace.reopen()
    opened = workspace.begin(questionnaire_id="grievance")
    screen = workspace.open("assessments", opened)
    for page in INSTRUMENT_PAGES:
        screen.go(page)
    assert "asks for no context" in screen.go("circumstances").text
    assert "without a catalogue of programmes" in screen.go("programmes").text
    assert "Context, beside the scores" not in screen.go("profile").text


@pytest.mark.parametrize("page", INSTRUMENT_PAGES)
def test_an_unknown_assessment_in_the_address_is_said(workspace: Workspace, page: str):
    screen = workspace.open(page, assessment="never-begun")
    (error,) = screen.errors()
    assert "There is no assessment with the id 'never-begun'" in error


@pytest.mark.parametrize("page", INSTRUMENT_PAGES)
def test_an_assessment_without_its_questionnaire_says_that_nothing_is_lost(
    workspace: Workspace, page: str
):
    opened = workspace.begin({"LAW-1": 2})
    (workspace.shelf / "small").rename(workspace.shelf.parent / "taken-away")
    screen = workspace.open(page, opened)
    (error,) = screen.errors()
    assert "small 1.0, which is not in this installation" in error
    assert "All answers are stored as before" in error
    listed = screen.go("assessments").text
    assert "questionnaire is not here" in listed
    assert "of 0 answered" not in listed


def test_an_edited_questionnaire_is_said_on_the_pages(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    file = workspace.shelf / "small" / "instrument.yaml"
    text = file.read_text(encoding="utf-8").replace("About Courts.", "About all courts.")
    file.write_text(text, encoding="utf-8")
    screen = workspace.open("questions", opened)
    assert any("edited after this assessment was begun" in said for said in screen.warnings())


def test_a_database_that_cannot_be_opened_is_said(workspace: Workspace, monkeypatch):
    monkeypatch.setenv("SPCA_DATABASE_URL", "mystery://nowhere/spca")
    (error,) = workspace.open().errors()
    assert "SPCA_DATABASE_URL" in error


def test_the_definitions_are_those_of_the_version_that_the_assessment_asks(workspace: Workspace):
    workspace.tell_kinds()
    opened = workspace.begin()
    screen = workspace.open("definitions", opened)
    text = screen.text
    assert screen.at.selectbox[0].options == ["Small Questionnaire, version 1.0"]
    assert "**Budget**  \nMoney set aside in a public plan." in text
    assert "Named on the scope sheet under: Main groups." in text
    assert "**In doubt, lower**  \nChoose the lower level." in text
    sources = workspace.open("sources")
    links = [link.label for link in sources.at.get("page_link")]
    assert "What the words mean" in links
    assert list(sources.at.table[0].value["Kind"])[:3] == ["law", "against protection", "law"]


def test_where_no_questionnaire_defines_its_words_the_page_says_so(workspace: Workspace):
    assert "No questionnaire here defines its words." in workspace.open("definitions").text
