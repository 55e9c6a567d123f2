"""Not acting asks exactly as much as acting; what was decided is never edited."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from assessment.model.answer import FlagEntry
from assessment.model.assessment import NOBODY, Actor
from assessment.model.review import (
    Convening,
    Decision,
    Deferral,
    Entry,
    Override,
    ProtectedEntry,
    ReviewDissent,
    ReviewOption,
    ReviewState,
    Signed,
)
from assessment.model.review_checks import SHORTEST_REASONS
from assessment.services.context import Opened
from assessment.services.results import export_results
from assessment.services.review_entries import (
    PROTECTED_CHANNEL,
    append_entry,
    leave_protected,
    possible_reviewers,
    protected_entries,
)
from assessment.services.reviews import read_reviews
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import PERSON, PROTECTED
from tests.databases import open_with_tables
from tests.unit.services.desk import MOMENT, Desk, codes, desk_of, refused
from tests.unit.services.reviewing import (
    GAP,
    TODAY,
    append,
    convened,
    day,
    decided,
    deferred,
    framework_with_days,
    newest,
    overridden,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_with_tables(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk_of(DatabaseStore(opened), framework_with_days())
    opened.dispose()


@pytest.fixture
def gap(desk: Desk) -> Opened:
    """A critical gap, for which T1 opened a review."""
    opened = desk.begin()
    for id_, level in GAP.items():
        desk.answer(opened, id_, level)
    return opened


def problems_of(desk: Desk, opened: Opened, entry: Entry) -> list[str]:
    before = newest(desk, opened)
    found = codes(refused(append_entry, desk.context, opened, before, entry))
    assert newest(desk, opened) == before
    return found


# The decision

ASKED = [
    ({"person": " "}, ["text.missing"]),
    ({"office": ""}, ["text.missing"]),
    ({"reasons": ""}, ["text.missing"]),
    ({"reasons": "x" * (SHORTEST_REASONS - 1)}, ["review.reasons_short"]),
    ({"reasons": "x" + " " * SHORTEST_REASONS}, ["review.reasons_short"]),
    ({"on": day(2)}, ["review.day_to_come"]),
    ({"on": day(-2)}, ["review.day_too_early"]),
    (
        {"person": "", "office": "", "reasons": "No.", "on": day(9)},
        ["text.missing", "text.missing", "review.reasons_short", "review.day_to_come"],
    ),
]


@pytest.mark.parametrize(("wrong", "expected"), ASKED)
def test_not_acting_asks_exactly_as_much_as_acting_and_as_deferring(desk, gap, wrong, expected):
    for entry in (
        decided("act", **wrong),
        decided("do_not_act", **wrong),
        deferred(**wrong),
        overridden("T2", **wrong),
    ):
        assert problems_of(desk, gap, entry) == expected, entry.kind


def test_both_ways_are_kept_alike_with_the_ground_of_that_day(desk: Desk, gap: Opened):
    for outcome in ("act", "do_not_act"):
        review = append(desk, gap, decided(outcome))
        (recorded,) = review.entries
        assert recorded.entry == decided(outcome)
        assert recorded.ground == read_reviews(desk.context, gap).ground
        assert review.state(day(900)) is ReviewState.DECIDED
        desk.answer(gap, "PRE-1", 2)
        desk.flag(gap, FlagEntry("X1", "present"))


def test_there_is_no_third_way_to_decide(desk: Desk, gap: Opened):
    assert problems_of(desk, gap, decided("later")) == ["review.outcome"]


@pytest.mark.parametrize(
    "entry",
    [
        decided("act"),
        deferred(),
        overridden("T2"),
        convened(),
        ReviewOption("Talk.", "Nobody is hurt.", "Ada Amin"),
    ],
    ids=lambda entry: entry.kind,
)
def test_after_the_decision_nothing_is_edited_and_dissent_is_heard(desk, gap, entry):
    decision = decided()
    append(desk, gap, decision)
    assert problems_of(desk, gap, entry) == ["review.decided"]
    review = append(desk, gap, ReviewDissent("It was wrong.", "Heron"))
    assert review.decision == decision
    assert review.of_kind(ReviewDissent) == (ReviewDissent("It was wrong.", "Heron"),)


def test_what_somebody_added_meanwhile_is_read_before_it_is_decided(desk: Desk, gap: Opened):
    seen = newest(desk, gap)
    append(desk, gap, ReviewDissent("Wait for the observers.", "Ben Bo"))
    told = refused(append_entry, desk.context, gap, seen, decided())
    assert codes(told) == ["review.stale"]
    # A dissent takes nothing from anybody, so it need not have seen everything.
    append_entry(desk.context, gap, seen, ReviewDissent("Do not wait.", "Cleo Cruz"))
    assert append(desk, gap, decided()).is_decided


def test_decision_deferral_and_override_ask_for_the_same_fields():
    shared = set(Signed.__dataclass_fields__)
    for kind in (Decision, Deferral, Override):
        assert shared <= set(kind.__dataclass_fields__)


# Deferring


def test_a_review_is_deferred_once_and_the_second_time_is_told_what_to_do(desk, gap):
    review = append(desk, gap, deferred(100))
    assert (review.due_on, review.due_to, review.is_decided) == (day(100), "decide", False)
    (problem,) = refused(append_entry, desk.context, gap, review, deferred(120))
    assert problem.code == "review.deferred_already"
    assert "Decide to act or not to act" in problem.remedy
    assert append(desk, gap, decided()).is_decided


@pytest.mark.parametrize(
    ("until", "code"),
    [(90, "review.deferral_short"), (0, "review.deferral_short"), (181, "review.deferral_long")],
)
def test_a_deferral_is_longer_than_the_present_day_and_no_longer_than_the_tiers_time(
    desk, gap, until, code
):
    assert problems_of(desk, gap, deferred(until)) == [code]
    assert append(desk, gap, deferred(180)).due_on == day(180)


# Another tier


def test_a_tier_is_overridden_upwards_with_a_nearer_day_and_the_reasons_stay(desk, gap):
    append(desk, gap, convened(60))
    review = append(desk, gap, overridden("T2"))
    assert (review.tier_id, review.due_on, review.due_to) == ("T2", day(14), "convene")
    (kept,) = review.of_kind(Override)
    assert kept.reasons == overridden("T2").reasons
    assert review.opening.ground.tier_id == "T1"


def test_a_tier_is_overridden_downwards_from_the_day_of_the_opening(desk: Desk, gap: Opened):
    desk.flag(gap, FlagEntry("X1", "present"))
    assert newest(desk, gap).due_on == day(14)
    late = replace(desk, context=replace(desk.context, clock=lambda: _moment(10)))
    review = append(late, gap, overridden("T1"))
    assert (review.tier_id, review.due_on, review.due_to) == ("T1", day(90), "decide")
    review = append(late, gap, overridden("T0"))
    assert (review.tier_id, review.due_on) == ("T0", day(90))
    assert not review.is_decided


def _moment(days: int) -> dt.datetime:
    return dt.datetime.combine(day(days), dt.time(12), dt.UTC)


def test_a_tier_that_is_none_or_in_force_already_is_refused(desk: Desk, gap: Opened):
    assert problems_of(desk, gap, overridden("T9")) == ["review.tier_unknown"]
    assert problems_of(desk, gap, overridden("T1")) == ["review.tier_same"]


# Convening, options, dissent


def test_who_convenes_sets_the_day_within_the_tiers_time(desk: Desk, gap: Opened):
    assert problems_of(desk, gap, convened(91)) == ["review.deadline_late"]
    assert problems_of(desk, gap, convened(-1)) == ["review.deadline_past"]
    review = append(desk, gap, convened(30, " Mina Mor, Minister ", "", "Ola Oz"))
    assert review.convening.must_decide == ("Mina Mor, Minister", "Ola Oz")
    assert review.due_on == day(30)
    # A second convening may not put off what the first one set.
    assert problems_of(desk, gap, convened(31)) == ["review.deadline_late"]


def test_where_the_tier_asks_to_convene_the_day_of_the_decision_is_free(desk, gap):
    desk.flag(gap, FlagEntry("X1", "present"))
    review = append(desk, gap, convened(40))
    assert (review.due_on, review.due_to) == (day(40), "decide")


def test_an_overdue_review_can_still_be_convened_for_today(desk: Desk, gap: Opened):
    late = replace(desk, context=replace(desk.context, clock=lambda: _moment(95)))
    assert newest(desk, gap).is_overdue(day(95))
    review = append(late, gap, convened(95))
    assert (review.due_on, review.is_overdue(day(95))) == (day(95), False)


def test_everything_that_is_missing_is_said_at_once(desk: Desk, gap: Opened):
    nobody = Convening(" ", (" ",), day(30))
    assert problems_of(desk, gap, nobody) == ["text.missing", "text.missing"]
    assert problems_of(desk, gap, ReviewOption("", " ", "")) == ["text.missing"] * 3
    nothing = ReviewOption("", "More people flee.", "Ada Amin", does_nothing=True)
    assert append(desk, gap, nothing).of_kind(ReviewOption) == (nothing,)
    assert problems_of(desk, gap, ReviewDissent("", "")) == ["text.missing"] * 2


def test_texts_are_clean_and_without_idle_spaces(desk: Desk, gap: Opened):
    review = append(desk, gap, ReviewOption(" a\x00b ", "c\r\nd", " Ada "))
    assert review.of_kind(ReviewOption) == (ReviewOption("ab", "c\nd", "Ada"),)


# The protected channel


def with_key(desk: Desk, name: str, key: str) -> Desk:
    actor = desk.store.actor(name, "Oversight", MOMENT, key)
    return replace(desk, context=replace(desk.context, actor=actor))


def leave(desk: Desk, opened: Opened, **changes: str) -> Actor:
    reviewer = with_key(desk, "Ben Bo", "key of Ben").context.actor.person_id
    given = {"kind": "alarm", "text": "I was told to wait.", "for_person_id": reviewer, **changes}
    return leave_protected(desk.context, opened, **given)


def texts(desk: Desk, opened: Opened) -> list[str]:
    return [one.text for one in protected_entries(desk.context, opened)]


def test_a_protected_entry_is_read_by_its_reviewer_and_its_author_alone(desk, gap):
    assert leave(desk, gap).name == "Ben Bo"
    assert texts(desk, gap) == ["I was told to wait."]
    assert texts(with_key(desk, "Ben Bo", "key of Ben"), gap) == ["I was told to wait."]
    assert texts(desk.of("Cleo Cruz"), gap) == []


def test_typing_the_name_of_the_reviewer_or_the_alias_opens_nothing(desk: Desk, gap: Opened):
    leave(desk, gap, alias="Heron")
    assert texts(desk, gap) == []
    for name in ("Ben Bo", "ben bo", "Heron"):
        assert texts(with_key(desk, name, "another key"), gap) == []
        assert texts(desk.of(name), gap) == []
    assert texts(replace(desk, context=replace(desk.context, actor=NOBODY)), gap) == []


def test_an_entry_from_before_persons_held_keys_is_still_read_under_the_name(
    desk: Desk, gap: Opened
):
    at = desk.context.clock()
    before = ProtectedEntry(
        "alarm", "From before.", "Heron", "Ben Bo", is_alias=True, recorded_at=at
    )
    desk.store.write_protected(gap.assessment.id, before, desk.context.actor)
    assert texts(desk.of("ben bo"), gap) == ["From before."]
    assert texts(desk.of("Cleo Cruz"), gap) == []


def test_only_somebody_who_holds_a_key_can_be_the_reviewer(desk: Desk, gap: Opened):
    without = desk.of("Cleo Cruz").context.actor.person_id
    with_key(desk, "Ben Bo", "key of Ben")
    assert [one.name for one, _ in possible_reviewers(desk.context)] == ["Ben Bo"]
    assert codes(refused(leave, desk, gap, for_person_id=without)) == ["text.missing"]


def test_under_an_alias_neither_name_nor_time_of_day_is_stored(desk: Desk, gap: Opened):
    leave(desk, gap, alias="Heron")
    with desk.store._engine.connect() as connection:
        (row,) = connection.execute(PROTECTED.select()).mappings().all()
        person = connection.execute(PERSON.select().where(PERSON.c.id == row["person_id"]))
        alias = person.mappings().one()
    assert alias["name"] == "Heron"
    assert row["organisation_id"] != desk.context.actor.organisation_id
    moments = (row["recorded_at"], alias["created_at"])
    assert {(one.date(), one.time()) for one in moments} == {(TODAY, dt.time(0))}
    assert PROTECTED_CHANNEL == "Protected channel"


def test_under_ones_own_name_it_is_signed_with_it(desk: Desk, gap: Opened):
    leave(desk, gap, kind="dissent")
    (entry,) = protected_entries(desk.context, gap)
    assert (entry.signed_as, entry.is_alias, entry.kind) == ("Ada Amin", False, "dissent")


def test_an_alias_that_is_somebodys_name_and_empty_texts_are_refused(desk: Desk, gap: Opened):
    problems = refused(leave, desk, gap, alias="ada amin", text="", for_person_id="")
    assert codes(problems) == ["text.missing", "text.missing", "review.alias_taken"]
    assert codes(refused(leave, desk, gap, kind="gossip")) == ["review.protected_kind"]
    assert texts(desk, gap) == []


def test_the_workbook_of_results_tells_all_that_was_recorded_and_nothing_protected(
    desk: Desk, gap: Opened
) -> None:
    option = ReviewOption("Send observers.", "They are seen, and fewer dare.", "Ada Amin")
    append(desk, gap, option, ReviewDissent("Too late by a month.", "Heron"), decided())
    leave(desk, gap, text="Look at the northern road.")
    content = export_results(desk.context, gap).content
    workbook = openpyxl.load_workbook(BytesIO(content))
    said = "\n".join(
        str(value)
        for row in workbook["Reviews"].iter_rows(values_only=True)
        for value in row
        if value
    )
    for text in ("Send observers.", "They are seen", "Too late by a month.", decided().reasons):
        assert text in said
    assert "Decided not to act: Mina Mor, Minister of the Interior" in said
    whole = "\n".join(
        str(value)
        for sheet in workbook
        for row in sheet.iter_rows(values_only=True)
        for value in row
    )
    assert "northern road" not in whole
