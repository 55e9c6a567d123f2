"""Reads one YAML file and remembers the lines, so that every problem can name its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assessment.model.problem import Problem

Parsed = TypeVar("Parsed")
_LARGEST_FILE = 4_000_000


@dataclass(frozen=True)
class YamlFile:
    """A file that could be read: its data, and the tree that knows the lines."""

    name: str
    data: Any
    node: yaml.Node

    def place(self, path: Sequence[str | int]) -> str:
        """Name the place of a path of keys, with the line and the nearest id.

        Parts of the path that are not in the file, such as the names that
        pydantic adds for one of several types, are passed over.
        """
        node, nearest_id, told = self.node, "", []
        for part in path:
            child = _child(node, part)
            if child is None:
                continue
            node = child
            told.append(str(part))
            nearest_id = _id_of(node) or nearest_id
        line = node.start_mark.line + 1
        words = [f"{self.name}, line {line}"]
        if nearest_id:
            words.append(nearest_id)
        if told and told[-1] != nearest_id:
            words.append(" > ".join(told))
        return ", ".join(words)


def read_yaml(path: Path, name: str) -> tuple[YamlFile | None, tuple[Problem, ...]]:
    """Read a file; return it, or the reasons why it cannot be read.

    Parameters
    ----------
    name
        The name under which problems speak of the file.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return None, (_unreadable(name, f"It has more than {_LARGEST_FILE:,} bytes."),)
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return None, (_unreadable(name, "The file is missing.", "Put it back."),)
    except (OSError, yaml.YAMLError, ValueError) as error:
        return None, (_not_yaml(name, error),)
    if node is None:
        return None, (_unreadable(name, "The file is empty."),)
    wrong = tuple(_wrong_nodes(node, name, set()))
    if wrong:
        return None, wrong
    return _construct(text, name, node)


def check_type(
    file: YamlFile, kind: type[Parsed] | TypeAdapter[Parsed], data: object = None
) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """Hold the data of a file against a type; all deviations come back at once.

    Parameters
    ----------
    data
        The data to check instead of the file's own, after parts were put in.
    """
    adapter = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
    try:
        return adapter.validate_python(file.data if data is None else data), ()
    except ValidationError as error:
        return None, tuple(_deviation(file, detail) for detail in _causes(error.errors()))


def _causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Drop what only follows: a list counts as too short where its items were refused."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short" or not any(p[:-1] == detail["loc"] for p in places if p)
    ]


def _construct(
    text: str, name: str, node: yaml.Node
) -> tuple[YamlFile | None, tuple[Problem, ...]]:
    try:
        return YamlFile(name, yaml.load(text, Loader=yaml.CSafeLoader), node), ()
    except (yaml.YAMLError, ValueError) as error:
        return None, (_not_yaml(name, error),)


def _unreadable(
    name: str, found: str, remedy: str = "Correct the file or put back a copy."
) -> Problem:
    return Problem("library.file_unreadable", name, found, remedy)


def _not_yaml(name: str, error: Exception) -> Problem:
    """Say in which line reading stopped; the parser knows that for all but odd characters."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        reason = " ".join(str(error).split()).replace('in "<unicode string>", ', "")
        return _unreadable(name, f"It is not readable as YAML: {reason}.")
    return _unreadable(
        f"{name}, line {error.problem_mark.line + 1}",
        f"It is not readable as YAML from here on: {error.problem}.",
        "Look at this line and the one before. Indent with spaces, and put quotes around a text "
        "that contains ': ' or begins with a sign.",
    )


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def _id_of(node: yaml.Node) -> str:
    found = _child(node, "id")
    return found.value if isinstance(found, yaml.ScalarNode) else ""


def _wrong_nodes(node: yaml.Node, name: str, seen: set[int]) -> Iterator[Problem]:
    """Yield what YAML allows and a questionnaire does not: doubled keys, odd keys, references."""
    place = f"{name}, line {node.start_mark.line + 1}"
    if id(node) in seen:
        # A reference may point at a part that contains it, and so never end.
        found = "This part is written once and pointed at from elsewhere with '*'."
        yield Problem("library.reference", place, found, "Write it out in both places.")
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield from _wrong_keys(node, name)
        for _, value in node.value:
            yield from _wrong_nodes(value, name, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _wrong_nodes(value, name, seen)


def _wrong_keys(node: yaml.MappingNode, name: str) -> Iterator[Problem]:
    keys: set[str] = set()
    for key, _ in node.value:
        place = f"{name}, line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            found = "The word before the colon is a list or another bracket."
            yield Problem("library.key_wrong", place, found, "Put quotes around texts in brackets.")
            continue
        if key.value in keys:
            found = f"The key '{key.value}' is given twice; one of them would be lost."
            yield Problem("library.key_repeated", place, found, "Remove one.")
        keys.add(key.value)


def _deviation(file: YamlFile, detail: ErrorDetails) -> Problem:
    place = file.place(detail["loc"])
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "missing":
            return Problem("library.key_missing", place, f"'{key}' is missing.", "Add it.")
        case "extra_forbidden":
            return Problem(
                "library.key_unknown",
                place,
                f"'{key}' is not known here.",
                "Remove it or correct its spelling.",
            )
        case "string_type" if isinstance(detail["input"], bool | int | float):
            found = f"A text is expected; found {detail['input']}."
            remedy = (
                "Put it in quotes; YAML reads numbers, and words such as yes and no, as values."
            )
            return Problem("library.text_expected", place, found, remedy)
        case _:
            given = repr(detail.get("input"))
            found = f"{detail['msg']}; found {given[:80]}."
            return Problem("library.value_wrong", place, found, "Correct the value.")
