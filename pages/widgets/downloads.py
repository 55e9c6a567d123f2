"""Hands out files that are made only when somebody asks for them."""

from collections.abc import Callable

import streamlit as st

from assessment.services.results import Download

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_download(label: str, make: Callable[[], Download], file_type: str, name: str) -> None:
    """Draw a button that makes the file at the click, so that no copy waits in memory."""
    st.download_button(
        label,
        data=lambda: make().content,
        file_name=name,
        mime=file_type,
        icon=":material/download:",
        on_click="ignore",
    )
