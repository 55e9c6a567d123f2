"""Help: first steps for three kinds of reader, the method in plain words, and what words mean."""

import pytest

from assessment.reporting.glossary import glossary
from assessment.reporting.terms import confidence_rule, grade_rule
from tests.pages.screen import Screen
from tests.pages.workspace import ALL_PAGES, Workspace


@pytest.fixture
def help_page(workspace: Workspace) -> Screen:
    """The page in a workspace without any assessment."""
    return workspace.open("help")


def links(screen: Screen) -> list[str]:
    """Return the pages to which links lead."""
    return [link.proto.page for link in screen.at.get("page_link")]


@pytest.mark.parametrize(
    ("reader", "pages"),
    [
        ("own", ["", "scope", "rating", "profile", "actions"]),
        ("partner", ["", "scope", "questions", "circumstances", "reviews"]),
        ("reader", ["", "compare", "programmes", "sources"]),
    ],
)
def test_each_kind_of_reader_is_led_from_page_to_page(
    help_page: Screen, reader: str, pages: list[str]
):
    help_page.give("help_reader", reader)
    # The list of assessments is the first page and has no name in the address.
    assert links(help_page)[: len(pages) + 1] == ["tour", *pages]
    assert set(links(help_page)) <= {"", *ALL_PAGES}


def test_headings_come_in_order_and_can_be_jumped_to(help_page: Screen):
    assert help_page.title == "Help"
    names = [header.value for header in help_page.at.header]
    for header in help_page.at.header:
        assert f"[{header.value}](#{header.proto.anchor})" in help_page.text
    assert names[0] == "First steps"
    assert names[-1] == "Words"


def test_the_method_is_told_in_the_words_of_the_questions(help_page: Screen):
    assert confidence_rule() in help_page.text
    assert grade_rule() in help_page.text
    assert "Neither counts as 0, and neither does a question that nobody" in help_page.text
    assert "A score is no forecast." in help_page.text


def test_what_restricted_does_is_said_as_it_is(help_page: Screen):
    assert "Everybody who can open this app sees everything in it." in help_page.text
    assert "The mark only keeps it out of downloads" in help_page.text


def test_a_word_can_be_looked_up_and_all_of_them_read(help_page: Screen):
    for term, meaning in glossary():
        assert f"**{term}**  \n{meaning}" in help_page.text
    assert help_page.text.count("The share of applicable indicators that have a level.") == 1
    help_page.give("help_word", "coverage")
    assert help_page.text.count("The share of applicable indicators that have a level.") == 2
