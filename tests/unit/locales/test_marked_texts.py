"""What is marked for translation must be found by Babel, which reads the code and never runs it."""

import ast
from collections.abc import Iterator

from tests.pseudo import ROOT

# How many of the first values are texts to be translated.
DOORS = {"_": 1, "gettext": 1, "mark": 1, "ngettext": 2, "pgettext": 2}
FILES = [ROOT / "app.py", *(ROOT / "assessment").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in DOORS:
            yield node


def test_no_text_is_marked_inside_of_an_f_string_where_babel_does_not_look() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue)
        for call in _calls(node)
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_no_text_that_varies_is_marked() -> None:
    varying = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in FILES
        for call in _calls(ast.parse(path.read_text(encoding="utf-8")))
        for text in call.args[: DOORS[call.func.id]]  # type: ignore[attr-defined] - a name
        if isinstance(text, ast.JoinedStr | ast.BinOp)
    ]
    assert varying == []
