"""Rating alone and opening moderation, on both databases."""

from dataclasses import replace

import pytest

from assessment.model.answer import Answer
from assessment.model.assessment import UNNAMED
from assessment.model.problem import errors_in
from assessment.services.context import Opened
from assessment.services.moderation import (
    agreement,
    moderation,
    moderation_opened,
    moderations,
    open_moderation,
    opened_ids,
    rater_levels,
)
from assessment.services.ratings import (
    first_ratings,
    n_under_same_name,
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
    assert rating_progress(desk.context, opened, "LAW") == ()


def kinds(desk: Desk, opened: Opened) -> list[tuple]:
    """Who gave LAW-1 what, as everybody may see it: alone, as a second rating, or later."""
    found = moderation(desk.context, opened, "LAW-1")
    return sorted(
        (r.person_name, r.answer.level, r.is_independent, r.is_second) for r in found.ratings
    )


def test_a_rating_after_the_talk_is_private_again_and_stands_beside_the_first(
    desk: Desk, opened: Opened
):
    ben = desk.of("Ben Bo")
    rate(desk, opened, 3)
    rate(ben, opened, 1)
    open_moderation(desk.context, opened, "LAW")
    rate(ben, opened, 3)
    alone = [("Ada Amin", 3, True, False), ("Ben Bo", 1, True, False)]
    assert kinds(desk, opened) == alone
    assert moderation(desk.context, opened, "LAW-1").second_spread is None
    open_moderation(desk.context, opened, "LAW", second=True)
    assert kinds(desk, opened) == [*alone, ("Ben Bo", 3, False, True)]
    found = moderation(desk.context, opened, "LAW-1")
    assert found.spread.levels == (1, 3)
    assert found.second_spread is not None
    assert found.second_spread.levels == (3,)
    rate(ben, opened, 2)
    assert ("Ben Bo", 2, False, False) in kinds(desk, opened)


def test_to_stay_with_a_rating_after_the_talk_is_a_second_rating(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    rate(desk, opened, 3)
    assert own_rating(desk.context, opened, "LAW-1").revision == 1
    open_moderation(desk.context, opened, "LAW")
    rate(desk, opened, 3)
    rate(desk, opened, 3)
    second = own_rating(desk.context, opened, "LAW-1")
    assert (second.revision, second.is_second) == (2, True)
    assert first_ratings(desk.context, opened)["LAW-1"].revision == 1
    (one,) = rating_progress(desk.context, opened, "LAW", second=True)
    assert one.n_rated == 1


def test_second_ratings_are_opened_only_where_somebody_gave_one(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    open_moderation(desk.context, opened, "LAW")
    problems = refused(open_moderation, desk.context, opened, "LAW", second=True)
    assert codes(problems) == ["moderation.nothing_rated"]


def test_a_dimension_is_opened_alone_and_the_others_stay_private(desk: Desk, opened: Opened):
    ben = desk.of("Ben Bo")
    for one in (desk, ben):
        rate(one, opened, 3)
        rate(one, opened, 3, "SEC-1")
    opening = open_moderation(desk.context, opened, "LAW")
    assert (opening.dimension_id, opening.indicator_ids) == ("LAW", ("LAW-1", "LAW-2", "LAW-3"))
    assert opened_ids(desk.context, opened) == ("LAW-1", "LAW-2", "LAW-3")
    assert codes(refused(moderation, desk.context, opened, "SEC-1")) == ["moderation.not_open"]
    problems = refused(moderations, desk.context, opened, ["LAW-1", "SEC-1"])
    assert codes(problems) == ["moderation.not_open"]
    assert codes(refused(agree, desk, opened, 3, "SEC-1")) == ["moderation.not_open"]
    rate(ben, opened, 2, "SEC-1")
    assert own_rating(ben.context, opened, "SEC-1").is_independent
    assert [s.indicator_id for s in agreement(desk.context, opened).spreads] == ["LAW-1"]


def test_what_is_not_opened_shows_through_no_interval(desk: Desk, opened: Opened):
    ben = desk.of("Ben Bo")
    for one, level in ((desk, 1), (ben, 4)):
        rate(one, opened, level)
        rate(one, opened, level, "SEC-1")
    open_moderation(desk.context, opened, "LAW")
    assert desk.store.record(opened.assessment).rated == {"LAW-1": (1, 4)}
    assert set(rater_levels(desk.context, opened)) == {"LAW-1"}


def test_whoever_opens_moderation_has_a_name(desk: Desk, opened: Opened):
    nobody = desk.of(UNNAMED)
    rate(nobody, opened, 3)
    problems = refused(open_moderation, nobody.context, opened, "LAW")
    assert codes(problems) == ["moderation.unnamed"]
    assert moderation_opened(desk.context, opened, "LAW-1") is None


def test_typing_the_name_of_another_rater_shows_nothing_of_theirs(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    rate(desk, opened, 2, "SEC-1")
    # The same name in another browser is another person.
    actor = replace(desk.context.actor, person_id="of another browser")
    other = replace(desk.context, actor=actor)
    assert own_rating(other, opened, "LAW-1") is None
    assert own_ratings(other, opened) == {}
    assert first_ratings(other, opened) == {}
    assert n_under_same_name(other, opened) == 2
    assert n_under_same_name(desk.context, opened) == 0
    assert n_under_same_name(desk.of("Ben Bo").context, opened) == 0


def test_progress_tells_who_has_rated_how_much_and_not_what(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    rate(desk, opened, 3, "LAW-2")
    rate(desk, opened, 3, "SEC-1")
    rate(desk.of("Ben Bo"), opened, "II", group="ministry")
    told = rating_progress(desk.context, opened, "LAW")
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
    assert codes(refused(open_moderation, desk.context, opened, "LAW")) == [
        "moderation.nothing_rated"
    ]
    assert moderation_opened(desk.context, opened, "LAW-1") is None


def test_who_opened_moderation_is_kept_and_the_first_opening_stays(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    first = open_moderation(desk.context, opened, "LAW")
    again = open_moderation(desk.of("Ben Bo").context, opened, "LAW")
    assert first == again == moderation_opened(desk.context, opened, "LAW-1")
    assert first.person_name == "Ada Amin"


def test_after_the_opening_everybody_sees_everything_without_rating(desk: Desk, opened: Opened):
    rate(desk, opened, 3)
    open_moderation(desk.context, opened, "LAW")
    (found,) = moderations(desk.of("Ben Bo").context, opened, ["LAW-1"])
    assert [(rating.person_name, rating.answer.level) for rating in found.ratings] == [
        ("Ada Amin", 3)
    ]
