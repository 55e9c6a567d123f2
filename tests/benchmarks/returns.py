"""Filled workbooks read, checked and previewed, beside what openpyxl needs to read them alone."""

import os
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from openpyxl import load_workbook

from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.exchange.reading_process import LARGE_FILE
from assessment.exchange.safe_reader import read_sheets, read_sheets_here
from assessment.model.answer import CONFIDENCES, GRADES, Answer, Evidence, Status
from assessment.model.assessment import Record
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.field_loop import preview_import
from tests.benchmarks.contest import Ratios
from tests.benchmarks.usage import align, machine
from tests.benchmarks.workspace import Workspace
from tests.builders import recorded

TO_FULL, TO_STREAMED = "all_to_openpyxl", "all_to_openpyxl_read_only"
FULL, STREAMED = "openpyxl, all in memory", "openpyxl, read-only"
READ, ALL = "read by us", "read, checked and previewed"
_N_DISTINCT = 20
_SEED = 7
_WORDS = ("the", "court", "sat", "in", "three", "regions", "and", "published", "its", "rulings")
Say = Callable[[str], None]


@dataclass(frozen=True)
class _Returns:
    """Filled workbooks of one assessment, in which nothing is answered yet."""

    context: Context
    opened: Opened
    files: Sequence[bytes]


def run(number: int, say: Say) -> tuple[dict[str, Ratios], list[str]]:
    """Read so many workbooks in each way, taking turns; say what one needs on average."""
    with TemporaryDirectory() as name:
        returns = _prepare(Path(name), min(number, _N_DISTINCT))
        ways = _ways(returns)
        taken = dict.fromkeys(ways, 0.0)
        for turn in range(number):
            content = returns.files[turn % len(returns.files)]
            for way, work in ways.items():
                started = time.process_time()
                work(content)
                taken[way] += time.process_time() - started
        faults = [*_unread(returns)]
    say(f"{machine()}; {number} workbooks, {len(returns.files)} of them different.\n")
    rows = [(way, f"{1000 * seconds / number:.1f}") for way, seconds in taken.items()]
    say(align([("Way", "CPU ms a workbook"), *rows]))
    ratios = {TO_FULL: taken[ALL] / taken[FULL], TO_STREAMED: taken[ALL] / taken[STREAMED]}
    say(f"\nAll of it needs {ratios[TO_FULL]:.2f} times what openpyxl needs to read alone.")
    here, apart = _large(returns.files[0], number)
    say(f"\nWith a large picture in it: {here:.0f} ms in this process, {apart:.0f} ms in another.")
    return {"returns": ratios}, faults


def _large(content: bytes, number: int) -> tuple[float, float]:
    """Return what a workbook that is large by a picture costs here, and in a process of its own.

    The processor time of the other process, its start included, counts as well.
    """
    draw, made = Random(_SEED), BytesIO(content)  # noqa: S311 - as above
    with ZipFile(made, "a") as file:
        file.writestr("xl/media/photo.png", draw.randbytes(LARGE_FILE))
    large, taken = made.getvalue(), []
    for read in (read_sheets_here, read_sheets):
        started = sum(os.times()[:4])
        for _ in range(number):
            read(large, "returned.xlsx")
        taken.append(1000 * (sum(os.times()[:4]) - started) / number)
    return taken[0], taken[1]


def _ways(returns: _Returns) -> dict[str, Callable[[bytes], object]]:
    return {
        FULL: lambda content: load_workbook(BytesIO(content)),
        STREAMED: _stream,
        READ: lambda content: read_sheets(content, "returned.xlsx"),
        ALL: lambda content: preview_import(returns.context, content, "returned.xlsx"),
    }


def _stream(content: bytes) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True)
    return sum(len(row) for sheet in workbook for row in sheet.iter_rows(values_only=True))


def _prepare(folder: Path, number: int) -> _Returns:
    workspace = Workspace(folder / "bench")
    context = workspace.application.context()
    opened = open_assessment(context, workspace.take_seat(0).assessment_id)
    draw = Random(_SEED)  # noqa: S311 - reproducible, and no secret
    return _Returns(context, opened, [_filled(context, opened, draw) for _ in range(number)])


def _filled(context: Context, opened: Opened, draw: Random) -> bytes:
    """Write a workbook in which every question has an answer and half of them a source."""
    indicators, now = opened.framework.questionnaire.indicators, context.clock()
    answers = {
        indicator.id: recorded(_answer(indicator.id, indicator.statement_ids, draw), revision=0)
        for indicator in indicators
    }
    sources = tuple(
        Evidence(indicator.id, _text(draw, 8), _text(draw, 3), "2025-05", page="12", id=f"e-{n}")
        for n, indicator in enumerate(indicators)
        if n % 2
    )
    record = Record(opened.assessment, answers, sources, (), {})
    return write_field_workbook(
        opened.framework, record, made_at=now, app_version=context.app_version
    )


def _answer(id_: str, statements: Sequence[str], draw: Random) -> Answer:
    ticked = frozenset(draw.sample(statements, draw.randint(1, len(statements))))
    return Answer(
        id_,
        Status.LEVEL,
        draw.randint(0, 4),
        reason=_text(draw, 9),
        confidence=draw.choice(CONFIDENCES),
        # D stands for no source, with which there is no level.
        evidence_grade=draw.choice([grade for grade in GRADES if grade != "D"]),
        ticked=ticked,
        rationale=_text(draw, 40),
    )


def _text(draw: Random, n_words: int) -> str:
    return " ".join(draw.choices(_WORDS, k=n_words))


def _unread(returns: _Returns) -> Sequence[str]:
    """Say of which workbooks not every answer arrived: what is fast and loses some is no reader."""
    asked = len(returns.opened.framework.questionnaire.indicators)
    previews = (preview_import(returns.context, one, "returned.xlsx") for one in returns.files)
    arrived = [len(preview.answers) for preview in previews]
    return [f"returns: {found} of {asked} answers arrived" for found in arrived if found < asked]
