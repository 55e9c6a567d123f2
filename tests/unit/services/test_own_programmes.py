"""Own programmes are checked like the shipped ones and suggested at once; a sheet does the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from assessment.model.own_programme import OwnProgramme
from assessment.model.plan import PlanItem
from assessment.services.context import Opened
from assessment.services.own_programmes import (
    add_own_programme,
    export_own,
    find_own,
    import_own,
    preview_own,
    revise_own_programme,
)
from assessment.services.plans import add_item, read_plan, revise_item
from assessment.services.results import export_results, narrow, score
from tests.builders import MOMENT, small_framework
from tests.own import an_own, filled
from tests.unit.services.desk import Desk, codes, desk_of, refused, with_questionnaire

LEVELS = {"LAW-1": 1, "SEC-1": 2, "PRE-1": 3}


@pytest.fixture
def opened(desk: Desk) -> Opened:
    found = desk.begin()
    for id_, level in LEVELS.items():
        desk.answer(found, id_, level)
    return found


def stored(desk: Desk, opened: Opened) -> tuple[OwnProgramme, ...]:
    return find_own(desk.context, opened).programmes.in_use


def test_a_programme_is_suggested_at_once_and_in_the_workbook(desk: Desk, opened: Opened):
    add_own_programme(desk.context, opened, an_own())
    again = desk.open()
    found = {one.programme.id: one for one in score(desk.context, again).suggestions}
    assert found["O-1"].group is found["P1"].group
    book = openpyxl.load_workbook(BytesIO(export_results(desk.context, again).content))
    rows = [[*row] for row in book["Suggestions"].iter_rows(values_only=True)]
    (row,) = [one for one in rows if one[1] == "O-1"]
    assert "What closes P1 closes this one too." in str(row[5])
    assert "Donor: An agency" in str(row[5])


def test_other_organisations_do_not_see_it(both_desks: Desk):
    opened = both_desks.begin()
    add_own_programme(both_desks.context, opened, an_own())
    actor = both_desks.store.actor("Cy Cole", "Another agency", MOMENT)
    other = replace(both_desks, context=replace(both_desks.context, actor=actor))
    assert other.open().framework is both_desks.framework
    catalogue = both_desks.of("Ben Bo").open().framework.catalogue
    assert catalogue is not None
    assert catalogue.programme("O-1").name == "Advisers for judges"


def test_everything_that_is_wrong_is_said_at_once_with_place_and_remedy(desk: Desk, opened):
    bad = an_own(
        "",
        serves=("LAW-1", "SEC-1", "XXX-9"),
        like=("P1", "P9"),
        mechanisms=("ZZ",),
        horizon="soon",
        mode="gift",
        crs=("1", "99999"),
        sdg=("99.9",),
        countries=("Kenya",),
        window_from=date(2027, 1, 2),
        window_to=date(2027, 1, 1),
        budget_low=2,
        budget_high=1,
    )
    found = refused(add_own_programme, desk.context, opened, bad)
    assert sorted(codes(found)) == sorted(
        (
            *("own.field_missing", "own.choice_unknown", "own.choice_unknown"),
            *("own.code_malformed", "own.like_unknown", "own.serves_unlike"),
            *("own.country_unknown", "own.window_falls", "own.budget_falls"),
            *("own.currency_unknown", "library.id_unknown", "library.id_unknown"),
            *("library.crs_unknown", "library.sdg_unknown"),
        )
    )
    assert all(one.where.startswith("New programme") and one.remedy for one in found)
    by_code = {one.code: str(one) for one in found}
    assert by_code["own.serves_unlike"].startswith(
        "New programme, Indicators that it can raise: It serves SEC-1 (Lawful command) and XXX-9, "
    )
    assert stored(desk, opened) == ()


def test_a_programme_that_is_like_none_is_refused(desk: Desk, opened):
    assert codes(refused(add_own_programme, desk.context, opened, an_own(like=()))) == [
        "own.field_missing"
    ]


def test_a_name_is_used_once_however_it_is_spelt(desk: Desk, opened):
    add_own_programme(desk.context, opened, an_own())
    twin = an_own("advisers  FOR judges")
    assert codes(refused(add_own_programme, desk.context, opened, twin)) == ["own.name_repeated"]


def test_a_change_is_a_new_version_and_saying_the_same_is_none(desk: Desk, opened):
    add_own_programme(desk.context, opened, an_own())
    revise_own_programme(desk.context, opened, an_own(number=1, donor="A bank"), 1)
    revise_own_programme(desk.context, opened, an_own(number=1, donor="A bank"), 2)
    assert len(find_own(desk.context, opened).programmes.versions) == 2
    assert [one.donor for one in stored(desk, opened)] == ["A bank"]


def test_a_change_on_what_somebody_changed_meanwhile_is_refused(desk: Desk, opened):
    add_own_programme(desk.context, opened, an_own())
    ben = desk.of("Ben Bo")
    revise_own_programme(ben.context, opened, an_own(number=1, donor="A bank"), 1)
    found = refused(revise_own_programme, desk.context, opened, an_own(number=1, donor="A fund"), 1)
    assert codes(found) == ["own.stale"]
    assert "Ben Bo changed it meanwhile" in str(found[0])
    missing = refused(revise_own_programme, desk.context, opened, an_own(number=7), 1)
    assert codes(missing) == ["own.unknown"]


def test_withdrawing_needs_a_reason_and_ends_the_suggestion_not_the_plan(desk: Desk, opened):
    add_own_programme(desk.context, opened, an_own())
    item = PlanItem("LAW-1", 3, programme_id="O-1")
    add_item(desk.context, desk.open(), item)
    gone = an_own(number=1, status="withdrawn")
    assert codes(refused(revise_own_programme, desk.context, opened, gone, 1)) == [
        "own.reason_missing"
    ]
    revise_own_programme(desk.context, opened, replace(gone, reason="No money is left."), 1)
    again = desk.open()
    assert again.framework is desk.framework
    recorded = read_plan(desk.context, again).current[1]
    warned = revise_item(desk.context, again, replace(recorded.item, owner="Ministry"), 1)
    assert codes(warned) == ["plan.programme_unknown"]


def test_one_that_no_longer_fits_the_questionnaire_is_left_out_and_says_why(desk: Desk, opened):
    add_own_programme(desk.context, opened, an_own())
    catalogue = small_framework().catalogue
    assert catalogue is not None
    fewer = catalogue.model_copy(update={"programmes": catalogue.programmes[1:]})
    framework = replace(with_questionnaire(small_framework()), catalogue=fewer)
    other = desk_of(desk.store, framework)
    again = other.open()
    assert again.framework is framework
    (problem, *_more) = find_own(other.context, again).unfit[1]
    assert problem.code == "own.like_unknown"


def test_results_are_narrowed_to_what_passes_a_filter(desk: Desk, opened):
    from assessment.model.own_programme import OptionFilter  # noqa: PLC0415 - for this test alone

    add_own_programme(desk.context, opened, an_own())
    results = narrow(score(desk.context, desk.open()), OptionFilter(only_own=True))
    assert [one.programme.id for one in results.suggestions] == ["O-1"]
    assert results.arrangement.first[0].programme_ids == ("O-1",)


# The sheet


ROW: Mapping[str, object] = {
    "name": "Radio",
    "how": "=Radio warns",
    "activities": "Build\nTrain",
    "serves": "law-1; LAW-2",
    "like": "P1",
    "mechanisms": "AC",
    "horizon": "long",
    "lens": "shared",
    "dual_use": "no",
    "risks": "It is jammed.",
    "crs": 15130,
    "sdg": "16.3",
    "window_from": datetime(2027, 1, 31),  # noqa: DTZ001 - as a workbook holds it
    "budget_low": 1000,
    "currency": "usd",
}


def test_a_filled_sheet_is_shown_first_then_written_and_changes_nothing_the_second_time(
    desk: Desk, opened
):
    add_own_programme(desk.context, opened, an_own())
    sheet = export_own(desk.context, opened).content
    given = filled(sheet, {"donor": "A bank"}, {**ROW, "how": "Radio warns."})
    preview = preview_own(desk.context, opened, given, "own.xlsx")
    assert next((one.kind, one.after.name, one.fields) for one in preview.changes) == (
        "changed",
        "Advisers for judges",
        ("Donor",),
    )
    assert [one.kind for one in preview.changes] == ["changed", "added"]
    assert (preview.problems, len(stored(desk, opened))) == ((), 1)
    import_own(desk.context, opened, given, "own.xlsx")
    advisers, radio = stored(desk, opened)
    assert (advisers.donor, advisers.how) == ("A bank", an_own().how)
    assert (radio.serves, radio.crs, radio.activities) == (
        ("LAW-1", "LAW-2"),
        ("15130",),
        ("Build", "Train"),
    )
    assert (radio.window_from, radio.budget_low, radio.currency) == (
        date(2027, 1, 31),
        1000,
        "USD",
    )
    before = find_own(desk.context, opened).programmes
    second = import_own(desk.context, opened, given, "own.xlsx")
    assert (second.changes, second.n_unchanged) == ((), 2)
    assert find_own(desk.context, opened).programmes == before


def test_what_is_written_out_comes_back_the_same(desk: Desk, opened):
    whole = an_own(
        dual_use=True,
        tensions=("One; with a semicolon",),
        countries=("KEN", "UGA"),
        income_groups=("low", "high"),
        mode="loan",
        languages=("English", "Swahili"),
        window_from=date(2027, 1, 1),
        window_to=date(2027, 2, 1),
        budget_low=0,
        budget_high=10,
        currency="KES",
    )
    add_own_programme(desk.context, opened, whole)
    content = export_own(desk.context, opened).content
    preview = preview_own(desk.context, opened, content, "own.xlsx")
    assert (preview.changes, preview.problems, preview.n_unchanged) == ((), (), 1)


def test_the_sheet_carries_examples_that_pass_and_every_id(desk: Desk, opened):
    book = openpyxl.load_workbook(BytesIO(export_own(desk.context, opened).content))
    assert book.sheetnames == ["Own programmes", "Examples", "Ids", "How to read"]
    ids = {str(row[1]) for row in book["Ids"].iter_rows(values_only=True)}
    assert {"P1", "P2", "P3", "LAW-1", "PRE-2", "AC"} <= ids
    (heading, *examples) = [
        row for row in book["Examples"].iter_rows(values_only=True) if row[1] is not None
    ]
    codes_ = [str(cell.value) for cell in book["Own programmes"][1]][: len(heading)]
    rows = [dict(zip(codes_, row, strict=True)) for row in examples]
    content = filled(export_own(desk.context, opened).content, *rows)
    preview = preview_own(desk.context, opened, content, "own.xlsx")
    assert (preview.problems, [one.kind for one in preview.changes]) == ((), ["added", "added"])


def test_one_bad_cell_keeps_the_whole_sheet_out_and_every_bad_cell_is_named(desk: Desk, opened):
    sheet = export_own(desk.context, opened).content
    bad = {**ROW, "name": "Bad", "sdg": 16.1, "window_to": "soon", "budget_low": "much"}
    given = filled(sheet, {**ROW, "how": "Fine."}, bad)
    found = refused(import_own, desk.context, opened, given, "own.xlsx")
    places = {one.where: one.code for one in found}
    assert {"own.cell_unreadable"} == set(places.values())
    # The formula in `how` of the second row among them.
    assert sorted(place.partition("cell ")[2] for place in places) == ["C4", "O4", "V4", "W4"]
    assert stored(desk, opened) == ()


def test_unknown_ids_and_two_rows_about_one_programme_are_named(desk: Desk, opened):
    sheet = export_own(desk.context, opened).content
    row = {**ROW, "how": "Fine."}
    found = refused(
        import_own, desk.context, opened, filled(sheet, row, row, {"id": "O-9"}), "own.xlsx"
    )
    assert "own.row_repeated" in codes(found)
    assert "own.unknown" in codes(found)


def test_a_workbook_without_the_sheet_is_refused(desk: Desk, opened):
    book, content = openpyxl.Workbook(), BytesIO()
    book.save(content)
    found = refused(preview_own, desk.context, opened, content.getvalue(), "other.xlsx")
    assert codes(found) == ["workbook.not_own_programmes"]
