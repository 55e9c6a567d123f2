"""Whatever is changed in a workbook: what comes out are sentences, never an error of a program.

Of ten thousand a way, `make mutations` says the same.
"""

import pytest

from assessment.exchange.open_document import CONTENT
from tests.unit.exchange.mutate import WAYS, Tally, read
from tests.unit.exchange.mutations import mutations
from tests.unit.exchange.open_copy import an_open_document


def test_the_open_document_of_these_tests_is_a_sound_workbook():
    assert CONTENT.encode() in an_open_document()
    assert read(an_open_document()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "number"), [("read as .xlsx", 500), ("read as .ods", 500), ("marked", 50)]
)
def test_only_sentences_come_out_of_a_thousand_changed_workbooks(name, number):
    tally = Tally()
    way, made = WAYS[name]
    for content in mutations(made(), number, seed=11):
        tally.take(content, way)
    assert not tally.faults
    assert tally.number == number
    # Damage was found in parts, in cells, and in what the hidden sheet says.
    assert tally.codes.keys() >= {"workbook.damaged", "workbook.unreadable"}
    assert len(tally.codes) > (5 if way is read else 2)


def test_an_error_of_a_program_is_counted_as_a_fault():
    tally = Tally()
    tally.take(b"", lambda _content: [int("x")])
    assert [*tally.faults] == ["ValueError: invalid literal for int() with base 10: 'x'"]
