"""A hundred returns at once: conflicts between files, rules, a cut in the middle."""

from typing import Any

import pytest

from assessment.model.answer import Answer
from assessment.services import returns as returning
from assessment.services.field_loop import export_workbook
from assessment.services.imports import preview_undo, read_imports, undo_import
from assessment.services.merging import AnswerChange
from assessment.services.returns import KEEP, Decisions, Outcome, Returns, read_returns, take_in
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes

N_FILES = 100
LEVELS = {f"file-{number:03}.xlsx": number % 5 for number in range(N_FILES)}


def of_one_place(number: int) -> dict[str, Any]:
    return {"id": f"a-{number}", "region": f"District {number}"}


def blank(desk: Desk, **heading: Any) -> bytes:
    return export_workbook(desk.context, desk.begin(**heading)).content


def two_files(desk: Desk) -> Returns:
    """Two copies that differ on LAW-1 and agree on LAW-2."""
    content = blank(desk)
    files: dict[str, dict[tuple[str, str | int, str], Any]] = {
        "east.xlsx": {("Answers", "LAW-1", "level"): 1, ("Answers", "LAW-2", "level"): 2},
        "west.xlsx": {("Answers", "LAW-1", "level"): 3, ("Answers", "LAW-2", "level"): 2},
    }
    return read_returns(
        desk.context, [(name, filled(cells, content)) for name, cells in files.items()]
    )


def answers(desk: Desk, id_: str = "a-1") -> dict[str, int | None]:
    record = desk.store.record(desk.open(id_).assessment)
    return {name: one.answer.level for name, one in record.answers.items() if _is_given(one.answer)}


def _is_given(answer: Answer) -> bool:
    return answer.is_answered


def test_files_that_contradict_each_other_are_found_before_anything_is_written(desk: Desk):
    found = two_files(desk)
    (dispute,) = found.disputes
    assert (dispute.id, [name for name, _ in dispute.sides]) == (
        "LAW-1",
        ["east.xlsx", "west.xlsx"],
    )
    levels = [change.after.level for _, change in dispute.sides if isinstance(change, AnswerChange)]
    assert levels == [1, 3]
    assert answers(desk) == {}


def test_without_a_decision_both_wait_and_who_comes_first_does_not_win(desk: Desk):
    outcomes = take_in(desk.context, two_files(desk), Decisions())
    assert [codes(one.problems) for one in outcomes] == [["import.files_differ"]] * 2
    assert answers(desk) == {}


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        (Decisions(rule="take"), 3),  # the last of them
        (Decisions(choices={("a-1", "LAW-1"): "east.xlsx"}), 1),
        (Decisions(choices={("a-1", "LAW-1"): KEEP}), None),
        (Decisions(rule="keep"), None),
    ],
)
def test_a_dispute_is_decided_by_a_choice_or_by_a_rule_for_all(desk: Desk, decisions, expected):
    outcomes = take_in(desk.context, two_files(desk), decisions)
    assert not any(one.waits for one in outcomes)
    assert answers(desk).get("LAW-1") == expected
    assert answers(desk)["LAW-2"] == 2
    # What was not taken is told beside the question.
    n_lost = 1 if expected is not None else 2
    assert len(desk.store.indicator_record("a-1", "LAW-1").remarks) == n_lost


def test_a_file_that_cannot_be_read_or_has_a_bad_cell_waits_and_the_others_go_in(desk: Desk):
    content = blank(desk)
    files = [
        ("broken.xlsx", b"no workbook"),
        ("bad.xlsx", filled({("Answers", "LAW-1", "level"): "perhaps"}, content)),
        ("good.xlsx", filled({("Answers", "LAW-2", "level"): 4}, content)),
    ]
    found = read_returns(desk.context, files)
    outcomes = take_in(desk.context, found, Decisions())
    assert [one.waits for one in outcomes] == [True, True, False]
    assert [one.name for one in found.readable] == ["bad.xlsx", "good.xlsx"]
    assert answers(desk) == {"LAW-2": 4}


def hundred(desk: Desk) -> Returns:
    """A return for each of a hundred districts, in every third a second one that disagrees."""
    files = list[tuple[str, bytes]]()
    for number, (name, level) in enumerate(LEVELS.items()):
        content = blank(desk, **of_one_place(number))
        files.append((name, filled({("Answers", "LAW-1", "level"): level}, content)))
        if number % 3 == 0:
            other = filled({("Answers", "LAW-1", "level"): 4 - level}, content)
            files.append((f"second-{number:03}.xlsx", other))
    return read_returns(desk.context, sorted(files))


def expected_levels() -> dict[int, int]:
    """The last in order of names wins, which is the second one, where there is one."""
    return {
        number: 4 - level if number % 3 == 0 else level
        for number, level in enumerate(LEVELS.values())
    }


def found_levels(desk: Desk) -> dict[int, int | None]:
    return {number: answers(desk, f"a-{number}").get("LAW-1") for number in range(N_FILES)}


def test_a_hundred_returns_with_planted_conflicts_merge_to_the_expected_result(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    found = hundred(desk)
    # Level 2 and 4 - 2 are the same: of 34 second files those with number % 5 == 2 agree.
    n_agreeing = sum(number % 5 == 2 for number in range(0, N_FILES, 3))
    assert len(found.disputes) == 34 - n_agreeing
    # Cut off in the middle: what was taken in stands whole, and the rest is as it was.
    take, n_taken = returning.apply_import, 0

    def cut_off(*arguments: Any, **named: Any):
        nonlocal n_taken
        if n_taken == 50:
            raise KeyboardInterrupt
        n_taken += 1
        return take(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(returning, "apply_import", cut_off)
        with pytest.raises(KeyboardInterrupt):
            take_in(desk.context, found, Decisions(rule="take"))
    assert 0 < sum(level is not None for level in found_levels(desk).values()) < N_FILES
    # Begun again: no doubles, and the expected result.
    outcomes = take_in(desk.context, found, Decisions(rule="take"))
    assert not any(one.waits for one in outcomes)
    assert found_levels(desk) == expected_levels()
    before = {n: desk.store.record(desk.open(f"a-{n}").assessment) for n in range(N_FILES)}
    anew = read_returns(desk.context, [(one.name, one.content) for one in found.files])
    again: tuple[Outcome, ...] = take_in(desk.context, anew, Decisions(rule="take"))
    assert not any(one.waits for one in again)
    after = {n: desk.store.record(desk.open(f"a-{n}").assessment) for n in range(N_FILES)}
    assert after == before
    # And one of them is taken back.
    opened = desk.open("a-1")
    (done,) = read_imports(desk.context, opened)
    undo_import(desk.context, opened, preview_undo(desk.context, opened, done.id))
    assert answers(desk, "a-1") == {}
    assert answers(desk, "a-2") == {"LAW-1": 2}
