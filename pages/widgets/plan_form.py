"""What the parts of the page Plan share, and forms that keep what was refused, for any page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused
from assessment.model.suggestion import Group, Step, Suggestion
from assessment.services.context import Context, Opened
from assessment.services.plans import PlanFound
from assessment.services.results import Results
from pages.widgets.browser import keep_typed
from pages.widgets.elements import initially

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Form:
    """A form whose fields stay in the session until what they say is saved.

    Attributes
    ----------
    key
        Begins the keys of its fields.
    action
        Saves what the fields say.
    """

    key: str
    action: Callable[["Form"], None]

    def field(self, name: str, stored: object) -> str:
        """Return the key of a field that shows what is stored until somebody changes it."""
        return initially(f"{self.key}:field:{name}", stored)

    def given(self, name: str) -> Any:  # noqa: ANN401 - whatever the field holds
        """Return what a field says."""
        return st.session_state.get(f"{self.key}:field:{name}")

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Why it could not be saved."""
        return st.session_state.get(f"{self.key}:refused", ())

    @property
    def is_stale(self) -> bool:
        """Whether somebody else's newer version stands in the way, and a choice is awaited."""
        return any(problem.code in ("plan.stale", "own.stale") for problem in self.refused)

    def text(self, name: str) -> Any:  # noqa: ANN401 - a text, and one of a few where it was chosen
        """Return what a field says, as a text; empty where nothing is chosen."""
        return str(self.given(name) or "").strip()

    @property
    def seen(self) -> int:
        """The revision that the fields began with."""
        return st.session_state.get(f"{self.key}:seen", 0)

    def begin(self, revision: int, first: str) -> None:
        """Note what is stored while the fields begin with it; ``first`` is one of them."""
        # Fields that were not drawn, because another page was, begin again.
        if f"{self.key}:field:{first}" not in st.session_state:
            st.session_state[f"{self.key}:seen"] = revision
            st.session_state.pop(f"{self.key}:refused", None)

    def save(self) -> None:
        """Save what the fields say; where that is refused, they keep it."""
        try:
            self.action(self)
        except Refused as refusal:
            st.session_state[f"{self.key}:refused"] = refusal.problems
            return
        self.forget()
        st.session_state[f"{self.key}:saved"] = True

    def save_over(self, revision: int) -> None:
        """Save what the fields say over a version that was looked at."""
        st.session_state[f"{self.key}:seen"] = revision
        self.save()

    def forget(self) -> None:
        """Let the fields show what is stored."""
        for key in [key for key in st.session_state if str(key).startswith(f"{self.key}:")]:
            del st.session_state[key]

    def draw_end(self, label: str) -> None:
        """Draw the button that saves, inside the form."""
        keep_typed(is_pending=bool(self.refused))
        st.form_submit_button(label, on_click=self.save, type="primary")

    def draw_saved(self) -> None:
        """Say once that it is saved."""
        if st.session_state.pop(f"{self.key}:saved", False):
            st.success(_("Saved."))


@dataclass(frozen=True)
class PlanDrawing:
    """What every part of the page works with."""

    context: Context
    results: Results
    found: PlanFound

    @property
    def opened(self) -> Opened:
        """The assessment whose plan it is."""
        return self.results.opened

    @property
    def key(self) -> str:
        """Begins the keys of all widgets of the page."""
        return f"{self.opened.assessment.id}:plan"

    def form(self, name: str, action: Callable[[Form], None]) -> Form:
        """Return the form of a name, and what saves what it says."""
        return Form(f"{self.key}:{name}", action)


def draw_day(place: Any, form: Form, name: str, label: str, stored: date | None) -> None:  # noqa: ANN401 - a column or the page
    """Draw the choice of a day, which may be left open."""
    place.date_input(
        label,
        value=None,
        min_value=_FIRST_DAY,
        max_value=_LAST_DAY,
        key=form.field(name, stored),
    )


def draw_pick(opened: Opened, suggestion: Suggestion) -> None:
    """Draw the button that takes a programme to the plan, unless it is not advised today."""
    programme, id_ = suggestion.programme, opened.assessment.id
    if suggestion.failed or suggestion.group in (Group.NOT_ADVISED, Group.LATER):
        return
    if st.button(_("Put it into the plan"), key=f"{id_}:pick:{programme.id}"):
        needs = sorted(suggestion.needs, key=lambda one: one.need, reverse=True)
        ids = (*(one.indicator_id for one in needs), *suggestion.unknown)
        st.session_state[f"{id_}:plan:picked"] = (ids, {"programme_id": programme.id})
        st.switch_page("pages/plan.py")


def draw_pick_step(opened: Opened, step: Step) -> None:
    """Draw the button that takes a step to the plan, unless something speaks against it today."""
    id_ = opened.assessment.id
    if not step.may_begin:
        return
    if st.button(_("Put it into the plan"), key=f"{id_}:pick:{step.action.id}"):
        action = step.action
        fields = {
            "goal": action.to,
            "option": "\n".join(action.do),
            "route_id": action.route,
            "measure": action.measure,
        }
        st.session_state[f"{id_}:plan:picked"] = ((action.indicator,), fields)
        st.switch_page("pages/plan.py")
