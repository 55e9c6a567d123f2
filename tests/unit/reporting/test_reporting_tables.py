"""The tables of a profile."""

import pytest

from assessment.model.answer import FlagEntry
from assessment.programmes.match import suggest_programmes
from assessment.reporting.gaps import flag_table
from assessment.reporting.profile import dimension_table, strength_table
from assessment.reporting.programmes import suggestion_table
from assessment.scoring.profile import score_record
from tests.builders import record_with

LEVELS = {"LAW-1": 4, "LAW-2": "II", "LAW-3": "NA", "SEC-1": 1, "SEC-2": 3, "SEC-3": 4}


@pytest.fixture
def record(small):
    return record_with(small, LEVELS, confidence="high", flags={"X1": "unknown"})


@pytest.fixture
def profile(small, record):
    return score_record(small, record)


def row_of(table, column, value):
    (row,) = table[table[column] == value].to_dict("records")
    return row


def test_dimensions_are_listed_in_the_order_of_the_questionnaire(small, profile):
    assert [*dimension_table(profile, small)["Dimension"]] == ["LAW", "SEC", "PRE"]


def test_a_dimension_without_a_score_says_so_and_keeps_its_bounds(small, profile):
    row = row_of(dimension_table(profile, small), "Dimension", "PRE")
    assert row["Score (0 to 100)"] == "No score"
    assert row["Band"] == "No score"
    assert row["Interval"] == "No score"
    assert row["Bounds"] == "0.0 to 100.0"
    assert (row["Known"], row["Coverage"]) == ("0 of 2", "0%")


def test_a_dimension_with_a_score_shows_it_with_one_decimal(small, profile):
    # SEC-3 counts as min(4, min(4, 1) + 1) = 2; (2 x 1 + 3 + 2) / 4 = 1.75, or 43.75.
    row = row_of(dimension_table(profile, small), "Dimension", "SEC")
    assert row["Score (0 to 100)"] == "43.8"


def test_a_dimension_in_which_nothing_applies_is_called_not_applicable(small):
    profile = score_record(small, record_with(small, {"PRE-1": "NA", "PRE-2": "NA"}))
    row = row_of(dimension_table(profile, small), "Dimension", "PRE")
    assert {row[name] for name in ("Score (0 to 100)", "Bounds", "Coverage")} == {"Not applicable"}


def test_a_flag_that_was_not_entered_differs_from_one_that_is_unknown(small, record):
    table = flag_table(record, small)
    assert row_of(table, "Context flag", "X1")["Entry"] == "Unknown"
    assert row_of(table, "Context flag", "X2")["Entry"] == "Not entered"


def test_a_flag_shows_what_is_known_of_it(small, record):
    entry = FlagEntry("X1", "severe", since="2026-01", source="Observers", confidence="medium")
    record.flags["X1"] = entry
    row = row_of(flag_table(record, small), "Context flag", "X1")
    assert (row["Entry"], row["Since"], row["Confidence"]) == ("Severe", "2026-01", "Medium")


def test_a_table_without_rows_keeps_its_columns(small):
    levels = {"LAW-1": 2, "SEC-1": 2}
    record = record_with(small, levels)
    profile = score_record(small, record)
    assert strength_table(profile, small, record).empty
    assert "Level" in strength_table(profile, small, record)


def test_strengths_are_shown_best_first(small, profile, record):
    table = strength_table(profile, small, record)
    assert [*table["Indicator"]] == ["LAW-1", "SEC-3", "SEC-2"]
    assert [*table["Level"]] == ["4  Lasting", "4  Lasting", "3  Working"]


def test_suggestions_are_shown_with_what_speaks_against_them(small):
    record = record_with(small, {"SEC-1": 0, "SEC-2": 2})
    table = suggestion_table(suggest_programmes(small, record, score_record(small, record)), small)
    row = row_of(table, "Programme", "P2")
    assert row["Group"] == "Not advised until a precondition holds"
    assert row["Not advised until"] == "the police answer to a lawful command (SEC-1)"
    assert (row["Not known"], row["Dual use"]) == ("SEC-3", "Yes")
    assert row["Serves"] == "SEC-1 (level 0) and SEC-2 (level 2)"
    assert row_of(table, "Programme", "P3")["Need score"] == "Not known"
