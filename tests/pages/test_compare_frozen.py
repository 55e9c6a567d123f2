"""Frozen baselines on the page that holds assessments against each other."""

import pytest

from assessment.services.frozen import freeze
from tests.leaks import leaked
from tests.pages.screen import Screen
from tests.pages.test_compare_page import WEAK, everything, ids_of, invented, show
from tests.pages.typed_texts import HOSTILE, SHORT
from tests.pages.workspace import Workspace
from tests.unit.compare.freezing import LAUNCH, raise_all, slip_in

BUTTON = "Freeze as a baseline"
MEANS = "Answers given later never change it, and nobody can alter or delete it."


def frozen(workspace: Workspace, opened, name: str = LAUNCH):
    return freeze(workspace.context(), opened.assessment.id, name)


def show_with(workspace: Workspace, *ids: str, **address: str) -> Screen:
    return workspace.open("compare", **{"with": ",".join(ids), **address})


def kept(workspace: Workspace) -> list[str]:
    return [found.id for found in workspace.application.store.stored_results("baseline")]


def test_a_person_freezes_an_assessment_and_compares_it_after_answers_changed(workspace):
    one = invented(workspace, "Karsova", "XKA", WEAK)
    screen = workspace.open("compare")
    assert "Nothing is frozen yet." in screen.text
    assert MEANS in screen.text
    screen.type_in({"compare:freeze:of": one.assessment.id, "compare:freeze:name": LAUNCH})
    screen.click(BUTTON)
    (id_,) = kept(workspace)
    assert f": {LAUNCH}. It is in the list to choose from." in screen.text
    assert screen.value("compare:freeze:name") == ""
    assert screen.value("compare:choose") == []
    raise_all(workspace, one)
    screen.give("compare:choose", [one.assessment.id, id_])
    table = next(f.value for f in screen.at.dataframe if "Assessment" in f.value)
    live, then = table["Assessment"]
    assert live == "Karsova, 2026"
    assert then.endswith(f": {LAUNCH}")
    assert ["100.0" in table["LAW"][0], " 0.0" in table["LAW"][1]] == [True, True]
    assert "lower in 3 dimensions." in screen.text
    assert "are one assessment at different moments" in "".join(screen.warnings())


def test_what_cannot_be_frozen_is_said_with_every_reason(workspace: Workspace):
    screen = workspace.open("compare")
    assert BUTTON not in screen.buttons()
    one = invented(workspace, "Karsova", "XKA", {})
    screen = workspace.open("compare").click(BUTTON)
    assert "Choose the assessment to freeze first." in screen.errors()
    screen.type_in({"compare:freeze:of": one.assessment.id}).click(BUTTON)
    told = "\n".join(screen.errors())
    assert "The baseline has no name." in told
    assert "No indicator is answered yet." in told
    assert kept(workspace) == []
    assert screen.draw().errors() == []


def test_the_list_says_who_froze_what_and_when(workspace: Workspace):
    made = frozen(workspace, invented(workspace, "Karsova", "XKA"))
    (table,) = workspace.open("compare").at.dataframe
    assert list(table.value["Frozen baseline"]) == [made.title]
    assert list(table.value["Frozen by"]) == ["Ben Bo"]


def test_a_link_may_name_a_baseline(workspace: Workspace):
    one, other = invented(workspace, "Karsova", "XKA", WEAK), invented(workspace, "Ann", "XAN")
    made = frozen(workspace, one)
    screen = show_with(workspace, made.id, other.assessment.id)
    assert screen.value("compare:choose") == [made.id, other.assessment.id]
    assert f"{made.title}, compared with Ann, 2026: lower in 3 dimensions." in screen.text
    assert any(MEANS in caption.value for caption in screen.at.caption)


def test_without_a_baseline_the_comparison_does_not_speak_of_any(workspace: Workspace):
    one, other = invented(workspace, "Karsova", "XKA"), invented(workspace, "Ann", "XAN")
    frozen(workspace, one)
    captions = [caption.value for caption in show(workspace, one, other).at.caption]
    assert not any(MEANS in caption for caption in captions)


def test_the_list_can_be_narrowed_with_baselines_in_it(workspace: Workspace):
    kenya = workspace.begin({"LAW-1": 1}, state_code="KEN")
    made = frozen(workspace, kenya)
    workspace.begin({}, state_code="FRA")
    screen = workspace.open("compare").give("compare:place", "Africa")
    screen.click("Add all 2 in the list")
    assert set(screen.value("compare:choose")) == {kenya.assessment.id, made.id}


def test_a_baseline_that_is_no_longer_what_it_was_is_left_out_with_the_reason(workspace):
    one, other = invented(workspace, "Karsova", "XKA"), invented(workspace, "Ann", "XAN")
    third = invented(workspace, "Bob", "XBO")
    made = frozen(workspace, one)
    slip_in(workspace, one, made)
    screen = show_with(workspace, made.id, *ids_of(other, third))
    assert any("are not those that were frozen" in error for error in screen.errors())
    assert [
        *next(f.value for f in screen.at.dataframe if "Assessment" in f.value)["Assessment"]
    ] == ["Ann, 2026", "Bob, 2026"]


def test_a_damaged_baseline_is_told_on_the_page(workspace: Workspace):
    one, context = invented(workspace, "Karsova", "XKA"), workspace.context()
    at = context.clock()
    context.store.save_result(one.assessment.id, "baseline", "{", context.actor, at)
    assert any("is damaged" in error for error in workspace.open("compare").errors())


def test_hidden_names_hide_everything_about_a_baseline(workspace: Workspace):
    one = invented(workspace, "Karsova", "XKA", WEAK, period="1987")
    other = invented(workspace, "Ann", "XAN", period="1987")
    made = frozen(workspace, one, "Harbour accord")
    screen = show_with(workspace, made.id, other.assessment.id)
    assert "Harbour accord" in everything(screen)
    screen.give("compare:hide", True)  # noqa: FBT003 - switched on
    shown = everything(screen)
    day = f"frozen {made.moment.day} {made.moment:%b}"
    secrets = ("Karsova", "1987", "Harbour", "accord", day, "Ben Bo", made.id, one.assessment.id)
    assert leaked(secrets, shown) == []
    assert "Peer A" in shown
    assert MEANS in shown
    assert BUTTON not in screen.buttons()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_of_a_baseline_is_shown_as_it_is(workspace: Workspace, name: str):
    one, other = invented(workspace, "Karsova", "XKA"), invented(workspace, "Ann", "XAN", WEAK)
    text = SHORT[name][:80]
    screen = show_with(workspace, *ids_of(one, other))
    screen.type_in({"compare:freeze:of": one.assessment.id, "compare:freeze:name": text})
    screen.click(BUTTON)
    assert screen.errors() == []
    screen.give("compare:choose", [*ids_of(one, other), *kept(workspace)])
    assert " ".join(text.split())[:30] in screen.text
    for kind in ("markdown", "caption", "warning", "error", "info", "success"):
        for node in getattr(screen.at, kind):
            assert "](https://tracker" not in node.value
            assert ":material/home:" not in node.value
            assert "<img" not in node.value.replace("\\<", "")
