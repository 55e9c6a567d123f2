"""Draws every page in a language that nobody speaks, and looks for English beside it."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import yaml
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from assessment.library.codelists import purpose_codes, sdg_targets, world_regions
from assessment.library.states import state_choices, states
from assessment.services.demonstration import load_demonstration
from assessment.services.own_programmes import add_own_programme, find_own
from assessment.services.rounds import begin_round
from assessment.wiring import ROOT
from tests.builders import an_answer, spcf
from tests.own import an_own
from tests.pages.planning import plan_for_everything
from tests.pages.raters import rate
from tests.pages.screen import Screen
from tests.pages.typed_texts import with_text_everywhere
from tests.pages.workspace import ALL_PAGES, INSTRUMENT_PAGES, SMALL, Workspace
from tests.pseudo import PSEUDO, translate_questionnaires, unmarked

DEMONSTRATION = ROOT / "data" / "samples" / "demonstration"
# What a program reads, in fields of the elements and in the specification of a chart.
MACHINE_FIELDS = {"id", "form_id", "icon", "url", "page", "page_script_hash", "element_type"}
MACHINE_FIELDS |= {"type", "columns", "query_string", "spec", "data_id", "group_id", "key", "width"}
MACHINE_FIELDS |= {"anchor"}
WORDS_OF_A_CHART = {"title", "subtitle", "text", "description", "domain", "labelExpr"}
# By these a chart places and colours its marks; an axis names them in other words.
KEYS_OF_ROWS = {"id", "verdict"}
SIGNS = re.compile(
    r":material/\w+:|:(?:gray|small)\[|https?://\S+|\S*\.(xlsx|csv|docx|pdf)\b|\]\(#[\w-]+\)|#[0-9a-f]{6}\b|`[^`]*`|<[^<>]*>"
)


@pytest.fixture
def workspace(workspace: Workspace, pseudo_language: str) -> Workspace:
    """A workspace in the pseudo-language, whose questionnaires speak it as well."""
    assert pseudo_language == PSEUDO
    return workspace


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory, pseudo_folder: Path) -> Workspace:
    """The demonstration, loaded once; the tests have copies."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPCA_LOCALES", str(pseudo_folder))
        patch.setenv("SPCA_LANGUAGE", PSEUDO)
        made = Workspace(tmp_path_factory.mktemp("demonstrated"))
        made.add_shipped("spcf")
        translate_questionnaires(made.shelf)
        made.reopen()
        load_demonstration(made.context(), DEMONSTRATION)
        made.close()
    return made


@pytest.fixture
def full(workspace: Workspace, demonstrated: Workspace) -> Workspace:
    """The demonstration, with everything that stands beside answers."""
    workspace.close()
    shutil.copytree(demonstrated.shelf, workspace.shelf, dirs_exist_ok=True)
    shutil.copyfile(demonstrated.shelf.parent / "spca.db", workspace.shelf.parent / "spca.db")
    workspace.reopen()
    return workspace


@pytest.fixture(scope="module")
def typed() -> frozenset[str]:
    """What people typed, and names of states, places and code lists, which are data."""
    found = {
        "Ada Amin",
        "Ben Bo",
        "Field Office",
        "Head Office",
        "English",
        "A source",
        "Test Office",
    }
    for path in DEMONSTRATION.glob("*.yaml"):
        found |= set(_strings(yaml.safe_load(path.read_text(encoding="utf-8"))))
    found |= _names_of_studies()
    found |= {
        *states().values(),
        *state_choices().values(),
        *(part for one in world_regions().values() for part in one),
    }
    found |= {*sdg_targets().values(), *(name for name, _is_active in purpose_codes().values())}
    return frozenset(found)


def _names_of_studies() -> set[str]:
    """Who wrote and published what the register names; the same in every language."""
    register = spcf().register
    assert register is not None
    source = register.review_source
    return {
        *(claim.authors for claim in register.claims),
        *(factor.coded for review in register.reviews for factor in review.factors),
        *(source.title, source.publisher),
    }


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def english(screen: Screen, allowed: frozenset[str]) -> dict[str, list[str]]:
    """Return every text on the screen that has English outside the brackets."""
    found: dict[str, list[str]] = {}
    for root in (screen.at.sidebar, screen.at.main):
        for node in root:
            for text in _texts_of(node):
                # An address is broken by a sign that nobody sees, so that it does not come alive.
                words = SIGNS.sub(" ", text.replace("\u2060", ""))
                # In a chart a text may stand on several lines.
                one_line = " ".join(words.split())
                if (rest := unmarked(words, allowed)) and unmarked(one_line, allowed):
                    found[text] = rest
    return found


def _texts_of(node: Any) -> Iterator[str]:
    proto = node.proto
    # The script and the styles of the browser are no words for people.
    if proto is None or node.type == "bidi_component":
        return
    if node.type in {"arrow_data_frame", "arrow_table", "dataframe", "table"}:
        yield from _texts_of_table(node.value)
    elif node.type.endswith("vega_lite_chart"):
        yield from _texts_of_chart(proto)
    else:
        yield from _texts_of_message(proto)


def _texts_of_message(message: Any) -> Iterator[str]:
    for field, value in message.ListFields():
        parts = value if field.is_repeated else [value]
        if field.type == field.TYPE_MESSAGE:
            for part in parts:
                yield from _texts_of_message(part)
        elif field.type == field.TYPE_STRING and field.name not in MACHINE_FIELDS:
            yield from parts


def _texts_of_table(table: Any) -> Iterator[str]:
    yield from map(str, table.columns)
    yield from (cell for cell in table.to_numpy().ravel() if isinstance(cell, str))


def _texts_of_chart(proto: Any) -> Iterator[str]:
    spec = json.loads(proto.spec)
    yield from _texts_of_spec(spec)
    tables = [one.data.data for one in proto.datasets]
    tables += [proto.data.data] if proto.HasField("data") else []
    for content in tables:
        yield from _texts_of_table(convert_arrow_bytes_to_pandas_df(content))


def _texts_of_spec(spec: Any) -> Iterator[str]:
    if isinstance(spec, list):
        for part in spec:
            yield from _texts_of_spec(part)
    elif isinstance(spec, dict):
        for name, value in spec.items():
            if name != "scale" or _shows_values(spec):
                yield from _texts_of_part(name, value)


def _shows_values(channel: Any) -> bool:
    """Whether an axis or a legend writes the values of the scale as they are."""
    axis = channel.get("axis", {})
    return axis is not None and "labelExpr" not in axis and channel.get("legend", {}) is not None


def _texts_of_part(name: str, value: Any) -> Iterator[str]:
    if name == "labelExpr":
        yield from _texts_of_labels(value)
    elif name in {"text", "title"} and isinstance(value, list):
        # One text on several lines.
        yield " ".join(map(str, value))
    elif name in {"values", "datasets"}:
        yield from _texts_of_rows(value)
    elif name in WORDS_OF_A_CHART and not _is_part(value):
        yield from _strings(value)
    elif name == "tooltip":
        tips = value if isinstance(value, list) else [value]
        yield from (str(tip.get("title", tip.get("field", ""))) for tip in tips if _is_part(tip))
    else:
        yield from _texts_of_spec(value)


def _texts_of_rows(rows: Any) -> Iterator[str]:
    if isinstance(rows, list):
        for row in rows:
            yield from _texts_of_rows(row)
    elif _is_part(rows):
        for field, value in rows.items():
            if field not in KEYS_OF_ROWS:
                yield from _texts_of_rows(value)
    else:
        yield from _strings(rows)


def _texts_of_labels(expression: str) -> Iterator[str]:
    """Return the labels of an expression; a table in it names them by value, line by line."""
    if not expression.startswith("{"):
        yield from re.findall(r"'([^']*)'", expression)
        return
    table, _end = json.JSONDecoder().raw_decode(expression)
    yield from (
        " ".join(label) if isinstance(label, list) else str(label) for label in table.values()
    )


def _is_part(value: Any) -> bool:
    return isinstance(value, dict)


@pytest.mark.parametrize("page", ALL_PAGES)
def test_an_empty_workspace_speaks_the_language(workspace: Workspace, typed, page: str):
    translate_questionnaires(workspace.shelf)
    workspace.reopen()
    screen = workspace.open(page)
    assert english(screen, typed) == {}
    assert "⟦" in screen.text


@pytest.mark.parametrize("page", [page for page in INSTRUMENT_PAGES if page != "moderation"])
def test_a_page_about_an_assessment_speaks_the_language(full: Workspace, typed, page: str):
    talvenor = _assessments(full)["Talvenor, 2026"]
    screen = full.open(page, assessment=talvenor)
    if page == "rating":
        person = full.application.context().actor.person_id
        screen.give(f"{talvenor}:group:{person}", "agency")
    assert english(screen, typed) == {}


def test_a_question_with_all_that_stands_beside_it_speaks_the_language(full: Workspace, typed):
    records = {one.id: full.application.store.record(one) for one in full.assessments()}
    id_, indicator = next(
        (id_, dissent.indicator_id) for id_, one in records.items() for dissent in one.dissents
    )
    dimension = _dimension_of(full, indicator)
    screen = full.open("questions", assessment=id_, dimension=dimension, indicator=indicator)
    screen.give(f"{id_}:{indicator}:history", True)  # noqa: FBT003 - shown
    assert english(screen, typed) == {}
    # Not applicable without a reason is refused, and the refusal is shown beside the question.
    screen.give(f"{id_}:{indicator}:field:level", "NA")
    assert english(screen, typed) == {}


def test_training_and_what_is_said_of_an_answer_speak_the_language(full: Workspace, typed):
    training = spcf().training
    assert training is not None
    screen = full.open("training")
    for case in training.cases:
        screen.give("training_case", case.id)
        assert english(screen, typed) == {}
        key = f"training:spcf:{case.id}"
        for statement in (*list(case.holds)[:1], *list(case.not_shown)[:1]):
            screen.give(f"{key}:field:tick:{statement}", True)  # noqa: FBT003 - ticked
        screen.give(f"{key}:field:level", 3).give(f"{key}:field:confidence", "medium")
        screen.at.get_by_key(f"{key}:compare").click()  # type: ignore[union-attr] - a button
        assert english(screen.draw(), typed) == {}


def test_every_step_of_the_tour_speaks_the_language(full: Workspace, typed):
    screen = full.open("tour")
    while english(screen, typed) == {} and screen.has("tour:next"):
        screen.at.get_by_key("tour:next").click()  # type: ignore[union-attr] - a button
        screen.draw()
    assert english(screen, typed) == {}
    assert not screen.has("tour:next")


def test_agreeing_on_levels_speaks_the_language(full: Workspace, typed):
    ids = [one.id for one in full.assessments() if full.application.store.ratings(one.id).openings]
    assert ids
    for id_ in ids:
        assert english(full.open("moderation", assessment=id_), typed) == {}


def test_a_review_with_all_that_can_stand_in_it_speaks_the_language(workspace: Workspace, typed):
    translate_questionnaires(workspace.shelf)
    workspace.reopen()
    opened = with_text_everywhere(workspace, "Hill people.", "Hill people")
    known = typed | {"Hill people.....................", "Protected channel"}
    screen = workspace.open("review", opened)
    assert english(screen, known) == {}
    workspace.answer(opened, an_answer("LAW-3", "NA"))
    workspace.answer(opened, an_answer("SEC-1", 4))
    screen = workspace.open("review", opened)
    assert any("⟦**The ground has moved**" in said for said in screen.warnings())
    # Every form sent empty: each says what it lacks.
    for form in [one for one in screen.at.button if one.proto.is_form_submitter]:
        screen.click(form.label)
        assert english(screen, known) == {}
    assert english(workspace.open("reviews"), known) == {}


def test_before_moderation_the_page_speaks_the_language(workspace: Workspace, typed):
    translate_questionnaires(workspace.shelf)
    workspace.reopen()
    opened = workspace.begin()
    assert english(workspace.open("moderation", opened), typed) == {}
    rate(workspace, opened, "Ben Bo", dict.fromkeys(SMALL, 2))
    assert english(workspace.open("moderation", opened), typed) == {}


def test_comparing_speaks_the_language(full: Workspace, typed):
    ids = _assessments(full)
    screen = full.open("compare", **{"with": ",".join(ids.values())})
    assert english(screen, typed) == {}
    screen.give("compare:hide", True)  # noqa: FBT003 - hidden
    assert english(screen, typed) == {}


def test_trying_another_method_speaks_the_language(full: Workspace, typed):
    talvenor = _assessments(full)["Talvenor, 2026"]
    screen = full.open("method", assessment=talvenor)
    (rule,) = [one for one in screen.at.selectbox if str(one.key).endswith(":rule")]
    other = next(one for one in ("minimum", "mean", "geometric") if one != rule.value)
    screen.give(str(rule.key), other)
    assert english(screen, typed) == {}


def test_a_plan_with_all_that_can_be_said_of_it_speaks_the_language(full: Workspace, typed):
    talvenor = _assessments(full)["Talvenor, 2026"]
    plan_for_everything(full, talvenor)
    beginning = f"{talvenor}:plan"
    screen = full.open("plan", assessment=talvenor)
    for name in ("change:1", "versions:1", "say:1", "drop?:1"):
        screen.give(f"{beginning}:{name}", True)  # noqa: FBT003 - shown
    assert english(screen, typed) == {}
    # Refusals are shown beside the fields.
    goal, status = (f"{beginning}:item:1:field:{name}" for name in ("goal", "status"))
    screen.type_in({goal: None, status: "dropped"})
    for button in screen.at.button:
        if ":form" in str(button.form_id):
            button.click()
    screen.draw()
    assert len(screen.errors()) > 8
    assert english(screen, typed) == {}
    later = begin_round(full.context(), talvenor, "2027").assessment.id
    assert english(full.open("plan", assessment=later), typed) == {}


def test_own_programmes_and_choices_speak_the_language(workspace: Workspace, typed):
    translate_questionnaires(workspace.shelf)
    workspace.reopen()
    opened = with_text_everywhere(workspace, "Ada Amin", "Ada Amin")
    mine = workspace.application.context()
    stated = {"countries": ("KEN",), "income_groups": ("low",), "mode": "loan", "currency": "EUR"}
    days = {"window_from": date(2027, 1, 1), "window_to": date(2027, 2, 1)}
    said = dict.fromkeys(("how", "donor"), "Ben Bo") | dict.fromkeys(
        ("activities", "risks"), ("Ben Bo",)
    )
    own = an_own("Ben Bo", **said, **stated, **days, budget_low=1, budget_high=2)
    add_own_programme(mine, opened, own)
    number = max(find_own(mine, opened).programmes.current)
    screen = workspace.open("own_programmes", opened)
    for switch in ("changes", "withdraws"):
        screen.give(f"{opened.assessment.id}:own:{number}:{switch}", True)  # noqa: FBT003 - shown
    screen.type_in({f"{opened.assessment.id}:own:{number}:edit:field:crs": "1"})
    for button in screen.at.button:
        if ":form" in str(button.form_id):
            button.click()
    screen.draw()
    assert len(screen.errors()) > 5
    assert english(screen, typed) == {}
    screen.go("programmes")
    for name in ("choice:backs:P1", "choice:rejects:P2"):
        screen.give(f"{opened.assessment.id}:{name}", True)  # noqa: FBT003 - shown
    screen.give(f"{opened.assessment.id}:filter:donor", "Ben Bo")
    assert english(screen, typed) == {}


def test_the_list_of_pages_speaks_the_language(workspace: Workspace, typed, monkeypatch):
    named: list[str] = []
    navigation = st.navigation

    def note(pages: dict[str, list[Any]], **how: Any) -> Any:
        named.extend((*pages, *(page.title for group in pages.values() for page in group)))
        return navigation(pages, **how)

    monkeypatch.setattr(st, "navigation", note)
    workspace.open()
    assert named
    assert [name for name in named if unmarked(name, typed)] == []


def _assessments(workspace: Workspace) -> dict[str, str]:
    return {one.title: one.id for one in workspace.assessments()}


def _dimension_of(workspace: Workspace, indicator_id: str) -> str:
    (spcf,) = [f for f in workspace.application.library.newest if f.questionnaire.id == "spcf"]
    return spcf.questionnaire.dimension_of(indicator_id).id
