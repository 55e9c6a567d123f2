"""Turns answers into a profile: gates, rules, coverage, bounds, intervals, critical gaps.

Pure: mappings and numpy arrays in, frozen results out. No file, no clock, and no
random state but the seed in ``scoring.yaml``.
"""
