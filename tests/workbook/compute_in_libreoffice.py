"""Lets a running LibreOffice compute workbooks; runs under the Python that LibreOffice brings.

Not a test: `test_live_scores` starts it with the name of the pipe and a file of jobs as JSON. Each
job has a file to open, sets of cells to type into (sheet, cell, what is typed), and areas to read.
It prints, as JSON, what stands in each area after each set.
"""

import json
import os
import sys
from pathlib import Path


def type_into(document, cells) -> None:
    """Type as with the keyboard; what begins with a quote mark is a text in any case."""
    for sheet, cell, typed in cells:
        place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
        if typed.startswith("'"):
            place.setString(typed[1:])
        else:
            place.setFormula(typed)


def read(document, areas) -> list[list[list[object]]]:
    """Return what stands in the cells of each area: numbers and texts."""
    found = (document.Sheets.getByName(s).getCellRangeByName(a).getDataArray() for s, a in areas)
    return [[list(row) for row in rows] for rows in found]


def main(pipe: str, jobs: str) -> None:
    """Open each file, type and read, close."""
    # It stands beside this file, which is started by itself.
    from fill_in_libreoffice import connect, option  # noqa: PLC0415

    desktop = connect(pipe)
    hidden = option("Hidden", True)  # noqa: FBT003 - a named value of the office
    results = []
    try:
        for job in json.loads(Path(jobs).read_text(encoding="utf-8")):
            url = Path(job["file"]).as_uri()
            document = desktop.loadComponentFromURL(url, "_blank", 0, (hidden,))
            if job["recalculate"]:
                document.calculateAll()
            read_now = []
            for cells in job["sets"]:
                type_into(document, cells)
                read_now.append(read(document, job["areas"]))
            results.append(read_now)
            document.close(True)  # noqa: FBT003 - the office's own signature
    finally:
        desktop.terminate()
    print(json.dumps(results))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    # The bridge still talks to the office that has just ended; tidying it up can crash.
    os._exit(0)
