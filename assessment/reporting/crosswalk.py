"""Where indicators stand in other frameworks, read both ways: a table each, and one document."""

from collections.abc import Iterator

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import whole
from assessment.model.crosswalk import Crosswalk, OtherFramework
from assessment.model.questionnaire import Questionnaire, Standing
from assessment.reporting.compare import PlainTable
from assessment.reporting.wording import full_stop, markdown_cell, markdown_row

_STANDINGS = {
    Standing.CHECKED: mark("read, as the note says"),
    Standing.GENERAL: mark("not verified: title or general knowledge"),
    Standing.UNVERIFIED: mark("not verified"),
}


def standing_words(standing: Standing) -> str:
    """Say how far a fact about another framework was checked."""
    return _(_STANDINGS[standing])


def crosswalk_note() -> str:
    """Say what a crosswalk means, and what it does not."""
    return _(
        "An entry says that the indicator bears on the element. It does not say that the indicator "
        "measures it, nor that its publisher agrees. Names of elements are short forms of ours, "
        "never quotations."
    )


def elsewhere_table(indicator_id: str, crosswalk: Crosswalk) -> PlainTable:
    """Return one row for each element of another framework that an indicator bears on."""
    rows = tuple(
        (framework.title, element.id, element.name, standing_words(element.standing))
        for framework in crosswalk.frameworks
        for element in crosswalk.elements_of(indicator_id, framework)
    )
    columns = (_("Framework"), _("Element"), _("Name"), _("How far it was checked"))
    return PlainTable(_("In other frameworks"), columns, rows)


def notes_elsewhere(indicator_id: str, crosswalk: Crosswalk) -> tuple[str, ...]:
    """Say of each framework in which an indicator stands how much of it was read."""
    return tuple(
        f"{one.title}: {one.note or standing_words(one.standing)}"
        for one in crosswalk.frameworks
        if crosswalk.elements_of(indicator_id, one)
    )


def indicator_table(crosswalk: Crosswalk, questionnaire: Questionnaire) -> PlainTable:
    """Return one row for each indicator, with its elements of every framework."""
    rows = tuple(
        (
            indicator.id,
            indicator.name,
            *(
                ", ".join(e.id for e in crosswalk.elements_of(indicator.id, framework))
                for framework in crosswalk.frameworks
            ),
        )
        for indicator in questionnaire.indicators
    )
    columns = (_("Indicator"), _("Name"), *(one.id for one in crosswalk.frameworks))
    return PlainTable(_("By indicator"), columns, rows)


def element_table(crosswalk: Crosswalk) -> PlainTable:
    """Return one row for each element of every framework, with its indicators or the reason."""
    rows = tuple(
        (framework.id, *row)
        for framework in crosswalk.frameworks
        for row in _element_rows(crosswalk, framework)
    )
    return PlainTable(_("By element"), (_("Framework"), *_element_columns()), rows)


def framework_table(crosswalk: Crosswalk, questionnaire: Questionnaire) -> PlainTable:
    """Return one row for each framework: how much of it is covered, and what of it was read."""
    rows = tuple(
        (
            one.id,
            one.title,
            one.publisher,
            one.year,
            *_counts(crosswalk, one, questionnaire),
            standing_words(one.standing),
            one.note,
        )
        for one in crosswalk.frameworks
    )
    columns = (_("Framework"), _("Title"), _("Publisher"), _("Year"), *_count_columns())
    return PlainTable(_("Frameworks"), (*columns, _("How far it was checked"), _("Note")), rows)


def pair_table(crosswalk: Crosswalk, questionnaire: Questionnaire) -> PlainTable:
    """Return one row for each indicator of each element, and one for each that is not covered.

    It carries both ways in one table, for files that have room for one.
    """
    rows = tuple(
        (
            *(framework.id, element.id, element.name, standing_words(element.standing)),
            *(indicator_id, questionnaire.indicator(indicator_id).name if indicator_id else ""),
            "" if indicator_id else crosswalk.not_covered.get(element.id, ""),
        )
        for framework in crosswalk.frameworks
        for element in framework.elements
        for indicator_id in crosswalk.indicators_of(element.id) or ("",)
    )
    columns = (_("Framework"), _("Element"), _("Name"), _("How far it was checked"))
    columns = (*columns, _("Indicator"), _("Name of the indicator"), _("Not covered because"))
    return PlainTable(_("Elements and indicators"), columns, rows)


def crosswalk_document(crosswalk: Crosswalk, questionnaire: Questionnaire) -> str:
    """Return all of it as a Markdown document."""
    lines = [*_opening(crosswalk, questionnaire)]
    for framework in crosswalk.frameworks:
        lines += ["", *_framework_lines(crosswalk, framework, questionnaire)]
    lines += ["", _("## From each indicator to the frameworks"), ""]
    lines += _table_lines(indicator_table(crosswalk, questionnaire))
    return "\n".join((*lines, ""))


def _element_columns() -> tuple[str, ...]:
    columns = (_("Element"), _("Name"), _("How far it was checked"), _("Indicators"))
    return (*columns, _("Not covered because"))


def _element_rows(
    crosswalk: Crosswalk, framework: OtherFramework
) -> Iterator[tuple[str, str, str, str, str]]:
    for element in framework.elements:
        yield (
            *(element.id, element.name, standing_words(element.standing)),
            ", ".join(crosswalk.indicators_of(element.id)),
            crosswalk.not_covered.get(element.id, ""),
        )


def _count_columns() -> tuple[str, ...]:
    elements = (_("Elements"), _("Elements with an indicator"), _("Elements not covered"))
    return (*elements, _("Indicators with an element"), _("Indicators without"))


def _counts(
    crosswalk: Crosswalk, framework: OtherFramework, questionnaire: Questionnaire
) -> tuple[int, ...]:
    covered = sum(bool(crosswalk.indicators_of(e.id)) for e in framework.elements)
    placed = [i for i in questionnaire.indicators if crosswalk.elements_of(i.id, framework)]
    n_elements, n_indicators = len(framework.elements), len(questionnaire.indicators)
    return n_elements, covered, n_elements - covered, len(placed), n_indicators - len(placed)


def _opening(crosswalk: Crosswalk, questionnaire: Questionnaire) -> Iterator[str]:
    said = {"questionnaire": questionnaire.name, "version": questionnaire.version}
    yield _("# {questionnaire} {version}: where its indicators stand in other frameworks", **said)
    yield ""
    yield _(
        "Written by '{command}' from `crosswalk.yaml` of version {version}; do not edit it here.",
        command=f"spca crosswalk {questionnaire.id}",
        version=questionnaire.version,
    )
    yield ""
    yield crosswalk_note()
    yield ""
    yield markdown_row((_("Framework"), *_count_columns()))
    yield markdown_row(["---"] * (1 + len(_count_columns())))
    for one in crosswalk.frameworks:
        counts = (whole(n) for n in _counts(crosswalk, one, questionnaire))
        yield markdown_row((f"{one.id}: {one.title}", *counts))


def _framework_lines(
    crosswalk: Crosswalk, framework: OtherFramework, questionnaire: Questionnaire
) -> Iterator[str]:
    n_elements, covered, _open, _placed, without = _counts(crosswalk, framework, questionnaire)
    year = f", {framework.year}" if framework.year else ""
    yield f"## {framework.id}: {markdown_cell(framework.title)}"
    yield ""
    yield full_stop(f"{markdown_cell(framework.publisher)}{year}")
    if framework.address:
        yield f"<{framework.address}>"
    yield ""
    words = standing_words(framework.standing)
    yield full_stop(_("How far it was checked: {standing}", standing=words))
    if framework.note:
        yield markdown_cell(framework.note)
    yield ""
    elements = ngettext(
        "Of {number} element, {covered} has an indicator that bears on it.",
        "Of {number} elements, {covered} have an indicator that bears on them.",
        n_elements,
        covered=whole(covered),
    )
    indicators = _("Every indicator bears on one of them.")
    if without:
        indicators = ngettext(
            "{number} indicator bears on none of them.",
            "{number} indicators bear on none of them.",
            without,
        )
    yield f"{elements} {indicators}"
    yield ""
    rows = tuple(_element_rows(crosswalk, framework))
    yield from _table_lines(PlainTable(framework.title, _element_columns(), rows))


def _table_lines(table: PlainTable) -> Iterator[str]:
    yield markdown_row(table.columns)
    yield markdown_row(["---"] * len(table.columns))
    yield from (markdown_row([str(cell) for cell in row]) for row in table.rows)
