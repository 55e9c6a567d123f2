"""Shows a table that people can scroll, with texts that stay texts when it is copied out."""

import pandas as pd
import streamlit as st

from assessment.exchange.csv_table import guard


def show_table(table: pd.DataFrame) -> None:
    """Show a table whose headings and first column may hold what people typed.

    The table has a download of its own in the browser, which writes what is shown;
    so what a spreadsheet would run gets an apostrophe in front.
    """
    safe = table.rename(columns=guard)
    first = safe.columns[0]
    st.dataframe(safe.assign(**{first: safe[first].map(guard)}), hide_index=True)
