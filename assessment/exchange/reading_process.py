"""Reads what is large in a process of its own, which may die: by memory, by time or by a crash.

Whoever sent the file gets a sentence, the app goes on, and nothing is half written. What is read
there, and how, says `reading_child`; nothing here trusts what comes back from it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore, Event, Lock, Thread, Timer
from typing import IO, Any

from assessment.exchange.file_parts import unpacked_size
from assessment.locales import gettext as _
from assessment.locales import language, ngettext
from assessment.model.problem import Problem, Refused, Severity

LARGE_FILE, LARGE_UNPACKED = 1_000_000, 3_000_000
"""Bytes of a packed file from which on it is large: four times, and twice, a full field workbook.

Reading so much takes about as long as starting the process that reads it.
"""
_ROOT = Path(__file__).parents[2]
_CHILD = ("-m", "assessment.exchange.reading_child")
_PLACES = BoundedSemaphore(2)
"""So many large files are read at once; further ones wait, whoever sent them."""
_KEPT: dict[bytes, bytes] = {}
"""What the last few files said, by the checksum of all that was asked.

A page asks for an uploaded file again with every click.
"""
_MOST_KEPT, _LARGEST_KEPT, _KEEPING = 4, 8_000_000, Lock()
_SECRETS = ("SPCA_DATABASE", "PG")
"""What begins so in the environment opens a database, which no reader of files needs."""


@dataclass(frozen=True)
class Bounds:
    """What the reading of one file may take.

    Attributes
    ----------
    megabytes
        Of memory, where the system can hold a process to it: Windows cannot.
    seconds
        From the start until all is read; as long may it wait for its turn.
    answer
        Bytes of what comes back.
    """

    megabytes: int = 1024
    seconds: int = 60
    answer: int = 30_000_000


_BOUNDS = Bounds()


def is_large(content: bytes) -> bool:
    """Whether a packed file is read in a process of its own.

    Its directory may lie about what is in it, but then it is refused before anything is read.
    """
    return len(content) > LARGE_FILE or unpacked_size(content) > LARGE_UNPACKED


def read_apart(
    job: str, content: bytes, options: Mapping[str, Any], *, where: str, remedy: str
) -> bytes:
    """Have a file read in another process, and return what that says.

    Parameters
    ----------
    job
        One of those of `reading_child`.
    options
        What else the job needs to know; it is sent as JSON.
    where, remedy
        The file, in words, and what to do about one that cannot be read.

    Raises
    ------
    Refused
        With what the job found wrong, or because the process came to nothing.
    """
    asked = {"job": job, "options": options, "language": language(), "memory": _BOUNDS.megabytes}
    request = json.dumps(asked).encode() + b"\n" + content
    key = sha256(request).digest()
    if (kept := _KEPT.get(key)) is not None:
        return kept
    if not _PLACES.acquire(timeout=_BOUNDS.seconds):
        found = _("Other large files are being read just now.")
        raise _refusal("busy", where, found, _("Wait a minute and try again."))
    try:
        answer = _run(request, where, remedy)
    finally:
        _PLACES.release()
    try:
        found = _understand(answer)
    except _BrokenOffError as error:
        raise broke_off(where, remedy) from error
    except MemoryError as error:
        raise _too_much(where, remedy) from error
    _keep(key, found)
    return found


def _keep(key: bytes, found: bytes) -> None:
    if len(found) > _LARGEST_KEPT:
        return
    with _KEEPING:
        _KEPT[key] = found
        while len(_KEPT) > _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]


def _run(request: bytes, where: str, remedy: str) -> bytes:
    """Return all that the process says, within the bounds; it is gone in any case."""
    with TemporaryDirectory(prefix="spca-", ignore_cleanup_errors=True) as folder:
        return _talk(_start(where, folder), request, where, remedy)


def _talk(child: "subprocess.Popen[bytes]", request: bytes, where: str, remedy: str) -> bytes:
    late = Event()
    timer = Timer(_BOUNDS.seconds, lambda: (late.set(), child.kill()))
    # A thread of its own: else each side could wait for the other to empty a full pipe.
    feeder = Thread(target=_feed, args=(child, request), daemon=True)
    try:
        timer.start()
        feeder.start()
        answer = _pipe(child.stdout).read(_BOUNDS.answer + 1)
        if len(answer) <= _BOUNDS.answer:
            child.wait()
    finally:
        timer.cancel()
        # Does nothing where it has ended; waiting for it leaves no trace in the list of processes.
        child.kill()
        child.wait()
        feeder.join()
        _pipe(child.stdout).close()
    if late.is_set():
        raise _too_long(where, remedy)
    if len(answer) > _BOUNDS.answer:
        raise _too_much(where, remedy)
    return answer


def _start(where: str, folder: str) -> "subprocess.Popen[bytes]":
    # The folder in which a command was called is not searched for code.
    program = (sys.executable, "-B", "-P", *_CHILD)
    quiet = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        return subprocess.Popen(  # noqa: S603 - our own program, and nothing of the file
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            creationflags=quiet,
        )
    except OSError as error:
        raise _refusal(
            "not_started",
            where,
            _("It is large, and the program that reads large files could not be started."),
            _(
                "Try again. If it stays so, make the file smaller, or ask whoever looks after this "
                "computer to let the app start Python."
            ),
        ) from error


def _environment(folder: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_SECRETS)}
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    # What a library keeps on disk for a moment is gone with the folder, also after a crash.
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
    # A pool of threads would reserve memory for each core of the machine.
    return {**kept, **places, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}


def _feed(child: "subprocess.Popen[bytes]", request: bytes) -> None:
    # Whoever has died reads no more; that it has died is told by its answer.
    with suppress(OSError), _pipe(child.stdin) as pipe:
        pipe.write(request)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the process was started without pipes")
    return pipe


# What comes back: a line of JSON, then bytes. A file could take over the process that reads it, so
# nothing of it is unpickled, which would run what it says; JSON makes nothing but plain values.


class _BrokenOffError(Exception):
    """What came back is not what the process says when it ends well."""


def answer_with(content: bytes) -> bytes:
    """Return what a process says that has read a file."""
    return json.dumps({"length": len(content)}).encode() + b"\n" + content


def answer_refused(problems: Iterable[Problem]) -> bytes:
    """Return what a process says about a file that it refuses."""
    return json.dumps({"problems": plain_problems(problems)}).encode() + b"\n"


def answer_out_of_memory() -> bytes:
    """Return what a process says that was not given enough memory."""
    return b'{"memory": true}\n'


def _understand(answer: bytes) -> bytes:
    line, end, content = answer.partition(b"\n")
    try:
        said: dict[str, Any] = json.loads(line)
        problems = read_problems(said.get("problems", ()))
        is_whole = bool(end) and said.get("length", 0) == len(content)
        is_short = said.get("memory", False)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _BrokenOffError from error
    if problems:
        raise Refused(problems)
    if is_short:
        raise MemoryError
    if not is_whole or "length" not in said:
        raise _BrokenOffError
    return content


def plain_problems(problems: Iterable[Problem]) -> list[tuple[str, ...]]:
    """Return problems as lists of texts."""
    return [astuple(problem) for problem in problems]


def read_problems(rows: Iterable[Sequence[str]]) -> tuple[Problem, ...]:
    """Return problems from lists of texts.

    Raises
    ------
    TypeError, ValueError
        If they are none.
    """
    found: list[Problem] = []
    for *texts, severity, about in rows:
        if not all(isinstance(text, str) for text in (*texts, about)):
            raise TypeError("a problem is said in texts")
        found.append(Problem(*texts, severity=Severity(severity), about=about))
    return tuple(found)


def broke_off(where: str, remedy: str) -> Refused:
    """Return the refusal of a file whose reading came to no sound end."""
    found = _("Reading it broke off: the file is damaged, or was made to do harm.")
    return _refusal("broken_off", where, found, remedy)


def _too_long(where: str, remedy: str) -> Refused:
    found = ngettext(
        "Reading it took longer than {number} second and was stopped.",
        "Reading it took longer than {number} seconds and was stopped.",
        _BOUNDS.seconds,
    )
    return _refusal("too_long", where, found, remedy)


def _too_much(where: str, remedy: str) -> Refused:
    found = _("Reading it takes more memory than one file may take.")
    return _refusal("too_much", where, found, remedy)


def _refusal(code: str, where: str, found: str, remedy: str) -> Refused:
    return Refused((Problem(f"reading.{code}", where, found, remedy),))
