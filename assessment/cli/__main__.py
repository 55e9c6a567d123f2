"""Runs the command line with `python -m assessment.cli`, where `spca` is not on the path."""

from assessment.cli.app import main

main()
