"""Frozen types that every other room shares, the check of an answer, and conditions.

No files, no clock, and no arithmetic of scores.
"""
