"""Agree on levels: who has rated, what is contested first, and what the team agrees on."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.problem import Refused
from assessment.model.questionnaire import Dimension
from assessment.model.rating import Moderation, find_group
from assessment.reporting.agreement import (
    agreement_table,
    contested_line,
    count_agreed,
    describe_ratings,
    explain_agreement,
    explain_dimension_agreement,
    explain_group,
    explain_rater,
    explain_two_views,
    group_table,
    indicator_table,
    rater_table,
    rating_table,
    spread_table,
    two_views_table,
)
from assessment.reporting.charts.agreement import rating_chart
from assessment.services.context import Context, Opened
from assessment.services.moderation import (
    agree_where_all_gave_the_same,
    agreement,
    agreement_by_indicator,
    contested_first,
    moderation_opened,
    moderations,
    open_moderation,
    opened_ids,
    rated_alike,
)
from assessment.services.ratings import RaterProgress, rating_progress
from assessment.services.side_by_side import self_and_external
from pages.widgets.agreeing import draw_question
from pages.widgets.elements import (
    choose_dimension,
    dimension_progress,
    draw_list,
    initially,
    local_day,
    restated,
    show_problems,
    show_table,
)
from pages.widgets.saving import Editing
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes

_AT_ONCE = 3
"""Contested questions that are drawn in full; the next one appears when one is agreed on."""


@dataclass(frozen=True)
class _Table:
    """What lies on the table: every question whose ratings are open."""

    context: Context
    opened: Opened
    found: tuple[Moderation, ...]

    @property
    def agreed_ids(self) -> frozenset[str]:
        """The questions on which the team has agreed, and still does."""
        return frozenset(one.indicator_id for one in self.found if one.consensus is not None)

    @property
    def contested(self) -> tuple[Moderation, ...]:
        """What is not agreed on and not rated alike by all, what needs most talk first."""
        return contested_first(
            one
            for one in self.found
            if one.consensus is None
            and (one.agreed is not None or (one.ratings and one.common_level is None))
        )

    @property
    def n_alike(self) -> int:
        """How many questions wait to be agreed on for which there is one level only."""
        return sum(one.agreed is None and one.common_level is not None for one in self.found)

    def of(self, dimension: Dimension) -> tuple[Moderation, ...]:
        """Return what lies on the table of one dimension."""
        ids = {indicator.id for indicator in dimension.indicators}
        return tuple(one for one in self.found if one.indicator_id in ids)

    def editing(self, indicator_id: str) -> Editing:
        """Return one question as other pages edit it."""
        indicator = self.opened.framework.questionnaire.indicator(indicator_id)
        return Editing(self.context, self.opened, indicator)


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Agree on levels"))
    draw_locked(opened)
    ask_who_writes(page_context)
    ids = opened_ids(page_context, opened)
    found = moderations(page_context, opened, ids) if ids else ()
    table = _Table(page_context, opened, found)
    if found:
        _draw_standing(table)
    if found and _choose_view(table) == "contested":
        _draw_contested(table)
    else:
        _draw_dimension(table)
    if found:
        _draw_agreement(page_context, opened)
    _draw_two_views(page_context, opened)


def _draw_standing(table: _Table) -> None:
    """Say how far the team is."""
    total = len(table.opened.framework.questionnaire.indicators)
    n_agreed = len(table.agreed_ids)
    st.progress(n_agreed / total, text=count_agreed(n_agreed, total, len(table.found)))


def _choose_view(table: _Table) -> str:
    """Let the moderator go through what is contested, or through one dimension."""
    # Whoever is at work on a dimension stays there; others see first what is contested.
    is_at_one = "dimension" in st.query_params or not table.contested
    names = {
        "contested": _("What is contested ({number})", number=formats.whole(len(table.contested))),
        "dimension": _("By dimension"),
    }
    chosen = st.segmented_control(
        _("Show"),
        list(names),
        format_func=lambda view: names[view],
        required=True,
        key=restated(
            f"{table.opened.assessment.id}:moderation:view",
            "dimension" if is_at_one else "contested",
        ),
    )
    return str(chosen)


def _draw_contested(table: _Table) -> None:
    """Draw what is contested over all dimensions: a list, and the first questions in full."""
    contested, framework = table.contested, table.opened.framework
    st.header(_("What is contested, over all dimensions"))
    st.text(
        _(
            "What lies furthest apart comes first. Ask what each person has seen, and read the "
            "levels and the evidence together. The level you agree on is then the answer of the "
            "assessment; the ratings and their spread stay beside it."
        )
    )
    if table.n_alike:
        st.text(
            ngettext(
                "{number} more question was given one level only: agree on it by dimension.",
                "{number} more questions were given one level only: agree on them by dimension.",
                table.n_alike,
            )
        )
    if not contested:
        st.success(_("Nothing is contested that is open for moderation."))
        return
    label = ngettext("The list: {number} question", "The list: {number} questions", len(contested))
    with st.expander(label):
        draw_list(contested_line(one, framework) for one in contested)
    for one in contested[:_AT_ONCE]:
        draw_question(table.editing(one.indicator_id))
    if len(contested) > _AT_ONCE:
        st.text(
            ngettext(
                "{number} more question follows as soon as one above is agreed on.",
                "{number} more questions follow, one for each that is agreed on.",
                len(contested) - _AT_ONCE,
            )
        )


def _draw_dimension(table: _Table) -> None:
    """Draw one dimension: closed, or with all its ratings."""
    page_context, opened = table.context, table.opened
    dimension = choose_dimension(
        opened,
        f"{opened.assessment.id}:moderation:dimension",
        name=lambda one: dimension_progress(one, table.agreed_ids),
        in_address=True,
    )
    st.header(dimension.name)
    event = moderation_opened(page_context, opened, dimension.indicators[0].id)
    if event is None:
        _draw_waiting(page_context, opened, dimension)
        return
    st.text(
        _(
            "Moderation of this dimension was opened by {name} on {when}.",
            name=event.person_name,
            when=local_day(event.recorded_at),
        )
    )
    found = table.of(dimension)
    st.vega_lite_chart(rating_chart(found, opened.framework), theme=None)
    with st.expander(_("The chart in words, and as tables")):
        st.text(describe_ratings(found, opened.framework))
        show_table(spread_table(found, opened.framework))
        # What people typed stands in more than the first column here.
        show_table(rating_table(found, opened.framework).map(guard))
    _draw_second(page_context, opened, dimension)
    _draw_same_for_all(table, dimension)
    only_open = st.toggle(
        _("Only what is not agreed on yet"), key=f"{opened.assessment.id}:moderation:only_open"
    )
    for one in contested_first(found):
        if one.consensus is None or not only_open:
            draw_question(table.editing(one.indicator_id))


def _draw_waiting(page_context: Context, opened: Opened, dimension: Dimension) -> None:
    """Draw who has rated how much of a dimension that is still closed."""
    st.text(
        _(
            "People rate this dimension alone now. Here you see who has rated how much, and "
            "nothing of what they gave. When everybody is done, open moderation: then all "
            "ratings of this dimension lie on the table. The other dimensions stay as they are."
        )
    )
    progress = rating_progress(page_context, opened, dimension.id)
    if not progress:
        st.info(_("Nobody has rated this dimension yet."))
        st.page_link("pages/rating.py", label=_("Rate by yourself"))
        return
    _draw_progress(progress, len(dimension.indicators))
    key = f"{opened.assessment.id}:open_moderation:{dimension.id}"
    understood = _(
        "Everybody who should rate this dimension alone has done so. This cannot be undone."
    )
    if _confirmed(page_context, _("Open moderation"), understood, key):
        _open(page_context, opened, dimension)


def _draw_progress(progress: tuple[RaterProgress, ...], total: int) -> None:
    rows = [
        {
            _("Person"): one.person_name,
            _("Group"): _(find_group(one.group).name),
            _("Rated"): _(
                "{some} of {all}", some=formats.whole(one.n_rated), all=formats.whole(total)
            ),
        }
        for one in progress
    ]
    show_table(pd.DataFrame(rows))


def _confirmed(page_context: Context, label: str, understood: str, key: str) -> bool:
    """Draw a box to tick and a button that works once it is ticked, for somebody with a name."""
    if not page_context.actor.is_named:
        st.info(_("Say first who you are: whoever opens moderation stands beside it by name."))
        return False
    is_understood = st.checkbox(understood, key=f"{key}:understood")
    return st.button(label, type="primary", disabled=not is_understood, key=key)


def _open(
    page_context: Context, opened: Opened, dimension: Dimension, *, second: bool = False
) -> None:
    try:
        open_moderation(page_context, opened, dimension.id, second=second)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.rerun()


def _draw_second(page_context: Context, opened: Opened, dimension: Dimension) -> None:
    """Draw how far the second ratings are, and what shows them."""
    event = moderation_opened(page_context, opened, dimension.indicators[0].id, second=True)
    if event is not None:
        st.text(
            _(
                "The second ratings were shown by {name} on {when}.",
                name=event.person_name,
                when=local_day(event.recorded_at),
            )
        )
        return
    progress = rating_progress(page_context, opened, dimension.id, second=True)
    label = ngettext(
        "Second ratings after the talk ({number} person so far)",
        "Second ratings after the talk ({number} people so far)",
        len(progress),
    )
    with st.expander(label):
        st.text(
            _(
                "After the talk each person may rate again on 'Rate by yourself', in private. "
                "The first ratings stay; the second ones stand beside them once they are shown."
            )
        )
        if progress:
            _draw_progress(progress, len(dimension.indicators))
            key = f"{opened.assessment.id}:open_second:{dimension.id}"
            understood = _("Everybody who wants to has rated again. This cannot be undone.")
            if _confirmed(page_context, _("Show the second ratings"), understood, key):
                _open(page_context, opened, dimension, second=True)


def _draw_same_for_all(table: _Table, dimension: Dimension) -> None:
    """Offer to agree at once on all that everybody rated alike."""
    page_context, opened = table.context, table.opened
    same = rated_alike(page_context, opened, dimension.id)
    if not same:
        return
    key = f"{opened.assessment.id}:same:{dimension.id}:{len(table.agreed_ids)}"
    with st.container(border=True):
        st.subheader(_("Rated alike by everybody"))
        draw_list(contested_line(one, opened.framework) for one in same)
        sentence = st.text_input(
            _("How the team came to agree, for all of these"),
            key=initially(f"{key}:sentence", _("Everybody gave the same level alone.")),
        )
        label = ngettext(
            "Agree on this {number} question", "Agree on these {number} questions", len(same)
        )
        if not st.button(label, type="primary", key=key):
            return
        try:
            agree_where_all_gave_the_same(page_context, opened, dimension.id, sentence)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        st.rerun()


def _draw_agreement(page_context: Context, opened: Opened) -> None:
    """Draw how far the ratings that were given alone agree."""
    found = agreement(page_context, opened)
    framework = opened.framework
    st.header(_("How far the raters agree"))
    for sentence in explain_agreement(found):
        st.text(sentence)
    with st.expander(_("What alpha means")):
        st.text(
            _(
                "Krippendorff's alpha compares how much people differ with how much they would "
                "if each level were given at random. 1 is perfect agreement, 0 is what chance "
                "would give. It counts a difference of two levels as heavier than one of one "
                "level. Only ratings given alone count; 'insufficient information' and 'not "
                "applicable' are no levels. From {reliable} levels are customarily taken as "
                "reliable, from {tentative} as good enough for tentative conclusions. High "
                "agreement does not make a level right, and low agreement is a reason to talk, "
                "not a fault of anybody.",
                reliable=formats.fixed(0.8, 2),
                tentative=formats.fixed(0.67, 2),
            )
        )
    with st.expander(_("By dimension")):
        draw_list(explain_dimension_agreement(one, framework) for one in found.dimensions)
        show_table(agreement_table(found, framework))
    with st.expander(_("By respondent group")):
        draw_list(explain_group(group) for group in found.groups)
        show_table(group_table(found))
    with st.expander(_("By person")):
        st.text(_("Whoever lies far from the others may know most. Ask before you judge."))
        raters = sorted(found.raters, key=lambda one: one.person_name)
        draw_list(explain_rater(rater) for rater in raters)
        show_table(rater_table(found))
    across = agreement_by_indicator(page_context, opened)
    if across:
        label = _("By indicator, over all moderated assessments with this questionnaire")
        with st.expander(label):
            st.text(_("A low alpha here may mean that the wording of an indicator is unclear."))
            show_table(indicator_table(across, framework))


def _draw_two_views(page_context: Context, opened: Opened) -> None:
    """Draw the self and the external assessment of the same period beside each other."""
    found = self_and_external(page_context, opened)
    st.header(_("Self and external side by side"))
    if found.by_itself is None or found.by_partner is None:
        missing = (
            _("There is not an external one yet.")
            if found.by_partner is None
            else _("There is not a self assessment yet.")
        )
        rule = _(
            "When there is both a self and an external assessment of this state, region and "
            "period, their answers stand side by side here."
        )
        st.text(f"{rule} {missing}")
        return
    if not found.same_questionnaire:
        st.warning(
            _(
                "The two were made with different versions of the questionnaire. Only "
                "indicators that both have are shown, and their wording may differ."
            )
        )
    st.text(explain_two_views(found.views))
    show_table(two_views_table(found.views, opened.framework))
    if found.others:
        st.text(
            ngettext(
                "{number} further assessment of this state and period is not shown.",
                "{number} further assessments of this state and period are not shown.",
                len(found.others),
            )
        )


draw()
