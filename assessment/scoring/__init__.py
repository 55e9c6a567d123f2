"""Turns answers into a profile: rules, coverage, bounds, intervals, critical gaps.

Pure: mappings and numpy arrays in, frozen results out. No file, no clock, and no
random state but a stored seed.
"""

# Whatever is scored, every rule must be known first.
from assessment.scoring import rules as rules
