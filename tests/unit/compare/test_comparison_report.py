"""The report of a comparison: what the page says, on paper, under names or aliases."""

from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from assessment.model.problem import Refused
from assessment.reporting.compare import WHAT_ALIASES_HIDE, WHY_NO_RANKING, sentence_of
from assessment.services.compare import INVENTED, compare, difference
from assessment.services.compare_report import MOST_COMPARED, export_comparison_report
from tests.pages.workspace import SMALL, Workspace
from tests.poppler import pdf_text

TWO, THREE = dict.fromkeys(SMALL, 2), dict.fromkeys(SMALL, 3)
NAMES = ("Karsova", "Talvenor", "Orimond")


def begun(desk: Workspace, number: int = 3) -> list[str]:
    """Assessments of invented states, the first at level 2 and the others higher or mixed."""
    levels = (TWO, THREE, {**TWO, "LAW-1": 4, "LAW-2": 4})
    return [
        desk.begin(
            levels[n % 3], state_code=f"X{chr(65 + n)}A", invented_name=name, scope_note="Secret"
        ).assessment.id
        for n, name in enumerate((*NAMES, *(f"State {n}" for n in range(20)))[:number])
    ]


def written(desk: Workspace, ids: list[str], **options) -> str:
    content = export_comparison_report(desk.context(), ids, "docx", **options).content
    body = docx.Document(BytesIO(content)).element.body
    return "\n".join(node.text or "" for node in body.iter(qn("w:t")))


def title_of(desk: Workspace, ids: list[str]) -> str:
    content = export_comparison_report(desk.context(), ids, "docx").content
    return docx.Document(BytesIO(content)).core_properties.title


def test_every_assessment_is_held_against_the_first_one_in_the_sentences_of_the_page(
    desk: Workspace,
) -> None:
    ids = begun(desk)
    text = written(desk, ids)
    comparison = compare(desk.context(), ids, aliases=False)
    for other in ids[1:]:
        pair = difference(desk.context(), comparison, ids[0], other)
        assert len(pair.dimensions) == 3
        for found in pair.dimensions:
            assert sentence_of(found, pair) in text
    assert "Talvenor, 2026, compared with Karsova, 2026" in text
    assert "Orimond, 2026, compared with Talvenor, 2026" not in text
    assert WHY_NO_RANKING in text
    assert INVENTED in text
    assert WHAT_ALIASES_HIDE not in text


def test_the_letters_of_the_table_are_said_in_words(desk: Workspace) -> None:
    assert "The letters are bands: E Exposed, W Weak" in written(desk, begun(desk, 2))


def test_word_and_pdf_say_the_same(desk: Workspace) -> None:
    ids = begun(desk, 2)
    pdf = pdf_text(export_comparison_report(desk.context(), ids, "pdf").content)
    words = set(written(desk, ids).split())
    assert words - set(pdf.split()) <= {"\u2022"}


def test_an_alias_hides_one_name_and_all_that_belongs_to_it(desk: Workspace) -> None:
    ids = begun(desk)
    text = written(desk, ids, names={ids[1]: "Country B"})
    assert "Talvenor" not in text
    assert "Country B, compared with Karsova, 2026" in text
    assert "Orimond, 2026, compared with Karsova, 2026" in text
    assert WHAT_ALIASES_HIDE in text
    # Nor does the title of another give it away.
    assert "Secret" not in text


def test_a_title_of_two_is_not_told_apart_by_one_that_is_hidden(desk: Workspace) -> None:
    first = desk.begin(TWO, state_code="XAA", invented_name="Karsova", mode="self")
    second = desk.begin(THREE, state_code="XAA", invented_name="Karsova", mode="external")
    ids = [first.assessment.id, second.assessment.id]
    labels = [one.label for one in compare(desk.context(), ids, aliases=False).compared]
    assert labels == ["Karsova, 2026, self assessment", "Karsova, 2026, external assessment"]
    found = compare(desk.context(), ids, aliases=False, names={ids[1]: "B"})
    assert [one.label for one in found.compared] == ["Karsova, 2026", "B"]
    assert [one.period for one in found.compared] == ["2026", ""]


def test_rounds_of_one_state_are_not_told_to_be_rounds_where_one_is_hidden(
    desk: Workspace,
) -> None:
    ids = [
        desk.begin(levels, state_code="XAA", invented_name="Karsova", period=period).assessment.id
        for levels, period in ((dict.fromkeys(SMALL, 0), "2024"), (dict.fromkeys(SMALL, 4), "2026"))
    ]
    assert "up in 3 dimensions" in written(desk, ids)
    hidden = written(desk, ids, names={ids[1]: "B"})
    assert "higher in 3 dimensions" in hidden
    assert "2026." not in hidden.split("Made on")[0]


def test_all_names_can_be_hidden(desk: Workspace) -> None:
    ids = begun(desk)
    text = written(desk, ids, hides_names=True)
    assert not any(name in text for name in NAMES)
    assert all(f"Peer {letter}" in text for letter in "ABC")
    download = export_comparison_report(desk.context(), ids, "pdf", hides_names=True)
    assert download.name == "comparison_names-hidden.pdf"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({1: "Karsova, 2026"}, "Two assessments would be called"),
        ({0: "B", 1: "b"}, "Two assessments would be called"),
        ({0: " "}, "is no alias"),
        ({0: "B\nC"}, "is no alias"),
        ({0: "B" * 61}, "is no alias"),
        ({"x": "B"}, "is for an assessment that is not compared"),
    ],
)
def test_an_alias_that_does_not_fit_is_refused(desk: Workspace, names: dict, said: str) -> None:
    ids = begun(desk, 2)
    chosen = {ids[key] if isinstance(key, int) else key: name for key, name in names.items()}
    with pytest.raises(Refused, match=said):
        written(desk, ids, names=chosen)


def test_too_few_too_many_and_two_ways_to_hide_are_refused(desk: Workspace) -> None:
    ids = begun(desk, MOST_COMPARED + 1)
    assert f"Comparison of {MOST_COMPARED} assessments" in title_of(desk, ids[:MOST_COMPARED])
    for some in (ids[:1], [ids[0]] * 2, ids):
        with pytest.raises(Refused, match="Allowed are 2 to 12"):
            written(desk, some)
    with pytest.raises(Refused, match="Choose one"):
        written(desk, ids[:2], names={ids[0]: "B"}, hides_names=True)


def test_one_that_cannot_be_opened_is_refused_without_its_name(desk: Workspace) -> None:
    ids = begun(desk, 2)
    with pytest.raises(Refused) as refusal:
        written(desk, [*ids, "nowhere"], names={ids[1]: "B"})
    assert [problem.code for problem in refusal.value.problems] == ["compare.left_out"]
