"""Puts suggestions in the order in which a reader meets them: few first, the rest behind them."""

from collections.abc import Iterable, Mapping, Sequence

from assessment.model.programme import Catalogue, OptionSet
from assessment.model.suggestion import Arrangement, Group, Place, Suggestion

_SOON, _LATE = ("crisis", "medium"), ("long",)


def arrange(suggestions: Sequence[Suggestion], catalogue: Catalogue) -> Arrangement:
    """Return the few that come first, all other options, and what is closed or not known.

    Parameters
    ----------
    suggestions
        In the order of `suggest_programmes`.

    Notes
    -----
    Programmes that exclude each other share one place. Both horizons are among the first
    where something calls for both. What people rejected takes no place.
    """
    rejected = tuple(one for one in suggestions if one.rejection is not None)
    suggestions = [one for one in suggestions if one.rejection is None]
    advised = [one for one in suggestions if one.group.is_advised]
    places = tuple(_places(advised, catalogue))
    first = _both_horizons([place for place in places if _may_be_first(place)], catalogue)
    leading = {id(place) for place in first}
    return Arrangement(
        first=first,
        others=tuple(place for place in places if id(place) not in leading),
        closed=_in_groups(suggestions, (Group.LATER, Group.NOT_ADVISED)),
        unknown=_in_groups(suggestions, (Group.NOT_KNOWN,)),
        rejected=rejected,
    )


def _in_groups(
    suggestions: Iterable[Suggestion], groups: tuple[Group, ...]
) -> tuple[Suggestion, ...]:
    return tuple(one for one in suggestions if one.group in groups)


def _places(advised: Sequence[Suggestion], catalogue: Catalogue) -> Iterable[Place]:
    rank = {one.programme.id: number for number, one in enumerate(advised)}
    placed: set[str] = set()
    for one in advised:
        if one.programme.id in placed:
            continue
        if not one.programme.exclusive_with:
            yield Place((one,))
            continue
        ids = _excluding(one.programme.id, rank, advised)
        placed |= ids
        together = tuple(advised[number] for number in sorted(rank[id_] for id_ in ids))
        yield Place(together, _words_of(ids, catalogue))


def _excluding(id_: str, rank: Mapping[str, int], advised: Sequence[Suggestion]) -> set[str]:
    """Return a programme and those advised that it excludes, and that exclude these in turn."""
    ids, open_ids = {id_}, [id_]
    while open_ids:
        excluded = advised[rank[open_ids.pop()]].programme.exclusive_with
        found = [other for other in excluded if other in rank and other not in ids]
        ids |= {*found}
        open_ids.extend(found)
    return ids


def _words_of(ids: set[str], catalogue: Catalogue) -> OptionSet | None:
    for option_set in catalogue.option_sets:
        if len(ids) > 1 and ids <= {option.programme for option in option_set.options}:
            return option_set
    return None


def _may_be_first(place: Place) -> bool:
    return any(one.group.is_urgent and not one.held_back for one in place.suggestions)


def _both_horizons(candidates: Sequence[Place], catalogue: Catalogue) -> tuple[Place, ...]:
    most = catalogue.matching.first
    first = list(candidates[:most])
    for horizons in (_SOON, _LATE):
        if len(first) < most or any(_has(place, horizons) for place in first):
            continue
        found = next((place for place in candidates[most:] if _has(place, horizons)), None)
        if found is not None:
            first[-1] = found
    return tuple(first)


def _has(place: Place, horizons: tuple[str, ...]) -> bool:
    return any(one.programme.horizon in horizons for one in place.suggestions)
