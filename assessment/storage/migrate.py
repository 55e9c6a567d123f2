"""Brings the tables to the form that this version needs."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from assessment.model.problem import Problem, Refused
from assessment.storage.engine import writing

HEAD = "0002"
"""The newest migration; a test holds it against the files."""
_LOCK = 7_378_206_301  # any number that nobody else on the server is likely to use


def revision_of(engine: Engine) -> str | None:
    """Return the revision of the tables; ``None`` for an empty database."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine) -> bool:
    """Bring the tables to `HEAD`; return whether anything had to be done.

    Raises
    ------
    Refused
        If the database was made by a newer version of the product.
    """
    current = revision_of(engine)
    if current == HEAD:
        return False
    if current is not None and current > HEAD:
        raise Refused((_newer(current),))
    with writing(engine) as connection:
        # Whoever comes second waits, and then finds nothing left to do; SQLite does so by itself.
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        upgrade(connection)
    return True


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision inside an open transaction."""
    from alembic import command  # noqa: PLC0415 - slow to import and hardly ever needed

    command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: Connection) -> Any:  # noqa: ANN401 - the type would import Alembic
    """Return the Alembic settings for an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - slow to import and hardly ever needed

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _newer(current: str) -> Problem:
    return Problem(
        "storage.newer",
        "Database",
        f"The database has revision {current}, this version knows up to {HEAD}.",
        "Install the newer version of the product, or use another database.",
    )
