"""Returns as field teams send them: corrected copies, two teams, remarks, cells that wait."""

import pytest

from assessment.model.answer import Evidence
from assessment.services import field_loop
from assessment.services.field_loop import Preview, apply_import, export_workbook, preview_import
from assessment.services.merging import Team
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes, refused

LEVEL, RATIONALE = ("Answers", "LAW-1", "level"), ("Answers", "LAW-1", "rationale")
SECOND = ("Answers", "LAW-2", "level")
TITLE, ABOUT = ("Evidence", 3, "title"), ("Evidence", 3, "indicator_id")
EAST, WEST = Team("", "Team East", "Ministry"), Team("", "Team West", "Ministry")


def blank(desk: Desk) -> bytes:
    return export_workbook(desk.context, desk.open()).content


def seen(desk: Desk, content: bytes, team: Team | None = None, **mended: str) -> Preview:
    """The preview of a workbook that names its team on the cover."""
    preview = preview_import(desk.context, content, "field.xlsx", mended)
    return preview if team is None else named(desk, content, team)


def named(desk: Desk, content: bytes, team: Team) -> Preview:
    """The same, with the team on the cover."""
    cover = {
        ("Cover", "filled_by", "text"): team.filled_by or None,
        ("Cover", "organisation", "text"): team.filled_for or None,
    }
    return preview_import(desk.context, filled(cover, content), "field.xlsx")


def test_a_teams_corrected_copy_replaces_its_own_earlier_one(desk: Desk):
    opened, content = desk.begin(), blank(desk)
    first = filled({LEVEL: 1, RATIONALE: "Heard.", ABOUT: "LAW-1", TITLE: "Anual report"}, content)
    apply_import(desk.context, named(desk, first, EAST))
    again = filled({LEVEL: 3, RATIONALE: "Heard.", ABOUT: "LAW-1", TITLE: "Annual report"}, content)
    preview = named(desk, again, EAST)
    assert preview.conflicts == ()
    assert [change.kind for change in preview.changes] == ["changed", "changed"]
    apply_import(desk.context, preview)
    record = desk.store.record(opened.assessment)
    assert record.answer("LAW-1").level == 3
    assert [entry.title for entry in record.evidence] == ["Annual report"]


@pytest.mark.parametrize("other", [WEST, Team()])
def test_another_team_and_an_unnamed_one_are_a_conflict_with_the_name_in_view(
    desk: Desk, other: Team
):
    desk.begin()
    content = blank(desk)
    apply_import(desk.context, named(desk, filled({LEVEL: 1}, content), EAST))
    preview = named(desk, filled({LEVEL: 3}, content), other)
    (conflict,) = preview.conflicts
    assert (conflict.before.level, conflict.after.level) == (1, 3)
    assert conflict.here_by == "Team East"
    assert [one.filled_by for one in preview.earlier] == ["Team East"]


def test_two_teams_that_improve_one_source_meet_field_by_field(desk: Desk):
    opened = desk.begin()
    title = Evidence("LAW-1", "Anual report", publisher="Court")
    desk.store.write(
        opened.assessment.id,
        field_loop.Changes("page", evidence=(title,)),
        desk.context.actor,
        desk.context.clock(),
    )
    content = blank(desk)
    apply_import(desk.context, named(desk, filled({TITLE: "Annual report"}, content), EAST))
    # The other team adds a page to what it was sent, and knows nothing of the new title.
    preview = named(desk, filled({("Evidence", 3, "page"): 12}, content), WEST)
    assert preview.conflicts == ()
    apply_import(desk.context, preview)
    (entry,) = desk.store.record(opened.assessment).evidence
    assert (entry.title, entry.page, entry.publisher) == ("Annual report", "12", "Court")
    # A third one has another title: both sides, and a person chooses.
    third = named(desk, filled({TITLE: "Yearly report"}, content), WEST)
    (conflict,) = third.conflicts
    assert (conflict.before.title, conflict.after.title) == ("Annual report", "Yearly report")


def test_every_field_of_a_source_that_changes_is_named_and_protection_stands_first(desk: Desk):
    opened = desk.begin()
    known = Evidence("LAW-1", "Report", link="https://court.example", protection="partner")
    changes = field_loop.Changes("page", evidence=(known,))
    desk.store.write(opened.assessment.id, changes, desk.context.actor, desk.context.clock())
    cells = {
        ("Evidence", 3, "link"): "https://other.example",
        ("Evidence", 3, "protection"): "public",
    }
    (change,) = seen(desk, filled(cells, blank(desk))).evidence
    assert change.fields == ("protection", "link")


def test_good_rows_go_in_while_bad_ones_wait_and_nothing_of_a_bad_row_is_taken(desk: Desk):
    opened = desk.begin()
    content = filled({LEVEL: "perhaps", RATIONALE: "Heard.", SECOND: 2}, blank(desk))
    preview = seen(desk, content)
    assert codes(refused(apply_import, desk.context, preview)) == ["workbook.level_unknown"]
    assert preview.problems[0].about == "LAW-1"
    done = apply_import(desk.context, preview, leave_bad=True)
    record = desk.store.record(opened.assessment)
    assert (done.n_answers, list(record.answers)) == (1, ["LAW-2"])


def test_a_bad_cell_is_mended_in_the_preview(desk: Desk):
    opened = desk.begin()
    content = filled({LEVEL: "perhaps", RATIONALE: "Heard."}, blank(desk))
    (problem,) = seen(desk, content).problems
    mended = preview_import(desk.context, content, "field.xlsx", {problem.where: "2"})
    assert mended.problems == ()
    apply_import(desk.context, mended)
    answer = desk.store.record(opened.assessment).answer("LAW-1")
    assert (answer.level, answer.rationale) == (2, "Heard.")


def test_what_is_not_taken_stays_as_a_rating_of_whoever_is_named(desk: Desk):
    opened = desk.begin()
    content = blank(desk)
    apply_import(desk.context, named(desk, filled({LEVEL: 1}, content), EAST))
    preview = named(desk, filled({LEVEL: 3, RATIONALE: "A new law."}, content), WEST)
    for n_new in (1, 0):  # twice is as good as once
        done = apply_import(desk.context, preview, {"LAW-1": "keep"})
        assert (done.n_answers, done.n_rated, done.kept) == (0, n_new, ("LAW-1",))
    (rating,) = desk.store.ratings(opened.assessment.id).ratings
    assert (rating.person_name, rating.answer.level) == ("Team West", 3)
    assert rating.answer.rationale == "A new law."
    assert desk.store.record(opened.assessment).answer("LAW-1").level == 1


def test_what_is_not_taken_of_an_unnamed_workbook_stays_as_a_remark(desk: Desk):
    opened = desk.begin()
    content = blank(desk)
    apply_import(desk.context, seen(desk, filled({LEVEL: 1}, content)))
    apply_import(desk.context, seen(desk, filled({LEVEL: 3}, content)), {"LAW-1": "keep"})
    (beside,) = desk.store.indicator_record(opened.assessment.id, "LAW-1").remarks
    assert beside.remark.text == "Said in the workbook and not taken: answer: level 3"


def test_a_team_that_writes_again_what_its_workbook_was_made_with_is_told_that_it_changes_nothing(
    desk: Desk,
):
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 2)
    content = blank(desk)
    first = filled({LEVEL: 4}, content)
    apply_import(desk.context, named(desk, first, EAST))
    (problem,) = named(desk, filled({LEVEL: 2}, content), EAST).problems
    assert (problem.code, problem.about, problem.is_error) == (
        "import.said_as_before",
        "LAW-1",
        False,
    )
    # Neither the first file once more nor another team's workbook takes anything back.
    for name, again in ((EAST, first), (WEST, content)):
        assert named(desk, again, name).problems == ()


def test_lists_of_the_scope_sheet_that_are_not_taken_stay_as_a_remark(desk: Desk):
    opened = desk.begin()
    content, cell = blank(desk), ("Scope sheet", "regions", "entries")
    apply_import(desk.context, seen(desk, filled({cell: "North"}, content)))
    preview = seen(desk, filled({cell: "South"}, content))
    apply_import(desk.context, preview, {"scope": "keep"})
    found = desk.store.record(opened.assessment)
    assert found.scope.regions == ("North",)
    (remark,) = (one.remark.text for one in found.remarks)
    assert remark == "Said in the workbook and not taken: Regions: South"


def test_a_restricted_source_that_is_not_taken_is_not_told_beside_the_question(desk: Desk):
    opened = desk.begin()
    known = Evidence("LAW-1", "Anual report", publisher="Court")
    changes = field_loop.Changes("page", evidence=(known,))
    desk.store.write(opened.assessment.id, changes, desk.context.actor, desk.context.clock())
    cells = {TITLE: "Name of a witness", ("Evidence", 3, "protection"): "restricted"}
    preview = seen(desk, filled(cells, blank(desk)))
    apply_import(desk.context, preview, {preview.evidence[0].id: "keep"})
    assert desk.store.record(opened.assessment).remarks == ()


def test_workbooks_of_several_people_become_their_ratings_when_asked_so(desk: Desk):
    opened = desk.begin()
    content = blank(desk)
    for team, level in ((EAST, 1), (WEST, 3)):
        preview = named(desk, filled({LEVEL: level}, content), team)
        assert apply_import(desk.context, preview, rate_as="agency").n_rated == 1
    ratings = desk.store.ratings(opened.assessment.id).ratings
    assert {one.person_name: one.answer.level for one in ratings} == {
        "Team East": 1,
        "Team West": 3,
    }
    assert {one.group for one in ratings} == {"agency"}
    assert desk.store.record(opened.assessment).answers == {}


def test_a_workbook_of_nobody_becomes_nobodys_ratings(desk: Desk):
    desk.begin()
    preview = seen(desk, filled({LEVEL: 1}, blank(desk)))
    problems = refused(apply_import, desk.context, preview, rate_as="agency")
    assert codes(problems) == ["import.nobody_rates"]


def test_any_change_can_be_kept_out(desk: Desk):
    opened = desk.begin()
    preview = seen(desk, filled({LEVEL: 1, SECOND: 2}, blank(desk)))
    done = apply_import(desk.context, preview, {"LAW-1": "keep"})
    assert (done.n_answers, done.kept) == (1, ("LAW-1",))
    assert list(desk.store.record(opened.assessment).answers) == ["LAW-2"]


def test_what_is_refused_as_stale_leaves_no_rating_behind(desk: Desk):
    opened = desk.begin()
    content = blank(desk)
    apply_import(desk.context, named(desk, filled({LEVEL: 1}, content), EAST))
    preview = named(desk, filled({LEVEL: 3, SECOND: 2}, content), WEST)
    desk.answer(desk.open(), "LAW-2", 4)  # somebody answers after the look
    problems = refused(apply_import, desk.context, preview, {"LAW-1": "keep"})
    assert codes(problems) == ["import.stale"]
    assert desk.store.ratings(opened.assessment.id).ratings == ()
