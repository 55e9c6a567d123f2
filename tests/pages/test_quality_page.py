"""A reviewer reads what would be sent back, goes to the answer, and accepts with a reason."""

from collections.abc import Mapping

import pytest
import yaml

from assessment.model.answer import Evidence
from assessment.services.answers import add_evidence
from assessment.services.context import Opened
from assessment.services.quality import Answering, accept_findings, check_quality
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace
from tests.quality import a_good_answer, small_quality

REASON = "The source stands in annex 3 of the report."


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    """A workspace whose questionnaire names quality checks."""
    write_checks(workspace, "level_without_source", "same_text", "no_confidence")
    return workspace


def write_checks(workspace: Workspace, *ids: str) -> None:
    text = yaml.safe_dump(small_quality(*ids), sort_keys=False)
    (workspace.shelf / "small" / "quality.yaml").write_text(text, encoding="utf-8")
    workspace.reopen()


def answered(workspace: Workspace, answers: Mapping[str, Mapping[str, object]]) -> Opened:
    opened = workspace.begin()
    for id_, changes in answers.items():
        workspace.answer(opened, a_good_answer(id_, **changes))
    return opened


def links(screen: Screen) -> list[tuple[str, str, str]]:
    """Label, page and address of every link on the page itself."""
    found = (node.proto for node in screen.at.main if node.type == "page_link")
    return [(one.label.replace("\\", ""), one.page, one.query_string) for one in found]


def key(opened: Opened, check_id: str, field: str) -> str:
    return f"{opened.assessment.id}:quality:{check_id}:field:{field}"


def accept_all(workspace: Workspace, opened: Opened) -> None:
    context = workspace.context()
    prints = [one.fingerprint for one in check_quality(context, opened).open]
    accept_findings(context, opened, prints, Answering("Mina Mor", "Head of unit", REASON))


def test_what_is_serious_comes_first_with_why_it_matters(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {"confidence": None}, "SEC-1": {}})
    screen = workspace.open("quality", opened)
    assert screen.errors() == [
        "2 serious findings are open. 1 finding asks for attention. 2 of 8 questions are "
        "answered; the others were not looked at."
    ]
    headings = [
        found.value.replace("\\", "") for found in (*screen.at.header, *screen.at.subheader)
    ]
    assert headings == [
        ":material/error: Serious (2)",
        ":material/info: Attention (1)",
        "Label of level_without_source (2)",
        "Label of no_confidence (1)",
    ]
    assert "Reason of level_without_source." in screen.text
    found = "LAW-1 Independent judges: Level 3 with evidence grade A, and no source is named."
    assert found in screen.text


def test_one_click_leads_to_the_answer(workspace: Workspace):
    opened = answered(workspace, {"SEC-2": {}})
    label, page, address = links(workspace.open("quality", opened))[0]
    assert (label, page) == ("Answer to SEC-2", "questions")
    assert address == f"assessment={opened.assessment.id}&dimension=SEC&indicator=SEC-2"


def test_a_text_that_stands_at_several_answers_leads_to_each_of_them(workspace: Workspace):
    write_checks(workspace, "same_text")
    same = {"rationale": "Observers agree."}
    opened = answered(workspace, dict.fromkeys(("LAW-1", "LAW-2", "SEC-1"), same))
    found = [label for label, page, _address in links(workspace.open("quality", opened))
             if page == "questions"]  # fmt: skip
    assert found == ["Answer to LAW-1", "Answer to LAW-2", "Answer to SEC-1"]


def test_of_many_alike_five_are_shown_and_the_rest_is_one_click_away(workspace: Workspace):
    ids = ("LAW-1", "LAW-2", "LAW-3", "SEC-1", "SEC-2", "SEC-3", "PRE-1")
    screen = workspace.open("quality", answered(workspace, {id_: {} for id_ in ids}))
    assert "2 more" in [found.label for found in screen.at.expander]


def test_findings_are_filtered_by_dimension_and_severity(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {"confidence": None}, "SEC-1": {}})
    screen = workspace.open("quality", opened)
    begins = f"{opened.assessment.id}:quality"
    screen.give(f"{begins}:dimension", "SEC")
    assert [label for label, *_rest in links(screen)] == ["Answer to SEC-1"]
    screen.give(f"{begins}:severity", "attention")
    assert links(screen) == []
    assert "Nothing is found here." in screen.text
    screen.give(f"{begins}:dimension", "")
    assert [label for label, *_rest in links(screen)] == ["Answer to LAW-1"]
    assert "2 serious findings are open." in screen.errors()[0]  # the count is of all


def test_a_finding_is_accepted_by_a_named_person_and_stays_on_the_page(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {}})
    screen = workspace.open("quality", opened)
    screen.click("Accept")
    assert [error.split(":")[0] for error in screen.errors()[1:]] == [
        "Name of who answers for it",
        "Office",
        "Reason",
    ]
    screen.type_in(
        {
            key(opened, "level_without_source", "person"): "Mina Mor",
            key(opened, "level_without_source", "office"): "Head of unit",
            key(opened, "level_without_source", "reason"): REASON,
        }
    )
    screen.click("Accept")
    assert "Saved." in screen.text
    assert screen.errors() == []
    assert "Accepted (1)" in screen.text
    assert "Accepted by Mina Mor, Head of unit, on" in screen.text
    assert REASON in screen.text
    (entry,) = check_quality(workspace.context(), opened).acceptances.entries
    assert (entry.acceptance.subject, entry.person_name) == ("LAW-1", "Ada Amin")


def test_all_of_a_kind_are_accepted_with_one_reason(workspace: Workspace):
    opened = answered(workspace, {id_: {} for id_ in ("LAW-1", "LAW-2", "SEC-1")})
    screen = workspace.open("quality", opened)
    screen.type_in(
        {
            key(opened, "level_without_source", "all"): True,
            key(opened, "level_without_source", "person"): "Mina Mor",
            key(opened, "level_without_source", "office"): "Head of unit",
            key(opened, "level_without_source", "reason"): REASON,
        }
    )
    screen.click("Accept")
    assert "Accepted (3)" in screen.text


def test_only_what_was_chosen_is_accepted(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {}, "LAW-2": {}})
    screen = workspace.open("quality", opened)
    _first, second = check_quality(workspace.context(), opened).open
    screen.type_in(
        {
            key(opened, "level_without_source", "which"): [second.fingerprint],
            key(opened, "level_without_source", "person"): "Mina Mor",
            key(opened, "level_without_source", "office"): "Head of unit",
            key(opened, "level_without_source", "reason"): REASON,
        }
    )
    screen.click("Accept")
    assert "1 serious finding is open. 1 was accepted with a reason." in screen.errors()[0]


def test_a_finding_that_changes_after_it_was_accepted_is_open_again(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {}})
    accept_all(workspace, opened)
    screen = workspace.open("quality", opened)
    assert screen.errors() == []
    workspace.answer(opened, a_good_answer("LAW-1", evidence_grade="B"))
    screen.draw()
    assert "1 serious finding is open." in screen.errors()[0]
    assert "Accepted (1)" not in screen.text


def test_an_acceptance_is_taken_back(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {}})
    accept_all(workspace, opened)
    screen = workspace.open("quality", opened)
    screen.type_in(
        {
            key(opened, "back", "person"): "Ben Bo",
            key(opened, "back", "office"): "Reviewer",
            key(opened, "back", "reason"): "Annex 3 was never handed in.",
        }
    )
    screen.click("Take it back")
    assert "1 serious finding is open." in screen.errors()[0]
    assert "Everything that was accepted or taken back" in screen.text


def test_what_is_mended_meanwhile_is_not_accepted(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {}, "LAW-2": {}})
    screen = workspace.open("quality", opened)
    screen.type_in(
        {
            key(opened, "level_without_source", "all"): True,
            key(opened, "level_without_source", "person"): "Mina Mor",
            key(opened, "level_without_source", "office"): "Head of unit",
            key(opened, "level_without_source", "reason"): REASON,
        }
    )
    add_evidence(workspace.context(), opened, Evidence("LAW-1", "Report", published="2025"))
    screen.click("Accept")
    assert "mended, changed or accepted meanwhile" in screen.errors()[1]
    assert screen.value(key(opened, "level_without_source", "reason")) == REASON


def test_a_good_assessment_is_told_so(workspace: Workspace):
    opened = answered(workspace, {"LAW-1": {"level": 2, "reason": "In doubt, lower."}})
    screen = workspace.open("quality", opened)
    assert screen.errors() == []
    assert "Nothing serious is open." in screen.text
    assert "Accept" not in screen.buttons()


def test_a_questionnaire_without_checks_says_so(workspace: Workspace):
    (workspace.shelf / "small" / "quality.yaml").unlink()
    workspace.reopen()
    screen = workspace.open("quality", workspace.begin({"LAW-1": 4}))
    assert "This version of the questionnaire names no quality checks." in screen.text


def test_the_scope_sheet_and_the_context_are_one_click_away(workspace: Workspace):
    workspace.tell_kinds()
    write_checks(workspace, "scope_not_filled_in")
    screen = workspace.open("quality", answered(workspace, {"LAW-1": {}}))
    assert links(screen)[0][:2] == ("Go to the scope sheet", "scope")
