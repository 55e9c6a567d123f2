"""Reads one YAML file and remembers the lines, so that every problem can name its place.

What a deviation means is said in our words: what was found, what is allowed, what to do.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed, short, whole
from assessment.model.conditions import CONDITION_KEYS
from assessment.model.problem import Problem

Parsed = TypeVar("Parsed")
Place = tuple[str | int, ...]
_LARGEST_FILE = 4_000_000
_LONGEST_SHOWN = 80

# A tag such as !!bool before a value that it does not fit is met by whatever error comes first,
# parts within parts without end by a RecursionError, and numbers such as 1:0:0:...:0.5 by an
# OverflowError.
_UNFIT = (ArithmeticError, ValueError, LookupError, AttributeError, TypeError, RecursionError)


@dataclass(frozen=True)
class YamlFile:
    """A file that could be read: its data, and the tree that knows the lines."""

    name: str
    data: Any
    node: yaml.Node

    def known(self, path: Sequence[str | int]) -> Place:
        """Return the parts of a path that are in the file.

        Others, such as the names that pydantic adds for one of several types, are left out.
        """
        node, found = self.node, []
        for part in path:
            child = _child(node, part)
            if child is not None:
                node = child
                found.append(part)
        return tuple(found)

    def place(self, path: Sequence[str | int]) -> str:
        """Name the place of a path of keys, with the line and the nearest id."""
        node, nearest_id = self.node, ""
        known = self.known(path)
        for part in known:
            node = _child(node, part) or node
            nearest_id = _id_of(node) or nearest_id
        words = [_line_place(self.name, node.start_mark)]
        if nearest_id:
            words.append(nearest_id)
        if known and str(known[-1]) != nearest_id:
            words.append(" > ".join(str(part) for part in known))
        return ", ".join(words)

    def line(self, path: Sequence[str | int]) -> str:
        """Name file and line of a path of keys."""
        node = self.node
        for part in self.known(path):
            node = _child(node, part) or node
        return _line_place(self.name, node.start_mark)


def read_yaml(path: Path, name: str) -> tuple[YamlFile | None, tuple[Problem, ...]]:
    """Read a file; return it, or the reasons why it cannot be read.

    Parameters
    ----------
    name
        The name under which problems speak of the file.
    """
    try:
        text = _read_text(path)
    except FileNotFoundError:
        return None, (_unreadable(name, _("The file is missing."), _("Put it back.")),)
    except (OSError, ValueError) as error:
        return None, (_unreadable(name, _unreadable_text(error)),)
    try:
        return _read_tree(text, name)
    except yaml.YAMLError as error:
        return None, (_not_yaml(name, error),)
    except _UNFIT:
        return None, (_wrong_tag(text, name),)


def read_part(
    path: Path,
    name: str,
    kind: type[Parsed],
    check: Callable[[Parsed, YamlFile], Iterable[Problem]],
) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """Read a file that a version may do without, and hold it against its type and its rules.

    Parameters
    ----------
    name
        The name under which problems speak of the file.
    check
        Returns what does not fit in what the file says; asked only if it has the right type.

    Returns
    -------
    tuple
        ``None`` where there is no file or it has errors, and all of these.
    """
    if not path.exists():
        return None, ()
    file, problems = read_yaml(path, name)
    if file is None:
        return None, problems
    found, problems = check_type(file, kind)
    if found is None:
        return None, problems
    problems = tuple(check(found, file))
    return (None if problems else found), problems


def read_heading(path: Path, keys: Sequence[str]) -> dict[str, str]:
    """Return some texts at the top of a file, without reading further than the last of them.

    What is not there, or not readable, is left out; `read_yaml` says why.
    """
    found: dict[str, str] = {}
    try:
        for key, value in _top_entries(_read_text(path)):
            if key in keys:
                found[key] = value
            if len(found) == len(keys):
                break
    except (OSError, yaml.YAMLError, *_UNFIT):
        return found
    return found


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
        return None, tuple(_deviations(file, error.errors(include_url=False)))


def _read_text(path: Path) -> str:
    if path.stat().st_size > _LARGEST_FILE:
        raise ValueError(_("It has more than {most} bytes.", most=whole(_LARGEST_FILE)))
    return path.read_text(encoding="utf-8")


def _unreadable_text(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return _(
            "It is not readable as YAML: line {line} has a sign that is not written in UTF-8.",
            line=str(line),
        )
    if isinstance(error, OSError):
        return _("The file cannot be opened ({reason}).", reason=error.strerror or "")
    return str(error)


def _read_tree(text: str, name: str) -> tuple[YamlFile | None, tuple[Problem, ...]]:
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, (_unreadable(name, _("The file is empty.")),)
        wrong = tuple(_wrong_nodes(node, name, set()))
        if wrong:
            return None, wrong
        return YamlFile(name, loader.construct_document(node), node), ()
    finally:
        loader.dispose()


def _top_entries(text: str) -> Iterator[tuple[str, str]]:
    """Yield key and value of the entries at the top whose value is a plain text or number."""
    depth, key = 0, None
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            key = None if depth == 2 else key
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent) and depth == 1:
            key = None
        elif isinstance(event, yaml.ScalarEvent) and depth == 1:
            if key is None:
                key = event.value
            else:
                yield key, event.value
                key = None


def _unreadable(name: str, found: str, remedy: str = "") -> Problem:
    remedy = remedy or _("Correct the file or put back a copy.")
    return Problem("library.file_unreadable", name, found, remedy)


def _not_yaml(name: str, error: yaml.YAMLError) -> Problem:
    """Say in which line reading stopped; the parser knows that for all but odd characters."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _unreadable(name, _("It is not readable as YAML: there is a sign of control in it."))
    return _unreadable(
        _line_place(name, error.problem_mark),
        _("It is not readable as YAML from here on."),
        _(
            "Look at this line and the one before. Indent with spaces, and put quotes around a "
            "text that contains ': ' or begins with a sign."
        ),
    )


def _wrong_tag(text: str, name: str) -> Problem:
    """Say where the first tag stands; without one, parts are nested or numbers long without end."""
    try:
        tokens = yaml.scan(text, Loader=yaml.CSafeLoader)
        tag = next((token for token in tokens if isinstance(token, yaml.TagToken)), None)
    except yaml.YAMLError:
        tag = None
    return Problem(
        "library.tag_wrong",
        _line_place(name, tag.start_mark) if tag else name,
        _("A value does not fit the tag (!!) before it, or is too long or too deep to be read."),
        _("Write the value without a tag, and a text in quotes."),
    )


def _line_place(name: str, at: yaml.Mark) -> str:
    return _("{file}, line {line}", file=name, line=str(at.line + 1))


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
    if id(node) in seen:
        # A reference may point at a part that contains it, and so never end.
        yield Problem(
            "library.reference",
            _line_place(name, node.start_mark),
            _("This part is written once and pointed at from elsewhere with '*'."),
            _("Write it out in both places."),
        )
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield from _wrong_keys(node, name)
        for _key, value in node.value:
            yield from _wrong_nodes(value, name, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _wrong_nodes(value, name, seen)


def _wrong_keys(node: yaml.MappingNode, name: str) -> Iterator[Problem]:
    keys: set[str] = set()
    for key, _value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield Problem(
                "library.key_wrong",
                _line_place(name, key.start_mark),
                _("The word before the colon is a list or another bracket."),
                _("Put quotes around texts in brackets."),
            )
            continue
        if key.value in keys:
            yield Problem(
                "library.key_repeated",
                _line_place(name, key.start_mark),
                _("The key '{key}' is given twice; one of them would be lost.", key=key.value),
                _("Remove one."),
            )
        keys.add(key.value)


def _deviations(file: YamlFile, details: list[ErrorDetails]) -> Iterator[Problem]:
    """Yield one problem for each place: what may be one of several types deviates from each."""
    of_place: dict[tuple[Place, str], list[ErrorDetails]] = {}
    places = [detail["loc"] for detail in details]
    for detail in details:
        # A list counts as too short where its entries were refused: that only follows.
        within = detail["loc"]
        if detail["type"] == "too_short" and any(
            len(p) > len(within) and p[: len(within)] == within for p in places
        ):
            continue
        missing = str(detail["loc"][-1]) if detail["type"] == "missing" else ""
        of_place.setdefault((file.known(detail["loc"]), missing), []).append(detail)
    for (path, _missing), alike in of_place.items():
        yield _deviation(file.place(path), alike)


def _deviation(place: str, details: list[ErrorDetails]) -> Problem:
    first = details[0]
    key = str(first["loc"][-1]) if first["loc"] else ""
    match first["type"]:
        case "missing":
            return Problem(
                "library.key_missing", place, _("'{key}' is missing.", key=key), _("Add it.")
            )
        case "extra_forbidden":
            return Problem(
                "library.key_unknown",
                place,
                _("'{key}' is not known here.", key=key),
                _("Remove it or correct its spelling."),
            )
        case "union_tag_not_found" | "union_tag_invalid":
            return _no_choice(place, first)
        case "value_error":
            return Problem(
                "library.value_wrong",
                place,
                str(first.get("ctx", {}).get("error", first["msg"])),
                _("Correct the value."),
            )
        case "string_type" if isinstance(first["input"], bool | int | float | date):
            return Problem(
                "library.text_expected",
                place,
                _("A text is expected; found {value}.", value=_shown(first["input"])),
                _("Put it in quotes; YAML reads numbers, and words such as yes and no, as values."),
            )
        case _:
            return _unfit(place, details)


def _no_choice(place: str, detail: ErrorDetails) -> Problem:
    """Say that the key which chooses among several kinds is missing, or names none of them."""
    given = detail.get("ctx", {})
    key = str(given["discriminator"]).strip("'")
    allowed = _("Allowed are {words}.", words=_words(given.get("expected_tags", "")))
    if detail["type"] == "union_tag_not_found":
        found = _("There is no '{key}' here.", key=key)
        allowed = "" if "expected_tags" not in given else allowed
        return Problem(f"library.{key}_missing", place, found, _("Name one."), allowed)
    found = _("The '{key}' here does not exist: '{value}'.", key=key, value=given["tag"])
    return Problem(f"library.{key}_unknown", place, found, _("Name one of them."), allowed)


def _unfit(place: str, details: list[ErrorDetails]) -> Problem:
    kinds = dict.fromkeys(filter(None, map(_allowed, details)))
    value = _shown(details[0]["input"])
    return Problem(
        "library.value_wrong",
        place,
        _("This does not fit here: {value}.", value=value),
        _("Correct the value."),
        _("Allowed is {kinds}.", kinds=listed(kinds, "or")) if kinds else "",
    )


def _shown(value: object) -> str:
    match value:
        case None:
            return _("nothing")
        case Mapping():
            return _("a block of keys and values")
        case list() | tuple() | set():
            return _("a list")
        case bool():
            return str(value).lower()
        case str():
            text = " ".join(value.split())
            cut = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
            return f"'{cut}'"
        case _:
            return str(value)[:_LONGEST_SHOWN]


def _words(quoted: str) -> str:
    """Return the words of a list in quotation marks, as a sentence lists them."""
    return listed(re.findall(r"'([^']*)'", quoted), "or")


_KINDS = {
    "string": mark("a text"),
    "int": mark("a whole number"),
    "float": mark("a number"),
    "finite": mark("a number"),
    "decimal": mark("a number"),
    "bool": mark("true or false"),
    "date": mark("a day such as 2026-05-18"),
    "tuple": mark("a list"),
    "list": mark("a list"),
    "set": mark("a list"),
    "frozen": mark("a list"),
    "dict": mark("a block of keys and values"),
    "mapping": mark("a block of keys and values"),
    "model": mark("a block of keys and values"),
    "dataclass": mark("a block of keys and values"),
    "none": mark("nothing"),
}
_PATTERNS = {
    r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$": mark(
        "an id of at most 40 letters, digits, dots, hyphens and underscores that begins with "
        "a letter"
    ),
    r"^\d+\.\d+(\.\d+)?$": mark("a version such as 1.0"),
    r"^\d+(\.\d+)*$": mark("a version such as 1.0"),
    r"^\d{5}$": mark("a code of five digits"),
    r"^\d{1,2}\.[0-9a-z]{1,2}$": mark("a target such as 16.3 or 16.a"),
    r"^[A-Z]$": mark("one capital letter"),
    r"^#[0-9a-fA-F]{6}$": mark("a colour such as #1b6ca8"),
    r"^X[A-Z]{2}$": mark("a code from XAA to XZZ"),
}
_BOUNDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "greater_than": lambda given: _("a number above {limit}", limit=short(given["gt"], 9)),
    "greater_than_equal": lambda given: _("{limit} or more", limit=short(given["ge"], 9)),
    "less_than": lambda given: _("a number below {limit}", limit=short(given["lt"], 9)),
    "less_than_equal": lambda given: _("{limit} or less", limit=short(given["le"], 9)),
    "literal_error": lambda given: _words(given["expected"]),
    "enum": lambda given: _words(given["expected"]),
    "condition_kind": lambda _given: _(
        "a condition with one of the keys {words}", words=listed(CONDITION_KEYS, "or")
    ),
    "string_too_short": lambda given: ngettext(
        "a text of at least {number} character",
        "a text of at least {number} characters",
        given["min_length"],
    ),
    "string_too_long": lambda given: ngettext(
        "a text of at most {number} character",
        "a text of at most {number} characters",
        given["max_length"],
    ),
    "too_short": lambda given: ngettext(
        "a list of at least {number} entry",
        "a list of at least {number} entries",
        given["min_length"],
    ),
    "too_long": lambda given: ngettext(
        "a list of at most {number} entry",
        "a list of at most {number} entries",
        given["max_length"],
    ),
}


def _allowed(detail: ErrorDetails) -> str:
    """Say in a few words what one type allows; nothing where a kind of deviation is unknown."""
    kind, given = detail["type"], detail.get("ctx", {})
    if kind in _BOUNDS:
        return _BOUNDS[kind](given)
    if kind == "string_pattern_mismatch":
        known = _PATTERNS.get(given["pattern"])
        return _(known) if known else _("a text of the form {form}", form=given["pattern"])
    known = _KINDS.get(kind.partition("_")[0])
    return _(known) if known else ""
