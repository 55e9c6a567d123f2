"""What a person sees and does on a page; every step checks that no page broke."""

from collections.abc import Mapping
from typing import Any

from streamlit.testing.v1 import AppTest

from assessment.wiring import ROOT

SIDE_BAR_AND_MAIN = ("sidebar", "main")


class Screen:
    """One browser tab.

    Attributes
    ----------
    at
        Streamlit's own test of the app, for what is not covered here.
    """

    def __init__(self, at: AppTest) -> None:
        self.at = at

    @classmethod
    def show(cls, page: str, address: Mapping[str, str] | None = None) -> "Screen":
        """Open a tab at a page, with what the address says after the question mark."""
        screen = cls(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60))
        for name, value in (address or {}).items():
            screen.at.query_params[name] = value
        # A link leads to the page at once, not by way of the list.
        return screen.draw() if page == "assessments" else screen.go(page)

    def draw(self) -> "Screen":
        """Run the page; an exception anywhere on it fails the test."""
        self.at.run()
        assert [found.value for found in self.at.exception] == []
        return self

    def go(self, page: str, **address: str) -> "Screen":
        """Go to another page of the same tab."""
        for name, value in address.items():
            self.at.query_params[name] = value
        self.at.switch_page(f"pages/{page}.py")
        return self.draw()

    @property
    def title(self) -> str:
        """Return the heading of the page."""
        return self.at.title[0].value

    @property
    def text(self) -> str:
        """Return every word that the page shows, side bar included; escapes are taken out."""
        words: list[str] = []
        for part in SIDE_BAR_AND_MAIN:
            for node in getattr(self.at, part):
                words += [shown for name in _SHOWN if (shown := _read(node, name))]
        return "\n".join(words).replace("\\", "").replace("\u2060", "")

    def errors(self) -> list[str]:
        """Return the errors on the page, escapes taken out."""
        return [found.value.replace("\\", "") for found in self.at.error]

    def warnings(self) -> list[str]:
        """Return the warnings on the page, escapes taken out."""
        return [found.value.replace("\\", "") for found in self.at.warning]

    def has(self, key: str) -> bool:
        """Whether a widget with this key is on the page."""
        try:
            self.at.get_by_key(key)
        except KeyError:
            return False
        return True

    def value(self, key: str) -> Any:
        """Return what a widget shows."""
        return self.at.get_by_key(key).value  # type: ignore[union-attr] - a widget, not a block

    def give(self, key: str, value: Any) -> "Screen":
        """Change a widget and leave it."""
        self.at.get_by_key(key).set_value(value)  # type: ignore[union-attr] - a widget
        return self.draw()

    def type_in(self, values: Mapping[str, Any]) -> "Screen":
        """Fill in several fields of a form, without sending it."""
        for key, value in values.items():
            self.at.get_by_key(key).set_value(value)  # type: ignore[union-attr] - a widget
        return self

    def open(self, key: str) -> "Screen":
        """Open the form behind a button; AppTest cannot click on one, but can open it."""
        self.at.session_state[key] = True
        return self.draw()

    def click(self, label: str) -> "Screen":
        """Click the only button with this label."""
        (button,) = [found for found in self.at.button if found.label == label]
        button.click()
        return self.draw()

    def buttons(self) -> list[str]:
        """Return the labels of the buttons."""
        return [found.label for found in self.at.button]


_SHOWN = ("label", "value", "text")


def _read(node: object, name: str) -> str:
    """Return a text of a node; blocks and widgets without a value have none."""
    try:
        found = getattr(node, name)
    except (AttributeError, KeyError, ValueError, NotImplementedError):
        return ""
    return found if isinstance(found, str) else ""
