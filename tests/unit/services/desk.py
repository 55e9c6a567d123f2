"""Everything that a service needs, with a clock that ticks and a library of test questionnaires."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from assessment.library.shelf import Library
from assessment.model.framework import Framework
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire
from assessment.services.answers import record_answer, record_flag
from assessment.services.context import Context, Opened, open_assessment
from assessment.storage.store import DatabaseStore
from tests.builders import MOMENT, Level, an_answer, an_assessment, small_framework
from tests.small_questionnaire import an_indicator, small_instrument


@dataclass
class TickingClock:
    """A minute passes between two looks at it."""

    moment: datetime = field(default=MOMENT)

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


@dataclass(frozen=True)
class Desk:
    """A context and short ways to begin and to answer."""

    context: Context
    framework: Framework

    @property
    def store(self) -> DatabaseStore:
        """The store behind the context."""
        assert isinstance(self.context.store, DatabaseStore)
        return self.context.store

    def begin(self, **heading: Any) -> Opened:
        """Begin the assessment of Karsova, with changes of its heading."""
        assessment = an_assessment(self.framework, **heading)
        self.store.create_assessment(assessment, self.context.actor)
        return self.open(assessment.id)

    def open(self, id_: str = "a-1") -> Opened:
        """Open an assessment."""
        return open_assessment(self.context, id_)

    def of(self, name: str) -> "Desk":
        """The desk of another person of the same organisation."""
        actor = self.store.actor(name, "Ministry of Justice", MOMENT)
        return replace(self, context=replace(self.context, actor=actor))

    def answer(self, opened: Opened, indicator_id: str, level: Level, **fields: Any) -> None:
        """Answer on top of whatever is there."""
        seen = self.store.record(opened.assessment).revision(indicator_id)
        record_answer(self.context, opened, an_answer(indicator_id, level, **fields), seen)

    def flag(self, opened: Opened, entry: Any) -> None:
        """Enter a context flag."""
        record_flag(self.context, opened, entry)


def desk_of(store: DatabaseStore, *frameworks: Framework) -> Desk:
    """A desk with some questionnaires, the small one if none is named."""
    found = frameworks or (small_framework(),)
    library = Library.of(*found)
    actor = store.actor("Ada Amin", "Ministry of Justice", MOMENT)
    return Desk(Context(store, library, actor, TickingClock(), "0.1.0"), found[0])


def with_questionnaire(framework: Framework, **changes: Any) -> Framework:
    """The framework with another version, checksum or id of its questionnaire."""
    questionnaire = framework.questionnaire.model_copy(update=changes)
    return Framework(questionnaire, framework.rules, framework.catalogue)


@cache
def wide_framework() -> Framework:
    """The small questionnaire with 64 further indicators about courts, 72 in all."""
    data = small_instrument()
    courts = data["dimensions"][0]
    more = [an_indicator(f"LAW-{n}", f"Court {n}") for n in range(4, 68)]
    courts["indicators"] = [*courts["indicators"], *more]
    small = small_framework()
    questionnaire = Questionnaire.model_validate(data).model_copy(update={"checksum": "wide"})
    return Framework(questionnaire, small.rules, small.catalogue)


def large_desk(store: DatabaseStore) -> Desk:
    """A desk with the wide questionnaire."""
    return desk_of(store, wide_framework())


def refused(action: Callable[..., object], *arguments: Any, **named: Any) -> tuple[Problem, ...]:
    """What an action is refused for."""
    with pytest.raises(Refused) as caught:
        action(*arguments, **named)
    return caught.value.problems


def codes(problems: Iterable[Problem]) -> list[str]:
    """The codes of problems, in their order."""
    return [problem.code for problem in problems]
