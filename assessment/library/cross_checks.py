"""Holds the parts of a questionnaire folder against each other, each with its own module."""

from collections.abc import Mapping

from assessment.library.instrument_checks import check_instrument
from assessment.library.programme_checks import check_catalogue
from assessment.library.scoring_checks import check_rules
from assessment.model.framework import Framework
from assessment.model.problem import Problem


def check_framework(
    framework: Framework, folder: str, homes: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Return what does not fit between the files of one folder, errors and warnings.

    Parameters
    ----------
    folder
        Name of the folder, for the places in the messages.
    homes
        Dimension id to the file in which its indicators stand; ``instrument.yaml``
        for those that are left out.
    """
    return (
        *check_instrument(framework.questionnaire, f"{folder}/instrument.yaml", homes or {}),
        *check_rules(framework, f"{folder}/scoring.yaml"),
        *check_catalogue(framework, f"{folder}/programmes.yaml"),
    )
