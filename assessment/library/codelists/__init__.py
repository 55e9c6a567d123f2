"""Code lists of others (DAC purpose codes, SDG targets) and who takes part in them."""

import csv
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def purpose_codes() -> dict[str, tuple[str, bool]]:
    """Return the CRS purpose codes in use here: code to name and whether it is active.

    Source: OECD-DAC CRS list as replicated by IATI; withdrawn codes are kept so
    that a message can say so.
    """
    return {row["code"]: (row["name"], row["status"] == "active") for row in _rows("crs.csv")}


@cache
def sdg_targets() -> dict[str, str]:
    """Return the SDG targets in use here: code to short name."""
    return {row["code"]: row["name"] for row in _rows("sdg.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
