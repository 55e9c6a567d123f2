"""Names of states as international organisations spell them."""

import pytest

from assessment.library import states as state_names
from assessment.library.codelists import (
    other_codes,
    other_state_names,
    shown_state_names,
    world_regions,
)
from assessment.library.states import (
    find_state,
    is_invented_code,
    nearest_states,
    state_choices,
    states,
)
from assessment.model.text import fold
from tests.unit.index.building import a_node, an_index, from_csv
from tests.unit.index.tables import refused

INDEX = an_index("a", [a_node("mean", "a")])


def code_of(name: str) -> str:
    (unit,) = from_csv(INDEX, f'state,a\n"{name}",1\n').result.units
    return unit.code


@pytest.mark.parametrize(("name", "code"), other_state_names().items())
def test_every_other_name_leads_to_its_code(name: str, code: str) -> None:
    assert code in states()
    assert find_state(name) == code
    assert code_of(name) == code


def test_no_other_name_is_one_that_is_known_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_names, "other_state_names", dict)
    state_names._by_name.cache_clear()
    find_state.cache_clear()
    assert [name for name in other_state_names() if find_state(name)] == []
    state_names._by_name.cache_clear()
    find_state.cache_clear()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TÜRKİYE", "TUR"),
        ("Turkiye", "TUR"),
        ("Turkey (Türkiye)", "TUR"),
        ("Türkiye (Turkey)", "TUR"),
        ("Co\u0302te d'Ivoire", "CIV"),
        ("Cote dIvoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("KEN\u200b", "KEN"),
        ("\ufeffＫＥＮ", "KEN"),
        ("ke", "KEN"),
        ("Moldova, Rep.", "MDA"),
        ("Timor Leste", "TLS"),
        ("Congo (DRC)", "COD"),
        ("DRC", "COD"),
        ("UK", "GBR"),
        ("U.K.", "GBR"),
        ("DPRK", "PRK"),
        ("Macau", "MAC"),
        ("Reunion", "REU"),
        ("Burma", "MMR"),
        ("Swaziland", "SWZ"),
        ("Holland", "NLD"),
        ("Kosovo", "XKX"),
        ("XK", "XKX"),
        ("XKK", "XKX"),
        ("State of Palestine", "PSE"),
        ("Palestine", "PSE"),
        ("Taiwan", "TWN"),
        ("Chinese Taipei", "TWN"),
        ("EL", "GRC"),
    ],
)
def test_every_usual_spelling_leads_to_its_state(name: str, code: str) -> None:
    assert find_state(name) == code
    assert code_of(name) == code


def test_the_pick_list_shows_the_names_that_people_search_for() -> None:
    choices = state_choices()
    assert list(choices) == sorted(choices, key=lambda code: fold(choices[code]))
    assert choices.keys() == states().keys()
    shown = {"TUR": "Turkey", "CIV": "Cote d'Ivoire", "MMR": "Burma", "SWZ": "Swaziland"}
    for code, word in {**shown, "COD": "DRC", "XKX": "Kosovo", "REU": "Reunion"}.items():
        assert word in choices[code]
    for code, names in shown_state_names().items():
        assert [find_state(name) for name in names] == [code] * len(names)


def test_every_code_beside_iso_leads_to_a_place_and_none_is_invented() -> None:
    for code, place in other_codes().items():
        assert (find_state(code), place in states()) == (place, True)
        assert not is_invented_code(code)


def test_a_code_of_no_state_among_real_ones_is_asked_and_named_it_is_taken() -> None:
    (problem,) = refused("state,a\nXEN,1\nUGA,2\n", INDEX)
    assert (problem.code, problem.where) == ("table.state_invented", "Row 2, column 'state'")
    assert "BEN Benin, KEN Kenya, SEN Senegal or VEN Venezuela" in problem.remedy
    named = from_csv(INDEX, "state,name,a\nXEN,Karsova,1\nUGA,Uganda,2\n")
    assert [unit.code for unit in named.result.units] == ["XEN", "UGA"]
    invented = from_csv(INDEX, "state,a\nXEN,1\nXAB,2\n")
    assert [unit.code for unit in invented.result.units] == ["XEN", "XAB"]


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


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("TÜRKİYE", "TUR"),
        ("Co\u0302te d'Ivoire", "CIV"),
        ("Cote d\u2019Ivoire", "CIV"),
        ("KEN\u200b", "KEN"),
        ("\ufeffKenya\u00a0", "KEN"),
        ("Ｋｅｎｙａ", "KEN"),
        ("Cote d\u00b4Ivoire", "CIV"),
        ("Moldova, Rep.", "MDA"),
        ("Bosnia-Herzegovina", "BIH"),
        ("Solomon Is.", "SLB"),
        ("China, Hong Kong SAR", "HKG"),
        ("Tanzania (United Rep.)", "TZA"),
        ("Timor Leste", "TLS"),
        ("Reunion", "REU"),
        ("Macau", "MAC"),
        ("UK", "GBR"),
        ("DPRK", "PRK"),
        ("North Korea", "PRK"),
        ("Congo-Brazzaville", "COG"),
        ("Congo-Kinshasa", "COD"),
        ("Congo (DRC)", "COD"),
        ("Republic of Niger", "NER"),
        ("State of Palestine", "PSE"),
        ("Kosovo (UNSCR 1244)", "XKX"),
        ("Kosovo*", "XKX"),
        ("ST", "STP"),
        ("IS", "ISL"),
        ("AND", "AND"),
    ],
)
def test_accents_widths_and_signs_that_nobody_sees_make_no_difference(
    written: str, code: str
) -> None:
    assert code_of(written) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo", {"COG", "COD"}),
        ("Congo-Brazzaville", {"COG", "COD"}),
        ("Congo (other)", {"COG", "COD"}),
        ("Korea", {"KOR", "PRK"}),
        ("North Korea", {"PRK", "KOR"}),
        ("Peoples Republic of Korea", {"PRK", "KOR"}),
        ("Niger Republic", {"NER"}),
        ("Virgin Islands", {"VGB", "VIR"}),
        ("Kenia", {"KEN"}),
        ("Viet Nam", {"VNM"}),
        ("Sub-Saharan Africa", set()),
        ("World", set()),
        ("Republic", set()),
    ],
)
def test_a_proposed_state_shares_the_word_before_the_comma(text: str, codes: set[str]) -> None:
    assert {near.partition(" ")[0] for near in nearest_states(text)} == codes


def test_a_name_that_two_states_share_is_told_unless_the_other_one_is_in_the_table() -> None:
    (warning,) = from_csv(INDEX, "state,a\nCongo,1\n").warnings
    assert (warning.code, warning.where) == ("table.state_ambiguous", "Row 2, column 'state'")
    assert "COD Congo, The Democratic Republic of the" in warning.found
    assert from_csv(INDEX, 'state,a\nCongo,1\n"Congo, Dem. Rep.",2\n').warnings == ()
    assert from_csv(INDEX, "state,a\nCOG,1\n").warnings == ()


def test_every_code_and_name_is_known_and_nothing_else_is() -> None:
    for code, name in states().items():
        assert find_state(code) == find_state(name) == find_state(name.upper()) == code
    assert [find_state(text) for text in ("", " ", ".", ",", "the", "and the")] == [None] * 6


def test_kosovo_and_the_state_of_palestine_are_places_like_others() -> None:
    assert (states()["XKX"], states()["PSE"]) == ("Kosovo", "State of Palestine")
    assert not is_invented_code("XKX")
    assert world_regions()["XKX"] == ("Europe", "Southern Europe")
