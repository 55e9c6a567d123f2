"""The tables of a profile."""

import pytest

from assessment.model.answer import FlagEntry
from assessment.programmes.match import suggest_programmes
from assessment.reporting.bands import relative_luminance
from assessment.reporting.gaps import flag_table
from assessment.reporting.heat_map import heat_cells
from assessment.reporting.profile import conclude, dimension_table, level_table, weakest
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
    assert level_table(profile.strengths, small, record).empty
    assert "Level" in level_table(profile.strengths, small, record)


def test_strengths_are_shown_best_first(small, profile, record):
    table = level_table(profile.strengths, small, record)
    assert [one.split()[0] for one in table["Indicator"]] == ["LAW-1", "SEC-3", "SEC-2"]
    assert [*table["Level"]] == ["4", "4", "3"]


def test_the_weakest_are_those_at_the_two_lowest_levels_lowest_first(small):
    record = record_with(small, {"LAW-1": 1, "LAW-2": 2, "SEC-1": 0, "SEC-2": 1})
    assert weakest(small, record) == ("SEC-1", "LAW-1", "SEC-2")


def test_the_conclusion_counts_bands_names_the_lowest_score_and_active_gaps(small):
    levels = dict.fromkeys((one.id for one in small.questionnaire.indicators), 3)
    record = record_with(small, levels)
    said = conclude(score_record(small, record), small)
    assert said == ("All 3 dimensions are Established.", "No critical gap is active.")
    record = record_with(small, levels | {"LAW-1": 0, "SEC-1": 1})
    said = conclude(score_record(small, record), small)
    assert said[1].startswith("The lowest score is ")
    assert said[-1] == "1 critical gap is active: CG-1 Impunity."


def test_a_dimension_without_a_score_is_counted_as_having_none(small):
    record = record_with(small, {"LAW-1": 1})
    said = conclude(score_record(small, record), small)
    assert "have no score yet" in said[0]
    assert "cannot be ruled out yet" in said[-1]


def test_every_indicator_has_a_cell_with_a_sign_of_its_own_and_its_answer_in_words(small):
    record = record_with(small, {"LAW-1": 4, "LAW-2": "II", "LAW-3": "NA", "SEC-1": 0})
    cells = {one.indicator_id: one for found in heat_cells(small, record).values() for one in found}
    assert [*cells] == [one.id for one in small.questionnaire.indicators]
    assert [cells[id_].sign for id_ in LEVELS] == ["4", "?", "n. a.", "0", "–", "–"]
    assert cells["LAW-1"].described.endswith(": 4  Lasting")
    assert cells["SEC-2"].colour == ""


def test_dark_letters_stand_out_from_every_tint_of_the_heat_map(small):
    highest = small.questionnaire.highest_level
    for level in range(highest + 1):
        record = record_with(small, {"LAW-1": level})
        (cell, *_others), *_rest = heat_cells(small, record).values()
        assert (relative_luminance(cell.colour) + 0.05) / 0.06 > 4.5


def test_suggestions_are_shown_with_what_speaks_against_them(small):
    record = record_with(small, {"SEC-1": 0, "SEC-2": 2})
    table = suggestion_table(suggest_programmes(small, record, score_record(small, record)), small)
    row = row_of(table, "Programme", "P2")
    assert row["Group"] == "Not advised until a precondition holds"
    assert row["Not advised until"] == "the police answer to a lawful command (SEC-1)"
    assert (row["Not known"], row["Dual use"]) == ("SEC-3", "Yes")
    assert row["Serves"] == "SEC-1 (level 0) and SEC-2 (level 2)"
    assert row_of(table, "Programme", "P3")["Need score"] == "Not known"
