"""The two databases, for the tests that keep ratings."""

from tests.databases import database_url, engine, store

__all__ = ["database_url", "engine", "store"]
