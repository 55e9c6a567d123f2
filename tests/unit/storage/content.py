"""An assessment with a row of every kind, as several actions would write it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select

from assessment.model.answer import Dissent, Evidence, FlagEntry, Reply, Status
from assessment.model.assessment import Actor, Assessment, Changes, NewAnswer, NewScope
from assessment.model.choice import Choice
from assessment.model.history import HeadingChange
from assessment.model.imports import Remark
from assessment.model.own_programme import OwnProgramme
from assessment.model.plan import Attestation, Milestone, PlanChanges, PlanItem
from assessment.model.quality import Acceptance
from assessment.model.rating import NewRating
from assessment.model.review import Ground, NewReview, ProtectedEntry, ReviewOption
from assessment.model.scope import Scope
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import IN_ORDER
from tests.builders import MOMENT, Level, an_answer, an_assessment

FULL_ANSWER = an_answer(
    "LAW-1",
    3,
    confidence="high",
    evidence_grade="A",
    ticked=frozenset({"LAW-1.1a", "LAW-1.2a"}),
    rationale="Judges rule against the government.\nمرحبا 😀",
    reason="Two of the statements hold.",
)
REPORT = Evidence(
    "LAW-1", "Report on courts", "Bar Council", "2025-11", "https://example.org", "p. 4", "public"
)
LETTER = Evidence("SEC-1", "Letter", protection="restricted")
SCOPE = Scope(
    government=("Ministers", "Police"), groups=("Group A", "مجموعة ب"), not_reached=("none",)
)
GROUND = Ground("T1", ("CG-1",), ("CG-1",), (), {"LAW-1": "3"}, {"X1": "present"}, 90)
OPTION = ReviewOption("Talk.", "Nobody is hurt.\nمرحبا 😀", "Ada Amin")
ALARM = ProtectedEntry(
    "alarm",
    "Look at the north.",
    signed_as="Heron",
    for_reviewer="Ben Bo",
    is_alias=True,
    recorded_at=MOMENT + timedelta(minutes=8),
    for_person_id="P1",
)
FLAG = FlagEntry("X1", "present", "2025-06", "Observers", "medium", "In the north only.")
ITEM = PlanItem(
    "LAW-1",
    4,
    number=1,
    status="agreed",
    status_then=Status.LEVEL,
    level_then=3,
    programme_id="P1",
    option="A law on judges. مرحبا",
    owner="Ministry of Justice",
    partner="An agency",
    starts=date(2026, 1, 1),
    ends=date(2027, 12, 31),
    cost_low=100_000,
    cost_high=9_000_000_000,
    currency="USD",
    prerequisites=(1,),
    measure="Rulings that are carried out",
    review_on=date(2026, 12, 1),
)
MILESTONE = Milestone(
    "The law is adopted.", date(2026, 9, 1), "Ministry of Justice", "An agency", 1, item_number=1
)
ATTESTATION = Attestation(
    1, "met", "government", "Ada Amin", date(2026, 9, 2), "Official gazette, no. 7"
)

OWN = OwnProgramme(
    "Advisers for judges. مرحبا",
    how="Judges who are advised judge.",
    activities=("Advise\nand train",),
    serves=("LAW-1",),
    like=("P1",),
    mechanisms=("AC",),
    horizon="long",
    lens="shared",
    risks=("Judges are named.",),
    crs=("15130",),
    sdg=("16.3",),
    donor="An agency",
    countries=("KEN",),
    income_groups=("low",),
    mode="grant",
    languages=("English", "Swahili"),
    window_from=date(2026, 1, 1),
    budget_low=100_000,
    budget_high=9_000_000_000,
    currency="USD",
)
REJECTION = Choice("rejected", "P1", "The judges themselves are the danger.\nمرحبا 😀")
ACCEPTANCE = Acceptance(
    "accepted",
    "stale_source",
    "LAW-1",
    "0123456789abcdef",
    "Ada Amin",
    "Head of unit",
    "The law is old and in force.\nمرحبا 😀",
)
ARCHIVED = HeadingChange(
    "archived", "draft", archived=True, changed={"period": ("2025", "2026")}, reason="مرحبا 😀"
)
ADDED = Choice("added", "A-1", "Nobody else asked.", "Radio", "A radio for judges", "Ada Amin")


def later(minutes: int) -> datetime:
    """A moment after the first one."""
    return MOMENT + timedelta(minutes=minutes)


def begun(store: DatabaseStore, **heading: Any) -> tuple[Assessment, Actor]:
    """A new assessment and its author."""
    actor = store.actor("Ada Amin", "Ministry of Justice", MOMENT)
    assessment = an_assessment(**heading)
    store.create_assessment(assessment, actor)
    return assessment, actor


def answered(indicator_id: str, level: Level, seen: int = 0) -> Changes:
    """One answer, given on the page."""
    return Changes("page", answers=(NewAnswer(an_answer(indicator_id, level), seen),))


def written_everything(store: DatabaseStore, **heading: Any) -> tuple[Assessment, Actor]:
    """An assessment of which every table has a row, and its author."""
    assessment, actor = begun(store, **heading)
    view = Dissent("LAW-1", 1, "Judges are moved away.", "Ben Bo", later(1))
    first = Changes(
        "workbook",
        answers=(NewAnswer(FULL_ANSWER, 0), NewAnswer(an_answer("LAW-2", "NA"), 0)),
        evidence=(REPORT, LETTER),
        flags=(FLAG,),
        scope=NewScope(SCOPE, 0),
        dissents=(view,),
        remarks=(Remark("The road was closed for a week.", "LAW-1", "Sheet 'Remarks', cell B3"),),
        file_name="field.xlsx",
        file_checksum="abc123",
        filled_by="Team East",
        filled_for="Ministry of Justice",
        copy_id="2026-03-02T09:30:00+00:00",
    )
    store.write(assessment.id, first, actor, later(1))
    record = store.record(assessment)
    second = Changes(
        "page",
        answers=(NewAnswer(an_answer("LAW-2", "II"), 1),),
        withdrawn_evidence=(record.evidence[1].id,),
        replies=((record.dissents[0].id, Reply("We looked again.", actor.name, later(2))),),
    )
    store.write(assessment.id, second, actor, later(2))
    store.write_rating(assessment.id, NewRating(FULL_ANSWER, "agency", 0), actor, later(3))
    store.open_moderation(assessment.id, actor, later(4))
    store.save_result(assessment.id, "uncertainty", '{"seed": 7}', actor, later(5))
    store.open_review(assessment.id, NewReview("tier", "", GROUND), 0, actor, later(6))
    (review,) = store.reviews(assessment.id)
    store.append_entry(review, OPTION, ground=GROUND, seen=0, actor=actor, at=later(7))
    store.write_protected(assessment.id, ALARM, actor)
    plan = PlanChanges("page", 0, ((ITEM, 1),), ((MILESTONE, 1),), (ATTESTATION,))
    store.write_plan(assessment.id, plan, actor, later(5))
    store.write_own(assessment.questionnaire_id, [(OWN, 0)], actor, later(5))
    store.write_choice(assessment.id, REJECTION, 0, actor, later(6))
    store.write_acceptances(assessment.id, [ACCEPTANCE], 0, actor, later(6))
    store.change_heading(assessment.id, ARCHIVED, 0, actor, later(9))
    gone, _author = begun(store, id=f"{assessment.id}-gone", scope_note="Gone.")
    store.delete_assessment(gone.id, 0, actor, later(9))
    found = store.assessment(assessment.id)
    assert found is not None
    return found, actor


def row_counts(engine: Engine) -> dict[str, int]:
    """The number of rows of every table."""
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in IN_ORDER
        }
