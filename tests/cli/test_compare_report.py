"""The report of a comparison, from the command line."""

import pytest

from tests.cli.terminal import Terminal
from tests.poppler import pdf_text


@pytest.fixture
def ids(terminal: Terminal) -> list[str]:
    found = [terminal.begin("2025"), terminal.begin("2026")]
    for id_ in found:
        terminal.answer(id_, {f"REACH-{n}": 2 for n in (1, 2, 3)} | {"REPLY-1": 2, "REPLY-2": 1})
    return found


def test_two_assessments_as_pdf_and_as_word(terminal: Terminal, ids: list[str]) -> None:
    target = terminal.folder / "both.pdf"
    done = terminal.done("compare-report", *ids, "--pdf", "-o", target)
    assert (done.stdout, done.stderr) == (f"{target}\n", "")
    text = pdf_text(target.read_bytes())
    assert "Karsova, 2026, compared with Karsova, 2025" in " ".join(text.split())
    found = terminal.read("compare-report", *ids, "--docx", "-o", terminal.folder)
    assert found["file"].endswith("comparison.docx")
    assert found["assessment_ids"] == ids


def test_an_alias_is_given_by_the_beginning_of_an_id(terminal: Terminal, ids: list[str]) -> None:
    target = terminal.folder / "both.pdf"
    alias = f"{ids[1][:8]}=Country B"
    terminal.done("compare-report", *ids, "--pdf", "--alias", alias, "-o", target)
    text = " ".join(pdf_text(target.read_bytes()).split())
    assert "Country B, compared with Karsova, 2025" in text
    assert "Karsova, 2026" not in text


def test_what_does_not_fit_is_refused(terminal: Terminal, ids: list[str]) -> None:
    assert terminal.refused("compare-report", ids[0], "--pdf") == ["compare.number_wrong"]
    words = ("compare-report", *ids, "--pdf", "--hide-names", "--alias", f"{ids[0]}=A")
    assert terminal.refused(*words) == ["compare.alias_wrong"]
    assert terminal.run("compare-report", *ids).exit_code == 2
    assert terminal.run("compare-report", *ids, "--pdf", "--alias", "A").exit_code == 2
