"""Tests of the storage, on SQLite and PostgreSQL."""
