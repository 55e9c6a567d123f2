import math

import pytest

from assessment.model.answer import Answer, Status
from assessment.reporting.dimension_sentences import explain_dimension
from assessment.reporting.programmes import explain_suggestion
from assessment.services.answers import record_answer
from assessment.services.context import open_assessment
from assessment.services.results import Results, score
from assessment.wiring import Settings, open_application
from tests.cli.terminal import Terminal

LEVELS = {"REACH-1": 3, "REACH-2": 2, "REACH-3": 1, "REPLY-1": 3, "REPLY-2": 1}


@pytest.fixture
def assessment_id(terminal: Terminal) -> str:
    """An assessment with every question answered, and a critical gap."""
    id_ = terminal.begin()
    terminal.answer(id_, LEVELS)
    return id_


def results_by_the_service(terminal: Terminal, assessment_id: str) -> Results:
    context = open_application(Settings.from_environment(terminal.environment)).context()
    return score(context, open_assessment(context, assessment_id))


def test_the_numbers_are_those_of_the_service_to_the_last_digit(
    terminal: Terminal, assessment_id: str
) -> None:
    expected = results_by_the_service(terminal, assessment_id).profile.dimensions
    for printed, wanted in zip(
        terminal.read("score", assessment_id)["dimensions"], expected, strict=True
    ):
        assert wanted.interval is not None
        assert printed["dimension_id"] == wanted.dimension_id
        assert (printed["value"], printed["low"], printed["high"]) == (
            *(wanted.value, wanted.low, wanted.high),
        )
        assert printed["interval"] == vars(wanted.interval)
        assert printed["coverage"] == wanted.coverage


def test_a_score_worked_out_by_hand(terminal: Terminal, assessment_id: str) -> None:
    found = terminal.read("score", assessment_id)
    reach, reply = found["dimensions"]
    # Levels 3, 2 and twice 1 are 100, 50, 0 and 0 points; the weakest reply is at level 1.
    assert math.isclose(reach["value"], 150 / 4)
    assert reply["value"] == 0
    assert reach["band"]["letter"] == "L"
    assert [(gap["id"], gap["is_active"]) for gap in found["gaps"]] == [("GAP-1", True)]
    assert found["gaps"][0]["causes"] == ["REACH-3", "REPLY-2"]
    assert (found["tier"]["id"], found["is_complete"]) == ("TALK", True)


def test_a_result_names_the_questionnaire_that_it_rests_on(
    terminal: Terminal, assessment_id: str
) -> None:
    heading = terminal.read("list")["assessments"][0]
    for command in ("score", "suggest"):
        found = terminal.read(command, assessment_id)
        assert found["questionnaire"] == {
            "id": "grievance",
            "version": "1.0",
            "checksum": heading["questionnaire_checksum"],
            "content_differs": False,
        }
        assert found["spca_version"]


def test_an_edited_questionnaire_is_told_beside_the_numbers(
    terminal: Terminal, assessment_id: str, tmp_path: object
) -> None:
    (rules,) = terminal.folder.parent.glob("questionnaires/example/1.0/scoring.yaml")
    rules.write_text(rules.read_text(encoding="utf-8").replace("share: 0.6", "share: 0.5"), "utf-8")
    assert terminal.read("score", assessment_id)["questionnaire"]["content_differs"] is True
    assert "edited after this assessment was begun" in terminal.done("score", assessment_id).stdout


def test_too_early_is_said_in_place_of_scores_and_programmes(terminal: Terminal) -> None:
    id_ = terminal.begin()
    terminal.answer(id_, {"REACH-1": 1})
    (rules,) = terminal.folder.parent.glob("questionnaires/example/1.0/scoring.yaml")
    early = "coverage:\n  early: {share: 0.5, why: So.}\n"
    rules.write_text(rules.read_text("utf-8").replace("coverage:\n", early), "utf-8")
    line = "Too early for results: 1 of 5 questions are answered. Results are shown from 3 on."
    for command in ("score", "suggest"):
        printed = terminal.done(command, id_).stdout
        assert line in " ".join(printed.split())
        assert "Review tier" not in printed
    found = terminal.read("score", id_)
    assert [one["value"] for one in found["dimensions"]] == [None, None]
    assert (found["tier"], found["gaps"]) == (None, [])
    assert found["progress"] == {
        "n_answered": 1,
        "n_indicators": 5,
        "needed": 3,
        "lacking": ["REACH", "REPLY"],
        "is_early": True,
    }


def test_the_table_shows_band_score_bounds_interval_and_coverage(
    terminal: Terminal, assessment_id: str
) -> None:
    lines = terminal.done("score", assessment_id).stdout.splitlines()
    heading = next(n for n, line in enumerate(lines) if line.startswith("Id"))
    cells = lines[heading + 1].split("  ")
    assert [cell.strip() for cell in cells if cell][0:1] == ["REACH"]
    assert " 37.5 " in lines[heading + 1]
    assert "37.5 to 37.5" in lines[heading + 1]
    assert "100%" in lines[heading + 1]
    assert "GAP-1  Dangerous and useless: active" in "\n".join(lines)
    assert any(line.startswith("Review tier TALK") for line in lines)


def test_the_mark_of_other_methods_stands_beside_the_band_where_some_are_named(
    terminal: Terminal, assessment_id: str
) -> None:
    heading = "Band holds under other methods"
    assert heading not in terminal.done("score", assessment_id).stdout
    found = terminal.read("score", assessment_id)["dimensions"]
    assert [one["method_mark"] for one in found] == [None, None]
    rules = terminal.folder.parent / "questionnaires" / "example" / "1.0" / "scoring.yaml"
    methods = (
        "methods:\n  - {id: mean, name: The plain mean, rule: mean, why: Nothing is capped.}\n"
    )
    rules.write_text(rules.read_text("utf-8") + methods, "utf-8")
    reach, reply = terminal.read("score", assessment_id)["dimensions"]
    # Replies at levels 3 and 1 of 1 to 3: the lowest gives 0 points, the mean 50.
    assert reply["method_mark"] == {"band": "L", "others": {"mean": "H"}, "n_holds": 0}
    assert reach["method_mark"] == {"band": "L", "others": {"mean": "L"}, "n_holds": 1}
    lines = terminal.done("score", assessment_id, "--explain").stdout.splitlines()
    assert any(line.startswith("Id") and heading in line for line in lines)
    assert any(line.startswith("REPLY ") and "0 of 1" in line for line in lines)
    assert "The plain mean: H Half open, another band." in lines


def test_too_little_known_is_a_question_mark_and_never_a_zero(terminal: Terminal) -> None:
    id_ = terminal.begin()
    printed = terminal.done("score", id_).stdout
    row = next(line for line in printed.splitlines() if line.startswith("REACH"))
    assert row.split()[:3] == ["REACH", "?", "?"]
    found = terminal.read("score", id_)["dimensions"][0]
    assert (found["value"], found["interval"], found["band"]) == (None, None, None)
    assert (found["low"], found["high"], found["coverage"]) == (0, 100, 0)


def test_where_nothing_applies_no_figure_stands_in_lines_or_json(
    terminal: Terminal, assessment_id: str
) -> None:
    context = open_application(Settings.from_environment(terminal.environment)).context()
    opened = open_assessment(context, assessment_id)
    for id_ in ("REACH-1", "REACH-3", "REPLY-1", "REPLY-2"):
        answer = Answer(id_, Status.NOT_APPLICABLE, reason="There is no such office.")
        seen = context.store.record(opened.assessment).revision(id_)
        record_answer(context, opened, answer, seen)
    reach, reply = terminal.read("score", assessment_id)["dimensions"]
    figures = ("value", "low", "high", "coverage", "n_scored", "n_applicable", "n_asked")
    assert [reply[name] for name in figures] == [None, None, None, None, 0, 0, 2]
    assert [reach[name] for name in figures[3:]] == [1.0, 1, 1, 3]
    lines = terminal.done("score", assessment_id).stdout.splitlines()
    rows = {line.split()[0]: line for line in lines if line.startswith("RE")}
    assert rows["REPLY"].count("Not applicable") == 4
    assert "0 of 2, 2 not applicable" in rows["REPLY"]
    assert "100%" in rows["REACH"]
    assert "1 of 3, 2 not applicable" in rows["REACH"]


def test_the_baseline_is_named_and_an_empty_round_in_between_is_none(terminal: Terminal) -> None:
    levels = {"REACH-1": 3, "REACH-2": 3, "REACH-3": 3, "REPLY-1": 3, "REPLY-2": 3}
    earlier, empty, own = (
        terminal.begin(period) for period in ("Q4 2025", "2026-01", "April 2026")
    )
    terminal.answer(earlier, levels)
    terminal.answer(own, dict.fromkeys(levels, 1))
    printed = terminal.done("score", own).stdout
    assert "Declines are measured against Karsova, Q4 2025." in printed
    assert "Karsova, 2026-01 is an earlier round, but it has no score" in printed
    found = terminal.read("score", own)
    assert (found["baseline"]["id"], found["baseline"]["ends"]) == (earlier, "2025-12-31")
    assert found["baselines"] == {"REACH": earlier, "REPLY": earlier}
    assert "No decline is measured: no earlier round" in terminal.done("score", earlier).stdout
    assert terminal.read("score", empty)["baseline"]["id"] == earlier


def test_an_invented_state_is_marked_and_no_number_stands_without_the_standing_sentence(
    terminal: Terminal, assessment_id: str
) -> None:
    printed = terminal.done("score", assessment_id).stdout
    questionnaire = results_by_the_service(terminal, assessment_id).opened.framework.questionnaire
    assert "this state does not exist" in printed
    assert printed.splitlines()[-1] == questionnaire.standing_sentence


def test_explain_adds_the_sentences_of_every_dimension_and_gap(
    terminal: Terminal, assessment_id: str
) -> None:
    found = results_by_the_service(terminal, assessment_id)
    sentences = [
        sentence
        for dimension in found.profile.dimensions
        for sentence in explain_dimension(
            dimension, found.profile.explanation(dimension.dimension_id), found.opened.framework
        )
    ]
    short = terminal.done("score", assessment_id).stdout.splitlines()
    long = terminal.done("score", assessment_id, "--explain").stdout.splitlines()
    assert [line for line in long if line in sentences] == sentences
    assert not set(short) & set(sentences)
    as_json = terminal.read("score", assessment_id, "--explain")
    assert [s for d in as_json["dimensions"] for s in d["explanation"]] == sentences
    assert f"    {as_json['gaps'][0]['explanation']}" in long
    assert as_json["tier_explanation"] in long


def test_suggestions_come_in_groups_with_their_reasons(
    terminal: Terminal, assessment_id: str
) -> None:
    found = results_by_the_service(terminal, assessment_id)
    printed = terminal.read("suggest", assessment_id)["groups"]
    shown = [
        (group["group"], each["programme"]["id"], each["score"])
        for group in printed
        for each in group["suggestions"]
    ]
    assert shown == [(s.group.value, s.programme.id, s.score) for s in found.suggestions]
    assert len({group["group"] for group in printed}) == len(printed) > 1
    codes = {
        each["programme"]["id"]: each["programme"]["crs"]
        for group in printed
        for each in group["suggestions"]
    }
    assert {"code": "15135", "name": "Ombudsman", "percent": None, "parent": "15130"}.items() <= (
        codes["SAFE"][0].items()
    )
    lines = terminal.done("suggest", assessment_id).stdout.splitlines()
    for suggestion in found.suggestions:
        reasons = explain_suggestion(suggestion, found.opened.framework)
        assert [f"    - {reason}" in lines for reason in reasons] == [True] * len(reasons)


def test_a_questionnaire_without_programmes_suggests_nothing(
    terminal: Terminal, assessment_id: str
) -> None:
    (programmes,) = terminal.folder.parent.glob("questionnaires/example/1.0/programmes.yaml")
    programmes.unlink()
    assert terminal.read("suggest", assessment_id)["groups"] == []
    assert "without programmes" in terminal.done("suggest", assessment_id).stdout


def test_scores_can_be_piped_whatever_the_encoding(terminal: Terminal, assessment_id: str) -> None:
    terminal.environment |= {"PYTHONIOENCODING": "ascii"}
    done = terminal.spawn("score", assessment_id, "--explain")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith("Karsova, 2026")


def test_scores_of_an_assessment_without_any_answer_are_said_to_be_no_finding(
    terminal: Terminal, assessment_id: str
) -> None:
    said = "Nothing is answered yet"
    assert said in terminal.done("score", terminal.begin("2027")).stdout
    assert said not in terminal.done("score", assessment_id).stdout
