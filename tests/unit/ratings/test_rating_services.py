"""Rating alone and opening moderation, on both databases."""

import pytest

from assessment.model.answer import Answer
from assessment.model.problem import errors_in
from assessment.services.context import Opened
from assessment.services.moderation import (
    agreement,
    moderation_opened,
    moderations,
    open_moderation,
)
from assessment.services.ratings import (
    own_rating,
    own_ratings,
    rating_progress,
    record_rating,
)
from tests.builders import an_answer
from tests.unit.ratings.rating_desk import REASON, agree, rate
from tests.unit.services.desk import Desk, codes, refused


def test_a_rating_is_no_answer_of_the_assessment(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    assert desk.store.record(opened.assessment).answers == {}
    assert {id_: r.answer.level for id_, r in own_ratings(desk.context, opened).items()} == {
        "LAW-1": 3
    }


def test_a_rating_is_checked_like_an_answer_and_the_group_with_it(desk: Desk, opened: Opened):
    wrong = Answer("LAW-1", an_answer("LAW-1", 1).status, 9)
    problems = refused(record_rating, desk.context, opened, wrong, "friends", 0)
    assert codes(problems) == ["answer.level_unknown", "rating.group_unknown"]
    (unchosen,) = refused(record_rating, desk.context, opened, an_answer("LAW-1", 1), "", 0)
    assert unchosen.found == "No respondent group is chosen."
    assert own_ratings(desk.context, opened) == {}


def test_warnings_of_the_check_come_back_and_stop_nothing(desk: Desk, opened: Opened):
    warnings = rate(desk, opened, 4, ticked=frozenset({"LAW-1.1a"}))
    assert codes(warnings) == ["answer.differs_from_statements"]
    assert errors_in(warnings) == ()
    assert own_rating(desk.context, opened, "LAW-1") is not None


def test_a_second_window_of_the_same_person_is_not_written_over(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    answer = an_answer("LAW-1", 1)
    problems = refused(record_rating, desk.context, opened, answer, "agency", 0)
    assert codes(problems) == ["answer.stale"]
    assert own_ratings(desk.context, opened)["LAW-1"].answer.level == 3


def test_a_rating_that_was_taken_back_is_none(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    rate(desk, opened, None)
    assert own_ratings(desk.context, opened) == {}
    assert rating_progress(desk.context, opened) == ()


def test_what_is_rated_after_the_opening_is_kept_and_does_not_count_as_given_alone(
    desk: Desk, opened: Opened
):
    ben = desk.of("Ben Bo")
    rate(desk, opened, 3)
    rate(ben, opened, 1)
    open_moderation(desk.context, opened)
    rate(ben, opened, 3)
    (found,) = moderations(desk.context, opened, ["LAW-1"])
    assert found.spread.levels == (1, 3)
    newest = {r.person_name: (r.answer.level, r.is_independent) for r in found.ratings}
    assert newest == {"Ada Amin": (3, True), "Ben Bo": (3, False)}


def test_progress_tells_who_has_rated_how_much_and_not_what(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    rate(desk, opened, 3, "LAW-2")
    rate(desk.of("Ben Bo"), opened, "II", group="ministry")
    told = rating_progress(desk.context, opened)
    assert [(one.person_name, one.group, one.n_rated) for one in told] == [
        ("Ada Amin", "agency", 2),
        ("Ben Bo", "ministry", 1),
    ]


@pytest.mark.parametrize("look", [agreement, lambda c, o: moderations(c, o, ["LAW-1"])])
def test_before_moderation_is_open_nothing_tells_what_others_gave(desk: Desk, opened, look):
    rate(desk, opened, 3)
    assert codes(refused(look, desk.context, opened)) == ["moderation.not_open"]


def test_nothing_can_be_agreed_on_before_moderation_is_open(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    problems = refused(agree, desk, opened, 3, rationale=REASON)
    assert codes(problems) == ["moderation.not_open"]
    assert desk.store.record(opened.assessment).answers == {}


def test_moderation_needs_a_rating(desk: Desk, opened: Opened):
    assert codes(refused(open_moderation, desk.context, opened)) == ["moderation.nothing_rated"]
    assert moderation_opened(desk.context, opened) is None


def test_who_opened_moderation_is_kept_and_the_first_opening_stays(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    first = open_moderation(desk.context, opened)
    again = open_moderation(desk.of("Ben Bo").context, opened)
    assert first == again == moderation_opened(desk.context, opened)
    assert first.person_name == "Ada Amin"


def test_after_the_opening_everybody_sees_everything_without_rating(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    open_moderation(desk.context, opened)
    (found,) = moderations(desk.of("Ben Bo").context, opened, ["LAW-1"])
    assert [(rating.person_name, rating.answer.level) for rating in found.ratings] == [
        ("Ada Amin", 3)
    ]
