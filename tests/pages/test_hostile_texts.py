"""What people type is shown as they typed it, in every place, whatever it is."""

import pytest

from assessment.services.field_loop import export_workbook
from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.typed_texts import HOSTILE, PICTURE, SHORT, with_text_everywhere
from tests.pages.workspace import ALL_PAGES, Workspace, beginning


def formatted(screen: Screen) -> list[str]:
    """Every text that Streamlit would read as Markdown, as it is sent to the browser."""
    kinds = ("markdown", "caption", "title", "header", "subheader")
    alerts = ("error", "warning", "info", "success")
    texts = [node.value for kind in (*kinds, *alerts) for node in getattr(screen.at, kind)]
    for kind in ("radio", "checkbox", "selectbox", "button", "expander", "toggle"):
        texts += [node.label for node in getattr(screen.at, kind)]
    texts += [str(cell) for table in screen.at.table for cell in table.value.to_numpy().flat]
    return texts


@pytest.mark.parametrize("name", HOSTILE)
def test_every_page_draws_hostile_texts(workspace: Workspace, name: str):
    opened = with_text_everywhere(workspace, HOSTILE[name], SHORT[name])
    screen = workspace.questions(opened, "LAW-1")
    screen.give(f"{beginning(opened, 'LAW-1')}:history", True)  # noqa: FBT003 - switched on
    assert HOSTILE[name].strip() in screen.text
    on_sheet = f"{opened.assessment.id}:scope:field:groups"
    assert screen.go("scope").value(on_sheet) == " ".join(SHORT[name].split())
    for page in ALL_PAGES:
        screen.go(page)


@pytest.mark.parametrize("name", ["picture", "markup", "emoji"])
def test_no_text_of_a_person_is_read_as_formatting(workspace: Workspace, name: str):
    opened = with_text_everywhere(workspace, HOSTILE[name], SHORT[name])
    screen = workspace.questions(opened, "LAW-1")
    screen.give(f"{beginning(opened, 'LAW-1')}:history", True)  # noqa: FBT003 - switched on
    for page in ALL_PAGES:
        screen.go(page)
        for text in formatted(screen):
            assert HOSTILE[name] not in text, page
            assert "](https://tracker" not in text, page


def test_an_import_that_brings_hostile_texts_is_shown_as_plain_text(workspace: Workspace):
    opened = workspace.begin()
    workspace.answer(opened, an_answer("LAW-1", 1, rationale=PICTURE))
    screen = workspace.open("workbook", opened)
    other = workspace.begin(period=PICTURE)
    content = export_workbook(workspace.context(), other).content
    screen.at.file_uploader[0].upload(f"{PICTURE}.xlsx", content)
    screen.draw()
    assert all("](https://tracker" not in text for text in formatted(screen))
