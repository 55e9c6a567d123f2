"""Names of states as international organisations spell them."""

import pytest

from assessment.library.codelists import other_state_names
from assessment.library.state_lookup import find_state
from assessment.library.state_spellings import spellings
from assessment.library.states import states
from tests.unit.index.building import a_node, an_index, from_csv
from tests.unit.index.tables import refused

INDEX = an_index("a", [a_node("arithmetic", "a")])


def code_of(name: str) -> str:
    (unit,) = from_csv(INDEX, f'state,a\n"{name}",1\n').result.units
    return unit.code


@pytest.mark.parametrize(("name", "code"), other_state_names().items())
def test_every_other_name_leads_to_its_code(name: str, code: str) -> None:
    assert code in {*states(), "XKX"}
    assert find_state(name) == code
    assert code_of(name) == code


def test_no_other_name_is_one_that_is_known_already() -> None:
    known = {name.casefold() for name in states().values()}
    assert known.isdisjoint(other_state_names())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Congo, Dem. Rep.", "COD"),
        ("Congo, Rep.", "COG"),
        ("Congo (Democratic Republic of the)", "COD"),
        ("Congo", "COG"),
        ("Korea, Dem. People’s Rep.", "PRK"),
        ("Korea, Rep.", "KOR"),
        ("Guinea", "GIN"),
        ("Guinea Bissau", "GNB"),
        ("Iran (Islamic Republic of)*", "IRN"),
        ("The Gambia", "GMB"),
        ("Bosnia & Herzegovina", "BIH"),
        ("Netherlands (Kingdom of the)", "NLD"),
        ("Côte d’Ivoire", "CIV"),
    ],
)
def test_states_with_like_names_stay_apart(name: str, code: str) -> None:
    assert code_of(name) == code


def test_one_state_under_two_names_is_one_state() -> None:
    (problem,) = refused("state,a\nTürkiye,1\nTurkey,2\n", INDEX)
    assert problem.code == "table.unit_repeated"


@pytest.mark.parametrize("name", ["Sub-Saharan Africa", "IDA total", "World", "Congo (other)"])
def test_a_group_of_states_or_half_a_name_is_no_state(name: str) -> None:
    (problem,) = refused(f'state,a\n"{name}",1\n', INDEX)
    assert problem.code == "table.state_unknown"


def test_a_spelling_drops_nothing_that_tells_states_apart() -> None:
    assert "Congo" not in set(spellings("Congo (Democratic Republic of the)"))
