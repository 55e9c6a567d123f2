"""A whole assessment as a file: out and in without loss, and every fault with its place."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.exchange import safe_json
from assessment.exchange.whole_assessment import (
    MOST_SHOWN,
    read_whole,
    refuse_unknown,
    write_whole,
)
from assessment.exchange.whole_format import (
    DERIVED,
    ENTRIES,
    GROUND,
    HEADING,
    KINDS,
    LEFT_OUT,
    schema,
    schema_text,
)
from assessment.model.answer import CONFIDENCES, GRADES
from assessment.model.problem import Refused
from assessment.model.review import ENTRY_KINDS, Ground
from assessment.model.text import clean_text
from assessment.reporting.whole import counts_table
from assessment.storage.tables import ASSESSMENT, OF_ASSESSMENT
from tests.builders import small_framework
from tests.unit.exchange.whole import a_file, a_whole, an_answer_row

OWNED = {"organisation_id", "person_id", "assessment_id"}
TEXTS = st.text(max_size=40).map(clean_text)
LEVELS = st.builds(
    dict,
    level=st.integers(0, 4),
    confidence=st.sampled_from((None, *CONFIDENCES)),
    evidence_grade=st.sampled_from((None, *GRADES)),
    ticked=st.lists(TEXTS.filter(bool), max_size=3),
    rationale=TEXTS,
    reason=TEXTS,
)


def refused(file: Any) -> list[tuple[str, str]]:
    """Code and place of everything that is said of a file."""
    content = file if isinstance(file, bytes) else json.dumps(file).encode()
    with pytest.raises(Refused) as caught:
        read_whole(content, "x.json")
    problems = caught.value.problems
    assert all(one.found and one.remedy for one in problems)
    return [(one.code, one.where) for one in problems]


# The format and the tables.


def test_every_table_of_an_assessment_is_in_the_file_or_said_to_stay_out():
    assert {kind.table for kind in KINDS.values()} | {*LEFT_OUT} == {
        table.name for table in OF_ASSESSMENT
    }


def test_every_column_is_a_field_of_the_file():
    tables = {table.name: set(table.columns.keys()) for table in OF_ASSESSMENT}
    for kind in KINDS.values():
        assert {*kind.row.parts} - {"recorded_by"} == tables[kind.table] - OWNED, kind.table
    heading = set(ASSESSMENT.columns.keys()) - OWNED - {*DERIVED}
    assert {*HEADING.parts} - {"recorded_by"} == heading


def test_what_may_stand_in_an_entry_of_a_review_is_what_the_model_has():
    assert {*ENTRIES} == {kind.kind for kind in ENTRY_KINDS}
    for kind in ENTRY_KINDS:
        shape = ENTRIES[kind.kind]
        assert set(shape.parts) == {one.name for one in fields(kind)}
        given_later = {one.name for one in fields(kind) if one.default is not MISSING}
        assert shape.optional == given_later
    assert set(GROUND.parts) == {one.name for one in fields(Ground)}


def test_the_published_schema_is_that_by_which_files_are_read():
    published = Path(__file__).parents[3] / "docs" / "whole-assessment.schema.json"
    assert published.read_text() == schema_text(), "run 'make schema'"


def test_every_list_of_the_file_has_a_name_for_people():
    named = [what for what, _number in counts_table(dict.fromkeys(KINDS, 1))]
    assert not set(named) & set(KINDS)


# Out and in.


@settings(max_examples=60, deadline=None)
@given(st.lists(LEVELS, min_size=1, max_size=4))
def test_whatever_was_answered_comes_back_and_goes_out_as_the_same_bytes(
    answers: list[dict[str, Any]],
):
    rows = [an_answer_row(number, **said) for number, said in enumerate(answers, start=1)]
    content = write_whole(a_whole(*rows))
    found = read_whole(content, "x.json")
    assert found == a_whole(*rows)
    assert write_whole(found) == content


def test_a_file_fits_the_published_schema():
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.Draft202012Validator(schema())
    assert not [*checker.iter_errors(a_file())]
    broken = a_file()
    broken["answers"][0]["status"] = "maybe"
    assert [*checker.iter_errors(broken)]


def test_a_moment_in_another_zone_is_the_same_moment():
    file = a_file()
    file["assessment"]["recorded_at"] = "2026-03-02T12:30:00+03:00"
    assert read_whole(json.dumps(file).encode(), "x").heading == a_whole().heading


def test_a_text_that_no_workbook_holds_goes_out_as_it_can_be_read():
    found = read_whole(write_whole(a_whole(an_answer_row(rationale="a\x07\r\nb"))), "x")
    assert found.rows["answer"][0]["rationale"] == "a\nb"


# Broken files.


def changed(path: str, value: Any) -> dict[str, Any]:
    """A file in which one place says something else."""
    file = part = a_file()
    *way, last = path.strip("/").split("/")
    for name in way:
        part = part[int(name)] if isinstance(part, list) else part[name]
    part[last] = value
    return file


WRONG = {
    "/answers/0/level": ["3", True, 2.0, 10**12, [3], {}],
    "/answers/0/status": ["Level", None, 3],
    "/answers/0/recorded_at": [
        *("2026-03-02", "2026-03-02T09:30:00", "2026-13-02T09:30:00+00:00", 1),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-05:00", "0001-01-02T00:00:00+00:00"),
    ],
    "/answers/0/revision": [0, -1, None],
    "/answers/0/ticked": ["LAW-1.1a", None, {}],
    "/answers/0/rationale": ["a\x00b", "\ud800", 7, None],
    "/answers/0/id": ["", "a b", "x" * 81, "../x", None],
    "/answers/0/confidence": ["sure", ""],
    "/assessment/mode": ["both", None],
    "/assessment/state_code": ["", "KENYA"],
    "/assessment/invented": [1, "yes"],
    "/people/0/name": ["", "x" * 501],
    "/answers": [{}, None, "none"],
    "/people": [None],
}


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_told_with_its_place(path: str, value: Any):
    assert refused(changed(path, value))[0] == ("json.wrong_value", path)


def test_everything_that_is_wrong_is_told_at_once():
    file = a_file()
    file["answers"][0] |= {"level": "x", "origin": "mail", "a/b~": 1}
    del file["answers"][0]["reason"], file["reviews"]
    assert sorted(refused(file)) == [
        ("json.missing", "/answers/0/reason"),
        ("json.missing", "/reviews"),
        ("json.unknown_name", "/answers/0/a~1b~0"),
        ("json.wrong_value", "/answers/0/level"),
        ("json.wrong_value", "/answers/0/origin"),
    ]


def test_of_very_many_problems_the_first_are_told_and_the_others_counted():
    codes = refused(changed("/people", [1] * 5000))
    assert len(codes) == MOST_SHOWN + 1
    assert codes[-1][0] == "json.further"


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no JSON": lambda: b"PK\x03\x04",
    "cut off": lambda: write_whole(a_whole())[:-20],
    "no UTF-8": lambda: b'{"format": "\xff"}',
    "NaN": lambda: b'{"version": NaN}',
    "infinite": lambda: b'{"version": -Infinity}',
    "too large a number": lambda: b'{"version": 1e999}',
    "400 digits": lambda: b'{"version": ' + b"9" * 400 + b"}",
    "5000 digits": lambda: b'{"version": ' + b"9" * 5000 + b"}",
    "a key twice": lambda: b'{"format": "spca assessment", "format": "x"}',
    "deep": lambda: b"[" * 200_000,
    "deep and whole": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_usable_json_is_refused_in_words(name: str):
    assert refused(UNREADABLE[name]()) == [("json.unreadable", "x.json")]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(safe_json, "LARGEST_JSON", 100)
    assert refused(b" " * 101) == [("json.unreadable", "x.json")]


@pytest.mark.parametrize("file", [[], 1, "spca assessment", {}, {"format": "spca backup"}])
def test_another_kind_of_file_is_told(file: Any):
    assert refused(file) == [("whole.other_format", "x.json")]


def test_a_newer_format_is_told():
    assert refused(changed("/version", 2)) == [("whole.newer_format", "x.json")]


CONTRADICTIONS = {
    "points_nowhere": ("/answers/0/recorded_by", 7, "/answers/0/recorded_by"),
    "an import that is not there": ("/answers/0/import_id", "i-9", "/answers/0/import_id"),
    "a revision left out": ("/answers/0/revision", 2, "/answers"),
    "a level without its status": ("/answers/0/status", "not_answered", "/answers/0/level"),
    "nobody began it": ("/assessment/recorded_by", 2, "/assessment/recorded_by"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_rows_that_do_not_fit_together_are_told(name: str):
    path, value, place = CONTRADICTIONS[name]
    assert [where for _code, where in refused(changed(path, value))] == [place]


def test_two_rows_of_one_id_are_told():
    file = a_file()
    file["answers"].append({**file["answers"][0], "revision": 2})
    assert refused(file) == [("whole.repeated", "/answers/1/id")]
    file["people"] *= 2
    assert ("whole.repeated", "/people/1/number") in refused(file)


def test_an_entry_of_a_review_holds_what_belongs_to_its_kind():
    file = a_file()
    own = {"recorded_by": 1, "recorded_at": "2026-03-02T09:30:00+00:00", "origin": "page"}
    entry = {"id": "e", "review_id": "r", "number": 1, "ground": {}, "kind": "dissent", **own}
    file["review_entries"] = [{**entry, "content": {"text": "No.", "on": "2026-03-02"}}]
    assert sorted(refused(file)) == [
        ("json.missing", "/review_entries/0/content/signed_as"),
        ("json.unknown_name", "/review_entries/0/content/on"),
    ]
    file["review_entries"][0]["content"] = {"text": "No.", "signed_as": "Ben Bo"}
    assert refused(file) == [("whole.points_nowhere", "/review_entries/0/review_id")]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"indicator_id": "LAW-99"}, "indicator_id"),
        ({"level": 9}, "level"),
        ({"ticked": ["LAW-1.9z"]}, "ticked/0"),
    ],
)
def test_what_the_questionnaire_does_not_ask_is_told(said: dict[str, Any], place: str):
    with pytest.raises(Refused) as caught:
        refuse_unknown(a_whole(an_answer_row(**said)), small_framework().questionnaire)
    assert [one.where for one in caught.value.problems] == [f"/answers/0/{place}"]
