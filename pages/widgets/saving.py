"""Saves each change at once; what cannot be saved yet is kept and said beside the question.

A widget holds one field. A change is laid over the answer that was on the screen
and written as a new revision. If a rule or somebody else's newer answer stands in
the way, the change waits in the session, is shown as not saved, and goes in with
the next change or by the user's choice. It holds back no other field.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from assessment.locales import gettext as _
from assessment.model.answer import Answer, RecordedAnswer, Status
from assessment.model.assessment import IndicatorRecord
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Indicator
from assessment.model.rating import GroupId, Rating
from assessment.model.round import LastRound
from assessment.reporting.terms import status_words
from assessment.services.answers import read_answer, read_indicator, record_answer
from assessment.services.context import Context, Opened
from assessment.services.ratings import own_rating, record_rating

MISSING_CHOICES = {
    "II": Status.INSUFFICIENT_INFORMATION,
    "NA": Status.NOT_APPLICABLE,
}
"""What can be chosen instead of a level, and what it means."""

PROGRESS_CHANGED = "progress_changed"
"""In the session, when a question came to be answered: the rest of the page says how many are."""


@dataclass(frozen=True)
class Editing:
    """One indicator on the screen.

    Attributes
    ----------
    key
        Begins the keys of all its widgets.
    last_round
        What it is read beside, where the assessment was carried over from another.
    """

    context: Context
    opened: Opened
    indicator: Indicator
    last_round: LastRound | None = field(default=None, kw_only=True)

    @property
    def key(self) -> str:
        """Return the beginning of every key in the session that belongs to this indicator."""
        return f"{self.opened.assessment.id}:{self.indicator.id}"

    @property
    def is_alone(self) -> bool:
        """Whether what others think of the indicator stays hidden."""
        return False

    def read(self, *, whole: bool = True) -> IndicatorRecord:
        """Read what is stored, and remember it as what is on the screen.

        Parameters
        ----------
        whole
            Whether what stands beside the answer is asked for as well.
        """
        found = self.look_up() if whole else self._look_up_answer_alone()
        _, revision = self.seen
        st.session_state[f"{self.key}:seen"] = found.recorded or found.carried
        if self.seen[1] != revision and not self.waiting:
            # Somebody else answered: fields that still showed the older answer would mislead.
            self.reset_widgets()
        if self.lacks_writer and self.context.actor.person_id:
            self.save()
            return self.look_up()
        return found

    @property
    def seen(self) -> tuple[Answer, int]:
        """Return the answer that was on the screen, and its revision.

        What is carried over from the last round is on the screen as well: whoever changes
        anything of it has looked at it.
        """
        recorded = st.session_state.get(f"{self.key}:seen")
        if recorded is None:
            return Answer(self.indicator.id), 0
        return recorded.answer, recorded.revision

    @property
    def place(self) -> str:
        """Return the key of the container that the question is drawn in."""
        return f"{self.key}:question"

    def is_stored(self, name: str) -> bool:
        """Whether what the widget of a field holds is what the store holds."""
        return name not in self.waiting

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

    @property
    def lacks_writer(self) -> bool:
        """Whether all that stands in the way is that nobody has said who writes."""
        codes = {problem.code for problem in self.refused}
        return codes == {"writer.unknown"}

    @property
    def changes_agreed(self) -> bool:
        """Whether what the team agreed on stands in the way, and a reason is awaited."""
        return any(problem.code == "answer.consensus" for problem in self.refused)

    @property
    def can_be_tried_again(self) -> bool:
        """Whether the database stood in the way, which may be well again."""
        return any(problem.code.startswith("store.") for problem in self.refused)

    def save(self, **changes: Any) -> None:  # noqa: ANN401 - fields of an answer
        """Save fields, together with those that wait, or else without them."""
        waiting = self.waiting
        together = {**waiting, **changes}
        if self.is_stale:
            # Typing on is no choice: it must not write over an answer that was never looked at.
            self._let_wait(together, self.refused)
        elif problems := self._write(together):
            others = {name: value for name, value in waiting.items() if name not in changes}
            is_held_back = bool(others and changes) and not self._write(changes)
            self._let_wait(others if is_held_back else together, problems)
        else:
            self.forget_waiting()

    def _let_wait(self, waiting: dict[str, Any], problems: tuple[Problem, ...]) -> None:
        st.session_state[f"{self.key}:waiting"] = waiting
        st.session_state[f"{self.key}:refused"] = problems

    def _write(self, changes: dict[str, Any]) -> tuple[Problem, ...]:
        """Lay changes over what was on the screen and store it; return why that was refused."""
        answer, revision = self.seen
        changed = replace(answer, **changes)
        try:
            self.record(changed, revision)
        except Refused as refusal:
            return refusal.problems
        was_done = answer.is_answered and not self._is_carried
        # The next change may come before this one is drawn, and is no answer of somebody else.
        st.session_state[f"{self.key}:seen"] = self.look_up_answer()
        if changed.is_answered != was_done:
            st.session_state[PROGRESS_CHANGED] = True
        return ()

    @property
    def _is_carried(self) -> bool:
        """Whether the answer on the screen is one of the last round that nobody looked at."""
        recorded = st.session_state.get(f"{self.key}:seen")
        return recorded is not None and recorded.is_carried

    def forget_waiting(self) -> None:
        """Let go of what could not be saved; the screen shows what is stored again."""
        for part in ("waiting", "refused"):
            st.session_state.pop(f"{self.key}:{part}", None)

    def give_again(self) -> None:
        """Lay the waiting fields over the newest answer and save them."""
        waiting = self.waiting
        self.forget_waiting()
        self.read()
        self.save(**waiting)

    def reset_widgets(self) -> None:
        """Let the widgets show what is stored."""
        for name in list(st.session_state):
            if str(name).startswith(f"{self.key}:field:"):
                del st.session_state[name]

    def look_up(self) -> IndicatorRecord:
        """Return what is stored."""
        return read_indicator(self.context, self.opened, self.indicator.id)

    def look_up_answer(self) -> RecordedAnswer | None:
        """Return the answer that is stored, without what stands beside it."""
        if self.is_alone:
            return self.look_up().recorded
        return read_answer(self.context, self.opened, self.indicator.id)

    def _look_up_answer_alone(self) -> IndicatorRecord:
        newest = self.look_up_answer()
        is_carried = newest is not None and newest.is_carried
        recorded, carried = (None, newest) if is_carried else (newest, None)
        return IndicatorRecord(recorded, (), (), carried)

    def record(self, answer: Answer, seen_revision: int) -> None:
        """Store an answer.

        Raises
        ------
        Refused
            If a rule or somebody's newer answer stands in the way.
        """
        reason = st.session_state.get(f"{self.key}:change_reason", "")
        record_answer(self.context, self.opened, answer, seen_revision, change_reason=reason)


def draw_again() -> None:
    """Draw the question again, or the whole page if all of it is being drawn just now."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        # A click that meets a run of the whole page is carried out by that run.
        st.rerun()


def choices_of(opened: Opened) -> list[int | str]:
    """Return what can be chosen for an indicator: the levels, and why there is none."""
    return [*(level.value for level in opened.framework.questionnaire.scale), *MISSING_CHOICES]


def choice_name(choice: int | str, opened: Opened) -> str:
    """Name a choice as a person reads it."""
    if isinstance(choice, int):
        return f"{choice} · {opened.framework.questionnaire.level(choice).name}"
    return _("Insufficient information") if choice == "II" else _("Not applicable")


def choice_fields(choice: int | str | None) -> dict[str, Any]:
    """Return the fields of an answer that a choice sets."""
    if isinstance(choice, int):
        return {"status": Status.LEVEL, "level": choice}
    return {"status": MISSING_CHOICES[choice] if choice else Status.NOT_ANSWERED, "level": None}


def answer_words(answer: Answer, opened: Opened) -> str:
    """Say in a few words how an indicator is answered."""
    if answer.status is not Status.LEVEL:
        return status_words(answer.status)
    # A scale that was edited afterwards may not have the level any more.
    names = {level.value: level.name for level in opened.framework.questionnaire.scale}
    name = names.get(answer.level or 0, "")
    return _("level {level}, {name}", level=str(answer.level), name=name)


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
        """Store the person's own rating; with the first of a question the counts are drawn anew."""
        before = own_rating(self.context, self.opened, self.indicator.id)
        record_rating(self.context, self.opened, answer, self.group, seen_revision)
        after = own_rating(self.context, self.opened, self.indicator.id)
        if _counts_as(before) != _counts_as(after):
            st.session_state[PROGRESS_CHANGED] = True


def _counts_as(rating: Rating | None) -> tuple[bool, bool]:
    """Return whether something was rated, and whether for the second time, after the talk."""
    if rating is None:
        return False, False
    return rating.answer.is_answered, rating.is_second
