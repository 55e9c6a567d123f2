"""Choosing the assessments to compare, and whether their names are shown.

The choice lives in the session and, while it is short, in the address; never in
the widget alone, because the widget is gone while names are hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from assessment.library.peer_groups import PeerGroups
from assessment.model.assessment import Assessment
from assessment.services.frozen import FrozenBaseline
from pages.widgets.compare_filters import draw_filters
from pages.widgets.compare_limits import MOST_CHOSEN
from pages.widgets.names import hide_names, names_are_hidden

_MOST_IN_ADDRESS = 20
_CHOSEN, _ADDRESS = "compare_chosen", "with"
ORDERS = ("By the alphabet", "As chosen")


@dataclass(frozen=True)
class Choice:
    """What can be chosen: an assessment as it is answered now, or a frozen one."""

    id: str
    title: str
    assessment: Assessment

    @property
    def label(self) -> str:
        """How the list names it."""
        return f"{self.title} · {self.assessment.mode} · {self.assessment.questionnaire_id}"

    @property
    def sorting(self) -> tuple[str, str, str]:
        """Where it stands in the alphabet; a frozen one comes after its own assessment."""
        return (self.title.casefold(), self.assessment.mode, self.id)


def choose(
    headings: Sequence[Assessment], frozen: Sequence[FrozenBaseline], groups: PeerGroups
) -> list[str]:
    """Draw the choice; return the ids of what is chosen, in the order to be shown."""
    choices = [
        *(Choice(one.id, one.title, one) for one in headings),
        *(Choice(one.id, one.title, one.assessment) for one in frozen),
    ]
    known = {one.id: one for one in sorted(choices, key=lambda one: one.sorting)}
    chosen = [id_ for id_ in _remembered() if id_ in known]
    _put_in_address(chosen)
    if names_are_hidden():
        st.text(f"{len(chosen)} chosen. Show the names to change the choice.")
        _draw_switch()
        return chosen
    shown = _draw_choice(known, chosen, groups)
    _draw_switch()
    return shown


def _draw_choice(known: dict[str, Choice], chosen: list[str], groups: PeerGroups) -> list[str]:
    listed = draw_filters({id_: one.assessment for id_, one in known.items()}, groups)
    # Nothing that was chosen may vanish because the list was narrowed.
    options = [id_ for id_ in known if id_ in listed or id_ in chosen]
    st.session_state["compare:choose"] = chosen
    st.multiselect(
        "Assessments to compare",
        options,
        format_func=lambda id_: known[id_].label,
        key="compare:choose",
        on_change=lambda: _remember(st.session_state["compare:choose"]),
        placeholder="Type a name or pick from the list",
        max_selections=MOST_CHOSEN,
    )
    new = [id_ for id_ in options if id_ not in chosen]
    with st.container(horizontal=True):
        if new:
            st.button(
                f"Add all {len(new)} in the list",
                key="compare:add",
                disabled=len(new) + len(chosen) > MOST_CHOSEN,
                help=f"At most {MOST_CHOSEN} at a time; narrow the list first if it is longer.",
                on_click=_remember,
                args=([*chosen, *new],),
            )
        st.button("Clear", key="compare:clear", disabled=not chosen, on_click=_remember, args=([],))
    order = st.radio("Order", ORDERS, key="compare:order", horizontal=True)
    return chosen if order == ORDERS[1] else [id_ for id_ in known if id_ in set(chosen)]


def _draw_switch() -> None:
    if "compare:hide" not in st.session_state:
        st.session_state["compare:hide"] = names_are_hidden()
    st.toggle(
        "Hide the names of states (Peer A, Peer B ...)",
        key="compare:hide",
        # Before anything is drawn again, so that the side bar hides its name as well.
        on_change=lambda: hide_names(hide=st.session_state["compare:hide"]),
    )


def _remembered() -> list[str]:
    if _CHOSEN not in st.session_state:
        given = st.query_params.get(_ADDRESS, "")
        st.session_state[_CHOSEN] = [*dict.fromkeys(filter(None, given.split(",")))][:MOST_CHOSEN]
    return list(st.session_state[_CHOSEN])


def _remember(chosen: Sequence[str]) -> None:
    st.session_state[_CHOSEN] = [*chosen]


def _put_in_address(chosen: Sequence[str]) -> None:
    if 0 < len(chosen) <= _MOST_IN_ADDRESS:
        st.query_params[_ADDRESS] = ",".join(chosen)
    else:
        st.query_params.pop(_ADDRESS, None)
