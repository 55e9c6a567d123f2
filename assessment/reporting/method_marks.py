"""Says under how many other methods the band of a dimension holds: a mark beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import whole
from assessment.model.framework import Framework
from assessment.model.score import MethodMark, Profile
from assessment.reporting.wording import full_stop, table

if TYPE_CHECKING:
    from pandas import DataFrame


def mark_heading() -> str:
    """Return the heading of the column of marks."""
    return _("Band holds under other methods")


def mark_words(marked: MethodMark) -> str:
    """Say under how many other methods a band holds, in a cell."""
    holds = whole(marked.n_holds)
    return _("{holds} of {number}", holds=holds, number=whole(len(marked.others)))


def mark_sentence(marked: MethodMark, framework: Framework) -> str:
    """Say under how many other methods a band holds, and that this is no part of the interval."""
    return ngettext(
        "The band of the score, {band}, holds under {holds} of {number} other method. The interval "
        "does not contain this: it is about the state, and the method is a choice.",
        "The band of the score, {band}, holds under {holds} of {number} other methods. The "
        "interval does not contain this: it is about the state, and the method is a choice.",
        len(marked.others),
        band=_band_names(framework)[marked.band],
        holds=whole(marked.n_holds),
    )


def other_bands(marked: MethodMark, framework: Framework) -> Iterator[str]:
    """Yield each other method with the band of the dimension under it."""
    names = _band_names(framework)
    for method in framework.rules.methods:
        letter = marked.others[method.id]
        said = {"method": method.name, "band": f"{letter} {names[letter]}"}
        if letter == marked.band:
            yield _("{method}: {band}, the same band", **said)
        else:
            yield _("{method}: {band}, another band", **said)


def mark_lines(profile: Profile, dimension_id: str, framework: Framework) -> tuple[str, ...]:
    """Return the sentence and the methods of one dimension; empty where it has no mark."""
    marked = profile.method_mark(dimension_id)
    if marked is None:
        return ()
    bands = (full_stop(line) for line in other_bands(marked, framework))
    return (mark_sentence(marked, framework), *bands)


def mark_table(profile: Profile, framework: Framework) -> "DataFrame":
    """Return one row a dimension: its letter, the mark, and the letter under each other method.

    Returns
    -------
    DataFrame
        "No score" in every column where a dimension has none.
    """
    methods = framework.rules.methods
    # The mark stands before the methods it sums up: a narrow screen cuts off what comes last.
    columns = (_("Dimension"), _("Questionnaire's method"), mark_heading())
    rows = (
        (
            framework.questionnaire.dimension_name(score.dimension_id),
            *_letters(profile.method_mark(score.dimension_id), framework),
        )
        for score in profile.dimensions
    )
    return table((*columns, *(one.name for one in methods)), rows)


def method_reasons(framework: Framework) -> tuple[str, ...]:
    """Say why each other method can be defended."""
    return tuple(
        _("{method}: {reason}", method=method.name, reason=full_stop(method.why))
        for method in framework.rules.methods
    )


def _letters(marked: MethodMark | None, framework: Framework) -> Iterator[str]:
    methods = framework.rules.methods
    if marked is None:
        yield from [_("No score")] * (len(methods) + 2)
        return
    yield from (marked.band, mark_words(marked))
    yield from (marked.others[method.id] for method in methods)


def _band_names(framework: Framework) -> dict[str, str]:
    return {band.letter: band.name for band in framework.rules.bands}
