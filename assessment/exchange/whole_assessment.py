"""A whole assessment as a JSON file: out of its rows, and back into them without loss.

The same assessment gives the same bytes, whoever writes the file and whenever, so that two
files can be compared. What may stand where says `whole_format`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from assessment.exchange.reading_process import read_apart
from assessment.exchange.safe_json import LARGEST_JSON, read_json
from assessment.exchange.shapes import read_moment, remedy, wrong_value
from assessment.exchange.whole_format import FILE, FORMAT, HEADING, KINDS, VERSION, Kind
from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import Status
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire
from assessment.model.text import clean_text
from assessment.model.whole import Row, Someone, WholeAssessment

MOST_SHOWN = 100
"""So many problems are named; of further ones only the number."""
LARGE = 5_000_000
"""Bytes from which on another process reads a file first: seventy times a whole assessment.

Reading so many takes half a second; of fifty million that mean harm it takes ten, and 1.5 GB.
"""
_MOMENT = "recorded_at"


def write_whole(whole: WholeAssessment) -> bytes:
    """Return an assessment as a file."""
    people = [
        {"number": number, "name": one.name, "organisation": one.organisation}
        for number, one in whole.people.items()
    ]
    lists = {
        name: [_written(row, kind.row.parts) for row in whole.rows.get(kind.table, ())]
        for name, kind in KINDS.items()
    }
    heading = _written(whole.heading, HEADING.parts)
    file = {"format": FORMAT, "version": VERSION, "people": people, "assessment": heading, **lists}
    text = json.dumps(_cleaned(file), ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def _written(row: Row, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row in the order of the format, with its moment in UTC."""
    values = {name: row[name] for name in parts}
    moment: datetime = values[_MOMENT]
    return values | {_MOMENT: moment.astimezone(UTC).isoformat()}


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - a value of any column
    """Return a value whose texts the reader takes; those of people are so already."""
    if isinstance(value, str):
        return value if value.isprintable() else clean_text(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(part) for name, part in value.items()}
    return value


def read_whole(content: bytes, name: str) -> WholeAssessment:
    """Return the assessment that a file holds.

    Parameters
    ----------
    name
        Of the file, for what is said of it.

    Raises
    ------
    Refused
        With everything that is wrong with it, each with its place.
    """
    if LARGE < len(content) <= LARGEST_JSON:
        # What comes back from another process would have to be held against the format again, so
        # nothing does: a file that it could read within its bounds costs no more here.
        read_apart("whole", content, {"name": name}, where=name, remedy=remedy())
    return read_whole_here(content, name)


def read_whole_here(content: bytes, name: str) -> WholeAssessment:
    """Return the assessment that a file holds as `read_whole` does, in this process only."""
    file = read_json(content, name)
    _refuse_other_format(file, name)
    _refuse(FILE.problems(file, ""))
    _refuse(_contradictions(file))
    rows = {kind.table: [_read(row) for row in file[name]] for name, kind in KINDS.items()}
    people = {one["number"]: Someone(one["name"], one["organisation"]) for one in file["people"]}
    return WholeAssessment(_read(file["assessment"]), rows, people)


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, _MOMENT: read_moment(row[_MOMENT])}


def _refuse_other_format(file: Any, name: str) -> None:  # noqa: ANN401 - whatever the file says
    said = file if isinstance(file, dict) else {}
    if said.get("format") != FORMAT:
        found = _("It is no assessment that was written by 'spca export-json'.")
        raise Refused((Problem("whole.other_format", name, found, remedy()),))
    version = said.get("version")
    if type(version) is int and version > VERSION:
        found = _("It was written by a newer version (format {version}).", version=version)
        install = _("Install the newer version first. Nothing was written.")
        raise Refused((Problem("whole.newer_format", name, found, install),))


def _refuse(problems: Iterator[Problem]) -> None:
    shown = tuple(islice(problems, MOST_SHOWN))
    if not shown:
        return
    further = sum(1 for _one in problems)
    if further:
        found = ngettext(
            "{number} further place is wrong.", "{number} further places are wrong.", further
        )
        shown = (*shown, Problem("json.further", "/", found, remedy()))
    raise Refused(shown)


# What no single place can show: numbers and references that do not fit together.


def _contradictions(file: Mapping[str, Any]) -> Iterator[Problem]:
    numbers = [one["number"] for one in file["people"]]
    yield from _repeated(numbers, "/people", "number")
    known = set(numbers)
    yield from _nobody([file["assessment"]], "/assessment", known, numbered=False)
    ids = {name: {row[kind.key] for row in file[name]} for name, kind in KINDS.items()}
    for name, kind in KINDS.items():
        rows, where = file[name], f"/{name}"
        yield from _repeated([row[kind.key] for row in rows], where, kind.key)
        yield from _nobody(rows, where, known)
        yield from _pointing_nowhere(rows, where, kind, ids)
        yield from _miscounted(rows, where, kind)
        yield from _half_said(rows, where)


def _repeated(values: Sequence[Any], where: str, field: str) -> Iterator[Problem]:
    counts, seen = Counter(values), set[Any]()
    for number, value in enumerate(values):
        if counts[value] > 1 and value in seen:
            found = _("'{value}' names two of this list.", value=value)
            yield Problem("whole.repeated", f"{where}/{number}/{field}", found, remedy())
        seen.add(value)


def _nobody(
    rows: Sequence[Mapping[str, Any]], where: str, known: Collection[int], *, numbered: bool = True
) -> Iterator[Problem]:
    for number, row in enumerate(rows):
        if row["recorded_by"] not in known:
            place = f"{where}/{number}" if numbered else where
            found = _("Nobody in 'people' has the number {number}.", number=row["recorded_by"])
            yield Problem("whole.points_nowhere", f"{place}/recorded_by", found, remedy())


def _pointing_nowhere(
    rows: Sequence[Mapping[str, Any]], where: str, kind: Kind, ids: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    for field, target in kind.points.items():
        for number, row in enumerate(rows):
            if row[field] is not None and row[field] not in ids[target]:
                found = _("Nothing in '{list}' has the id '{id}'.", list=target, id=row[field])
                yield Problem("whole.points_nowhere", f"{where}/{number}/{field}", found, remedy())


def _miscounted(rows: Sequence[Mapping[str, Any]], where: str, kind: Kind) -> Iterator[Problem]:
    if not kind.counts:
        return
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in kind.within)].append(row[kind.counts])
    for among, numbers in found.items():
        if sorted(numbers) != [*range(1, len(numbers) + 1)]:
            yield Problem(
                "whole.miscounted",
                where,
                _(
                    "'{field}' of {what} does not count 1, 2, 3 and so on.",
                    field=kind.counts,
                    what=", ".join(f"'{part}'" for part in among) or f"'{where[1:]}'",
                ),
                remedy(),
            )


def _half_said(rows: Sequence[Mapping[str, Any]], where: str) -> Iterator[Problem]:
    """Yield levels without the status 'level', and the other way round."""
    for status, level in (("status", "level"), ("status_then", "level_then")):
        for number, row in enumerate(rows):
            if not {status, level} <= row.keys():
                continue
            if (row[status] == Status.LEVEL) != (row[level] is not None):
                found = _("A level belongs to the status 'level', and to no other.")
                yield Problem("whole.half_said", f"{where}/{number}/{level}", found, remedy())


def refuse_unknown(whole: WholeAssessment, questionnaire: Questionnaire) -> None:
    """Refuse rows about something that a questionnaire does not ask.

    Raises
    ------
    Refused
        With every such place.
    """
    _refuse(_unknown(whole, questionnaire))


def _unknown(whole: WholeAssessment, questionnaire: Questionnaire) -> Iterator[Problem]:
    levels = [one.value for one in questionnaire.scale]
    asked = [one.id for one in questionnaire.indicators]
    flags = {one.id: [option.id for option in one.options] for one in questionnaire.context_flags}
    for name, kind in KINDS.items():
        for number, row in enumerate(whole.rows[kind.table]):
            where = f"/{name}/{number}"
            yield from _not_among(row, "indicator_id", asked, where)
            for field in ("level", "level_then", "goal"):
                yield from _not_among(row, field, levels, where)
            if "ticked" in row and row["indicator_id"] in asked:
                statements = questionnaire.indicator(row["indicator_id"]).statement_ids
                yield from _not_ticked(row["ticked"], statements, f"{where}/ticked")
            if "flag_id" in row:
                yield from _not_among(row, "flag_id", [*flags], where)
                if row["flag_id"] in flags:
                    # Without one it says that an entry was taken back.
                    yield from _not_among(row, "option", [*flags[row["flag_id"]], ""], where)


def _not_among(row: Row, field: str, known: Sequence[Any], where: str) -> Iterator[Problem]:
    if row.get(field) is not None and row[field] not in known:
        few = known if len(known) <= 10 else (*known[:10], "...")
        yield wrong_value(f"{where}/{field}", row[field], formats.listed(map(str, few), "or"))


def _not_ticked(ticked: Sequence[str], known: Sequence[str], where: str) -> Iterator[Problem]:
    for number, id_ in enumerate(ticked):
        if id_ not in known:
            allowed = formats.listed(known, "or")
            yield wrong_value(f"{where}/{number}", id_, allowed)
