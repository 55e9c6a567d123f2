"""A file of peer groups is used as a whole or not at all, and every mistake is told at once."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import wiring
from assessment.library.peer_groups import MOST_BYTES, PeerGroups, read_content, read_peer_groups
from assessment.library.states import states
from assessment.wiring import Settings, open_application

HEADING = "list,group,state\n"
GOOD = HEADING + "Income group FY2026,Low income,TCD\nIncome group FY2026,High income,Japan\n"


def read(text: str | bytes) -> PeerGroups:
    content = text if isinstance(text, bytes) else text.encode()
    return read_content(content, "peers.csv")


def told(text: str | bytes) -> list[str]:
    """Every problem of a file; none of its groups is used."""
    found = read(text)
    assert found.groups == {}
    assert found.problems
    return [str(problem) for problem in found.problems]


def test_groups_are_named_after_list_and_group_in_the_order_of_the_file():
    found = read(GOOD)
    assert found.problems == ()
    assert list(found.groups.items()) == [
        ("Income group FY2026: Low income", frozenset({"TCD"})),
        ("Income group FY2026: High income", frozenset({"JPN"})),
    ]


@pytest.mark.parametrize("state", ["TCD", "tcd", "TD", "Chad", " chad  ", "Republic of Chad"])
def test_a_state_is_known_by_code_and_by_name(state: str):
    assert read(f"{HEADING}L,G,{state}\n").groups == {"L: G": frozenset({"TCD"})}


def test_a_state_may_be_in_groups_of_several_lists_and_in_several_of_one():
    text = HEADING + "Blocs,African Union,KEN\nBlocs,Commonwealth,KEN\nCoast,Yes,KEN\n"
    names = ("Blocs: African Union", "Blocs: Commonwealth", "Coast: Yes")
    found = read(text)
    assert found.groups_of("KEN") == names
    assert found.groups_of("FRA") == ()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        "State , GROUP,List\nTCD,Low income,Income group FY2026\n"
        "JPN,High income,Income group FY2026\n",
        GOOD.replace("\n", ",note\n", 1),
        GOOD + ",,\n\n",
        GOOD.replace("Low income", '"Low  income"'),
    ],
    ids=["mark", "line_ends", "other_order", "further_column", "empty_rows", "spaces"],
)
def test_what_programs_write_differently_means_the_same(text: str):
    assert read(text) == read(GOOD)


def test_an_unknown_state_is_told_with_its_line_and_the_nearest_name():
    (problem,) = told(GOOD + "Income group FY2026,Low income,Namibbia\n")
    assert problem == (
        "peers.csv, line 4: 'Namibbia' is not recognised as a state. Allowed are ISO "
        "3166-1 codes and English names. Did you mean NAM Namibia?"
    )


def test_a_state_that_resembles_none_is_told_as_well():
    (problem,) = told(HEADING + "Income group FY2026,High income,CHI\n")
    assert "'CHI' is not recognised as a state." in problem
    assert "Remove the row if it is no state." in problem


def test_the_same_state_twice_in_a_group_is_told_however_it_is_written():
    (problem,) = told(GOOD + "Income group FY2026,Low income,Chad\n")
    assert "line 4: TCD is in this group already, in line 2." in problem


def test_a_group_in_two_spellings_would_become_two_groups():
    (problem,) = told(GOOD + "Income group FY2026,low income,NER\n")
    assert "'low income' of the list 'Income group FY2026' stands further up as 'Low" in problem


def test_two_groups_that_would_be_shown_alike_are_told():
    (problem,) = told(HEADING + "A,B: C,NER\nA: B,C,TCD\n")
    assert "The group 'C' of the list 'A: B' stands further up as 'B: C' of 'A'." in problem


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("list,group", ["The column 'state' is missing; found: list, group."]),
        ("a,b", ["'list' is missing", "'group' is missing", "'state' is missing"]),
        ("list;group;state", ["by commas, not by semicolons"] * 3),
        ("list,group,state,state", ["several columns 'state'"]),
        ("", ["found: nothing"] * 3),
    ],
)
def test_a_first_line_that_is_not_understood_is_told(heading: str, words: list[str]):
    found = told(f"{heading}\nL,G,TCD\n")
    assert len(found) == len(words)
    for problem, word in zip(found, words, strict=True):
        assert word in problem
        assert "peers.csv, line 1: " in problem


def test_an_empty_file_and_one_without_rows_have_no_groups():
    assert len(told("")) == 3
    assert told(HEADING) == [
        "peers.csv: There is no row below the first line. Add one row for each state of each "
        "group, or remove the file."
    ]


def test_a_file_that_is_not_utf8_is_told_with_the_line():
    (problem,) = told(GOOD.encode() + "L,G,Côte d'Ivoire\n".encode("latin-1"))
    assert "peers.csv, line 4: There is a character that is not written in UTF-8." in problem
    assert "not written in UTF-8" in told(GOOD.encode("utf-16"))[0]


def test_a_name_with_a_comma_needs_quotation_marks():
    (problem,) = told(HEADING + "Income group FY2026,Low income,Egypt, Arab Rep.\n")
    assert "line 2: The row has 4 cells, and the first line has 3." in problem
    assert "quotation marks" in problem


def test_a_quotation_mark_that_is_not_closed_swallows_no_row():
    (problem,) = told(GOOD + '"Income group FY2026,Low income,NER\nA,B,KEN\n')
    assert "quotation mark that is not closed" in problem


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines():
    text = GOOD + "L,,KEN\nL,G,Atlantis\nL,G,\nIncome group FY2026,Low income,TCD\nL,G\n"
    text += f"L,{'x' * 81},KEN\n"
    lines = [problem.split(": ")[0] for problem in told(text)]
    assert lines == [f"peers.csv, line {n}" for n in (4, 5, 6, 7, 8, 9)]


def test_a_file_that_is_too_long_is_not_read():
    (problem,) = told(GOOD + "x" * MOST_BYTES)
    assert "more than 1,000,000 bytes" in problem


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_there_are_groups_or_reasons(content: bytes):
    found = read(content)
    assert bool(found.groups) != bool(found.problems)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(sorted(states()))), min_size=1))
def test_what_is_written_is_read_back(pairs: list[tuple[str, str]]):
    """The naive route: a loop over the rows, without their repetition."""
    rows = list(dict.fromkeys(pairs))
    file = StringIO()
    csv.writer(file).writerows([("list", "group", "state"), *(("L", *row) for row in rows)])
    expected: dict[str, set[str]] = {}
    for group, code in rows:
        expected.setdefault(f"L: {group}", set()).add(code)
    assert read(file.getvalue()).groups == expected


def test_the_guide_shows_a_file_that_is_read_and_the_messages_of_one_that_is_not():
    guide = (wiring.ROOT / "docs/how-to/peer-groups.md").read_text(encoding="utf-8")
    example, messages = (
        re.findall(rf"```{kind}\n(.*?)```", guide, re.DOTALL)[0] for kind in ("csv", "text")
    )
    found = read(example)
    assert found.problems == ()
    assert found.groups["Income group FY2026: Low income"] == {"TCD", "NER"}
    broken = example.replace("High income,JPN", "High income,Japann")
    broken += "Income group FY2026,Low income,Chad\n"
    problems = read_content(broken.encode(), "peer-groups.csv").problems
    assert [str(problem) for problem in problems] == messages.splitlines()


def test_a_file_is_read_from_its_place_and_named_without_its_folder(tmp_path: Path):
    path = tmp_path / "groups.csv"
    path.write_text(GOOD, encoding="utf-8")
    assert read_peer_groups(path) == read(GOOD)
    path.write_text(HEADING, encoding="utf-8")
    assert read_peer_groups(path).problems[0].where == "groups.csv"


@pytest.mark.parametrize("name", ["gone.csv", "."])
def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path, name: str):
    (problem,) = read_peer_groups(tmp_path / name).problems
    assert problem.code == "peers.file_unusable"
    assert "SPCA_PEER_GROUPS" in problem.remedy


def application(folder: Path, **variables: str):
    environment = {"SPCA_DATABASE_URL": f"sqlite:///{folder / 'spca.db'}", **variables}
    return open_application(Settings.from_environment(environment))


def test_an_installation_names_its_file_and_a_corrected_one_counts_at_once(tmp_path: Path):
    path = tmp_path / "groups.csv"
    opened = application(tmp_path, SPCA_PEER_GROUPS=str(path))
    assert opened.peer_groups().problems[0].code == "peers.file_unusable"
    path.write_text(GOOD, encoding="utf-8")
    assert opened.peer_groups() == read(GOOD)


def test_without_a_setting_the_file_in_the_data_folder_counts_if_it_is_there(
    tmp_path: Path, monkeypatch
):
    path = tmp_path / "peer-groups.csv"
    monkeypatch.setattr(wiring, "DEFAULT_PEER_GROUPS", path)
    opened = application(tmp_path, SPCA_PEER_GROUPS="")
    assert opened.peer_groups() == PeerGroups()
    path.write_text(GOOD, encoding="utf-8")
    assert opened.peer_groups() == read(GOOD)
