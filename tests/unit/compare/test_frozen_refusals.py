"""What cannot be frozen, and when a frozen baseline is not shown; always with every reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assessment.model.answer import Answer
from assessment.model.problem import Refused
from assessment.services.compare import compare, difference
from assessment.services.frozen import freeze, frozen_baselines
from assessment.storage.store import DatabaseStore
from tests.builders import an_answer
from tests.pages.workspace import Workspace
from tests.unit.compare.freezing import (
    LAUNCH,
    compared,
    frozen,
    karsova,
    slip_in,
    talvenor,
)


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def refused(desk: Workspace, assessment_id: str, name: str, **changes) -> list[str]:
    with pytest.raises(Refused) as caught:
        freeze(replace(desk.context(), **changes), assessment_id, name)
    return codes(caught.value.problems)


def kept(desk: Workspace) -> int:
    return len(desk.application.store.stored_results("baseline"))


def edit_questionnaire(desk: Workspace) -> None:
    path = desk.shelf / "small" / "instrument.yaml"
    text = path.read_text(encoding="utf-8").replace("Are courts independent", "Are judges free")
    path.write_text(text.replace("name: Courts", "name: Tribunals"), encoding="utf-8")
    desk.reopen()


@pytest.mark.parametrize("name", ["", "  \n\t", "\x00\x07"])
def test_a_baseline_needs_a_name(desk: Workspace, name: str):
    assert refused(desk, karsova(desk).assessment.id, name) == ["baseline.no_name"]


def test_a_name_has_an_end(desk: Workspace):
    id_ = karsova(desk).assessment.id
    assert refused(desk, id_, "x" * 81) == ["baseline.long_name"]
    assert freeze(desk.context(), id_, "x" * 80).name == "x" * 80


def test_a_name_is_given_once_in_an_assessment_whatever_its_capitals(desk: Workspace):
    one, other = karsova(desk), talvenor(desk)
    frozen(desk, one)
    assert refused(desk, one.assessment.id, LAUNCH.upper()) == ["baseline.name_taken"]
    assert frozen(desk, other).name == LAUNCH


def test_an_assessment_without_an_answer_is_not_frozen(desk: Workspace):
    one = karsova(desk, {})
    desk.answer(one, Answer("LAW-1", ticked=frozenset({"LAW-1.1a"})))
    assert refused(desk, one.assessment.id, LAUNCH) == ["baseline.nothing_answered"]


def test_every_reason_is_told_at_once_and_nothing_is_stored(desk: Workspace):
    found = refused(desk, karsova(desk, {}).assessment.id, "")
    assert found == ["baseline.no_name", "baseline.nothing_answered"]
    assert kept(desk) == 0


def test_an_answer_from_a_clock_that_runs_ahead_is_not_left_out_silently(desk: Workspace):
    one = karsova(desk)
    earlier = desk.context().clock() - timedelta(hours=1)
    found = refused(desk, one.assessment.id, LAUNCH, clock=lambda: earlier)
    assert "baseline.being_written" in found
    assert kept(desk) == 0


class SlowWriter(DatabaseStore):
    """A store in which an answer arrives while somebody freezes, with an earlier moment."""

    n_read = 0

    def record_at(self, assessment, moment):
        self.n_read += 1
        found = super().record_at(assessment, moment)
        if self.n_read == 1:
            return found
        late = replace(found.answers["LAW-1"], answer=an_answer("LAW-1", 0))
        return replace(found, answers={**found.answers, "LAW-1": late})


def test_a_baseline_that_was_overtaken_by_an_answer_is_told_at_once(desk: Workspace):
    store = SlowWriter(desk.application.store._engine)
    found = refused(desk, karsova(desk).assessment.id, LAUNCH, store=store)
    assert found == ["baseline.overtaken"]


def test_what_is_not_there_cannot_be_frozen(desk: Workspace):
    assert refused(desk, "gone", LAUNCH) == ["assessment.unknown"]
    made = frozen(desk, karsova(desk))
    assert refused(desk, made.id, "A baseline of a baseline") == ["assessment.unknown"]


def test_a_baseline_with_other_answers_than_it_had_is_not_shown(desk: Workspace):
    one, other = karsova(desk), talvenor(desk)
    made = frozen(desk, one)
    slip_in(desk, one, made)
    found = compared(desk.context(), made.id, other.assessment.id)
    assert [side.label for side in found.compared] == ["Talvenor, 2026"]
    (problem,) = found.problems
    assert problem.code == "baseline.answers_differ"
    assert made.title in str(problem)
    assert made.fingerprint[:12] in str(problem)


def test_a_baseline_of_an_edited_questionnaire_is_not_shown(desk: Workspace):
    one, other = karsova(desk), talvenor(desk)
    made = frozen(desk, one)
    edit_questionnaire(desk)
    found = compared(desk.context(), made.id, one.assessment.id, other.assessment.id)
    assert [side.label for side in found.compared] == ["Karsova, 2026", "Talvenor, 2026"]
    assert codes(found.problems) == ["baseline.questionnaire_changed"]


def test_a_baseline_frozen_after_the_edit_is_shown_with_the_caution(desk: Workspace):
    one, other = karsova(desk), talvenor(desk)
    edit_questionnaire(desk)
    made = frozen(desk, one)
    found = compared(desk.context(), made.id, other.assessment.id)
    assert found.problems == ()
    assert "The questionnaire was edited after" in found.compatibility.reasons[0]


def test_both_reasons_against_a_baseline_are_told_at_once(desk: Workspace):
    one, other = karsova(desk), talvenor(desk)
    made = frozen(desk, one)
    slip_in(desk, one, made)
    edit_questionnaire(desk)
    found = compared(desk.context(), made.id, other.assessment.id)
    assert codes(found.problems) == ["baseline.questionnaire_changed", "baseline.answers_differ"]
    hidden = compare(desk.context(), [made.id, other.assessment.id], aliases=True)
    (problem,) = hidden.problems
    assert "1 of the chosen assessments cannot be opened and is left out" in str(problem)
    assert "Karsova" not in str(problem)


def test_a_pair_is_refused_when_its_baseline_changed_meanwhile(desk: Workspace):
    one, other = karsova(desk), talvenor(desk)
    made = frozen(desk, one)
    ids = (made.id, other.assessment.id)
    context = desk.context()
    found = compared(context, *ids)
    slip_in(desk, one, made)
    with pytest.raises(Refused, match="not those that were frozen"):
        difference(context, found, *ids)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"name": "x"}', '{"name": "x", "moment": "2026-03-12T10:00:00"}'],
)
def test_a_damaged_baseline_is_told_and_hides_no_other(desk: Workspace, text: str):
    one = karsova(desk)
    made, context = frozen(desk, one), desk.context()
    at = context.clock()
    damaged = context.store.save_result(one.assessment.id, "baseline", text, context.actor, at)
    listed = frozen_baselines(context, context.store.headings())
    assert listed.found == (made,)
    (problem,) = listed.problems
    assert problem.code == "baseline.unreadable"
    assert damaged in str(problem)
    assert codes(compared(context, damaged).problems) == ["baseline.unreadable"]
