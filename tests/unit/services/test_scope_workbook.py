"""The scope sheet goes to the field and comes back, list by list."""

from dataclasses import replace

import pytest

from assessment.model.scope import Scope
from assessment.services.context import Opened
from assessment.services.field_loop import (
    Preview,
    apply_import,
    export_workbook,
    preview_import,
)
from assessment.services.merging import merge_scope
from assessment.services.scope import save_scope
from tests.unit.exchange.filling import filled, opened, saved
from tests.unit.services.desk import Desk, codes

SHEET = Scope(
    groups=("Group A", "=2+3"),
    groups_at_risk=("Group B",),
    regions=("North", "South"),
    not_reached=("none",),
)


def cell(name: str) -> tuple[str, str, str]:
    return ("Scope sheet", name, "entries")


def exported(desk: Desk, begun: Opened) -> bytes:
    return export_workbook(desk.context, begun).content


def seen(desk: Desk, content: bytes) -> Preview:
    return preview_import(desk.context, content, "field.xlsx")


@pytest.fixture
def begun(desk: Desk) -> Opened:
    made = desk.begin()
    save_scope(desk.context, made, SHEET, 0)
    return made


def test_an_untouched_workbook_changes_nothing(desk: Desk, begun: Opened):
    preview = seen(desk, exported(desk, begun))
    assert (preview.scope, preview.problems, preview.is_empty) == ((), (), True)


def test_what_the_field_writes_is_shown_and_then_written_whole(desk: Desk):
    made = desk.begin()
    cells = {cell("groups"): "Group A; Group B\nGroup C", cell("not_reached"): "NONE"}
    preview = seen(desk, filled(cells, exported(desk, made)))
    (change,) = preview.scope
    assert (change.kind, change.lists) == ("added", ("groups", "not_reached"))
    assert change.where.startswith("Sheet 'Scope sheet', cell D")
    assert desk.store.scope(made.assessment.id) is None
    done = apply_import(desk.context, preview)
    assert (done.n_lists, done.n_answers) == (2, 0)
    recorded = desk.store.scope(made.assessment.id)
    assert recorded is not None
    assert recorded.scope.groups == ("Group A", "Group B", "Group C")
    assert (recorded.scope.not_reached, recorded.origin) == (("none",), "workbook")
    assert seen(desk, filled(cells, exported(desk, made))).is_empty


def test_an_emptied_cell_takes_nothing_away(desk: Desk, begun: Opened):
    preview = seen(desk, filled({cell("groups"): None}, exported(desk, begun)))
    assert preview.scope == ()


def test_other_lists_that_were_changed_here_meanwhile_stay(desk: Desk, begun: Opened):
    content = filled({cell("regions"): "North"}, exported(desk, begun))
    save_scope(desk.context, begun, replace(SHEET, groups=("Group Z",)), 1)
    preview = seen(desk, content)
    assert [change.kind for change in preview.scope] == ["changed"]
    apply_import(desk.context, preview)
    expected = replace(SHEET, groups=("Group Z",), regions=("North",))
    assert desk.store.record(begun.assessment).scope == expected


@pytest.mark.parametrize(("choice", "regions"), [("keep", ("East",)), ("take", ("North",))])
def test_a_list_that_was_changed_on_both_sides_is_somebodys_to_decide(
    desk: Desk, begun: Opened, choice, regions
):
    content = filled({cell("regions"): "North"}, exported(desk, begun))
    save_scope(desk.context, begun, replace(SHEET, regions=("East",)), 1)
    preview = seen(desk, content)
    assert [change.id for change in preview.conflicts] == ["scope"]
    apply_import(desk.context, preview, {"scope": choice})
    assert desk.store.record(begun.assessment).scope == replace(SHEET, regions=regions)


def test_what_is_wrong_in_a_list_names_its_cell_and_stops_the_import(desk: Desk, begun: Opened):
    cells = {cell("groups"): "Group A; group a", cell("regions"): "x" * 201}
    preview = seen(desk, filled(cells, exported(desk, begun)))
    assert preview.scope == ()
    assert codes(preview.problems) == ["scope.entry_repeated", "scope.entry_too_long"]
    assert [p.where for p in preview.problems] == [
        "Sheet 'Scope sheet', cell D4",
        "Sheet 'Scope sheet', cell D7",
    ]


def test_a_sheet_that_was_deleted_is_said(desk: Desk, begun: Opened):
    workbook = opened(exported(desk, begun))
    del workbook["Scope sheet"]
    assert codes(seen(desk, saved(workbook)).problems) == ["workbook.sheet_missing"]


def test_a_workbook_of_a_version_without_scope_sheets_misses_nothing(desk: Desk, begun: Opened):
    workbook = opened(exported(desk, begun))
    del workbook["Scope sheet"]
    kept = workbook["_meta"]
    for row in list(kept.iter_rows()):
        if str(row[0].value) in ("scope", "sheet:Scope sheet"):
            row[0].value = row[1].value = None
    preview = seen(desk, saved(workbook))
    assert (preview.problems, preview.is_empty) == ((), True)


def test_without_what_was_exported_a_filled_list_is_a_conflict_and_never_silent(
    desk: Desk, begun: Opened
):
    content = filled({cell("regions"): "North"}, exported(desk, begun))
    workbook = opened(content)
    for row in list(workbook["_meta"].iter_rows()):
        if str(row[0].value) == "scope":
            row[1].value = '{"groups": 3}'
    assert [change.kind for change in seen(desk, saved(workbook)).scope] == ["conflict"]


def test_both_sides_that_say_the_same_need_no_choice():
    same = replace(SHEET, regions=("East",))
    assert merge_scope(SHEET, {"regions": ("East",)}, same, 2, "here") is None
