"""Choosing the assessments to compare, and whether their names are shown.

The choice lives in the session and, while it is short, in the address; never in
the widget alone, because the widget is gone while names are hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from assessment.library.codelists import world_regions
from assessment.library.peer_groups import PeerGroups
from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.assessment import Assessment
from assessment.model.problem import Refused
from assessment.model.text import fold
from assessment.reporting.terms import mode_name
from assessment.services.context import Context
from assessment.services.frozen import (
    LONGEST_NAME,
    WHAT_FROZEN_MEANS,
    FrozenBaseline,
    FrozenBaselines,
    freeze,
)
from pages.widgets.elements import local_day, plain, show_problems, show_table
from pages.widgets.session import hide_names, names_are_hidden

MOST_CHOSEN = 200
MOST_IN_PANELS = 12
"""More than this share one chart, for a dimension that the reader names."""
MOST_IN_CHARTS = 60
"""More than this are shown as a table only."""
_MOST_IN_ADDRESS = 20
_CHOSEN, _ADDRESS = "compare_chosen", "with"
ORDERS = (mark("By the alphabet"), mark("As chosen"))
_ALL, _INVENTED = mark("All"), mark("Invented states")
_OF, _NAME, _RESULT = "compare:freeze:of", "compare:freeze:name", "compare:freeze:result"


@dataclass(frozen=True)
class Choice:
    """What can be chosen: an assessment as it is answered now, or a frozen one."""

    id: str
    title: str
    assessment: Assessment

    @property
    def label(self) -> str:
        """How the list names it."""
        return _label(self.title, self.assessment)

    @property
    def sorting(self) -> tuple[object, ...]:
        """Where it stands: places by the alphabet, their periods in the order of time.

        A frozen one comes after its own assessment.
        """
        one = self.assessment
        return (*_in_order(one), one.mode, one.questionnaire_id, self.title.casefold(), self.id)


def _in_order(one: Assessment) -> tuple[object, ...]:
    # What has no place in time stands last among the periods of its place.
    has_no_time = one.begins is None
    return (fold(one.state_name), *one.place_id, has_no_time, *one.order[1:3], *one.period_id)


def _label(title: str, assessment: Assessment) -> str:
    return " · ".join((title, mode_name(assessment.mode), assessment.questionnaire_id))


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
        st.text(
            ngettext(
                "{number} chosen. Show the names to change the choice.",
                "{number} chosen. Show the names to change the choice.",
                len(chosen),
            )
        )
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
        _("Assessments to compare"),
        options,
        format_func=lambda id_: known[id_].label,
        key="compare:choose",
        on_change=lambda: _remember(st.session_state["compare:choose"]),
        placeholder=_("Type a name or pick from the list"),
        max_selections=MOST_CHOSEN,
    )
    new = [id_ for id_ in options if id_ not in chosen]
    with st.container(horizontal=True):
        if new:
            st.button(
                _("Add all {number} in the list", number=formats.whole(len(new))),
                key="compare:add",
                disabled=len(new) + len(chosen) > MOST_CHOSEN,
                help=_(
                    "At most {number} at a time; narrow the list first if it is longer.",
                    number=formats.whole(MOST_CHOSEN),
                ),
                on_click=_remember,
                args=([*chosen, *new],),
            )
        st.button(
            _("Clear"), key="compare:clear", disabled=not chosen, on_click=_remember, args=([],)
        )
    order = st.radio(_("Order"), ORDERS, format_func=_, key="compare:order", horizontal=True)
    return chosen if order == ORDERS[1] else [id_ for id_ in known if id_ in set(chosen)]


def _draw_switch() -> None:
    if "compare:hide" not in st.session_state:
        st.session_state["compare:hide"] = names_are_hidden()
    st.toggle(
        _("Hide the names of states (Peer A, Peer B ...)"),
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


def draw_filters(known: Mapping[str, Assessment], groups: PeerGroups) -> set[str]:
    """Draw what narrows the list; return the ids that are left."""
    _show_problems(groups)
    places = {id_: _places(one) for id_, one in known.items()}
    columns = st.columns(3 if groups.groups else 2)
    names = sorted({name for found in places.values() for name in found})
    # The newest first; one time in two spellings is listed once, as it was written first.
    written: dict[tuple[str, str], str] = {}
    for one in sorted(known.values(), key=lambda one: one.order, reverse=True):
        written.setdefault(one.period_id, one.period)
    periods = [*written.values()]
    with columns[0]:
        place = _draw_filter(_("List only: part of the world"), names, "compare:place")
    with columns[1]:
        period = _draw_filter(_("List only: period"), periods, "compare:period")
    group = _ALL
    if groups.groups:
        with columns[2]:
            label = _("List only: peer group")
            group = _draw_filter(label, list(groups.groups), "compare:group")
    return {
        id_
        for id_, one in known.items()
        if place in (_ALL, *places[id_])
        and period in (_ALL, written[one.period_id])
        and group in (_ALL, *groups.groups_of(one.state_code))
    }


def _draw_filter(label: str, options: Sequence[str], key: str) -> str:
    marked = (_ALL, _INVENTED)
    return st.selectbox(
        label,
        [_ALL, *options],
        format_func=lambda option: _(option) if option in marked else option,
        key=key,
    )


def _show_problems(groups: PeerGroups) -> None:
    """Say why there are no peer groups, although the installation has a file of them."""
    if not groups.problems:
        return
    st.error(_("The file of peer groups is not used, because there is something wrong in it."))
    number = formats.whole(len(groups.problems))
    with st.expander(_("What to mend in the file ({number})", number=number)):
        for problem in groups.problems:
            # The file is somebody else's text, so nothing in it may be read as Markdown.
            st.text(str(problem))


def _places(assessment: Assessment) -> tuple[str, ...]:
    if assessment.invented:
        return (_INVENTED,)
    found = world_regions().get(assessment.state_code)
    return (found[0], f"{found[0]}: {found[1]}") if found else ()


def draw_frozen(
    page_context: Context, headings: Sequence[Assessment], frozen: FrozenBaselines
) -> None:
    """Draw the form that freezes an assessment, and what is frozen; nothing with hidden names."""
    if names_are_hidden():
        return
    show_problems(frozen.problems)
    with st.expander(
        _("Frozen baselines: keep an assessment as it is today, to compare with later")
    ):
        purpose = _("Freeze an assessment as it is answered at this moment.")
        st.text(f"{purpose} {_(WHAT_FROZEN_MEANS)}")
        if headings:
            _draw_form(page_context, headings)
        _show_result()
        if frozen.found:
            show_table(_table(frozen))
        else:
            st.text(_("Nothing is frozen yet."))


def _draw_form(page_context: Context, headings: Sequence[Assessment]) -> None:
    in_order = sorted(headings, key=lambda one: (_in_order(one), one.mode, one.id))
    titles = {one.id: _label(one.title, one) for one in in_order}
    with st.form("compare:freeze", border=False):
        st.selectbox(
            _("Assessment to freeze"),
            list(titles),
            format_func=titles.__getitem__,
            index=None,
            key=_OF,
            placeholder=_("Type a name or pick from the list"),
        )
        st.text_input(
            _("Short name"),
            key=_NAME,
            max_chars=LONGEST_NAME,
            placeholder=_("Such as: Launch of the programme"),
        )
        # Before anything is drawn again, so that the list above has it at once.
        st.form_submit_button(_("Freeze as a baseline"), on_click=_freeze, args=(page_context,))


def _freeze(page_context: Context) -> None:
    assessment_id = st.session_state[_OF]
    if assessment_id is None:
        st.session_state[_RESULT] = _("Choose the assessment to freeze first.")
        return
    try:
        made = freeze(page_context, assessment_id, st.session_state[_NAME])
    except Refused as refusal:
        st.session_state[_RESULT] = refusal.problems
        return
    st.session_state[_RESULT] = made
    st.session_state[_NAME] = ""


def _show_result() -> None:
    """Say once what came of the last click."""
    result = st.session_state.pop(_RESULT, None)
    if isinstance(result, str):
        st.error(result)
    elif isinstance(result, tuple):
        show_problems(result)
    elif result is not None:
        title = plain(result.title)
        st.success(_("Frozen: {baseline}. It is in the list to choose from.", baseline=title))


def _table(frozen: FrozenBaselines) -> pd.DataFrame:
    rows = [(one.title, one.person_name, local_day(one.moment)) for one in frozen.found]
    return pd.DataFrame(rows, columns=[_("Frozen baseline"), _("Frozen by"), _("Answers up to")])
