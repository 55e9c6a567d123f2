"""A hundred returns at once: conflicts between files, rules, a cut in the middle."""

from typing import Any

import pytest

from assessment.model.answer import Answer, Evidence
from assessment.model.assessment import Changes
from assessment.services import returns as returning
from assessment.services.field_loop import export_workbook, preview_import
from assessment.services.imports import preview_undo, read_imports, undo_import
from assessment.services.merging import AnswerChange
from assessment.services.returns import (
    KEEP,
    Correction,
    Decisions,
    Outcome,
    Returns,
    read_returns,
    take_in,
)
from tests.unit.exchange.filling import filled, saved_at
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


@pytest.mark.parametrize(
    ("choice", "missing"), [("west.xlsx", [(), ()]), (KEEP, [("LAW-1",), ("LAW-1",)])]
)
def test_a_question_is_called_missing_only_if_no_file_of_the_batch_answers_it(
    desk: Desk, choice, missing
):
    decisions = Decisions(choices={("a-1", "LAW-1"): choice})
    outcomes = take_in(desk.context, two_files(desk), decisions)
    assert [one.missing for one in outcomes] == missing


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


Cells = dict[tuple[str, str | int, str], Any]


def of_team(content: bytes, cells: Cells, *, saved: int = 0, who: str = "Ann") -> bytes:
    """A filled copy that names its team and says at which minute it was last saved."""
    cover: Cells = {("Cover", "filled_by", "text"): who or None}
    return saved_at(filled({**cover, **cells}, content), saved)


LEVEL, OTHER = ("Answers", "LAW-1", "level"), ("Answers", "LAW-2", "level")
TITLE, ABOUT = ("Evidence", 3, "title"), ("Evidence", 3, "indicator_id")


def corrected(desk: Desk) -> list[tuple[str, bytes]]:
    """A team's file and its corrected copy, which sorts before it and was saved after it."""
    content = blank(desk)
    first = {LEVEL: 1, OTHER: 2, ABOUT: "LAW-1", TITLE: "Anual report"}
    again = {LEVEL: 3, OTHER: 2, ABOUT: "LAW-1", TITLE: "Annual report"}
    return [
        ("a.xlsx", of_team(content, again, saved=9)),
        ("b.xlsx", of_team(content, first, saved=5)),
    ]


def everything(desk: Desk) -> object:
    """All that a second reading of the same files could have changed."""
    record = desk.store.record(desk.open("a-1").assessment)
    return record, desk.store.ratings("a-1"), read_imports(desk.context, desk.open("a-1"))


def test_a_teams_corrected_copy_in_one_batch_replaces_its_earlier_file_by_itself(desk: Desk):
    found = read_returns(desk.context, corrected(desk))
    assert found.disputes == ()
    assert found.corrections == (Correction("b.xlsx", "a.xlsx"),)
    assert [one.name for one in found.files] == ["b.xlsx", "a.xlsx"]
    assert not any(one.waits for one in take_in(desk.context, found, Decisions()))
    record = desk.store.record(desk.open("a-1").assessment)
    assert answers(desk) == {"LAW-1": 3, "LAW-2": 2}
    assert [entry.title for entry in record.evidence] == ["Annual report"]
    assert record.remarks == ()


def test_the_same_batch_again_changes_nothing(desk: Desk):
    files = corrected(desk)
    take_in(desk.context, read_returns(desk.context, files), Decisions())
    before = everything(desk)
    for rule in (None, "take", "keep"):
        again = read_returns(desk.context, files)
        assert (again.disputes, again.corrections) == ((), ())
        assert all(one.done is None for one in take_in(desk.context, again, Decisions(rule)))
    assert everything(desk) == before


def test_a_corrected_copy_may_come_in_a_later_batch_and_the_first_file_once_more(desk: Desk):
    later, first = corrected(desk)
    take_in(desk.context, read_returns(desk.context, [first]), Decisions())
    take_in(desk.context, read_returns(desk.context, [later]), Decisions())
    assert answers(desk) == {"LAW-1": 3, "LAW-2": 2}
    before = everything(desk)
    take_in(desk.context, read_returns(desk.context, [first]), Decisions("take"))
    assert everything(desk) == before
    # Once the correction is taken back, the first file counts again.
    opened_one = desk.open("a-1")
    newest = read_imports(desk.context, opened_one)[0]
    undo_import(desk.context, opened_one, preview_undo(desk.context, opened_one, newest.id))
    assert answers(desk) == {"LAW-1": 1, "LAW-2": 2}


@pytest.mark.parametrize(
    ("choice", "expected"), [("a.xlsx", 3), ("west.xlsx", 4), (KEEP, None), (None, None)]
)
def test_a_third_team_that_disagrees_is_a_dispute_with_the_later_file_alone(
    desk: Desk, choice: str | None, expected: int | None
):
    files = corrected(desk)
    west = of_team(blank_again(files), {LEVEL: 4}, saved=1, who="Ben")
    found = read_returns(desk.context, [*files, ("west.xlsx", west)])
    (dispute,) = found.disputes
    assert dispute.files == ("a.xlsx", "west.xlsx")
    choices = {} if choice is None else {dispute.key: choice}
    outcomes = {one.name: one for one in take_in(desk.context, found, Decisions(None, choices))}
    waiting = {name for name, one in outcomes.items() if one.waits}
    assert waiting == (set() if choices else {"a.xlsx", "west.xlsx"})
    assert answers(desk) == {"LAW-2": 2} | ({} if expected is None else {"LAW-1": expected})
    # What the team itself has corrected is nobody's rating.
    given = {(one.person_name, one.answer.level) for one in desk.store.ratings("a-1").ratings}
    assert ("Ann", 1) not in given


def blank_again(files: list[tuple[str, bytes]]) -> bytes:
    """The workbook as it was sent, out of a file that came back: the same copy."""
    return filled({LEVEL: None, OTHER: None, ABOUT: None, TITLE: None}, files[0][1])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ("kenya (1).xlsx", "kenya.xlsx"),
            Correction("kenya.xlsx", "kenya (1).xlsx", by_name=True),
        ),
        (
            ("kenya-v10.xlsx", "kenya-v9.xlsx"),
            Correction("kenya-v9.xlsx", "kenya-v10.xlsx", by_name=True),
        ),
        (("east.xlsx", "final.xlsx"), None),
        (("kenya 1.xlsx", "kenya (1).xlsx"), None),
    ],
)
def test_files_that_were_saved_at_one_moment_go_by_the_numbers_in_their_names_or_are_asked(
    desk: Desk, names: tuple[str, str], expected: Correction | None
):
    content = blank(desk)
    files = [
        (name, of_team(content, {LEVEL: level})) for name, level in zip(names, (3, 1), strict=True)
    ]
    found = read_returns(desk.context, files)
    assert found.corrections == ((expected,) if expected else ())
    assert [one.files for one in found.disputes] == ([] if expected else [names])
    outcomes = take_in(desk.context, found, Decisions())
    assert all(one.waits for one in outcomes) is (expected is None)
    assert answers(desk) == ({"LAW-1": 3} if expected else {})


def test_a_further_file_of_the_same_moment_that_says_the_same_is_in_nobodys_way(
    desk: Desk,
):
    later, first = corrected(desk)
    again = ("east.xlsx", of_team(later[1], {("Answers", "LAW-3", "level"): 0}, saved=9))
    found = read_returns(desk.context, [later, first, again])
    assert found.disputes == ()
    assert {one.earlier for one in found.corrections} == {"b.xlsx"}
    take_in(desk.context, found, Decisions())
    assert answers(desk) == {"LAW-1": 3, "LAW-2": 2, "LAW-3": 0}


def test_files_that_name_nobody_are_a_dispute_whenever_they_were_saved(desk: Desk):
    content = blank(desk)
    files = [(f"{n}.xlsx", of_team(content, {LEVEL: n}, saved=n, who="")) for n in (1, 2)]
    found = read_returns(desk.context, files)
    assert (found.corrections, len(found.disputes)) == ((), 1)


def test_two_parts_of_one_team_that_do_not_contradict_each_other_are_no_correction(desk: Desk):
    content = blank(desk)
    cells: tuple[Cells, ...] = ({LEVEL: 1}, {OTHER: 2})
    files = [(f"{n}.xlsx", of_team(content, one, saved=n)) for n, one in enumerate(cells)]
    found = read_returns(desk.context, files)
    assert found.corrections == ()
    take_in(desk.context, found, Decisions())
    assert answers(desk) == {"LAW-1": 1, "LAW-2": 2}


def test_a_team_may_correct_a_source_that_it_was_sent_twice(desk: Desk):
    opened_one = desk.begin()
    known = Evidence("LAW-1", "Anual rep.")
    changes = Changes("page", evidence=(known,))
    desk.store.write(opened_one.assessment.id, changes, desk.context.actor, desk.context.clock())
    content = export_workbook(desk.context, opened_one).content
    files = [
        (f"{n}.xlsx", of_team(content, {TITLE: title}, saved=n))
        for n, title in enumerate(("Anual report", "Annual report"))
    ]
    for file in (*files, *files):
        preview = preview_import(desk.context, file[1], file[0])
        assert preview.conflicts == ()
        take_in(desk.context, read_returns(desk.context, [file]), Decisions())
    (entry,) = desk.store.record(opened_one.assessment).evidence
    assert entry.title == "Annual report"
