import pytest

from assessment.services.report import export_report
from tests.pages.screen import Screen
from tests.pages.typed_texts import HOSTILE, SHORT, with_text_everywhere
from tests.pages.workspace import SMALL, Workspace

BUTTONS = ["Brief, as Word", "Brief, as PDF", "Full report, as Word", "Full report, as PDF"]


def offered(screen: Screen) -> list[str]:
    return [found.label for found in screen.at.get("download_button")]


def test_the_profile_offers_brief_and_report_as_word_and_pdf(workspace: Workspace):
    opened = workspace.begin(dict.fromkeys(SMALL, 2))
    assert offered(workspace.open("profile", opened)) == ["Results as an Excel workbook", *BUTTONS]


def test_nothing_is_made_before_somebody_asks(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_words: object, **_named: object) -> None:
        pytest.fail("a report was made while the page was drawn")

    monkeypatch.setattr("assessment.services.report.gather", refuse)
    opened = workspace.begin(dict.fromkeys(SMALL, 2))
    assert BUTTONS[0] in offered(workspace.open("profile", opened))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_report_can_be_made_of_whatever_people_typed(workspace: Workspace, name: str):
    opened = with_text_everywhere(workspace, HOSTILE[name], SHORT[name])
    context = workspace.application.context()
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        for in_brief in (True, False):
            made = export_report(context, opened, form, in_brief=in_brief).content
            assert made.startswith(start)


def test_a_template_that_is_no_word_file_is_told_before_a_report_is_made(workspace: Workspace):
    screen = workspace.open("profile", workspace.begin(dict.fromkeys(SMALL, 2)))
    (uploader,) = screen.at.file_uploader
    uploader.upload("ours.docx", b"no Word file", "application/octet-stream")
    screen.draw()
    assert any("cannot be read as a Word document" in error for error in screen.errors())
