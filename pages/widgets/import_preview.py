"""Shows what a workbook would change, and asks where both sides changed."""

from typing import Any

import streamlit as st

from assessment.model.answer import Status
from assessment.services.field_loop import Choice, Preview
from assessment.services.merge import AnswerChange, FlagChange

_CHOICES: dict[Choice, str] = {"keep": "Keep what is here", "take": "Take the workbook's"}


def draw_changes(preview: Preview) -> None:
    """Draw what would be added and changed, with both sides."""
    rows = [
        *(_answer_row(change) for change in preview.answers),
        *(_flag_row(change) for change in preview.flags),
        *(
            {
                "Where": change.where,
                "What": f"{change.after.indicator_id} evidence",
                "Kind": "changed" if change.replaces else "added",
                "Here now": "",
                "Workbook": change.after.title,
            }
            for change in preview.evidence
        ),
    ]
    if rows:
        # Both sides must stand in the picture at once; long texts open at a double click.
        side = st.column_config.Column(width=210)
        st.dataframe(rows, hide_index=True, column_config={"Here now": side, "Workbook": side})


def _answer_row(change: AnswerChange) -> dict[str, str]:
    return {
        "Where": change.where,
        "What": change.id,
        "Kind": change.kind,
        "Here now": _values(change.before, change.fields),
        "Workbook": _values(change.after, change.fields),
    }


def _flag_row(change: FlagChange) -> dict[str, str]:
    return {
        "Where": change.where,
        "What": change.id,
        "Kind": change.kind,
        "Here now": change.before.option if change.before else "",
        "Workbook": change.after.option,
    }


def _values(answer: Any, fields: tuple[str, ...]) -> str:  # noqa: ANN401 - fields by name
    shown = []
    for name in fields:
        value = getattr(answer, name)
        if value is Status.LEVEL:
            continue  # the level itself says it
        if isinstance(value, frozenset):
            value = ", ".join(sorted(value))
        if value not in (None, ""):
            shown.append(f"{name.replace('_', ' ')}: {str(value).replace('_', ' ')}")
    return "; ".join(shown) or "nothing"


def draw_conflicts(preview: Preview) -> dict[str, Choice]:
    """Draw what was changed on both sides; return what was chosen so far."""
    if preview.conflicts:
        st.subheader("Changed on both sides")
        st.text("These were changed here after the workbook was made. Choose for each.")
    choices: dict[str, Choice] = {}
    for change in preview.conflicts:
        row = _answer_row(change) if isinstance(change, AnswerChange) else _flag_row(change)
        for side in ("Here now", "Workbook"):
            st.text(f"{side}: {row[side]}")
        chosen = st.radio(
            f"{change.id} ({change.where})",
            list(_CHOICES),
            index=None,
            format_func=_CHOICES.__getitem__,
            horizontal=True,
            key=f"conflict:{preview.file_checksum}:{change.id}",
        )
        if chosen is not None:
            choices[change.id] = chosen
    return choices
