"""The fields of an item of a plan, for a new one and for one that is changed."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.answer import Answer
from assessment.model.plan import PlanItem
from assessment.model.plan_checks import routes_of
from assessment.reporting.plans import item_field, item_status_words, item_title
from assessment.reporting.wording import capitalised, level_name
from pages.widgets.plan_form import Form, PlanDrawing, draw_day

_ITEM_FIELDS = (
    *("goal", "status", "programme_id", "option", "route_id", "owner", "partner"),
    *("starts", "ends", "cost_low", "cost_high", "currency"),
    *("prerequisites", "measure", "review_on", "reason"),
)
_OF_INDICATOR = ("goal", "programme_id")


def draw_item_fields(
    drawing: PlanDrawing,
    form: Form,
    item: PlanItem,
    now: Answer,
    *,
    statuses: Sequence[str],
) -> None:
    """Draw every field of an item.

    Parameters
    ----------
    item
        What is stored; of a new item nothing but its indicator.
    now
        The answer of today, above which the level to reach lies.
    """
    goal, status = st.columns([2, 1])
    with goal:
        _draw_goal(drawing, form, item, now)
    status.selectbox(
        item_field("status"),
        statuses,
        format_func=lambda one: capitalised(item_status_words(one)),
        key=form.field("status", item.status),
    )
    _draw_option(drawing, form, item)
    owner, partner = st.columns(2)
    owner.text_input(item_field("owner"), key=form.field("owner", item.owner))
    partner.text_input(item_field("partner"), key=form.field("partner", item.partner))
    _draw_days_and_cost(form, item)
    _draw_prerequisites(drawing, form, item)
    st.text_area(
        _("Measure: how anybody can see that it works"),
        height=70,
        key=form.field("measure", item.measure),
    )
    if item.number:
        label = _("Reason for the change (needed when the item is dropped)")
        st.text_area(label, height=70, key=form.field("reason", item.reason))


def _draw_goal(drawing: PlanDrawing, form: Form, item: PlanItem, now: Answer) -> None:
    framework = drawing.opened.framework
    lowest = framework.questionnaire.lowest_level if now.level is None else now.level
    levels = [one.value for one in framework.questionnaire.scale]
    goals = [level for level in levels if level > lowest or level == item.goal]
    st.selectbox(
        item_field("goal"),
        goals,
        index=None,
        format_func=lambda level: level_name(framework, level),
        placeholder=_("Choose a level"),
        key=form.field(item_key("goal", item), item.goal),
    )


def _draw_option(drawing: PlanDrawing, form: Form, item: PlanItem) -> None:
    catalogue = drawing.opened.framework.catalogue
    if catalogue is not None:
        names = _programmes(drawing, item.indicator_id)
        if item.programme_id:
            names.setdefault(item.programme_id, item.programme_id)
        st.selectbox(
            _("Programme of the catalogue (those for this indicator first)"),
            ["", *names],
            format_func=lambda id_: names.get(id_, _("None of these")),
            key=form.field(item_key("programme_id", item), item.programme_id),
        )
    st.text_area(item_field("option"), height=70, key=form.field("option", item.option))
    routes = routes_of(catalogue)
    if routes:
        st.selectbox(
            item_field("route_id"),
            ["", *routes],
            format_func=lambda id_: routes.get(id_, _("Not chosen")),
            key=form.field("route_id", item.route_id),
        )


def _programmes(drawing: PlanDrawing, indicator_id: str) -> dict[str, str]:
    """Return id and name of each programme, with a mark where it is not advised today."""
    is_early = drawing.results.profile.progress.is_early
    suggestions = sorted(
        drawing.results.suggestions, key=lambda one: indicator_id not in one.programme.serves
    )
    names: dict[str, str] = {}
    for one in suggestions:
        name = f"{one.programme.id} {one.programme.name}"
        is_closed = bool(one.failed) and not is_early
        names[one.programme.id] = (
            _("{programme} (not advised today)", programme=name) if is_closed else name
        )
    return names


def _draw_days_and_cost(form: Form, item: PlanItem) -> None:
    starts, ends, review = st.columns(3)
    draw_day(starts, form, "starts", item_field("starts"), item.starts)
    draw_day(ends, form, "ends", item_field("ends"), item.ends)
    draw_day(review, form, "review_on", item_field("review_on"), item.review_on)
    low, high, currency = st.columns(3)
    for column, name in ((low, "cost_low"), (high, "cost_high")):
        column.number_input(
            item_field(name),
            min_value=0,
            value=None,
            step=1_000,
            key=form.field(name, getattr(item, name)),
        )
    currency.text_input(
        item_field("currency"),
        placeholder="USD",
        max_chars=3,
        key=form.field("currency", item.currency),
    )


def _draw_prerequisites(drawing: PlanDrawing, form: Form, item: PlanItem) -> None:
    plan, framework = drawing.found.plan, drawing.opened.framework
    titles = {
        number: item_title(one.item, framework)
        for number, one in plan.current.items()
        if number != item.number and (not one.item.is_dropped or number in item.prerequisites)
    }
    if titles:
        st.multiselect(
            _("Items that must be done first"),
            list(titles),
            format_func=titles.__getitem__,
            placeholder=_("None"),
            key=form.field("prerequisites", list(item.prerequisites)),
        )


def item_key(name: str, item: PlanItem) -> str:
    """Name a field: of a new item, the choices of some hang on its indicator."""
    hangs = not item.number and name in _OF_INDICATOR
    return f"{name}:{item.indicator_id}" if hangs else name


def filled_item(form: Form, item: PlanItem) -> PlanItem:
    """Return an item with what the fields say; a field that is not there keeps what is stored."""
    given = {name: form.given(item_key(name, item)) for name in _ITEM_FIELDS}
    given["prerequisites"] = tuple(sorted(given["prerequisites"] or ()))
    optional = {"goal", "starts", "ends", "cost_low", "cost_high", "review_on"}
    kept = {name: value for name, value in given.items() if value is not None or name in optional}
    kept = {name: v.strip() if isinstance(v, str) else v for name, v in kept.items()}
    return replace(item, **kept)
