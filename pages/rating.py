"""Rate by yourself: the same questions, and nothing of what others gave."""

import streamlit as st

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.problem import Refused
from assessment.model.questionnaire import Dimension
from assessment.model.rating import RESPONDENT_GROUPS, GroupId, Rating, find_group
from assessment.reporting.agreement import rating_words
from assessment.services.context import Context, Opened
from assessment.services.moderation import moderation_opened
from assessment.services.ratings import (
    first_ratings,
    n_under_same_name,
    own_rating,
    own_ratings,
    record_rating,
)
from pages.widgets.browser import arrive_at, draw_arrival
from pages.widgets.counts import counting
from pages.widgets.elements import (
    choose_dimension,
    dimension_progress,
    local_day,
    plain,
    show_problems,
)
from pages.widgets.indicator import draw_indicator
from pages.widgets.saving import RatingAlone
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Rate by yourself"))
    draw_locked(opened)
    ask_who_writes(page_context)
    st.text(
        _(
            "Each person rates alone first, so that nobody follows the loudest voice. You see "
            "your own ratings and the evidence; nobody sees yours until moderation of their "
            "dimension is opened. Then the team compares, talks about what lies apart, and "
            "agrees on a level."
        )
    )
    if not page_context.actor.person_id:
        # A rating is one person's own: without a person there is nothing to show or to keep.
        return
    group = _choose_group(page_context, opened)
    if group is None:
        return
    dimension = _draw_beginning(page_context, opened)
    st.header(dimension.name)
    st.text(dimension.about)
    is_second = _draw_phase(page_context, opened, dimension)
    before_talk = first_ratings(page_context, opened) if is_second else {}
    rated = own_ratings(page_context, opened)
    unrated = next((i.id for i in dimension.indicators if i.id not in rated), None)
    for indicator in dimension.indicators:
        rating = RatingAlone(page_context, opened, indicator, group)
        if first := before_talk.get(indicator.id):
            _draw_first_rating(rating, first)
        draw_indicator(rating, is_open=indicator.id == unrated)
    _draw_end(page_context, opened, dimension)
    draw_arrival()


@counting("rating:beginning")
def _draw_beginning(page_context: Context, opened: Opened) -> Dimension:
    """Draw how far the person is, and the choice of a dimension; return the chosen one."""
    rated = frozenset(own_ratings(page_context, opened))
    total = len(opened.framework.questionnaire.indicators)
    st.progress(len(rated) / total, text=_how_many(len(rated), total))
    return choose_dimension(
        opened,
        _dimension_key(page_context, opened),
        name=lambda dimension: dimension_progress(dimension, rated),
        in_address=True,
        # The choice stands in a part of the page, and another dimension concerns all of it.
        on_change=st.rerun,
    )


def _dimension_key(page_context: Context, opened: Opened) -> str:
    return f"{opened.assessment.id}:rating:{page_context.actor.person_id}:dimension"


def _how_many(n_rated: int, total: int) -> str:
    return ngettext(
        "You have rated {rated} of {number} question by yourself.",
        "You have rated {rated} of {number} questions by yourself.",
        total,
        rated=formats.whole(n_rated),
    )


def _draw_phase(page_context: Context, opened: Opened, dimension: Dimension) -> bool:
    """Say what a rating of this dimension counts as now; return whether it is a second one."""
    id_ = dimension.indicators[0].id
    event = moderation_opened(page_context, opened, id_)
    if event is None:
        return False
    seen = moderation_opened(page_context, opened, id_, second=True)
    if seen is not None:
        st.warning(
            _(
                "The second ratings of this dimension were shown by {name} on {when}. What you "
                "rate now is kept and shown as given after seeing others.",
                name=plain(seen.person_name),
                when=plain(local_day(seen.recorded_at)),
            )
        )
        return False
    st.info(
        _(
            "Moderation of this dimension was opened by {name} on {when}. What you rate now "
            "counts as a second rating, given after the talk. Nobody sees it until the second "
            "ratings are shown. What you rated before stays beside it as it is.",
            name=plain(event.person_name),
            when=plain(local_day(event.recorded_at)),
        )
    )
    return True


@counting("rating:first")
def _draw_first_rating(rating: RatingAlone, first: Rating) -> None:
    """Say what the person gave before the talk, and let them stay with it."""
    newest = own_rating(rating.context, rating.opened, rating.indicator.id)
    words = {"id": rating.indicator.id, "rating": rating_words(first)}
    if newest is not None and newest.is_second:
        st.text(_("{id}: your first rating was {rating}. You have rated again.", **words))
        return
    text, button = st.columns([3, 2], vertical_alignment="center")
    text.text(_("{id}: your first rating is {rating}.", **words))
    label = _("Stay with it ({id})", id=rating.indicator.id)
    if button.button(label, key=f"{rating.key}:stay", width="stretch"):
        _stay(rating, first)


def _stay(rating: RatingAlone, first: Rating) -> None:
    try:
        record_rating(
            rating.context, rating.opened, first.answer, rating.group, rating.look_up().revision
        )
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.rerun()


def _choose_group(page_context: Context, opened: Opened) -> GroupId | None:
    """Ask for whom the person speaks; a rating cannot be given without."""
    person_id = page_context.actor.person_id
    with st.container(border=True):
        st.markdown(_("You rate as **{name}**.", name=plain(page_context.actor.name)))
        st.text(
            _(
                "Is that not you? Say who you are in the side bar first: two people under one "
                "name in one browser would count as one."
            )
        )
        if number := n_under_same_name(page_context, opened):
            st.info(
                ngettext(
                    "{number} question was rated under this name in another browser or for "
                    "another organisation. It is not shown here: a rating is seen only where it "
                    "was given, until moderation is opened. If it is yours, go on rating there.",
                    "{number} questions were rated under this name in another browser or for "
                    "another organisation. They are not shown here: a rating is seen only where "
                    "it was given, until moderation is opened. If they are yours, go on rating "
                    "there.",
                    number,
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


@counting("rating:end")
def _draw_end(page_context: Context, opened: Opened, dimension: Dimension) -> None:
    """Lead to the next question that this person has not rated, or to the team."""
    following = _next_unrated(page_context, opened, dimension)
    if following is None:
        st.success(_("You have rated everything. The team can go on when all have."))
    else:
        st.button(
            _("Next question that you have not rated"),
            type="primary",
            icon=":material/arrow_forward:",
            on_click=_go_to,
            args=(page_context, opened, dimension),
        )
    st.page_link("pages/moderation.py", label=_("Go to 'Agree on levels'"))


def _next_unrated(page_context: Context, opened: Opened, dimension: Dimension) -> str | None:
    """Return the next question without a rating, from this dimension on, then from the top."""
    rated = own_ratings(page_context, opened)
    indicators = opened.framework.questionnaire.indicators
    start = indicators.index(dimension.indicators[0])
    in_turn = (*indicators[start:], *indicators[:start])
    return next((one.id for one in in_turn if one.id not in rated), None)


def _go_to(page_context: Context, opened: Opened, dimension: Dimension) -> None:
    """Open the next question, and close those that are done with."""
    # Asked again at the click: the question that was next may have been rated since.
    following = _next_unrated(page_context, opened, dimension)
    if following is None:
        return
    questionnaire = opened.framework.questionnaire
    key = _dimension_key(page_context, opened)
    st.session_state[key] = questionnaire.dimension_of(following).id
    beginning = f"{opened.assessment.id}:rating:{page_context.actor.person_id}"
    for indicator in questionnaire.indicators:
        st.session_state[f"{beginning}:{indicator.id}:open"] = indicator.id == following
    arrive_at(f"{beginning}:{following}:question")
    st.rerun()


draw()
