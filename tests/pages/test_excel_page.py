"""The workbook comes back: first shown, then written, all of it or nothing."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from assessment.exchange.field_workbook import layout
from assessment.model.answer import Evidence
from assessment.model.rating import NewRating
from assessment.services import parts
from assessment.services.answers import add_evidence, record_answer
from assessment.services.context import Opened
from assessment.services.field_loop import export_workbook
from tests.builders import an_answer
from tests.pages.screen import Screen
from tests.pages.workspace import Workspace
from tests.unit.exchange import hostile
from tests.unit.exchange.filling import answer_cell, filled, saved_at

Cells = Mapping[tuple[str, str | int, str], Any]


class FieldTeam:
    """A team with a workbook that was made before the page is opened."""

    def __init__(self, workspace: Workspace, levels: Mapping[str, Any] | None = None) -> None:
        self.workspace = workspace
        self.opened: Opened = workspace.begin(levels or {})
        self.content = export_workbook(workspace.context(), self.opened).content
        self.screen: Screen = workspace.open("workbook", self.opened)

    def send_back(self, cells: Cells) -> Screen:
        return self.upload(filled(cells, self.content))

    def upload(self, content: bytes) -> Screen:
        (uploader,) = self.screen.at.file_uploader
        uploader.upload("field.xlsx", content, "application/vnd.ms-excel")
        return self.screen.draw()

    def level(self, indicator_id: str) -> int | None:
        return self.workspace.stored(self.opened, indicator_id).level


@pytest.fixture
def team(workspace: Workspace) -> FieldTeam:
    return FieldTeam(workspace, {"LAW-1": 2})


OFFERED = [
    "Workbook for the field team",
    "How to fill it in (PDF)",
    "Answers and codebook (CSV)",
]


def offered(screen: Screen) -> list[str]:
    return [found.label for found in screen.at.get("download_button")]


def test_all_files_are_offered(team: FieldTeam):
    assert offered(team.screen) == [*OFFERED, "Whole assessment (JSON)"]


def test_one_ministry_gets_only_its_questions(team: FieldTeam, monkeypatch: pytest.MonkeyPatch):
    asked: list[frozenset[str] | None] = []

    def note(_questionnaire: object, only: frozenset[str] | None) -> str:
        asked.append(only)
        return "field"

    # What names the file is told which questions go into it.
    monkeypatch.setattr(parts, "part_name", note)
    screen = team.screen.draw()
    (dimensions,) = [one for one in screen.at.multiselect if one.label == "Dimensions"]
    dimensions.set_value(["SEC"])
    screen.draw()
    (short,) = [one for one in screen.at.checkbox if one.label.startswith("Short form")]
    short.check()
    screen.draw()
    asked_of = {
        one.id: one for one in team.opened.framework.questionnaire.dimension("SEC").indicators
    }
    keys = frozenset(id_ for id_, one in asked_of.items() if one.key)
    assert asked[-3:] == [None, frozenset(asked_of), keys]


def test_the_whole_is_not_offered_while_it_would_show_ratings_that_nobody_may_see(
    workspace: Workspace,
):
    opened = workspace.begin({"LAW-1": 2})
    context = workspace.context()
    rating = NewRating(an_answer("LAW-1", 3), "agency", 0)
    context.store.write_rating(opened.assessment.id, rating, context.actor, context.clock())
    screen = workspace.open("workbook", opened)
    assert offered(screen) == OFFERED
    assert "once every rating is opened" in screen.text
    assert "Go to 'Agree on levels'" in [link.label for link in screen.at.get("page_link")]
    context.store.open_moderation(opened.assessment.id, context.actor, context.clock())
    assert offered(workspace.open("workbook", opened)) == [*OFFERED, "Whole assessment (JSON)"]


def test_changes_are_shown_before_they_are_written(team: FieldTeam):
    screen = team.send_back(
        {
            ("Answers", "LAW-1", "level"): 3,
            ("Answers", "LAW-2", "level"): "Insufficient information",
            ("Context", "X1", "option"): "Present",
        }
    )
    table = screen.at.dataframe[0].value
    assert [what.split()[0] for what in table["What"]] == ["LAW-1", "LAW-2", "X1"]
    assert list(table["Field"]) == ["answer", "answer", "situation"]
    assert list(table["Kind"]) == ["changed", "added", "added"]
    assert list(table["Here now"]) == ["level 2", "nothing", "nothing"]
    assert list(table["Workbook"]) == ["level 3", "insufficient information", "Present"]
    assert "Sheet 'LAW', cell" in table["Where"][0]
    assert team.level("LAW-1") == 2

    screen.click("Write these changes")
    assert "Written: 2 answers, 0 sources, 1 circumstance." in screen.text
    assert team.level("LAW-1") == 3
    assert team.workspace.record(team.opened).flags["X1"].option == "present"
    assert not screen.at.file_uploader[0].value


def test_what_was_written_is_on_the_question_page_at_once(team: FieldTeam):
    questions = team.workspace.questions(team.opened, "LAW-2")
    team.screen = questions.go("workbook")
    team.send_back({("Answers", "LAW-2", "level"): 4}).click("Write these changes")
    team.screen.go("questions", dimension="LAW", indicator="LAW-2")
    assert team.screen.value(f"{team.opened.assessment.id}:LAW-2:field:level") == 4


def test_a_workbook_with_nothing_new_offers_nothing_to_write(team: FieldTeam):
    screen = team.upload(team.content)
    assert "The workbook brings nothing new." in screen.text
    assert "Write these changes" not in screen.buttons()


def test_the_same_workbook_twice_changes_nothing_the_second_time(team: FieldTeam):
    content = filled({("Answers", "LAW-2", "level"): 4}, team.content)
    team.upload(content).click("Write these changes")
    revision = team.workspace.record(team.opened).revision("LAW-2")
    assert "The workbook brings nothing new." in team.upload(content).text
    assert team.workspace.record(team.opened).revision("LAW-2") == revision


@pytest.mark.parametrize(("choice", "level"), [("keep", 1), ("take", 4)])
def test_what_changed_on_both_sides_is_decided_by_a_person(team: FieldTeam, choice, level):
    team.workspace.answer(team.opened, an_answer("LAW-1", 1), person="Cleo Cruz")
    screen = team.send_back({("Answers", "LAW-1", "level"): 4})
    assert "Changed on both sides" in screen.text
    screen.click("Write these changes")
    assert any("Choose whether to keep what is here" in error for error in screen.errors())
    assert team.level("LAW-1") == 1

    (question,) = screen.at.main.radio
    question.set_value(choice)
    screen.draw()
    screen.click("Write these changes")
    assert team.level("LAW-1") == level
    assert ("Kept as they are: LAW-1." in screen.text) is (choice == "keep")


def test_what_the_team_agreed_on_is_changed_only_by_a_person_who_says_why(team: FieldTeam):
    context = team.workspace.context("Cleo Cruz")
    answer = an_answer("LAW-1", 1)
    record_answer(context, team.opened, answer, 1, "consensus")
    screen = team.upload(
        filled({("Answers", "LAW-1", "level"): 4}, export_workbook(context, team.opened).content)
    )
    assert "The team agreed on what is here now." in screen.text
    (question,) = screen.at.main.radio
    question.set_value("take")
    screen.draw()
    screen.click("Write these changes")
    assert any("would be changed without a reason" in error for error in screen.errors())
    assert team.level("LAW-1") == 1
    (reason,) = [box for box in screen.at.text_input if box.label.startswith("Why you change")]
    reason.set_value("The field saw a law.")
    screen.draw()
    screen.click("Write these changes")
    assert team.level("LAW-1") == 4


def test_a_wrong_cell_is_named_and_waits_while_the_good_rows_go_in(team: FieldTeam):
    screen = team.send_back({("Answers", "LAW-1", "level"): 9, ("Answers", "LAW-2", "level"): 3})
    assert any("Sheet 'LAW'" in error and "9" in error for error in screen.errors())
    assert "LAW-1 Independent judges" in screen.text
    assert "Workbook with the bad cells marked, to send back" in offered(screen)
    screen.click("Write what can be read; the rest waits")
    assert (team.level("LAW-1"), team.level("LAW-2")) == (2, 3)


def test_a_wrong_cell_is_mended_without_the_file(team: FieldTeam):
    cells = {
        ("Answers", "LAW-1", "level"): "perhaps",
        ("Answers", "LAW-1", "rationale"): "Heard in two towns.",
    }
    screen = team.send_back(cells)
    (box,) = [one for one in screen.at.text_input if one.label.startswith("What is meant")]
    box.set_value("neither")
    assert any("Still not understood" in error for error in screen.draw().errors())
    (box,) = [one for one in screen.at.text_input if one.label.startswith("What is meant")]
    box.set_value("3")
    assert "Understood." in screen.draw().text
    screen.click("Write these changes")
    answer = team.workspace.stored(team.opened, "LAW-1")
    assert (answer.level, answer.rationale) == (3, "Heard in two towns.")


def test_a_text_with_a_line_through_it_may_be_let_go_of_on_the_page(team: FieldTeam):
    workbook = load_workbook(BytesIO(team.content))
    rationale = answer_cell(workbook, "LAW-2", "rationale")
    rationale.value, rationale.font = "Heard of it.", Font(strike=True)
    answer_cell(workbook, "LAW-2", "level").value = 3
    saved = BytesIO()
    workbook.save(saved)
    screen = team.upload(saved.getvalue())
    assert any("is struck through: does it still count?" in one for one in screen.errors())
    (box,) = [one for one in screen.at.checkbox if one.label == "It counts as empty"]
    box.check()
    screen.draw()
    assert screen.errors() == []
    screen.click("Write these changes")
    answer = team.workspace.stored(team.opened, "LAW-2")
    assert (answer.level, answer.rationale) == (3, "")


def test_the_way_on_leads_to_the_profile(team: FieldTeam):
    screen = team.send_back({("Answers", "LAW-2", "level"): 3}).click("Write these changes")
    assert "See the profile" in [link.proto.label for link in screen.at.get("page_link")]


def test_who_may_see_a_source_stands_first_of_what_changes(workspace: Workspace):
    opened = workspace.begin({"LAW-1": 2})
    entry = Evidence("LAW-1", "Report", link="https://court.example")
    add_evidence(workspace.context(), opened, entry)
    team = FieldTeam.__new__(FieldTeam)
    team.workspace, team.opened = workspace, opened
    team.content = export_workbook(workspace.context(), opened).content
    team.screen = workspace.open("workbook", opened)
    workbook = load_workbook(BytesIO(team.content))
    codes = [cell.value for cell in workbook["Evidence"][layout.CODE_ROW]]
    for code, value in (("protection", "public"), ("link", "https://other.example")):
        workbook["Evidence"].cell(3, codes.index(code) + 1, value)
    saved = BytesIO()
    workbook.save(saved)
    table = team.upload(saved.getvalue()).at.dataframe[0].value
    assert list(table["Field"]) == ["who may see it", "link"]
    assert list(table["Here now"]) == ["partner", "https://court.example"]
    assert list(table["Workbook"]) == ["public", "https://other.example"]


def test_an_import_is_taken_back_on_the_page(team: FieldTeam):
    screen = team.send_back({("Answers", "LAW-1", "level"): 4}).click("Write these changes")
    assert team.level("LAW-1") == 4
    (toggle,) = [one for one in screen.at.toggle if one.label == "Take this back"]
    toggle.set_value(True)
    screen.draw()
    assert "As before: LAW-1." in screen.text
    screen.click("Take it back now")
    assert team.level("LAW-1") == 2
    assert "Ada Amin took it back on" in screen.text
    history = team.workspace.open("assessment", team.opened)
    assert "Workbook field.xlsx taken in" in history.text
    assert "Workbook field.xlsx taken back" in history.text


def test_several_workbooks_are_taken_in_at_once_after_a_choice(team: FieldTeam):
    (uploader,) = team.screen.at.file_uploader
    files = [
        (name, filled({("Answers", "LAW-2", "level"): level}, team.content), "application/zip")
        for name, level in (("east.xlsx", 1), ("west.xlsx", 3))
    ]
    uploader.set_value([*files, ("broken.xlsx", b"no workbook", "application/zip")])
    screen = team.screen.draw()
    assert "The workbooks differ in 1 place" in screen.text
    (question,) = [one for one in screen.at.main.radio if "west.xlsx" in one.options]
    question.set_value("west.xlsx")
    screen.draw()
    screen.click("Take in these workbooks")
    assert team.level("LAW-2") == 3
    assert "2 workbooks taken in." in screen.text
    assert "1 waits." in screen.text
    assert [link.label for link in screen.at.get("page_link")].count("See the profile") == 1


def test_while_a_workbook_waits_all_stay_with_what_was_chosen(team: FieldTeam):
    files = [
        (
            name,
            filled({("Answers", id_, "level"): level for id_ in ("LAW-2", "SEC-1")}, team.content),
            "application/zip",
        )
        for name, level in (("east.xlsx", 1), ("west.xlsx", 3))
    ]
    team.screen.at.file_uploader[0].set_value(files)
    screen = team.screen.draw()
    first, second = (one for one in screen.at.main.radio if "west.xlsx" in one.options)
    first.set_value("west.xlsx")
    screen.draw().click("Take in these workbooks")
    assert screen.text.count("2 wait.") == 1
    assert not screen.at.success
    assert team.level("LAW-2") is None
    first, second = (one for one in screen.at.main.radio if "west.xlsx" in one.options)
    assert (first.value, second.value) == ("west.xlsx", None)
    second.set_value("east.xlsx")
    screen.draw().click("Take in these workbooks")
    assert "2 workbooks taken in." in screen.text
    assert (team.level("LAW-2"), team.level("SEC-1")) == (3, 1)


def test_what_nobody_has_answered_after_several_workbooks_is_named(team: FieldTeam):
    files = [
        (name, filled({("Answers", "LAW-2", "level"): level}, team.content), "application/zip")
        for name, level in (("east.xlsx", 1), ("west.xlsx", 3))
    ]
    team.screen.at.file_uploader[0].set_value(files)
    screen = team.screen.draw()
    (question,) = [one for one in screen.at.main.radio if "west.xlsx" in one.options]
    question.set_value("")
    screen.draw().click("Take in these workbooks")
    assert team.level("LAW-2") is None
    named = [said for said in screen.warnings() if "nobody has answered it here: LAW-2" in said]
    assert [said.partition(":")[0] for said in named] == ["east.xlsx", "west.xlsx"]


def test_what_each_of_several_workbooks_would_change_can_be_seen_first(team: FieldTeam):
    files = [
        (name, filled({("Answers", id_, "level"): 3}, team.content), "application/zip")
        for name, id_ in (("law.xlsx", "LAW-1"), ("sec.xlsx", "SEC-1"))
    ]
    team.screen.at.file_uploader[0].set_value(files)
    screen = team.screen.draw()
    (look,) = [
        one for one in screen.at.main.selectbox if one.label == "See what a file would change"
    ]
    look.set_value("law.xlsx")
    table = screen.draw().at.dataframe[1].value
    assert (table["Here now"][0], table["Workbook"][0]) == ("level 2", "level 3")


def test_rows_that_wait_are_named_after_the_others_were_taken_in(team: FieldTeam):
    cells = {("Answers", "LAW-2", "level"): 3, ("Answers", "SEC-1", "level"): "2 or 3"}
    content = filled(cells, team.content)
    other = filled({("Answers", "LAW-1", "level"): 3}, team.content)
    screen = team.upload(content).click("Write what can be read; the rest waits")
    assert "These rows wait" in screen.text
    assert any("2 or 3" in error for error in screen.errors())
    files = [(n, c, "application/zip") for n, c in (("bad.xlsx", content), ("good.xlsx", other))]
    screen.at.file_uploader[0].set_value(files)
    screen.draw()
    (box,) = [one for one in screen.at.main.checkbox if one.label.startswith("Take in what can")]
    box.set_value(True)
    screen.draw().click("Take in these workbooks")
    assert "1 workbook taken in. 0 said nothing new. 1 waits." in screen.text
    assert any("2 or 3" in error for error in screen.errors())


def test_a_workbook_that_was_taken_in_before_counts_where_it_is_chosen(team: FieldTeam):
    east = filled({("Answers", "LAW-2", "level"): 1}, team.content)
    west = filled({("Answers", "LAW-2", "level"): 3}, team.content)
    team.upload(east).click("Write these changes")
    team.workspace.answer(team.opened, an_answer("LAW-2", 2), person="Cleo Cruz")
    files = [(n, c, "application/zip") for n, c in (("east.xlsx", east), ("west.xlsx", west))]
    team.screen.at.file_uploader[0].set_value(files)
    screen = team.screen.draw()
    assert "east.xlsx was taken in before" in screen.text
    assert "west.xlsx was taken in before" not in screen.text
    (question,) = [one for one in screen.at.main.radio if "west.xlsx" in one.options]
    question.set_value("east.xlsx")
    screen.draw().click("Take in these workbooks")
    assert team.level("LAW-2") == 1


def test_several_workbooks_change_what_was_agreed_only_with_a_reason(team: FieldTeam):
    context = team.workspace.context("Cleo Cruz")
    record_answer(context, team.opened, an_answer("LAW-1", 1), 1, "consensus")
    content = export_workbook(context, team.opened).content
    files = [
        (name, filled({("Answers", id_, "level"): 3}, content), "application/zip")
        for name, id_ in (("law.xlsx", "LAW-1"), ("sec.xlsx", "SEC-1"))
    ]
    team.screen.at.file_uploader[0].set_value(files)
    screen = team.screen.draw()
    (rule,) = [one for one in screen.at.main.radio if one.label == "All conflicts"]
    why = "Why you change what the team agreed on"
    assert not [one for one in screen.at.main.text_input if one.label == why]
    rule.set_value("take")
    screen.draw()
    (reason,) = [one for one in screen.at.main.text_input if one.label == why]
    reason.set_value("The court has begun to sit.")
    screen.draw()
    screen.click("Take in these workbooks")
    assert "2 workbooks taken in." in screen.text
    assert (team.level("LAW-1"), team.level("SEC-1")) == (3, 3)


def test_of_several_workbooks_only_what_matters_is_asked(team: FieldTeam):
    new, bad, broken = (
        ("new.xlsx", filled({("Answers", "LAW-2", "level"): 4}, team.content), "application/zip"),
        ("bad.xlsx", filled({("Answers", "SEC-1", "level"): 77}, team.content), "application/zip"),
        ("broken.xlsx", b"no workbook", "application/zip"),
    )
    same = [(name, team.content, "application/zip") for name in ("a.xlsx", "b.xlsx")]
    nothing, rows = "These workbooks bring nothing new", "Take in what can be read"
    for files, said, asked in (
        (same, f"{nothing}.", []),
        ([*same, bad], f"{nothing} but cells that cannot be read.", []),
        ([broken, ("other.xlsx", b"", "application/zip")], "None of these workbooks can", []),
        ([*same, new], "", []),
        ([bad, new], "", [f"{rows}, and let single bad rows wait"]),
    ):
        team.screen.at.file_uploader[0].set_value(files)
        screen = team.screen.draw()
        assert said in screen.text
        assert ("Take in these workbooks" in screen.buttons()) == (not said)
        boxes = [one.label for one in screen.at.main.checkbox]
        assert [label for label in boxes if rows in label or "Keep texts" in label] == asked
        assert not [one for one in screen.at.main.radio if "onflicts" in one.label]


def test_the_later_of_two_files_of_one_team_counts_and_nobody_is_asked(team: FieldTeam):
    (uploader,) = team.screen.at.file_uploader
    cover = {("Cover", "filled_by", "text"): "Ann Abe"}
    files = []
    for name, level, minute in (("a.xlsx", 3, 9), ("b.xlsx", 1, 5)):
        cells = {**cover, ("Answers", "LAW-2", "level"): level}
        files.append((name, saved_at(filled(cells, team.content), minute), "application/zip"))
    uploader.set_value(files)
    screen = team.screen.draw()
    assert "a.xlsx corrects b.xlsx of the same team; the later counts" in screen.text
    assert "The workbooks differ" not in screen.text
    screen.click("Take in these workbooks")
    assert team.level("LAW-2") == 3


def test_two_files_of_one_name_are_told_apart(team: FieldTeam):
    (uploader,) = team.screen.at.file_uploader
    files = [
        ("field.xlsx", filled({("Answers", "LAW-2", "level"): level}, team.content), "a/b")
        for level in (1, 3)
    ]
    uploader.set_value(files)
    screen = team.screen.draw()
    (question,) = [one for one in screen.at.main.radio if "field.xlsx" in one.options]
    question.set_value("field.xlsx [2]")
    screen.draw()
    screen.click("Take in these workbooks")
    assert team.level("LAW-2") == 3


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"not a workbook",
        lambda: b"",
        hostile.far_cell,
        hostile.laughs,
        hostile.macro_part,
        hostile.many_parts,
        hostile.lying_size,
        hostile.truncated,
    ],
    ids=["text", "empty", "far", "laughs", "macro", "parts", "size", "cut"],
)
def test_a_file_that_means_harm_gets_a_message_and_changes_nothing(team: FieldTeam, make):
    before = team.workspace.record(team.opened)
    screen = team.upload(make())
    assert screen.errors()
    assert "Write these changes" not in screen.buttons()
    assert team.workspace.record(team.opened) == before


def test_a_workbook_of_another_assessment_says_which_one_it_would_change(team: FieldTeam):
    other = team.workspace.begin({}, period="2025")
    content = export_workbook(team.workspace.context(), other).content
    screen = team.upload(filled({("Answers", "LAW-1", "level"): 0}, content))
    assert "In Kenya, 2025." in screen.text
    assert any("another assessment" in warning for warning in screen.warnings())
    assert team.level("LAW-1") == 2


def test_it_can_go_into_the_assessment_that_is_open_instead(team: FieldTeam):
    other = team.workspace.begin({}, period="2025")
    content = export_workbook(team.workspace.context(), other).content
    screen = team.upload(filled({("Answers", "LAW-1", "level"): 0}, content))
    where = next(radio for radio in screen.at.main.radio if "another assessment" in radio.label)
    assert where.options == ["Kenya, 2025", team.opened.assessment.title]
    where.set_value(team.opened.assessment.id).run()
    assert f"In {team.opened.assessment.title}." in screen.text
    assert any("made for Kenya, 2025" in warning for warning in screen.warnings())
    # Level 2 is here already: a person decides which of the two counts.
    assert team.level("LAW-1") == 2


def test_several_workbooks_of_another_round_go_where_a_person_says(team: FieldTeam):
    other = team.workspace.begin({}, period="2025")
    content = export_workbook(team.workspace.context(), other).content
    files = [
        ("last.xlsx", filled({("Answers", "LAW-2", "level"): 4}, content), "application/zip"),
        ("now.xlsx", filled({("Answers", "SEC-1", "level"): 3}, team.content), "application/zip"),
    ]
    team.screen.at.file_uploader[0].set_value(files)
    screen = team.screen.draw()
    where = next(radio for radio in screen.at.main.radio if "another assessment" in radio.label)
    assert where.label.startswith("1 of these workbooks was made for another")
    assert where.options == ["The one that each was made for", team.opened.assessment.title]
    assert list(screen.at.dataframe[0].value["Assessment"]) == [
        "Kenya, 2025",
        team.opened.assessment.title,
    ]
    where.set_value(team.opened.assessment.id)
    screen.draw()
    assert set(screen.at.dataframe[0].value["Assessment"]) == {team.opened.assessment.title}
    assert any("made for Kenya, 2025" in warning for warning in screen.warnings())
    screen.click("Take in these workbooks")
    assert (team.level("LAW-2"), team.level("SEC-1")) == (4, 3)
    assert team.workspace.stored(other, "LAW-2").level is None
