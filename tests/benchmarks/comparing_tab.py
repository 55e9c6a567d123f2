"""The page of comparisons in one open tab: its lists, its buttons, and whether all of it came."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from assessment.cli.output import count
from tests.benchmarks.protocol import PageFailedError, Reply, Tab

_PAGE = "compare"
_CHOSEN, _PERIOD = "Assessments to compare", "List only: period"
_LAST_HEADING = "Take it with you"
_TEXTS = {"selectbox": "raw_value", "multiselect": "raw_values"}


@dataclass
class Choices:
    """A list of choices on the page.

    Attributes
    ----------
    chosen
        The texts that are chosen; at most one unless ``several``.
    """

    id: str
    several: bool
    chosen: list[str]


@dataclass
class ComparingTab(Tab):
    """An open tab of the page of comparisons, without the drawing.

    Attributes
    ----------
    choices, buttons
        Those outside forms, by label; of a button its id.
    headings
        The texts of all headings that came in answer to the last message.
    pressed
        The id of the button whose press is to be told with the next message.
    """

    choices: dict[str, Choices] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    pressed: str = ""

    @classmethod
    async def open(cls, port: int, assessment_ids: Sequence[str]) -> tuple[Self, Reply]:
        """Open the address of the page with some assessments chosen in it.

        Returns
        -------
        tab, reply
            The time in the reply is that of connecting and of the whole page.

        Raises
        ------
        PageFailedError
            If the page shows an error, ends early, or has something else chosen.
        """
        started = time.perf_counter()
        query = urlencode({"with": ",".join(assessment_ids)}) if assessment_ids else ""
        tab = await cls.connect(port, _PAGE, query)
        reply = await tab.load()
        seconds = time.perf_counter() - started
        tab.check_whole(len(assessment_ids))
        return tab, Reply(seconds, reply.first_content, reply.messages, reply.size)

    async def list_period(self, period: str) -> Reply:
        """Narrow the list of what can be chosen to one period."""
        self.choices[_PERIOD].chosen = [period]
        return await self._run("")

    async def add_all(self, number: int) -> Reply:
        """Press the button that adds what is in the list.

        Raises
        ------
        PageFailedError
            If there is no such button for that number, or not all were added.
        """
        label = f"Add all {number} in the list"
        if label not in self.buttons:
            raise PageFailedError(f"it has no button '{label}'")
        self.pressed = self.buttons[label]
        reply = await self._run("")
        self.check_whole(number)
        return reply

    def check_whole(self, number: int) -> None:
        """Check that so many assessments are chosen, and that the page was drawn to its end.

        Raises
        ------
        PageFailedError
            If not; what was measured then means nothing.
        """
        chosen = self.choices[_CHOSEN].chosen if _CHOSEN in self.choices else []
        if len(chosen) != number:
            found = count(len(chosen), "assessment")
            raise PageFailedError(f"it has {found} chosen instead of {number}")
        if number >= 2 and _LAST_HEADING not in self.headings:
            raise PageFailedError(f"it ended before '{_LAST_HEADING}'")

    def _take(self, delta: Any, seen: set[str]) -> bool:
        kind = delta.new_element.WhichOneof("type") or ""
        if kind == "heading":
            self.headings.append(delta.new_element.heading.body)
        elif kind in _TEXTS or kind == "button":
            element = getattr(delta.new_element, kind)
            if not element.form_id:
                seen.add(element.id)
                self._keep_choices(kind, element)
        return super()._take(delta, seen)

    def _keep_choices(self, kind: str, element: Any) -> None:
        if kind == "button":
            self.buttons[element.label] = element.id
            return
        known = self.choices.get(element.label)
        if known is not None and known.id == element.id and not element.set_value:
            return
        given = getattr(element, _TEXTS[kind])
        several = kind == "multiselect"
        chosen = list(given) if several else [given] if given else []
        self.choices[element.label] = Choices(element.id, several, chosen)

    def _forget_unseen(self, part: str, seen: set[str]) -> None:
        super()._forget_unseen(part, seen)
        self.choices = {label: one for label, one in self.choices.items() if one.id in seen}
        self.buttons = {label: id_ for label, id_ in self.buttons.items() if id_ in seen}

    def _message(self, part: str) -> Any:
        # The hash that the tab was told at first is that of the frame, which shows its first page.
        self.page_hash = ""
        message = super()._message(part)
        states = message.rerun_script.widget_states.widgets
        for one in self.choices.values():
            if one.several:
                states.add(id=one.id).string_array_value.data.extend(one.chosen)
            elif one.chosen:
                states.add(id=one.id, string_value=one.chosen[0])
        if self.pressed:
            states.add(id=self.pressed, trigger_value=True)
        self.pressed, self.headings = "", []
        return message
