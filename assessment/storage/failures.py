"""What keeps a database from reading or writing, in plain words.

Only what lies outside the product is said here: a full disk, a lock, a server that stopped. A
row that breaks a rule, or a statement that is wrong, is a fault and stays an exception.
"""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from assessment.locales import gettext as _
from assessment.model.problem import Problem

FAILURES = (DBAPIError, NoConnectionFree, OSError)
"""Every kind of exception of which `failure_of` may know more."""

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
# The low byte of an error of SQLite is its kind; the whole number tells some kinds apart.
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY_DBMOVED: "away",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_IOERR: "failed",
}
# https://www.postgresql.org/docs/15/errcodes-appendix.html; the first two letters are the class.
_OF_POSTGRESQL = {
    "53100": "full",
    "53": "locked",
    "55P03": "locked",
    "40": "locked",
    "25006": "read_only",
    "08": "away",
    "57P": "away",
    "58": "failed",
    "XX": "damaged",
}


def failure_of(error: BaseException) -> Problem | None:
    """Return what a person should know; ``None`` where the product itself is at fault.

    The codes are ``store.full``, ``store.locked``, ``store.away``, ``store.read_only``,
    ``store.damaged`` and ``store.failed``.
    """
    if isinstance(error, OSError):
        return _problem("full") if error.errno in _NO_SPACE else None
    if isinstance(error, NoConnectionFree):
        return _problem("locked")
    if not isinstance(error, DBAPIError):
        return None
    kind = _kind_of(error)
    return _problem(kind, str(error.orig).partition("\n")[0]) if kind else None


def damaged(reason: str) -> Problem:
    """Return the problem of a database that contradicts itself."""
    return _problem("damaged", reason)


def database_gone() -> Problem:
    """Return the problem of a file that was there when the app began and is there no more."""
    return _problem("away")


def _kind_of(error: DBAPIError) -> str | None:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return _OF_SQLITE.get(code) or _OF_SQLITE.get(code & 0xFF) if code else None
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # The server said nothing: the line broke, or was never there.
        return "away" if type(error).__name__ in ("OperationalError", "InterfaceError") else None
    return next(
        (_OF_POSTGRESQL[n] for n in (state, state[:3], state[:2]) if n in _OF_POSTGRESQL), None
    )


def _problem(kind: str, reason: str = "") -> Problem:
    safe = _("What was saved before is still there.")
    match kind:
        case "full":
            found = _("The disk is full, so this could not be saved.")
            remedy = _("Make room, or ask whoever looks after this computer, then try again.")
        case "locked":
            found = _("Others use the database, and their turn did not end in time.")
            remedy = _("Wait a moment, then try again.")
        case "away":
            found = _("The database does not answer, or its file is no longer in its place.")
            remedy = _("Ask whoever looks after it to start it or put it back, then try again.")
        case "read_only":
            found = _("The database may be read here and not written.")
            remedy = _("Ask whoever looks after this computer for leave to write, then try again.")
        case "damaged":
            found = _("The database is damaged: {reason}.", reason=reason)
            remedy = _("Stop the app, move the file away and restore a backup with 'spca restore'.")
            return Problem("store.damaged", _("Database"), found, remedy)
        case _:
            found = _("The database could not be read or written: {reason}.", reason=reason)
            remedy = _("Try again; if it stays so, ask whoever looks after this computer.")
    return Problem(f"store.{kind}", _("Database"), found, f"{remedy} {safe}")
