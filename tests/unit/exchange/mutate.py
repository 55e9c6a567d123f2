"""Changes sound workbooks in thousands of ways and reads each: `make mutations`.

Both ways into a workbook are gone: it is read, as .xlsx and as .ods, and where that went well its
cells are marked for its team, for which openpyxl opens all of it. Only sentences may come out.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from assessment.exchange.field_workbook.meta import read_meta
from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.marked_workbook import mark_cells
from assessment.exchange.safe_reader import read_sheets
from assessment.exchange.sheets import place_of
from assessment.model.problem import Problem, Refused
from tests.builders import small_framework
from tests.unit.exchange.hostile import field_content
from tests.unit.exchange.measure import peak_megabytes
from tests.unit.exchange.mutations import mutations
from tests.unit.exchange.open_copy import an_open_document

QUESTIONNAIRE = small_framework().questionnaire
_BAD = Problem("workbook.level_unknown", place_of("LAW", 9, 4), "It is none.", "Pick one.")
_MOST_TOLD = 20


def read(content: bytes) -> list[Problem]:
    """What is said of a file that is read."""
    try:
        sheets = read_sheets(content, "field.xlsx")
        read_meta(sheets)
        return [*read_return(sheets, QUESTIONNAIRE).problems]
    except Refused as refused:
        return [*refused.problems]


def mark(content: bytes) -> list[Problem]:
    """What is said of a file whose cells are marked, if it can be read at all."""
    try:
        read_sheets(content, "field.xlsx")
        mark_cells(content, "field.xlsx", [_BAD])
    except Refused as refused:
        return [*refused.problems]
    return []


@dataclass
class Tally:
    """What became of all files."""

    codes: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    number: int = 0
    slowest: float = 0.0

    def take(self, content: bytes, way: Callable[[bytes], list[Problem]]) -> None:
        """Go one way with one file, and count what came out."""
        started = time.process_time()
        try:
            problems = way(content)
        except Exception as error:
            self.faults[f"{type(error).__name__}: {error}"[:200]] += 1
            problems = []
        self.slowest = max(self.slowest, time.process_time() - started)
        self.number += 1
        self.codes.update({problem.code for problem in problems} or {"nothing wrong"})
        for one in problems:
            if not one.where or not one.found.endswith((".", "!", "?", ":")):
                self.faults[f"no sentence: {one!r}"[:200]] += 1


WAYS = {
    "read as .xlsx": (read, field_content),
    "read as .ods": (read, an_open_document),
    "marked": (mark, field_content),
}


def main() -> int:
    """Go each way so many times; 1 if anything but sentences came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.unit.exchange.mutate")
    parser.add_argument("number", type=int, help="files for each way")
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--ways", nargs="+", choices=WAYS, help="all if left out")
    parser.add_argument("--minutes", type=float, default=60, help="for all of it, at most")
    given = parser.parse_args()
    found = 0
    for name in given.ways or WAYS:
        (way, made), tally = WAYS[name], Tally()
        # Each way has its share of the time, or the first ones could leave none for the last.
        end = time.monotonic() + given.minutes * 60 / len(given.ways or WAYS)
        for content in mutations(made(), given.number, given.seed):
            if time.monotonic() > end:
                break
            tally.take(content, way)
        _tell(name, tally)
        found += tally.faults.total() + (not tally.number)
    return 1 if found else 0


def _tell(name: str, tally: Tally) -> None:
    sys.stdout.write(
        f"{name}: {tally.number} files, {tally.faults.total()} faults, the slowest "
        f"{tally.slowest:.2f} s of processor time, peak so far {peak_megabytes()} MB\n"
    )
    for fault, number in tally.faults.most_common(_MOST_TOLD):
        sys.stdout.write(f"  FAULT {number} times: {fault}\n")
    told = ", ".join(f"{code} {number}" for code, number in tally.codes.most_common())
    sys.stdout.write(f"  {told}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
