"""Sections on what follows: the review, the options, what people chose, and the plan."""

from collections.abc import Iterator, Sequence

from assessment.locales import gettext as _
from assessment.model.review import ReviewOption
from assessment.model.suggestion import Suggestion
from assessment.reporting.choices import choices_table
from assessment.reporting.document import Bullets, Heading, Note, Paragraph, Part, plain_table
from assessment.reporting.gaps import tier_in_short, tier_sentence
from assessment.reporting.plans import item_facts, item_title, milestone_sentence, milestone_title
from assessment.reporting.programmes import (
    explain_suggestion,
    first_sentence,
    suggestion_table,
    unknown_sentence,
)
from assessment.reporting.report.gathered import Gathered, frame_table, section, written_table
from assessment.reporting.reviews import (
    calendar_text,
    history_table,
    line_sentence,
    option_name,
)

_GROUP, _PROGRAMME, _NAME, _UNTIL, _CLOSED = 0, 1, 2, 6, 13
"""Columns of the table of suggestions that a page of paper has room for."""


def due(found: Gathered) -> Iterator[str]:
    """Yield what must be decided, by when and by whom, or what was decided."""
    if not found.has_begun:
        return
    line = found.line
    if line is None or line.review is None:
        yield tier_sentence(found.profile, found.framework)
        if found.asks_for_review:
            yield _("The tier asks for a review, and nobody has recorded it yet.")
        return
    yield line_sentence(line, found.made_at.date())
    if line.review.decision is not None:
        yield line.review.decision.reasons
    else:
        yield calendar_text(line.review)
    if in_short := tier_in_short(found.profile, found.framework):
        yield in_short


def review(found: Gathered) -> Iterator[Part]:
    """Yield the review with its options, its decision and everything that was recorded."""
    for place, sentence in enumerate(due(found)):
        yield Paragraph(sentence, strong=place == 0)
    if not found.has_begun:
        return
    if found.reviews:
        yield from section(2, _("Options that were put forward"), _review_options(found))
        recorded = history_table(found.reviews, found.framework)
        yield Heading(2, _("Everything that was recorded in reviews"))
        yield written_table(recorded, (12, 14, 20, 38, 58), small=True)


def _review_options(found: Gathered) -> Iterator[Part]:
    options = found.reviews[0].of_kind(ReviewOption)
    if options:
        columns = (_("Option"), _("Consequences"), _("Put forward by"))
        rows = ((option_name(one), one.consequences, one.proposed_by) for one in options)
        yield plain_table(columns, rows, (35, 45, 20), _("Options that were put forward"))


def options(found: Gathered) -> Iterator[Part]:
    """Yield the options that come first with their reasons, then all others in a table."""
    catalogue = found.framework.catalogue
    if catalogue is None or not found.suggestions:
        return
    yield Paragraph(first_sentence(found.arrangement), strong=True)
    for one in found.first:
        yield from _option(one, found)
    firsts = {one.programme.id for one in found.first}
    others = [one for one in found.suggestions if one.programme.id not in firsts]
    yield from section(2, _("All other programmes"), _others(others, found))
    if unknown := unknown_sentence(found.arrangement, found.framework):
        yield Paragraph(unknown)
    yield Note(catalogue.standing_sentence)


def _others(others: Sequence[Suggestion], found: Gathered) -> Iterator[Part]:
    """Yield the other programmes; a column that says the same of all of them is a sentence."""
    if not others:
        return
    frame = suggestion_table(others, found.framework)
    widths = {_GROUP: 18, _PROGRAMME: 16, _NAME: 32, _UNTIL: 32, _CLOSED: 26}
    if not any(one.failed for one in others):
        widths[_NAME] += widths.pop(_UNTIL)
        yield Paragraph(_("None of these waits for a precondition."))
    if not any(one.closings for one in others):
        widths[_NAME] += widths.pop(_CLOSED)
        yield Paragraph(_("No route of any of these is closed."))
    shown = frame.iloc[:, [*widths]]
    yield from frame_table(shown, widths.values(), _("All other programmes"), small=True)


def _option(one: Suggestion, found: Gathered) -> Iterator[Part]:
    programme = one.programme
    yield Heading(2, f"{programme.id} {programme.name}")
    yield Paragraph(programme.how)
    yield Heading(3, _("Why"))
    yield Bullets(explain_suggestion(one, found.framework))
    yield Heading(3, _("What could go wrong"))
    yield Bullets((*programme.risks, *programme.tensions))


def chosen(found: Gathered) -> Iterator[Part]:
    """Yield what people rejected and added."""
    if found.choices.entries:
        table = choices_table(found.choices, found.framework)
        yield written_table(table, (8, 24, 14, 36, 30, 16, 16, 14, 10), small=True)


def planned(found: Gathered) -> Iterator[Part]:
    """Yield what is to be done, by whom until when, and what the findings of today say of it."""
    plan = found.plan
    if plan is None:
        return
    if plan.attention:
        yield Bullets(plan.attention)
    for standing in plan.standings:
        item = standing.item
        yield Heading(2, item_title(item, found.framework))
        facts = item_facts(item, found.framework)
        yield plain_table(
            (_("Field"), _("Entry")), facts, (25, 75), item_title(item, found.framework)
        )
        if said := plan.sentences.get(item.number):
            yield Bullets(said)
    if plan.milestone_standings:
        yield Heading(2, _("Milestones"))
        for one in plan.milestone_standings:
            yield Paragraph(milestone_title(one.milestone), strong=True)
            yield Paragraph(milestone_sentence(one))
