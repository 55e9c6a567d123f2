"""Fills in cells inside a running LibreOffice; runs under the Python that LibreOffice brings.

Not a test: `test_libreoffice_round_trip` starts it with the name of the pipe, the file to open,
the file to write, and the cells as JSON: a list of sheet, cell and what is typed.
"""

import json
import os
import sys
import time
from pathlib import Path

TEXT_FORMAT = 256
"""What LibreOffice calls com.sun.star.util.NumberFormat.TEXT."""


def connect(pipe: str):
    """Wait for LibreOffice and return its desktop."""
    import uno  # noqa: PLC0415 - only the system's Python has it

    local = uno.getComponentContext()
    create = local.ServiceManager.createInstanceWithContext
    resolver = create("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # whatever it is, the office is not there yet
            time.sleep(0.5)
        else:
            service = context.ServiceManager
            return service.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise TimeoutError("LibreOffice did not answer")


def option(name: str, value: object):
    """Return one named option of a call to the office."""
    from com.sun.star.beans import PropertyValue  # noqa: PLC0415 - see above

    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def main(pipe: str, source: str, target: str, cells: str) -> None:
    """Open, type, save, close."""
    desktop = connect(pipe)
    try:
        hidden = option("Hidden", True)  # noqa: FBT003 - a named value of the office
        document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (hidden,))
        for sheet, cell, typed in json.loads(cells):
            # As with the keyboard: the format of the cell decides what a typed text becomes.
            place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
            is_text = document.NumberFormats.getByKey(place.NumberFormat).Type & TEXT_FORMAT
            (place.setString if is_text else place.setFormula)(typed)
        document.storeToURL(
            Path(target).as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),)
        )
        document.close(True)  # noqa: FBT003 - the office's own signature
    finally:
        desktop.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
    # The bridge still talks to the office that has just ended; tidying it up can crash.
    os._exit(0)
