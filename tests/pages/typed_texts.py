"""Texts that mean harm, and an assessment that says them wherever a person can type."""

from assessment.model.answer import Evidence, FlagEntry
from assessment.model.scope import SCOPE_LISTS, Scope
from assessment.services.answers import (
    add_evidence,
    record_dissent,
    record_flag,
    reply_to_dissent,
)
from assessment.services.context import Opened
from assessment.services.scope import save_scope
from tests.builders import an_answer
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
    save_scope(context, opened, Scope(**dict.fromkeys(SCOPE_LISTS, (short,))), 0)
    return opened
