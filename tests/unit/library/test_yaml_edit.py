"""Other data in a YAML text: comments, order and form of the rest stay."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessment.library.yaml_edit import edit_yaml, new_yaml
from assessment.wiring import ROOT

TEXT = """\
# What the file is about.
id: small          # never changed
about: >-
  A long text that stands
  on two lines.
levels: [1, 2]
entries:
  # The first one.
  - id: A
    name: First
    also: {x: 1, y: "two"}
  # The second one.
  - id: B
    name: Second
last: true
"""


def edited(change: Any) -> str:
    data = yaml.safe_load(TEXT)
    change(data)
    text = edit_yaml(TEXT, data)
    assert yaml.safe_load(text) == data
    return text


def test_a_text_is_replaced_where_it_stands_and_all_else_stays() -> None:
    text = edited(lambda data: data["entries"][0].update(name="New: name"))
    assert text == TEXT.replace("name: First", 'name: "New: name"')


def test_a_folded_text_stays_folded() -> None:
    text = edited(lambda data: data.update(about="Another text."))
    old = "  A long text that stands\n  on two lines.\n"
    assert text == TEXT.replace(old, "  Another text.\n")


def test_an_entry_goes_with_the_comment_above_it_and_the_next_keeps_its_own() -> None:
    text = edited(lambda data: data["entries"].pop(0))
    assert "# The first one." not in text
    assert "  # The second one.\n  - id: B\n    name: Second\nlast: true\n" in text


def test_an_entry_is_added_after_the_last_one() -> None:
    text = edited(lambda data: data["entries"].append({"id": "C", "name": "Third"}))
    assert "    name: Second\n  - id: C\n    name: Third\nlast: true\n" in text


def test_keys_come_and_go_inside_of_brackets_and_of_blocks() -> None:
    text = edited(lambda data: (data["entries"][0]["also"].pop("x"), data.pop("last")))
    assert 'also: {"y": "two"}' in text
    assert text.endswith("name: Second\n")


def test_true_is_not_taken_for_one() -> None:
    assert "last: 1\n" in edited(lambda data: data.update(last=1))


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | st.sampled_from(
    [
        "yes",
        "1.0",
        "- x",
        "a: b",
        "#",
        "{",
        "'",
        '"',
        "null",
        " x ",
        "a\nb",
        "2026-01-01",
        "a\x85b\u2028c",
    ]
)


def _texts_in(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    match data:
        case dict():
            return [p for key, value in data.items() for p in _texts_in(value, (*path, key))]
        case list():
            return [p for n, value in enumerate(data) for p in _texts_in(value, (*path, n))]
        case str():
            return [path]
        case _:
            return []


SHIPPED = [
    ROOT / "questionnaires" / name
    for name in ("example/1.0/instrument.yaml", "spcf/2.0/indicators/soc.yaml")
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
@given(data=st.data())
def test_whatever_texts_are_put_in_the_file_says_them_and_keeps_its_comments(
    path: Path, data: st.DataObject
) -> None:
    source = path.read_text(encoding="utf-8")
    wanted = deepcopy(yaml.load(source, Loader=yaml.CSafeLoader))
    for place in data.draw(st.lists(st.sampled_from(_texts_in(wanted)), max_size=3)):
        holder = wanted
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = data.draw(texts)
    text = edit_yaml(source, wanted)
    assert yaml.load(text, Loader=yaml.CSafeLoader) == wanted
    assert [line for line in text.splitlines() if line.lstrip().startswith("# ")][:3] == [
        line for line in source.splitlines() if line.lstrip().startswith("# ")
    ][:3]


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029", "\ufeff", "\x7f"])
@pytest.mark.parametrize(
    "around", [lambda text: text, lambda text: [text], lambda text: [{"a": text}]]
)
def test_signs_that_end_a_line_in_yaml_come_back_as_they_were(sign: str, around) -> None:
    data = {"id": "one", "told": around(f" a{sign}b{sign}")}
    assert yaml.load(new_yaml(data), Loader=yaml.CSafeLoader) == data
