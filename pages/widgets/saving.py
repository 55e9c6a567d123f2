"""Saves each change at once; what cannot be saved yet is kept and said beside the question.

A widget holds one field. A change is laid over the answer that was on the screen
and written as a new revision. If a rule or somebody else's newer answer stands in
the way, the change waits in the session, is shown as not saved, and goes in with
the next change or by the user's choice.
"""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from assessment.model.answer import Answer, RecordedAnswer, Status
from assessment.model.assessment import IndicatorRecord
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Dimension, Indicator
from assessment.model.rating import GroupId
from assessment.services.answers import answered_ids, read_indicator, record_answer
from assessment.services.context import Context, Opened
from assessment.services.ratings import own_rating, own_ratings, record_rating


@dataclass(frozen=True)
class Editing:
    """One indicator on the screen.

    Attributes
    ----------
    key
        Begins the keys of all its widgets.
    """

    context: Context
    opened: Opened
    indicator: Indicator

    @property
    def key(self) -> str:
        """Return the beginning of every key in the session that belongs to this indicator."""
        return f"{self.opened.assessment.id}:{self.indicator.id}"

    @property
    def is_alone(self) -> bool:
        """Whether what others think of the indicator stays hidden."""
        return False

    def read(self) -> IndicatorRecord:
        """Read what is stored, and remember it as what is on the screen."""
        found = self.look_up()
        _, revision = self.seen
        st.session_state[f"{self.key}:seen"] = found.recorded
        if self.seen[1] != revision and not self.waiting:
            # Somebody else answered: fields that still showed the older answer would mislead.
            self.reset_widgets()
        return found

    @property
    def seen(self) -> tuple[Answer, int]:
        """Return the answer that was on the screen, and its revision."""
        recorded = st.session_state.get(f"{self.key}:seen")
        if recorded is None:
            return Answer(self.indicator.id), 0
        return recorded.answer, recorded.revision

    @property
    def waiting(self) -> dict[str, Any]:
        """Return the fields that could not be saved yet."""
        return st.session_state.setdefault(f"{self.key}:waiting", {})

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Return why they could not be saved."""
        return st.session_state.get(f"{self.key}:refused", ())

    @property
    def is_stale(self) -> bool:
        """Whether somebody else's newer answer stands in the way, and a choice is awaited."""
        return any(problem.code == "answer.stale" for problem in self.refused)

    def save(self, **changes: Any) -> None:  # noqa: ANN401 - fields of an answer
        """Save fields, together with those that wait."""
        waiting = {**self.waiting, **changes}
        if self.is_stale:
            # Typing on is no choice: it must not write over an answer that was never looked at.
            st.session_state[f"{self.key}:waiting"] = waiting
            return
        self._write(waiting)

    def _write(self, waiting: dict[str, Any]) -> None:
        answer, revision = self.seen
        try:
            self.record(replace(answer, **waiting), revision)
        except Refused as refusal:
            st.session_state[f"{self.key}:waiting"] = waiting
            st.session_state[f"{self.key}:refused"] = refusal.problems
            return
        self.forget_waiting()
        # The next change may come before this one is drawn, and is no answer of somebody else.
        st.session_state[f"{self.key}:seen"] = self.look_up().recorded
        if not answer.is_answered and self._dimension_is_complete():
            # The progress outside this question is drawn again once, not at every click.
            st.session_state["dimension_completed"] = True

    def forget_waiting(self) -> None:
        """Let go of what could not be saved; the screen shows what is stored again."""
        for part in ("waiting", "refused"):
            st.session_state.pop(f"{self.key}:{part}", None)

    def give_again(self) -> None:
        """Lay the waiting fields over the newest answer and save them."""
        self.read()
        self._write(self.waiting)

    def reset_widgets(self) -> None:
        """Let the widgets show what is stored."""
        for name in list(st.session_state):
            if str(name).startswith(f"{self.key}:field:"):
                del st.session_state[name]

    def _dimension_is_complete(self) -> bool:
        dimension = dimension_of(self.opened, self.indicator.id)
        ids = {indicator.id for indicator in dimension.indicators}
        return ids <= self.answered()

    def look_up(self) -> IndicatorRecord:
        """Return what is stored."""
        return read_indicator(self.context, self.opened, self.indicator.id)

    def record(self, answer: Answer, seen_revision: int) -> None:
        """Store an answer.

        Raises
        ------
        Refused
            If a rule or somebody's newer answer stands in the way.
        """
        record_answer(self.context, self.opened, answer, seen_revision)

    def answered(self) -> frozenset[str]:
        """Return the ids of the indicators that are done."""
        return answered_ids(self.context, self.opened)


def draw_again() -> None:
    """Draw the question again, or the whole page if all of it is being drawn just now."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        # A click that meets a run of the whole page is carried out by that run.
        st.rerun()


def dimension_of(opened: Opened, indicator_id: str) -> Dimension:
    """Return the dimension that an indicator belongs to."""
    dimensions = opened.framework.questionnaire.dimensions
    return next(d for d in dimensions if any(i.id == indicator_id for i in d.indicators))


def status_words(answer: Answer, opened: Opened) -> str:
    """Say in a few words how an indicator is answered."""
    if answer.status is Status.LEVEL:
        names = {level.value: level.name for level in opened.framework.questionnaire.scale}
        return f"level {answer.level}, {names.get(answer.level or 0, '')}"
    return answer.status.value.replace("_", " ")


@dataclass(frozen=True)
class RatingAlone(Editing):
    """An indicator on the screen of one rater.

    Attributes
    ----------
    group
        The respondent group that the person speaks for.
    """

    group: GroupId

    @property
    def key(self) -> str:
        """Return the beginning of every key, with the person: the next one sees nothing of it."""
        person_id = self.context.actor.person_id
        return f"{self.opened.assessment.id}:rating:{person_id}:{self.indicator.id}"

    @property
    def is_alone(self) -> bool:
        """Whether what others think of the indicator stays hidden."""
        return True

    def look_up(self) -> IndicatorRecord:
        """Return the person's own rating, and the evidence, which says nothing of levels."""
        rating = own_rating(self.context, self.opened, self.indicator.id)
        beside = read_indicator(self.context, self.opened, self.indicator.id)
        recorded = None
        if rating is not None:
            recorded = RecordedAnswer(
                rating.answer, rating.revision, rating.person_name, "page", rating.recorded_at
            )
        return IndicatorRecord(recorded, beside.evidence, ())

    def record(self, answer: Answer, seen_revision: int) -> None:
        """Store the person's own rating."""
        record_rating(self.context, self.opened, answer, self.group, seen_revision)

    def answered(self) -> frozenset[str]:
        """Return the ids of the indicators that this person has rated."""
        return frozenset(own_ratings(self.context, self.opened))
