"""Rating alone, opening moderation, and agreeing, on both databases."""

from dataclasses import replace

import pytest

from assessment.model.answer import Answer
from assessment.model.problem import errors_in
from assessment.services.answers import record_dissent
from assessment.services.context import Opened
from assessment.services.moderation import (
    agreement,
    agreement_by_indicator,
    moderate,
    moderation_opened,
    moderations,
    open_moderation,
)
from assessment.services.ratings import (
    others_ratings,
    own_rating,
    own_ratings,
    rating_progress,
    rating_store,
    record_rating,
)
from assessment.services.side_by_side import self_and_external
from assessment.storage.ratings import DatabaseRatingStore
from assessment.storage.store import DatabaseStore
from tests.builders import Level, an_answer, small_framework
from tests.unit.services.desk import Desk, codes, desk_of, refused, with_questionnaire

REASON = "We read the law together, clause by clause."


def with_ratings(desk: Desk, store: DatabaseStore) -> Desk:
    return replace(desk, context=replace(desk.context, ratings=DatabaseRatingStore(store._engine)))


@pytest.fixture
def desk(store: DatabaseStore) -> Desk:
    return with_ratings(desk_of(store), store)


@pytest.fixture
def opened(desk: Desk) -> Opened:
    return desk.begin()


def rate(desk: Desk, opened: Opened, level: Level, indicator_id="LAW-1", group="agency", **fields):
    before = own_rating(desk.context, opened, indicator_id)
    return record_rating(
        desk.context,
        opened,
        an_answer(indicator_id, level, **fields),
        group,
        before.revision if before else 0,
    )


def agree(desk: Desk, opened: Opened, level: Level, indicator_id="LAW-1", **fields):
    answer = an_answer(indicator_id, level, **fields)
    return moderate(
        desk.context, opened, answer, desk.store.record(opened.assessment).revision(indicator_id)
    )


def seen_by(desk: Desk, opened: Opened, indicator_id="LAW-1"):
    others = others_ratings(desk.context, opened, indicator_id)
    return [(rating.person_name, rating.answer.level) for rating in others]


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


def test_nobody_sees_others_before_rating_the_same_indicator(desk: Desk, opened: Opened):
    ben = desk.of("Ben Bo")
    rate(desk, opened, 3)
    rate(ben, opened, 1, "LAW-2")
    assert codes(refused(others_ratings, ben.context, opened, "LAW-1")) == ["rating.blind"]
    rate(ben, opened, 1)
    assert seen_by(ben, opened) == [("Ada Amin", 3)]


def test_a_rating_that_was_taken_back_opens_nothing(desk: Desk, opened: Opened):
    ben = desk.of("Ben Bo")
    rate(desk, opened, 3)
    rate(ben, opened, 1)
    rate(ben, opened, None)
    assert codes(refused(others_ratings, ben.context, opened, "LAW-1")) == ["rating.blind"]
    assert own_ratings(ben.context, opened) == {}


def test_what_is_rated_after_a_look_is_kept_and_no_longer_counts_as_given_alone(
    desk: Desk, opened: Opened
):
    ben = desk.of("Ben Bo")
    rate(desk, opened, 3)
    rate(ben, opened, 1)
    seen_by(ben, opened)
    rate(ben, opened, 3)
    open_moderation(desk.context, opened)
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
    assert seen_by(desk.of("Ben Bo"), opened) == [("Ada Amin", 3)]


def test_what_is_agreed_on_becomes_the_answer_and_leaves_ratings_and_spread(
    desk: Desk, opened: Opened
):
    rate(desk, opened, 0)
    rate(desk.of("Ben Bo"), opened, 3, group="ministry")
    open_moderation(desk.context, opened)
    agree(desk, opened, 1, rationale=REASON)
    recorded = desk.store.record(opened.assessment).answers["LAW-1"]
    assert (recorded.answer.level, recorded.origin) == (1, "consensus")
    record_dissent(desk.of("Ben Bo").context, opened, "LAW-1", 3, "The rulings were kept.")
    (found,) = moderations(desk.context, opened, ["LAW-1"])
    assert found.spread.levels == (0, 3)
    assert found.consensus == recorded
    assert [dissent.signed_as for dissent in found.dissents] == ["Ben Bo"]
    assert sorted(r.answer.level or 0 for r in found.ratings) == [0, 3]


@pytest.mark.parametrize("rationale", ["", "x" * 19, f"   {'x' * 19}      "])
def test_a_wide_spread_needs_a_sentence_on_how_it_was_agreed(
    desk: Desk, opened: Opened, rationale: str
):
    rate(desk, opened, 1)
    rate(desk.of("Ben Bo"), opened, 3)
    open_moderation(desk.context, opened)
    (problem,) = refused(agree, desk, opened, 2, rationale=rationale)
    assert problem.code == "moderation.rationale_missing"
    assert "2 levels apart" in problem.found
    agree(desk, opened, 2, rationale="x" * 20)


def test_a_narrow_spread_needs_no_sentence(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    rate(desk.of("Ben Bo"), opened, 2)
    open_moderation(desk.context, opened)
    agree(desk, opened, 2)


def test_moving_to_the_others_after_a_look_does_not_save_the_sentence(desk: Desk, opened: Opened):
    ben = desk.of("Ben Bo")
    rate(desk, opened, 1)
    rate(ben, opened, 3)
    seen_by(ben, opened)
    rate(ben, opened, 1)
    open_moderation(desk.context, opened)
    assert codes(refused(agree, desk, opened, 1)) == ["moderation.rationale_missing"]


def test_agreeing_on_nothing_is_refused(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    open_moderation(desk.context, opened)
    assert codes(refused(agree, desk, opened, None)) == ["moderation.no_answer"]


def test_an_agreement_over_an_answer_that_was_not_seen_is_refused(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    open_moderation(desk.context, opened)
    desk.answer(opened, "LAW-1", 4)
    problems = refused(moderate, desk.context, opened, an_answer("LAW-1", 1), 0)
    assert codes(problems) == ["answer.stale"]


def test_an_answer_given_afterwards_on_the_page_is_no_consensus(desk: Desk, opened: Opened):
    rate(desk, opened, 1)
    open_moderation(desk.context, opened)
    agree(desk, opened, 1)
    desk.answer(opened, "LAW-1", 4)
    (found,) = moderations(desk.context, opened, ["LAW-1"])
    assert found.consensus is None


def test_agreement_is_measured_on_ratings_given_alone(desk: Desk, opened: Opened):
    for name, levels in (("Ben Bo", (0, 2, 4)), ("Cleo Cruz", (0, 2, 4))):
        for indicator, level in zip(("LAW-1", "LAW-2", "LAW-3"), levels, strict=True):
            rate(desk.of(name), opened, level, indicator)
    open_moderation(desk.context, opened)
    for indicator in ("LAW-1", "LAW-2", "LAW-3"):
        rate(desk, opened, 4, indicator)
    found = agreement(desk.context, opened)
    assert (found.overall.value, found.overall.n_raters) == (1.0, 2)


def test_agreement_by_indicator_counts_moderated_assessments_of_the_same_content(
    store: DatabaseStore,
):
    own, other = small_framework(), with_questionnaire(small_framework(), checksum="other")
    desk = with_ratings(desk_of(store, own), store)
    kept = {"a-1": (1, 1), "a-2": (3, 3), "a-3": (0, 4), "a-4": (4, 0)}
    for id_, levels in kept.items():
        checksum = (other if id_ == "a-3" else own).questionnaire.checksum
        opened = desk.begin(id=id_, period=id_, questionnaire_checksum=checksum)
        for name, level in zip(("Ben Bo", "Cleo Cruz"), levels, strict=True):
            rate(desk.of(name), opened, level)
        if id_ != "a-4":
            open_moderation(desk.context, opened)
    (found,) = agreement_by_indicator(desk.context, desk.open("a-1"))
    assert (found.indicator_id, found.alpha.value, found.alpha.n_units) == ("LAW-1", 1.0, 2)


def test_a_program_without_a_place_for_ratings_says_so(store: DatabaseStore):
    with pytest.raises(RuntimeError, match="no place for ratings"):
        rating_store(desk_of(store).context)


def test_self_and_external_stand_side_by_side_from_either_side(desk: Desk):
    own = desk.begin(id="a-self", mode="self")
    partner = desk.begin(id="a-ext", mode="external")
    desk.answer(own, "LAW-1", 4)
    desk.answer(own, "LAW-2", "II")
    desk.answer(partner, "LAW-1", 1)
    desk.answer(partner, "LAW-2", 2)
    from_own, from_partner = (self_and_external(desk.context, one) for one in (own, partner))
    assert from_own == from_partner
    differences = {view.indicator_id: view.difference for view in from_own.views}
    assert differences["LAW-1"] == 3
    assert differences["LAW-2"] is None
    assert len(differences) == 8


@pytest.mark.parametrize(
    "other", [{"period": "2025"}, {"region": "North"}, {"state_name": "Elsewhere"}]
)
def test_another_period_region_or_state_is_not_the_other_side(desk: Desk, other):
    own = desk.begin(id="a-self", mode="self")
    desk.begin(id="a-ext", mode="external", **other)
    found = self_and_external(desk.context, own)
    assert (found.by_itself, found.by_partner, found.views) == (own.assessment, None, ())


def test_of_several_external_assessments_the_last_changed_is_shown_and_the_rest_named(desk: Desk):
    own = desk.begin(id="a-self", mode="self")
    first = desk.begin(id="a-ext-1", mode="external", scope_note="Desk study")
    second = desk.begin(id="a-ext-2", mode="external", scope_note="Visit")
    desk.answer(second, "LAW-1", 2)
    desk.answer(first, "LAW-1", 1)
    found = self_and_external(desk.context, own)
    assert found.by_partner == first.assessment
    assert found.others == (second.assessment,)


def test_a_joint_assessment_shows_the_two_others_of_its_period(desk: Desk):
    joint = desk.begin(id="a-joint", mode="joint")
    assert self_and_external(desk.context, joint).by_itself is None
    own = desk.begin(id="a-self", mode="self")
    partner = desk.begin(id="a-ext", mode="external")
    found = self_and_external(desk.context, joint)
    assert (found.by_itself, found.by_partner) == (own.assessment, partner.assessment)
    assert found.others == ()


def test_two_versions_of_the_questionnaire_show_what_both_have_and_say_so(store: DatabaseStore):
    whole = small_framework()
    shorter = [whole.questionnaire.dimensions[0]]
    older = with_questionnaire(whole, version="0.9", checksum="old", dimensions=tuple(shorter))
    desk = with_ratings(desk_of(store, whole, older), store)
    own = desk.begin(id="a-self", mode="self")
    desk.begin(
        id="a-ext",
        mode="external",
        questionnaire_version="0.9",
        questionnaire_checksum="old",
    )
    found = self_and_external(desk.context, own)
    assert not found.same_questionnaire
    assert [view.indicator_id for view in found.views] == ["LAW-1", "LAW-2", "LAW-3"]
