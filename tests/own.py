"""Programmes of an organisation for the small questionnaire."""

from dataclasses import replace
from typing import Any

from assessment.model.own_programme import OwnProgramme


def an_own(name: str = "Advisers for judges", **changes: Any) -> OwnProgramme:
    """A programme like P1, without a mistake, with changes."""
    whole = OwnProgramme(
        name,
        how="Judges who are advised judge fairly.",
        activities=("Advise", "Train"),
        serves=("LAW-1", "LAW-2"),
        like=("P1",),
        mechanisms=("AC",),
        horizon="long",
        lens="shared",
        risks=("Judges are named.",),
        crs=("15130",),
        sdg=("16.3",),
        donor="An agency",
    )
    return replace(whole, **changes)
