"""Findings are accepted with a name, an office and a reason, and open again when they change."""

import pytest

from assessment.model.answer import Evidence
from assessment.model.rating import NewRating
from assessment.services.answers import add_evidence
from assessment.services.context import Opened
from assessment.services.moderation import open_moderation
from assessment.services.quality import (
    Answering,
    accept_findings,
    check_quality,
    take_back_acceptances,
)
from assessment.storage.store import DatabaseStore
from tests.builders import an_answer
from tests.quality import framework_with_quality
from tests.unit.services.desk import Desk, codes, desk_of, refused

SAYS = Answering("Mina Mor", "Head of unit", "The source stands in annex 3 of the report.")


@pytest.fixture
def asking(store: DatabaseStore) -> Desk:
    """A desk with quality checks, once on each kind of database."""
    return desk_of(store, framework_with_quality("level_without_source", "no_confidence"))


@pytest.fixture
def opened(asking: Desk) -> Opened:
    found = asking.begin()
    for id_ in ("LAW-1", "LAW-2"):
        asking.answer(found, id_, 3, confidence="high", rationale="Seen.")
    return found


def open_prints(desk: Desk, opened: Opened) -> list[str]:
    return [one.fingerprint for one in check_quality(desk.context, opened).open]


def subjects(desk: Desk, opened: Opened) -> list[str]:
    return [one.subject for one in check_quality(desk.context, opened).open]


def test_the_report_says_what_is_open_and_of_how_many_answers(asking: Desk, opened: Opened):
    report = check_quality(asking.context, opened)
    assert [one.subject for one in report.open] == ["LAW-1", "LAW-2"]
    assert (report.n_open("serious"), report.n_open("attention")) == (2, 0)
    assert (report.n_answered, report.n_asked) == (2, 8)


def test_several_findings_are_accepted_at_once_for_one_reason(asking: Desk, opened: Opened):
    accept_findings(asking.context, opened, open_prints(asking, opened), SAYS)
    report = check_quality(asking.context, opened)
    assert report.open == ()
    (first, said), (second, _) = report.accepted
    assert (first.subject, second.subject) == ("LAW-1", "LAW-2")
    assert (said.acceptance.person, said.acceptance.office) == ("Mina Mor", "Head of unit")
    assert (said.acceptance.reason, said.person_name) == (SAYS.reason, "Ada Amin")


def test_a_finding_that_changes_is_open_again_and_one_that_stays_is_not(
    asking: Desk, opened: Opened
):
    accept_findings(asking.context, opened, open_prints(asking, opened), SAYS)
    asking.answer(opened, "LAW-1", 3, confidence="high", rationale="Seen again, by two.")
    assert subjects(asking, opened) == []
    asking.answer(opened, "LAW-1", 4, confidence="high", rationale="Seen.")
    assert subjects(asking, opened) == ["LAW-1"]
    asking.answer(opened, "LAW-1", 3, confidence="high", rationale="Seen.")
    assert subjects(asking, opened) == []  # the same is found as was accepted


def test_what_is_mended_is_no_finding_any_more_and_its_acceptance_stays(
    asking: Desk, opened: Opened
):
    accept_findings(asking.context, opened, open_prints(asking, opened), SAYS)
    add_evidence(asking.context, opened, Evidence("LAW-1", "Report", published="2025"))
    report = check_quality(asking.context, opened)
    assert [one.subject for one, _said in report.accepted] == ["LAW-2"]
    assert len(report.acceptances.entries) == 2


def test_an_acceptance_is_taken_back_by_a_new_entry_and_all_is_kept(asking: Desk, opened: Opened):
    first, _second = prints = open_prints(asking, opened)
    accept_findings(asking.context, opened, prints, SAYS)
    reason = "Annex 3 was never handed in."
    back = Answering("Ben Bo", "Reviewer", reason)
    take_back_acceptances(asking.context, opened, [first], back)
    assert subjects(asking, opened) == ["LAW-1"]
    entries = check_quality(asking.context, opened).acceptances.entries
    kinds = [(one.acceptance.kind, one.acceptance.reason) for one in entries]
    assert kinds == [("accepted", SAYS.reason)] * 2 + [("taken_back", reason)]
    accept_findings(asking.context, opened, [first], SAYS)
    assert subjects(asking, opened) == []


def test_everything_missing_is_said_at_once_and_nothing_is_written(asking: Desk, opened: Opened):
    nothing = refused(accept_findings, asking.context, opened, [], Answering(" ", "", ""))
    assert codes(nothing) == ["quality.none_chosen", *["text.missing"] * 3]
    long = Answering("x" * 201, "Office", "Fine.")
    prints = open_prints(asking, opened)
    assert codes(refused(accept_findings, asking.context, opened, prints, long)) == [
        "text.too_long",
        "quality.reason_short",
    ]
    assert check_quality(asking.context, opened).acceptances.entries == ()


def test_what_is_not_open_any_more_is_not_accepted_and_nothing_beside_it(
    asking: Desk, opened: Opened
):
    first, second = open_prints(asking, opened)
    accept_findings(asking.context, opened, [first], SAYS)
    for act, chosen in (
        (accept_findings, [first, second]),
        (accept_findings, ["0" * 32]),
        (take_back_acceptances, [second]),
    ):
        assert codes(refused(act, asking.context, opened, chosen, SAYS)) == ["quality.gone"]
    assert subjects(asking, opened) == ["LAW-2"]


def test_two_who_accept_at_the_same_moment_are_both_kept(
    asking: Desk, opened: Opened, monkeypatch: pytest.MonkeyPatch
):
    first, second = open_prints(asking, opened)
    write, other = asking.store.write_acceptances, asking.of("Ben Bo")

    def write_after_another(_store: DatabaseStore, *arguments: object, **named: object) -> None:
        monkeypatch.undo()
        accept_findings(other.context, opened, [second], SAYS)
        write(*arguments, **named)  # type: ignore[arg-type] - as they came

    monkeypatch.setattr(type(asking.store), "write_acceptances", write_after_another)
    accept_findings(asking.context, opened, [first], SAYS)
    assert subjects(asking, opened) == []
    numbers = [one.number for one in check_quality(asking.context, opened).acceptances.entries]
    assert numbers == [1, 2]


def test_ratings_are_told_of_only_after_moderation_was_opened(store: DatabaseStore):
    desk = desk_of(store, framework_with_quality("ratings_apart"))
    opened = desk.begin()
    for name, level in (("Ada Amin", 0), ("Ben Bo", 4)):
        context = desk.of(name).context
        rating = NewRating(an_answer("LAW-1", level), "agency", 0)
        store.write_rating(opened.assessment.id, rating, context.actor, context.clock())
    assert subjects(desk, opened) == []
    open_moderation(desk.context, opened, "LAW")
    assert subjects(desk, opened) == ["LAW-1"]


def test_a_questionnaire_without_checks_finds_nothing_and_says_so(both_desks: Desk):
    opened = both_desks.begin()
    both_desks.answer(opened, "LAW-1", 4)
    report = check_quality(both_desks.context, opened)
    assert (report.checks, report.findings, report.n_answered) == ((), (), 1)
