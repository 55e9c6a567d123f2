"""The actions of framework 2.0: every step once, whole, and worded so that somebody can do it."""

import re
from collections import Counter

import pytest

from assessment.model.suggestion import Step
from assessment.programmes.steps import find_steps
from assessment.reporting.actions import studies
from tests.unit.programmes.random_states import a_state, closed_routes, framework, results

VAGUE = re.compile(
    r"\b(raise awareness|build capacity|capacity building|strengthen|sensitise)\b", re.I
)
IMPERATIVE = re.compile(r"^[A-Z][a-z]+(,| |-)")


def test_every_step_of_every_indicator_is_there_once() -> None:
    counted = Counter((action.indicator, action.to) for action in framework().actions)
    expected = {(i.id, to): 1 for i in framework().questionnaire.indicators for to in (1, 2, 3, 4)}
    assert counted == expected
    assert len(expected) == 256


def test_a_step_makes_every_statement_of_its_level_true_but_contrary_ones() -> None:
    for action in framework().actions:
        indicator = framework().questionnaire.indicator(action.indicator)
        whole = {*indicator.anchors[action.to]} - {*indicator.of_kind("contrary")}
        assert {*action.makes_true} >= whole, action.id


def test_two_to_four_things_are_done_each_begun_with_a_verb_and_none_is_vague() -> None:
    for action in framework().actions:
        assert 2 <= len(action.do) <= 4, action.id
        for sentence in action.do:
            assert IMPERATIVE.match(sentence), (action.id, sentence)
            assert 8 <= len(sentence.split()) <= 45, (action.id, sentence)
            assert not VAGUE.search(sentence), (action.id, sentence)


def test_no_two_steps_of_an_indicator_do_the_same() -> None:
    said = Counter(sentence for action in framework().actions for sentence in action.do)
    assert [sentence for sentence, count in said.items() if count > 1] == []


@pytest.mark.parametrize("seed", range(0, 1_000, 250))
def test_no_step_may_begin_by_a_route_that_is_closed_for_a_programme_of_its_indicator(
    seed: int,
) -> None:
    catalogue = framework().catalogue
    assert catalogue is not None
    for number in range(seed, seed + 250):
        record = a_state(number)
        profile, _found = results(record)
        closed = closed_routes(record)
        for step in find_steps(framework(), record, profile, goal=4):
            served = [p.id for p in catalogue.programmes if step.action.indicator in p.serves]
            if any(step.action.route in closed[id_] for id_ in served):
                assert not step.may_begin, (number, step.action.id)


def test_a_state_at_one_level_has_a_step_for_every_question() -> None:
    found: list[Step] = []
    for seed in range(40):
        record = a_state(seed)
        profile, _suggestions = results(record)
        known = [one for one in record.answers.values() if one.answer.level not in (None, 4)]
        found = [*find_steps(framework(), record, profile)]
        assert len(found) == (0 if profile.progress.is_early else len(known))


def test_every_study_that_a_step_names_is_told_with_what_it_does_not_show() -> None:
    register = framework().register
    assert register is not None
    limits = {claim.id: claim.limits for claim in register.claims}
    named = [action for action in framework().actions if action.claims]
    assert len(named) > 10
    for action in named:
        said = " ".join(studies(action, framework()))
        for id_ in action.claims:
            assert limits[id_].rstrip(".") in said, (action.id, id_)
