"""Choosing the assessments to compare, and whether their names are shown.

The choice lives in the session and, while it is short, in the address; never in
the widget alone, because the widget is gone while names are hidden.
"""

from collections.abc import Sequence

import streamlit as st

from assessment.library.codelists import world_regions
from assessment.model.assessment import Assessment
from pages.widgets.compare_limits import MOST_CHOSEN
from pages.widgets.names import hide_names, names_are_hidden

_MOST_IN_ADDRESS = 20
_CHOSEN, _ADDRESS = "compare_chosen", "with"
_ALL, _INVENTED = "All", "Invented states"
ORDERS = ("By the alphabet", "As chosen")


def choose(headings: Sequence[Assessment]) -> list[str]:
    """Draw the choice; return the ids of what is chosen, in the order to be shown."""
    known = {one.id: one for one in sorted(headings, key=_sorting)}
    chosen = [id_ for id_ in _remembered() if id_ in known]
    _put_in_address(chosen)
    if names_are_hidden():
        st.text(f"{len(chosen)} chosen. Show the names to change the choice.")
        _draw_switch()
        return chosen
    shown = _draw_choice(known, chosen)
    _draw_switch()
    return shown


def _draw_choice(known: dict[str, Assessment], chosen: list[str]) -> list[str]:
    listed = _draw_filters(known)
    # Nothing that was chosen may vanish because the list was narrowed.
    options = [id_ for id_ in known if id_ in listed or id_ in chosen]
    st.session_state["compare:choose"] = chosen
    st.multiselect(
        "Assessments to compare",
        options,
        format_func=lambda id_: _label(known[id_]),
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


def _draw_filters(known: dict[str, Assessment]) -> set[str]:
    """Draw what narrows the list; return the ids that are left."""
    places = {id_: _places(one) for id_, one in known.items()}
    left, right = st.columns(2)
    place = left.selectbox(
        "List only: part of the world",
        [_ALL, *sorted({name for names in places.values() for name in names})],
        key="compare:place",
    )
    period = right.selectbox(
        "List only: period",
        [_ALL, *sorted({one.period for one in known.values()}, reverse=True)],
        key="compare:period",
    )
    return {
        id_
        for id_, one in known.items()
        if place in (_ALL, *places[id_]) and period in (_ALL, one.period)
    }


def _draw_switch() -> None:
    if "compare:hide" not in st.session_state:
        st.session_state["compare:hide"] = names_are_hidden()
    st.toggle(
        "Hide the names of states (Peer A, Peer B ...)",
        key="compare:hide",
        # Before anything is drawn again, so that the side bar hides its name as well.
        on_change=lambda: hide_names(hide=st.session_state["compare:hide"]),
    )


def _places(assessment: Assessment) -> tuple[str, ...]:
    if assessment.invented:
        return (_INVENTED,)
    found = world_regions().get(assessment.state_code)
    return (found[0], f"{found[0]}: {found[1]}") if found else ()


def _label(assessment: Assessment) -> str:
    return f"{assessment.title} · {assessment.mode} · {assessment.questionnaire_id}"


def _sorting(assessment: Assessment) -> tuple[str, str, str]:
    return (assessment.title.casefold(), assessment.mode, assessment.id)


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
