"""The words that the app explains are those of docs/glossary.md, with the same meaning."""

import pytest

from assessment.reporting.glossary import glossary, meaning_of
from assessment.wiring import ROOT


def rows() -> list[tuple[str, str]]:
    """Return term and meaning of each row of the document."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines]
    return [(term, meaning) for term, meaning in (row for row in cells if len(row) == 2)]


@pytest.mark.parametrize(("term", "meaning"), [*glossary()])
def test_a_word_means_in_the_app_what_the_document_begins_with(term: str, meaning: str) -> None:
    assert any(name == term and said.startswith(meaning) for name, said in rows())


def test_a_word_stands_in_the_document_once() -> None:
    names = [term.casefold() for term, _meaning in rows()]
    assert "gate" in names
    assert sorted(set(names)) == sorted(names)


def test_the_words_stand_in_the_order_of_the_alphabet() -> None:
    names = [name for name, _meaning in glossary()]
    assert names == sorted(names, key=str.casefold)


def test_a_word_that_is_not_explained_is_refused() -> None:
    assert meaning_of("coverage") == "The share of applicable indicators that have a level."
    with pytest.raises(KeyError):
        meaning_of("umbrella")
