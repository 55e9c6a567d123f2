"""Lists of a scope sheet, as people write them and as they are kept."""

from hypothesis import given
from hypothesis import strategies as st

from assessment.model.scope import SCOPE_LISTS, Scope, split_entries


def test_an_entry_is_kept_as_it_was_written_but_for_spaces():
    sheet = Scope(groups=("  Group  A ", "GROUP b", "Côtiers"))
    assert sheet.groups == ("Group A", "GROUP b", "Côtiers")


def test_lines_and_semicolons_make_two_entries_wherever_they_come_from():
    assert split_entries("North; South\n\n ;East") == ("North", "South", "East")
    assert Scope(regions=("North; South\nEast",)).regions == ("North", "South", "East")


def test_a_list_is_filled_by_names_or_by_saying_that_there_are_none():
    sheet = Scope(groups=("Group A",), not_reached=("none",))
    assert sheet.filled == ("groups", "not_reached")
    assert (sheet.named("groups"), sheet.named("not_reached")) == (("Group A",), ())
    assert sheet.named("regions") == ()


def test_a_sheet_is_complete_when_every_list_says_something():
    whole = Scope(**dict.fromkeys(SCOPE_LISTS, ("none",)))
    assert whole.is_complete
    assert not Scope(**whole.lists | {"regions": ()}).is_complete


@given(st.lists(st.text(max_size=20), max_size=5))
def test_a_text_box_gives_back_the_list_that_it_shows(entries):
    groups = Scope(groups=tuple(entries)).groups
    assert split_entries("\n".join(groups)) == groups
    assert split_entries("; ".join(groups)) == groups
