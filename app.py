"""The frame of the app: opens the workspace, names the pages, draws the side bar."""

from pathlib import Path

import streamlit as st

from pages.widgets.sidebar import draw_sidebar

# A named icon would be fetched from outside; a file is not.
st.set_page_config(
    page_title="State Protection Capacity Assessment",
    page_icon=str(Path(__file__).parent / "pages" / "widgets" / "icon.svg"),
    layout="centered",
    initial_sidebar_state="expanded",
)
page = st.navigation(
    {
        "": [
            st.Page(
                "pages/assessments.py", title="Assessments", icon=":material/list:", default=True
            )
        ],
        "This assessment": [
            st.Page("pages/questions.py", title="Questions", icon=":material/edit_note:"),
            st.Page("pages/circumstances.py", title="Context", icon=":material/travel_explore:"),
            st.Page("pages/profile.py", title="Profile", icon=":material/bar_chart:"),
            st.Page("pages/programmes.py", title="Programmes", icon=":material/handshake:"),
            st.Page("pages/workbook.py", title="Excel", icon=":material/table_view:"),
        ],
        "Reference": [
            st.Page(
                "pages/sources.py", title="Indicators and sources", icon=":material/menu_book:"
            ),
            st.Page("pages/about.py", title="About", icon=":material/info:"),
        ],
    }
)
draw_sidebar()
page.run()
