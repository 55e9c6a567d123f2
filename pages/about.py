"""What the tool is and is not, where it comes from, and how data is kept."""

from pathlib import Path

import streamlit as st

from assessment.wiring import app_version
from pages.widgets.elements import plain, show_problems
from pages.widgets.session import application

_TEXT = Path(__file__).parent / "widgets" / "about.md"


def draw() -> None:
    """Draw the page."""
    app = application()
    st.title("About")
    st.markdown(_TEXT.read_text(encoding="utf-8"))
    st.header("This installation")
    st.text(f"Version {app_version()}")
    for framework in app.library.frameworks:
        questionnaire = framework.questionnaire
        st.markdown(
            f"- {plain(questionnaire.name)}, version {plain(questionnaire.version)}, "
            f"checksum {questionnaire.checksum}, licence {plain(questionnaire.licence)}"
        )
    show_problems(app.library.problems)


draw()
