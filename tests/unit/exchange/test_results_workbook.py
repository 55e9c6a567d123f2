"""The results workbook: the same figures as on the pages, with everything that explains them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.exchange import sheets
from assessment.exchange.results_workbook import write_results_workbook
from assessment.model.answer import Dissent, Evidence, Reply
from assessment.model.framework import Framework
from assessment.model.imports import RecordedRemark, Remark
from assessment.model.rating import AgreedAnswer
from assessment.model.round import EarlierRounds
from assessment.model.suggestion import Arrangement
from assessment.model.text import clean_text
from assessment.programmes.arrange import arrange
from assessment.programmes.match import suggest_programmes
from assessment.reporting.bands import band_phrase
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.reporting.gaps import explain_gap
from assessment.reporting.profile import conclude, weakest
from assessment.reporting.programmes import explain_suggestion
from assessment.reporting.progress import progress_sentence
from assessment.reporting.report.gathered import Gathered
from assessment.scoring.profile import score_record
from tests.builders import (
    MOMENT,
    all_at,
    an_assessment,
    framework_with_kinds,
    framework_with_methods,
    framework_with_register,
    record_with,
    small_framework,
    with_early,
)
from tests.unit.exchange.filling import opened

FRAMEWORK = small_framework()
WHEN = datetime(2026, 3, 2, tzinfo=UTC)
DISSENT = Dissent("LAW-2", 1, "=Not so", "Beda", WHEN, "d-1", (Reply("Noted.", "Team", WHEN),))
SOURCES = (
    Evidence("LAW-1", "Open report", protection="public", id="e-1"),
    Evidence("LAW-1", "Secret letter", protection="restricted", id="e-2"),
)


def a_record(**changes):
    levels = {**all_at(FRAMEWORK, 2), "LAW-1": 1, "SEC-1": 0, "SEC-3": 3, "PRE-1": "II", **changes}
    return record_with(FRAMEWORK, levels, dissents=(DISSENT,), evidence=SOURCES)


def results(record=None, framework: Framework = FRAMEWORK, *, include_restricted=False, **more):
    record = record or a_record()
    profile = score_record(framework, record)
    suggestions = suggest_programmes(framework, record, profile) if framework.catalogue else ()
    hidden = () if include_restricted else ("restricted",)
    shown = tuple(one for one in record.evidence if one.protection not in hidden)
    found = Gathered(
        framework,
        replace(record, evidence=shown),
        profile,
        MOMENT,
        "0.1.0",
        with_restricted=include_restricted,
        n_left_out=len(record.evidence) - len(shown),
        suggestions=suggestions,
        arrangement=arrange(suggestions, framework.catalogue)
        if framework.catalogue
        else Arrangement((), (), (), ()),
        **more,
    )
    return opened(write_results_workbook(found)), profile, suggestions


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_of(sheet, first):
    return next(row for row in rows(sheet) if row[0] == first)


def shown(sheet):
    return "\n".join(str(value) for row in rows(sheet) for value in row if value is not None)


def test_too_early_is_said_on_every_sheet_and_no_figure_stands_in_its_place():
    framework = with_early(FRAMEWORK)
    workbook, profile, suggestions = results(record_with(framework, {"LAW-1": 0}), framework)
    line = progress_sentence(profile.progress, framework)
    assert line.startswith("Too early for results: 1 of 8 questions are answered.")
    assert suggestions == ()
    for name in ("Gaps", "Suggestions"):
        assert line in shown(workbook[name])
    courts = row_of(workbook["Dimensions"], "LAW")
    assert courts[2:9] == [
        "?",
        "Too early: too few questions are answered for results",
        "no score",
        *["none"] * 4,
    ]
    assert shown(workbook["Explanation"]).count("Too early") == 3


def test_where_nothing_applies_no_figure_stands_and_of_one_of_several_it_is_said():
    nothing = {"PRE-1": "NA", "PRE-2": "NA"}
    workbook, *_ = results(a_record(**nothing, **{"LAW-1": "NA", "LAW-2": 4, "LAW-3": "NA"}))
    heading = row_of(workbook["Dimensions"], "Dimension")
    assert heading[9:11] == ["Coverage in percent", "Known"]
    row = row_of(workbook["Dimensions"], "PRE")
    assert row[4:11] == [*["Not applicable"] * 6, "0 of 2, 2 not applicable"]
    courts = row_of(workbook["Dimensions"], "LAW")
    assert courts[9:11] == [100, "1 of 3, 2 not applicable"]


def test_the_summary_names_what_declines_are_measured_against_also_if_it_is_nothing():
    earlier = an_assessment(id="a-0", period="2024")
    served = EarlierRounds({"LAW": earlier, "SEC": earlier})
    text = shown(results(earlier=served)[0]["Dimensions"])
    assert "Declines in LAW and SEC are measured against Karsova, 2024." in text
    assert "No earlier round has a score in PRE" in text
    assert "No decline is measured: no earlier round" in shown(results()[0]["Dimensions"])


def test_the_sheets_stand_in_reading_order():
    workbook, *_ = results()
    assert workbook.sheetnames == [
        "In short",
        "Chart",
        "Answers at a glance",
        "Dimensions",
        "Context",
        "Scope sheet",
        "Explanation",
        "Answers",
        "Who answered",
        "Evidence",
        "Gaps",
        "Suggestions",
        "Method",
    ]


def test_the_evidence_register_has_a_sheet_with_adverse_consequences_apart():
    framework = framework_with_register()
    workbook, *_ = results(framework=framework)
    found = rows(workbook["Evidence register"])
    assert found[0][:4] == ["Programme", "Name", "Label", "Entry"]
    entries = [(row[0], row[2], row[3]) for row in found[1:]]
    assert ("P1", "Mixed", "Coded review") in entries
    assert ("P2", "Support", "Study") in entries
    assert ("P3", "None", "No entry") in entries
    assert "Adverse consequences, counted apart: 1 found them" in shown(
        workbook["Evidence register"]
    )
    labels = {row[1]: row[4] for row in rows(workbook["Suggestions"])[1:4]}
    assert labels == {"P1": "Mixed", "P2": "Support", "P3": "None"}
    assert row_of(workbook["Method"], "Checksum of the evidence register") is not None


def test_a_questionnaire_without_programmes_has_no_sheet_of_suggestions():
    bare = Framework(FRAMEWORK.questionnaire, FRAMEWORK.rules)
    workbook, *_ = results(framework=bare)
    assert "Suggestions" not in workbook.sheetnames


def test_the_summary_carries_every_figure_unrounded():
    workbook, profile, _ = results()
    for score in profile.dimensions:
        row = row_of(workbook["Dimensions"], score.dimension_id)
        assert row[3] == band_phrase(score, FRAMEWORK)
        spread = score.interval
        # The library writes sixteen significant digits.
        figures = [score.low, score.high, 100 * score.coverage]
        assert [*row[5:7], row[9]] == pytest.approx(figures, rel=1e-15)
        if score.value is None or spread is None:
            assert (row[4], *row[7:9]) == ("no score", "none", "none")
        else:
            point = [score.value, spread.low, spread.high]
            assert [row[4], *row[7:9]] == pytest.approx(point, rel=1e-15)


def test_a_dimension_without_a_score_says_so_and_shows_no_number():
    workbook, *_ = results()
    assert row_of(workbook["Dimensions"], "PRE")[4] == "no score"


def test_the_first_sheet_marks_an_invented_state_and_repeats_the_standing_sentence():
    text = shown(results()[0]["In short"])
    assert "INVENTED STATE" in text
    assert FRAMEWORK.questionnaire.standing_sentence in text
    assert "CG-1" in text


def test_the_explanation_holds_every_sentence_of_every_dimension():
    workbook, profile, _ = results()
    said = [row[2] for row in rows(workbook["Explanation"])[1:]]
    assert said == [
        sentence
        for score in profile.dimensions
        for sentence in explain_dimension(score, profile.explanation(score.dimension_id), FRAMEWORK)
    ]


def test_the_answers_show_what_was_entered_and_what_counts():
    workbook, profile, _ = results()
    sheet = workbook["Answers"]
    assert [row[0] for row in rows(sheet)[1:]] == [i.id for i in FRAMEWORK.questionnaire.indicators]
    security = profile.explanation("SEC")
    gated = row_of(sheet, "SEC-3")
    assert (gated[2], gated[4]) == (3, security.effective_levels["SEC-3"])
    assert gated[2] > gated[4]
    assert row_of(sheet, "PRE-1")[2:5] == [
        "Insufficient information",
        "insufficient information",
        "none",
    ]


def test_dissent_and_its_reply_stand_beside_the_answer_as_text():
    sheet = results()[0]["Answers"]
    assert row_of(sheet, "LAW-2")[10] == "Beda (level 1): =Not so\n   Reply of Team: Noted."
    types = {cell.data_type for row in sheet for cell in row}
    assert "f" not in types


def test_restricted_sources_are_counted_and_not_shown():
    text = shown(results()[0]["Evidence"])
    assert "Open report" in text
    assert "Secret letter" not in text
    assert "1 restricted source is left out here." in text


def test_restricted_sources_are_shown_when_asked_for():
    text = shown(results(include_restricted=True)[0]["Evidence"])
    assert "Secret letter" in text
    assert "left out" not in text


def test_every_gap_is_explained():
    workbook, profile, _ = results()
    assert profile.gaps
    for found in profile.gaps:
        row = row_of(workbook["Gaps"], found.gap.id)
        assert row[2] == ("Active" if found.is_active else "Cannot be ruled out")
        assert row[4] == explain_gap(found, FRAMEWORK, a_record())


def test_without_gaps_the_sheet_says_so():
    levels = all_at(FRAMEWORK, 4)
    workbook, profile, _ = results(record_with(FRAMEWORK, levels))
    assert profile.gaps == ()
    assert "No critical gap is active or open." in shown(workbook["Gaps"])


def test_every_suggestion_stands_with_its_reasons_and_risks():
    workbook, _, suggestions = results()
    sheet = workbook["Suggestions"]
    found = rows(sheet)[1 : len(suggestions) + 1]
    assert [row[1] for row in found] == [each.programme.id for each in suggestions]
    for row, suggestion in zip(found, suggestions, strict=True):
        assert all(said in row[5] for said in explain_suggestion(suggestion, FRAMEWORK))
        assert all(risk in row[6] for risk in suggestion.programme.risks)
        assert row[3] == ("not known" if suggestion.score is None else suggestion.score)
    assert FRAMEWORK.catalogue.standing_sentence in shown(sheet)


def test_the_method_names_everything_needed_to_compute_the_figures_again():
    sheet = results()[0]["Method"]
    rule = FRAMEWORK.rules.interval
    assert row_of(sheet, "Seed")[1] == str(rule.seed)
    assert row_of(sheet, "Draws")[1] == str(rule.draws)
    assert row_of(sheet, "Checksum of the questionnaire")[1] == FRAMEWORK.questionnaire.checksum
    assert row_of(sheet, "Version of the questionnaire")[1] == "1.0"
    assert row_of(sheet, "Version of the programme catalogue")[1] == "1.0"
    assert row_of(sheet, "Version of the program")[1] == "0.1.0"
    assert row_of(sheet, "Confidence high")[1] == "0.025 / 0.95 / 0.025"
    text = shown(sheet)
    for band in FRAMEWORK.rules.bands:
        assert f"{band.letter}  {band.name}" in text
    assert "Not varied" in text


def test_paper_stands_beside_practice_where_statements_say_which_they_are():
    framework = framework_with_kinds()
    workbook, _profile, _suggestions = results(a_record(), framework)
    # LAW: levels 1, 2 and 2: law 3 of 3, practice 0 + 2 + 2 of 4 each.
    sheet = workbook["On paper and in practice"]
    assert row_of(sheet, "LAW")[:5] == ["LAW", "Courts", "3 of 3", "4 of 12", "0"]
    answers = workbook["Answers"]
    column = rows(answers)[0].index("What level 0 says here")
    assert row_of(answers, "SEC-1")[column].startswith("not said whether nothing is in place")
    assert row_of(answers, "LAW-1")[column] is None
    plain_workbook, _profile, _suggestions = results()
    assert "On paper and in practice" not in plain_workbook.sheetnames
    assert "What level 0 says here" not in rows(plain_workbook["Answers"])[0]


def test_the_mark_of_other_methods_stands_beside_every_dimension_that_has_a_score():
    framework = framework_with_methods()
    levels = {"LAW-1": 1, "LAW-2": 4, "LAW-3": 4, "SEC-1": 2, "SEC-2": 2, "SEC-3": 2}
    workbook, *_ = results(record_with(framework, levels), framework)
    summary = rows(workbook["Dimensions"])
    (heading,) = [row for row in summary if row[0] == "Dimension"]
    assert heading[11] == "Band holds under other methods"
    # The courts are capped at 50 points; their plain mean would be 75.
    marks = [row_of(workbook["Dimensions"], id_)[11] for id_ in ("LAW", "SEC", "PRE")]
    assert marks == ["1 of 2", "2 of 2", "none"]
    assert "The plain mean: S Established, another band." in shown(workbook["Explanation"])
    assert "Restraint hangs on keys." in shown(workbook["Method"])


def test_without_other_methods_the_workbook_says_nothing_of_them():
    workbook, *_ = results()
    assert not any(
        "other methods" in shown(workbook[name]) for name in ("Dimensions", "Explanation")
    )
    assert "Other methods" not in shown(workbook["Method"])


def test_suggestions_carry_the_codes_under_which_they_are_reported():
    lines = {"P1": ["CRS 15132 Police, voluntary code under 15130: 100%", "As aid (ODA): No pay."]}
    heading, *found = rows(results(codes=lines)[0]["Suggestions"])
    column = heading.index("Codes for reporting")
    cells = {row[1]: row[column] for row in found}
    assert cells["P1"] == (
        "• CRS 15132 Police, voluntary code under 15130: 100%\n• As aid (ODA): No pay."
    )
    assert cells["P2"] == "• 15130"


def flat(sheet):
    """All texts of a sheet as one line, however they were broken into cells."""
    return " ".join(shown(sheet).split())


def test_the_first_sheet_says_the_conclusion_first_and_what_must_be_decided():
    sheet = results()[0]["In short"]
    record = a_record()
    profile = score_record(FRAMEWORK, record)
    text = flat(sheet)
    headings = (
        "In short",
        "What was assessed, and how sure one can be",
        "What must be decided, by when and by whom",
        "Critical gaps",
        "Weak points",
    )
    places = [text.index(f" {heading} ") for heading in headings]
    assert places == sorted(places)
    for sentence in conclude(profile, FRAMEWORK):
        assert sentence in text
    assert weakest(FRAMEWORK, record) == ("SEC-1", "LAW-1")
    assert "• SEC-1 (" in text
    # 7 of 8 questions have a level; what one is not sure of stands right there.
    assert "Confidence in the answers: " in text
    assert "1 critical gap is active: CG-1" in text


def test_nothing_on_the_first_sheet_is_shortened():
    long = " ".join(f"word{n}" for n in range(300))
    record = a_record()
    record = replace(record, assessment=replace(record.assessment, scope_note=long))
    assert long in flat(results(record)[0]["In short"])


def test_the_chart_shows_every_score_with_its_interval():
    workbook, profile, _ = results()
    sheet = workbook["Chart"]
    (chart,) = sheet._charts
    (series,) = chart.series
    last = 2 + len(profile.dimensions)
    assert series.val.numRef.f == f"'Chart'!$B$3:$B${last}"
    assert series.errBars.plus.numRef.f == f"'Chart'!$G$3:$G${last}"
    assert series.errBars.minus.numRef.f == f"'Chart'!$F$3:$F${last}"
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (0, 100)
    for row, score in zip(rows(sheet)[2:], profile.dimensions, strict=False):
        if score.value is None:
            assert row[1:4] == [None] * 3
        else:
            reach = score.interval
            # The lines reach from the score to both ends of the interval.
            assert row[1] - row[5] == pytest.approx(reach.low)
            assert row[1] + row[6] == pytest.approx(reach.high)
            assert f": {score.band.letter}" in row[0]


def test_the_level_stands_in_every_cell_of_the_heat_map():
    sheet = results()[0]["Answers at a glance"]
    found = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert found["SEC-3\n3"].fill.fgColor.rgb != found["SEC-1\n0"].fill.fgColor.rgb
    assert found["PRE-1\n?"].fill.fill_type is None


def test_the_circumstances_have_a_sheet_and_stand_in_no_score():
    record = record_with(FRAMEWORK, all_at(FRAMEWORK, 2), flags={"X1": "present"})
    sheet = results(record)[0]["Context"]
    assert "Present" in row_of(sheet, "X1")
    assert "These circumstances never change a score." in shown(sheet)


def test_who_answered_how_many_and_until_when():
    workbook, *_ = results()
    record = a_record()
    first = record.answers["LAW-1"]
    sheet = workbook["Who answered"]
    assert row_of(sheet, first.person_name)[2:3] == ["8"]
    columns = rows(workbook["Answers"])[0]
    row = row_of(workbook["Answers"], "LAW-1")
    assert row[columns.index("Answered by")] == first.person_name
    team = replace(first, filled_by="Team North")
    record = replace(record, answers={**record.answers, "LAW-1": team})
    row = row_of(results(record)[0]["Answers"], "LAW-1")
    said = f"Team North, taken in by {first.person_name}"
    assert row[columns.index("Answered by")] == said


def test_what_the_team_agreed_on_stands_beside_it():
    record = a_record()
    agreed = {"LAW-1": AgreedAnswer(replace(record.answers["LAW-1"], person_name="Beda"))}
    text = shown(results(agreed=agreed)[0]["Who answered"])
    assert "The team agreed on level 1" in text
    assert "entered by Beda" in text


def test_remarks_of_field_teams_are_counted_and_shown_only_when_asked_for():
    remark = RecordedRemark(Remark("Ask Mr X.", "LAW-1", "cell Z9"), "Team", "Ada", WHEN)
    record = replace(a_record(), remarks=(remark,))
    text = shown(results(record)[0]["Remarks of field teams"])
    assert "1 remark of field teams is left out" in text
    assert "Mr X" not in text
    sheet = results(record, include_restricted=True)[0]["Remarks of field teams"]
    (row,) = [row for row in rows(sheet) if "Ask Mr X." in row]
    assert row[0].startswith("LAW-1")
    assert row[2:4] == ["cell Z9", "Team"]
    assert "Remarks of field teams" not in results()[0].sheetnames


def test_long_dissents_go_on_in_the_next_row_and_lose_nothing():
    texts = [f"{letter} " + letter * 9_990 for letter in "abcd"]
    dissents = tuple(
        Dissent("LAW-2", 1, text, "Beda", WHEN, f"d-{n}") for n, text in enumerate(texts)
    )
    sheet = results(replace(a_record(), dissents=dissents))[0]["Answers"]
    column = rows(sheet)[0].index("Dissent")
    cells = [row[column] for row in rows(sheet) if row[0] == "LAW-2"]
    # 4 times 10,000 signs do not fit into the 32,767 of one cell.
    assert len(cells) == 2
    assert all(len(cell) <= 32_767 for cell in cells)
    assert cells[0].endswith("(goes on in the row below)")
    assert cells[1].startswith("(from the row above)")
    joined = "".join(cells)
    assert all(joined.count(text[0] * 1_000) == 9 for text in texts)
    assert [row[0] for row in rows(sheet)[1:]].count("LAW-3") == 1


SIGNS = st.characters(exclude_categories=["Cs", "Cc"])


@settings(max_examples=20)
@given(st.text(SIGNS, min_size=1, max_size=30), st.integers(1, 4_000))
def test_pieces_of_a_text_hold_all_of_it_and_fit_into_cells(word: str, times: int):
    text = word * times
    parts = sheets.pieces(text)
    inner = [part.removesuffix("\n(goes on in the row below)") for part in parts[:-1]]
    whole = [part.removeprefix("(from the row above)\n") for part in (*inner, parts[-1])]
    assert "".join(whole) == clean_text(text)
    assert all(len(part.encode("utf-16-le")) // 2 <= 32_767 for part in parts)
