"""The quality checks of one assessment: what a reviewer would send back, and what was accepted."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import whole
from assessment.model.quality import (
    SEVERITIES,
    Finding,
    QualityCheck,
    QualityReport,
    Severity,
    by_check,
)
from assessment.model.questionnaire import by_id
from assessment.reporting.quality import (
    NO_CHECKS,
    WHAT_CHECKS_ARE,
    acceptance_field,
    acceptance_sentence,
    acceptances_table,
    findings_table,
    found_sentence,
    severity_meaning,
    severity_name,
    subject_name,
    summary,
)
from assessment.services.context import Context, Opened
from assessment.services.quality import (
    Answering,
    accept_findings,
    check_quality,
    take_back_acceptances,
)
from pages.widgets.elements import initially, plain, show_problems, show_table
from pages.widgets.plan_form import Form
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes

_ALL, _BACK = "", "back"
_SHOWN_AT_ONCE = 5
_LEADS = ":material/arrow_forward:"
_ICONS = {"serious": ":material/error:", "attention": ":material/info:"}


@dataclass(frozen=True)
class _Drawing:
    """What every part of the page works with."""

    context: Context
    opened: Opened
    report: QualityReport

    @property
    def key(self) -> str:
        """Begins the keys of the widgets."""
        return f"{self.opened.assessment.id}:quality"

    def name(self, finding: Finding) -> str:
        """Name where something was found."""
        return subject_name(finding.subject, self.opened.framework)


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Quality checks"))
    draw_locked(opened)
    ask_who_writes(page_context, reads_first=True)
    drawing = _Drawing(page_context, opened, check_quality(page_context, opened))
    if not drawing.report.checks:
        st.info(_(NO_CHECKS))
        return
    _draw_summary(drawing)
    st.text(_(WHAT_CHECKS_ARE))
    shown = _draw_filter(drawing) if drawing.report.open else ()
    for severity in SEVERITIES:
        if found := [one for one in shown if one.check.severity == severity]:
            _draw_severity(drawing, severity, found)
    _draw_accepted(drawing)
    _draw_tables(drawing)


def _draw_summary(drawing: _Drawing) -> None:
    report = drawing.report
    show = st.error if report.n_open("serious") else st.info if report.open else st.success
    icon = ":material/error:" if report.n_open("serious") else ":material/fact_check:"
    show(plain(summary(report)), icon=icon)
    # What was accepted last may have been the last of its check, so it is said here.
    for name in (*(check.id for check in report.checks), _BACK):
        _form(drawing, name).draw_saved()


def _draw_filter(drawing: _Drawing) -> Sequence[Finding]:
    """Draw the choice of dimension and severity; return the open findings that pass both."""
    known = by_id(drawing.opened.framework.questionnaire.dimensions)
    left, right = st.columns(2)
    dimension = left.selectbox(
        _("Dimension"),
        [_ALL, *known],
        format_func=lambda id_: known[id_].name if id_ else _("All"),
        key=initially(f"{drawing.key}:dimension", _ALL),
    )
    severity = right.selectbox(
        _("Severity"),
        [_ALL, *SEVERITIES],
        format_func=lambda one: severity_name(one) if one else _("All"),
        key=initially(f"{drawing.key}:severity", _ALL),
    )
    ids = {one.id for one in known[dimension].indicators} if dimension else set[str]()
    passing = [
        one
        for one in drawing.report.open
        if severity in (_ALL, one.check.severity) and (not dimension or ids & {*one.answers})
    ]
    if not passing:
        st.info(_("Nothing is found here."))
    return passing


def _draw_severity(drawing: _Drawing, severity: Severity, found: Sequence[Finding]) -> None:
    name = _("{severity} ({number})", severity=severity_name(severity), number=whole(len(found)))
    st.header(f"{_ICONS[severity]} {plain(name)}")
    st.text(severity_meaning(severity))
    for check, findings in by_check(found).items():
        with st.container(border=True):
            _draw_check(drawing, check, findings)


def _draw_check(drawing: _Drawing, check: QualityCheck, found: Sequence[Finding]) -> None:
    st.subheader(plain(f"{check.label} ({whole(len(found))})"))
    st.text(check.why)
    _draw_findings(drawing, found)
    with st.expander(_("Accept with a reason"), expanded=bool(_form(drawing, check.id).refused)):
        _draw_accepting(drawing, check, found)


def _draw_findings(drawing: _Drawing, found: Sequence[Finding]) -> None:
    """Draw some findings, and the rest of them one click away."""
    first, more = found[:_SHOWN_AT_ONCE], found[_SHOWN_AT_ONCE:]
    for one in first:
        _draw_finding(drawing, one)
    if more:
        with st.expander(ngettext("{number} more", "{number} more", len(more))):
            for one in more:
                _draw_finding(drawing, one)


def _draw_finding(drawing: _Drawing, finding: Finding) -> None:
    """Draw where something was found and what, with links that lead there."""
    # A link cuts a long name off on a phone, so the name is a text.
    with st.container(gap=None):
        st.text(f"{drawing.name(finding)}: {found_sentence(finding)}")
        with st.container(horizontal=True):
            if finding.place == "answer":
                for id_ in finding.answers:
                    _draw_link(drawing, id_, plain(_("Answer to {id}", id=id_)))
                return
            is_scope = finding.place == "scope"
            st.page_link(
                "pages/scope.py" if is_scope else "pages/circumstances.py",
                label=_("Go to the scope sheet") if is_scope else _("Go to the context"),
                icon=_LEADS,
                query_params={"assessment": drawing.opened.assessment.id},
            )


def _draw_link(drawing: _Drawing, indicator_id: str, label: str) -> None:
    st.page_link(
        "pages/questions.py",
        label=label,
        icon=_LEADS,
        query_params={
            "assessment": drawing.opened.assessment.id,
            "dimension": drawing.opened.framework.questionnaire.dimension_of(indicator_id).id,
            "indicator": indicator_id,
        },
    )


# Accepting, and taking it back


def _form(drawing: _Drawing, name: str) -> Form:
    def save(form: Form) -> None:
        chosen = form.given("found") if form.given("all") else form.given("which")
        act = take_back_acceptances if name == _BACK else accept_findings
        answering = Answering(form.text("person"), form.text("office"), form.text("reason"))
        act(drawing.context, drawing.opened, tuple(chosen or ()), answering)

    return Form(f"{drawing.key}:{name}", save)


def _draw_accepting(drawing: _Drawing, check: QualityCheck, found: Sequence[Finding]) -> None:
    st.text(
        _(
            "The finding may stand, and the reason stays with it. It is open again as soon as "
            "something else is found there."
        )
    )
    _draw_form(drawing, check.id, found, _("Accept"))


def _draw_form(drawing: _Drawing, name: str, found: Sequence[Finding], label: str) -> None:
    form, labels = _form(drawing, name), _labels(drawing, found)
    st.session_state[f"{form.key}:field:found"] = tuple(labels)
    with st.form(f"{form.key}:form", border=False):
        st.multiselect(
            acceptance_field("which"),
            [*labels],
            default=[*labels] if len(labels) == 1 else None,
            format_func=lambda one: labels[one],
            key=f"{form.key}:field:which",
            placeholder=_("Choose one or more"),
        )
        if len(labels) > 1:
            all_of_them = _("All {number} of them", number=whole(len(labels)))
            st.checkbox(all_of_them, key=form.field("all", stored=False))
        _draw_answering(form)
        form.draw_end(label)
    show_problems(form.refused)


def _labels(drawing: _Drawing, found: Sequence[Finding]) -> dict[str, str]:
    """Return what each finding is called where it is chosen; no two are called alike."""
    labels: dict[str, str] = {}
    for one in found:
        label = f"{drawing.name(one)}: {found_sentence(one)}"
        alike = sum(known.startswith(label) for known in labels.values())
        labels[one.fingerprint] = f"{label} ({whole(alike + 1)})" if alike else label
    return labels


def _draw_answering(form: Form) -> None:
    # Whoever types is often not who answers for it, so nobody is named beforehand.
    person, office = st.columns(2)
    person.text_input(acceptance_field("person"), key=form.field("person", ""))
    office.text_input(acceptance_field("office"), key=form.field("office", ""))
    st.text_area(acceptance_field("reason"), height=80, key=form.field("reason", ""))


def _draw_accepted(drawing: _Drawing) -> None:
    accepted = drawing.report.accepted
    if not accepted:
        return
    st.header(_("Accepted ({number})", number=whole(len(accepted))))
    # What was accepted together, for one reason, is told together.
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding, recorded in accepted:
        key = (finding.check.label, acceptance_sentence(recorded))
        alike.setdefault(key, []).append(finding)
    for (label, sentence), findings in alike.items():
        with st.container(border=True):
            st.subheader(plain(f"{label} ({whole(len(findings))})"))
            st.text(sentence)
            _draw_findings(drawing, findings)
    with st.expander(_("Take an acceptance back"), expanded=bool(_form(drawing, _BACK).refused)):
        _draw_form(drawing, _BACK, [one for one, _recorded in accepted], _("Take it back"))


def _draw_tables(drawing: _Drawing) -> None:
    report, framework = drawing.report, drawing.opened.framework
    if report.findings:
        with st.expander(_("All findings as a table")):
            show_table(findings_table(report, framework))
    if report.acceptances.entries:
        with st.expander(_("Everything that was accepted or taken back")):
            st.text(
                _("An entry counts as long as the same is found, and nobody has taken it back.")
            )
            show_table(acceptances_table(report, framework))


draw()
