"""Draws what the rest of this room says in words; loading Altair takes longer than all of that.

Every chart reads without colour, carries its text alternative, and is a Vega-Lite
specification with its data in it.
"""
