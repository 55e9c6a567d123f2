"""A questionnaire given out as a workbook, and taken back."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessment.library.shelf import open_library
from assessment.library.versions import shelved_folders
from assessment.model.authoring import rows_of
from assessment.model.problem import Refused, errors_in
from assessment.services.authoring import Taking, author_workbook, load_content, take_back
from assessment.wiring import ROOT
from tests.authoring import Desk
from tests.builders import MOMENT
from tests.mistakes import change

SHELF = ROOT / "questionnaires"
SHIPPED = [path.relative_to(SHELF) for path in shelved_folders(SHELF)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(desk: Desk, cells: dict, **taking) -> list[str]:
    with pytest.raises(Refused) as refusal:
        desk.take(cells, **taking)
    assert not desk.target.exists()
    return [str(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize("name", SHIPPED, ids=str)
def test_a_shipped_questionnaire_comes_back_as_it_was(name: Path, tmp_path: Path) -> None:
    content, file_name = author_workbook(SHELF / name, MOMENT)
    target = tmp_path / name
    # What became of 1.0 stands in 2.0, and says nothing without 1.0 beside it.
    if name.parent.name == "spcf" and name.name != "1.0":
        shutil.copytree(SHELF / "spcf" / "1.0", tmp_path / "spcf" / "1.0")
    taken = take_back(open_library(SHELF), content, file_name, Taking(target))
    assert (taken.changes, taken.left_out) == ((), ())
    assert taken.checksums[0] == taken.checksums[1]
    assert load_content(target) == load_content(SHELF / name)
    for path in (SHELF / name).rglob("*.*"):
        assert (target / path.relative_to(SHELF / name)).read_bytes() == path.read_bytes()


def test_a_better_wording_keeps_the_version_and_the_comments(desk: Desk) -> None:
    better = "Is the office near: reached and left on one day?"
    taken = desk.take({("Indicators", "REACH-1", "question"): better})
    (changed,) = taken.changes
    assert (changed.table, changed.row.id, changed.field) == ("indicators", "REACH-1", "question")
    assert not changed.is_meaning
    assert taken.versions == ("1.0", "1.0")
    assert taken.checksums[0] != taken.checksums[1]
    old, new = ((f / "instrument.yaml").read_text() for f in (desk.base, desk.target))
    before = (
        "Can people from every part of the district come to the office and return on the same day?"
    )
    assert new == old.replace(before, f'"{better}"')


def test_a_change_of_meaning_asks_for_a_higher_version(desk: Desk) -> None:
    cells = {("Statements", "REACH-1.3b", "level"): "2"}
    (problem,) = refused(desk, cells)
    assert "Sheet 'Questionnaire', cell C3" in problem
    assert "Statements, REACH-1.3b" in problem
    assert "such as 1.1" in problem
    taken = desk.take({**cells, ("Questionnaire", "version", "text"): "1.1"})
    assert [(one.kind, one.before, one.after) for one in taken.changes if one.is_meaning] == [
        ("moved", 3, 2)
    ]
    found = load_content(desk.target).questionnaire
    assert (found.version, found.indicator("REACH-1").level_of("REACH-1.3b")) == ("1.1", 2)


def test_what_is_not_finished_may_keep_its_version(desk: Desk) -> None:
    taken = desk.take({("Indicators", "REACH-1", "key"): "yes"}, is_unfinished=True)
    assert load_content(taken.folder).questionnaire.indicator("REACH-1").key


def test_an_indicator_with_its_statements_is_added_at_the_end_of_its_dimension(desk: Desk) -> None:
    cells = {
        ("Questionnaire", "version", "text"): "1.1",
        **{
            ("Indicators", "REPLY-3", field): value
            for field, value in {
                "dimension": "REPLY",
                "name": "Told why",
                "question": "Are people told why their complaint was turned down?",
                "why": "A refusal without a reason looks like a favour.",
                "element": "choice",
                "type": "process",
                "lens": "shared",
                "polarity": "protective",
                "evidence": "Closed files\nTalks",
                "sources": "GUIDE; TALKS",
            }.items()
        },
    }
    for level, text in enumerate(("No reason.", "A reason on request.", "Always a reason."), 1):
        id_ = f"REPLY-3.{level}a"
        cells[("Statements", id_, "indicator")] = "REPLY-3"
        cells[("Statements", id_, "level")] = level
        cells[("Statements", id_, "text")] = text
    taken = desk.take(cells)
    # Programmes stand in a file beside the workbook: what they lack is told.
    assert [str(p).partition(": ")[2] for p in taken.problems] == [
        "No programme serves REPLY-3. Add it to a programme that can raise it."
    ]
    indicators = load_content(taken.folder).questionnaire.dimensions[1].indicators
    assert [one.id for one in indicators] == ["REPLY-1", "REPLY-2", "REPLY-3"]
    assert indicators[-1].evidence == ("Closed files", "Talks")
    assert indicators[-1].level_of("REPLY-3.2a") == 2
    assert "# A small questionnaire" in (taken.folder / "instrument.yaml").read_text()


def test_what_is_removed_takes_its_statements_along(desk: Desk) -> None:
    cells = {
        ("Questionnaire", "version", "text"): "1.1",
        ("Indicators", "REACH-2", "remove"): "yes",
    }
    taken = desk.take(cells, is_unfinished=True)
    assert [(one.kind, one.row.id) for one in taken.changes if one.kind == "removed"] == [
        ("removed", "REACH-2")
    ]
    assert "REACH-2" not in (taken.folder / "instrument.yaml").read_text()


def test_what_no_cell_can_mend_is_refused_with_a_way_on(desk: Desk) -> None:
    told = refused(
        desk,
        {
            ("Questionnaire", "version", "text"): "1.1",
            ("Indicators", "REACH-2", "remove"): "yes",
        },
    )
    assert "programmes.yaml, MOBILE: 'REACH-2' is no indicator" in told[0]
    assert "add --unfinished to write the folder" in told[-1]


def test_the_same_version_in_a_second_folder_beside_is_refused_and_nothing_written(
    desk: Desk,
) -> None:
    desk.take({})
    desk.target = desk.target.with_name("other")
    (told,) = refused(desk, {})
    assert "The folder grievance already has the questionnaire" in told
    assert "name that folder with --force to replace it" in told
    taken = desk.take({}, is_unfinished=True)
    assert [one.code for one in errors_in(taken.problems)] == ["library.questionnaire_repeated"]


def test_a_level_between_two_is_answered_with_those_of_the_scale(desk: Desk) -> None:
    for typed in (2.5, "2.5", "two"):
        (told,) = refused(desk, {("Statements", "REACH-1.3b", "level"): typed})
        assert told.endswith(
            f"'{typed}' cannot be understood here. Write one of these whole numbers: 1, 2 or 3."
        )
    # A year has no scale.
    (told,) = refused(desk, {("Sources", "GUIDE", "year"): 2019.5})
    assert told.endswith("'2019.5' cannot be understood here. Write a whole number.")


def test_ids_are_named_as_they_were_typed(desk: Desk) -> None:
    for id_ in ("XX-1", "Reach-1", "reach-1"):
        cells = {
            ("Questionnaire", "version", "text"): "1.1",
            ("Indicators", "REACH-1", "sources"): id_,
        }
        (told,) = refused(desk, cells)
        assert f"'{id_}' is not on the sheet 'Sources'." in told


def test_every_problem_is_named_at_once_with_its_cell(desk: Desk) -> None:
    told = refused(
        desk,
        {
            ("Indicators", "REACH-1", "question"): None,
            ("Indicators", "REACH-2", "element"): "law",
            ("Indicators", "REACH-3", "sources"): "GUIDE; BOOK",
            ("Statements", "REACH-1.3b", "level"): "four",
            ("Statements", "REACH-9.1a", "indicator"): "REACH-9",
            ("Statements", "REACH-9.1a", "text"): "A statement of nothing.",
            ("Scale", "4", "name"): "Better",
            ("Sources", "NEW 1", "title"): "=1+1",
        },
    )
    # Row 3 is the first of each sheet; the questions are in the columns D and F.
    assert any(t.startswith("Sheet 'Indicators', cell D3: 'Question' is empty.") for t in told)
    assert any(
        "cell F4: 'law' cannot be understood" in t and "choice; structure" in t for t in told
    )
    assert any("cell O5: 'BOOK' is not on the sheet 'Sources'." in t for t in told)
    assert any("'four' cannot be understood" in t for t in told)
    assert any("'REACH-9' is not on the sheet 'Indicators'." in t for t in told)
    assert any("'4' is not in the questionnaire, and nothing is added here." in t for t in told)
    assert any("'a formula' cannot be understood" in t for t in told)
    assert all(t.startswith("Sheet '") for t in told)


def test_what_only_the_library_finds_is_named_with_its_cell_too(desk: Desk) -> None:
    told = refused(
        desk,
        {
            ("Questionnaire", "version", "text"): "1.1",
            ("Statements", "REACH-1.1a", "level"): "2",
        },
    )
    assert told[0].startswith("Sheet 'Indicators', cell A3 (")
    assert "Level 1 has no anchor." in told[0]


def test_a_row_that_was_cut_out_is_taken_for_an_accident(desk: Desk) -> None:
    workbook = load_workbook(BytesIO(desk.workbook()))
    workbook["Statements"].delete_rows(3)
    content = BytesIO()
    workbook.save(content)
    with pytest.raises(Refused) as refusal:
        take_back(desk.library, content.getvalue(), "q.xlsx", Taking(desk.target))
    (problem,) = refusal.value.problems
    assert problem.code == "author.row_lost"
    assert "REACH-1.1a" in problem.found


def test_a_lower_version_and_a_doubled_id_are_refused(desk: Desk) -> None:
    assert "cannot become '0.9'" in refused(desk, {("Questionnaire", "version", "text"): "0.9"})[0]
    workbook = load_workbook(BytesIO(desk.workbook()))
    workbook["Sources"]["A4"].value = "GUIDE"
    content = BytesIO()
    workbook.save(content)
    with pytest.raises(Refused) as refusal:
        take_back(desk.library, content.getvalue(), "q.xlsx", Taking(desk.target))
    codes = {problem.code for problem in refusal.value.problems}
    assert {"author.id_repeated", "author.row_lost"} <= codes


def test_a_workbook_of_an_earlier_content_overwrites_nothing(desk: Desk) -> None:
    content = desk.workbook()
    change(desk.base, "instrument.yaml", "name: Near and open", "name: Near, and open")
    with pytest.raises(Refused) as refusal:
        take_back(desk.library, content, "q.xlsx", Taking(desk.target))
    assert [problem.code for problem in refusal.value.problems] == ["author.base_changed"]


def test_no_folder_is_replaced_unasked_and_none_that_is_no_version(desk: Desk) -> None:
    desk.target.mkdir(parents=True)
    for replaces in (False, True):
        with pytest.raises(Refused) as refusal:
            desk.take({}, replaces=replaces)
        assert [problem.code for problem in refusal.value.problems] == ["author.folder_exists"]
    desk.target.rmdir()
    desk.take({})
    desk.take({("Sources", "GUIDE", "year"): "2020"}, replaces=True)
    assert load_content(desk.target).questionnaire.reference("GUIDE").year == 2020
    assert [path.name for path in desk.target.parent.iterdir()] == ["grievance"]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
TEXTS = {"indicators": ("name", "question", "why"), "statements": ("text",), "sources": ("note",)}
TITLES = {"indicators": "Indicators", "statements": "Statements", "sources": "Sources"}
EDITS = st.sampled_from(
    [
        (table, row.id, field)
        for table, fields in TEXTS.items()
        for row in rows_of(load_content(SHELF / "example"))[table]
        for field in fields
    ]
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.dictionaries(EDITS, WORDS.map(str.strip).filter(bool), max_size=4))
def test_texts_come_back_as_they_were_typed_and_as_changes_of_wording(
    edits: dict, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    before = rows_of(load_content(desk.base))
    taken = desk.take({(TITLES[t], id_, field): text for (t, id_, field), text in edits.items()})
    after = rows_of(load_content(desk.target))
    for (table, id_, field), text in edits.items():
        row = next(row for row in after[table] if row.id == id_)
        assert row.cells[field] == " ".join(str(text).split("\r"))
    assert not any(change.is_meaning for change in taken.changes)
    assert len(taken.changes) == sum(
        next(row for row in before[t] if row.id == id_).cells[field] != text
        for (t, id_, field), text in edits.items()
    )


def test_a_hostile_workbook_writes_nothing(desk: Desk) -> None:
    for content in (b"", b"PK\x03\x04 no archive", b"<html></html>", desk.workbook()[:5000]):
        with pytest.raises(Refused):
            take_back(desk.library, content, "q.xlsx", Taking(desk.target))
    # Where a path stands, or a formula, it is a text and no command.
    told = refused(desk, {("Questionnaire", "version", "text"): "../../9.9"})
    assert "cannot become '../../9.9'" in told[0]


CHOICES = {
    "element": ("choice", "structure"),
    "type": ("structure", "process", "outcome"),
    "lens": ("atrocity", "shared", "conflict"),
    "polarity": ("protective", "harmful"),
    "key": (True, False),
    "sources": (("GUIDE",), ("TALKS",), ("GUIDE", "TALKS")),
    "evidence": (("Visits",), ("Visits", "Talks: with all")),
    "not_applicable_when": ("", "It is closed.", "Nobody comes."),
}
"""Fields of an indicator to what they may become in the small questionnaire."""
OF_WORDING = ("evidence",)
ANY_FIELD = st.sampled_from(sorted(CHOICES)).flatmap(
    lambda field: st.tuples(st.just(field), st.sampled_from(CHOICES[field]))
)
INDICATORS = [row.id for row in rows_of(load_content(SHELF / "example"))["indicators"]]


def as_typed(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(value) if isinstance(value, tuple) else value


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.dictionaries(st.sampled_from(INDICATORS), ANY_FIELD, max_size=4))
def test_what_is_asked_comes_back_as_it_was_chosen_and_as_a_change_of_meaning(
    edits: dict, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    before = {row.id: row.cells for row in rows_of(load_content(desk.base))["indicators"]}
    cells = {("Indicators", id_, field): as_typed(value) for id_, (field, value) in edits.items()}
    taken = desk.take(cells, is_unfinished=True)
    after = {row.id: row.cells for row in rows_of(load_content(desk.target))["indicators"]}
    expected = {
        id_: {**cells, **dict([edits[id_]])} if id_ in edits else cells
        for id_, cells in before.items()
    }
    assert after == expected

    def is_meaning(id_: str, field: str, value: object) -> bool:
        if field == "not_applicable_when":
            # Another text is one of wording; none instead of one, or one instead of none, is not.
            return bool(before[id_][field]) is not bool(value)
        return field not in OF_WORDING

    assert {(one.row.id, one.field): one.is_meaning for one in taken.changes} == {
        (id_, field): is_meaning(id_, field, value)
        for id_, (field, value) in edits.items()
        if before[id_][field] != value
    }
