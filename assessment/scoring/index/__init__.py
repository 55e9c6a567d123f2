"""Turns a table of numbers into an index: steps on measures, then a tree of rules.

Pure numpy. Arrays may have leading axes, so that one function serves one table
and a thousand replicates of it.
"""
