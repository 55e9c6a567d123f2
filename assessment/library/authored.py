"""Carries the changes of an author's workbook into the files of a questionnaire.

Files in which nothing changed stay byte for byte; in the others comments and order stay as
far as they can (`assessment.library.yaml_edit`). A folder appears whole or not at all.
"""

import shutil
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from assessment.library.load import DEFINITIONS
from assessment.library.load_index import is_index_folder
from assessment.library.versions import is_version
from assessment.library.yaml_edit import edit_yaml, new_yaml
from assessment.library.yaml_file import read_yaml
from assessment.model.authoring import CellValue, Change
from assessment.model.problem import Refused

_LISTS = {
    "scale": "scale",
    "dimensions": "dimensions",
    "measures": "measures",
    "flags": "context_flags",
    "crimes": "crimes",
    "sources": "references",
    "terms": "terms",
    "rules": "rules",
}
"""Where the entries of a table stand in the file of what is asked, or of the definitions."""
_EMPTY: tuple[object, ...] = (None, "", (), False)


class EditedFiles:
    """The data of the files that an author's workbook can change, and what they become."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked = "index.yaml" if is_index_folder(folder) else "instrument.yaml"
        names = [self._asked, DEFINITIONS]
        names += [f"indicators/{path.name}" for path in sorted(folder.glob("indicators/*.yaml"))]
        self._before = {name: _data(folder, name) for name in names if (folder / name).exists()}
        self._data = deepcopy(self._before)

    def apply(self, changes: Iterable[Change]) -> None:
        """Carry out changes: fields first, then what goes, then what comes."""
        order = ("changed", "moved", "removed", "added")
        for change in sorted(changes, key=lambda one: order.index(one.kind)):
            match change.table:
                case "head":
                    _set(self._data[self._asked], change.row.id, change.after)
                case "indicators":
                    self._change_indicator(change)
                case "statements":
                    self._change_statement(change)
                case "figures" | "options":
                    self._change_nested(change)
                case _:
                    self._change_entry(self._entries(change.table), change)
        self._close_gaps()

    def _close_gaps(self) -> None:
        """Take out what `_in_list` only emptied."""
        dimensions = self._data[self._asked].get("dimensions", [])
        for entry in (e for one in dimensions for e in self._indicators_of(one["id"])):
            if None in entry.get("proxies", []):
                entry["proxies"] = [one for one in entry["proxies"] if one is not None]

    def texts(self) -> Mapping[str, str]:
        """Return the files that became others, by name."""
        return {
            name: _text(self._folder / name, data)
            for name, data in self._data.items()
            if data != self._before.get(name)
        }

    def _entries(self, table_id: str) -> list[Any]:
        is_defined = table_id in ("terms", "rules")
        file = self._data.setdefault(DEFINITIONS, {}) if is_defined else self._data[self._asked]
        return file.setdefault(_LISTS[table_id], [])

    def _change_entry(self, entries: list[Any], change: Change) -> None:
        key = "value" if change.table == "scale" else "id"
        if change.kind == "added":
            entries.append({key: change.row.id} | _filled(change.row.cells))
            return
        entry = next(one for one in entries if str(one[key]) == change.row.id)
        if change.kind == "removed":
            entries.remove(entry)
        else:
            _set(entry, change.field, change.after)

    def _indicators_of(self, dimension_id: str) -> list[Any]:
        """Return the list in which the indicators of a dimension stand, in whichever file."""
        dimensions = self._data[self._asked]["dimensions"]
        dimension = next(one for one in dimensions if one["id"] == dimension_id)
        if "indicators" in dimension:
            return dimension["indicators"]
        return self._data.setdefault(f"indicators/{dimension_id.lower()}.yaml", [])

    def _home_of(self, indicator_id: str) -> tuple[list[Any], dict[str, Any]]:
        for dimension in self._data[self._asked]["dimensions"]:
            entries = self._indicators_of(dimension["id"])
            for entry in entries:
                if entry["id"] == indicator_id:
                    return entries, entry
        raise KeyError(indicator_id)

    def _change_indicator(self, change: Change) -> None:
        cells = dict(change.row.cells)
        home = self._indicators_of(str(cells.pop("dimension")))
        if change.kind == "added":
            home.append(_new_indicator(change.row.id, cells))
            return
        entries, entry = self._home_of(change.row.id)
        if change.kind == "changed":
            _set(entry, change.field, change.after)
            return
        entries.remove(entry)
        if change.kind == "moved":
            home.append(entry)

    def _change_statement(self, change: Change) -> None:
        id_, cells = change.row.id, change.row.cells
        anchors = self._home_of(str(cells["indicator"]))[1]["anchors"]
        written = {str(cells["kind"]): cells["text"]} if cells["kind"] else cells["text"]
        here = anchors.get(cells["level"], {})
        if change.kind == "changed" and id_ in here:
            here[id_] = written
            return
        for level in [level for level, found in anchors.items() if id_ in found]:
            del anchors[level][id_]
            if not anchors[level]:
                del anchors[level]
        if change.kind != "removed":
            anchors.setdefault(cells["level"], {})[id_] = written

    def _change_nested(self, change: Change) -> None:
        if change.table == "figures":
            owner, name = self._home_of(str(change.row.cells["indicator"]))[1], "proxies"
        else:
            flags = self._data[self._asked]["context_flags"]
            owner = next(one for one in flags if one["id"] == change.row.cells["flag"])
            name = "options"
        _in_list(owner.setdefault(name, []), change, has_ids=name == "options")


def copy_with(base: Path, target: Path, texts: Mapping[str, str], *, with_changes: bool) -> None:
    """Copy the folder of a version with other texts in some of its files.

    Parameters
    ----------
    target
        Where there is nothing yet.
    with_changes
        Whether to copy the files on what became of the version before.
    """
    inside = [path.name for path in base.iterdir() if is_version(path.name)]
    left_out = (*inside, ".*", *(() if with_changes else ("changes",)))
    shutil.copytree(base, target, ignore=shutil.ignore_patterns(*left_out))
    for name, text in texts.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text(text, encoding="utf-8", newline="\n")


def put_in_place(finished: Path, target: Path) -> None:
    """Copy a finished folder to its place; it appears there only when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    replaced = target.with_name(f".{target.name}.replaced")
    for leftover in (unfinished, replaced):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(finished, unfinished)
    if target.exists():
        target.rename(replaced)
    unfinished.rename(target)
    shutil.rmtree(replaced, ignore_errors=True)


def _new_indicator(id_: str, cells: Mapping[str, CellValue]) -> dict[str, object]:
    """Return an indicator without statements, its keys in the order of the shipped ones."""
    written = _filled(cells)
    last = ("evidence", "not_applicable_when", "sources")
    first = {name: value for name, value in written.items() if name not in last}
    return {"id": id_} | first | {"anchors": {}} | {n: written[n] for n in last if n in written}


def _in_list(entries: list[Any], change: Change, *, has_ids: bool) -> None:
    """Change what has no id of its own below the thing that it belongs to."""
    short = change.row.id.rpartition("/")[2]
    cells = {k: v for k, v in change.row.cells.items() if k not in ("indicator", "flag")}
    if change.kind == "added":
        entries.append(({"id": short} if has_ids else {}) | _filled(cells))
        return
    if has_ids:
        at = next(n for n, one in enumerate(entries) if one["id"] == short)
    else:
        at = int(short) - 1
    if change.kind != "removed":
        _set(entries[at], change.field, change.after)
    elif has_ids:
        del entries[at]
    else:
        # Numbers of the others must not move before all of them are gone.
        entries[at] = None


def _filled(cells: Mapping[str, CellValue]) -> dict[str, object]:
    # A list must be there even if it is empty; every other field has its own default.
    return {
        name: _raw(value) for name, value in cells.items() if value == () or value not in _EMPTY
    }


def _set(entry: dict[str, Any], field: str, value: CellValue) -> None:
    if value in (None, "") and not isinstance(value, bool):
        entry.pop(field, None)
    else:
        entry[field] = _raw(value)


def _raw(value: CellValue) -> object:
    return list(value) if isinstance(value, tuple) else value


def _data(folder: Path, name: str) -> Any:  # noqa: ANN401 - whatever YAML can say
    file, problems = read_yaml(folder / name, name)
    if file is None:
        raise Refused(problems)
    return file.data


def _text(path: Path, data: object) -> str:
    return edit_yaml(path.read_text(encoding="utf-8"), data) if path.exists() else new_yaml(data)
