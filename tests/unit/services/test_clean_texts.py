"""Whatever is written, by whichever way, is text that every database and workbook can hold."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from assessment.model.answer import Evidence, FlagEntry
from assessment.model.text import clean_text
from assessment.services.answers import (
    add_evidence,
    record_answer,
    record_dissent,
    record_flag,
    reply_to_dissent,
)
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.context import Opened
from assessment.services.demonstration import load_demonstration
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.services.frozen import freeze
from assessment.services.moderation import moderate, open_moderation
from assessment.services.ratings import record_rating
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import IN_ORDER
from tests.builders import MOMENT, an_answer
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, codes, desk_of, refused

ODD, CLEAN = "a\x00b\r\nc\x0bd\ud800\ufffe", "ab\ncd"
IN_EXCEL = "a_x0000_b_x000D_\nc_x000B_d"  # as Excel writes such characters


def answer(desk: Desk, opened: Opened) -> int:
    record_answer(desk.context, opened, an_answer("LAW-1", 2, rationale=ODD, reason=ODD), 0)
    return 2


def evidence(desk: Desk, opened: Opened) -> int:
    texts = {"title": ODD, "publisher": ODD, "published": ODD, "link": ODD, "page": ODD}
    add_evidence(desk.context, opened, Evidence("LAW-1", **texts))
    return 5


def dissent_and_reply(desk: Desk, opened: Opened) -> int:
    context = replace(desk.context, actor=desk.store.actor(ODD, ODD, MOMENT))
    record_dissent(context, opened, "LAW-1", None, ODD)
    (dissent,) = desk.store.record(opened.assessment).dissents
    reply_to_dissent(context, opened, dissent.id, ODD)
    return 6  # person, organisation, two texts, two signatures


def flag(desk: Desk, opened: Opened) -> int:
    record_flag(desk.context, opened, FlagEntry("X1", "present", ODD, ODD, None, ODD))
    return 3


def rating(desk: Desk, opened: Opened) -> int:
    given = an_answer("LAW-1", "NA", rationale=ODD, reason=ODD)
    record_rating(desk.context, opened, given, "agency", 0)
    return 2


def consensus(desk: Desk, opened: Opened) -> int:
    record_rating(desk.context, opened, an_answer("LAW-1", 2), "agency", 0)
    open_moderation(desk.context, opened, "LAW")
    moderate(desk.context, opened, an_answer("LAW-1", 2, rationale=ODD, reason=ODD), 0)
    return 2


def heading(desk: Desk, opened: Opened) -> int:
    texts = {"region": ODD, "scope_note": ODD, "invented_name": ODD}
    questionnaire = opened.framework.questionnaire.id
    create_assessment(desk.context, NewAssessment(questionnaire, "XAA", "2026", "joint", **texts))
    return 3


def baseline(desk: Desk, opened: Opened) -> int:
    desk.answer(opened, "LAW-1", 2)
    made = freeze(desk.context, opened.assessment.id, ODD)
    assert made.name == "ab cd"
    return 0  # a name is one line


def workbook(desk: Desk, opened: Opened) -> int:
    cells = {
        ("Answers", "LAW-1", "level"): 3,
        ("Answers", "LAW-1", "rationale"): IN_EXCEL,
        ("Evidence", 3, "indicator_id"): "LAW-1",
        ("Evidence", 3, "title"): IN_EXCEL,
        ("Context", "X1", "option"): "Present",
        ("Context", "X1", "note"): IN_EXCEL,
    }
    content = filled(cells, export_workbook(desk.context, opened).content)
    apply_import(desk.context, preview_import(desk.context, content, ODD))
    assert preview_import(desk.context, content, "again").is_empty
    return 4


def result(desk: Desk, opened: Opened) -> int:
    desk.store.save_result(
        opened.assessment.id, "kind", clean_text(ODD), desk.context.actor, MOMENT
    )
    return 1


WRITERS = (
    answer,
    evidence,
    dissent_and_reply,
    flag,
    rating,
    consensus,
    heading,
    baseline,
    workbook,
    result,
)


def texts_in(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        rows = [tuple(row) for table in IN_ORDER for row in connection.execute(select(table))]
    return [value for row in rows for value in row if isinstance(value, str)]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_every_text_is_stored_clean(
    both_desks: Desk, engine: Engine, write: Callable[[Desk, Opened], int]
):
    n_texts = write(both_desks, both_desks.begin())
    found = texts_in(engine)
    assert found == [clean_text(text) for text in found]
    assert found.count(CLEAN) == n_texts


def test_the_demonstration_is_stored_clean(store: DatabaseStore, engine: Engine, tmp_path: Path):
    (tmp_path / "odd.yaml").write_text(
        """\
questionnaire: small
state_code: XAA
state_name: "Tal\\u0007venor"
period: "2026"
mode: external
recorded: 2026-05-18
author: {name: "Le\\0ad", organisation: "Agen\\x0bcy"}
answers:
  LAW-1: {level: 1, confidence: medium, grade: B, rationale: "A\\0 treaty.\\r\\n"}
""",
        encoding="utf-8",
    )
    load_demonstration(desk_of(store).context, tmp_path)
    found = texts_in(engine)
    assert found == [clean_text(text) for text in found]
    assert {"Talvenor", "Lead", "Agency", "A treaty."} <= set(found)


def test_what_is_empty_once_it_is_clean_is_refused_like_an_empty_text(both_desks: Desk):
    opened, context = both_desks.begin(), both_desks.context
    unsaid = an_answer("LAW-1", "NA", reason="\x00")
    assert codes(refused(record_answer, context, opened, unsaid, 0)) == ["answer.reason_missing"]
    assert codes(refused(record_rating, context, opened, unsaid, "agency", 0)) == [
        "answer.reason_missing"
    ]
    problems = refused(record_dissent, context, opened, "LAW-1", 1, "\x07")
    assert codes(problems) == ["text.missing"]
