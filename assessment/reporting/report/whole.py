"""The brief of two pages and the full report, as documents that any writer can set."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assessment.locales import formats, language
from assessment.locales import gettext as _
from assessment.reporting.annex import fact_lines
from assessment.reporting.choices import choices_table
from assessment.reporting.document import (
    Bullets,
    Cell,
    Document,
    Note,
    Paragraph,
    Part,
    Table,
    plain_table,
)
from assessment.reporting.gaps import explain_gap
from assessment.reporting.profile import conclude, weakest
from assessment.reporting.programmes import first_sentence, route_words
from assessment.reporting.progress import progress_sentence
from assessment.reporting.regions import region_columns, region_rows
from assessment.reporting.report import annex, decisions, findings
from assessment.reporting.report.gathered import (
    LONGEST_IN_BRIEF,
    LONGEST_REASON,
    Gathered,
    section,
    shortened,
)
from assessment.reporting.rounds import baseline_sentences
from assessment.reporting.status import status_name
from assessment.reporting.wording import (
    answer_words,
    edited_sentence,
    invented_sentence,
    name_indicator,
)


@dataclass(frozen=True)
class _Room:
    """How much has room: of each list the first so many, of each text the first so many signs.

    Attributes
    ----------
    shorten
        Takes a text and the signs that a brief has for it.
    """

    weak: int
    gaps: int
    options: int
    shorten: Callable[[str, int], str]


_BRIEF = _Room(6, 5, 5, shortened)
_NO_END = 10**6
_WHOLE = _Room(_NO_END, _NO_END, _NO_END, lambda text, _signs: text)


def brief(found: Gathered) -> Document:
    """Return the brief: what is known, what is weak, what must be decided, what could be done."""
    title = _("Brief: {title}", title=found.record.assessment.title)
    return _document(found, title, _brief(found, _BRIEF))


def opening(found: Gathered) -> Iterator[Part]:
    """Yield what the brief says, with nothing shortened and the conclusion first.

    A workbook begins with it; its chart stands on a sheet of its own.
    """
    yield from _warnings(found)
    if found.says_results:
        yield from section(1, _("In short"), (*_in_short(found), *_declines(found)))
    title = _("What was assessed, and how sure one can be")
    yield from section(1, title, _brief_basis(found, _WHOLE))
    yield from _brief_decisions(found, _WHOLE)
    if found.says_results:
        table = (part for part in findings.profile_chart(found) if isinstance(part, Table))
        yield from section(1, _("Dimensions"), table)
        yield from _brief_findings(found, _WHOLE)


def full_report(found: Gathered) -> Document:
    """Return the report with everything that the brief rests on."""
    title = _("Report: {title}", title=found.record.assessment.title)
    return _document(found, title, _report(found))


def _document(found: Gathered, title: str, parts: Iterable[Part]) -> Document:
    subject = found.framework.questionnaire.name
    return Document(title, subject, language(), found.made_at, tuple(parts))


def _brief(found: Gathered, room: _Room) -> Iterator[Part]:
    yield from _warnings(found)
    title = _("What was assessed, and how sure one can be")
    yield from section(1, title, _brief_basis(found, room))
    if found.says_results:
        yield from section(1, _("In short"), _in_short(found))
    yield from _brief_decisions(found, room)
    if found.says_results:
        yield from section(1, _("Dimensions"), findings.profile_chart(found))
        yield from _brief_findings(found, room)


def _brief_decisions(found: Gathered, room: _Room) -> Iterator[Part]:
    title = _("What must be decided, by when and by whom")
    yield from section(1, title, [Bullets((*_brief_due(found, room),))])


def _brief_findings(found: Gathered, room: _Room) -> Iterator[Part]:
    yield from section(1, _("Critical gaps"), _brief_gaps(found, room))
    yield from section(1, _("Weak points"), _brief_weak(found, room))
    yield from section(1, _("First options"), _brief_options(found, room))


def _warnings(found: Gathered) -> Iterator[Part]:
    if found.record.assessment.invented:
        yield Note(invented_sentence())
    if found.was_edited:
        yield Note(edited_sentence())


def _brief_basis(found: Gathered, room: _Room) -> Iterator[Part]:
    yield Bullets(
        tuple(
            _("{name}: {text}", name=name, text=room.shorten(text, LONGEST_IN_BRIEF))
            for name, text in _facts(found)
        )
    )
    if found.has_begun:
        yield Paragraph(" ".join(findings.sureness(found)))
    yield from findings.not_begun(found)


def _facts(found: Gathered) -> Iterator[tuple[str, str]]:
    # That it is too early stands apart from the facts, in a note.
    early = progress_sentence(found.profile.progress, found.framework)
    facts = fact_lines(found.framework, found.record, found.profile)
    yield from (fact for fact in facts if fact[1] != early)
    yield _("Status"), status_name(found.record.assessment.status)
    yield _("Made on"), formats.day(found.made_at)


def _in_short(found: Gathered) -> Iterator[Part]:
    yield Paragraph(" ".join(conclude(found.profile, found.framework)), strong=True)


def _brief_due(found: Gathered, room: _Room) -> Iterator[str]:
    return (room.shorten(sentence, LONGEST_REASON) for sentence in decisions.due(found))


def _brief_gaps(found: Gathered, room: _Room) -> Iterator[Part]:
    active = [one for one in found.profile.gaps if one.is_active]
    if not active:
        yield Paragraph(_("No critical gap is active."))
        return
    columns = (_("Gap"), _("What it means"), _("Why"))
    rows = (
        (
            f"{one.gap.id} {one.gap.name}",
            room.shorten(one.gap.meaning, LONGEST_IN_BRIEF),
            room.shorten(explain_gap(one, found.framework, found.record), LONGEST_REASON),
        )
        for one in active[: room.gaps]
    )
    yield plain_table(columns, rows, (24, 36, 40), _("Critical gaps"))
    yield from _more(len(active) - room.gaps)


def _brief_weak(found: Gathered, room: _Room) -> Iterator[Part]:
    ids = weakest(found.framework, found.record)
    if not ids:
        yield Paragraph(_("No indicator is at one of the two lowest levels."))
        return
    yield Bullets(
        tuple(
            _(
                "{indicator}: {answer}",
                indicator=name_indicator(found.framework, id_),
                answer=answer_words(found.record.answer(id_), found.framework),
            )
            for id_ in ids[: room.weak]
        )
    )
    yield from _more(len(ids) - room.weak)


def _brief_options(found: Gathered, room: _Room) -> Iterator[Part]:
    catalogue = found.framework.catalogue
    if catalogue is None or not found.suggestions:
        return
    yield Paragraph(first_sentence(found.arrangement))
    columns = (_("Programme"), _("Route"), _("Evidence for its effect"), _("What could go wrong"))
    rows = [
        (
            f"{one.programme.id} {one.programme.name}",
            route_words(one, catalogue),
            catalogue.evidence_label(one.programme.evidence).name,
            room.shorten(one.programme.risks[0], LONGEST_IN_BRIEF),
        )
        for one in found.first[: room.options]
    ]
    if rows:
        yield plain_table(columns, rows, (30, 22, 18, 40), _("First options"))
    yield Note(catalogue.standing_sentence)


def _more(number: int) -> Iterator[Part]:
    if number > 0:
        yield Paragraph(findings.count_more(number))


def _report(found: Gathered) -> Iterator[Part]:
    yield from _warnings(found)
    yield from section(1, _("What was assessed"), _basis(found))
    if found.says_results:
        yield from section(1, _("In short"), (*_in_short(found), *_declines(found)))
    if found.has_begun:
        sure = Bullets((*findings.sureness(found),))
        yield from section(1, _("How sure one can be"), [sure])
    yield from section(1, _("Review and decision"), decisions.review(found))
    if found.says_results:
        yield from _results(found)
    if found.has_begun:
        yield from section(1, _("Context, beside the scores"), findings.circumstances(found))
    yield from section(1, _("Dissent"), findings.dissent(found))
    yield from section(1, _("Sources, by who may see them"), annex.sources(found))
    yield from _what_follows(found)
    yield from _annexes(found)


def _basis(found: Gathered) -> Iterator[Part]:
    yield plain_table((_("What"), _("Entry")), _facts(found), (22, 78), _("What was assessed"))
    yield from findings.not_begun(found)


def _declines(found: Gathered) -> Iterator[Part]:
    asked = found.framework.questionnaire
    yield Paragraph(" ".join(baseline_sentences(found.earlier, found.record.assessment, asked)))


def _results(found: Gathered) -> Iterator[Part]:
    yield from section(1, _("Dimensions"), findings.dimensions(found))
    yield from section(1, _("All answers at a glance"), findings.heat_map(found))
    yield from section(1, _("Critical gaps"), findings.gaps(found))
    yield from section(1, _("Weak points"), findings.weak_points(found))
    yield from section(1, _("Strengths"), findings.strengths(found))
    yield from section(1, _("On paper and in practice"), findings.on_paper(found))


def _what_follows(found: Gathered) -> Iterator[Part]:
    if found.says_results:
        yield from section(1, _("Options"), decisions.options(found))
    if found.choices.entries:
        title = choices_table(found.choices, found.framework).title
        yield from section(1, title, decisions.chosen(found))
    yield from section(1, _("Plan"), decisions.planned(found))
    yield from section(1, _("Regions, beside the state"), _regions(found))


def _regions(found: Gathered) -> Iterator[Part]:
    if not found.regions:
        return
    yield Paragraph(_("Each is an assessment of its own, not counted in the score of the state."))
    columns = region_columns(found.framework)
    rows = tuple(
        tuple(Cell(text) for text in row) for row in region_rows(found.regions, found.framework)
    )
    # The bands are letters, between the region with its kind and what is said of the whole.
    # In millimetres of a page: no code and no word of the headings is broken.
    widths = (16, 20, *(11.1 for _letter in range(len(columns) - 5)), 18, 9.5, 21.5)
    yield Table(columns, rows, widths, _("Regions, beside the state"), small=True)


def _annexes(found: Gathered) -> Iterator[Part]:
    yield from section(1, _("Annex: scope sheet"), annex.scope_lists(found))
    if found.has_begun:
        yield from section(1, _("Annex: all answers"), annex.answers(found))
    if found.says_results:
        title = _("Annex: how each score came about")
        yield from section(1, title, findings.explanations(found))
    yield from section(1, _("Annex: who answered"), annex.who_answered(found))
    yield from section(1, _("Annex: what the team agreed on"), annex.agreements(found))
    yield from section(1, _("Annex: remarks of field teams"), annex.remarks(found))
    yield from section(1, _("Annex: method"), annex.method(found))
    yield from section(1, _("Annex: what the review tiers mean"), annex.tiers(found))
    yield from section(1, _("Annex: versions, and how to recompute"), annex.recompute(found))
