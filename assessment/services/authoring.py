"""Gives a questionnaire to people who do not write YAML, and takes it back checked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.exchange.author_return import AuthorReturn, WrittenRow, read_author_workbook
from assessment.exchange.author_workbook import WorkbookStamp, write_author_workbook
from assessment.library.authored import EditedFiles, copy_with, put_in_place
from assessment.library.load import load_framework
from assessment.library.load_index import is_index_folder, load_index
from assessment.library.shelf import Library
from assessment.library.version_changes import folder_before
from assessment.library.versions import (
    folder_to_read,
    is_shelved,
    is_version,
    next_version,
    raise_version,
    version_folders,
    version_key,
)
from assessment.locales import gettext as _
from assessment.model.authoring import (
    CellValue,
    Change,
    Field,
    Form,
    Row,
    Rows,
    Table,
    changes_between,
    rows_of,
    tables_of,
)
from assessment.model.framework import Framework
from assessment.model.index import Index
from assessment.model.problem import Problem, Refused, errors_in
from assessment.reporting.authoring import author_field, table_name
from assessment.services.validate import on_shelf, refuse_beside_others, validate

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
_CHANGES = "changes"
_LEADS_TO = {
    "dimension": "dimensions",
    "indicator": "indicators",
    "flag": "flags",
    "level": "scale",
    "sources": "sources",
    "crimes": "crimes",
}
"""Fields whose values are ids of another table."""


@dataclass(frozen=True)
class Authored:
    """What came of taking a workbook back.

    Attributes
    ----------
    folder
        The new folder.
    checksums
        Of the content that the workbook was made from, and of the new one; the latter is empty
        while errors keep the folder from being used, as an unfinished one may have them.
    problems
        Warnings, and for an unfinished one what keeps it from being used.
    left_out
        Names of what the base has and the new folder has not.
    """

    folder: Path
    versions: tuple[str, str]
    checksums: tuple[str, str]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Taking:
    """How a workbook is to be taken back.

    Attributes
    ----------
    target
        The folder to write.
    base
        The folder that the workbook was made from; ``None`` to find it in the library.
    is_unfinished
        Whether a change of meaning may keep the version, and errors are named instead of refused.
    replaces
        Whether a folder that is there may be replaced.
    """

    target: Path
    base: Path | None = None
    is_unfinished: bool = False
    replaces: bool = False


def find_questionnaire(library: Library, name: str) -> Path:
    """Return the folder of one version, by its own name or that of a questionnaire.

    Raises
    ------
    Refused
        If there is no such questionnaire.
    """
    folder = Path(name)
    return folder_to_read(folder) if folder.is_dir() else on_shelf(library, name).folder


def load_content(folder: Path) -> Framework | Index:
    """Read a questionnaire or an index in the language of its files.

    Raises
    ------
    Refused
        With everything that is wrong with it.
    """
    if is_index_folder(folder):
        found = load_index(folder)
        content, problems = found.index, found.problems
    else:
        loaded = load_framework(folder)
        content, problems = loaded.framework, loaded.problems
    if content is None:
        raise Refused(errors_in(problems))
    return content


def author_workbook(folder: Path, made_at: datetime) -> tuple[bytes, str]:
    """Return the workbook of a questionnaire for its authors, and a name for the file.

    Raises
    ------
    Refused
        If the questionnaire has errors.
    """
    content = load_content(folder)
    asked = content.questionnaire
    return write_author_workbook(content, made_at), f"{asked.id}-{asked.version}.xlsx"


def find_base(library: Library, stamp: WorkbookStamp, base: Path | None) -> Path:
    """Return the folder of the version of which a workbook was made.

    Parameters
    ----------
    base
        The folder if somebody named it; ``None`` to look for it.

    Raises
    ------
    Refused
        If there is none, or it is of another version.
    """
    if base is None:
        known = (
            one for one in library.shelved if (one.id, one.version) == (stamp.id, stamp.version)
        )
        base = next((one.folder for one in known), None)
    if base is None:
        raise Refused((_no_base(stamp),))
    folder = folder_to_read(base)
    asked = load_content(folder).questionnaire
    if (asked.id, asked.version) != (stamp.id, stamp.version):
        raise Refused((_other_base(stamp, folder),))
    return folder


def take_back(library: Library, content: bytes, file_name: str, taking: Taking) -> Authored:
    """Write the questionnaire of an author's workbook into a folder of its own.

    Raises
    ------
    Refused
        With every reason why not; nothing was written then.
    """
    _refuse_target(taking)
    given = read_author_workbook(content, file_name)
    base = find_base(library, given.stamp, taking.base)
    source = load_content(base)
    if source.questionnaire.checksum != given.stamp.checksum:
        raise Refused((_other_base(given.stamp, base),))
    before, tables = rows_of(source), tables_of(source)
    after, problems = _merge(before, tables, given)
    changes = changes_between(before, after, tables)
    problems = (*given.problems, *problems, *_version_problems(changes, given, taking))
    if problems:
        raise Refused((*problems, *given.notes))
    files = EditedFiles(base)
    files.apply(changes)
    return _write(base, files.texts(), given, changes, taking)


def _write(
    base: Path,
    texts: Mapping[str, str],
    given: AuthorReturn,
    changes: tuple[Change, ...],
    taking: Taking,
) -> Authored:
    """Check the new folder where nobody looks, and put it in its place when it may stand there."""
    versions = (given.stamp.version, _version_in(changes) or given.stamp.version)
    earlier = folder_before(taking.target) if taking.target.parent.is_dir() else None
    with_changes = versions[0] == versions[1] and earlier is not None
    with TemporaryDirectory() as place:
        shelf = Path(place) / taking.target.resolve().parent.name
        folder = shelf / taking.target.name
        copy_with(base, folder, texts, with_changes=with_changes)
        if versions[0] != versions[1]:
            for path in folder.glob("*.yaml"):
                raise_version(path, *versions)
        if with_changes and earlier is not None:
            copy_with(earlier, shelf / earlier.name, {}, with_changes=False)
        found = validate(folder)
        placed = (_in_cells(problem, given) for problem in found.problems)
        problems = (*placed, *_beside(folder, taking.target), *given.notes)
        if errors_in(problems) and not taking.is_unfinished:
            raise Refused((*problems, *_elsewhere(problems, taking.target)))
        checksum = load_content(folder).questionnaire.checksum if found.name else ""
        put_in_place(folder, taking.target)
    left_out = (_CHANGES,) if not with_changes and (base / _CHANGES).exists() else ()
    checksums = (given.stamp.checksum, checksum)
    return Authored(taking.target, versions, checksums, changes, problems, left_out)


def _beside(folder: Path, target: Path) -> tuple[Problem, ...]:
    """Return the problem of a target beside which the same version stands already.

    An error, as `validate` would say it of the written folder; it goes with where the folder
    is to stand.
    """
    remedy = _(
        "Write a higher version in the workbook, name a folder elsewhere, or name that folder "
        "with --force to replace it."
    )
    found = refuse_beside_others(folder, target)
    return tuple(replace(problem, remedy=remedy) for problem in found)


def _refuse_target(taking: Taking) -> None:
    target = taking.target
    if not target.exists():
        return
    holds_versions = target.is_dir() and version_folders(target) != (target,)
    if not taking.replaces:
        remedy = _("Name a folder that is not there yet, or add --force to replace this one.")
    elif not is_shelved(target) or holds_versions:
        remedy = _("Name the folder of one version of a questionnaire; nothing else is replaced.")
    else:
        return
    found = _("There is something of this name already.")
    raise Refused((Problem("author.folder_exists", str(target), found, remedy),))


def _no_base(stamp: WorkbookStamp) -> Problem:
    return Problem(
        "author.base_unknown",
        _("Questionnaire"),
        _(
            "The workbook was made from '{id}' {version}, which is not here.",
            id=stamp.id,
            version=stamp.version,
        ),
        _("Name its folder with --base."),
    )


def _other_base(stamp: WorkbookStamp, folder: Path) -> Problem:
    return Problem(
        "author.base_changed",
        str(folder),
        _(
            "The workbook was made from another content of '{id}' {version}: the checksum was "
            "{checksum}.",
            id=stamp.id,
            version=stamp.version,
            checksum=stamp.checksum,
        ),
        _(
            "Name the folder that it was made from with --base, or write a fresh workbook and copy "
            "the changes into it."
        ),
    )


def _merge(
    before: Rows, tables: Iterable[Table], given: AuthorReturn
) -> tuple[dict[str, tuple[Row, ...]], tuple[Problem, ...]]:
    """Return the tables as the workbook says they are to be, and what does not fit in it."""
    after: dict[str, tuple[Row, ...]] = {}
    problems: list[Problem] = []
    for table in tables:
        if table.id not in given.rows:
            problems.append(_no_sheet(table))
            after[table.id] = tuple(before[table.id])
            continue
        merge = _Merge(table, {row.id: row for row in before[table.id]}, given.rows[table.id])
        after[table.id] = tuple(merge.rows())
        problems.extend(merge.problems)
    gone = _gone(before, after)
    left = {
        table_id: tuple(row for row in rows if not _went_along(row.cells, gone))
        for table_id, rows in after.items()
    }
    for table in tables:
        staying = [
            row
            for row in given.rows.get(table.id, ())
            if not row.is_removed and not _went_along(row.cells, gone)
        ]
        problems.extend(_unknown_ids(table, left, staying))
    return left, tuple(problems)


def _gone(before: Rows, after: Rows) -> dict[str, set[str]]:
    """Return the ids of what was removed as a whole, by the field that names it elsewhere."""
    return {
        name: {row.id for row in before.get(home, ())} - {row.id for row in after.get(home, ())}
        for name, home in (("indicator", "indicators"), ("flag", "flags"))
    }


class _Merge:
    """One table: the rows as they were, and as the sheet has them."""

    def __init__(
        self, table: Table, before: Mapping[str, Row], written: tuple[WrittenRow, ...]
    ) -> None:
        self._table = table
        self._before = before
        self._written = written
        self.problems: list[Problem] = []

    def rows(self) -> Iterator[Row]:
        """Yield the rows that stay and those that come."""
        seen: set[str] = set()
        for number, row in enumerate(self._written, start=1):
            id_ = row.id or self._own_id(number)
            if id_ in seen:
                self._name(
                    row,
                    "",
                    "id_repeated",
                    _("The id '{id}' stands in two rows.", id=id_),
                    _("Give the newer one an id that was never used."),
                )
                continue
            seen.add(id_)
            if id_ in self._before:
                yield from self._kept(row, self._before[id_])
            elif not row.is_removed:
                yield from self._new(row, id_)
        for id_, before in self._before.items():
            if id_ not in seen:
                self.problems.append(self._lost(id_))
                yield before

    def _own_id(self, number: int) -> str:
        """Return an id for a new row of a table whose rows nobody calls by their ids."""
        return f"new/{number}" if self._table.id == "figures" else ""

    def _kept(self, row: WrittenRow, before: Row) -> Iterator[Row]:
        if row.is_removed:
            return
        cells = {**before.cells, **row.cells}
        for field in self._table.fields:
            if field.is_fixed and cells[field.name] != before.cells[field.name]:
                self._name(
                    row,
                    field.name,
                    "cell_fixed",
                    _("This was '{value}' and cannot be changed.", value=before.cells[field.name]),
                    _("Put it back; or remove the row and add a new one with an id of its own."),
                )
        self._need(row, cells)
        yield Row(before.id, cells)

    def _new(self, row: WrittenRow, id_: str) -> Iterator[Row]:
        if not self._table.grows:
            self._name(
                row,
                "",
                "row_new",
                _("'{id}' is not in the questionnaire, and nothing is added here.", id=id_),
                _("Put the id back, or take the row out."),
            )
            return
        if not _ID.fullmatch(id_.rpartition("/")[2]) and self._table.id != "figures":
            self._name(
                row,
                "",
                "id_wrong",
                _("'{id}' is no id.", id=id_) if id_ else _("The new row has no id."),
                _(
                    "Write at most 40 letters, digits, dots, hyphens and underscores that begin "
                    "with a letter, never used before."
                ),
            )
            return
        cells = {
            field.name: row.cells.get(field.name, _empty(field)) for field in self._table.fields
        }
        self._need(row, cells)
        yield Row(id_, cells)

    def _need(self, row: WrittenRow, cells: Mapping[str, CellValue]) -> None:
        for field in self._table.fields:
            if field.is_needed and cells[field.name] in ("", (), None) and field.name in row.cells:
                self._name(
                    row,
                    field.name,
                    "cell_empty",
                    _("'{field}' is empty.", field=author_field(field.name)),
                    _("Fill it in."),
                )

    def _name(self, row: WrittenRow, field: str, code: str, found: str, remedy: str) -> None:
        self.problems.append(Problem(f"author.{code}", row.place(field), found, remedy))

    def _lost(self, id_: str) -> Problem:
        remedy = _("Put the row back.")
        if self._table.grows:
            remedy = _("Put the row back; to remove it, choose 'yes' under Remove in it.")
        return Problem(
            "author.row_lost",
            _("Sheet '{sheet}'", sheet=table_name(self._table.id)),
            _("The row '{id}' is missing.", id=id_),
            remedy,
        )


def _empty(field: Field) -> CellValue:
    match field.form:
        case Form.LINES | Form.IDS:
            return ()
        case Form.YES_NO:
            return False
        case Form.NUMBER:
            return None
        case _:
            return ""


def _no_sheet(table: Table) -> Problem:
    return Problem(
        "author.sheet_missing",
        _("Sheet '{sheet}'", sheet=table_name(table.id)),
        _("The sheet is missing, or its hidden first row is."),
        _("Put it back, or write a fresh workbook and copy the changes into it."),
    )


def _went_along(cells: Mapping[str, CellValue], gone: Mapping[str, set[str]]) -> bool:
    """Whether a row belongs to something that was removed as a whole."""
    return any(cells.get(name) in ids for name, ids in gone.items())


def _unknown_ids(table: Table, rows: Rows, written: Iterable[WrittenRow]) -> Iterator[Problem]:
    """Yield ids in cells that no row of the table they lead to has."""
    for field in table.fields:
        home = _LEADS_TO.get(field.name)
        if home is None or home not in rows:
            continue
        known = {row.id for row in rows[home]}
        for row in written:
            for id_ in _named(row.cells.get(field.name)):
                if id_ not in known:
                    yield Problem(
                        "author.id_unknown",
                        row.place(field.name),
                        _("'{id}' is not on the sheet '{sheet}'.", id=id_, sheet=table_name(home)),
                        _("Correct it, or add it there."),
                    )


def _named(value: CellValue) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return () if value in ("", None) else (str(value),)


def _version_in(changes: Iterable[Change]) -> str:
    """Return the version that a workbook raised its questionnaire to; empty if it did not."""
    raised = (one for one in changes if (one.table, one.row.id) == ("head", "version"))
    return next((str(one.after) for one in raised), "")


def _version_problems(
    changes: tuple[Change, ...], given: AuthorReturn, taking: Taking
) -> Iterator[Problem]:
    version, was = _version_in(changes), given.stamp.version
    rows = {row.id: row for row in given.rows.get("head", ())}
    place = rows["version"].place("text") if "version" in rows else table_name("head")
    if version and (not is_version(version) or version_key(version) <= version_key(was)):
        yield Problem(
            "author.version_wrong",
            place,
            _("The version {old} cannot become '{new}'.", old=was, new=version),
            _("Write a higher version, such as {version}.", version=next_version(was)),
        )
    n_meaning = sum(change.is_meaning for change in changes)
    if n_meaning and not version and not taking.is_unfinished:
        first = next(change for change in changes if change.is_meaning)
        yield Problem(
            "author.version_needed",
            place,
            _(
                "What is asked was changed ({place} among others), and the version is still "
                "{version}. Older answers would then answer something else.",
                place=f"{table_name(first.table)}, {first.row.id}",
                version=was,
            ),
            _(
                "Write a higher version, such as {version}; for a version that nobody has used "
                "yet, add --unfinished.",
                version=next_version(was),
            ),
        )


def _elsewhere(problems: tuple[Problem, ...], target: Path) -> Iterator[Problem]:
    """Say how to go on, where no cell of the workbook can mend what is wrong."""
    if not any(_is_asked(problem) for problem in errors_in(problems)):
        yield Problem(
            "author.unfinished_possible",
            str(target),
            _("All this stands in files that the workbook does not hold."),
            _("Take the change back; or add --unfinished to write the folder and mend them there."),
        )


def _is_asked(problem: Problem) -> bool:
    """Whether a problem stands in a file whose texts the workbook holds."""
    names = ("instrument.yaml", "index.yaml", "definitions.yaml", "/indicators/")
    return any(name in problem.where for name in names)


def _in_cells(problem: Problem, given: AuthorReturn) -> Problem:
    """Return a problem of the files with the sheet and cell that its place comes from."""
    if not _is_asked(problem):
        return problem
    rows = {row.id: row for written in given.rows.values() for row in written if row.id}
    words = re.split(r", | > ", problem.where)
    row = next((rows[word] for word in reversed(words) if word in rows), None)
    if row is None:
        return problem
    field = words[-1] if words[-1] in row.cells else ""
    return replace(problem, where=f"{row.place(field)} ({problem.where})")
