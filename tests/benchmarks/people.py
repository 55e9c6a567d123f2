"""People at their tabs: each thinks, changes one thing, waits for the answer, and thinks again."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.benchmarks.protocol import Reply, Tab, Widget

# How often which kind of widget is used: mostly statements, as in the real work.
_SHARES = {"checkbox": 0.55, "radio": 0.2, "button_group": 0.15, "text_area": 0.1}
_LEVELS = 5  # the choices after the levels need a reason, which this person does not give


@dataclass
class Person:
    """One person with one open question.

    Attributes
    ----------
    page
        How the page was answered when it was opened.
    clicks
        How many changes were sent and answered, those before the measurement included.
    """

    tab: Tab
    page: Reply
    generator: np.random.Generator
    clicks: int = 0
    replies: list[Reply] = field(default_factory=list)

    async def work(self, deadline: float, think: float) -> None:
        """Click until the deadline on the clock of `time.perf_counter`.

        Parameters
        ----------
        think
            Mean of the exponential pause between an answer and the next click, in seconds.
        """
        while True:
            pause = float(self.generator.exponential(think))
            left = deadline - time.perf_counter()
            await asyncio.sleep(max(min(pause, left), 0.0))
            if pause >= left:
                return
            self.replies.append(await self.click())

    async def click(self) -> Reply:
        """Change one thing and wait for the answer."""
        widget = self._choose_widget()
        reply = await self.tab.change(widget, self._choose_value(widget))
        self.clicks += 1
        return reply

    @property
    def n_ticked(self) -> int:
        """Return how many statements are ticked in the tab."""
        return sum(bool(w.value) for w in self.tab.widgets.values() if w.kind == "checkbox")

    def _choose_widget(self) -> Widget:
        kinds = list(_SHARES)
        kind = kinds[int(self.generator.choice(len(kinds), p=list(_SHARES.values())))]
        # Widgets outside the question, such as the choice of a dimension, belong to no part.
        found = [w for w in self.tab.widgets.values() if w.part and w.kind == kind]
        return found[int(self.generator.integers(len(found)))]

    def _choose_value(self, widget: Widget) -> Any:
        if widget.kind == "checkbox":
            return not widget.value
        if widget.kind == "text_area":
            return f"Found in the records of the ministry, note {self.clicks + 1}."
        if widget.kind == "radio":
            return self._another(widget.options[:_LEVELS], widget.value)
        # Grade D goes with no level.
        allowed = [option for option in widget.options if option != "D"]
        return [self._another(allowed, widget.value[0] if widget.value else "")]

    def _another(self, options: Sequence[str], current: str) -> str:
        others = [option for option in options if option != current]
        return others[int(self.generator.integers(len(others)))]


async def sit_down(port: int, queries: Sequence[str], seed: int) -> list[Person]:
    """Open a tab for each query, one after another, and click once in each.

    The first click draws what is drawn once only, and is not part of any measurement.
    """
    people = []
    for number, query in enumerate(queries):
        tab = await Tab.connect(port, "questions", query)
        person = Person(tab, await tab.load(), np.random.default_rng((seed, number)))
        await person.click()
        people.append(person)
    return people


async def stand_up(people: Sequence[Person]) -> None:
    """Close all tabs."""
    await asyncio.gather(*(person.tab.close() for person in people))
