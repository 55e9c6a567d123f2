"""Ratings by several people: agreement, storage and services."""
