"""Audit statistics as tables and sentences, for the page and the command line."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed, percent, short
from assessment.model.audit import LEAST_STATES, ChildAudit, NodeAudit
from assessment.reporting.wording import table

if TYPE_CHECKING:
    from pandas import DataFrame

HEAVY = 1.5
"""A part pulls clearly more or less than its weight from this factor on."""
GOOD_ALPHA = 0.7
NONE = "–"
Name = Callable[[str], str]


def audit_table(audit: NodeAudit, name: Name) -> "DataFrame":
    """Return one row a part: weight, pull, correlations and alpha without it."""
    columns = (_("Part"), _("Weight"), _("Pull"), _("With the whole"), _("With the rest"))
    rows = (_row(child, name) for child in audit.children)
    return table((*columns, _("Alpha without it")), rows)


def explain_audit(audit: NodeAudit, name: Name) -> tuple[str, ...]:
    """Say what the statistics of one node mean, or why there are none.

    Parameters
    ----------
    name
        Turns the id of a part or node into what a reader knows it by.
    """
    node = name(audit.node_id)
    if not audit.has_enough:
        counted = ngettext(
            "{node}: {number} state with every answer.",
            "{node}: {number} states with every answer.",
            audit.n_states,
            node=node,
        )
        needed = ngettext(
            "{number} or more are needed: with fewer, a correlation is mostly chance.",
            "{number} or more are needed: with fewer, a correlation is mostly chance.",
            LEAST_STATES,
        )
        return (f"{counted} {needed}",)
    return (
        ngettext(
            "{node}: {number} state with every part.",
            "{node}: {number} states with every part.",
            audit.n_states,
            node=node,
        ),
        *_alpha(audit.alpha),
        *_pulls(audit, name),
        *_pairs(audit, name),
    )


def _row(child: ChildAudit, name: Name) -> tuple[str, ...]:
    return (
        name(child.child_id),
        _percent(child.weight),
        _percent(child.pull),
        _number(child.correlation),
        _number(child.with_the_rest),
        _number(child.alpha_without),
    )


def _alpha(alpha: float | None) -> Iterator[str]:
    if alpha is None:
        return
    if alpha >= GOOD_ALPHA:
        yield _("Cronbach's alpha is {alpha}: its parts measure much the same.", alpha=short(alpha))
        return
    yield _(
        "Cronbach's alpha is {alpha}: its parts measure different things, which a mean hides.",
        alpha=short(alpha),
    )


def _pulls(audit: NodeAudit, name: Name) -> Iterator[str]:
    known = [c for c in audit.children if c.pull is not None and c.weight]
    heavy = [name(c.child_id) for c in known if (c.pull or 0) > HEAVY * (c.weight or 0)]
    light = [name(c.child_id) for c in known if (c.pull or 0) * HEAVY < (c.weight or 0)]
    if heavy:
        yield _("Clearly more pull than their weight says: {parts}.", parts=listed(heavy))
    if light:
        yield _("Clearly less pull than their weight says: {parts}.", parts=listed(light))
    if known and not heavy and not light:
        yield _("Every part pulls about as much as its weight says.")


def _pairs(audit: NodeAudit, name: Name) -> Iterator[str]:
    for pair in audit.redundant:
        yield _(
            "{first} and {second} say nearly the same (correlation {correlation}), so what they "
            "share counts twice.",
            first=name(pair.first_id),
            second=name(pair.second_id),
            correlation=short(pair.correlation),
        )
    for pair in audit.opposed:
        yield _(
            "{first} and {second} move against each other (correlation {correlation}): check "
            "their direction.",
            first=name(pair.first_id),
            second=name(pair.second_id),
            correlation=short(pair.correlation),
        )


def _percent(share: float | None) -> str:
    return NONE if share is None else percent(share)


def _number(value: float | None) -> str:
    return NONE if value is None else fixed(value, 2)
