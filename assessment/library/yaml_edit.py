"""Writes other data into a YAML text, so that comments, order and form of the rest stay.

What is left of a text after an edit must read as the data that were asked for: that is
checked, and a text for which it does not hold is written anew, without its comments.
"""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

_WIDTH = 100
# YAML takes them for the end of a line, or for no text at all.
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


@dataclass(frozen=True)
class _Edit:
    """What is to stand between two places of a text."""

    start: int
    end: int
    text: str


def edit_yaml(text: str, data: Any) -> str:  # noqa: ANN401 - whatever YAML can say
    r"""Return a text that says these data, with as much of the given one as can stay.

    Parameters
    ----------
    text
        A file that `assessment.library.yaml_file.read_yaml` takes.

    Examples
    --------
    >>> edit_yaml("a: 1  # why\nb: [x, y]\n", {"a": 2, "b": ["x", "z"]})
    'a: 2  # why\nb: [x, "z"]\n'
    """
    text = text.replace("\r\n", "\n").removesuffix("\n") + "\n"
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    old = yaml.load(text, Loader=yaml.CSafeLoader)
    edited = text
    for edit in sorted(_Editor(text).edits(node, old, data), key=lambda one: -one.start):
        edited = edited[: edit.start] + edit.text + edited[edit.end :]
    return edited if _says(edited, data) else new_yaml(data)


def new_yaml(data: Any) -> str:  # noqa: ANN401 - whatever YAML can say
    """Return a text that says these data."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


class _Dumper(yaml.SafeDumper):
    """Writes as the shipped files are written: blocks, and short lists in brackets."""

    def short_lists(self, data: list[Any]) -> yaml.SequenceNode:
        is_plain = not any(isinstance(one, dict | list) for one in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=is_plain)

    def whole_texts(self, data: str) -> yaml.ScalarNode:
        # Outside of double quotes, such signs would end a line, and come back as other ones.
        style = '"' if _BREAKS.search(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style)


_Dumper.add_representer(list, _Dumper.short_lists)
_Dumper.add_representer(str, _Dumper.whole_texts)


def _says(text: str, data: object) -> bool:
    try:
        found = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    return _canonical(found) == _canonical(data)


def _canonical(data: object) -> str:
    # Python takes True for 1 and 2 for 2.0; a file does not.
    return json.dumps(data, ensure_ascii=False, default=str)


class _Editor:
    """Finds the edits that turn one text into another."""

    def __init__(self, text: str) -> None:
        self._text = text

    def edits(self, node: yaml.Node, old: Any, new: Any, indent: int = 0) -> Iterator[_Edit]:  # noqa: ANN401 - whatever YAML can say
        if _canonical(old) == _canonical(new):
            return
        match node:
            case yaml.MappingNode() if isinstance(new, dict) and old:
                yield from self._in_mapping(node, old, new)
            case yaml.SequenceNode() if isinstance(new, list) and old and new:
                yield from self._in_sequence(node, old, new)
            case _:
                yield self._whole(node, new, indent)

    def _in_mapping(
        self, node: yaml.MappingNode, old: dict[Any, Any], new: dict[Any, Any]
    ) -> Iterator[_Edit]:
        pairs = list(zip(node.value, old, strict=True))
        if node.flow_style and old.keys() != new.keys():
            yield self._whole(node, new, 0)
            return
        entries = [_Entry(self._text, key, value) for key, value in node.value]
        for ((key_node, value), key), entry in zip(pairs, entries, strict=True):
            if key in new:
                indent = key_node.start_mark.column + 2
                yield from self.edits(value, old[key], new[key], indent)
            else:
                yield entry.without()
        added = {key: value for key, value in new.items() if key not in old}
        if added:
            column = node.value[-1][0].start_mark.column
            yield entries[-1].followed_by(_block(added, column))

    def _in_sequence(
        self, node: yaml.SequenceNode, old: list[Any], new: list[Any]
    ) -> Iterator[_Edit]:
        column = node.start_mark.column
        ids, new_ids = _ids(old), _ids(new)
        kept = [id_ for id_ in ids if id_ in new_ids]
        if node.flow_style or not ids or not new_ids or new_ids[: len(kept)] != kept:
            if len(old) == len(new) and not (ids and ids != new_ids):
                for child, was, now in zip(node.value, old, new, strict=True):
                    yield from self.edits(child, was, now, column + 2)
            else:
                yield self._whole(node, new, column)
            return
        entries = [_Entry(self._text, child, child) for child in node.value]
        later = dict(zip(new_ids, new, strict=True))
        for id_, child, was, entry in zip(ids, node.value, old, entries, strict=True):
            if id_ in later:
                yield from self.edits(child, was, later[id_], column + 2)
            else:
                yield entry.without()
        added = new[len(kept) :]
        if added:
            yield entries[-1].followed_by(_block(added, column))

    def _whole(self, node: yaml.Node, new: object, indent: int) -> _Edit:
        start = node.start_mark.index
        if isinstance(node, yaml.ScalarNode):
            is_block = node.style in ("|", ">")
            end = _end_of(self._text, node) if is_block else node.end_mark.index
            written = _scalar(new, node.style, indent)
            return _Edit(start, end, written)
        return _Edit(start, _end_of(self._text, node), _flow(new))


@dataclass(frozen=True)
class _Entry:
    """The lines of one entry of a block, with the comments right above it."""

    text: str
    first: yaml.Node
    last: yaml.Node

    @property
    def start(self) -> int:
        start = self.text.rfind("\n", 0, self.first.start_mark.index) + 1
        while start:
            above = self.text.rfind("\n", 0, start - 1) + 1
            if not self.text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    @property
    def end(self) -> int:
        end = self.text.find("\n", _end_of(self.text, self.last))
        return len(self.text) if end < 0 else end + 1

    def without(self) -> _Edit:
        return _Edit(self.start, self.end, "")

    def followed_by(self, written: str) -> _Edit:
        return _Edit(self.end, self.end, written)


def _end_of(text: str, node: yaml.Node) -> int:
    """Return where the content of a node ends; a parser counts what follows it as well."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _end_of(text, last[1] if isinstance(last, tuple) else last)
    end = node.end_mark.index
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return len(text[:end].rstrip()) if is_block else end


def _ids(entries: Iterable[Any]) -> list[Any]:
    """Return what the entries of a list are known by; nothing where one has no id."""
    found = [
        entry.get("id", entry.get("value")) if isinstance(entry, dict) else None
        for entry in entries
    ]
    return [] if None in found or len(set(found)) < len(found) else found


def _block(data: object, column: int) -> str:
    return textwrap.indent(new_yaml(data), " " * column)


def _scalar(value: object, style: str | None, indent: int) -> str:
    if not isinstance(value, str):
        return _flow(value)
    is_one_line = " ".join(value.split()) == value
    if style in (">", "|") and is_one_line and value:
        lines = textwrap.wrap(
            value, _WIDTH - indent, break_long_words=False, break_on_hyphens=False
        )
        return "\n".join((">-", *(" " * indent + line for line in lines)))
    return _quoted(value)


def _flow(value: object) -> str:
    match value:
        case dict():
            parts = (f"{_flow(key)}: {_flow(one)}" for key, one in value.items())
            return "{" + ", ".join(parts) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case str():
            return _quoted(value)
        case _:
            return yaml.safe_dump(value).removesuffix("\n").removesuffix("\n...")


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
