"""What one workbook brings back: what cannot be read, what changes, what stands outside."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

import pandas as pd
import streamlit as st

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.model.imports import Remark
from assessment.model.problem import Problem
from assessment.model.questionnaire import Questionnaire
from assessment.model.rating import RESPONDENT_GROUPS, GroupId, find_group
from assessment.reporting.returned import subject_name
from assessment.reporting.terms import change_words
from assessment.services.change_words import name_of, pairs_of
from assessment.services.field_loop import Choice, Preview, can_be_mended
from assessment.services.merging import AnswerChange, Change, EvidenceChange
from pages.widgets.elements import local_day, plain, show_problems

CHOICES: dict[Choice, str] = {
    "keep": mark("Keep what is here"),
    "take": mark("Take the workbook's"),
}


@dataclass(frozen=True)
class _Line:
    """One field that would change, as a line of the table."""

    what: str
    field: str
    here: str
    workbook: str
    kind: str
    where: str


def draw_earlier(preview: Preview) -> None:
    """Say that this workbook, or a copy of it, was taken in before."""
    for one in preview.earlier:
        said = {
            "moment": local_day(one.recorded_at),
            "person": one.person_name,
            "team": one.filled_by or one.filled_for or _("nobody that it names"),
        }
        if one.file_checksum == preview.file_checksum:
            line = _(
                "This very file was taken in on {moment} by {person}. Filled in by {team}.", **said
            )
        else:
            line = _(
                "A copy of this workbook was taken in on {moment} by {person}. "
                "Filled in by {team}.",
                **said,
            )
        st.text(line)


def draw_problems(preview: Preview, mended: Mapping[str, str], bad: Iterable[Problem]) -> None:
    """Draw problems by question, errors with a box in which the cell can be mended.

    Parameters
    ----------
    mended
        What was typed so far, by place.
    bad
        Every cell that could not be read before anything was mended.
    """
    questionnaire = preview.opened.framework.questionnaire
    others = [p for p in preview.problems if p.is_error and not can_be_mended(p)]
    show_problems(others)
    by_subject: dict[str, list[Problem]] = {}
    for problem in bad:
        by_subject.setdefault(problem.about, []).append(problem)
    if by_subject:
        st.subheader(_("Cells that cannot be read"))
        st.text(_("Type what is meant, or let these rows wait: the others can go in without them."))
        st.caption(
            _(
                "What is typed here is lost when the page is loaded anew before it is written: "
                "write what can be read first, and the same file again brings the rest."
            )
        )
    still = {(problem.where, problem.found): problem for problem in preview.problems}
    for about, problems in by_subject.items():
        name = subject_name(about, questionnaire) if about else _("Not at a question")
        with st.container(border=True):
            st.markdown(f"**{plain(name)}**")
            for problem in problems:
                _draw_bad_cell(preview, problem, mended, still)
    new = [p for p in preview.problems if p.is_error and can_be_mended(p) and p not in bad]
    show_problems(p for p in new if p.where not in mended)
    warnings = [problem for problem in preview.problems if not problem.is_error]
    if warnings:
        n_warnings = ngettext("{number} thing to know", "{number} things to know", len(warnings))
        with st.expander(n_warnings, expanded=len(warnings) <= 3):
            show_problems(warnings)


def _draw_bad_cell(
    preview: Preview,
    problem: Problem,
    mended: Mapping[str, str],
    still: Mapping[tuple[str, str], Problem],
) -> None:
    if problem.where in mended:
        st.text(str(problem))
    else:
        st.error(plain(str(problem)))
    st.text_input(
        _("What is meant, for {place}", place=plain(problem.where)),
        key=mend_key(preview, problem.where),
    )
    st.checkbox(_("It counts as empty"), key=f"{mend_key(preview, problem.where)}:empty")
    if problem.where not in mended:
        return
    again = [found for (where, _found), found in still.items() if where == problem.where]
    for found in again:
        st.error(plain(_("Still not understood: {problem}", problem=found.found)))
    if not again:
        st.text(_("Understood."))


def mend_key(preview: Preview, place: str) -> str:
    """Return the key of the box in which a cell is mended."""
    return f"mend:{preview.file_checksum}:{place}"


def draw_changes(preview: Preview) -> None:
    """Draw every field that would change, both sides, and who may see a source first."""
    questionnaire = preview.opened.framework.questionnaire
    lines = [
        _Line(
            name_of(change, questionnaire),
            pair.label,
            pair.here or _("nothing"),
            pair.given or _("nothing"),
            change_words(change.kind),
            change.where,
        )
        for change in preview.changes
        for pair in pairs_of(change, questionnaire)
    ]
    if not lines:
        return
    names = (_("What"), _("Field"), _("Here now"), _("Workbook"), _("Kind"), _("Where"))
    table = pd.DataFrame([astuple(line) for line in lines], columns=names)
    # Both sides must stand in the picture at once; long texts open at a double click.
    widths = {names[0]: 200, names[1]: 110, names[2]: 190, names[3]: 190}
    st.dataframe(
        table,
        hide_index=True,
        column_config={name: st.column_config.Column(width=w) for name, w in widths.items()},
    )


def draw_remarks(preview: Preview) -> bool:
    """Draw remarks, and what stands outside the cells; return whether the latter is kept."""
    questionnaire = preview.opened.framework.questionnaire
    if preview.remarks:
        st.subheader(_("Remarks of the team"))
        _draw_texts(preview.remarks, questionnaire)
    if not preview.outside:
        return True
    st.subheader(_("Found outside the cells to fill in"))
    st.text(
        _(
            "Comments, notes beside the table, further sheets and changed texts are no answers. "
            "Nothing is scored from them; kept as remarks they stand beside the question."
        )
    )
    _draw_texts(preview.outside, questionnaire)
    return st.checkbox(_("Keep these as remarks"), value=True, key=f"notes:{preview.file_checksum}")


def _draw_texts(remarks: Iterable[Remark], questionnaire: Questionnaire) -> None:
    rows = [
        (
            subject_name(one.indicator_id, questionnaire) if one.indicator_id else "",
            one.text,
            one.place,
        )
        for one in remarks
    ]
    table = pd.DataFrame(rows, columns=[_("Question"), _("Text"), _("Where")])
    wide = {_("Text"): st.column_config.Column(width=380)}
    st.dataframe(table, hide_index=True, column_config=wide)


def draw_conflicts(preview: Preview) -> dict[str, Choice]:
    """Draw what was changed on both sides; return what was chosen so far."""
    if not preview.conflicts:
        return {}
    st.subheader(_("Changed on both sides, or agreed on"))
    st.text(
        _(
            "These were changed here after the workbook was made, or the team agreed on them. "
            "Choose for each. What is not taken stays: as a rating of whoever filled the workbook "
            "in, or as a remark."
        )
    )
    choices: dict[str, Choice] = {}
    for change in preview.conflicts:
        chosen = _draw_conflict(preview, change)
        if chosen is not None:
            choices[change.id] = chosen
    return choices


def _draw_conflict(preview: Preview, change: Change) -> Choice | None:
    questionnaire = preview.opened.framework.questionnaire
    name = name_of(change, questionnaire)
    with st.container(border=True):
        st.markdown(f"**{plain(name)}**")
        st.caption(plain(change.where))
        if isinstance(change, AnswerChange) and change.here_by:
            st.text(_("Here now by {person}.", person=change.here_by))
        if preview.team.filled_by:
            st.text(_("Workbook filled in by {person}.", person=preview.team.filled_by))
        for pair in pairs_of(change, questionnaire):
            st.text(
                _("{field}, here now: {entry}", field=pair.label, entry=pair.here or _("nothing"))
            )
            st.text(
                _("{field}, workbook: {entry}", field=pair.label, entry=pair.given or _("nothing"))
            )
        if isinstance(change, AnswerChange) and change.agreed is not None:
            st.text(_("The team agreed on what is here now."))
        if isinstance(change, EvidenceChange) and change.after.protection == "restricted":
            st.text(_("It is restricted: what is not taken of it stays in the file alone."))
        return st.radio(
            _("What counts for {question}", question=plain(name)),
            list(CHOICES),
            index=None,
            format_func=lambda choice: _(CHOICES[choice]),
            horizontal=True,
            key=f"conflict:{preview.file_checksum}:{change.id}",
            label_visibility="collapsed",
        )


def ask_group(preview: Preview) -> GroupId | None:
    """Ask whether the answers are one person's ratings; return the person's group, if so."""
    if not preview.given:
        return None
    key = f"rates:{preview.file_checksum}"
    is_rating = st.checkbox(
        _("These are one person's own ratings, not answers of the team"),
        key=key,
        help=_("Ratings stay beside each other until the team agrees on a level."),
    )
    if not is_rating:
        return None
    ids: list[GroupId] = [group.id for group in RESPONDENT_GROUPS]
    return st.selectbox(
        _("The person speaks for"),
        ids,
        format_func=lambda id_: _(find_group(id_).name),
        key=f"{key}:group",
    )


def ask_why(preview: Preview, choices: Mapping[str, Choice]) -> str:
    """Ask why answers are changed that the team agreed on; nothing where none is taken."""
    if not any(choices.get(change.id) == "take" for change in preview.agreed):
        return ""
    label = _("Why you change what the team agreed on")
    return st.text_input(label, key=f"change_reason:{preview.file_checksum}")
