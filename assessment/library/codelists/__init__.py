"""Code lists of others: DAC purpose codes, SDG targets, regions of the world, the tile grid."""

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
def parents_of_purpose_codes() -> dict[str, str]:
    """Return each voluntary purpose code in use here and the code that it is a part of.

    A voluntary code only says more closely what its parent says, so that both for the same
    money would count it twice. Source: OECD-DAC CRS list.
    """
    return {row["code"]: row["parent"] for row in _rows("crs.csv") if row["parent"]}


@cache
def sdg_targets() -> dict[str, str]:
    """Return the SDG targets in use here: code to short name."""
    return {row["code"]: row["name"] for row in _rows("sdg.csv")}


@cache
def other_state_names() -> dict[str, str]:
    """Return names that ISO 3166-1 does not have to alpha-3 codes.

    Capitals, accents and signs are as `assessment.library.states` writes them.
    """
    return {row["name"]: row["alpha3"] for row in _rows("state_names.csv")}


@cache
def shown_state_names() -> dict[str, tuple[str, ...]]:
    """Return alpha-3 codes to the names by which people look for a state beside its own."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("state_names.csv"):
        if row["shown"]:
            found[row["alpha3"]] = (*found.get(row["alpha3"], ()), row["shown"])
    return found


@cache
def other_codes() -> dict[str, str]:
    """Return codes in use outside ISO 3166-1, with two or three letters, to those used here.

    Who uses each stands beside it in the list.
    """
    return {row["code"]: row["alpha3"] for row in _rows("other_codes.csv")}


@cache
def place_names() -> dict[str, str]:
    """Return codes to names where ISO 3166-1 has none, or another than the United Nations.

    XKX, which the World Bank and the European Union use for Kosovo, is one of the codes that
    ISO leaves to its users.
    """
    return {row["alpha3"]: row["name"] for row in _rows("place_names.csv")}


@cache
def world_regions() -> dict[str, tuple[str, str]]:
    """Return ISO 3166-1 alpha-3 code to region and subregion of the world.

    Follows the groups of the UN's M49 standard, with its intermediate regions
    where there are any (Eastern Africa, Caribbean). They serve statistics and say
    nothing about the status of a territory. M49 has no entry for TWN and XKX,
    which stand with their neighbours here, and no region for ATA, which is absent.
    """
    return {row["alpha3"]: (row["region"], row["subregion"]) for row in _rows("regions.csv")}


@cache
def tile_squares() -> dict[str, tuple[int, int] | None]:
    """Return codes to column (from the west) and row (from the north) on the tile-grid map.

    Both count from 1; ``None`` for a place that has no square. Whose grid it is, and where
    it differs from the published one, stands in the list.
    """
    return {
        row["alpha3"]: (int(row["column"]), int(row["row"])) if row["column"] else None
        for row in _rows("tile_grid.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
