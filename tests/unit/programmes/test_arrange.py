"""The order in which a reader meets suggestions."""

from dataclasses import replace

from assessment.model.programme import FirstOnly
from assessment.model.suggestion import Group, Suggestion
from assessment.programmes.arrange import arrange
from assessment.reporting.programmes import (
    first_sentence,
    place_words,
    unknown_sentence,
    why_later,
)
from tests.unit.programmes.safe_catalogue import SEVERE, catalogue_of, safe_framework, suggestions

FRAMEWORK = safe_framework()
CATALOGUE = catalogue_of(FRAMEWORK)
ONE = next(iter(suggestions(FRAMEWORK, {"LAW-1": 2}).values()))


def an_option(id_: str, group: Group = Group.WEAK_POINT, **fields: object) -> Suggestion:
    horizon = fields.pop("horizon", "long")
    excludes = fields.pop("excludes", ())
    changed = {"id": id_, "horizon": horizon, "exclusive_with": excludes}
    return replace(ONE, programme=ONE.programme.model_copy(update=changed), group=group, **fields)


def ids(places) -> list[list[str]]:
    return [[one.programme.id for one in place.suggestions] for place in places]


def test_at_most_five_come_first_and_the_rest_says_why() -> None:
    found = arrange([an_option(f"A{n}") for n in range(7)], CATALOGUE)
    assert ids(found.first) == [["A0"], ["A1"], ["A2"], ["A3"], ["A4"]]
    assert ids(found.others) == [["A5"], ["A6"]]
    (why,) = why_later(found.others[0].suggestions[0], found, CATALOGUE)
    assert why == "5 other options are called for more, or serve more gaps and weak points."
    assert first_sentence(found).startswith("5 options come first;")


def test_what_already_works_is_never_among_the_first() -> None:
    found = arrange([an_option("A", Group.KEEP_GOING)], CATALOGUE)
    assert (ids(found.first), ids(found.others)) == ([], [["A"]])


def test_options_that_exclude_each_other_share_one_place() -> None:
    given = [an_option("A", excludes=("C",)), an_option("B"), an_option("C", excludes=("A",))]
    found = arrange(given, CATALOGUE)
    assert ids(found.first) == [["A", "C"], ["B"]]
    assert place_words(given[2], found) == "First, place 1"


def test_an_option_whose_other_side_is_closed_stands_alone() -> None:
    given = [
        an_option("A", excludes=("C",)),
        an_option("C", Group.NOT_ADVISED, excludes=("A",)),
    ]
    found = arrange(given, CATALOGUE)
    assert ids(found.first) == [["A"]]
    assert [one.programme.id for one in found.closed] == ["C"]


def test_both_horizons_are_among_the_first() -> None:
    given = [an_option(f"A{n}") for n in range(6)] + [an_option("B", horizon="crisis")]
    assert ids(arrange(given, CATALOGUE).first)[-1] == ["B"]
    soon = [an_option(f"A{n}", horizon="medium") for n in range(6)] + [an_option("B")]
    assert ids(arrange(soon, CATALOGUE).first)[-1] == ["B"]


def test_a_programme_that_is_held_back_waits_with_its_reason() -> None:
    terms = replace(ONE.terms, held_back="Nothing calls for a new body.")
    held = an_option("A", Group.CRITICAL_GAP, terms=terms)
    found = arrange([held, an_option("B")], CATALOGUE)
    assert (ids(found.first), ids(found.others)) == ([["B"]], [["A"]])
    assert list(why_later(held, found, CATALOGUE)) == ["Nothing calls for a new body."]


def test_it_is_held_back_unless_the_circumstances_are_known_to_call_for_it() -> None:
    rule = FirstOnly.model_validate({"condition": SEVERE, "otherwise": "All is calm."})
    programmes = [
        one.model_copy(update={"first_only_when": rule}).model_dump()
        for one in CATALOGUE.programmes
    ]
    framework = safe_framework(programmes=programmes)
    for option, held in (("severe", ""), ("none", "All is calm."), ("unknown", "All is calm.")):
        found = suggestions(framework, {"LAW-1": 2}, flags={"X1": option})["P1"]
        assert found.held_back == held


def test_what_circumstances_call_for_comes_before_what_levels_call_for() -> None:
    call = {"condition": SEVERE, "why": "People are under attack."}
    programmes = [one.model_dump() for one in CATALOGUE.programmes]
    programmes[2]["called_for_when"] = [call]
    framework = safe_framework(programmes=programmes)
    found = suggestions(framework, {"LAW-1": 0, "SEC-1": 0}, flags={"X1": "severe"})
    assert next(iter(found)) == "P3"
    assert found["P3"].group is Group.CALLED_FOR
    calm = suggestions(framework, {"LAW-1": 0, "SEC-1": 0}, flags={"X1": "present"})
    assert calm["P3"].group is Group.NOT_KNOWN


def test_what_is_not_known_is_one_line() -> None:
    found = arrange(list(suggestions(FRAMEWORK, {"LAW-1": 2}).values()), CATALOGUE)
    said = unknown_sentence(found, FRAMEWORK)
    assert said.startswith("Not enough answers to say: P2 Police reform and P3 Early warning.")
    assert unknown_sentence(arrange([ONE], CATALOGUE), FRAMEWORK) == ""
