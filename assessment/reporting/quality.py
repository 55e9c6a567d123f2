"""Says what the quality checks found, in words that page and command share, and as a table."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed, moment, whole
from assessment.model.framework import Framework
from assessment.model.quality import (
    Fact,
    Finding,
    QualityCheck,
    QualityReport,
    RecordedAcceptance,
    Severity,
)
from assessment.model.quality_checks import TO_COME
from assessment.model.questionnaire import by_id
from assessment.model.source_date import Doubt
from assessment.reporting.scope import scope_name
from assessment.reporting.wording import full_stop, table

if TYPE_CHECKING:
    from pandas import DataFrame

NO_CHECKS = mark("This version of the questionnaire names no quality checks.")
WHAT_CHECKS_ARE = mark(
    "What a reviewer would send back or ask about. A finding says what can be seen in the "
    "record, not whether a level is right; nothing here moves a score."
)
_SEVERITIES = {"serious": mark("Serious"), "attention": mark("Attention")}
_SEVERITY_MEANS = {
    "serious": mark("To be mended, or accepted by a named person with a reason."),
    "attention": mark("A reviewer will ask."),
}
_KINDS = {"accepted": mark("Accepted"), "taken_back": mark("Acceptance taken back")}
_FIELDS = {
    "person": mark("Name of who answers for it"),
    "office": mark("Office"),
    "reason": mark("Reason"),
    "which": mark("Findings"),
}
_LONGEST_QUOTE = 80
_MOST_IDS = 6


def severity_name(severity: Severity) -> str:
    """Name a severity."""
    return _(_SEVERITIES[severity])


def severity_meaning(severity: Severity) -> str:
    """Say what a severity asks for."""
    return _(_SEVERITY_MEANS[severity])


def acceptance_field(name: str) -> str:
    """Name a field of an acceptance, as its form does."""
    return _(_FIELDS[name])


def summary(report: QualityReport) -> str:
    """Say how many findings are open, the serious ones first, and of how many answers."""
    serious, attention = report.n_open("serious"), report.n_open("attention")
    parts = [
        ngettext(
            "{number} serious finding is open.", "{number} serious findings are open.", serious
        )
        if serious
        else _("Nothing serious is open."),
    ]
    if attention:
        parts.append(
            ngettext(
                "{number} finding asks for attention.",
                "{number} findings ask for attention.",
                attention,
            )
        )
    if report.accepted:
        parts.append(
            ngettext(
                "{number} was accepted with a reason.",
                "{number} were accepted with a reason.",
                len(report.accepted),
            )
        )
    parts.append(
        ngettext(
            "{answered} of {number} question is answered; the others were not looked at.",
            "{answered} of {number} questions are answered; the others were not looked at.",
            report.n_asked,
            answered=whole(report.n_answered),
        )
        if report.n_answered < report.n_asked
        else _("Every question is answered.")
    )
    return " ".join(parts)


def group_heading(check: QualityCheck, number: int) -> str:
    """Name a check with its severity and how many findings of it there are."""
    return _(
        "{severity}: {label} ({number})",
        severity=severity_name(check.severity),
        label=check.label,
        number=whole(number),
    )


def subject_name(subject: str, framework: Framework) -> str:
    """Name a question or a circumstance by its id and name, and a list of the scope sheet."""
    questionnaire = framework.questionnaire
    if questionnaire.has_indicator(subject):
        return f"{subject} {questionnaire.indicator(subject).name}"
    flags = by_id(questionnaire.context_flags)
    if subject in flags:
        return f"{subject} {flags[subject].name}"
    try:
        return _("Scope sheet: {list}", list=scope_name(subject))
    except KeyError:  # of a circumstance or a list that is gone
        return subject


def found_sentence(finding: Finding) -> str:
    """Say in a sentence what was found."""
    return _FOUND[finding.check.id](finding)


def acceptance_sentence(recorded: RecordedAcceptance) -> str:
    """Say who accepted a finding, in which office, when and why."""
    said = recorded.acceptance
    return _(
        "Accepted by {person}, {office}, on {when}: {reason}",
        person=said.person,
        office=said.office,
        when=moment(recorded.recorded_at),
        reason=full_stop(said.reason),
    )


def findings_table(report: QualityReport, framework: Framework) -> "DataFrame":
    """Return one row for each finding, open and accepted."""
    columns = (_("Severity"), _("Check"), _("Where"), _("What was found"), _("Why it matters"))
    columns = (*columns, _("Accepted"))
    standing = report.acceptances.standing
    rows = (
        (
            severity_name(one.check.severity),
            one.check.label,
            subject_name(one.subject, framework),
            found_sentence(one),
            one.check.why,
            acceptance_sentence(standing[one.fingerprint])
            if one.fingerprint in standing
            else _("No"),
        )
        for one in report.findings
    )
    return table(columns, rows)


def acceptances_table(report: QualityReport, framework: Framework) -> "DataFrame":
    """Return everything that was accepted or taken back, the newest first."""
    columns = (_("What happened"), _("Check"), _("Where"), _("Name"), _("Office"), _("Reason"))
    columns = (*columns, _("Entered by"), _("When"), _("Counts today"))
    return table(columns, _acceptance_rows(report, framework))


def _acceptance_rows(report: QualityReport, framework: Framework) -> Iterator[tuple[str, ...]]:
    labels = {check.id: check.label for check in report.checks}
    counting = {recorded.number for _finding, recorded in report.accepted}
    for one in reversed(report.acceptances.entries):
        said = one.acceptance
        yield (
            _(_KINDS[said.kind]),
            labels.get(said.check_id, said.check_id),
            subject_name(said.subject, framework),
            said.person,
            said.office,
            said.reason,
            one.person_name,
            moment(one.recorded_at),
            _("Yes") if one.number in counting else _("No"),
        )


# What each check found


def _without_source(finding: Finding) -> str:
    facts = finding.facts
    if facts["grade"]:
        return _("Level {level} with evidence grade {grade}, and no source is named.", **facts)
    return _("Level {level}, and no source is named.", **facts)


def _against_statements(finding: Finding) -> str:
    facts = finding.facts
    if facts["proposed"] == "":
        return _(
            "The ticked statements propose no level, the answer is {level}, and no reason is "
            "given.",
            **facts,
        )
    return _(
        "The ticked statements propose level {proposed}, the answer is {level}, and no reason is "
        "given.",
        **facts,
    )


def _ratings_apart(finding: Finding) -> str:
    return _(
        "{number} people rated it by themselves, from level {lowest} to level {highest}, and the "
        "team has not agreed.",
        **finding.facts,
    )


def _same_text(finding: Finding) -> str:
    return _(
        "The same rationale stands at {ids}: '{quote}'",
        ids=_listed_ids(finding.answers),
        quote=_quoted(str(finding.facts["text"])),
    )


def _impossible_date(finding: Finding) -> str:
    facts = finding.facts
    if finding.place == "context":
        return _("'Since' says '{date}', a day that does not exist.", **facts)
    where = {"source": _source(facts["source"]), "date": str(facts["date"])}
    if facts["doubt"] == TO_COME:
        return _("{source} is dated '{date}', which is still to come.", **where)
    return _("{source} is dated '{date}', a day that does not exist.", **where)


def _unclear_date(finding: Finding) -> str:
    facts = finding.facts
    where = {"source": _source(facts["source"]), "date": _quoted(str(facts["date"]))}
    if facts["doubt"] == Doubt.AMBIGUOUS:
        return _("{source} is dated '{date}': day and month can be taken for each other.", **where)
    return _("{source} is dated '{date}', in which no year can be read.", **where)


def _undated(finding: Finding) -> str:
    titles = finding.facts["sources"]
    names = [_source(title) for title in titles] if not isinstance(titles, str | int) else []
    return ngettext(
        "{names} has no date.",
        "{names} have no date.",
        len(names),
        names=listed(dict.fromkeys(names)),
    )


def _stale(finding: Finding) -> str:
    return _(
        "The newest source, {source}, is of {date}.",
        source=_source(finding.facts["source"]),
        date=_quoted(str(finding.facts["date"])),
    )


def _scope_empty(finding: Finding) -> str:
    return ngettext(
        "The list is empty, and {number} answer speaks of what belongs on it: {ids}.",
        "The list is empty, and {number} answers speak of what belongs on it: {ids}.",
        len(finding.answers),
        ids=_listed_ids(finding.answers),
    )


def _not_applicable(finding: Finding) -> str:
    number = finding.facts["number"]
    return ngettext(
        "'Not applicable', and the scope sheet has {number} entry under '{list}'.",
        "'Not applicable', and the scope sheet has {number} entries under '{list}'.",
        number if isinstance(number, int) else 0,
        list=scope_name(str(finding.facts["list"])),
    )


def _plainly(sentence: str) -> Callable[[Finding], str]:
    """Return what says a sentence with the facts in their places."""
    return lambda finding: _(sentence, **finding.facts)


_FOUND: dict[str, Callable[[Finding], str]] = {
    "level_without_source": _without_source,
    "level_against_statements": _against_statements,
    "level_without_rationale": _plainly(mark("Level {level}, and nothing says why.")),
    "carried_over": _plainly(mark("The answer of the last round waits to be looked at.")),
    "ratings_apart": _ratings_apart,
    "same_text": _same_text,
    "impossible_date": _impossible_date,
    "not_applicable_against_scope": _not_applicable,
    "scope_not_filled_in": _scope_empty,
    "law_without_practice": _plainly(
        mark("Level {level}; every ticked statement is law, and none is practice.")
    ),
    "level_without_statement": _plainly(
        mark("Level {level}; no statement is ticked, and no reason is given.")
    ),
    "no_confidence": _plainly(mark("Level {level}; how sure the team is was not stated.")),
    "stale_source": _stale,
    "undated_source": _undated,
    "unclear_date": _unclear_date,
    "unnamed_writer": _plainly(mark("The answer was entered under no name.")),
}


def _source(title: Fact) -> str:
    """Name a source; a restricted one is told of without its title."""
    return _("'{title}'", title=_quoted(str(title))) if title else _("A restricted source")


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def _listed_ids(ids: tuple[str, ...]) -> str:
    """List ids; of many, some and how many more."""
    if len(ids) <= _MOST_IDS:
        return listed(ids)
    shown, number = ids[: _MOST_IDS - 1], len(ids) - _MOST_IDS + 1
    return listed((*shown, _("{number} more", number=whole(number))))
