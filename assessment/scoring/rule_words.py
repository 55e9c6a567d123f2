"""What the explanations of several rules say alike."""

from collections.abc import Callable, Iterator

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed, short
from assessment.model.tree import Parts, WeightedNode


def weights_sentence(node: WeightedNode, name: Callable[[str], str]) -> str:
    """Say how much each child counts."""
    different = {id_: weight for id_, weight in node.weights.items() if weight != 1}
    if not different:
        return _("Each counts the same.")
    counted = listed(
        _("{child} {weight} times", child=name(id_), weight=short(weight))
        for id_, weight in different.items()
    )
    return _("Counted more or less than once: {counted}; every other counts once.", counted=counted)


def points_sentence(parts: Parts, value: float) -> Iterator[str]:
    """Place a value on the scale of scores, where it has one."""
    if parts.scale:
        yield _("In points of 100 that is {score}.", score=fixed(value, 1))


def at_sentence(parts: Parts, ids: tuple[str, ...], value: float) -> str:
    """Say which children are lowest, and where they are."""
    return ngettext(
        "The lowest is {names}, at {value}.",
        "The lowest are {names}, at {value}.",
        len(ids),
        names=listed(parts.name(id_) for id_ in ids),
        value=parts.show(value),
    )


def lowest_ids(parts: Parts, among: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the children with the lowest value, of some or of all; empty if none has one."""
    values = {id_: v for id_, v in parts.values.items() if not among or id_ in among}
    return tuple(id_ for id_, value in values.items() if value == min(values.values()))
