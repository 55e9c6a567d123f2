"""The invented states that `spca demo` loads into an empty database."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from assessment.library.demonstration import Demonstration, load_demonstration_files
from assessment.library.load import load_framework
from assessment.library.states import is_invented_code, nearest_states, states
from assessment.model.answer import Evidence, Status
from assessment.model.checks import check_answer
from assessment.model.framework import Framework
from assessment.model.problem import Refused
from assessment.model.statements import propose
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.context import Context, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.wiring import ROOT, Settings, open_application

FOLDER = ROOT / "data" / "samples" / "demonstration"
TITLES = [
    "Orimond, 2026",
    "Pellucia (Lowland districts), 2026",
    "Pellucia, 2026",
    "Solvane, 2026",
    "Talvenor, 2023",
    "Talvenor, 2026",
]
ITEMS, PROBLEMS = load_demonstration_files(FOLDER)
Loaded = tuple[Context, dict[str, str]]
SMALL_FILE = """\
questionnaire: spcf
state_code: XAA
state_name: Talvenor
period: "2026"
mode: external
recorded: 2026-05-18
author: {name: Lead, organisation: Agency}
answers:
  LAW-1: {level: 1, ticked: [1b], confidence: medium, grade: B, rationale: "Murder is a crime."}
"""


@cache
def framework_in(questionnaire: str, version: str | None) -> Framework:
    folder = ROOT / "questionnaires" / questionnaire
    found = load_framework(folder / version if version else folder).framework
    assert found is not None
    return found


def framework_of(item: Demonstration) -> Framework:
    """The questionnaire in the version that a file names, or in its newest."""
    return framework_in(item.content.questionnaire, item.content.version)


def an_empty_context(folder: Path) -> Context:
    settings = Settings(f"sqlite:///{folder / 'spca.db'}", ROOT / "questionnaires", "Ada", "Here")
    return open_application(settings).context()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    context = an_empty_context(tmp_path_factory.mktemp("demonstration"))
    return context, {found.title: found.id for found in load_demonstration(context, FOLDER)}


def a_folder_with(folder: Path, text: str) -> Path:
    target = folder / "samples"
    target.mkdir()
    (target / "one.yaml").write_text(text, encoding="utf-8")
    return target


def refusal_of(context: Context, folder: Path) -> tuple[tuple[str, str], ...]:
    with pytest.raises(Refused) as refused:
        load_demonstration(context, folder)
    return tuple((problem.code, problem.where) for problem in refused.value.problems)


# What is in the files


def test_every_file_can_be_read():
    assert PROBLEMS == ()
    assert len(ITEMS) == 6


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.file.name)
def test_no_answer_gives_rise_to_any_remark(item: Demonstration):
    questionnaire = framework_of(item).questionnaire
    found = [p for answer in item.answers for p in check_answer(answer, questionnaire)]
    assert found == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.file.name)
def test_levels_follow_from_the_ticked_statements_but_for_one_or_two(item: Demonstration):
    questionnaire = framework_of(item).questionnaire
    levels = [answer for answer in item.answers if answer.status is Status.LEVEL]
    differing = [
        answer
        for answer in levels
        if propose(questionnaire.indicator(answer.indicator_id), answer.ticked).level
        != answer.level
    ]
    assert 1 <= len(differing) <= 2
    assert all(answer.reason for answer in differing)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.file.name)
def test_every_level_has_a_confidence_and_a_grade(item: Demonstration):
    levels = [answer for answer in item.answers if answer.status is Status.LEVEL]
    assert all(answer.confidence and answer.evidence_grade for answer in levels)
    assert {a.evidence_grade for a in levels if a.confidence == "high"} == {"A"}


def test_no_rationale_is_empty_or_said_twice():
    rationales = Counter(answer.rationale for item in ITEMS for answer in item.answers)
    # Three whole assessments in 2.0, one in 1.0, a region under way and a state just begun.
    assert sum(rationales.values()) == 3 * 64 + 59 + 41 + 18
    assert rationales.most_common(1)[0][1] == 1
    assert min(len(text) for text in rationales) > 40


def test_no_state_is_a_real_one_or_sounds_like_one():
    assert all(is_invented_code(item.content.state_code) for item in ITEMS)
    assert not {item.content.state_code for item in ITEMS} & set(states())
    assert [near for item in ITEMS for near in nearest_states(item.content.state_name)] == []


def test_no_text_speaks_of_a_real_state():
    texts = " ".join((FOLDER.parent / item.file.name).read_text("utf-8") for item in ITEMS)
    names = states().values()
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", texts)] == []


def test_links_lead_to_no_real_site():
    links = [entry.link for item in ITEMS for entry in item.evidence if entry.link]
    assert links
    assert all(link.startswith("https://example.org/") for link in links)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.file.name)
def test_about_half_of_the_answers_have_evidence_of_every_protection(item: Demonstration):
    share = len({entry.indicator_id for entry in item.evidence}) / len(item.answers)
    assert 0.4 <= share <= 0.6
    assert {entry.protection for entry in item.evidence} == {"public", "partner", "restricted"}


# Loading


def test_an_empty_database_receives_every_assessment(loaded: Loaded):
    context, ids = loaded
    summaries = {found.assessment.title: found for found in context.store.assessments()}
    assert sorted(summaries) == sorted(ids) == TITLES
    assert [summaries[title].n_answered for title in TITLES] == [64, 41, 18, 64, 59, 64]
    assert all(found.assessment.invented for found in summaries.values())


def test_one_file_names_an_earlier_version_and_the_others_take_the_newest(loaded: Loaded):
    context, ids = loaded
    versions = {
        title: open_assessment(context, id_).assessment.questionnaire_version
        for title, id_ in ids.items()
    }
    assert versions == dict.fromkeys(TITLES, "2.0") | {"Talvenor, 2023": "1.0"}


def test_a_version_that_is_not_here_is_told_with_its_line(tmp_path: Path):
    wrong = SMALL_FILE.replace("questionnaire: spcf\n", 'questionnaire: spcf\nversion: "0.9"\n')
    context = an_empty_context(tmp_path)
    found = refusal_of(context, a_folder_with(tmp_path, wrong))
    assert found == (("demonstration.questionnaire_missing", "samples/one.yaml, line 2, version"),)
    assert context.store.is_empty()


def test_every_scope_sheet_is_begun_and_names_who_is_at_risk():
    scopes = [item.scope for item in ITEMS]
    assert all(scope is not None and scope.named("groups_at_risk") for scope in scopes)


def test_everything_in_the_files_is_stored_at_the_day_they_name(loaded: Loaded):
    context, ids = loaded
    for item, title in zip(ITEMS, TITLES, strict=True):
        record = context.store.record(open_assessment(context, ids[title]).assessment)
        found = record.answers
        assert {id_: f.answer for id_, f in found.items()} == {
            answer.indicator_id: answer for answer in item.answers
        }
        assert {(f.recorded_at, f.origin, f.person_name) for f in found.values()} == {
            (item.moment, "demonstration", item.content.author.name)
        }
        assert Counter(map(without_id, record.evidence)) == Counter(item.evidence)
        assert dict(record.flags) == {flag.flag_id: flag for flag in item.flags}


def without_id(entry: Evidence) -> Evidence:
    return Evidence(**{**vars(entry), "id": ""})


def test_replies_stand_under_the_dissent_that_they_answer(loaded: Loaded):
    context, ids = loaded
    opened = open_assessment(context, ids["Orimond, 2026"])
    dissents = context.store.record(opened.assessment).dissents
    assert {d.indicator_id: (d.level, len(d.replies)) for d in dissents} == {
        "SEC-6": (2, 0),
        "SOC-4": (0, 1),
    }
    (reply,) = next(d for d in dissents if d.replies).replies
    assert reply.recorded_at.date().isoformat() == "2026-04-27"


def test_a_database_with_an_assessment_is_left_alone(tmp_path: Path):
    context = an_empty_context(tmp_path)
    mine = create_assessment(
        context, NewAssessment("spcf", "XZZ", "2026", "self", invented_name="Mine")
    )
    assert refusal_of(context, FOLDER) == (("demonstration.not_empty", "Database"),)
    assert [found.assessment.id for found in context.store.assessments()] == [mine.id]


def test_nothing_is_written_when_anything_is_wrong_and_all_problems_come_at_once(tmp_path: Path):
    wrong = (
        SMALL_FILE
        + '  LAW-2: {level: 9, ticked: [1z], rationale: "No such level."}\n'
        + "evidence:\n"
        + "  - {indicator: LAW-99, title: T, publisher: P, published: N, protection: public}\n"
        + "flags:\n  X01: {option: huge}\n"
        + "dissents:\n  - {indicator: LAW-99, level: 7, reason: R, signed_as: S}\n"
    )
    context = an_empty_context(tmp_path)
    found = refusal_of(context, a_folder_with(tmp_path, wrong))
    assert found == (
        ("answer.level_unknown", "samples/one.yaml, line 10, answers > LAW-2"),
        ("answer.statement_unknown", "samples/one.yaml, line 10, answers > LAW-2"),
        ("evidence.indicator_unknown", "samples/one.yaml, line 12, evidence > 0"),
        ("flag.option_unknown", "samples/one.yaml, line 14, flags > X01"),
        ("dissent.indicator_unknown", "samples/one.yaml, line 16, dissents > 0"),
        ("dissent.level_unknown", "samples/one.yaml, line 16, dissents > 0"),
    )
    assert context.store.is_empty()


def test_a_plan_and_a_review_are_checked_before_anything_is_written(tmp_path: Path):
    wrong = SMALL_FILE + (
        "plan:\n  recorded: 2026-05-20\n  items:\n"
        "    - {indicator: LAW-1, goal: 1, owner: O, partner: P, starts: 2026-06-02,"
        " ends: 2026-06-01, cost_low: 1, cost_high: 2, currency: USD, measure: M,"
        " review_on: 2026-07-01}\n"
        "review:\n"
        "  convening: {day: 2026-05-20, convenes: C, must_decide: [M], due_on: 2026-06-01}\n"
        "  options: [{text: T, consequences: C, proposed_by: P}]\n"
        "  decision: {outcome: act, person: P, office: O, reasons: Short., day: 2026-05-21}\n"
    )
    context = an_empty_context(tmp_path)
    found = refusal_of(context, a_folder_with(tmp_path, wrong))
    assert [code for code, _where in found] == [
        "plan.level_not_above",
        "plan.end_before_beginning",
        "review.reasons_short",
    ]
    assert found[1][1] == "samples/one.yaml, line 13, plan > items > 0 > ends"
    assert found[2][1] == "samples/one.yaml, line 15, review, Reasons"
    assert context.store.is_empty()


def test_a_real_state_in_a_file_is_refused(tmp_path: Path):
    folder = a_folder_with(tmp_path, SMALL_FILE.replace("XAA", "FRA"))
    context = an_empty_context(tmp_path)
    found = refusal_of(context, folder)
    assert found == (("library.value_wrong", "samples/one.yaml, line 2, state_code"),)
    assert context.store.is_empty()


def test_a_folder_without_files_is_refused(tmp_path: Path):
    found = refusal_of(an_empty_context(tmp_path), tmp_path)
    assert found[0][0] == "demonstration.no_files"
