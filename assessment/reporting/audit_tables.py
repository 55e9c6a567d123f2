"""Audit statistics as tables and sentences, for the page and the command line."""

from collections.abc import Callable

import pandas as pd

from assessment.model.audit import LEAST_STATES, ChildAudit, NodeAudit
from assessment.reporting.wording import count_words, join_words, show_number, show_percent

HEAVY = 1.5
"""A part pulls clearly more or less than its weight from this factor on."""
GOOD_ALPHA = 0.7
NONE = "–"
Name = Callable[[str], str]


def audit_table(audit: NodeAudit, name: Name) -> pd.DataFrame:
    """Return one row a part: weight, pull, correlations and alpha without it."""
    return pd.DataFrame([_row(child, name) for child in audit.children])


def explain_audit(audit: NodeAudit, name: Name) -> tuple[str, ...]:
    """Say what the statistics of one node mean, or why there are none.

    Parameters
    ----------
    name
        Turns the id of a part or node into what a reader knows it by.
    """
    if not audit.has_enough:
        return (
            f"{name(audit.node_id)}: {count_words(audit.n_states, 'state')} with every answer. "
            f"{LEAST_STATES} or more are needed: with fewer, a correlation is mostly chance.",
        )
    return (
        f"{name(audit.node_id)}: {count_words(audit.n_states, 'state')} with every part.",
        *_alpha(audit),
        *_pulls(audit, name),
        *_pairs(audit, name),
    )


def _row(child: ChildAudit, name: Name) -> dict[str, str]:
    return {
        "Part": name(child.child_id),
        "Weight": _percent(child.weight),
        "Pull": _percent(child.pull),
        "With the whole": _number(child.correlation),
        "With the rest": _number(child.with_the_rest),
        "Alpha without it": _number(child.alpha_without),
    }


def _alpha(audit: NodeAudit) -> tuple[str, ...]:
    if audit.alpha is None:
        return ()
    reading = (
        "its parts measure much the same"
        if audit.alpha >= GOOD_ALPHA
        else "its parts measure different things, which a mean hides"
    )
    return (f"Cronbach's alpha is {show_number(audit.alpha)}: {reading}.",)


def _pulls(audit: NodeAudit, name: Name) -> tuple[str, ...]:
    known = [c for c in audit.children if c.pull is not None and c.weight]
    heavy = [c.child_id for c in known if (c.pull or 0) > HEAVY * (c.weight or 0)]
    light = [c.child_id for c in known if (c.pull or 0) * HEAVY < (c.weight or 0)]
    said: list[str] = []
    if heavy:
        said.append(f"Clearly more pull than their weight says: {_list(heavy, name)}.")
    if light:
        said.append(f"Clearly less pull than their weight says: {_list(light, name)}.")
    if known and not said:
        said.append("Every part pulls about as much as its weight says.")
    return tuple(said)


def _pairs(audit: NodeAudit, name: Name) -> tuple[str, ...]:
    said = [
        f"{name(p.first_id)} and {name(p.second_id)} say nearly the same "
        f"(correlation {show_number(p.correlation)}), so what they share counts twice."
        for p in audit.redundant
    ]
    said += [
        f"{name(p.first_id)} and {name(p.second_id)} move against each other "
        f"(correlation {show_number(p.correlation)}): check their direction."
        for p in audit.opposed
    ]
    return tuple(said)


def _list(ids: list[str], name: Name) -> str:
    return join_words(name(id_) for id_ in ids)


def _percent(share: float | None) -> str:
    return NONE if share is None else show_percent(share)


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"
