"""Rate by yourself: the same questions, and nothing of what others gave."""

import streamlit as st

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.rating import RESPONDENT_GROUPS, GroupId, Opening, find_group
from assessment.services.context import Context, Opened
from assessment.services.moderation import moderation_opened
from assessment.services.ratings import own_ratings
from pages.widgets.elements import choose_dimension, dimension_progress, local_day, plain
from pages.widgets.indicator import draw_indicator
from pages.widgets.saving import RatingAlone
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Rate by yourself"))
    draw_locked(opened)
    _draw_procedure(moderation_opened(page_context, opened))
    group = _choose_group(page_context, opened)
    if group is None:
        return
    rated = frozenset(own_ratings(page_context, opened))
    dimension = choose_dimension(
        opened,
        f"{opened.assessment.id}:rating:{page_context.actor.person_id}:dimension",
        name=lambda dimension: dimension_progress(dimension, rated),
        in_address=True,
    )
    st.header(dimension.name)
    st.text(dimension.about)
    first = next((i.id for i in dimension.indicators if i.id not in rated), None)
    for indicator in dimension.indicators:
        rating = RatingAlone(page_context, opened, indicator, group)
        draw_indicator(rating, is_open=indicator.id == first)
    _draw_end(opened, rated)


def _draw_procedure(event: Opening | None) -> None:
    st.text(
        _(
            "Each person rates alone first, so that nobody follows the loudest voice. You see "
            "your own ratings and the evidence; nobody sees yours until moderation is opened. "
            "Then the team compares, talks about what lies apart, and agrees on a level."
        )
    )
    if event is not None:
        st.warning(
            _(
                "Moderation was opened by {name} on {when}. What you rate now is kept and shown, "
                "and no longer counts as given alone.",
                name=plain(event.person_name),
                when=plain(local_day(event.recorded_at)),
            )
        )


def _choose_group(page_context: Context, opened: Opened) -> GroupId | None:
    """Ask for whom the person speaks; a rating cannot be given without."""
    person_id = page_context.actor.person_id
    with st.container(border=True):
        st.markdown(_("You rate as **{name}**.", name=plain(page_context.actor.name)))
        st.caption(
            _(
                "Is that not you? Choose your name under 'You write as' in the side bar first: "
                "two people under one name would count as one."
            )
        )
        key = f"{opened.assessment.id}:group:{person_id}"
        st.session_state.setdefault(key, _group_before(page_context, opened))
        ids: list[GroupId] = [group.id for group in RESPONDENT_GROUPS]
        chosen: GroupId | None = st.segmented_control(
            _("You speak for"),
            ids,
            format_func=lambda id_: _(find_group(id_).name),
            required=st.session_state[key] is not None,
            key=key,
        )
        if chosen is None:
            st.info(_("Choose for whom you speak, and the questions appear."))
    return chosen


def _group_before(page_context: Context, opened: Opened) -> GroupId | None:
    ratings = own_ratings(page_context, opened).values()
    newest = max(ratings, key=lambda rating: rating.recorded_at, default=None)
    return newest.group if newest else None


def _draw_end(opened: Opened, rated: frozenset[str]) -> None:
    total = len(opened.framework.questionnaire.indicators)
    st.caption(
        ngettext(
            "You have rated {rated} of {number} question by yourself.",
            "You have rated {rated} of {number} questions by yourself.",
            total,
            rated=formats.whole(len(rated)),
        )
    )
    if len(rated) == total:
        st.success(_("You have rated everything. The team can go on when all have."))
    st.page_link("pages/moderation.py", label=_("Go to 'Agree on levels'"))


draw()
