"""The lists of a whole assessment in words."""

from collections.abc import Iterator, Mapping

from assessment.locales import formats, mark
from assessment.locales import gettext as _

_LISTS = {
    "history": mark("Changes of the assessment as a whole"),
    "imports": mark("Workbooks taken in"),
    "answers": mark("Answers, all revisions"),
    "evidence": mark("Sources"),
    "withdrawals": mark("Sources withdrawn"),
    "remarks": mark("Remarks of field teams"),
    "dissents": mark("Different views"),
    "replies": mark("Replies to different views"),
    "flags": mark("Entries on circumstances"),
    "scope_sheets": mark("Scope sheets, all revisions"),
    "plan_items": mark("Items of the plan, all revisions"),
    "milestones": mark("Milestones, all revisions"),
    "attestations": mark("Attestations of milestones"),
    "choices": mark("Choices among options"),
    "quality_acceptances": mark("Findings of quality checks accepted"),
    "ratings": mark("Ratings, all revisions"),
    "openings": mark("Openings of moderation"),
    "results": mark("Kept results"),
    "reviews": mark("Reviews"),
    "review_entries": mark("Entries of reviews"),
}


def counts_table(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield each list of a file in words, with the number of its rows."""
    for name, number in counts.items():
        yield _(_LISTS.get(name, name)), formats.whole(number)
