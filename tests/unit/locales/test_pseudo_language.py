"""The pseudo-language marks what went through the door, and finds what did not."""

import pytest

from assessment.locales import gettext as _
from assessment.locales import languages, ngettext
from tests import pseudo
from tests.pseudo import PSEUDO, pseudo_catalogue, unmarked


@pytest.fixture
def catalogue_of_three(monkeypatch: pytest.MonkeyPatch, tmp_path):
    messages = ["A sentence.", "Sheet {sheet} is empty.", ("{number} row", "{number} rows")]
    monkeypatch.setattr(pseudo, "_messages", lambda: [(one, None) for one in messages])
    pseudo._compiled.cache_clear()
    pseudo_catalogue(tmp_path)
    pseudo._compiled.cache_clear()
    monkeypatch.setenv("SPCA_LOCALES", str(tmp_path))
    monkeypatch.setenv("SPCA_LANGUAGE", PSEUDO)


@pytest.mark.usefixtures("catalogue_of_three")
def test_every_part_of_a_sentence_but_its_places_is_marked():
    assert _("A sentence.") == "⟦A sentence.⟧"
    assert _("Sheet {sheet} is empty.", sheet="Law") == "⟦Sheet ⟧Law⟦ is empty.⟧"
    assert ngettext("{number} row", "{number} rows", 1) == "1⟦ row⟧"
    assert ngettext("{number} row", "{number} rows", 2000) == "2,000⟦ rows⟧"
    assert languages() == ("en", PSEUDO)


@pytest.mark.usefixtures("pseudo_language")
def test_the_sentences_of_the_product_are_in_the_catalogue():
    assert languages() == ("en", PSEUDO)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nothing is marked here.", ["Nothing is marked here"]),
        ("⟦All is marked.⟧", []),
        ("⟦One ⟧⟦inside ⟦another⟧⟧⟦ one.⟧", []),
        ("⟦Kept by ⟧nobody⟦, on ⟧29 Nov 2026, 16:05 UTC", ["nobody"]),
        ("12.5 | LAW-1 | NA | spca score --replay r_1 | ../a/b.xlsx", ["spca score", "replay"]),
        ("**⟦Level ⟧**2 · Courts, law and order", []),
        ("courts\\, law\\-making and law and order", ["courts", "law-making and law and order"]),
        ("Courts, law and other things", ["Courts", "law and other things"]),
    ],
)
def test_words_outside_the_brackets_are_found(text: str, found: list[str]):
    assert unmarked(text, ["Courts, law and order"]) == found
