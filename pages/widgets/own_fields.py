"""The fields of an own programme on its page."""

from dataclasses import replace

import streamlit as st

from assessment.library.own_programmes import HORIZONS, LENSES
from assessment.library.states import states
from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.own_programme import INCOME_GROUPS, MODES, OwnProgramme
from assessment.reporting.own_programmes import INCOME_WORDS, MODE_WORDS, field_name
from assessment.reporting.programmes import HORIZON_WORDS
from assessment.reporting.terms import lens_words
from pages.widgets.plan_form import Form, draw_day

_LINES = ("activities", "risks", "tensions")
_WORDS = ("crs", "sdg", "languages")
_TEXTS = ("name", "how", "donor", "currency", "horizon", "lens", "mode")
_MANY = ("like", "serves", "routes", "mechanisms", "income_groups", "countries")
_PLAIN = ("window_from", "window_to", "dual_use")
_MONEY = ("budget_low", "budget_high")


def draw_own_fields(form: Form, framework: Framework, own: OwnProgramme) -> None:
    """Draw every field, with what is stored in it."""
    st.text_input(field_name("name"), key=form.field("name", own.name))
    st.text_area(field_name("how"), height=80, key=form.field("how", own.how))
    _draw_ids(form, framework, own)
    for name in _LINES:
        label = _("{field} (one on each line)", field=field_name(name))
        stored = "\n".join(getattr(own, name))
        st.text_area(label, height=90, key=form.field(name, stored))
    _draw_kind(form, own)
    left, right = st.columns(2)
    for place, name in ((left, "crs"), (right, "sdg")):
        label = _("{field} (a comma between them)", field=field_name(name))
        place.text_input(label, key=form.field(name, ", ".join(getattr(own, name))))
    _draw_facts(form, own)


def filled_own(form: Form, own: OwnProgramme) -> OwnProgramme:
    """Return the programme as the fields say it."""
    said: dict[str, object] = {name: form.text(name) for name in _TEXTS}
    said |= {name: tuple(form.text(name).split("\n")) for name in _LINES}
    said |= {name: tuple(form.text(name).replace(";", ",").split(",")) for name in _WORDS}
    said |= {name: tuple(form.given(name) or ()) for name in _MANY}
    said |= {name: form.given(name) for name in _PLAIN}
    said |= {name: _whole(form.given(name)) for name in _MONEY}
    said["currency"] = form.text("currency").upper()
    return replace(own, **said)  # type: ignore[arg-type] - each field as it is drawn


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _draw_ids(form: Form, framework: Framework, own: OwnProgramme) -> None:
    """Draw what names other things of the questionnaire, each by id and name."""
    catalogue = framework.catalogue
    if catalogue is None:
        return
    choices = {
        "like": {one.id: one.name for one in catalogue.programmes},
        "serves": {one.id: one.name for one in framework.questionnaire.indicators},
        "routes": {one.id: one.name for one in catalogue.routes},
        "mechanisms": {one.id: one.name for one in catalogue.mechanisms},
    }
    for name, named in choices.items():
        if named:
            _draw_many(form, own, name, named, is_id_shown=name in ("like", "serves"))
        if name == "like":
            st.caption(
                _(
                    "What closes one of them for safety, or must hold before it, counts for yours "
                    "too. Each indicator below must be served by one of them, and each route must "
                    "be a route of all of them."
                )
            )


def _draw_many(
    form: Form, own: OwnProgramme, name: str, named: dict[str, str], *, is_id_shown: bool
) -> None:
    # What this version of the questionnaire does not have stays, and is said to be unknown.
    stored = list(getattr(own, name))
    named = named | {id_: "" for id_ in stored if id_ not in named}

    def shown(id_: str) -> str:
        return f"{id_} {named[id_]}".strip() if is_id_shown else named[id_] or id_

    st.multiselect(
        field_name(name),
        list(named),
        format_func=shown,
        placeholder=_("Choose one or more"),
        key=form.field(name, stored),
    )


def _draw_kind(form: Form, own: OwnProgramme) -> None:
    left, right = st.columns(2)
    with left:
        names = {one: _(HORIZON_WORDS[one]) for one in HORIZONS}
        _draw_one_of(form, "horizon", names, own.horizon)
    with right:
        _draw_one_of(form, "lens", {one: lens_words(one) for one in LENSES}, own.lens)
    st.checkbox(field_name("dual_use"), key=form.field("dual_use", own.dual_use))


def _draw_one_of(form: Form, name: str, named: dict[str, str], stored: str) -> None:
    named = named | ({stored: stored} if stored and stored not in named else {})
    st.selectbox(
        field_name(name),
        ["", *named],
        format_func=lambda one: named.get(one, _("Not chosen")),
        key=form.field(name, stored),
    )


def _draw_facts(form: Form, own: OwnProgramme) -> None:
    """Draw what options are filtered by; everything may be left open."""
    st.markdown(_("**By what it is found** (leave open what does not limit it)"))
    st.text_input(field_name("donor"), key=form.field("donor", own.donor))
    _draw_many(form, own, "countries", states(), is_id_shown=True)
    income = {one: _(INCOME_WORDS[one]) for one in INCOME_GROUPS}
    _draw_many(form, own, "income_groups", income, is_id_shown=False)
    left, right = st.columns(2)
    with left:
        _draw_one_of(form, "mode", {one: _(MODE_WORDS[one]) for one in MODES}, own.mode)
    label = _("{field} (a comma between them)", field=field_name("languages"))
    right.text_input(label, key=form.field("languages", ", ".join(own.languages)))
    left, right = st.columns(2)
    draw_day(left, form, "window_from", field_name("window_from"), own.window_from)
    draw_day(right, form, "window_to", field_name("window_to"), own.window_to)
    low, high, unit = st.columns(3)
    for place, name in ((low, "budget_low"), (high, "budget_high")):
        place.number_input(
            field_name(name),
            min_value=0,
            value=None,
            step=1_000,
            key=form.field(name, getattr(own, name)),
        )
    unit.text_input(field_name("currency"), max_chars=3, key=form.field("currency", own.currency))
