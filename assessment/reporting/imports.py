"""Workbooks that were taken in, in sentences alike for page, list and history."""

from collections.abc import Callable, Iterator
from datetime import datetime

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed, moment
from assessment.model.imports import FileImport

When = Callable[[datetime], str]


def team_words(done: FileImport) -> str:
    """Say who filled a workbook in, as it says itself."""
    if done.filled_by and done.filled_for:
        return _("{name}, {organisation}", name=done.filled_by, organisation=done.filled_for)
    return done.filled_by or done.filled_for or _("nobody that it names")


def brought_words(done: FileImport) -> str:
    """Say how much came with a workbook."""
    counts = (
        ngettext("{number} answer", "{number} answers", len(done.answers)),
        ngettext("{number} source", "{number} sources", len(done.evidence)),
        ngettext("{number} circumstance", "{number} circumstances", len(done.flags)),
        ngettext("{number} remark", "{number} remarks", done.n_remarks),
    )
    sizes = (len(done.answers), len(done.evidence), len(done.flags), done.n_remarks)
    said = [words for words, size in zip(counts, sizes, strict=True) if size]
    if done.scope_revision:
        said.append(_("the scope sheet"))
    return listed(said) if said else _("no answers, sources or remarks")


def import_lines(done: FileImport, when: When = moment) -> Iterator[str]:
    """Yield what there is to say of a workbook that was taken in.

    Parameters
    ----------
    when
        Writes a moment; a page knows the time zone of its reader.
    """
    yield _(
        "{file}: taken in on {moment} by {person}. Filled in by {team}.",
        file=done.file_name,
        moment=when(done.recorded_at),
        person=done.person_name,
        team=team_words(done),
    )
    yield _("It brought {counts}.", counts=brought_words(done))
    if done.undone_at is not None:
        yield _(
            "{person} took it back on {moment}: what it brought no longer counts.",
            person=done.undone_by,
            moment=when(done.undone_at),
        )
