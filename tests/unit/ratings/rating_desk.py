"""What raters and moderators do, in short words for the tests of this folder."""

from assessment.services.context import Opened
from assessment.services.moderation import (
    moderate,
)
from assessment.services.ratings import (
    own_rating,
    record_rating,
)
from tests.builders import Level, an_answer
from tests.unit.services.desk import Desk

REASON = "We read the law together, clause by clause."


def rate(desk: Desk, opened: Opened, level: Level, indicator_id="LAW-1", group="agency", **fields):
    before = own_rating(desk.context, opened, indicator_id)
    return record_rating(
        desk.context,
        opened,
        an_answer(indicator_id, level, **fields),
        group,
        before.revision if before else 0,
    )


def agree(
    desk: Desk, opened: Opened, level: Level, indicator_id="LAW-1", change_reason="", **fields
):
    answer = an_answer(indicator_id, level, **fields)
    revision = desk.store.record(opened.assessment).revision(indicator_id)
    return moderate(desk.context, opened, answer, revision, change_reason)
