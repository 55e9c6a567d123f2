"""Runs the command line with `python -m assessment.cli`, where `spca` is not on the path."""

from assessment.cli.app import main

if __name__ == "__main__":
    main()
