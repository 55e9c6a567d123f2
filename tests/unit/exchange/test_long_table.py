"""Answers as a long table: what R, Stata and pandas read is what was answered."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pandas as pd

from assessment.exchange.long_table import ANSWERS, CODEBOOK, COLUMN_NAMES, write_long_table
from assessment.model.answer import Evidence, RecordedAnswer
from assessment.model.assessment import Record
from tests.builders import MOMENT, an_answer, an_assessment, small_framework

PUBLIC = Evidence("LAW-1", "=Report", "Bar Council", "2025", protection="public")
SECRET = Evidence("LAW-1", "Letter of a judge", protection="restricted")
FIRST = RecordedAnswer(an_answer("LAW-1", 1), 1, "Ada Amin", "page", MOMENT)
SECOND = RecordedAnswer(
    an_answer("LAW-1", 3, confidence="high", ticked=frozenset({"LAW-1.1a"}), rationale="-2 قانون"),
    2,
    "Ben Bo",
    "consensus",
    MOMENT + timedelta(days=1),
)
UNKNOWN = RecordedAnswer(an_answer("LAW-2", "II"), 1, "Ada Amin", "workbook", MOMENT)


def read(**options: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    record = Record(
        assessment=an_assessment(),
        answers={"LAW-1": SECOND, "LAW-2": UNKNOWN},
        evidence=(PUBLIC, SECRET),
    )
    histories = {"LAW-1": (SECOND, FIRST), "LAW-2": (UNKNOWN,)}
    content = write_long_table(small_framework(), record, histories, made_at=MOMENT, **options)
    with ZipFile(BytesIO(content)) as file:
        assert file.namelist() == [ANSWERS, CODEBOOK]
        assert all(file.read(name).startswith(b"\xef\xbb\xbf") for name in file.namelist())
        answers, codebook = (
            pd.read_csv(BytesIO(file.read(name)), encoding="utf-8-sig") for name in file.namelist()
        )
    return answers, codebook


def test_pandas_reads_the_levels_that_were_answered_with_their_labels():
    answers, _codebook = read()
    of_law = answers[answers["indicator_id"] == "LAW-1"]
    assert list(of_law["level"]) == [1, 3]
    assert list(of_law["revision"]) == [1, 2]
    assert list(of_law["is_current"]) == [0, 1]
    names = [small_framework().questionnaire.level(level).name for level in (1, 3)]
    assert list(of_law["level_label"]) == names
    assert list(of_law["recorded_by"]) == ["Ada Amin", "Ben Bo"]
    assert list(of_law["origin"]) == ["page", "consensus"]


def test_one_row_a_question_is_left_when_only_the_newest_answers_are_kept():
    answers, _codebook = read()
    newest = answers[answers["is_current"] == 1]
    asked = small_framework().questionnaire.indicators
    assert list(newest["indicator_id"]) == [one.id for one in asked]
    assert list(newest["status"][:2]) == ["level", "insufficient_information"]
    # Missing is told apart, and never a zero.
    assert set(newest["status"][2:]) == {"not_answered"}
    assert newest["level"][1:].isna().sum() == len(asked) - 1


def test_moments_have_their_zone():
    answers, _codebook = read()
    moments = [datetime.fromisoformat(text) for text in answers["recorded_at"].dropna()]
    assert moments == [FIRST.recorded_at, SECOND.recorded_at, UNKNOWN.recorded_at]


def test_restricted_sources_are_left_out_unless_asked_for():
    row = read()[0].iloc[1]
    assert (row["n_sources"], row["sources"]) == (1, "'=Report, Bar Council, 2025")
    row = read(include_restricted=True)[0].iloc[1]
    assert row["n_sources"] == 2
    assert "Letter of a judge" in row["sources"]


def test_no_cell_is_run_as_a_formula():
    answers, codebook = read()
    for table in (answers, codebook):
        for cell in table.select_dtypes(exclude="number").to_numpy().ravel():
            assert not str(cell).startswith(("=", "+", "-", "@"))
    assert answers["rationale"][1] == "'-2 قانون"


def test_the_codebook_explains_every_column_and_every_code():
    answers, codebook = read()
    columns = codebook[codebook["meaning"].notna()]
    assert list(columns["column"]) == list(COLUMN_NAMES) == list(answers.columns)
    assert columns["empty_cell_means"].notna().all()
    codes = codebook[codebook["code"].notna()]
    assert codes["label"].notna().all()
    for name, found in codes.groupby("column"):
        used = {part for cell in answers[name].dropna() for part in _parts(cell)}
        assert used <= {_plain(code) for code in found["code"]}, name


def test_a_cell_is_empty_only_where_the_codebook_says_what_that_means():
    answers, codebook = read()
    columns = codebook[codebook["meaning"].notna()].set_index("column")
    never = columns[columns["empty_cell_means"] == "no cell is empty"].index
    assert answers[never].notna().all(axis=None)


def test_levels_have_their_bounds_and_unit():
    level = read()[1].set_index("column").loc["level"].iloc[0]
    assert (level["lowest"], level["highest"], level["unit"]) == (0, 4, "levels")


def _parts(cell: object) -> list[str]:
    return [_plain(part) for part in str(cell).split(" ")]


def _plain(value: object) -> str:
    return str(value).removesuffix(".0")
