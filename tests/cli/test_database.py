import json
import os
import stat

import pytest

from tests.cli.terminal import ROOT, Terminal


def test_migrate_says_from_which_revision_to_which(new_terminal: Terminal) -> None:
    first, second = new_terminal.read("migrate"), new_terminal.read("migrate")
    assert first["revision_before"] is None
    assert second["revision_before"] == second["revision_after"] == first["revision_after"]
    assert "up to date" in new_terminal.done("migrate").stdout


def test_a_restored_backup_gives_the_same_numbers_in_another_database(terminal: Terminal) -> None:
    id_ = terminal.begin()
    terminal.answer(id_, {"REACH-1": 3, "REACH-2": 2, "REACH-3": 1, "REPLY-1": 3})
    file = terminal.folder / "b.zip"
    made = terminal.read("backup", file)
    other = ("--database", f"sqlite:///{terminal.folder / 'other.db'}")
    assert terminal.read(*other, "restore", file)["rows"] == made["rows"]
    assert terminal.read(*other, "score", id_) == terminal.read("score", id_)


def test_a_backup_never_writes_over_a_file_unasked(terminal: Terminal) -> None:
    file = terminal.folder / "b.zip"
    file.write_text("precious")
    assert terminal.refused("backup", file) == ["file.exists"]
    assert file.read_text() == "precious"
    assert terminal.read("backup", file, "--force")["rows"]["assessment"] == 0


def test_a_restore_spares_a_database_that_has_assessments(terminal: Terminal) -> None:
    terminal.begin("2025")
    file = terminal.folder / "b.zip"
    terminal.done("backup", file)
    terminal.begin("2026")
    assert terminal.refused("restore", file) == ["storage.not_empty"]
    assert len(terminal.read("list")["assessments"]) == 2


def test_a_replaced_database_is_kept_aside(terminal: Terminal) -> None:
    assert terminal.spawn("backup", "b.zip").returncode == 0
    words = ("--state", "KEN", "--period", "2026", "--mode", "self", "--questionnaire", "grievance")
    assert terminal.spawn("new", *words).returncode == 0
    done = terminal.spawn("restore", "b.zip", "--replace")
    assert done.returncode == 0, done.stderr
    assert json.loads(terminal.spawn("list", "--json").stdout)["assessments"] == []
    (aside,) = terminal.folder.glob("*.before-restore-*.db")
    kept = terminal.spawn("--database", f"sqlite:///{aside}", "list", "--json")
    assert len(json.loads(kept.stdout)["assessments"]) == 1


def test_progress_is_told_apart_from_the_result(terminal: Terminal) -> None:
    done = terminal.spawn("backup", "b.zip")
    assert done.stdout == "Wrote and checked b.zip: 0 assessments and 0 rows in all.\n"
    assert "Writing assessment ..." in done.stderr.splitlines()


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_backup_is_refused(terminal: Terminal, content: bytes | None) -> None:
    file = terminal.folder / "b.zip"
    if content is not None:
        file.write_bytes(content)
    assert terminal.refused("restore", file) == ["storage.backup_unusable"]


def test_a_backup_into_a_folder_that_is_not_there_names_the_file(terminal: Terminal) -> None:
    file = terminal.folder / "nowhere" / "b.zip"
    assert terminal.refused("backup", file) == ["file.unusable"]
    assert terminal.run("backup", file).stderr.splitlines()[-1].startswith(f"{file}: ")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nonsense", "storage.unreachable"),
        ("postgresql://user:secret@127.0.0.1:1/spca", "storage.unreachable"),
        ("sqlite:///{folder}", "storage.unreachable"),
        ("sqlite:///{folder}/text.txt", "storage.failed"),
        ("sqlite:///{folder}/text.txt/spca.db", "storage.missing"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_without_a_traceback(
    terminal: Terminal, address: str, code: str
) -> None:
    (terminal.folder / "text.txt").write_text("no database, but long enough to look like one" * 9)
    words = ("--database", address.format(folder=terminal.folder), "list")
    assert terminal.refused(*words) == [code]
    assert "secret" not in terminal.run(*words).output


READING = (
    ("list",),
    ("score", "3f2a"),
    ("results", "3f2a"),
    ("export-workbook", "3f2a"),
    ("reviews",),
    ("plan", "3f2a"),
    ("scope", "3f2a"),
    ("backup", "b.zip"),
)


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_a_command_that_reads_makes_no_database(
    new_terminal: Terminal, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(new_terminal.folder)
    assert new_terminal.refused(*words) == ["storage.missing"]
    assert list(new_terminal.folder.iterdir()) == []


def test_new_and_demo_and_restore_make_one(new_terminal: Terminal) -> None:
    new_terminal.begin()
    file = new_terminal.folder / "b.zip"
    new_terminal.done("backup", file)
    for name, words in {"demo": ("demo",), "restored": ("restore", file)}.items():
        other = ("--database", f"sqlite:///{new_terminal.folder / name}.db")
        new_terminal.environment["SPCA_QUESTIONNAIRES"] = str(ROOT / "questionnaires")
        new_terminal.done(*other, *words)
        assert new_terminal.read(*other, "list")["assessments"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder decides")
def test_what_commands_write_can_be_read_by_its_owner_alone(terminal: Terminal) -> None:
    id_ = terminal.begin()
    files = [terminal.folder / name for name in ("b.zip", "field.xlsx", "results.xlsx")]
    terminal.done("backup", files[0])
    files[1].write_text("older")
    terminal.done("export-workbook", id_, "-o", files[1], "--force")
    terminal.done("results", id_, "-o", files[2])
    files.append(terminal.folder / "spca.db")
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_real_process_ends_without_a_traceback(terminal: Terminal) -> None:
    done = terminal.spawn("--database", "nonsense", "list")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_fault_of_the_program_is_not_dressed_up_as_a_mistake_of_the_user(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr("assessment.wiring.open_application", fail)
    assert isinstance(terminal.run("list").exception, ValueError)


def test_demo_leaves_a_database_with_assessments_as_it_is(terminal: Terminal) -> None:
    pytest.importorskip("assessment.services.demonstration")
    terminal.begin()
    before = terminal.read("list")
    result = terminal.done("demo")
    assert "assessments already" in result.stdout
    assert terminal.read("demo")["assessments"] == []
    assert terminal.read("list") == before


def test_demo_loads_invented_states_only(terminal: Terminal) -> None:
    pytest.importorskip("assessment.services.demonstration")
    terminal.environment["SPCA_QUESTIONNAIRES"] = str(ROOT / "questionnaires")
    loaded = terminal.read("demo")["assessments"]
    assert loaded
    assert all(item["invented"] for item in loaded)
    assert {item["id"] for item in terminal.read("list")["assessments"]} == {
        item["id"] for item in loaded
    }
