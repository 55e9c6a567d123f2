"""Filters over the options of the page Programmes; what is left out is counted beside them."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from assessment.library.states import states
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.own_programme import (
    INCOME_GROUPS,
    MODES,
    OptionFilter,
    OwnProgramme,
    own_among,
)
from assessment.reporting.own_programmes import INCOME_WORDS, MODE_WORDS, field_name
from assessment.services.results import Results, narrow
from pages.widgets.elements import initially

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def draw_filter(results: Results) -> Results:
    """Draw the filters where the organisation has programmes; return what passes them."""
    catalogue = results.opened.framework.catalogue
    own = own_among(catalogue.programmes) if catalogue else ()
    if not own:
        st.page_link("pages/own_programmes.py", label=_("Add programmes of your organisation"))
        return results
    key = f"{results.opened.assessment.id}:filter"
    with st.expander(_("Filter the options")):
        st.text(
            _(
                "Programmes of the catalogue say nothing of states, money or days, so they stay "
                "unless you ask for those of your organisation alone."
            )
        )
        chosen = _draw_fields(key, own)
    narrowed = narrow(results, chosen)
    left_out = len(results.suggestions) - len(narrowed.suggestions)
    if left_out:
        st.info(
            ngettext(
                "{number} option is left out by the filter.",
                "{number} options are left out by the filter.",
                left_out,
            )
        )
    return narrowed


def _draw_fields(key: str, own: tuple[OwnProgramme, ...]) -> OptionFilter:
    only_own = st.toggle(
        _("Only programmes of my organisation"), key=initially(f"{key}:only_own", value=False)
    )
    left, middle, right = st.columns(3)
    with left:
        country = _choose(key, "countries", _countries(own))
        mode = _choose(key, "mode", {one: _(MODE_WORDS[one]) for one in MODES})
    with middle:
        income = _choose(key, "income_groups", {one: _(INCOME_WORDS[one]) for one in INCOME_GROUPS})
        language = _choose(key, "languages", _same(name for one in own for name in one.languages))
    with right:
        donor = _choose(key, "donor", _same(one.donor for one in own))
        day = st.date_input(
            _("Can be asked for on"),
            value=None,
            min_value=_FIRST_DAY,
            max_value=_LAST_DAY,
            key=f"{key}:day",
        )
    money, unit = st.columns(2)
    budget = money.number_input(
        _("Money at hand"), min_value=0, value=None, step=1_000, key=f"{key}:budget"
    )
    with unit:
        currency = _choose(key, "currency", _same(one.currency for one in own))
    return OptionFilter(
        country=country,
        income_group=income,
        mode=mode,
        language=language,
        donor=donor,
        day=day if isinstance(day, date) else None,
        budget=None if budget is None else int(budget),
        currency=currency,
        only_own=only_own,
    )


def _countries(own: Iterable[OwnProgramme]) -> dict[str, str]:
    """Return every state that one of the programmes names."""
    names = states()
    codes = sorted({code for one in own for code in one.countries})
    return {code: f"{code} {names.get(code, '')}".strip() for code in codes}


def _same(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in sorted(set(names)) if name}


def _choose(key: str, name: str, names: dict[str, str]) -> str:
    """Draw the choice of one fact; an empty text for all."""
    chosen = st.selectbox(
        field_name(name),
        ["", *names],
        format_func=lambda one: names.get(one, _("All")),
        key=initially(f"{key}:{name}", ""),
    )
    return str(chosen)
