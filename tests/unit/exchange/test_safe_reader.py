"""Every file that means harm or is broken is refused with a sentence, or read without harm."""

import pytest

from assessment.exchange.field_workbook.meta import read_meta
from assessment.exchange.safe_reader import read_sheets
from assessment.model.problem import Refused
from tests.shared_data import DATA, shared
from tests.unit.exchange import hostile
from tests.unit.exchange.filling import opened, problems_of, returned, saved

OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refusal(content, name="field.xlsx"):
    with pytest.raises(Refused) as caught:
        read_sheets(content, name)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty", "empty"),
        (b"id,level\nLAW-1,3\n", "other_format", "CSV"),
        ("\ufeffid;level\n".encode(), "other_format", "CSV"),
        (b"<html><table><tr><td>3</td></tr></table></html>", "other_format", "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "other_format", "XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "other_format", "another kind"),
        (OLD_FORMAT, "other_format", "2003"),
        (OLD_FORMAT + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"x" * 10_000_001, "too_large", "10,000,000"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_what_it_is(content, code, says):
    problem = refusal(content)
    assert problem.code == f"workbook.{code}"
    assert says in str(problem)
    assert problem.where == "File 'field.xlsx'"
    assert problem.remedy


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (hostile.truncated, "damaged"),
        (hostile.cut_directory, "damaged"),
        (hostile.lying_size, "damaged"),
        (hostile.macro_part, "macros"),
        (hostile.macro_type, "macros"),
        (hostile.external_link, "external_links"),
        (hostile.external_relation, "external_links"),
        (hostile.flagged_encrypted, "encrypted"),
        (hostile.other_packing, "forbidden_content"),
        (hostile.same_sheet_twice, "forbidden_content"),
        (hostile.laughs, "forbidden_content"),
        (hostile.outside_entity, "forbidden_content"),
        (hostile.deeply_nested, "forbidden_content"),
        (hostile.many_parts, "too_large"),
        (hostile.hundred_thousand_rows, "too_large"),
        (hostile.too_many_strings, "too_large"),
        (hostile.too_many_styles, "too_large"),
        (hostile.wrong_coordinates, "unreadable"),
        (hostile.missing_part, "damaged"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_workbook_that_is_not_safe_is_refused(made, code):
    problem = refusal(made())
    assert problem.code == f"workbook.{code}"
    assert problem.where == "File 'field.xlsx'"


@pytest.mark.parametrize("cell", ["XFD1048576", "A5001", "BI3"])
def test_a_cell_far_outside_is_told_and_the_rest_is_read(cell):
    content = hostile.far_cell(cell)
    assert problems_of(content)["workbook.cells_beyond"].where == f"Sheet 'LAW', cell {cell}"
    assert [row.indicator_id for row in returned(content).answers] == ["LAW-1"]


def test_a_stated_size_is_not_believed():
    claim = (b"<sheetPr>", b'<dimension ref="A1:A1"/><sheetPr>')
    content = hostile.changed({hostile.ANSWERS_PART: lambda old: old.replace(*claim)})
    assert [row.indicator_id for row in returned(content).answers] == ["LAW-1"]


def test_a_sheet_with_a_name_of_300_characters_is_known_by_what_is_in_it():
    content = hostile.long_sheet_name()
    assert "workbook.sheet_missing" not in problems_of(content)
    assert [row.indicator_id for row in returned(content).answers] == ["LAW-1"]


def test_a_long_or_odd_file_name_is_cut_in_the_message():
    problem = refusal(b"", "x" * 500 + "\n\u202e.xlsx")
    assert len(problem.where) < 100
    assert "\n" not in problem.where


def test_no_flipped_byte_brings_the_reader_down():
    codes = set()
    for content in hostile.flipped_bytes():
        try:
            read_sheets(content, "field.xlsx")
        except Refused as refused:
            codes.update(problem.code for problem in refused.problems)
    assert codes >= {"workbook.damaged"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "not_a_field_workbook"),
        ({"format": "something else"}, "not_a_field_workbook"),
        ({"format_version": "3"}, "format_newer"),
        ({"format_version": "soon"}, "format_newer"),
        ({"assessment_id": None}, "meta_incomplete"),
        ({"assessment_id": "=A1"}, "meta_incomplete"),
    ],
)
def test_a_workbook_that_does_not_say_what_it_is_for_is_refused(change, code):
    workbook = opened()
    for key, value in workbook["_meta"].iter_rows(max_col=2):
        if not change or key.value in change:
            value.value = change.get(key.value)
    with pytest.raises(Refused) as caught:
        read_meta(read_sheets(saved(workbook), "field.xlsx"))
    assert caught.value.problems[0].code == f"workbook.{code}"
    assert "fresh" in caught.value.problems[0].remedy


def test_a_workbook_without_the_hidden_sheet_is_refused():
    workbook = opened()
    del workbook["_meta"]
    with pytest.raises(Refused, match="This is no field workbook of this program"):
        read_meta(read_sheets(saved(workbook), "field.xlsx"))


def odd_workbooks():
    return sorted((DATA / "workbooks-odd").glob("*.xlsx"))


def test_the_odd_workbooks_are_here():
    shared("workbooks-odd")
    assert len(odd_workbooks()) >= 11


@pytest.mark.parametrize("path", odd_workbooks(), ids=lambda path: path.stem)
def test_an_odd_workbook_of_others_is_refused_in_words(path):
    with pytest.raises(Refused) as caught:
        read_meta(read_sheets(path.read_bytes(), path.name))
    for problem in caught.value.problems:
        assert path.name in problem.where
        assert problem.code.startswith("workbook.")
        assert problem.remedy


@pytest.mark.parametrize("path", odd_workbooks(), ids=lambda path: path.stem)
def test_an_odd_workbook_of_others_gives_problems_and_no_answers(path):
    try:
        found = returned(path.read_bytes())
    except Refused:
        return
    assert found.answers == ()
    assert any(problem.is_error for problem in found.problems)
