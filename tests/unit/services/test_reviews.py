"""A tier opens a review with the answer that leads to it; a changed answer never closes it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assessment.exchange.field_workbook import layout
from assessment.library.shelf import Library, open_library
from assessment.model.answer import FlagEntry
from assessment.model.assessment import Changes, NewAnswer
from assessment.model.review import Raise, ReviewState
from assessment.services.context import Opened
from assessment.services.demonstration import load_demonstration
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.services.reviews import (
    board,
    line_of,
    note_findings,
    open_by_person,
    read_reviews,
)
from assessment.storage.store import DatabaseStore
from assessment.wiring import ROOT
from tests.builders import MOMENT, all_at, an_answer
from tests.databases import open_with_tables
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes, desk_of, refused
from tests.unit.services.reviewing import (
    GAP,
    append,
    convened,
    day,
    decided,
    deferred,
    framework_with_days,
    newest,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    opened = open_with_tables(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk_of(DatabaseStore(opened), framework_with_days())
    opened.dispose()


@pytest.fixture
def calm(desk: Desk) -> Opened:
    """Everything answered, and nothing to review."""
    opened = desk.begin()
    at_once(desk, opened, all_at(desk.framework, 4))
    assert note_findings(desk.context, opened) is None
    return opened


def at_once(desk: Desk, opened: Opened, levels: Mapping[str, int]) -> None:
    """Answer in one write, as a version of the app did that knew no reviews."""
    answers = tuple(NewAnswer(an_answer(id_, level), 0) for id_, level in levels.items())
    changes = Changes("page", answers=answers)
    desk.store.write(opened.assessment.id, changes, desk.context.actor, MOMENT)


@pytest.fixture
def gap(desk: Desk, calm: Opened) -> Opened:
    """A critical gap, so that T1 asks for a review."""
    for id_, level in GAP.items():
        desk.answer(calm, id_, level)
    return calm


def conflict(desk: Desk, opened: Opened, option: str = "present") -> None:
    desk.flag(opened, FlagEntry("X1", option))


def at_day(desk: Desk, days: int) -> Desk:
    later = MOMENT + timedelta(days=days)
    return replace(desk, context=replace(desk.context, clock=lambda: later))


# Opening


def test_the_answer_that_leads_to_a_tier_opens_its_review_once_with_the_findings(gap, desk):
    (review,) = desk.store.reviews()
    assert review.opening.opened_by == "tier"
    assert (review.person_name, review.opening.origin) == ("Ada Amin", "page")
    ground = review.opening.ground
    # SEC-1 was still at 4 when LAW-1 alone made a dimension low.
    assert (ground.tier_id, ground.levels["LAW-1"], ground.levels["SEC-1"]) == ("T1", "0", "4")
    assert (review.due_on, review.due_to) == (day(90), "decide")
    desk.answer(gap, "LAW-2", 3)
    assert len(desk.store.reviews()) == 1


def test_nothing_opens_where_no_tier_asks(desk: Desk, calm: Opened):
    desk.answer(calm, "LAW-2", 3)
    found = read_reviews(desk.context, calm)
    assert (found.ground.tier_id, found.unrecorded, found.newest) == ("T0", None, None)


def test_to_look_at_a_review_or_the_board_writes_nothing(desk: Desk):
    opened = desk.begin()
    at_once(desk, opened, {**all_at(desk.framework, 4), **GAP})
    later = at_day(desk, 40)
    found = read_reviews(later.context, opened)
    (line,) = board(later.context)
    assert desk.store.reviews() == ()
    assert (found.unrecorded, found.newest) == ("open", None)
    assert (line.review, line.tier_id, line.state) == (None, "T1", ReviewState.OPEN)
    # Nobody gains time by not looking: the days count from the answers.
    assert line.due_on == day(90)
    assert note_findings(later.context, opened) == "open"
    assert newest(desk, opened).due_on == day(90)
    assert note_findings(later.context, opened) is None


def test_a_workbook_opens_a_review_too(desk: Desk, calm: Opened):
    sent = export_workbook(desk.context, calm).content
    content = filled({(layout.ANSWERS, "LAW-1", "level"): 0}, sent)
    apply_import(desk.context, preview_import(desk.context, content, "back.xlsx"))
    assert [one.opening.origin for one in desk.store.reviews()] == ["workbook"]


def test_the_shorter_time_counts_where_its_condition_holds(desk: Desk, gap: Opened):
    desk.flag(gap, FlagEntry("X2", "refuses"))
    conflict(desk, gap)
    review = newest(desk, gap)
    assert (review.tier_id, review.due_to, review.due_on) == ("T2", "convene", day(3))


def test_a_person_may_open_one_with_a_reason_and_only_one_at_a_time(desk: Desk, calm: Opened):
    assert codes(refused(open_by_person, desk.context, calm, "  ")) == ["text.missing"]
    open_by_person(desk.context, calm, "Patrols have come back to the north.")
    review = newest(desk, calm)
    assert (review.opening.opened_by, review.due_on, review.number) == ("person", None, 1)
    assert codes(refused(open_by_person, desk.context, calm, "Again.")) == ["review.open_already"]


# The ground


def test_a_changed_answer_never_closes_a_review_and_what_moved_is_named(desk: Desk, gap: Opened):
    append(desk, gap, convened())
    desk.answer(gap, "LAW-1", 4)
    desk.answer(gap, "SEC-1", 4)
    desk.answer(gap, "LAW-3", "NA")
    found = read_reviews(desk.context, gap)
    assert not found.newest.is_decided
    assert (found.moved.tier, found.moved.gaps_closed) == (("T1", "T0"), ("CG-1",))
    assert found.moved.levels == {
        "LAW-1": ("0", "4"),
        "SEC-1": ("0", "4"),
        "LAW-3": ("4", "not_applicable"),
    }
    assert line_of(desk.context, found).state is ReviewState.OPEN


def test_the_ground_has_not_moved_while_only_words_change(desk: Desk, gap: Opened):
    append(desk, gap, convened())
    desk.answer(gap, "LAW-1", 0, rationale="Seen again.")
    assert not read_reviews(desk.context, gap).moved


def test_a_higher_tier_brings_the_day_nearer_in_the_same_review(desk: Desk, gap: Opened):
    append(desk, gap, convened(60))
    conflict(desk, gap)
    review = newest(desk, gap)
    assert (review.tier_id, review.due_on, review.due_to) == ("T2", day(14), "convene")
    assert isinstance(review.entries[-1].entry, Raise)
    assert review.grounds[-1].flags == {"X1": "present"}
    conflict(desk, gap, "severe")
    assert newest(desk, gap).seen == review.seen


def test_a_lower_tier_moves_no_day_away(desk: Desk, gap: Opened):
    conflict(desk, gap)
    conflict(desk, gap, "none")
    review = newest(desk, gap)
    assert (review.tier_id, review.due_on) == ("T2", day(14))
    assert read_reviews(desk.context, gap).moved.tier == ("T2", "T1")


# After the decision


def test_what_was_decided_is_not_asked_again_on_the_same_ground(desk: Desk, gap: Opened):
    append(desk, gap, convened(), decided("act"))
    desk.answer(gap, "LAW-2", 1)
    desk.answer(gap, "LAW-1", 1)
    assert len(desk.store.reviews()) == 1


@pytest.mark.parametrize("outcome", ["act", "do_not_act"])
def test_a_higher_tier_after_the_decision_opens_another_review(desk, gap, outcome):
    append(desk, gap, convened(), decided(outcome))
    conflict(desk, gap)
    assert [(one.number, one.tier_id) for one in desk.store.reviews()] == [(1, "T1"), (2, "T2")]


def test_a_gap_that_no_ground_had_opens_another_review(desk: Desk, calm: Opened):
    desk.answer(calm, "LAW-1", 0)
    append(desk, calm, decided())
    assert newest(desk, calm).grounds[-1].active_gaps == ()
    desk.answer(calm, "SEC-1", 0)
    assert newest(desk, calm).opening.ground.active_gaps == ("CG-1",)
    assert len(desk.store.reviews()) == 2


# The board


def test_the_board_tells_open_due_overdue_and_decided(desk: Desk, gap: Opened):
    states = [board(at_day(desk, days).context)[0] for days in (0, 82, 83, 90, 91)]
    assert [line.state for line in states] == [
        ReviewState.OPEN,
        ReviewState.OPEN,
        ReviewState.DUE,
        ReviewState.DUE,
        ReviewState.OVERDUE,
    ]
    append(desk, gap, decided())
    (line,) = board(at_day(desk, 91).context)
    assert (line.state, line.is_overdue) == (ReviewState.DECIDED, False)


def test_two_successive_reviews_that_were_deferred_stand_out_also_when_overdue(desk, gap):
    append(desk, gap, deferred(), decided())
    conflict(desk, gap)
    assert board(desk.context)[0].state is not ReviewState.DEFERRED_TWICE
    append(desk, gap, deferred(20))
    lines = board(at_day(desk, 21).context)
    assert [(line.state, line.is_overdue) for line in lines] == [
        (ReviewState.DEFERRED_TWICE, True),
        (ReviewState.DECIDED, False),
    ]
    found = read_reviews(at_day(desk, 21).context, gap)
    assert found.was_deferred_before
    assert found.newest.state(day(21), was_deferred_before=True) is ReviewState.DEFERRED_TWICE


def test_a_review_of_the_next_period_is_a_successive_one(desk: Desk, gap: Opened):
    append(desk, gap, deferred(), decided())
    next_year = desk.begin(id="a-2", period="2027")
    for id_, level in {**all_at(desk.framework, 4), **GAP}.items():
        desk.answer(next_year, id_, level)
    append(desk, next_year, deferred())
    assert read_reviews(desk.context, next_year).was_deferred_before
    elsewhere = desk.begin(id="a-3", region="North")
    desk.answer(elsewhere, "LAW-1", 0)
    assert not read_reviews(desk.context, elsewhere).was_deferred_before


def test_a_board_without_the_questionnaire_shows_what_was_recorded(desk: Desk, gap: Opened):
    bare = replace(desk.context, library=Library.of())
    (line,) = board(bare)
    assert (line.tier_id, line.tier_name, line.due_on) == ("T1", "", day(90))
    assert board(desk.context)[0].tier_name == "Attention"


def test_the_demonstration_opens_reviews_on_the_days_of_its_answers(tmp_path: Path):
    engine = open_with_tables(f"sqlite:///{tmp_path / 'demo.db'}")
    desk = desk_of(DatabaseStore(engine))
    context = replace(desk.context, library=open_library(ROOT / "questionnaires"))
    load_demonstration(context, ROOT / "data" / "samples" / "demonstration")
    reviews = desk.store.reviews()
    assert reviews
    assert {one.opening.origin for one in reviews} == {"demonstration"}
    headings = {one.id: one for one in desk.store.headings()}
    assert all(one.recorded_at == headings[one.assessment_id].created_at for one in reviews)
    assert all(line.review is not None for line in board(context))
    engine.dispose()
