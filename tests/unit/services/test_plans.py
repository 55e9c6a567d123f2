"""A plan: written whole, refused with all reasons at once, and held against today's answers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.model.answer import Status
from assessment.model.plan import Attestation, Milestone, PlanItem
from assessment.services.context import Opened
from assessment.services.plans import (
    add_item,
    add_milestone,
    attest,
    drop_milestone,
    read_plan,
    revise_item,
)
from assessment.services.results import find_plan, score
from assessment.services.rounds import begin_round
from assessment.storage.store import DatabaseStore
from tests.builders import MOMENT
from tests.two_versions import both_versions
from tests.unit.services.desk import Desk, codes, desk_of, refused, with_questionnaire

TODAY = MOMENT.date()
AGREED = Milestone("The law is adopted.", date(2026, 9, 1), "Ministry of Justice", "An agency")
MET = Attestation(1, "met", "government", "Ada Amin", date(2026, 3, 1), "Gazette no. 7")


def an_item(indicator_id: str = "LAW-1", goal: int | None = 3, **fields: Any) -> PlanItem:
    """An item that may be added while its indicator is below the goal."""
    return PlanItem(indicator_id, goal, **fields)


def planned(desk: Desk, **levels: int) -> Opened:
    """An assessment with LAW-1 at level 1, and one item that lifts it to 3."""
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 1)
    for id_, level in levels.items():
        desk.answer(opened, id_.replace("_", "-"), level)
    add_item(desk.context, opened, an_item())
    return opened


def drop_item(desk: Desk, opened: Opened, number: int, reason: str, seen: int = 1) -> None:
    """Let an item no longer count."""
    item = read_plan(desk.context, opened).current[number].item
    dropped = replace(item, status="dropped", reason=reason)
    revise_item(desk.context, opened, dropped, seen)


def said(desk: Desk, opened: Opened, number: int = 1) -> str:
    """What the findings of today say of an item."""
    report = find_plan(desk.context, score(desk.context, opened)).report
    return " ".join(report.sentences[number])


def attention(desk: Desk, opened: Opened) -> tuple[str, ...]:
    return find_plan(desk.context, score(desk.context, opened)).report.attention


# What is kept


def test_an_item_keeps_what_was_known_when_it_was_added(desk: Desk):
    opened = planned(desk)
    add_item(desk.context, opened, an_item("LAW-2", 1, owner="Ministry", level_then=4))
    first, second = read_plan(desk.context, opened).current.values()
    assert (first.item.number, first.item.level_then, first.revision) == (1, 1, 1)
    assert (second.item.number, second.item.status_then) == (2, Status.NOT_ANSWERED)
    assert second.item.level_then is None
    assert (first.person_name, first.origin) == ("Ada Amin", "page")


def test_a_new_version_follows_the_old_one_and_keeps_the_level_of_then(desk: Desk):
    opened = planned(desk)
    desk.answer(opened, "LAW-1", 2)
    first = read_plan(desk.context, opened).current[1].item
    revise_item(desk.context, opened, replace(first, status="agreed", level_then=None), 1)
    newest, oldest = read_plan(desk.context, opened).history(1)
    assert (newest.item.status, newest.item.level_then, newest.revision) == ("agreed", 1, 2)
    assert oldest.item == first


def test_saying_the_same_again_makes_no_new_version(desk: Desk):
    opened = planned(desk)
    revise_item(desk.context, opened, read_plan(desk.context, opened).current[1].item, 1)
    assert read_plan(desk.context, opened).n_rows == 1


def test_a_dropped_item_stays_with_its_reason(desk: Desk):
    opened = planned(desk)
    drop_item(desk, opened, 1, "No money.")
    newest, before = read_plan(desk.context, opened).history(1)
    assert (newest.item.status, newest.item.reason) == ("dropped", "No money.")
    assert before.item.status == "proposed"
    assert said(desk, opened) == "The item was dropped: No money."
    assert attention(desk, opened) == ()


# What is refused


def test_everything_that_is_wrong_with_an_item_is_said_at_once_and_nothing_is_written(desk: Desk):
    opened = planned(desk)
    wrong = an_item(
        "LAW-9",
        None,
        status="perhaps",
        programme_id="P9",
        route_id="R1",
        owner="x" * 201,
        starts=date(2027, 1, 1),
        ends=date(2026, 1, 1),
        cost_low=200,
        cost_high=100,
        prerequisites=(7, 8),
    )
    problems = refused(add_item, desk.context, opened, wrong)
    assert codes(problems) == [
        "plan.indicator_unknown",
        "plan.level_missing",
        "plan.programme_unknown",
        "plan.status_unknown",
        "plan.route_unknown",
        "plan.end_before_beginning",
        "plan.cost_falls",
        "plan.currency_unknown",
        "plan.item_unknown",
        "plan.text_too_long",
    ]
    assert [problem.where for problem in problems][:3] == [
        "New item, Indicator",
        "New item, Level to reach",
        "New item, Programme",
    ]
    assert all(problem.found and problem.remedy for problem in problems)
    assert "Allowed are the ids from P1 to P3." in str(problems[2])
    assert "There are no items 7 and 8 in this plan. Allowed are 1." in str(problems[8])
    assert read_plan(desk.context, opened).n_rows == 1


@pytest.mark.parametrize(
    ("level", "goal", "code"),
    [
        (1, 0, "plan.level_not_above"),
        (1, 1, "plan.level_not_above"),
        (4, 4, "plan.level_not_above"),
        (1, 5, "plan.level_unknown"),
        (None, 0, "plan.level_not_above"),
        ("II", 0, "plan.level_not_above"),
        ("NA", 2, "plan.not_applicable"),
    ],
)
def test_a_level_must_be_above_that_of_today_and_on_the_scale(desk: Desk, level, goal, code):
    opened = desk.begin()
    desk.answer(opened, "SEC-1", level)
    assert codes(refused(add_item, desk.context, opened, an_item("SEC-1", goal))) == [code]
    assert read_plan(desk.context, opened).n_rows == 0


def test_an_item_whose_goal_is_reached_can_still_be_marked_as_done(desk: Desk):
    opened = planned(desk)
    desk.answer(opened, "LAW-1", 3)
    item = read_plan(desk.context, opened).current[1].item
    revise_item(desk.context, opened, replace(item, status="done"), 1)
    assert said(desk, opened).endswith("The level that it should reach, 3, is reached.")
    problems = refused(revise_item, desk.context, opened, replace(item, goal=2), 2)
    assert codes(problems) == ["plan.level_not_above"]
    assert problems[0].where == "Item 1, Level to reach"


def test_items_that_would_wait_for_each_other_are_refused(desk: Desk):
    opened = planned(desk)
    for n in (1, 2):
        add_item(desk.context, opened, an_item("LAW-1", 3, prerequisites=(n,)))
    first = read_plan(desk.context, opened).current[1].item
    (problem,) = refused(revise_item, desk.context, opened, replace(first, prerequisites=(3,)), 1)
    assert problem.code == "plan.prerequisite_cycle"
    assert "1 → 3 → 2 → 1" in problem.found
    (problem,) = refused(revise_item, desk.context, opened, replace(first, prerequisites=(1,)), 1)
    assert "1 → 1" in problem.found


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"cost_low": -1, "currency": "USD"}, "plan.cost_unknown"),
        ({"cost_high": 5}, "plan.currency_unknown"),
        ({"cost_high": 5, "currency": "usd"}, "plan.currency_unknown"),
        ({"status": "dropped"}, "plan.reason_missing"),
    ],
)
def test_costs_need_a_currency_and_dropping_needs_a_reason(desk: Desk, fields, code):
    opened = desk.begin()
    assert codes(refused(add_item, desk.context, opened, an_item(**fields))) == [code]


def test_another_indicator_is_another_item(desk: Desk):
    opened = planned(desk)
    item = read_plan(desk.context, opened).current[1].item
    other = replace(item, indicator_id="LAW-2")
    assert codes(refused(revise_item, desk.context, opened, other, 1)) == ["plan.indicator_changed"]


def test_a_programme_for_another_indicator_is_taken_with_a_warning(desk: Desk):
    opened = desk.begin()
    (warning,) = add_item(desk.context, opened, an_item(programme_id="P2"))
    assert not warning.is_error
    assert "it serves SEC-1 (Lawful command), SEC-2 (No irregular armed groups)" in warning.found
    assert add_item(desk.context, opened, an_item(programme_id="P1")) == ()


def test_a_version_that_did_not_see_the_newest_is_refused_and_says_who_was_faster(desk: Desk):
    opened = planned(desk)
    item = read_plan(desk.context, opened).current[1].item
    cleo = desk.of("Cleo Cruz")
    revise_item(cleo.context, opened, replace(item, owner="Cabinet"), 1)
    (problem,) = refused(revise_item, desk.context, opened, replace(item, owner="Army"), 1)
    assert problem.code == "plan.stale"
    assert "Cleo Cruz (" in problem.found
    assert codes(refused(drop_item, desk, opened, 1, "No.")) == ["plan.stale"]
    assert read_plan(desk.context, opened).current[1].item.owner == "Cabinet"
    revise_item(desk.context, opened, replace(item, owner="Army"), 2)
    assert read_plan(desk.context, opened).current[1].item.owner == "Army"


def test_an_item_that_is_not_there_cannot_be_changed(desk: Desk):
    opened = planned(desk)
    assert codes(refused(revise_item, desk.context, opened, an_item(number=5), 1)) == [
        "plan.item_unknown"
    ]


def test_what_somebody_adds_at_the_same_moment_gets_the_next_number(desk: Desk, monkeypatch):
    opened = planned(desk)
    whole = DatabaseStore.write_plan
    others = [an_item("LAW-2", 2)]

    def write(store, *given):
        if others:
            add_item(desk.of("Cleo Cruz").context, opened, others.pop())
        whole(store, *given)

    monkeypatch.setattr(DatabaseStore, "write_plan", write)
    add_item(desk.context, opened, an_item("LAW-3", 2))
    found = read_plan(desk.context, opened).current
    assert {n: one.item.indicator_id for n, one in found.items()} == {
        1: "LAW-1",
        2: "LAW-2",
        3: "LAW-3",
    }


# What the findings of today say


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        (1, "LAW-1 (Independent judges) is at level 1, as when the item was planned."),
        (2, "was at level 1 when the item was planned, and is at level 2."),
        (0, "was at level 1 when the item was planned, and has fallen to level 0."),
        (None, "was at level 1 when the item was planned, and is no longer answered."),
        ("II", "and there is insufficient information now."),
        ("NA", "is now said not to apply"),
        (4, "The level that it should reach, 3, is reached. Mark it as done"),
    ],
)
def test_when_an_answer_changes_the_plan_says_so(desk: Desk, level, sentence: str):
    opened = planned(desk)
    if level != 1:
        desk.answer(opened, "LAW-1", level)
    assert sentence in said(desk, opened)
    assert bool(attention(desk, opened)) is (level != 1)


def test_a_level_that_was_not_known_is_said_when_it_is(desk: Desk):
    opened = desk.begin()
    add_item(desk.context, opened, an_item())
    assert "No level of LAW-1 (Independent judges) is known" in said(desk, opened)
    desk.answer(opened, "LAW-1", 0)
    assert "no level of LAW-1 (Independent judges) was known" in said(desk, opened)


def test_an_item_that_is_done_without_its_level_says_so(desk: Desk):
    opened = planned(desk)
    item = read_plan(desk.context, opened).current[1].item
    revise_item(desk.context, opened, replace(item, status="done"), 1)
    assert "marked as done, and the level that it should reach, 3, is not reached" in said(
        desk, opened
    )


def test_an_item_says_what_it_waits_for(desk: Desk):
    opened = planned(desk)
    add_item(desk.context, opened, an_item("LAW-2", 2, prerequisites=(1,)))
    assert "It waits for item 1, which is not done." in said(desk, opened, 2)
    drop_item(desk, opened, 1, "No money.")
    assert "It waits for item 1, which was dropped." in said(desk, opened, 2)


def test_an_item_whose_end_or_review_has_passed_says_so_until_it_is_done(desk: Desk):
    opened = desk.begin()
    item = an_item(ends=date(2026, 3, 1), review_on=date(2026, 2, 1))
    add_item(desk.context, opened, item)
    assert "It was to end on 1 Mar 2026 and is not done." in said(desk, opened)
    assert "Its review was due on 1 Feb 2026." in said(desk, opened)
    newest = read_plan(desk.context, opened).current[1].item
    revise_item(desk.context, opened, replace(newest, status="done"), 1)
    assert "to end on" not in said(desk, opened)
    on_the_day = replace(newest, ends=TODAY, review_on=TODAY)
    revise_item(desk.context, opened, on_the_day, 2)
    assert "to end on" not in said(desk, opened)
    assert "review was due" not in said(desk, opened)


def test_a_programme_whose_precondition_fails_today_is_said(desk: Desk):
    opened = planned(desk, SEC_1=2)
    add_item(desk.context, opened, an_item("SEC-1", 3, programme_id="P2"))
    assert "not advised" not in said(desk, opened, 2)
    desk.answer(opened, "SEC-1", 0)
    assert "P2 is not advised today, not until the police answer" in said(desk, opened, 2)


def test_what_takes_part_in_a_critical_gap_is_said_and_chosen_first(desk: Desk):
    opened = planned(desk, SEC_1=1, LAW_2=0, LAW_3=4, SEC_2=3)
    assert "LAW-1 is part of an active critical gap: CG-1 (Impunity)." in said(desk, opened)
    choices = find_plan(desk.context, score(desk.context, opened)).choices
    # Critical gaps first, then low levels, then what nobody knows; LAW-3 can rise no more.
    assert [one.indicator_id for one in choices] == [
        *("LAW-1", "SEC-1", "LAW-2"),
        *("SEC-3", "PRE-1", "PRE-2", "SEC-2"),
    ]


# Milestones


def test_two_parties_may_differ_and_both_stay(desk: Desk):
    opened = planned(desk)
    add_milestone(desk.context, opened, replace(AGREED, item_number=1))
    attest(desk.context, opened, MET)
    partner = replace(MET, says="not_met", party="partner", said_by="Ben Bo", evidence="A visit")
    attest(desk.context, opened, partner)
    report = find_plan(desk.context, score(desk.context, opened)).report
    (sentence,) = report.attention
    assert "The parties do not agree" in sentence
    assert "Ada Amin (government) says met, on 1 Mar 2026" in sentence
    assert "Ben Bo (partner) says not met" in sentence
    assert len(report.milestones.rows) == 2
    # Whoever changes their mind is heard, and what was said before stays.
    attest(desk.context, opened, replace(partner, says="met"))
    report = find_plan(desk.context, score(desk.context, opened)).report
    assert report.attention == ()
    assert len(report.milestones.rows) == 3


def test_a_milestone_of_which_nobody_spoke_is_due_once_its_day_has_passed(desk: Desk):
    opened = planned(desk)
    add_milestone(desk.context, opened, replace(AGREED, due_on=date(2026, 3, 1)))
    add_milestone(desk.context, opened, replace(AGREED, due_on=TODAY))
    assert attention(desk, opened) == (
        "Milestone 1: Nobody has said whether it is met; it was due on 1 Mar 2026.",
    )
    drop_milestone(desk.context, opened, 1, "Agreed otherwise.", 1)
    assert attention(desk, opened) == ()
    assert read_plan(desk.context, opened).agreed[1].milestone.reason == "Agreed otherwise."


def test_everything_that_is_wrong_with_a_milestone_is_said_at_once(desk: Desk):
    opened = planned(desk)
    wrong = Milestone(" ", None, "", "An agency", item_number=9)
    problems = refused(add_milestone, desk.context, opened, wrong)
    assert codes(problems) == [
        "plan.text_missing",
        "plan.text_missing",
        "plan.day_missing",
        "plan.item_unknown",
    ]
    assert problems[1].where == "New milestone, For the government"
    assert read_plan(desk.context, opened).milestones == ()


def test_everything_that_is_wrong_with_what_is_said_is_said_at_once(desk: Desk):
    opened = planned(desk)
    wrong = Attestation(4, "perhaps", "friends", "", date(2027, 1, 1), " ")
    assert codes(refused(attest, desk.context, opened, wrong)) == [
        "plan.text_missing",
        "plan.text_missing",
        "plan.says_unknown",
        "plan.party_unknown",
        "plan.milestone_unknown",
        "plan.day_to_come",
    ]
    add_milestone(desk.context, opened, AGREED)
    assert codes(refused(attest, desk.context, opened, replace(MET, said_on=None))) == [
        "plan.day_missing"
    ]


def test_dropping_a_milestone_needs_a_reason_and_the_newest_version(desk: Desk):
    opened = planned(desk)
    add_milestone(desk.context, opened, AGREED)
    assert codes(refused(drop_milestone, desk.context, opened, 1, " ", 1)) == [
        "plan.reason_missing"
    ]
    assert codes(refused(drop_milestone, desk.context, opened, 1, "No.", 0)) == ["plan.stale"]
    assert codes(refused(drop_milestone, desk.context, opened, 2, "No.", 1)) == [
        "plan.item_unknown"
    ]


# The next round


@pytest.fixture
def two_versions(store: DatabaseStore) -> Desk:
    """Both versions of the small questionnaire, once on each kind of database."""
    return desk_of(store, *both_versions())


def next_round(desk: Desk) -> Opened:
    """Karsova in 2026, carried over from 2025, with a plan of then for six indicators."""
    earlier = desk.begin(period="2025")
    for id_ in ("LAW-1", "LAW-2", "LAW-3", "SEC-1", "PRE-2"):
        desk.answer(earlier, id_, 1)
    for id_ in ("LAW-1", "LAW-2", "LAW-3", "SEC-1", "SEC-3", "PRE-2"):
        add_item(desk.context, earlier, an_item(id_, 2))
    add_item(desk.context, earlier, an_item("LAW-1", 3))
    drop_item(desk, earlier, 7, "Twice.")
    return desk.open(begin_round(desk.context, "a-1", "2026").assessment.id)


def test_the_next_round_says_of_each_item_whether_its_indicator_moved(two_versions: Desk):
    desk = two_versions
    opened = next_round(desk)
    for id_, level in {"LAW-1": 2, "LAW-2": 0, "SEC-1": 1, "SEC-3": 3, "LAW-3": 3}.items():
        desk.answer(opened, id_, level)
    report = find_plan(desk.context, score(desk.context, opened)).report
    assert report.moves is not None
    assert report.moves_title == "What became of the plan of Karsova, 2025"
    found = {row[1]: str(row[-1]) for row in report.moves.rows}
    assert found["LAW-1"].endswith("from level 1 to level 2. The level to reach, 2, is reached.")
    assert "moved down, from level 1 to level 0" in found["LAW-2"]
    assert "did not move: it is at level 1 in both rounds" in found["SEC-1"]
    assert found["LAW-3"].endswith(
        "cannot be compared. The question is changed in meaning: Why LAW-3 is changed."
    )
    assert "it was not answered in the earlier round and is level 3 in this one" in found["SEC-3"]
    assert "this round does not ask about it" in found["PRE-2"]
    assert len(found) == len(report.moves.rows) == 6
    assert "no proof that the item moved it" in report.no_proof
    assert report.no_proof in report.how_to_read


def test_what_is_only_carried_over_did_not_move_and_is_not_known_yet(two_versions: Desk):
    opened = next_round(two_versions)
    report = find_plan(two_versions.context, score(two_versions.context, opened)).report
    assert report.moves is not None
    said_of = {row[1]: str(row[-1]) for row in report.moves.rows}
    assert "it was level 1 in the earlier round and is not answered in this one" in said_of["LAW-1"]


def test_a_round_that_was_begun_anew_is_held_against_the_latest_before_it(desk: Desk):
    earlier = desk.begin(period="2025")
    desk.answer(earlier, "LAW-1", 1)
    add_item(desk.context, earlier, an_item())
    desk.begin(id="a-0", period="2024")
    later = desk.begin(id="a-2", period="2026")
    desk.answer(later, "LAW-1", 2)
    report = find_plan(desk.context, score(desk.context, later)).report
    assert report.moves is not None
    assert "moved up, from level 1 to level 2." in str(report.moves.rows[0][-1])
    own = find_plan(desk.context, score(desk.context, earlier)).report
    assert own.moves is None
    assert own.no_proof not in own.how_to_read


def test_after_an_edit_under_the_same_version_nothing_is_compared(desk: Desk):
    earlier = desk.begin(period="2025")
    desk.answer(earlier, "LAW-1", 1)
    add_item(desk.context, earlier, an_item())
    edited = desk_of(desk.store, with_questionnaire(desk.framework, checksum="edited"))
    later = edited.begin(id="a-2", period="2026")
    edited.answer(later, "LAW-1", 3)
    report = find_plan(edited.context, score(edited.context, later)).report
    assert report.moves is not None
    assert "edited since under the same version number" in str(report.moves.rows[0][-1])
