"""Analysing, keeping and computing again, against stores that live in memory."""

from dataclasses import replace

import pytest

from assessment.model.assessment import Actor, KeptResult, StoredResult
from assessment.model.own_programme import OwnProgrammes
from assessment.model.problem import Refused
from assessment.services.context import Context, Opened
from assessment.services.kept_results import (
    find_result,
    keep_result,
    kept_results,
    read_result,
    replay_result,
)
from assessment.services.uncertainty import analyse, analyse_together
from tests.builders import MOMENT, all_at, an_assessment, small_framework
from tests.unit.uncertainty.analyses import record, settings

ADA = Actor("p-1", "Ada Amin", "o-1")


class Records:
    """Hands out records that a test put in, and keeps results in memory."""

    def __init__(self, *records):
        self.by_id = {one.assessment.id: one for one in records}
        self.results = {}

    def record(self, assessment):
        return self.by_id[assessment.id]

    def assessment(self, assessment_id):
        found = self.by_id.get(assessment_id)
        return found.assessment if found else None

    def own_programmes(self, *_asked):
        return OwnProgrammes()

    def save_result(self, assessment_id, kind, text, actor, at):
        result_id = f"r-{len(self.results) + 1}"
        self.results[result_id] = (assessment_id, kind, text, actor, at)
        return result_id

    def stored_result(self, kind, result_id):
        if (row := self.results.get(result_id)) is None or row[1] != kind:
            return None
        assessment_id, _, text, actor, at = row
        return StoredResult(result_id, actor.name, at, assessment_id, text)

    def results_of(self, kind, assessment_id):
        return tuple(
            KeptResult(id_, row[3].name, row[4])
            for id_, row in reversed(self.results.items())
            if row[:2] == (assessment_id, kind)
        )

    def result_ids(self, kind, beginning):
        found = (id_ for id_, row in self.results.items() if row[1] == kind)
        return tuple(id_ for id_ in found if id_.startswith(beginning))[:2]


class Shelf:
    def __init__(self, framework):
        self.framework = framework

    def find(self, *_):
        return self.framework


@pytest.fixture
def framework():
    return small_framework()


@pytest.fixture
def context(framework):
    records = [record(framework, all_at(framework, n), f"a-{n}") for n in (1, 2, 3)]
    return Context(Records(*records), Shelf(framework), ADA, lambda: MOMENT, "0.1.0")


@pytest.fixture
def opened(framework):
    return [Opened(an_assessment(framework, id=f"a-{n}"), framework) for n in (1, 2, 3)]


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def test_an_analysis_reads_the_answers_of_now_and_carries_moment_and_version(context, opened):
    result = analyse(context, opened[1], settings())
    assert (result.provenance.made_at, result.provenance.app_version) == (MOMENT, "0.1.0")
    assert [d.point for d in result.states[0].dimensions] == [50, 50, 50]


def test_several_assessments_are_analysed_in_the_order_given(context, opened):
    result = analyse_together(context, opened, settings())
    assert [state.assessment_id for state in result.states] == ["a-1", "a-2", "a-3"]
    assert result.states[2].dimensions[0].ranks.best == 1


def test_a_kept_result_is_read_back_and_computed_again_to_the_last_digit(context, opened):
    result = analyse_together(context, opened[:2], settings())
    result_id = keep_result(context, opened[0], result)
    kept = ("a-1", "uncertainty", result.to_json(), ADA, MOMENT)
    assert context.store.results[result_id] == kept
    assert read_result(context, result_id) == result
    replayed = replay_result(context, result_id)
    assert replayed.is_same
    assert replayed.problems == ()


def test_kept_results_are_listed_and_found_by_the_beginning_of_their_id(context, opened):
    for one in (opened[0], opened[1], opened[0]):
        keep_result(context, one, analyse(context, one, settings()))
    assert [kept.id for kept in kept_results(context, opened[0])] == ["r-3", "r-1"]
    assert find_result(context, "r-2") == "r-2"
    for beginning, code in (("r-", "ambiguous"), ("x", "unknown"), ("", "unknown")):
        with pytest.raises(Refused) as refusal:
            find_result(context, beginning)
        assert codes(refusal) == [f"uncertainty.result_{code}"]


def test_changed_answers_stop_a_replay_and_are_named(context, opened, framework):
    result_id = keep_result(context, opened[0], analyse(context, opened[0], settings()))
    context.store.by_id["a-1"] = record(framework, all_at(framework, 1) | {"LAW-1": 2})
    replayed = replay_result(context, result_id)
    assert replayed.again is None
    assert not replayed.is_same
    (problem,) = replayed.problems
    assert problem.code == "uncertainty.answers_changed"
    assert problem.where == "Karsova, 2026"


def test_an_edited_questionnaire_stops_a_replay(context, opened, framework):
    result_id = keep_result(context, opened[0], analyse(context, opened[0], settings()))
    edited = replace(
        framework, questionnaire=framework.questionnaire.model_copy(update={"checksum": "other"})
    )
    later = replace(context, library=Shelf(edited))
    replayed = replay_result(later, result_id)
    assert [p.code for p in replayed.problems] == ["uncertainty.questionnaire_changed"]


def test_an_unknown_or_damaged_result_is_refused(context):
    with pytest.raises(Refused) as refusal:
        read_result(context, "r-9")
    assert codes(refusal) == ["uncertainty.result_unknown"]
    context.store.results["r-9"] = ("a-1", "uncertainty", "{}", ADA, MOMENT)
    with pytest.raises(Refused) as refusal:
        replay_result(context, "r-9")
    assert codes(refusal) == ["uncertainty.result_unreadable"]


def test_no_assessment_or_one_twice_is_refused(context, opened):
    for several in ([], [opened[0], opened[0]]):
        with pytest.raises(Refused) as refusal:
            analyse_together(context, several, settings())
        assert codes(refusal) == ["uncertainty.choice"]


def test_assessments_of_different_questionnaires_are_refused(context, opened, framework):
    edited = replace(
        framework, questionnaire=framework.questionnaire.model_copy(update={"checksum": "other"})
    )
    with pytest.raises(Refused) as refusal:
        analyse_together(context, [opened[0], replace(opened[1], framework=edited)], settings())
    assert codes(refusal) == ["uncertainty.questionnaires_differ"]


def test_everything_wrong_with_the_levels_of_raters_is_said_at_once(context, opened):
    raters = {"a-1": {"LAW-1": (1, 5), "NO-1": (2,)}, "elsewhere": {"LAW-1": (1,)}}
    with pytest.raises(Refused) as refusal:
        analyse(context, opened[0], settings(raters=raters))
    assert sorted(codes(refusal)) == [
        "uncertainty.raters_do_not_fit",
        "uncertainty.raters_do_not_fit",
        "uncertainty.raters_unknown_assessment",
    ]
