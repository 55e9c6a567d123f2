"""Many workbooks by one command, the list of those taken in, and the way back."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.cli.terminal import Terminal, add_source
from tests.unit.exchange.filling import answer_cell, filled, saved_at


def returned(terminal: Terminal, id_: str, files: Mapping[str, Mapping[str, object]]) -> Path:
    """A folder with filled workbooks, made before any of them came back."""
    folder = terminal.folder / "returns"
    folder.mkdir()
    for name, levels in files.items():
        terminal.filled(id_, levels, f"returns/{name}")
    return folder


def results(terminal: Terminal, *words: object) -> tuple[int, Any]:
    result = terminal.run("import-workbooks", *words, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_a_folder_is_shown_with_what_the_files_dispute_and_nothing_is_written(terminal: Terminal):
    id_ = terminal.begin()
    # In the order in which they were saved, whatever their names.
    folder = returned(terminal, id_, {"b.xlsx": {"REACH-1": 3}, "a.xlsx": {"REACH-1": 1}})
    code, shown = results(terminal, folder)
    assert (code, shown["outcomes"]) == (3, None)
    assert [one["name"] for one in shown["files"]] == ["b.xlsx", "a.xlsx"]
    (dispute,) = shown["disputes"]
    assert (dispute["id"], dispute["files"]) == ("REACH-1", ["b.xlsx", "a.xlsx"])
    lines = terminal.run("import-workbooks", folder, "--dry-run").stdout
    assert "REACH-1 (b.xlsx, a.xlsx)" in lines
    assert terminal.read("imports", id_)["imports"] == []


def test_a_rule_for_all_decides_and_the_same_again_changes_nothing(terminal: Terminal):
    id_ = terminal.begin()
    files = {"a.xlsx": {"REACH-1": 1, "REACH-2": 2}, "b.xlsx": {"REACH-1": 3}}
    folder = returned(terminal, id_, files)
    code, first = results(terminal, folder, "--yes", "--take-all")
    assert (code, [one["problems"] for one in first["outcomes"]]) == (0, [[], []])
    assert terminal.levels(id_) == {"REACH-1": 3, "REACH-2": 2}
    n_imports = len(terminal.read("imports", id_)["imports"])
    code, _again = results(terminal, folder, "--yes", "--take-all")
    assert code == 0
    assert len(terminal.read("imports", id_)["imports"]) == n_imports


def test_a_broken_file_waits_and_is_told_while_the_others_go_in(terminal: Terminal):
    id_ = terminal.begin()
    folder = returned(terminal, id_, {"a.xlsx": {"REACH-1": 1}, "bad.xlsx": {"REACH-2": "high"}})
    (folder / "broken.xlsx").write_bytes(b"no workbook")
    (folder / "~$a.xlsx").write_bytes(b"left by a program that has it open")
    (folder / "notes.txt").write_text("no workbook at all", encoding="utf-8")
    code, found = results(terminal, folder, "--yes")
    assert code == 1
    waits = {one["name"]: bool(one["problems"]) for one in found["outcomes"]}
    assert waits == {"a.xlsx": False, "bad.xlsx": True, "broken.xlsx": True}
    assert terminal.levels(id_) == {"REACH-1": 1}


def test_a_folder_without_workbooks_and_a_wrong_name_are_refused(terminal: Terminal):
    empty = terminal.folder / "empty"
    empty.mkdir()
    assert terminal.refused("import-workbooks", empty) == ["import.no_workbooks"]
    missing = terminal.folder / "none"
    assert (
        terminal.refused("import-workbooks", missing, missing / "x")
        == ["import.source_missing"] * 2
    )


def test_an_import_is_listed_and_taken_back_after_a_yes(terminal: Terminal):
    id_ = terminal.begin()
    book = terminal.filled(id_, {"REACH-1": 3})
    terminal.done("import-workbook", book, "--yes", "--filled-by", "Team East")
    (one,) = terminal.read("imports", id_)["imports"]
    assert (one["filled_by"], one["undone"]) == ("Team East", False)
    look = terminal.run("undo-import", id_, one["id"])
    assert (look.exit_code, "As before: REACH-1." in look.stdout) == (3, True)
    assert terminal.levels(id_) == {"REACH-1": 3}
    terminal.done("undo-import", id_, one["id"], "--yes")
    assert terminal.levels(id_) == {}
    assert terminal.refused("undo-import", id_, one["id"]) == ["import.undone_already"]
    # List and history say the same, and who took it back.
    assert terminal.read("history", id_)["imports"] == terminal.read("imports", id_)["imports"]
    listed = terminal.run("imports", id_).stdout
    assert f"{book.name}: taken in on" in listed
    assert "Filled in by Team East.\n  It brought 1 answer.\n  Ada Amin took it back on" in listed
    back, there = terminal.run("history", id_).stdout.split(f"Workbook {book.name} ")[1:]
    assert back.startswith("taken back, by Ada Amin on")
    assert there.startswith("taken in, by Ada Amin on")
    assert there.endswith("  Filled in by Team East.\n  It brought 1 answer.\n")


def test_good_rows_go_in_and_a_copy_marks_exactly_the_bad_cells(terminal: Terminal):
    id_ = terminal.begin()
    book = terminal.filled(id_, {"REACH-1": "high", "REACH-2": 3})
    marked = terminal.folder / "back.xlsx"
    result = terminal.run("import-workbook", book, "--yes", "--good-rows", "--marked", marked)
    assert result.exit_code == 1  # something still waits
    assert terminal.levels(id_) == {"REACH-2": 3}
    # The same again brings nothing, and the cell waits as before.
    for words in (("--yes", "--good-rows"), ("--dry-run", "--good-rows")):
        again = terminal.run("import-workbook", book, *words)
        assert "which wait, the workbook says nothing new" in again.stderr
        assert again.exit_code == 1
    folder = returned(terminal, id_, {"a.xlsx": {"REACH-1": "high"}, "b.xlsx": {"REACH-3": 1}})
    assert terminal.run("import-workbooks", folder, "--dry-run").exit_code == 1
    batch = terminal.run("import-workbooks", folder, "--yes", "--good-rows")
    assert ("a.xlsx waits." in batch.stdout, batch.exit_code) == (True, 1)
    assert terminal.levels(id_) == {"REACH-2": 3, "REACH-3": 1}
    workbook = load_workbook(marked)
    cell = answer_cell(workbook, "REACH-1", "level")
    assert (cell.value, "no level" in str(cell.comment)) == ("high", True)
    # Corrected there and sent again, the rest goes in.
    cell.value = 2
    workbook.save(marked)
    terminal.done("import-workbook", marked, "--yes")
    assert terminal.levels(id_) == {"REACH-1": 2, "REACH-2": 3, "REACH-3": 1}


def test_one_persons_workbook_becomes_ratings(terminal: Terminal):
    id_ = terminal.begin()
    book = terminal.filled(id_, {"REACH-1": 3})
    words = ("import-workbook", book, "--yes", "--rate-as", "agency")
    assert terminal.refused(*words) == ["import.nobody_rates"]
    done = terminal.read(*words, "--filled-by", "Ben Bo")
    assert (done["written"]["n_answers"], done["written"]["n_rated"]) == (0, 1)
    assert terminal.levels(id_) == {}
    assert terminal.run("import-workbook", book, "--rate-as", "friends").exit_code == 2


def test_killed_in_the_middle_nothing_is_half_written_and_begun_again_nothing_is_doubled(
    terminal: Terminal,
):
    ids = [terminal.begin(str(2000 + number)) for number in range(8)]
    folder = terminal.folder / "returns"
    folder.mkdir()
    levels = {"REACH-1": 1, "REACH-2": 2, "REPLY-1": 3}
    for number, id_ in enumerate(ids):
        add_source(terminal.filled(id_, levels, f"returns/{number}.xlsx"), "REACH-2", "Forms")
    words = ("import-workbooks", str(folder), "--yes")
    process = subprocess.Popen(
        [sys.executable, "-m", "assessment.cli", *words],
        env=terminal.whole_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and len(taken_in(terminal, ids)) < 2:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert taken_in(terminal, ids), "it was killed before anything was written"
    for id_ in ids:
        # All of a file or nothing of it.
        assert terminal.levels(id_) == (levels if id_ in taken_in(terminal, ids) else {})
    terminal.done(*words)
    for id_ in ids:
        assert terminal.levels(id_) == levels
        (one,) = terminal.read("imports", id_)["imports"]
        assert len(one["evidence"]) == 1


def taken_in(terminal: Terminal, ids: Sequence[str]) -> set[str]:
    """The assessments that have an import, as another process sees them."""
    with closing(sqlite3.connect(terminal.folder / "spca.db")) as connection:
        rows = connection.execute("SELECT assessment_id FROM import_batch").fetchall()
    return {row[0] for row in rows} & set(ids)


def copies(terminal: Terminal, id_: str, files: Mapping[str, tuple[str, object]]) -> Path:
    """A folder with filled copies of one workbook: the team on the cover, and a level."""
    folder = terminal.folder / "copies"
    folder.mkdir()
    sent = terminal.export(id_, "copies/sent.xlsx")
    for number, (name, (team, level)) in enumerate(files.items()):
        cells = {("Cover", "filled_by", "text"): team, ("Answers", "REACH-1", "level"): level}
        (folder / name).write_bytes(saved_at(filled(cells, sent.read_bytes()), number))
    sent.unlink()
    return folder


def test_the_later_file_of_a_team_counts_and_that_is_said_in_one_line(terminal: Terminal):
    id_ = terminal.begin()
    folder = copies(terminal, id_, {"b.xlsx": ("Ann", 1), "a.xlsx": ("Ann", 3)})
    lines = terminal.run("import-workbooks", folder, "--dry-run").stdout
    assert "a.xlsx corrects b.xlsx of the same team; the later counts" in lines
    code, found = results(terminal, folder, "--yes")
    assert (code, found["disputes"]) == (0, [])
    assert [(one["earlier"], one["later"]) for one in found["corrections"]] == [
        ("b.xlsx", "a.xlsx")
    ]
    assert terminal.levels(id_) == {"REACH-1": 3}


def test_one_dispute_is_decided_by_the_name_of_a_file_or_by_keeping_what_is_here(
    terminal: Terminal,
):
    id_ = terminal.begin()
    folder = copies(terminal, id_, {"a.xlsx": ("Ann", 1), "b.xlsx": ("Ben", 3)})
    code, _found = results(terminal, folder, "--yes", "--take", "reach-1=keep")
    assert (code, terminal.levels(id_)) == (0, {})
    code, _found = results(terminal, folder, "--yes", "--take", "REACH-1=b.xlsx")
    # Nothing stands there yet, so it can be decided in another way later on.
    assert (code, terminal.levels(id_)) == (0, {"REACH-1": 3})


def test_choices_that_name_nothing_are_refused_all_at_once_and_nothing_is_written(
    terminal: Terminal,
):
    id_ = terminal.begin()
    folder = copies(terminal, id_, {"a.xlsx": ("Ann", 1), "b.xlsx": ("Ben", 3)})
    typed = ("REACH-1", "REACH-2=a.xlsx", "REACH-1=c.xlsx", "REACH-1=a.xlsx", "REACH-1=b.xlsx")
    words = [word for one in typed for word in ("--take", one)]
    assert terminal.refused("import-workbooks", folder, "--yes", *words) == [
        "import.choice_unread",
        "import.dispute_unknown",
        "import.file_unknown",
        "import.decided_twice",
    ]
    assert terminal.levels(id_) == {}


def test_a_folder_of_last_years_workbooks_goes_into_the_round_that_is_named(terminal: Terminal):
    last, now = terminal.begin(period="2025"), terminal.begin(period="2026")
    folder = returned(terminal, last, {"a.xlsx": {"REACH-1": 1}, "b.xlsx": {"REACH-2": 3}})
    result = terminal.run("import-workbooks", folder, "--into", now, "--yes")
    assert result.exit_code == 0
    assert result.stdout.count("1 answer is to a question that means the same here") == 2
    assert terminal.levels(now) == {"REACH-1": 1, "REACH-2": 3}
    assert terminal.levels(last) == {}


def test_where_nothing_has_to_be_decided_no_list_is_written_and_that_is_said(terminal: Terminal):
    id_ = terminal.begin()
    folder = copies(terminal, id_, {"a.xlsx": ("Ann", 1), "b.xlsx": ("Ben", 1)})
    listed = terminal.folder / "list.xlsx"
    done = terminal.done("import-workbooks", folder, "--dry-run", "--disputes-to", listed)
    assert "Nothing has to be decided one by one, so no list was written." in done.output
    assert "Mark with x" not in done.output
    assert not listed.exists()


def test_disputes_are_listed_in_a_workbook_marked_there_and_read_back(terminal: Terminal):
    id_ = terminal.begin()
    folder = copies(terminal, id_, {"a.xlsx": ("Ann", 1), "b.xlsx": ("Ben", 3)})
    listed = terminal.folder / "list.xlsx"
    words = ("import-workbooks", folder, "--dry-run", "--disputes-to", listed)
    assert "list.xlsx" in terminal.done(*words).output
    workbook = load_workbook(listed)
    (sheet,) = workbook.worksheets
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=2)]
    assert [(file, says) for _take, file, says, _question in rows] == [
        ("keep", "answer: nothing"),
        ("a.xlsx", "answer: level 1"),
        ("b.xlsx", "answer: level 3"),
    ]
    # Two marks, and a word that is none.
    sheet["A2"], sheet["A3"], sheet["A4"] = "x", "X", "maybe"
    workbook.save(listed)
    decide = ("import-workbooks", folder, "--yes", "--decisions", listed)
    assert terminal.refused(*decide) == ["import.mark_unclear", "import.decided_twice"]
    assert terminal.levels(id_) == {}
    sheet["A2"], sheet["A3"], sheet["A4"] = None, "x", None
    workbook.save(listed)
    terminal.done(*decide)
    assert terminal.levels(id_) == {"REACH-1": 1}


def test_another_workbook_is_no_list_of_disputes(terminal: Terminal):
    id_ = terminal.begin()
    folder = copies(terminal, id_, {"a.xlsx": ("Ann", 1), "b.xlsx": ("Ben", 3)})
    words = ("import-workbooks", folder, "--yes", "--decisions", folder / "a.xlsx")
    assert terminal.refused(*words) == ["workbook.no_disputes"]


def test_what_changed_here_and_in_one_file_alone_can_be_decided_as_well(terminal: Terminal):
    id_ = terminal.begin()
    folder = copies(terminal, id_, {"a.xlsx": ("Ann", 1)})
    terminal.answer(id_, {"REACH-1": 2})
    code, found = results(terminal, folder, "--yes")
    assert (code, found["disputes"]) == (1, [])
    code, _found = results(terminal, folder, "--yes", "--take", "REACH-1=a.xlsx")
    assert (code, terminal.levels(id_)) == (0, {"REACH-1": 1})
