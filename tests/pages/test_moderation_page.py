"""Several people agree on levels after they have rated alone."""

from assessment.model.assessment import UNNAMED
from assessment.services.answers import record_answer
from assessment.services.moderation import open_moderation
from assessment.services.ratings import record_rating
from tests.builders import an_answer
from tests.pages.raters import (
    RATIONALE,
    by_dimension,
    opened_for_moderation,
    rate,
    save,
)
from tests.pages.screen import Screen
from tests.pages.workspace import SMALL, Workspace


def questions_on(screen: Screen) -> list[str]:
    """The ids of the questions that are drawn, in their order."""
    return [found.value.replace("\\", "").split()[0] for found in screen.at.subheader]


def test_a_dimension_opens_only_after_it_was_confirmed_and_the_others_stay_closed(
    workspace: Workspace,
):
    opened = workspace.begin()
    assert "Nobody has rated this dimension yet." in workspace.open("moderation", opened).text
    rate(workspace, opened, "Ben Bo", {"LAW-1": 2, "SEC-1": 3})
    screen = workspace.open("moderation", opened)
    (button,) = [found for found in screen.at.button if found.label == "Open moderation"]
    assert button.disabled
    screen.give(f"{opened.assessment.id}:open_moderation:LAW:understood", True)  # noqa: FBT003 - ticked
    screen.click("Open moderation")
    assert "Moderation of this dimension was opened by Ada Amin on" in screen.text
    screen.give(f"{opened.assessment.id}:moderation:dimension", "SEC")
    assert "People rate this dimension alone now." in screen.text
    assert "level 3" not in screen.text


def test_nobody_without_a_name_opens_moderation(workspace: Workspace, monkeypatch):
    opened = workspace.begin()
    rate(workspace, opened, "Ben Bo", {"LAW-1": 2})
    workspace.environment["SPCA_PERSON"] = UNNAMED
    monkeypatch.setenv("SPCA_PERSON", UNNAMED)
    screen = workspace.open("moderation", opened)
    assert "Say first who you are" in screen.text
    assert "Open moderation" not in screen.buttons()


def test_ratings_spread_reasons_and_levels_lie_on_the_table(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 4, "LAW-2": 2}, "Cleo Cruz": {"LAW-1": 1, "LAW-2": 2}}
    )
    assert "The ratings lie 3 levels apart, from 1 to 4. **Talk about it first.**" in screen.text
    assert "Ben Bo: Ministry or state body · level 4" in screen.text
    assert "What these levels mean" in screen.text
    indicator = opened.framework.questionnaire.indicator("LAW-1")
    for level in (1, 2, 3, 4):
        for statement in indicator.anchors[level].values():
            assert statement.text in screen.text
    assert "**Evidence** (0)" in screen.text
    assert "Both levels are 2." in screen.text
    assert "Nobody rated this." in screen.text


def test_what_is_contested_comes_first_over_all_dimensions(workspace: Workspace):
    opened, _ = opened_for_moderation(
        workspace,
        {
            "Ben Bo": {"LAW-1": 2, "LAW-2": 1, "SEC-1": 0, "SEC-2": 3},
            "Cleo Cruz": {"LAW-1": 2, "LAW-2": 2, "SEC-1": 4, "SEC-2": 3},
        },
    )
    screen = workspace.open("moderation", opened)
    assert screen.value(f"{opened.assessment.id}:moderation:view") == "contested"
    assert questions_on(screen) == ["SEC-1", "LAW-2"]
    assert "2 more questions were given one level only" in screen.text
    assert "Agreed on 0 of 8 questions. 6 questions are open for moderation so far." in (
        screen.at.get("progress")[0].proto.text
    )


def test_a_wide_spread_asks_for_a_sentence_and_keeps_what_was_filled_in(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 4}, "Cleo Cruz": {"LAW-1": 1}}
    )
    key = f"{opened.assessment.id}:LAW-1:consensus:0"
    screen.type_in({f"{key}:level": 2})
    save(screen, key)
    assert "The ratings lie 3 levels apart" in screen.errors()[0]
    assert screen.value(f"{key}:level") == 2
    screen.type_in({f"{key}:rationale": RATIONALE})
    save(screen, key)
    assert screen.errors() == []
    recorded = workspace.record(opened).answers["LAW-1"]
    assert (recorded.answer.level, recorded.answer.rationale) == (2, RATIONALE)
    assert recorded.origin == "consensus"
    assert "The team agreed on level 2, Partial," in screen.text
    assert "The ratings lie 3 levels apart, from 1 to 4." in screen.text
    assert "Talk about it first" not in screen.text


def test_the_form_is_filled_with_the_answer_and_keeps_what_nobody_changes(workspace: Workspace):
    opened = workspace.begin()
    beside = {"confidence": "high", "evidence_grade": "B", "ticked": frozenset({"LAW-1.1a"})}
    workspace.answer(opened, an_answer("LAW-1", 1, rationale=RATIONALE, **beside))
    rate(workspace, opened, "Ben Bo", {"LAW-1": 4})
    rate(workspace, opened, "Cleo Cruz", {"LAW-1": 1})
    open_moderation(workspace.context(), opened, "LAW")
    screen = workspace.open("moderation", opened)
    key = f"{opened.assessment.id}:LAW-1:consensus:1"
    shown = {name: screen.value(f"{key}:{name}") for name in ("level", "confidence", "rationale")}
    assert shown == {"level": 1, "confidence": "high", "rationale": RATIONALE}
    screen.type_in({f"{key}:level": 2})
    save(screen, key)
    assert workspace.stored(opened, "LAW-1") == an_answer("LAW-1", 2, rationale=RATIONALE, **beside)


def test_a_level_that_all_gave_is_agreed_on_by_one_click(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 2, "LAW-2": 3}, "Cleo Cruz": {"LAW-1": 2, "LAW-2": 2}}
    )
    screen.click("All 2 said level 2: agree")
    answer = workspace.stored(opened, "LAW-1")
    assert (answer.level, answer.rationale) == (
        2,
        "All 2 people who rated this alone gave level 2.",
    )
    screen.click("Agree on level 3, as 1 of 2 said")
    assert workspace.stored(opened, "LAW-2").level == 3
    assert "Agreed on 2 of 8 questions." in screen.at.get("progress")[0].proto.text


def test_all_of_a_dimension_that_was_rated_alike_is_agreed_on_by_one_click(workspace: Workspace):
    alike = {"LAW-1": 2, "LAW-2": 3}
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": alike | {"LAW-3": 0}, "Cleo Cruz": alike | {"LAW-3": 4}}
    )
    screen.click("Agree on these 2 questions")
    answers = workspace.record(opened).answers
    assert {id_: one.answer.level for id_, one in answers.items()} == alike
    assert {one.origin for one in answers.values()} == {"consensus"}
    assert {one.answer.rationale for one in answers.values()} == {
        "Everybody gave the same level alone."
    }
    assert "Rated alike by everybody" not in screen.text
    screen.give(f"{opened.assessment.id}:moderation:only_open", True)  # noqa: FBT003 - ticked
    assert questions_on(screen) == ["LAW-3"]


def test_what_was_agreed_stays_on_the_page_beside_what_happened_later(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 2}, "Cleo Cruz": {"LAW-1": 2}}
    )
    screen.click("All 2 said level 2: agree")
    context = workspace.context("Dara Diop")
    answer = an_answer("LAW-1", 4)
    record_answer(context, opened, answer, 1, change_reason="The law of *May*.")
    screen.draw()
    assert "The team agreed on level 2, Partial," in screen.text
    assert "All 2 people who rated this alone gave level 2." in screen.text
    (warning,) = screen.warnings()
    assert "Changed later to level 4, Lasting," in warning
    assert "by Dara Diop (page). Reason: The law of *May*." in warning


def test_agreeing_on_something_else_asks_why(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 2}, "Cleo Cruz": {"LAW-1": 2}}
    )
    screen.click("All 2 said level 2: agree")
    key = f"{opened.assessment.id}:LAW-1:consensus:1"
    screen.type_in({f"{key}:level": 3})
    save(screen, key)
    assert "it would be changed without a reason" in screen.errors()[0]
    screen.type_in({f"{key}:why": "We heard the second court."})
    save(screen, key)
    assert workspace.stored(opened, "LAW-1").level == 3
    assert "The team agreed on level 3, Working," in screen.text


def test_second_ratings_stand_beside_the_first_once_they_are_shown(workspace: Workspace):
    opened, screen = opened_for_moderation(
        workspace, {"Ben Bo": {"LAW-1": 4}, "Cleo Cruz": {"LAW-1": 1}}
    )
    assert "Second ratings after the talk (0 people so far)" in [
        found.label for found in screen.at.expander
    ]
    rate(workspace, opened, "Ben Bo", {"LAW-1": 2})
    screen.draw()
    assert "level 2" not in screen.text
    key = f"{opened.assessment.id}:open_second:LAW"
    screen.give(f"{key}:understood", True)  # noqa: FBT003 - ticked
    screen.click("Show the second ratings")
    assert "The second ratings were shown by Ada Amin on" in screen.text
    assert "Ben Bo: Ministry or state body · level 4" in screen.text
    assert "Ben Bo: Ministry or state body · level 2 · Second, after the talk" in screen.text
    assert "After the talk 1 person rated again. That person gave level 2." in screen.text


def test_a_dissent_is_printed_beside_what_was_agreed_on(workspace: Workspace):
    opened, screen = opened_for_moderation(workspace, {"Ben Bo": {"LAW-1": 2}})
    beginning = f"{opened.assessment.id}:LAW-1:dissent"
    key = f"{beginning}:0"
    screen.open(f"{beginning}:add")
    screen.type_in({f"{key}:level": 0, f"{key}:reason": "The rulings were not kept."})
    save(screen, key)
    assert "The rulings were not kept." in screen.text
    assert "Dissent (1)" in [found.label for found in screen.at.expander]


def test_agreement_is_said_with_groups_and_persons(workspace: Workspace):
    levels = {id_: n % 4 for n, id_ in enumerate(SMALL)}
    higher = {id_: min(4, level + 2) for id_, level in levels.items()}
    _, screen = opened_for_moderation(
        workspace, {"Ben Bo": higher, "Cleo Cruz": levels, "Dara Diop": levels}
    )
    assert "3 people have rated 8 indicators" in screen.text
    assert "Alpha is 0." in screen.text
    assert "Ministry or state body (1 person): on average 1.75 levels higher than" in screen.text
    assert "That is no fault" in screen.text


def test_one_rater_alone_has_no_alpha_and_the_page_says_why(workspace: Workspace):
    _, screen = opened_for_moderation(workspace, {"Ben Bo": {"LAW-1": 2}})
    assert "Alpha is not defined: fewer than two people have rated." in screen.text


def test_self_and_external_stand_side_by_side(workspace: Workspace):
    own = workspace.begin({"LAW-1": 4, "LAW-2": 2}, mode="self")
    assert "There is not an external one yet." in workspace.open("moderation", own).text
    workspace.begin({"LAW-1": 1, "LAW-2": 2}, mode="external")
    screen = workspace.open("moderation", own)
    assert "On 1 the state rates itself higher, on 0 lower." in screen.text
    (table,) = screen.at.dataframe
    assert list(table.value["Self is"][:3]) == ["3 higher", "The same", "Not comparable"]


def test_hostile_names_and_reasons_are_shown_as_they_were_typed(workspace: Workspace):
    opened = workspace.begin()
    context = workspace.context("=HYPERLINK(1) **bold** <b>x</b>")
    answer = an_answer("LAW-1", 1, rationale="=1+1 <script>")
    record_rating(context, opened, answer, "other", 0)
    open_moderation(workspace.context(), opened, "LAW")
    screen = by_dimension(workspace.open("moderation", opened), opened)
    shown = [found.value for found in screen.at.text]
    assert any("=HYPERLINK(1) **bold** <b>x</b>: Other · level 1" in text for text in shown)
    for table in screen.at.dataframe:
        cells = [str(cell) for column in table.value for cell in table.value[column]]
        assert not [cell for cell in cells if cell.startswith(("=", "@"))]
