from types import SimpleNamespace

import pytest

from assessment.services import assessments as service
from tests.cli.terminal import Terminal

KENYA = ("--state", "ken", "--period", "2026", "--mode", "external", "--questionnaire", "grievance")


def test_new_prints_only_the_id_so_that_a_script_can_catch_it(terminal: Terminal) -> None:
    result = terminal.done("new", *KENYA)
    assert result.stdout == f"{terminal.read('list')['assessments'][0]['id']}\n"
    assert result.stderr.startswith(
        "Began Kenya, 2026, external assessment, for Ada Amin (Field Office)."
    )


def test_new_keeps_everything_that_was_said(terminal: Terminal) -> None:
    words = ("--region", "Coast", "--language", "en", "--scope-note", "Counties only")
    begun = terminal.read("new", *KENYA, *words)["assessment"]
    kept = terminal.read("list")["assessments"][0]
    assert begun.items() <= kept.items()
    said = ("state_code", "state_name", "region", "period", "mode", "language", "scope_note")
    assert [kept[key] for key in said] == [
        *("KEN", "Kenya", "Coast", "2026", "external", "en", "Counties only")
    ]
    assert (kept["invented"], kept["created_by"]) == (False, "Ada Amin")


def test_an_invented_state_takes_its_name_and_is_marked_in_the_list(terminal: Terminal) -> None:
    terminal.begin()
    assert terminal.read("list")["assessments"][0]["invented"] is True
    assert "Karsova [invented]" in terminal.done("list").stdout


@pytest.mark.parametrize(("code", "name"), [("XKX", "Kosovo"), ("PSE", "State of Palestine")])
def test_places_that_iso_3166_does_not_name_so_are_no_invented_states(
    terminal: Terminal, code: str, name: str
) -> None:
    terminal.done("new", "--state", code, *KENYA[2:])
    (listed,) = terminal.read("list")["assessments"]
    kept = listed.get("assessment", listed)
    assert (kept["state_code"], kept["state_name"], kept["invented"]) == (code, name, False)


@pytest.mark.parametrize(
    ("typed", "code"), [("Kenya", "KEN"), ("ke", "KEN"), ("Ivory Coast", "CIV"), ("DRC", "COD")]
)
def test_a_state_is_begun_under_its_usual_name(terminal: Terminal, typed: str, code: str) -> None:
    words = ("--period", "Q4 2025", "--mode", "external", "--questionnaire", "grievance")
    terminal.done("new", "--state", typed, *words)
    (kept,) = terminal.read("list")["assessments"]
    assert (kept["state_code"], kept["period"]) == (code, "Q4 2025")
    assert (kept["begins"], kept["ends"]) == ("2025-10-01", "2025-12-31")


def test_everything_that_is_wrong_with_a_new_assessment_is_told_at_once(
    terminal: Terminal,
) -> None:
    words = ("--state", "KENIA", "--period", " ", "--mode", "outside")
    codes = terminal.refused("new", *words, "--questionnaire", "grievance")
    assert sorted(codes) == [
        "assessment.period_missing",
        "assessment.state_unknown",
        "assessment.value_unknown",
    ]
    assert terminal.read("list")["assessments"] == []


def test_the_same_assessment_is_not_begun_twice(terminal: Terminal) -> None:
    terminal.done("new", *KENYA)
    assert terminal.refused("new", *KENYA) == ["assessment.exists"]


def test_the_list_says_how_many_questions_are_answered(terminal: Terminal) -> None:
    id_ = terminal.begin()
    before = terminal.read("list")["assessments"][0]
    assert (before["n_answered"], before["n_indicators"], before["last_change"]) == (0, 5, None)
    terminal.answer(id_, {"REACH-1": 3, "REACH-2": 2})
    after = terminal.read("list")["assessments"][0]
    assert (after["n_answered"], after["last_change"] is None) == (2, False)
    heading, line = terminal.done("list").stdout.splitlines()
    assert line[heading.index("Answered") :].startswith("2 of 5")


def test_an_empty_list_says_how_to_begin(terminal: Terminal) -> None:
    assert "spca new" in terminal.done("list").stdout


def test_who_writes_can_be_said_before_the_command(terminal: Terminal) -> None:
    terminal.done("--person", "Bo Berg", "--organisation", "Ministry", "new", *KENYA)
    assert terminal.read("list")["assessments"][0]["created_by"] == "Bo Berg"


def test_another_database_can_be_named_before_the_command(terminal: Terminal) -> None:
    other = f"sqlite:///{terminal.folder / 'other.db'}"
    terminal.done("--database", other, "new", *KENYA)
    assert terminal.read("list")["assessments"] == []
    assert terminal.read("--database", other, "list")["assessments"][0]["state_code"] == "KEN"


@pytest.fixture
def twins(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two assessments whose ids begin alike."""
    ids = ("abcd1111", "abcd2222")
    given = iter(ids)
    monkeypatch.setattr(service, "uuid4", lambda: SimpleNamespace(hex=next(given)))
    terminal.begin("2025")
    terminal.begin("2026")
    return ids


def test_the_beginning_of_an_id_names_an_assessment(
    terminal: Terminal, twins: tuple[str, str]
) -> None:
    named = [terminal.read("score", word)["assessment"]["id"] for word in ("abcd1", "ABCD2")]
    assert named == [*twins]


def test_a_beginning_that_fits_two_assessments_names_both_and_chooses_none(
    terminal: Terminal, twins: tuple[str, str]
) -> None:
    assert terminal.refused("score", "abcd") == ["assessment.id_ambiguous"]
    message = terminal.run("score", "abcd").stderr
    assert all(f"{id_} (Karsova, " in message for id_ in twins)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("abc", "assessment.id_short"),
        ("", "assessment.id_short"),
        ("zzzz", "assessment.unknown"),
        ("abcd11112", "assessment.unknown"),
    ],
)
@pytest.mark.parametrize("command", ["score", "suggest", "export-workbook", "results"])
def test_an_id_that_names_nothing_is_refused_by_every_command(
    terminal: Terminal, twins: tuple[str, str], command: str, word: str, code: str
) -> None:
    assert terminal.refused(command, word) == [code]


def test_texts_of_other_people_cannot_steer_the_terminal(terminal: Terminal) -> None:
    terminal.done("new", *KENYA, "--region", "Coast\x1b[2J\nRift")
    printed = terminal.done("list").stdout
    assert "\x1b" not in printed
    assert len(printed.splitlines()) == 2
