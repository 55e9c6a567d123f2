"""What a team agreed on is kept, and is changed only with a reason, on both databases."""

import pytest

from assessment.services.answers import record_answer
from assessment.services.context import Opened
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.services.moderation import agreed, agreed_answers, open_moderation
from tests.builders import Level, an_answer
from tests.unit.exchange.filling import filled
from tests.unit.ratings.rating_desk import REASON, agree, rate
from tests.unit.services.desk import Desk, codes, refused

LEVEL, NOTE = ("Answers", "LAW-1", "level"), ("Answers", "LAW-1", "rationale")


@pytest.fixture
def on_two(desk: Desk, opened: Opened) -> Opened:
    """An assessment whose team agreed on level 2 for LAW-1."""
    rate(desk, opened, 0)
    rate(desk.of("Ben Bo"), opened, 3, group="ministry")
    open_moderation(desk.context, opened, "LAW")
    agree(desk, opened, 2, rationale=REASON)
    return opened


@pytest.mark.parametrize("level", [4, "II", "NA", None])
def test_another_answer_than_was_agreed_on_needs_a_reason(desk: Desk, on_two: Opened, level: Level):
    answer = an_answer("LAW-1", level)
    (problem,) = refused(record_answer, desk.context, on_two, answer, 1)
    assert (problem.code, problem.where) == ("answer.consensus", "LAW-1")
    assert "entered by Ada Amin" in problem.found
    assert desk.store.record(on_two.assessment).answer("LAW-1").level == 2
    record_answer(desk.context, on_two, answer, 1, change_reason=" A law of May. ")
    newest = desk.store.history(on_two.assessment.id, "LAW-1")[0]
    assert (newest.answer, newest.change_reason) == (answer, "A law of May.")


def test_what_is_said_beside_the_agreed_level_needs_no_reason(desk: Desk, on_two: Opened):
    desk.answer(on_two, "LAW-1", 2, confidence="high", rationale="Two more rulings.")
    found = agreed(desk.context, on_two, "LAW-1")
    assert found is not None
    assert (found.stands, found.changes, len(found.later)) == (True, (), 1)
    # It still is what was agreed on.
    answer = an_answer("LAW-1", 3)
    assert codes(refused(record_answer, desk.context, on_two, answer, 2)) == ["answer.consensus"]


def test_what_was_agreed_on_stays_readable_beside_what_happened_later(desk: Desk, on_two: Opened):
    ben = desk.of("Ben Bo")
    for seen, (level, why) in enumerate([(4, "A law of May."), (4, ""), (3, "")], start=1):
        answer = an_answer("LAW-1", level, rationale=f"Text {seen}")
        record_answer(ben.context, on_two, answer, seen, change_reason=why)
    found = agreed(desk.context, on_two, "LAW-1")
    assert found is not None
    assert (found.recorded.answer.level, found.recorded.answer.rationale) == (2, REASON)
    assert not found.stands
    assert [(c.person_name, c.answer.level, c.change_reason) for c in found.changes] == [
        ("Ben Bo", 4, "A law of May."),
        ("Ben Bo", 3, ""),
    ]
    assert agreed_answers(desk.context, on_two) == {"LAW-1": found}


def test_after_an_agreement_was_changed_there_is_none_to_protect_until_it_is_taken_up_again(
    desk: Desk, on_two: Opened
):
    record_answer(desk.context, on_two, an_answer("LAW-1", 4), 1, change_reason="A law of May.")
    desk.answer(on_two, "LAW-1", 3)
    desk.answer(on_two, "LAW-1", 2)
    answer = an_answer("LAW-1", 3)
    assert codes(refused(record_answer, desk.context, on_two, answer, 4)) == ["answer.consensus"]


def test_whoever_did_not_see_the_agreement_is_told_of_the_newer_answer(desk: Desk, on_two: Opened):
    problems = refused(record_answer, desk.context, on_two, an_answer("LAW-1", 4), 0)
    assert codes(problems) == ["answer.stale"]


def test_a_team_that_agrees_on_something_else_says_why(desk: Desk, on_two: Opened):
    problems = refused(agree, desk, on_two, 3, rationale=REASON)
    assert codes(problems) == ["answer.consensus"]
    agree(desk, on_two, 3, rationale=REASON, change_reason="We heard the second court.")
    found = agreed(desk.context, on_two, "LAW-1")
    assert found is not None
    assert (found.recorded.answer.level, found.stands) == (3, True)
    assert found.recorded.change_reason == "We heard the second court."


def test_a_reason_for_a_change_stands_only_where_something_agreed_on_was_changed(
    desk: Desk, opened: Opened
):
    record_answer(desk.context, opened, an_answer("LAW-1", 4), 0, change_reason="No matter.")
    assert desk.store.history(opened.assessment.id, "LAW-1")[0].change_reason == ""
    assert agreed(desk.context, opened, "LAW-1") is None


def test_a_reason_that_no_cell_could_hold_is_refused(desk: Desk, on_two: Opened):
    answer = an_answer("LAW-1", 4)
    problems = refused(record_answer, desk.context, on_two, answer, 1, change_reason="x" * 10_001)
    assert codes(problems) == ["text.too_long"]


def returned(desk: Desk, opened: Opened, cells: dict):
    content = filled(cells, export_workbook(desk.context, opened).content)
    return preview_import(desk.context, content, "field.xlsx")


def test_a_workbook_that_changes_what_was_agreed_on_is_shown_and_asks(desk: Desk, on_two: Opened):
    preview = returned(desk, on_two, {LEVEL: 4})
    (change,) = preview.agreed
    assert preview.conflicts == (change,)
    assert change.agreed is not None
    assert (change.id, change.agreed.recorded.answer.level) == ("LAW-1", 2)
    (problem,) = refused(apply_import, desk.context, preview)
    assert problem.code == "import.undecided"
    assert "LAW-1 is what the team agreed on" in problem.found
    kept = apply_import(desk.context, preview, {"LAW-1": "keep"})
    assert (kept.n_answers, kept.kept) == (0, ("LAW-1",))


def test_a_workbook_changes_what_was_agreed_on_only_with_a_reason(desk: Desk, on_two: Opened):
    preview = returned(desk, on_two, {LEVEL: 4})
    (problem,) = refused(apply_import, desk.context, preview, {"LAW-1": "take"})
    assert problem.code == "answer.consensus"
    assert "Sheet 'LAW', cell" in problem.where
    apply_import(desk.context, preview, {"LAW-1": "take"}, change_reason="The field saw a law.")
    found = agreed(desk.context, on_two, "LAW-1")
    assert found is not None
    assert [(c.answer.level, c.change_reason) for c in found.changes] == [
        (4, "The field saw a law.")
    ]


def test_a_workbook_that_adds_a_rationale_to_what_was_agreed_on_asks_nothing(
    desk: Desk, on_two: Opened
):
    preview = returned(desk, on_two, {NOTE: "Two more rulings."})
    assert (preview.conflicts, preview.agreed) == ((), ())
    apply_import(desk.context, preview)
    found = agreed(desk.context, on_two, "LAW-1")
    assert found is not None
    assert found.stands
