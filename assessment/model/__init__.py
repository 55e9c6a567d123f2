"""Frozen types that every other room shares: no files, no clock, no arithmetic of scores."""
