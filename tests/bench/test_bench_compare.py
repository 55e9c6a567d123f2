from typing import Any

import pytest

from assessment.model.checks import check_answer
from tests.benchmarks.comparing import (
    CASES,
    FEW,
    MANY,
    NOTHING,
    TWO,
    ComparisonOutcome,
    Visit,
    WantedComparisons,
)
from tests.benchmarks.comparing_report import to_json, to_lines, to_openings
from tests.benchmarks.comparing_tab import Choices, ComparingTab
from tests.benchmarks.many_states import ManyStates, prepare_states
from tests.benchmarks.protocol import PageFailedError, Reply

NO_SOCKET: Any = None


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> ManyStates:
    return prepare_states(tmp_path_factory.mktemp("filled"), 28, 2, lambda _: None)


def test_every_state_is_assessed_in_every_period_under_one_name_and_code(
    filled: ManyStates,
) -> None:
    headings = filled.workspace.application.store.headings()
    assert len(headings) == filled.n_assessments == 56
    assert len({(one.state_code, one.state_name) for one in headings}) == 28
    assert len({(one.state_code, one.period) for one in headings}) == 56
    assert all(one.invented for one in headings)
    newest = {one.id for one in headings if one.period == "2002"}
    assert set(filled.assessment_ids[filled.newest_period]) == newest


def test_what_is_written_is_what_the_page_would_have_taken(filled: ManyStates) -> None:
    store, questionnaire = filled.workspace.application.store, filled.workspace.questionnaire
    records = [store.record(heading) for heading in store.headings()]
    answers = [one.answer for record in records for one in record.answers.values()]
    assert len(answers) == filled.n_answers == 56 * len(questionnaire.indicators)
    assert not any(check_answer(answer, questionnaire) for answer in answers)
    assert {answer.level for answer in answers} == {None, 0, 1, 2, 3, 4}


def _tab(chosen: int, *headings: str) -> ComparingTab:
    choices = {"Assessments to compare": Choices("id", several=True, chosen=["one"] * chosen)}
    return ComparingTab(NO_SOCKET, "compare", "", choices=choices, headings=[*headings])


@pytest.mark.parametrize(
    ("chosen", "headings", "said"),
    [
        (1, ["Compare", "Take it with you"], "it has 1 assessment chosen instead of 2"),
        (2, ["Compare"], "it ended before 'Take it with you'"),
    ],
)
def test_a_page_that_is_not_whole_is_no_measurement(
    chosen: int, headings: list[str], said: str
) -> None:
    with pytest.raises(PageFailedError, match=said):
        _tab(chosen, *headings).check_whole(2)


def test_a_whole_page_is_one_with_all_chosen_and_its_last_heading() -> None:
    _tab(2, "Compare", "Take it with you").check_whole(2)
    _tab(0, "Compare").check_whole(0)


def _visits(case: str, database: str, first: float, *again: float) -> list[Visit]:
    n_chosen = 0 if case == NOTHING else 2
    return [
        Visit(database, case, n_chosen, n == 0, Reply(seconds, 0.0, 10, 2_000), seconds / 2, 0.1)
        for n, seconds in enumerate((first, *again))
    ]


def _outcome(filled: ManyStates, **first: float) -> ComparisonOutcome:
    visits = [
        visit
        for case in CASES
        for name, times in ((MANY, 1.0), (FEW, 0.5))
        for visit in _visits(case, name, first.get(case, 1.0) * times, 0.6 * times, times)
    ]
    return ComparisonOutcome({MANY: filled, FEW: filled}, tuple(visits))


def test_first_and_again_are_told_apart_and_medians() -> None:
    visits = [
        *_visits(TWO, MANY, 3.0, 1.0, 2.0),
        *_visits(TWO, MANY, 5.0, 1.5),
        *(visit for case in CASES for name in (MANY, FEW) for visit in _visits(case, name, 4.0, 1)),
    ]
    found = next(one for one in to_openings(visits) if (one.case, one.database) == (TWO, MANY))
    # First: 3, 5 and 4. Again: 1, 2, 1.5 and 1, of which half is processor time.
    assert (found.first_seconds, found.again_seconds, found.slowest_seconds) == (4.0, 1.25, 2.0)
    assert found.again_cpu_seconds == 0.625
    assert (found.messages, found.kilobytes, found.visits) == (10, 2.0, 7)


def test_the_slower_of_first_and_again_is_held_against_the_target(filled: ManyStates) -> None:
    wanted = WantedComparisons(28, 2, 1)
    targets: Any = to_json(wanted, _outcome(filled, nothing=9.0, two=1.6))["targets"]
    # With nothing chosen, the first of all is a cold start, and counts elsewhere.
    assert [each["met"] for each in targets] == [True, False, True]
    assert any(line.startswith("MISSED") for line in to_lines(wanted, _outcome(filled, two=1.6)))


def test_growth_is_the_large_over_the_small_database(filled: ManyStates) -> None:
    growth: Any = to_json(WantedComparisons(28, 2, 1), _outcome(filled))["growth"]
    assert growth[0] == {"case": NOTHING, "first": 2, "again": 2, "cpu": 2, "kilobytes": 1}
