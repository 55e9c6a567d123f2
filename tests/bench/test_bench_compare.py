import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assessment.cli.benchmark.comparing import (
    ALL,
    CASES,
    FEW,
    MANY,
    NOTHING,
    TWENTY,
    TWO,
    ComparisonOutcome,
    Visit,
    WantedComparisons,
)
from assessment.cli.benchmark.comparing_report import to_json, to_lines, to_openings
from assessment.cli.benchmark.comparing_tab import Choices, ComparingTab
from assessment.cli.benchmark.many_states import ManyStates, prepare_states
from assessment.cli.benchmark.protocol import PageFailedError, Reply
from assessment.model.checks import check_answer

ROOT = Path(__file__).parents[2]
NO_SOCKET: Any = None


def _bench(folder: Path, *words: str, path: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assessment.cli", "bench", "compare", *words],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(path), str(ROOT))),
            "SPCA_DATABASE_URL": f"sqlite:///{folder / 'own.db'}",
            "TMPDIR": str(folder),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def measured(folder: Path) -> dict[str, Any]:
    words = ("--states", "3", "--periods", "2", "--rounds", "1", "--json")
    done = _bench(folder, *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_each_choice_is_opened_on_both_databases(measured: dict[str, Any]) -> None:
    found = [(one["case"], one["database"], one["n_chosen"]) for one in measured["openings"]]
    n_chosen = {NOTHING: 0, TWO: 2, TWENTY: 3, ALL: 3}
    assert found == [(case, name, n_chosen[case]) for case in CASES for name in (MANY, FEW)]


@pytest.mark.slow
def test_every_opening_has_its_times_and_bytes(measured: dict[str, Any]) -> None:
    for one in measured["openings"]:
        assert one["first_seconds"] > 0
        assert 0 < one["again_seconds"] <= one["slowest_seconds"]
        assert one["messages"] > 1
        assert one["kilobytes"] > 1
        # Nothing is chosen on each of three new servers, and then one choice three times.
        assert one["visits"] == (6 if one["case"] == NOTHING else 3)


@pytest.mark.slow
def test_more_that_is_drawn_is_more_that_is_sent(measured: dict[str, Any]) -> None:
    sizes = {one["case"]: one["kilobytes"] for one in measured["openings"]}
    assert sizes[NOTHING] < sizes[TWO] < sizes[TWENTY]


@pytest.mark.slow
def test_the_three_targets_are_told_and_growth_for_every_choice(measured: dict[str, Any]) -> None:
    assert len(measured["targets"]) == 3
    assert all(set(each) == {"target", "found", "met"} for each in measured["targets"])
    assert [each["case"] for each in measured["growth"]] == [*CASES]
    assert all(each["first"] > 0 and each["kilobytes"] > 0 for each in measured["growth"])


@pytest.mark.slow
def test_it_says_how_many_answers_it_wrote(measured: dict[str, Any]) -> None:
    many = measured["databases"][0]
    assert (many["database"], many["states"], many["periods"]) == (MANY, 3, 2)
    assert many["assessments"] == 6
    assert many["answers"] % 6 == 0
    assert many["answers"] >= 6 * 50
    assert many["write_seconds"] > 0


@pytest.mark.slow
def test_nothing_is_left_behind_and_the_own_database_is_not_touched(
    measured: dict[str, Any], folder: Path
) -> None:
    assert measured["openings"]
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_page_that_fails_ends_with_1_and_says_so(tmp_path: Path) -> None:
    """The store refuses to read answers, so the page shows an error where scores should be."""
    site, work = tmp_path / "site", tmp_path / "work"
    site.mkdir()
    work.mkdir()
    fail = (
        "import sys\n"
        "if 'streamlit' in sys.orig_argv:\n"
        "    from assessment.storage.store import DatabaseStore\n"
        "    DatabaseStore._record = None\n"
    )
    (site / "sitecustomize.py").write_text(fail, encoding="utf-8")
    words = ("--states", "2", "--periods", "1", "--rounds", "1", "--json")
    done = _bench(work, *words, path=site)
    assert done.returncode == 1, done.stderr
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["code"] == "bench.page_failed"
    assert "it showed an error" in problem["found"]
    assert list(work.iterdir()) == []


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
