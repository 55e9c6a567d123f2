"""Texts that mean harm, and an assessment that says them wherever a person can type."""

from datetime import timedelta

from assessment.model.answer import Evidence, FlagEntry
from assessment.model.choice import Choice
from assessment.model.review import (
    Convening,
    Decision,
    Deferral,
    Entry,
    Override,
    ProtectedEntry,
    ReviewDissent,
    ReviewOption,
)
from assessment.model.review_checks import SHORTEST_REASONS
from assessment.model.scope import SCOPE_LISTS, Scope
from assessment.services.answers import (
    add_evidence,
    record_dissent,
    record_flag,
    reply_to_dissent,
)
from assessment.services.choices import add_option, reject_option
from assessment.services.context import Opened
from assessment.services.own_programmes import add_own_programme
from assessment.services.review_entries import append_entry
from assessment.services.reviews import open_by_person
from assessment.services.scope import save_scope
from tests.builders import an_answer
from tests.own import an_own
from tests.pages.workspace import SMALL, Workspace

PICTURE = "![x](https://tracker.example/p.png)"
HOSTILE = {
    "picture": PICTURE,
    "markup": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "long": "word " * 1_000,
    "right_to_left": "مرحبا بالعالم \u202e reversed",
    "emoji": "🕊️👩‍👩‍👧 :material/home: :red[alarm] $x^2$",
    "formula": '=HYPERLINK("https://tracker.example","x")',
}
SHORT = {name: text[:150] for name, text in HOSTILE.items()}


def with_text_everywhere(workspace: Workspace, text: str, short: str) -> Opened:
    """An assessment that says a text in every place where a person can type."""
    details = {"state_code": "XKA", "invented_name": short, "region": short, "period": short}
    opened = workspace.begin(dict.fromkeys(SMALL, 1), scope_note=text, **details)
    workspace.answer(opened, an_answer("LAW-1", "NA", reason=text, rationale=text), short)
    workspace.answer(opened, an_answer("LAW-2", 1, rationale=text), short)
    context = workspace.context(short)
    add_evidence(context, opened, Evidence("LAW-1", text, text, text, text, text))
    record_dissent(context, opened, "LAW-1", 0, text)
    (dissent,) = workspace.record(opened).dissents
    reply_to_dissent(context, opened, dissent.id, text)
    record_flag(context, opened, FlagEntry("X1", "present", text, text, None, text))
    _review(workspace, opened, text, short)
    _choose(workspace, opened, text, short)
    save_scope(context, opened, Scope(**dict.fromkeys(SCOPE_LISTS, (short,))), 0)
    return opened


def _choose(workspace: Workspace, opened: Opened, text: str, short: str) -> None:
    """Say a text in a programme of whoever looks, in an added option and in a rejection."""
    said = {"how": text, "activities": (text,), "risks": (text,), "tensions": (text,)}
    own = an_own(short, **said, donor=short, languages=(short,))
    add_own_programme(workspace.application.context(), opened, own)
    context = workspace.context(short)
    add_option(context, opened, Choice("added", "", text, short, text, short))
    reject_option(context, opened, "P1", text)


def _review(workspace: Workspace, opened: Opened, text: str, short: str) -> None:
    """Say a text in every entry of two reviews, one decided and one open, and to a reviewer."""
    context = workspace.context(short)
    today = context.clock().date()
    long_enough = text + "." * SHORTEST_REASONS
    signed = (short, short, long_enough, today)
    later = today + timedelta(days=9)
    entries = (
        Convening(short, (short,), later),
        ReviewOption(text, text, short),
        ReviewOption("", text, short, does_nothing=True),
        ReviewDissent(text, short),
        Deferral(*signed, due_on=later + timedelta(days=1)),
        Override(*signed, tier_id="T2"),
    )

    def append(*some: Entry) -> None:
        for entry in some:
            review = context.store.reviews(opened.assessment.id)[-1]
            append_entry(context, opened, review, entry)

    append(*entries, Decision(*signed, outcome="act"))
    open_by_person(context, opened, text)
    append(*entries)
    # As from before persons held keys, so that whoever looks reads it.
    protected = ProtectedEntry(
        "alarm", text, f"{short}.", "Ada Amin", is_alias=True, recorded_at=context.clock()
    )
    context.store.write_protected(opened.assessment.id, protected, context.actor)
