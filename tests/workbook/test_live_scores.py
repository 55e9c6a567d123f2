"""What the field workbook computes while it is filled in is what the app computes."""

import math
import random
import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.model.answer import Answer, Evidence, Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.scoring.profile import bare_scores, explain_record, progress_of
from tests.builders import MOMENT, an_assessment, recorded, small_framework, spcf
from tests.rule_menu import MENU, with_law
from tests.unit.exchange.filling import answer_cell, opened

WORDS = {"II": "Insufficient information", "NA": "Not applicable"}
NEAR = 1e-9


@dataclass(frozen=True)
class Live:
    """The empty workbook of a questionnaire, and where its cells are."""

    framework: Framework
    content: bytes

    @property
    def indicators(self):
        return [indicator.id for indicator in self.framework.questionnaire.indicators]

    def cells(self):
        book = opened(self.content)
        found = {id_: answer_cell(book, id_, "level") for id_ in self.indicators}
        return {id_: (cell.parent.title, cell.coordinate) for id_, cell in found.items()}

    def areas(self):
        """The rows of indicators, then those of dimensions, of the hidden sheet."""
        first = 3
        last = first + len(self.indicators) - 1
        dimensions = self.framework.questionnaire.dimensions
        begin = last + 3
        return [
            ("_scores", f"A{first}:F{last}"),
            ("_scores", f"A{begin}:F{begin + len(dimensions) - 1}"),
        ]


def live(framework: Framework, record: Record | None = None, **options: Any) -> Live:
    record = record or Record(an_assessment(framework), {})
    content = write_field_workbook(
        framework, record, made_at=MOMENT, app_version="0.1.0", **options
    )
    return Live(framework, content)


def a_set(framework: Framework, draw: random.Random) -> dict[str, int | str | None]:
    """Levels for most questions: some sets nearly empty, some whole, some mixed."""
    missing = draw.choice([0.0, 0.0, 0.1, 0.3, 0.6, 0.9])
    low = draw.choice([0, 0, 2, 3])

    def one() -> int | str | None:
        if draw.random() < missing:
            return draw.choice(["II", "NA", None])
        return draw.randint(low, 4) if draw.random() < 0.9 else draw.randint(0, 4)

    return {indicator.id: one() for indicator in framework.questionnaire.indicators}


def typed(answer: int | str | None, draw: random.Random) -> str:
    """As somebody types it: a number, the same as a text, a word in any case."""
    if answer is None:
        return ""
    if isinstance(answer, int):
        return draw.choice([str(answer), f"'{answer}", f"' {answer} "])
    word = WORDS[answer]
    return "'" + draw.choice([word, word.upper(), answer.lower()])


def record_of(framework: Framework, answers) -> Record:
    def one(id_, given):
        if isinstance(given, int):
            return Answer(id_, Status.LEVEL, given)
        return Answer(
            id_, Status.INSUFFICIENT_INFORMATION if given == "II" else Status.NOT_APPLICABLE
        )

    given = {id_: recorded(one(id_, v)) for id_, v in answers.items() if v is not None}
    return Record(an_assessment(framework), given)


def expected(framework: Framework, answers):
    """What the engine says: counted level by indicator, and figures by dimension."""
    record = record_of(framework, answers)
    scores = bare_scores(framework, record)
    explained = explain_record(framework, record, scores)
    levels = {id_: level for one in explained for id_, level in one.effective_levels.items()}
    is_early = progress_of(framework, record).is_early
    figures = {
        score.dimension_id: (
            score.n_scored,
            score.n_applicable,
            "" if is_early or score.value is None else score.value,
        )
        for score in scores
    }
    return levels, figures


def same(found, wanted) -> bool:
    if isinstance(wanted, str) or isinstance(found, str):
        return found == wanted
    return math.isclose(found, wanted, rel_tol=0, abs_tol=NEAR)


def differences(framework, answers, areas):
    """Yield where the workbook says something else than the engine."""
    levels, figures = expected(framework, answers)
    for id_, _level, _na, _ii, counts, _points in areas[0]:
        if not same(counts, levels.get(id_, "")):
            yield id_, counts, levels.get(id_)
    for id_, _answered, known, applicable, _enough, score in areas[1]:
        for found, wanted in zip((known, applicable, score), figures[id_], strict=True):
            if not same(found, wanted):
                yield id_, found, wanted


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_computes_the_scores_of_the_engine(computed):
    draw = random.Random(20051024)  # noqa: S311 - any answers will do, the same each time
    frameworks = [(spcf(), 130), (small_framework(), 100)]
    frameworks += [(with_law(small_framework(), rule), 12) for rule in MENU.values()]
    books = [live(framework) for framework, _number in frameworks]
    sets = [[a_set(one, draw) for _ in range(number)] for one, number in frameworks]
    jobs = []
    for book, own in zip(books, sets, strict=True):
        cells = book.cells()
        # Each set is typed over the one before it.
        keyed = [
            [(*cells[id_], typed(given, draw)) for id_, given in answers.items()] for answers in own
        ]
        jobs.append((book.content, keyed, book.areas()))
    found = computed(jobs)
    n_scores = 0
    for (framework, number), own, areas in zip(frameworks, sets, found, strict=True):
        assert len(areas) == number
        for answers, read in zip(own, areas, strict=True):
            assert [*differences(framework, answers, read)] == []
            n_scores += sum(row[5] != "" for row in read[1])
    # A test that compares nothing but empty cells would pass as well.
    assert n_scores > 700


def a_full_record(framework: Framework, draw: random.Random) -> Record:
    """Answers with everything that a check looks at, given or left out."""
    answers, evidence = {}, []
    for id_, given in a_set(framework, draw).items():
        answer = record_of(framework, {id_: given}).answer(id_)
        indicator = framework.questionnaire.indicator(id_)
        share = draw.choice([0.0, 0.3, 0.8])
        ticked = frozenset(one for one in indicator.statement_ids if draw.random() < share)
        answers[id_] = recorded(
            replace(
                answer,
                confidence=draw.choice([None, "high", "low"]),
                evidence_grade=draw.choice([None, "A", "B", "D"]),
                ticked=ticked,
                rationale=draw.choice(["", "", "Seen."]),
                reason=draw.choice(["", "", "", "In part."]),
            )
        )
        if draw.random() < 0.4:
            protection = draw.choice(["public", "restricted"])
            source = draw.choice(["Report", f"Letter on {id_}"])
            evidence.append(Evidence(id_, source, protection=protection, id=f"e-{id_}"))
    return Record(an_assessment(framework), answers, tuple(evidence))


def formulas_in(content: bytes):
    """Every formula of a workbook with the result that stands beside it: by sheet and cell."""
    written, shown = (
        load_workbook(BytesIO(content)),
        load_workbook(BytesIO(content), data_only=True),
    )
    return {
        (sheet.title, cell.coordinate): shown[sheet.title][cell.coordinate].value
        for sheet in written.worksheets
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    }


def used(content: bytes):
    """The used area of each sheet that computes."""
    book = load_workbook(BytesIO(content))
    titles = dict.fromkeys(title for title, _cell in formulas_in(content))
    return [
        (title, f"A1:{get_column_letter(book[title].max_column)}{book[title].max_row}")
        for title in titles
    ]


@pytest.mark.libreoffice
@pytest.mark.slow
def test_what_stands_beside_each_formula_is_what_libreoffice_computes(computed):
    draw = random.Random(19481209)  # noqa: S311 - see above
    frameworks = [spcf()] * 4 + [small_framework()] * 3
    books = [live(one, a_full_record(one, draw)) for one in frameworks]
    part = frozenset(spcf().questionnaire.indicators[number].id for number in range(0, 64, 5))
    books.append(live(spcf(), a_full_record(spcf(), draw), only=part))
    books.append(live(small_framework(), last_round={"LAW-1": "Level 2."}))
    jobs = [(book.content, [[]], used(book.content)) for book in books]
    found = computed(jobs, recalculate=True)
    said = set[str]()
    for (content, _sets, areas), ((*read,),) in zip(jobs, found, strict=True):
        by_sheet = {title: rows for (title, _area), rows in zip(areas, read, strict=True)}
        for (title, cell), stored in formulas_in(content).items():
            column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
            value = by_sheet[title][int(row) - 1][column_index_from_string(column) - 1]
            assert same(value, "" if stored is None else stored), (title, cell, stored, value)
            if isinstance(stored, str):
                said.add(re.sub(r"\d+|[A-Z]{3}-\d", "#", stored))
    # Each check has spoken.
    for words in (
        "no source",
        "propose level",
        "propose no",
        "nothing says",
        "no statement",
        "is law",
        "without a reason",
        "no evidence",
        "how sure",
    ):
        assert any(words in text for text in said), words
