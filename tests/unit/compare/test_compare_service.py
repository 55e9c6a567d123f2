"""Comparing what is stored: order, aliases, groups, trends and what is left out."""

from io import BytesIO
from itertools import permutations
from zipfile import ZipFile

import pytest

from assessment.model.comparison import Comparable, Verdict
from assessment.model.problem import Refused
from assessment.services.compare import (
    comparable_headings,
    compare,
    difference,
    export_csv,
    export_workbook,
    make_aliases,
    shuffle,
    trend,
)
from assessment.services.context import Opened
from assessment.services.score_cache import ScoreCache
from tests.builders import an_answer
from tests.leaks import leaked
from tests.pages.workspace import SMALL, Workspace

TWO, THREE = dict.fromkeys(SMALL, 2), dict.fromkeys(SMALL, 3)


def invented(desk: Workspace, name: str, code: str, levels=TWO, **details: str) -> Opened:
    return desk.begin(levels, state_code=code, invented_name=name, **details)


def labels(found) -> list[str]:
    return [one.label for one in found.compared]


def test_the_order_is_the_one_asked_for_and_never_that_of_the_scores(desk: Workspace):
    strong = invented(desk, "Karsova", "XKA", THREE)
    weak = invented(desk, "Talvenor", "XTA", dict.fromkeys(SMALL, 0))
    middle = invented(desk, "Orimond", "XOR")
    ids = [one.assessment.id for one in (weak, strong, middle)]
    for order in permutations(ids):
        found = compare(desk.context(), order, aliases=False)
        assert tuple(one.assessment_id for one in found.compared) == order


def test_an_assessment_asked_for_twice_is_shown_once(desk: Workspace):
    one = invented(desk, "Karsova", "XKA")
    found = compare(desk.context(), [one.assessment.id] * 2, aliases=False)
    assert labels(found) == ["Karsova, 2026"]


def test_two_with_the_same_title_are_told_apart(desk: Workspace):
    ids = [
        invented(desk, "Karsova", "XKA", mode=mode, scope_note=note).assessment.id
        for mode, note in (("self", ""), ("external", ""), ("external", "again"))
    ]
    found = compare(desk.context(), ids, aliases=False)
    assert labels(found) == [
        "Karsova, 2026, self assessment",
        "Karsova, 2026, external assessment",
        "Karsova, 2026, external assessment (2)",
    ]


def test_aliases_leave_out_names_periods_regions_and_notes(desk: Workspace):
    secrets = ("Karsova", "Talvenor", "1987", "1991", "Lowlands", "harbour")
    one = invented(desk, "Karsova", "XKA", period="1987", region="Lowlands")
    two = invented(desk, "Talvenor", "XTA", THREE, period="1991", scope_note="Not the harbour")
    ids = [one.assessment.id, two.assessment.id]
    context = desk.context()
    found = compare(context, ids, aliases=True)
    pair = difference(context, found, *[item.assessment_id for item in found.compared])
    files = export_csv(found), export_workbook(context, found, pair)
    told = f"{found.compared}{found.compatibility}{pair.before}{pair.after}{pair.compatibility}"
    told += files[0].content.decode() + "".join(file.name for file in files)
    told += words_of(files[1].content)
    assert labels(found) == ["Peer A", "Peer B"]
    assert leaked(secrets, told) == []


def words_of(workbook: bytes) -> str:
    """Everything that stands in any part of a workbook."""
    with ZipFile(BytesIO(workbook)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def test_the_aliases_of_a_set_do_not_depend_on_the_order_asked_for(desk: Workspace):
    ids = [invented(desk, name, f"X{name[:2].upper()}").assessment.id for name in ("Ann", "Bob")]
    context = desk.context()
    assert compare(context, ids, aliases=True) == compare(context, ids[::-1], aliases=True)


def test_aliases_follow_no_order_of_the_ids():
    # Over many sets, the first of three gets each alias about equally often.
    counts = dict.fromkeys(range(3), 0)
    for n in range(900):
        ids = [f"{n}-a", f"{n}-b", f"{n}-c"]
        counts[shuffle(ids).index(f"{n}-a")] += 1
    assert min(counts.values()) > 240


def test_more_aliases_than_letters_go_on_with_two_letters():
    assert make_aliases(29)[24:] == ["Peer Y", "Peer Z", "Peer AA", "Peer AB", "Peer AC"]


def test_what_cannot_be_opened_is_left_out_and_said(desk: Workspace):
    one = invented(desk, "Karsova", "XKA")
    found = compare(desk.context(), [one.assessment.id, "gone"], aliases=False)
    assert labels(found) == ["Karsova, 2026"]
    assert [problem.code for problem in found.problems] == ["assessment.unknown"]


def test_with_aliases_a_problem_names_no_state(desk: Workspace):
    one, lost = invented(desk, "Karsova", "XKA"), invented(desk, "Talvenor", "XTA")
    (desk.shelf / "small" / "instrument.yaml").write_text("broken: [", encoding="utf-8")
    desk.reopen()
    ids = [one.assessment.id, lost.assessment.id]
    named = compare(desk.context(), ids, aliases=False)
    assert any("Talvenor" in str(problem) for problem in named.problems)
    (problem,) = compare(desk.context(), ids, aliases=True).problems
    assert "2 of the chosen assessments" in str(problem)
    assert "Talvenor" not in str(problem)


def test_two_questionnaires_are_shown_apart_and_scores_are_not_compared(desk: Workspace):
    desk.add_shipped("example")
    one = invented(desk, "Karsova", "XKA")
    other = desk.begin({}, state_code="XTA", invented_name="Talvenor", questionnaire_id="grievance")
    ids = [one.assessment.id, other.assessment.id]
    context = desk.context()
    found = compare(context, ids, aliases=False)
    assert found.compatibility.comparable is Comparable.NO
    assert [len(group.compared) for group in found.groups] == [1, 1]
    pair = difference(context, found, *ids)
    assert pair.dimensions == ()
    assert pair.indicators == ()


def test_two_versions_are_compared_with_the_part_that_is_method(desk: Workspace):
    before = invented(desk, "Karsova", "XKA", period="2023")
    path = desk.shelf / "small" / "instrument.yaml"
    newer = desk.shelf / "newer"
    newer.mkdir()
    for part in (desk.shelf / "small").iterdir():
        (newer / part.name).write_bytes(part.read_bytes())
    text = path.read_text(encoding="utf-8").replace("version: '1.0'", "version: '2.0'")
    (newer / "instrument.yaml").write_text(text, encoding="utf-8")
    desk.reopen()
    after = invented(desk, "Karsova", "XKA", {"LAW-1": 4}, period="2026")
    assert after.assessment.questionnaire_version == "2.0"
    ids = [before.assessment.id, after.assessment.id]
    context = desk.context()
    pair = difference(context, compare(context, ids, aliases=False), *ids)
    assert pair.compatibility.comparable is Comparable.WITH_CAUTION
    assert pair.dimensions == ()
    assert pair.earlier_version == "1.0"
    assert {one.indicator_id: one.change for one in pair.indicators}["LAW-1"] == 2
    # Not a word was changed, so all of it is about the state: LAW-1 went from 2 to 4.
    law = pair.versions[0]
    assert (law.n_kept, law.n_compared) == (3, 1)
    assert law.whole == law.method is None  # version 2.0 has one answer only
    turned = difference(context, compare(context, ids, aliases=False), *reversed(ids))
    assert turned.versions[0].state == -(law.state or 0)
    assert trend(context, ids[1]).left_out == ("Karsova, 2023",)


def test_a_new_answer_is_seen_although_scores_are_kept(desk: Workspace):
    one, two = invented(desk, "Karsova", "XKA"), invented(desk, "Talvenor", "XTA")
    ids = [one.assessment.id, two.assessment.id]
    context, cache = desk.context(), ScoreCache()
    first = compare(context, ids, aliases=False, cache=cache)
    assert compare(context, ids, aliases=False, cache=cache) == first
    desk.answer(one, an_answer("LAW-2", 4))
    second = compare(context, ids, aliases=False, cache=cache)
    assert second == compare(context, ids, aliases=False)
    assert second.compared[0].dimensions != first.compared[0].dimensions
    assert second.compared[1] == first.compared[1]


def test_a_full_cache_drops_the_oldest_and_changes_no_figure(desk: Workspace):
    ids = [
        invented(desk, "Karsova", "XKA", {"LAW-1": n, "LAW-2": 2, "LAW-3": 2}, period=str(2020 + n))
        for n in range(4)
    ]
    context, cache = desk.context(), ScoreCache(most=2)
    wanted = [one.assessment.id for one in ids]
    plain = compare(context, wanted, aliases=False)
    for _ in range(2):
        assert compare(context, wanted, aliases=False, cache=cache) == plain
    assert len(cache._kept) == 2


def test_a_trend_holds_the_periods_of_one_place_and_mode_in_order(desk: Workspace):
    late = invented(desk, "Karsova", "XKA", THREE, period="2026")
    invented(desk, "Karsova", "XKA", period="2023")
    invented(desk, "Karsova", "XKA", period="2024", mode="external")
    invented(desk, "Karsova", "XKA", period="2025", region="North")
    invented(desk, "Talvenor", "XTA", period="2022")
    found = trend(desk.context(), late.assessment.id)
    assert [one.label for one in found.periods] == ["2023", "2026"]
    assert found.title == "Karsova, self assessment"
    (step,) = found.steps
    assert (step.before.label, step.after.label) == ("2023", "2026")
    assert [one.difference for one in step.dimensions] == [25, 25, 25]


def test_the_order_of_a_trend_is_that_of_days_and_what_has_none_is_left_out(desk: Workspace):
    for period in ("Q1 2026", "last year", "Q4 2025", "June 2025"):
        last = invented(desk, "Karsova", "XKA", TWO, period=period)
    found = trend(desk.context(), last.assessment.id)
    assert [one.label for one in found.periods] == ["June 2025", "Q4 2025", "Q1 2026"]
    assert (found.left_out, found.unplaced) == ((), ("Karsova, last year",))


def test_a_period_without_scores_keeps_its_place_in_a_trend(desk: Workspace):
    for period, levels in (("2023", TWO), ("2024", {}), ("2025", TWO)):
        last = invented(desk, "Karsova", "XKA", levels, period=period)
    found = trend(desk.context(), last.assessment.id)
    assert [one.dimensions[0].value for one in found.periods] == [50, None, 50]
    verdicts = {one.verdict for step in found.steps for one in step.dimensions}
    assert verdicts == {Verdict.NOT_COMPARABLE}


def test_a_pair_that_is_gone_is_refused_with_a_reason(desk: Workspace):
    one, two = invented(desk, "Karsova", "XKA"), invented(desk, "Talvenor", "XTA")
    ids = [one.assessment.id, two.assessment.id]
    found = compare(desk.context(), ids, aliases=False)
    (desk.shelf / "small" / "instrument.yaml").write_text("broken: [", encoding="utf-8")
    desk.reopen()
    with pytest.raises(Refused, match="not in this installation"):
        difference(desk.context(), found, *ids)


def test_what_can_be_chosen_is_every_assessment(desk: Workspace):
    invented(desk, "Karsova", "XKA")
    invented(desk, "Talvenor", "XTA", {})
    listed = {summary.assessment for summary in desk.application.store.assessments()}
    assert set(comparable_headings(desk.context())) == listed
