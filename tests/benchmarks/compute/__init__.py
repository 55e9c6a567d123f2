"""Measures the arithmetic against the plain way to do it and against what no way can avoid."""
