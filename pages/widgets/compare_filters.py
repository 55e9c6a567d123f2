"""What narrows the list of assessments to compare: place, period and the peers of others."""

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.library.codelists import world_regions
from assessment.library.peer_groups import PeerGroups
from assessment.model.assessment import Assessment

_ALL, _INVENTED = "All", "Invented states"


def draw_filters(known: Mapping[str, Assessment], groups: PeerGroups) -> set[str]:
    """Draw what narrows the list; return the ids that are left."""
    _show_problems(groups)
    places = {id_: _places(one) for id_, one in known.items()}
    columns = st.columns(3 if groups.groups else 2)
    names = sorted({name for found in places.values() for name in found})
    periods = sorted({one.period for one in known.values()}, reverse=True)
    with columns[0]:
        place = _draw_filter("part of the world", names, "compare:place")
    with columns[1]:
        period = _draw_filter("period", periods, "compare:period")
    group = _ALL
    if groups.groups:
        with columns[2]:
            group = _draw_filter("peer group", list(groups.groups), "compare:group")
    return {
        id_
        for id_, one in known.items()
        if place in (_ALL, *places[id_])
        and period in (_ALL, one.period)
        and group in (_ALL, *groups.groups_of(one.state_code))
    }


def _draw_filter(what: str, options: Sequence[str], key: str) -> str:
    return st.selectbox(f"List only: {what}", [_ALL, *options], key=key)


def _show_problems(groups: PeerGroups) -> None:
    """Say why there are no peer groups, although the installation has a file of them."""
    if not groups.problems:
        return
    st.error("The file of peer groups is not used, because there is something wrong in it.")
    with st.expander(f"What to mend in the file ({len(groups.problems)})"):
        for problem in groups.problems:
            # The file is somebody else's text, so nothing in it may be read as Markdown.
            st.text(str(problem))


def _places(assessment: Assessment) -> tuple[str, ...]:
    if assessment.invented:
        return (_INVENTED,)
    found = world_regions().get(assessment.state_code)
    return (found[0], f"{found[0]}: {found[1]}") if found else ()
