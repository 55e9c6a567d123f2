"""Joins settings, clock, database and library; hands services to pages and to the command line."""

import os
from base64 import b32encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from secrets import token_bytes

from assessment.library.peer_groups import PeerGroups, read_peer_groups
from assessment.library.shelf import Library, open_library
from assessment.locales import SOURCE_LANGUAGE
from assessment.locales import gettext as _
from assessment.model.assessment import NOBODY, UNNAMED, Actor
from assessment.model.text import clean_text
from assessment.services.context import Context
from assessment.storage.backup import check_backup, restore, write_backup
from assessment.storage.engine import migrate, open_engine, revision_of
from assessment.storage.store import DatabaseStore

ROOT = Path(__file__).parent.parent
DEMONSTRATION = ROOT / "data" / "samples" / "demonstration"
"""The invented assessments that ship, one file each."""

DEFAULT_PEER_GROUPS = ROOT / "data" / "peer-groups.csv"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What an installation can choose, each by an environment variable.

    Attributes
    ----------
    database_url
        ``SPCA_DATABASE_URL``; a SQLite file in ``data/`` if not set.
    questionnaires
        ``SPCA_QUESTIONNAIRES``; the folder of questionnaire folders.
    person, organisation
        ``SPCA_PERSON``, ``SPCA_ORGANISATION``: who writes, until somebody says otherwise.
    peer_groups
        ``SPCA_PEER_GROUPS``; ``None`` stands for ``data/peer-groups.csv``, if it is there.
    language
        ``SPCA_LANGUAGE``: in which language texts are shown.
    locales
        ``SPCA_LOCALES``: a folder with further catalogues, beside those that ship.
    """

    database_url: str
    questionnaires: Path
    person: str
    organisation: str
    peer_groups: Path | None = None
    language: str = SOURCE_LANGUAGE
    locales: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; an empty variable counts as not set."""
        peer_groups = environment.get("SPCA_PEER_GROUPS")
        locales = environment.get("SPCA_LOCALES")
        return cls(
            database_url=environment.get("SPCA_DATABASE_URL")
            or f"sqlite:///{ROOT / 'data' / 'spca.db'}",
            questionnaires=Path(environment.get("SPCA_QUESTIONNAIRES") or ROOT / "questionnaires"),
            person=environment.get("SPCA_PERSON") or UNNAMED,
            # Not translated: another name would be another organisation.
            organisation=environment.get("SPCA_ORGANISATION") or "Organisation not given",
            peer_groups=Path(peer_groups) if peer_groups else None,
            language=environment.get("SPCA_LANGUAGE") or SOURCE_LANGUAGE,
            locales=Path(locales) if locales else None,
        )

    @property
    def names_person(self) -> bool:
        """Whether the settings say who writes here."""
        return self.person != UNNAMED


@dataclass(frozen=True)
class Application:
    """Everything that is opened once and shared by all sessions."""

    settings: Settings
    store: DatabaseStore
    library: Library

    def context(self) -> Context:
        """Return the context of the person whom the settings name, for commands."""
        return self._context(
            self.store.actor(self.settings.person, self.settings.organisation, now())
        )

    def context_for(self, name: str, organisation: str, key: str = "") -> Context:
        """Return the context of a named person, entered on first sight.

        Parameters
        ----------
        key
            What the person's browser holds: the same name with another key is another person.
        """
        actor = self.store.actor(
            clean_text(name).strip() or self.settings.person,
            clean_text(organisation).strip() or self.settings.organisation,
            now(),
            _hash_of(key),
        )
        return self._context(actor)

    def context_of_key(self, key: str) -> Context | None:
        """Return the context of whoever holds a key; ``None`` if nobody does."""
        actor = self.store.person_with_key(_hash_of(key))
        return self._context(actor) if actor else None

    def context_of_reader(self) -> Context:
        """Return the context of somebody who has not said who they are, and so cannot write.

        On a computer of one person the settings may name that person, who then writes.
        """
        return self.context() if self.settings.names_person else self._context(NOBODY)

    def _context(self, actor: Actor) -> Context:
        return Context(self.store, self.library, actor, now, app_version())

    def peer_groups(self) -> PeerGroups:
        """Read the peer groups anew, so that a corrected file counts at once."""
        path = self.settings.peer_groups or DEFAULT_PEER_GROUPS
        # A file that somebody named must be there; the default one need not.
        if self.settings.peer_groups is None and not path.exists():
            return PeerGroups()
        return read_peer_groups(path)


def new_key() -> str:
    """Return a key for one person's browser: 80 bits in four groups that can be copied by hand."""
    letters = b32encode(token_bytes(10)).decode()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _hash_of(key: str) -> str:
    """Return what is stored of a key; capitals, spaces and hyphens do not count."""
    letters = "".join(letter for letter in key.upper() if letter.isalnum())
    return sha256(letters.encode()).hexdigest() if letters else ""


def now() -> datetime:
    """Return the present moment in UTC; the only place that reads the clock."""
    return datetime.now(UTC)


@cache
def app_version() -> str:
    """Return the version of this product."""
    return version("spca")


def open_application(settings: Settings, *, must_exist: bool = False) -> Application:
    """Open database and library, and bring the tables up to date.

    A damaged questionnaire does not stop it: the library says what is wrong.

    Parameters
    ----------
    must_exist
        Whether a database that is not there is refused, and not made: whoever only reads,
        and mistypes its name, would otherwise believe that it is empty.

    Raises
    ------
    Refused
        If the database cannot be opened.
    """
    engine = open_engine(settings.database_url, must_exist=must_exist)
    migrate(engine, must_exist=must_exist)
    return Application(settings, DatabaseStore(engine), open_library(settings.questionnaires))


def migrate_database(settings: Settings) -> tuple[str | None, str | None]:
    """Bring the tables up to date; return the revision before and after."""
    engine = open_engine(settings.database_url)
    before = revision_of(engine)
    migrate(engine)
    return before, revision_of(engine)


def back_up(settings: Settings, target: Path, progress: Progress) -> dict[str, int]:
    """Write a checked copy of the whole database to one file; the app may go on running."""
    engine = open_engine(settings.database_url, must_exist=True)
    migrate(engine, must_exist=True)
    counts = write_backup(engine, target, now(), progress)
    progress(_("Checking what was written"))
    check_backup(target)
    return counts


def restore_backup(
    settings: Settings, source: Path, progress: Progress, *, replace: bool
) -> dict[str, int]:
    """Fill the database from a backup, after checking all of it."""
    return restore(settings.database_url, source, now(), progress, replace=replace)
