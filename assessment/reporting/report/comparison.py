"""The report of a comparison: what may be compared, what differs, and nothing in an order of rank.

Every assessment is held against the first one, which whoever asks for the report chose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assessment.locales import gettext as _
from assessment.locales import language
from assessment.locales.formats import fixed, listed, whole
from assessment.model.comparison import (
    Comparable,
    ComparedAssessment,
    Comparison,
    Compatibility,
    Difference,
    Group,
    Verdict,
)
from assessment.reporting.bands import band_phrase
from assessment.reporting.compare import (
    WHAT_ALIASES_HIDE,
    WHAT_NO_CLEAR_DIFFERENCE_MEANS,
    WHY_NO_RANKING,
    describe_dimension,
    difference_table,
    indicator_table,
    largest_difference,
    score_table,
    sentence_of,
    summarise,
)
from assessment.reporting.coverage import count_levels, not_applicable
from assessment.reporting.document import (
    Bullets,
    Cell,
    Document,
    Heading,
    Note,
    Paragraph,
    Part,
    Table,
)
from assessment.reporting.report.findings import bar_key, score_bar
from assessment.reporting.report.gathered import frame_table, section
from assessment.reporting.version_difference import (
    WHAT_THE_PARTS_MEAN,
    describe_split,
    summarise_versions,
    version_table,
)
from assessment.reporting.wording import show_range

_MOST_IN_TITLE = 3


@dataclass(frozen=True)
class ComparisonReport:
    """What a report of a comparison is made of.

    Attributes
    ----------
    pairs
        Each assessment held against the first one.
    notes
        Of what content, when and with what version the figures are.
    invented
        The sentence on invented states; empty where there is none.
    """

    comparison: Comparison
    pairs: tuple[Difference, ...]
    notes: tuple[str, ...]
    invented: str
    made_at: datetime


def comparison_report(found: ComparisonReport) -> Document:
    """Return the report, as a document that any writer can set."""
    labels = [one.label for one in found.comparison.compared]
    title = _("Comparison of {number} assessments", number=whole(len(labels)))
    if len(labels) <= _MOST_IN_TITLE:
        # Most titles have commas in them, so the list needs something stronger.
        title = _("Comparison: {assessments}", assessments="; ".join(labels))
    names = {group.framework.questionnaire.name for group in found.comparison.groups}
    return Document(title, listed(sorted(names)), language(), found.made_at, tuple(_parts(found)))


def _parts(found: ComparisonReport) -> Iterator[Part]:
    comparison = found.comparison
    if found.invented:
        yield Note(found.invented)
    if comparison.aliases:
        yield Note(_(WHAT_ALIASES_HIDE))
    yield from section(1, _("In short"), _in_short(found))
    title = _("Whether they can be compared")
    yield from section(1, title, [*_compatibility(comparison.compatibility)])
    for group in comparison.groups:
        yield from section(1, _side_by_side(group, comparison), _group(group))
    for pair in found.pairs:
        yield from section(1, _pair_title(pair), _pair(pair))
    yield from section(1, _("Versions, and how to recompute"), [Bullets(found.notes)])


def _in_short(found: ComparisonReport) -> Iterator[Part]:
    for pair in found.pairs:
        said = summarise_versions(pair) if pair.versions else summarise(pair)
        yield Paragraph(" ".join(filter(None, (said, largest_difference(pair)))), strong=True)
    if any(_is_unclear(pair) for pair in found.pairs):
        yield Paragraph(_(WHAT_NO_CLEAR_DIFFERENCE_MEANS))
    yield Paragraph(_(WHY_NO_RANKING))


def _is_unclear(pair: Difference) -> bool:
    return any(one.verdict is Verdict.NO_CLEAR_DIFFERENCE for one in pair.dimensions)


def _compatibility(found: Compatibility) -> Iterator[Part]:
    match found.comparable:
        case Comparable.NO:
            yield Note(_("The scores cannot be compared."))
        case Comparable.WITH_CAUTION:
            yield Paragraph(_("Compare with caution."), strong=True)
        case Comparable.YES:
            said = _("They answer the same questions in the same way, so they can be compared.")
            yield Paragraph(said)
    if found.reasons:
        yield Bullets(found.reasons)


def _side_by_side(group: Group, comparison: Comparison) -> str:
    if len(comparison.groups) == 1:
        return _("Side by side")
    asked = group.framework.questionnaire
    return _("Side by side: {name}, version {version}", name=asked.name, version=asked.version)


def _group(group: Group) -> Iterator[Part]:
    """Yield the scores of all as one table, then dimension by dimension with bars."""
    asked = group.framework.questionnaire
    yield Paragraph(asked.standing_sentence)
    frame = score_table(group.compared, group.framework)
    widths = (18, *(11 for _dimension in asked.dimensions))
    yield from frame_table(frame, widths, _("Scores of all"), small=True)
    yield Paragraph(". ".join(f"{one.id}: {one.name}" for one in asked.dimensions) + ".")
    yield Paragraph(
        _(
            "The letters are bands: {bands}. In brackets behind one stand others that are "
            "possible, and behind the score its interval.",
            bands=listed(f"{one.letter} {one.name}" for one in group.framework.rules.bands),
        )
    )
    for dimension in asked.dimensions:
        yield Heading(2, dimension.name)
        yield _dimension(group, dimension.id)
    yield Paragraph(bar_key())


def _dimension(group: Group, dimension_id: str) -> Table:
    columns = (
        *(_("Assessment"), _("Score (0 to 100)"), _("Band"), _("Interval"), _("Known")),
        _("From 0 to 100"),
    )
    rows = tuple(_row(one, dimension_id, group) for one in group.compared)
    described = describe_dimension(group.compared, group.framework, dimension_id)
    return Table(columns, rows, (24, 11, 22, 15, 15, 27), described)


def _row(one: ComparedAssessment, dimension_id: str, group: Group) -> tuple[Cell, ...]:
    score, framework = one.by_dimension[dimension_id], group.framework
    none = _("No score") if score.n_applicable else not_applicable()
    none = _("Too early") if score.too_early else none
    reach = score.interval
    return (
        Cell(one.label),
        Cell(none if score.value is None else fixed(score.value, 1)),
        Cell(none if score.value is None else band_phrase(score, framework)),
        Cell(none if reach is None else show_range(reach.low, reach.high)),
        Cell(count_levels(score, framework)),
        Cell(picture=score_bar(score, framework)),
    )


def _pair_title(pair: Difference) -> str:
    after, before = pair.after.label, pair.before.label
    return _("{second}, compared with {first}", second=after, first=before)


def _pair(pair: Difference) -> Iterator[Part]:
    yield from _differences(pair)
    if not pair.indicators:
        yield Paragraph(_("No indicator was asked in both."))
        return
    changed = sum(one.changed for one in pair.indicators)
    yield Heading(2, _("Indicator by indicator"))
    yield Paragraph(
        _(
            "{some} of {all} indicators that were asked in both differ.",
            some=whole(changed),
            all=whole(len(pair.indicators)),
        )
    )
    if changed:
        yield Paragraph(_("The figure is the level; in brackets, how sure the respondent was."))
        frame = indicator_table(pair, only_changed=True)
        yield from frame_table(frame, (36, 22, 22, 20), _("Indicator by indicator"))


def _differences(pair: Difference) -> Iterator[Part]:
    if pair.versions:
        yield Paragraph(summarise_versions(pair), strong=True)
        yield Paragraph(_(WHAT_THE_PARTS_MEAN))
        yield Bullets(tuple(describe_split(one, pair) for one in pair.versions))
        frame = version_table(pair)
        widths = (24, *(14 for _column in range(frame.shape[1] - 1)))
        yield from frame_table(frame, widths, _("What the difference is about"), small=True)
    elif pair.dimensions:
        yield Bullets(tuple(sentence_of(one, pair) for one in pair.dimensions))
        frame = difference_table(pair)
        yield from frame_table(frame, (26, 18, 18, 12, 18, 18), _("Differences"), small=True)
    else:
        yield from _compatibility(pair.compatibility)
