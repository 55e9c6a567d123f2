"""Each channel of a chart names its class; otherwise Altair looks for one in all that it has."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.wiring import ROOT

CHARTS = sorted((ROOT / "assessment" / "reporting" / "charts").glob("*.py"))
GUESSED = ("value", "condition", "datum")
"""What Altair returns as a mere dictionary: `alt.XValue(0)` draws the same as `alt.value(0)`."""


def guessed_channels(source: str) -> Iterator[str]:
    """Yield what stands in an ``encode`` without a class of its own."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "encode":
            for given in (*call.args, *(named.value for named in call.keywords)):
                is_text = isinstance(given, ast.Constant | ast.JoinedStr | ast.Dict)
                made = getattr(getattr(given, "func", None), "attr", "")
                if is_text or made in GUESSED:
                    yield ast.unparse(given)


@pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.name)
def test_no_channel_is_left_to_be_guessed(path: Path):
    assert list(guessed_channels(path.read_text(encoding="utf-8"))) == []


def test_what_would_be_guessed_is_found():
    source = 'base.encode("a:Q", x=alt.value(0), text=f"{field}:N", y=alt.Y("a:Q"))'
    assert list(guessed_channels(source)) == ["'a:Q'", "alt.value(0)", "f'{field}:N'"]
