"""Reads questionnaires and code lists from files; knows nothing of answers or storage."""
