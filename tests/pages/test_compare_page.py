"""The page that holds assessments against each other, as a person uses it."""

import pytest

from assessment.services.compare_report import export_comparison_report
from assessment.services.context import Opened
from tests.builders import an_answer
from tests.leaks import leaked
from tests.pages.screen import SIDE_BAR_AND_MAIN, Screen
from tests.pages.typed_texts import HOSTILE, SHORT
from tests.pages.workspace import SMALL, Workspace

NOTHING_CHOSEN = "Choose two assessments or more"
WEAK, STRONG = dict.fromkeys(SMALL, 0), dict.fromkeys(SMALL, 4)


def invented(workspace: Workspace, name: str, code: str, levels=STRONG, **details: str) -> Opened:
    return workspace.begin(levels, state_code=code, invented_name=name, **details)


def ids_of(*opened: Opened) -> list[str]:
    return [one.assessment.id for one in opened]


def show(workspace: Workspace, *opened: Opened, **address: str) -> Screen:
    """Open the page by a link that names what to compare."""
    return workspace.open("compare", **{"with": ",".join(ids_of(*opened)), **address})


def everything(screen: Screen) -> str:
    """All that is sent to the browser: texts, labels, options, charts and tables."""
    parts = [node for part in SIDE_BAR_AND_MAIN for node in getattr(screen.at, part)]
    return "\n".join(str(getattr(node, "proto", "")) for node in parts)


def table_texts(screen: Screen) -> str:
    return "\n".join(frame.value.to_csv() for frame in screen.at.dataframe)


def test_nothing_is_chosen_at_first_and_the_page_says_why_there_is_no_ranking(workspace):
    invented(workspace, "Karsova", "XKA")
    invented(workspace, "Talvenor", "XTA")
    screen = workspace.open("compare")
    assert screen.value("compare:choose") == []
    assert NOTHING_CHOSEN in screen.text
    assert "There is no ranking here." in screen.text


def test_the_page_draws_without_any_assessment(workspace: Workspace):
    assert NOTHING_CHOSEN in workspace.open("compare").text


def test_two_chosen_assessments_are_compared_with_each_other(workspace: Workspace):
    strong = invented(workspace, "Karsova", "XKA", STRONG)
    weak = invented(workspace, "Talvenor", "XTA", WEAK)
    screen = workspace.open("compare").give("compare:choose", ids_of(strong, weak))
    assert NOTHING_CHOSEN not in screen.text
    assert "Talvenor, 2026, compared with Karsova, 2026: lower in 3 dimensions." in screen.text
    assert "Courts: lower in Talvenor, 2026. 100.0 in Karsova, 2026, 0.0 in Talv" in screen.text
    assert "8 of 8 indicators that were asked in both differ." in screen.text
    heads = [found.value for found in screen.at.header]
    assert heads.index("Difference between two") < heads.index("Side by side")
    # One table of colours, one chart a dimension, one of differences.
    assert len(screen.at.get("vega_lite_chart")) == 1 + 3 + 1


def test_several_stand_side_by_side_before_two_of_them_are_held_against_each_other(workspace):
    names = {"Karsova": "XKA", "Orimond": "XOR", "Talvenor": "XTA"}
    screen = show(workspace, *(invented(workspace, name, code) for name, code in names.items()))
    heads = [found.value for found in screen.at.header]
    assert heads.index("Side by side") < heads.index("Difference between two")
    # What is to be said of all of them is said once, not again of two.
    assert screen.text.count("so they can be compared") == 1


def test_the_order_is_that_of_the_alphabet_or_the_readers_own(workspace: Workspace):
    last = invented(workspace, "Talvenor", "XTA", STRONG)
    first = invented(workspace, "Karsova", "XKA", WEAK)
    screen = workspace.open("compare").give("compare:choose", ids_of(last, first))
    assert in_order(screen) == ["Karsova, 2026", "Talvenor, 2026"]
    screen.give("compare:order", "As chosen")
    assert in_order(screen) == ["Talvenor, 2026", "Karsova, 2026"]


def in_order(screen: Screen) -> list[str]:
    """Names of the table of scores, which has a row an assessment."""
    tables = [frame.value for frame in screen.at.dataframe]
    return next([*table["Assessment"]] for table in tables if "Assessment" in table)


def test_the_sides_of_a_pair_can_be_chosen(workspace: Workspace):
    one, two = invented(workspace, "Karsova", "XKA"), invented(workspace, "Talvenor", "XTA", WEAK)
    screen = show(workspace, one, two)
    screen.type_in({"compare:before": 1}).give("compare:after", 0)
    assert "Karsova, 2026, compared with Talvenor, 2026: higher in 3 dimensions." in screen.text
    screen.give("compare:before", 0)
    assert "Choose two different ones." in screen.text


def test_one_question_is_shown_over_all_that_were_chosen_once_it_is_named(workspace: Workspace):
    one, two = invented(workspace, "Karsova", "XKA"), invented(workspace, "Talvenor", "XTA", WEAK)
    screen = show(workspace, one, two)
    assert not any("Answer" in table.value for table in screen.at.table)
    screen.give("compare:question:0", "SEC-1")
    table = next(table.value for table in screen.at.table if "Answer" in table.value)
    assert [*table["Assessment"]] == ["Karsova, 2026", "Talvenor, 2026"]
    assert [answer[0] for answer in table["Answer"]] == ["4", "0"]


def test_reasons_for_caution_are_all_on_the_page(workspace: Workspace):
    one = invented(workspace, "Karsova", "XKA", period="2023")
    two = invented(workspace, "Talvenor", "XTA", {"LAW-1": 2}, mode="external")
    (caution, *_) = [w for w in show(workspace, one, two).warnings() if "with caution" in w]
    assert "They differ in who assessed" in caution
    assert "different periods (2023 and 2026)" in caution
    assert "Talvenor, 2026 has no score in any dimension" in caution


def test_two_questionnaires_are_shown_apart_with_the_reason(workspace: Workspace):
    workspace.add_shipped("example")
    one = invented(workspace, "Karsova", "XKA")
    two = invented(workspace, "Talvenor", "XTA", {}, questionnaire_id="grievance")
    screen = show(workspace, one, two)
    assert any("The scores cannot be compared." in error for error in screen.errors())
    assert any("They answer different questionnaires" in error for error in screen.errors())
    assert "No indicator was asked in both." in screen.text


def test_a_partial_assessment_shows_bounds_and_no_verdict(workspace: Workspace):
    one = invented(workspace, "Karsova", "XKA")
    two = invented(workspace, "Talvenor", "XTA", {"LAW-1": 2, "LAW-2": 2, "LAW-3": 2})
    screen = show(workspace, one, two)
    assert "No score (0.0 to 100.0)" in table_texts(screen)
    assert "Police: not comparable." in screen.text


def test_one_state_over_time_is_drawn_when_there_are_several_periods(workspace: Workspace):
    early = invented(workspace, "Karsova", "XKA", WEAK, period="2023")
    invented(workspace, "Karsova", "XKA", {}, period="2024")
    late = invented(workspace, "Karsova", "XKA", STRONG, period="2026")
    screen = show(workspace, early, late)
    assert "Periods stand at equal distances." in screen.text
    assert "Courts. From 2023 to 2024: not comparable." in screen.text
    assert len(screen.at.get("vega_lite_chart")) == 5 + 3


def test_without_several_periods_the_page_says_so(workspace: Workspace):
    one, two = invented(workspace, "Karsova", "XKA"), invented(workspace, "Talvenor", "XTA")
    assert "more than once" in show(workspace, one, two).text


def test_aliases_leak_no_name_anywhere_on_the_screen(workspace: Workspace):
    secrets = ("Karsova", "Talvenor", "1987", "1991", "Lowlands", "harbour")
    one = invented(workspace, "Karsova", "XKA", period="1987", region="Lowlands")
    two = invented(workspace, "Talvenor", "XTA", WEAK, period="1991", scope_note="Not the harbour")
    workspace.answer(two, an_answer("LAW-1", 1, rationale="Seen in the harbour"))
    # One of them is open in this tab, so that the side bar would name it.
    screen = show(workspace, one, two, assessment=one.assessment.id)
    assert "Karsova" in everything(screen)
    screen.give("compare:hide", True)  # noqa: FBT003 - switched on
    shown = everything(screen)
    assert leaked(secrets, shown) == []
    assert "Peer A" in screen.text
    assert "Peer B" in shown
    assert "Not shown while names are hidden" in screen.text
    for opened in (one, two):
        assert opened.assessment.id not in shown


def test_a_link_with_hidden_names_opens_with_hidden_names(workspace: Workspace):
    one, two = invented(workspace, "Karsova", "XKA"), invented(workspace, "Talvenor", "XTA")
    screen = show(workspace, one, two, names="hidden")
    assert screen.value("compare:hide") is True
    assert "Karsova" not in everything(screen)
    screen.give("compare:hide", False)  # noqa: FBT003 - switched off
    assert "Karsova" in everything(screen)
    assert screen.value("compare:choose") == ids_of(one, two)


def test_the_choice_survives_hiding_the_names_and_showing_them_again(workspace: Workspace):
    one, two = invented(workspace, "Karsova", "XKA"), invented(workspace, "Talvenor", "XTA")
    screen = workspace.open("compare").give("compare:choose", ids_of(two, one))
    screen.give("compare:hide", True)  # noqa: FBT003 - switched on
    assert "2 chosen. Show the names to change the choice." in screen.text
    screen.give("compare:hide", False)  # noqa: FBT003 - switched off
    assert screen.value("compare:choose") == ids_of(two, one)


def test_all_of_a_narrowed_list_can_be_added_and_cleared(workspace: Workspace):
    invented(workspace, "Karsova", "XKA")
    kenya = workspace.begin({}, state_code="KEN")
    france = workspace.begin({}, state_code="FRA")
    screen = workspace.open("compare").give("compare:place", "Africa: Eastern Africa")
    screen.click("Add all 1 in the list")
    screen.give("compare:place", "Europe").click("Add all 1 in the list")
    assert screen.value("compare:choose") == ids_of(kenya, france)
    screen.click("Clear")
    assert screen.value("compare:choose") == []


def test_what_was_chosen_stays_when_the_list_is_narrowed(workspace: Workspace):
    one = workspace.begin({}, state_code="KEN")
    two = workspace.begin({}, state_code="FRA", period="2020")
    screen = workspace.open("compare").give("compare:choose", ids_of(one, two))
    screen.give("compare:period", "2020").give("compare:place", "Europe")
    assert screen.value("compare:choose") == ids_of(one, two)


def test_an_unknown_id_in_the_address_does_no_harm(workspace: Workspace):
    one = invented(workspace, "Karsova", "XKA")
    screen = workspace.open("compare", **{"with": f"gone,,{one.assessment.id},gone"})
    assert screen.value("compare:choose") == ids_of(one)


def test_many_assessments_get_one_chart_for_a_chosen_dimension(workspace: Workspace):
    opened = [invented(workspace, "Karsova", "XKA", {}, period=f"20{n:02}") for n in range(13)]
    screen = show(workspace, *opened)
    assert screen.value("compare:dimension:0") == "LAW"
    assert len(screen.at.get("vega_lite_chart")) == 1 + 1 + 1 + 3


def test_more_than_a_chart_can_hold_are_shown_as_a_table(workspace, monkeypatch):
    monkeypatch.setattr("pages.widgets.compare_choice.MOST_IN_CHARTS", 2)
    opened = [invented(workspace, "Karsova", "XKA", {}, period=f"20{n:02}") for n in range(3)]
    screen = show(workspace, *opened)
    assert "More than 2 are shown as a table only." in screen.text
    assert len(in_order(screen)) == 3


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_they_are(workspace: Workspace, name: str):
    text = SHORT[name]
    one = invented(workspace, text, "XKA", period=text, region=text, scope_note=HOSTILE[name])
    two = invented(workspace, text, "XKA", WEAK, period=f"{text}2", region=text)
    screen = show(workspace, one, two)
    for kind in ("markdown", "caption", "warning", "error", "info", "success"):
        for node in getattr(screen.at, kind):
            assert "](https://tracker" not in node.value
            assert ":material/home:" not in node.value
    if name == "formula":
        headings = [str(column) for frame in screen.at.dataframe for column in frame.value]
        firsts = [cell for frame in screen.at.dataframe for cell in frame.value.iloc[:, 0]]
        assert not any(cell.startswith("=") for cell in (*headings, *firsts))
    screen.give("compare:hide", True)  # noqa: FBT003 - switched on
    assert text[:40].strip() not in everything(screen)


def test_the_page_offers_the_report_of_what_it_shows(workspace: Workspace):
    pair = [
        invented(workspace, "Karsova", "XKA", STRONG),
        invented(workspace, "Talvenor", "XTA", WEAK),
    ]
    screen = show(workspace, *pair)
    labels = [found.label for found in screen.at.get("download_button")]
    assert labels[-2:] == [
        "Report of the comparison, as Word",
        "Report of the comparison, as PDF",
    ]
    assert "against the first one chosen" in screen.text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_report_can_be_made_of_whatever_states_are_called(workspace: Workspace, name: str):
    pair = [
        invented(workspace, SHORT[name], "XKA", STRONG, scope_note=HOSTILE[name][:500]),
        invented(workspace, "Talvenor", "XTA", WEAK),
    ]
    context = workspace.application.context()
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert export_comparison_report(context, ids_of(*pair), form).content.startswith(start)
