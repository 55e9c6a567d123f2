"""Reads files in a process of its own; prints what became of each, its processor time, the peak.

Not a test: `test_hostile_cost` starts it with the paths of the files.
"""

import json
import resource
import sys
import time
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


def measured(path: Path) -> dict[str, object]:
    """What became of a file, with its processor time: a busy machine changes little of that."""
    content, start = path.read_bytes(), time.process_time()
    outcome = outcome_of(content, path.name)
    seconds = round(time.process_time() - start, 3)
    peak = peak_megabytes()
    return {"name": path.stem, "outcome": outcome, "seconds": seconds, "peak_megabytes": peak}


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]]
    lines = [measured(path) for path in paths]
    # Last, as it takes more memory than any of ours: the same file, by openpyxl alone.
    for path, line in zip(paths, lines, strict=True):
        if path.stem == "many_cells":
            start = time.process_time()
            load_workbook(path)
            line["openpyxl_seconds"] = round(time.process_time() - start, 3)
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
