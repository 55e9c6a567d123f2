"""Holds programmes against a profile; suggests, with reasons, and decides nothing."""
