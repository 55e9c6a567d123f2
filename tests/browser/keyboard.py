"""A person without a mouse: Tab, Space, Enter and the arrows, and nothing else."""

from playwright.sync_api import Locator, Page, expect

FARTHEST = 150
"""Tabs after which a person would have gone round the page."""

_HOLDS_FOCUS = "element => element.contains(document.activeElement)"


class Keyboard:
    """The keyboard of one tab of the browser."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, as fast as a machine can."""
        for _ in range(times):
            self._page.keyboard.press(key)

    def go_to(self, target: Locator) -> None:
        """Press Tab until the focus is on or in the target."""
        target.wait_for(state="attached")
        for _ in range(FARTHEST):
            if target.evaluate(_HOLDS_FOCUS):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never leads to {target}")

    def push(self, name: str, *, exact: bool = True) -> None:
        """Go to a button and push it."""
        self.go_to(self._page.get_by_role("button", name=name, exact=exact))
        self.press("Enter")

    def pick(self, label: str, typed: str) -> None:
        """Choose from a list by typing the beginning of what is wanted."""
        box = self._page.get_by_role("combobox", name=label)
        self.go_to(box)
        self._page.keyboard.type(typed)
        expect(self._page.get_by_role("option").first).to_contain_text(typed)
        self.press("Enter")

    def type_in(self, label: str, text: str) -> None:
        """Write into a field; leaving it is what saves."""
        self.go_to(self._page.get_by_label(label, exact=True))
        self._page.keyboard.type(text)
        self.press("Tab")

    def choose_level(self, level: int) -> None:
        """Choose a level of the open question with the arrows, past those below it."""
        self.go_to(self._page.get_by_role("radiogroup", name="Level", exact=True))
        self.press("Space")
        self.press("ArrowDown", level)
