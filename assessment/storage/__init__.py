"""Keeps assessments in SQLite or PostgreSQL; only `assessment.wiring` may open it."""
