from pathlib import Path
from typing import NoReturn

import openpyxl
import pytest

from assessment.cli import files
from tests.cli.terminal import Terminal, add_source


def test_export_prints_only_the_name_of_the_file(terminal: Terminal) -> None:
    id_ = terminal.begin()
    target = terminal.folder / "field.xlsx"
    assert terminal.done("export-workbook", id_, "-o", target).stdout == f"{target}\n"
    assert "Evidence" in openpyxl.load_workbook(target).sheetnames


def test_a_part_of_the_questions_goes_out_alone(terminal: Terminal) -> None:
    id_ = terminal.begin()
    target = terminal.folder / "part.xlsx"
    terminal.done("export-workbook", id_, "--dimension", "reply", "-o", target)
    names = openpyxl.load_workbook(target).sheetnames
    assert ("REPLY" in names, "REACH" in names) == (True, False)
    words = ("--dimension", "X", "--indicator", "REACH-9", "--force")
    refused = terminal.refused("export-workbook", id_, *words, "-o", target)
    assert refused == ["parts.dimension_unknown", "parts.indicator_unknown"]


@pytest.mark.parametrize("command", ["export-workbook", "results"])
def test_a_file_that_is_there_is_written_over_only_when_asked(
    terminal: Terminal, command: str
) -> None:
    id_ = terminal.begin()
    target = terminal.folder / "mine.xlsx"
    target.write_text("precious")
    assert terminal.refused(command, id_, "-o", target) == ["file.exists"]
    assert target.read_text() == "precious"
    terminal.done(command, id_, "-o", target, "--force")
    assert target.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("command", ["export-workbook", "results"])
def test_without_a_name_the_file_says_what_it_is(terminal: Terminal, command: str) -> None:
    id_ = terminal.begin()
    done = terminal.spawn(command, id_)
    assert done.returncode == 0, done.stderr
    kind = "field" if command == "export-workbook" else "results"
    assert done.stdout == f"grievance_XKA_Karsova_2026_self_{kind}.xlsx\n"
    assert (terminal.folder / done.stdout.strip()).is_file()


def test_into_a_folder_the_file_gets_the_same_name(terminal: Terminal) -> None:
    id_ = terminal.begin()
    written = terminal.read("results", id_, "-o", terminal.folder)
    target = Path(written["file"])
    assert target == terminal.folder / "grievance_XKA_Karsova_2026_self_results.xlsx"
    assert (written["assessment_id"], written["n_bytes"]) == (id_, target.stat().st_size)


@pytest.mark.parametrize("command", ["export-workbook", "results"])
def test_a_folder_that_is_not_there_is_told_with_the_name_that_was_given(
    terminal: Terminal, command: str
) -> None:
    target = terminal.folder / "nowhere" / "mine.xlsx"
    assert terminal.refused(command, terminal.begin(), "-o", target) == ["file.unusable"]
    assert str(target) in terminal.run(command, terminal.begin("2027"), "-o", target).stderr


def test_a_write_that_fails_half_way_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.xlsx"
    target.write_bytes(b"old")

    def break_off(path: Path) -> NoReturn:
        path.write_bytes(b"ne")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "open_private", break_off)
    with pytest.raises(OSError, match="No space") as caught:
        files.write_whole(target, b"new content", force=True)
    assert caught.value.filename == str(target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_results_hold_restricted_sources_only_when_asked(terminal: Terminal) -> None:
    id_ = terminal.begin()
    book = terminal.filled(id_, {"REACH-1": 2})
    add_source(book, "REACH-1", "Visitors' book")
    add_source(book, "REACH-1", "Talk with a guard", protection="restricted")
    terminal.done("import-workbook", book, "--yes")
    titles = {}
    for option in ((), ("--include-restricted",)):
        target = terminal.folder / f"results{len(option)}.xlsx"
        terminal.done("results", id_, "-o", target, *option)
        sheet = openpyxl.load_workbook(target)["Evidence"]
        cells = {cell.value for row in sheet.iter_rows() for cell in row}
        titles[len(option)] = cells & {"Visitors' book", "Talk with a guard"}
    assert titles == {0: {"Visitors' book"}, 1: {"Visitors' book", "Talk with a guard"}}


def test_the_page_for_the_field_team_is_a_pdf(terminal: Terminal) -> None:
    id_ = terminal.begin()
    done = terminal.read("field-page", id_, "-o", terminal.folder)
    assert Path(done["file"]).read_bytes().startswith(b"%PDF")
