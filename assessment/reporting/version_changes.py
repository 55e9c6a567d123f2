"""What became of every statement from one version to the next, as a table to read and review."""

from collections.abc import Iterator, Mapping, Sequence

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed
from assessment.model.questionnaire import Questionnaire
from assessment.model.version_changes import (
    IndicatorChange,
    IndicatorFate,
    VersionChanges,
)
from assessment.reporting.compare import PlainTable

_STATEMENT_WORDS: Mapping[str, str] = {
    "kept": mark("kept"),
    "reworded": mark("reworded"),
    "changed": mark("changed"),
    "moved": mark("moved to another level"),
    "split": mark("split"),
    "merged": mark("merged"),
    "dropped": mark("dropped"),
}
_INDICATOR_WORDS: Mapping[str, str] = {
    "same": mark("the same"),
    "reworded": mark("reworded, with the same meaning"),
    "changed": mark("changed in meaning"),
    "split": mark("split"),
    "merged": mark("merged"),
    "new": mark("new"),
    "dropped": mark("dropped"),
}


def indicator_change_words(change: IndicatorFate) -> str:
    """Say what became of an indicator, in a few words."""
    return _(_INDICATOR_WORDS[change])


def review_table(changes: VersionChanges, later: Questionnaire) -> PlainTable:
    """Return one row for every statement of the earlier version, and for every added one."""
    columns = (_("Indicator"), _("Change of the indicator"), _("Change"), _("Earlier id"))
    columns = (*columns, _("Earlier text"), _("Id"), _("Text"), _("Why"))
    rows = (
        (said.indicator, indicator_change_words(said.change), *row)
        for said in changes.indicators
        for row in _rows(said, changes.earlier, later)
    )
    title = _("{earlier} to {later}", earlier=changes.from_version, later=later.version)
    return PlainTable(title, columns, tuple(rows))


def review_document(changes: VersionChanges, later: Questionnaire) -> str:
    """Return the same as a Markdown document, one table for each indicator."""
    lines = [*_opening(changes, later)]
    for said in changes.indicators:
        lines += ["", *_indicator_lines(said, changes.earlier, later)]
    return "\n".join((*lines, ""))


def count_changes(changes: VersionChanges) -> str:
    """Count what became of the indicators, and of the statements, in one sentence."""
    indicators = [one.change for one in changes.indicators]
    statements = [one.change for one in changes.statements.values()]
    n_added = sum(len(one.added) for one in changes.indicators)
    return _(
        "Indicators: {indicators}. Statements of version {version}: {statements}; {added}.",
        indicators=_counts(indicators, _INDICATOR_WORDS),
        version=changes.from_version,
        statements=_counts(statements, _STATEMENT_WORDS),
        added=ngettext("{number} was added", "{number} were added", n_added),
    )


def _counts(found: Sequence[str], words: Mapping[str, str]) -> str:
    counted = ((found.count(one), _(word)) for one, word in words.items())
    return listed(f"{number} {word}" for number, word in counted if number)


def _opening(changes: VersionChanges, later: Questionnaire) -> Iterator[str]:
    name = {"questionnaire": later.name, "earlier": changes.from_version, "later": later.version}
    yield _("# {questionnaire}: every statement from version {earlier} to {later}", **name)
    yield ""
    yield _(
        "Written by '{command}' from the files in `changes/` of version {later}; do not edit it "
        "here.",
        command=f"spca changes {later.id}",
        later=later.version,
    )
    yield ""
    yield count_changes(changes)
    yield ""
    yield _(
        "An answer is carried over into a new round only where the indicator is the same or "
        "reworded with the same meaning."
    )


def _indicator_lines(
    said: IndicatorChange, earlier: Questionnaire, later: Questionnaire
) -> Iterator[str]:
    home = earlier if said.change == "dropped" else later
    change = indicator_change_words(said.change)
    yield f"## {said.indicator} {_cell(home.indicator(said.indicator).name)}: {change}"
    yield ""
    if said.why:
        yield _cell(said.why)
        yield ""
    headings = (_("Change"), _("Earlier id"), _("Earlier text"), _("Id"), _("Text"), _("Why"))
    yield _line(headings)
    yield _line(["---"] * len(headings))
    for row in _rows(said, earlier, later):
        yield _line(row)


def _rows(
    said: IndicatorChange, earlier: Questionnaire, later: Questionnaire
) -> Iterator[tuple[str, ...]]:
    """Yield change, earlier id and text, id and text now, and why."""
    old, new = _texts(earlier), _texts(later)
    for id_, one in said.statements.items():
        now = one.to or ((id_,) if one.change in ("kept", "reworded") else ())
        texts = " / ".join(new[target] for target in now)
        yield _(_STATEMENT_WORDS[one.change]), id_, old[id_], ", ".join(now), texts, one.why
    for id_, why in said.added.items():
        yield _("added"), "", "", id_, new[id_], why


def _texts(questionnaire: Questionnaire) -> Mapping[str, str]:
    return {
        id_: statement.text
        for indicator in questionnaire.indicators
        for id_, statement in indicator.statements.items()
    }


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(one) for one in cells)} |"


def _cell(text: str) -> str:
    """Write a text so that it neither ends a cell nor a line."""
    return " ".join(text.split()).replace("|", "\\|")
