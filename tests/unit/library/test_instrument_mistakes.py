"""Mistakes in what is asked of a questionnaire, one at a time, and what its author is told."""

from pathlib import Path

import pytest

from tests.mistakes import Mistake, assert_told, copy_of_example

MISTAKES = {
    "a tab": Mistake("language: en", "\tlanguage: en", "file_unreadable", "line 14", "YAML"),
    "a colon in a text": Mistake(
        "name: Partly,",
        "name: Partly: some,",
        "file_unreadable",
        "line 23",
        "not readable as YAML from here on",
    ),
    "a key given twice": Mistake(
        "language: en",
        "language: en\nlanguage: fr",
        "key_repeated",
        "line 15",
        "'language' is given twice",
    ),
    "a text in brackets": Mistake(
        "language: en",
        "language: {{en}}",
        "key_wrong",
        "line 14",
        "a list or another bracket",
    ),
    "a part that contains itself": Mistake(
        "language: en",
        "language: &part [*part]",
        "reference",
        "line 14",
        "pointed at from elsewhere",
    ),
    "a tag that the value does not fit": Mistake(
        "language: en", "language: !!bool maybe", "tag_wrong", "line 14", "does not fit the tag"
    ),
    "a list for a text": Mistake(
        "language: en", "language: [en]", "value_wrong", "line 14", "a list. Allowed is a text."
    ),
    "a word for a list": Mistake(
        "crimes: []                    #",
        "crimes: nothing               #",
        "value_wrong",
        "REACH-1",
        "'nothing'. Allowed is a list.",
    ),
    "a key left out": Mistake("language: en\n", "", "key_missing", "line 6", "'language'"),
    "a misspelt key": Mistake(
        "language: en",
        "language: en\nlanguages: en",
        "key_unknown",
        "line 15",
        "'languages' is not known",
    ),
    "a word from no list": Mistake(
        "type: structure      ",
        "type: building      ",
        "value_wrong",
        "REACH-1",
        "building",
    ),
    "a version without quotes": Mistake(
        'version: "1.0"',
        "version: 1.0",
        "text_expected",
        "line 7",
        "A text is expected; found 1.0",
    ),
    "an id used twice": Mistake(
        "REACH-2.1a: Only",
        "REACH-1.1a: Only",
        "id_repeated",
        "mine/instrument.yaml, REACH-1.1a",
        "more than once",
    ),
    "an unknown source": Mistake(
        "sources: [GUIDE]\n      - id: REACH-2",
        "sources: [GUIDES]\n      - id: REACH-2",
        "id_unknown",
        "REACH-1",
        "'GUIDES' is no source",
    ),
    "no source": Mistake(
        "sources: [GUIDE]\n      - id: REACH-2",
        "sources: []\n      - id: REACH-2",
        "source_missing",
        "REACH-1",
        "cites no source",
    ),
    "an unknown crime": Mistake(
        "crimes: []                    #",
        "crimes: [G]                    #",
        "id_unknown",
        "REACH-1",
        "'G' is no crime",
    ),
    "a level without an anchor": Mistake(
        "          2:\n            REACH-1.2a: The office is open at least three days a week.\n",
        "",
        "anchor_missing",
        "REACH-1",
        "Level 2 has no anchor",
    ),
    "an anchor for a level that the scale lacks": Mistake(
        "          2:\n            REACH-1.2a:",
        "          4: {REACH-1.4a: Perfect.}\n          2:\n            REACH-1.2a:",
        "anchor_unknown",
        "REACH-1",
        "level 4",
    ),
    "an anchor with five statements": Mistake(
        "            REACH-1.2a: The",
        "            REACH-1.2b: B.\n            REACH-1.2c: C.\n            REACH-1.2d: D.\n"
        "            REACH-1.2e: E.\n"
        "            REACH-1.2a: The",
        "anchor_size",
        "REACH-1",
        "5 statements",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gives_one_problem_with_its_place_and_a_remedy(
    tmp_path: Path, name: str
) -> None:
    assert_told(copy_of_example(tmp_path), "instrument.yaml", MISTAKES[name])
