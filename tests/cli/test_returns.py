"""Many workbooks by one command, the list of those taken in, and the way back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.cli.terminal import Terminal
from tests.unit.exchange.filling import answer_cell


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
    folder = returned(terminal, id_, {"b.xlsx": {"REACH-1": 3}, "a.xlsx": {"REACH-1": 1}})
    code, shown = results(terminal, folder)
    assert (code, shown["outcomes"]) == (3, None)
    assert [one["name"] for one in shown["files"]] == ["a.xlsx", "b.xlsx"]
    (dispute,) = shown["disputes"]
    assert (dispute["id"], dispute["files"]) == ("REACH-1", ["a.xlsx", "b.xlsx"])
    lines = terminal.run("import-workbooks", folder, "--dry-run").stdout
    assert "REACH-1 (a.xlsx, b.xlsx)" in lines
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


def test_good_rows_go_in_and_a_copy_marks_exactly_the_bad_cells(terminal: Terminal):
    id_ = terminal.begin()
    book = terminal.filled(id_, {"REACH-1": "high", "REACH-2": 3})
    marked = terminal.folder / "back.xlsx"
    result = terminal.run("import-workbook", book, "--yes", "--good-rows", "--marked", marked)
    assert result.exit_code == 1  # something still waits
    assert terminal.levels(id_) == {"REACH-2": 3}
    workbook = load_workbook(marked)
    cell = answer_cell(workbook, "REACH-1", "level")
    assert (cell.value, "no level" in str(cell.comment)) == ("high", True)
    # Corrected there and sent again, the rest goes in.
    cell.value = 2
    workbook.save(marked)
    terminal.done("import-workbook", marked, "--yes")
    assert terminal.levels(id_) == {"REACH-1": 2, "REACH-2": 3}


def test_one_persons_workbook_becomes_ratings(terminal: Terminal):
    id_ = terminal.begin()
    book = terminal.filled(id_, {"REACH-1": 3})
    words = ("import-workbook", book, "--yes", "--rate-as", "agency")
    assert terminal.refused(*words) == ["import.nobody_rates"]
    done = terminal.read(*words, "--filled-by", "Ben Bo")
    assert (done["written"]["n_answers"], done["written"]["n_rated"]) == (0, 1)
    assert terminal.levels(id_) == {}
    assert terminal.run("import-workbook", book, "--rate-as", "friends").exit_code == 2
