"""What is large is read in another process, and whatever becomes of that one, the app goes on."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from io import BytesIO
from pathlib import Path
from random import Random
from threading import Lock
from zipfile import ZipFile

import docx
import pytest
from openpyxl import load_workbook

from assessment.exchange import reading_process
from assessment.exchange.file_parts import unpacked_size
from assessment.exchange.marked_workbook import mark_cells, mark_cells_here
from assessment.exchange.plain_sheets import read_plain, write_plain
from assessment.exchange.reading_process import (
    LARGE_FILE,
    LARGE_UNPACKED,
    Bounds,
    is_large,
    read_apart,
)
from assessment.exchange.safe_reader import TABLE, read_sheets, read_sheets_here
from assessment.exchange.sheets import (
    Cell,
    Drawing,
    Kind,
    MergedRange,
    Note,
    Sheet,
    Sheets,
    place_of,
)
from assessment.exchange.whole_assessment import read_whole, read_whole_here, write_whole
from assessment.exchange.word_template import open_template
from assessment.locales import use_language
from assessment.model.problem import Problem, Refused, Severity
from assessment.services.returns import Decisions, read_returns, take_in
from tests.benchmarks.returns import _prepare
from tests.pseudo import PSEUDO
from tests.unit.exchange import hostile
from tests.unit.exchange.hostile import changed, field_content
from tests.unit.exchange.whole import a_whole

FILES = Path(__file__).parent / "files"
PICTURE = Random(3).randbytes(1_100_000)  # noqa: S311 - no secret


@pytest.fixture
def started(monkeypatch):
    """Every process that is started, to see what became of it."""
    monkeypatch.setattr(reading_process, "_KEPT", {})
    start, found = reading_process._start, []

    def counted(where, folder):
        found.append(start(where, folder))
        return found[-1]

    monkeypatch.setattr(reading_process, "_start", counted)
    yield found
    assert all(child.returncode is not None for child in found)
    assert not any(Path(f"/proc/{child.pid}").exists() for child in found)


@pytest.fixture
def misbehaving(monkeypatch, started):
    """Have another program do the reading, within bounds that are soon reached."""

    def behave(code, bounds=Bounds(seconds=20)):  # noqa: B008 - never changed
        monkeypatch.setattr(reading_process, "_CHILD", ("-c", code))
        monkeypatch.setattr(reading_process, "_BOUNDS", bounds)

    return behave


def with_picture():
    """A field workbook that a large picture was put into."""
    return changed({"xl/media/photo.png": PICTURE})


def refusal_of(read, *given):
    with pytest.raises(Refused) as refused:
        read(*given)
    (problem,) = refused.value.problems
    return problem


def an_odd_workbook():
    """Sheets with everything in them that a workbook can hold."""
    moment = datetime(2026, 5, 1, 12, 30, 15, 7, tzinfo=UTC)
    values = (
        *((Kind.TEXT, "=1"), (Kind.TEXT, "half \ud83d of a pair"), (Kind.TEXT, "=1")),
        *((Kind.NUMBER, 3), (Kind.NUMBER, 0.1), (Kind.NUMBER, 10**18), (Kind.BOOLEAN, True)),
        *((Kind.MOMENT, moment), (Kind.MOMENT, date(1905, 1, 2)), (Kind.MOMENT, clock_time(7, 5))),
        *((Kind.MOMENT, timedelta(-3, 5, 9)), (Kind.FORMULA, None), (Kind.ERROR, "#REF!")),
    )
    cells = {
        (row, 2): Cell("A", row, 2, kind, value, "0 %", "50 %", row == 3)
        for row, (kind, value) in enumerate(values, start=1)
    }
    sheet = Sheet(
        "A",
        cells,
        (MergedRange("A1:B2", (1, 2), (1, 2)),),
        ("C9000",),
        frozenset({4, 2}),
        hidden_columns=frozenset({7}),
        is_hidden=True,
        notes=(Note(1, 2, "Ask Amina", "Team"), Note(2, 2, "")),
        drawings=(Drawing("text", 3, 4, "Call us"), Drawing("chart", 1, 1)),
        links={(2, 2): "https://example.org"},
        fills={(9, 9): "FF0000"},
    )
    return Sheets("odd.xlsx", {"A": sheet, "B": Sheet("B", {})}, moment)


def test_everything_in_a_workbook_comes_back_from_the_other_process_as_it_was():
    assert read_plain(write_plain(an_odd_workbook())) == an_odd_workbook()
    kinds = [type(cell.value) for cell in an_odd_workbook().by_title["A"].cells.values()]
    back = read_plain(write_plain(an_odd_workbook())).by_title["A"].cells.values()
    assert [type(cell.value) for cell in back] == kinds


@pytest.mark.parametrize("path", sorted(FILES.glob("*.xlsx")) + sorted(FILES.glob("*.ods")))
def test_the_workbooks_of_these_tests_come_back_as_they_were(path):
    sheets = read_sheets_here(path.read_bytes(), path.name, TABLE)
    assert read_plain(write_plain(sheets)) == sheets


def test_a_text_that_thousands_of_cells_share_is_sent_once():
    cells = {(row, 1): Cell("A", row, 1, Kind.TEXT, "x" * 32_767) for row in range(1, 5_001)}
    assert len(write_plain(Sheets("a.xlsx", {"A": Sheet("A", cells)}))) < 500_000


@pytest.mark.parametrize("made", [with_picture, lambda: hostile.filled_rows(6_000)])
def test_a_large_honest_workbook_reads_as_it_would_in_this_process(made, started, monkeypatch):
    monkeypatch.setattr(reading_process, "LARGE_UNPACKED", 300_000)
    assert read_sheets(made(), "large.xlsx") == read_sheets_here(made(), "large.xlsx")
    assert len(started) == 1


def test_a_workbook_is_large_by_what_it_holds_unpacked_too():
    assert is_large(hostile.sixty_thousand_rows())


def test_an_ordinary_workbook_starts_no_process(started):
    read_sheets(field_content(), "field.xlsx")
    mark_cells(field_content(), "field.xlsx", [])
    read_whole(write_whole(a_whole()), "a.json")
    assert not started


@pytest.fixture(scope="module")
def full_returns(tmp_path_factory):
    """Workbooks of the framework in which every question is answered."""
    return _prepare(tmp_path_factory.mktemp("returns"), 1)


def test_a_workbook_with_every_question_answered_is_far_from_large(full_returns):
    (full,) = full_returns.files
    assert 2 * len(full) < LARGE_FILE
    assert 1.5 * unpacked_size(full) < LARGE_UNPACKED
    assert is_large(with_picture())


def test_of_several_files_only_the_one_that_ends_its_process_is_refused(misbehaving, full_returns):
    misbehaving("import os; os.abort()")
    files = [("large.xlsx", with_picture()), ("a.xlsx", full_returns.files[0])]
    found = read_returns(full_returns.context, files)
    problems = {one.name: [problem.code for problem in one.problems] for one in found.files}
    assert problems == {"large.xlsx": ["reading.broken_off"], "a.xlsx": []}
    done = take_in(full_returns.context, found, Decisions("take"))
    assert [one.done is not None for one in done] == [one.name == "a.xlsx" for one in done]


def test_a_large_workbook_is_marked_as_it_would_be_in_this_process(started):
    bad = Problem("workbook.level_unknown", place_of("LAW", 9, 4), "It is none.", "Pick one.")
    content = with_picture()
    marked = load_workbook(BytesIO(mark_cells(content, "field.xlsx", [bad])))["LAW"]["D9"]
    here = load_workbook(BytesIO(mark_cells_here(content, "field.xlsx", [bad])))["LAW"]["D9"]
    assert marked.comment.text == here.comment.text == "It is none. Pick one."
    assert len(started) == 1


def test_a_large_template_is_opened_by_another_process_first(started):
    word, made = docx.Document(), BytesIO()
    word.sections[0].header.paragraphs[0].text = "Ministry of Justice"
    word.save(made)
    large = with_crest(made.getvalue())
    opened = open_template(large, "letter.docx")
    assert opened.sections[0].header.paragraphs[0].text == "Ministry of Justice"
    assert len(started) == 1


def with_crest(content):
    """The same Word file with a large picture beside its parts."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(target, "w") as made:
        for name in given.namelist():
            made.writestr(name, given.read(name))
        made.writestr("word/media/crest.png", PICTURE)
    return target.getvalue()


def test_a_large_assessment_is_read_by_another_process_first(monkeypatch, started):
    content = write_whole(a_whole())
    monkeypatch.setattr("assessment.exchange.whole_assessment.LARGE", len(content) - 1)
    assert read_whole(content, "a.json") == read_whole_here(content, "a.json")
    assert len(started) == 1


def test_json_beyond_the_memory_is_refused_and_the_app_goes_on(monkeypatch, started):
    monkeypatch.setattr(reading_process, "_BOUNDS", Bounds(megabytes=200))
    content = b'{"a":[' + b",".join([b"{}"] * 1_700_000) + b"]}"
    problem = refusal_of(read_whole, content, "a.json")
    assert (problem.code, problem.where) == ("reading.too_much", "a.json")
    assert problem.found == "Reading it takes more memory than one file may take."
    assert read_whole(write_whole(a_whole()), "a.json")


def test_a_process_that_is_killed_is_a_file_that_is_refused(misbehaving):
    misbehaving("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    problem = refusal_of(read_sheets, with_picture(), "large.xlsx")
    assert problem.code == "reading.broken_off"
    assert problem.where == "File 'large.xlsx'"
    assert problem.found == "Reading it broke off: the file is damaged, or was made to do harm."
    assert problem.remedy.startswith("A field workbook is far smaller: remove pictures")


def test_a_process_that_crashes_while_it_reads_is_a_file_that_is_refused(misbehaving):
    misbehaving("import sys, ctypes; sys.stdin.buffer.read(); ctypes.string_at(0)")
    assert refusal_of(read_sheets, with_picture(), "x.xlsx").code == "reading.broken_off"


@pytest.mark.parametrize("waits", ["sys.stdin.buffer.read(); ", "", "os.close(1); "])
def test_a_process_that_takes_too_long_is_stopped(waits, misbehaving):
    misbehaving(f"import os, sys, time; {waits}time.sleep(600)", Bounds(seconds=1))
    began = time.monotonic()
    problem = refusal_of(read_sheets, with_picture(), "large.xlsx")
    assert problem.code == "reading.too_long"
    assert problem.found == "Reading it took longer than 1 second and was stopped."
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "said",
    [
        *(b"", b"\n", b"nonsense\n", b"[]\n", b"null\n", b"{}\n", b'{"length": 3}\nab'),
        *(b'{"length": 2}\nab', b'{"length": 2}\n{}', b'{"problems": [["a"]]}\n', b"\xff\n"),
        *(b'{"problems": [[1, "b", "c", "d", "", "error", ""]]}\n', b"[" * 100_000 + b"\n"),
        b'{"problems": 7}\n',
    ],
)
def test_a_process_that_says_nonsense_is_a_file_that_is_refused(said, misbehaving):
    misbehaving(f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({said!r})")
    assert refusal_of(read_sheets, with_picture(), "x.xlsx").code == "reading.broken_off"


def odd(**changes):
    """What another process would send, with something in it that no sheet has."""
    file = json.loads(write_plain(an_odd_workbook()).decode("utf-8", "surrogatepass"))
    for name, value in changes.items():
        if name in file:
            file[name] = value
        else:
            file["sheets"][0][1][name] = value
    return json.dumps(file).encode()


@pytest.mark.parametrize(
    "changes",
    [
        *({"texts": [1]}, {"texts": []}, {"name": None}, {"saved_at": "soon"}, {"sheets": 7}),
        *({"title": 1}, {"cells": [[1]]}, {"merged": [["A1", 1, 2]]}, {"beyond": [1]}),
        *({"hidden_rows": ["1"]}, {"hidden_columns": 7}, {"notes": [[1, 2, 3, 4]]}),
        *({"drawings": [["film", 1, 1, ""]]}, {"links": [[1, 2]]}, {"fills": [[1, True, "x"]]}),
        {"cells": [[1, 1, "nothing", "plain", 1, 0, 0, False]]},
        {"cells": [[1, 1, "number", "plain", [1], 0, 0, False]]},
        {"cells": [[1, 1, "number", "code", 1, 0, 0, False]]},
        {"cells": [[1, 1, "moment", "date", "today", 0, 0, False]]},
        {"cells": [[1, 1, "moment", "timedelta", [1e9, 1, 1], 0, 0, False]]},
        {"cells": [[1, 1, "text", "text", 99, 0, 0, False]]},
    ],
)
def test_sheets_that_no_reader_makes_are_not_taken(changes):
    with pytest.raises(ValueError, match=r"."):
        read_plain(odd(**changes))


def test_an_answer_beyond_its_bound_is_not_read_to_its_end(misbehaving):
    code = "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)"
    misbehaving(code, Bounds(seconds=30, answer=1_000_000))
    assert refusal_of(read_sheets, with_picture(), "x.xlsx").code == "reading.too_much"


def test_a_process_that_cannot_be_started_is_said_so(monkeypatch):
    monkeypatch.setattr(reading_process.sys, "executable", "/nowhere/python")
    problem = refusal_of(read_sheets, with_picture(), "x.xlsx")
    assert problem.code == "reading.not_started"
    assert "could not be started" in problem.found


def test_a_refusal_comes_back_with_its_words_in_the_language_of_the_session(
    pseudo_folder, monkeypatch, started
):
    monkeypatch.setenv("SPCA_LOCALES", str(pseudo_folder))
    broken = with_picture()[:-20]
    use_language(PSEUDO)
    try:
        problem = refusal_of(read_sheets, broken, "x.xlsx")
        assert problem == refusal_of(read_sheets_here, broken, "x.xlsx")
    finally:
        use_language(None)
    assert problem.code == "workbook.damaged"
    assert problem.found.startswith("⟦")
    assert len(started) == 1


def test_every_word_of_a_problem_comes_back():
    problem = Problem("a.b", "here", "Found.", "Do.", "Allowed.", Severity.WARNING, "LAW-1")
    plain = json.loads(json.dumps(reading_process.plain_problems([problem])))
    assert reading_process.read_problems(plain) == (problem,)


def test_no_more_than_two_large_files_are_read_at_once(monkeypatch):
    run, lock, at_once = reading_process._run, Lock(), [0]

    def counted(*given):
        with lock:
            running.append(1)
            at_once.append(len(running))
        try:
            return run(*given)
        finally:
            with lock:
                running.pop()

    running: list[int] = []
    monkeypatch.setattr(reading_process, "_run", counted)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: read_sheets(with_picture(), f"{n}.xlsx"), range(4)))
    assert [one.file_name for one in found] == [f"{n}.xlsx" for n in range(4)]
    assert max(at_once) == 2


def test_a_large_file_is_read_once_though_a_page_asks_for_it_with_every_click(started):
    content = with_picture()
    assert read_sheets(content, "x.xlsx") == read_sheets(content, "x.xlsx")
    assert len(started) == 1
    assert read_sheets(content, "y.xlsx").file_name == "y.xlsx"
    assert len(started) == 2


def test_no_more_than_four_answers_are_kept_and_no_long_one(started, misbehaving):
    misbehaving("import sys; sys.stdout.buffer.write(b'{\"length\": 1}\\na')")
    for name in "abcde":
        read_apart("any", b"", {"name": name}, where="x", remedy="y")
    assert len(reading_process._KEPT) == 4
    read_apart("any", b"", {"name": "e"}, where="x", remedy="y")
    assert len(started) == 5
    misbehaving("import sys; sys.stdout.buffer.write(b'{\"length\": 9000000}\\n' + b'a' * 9000000)")
    read_apart("any", b"", {"name": "long"}, where="x", remedy="y")
    assert len(reading_process._KEPT) == 4
    assert all(len(one) < 100 for one in reading_process._KEPT.values())


def test_what_went_wrong_is_tried_again(misbehaving):
    misbehaving("raise SystemExit")
    assert refusal_of(read_sheets, with_picture(), "x.xlsx").code == "reading.broken_off"
    assert not reading_process._KEPT


def test_whoever_waits_too_long_for_a_turn_is_told(monkeypatch):
    monkeypatch.setattr(reading_process, "_BOUNDS", Bounds(seconds=1))
    with reading_process._PLACES, reading_process._PLACES:
        problem = refusal_of(read_sheets, with_picture(), "x.xlsx")
    assert problem.code == "reading.busy"


def test_the_process_does_not_learn_how_to_open_the_database(monkeypatch):
    monkeypatch.setenv("SPCA_DATABASE_URL", "postgresql://user:secret@host/name")
    monkeypatch.setenv("PGPASSWORD", "secret")
    assert not any("secret" in text for text in reading_process._environment("here").values())


def test_what_a_killed_process_kept_on_disk_is_gone(misbehaving, tmp_path):
    kept = tmp_path / "where"
    code = (
        "import os, pathlib, tempfile\n"
        "file = tempfile.NamedTemporaryFile(delete=False)\n"
        f"pathlib.Path({str(kept)!r}).write_text(file.name)\n"
        "os.abort()"
    )
    misbehaving(code)
    assert refusal_of(read_sheets, with_picture(), "x.xlsx").code == "reading.broken_off"
    assert not Path(kept.read_text()).exists()


def test_code_in_the_folder_of_the_command_is_not_run(tmp_path, monkeypatch, started):
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    assert read_sheets(with_picture(), "x.xlsx").by_title
