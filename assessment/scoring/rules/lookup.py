"""The grade that a table gives for the sum of the children's points (PEFA, method M2)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, Self

import numpy as np
from pydantic import Field

from assessment.locales import gettext as _
from assessment.locales.formats import listed, short
from assessment.model.problem import Problem
from assessment.model.questionnaire import Identifier
from assessment.model.tree import Children, Node, Numbers, Parts, TreeFacts

MOST_NAMED = 8


class Lookup(Node):
    """The grade that a table gives for the sum of the points.

    Attributes
    ----------
    table
        Name of one of the ``tables`` of the file: number of children with a value, to
        the sum of their points, to the grade.
    points
        Filled in when the table was looked up: the same with points for grades.
    """

    rule: Literal["lookup"]
    table: Identifier
    points: dict[int, dict[int, float]] = Field(
        default_factory=dict[int, dict[int, float]], exclude=True
    )

    gives_grades = True

    def compute(self, children: Children) -> Numbers:
        """Return the points of the grade; ``nan`` where the table has no entry."""
        known = ~np.isnan(children.values)
        count = known.sum(axis=0)
        total: Numbers = np.where(known, children.values, 0.0).sum(axis=0)
        found: Numbers = np.full(total.shape, np.nan)
        for n_children, row in self.points.items():
            for points, value in row.items():
                found = np.where((count == n_children) & (abs(total - points) < 1e-9), value, found)
        return found

    def resolve(self, facts: TreeFacts) -> Self:
        """Return the rule with the points of its table."""
        points = {
            count: {total: facts.grades[grade] for total, grade in row.items()}
            for count, row in facts.tables[self.table].items()
        }
        return self.model_copy(update={"points": points})

    def check(self, facts: TreeFacts) -> Iterator[Problem]:
        """Yield letters or a table that are not there, and gaps in the table."""
        if not facts.grades:
            yield letters_missing(self.id)
        elif self.table not in facts.tables:
            yield Problem(
                "library.table_unknown",
                "",
                _("There is no table '{table}'.", table=self.table),
                _("Add it under 'tables'."),
            )
        else:
            yield from self._check_table(facts)

    def _check_table(self, facts: TreeFacts) -> Iterator[Problem]:
        table = facts.tables[self.table]
        grades = {grade for row in table.values() for grade in row.values()}
        for grade in sorted(grades - set(facts.grades)):
            yield Problem(
                "library.grade_unknown",
                "",
                _(
                    "The table {table} gives '{grade}', which is no grade.",
                    table=self.table,
                    grade=grade,
                ),
                _("Correct it."),
                _("Grades are {grades}.", grades=", ".join(facts.grades)),
            )
        low, high = min(facts.grades.values()), max(facts.grades.values())
        for count in range(1, len(facts.children) + 1):
            sums = range(round(count * low), round(count * high) + 1)
            lacking = [str(total) for total in sums if total not in table.get(count, {})]
            if lacking:
                yield Problem(
                    "library.table_incomplete",
                    "",
                    _(
                        "The table {table} has no grade for {count} children with these points: "
                        "{points}.",
                        table=self.table,
                        count=count,
                        points=", ".join(lacking[:MOST_NAMED]),
                    ),
                    _("Add the rows: gaps leave fewer children than the node has."),
                )

    def lowest(self, children: Mapping[str, float | None]) -> float | None:  # noqa: ARG002 - a table
        """Return the lowest grade of the table."""
        return min((v for row in self.points.values() for v in row.values()), default=None)

    def why_not_computable(self, values: Mapping[str, Numbers]) -> tuple[str, str]:
        """Say that the table has a gap."""
        found = _(
            "The table has no grade for these values of {children}.", children=", ".join(values)
        )
        return found, _("Correct the value, or complete the table in scoring.yaml.")

    def describe(self, name: Callable[[str], str]) -> str:  # noqa: ARG002 - it names none
        """Say the rule in one sentence."""
        return _(
            "The grade is looked up in the table {table} by the sum of the points.",
            table=self.table,
        )

    def explain(self, parts: Parts) -> Iterator[str]:
        """Add up the points and name the row of the table."""
        values = listed(
            _("{child} {value}", child=id_, value=short(own)) for id_, own in parts.values.items()
        )
        yield _(
            "The points are {values}, which adds up to {total}; for {count} children the table "
            "{table} gives {result}.",
            values=values,
            total=short(sum(parts.values.values())),
            count=len(parts.values),
            table=self.table,
            result=short(parts.result),
        )


def letters_missing(node_id: str) -> Problem:
    """Say that a rule needs letters."""
    return Problem(
        "library.letters_missing",
        "",
        _("The rule of {node} works on letters, and the questionnaire has none.", node=node_id),
        _("Give 'letters' in index.yaml."),
    )
