"""An official answers a review on its page; acting and not acting ask for the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from assessment.model.assessment import Changes, NewAnswer
from assessment.model.review import Convening, Decision, Review, ReviewDissent, ReviewOption
from assessment.services.context import Opened
from assessment.services.review_entries import append_entry, protected_entries
from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import SMALL, Workspace, write_as
from tests.unit.services.reviewing import rules_with_days

TODAY = datetime.now(UTC).date()
REASONS = "The army was withdrawn on Monday, and the observers confirm it."
URGENT = {**dict.fromkeys(SMALL, 4), "LAW-1": 0, "SEC-1": 0}


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    """A workspace whose tiers count days."""
    text = yaml.safe_dump(rules_with_days(), sort_keys=False, allow_unicode=True)
    (workspace.shelf / "small" / "scoring.yaml").write_text(text, encoding="utf-8")
    workspace.reopen()
    return workspace


@pytest.fixture
def urgent(workspace: Workspace) -> Opened:
    """The highest tier: a critical gap in the middle of a conflict."""
    return workspace.begin(URGENT, flags={"X1": "present"})


def review_of(workspace: Workspace, opened: Opened) -> Review:
    return workspace.application.store.reviews(opened.assessment.id)[-1]


def fill_in_decision(screen: Screen, review: Review, **changes: object) -> Screen:
    given = {"person": "Mina Mor", "office": "Minister", "reasons": REASONS, **changes}
    return screen.type_in({f"{review.id}:decision:{part}": said for part, said in given.items()})


def test_an_official_answers_an_urgent_review_by_not_acting(workspace: Workspace, urgent: Opened):
    screen = workspace.open("review", urgent)
    review = review_of(workspace, urgent)
    assert "Review 1: T2 (Urgent review), open" in screen.text
    assert "Those who decide must be convened by" in screen.text
    assert "Active critical gaps: CG-1 (Impunity)" in screen.text

    key = f"{review.id}:convening:0"
    screen.type_in({f"{key}:convenes": "Hana Hod", f"{key}:must_decide": "Mina Mor, Minister"})
    screen.type_in({f"{key}:due_on": TODAY + timedelta(days=20)}).click("Save who decides")
    assert "Hana Hod convenes." in screen.text
    assert "The decision is due by" in screen.text

    key = f"{review.id}:option:0"
    screen.type_in({f"{key}:text": "Send observers.", f"{key}:consequences": "They are seen."})
    screen.click("Add this option")
    key = f"{review.id}:option:1"
    screen.type_in({f"{key}:nothing": True, f"{key}:consequences": "Families leave the port."})
    screen.click("Add this option")
    for said in ("Send observers.", "They are seen.", "Do nothing", "Families leave the port."):
        assert said in screen.text

    key = f"{review.id}:dissent:0"
    screen.type_in({f"{key}:text": "The withdrawal is for show."}).click("Save this dissent")
    assert "The withdrawal is for show." in screen.text

    fill_in_decision(screen, review).click("Decide not to act")
    assert screen.errors() == []
    assert "Decided not to act: Mina Mor, Minister, on" in screen.text
    assert f"Reasons: {REASONS}" in screen.text
    assert "Decide to act" not in screen.buttons()
    decision = review_of(workspace, urgent).decision
    assert decision == Decision("Mina Mor", "Minister", REASONS, TODAY, "do_not_act")


@pytest.mark.parametrize("label", ["Decide to act", "Decide not to act"])
def test_both_ways_ask_for_the_same_and_say_it_in_the_same_words(workspace, urgent, label):
    screen = workspace.open("review", urgent)
    review = review_of(workspace, urgent)
    fill_in_decision(screen, review, office="", reasons="No.").click(label)
    assert screen.errors() == [
        "Office: The text is empty. Say in which office.",
        "Reasons: They have 3 characters. At least 20 are needed. Say why, in a sentence or more.",
    ]
    assert not review_of(workspace, urgent).is_decided
    # Nothing that was typed is lost.
    assert screen.value(f"{review.id}:decision:person") == "Mina Mor"


def test_both_ways_are_equally_prominent(workspace: Workspace, urgent: Opened):
    screen = workspace.open("review", urgent)
    labels = ("Decide to act", "Decide not to act")
    pair = [found.proto for found in screen.at.button if found.label in labels]
    assert [proto.label for proto in pair] == [*labels]
    one, other = (proto.__class__.FromString(proto.SerializeToString()) for proto in pair)
    assert one.form_id == other.form_id
    for proto in (one, other):
        proto.ClearField("id")
        proto.ClearField("label")
    assert one == other


def test_what_another_person_added_meanwhile_is_read_before_it_is_decided(workspace, urgent):
    screen = workspace.open("review", urgent)
    review = review_of(workspace, urgent)
    dissent = ReviewDissent("Wait for the observers.", "Ben Bo")
    append_entry(workspace.context(), urgent, review, dissent)
    fill_in_decision(screen, review).click("Decide to act")
    (error,) = screen.errors()
    assert "Somebody added to this review after you opened it" in error
    assert "Wait for the observers." in screen.text
    screen.click("Decide to act")
    assert review_of(workspace, urgent).is_decided


def test_a_changed_answer_says_that_the_ground_has_moved_and_closes_nothing(workspace, urgent):
    for id_ in ("LAW-1", "SEC-1"):
        workspace.answer(urgent, an_answer(id_, 4))
    screen = workspace.open("review", urgent)
    assert any("The ground has moved" in said for said in screen.warnings())
    assert "Review tier: it was T2 (Urgent review), it is T0 (Routine)." in screen.text
    assert "Critical gaps closed: CG-1 (Impunity)." in screen.text
    assert "LAW-1 from level 0 to level 4" in screen.text
    assert "Decide not to act" in screen.buttons()


def test_a_review_is_deferred_once(workspace: Workspace, urgent: Opened):
    screen = workspace.open("review", urgent)
    review = review_of(workspace, urgent)
    key = f"{review.id}:deferral"
    given = {"person": "Mina Mor", "office": "Minister", "reasons": REASONS}
    screen.type_in({f"{key}:{part}": said for part, said in given.items()})
    screen.type_in({f"{key}:due_on": TODAY + timedelta(days=20)}).click("Defer to that day")
    assert screen.errors() == []
    assert "It was deferred once and cannot be deferred again." in screen.text
    assert "Defer to that day" not in screen.buttons()
    assert "Decide to act" in screen.buttons()


def test_a_day_that_has_passed_is_not_proposed_again(workspace: Workspace, urgent: Opened):
    past = datetime.now(UTC) - timedelta(days=30)
    convening = Convening("Hana Hod", ("Mina Mor, Minister",), past.date() + timedelta(days=10))
    then = replace(workspace.context(), clock=lambda: past)
    append_entry(then, urgent, review_of(workspace, urgent), convening)
    screen = workspace.open("review", urgent)
    review = review_of(workspace, urgent)
    assert "overdue" in screen.text
    assert screen.value(f"{review.id}:convening:1:due_on") == TODAY + timedelta(days=7)


def test_a_tier_is_overridden_and_the_reasons_stay_on_the_page(workspace, urgent):
    screen = workspace.open("review", urgent)
    key = f"{review_of(workspace, urgent).id}:override:0"
    given = {"tier": "T1", "person": "Mina Mor", "office": "Minister", "reasons": REASONS}
    screen.type_in({f"{key}:{part}": said for part, said in given.items()}).click("Set this tier")
    assert "Review 1: T1 (Attention)" in screen.text
    assert "Tier set to T1 (Attention): Mina Mor, Minister" in screen.text
    assert f"Reasons: {REASONS}" in screen.text


def test_a_person_opens_one_where_no_tier_asks(workspace: Workspace):
    opened = workspace.begin()
    screen = workspace.open("review", opened)
    assert "No tier asks for a review now" in screen.text
    screen.click("Open a review")
    assert screen.errors() == ["Review: The text is empty. Say why a review is needed."]
    screen.type_in({f"{opened.assessment.id}:review:open:0:reason": "Patrols are back."})
    screen.click("Open a review")
    assert "Why it was opened: Patrols are back." in screen.text
    assert "No day is set; who convenes sets the deadline." in screen.text


def test_what_a_tier_asked_before_reviews_were_kept_is_recorded_by_a_click(workspace: Workspace):
    opened = workspace.begin()
    answers = tuple(NewAnswer(an_answer(id_, level), 0) for id_, level in URGENT.items())
    context, store = workspace.context(), workspace.application.store
    changes = Changes("page", answers=answers)
    store.write(opened.assessment.id, changes, context.actor, context.clock())
    screen = workspace.open("review", opened)
    assert any("nobody has recorded it yet" in said for said in screen.warnings())
    assert "nobody has recorded it yet" in workspace.open("reviews").text
    assert store.reviews() == ()
    screen.click("Record that this review is open")
    assert review_of(workspace, opened).opening.opened_by == "tier"
    assert "Record that this review is open" not in screen.buttons()


def test_a_protected_entry_is_shown_to_its_reviewer_and_to_nobody_else(workspace, urgent):
    screen = workspace.open("review", urgent)
    assert "a promise of the app, not of the database" in screen.text
    key = f"{urgent.assessment.id}:review:protected:0"
    told = "We were told to wait until the trucks had left."
    assert "Nobody else has said here who they are" in screen.text
    rita = workspace.application.context_for("Rita Roe", "Oversight", "the key of Rita")
    screen.draw()
    person = rita.actor.person_id
    given = {"text": told, "reviewer": person, "alias": "Heron", "kind": "alarm"}
    screen.type_in({f"{key}:{part}": said for part, said in given.items()})
    screen.click("Send to the reviewer")
    assert "Kept for Rita Roe." in screen.text
    assert told not in screen.text
    assert told not in workspace.open("review", urgent).text
    # Another browser in which somebody types her name.
    stranger = workspace.open("review", urgent)
    write_as(stranger, "Rita Roe", "Oversight")
    assert told not in stranger.text
    # As at the browser of Rita, which holds her key.
    hers = workspace.open("review", urgent)
    hers.at.session_state["writer_key"] = "the key of Rita"
    shown = hers.draw().text
    assert told in shown
    assert "Signed Heron, for Rita Roe" in shown
    assert [one.is_alias for one in protected_entries(rita, urgent)] == [True]


def test_the_board_leads_to_each_review_in_the_order_of_its_days(workspace: Workspace, urgent):
    calm = workspace.begin({"LAW-1": 2}, period="2025")
    decided = workspace.begin({"LAW-1": 2}, period="2024")
    final = Decision("Mina Mor", "Minister", REASONS, TODAY, "act")
    append_entry(workspace.context(), decided, review_of(workspace, decided), final)
    screen = workspace.open("reviews")
    assert [found.value.replace("\\", "") for found in screen.at.header] == [
        "Open (2)",
        "Decided (1)",
    ]
    links = [link.label.replace("\\", "") for link in screen.at.get("page_link")]
    assert links == [urgent.assessment.title, calm.assessment.title, decided.assessment.title]
    assert "Decided to act: Mina Mor, Minister" in screen.text
    (download,) = screen.at.get("download_button")
    assert download.label == "All days with reminders, for a calendar"


def test_an_option_may_be_added_by_anybody_under_their_name(workspace: Workspace, urgent: Opened):
    screen = workspace.open("review", urgent)
    review = review_of(workspace, urgent)
    key = f"{review.id}:option:0"
    screen.type_in({f"{key}:text": "Wait.", f"{key}:consequences": "", f"{key}:by": ""})
    screen.click("Add this option")
    assert len(screen.errors()) == 2
    screen.type_in({f"{key}:consequences": "Nothing is known.", f"{key}:by": "Cleo"})
    screen.click("Add this option")
    options = review_of(workspace, urgent).of_kind(ReviewOption)
    assert options == (ReviewOption("Wait.", "Nothing is known.", "Cleo"),)
