"""What can be wrong with a file of peer groups, with the line and what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.library.states import nearest_states
from assessment.model.problem import Problem

_LINE = re.compile(r", line (\d+)$")
_MOST_SHOWN = 60


@dataclass(frozen=True)
class PeerFile:
    """Names the file in every problem.

    Attributes
    ----------
    name
        Of the file, without its folder.
    """

    name: str

    def line_of(self, problem: Problem) -> int:
        """Return the line of a problem; 0 where it is about the whole file."""
        found = _LINE.search(problem.where)
        return int(found[1]) if found else 0

    def unusable(self, reason: str) -> Problem:
        """Say that the file cannot be read."""
        return Problem(
            "peers.file_unusable",
            self.name,
            f"The file of peer groups cannot be read: {reason}.",
            "Check SPCA_PEER_GROUPS, and that the app may read the file.",
        )

    def too_long(self, most: int) -> Problem:
        """Say that this can hardly be a file of peer groups."""
        return Problem(
            "peers.file_too_long",
            self.name,
            f"The file has more than {most:,} bytes, which is the most that is read.",
            "Leave out what is not a peer group.",
        )

    def not_utf8(self, line: int) -> Problem:
        """Say where the first character is that cannot be read."""
        return self._at(
            line,
            "not_utf8",
            "There is a character that is not written in UTF-8.",
            "Save the file as 'CSV UTF-8 (comma delimited)', or choose UTF-8 when saving.",
        )

    def no_csv(self, line: int, reason: str) -> Problem:
        """Say where the rows cannot be told apart."""
        return self._at(
            line,
            "no_csv",
            f"The rows cannot be read up to here: {reason}.",
            "Look for a quotation mark that is not closed, here or further up.",
        )

    def no_column(self, name: str, heading: Sequence[str]) -> Problem:
        """Say which column is missing, and what stands there instead."""
        found = ", ".join(_short(one) for one in heading) or "nothing"
        semicolons = any(";" in one for one in heading)
        return self._at(
            1,
            "no_column",
            f"The column '{name}' is missing; found: {found}.",
            "Separate the columns by commas, not by semicolons."
            if semicolons
            else f"Name one column '{name}' in the first line.",
            "The first line is: list,group,state.",
        )

    def column_twice(self, name: str) -> Problem:
        """Say which column is not the only one of its name."""
        return self._at(
            1,
            "column_twice",
            f"There are several columns '{name}'.",
            "Keep the right one and rename the others.",
        )

    def no_rows(self) -> Problem:
        """Say that there is no group."""
        return Problem(
            "peers.no_rows",
            self.name,
            "There is no row below the first line.",
            "Add one row for each state of each group, or remove the file.",
        )

    def cells_too_many(self, line: int, found: int, allowed: int) -> Problem:
        """Say that a name with a comma probably needs quotation marks."""
        return self._at(
            line,
            "cells_too_many",
            f"The row has {found} cells, and the first line has {allowed}.",
            "Put a name that contains a comma into quotation marks.",
        )

    def empty_cell(self, line: int, column: str) -> Problem:
        """Say which cell is empty."""
        return self._at(
            line,
            "empty_cell",
            f"The column '{column}' is empty.",
            "Fill it in, or remove the row.",
        )

    def long_cell(self, line: int, column: str, length: int, most: int) -> Problem:
        """Say which cell is too long for a list on a page."""
        return self._at(
            line,
            "long_cell",
            f"The column '{column}' has {length} characters.",
            "Shorten it.",
            f"At most {most} are allowed.",
        )

    def unknown_state(self, line: int, given: str) -> Problem:
        """Say which state is not known, and what resembles it."""
        near = nearest_states(given)
        advice = (
            f"Did you mean {' or '.join(near)}?" if near else "Remove the row if it is no state."
        )
        return self._at(
            line,
            "unknown_state",
            f"'{_short(given)}' is no state.",
            advice,
            "Allowed are ISO 3166-1 codes and English names.",
        )

    def repeated(self, line: int, first: int, code: str) -> Problem:
        """Say where the same state stands in the same group already."""
        return self._at(
            line,
            "repeated",
            f"{code} is in this group already, in line {first}.",
            "Remove one of the two rows, or correct its group.",
        )

    def spelt_in_two_ways(
        self, line: int, given: tuple[str, str], first: tuple[str, str]
    ) -> Problem:
        """Say which group would become two, by its list and its own name."""
        return self._at(
            line,
            "spelt_in_two_ways",
            f"The group '{_short(given[1])}' of the list '{_short(given[0])}' stands further up "
            f"as '{_short(first[1])}' of '{_short(first[0])}'.",
            "Write the name of a list and of a group in the same way everywhere.",
        )

    def _at(self, line: int, code: str, found: str, remedy: str, allowed: str = "") -> Problem:
        return Problem(f"peers.{code}", f"{self.name}, line {line}", found, remedy, allowed)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
