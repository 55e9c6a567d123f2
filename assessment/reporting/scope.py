"""Says what a scope sheet says: names and hints of its lists, and the lists as texts."""

from collections.abc import Iterable, Iterator

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.locales.formats import listed, whole
from assessment.model.scope import NONE, RESTRICTED_LISTS, SCOPE_LISTS, Scope, split_entries

_NAMES = {
    "government": mark("Who counts as government"),
    "groups": mark("Main groups"),
    "groups_at_risk": mark("Groups at risk"),
    "areas_at_risk": mark("Areas at risk"),
    "regions": mark("Regions"),
    "held_by_others": mark("Territory held by others"),
    "not_reached": mark("Where the assessor could not go"),
}
_HINTS = {
    "government": mark(
        "Bodies and offices whose acts count as acts of the government, with those who act on "
        "their orders: for example national ministries, army, police, a party that gives orders."
    ),
    "groups": mark(
        "Identity groups of at least 5 in 100 inhabitants, or the majority of one region."
    ),
    "groups_at_risk": mark("Groups whose members are threatened, excluded or attacked as such."),
    "areas_at_risk": mark("Places where people are threatened or attacked, or soon may be."),
    "regions": mark(
        "Units of the first level of administration below the state. A state without such units "
        "is one region."
    ),
    "held_by_others": mark(
        "Place, and what kind of power holds it: for example 'Northern hills: an armed group'. "
        "It is not counted where a question asks about regions."
    ),
    "not_reached": mark("Places that nobody who assesses could visit, and why."),
}
_IN_SENTENCE = {
    "government": mark("who counts as government"),
    "groups": mark("main groups"),
    "groups_at_risk": mark("groups at risk"),
    "areas_at_risk": mark("areas at risk"),
    "regions": mark("regions"),
    "held_by_others": mark("territory held by others"),
    "not_reached": mark("where the assessor could not go"),
}


def scope_name(name: str) -> str:
    """Name a list of the scope sheet, as a heading."""
    return _(_NAMES[name])


def scope_hint(name: str) -> str:
    """Say what belongs on a list of the scope sheet."""
    return _(_HINTS[name])


def none_word() -> str:
    """Return what is written on a list when there is nothing to put on it."""
    return pgettext("of a list", "none")


def alias_advice() -> str:
    """Say that aliases are as good as names."""
    return _(
        "Names of groups are sensitive. Aliases such as 'Group A' are as good, as long as "
        "everybody who answers knows whom they mean; they are kept as written."
    )


def entries_text(entries: Iterable[str]) -> str:
    """Return a list as people write it, one entry a line."""
    return "\n".join(none_word() if entry == NONE else entry for entry in entries)


def read_entries(text: str) -> tuple[str, ...]:
    """Return the entries of a list as somebody wrote it, in any language in use.

    Examples
    --------
    >>> read_entries("Group A; Group B"), read_entries(" None ")
    (('Group A', 'Group B'), ('none',))
    """
    entries = split_entries(text)
    if len(entries) == 1 and entries[0].casefold() in (NONE, none_word().casefold()):
        return (NONE,)
    return entries


def scope_progress(scope: Scope) -> str:
    """Say how many lists are filled in."""
    return _(
        "{filled} of {number} lists filled in",
        filled=whole(len(scope.filled)),
        number=whole(len(SCOPE_LISTS)),
    )


def list_words(scope: Scope, name: str) -> str:
    """Say one list on one line."""
    if not scope.lists[name]:
        return _("not filled in")
    return "; ".join(scope.named(name)) or none_word()


def scope_text(scope: Scope, name: str, *, include_restricted: bool) -> str:
    """Say one list; of one that is restricted only the number of entries unless asked."""
    entries = scope.named(name)
    if include_restricted or not entries or name not in RESTRICTED_LISTS:
        return list_words(scope, name)
    return ngettext(
        "{number} entry, left out here because the list is restricted",
        "{number} entries, left out here because the list is restricted",
        len(entries),
    )


def on_scope_sheet(scope: Scope, names: Iterable[str]) -> str:
    """Say what lists hold of which a statement speaks; empty when nothing is on any of them.

    Examples
    --------
    >>> on_scope_sheet(Scope(groups_at_risk=("Group A", "Group B")), ["groups_at_risk"])
    'On the scope sheet: groups at risk: Group A and Group B.'
    """
    parts = list(_named_lists(scope, names))
    return _("On the scope sheet: {lists}.", lists="; ".join(parts)) if parts else ""


def _named_lists(scope: Scope, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if scope.lists[name]:
            entries = listed(scope.named(name)) if scope.named(name) else none_word()
            yield _("{list}: {entries}", list=_(_IN_SENTENCE[name]), entries=entries)
