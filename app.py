"""The frame of the app: names the pages, draws the side bar, runs the page that was asked for."""

from pathlib import Path

import streamlit as st

from pages.widgets.page_list import name_pages
from pages.widgets.sidebar import draw_sidebar

st.set_page_config(
    page_title="State Protection Capacity Assessment",
    # A named icon would be fetched from outside; a file is not.
    page_icon=str(Path(__file__).parent / "pages" / "widgets" / "icon.svg"),
    layout="centered",
    initial_sidebar_state="expanded",
)
page = name_pages()
draw_sidebar()
page.run()
