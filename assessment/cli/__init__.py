"""The command line: reads what was typed, calls services, prints; it computes nothing."""

from assessment.cli.app import main

__all__ = ["main"]
