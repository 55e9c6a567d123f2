"""The pages of the app, in the order of the side bar."""

import streamlit as st
from streamlit.navigation.page import Page


def name_pages() -> Page:
    """Tell Streamlit which pages there are; return the one that was asked for."""
    return st.navigation(
        {
            "": [_page("assessments", "Assessments", default=True)],
            "This assessment": [
                _page("questions", "Questions"),
                _page("rating", "Rate by yourself"),
                _page("moderation", "Agree on levels"),
                _page("circumstances", "Context"),
                _page("profile", "Profile"),
                _page("method", "Method"),
                _page("programmes", "Programmes"),
                _page("workbook", "Excel"),
            ],
            "Several assessments": [_page("compare", "Compare")],
            "Reference": [
                _page("sources", "Indicators and sources"),
                _page("about", "About"),
            ],
        }
    )


def _page(name: str, title: str, *, default: bool = False) -> Page:
    # No icons: the browser would fetch the one of the current page from outside.
    return st.Page(f"pages/{name}.py", title=title, default=default)
