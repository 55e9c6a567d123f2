"""A terminal with a database of its own, and a pen for filled workbooks."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import typer.testing
from typer.testing import CliRunner, Result

from assessment.cli.app import build_app
from assessment.exchange.field_workbook import layout
from assessment.locales import gettext as _
from assessment.locales import language
from tests.unit.exchange.filling import filled

ROOT = Path(__file__).parents[2]
Cells = Mapping[str, object]


class Terminal:
    """Runs commands on a database in a folder of its own.

    Attributes
    ----------
    folder
        Where files are written that are named without a folder, by `spawn` only.
    """

    def __init__(self, folder: Path, questionnaires: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count()
        self.environment = {
            "SPCA_DATABASE_URL": f"sqlite:///{folder / 'spca.db'}",
            "SPCA_QUESTIONNAIRES": str(questionnaires),
            "SPCA_PERSON": "Ada Amin",
            "SPCA_ORGANISATION": "Field Office",
        }

    def run(self, *words: object) -> Result:
        """Run a command inside this process; nobody sits at the keyboard."""
        app = _app_in(language())
        return CliRunner().invoke(app, [str(word) for word in words], env=self.environment)

    def done(self, *words: object) -> Result:
        """Run a command that must succeed."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result

    def read(self, *words: object) -> Any:
        """Run a command that must succeed, with --json, and return what it prints."""
        return json.loads(self.done(*words, "--json").stdout)

    def refused(self, *words: object) -> list[str]:
        """Run a command that must be refused; return the codes, after holding both forms alike."""
        as_lines, as_json = self.run(*words), self.run(*words, "--json")
        assert (as_lines.exit_code, as_json.exit_code) == (1, 1), as_lines.output
        problems = json.loads(as_json.stdout)["problems"]
        starts = [f"{p['where']}: {p['found']}" for p in problems]
        lines = as_lines.stderr.splitlines()[-len(starts) :]
        assert [line[: len(s)] for line, s in zip(lines, starts, strict=True)] == starts
        return [problem["code"] for problem in problems]

    def spawn(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a command as a process of its own, with pipes instead of a terminal."""
        return subprocess.run(
            [sys.executable, "-m", "assessment.cli", *map(str, words)],
            cwd=self.folder,
            env=self.whole_environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def whole_environment(self) -> dict[str, str]:
        """Return the environment for a process of its own."""
        return {**os.environ, **self.environment, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}

    def begin(self, period: str = "2026", questionnaire: str = "grievance") -> str:
        """Begin an assessment of an invented state and return its id."""
        words = ("--state", "XKA", "--name", "Karsova", "--period", period, "--mode", "self")
        return self.done("new", *words, "--questionnaire", questionnaire).stdout.strip()

    def export(self, assessment_id: str, name: str = "field.xlsx") -> Path:
        """Export the field workbook."""
        target = self.folder / name
        self.done("export-workbook", assessment_id, "-o", target)
        return target

    def filled(
        self, assessment_id: str, levels: Mapping[str, object], name: str = "field.xlsx"
    ) -> Path:
        """Export the field workbook and fill in these levels."""
        target = self.export(assessment_id, name)
        fill(target, layout.ANSWERS, {id_: {"level": value} for id_, value in levels.items()})
        return target

    def answer(self, assessment_id: str, levels: Mapping[str, object]) -> None:
        """Bring levels in by workbook, the way that the command line has."""
        name = f"answers-{next(self._numbers)}.xlsx"
        self.done("import-workbook", self.filled(assessment_id, levels, name), "--yes")

    def levels(self, assessment_id: str) -> dict[str, float]:
        """Return the effective levels as `spca score` prints them."""
        dimensions = self.read("score", assessment_id)["dimensions"]
        return {id_: level for d in dimensions for id_, level in d["effective_levels"].items()}


@cache
def _app_in(_language: str) -> typer.Typer:
    """Put the commands together once a language, as a program does."""
    return build_app()


# Typer's runner makes the commands of an app anew for each of them.
typer.testing._get_command = cache(typer.testing._get_command)


def fill(path: Path, sheet_name: str, rows: Mapping[str, Cells]) -> None:
    """Write into the cells of a field workbook: row id, then column code, to value."""
    if sheet_name == layout.ANSWERS:
        answers = {
            (sheet_name, id_, code): v for id_, own in rows.items() for code, v in own.items()
        }
        path.write_bytes(filled(answers, path.read_bytes()))
        return
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[_(sheet_name)]
    columns = {cell.value: cell.column for cell in sheet[layout.CODE_ROW] if cell.value}
    rows_by_id = {row[columns["id"] - 1].value: row[0].row for row in sheet.iter_rows()}
    for id_, cells in rows.items():
        for code, value in cells.items():
            sheet.cell(rows_by_id[id_], columns[code]).value = value  # type: ignore[union-attr] - a plain cell
    workbook.save(path)


def add_source(path: Path, indicator_id: str, title: str, protection: str = "public") -> None:
    """Write a source into the first free row of the evidence sheet."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[_(layout.EVIDENCE)]
    columns = {cell.value: cell.column for cell in sheet[layout.CODE_ROW] if cell.value}
    row = layout.HEADING_ROW + 1
    while sheet.cell(row, columns["title"]).value:
        row += 1
    cells = {"indicator_id": indicator_id, "title": title, "protection": protection}
    for code, value in cells.items():
        sheet.cell(row, columns[code]).value = value  # type: ignore[union-attr] - a plain cell
    workbook.save(path)
