"""A fault in the program is said in our words, whatever part of a page it strikes."""

import pytest
import streamlit as st

from pages.widgets import indicator
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace, beginning


def fail(*_: object) -> None:
    raise ZeroDivisionError("secret/path")


@pytest.mark.parametrize("part", ["page", "callback"])
def test_no_sentence_of_the_framework_reaches_a_person(
    part: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    opened = workspace.begin()
    screen = workspace.questions(opened, "LAW-1")
    name = "_draw_question" if part == "page" else "_save_level"
    monkeypatch.setattr(indicator, name, fail)
    st.config.set_option("client.showErrorDetails", "none")
    if part == "callback":
        Screen.draw(screen)
        screen.at.get_by_key(f"{beginning(opened, 'LAW-1')}:field:level").set_value(3)
    screen.at.run()
    (shown,) = screen.at.exception
    assert "Something went wrong in the program" in shown.message
    assert "secret" not in shown.message
