"""The process that reads one large file and ends; started by `reading_process`, and by nobody else.

It takes no more memory than it is told, and knows no database. What it finds goes back over its
output, and a refusal in the language of whoever sent the file.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from assessment.exchange import reading_process
from assessment.locales import use_language
from assessment.model.problem import Refused

Options = Mapping[str, Any]


def main() -> None:
    """Read one request from the input, and answer it."""
    line, _end, content = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(line)
    use_language(asked["language"])
    _bound(asked["memory"])
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        # What a library prints must not stand in the answer.
        sys.stdout = sys.stderr
        output.write(_answer(asked["job"], content, asked["options"]))


def _answer(job: str, content: bytes, options: Options) -> bytes:
    try:
        return reading_process.answer_with(_JOBS[job](content, options))
    except Refused as refused:
        return reading_process.answer_refused(refused.problems)
    except MemoryError:
        return reading_process.answer_out_of_memory()


def _bound(megabytes: int) -> None:
    """Hold this process to its limits, where the system can do that."""
    try:
        import resource  # noqa: PLC0415 - Windows has no such module
    except ImportError:
        return
    most = megabytes * 1024 * 1024
    limits = (
        (resource.RLIMIT_AS, most),
        # A dump of its memory would be a copy of the file.
        (resource.RLIMIT_CORE, 0),
    )
    for kind, limit in limits:
        # macOS knows the limit of memory by name only.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


# Each job loads what it needs and nothing else: loading is most of what the process costs.


def _sheets(content: bytes, options: Options) -> bytes:
    from assessment.exchange.plain_sheets import write_plain  # noqa: PLC0415
    from assessment.exchange.safe_reader import Limits, read_sheets_here  # noqa: PLC0415

    said = {**options["limits"], "unread": frozenset(options["limits"]["unread"])}
    return write_plain(read_sheets_here(content, options["name"], Limits(**said)))


def _marked(content: bytes, options: Options) -> bytes:
    from assessment.exchange.marked_workbook import mark_cells_here  # noqa: PLC0415

    problems = reading_process.read_problems(options["problems"])
    return mark_cells_here(content, options["name"], problems)


def _template(content: bytes, options: Options) -> bytes:
    from assessment.exchange.word_template import open_template_here  # noqa: PLC0415

    open_template_here(content, options["name"])
    return b""


def _whole(content: bytes, options: Options) -> bytes:
    from assessment.exchange.whole_assessment import read_whole_here  # noqa: PLC0415

    read_whole_here(content, options["name"])
    return b""


_JOBS: Mapping[str, Callable[[bytes, Options], bytes]] = {
    "marked": _marked,
    "sheets": _sheets,
    "template": _template,
    "whole": _whole,
}

if __name__ == "__main__":
    main()
