"""Workbooks out and in: objects in, bytes out; bytes in, objects and problems out.

No database, no clock, no score: what a workbook says is read here and judged elsewhere.
"""
