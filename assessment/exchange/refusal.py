"""Every reason for which a file is turned away as a whole, in words for whoever sent it."""

from assessment.model.problem import Problem, Refused

FRESH_COPY = "Download a fresh field workbook, copy the answers into it and send that one."


def refusal(code: str, file_name: str, found: str, remedy: str, allowed: str = "") -> Refused:
    """Return a refusal of a whole file; the name is cut, as it comes from outside."""
    where = f"File '{shorten(file_name, 80)}'"
    return Refused((Problem(f"workbook.{code}", where, found, remedy, allowed),))


def shorten(text: str, length: int = 60) -> str:
    """Cut a text that is quoted in a message, on one line and without control characters.

    Examples
    --------
    >>> shorten("one  two" + chr(10) + "three", 12)
    'one two thr…'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * length]).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def empty_file(name: str) -> Refused:
    """Turn away a file without content."""
    return refusal("empty", name, "The file is empty.", "Save the workbook and send it again.")


def too_large(name: str, found: str) -> Refused:
    """Turn away a file that would take too much memory or time to read."""
    remedy = f"A field workbook is far smaller: remove pictures and copied tables. {FRESH_COPY}"
    return refusal("too_large", name, found, remedy)


def encrypted(name: str) -> Refused:
    """Turn away a file that only a password opens."""
    return refusal(
        "encrypted",
        name,
        "The workbook is protected by a password, so it cannot be opened here.",
        "Remove the password (in Excel under File > Info > Protect Workbook) and send it again.",
    )


def other_format(name: str, what: str) -> Refused:
    """Turn away a file of another format, whatever its name says."""
    return refusal(
        "other_format",
        name,
        f"This is {what}, not an Excel workbook, whatever the name of the file says.",
        "Open it in Excel or LibreOffice and save it as 'Excel workbook (.xlsx)'.",
    )


def macros(name: str) -> Refused:
    """Turn away a workbook with programs inside."""
    return refusal(
        "macros",
        name,
        "The workbook holds macros, which are small programs; they are never accepted here.",
        "Save it as 'Excel workbook (.xlsx)', not as .xlsm or .xlsb, and send that file.",
    )


def external_links(name: str) -> Refused:
    """Turn away a workbook that takes values out of other files."""
    return refusal(
        "external_links",
        name,
        "The workbook takes values from other files, which cannot be checked here.",
        "In Excel choose Data > Edit Links > Break Link, save and send it again.",
    )


def damaged(name: str) -> Refused:
    """Turn away a file that is cut off or broken."""
    return refusal(
        "damaged",
        name,
        "The file is damaged or was not sent completely.",
        "Send it again; if that does not help, open it, save it under a new name and send that.",
    )


def forbidden_part(name: str, found: str) -> Refused:
    """Turn away a file with content that no spreadsheet program writes."""
    return refusal("forbidden_content", name, found, f"The file was tampered with. {FRESH_COPY}")


def unreadable(name: str) -> Refused:
    """Turn away a file for a reason that nobody foresaw."""
    return refusal(
        "unreadable",
        name,
        "The file could not be read as an Excel workbook.",
        f"Open it in Excel or LibreOffice, save it as .xlsx and try again. {FRESH_COPY}",
    )
