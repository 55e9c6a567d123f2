"""Reads files in a process of its own; prints what became of each, its processor time, the peak.

Not a test: `test_hostile_cost` starts it with the paths of the files, and once more with
`--openpyxl` and one of them, which openpyxl then reads alone.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.safe_reader import read_sheets
from assessment.model.problem import Refused
from tests.builders import small_framework


def outcome_of(content: bytes, name: str) -> str:
    """The code of the refusal, or how many problems there are."""
    try:
        found = read_return(read_sheets(content, name), small_framework().questionnaire)
    except Refused as refused:
        return refused.problems[0].code
    return f"{len(found.problems)} problems"


def peak_megabytes() -> int:
    """The most memory that this program ever held."""
    status = Path("/proc/self/status")
    if status.is_file():
        # Unlike the count of `resource`, this one does not begin with that of the parent process.
        found = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(found.split()[1]) // 1024
    per_megabyte = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // per_megabyte


def cost(read: Callable[[], object]) -> dict[str, object]:
    """What it takes to read, in processor time (a busy machine changes little of that), and the
    most memory that this program has held since, less what it had held before any file.
    """
    start = time.process_time()
    outcome = read()
    seconds = round(time.process_time() - start, 3)
    return {"outcome": outcome, "seconds": seconds, "megabytes": peak_megabytes() - AT_FIRST}


def measured(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"name": path.stem, **cost(lambda: outcome_of(content, path.name))}


def by_openpyxl(path: Path) -> dict[str, object]:
    return {"name": path.stem, **cost(lambda: f"{len(load_workbook(path).sheetnames)} sheets")}


def main() -> None:
    first, *others = sys.argv[1:]
    if first == "--openpyxl":
        lines = [by_openpyxl(Path(name)) for name in others]
    else:
        lines = [measured(Path(name)) for name in (first, *others)]
    sys.stdout.write("".join(json.dumps(line) + "\n" for line in lines))


AT_FIRST = peak_megabytes()

if __name__ == "__main__":
    main()
