"""The two databases, for every test of the storage."""

from tests.databases import database_url, engine, store

__all__ = ["database_url", "engine", "store"]
