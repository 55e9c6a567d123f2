"""The heat map: every indicator as a small link to its answer, with its level in it."""

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.assessment import Record
from assessment.reporting.heat_map import (
    Cell,
    answer_table,
    describe_heat,
    heat_cells,
    heat_key,
)
from assessment.services.context import Opened
from pages.widgets.elements import plain

_KEY = "heat-map"
# Streamlit draws links closer together than they are high, so rows would cover each other.
_SHAPE = f"""
.st-key-{_KEY} [data-testid="stElementContainer"] {{ margin: 0; }}
.st-key-{_KEY} [data-testid="stPageLink"] a {{
    display: inline-flex; min-width: 4.6rem; min-height: 2.1rem;
    justify-content: center; padding: 0.15rem 0.2rem; margin: 0;
    border: 1px dashed #6b6b6b; border-radius: 4px; background: #ffffff;
}}
.st-key-{_KEY} [data-testid="stPageLink"] a p {{ color: #1a1a1a; white-space: nowrap; }}
"""


def draw_heat_map(opened: Opened, record: Record) -> None:
    """Draw all answers at a glance; each leads to its question."""
    framework = opened.framework
    cells = heat_cells(framework, record)
    st.text(describe_heat(framework, record))
    st.html(f"<style>{_SHAPE}{_tints(cells)}</style>")
    with st.container(key=_KEY):
        for dimension in framework.questionnaire.dimensions:
            st.markdown(f"**{plain(dimension.name)}**")
            with st.container(horizontal=True, gap="xxsmall"):
                for cell in cells[dimension.id]:
                    _draw_cell(cell, dimension.id, opened.assessment.id)
    st.text(heat_key(framework))
    with st.expander(_("All answers as a table")):
        st.table(answer_table(framework, record).map(plain), hide_index=True)


def _tints(cells: dict[str, tuple[Cell, ...]]) -> str:
    """Return the colours of the cells; the level stands in each, so none is needed to read it."""
    coloured = [cell for found in cells.values() for cell in found if cell.colour]
    return "\n".join(
        f'.st-key-{_KEY} a[href$="indicator={cell.indicator_id}"] '
        f"{{ background: {cell.colour}; border-style: solid; }}"
        for cell in coloured
    )


def _draw_cell(cell: Cell, dimension_id: str, assessment_id: str) -> None:
    st.page_link(
        "pages/questions.py",
        label=f"{plain(cell.indicator_id)} **{plain(cell.sign)}**",
        help=plain(cell.described),
        query_params={
            "assessment": assessment_id,
            "dimension": dimension_id,
            "indicator": cell.indicator_id,
        },
    )
