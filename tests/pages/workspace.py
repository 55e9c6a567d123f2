"""A database and a shelf of questionnaires for the pages, filled through the services."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessment.library.states import states
from assessment.model.answer import Answer, FlagEntry
from assessment.model.assessment import Assessment, Changes, IndicatorRecord, NewAnswer, Record
from assessment.model.period import find_period
from assessment.services.answers import read_indicator, record_answer
from assessment.services.assessments import NewAssessment, check_new, create_assessment
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.reviews import note_findings
from assessment.wiring import ROOT, Application, Settings, open_application
from tests.builders import Level, an_answer, an_assessment
from tests.databases import copy_tables
from tests.pages.screen import Screen
from tests.small_questionnaire import (
    small_catalogue,
    small_instrument,
    small_instrument_with_kinds,
    small_methods,
    small_rules,
)

SMALL = ("LAW-1", "LAW-2", "LAW-3", "SEC-1", "SEC-2", "SEC-3", "PRE-1", "PRE-2")
"""The indicators of the small questionnaire, in order."""

SMALL_PARTS = {
    "instrument.yaml": small_instrument,
    "scoring.yaml": small_rules,
    "programmes.yaml": small_catalogue,
}
_NAME = "Your name or office"
INSTRUMENT_PAGES = (
    "assessment",
    "scope",
    "questions",
    "rating",
    "moderation",
    "circumstances",
    "profile",
    "method",
    "actions",
    "programmes",
    "own_programmes",
    "review",
    "plan",
    "workbook",
    "quality",
)
ALL_PAGES = (
    "assessments",
    *INSTRUMENT_PAGES,
    "compare",
    "reviews",
    "help",
    "training",
    "tour",
    "definitions",
    "sources",
    "about",
)


class Workspace:
    """What an installation consists of, without a server.

    Attributes
    ----------
    shelf
        The folder of questionnaires; one with the small questionnaire is made
        where none is named.
    application
        Opened beside the pages, as by a second person at another desk.
    """

    def __init__(self, folder: Path, shelf: Path | None = None) -> None:
        self.shelf = shelf or folder / "questionnaires"
        self.environment = {
            "SPCA_DATABASE_URL": f"sqlite:///{folder / 'spca.db'}",
            "SPCA_QUESTIONNAIRES": str(self.shelf),
            "SPCA_PERSON": "Ada Amin",
            "SPCA_ORGANISATION": "Field Office",
        }
        if shelf is None:
            self.write_small()
        copy_tables(folder / "spca.db")
        self.application: Application = open_application(
            Settings.from_environment(self.environment)
        )

    def write_small(self) -> None:
        """Write the small questionnaire into its folder."""
        folder = self.shelf / "small"
        folder.mkdir(parents=True)
        for name in SMALL_PARTS:
            (folder / name).write_text(_small_text(name), encoding="utf-8")

    def tell_kinds(self) -> None:
        """Let the small questionnaire say the kinds of its statements and define its words."""
        text = yaml.safe_dump(small_instrument_with_kinds(), sort_keys=False)
        (self.shelf / "small" / "instrument.yaml").write_text(text, encoding="utf-8")
        self.reopen()

    def add_shipped(self, name: str) -> None:
        """Put a questionnaire that ships beside the small one."""
        shutil.copytree(ROOT / "questionnaires" / name, self.shelf / name)
        self.reopen()

    def show_no_results_below(self, share: float) -> None:
        """Let the small questionnaire show results only from this share of answers on."""
        rules = small_rules()
        rules["coverage"]["early"] = {"share": share, "why": "For tests."}
        text = yaml.safe_dump(rules, sort_keys=False, allow_unicode=True)
        (self.shelf / "small" / "scoring.yaml").write_text(text, encoding="utf-8")
        self.reopen()

    def name_methods(self) -> None:
        """Let the small questionnaire name two other methods."""
        rules = {**small_rules(), "methods": small_methods()}
        text = yaml.safe_dump(rules, sort_keys=False, allow_unicode=True)
        (self.shelf / "small" / "scoring.yaml").write_text(text, encoding="utf-8")
        self.reopen()

    def reopen(self) -> None:
        """Read the shelf again."""
        self.close()
        self.application = open_application(Settings.from_environment(self.environment))

    def close(self) -> None:
        """Let go of the database."""
        self.application.store._engine.dispose()

    def context(self, person: str = "Ben Bo") -> Context:
        """Return the context of a person at another desk."""
        return self.application.context_for(person, "Head Office")

    def begin(
        self,
        levels: Mapping[str, Level] | None = None,
        *,
        flags: Mapping[str, str] | None = None,
        state_code: str = "KEN",
        **details: str,
    ) -> Opened:
        """Begin an assessment with the small questionnaire, and answer some of it."""
        given = {"questionnaire_id": "small", "period": "2026", "mode": "self", **details}
        context = self.context()
        assessment = _create(context, NewAssessment(state_code=state_code, **given))
        opened = open_assessment(context, assessment.id)
        answers = tuple(NewAnswer(an_answer(i, level), 0) for i, level in (levels or {}).items())
        entries = tuple(FlagEntry(id_, option) for id_, option in (flags or {}).items())
        if answers or entries:
            # In one stroke, as a workbook brings them.
            changes = Changes("page", answers=answers, flags=entries)
            context.store.write(assessment.id, changes, context.actor, context.clock())
            note_findings(context, opened)
        return opened

    def begin_states(self, codes: Iterable[str], **changes: Any) -> None:
        """Begin an assessment of each of some states that exist, without an answer."""
        context = self.context()
        for code in codes:
            heading = an_assessment(
                id=f"{code.lower():0>32}",
                questionnaire_id="small",
                state_code=code,
                state_name=states()[code],
                invented=False,
                created_at=context.clock(),
                **changes,
            )
            self.application.store.create_assessment(heading, context.actor)

    def reopened(self, opened: Opened) -> Opened:
        """Open an assessment again, as its heading says now."""
        return open_assessment(self.context(), opened.assessment.id)

    def answer(self, opened: Opened, answer: Answer, person: str = "Ben Bo") -> None:
        """Give an answer at another desk."""
        context = self.context(person)
        seen = read_indicator(context, opened, answer.indicator_id).revision
        record_answer(context, opened, answer, seen)

    def stored(self, opened: Opened, indicator_id: str) -> Answer:
        """Return the answer as it stands in the database."""
        return self.record(opened).answer(indicator_id)

    def beside(self, opened: Opened, indicator_id: str) -> IndicatorRecord:
        """Return what stands in the database beside an answer."""
        return read_indicator(self.context(), opened, indicator_id)

    def record(self, opened: Opened) -> Record:
        """Return everything that the database knows of an assessment."""
        return self.application.store.record(opened.assessment)

    def assessments(self) -> list[Assessment]:
        """Return the headings in the database."""
        return [found.assessment for found in self.application.store.assessments()]

    def open(self, page: str = "assessments", opened: Opened | None = None, **address: str):
        """Open a page as a person does who follows a link."""
        if opened is not None:
            address = {"assessment": opened.assessment.id, **address}
        return Screen.show(page, address)

    def questions(self, opened: Opened, indicator_id: str):
        """Open the questions with one of them open."""
        known = opened.framework.questionnaire.dimensions
        dimension = next(d.id for d in known if any(i.id == indicator_id for i in d.indicators))
        return self.open("questions", opened, dimension=dimension, indicator=indicator_id)


def write_as(screen: Screen, name: str, organisation: str) -> None:
    """Say on the first form that asks who writes."""
    asked = _asked_in(screen)
    if _NAME not in asked:
        # On a page where somebody writes already, the side bar asks, once it is opened.
        screen.at.button(key="writer:side").click()
        asked = _asked_in(screen.draw())
    asked[_NAME].set_value(name)
    asked["Your organisation"].set_value(organisation)
    buttons = [found for found in screen.at.button if found.label == "Write under this name"]
    buttons[0].click()
    screen.draw()


def _asked_in(screen: Screen) -> dict[str, Any]:
    """Return the first field of each label on the page."""
    return {found.label: found for found in reversed(screen.at.text_input)}


def beginning(opened: Opened, indicator_id: str) -> str:
    """Return how the keys of an indicator's widgets begin."""
    return f"{opened.assessment.id}:{indicator_id}"


@cache
def _small_text(name: str) -> str:
    return yaml.safe_dump(SMALL_PARTS[name](), sort_keys=False, allow_unicode=True)


def _create(context: Context, new: NewAssessment) -> Assessment:
    """Begin an assessment, also one with such a period as earlier versions took."""
    if find_period(new.period) is not None:
        return create_assessment(context, new)
    heading = replace(check_new(context, replace(new, period="1999")), period=new.period.strip())
    context.store.create_assessment(heading, context.actor)
    return heading
