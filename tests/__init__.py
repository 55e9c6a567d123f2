"""Tests; the helpers that several of them share are in builders.py."""
