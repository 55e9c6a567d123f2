"""What became of every statement from one version to the next, as a table to read and review."""

from collections.abc import Iterator, Mapping, Sequence

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed
from assessment.model.questionnaire import Questionnaire
from assessment.model.version_changes import (
    KEEPS_ID,
    IndicatorChange,
    IndicatorFate,
    StatementChange,
    VersionChanges,
)
from assessment.reporting.compare import PlainTable
from assessment.reporting.wording import markdown_cell, markdown_row

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
    """Return the same as a Markdown document, one table for each indicator.

    It follows the order of the questionnaire, dimension by dimension. A text stands behind its id,
    and a text that was kept is not printed twice, so that the table stays narrow enough to read.
    """
    lines = [*_opening(changes, later)]
    heading = ""
    for dimension, said in _in_order(changes, later):
        if dimension != heading:
            lines += ["", f"## {markdown_cell(dimension)}"]
            heading = dimension
        lines += ["", *_indicator_lines(said, changes, later)]
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


def _in_order(
    changes: VersionChanges, later: Questionnaire
) -> Iterator[tuple[str, IndicatorChange]]:
    """Yield each indicator with the name of its dimension, as the questionnaire has them.

    Indicators that were dropped close the dimension that they stood in.
    """
    both = (*later.dimensions, *changes.earlier.dimensions)
    names = {dimension.id: dimension.name for dimension in reversed(both)}
    homes = {i.id: dimension.id for dimension in reversed(both) for i in dimension.indicators}
    dimensions = [*dict.fromkeys(dimension.id for dimension in both)]
    indicators = [*dict.fromkeys(i.id for dimension in both for i in dimension.indicators)]

    def place(said: IndicatorChange) -> tuple[int, int]:
        return dimensions.index(homes[said.indicator]), indicators.index(said.indicator)

    for said in sorted(changes.indicators, key=place):
        yield names[homes[said.indicator]], said


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
    yield ""
    yield from _how_to_read(changes, later)


def _how_to_read(changes: VersionChanges, later: Questionnaire) -> Iterator[str]:
    """Explain the ids and the words of the first column, for somebody who sees them first here."""
    example = later.indicators[0]
    statement = example.statement_ids[0]
    yield _(
        "How to read the tables: the id of a statement says where it stands, so {statement} is a "
        "statement of level {level} of indicator {indicator}. The first column says what became "
        "of a statement of version {earlier}:",
        statement=statement,
        level=example.level_of(statement),
        indicator=example.id,
        earlier=changes.from_version,
    )
    yield ""
    yield _("- kept: not a word differs, and it has its id still;")
    yield _("- reworded: the same fact in other words, and it has its id still;")
    yield _("- changed: what is asked in its place differs in meaning, and has a new id;")
    yield _("- moved to another level: it stands higher or lower than before, and has a new id;")
    yield _("- split: several statements ask for its parts;")
    yield _("- merged: one statement asks for it and for others;")
    yield _("- dropped: nothing asks for it any more;")
    yield _("- added: nothing asked for it before.")


def _indicator_lines(
    said: IndicatorChange, changes: VersionChanges, later: Questionnaire
) -> Iterator[str]:
    home = changes.earlier if said.change == "dropped" else later
    change = indicator_change_words(said.change)
    yield f"### {said.indicator} {markdown_cell(home.indicator(said.indicator).name)}: {change}"
    yield ""
    if said.why:
        yield markdown_cell(said.why)
        yield ""
    for sentence in _origins(said, changes):
        yield sentence
        yield ""
    earlier = _("Version {version}", version=changes.from_version)
    headings = (_("Change"), earlier, _("Version {version}", version=later.version), _("Why"))
    yield markdown_row(headings)
    yield markdown_row(["---"] * len(headings))
    for row in _narrow_rows(said, changes.earlier, later):
        yield markdown_row(row)


def _origins(said: IndicatorChange, changes: VersionChanges) -> Iterator[str]:
    """Say where an indicator comes from, and which of its statements another table shows."""
    if said.sources and said.sources != (said.indicator,):
        yield _(
            "It comes from {sources} of version {version}.",
            sources=listed(said.sources),
            version=changes.from_version,
        )
    own = f"{said.indicator}."
    for other in changes.indicators:
        found = {
            target
            for one in other.statements.values()
            for target in one.to
            if target.startswith(own) and other is not said
        }
        if found:
            yield ngettext(
                "{ids} stands in the table of {other}, which it comes from.",
                "{ids} stand in the table of {other}, which they come from.",
                len(found),
                ids=listed(sorted(found)),
                other=other.indicator,
            )


def _narrow_rows(
    said: IndicatorChange, earlier: Questionnaire, later: Questionnaire
) -> Iterator[tuple[str, ...]]:
    """Yield change, earlier id with its text, the same of now, and why."""
    old, new = _texts(earlier), _texts(later)
    for id_, one in said.statements.items():
        now = "<br>".join(f"{target}: {new[target]}" for target in _targets(id_, one))
        if one.change == "kept":
            now = _("the same")
        yield _(_STATEMENT_WORDS[one.change]), f"{id_}: {old[id_]}", now, one.why
    for id_, why in said.added.items():
        yield _("added"), "", f"{id_}: {new[id_]}", why


def _rows(
    said: IndicatorChange, earlier: Questionnaire, later: Questionnaire
) -> Iterator[tuple[str, ...]]:
    """Yield change, earlier id and text, id and text now, and why."""
    old, new = _texts(earlier), _texts(later)
    for id_, one in said.statements.items():
        now = _targets(id_, one)
        texts = " / ".join(new[target] for target in now)
        yield _(_STATEMENT_WORDS[one.change]), id_, old[id_], ", ".join(now), texts, one.why
    for id_, why in said.added.items():
        yield _("added"), "", "", id_, new[id_], why


def _targets(id_: str, one: StatementChange) -> tuple[str, ...]:
    """Return the ids that a statement of the earlier version has now."""
    return one.to or ((id_,) if one.change in KEEPS_ID else ())


def _texts(questionnaire: Questionnaire) -> Mapping[str, str]:
    return {
        id_: statement.text
        for indicator in questionnaire.indicators
        for id_, statement in indicator.statements.items()
    }
