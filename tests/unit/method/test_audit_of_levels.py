"""The audit of a questionnaire's own dimensions, over records of many states."""

import numpy as np
import pytest

from assessment.scoring.audit import audit_records, correlation
from tests.builders import an_assessment, record_with, small_framework


@pytest.fixture
def framework():
    return small_framework()


def states(framework, n_states, **fixed):
    ids = [indicator.id for indicator in framework.questionnaire.indicators]
    return [
        record_with(
            framework,
            {id_: (n * (place + 2)) % 5 for place, id_ in enumerate(ids)} | fixed,
            assessment=an_assessment(framework, id=f"a-{n}"),
        )
        for n in range(n_states)
    ]


def by_id(audits):
    return {audit.node_id: audit for audit in audits}


def test_a_rule_without_weights_has_none_to_be_held_against_the_pull(framework):
    audits = by_id(audit_records(framework, states(framework, 40)))
    assert [child.weight for child in audits["SEC"].children] == [0.5, 0.25, 0.25]
    assert [child.weight for child in audits["PRE"].children] == [None, None]
    assert all(child.pull is not None for child in audits["PRE"].children)


def test_a_gated_indicator_is_audited_as_it_counts(framework):
    # With LAW-1 at 0 everywhere, SEC-3 counts for 1 at most: it varies between 0 and 1 only.
    records = states(framework, 40, **{"LAW-1": 0})
    child = by_id(audit_records(framework, records))["SEC"].children[2]
    counted = [min(record.answers["SEC-3"].answer.level, 1, _gate(record)) for record in records]
    assert set(counted) == {0, 1}
    assert child.child_id == "SEC-3"
    assert child.correlation is not None


def _gate(record):
    return min(record.answers[id_].answer.level for id_ in ("LAW-1", "SEC-1")) + 1


def test_a_state_that_lacks_one_answer_is_left_out_of_that_dimension_only(framework):
    whole, gap = states(framework, 40), states(framework, 1, **{"LAW-2": "II"})
    audits = by_id(audit_records(framework, [*whole, *gap]))
    assert (audits["LAW"].n_states, audits["SEC"].n_states) == (40, 41)


def test_no_state_at_all_is_no_error(framework):
    assert [audit.n_states for audit in audit_records(framework, [])] == [0, 0, 0]


def test_the_correlation_of_the_first_indicator_by_hand(framework):
    records = states(framework, 40)
    first = np.array([float(r.answers["PRE-1"].answer.level) for r in records])
    second = np.array([float(r.answers["PRE-2"].answer.level) for r in records])
    # Two stages with one answer each: half the lower, half the mean.
    score = np.minimum(first, second) / 2 + (first + second) / 4
    found = by_id(audit_records(framework, records))["PRE"].children[0].correlation
    assert found == pytest.approx(correlation(first, score), abs=1e-12)
