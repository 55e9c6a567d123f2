"""Mistakes in actions, one at a time and all at once, and what their author is told."""

from pathlib import Path
from typing import Any

import pytest

from assessment.library.actions import check_actions, read_actions
from assessment.model.problem import Problem
from tests.unit.actions.small_actions import an_action, with_actions

MISTAKES: dict[str, tuple[list[dict[str, Any]], tuple[str, str, str]]] = {
    "a step to a level that the scale has not": (
        [an_action(to=5, makes_true=["LAW-1.4a"])],
        ("no_such_step", "LAW-1:5", "There is no step to level 5."),
    ),
    "a step to the lowest level": (
        [an_action(to=0, makes_true=["LAW-1.0a"])],
        ("no_such_step", "LAW-1:0", "There is no step to level 0."),
    ),
    "an indicator that is not asked": (
        [an_action("LAW-9")],
        ("id_unknown", "LAW-9:1", "'LAW-9' is no indicator"),
    ),
    "a step twice": (
        [an_action(), an_action()],
        ("id_repeated", "LAW-1:1", "used more than once"),
    ),
    "a statement of another level": (
        [an_action(to=2, makes_true=["LAW-1.1a"])],
        ("statement_of_another_step", "LAW-1:2", "LAW-1.1a does not belong"),
    ),
    "an end of what is not contrary": (
        [an_action(ends=["LAW-1.1a"])],
        ("statement_of_another_step", "LAW-1:1", "LAW-1.1a does not belong"),
    ),
    "an unknown route": (
        [an_action(route="above")],
        ("id_unknown", "LAW-1:1", "'above' is no route"),
    ),
    "an unknown class of cost": (
        [an_action(cost="L")],
        ("id_unknown", "LAW-1:1", "'L' is no class of cost"),
    ),
    "a wait for an unknown indicator": (
        [
            an_action(
                not_before=[{"until": "So.", "condition": {"indicator": "LAW-9", "at_least": 1}}]
            )
        ],
        ("id_unknown", "LAW-1:1", "'LAW-9' is no indicator"),
    ),
}


def waiting_for(indicator: str, level: int) -> list[dict[str, Any]]:
    condition = {"all": [{"indicator": indicator, "at_least": level}]}
    return [{"until": "So.", "condition": condition}]


def problems(*actions: dict[str, Any]) -> list[Problem]:
    return [*check_actions(with_actions(*actions), "x")]


def test_actions_without_a_mistake_have_no_problem() -> None:
    assert problems(an_action(), an_action(to=2), an_action("SEC-1")) == []


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str) -> None:
    actions, (code, place, found) = MISTAKES[name]
    (problem,) = problems(*actions)
    assert problem.code == f"library.{code}"
    assert place in f"{problem.where}"
    assert found in problem.found
    assert problem.remedy


def test_steps_that_wait_for_each_other_are_told_as_a_circle() -> None:
    # LAW-1 to 2 waits for SEC-1 at 1, whose step waits for LAW-1 at 3, which needs LAW-1 at 2.
    (problem,) = problems(
        an_action(to=2, not_before=waiting_for("SEC-1", 1)),
        an_action(to=3),
        an_action("SEC-1", not_before=waiting_for("LAW-1", 3)),
    )
    assert problem.code == "library.actions_in_a_circle"
    for step in ("LAW-1:2", "LAW-1:3", "SEC-1:1"):
        assert step in problem.found


def test_all_mistakes_are_told_at_once() -> None:
    given = [action for actions, _told in MISTAKES.values() for action in actions]
    codes = {problem.code for problem in problems(*given)}
    assert codes == {f"library.{code}" for _actions, (code, _p, _f) in MISTAKES.values()}


def test_a_file_that_cannot_be_read_as_actions_says_where_and_what(tmp_path: Path) -> None:
    folder = tmp_path / "actions"
    folder.mkdir()
    (folder / "law.yaml").write_text(
        "actions:\n"
        "  - indicator: LAW-1\n    to: 1\n    makes_true: [LAW-1.1a]\n    do: [Ask.]\n"
        "    route: beside\n    stop_if: [So.]\n    partners: [all]\n    months: [12, 3]\n"
        "    cost: S\n    cost_basis: Two people.\n    measure: Cases.\n"
        "    precedents: [{state: A, years: '2001', what: So., address: from memory}]\n",
        encoding="utf-8",
    )
    actions, found = read_actions(tmp_path)
    assert actions == ()
    told = " ".join(f"{problem.where} {problem.found}" for problem in found)
    assert "actions/law.yaml" in told
    assert "Put the lower number of months first" in told
    assert "address" in told
