"""The annexes: scope, all answers, sources, who answered, the method, and how to recompute."""

from collections import Counter
from collections.abc import Iterator

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import PROTECTIONS, Answer, RecordedAnswer
from assessment.model.scope import SCOPE_LISTS
from assessment.reporting.agreement import agreed_sentence, changed_sentences
from assessment.reporting.annex import band_lines, dimension_rules, version_lines
from assessment.reporting.dimension_sentences import method_annex
from assessment.reporting.document import Bullets, Paragraph, Part, plain_table
from assessment.reporting.gaps import tier_meanings
from assessment.reporting.report.findings import answer_rows
from assessment.reporting.report.gathered import Gathered, section
from assessment.reporting.scope import scope_name, scope_text
from assessment.reporting.terms import left_out_words, origin_words, protection_words
from assessment.reporting.wording import capitalised, name_indicator


def scope_lists(found: Gathered) -> Iterator[Part]:
    """Yield the lists of the scope sheet that are filled in."""
    scope = found.record.scope
    shown = found.with_restricted
    rows = [
        (scope_name(name), scope_text(scope, name, include_restricted=shown))
        for name in SCOPE_LISTS
        if scope.lists[name]
    ]
    if rows:
        yield plain_table((_("List"), _("What is on it")), rows, (30, 70), _("Scope sheet"))


def answers(found: Gathered) -> Iterator[Part]:
    """Yield every question of which something is said with its answer, and name all others."""
    ids = [one.id for one in found.framework.questionnaire.indicators]
    said = [id_ for id_ in ids if found.record.answer(id_) != Answer(id_)]
    yield from answer_rows(said, found, _("All answers"))
    if number := len(ids) - len(said):
        yield Paragraph(
            ngettext(
                "{number} question is not answered:", "{number} questions are not answered:", number
            )
        )
        yield Bullets(tuple(_silent(found, frozenset(said))))


def _silent(found: Gathered, said: frozenset[str]) -> Iterator[str]:
    for dimension in found.framework.questionnaire.dimensions:
        silent = [one.id for one in dimension.indicators if one.id not in said]
        if silent:
            # Names have commas in them, so the list needs something stronger.
            names = "; ".join(name_indicator(found.framework, id_) for id_ in silent)
            yield _("{dimension}: {names}", dimension=dimension.name, names=names)


def sources(found: Gathered) -> Iterator[Part]:
    """Yield the sources by who may see them, and how many are left out here."""
    for protection in PROTECTIONS:
        rows = [
            (one.indicator_id, one.title, one.publisher, one.published, _place(one.link, one.page))
            for one in found.record.evidence
            if one.protection == protection
        ]
        if rows:
            title = capitalised(protection_words(protection))
            columns = (_("Indicator"), _("Title"), _("Publisher"), _("Date"), _("Where"))
            table = plain_table(columns, rows, (12, 34, 22, 12, 28), title)
            yield from section(2, title, [table])
    if found.n_left_out:
        yield Paragraph(left_out_words(found.n_left_out))


def _place(link: str, page: str) -> str:
    # A number alone would say nothing; somebody may also have typed "Annex 2".
    said = _("page {page}", page=page) if page[:1].isdigit() else page
    return "\n".join(part for part in (link, said) if part)


def who_answered(found: Gathered) -> Iterator[Part]:
    """Yield who gave how many of the answers that count, how, and until when."""
    counts = Counter(
        (who_gave(one), one.origin)
        for one in found.record.answers.values()
        if one.answer.is_answered
    )
    if not counts:
        return
    last = {
        (who_gave(one), one.origin): one.recorded_at
        for one in sorted(found.record.answers.values(), key=lambda one: one.recorded_at)
    }
    rows = (
        (name, origin_words(origin), formats.whole(number), formats.day(last[name, origin]))
        for (name, origin), number in counts.most_common()
    )
    columns = (_("Person"), _("How it came in"), _("Answers"), _("Last on"))
    yield plain_table(columns, rows, (40, 24, 16, 20), _("Who answered"))


def who_gave(one: RecordedAnswer) -> str:
    """Name who gave an answer: a person, or a team with who took its workbook in."""
    if not one.filled_by:
        return one.person_name
    return _("{team}, taken in by {person}", team=one.filled_by, person=one.person_name)


def remarks(found: Gathered) -> Iterator[Part]:
    """Yield what field teams wrote beside the answers.

    It was written for the team, often about people, so it goes only where restricted things go.
    """
    given = found.record.remarks
    if not given:
        return
    if not found.with_restricted:
        left_out = ngettext(
            "{number} remark of field teams is left out, as restricted sources are.",
            "{number} remarks of field teams are left out, as restricted sources are.",
            len(given),
        )
        yield Paragraph(left_out)
        return
    names = {
        one.id: name_indicator(found.framework, one.id)
        for one in found.framework.questionnaire.indicators
    }
    rows = (
        (
            names.get(one.remark.indicator_id, _("The whole")),
            one.remark.text,
            one.remark.place,
            one.filled_by or one.person_name,
        )
        for one in given
    )
    columns = (_("Question"), _("Remark"), _("Where it stood"), _("By whom"))
    yield plain_table(columns, rows, (22, 48, 18, 14), _("Remarks of field teams"))


def agreements(found: Gathered) -> Iterator[Part]:
    """Yield what the team agreed on, by whom it was entered, and what happened to it later."""
    rows = [
        (
            name_indicator(found.framework, one.id),
            " ".join(
                (
                    agreed_sentence(found.agreed[one.id], found.framework),
                    *changed_sentences(found.agreed[one.id], found.framework),
                )
            ),
        )
        for one in found.framework.questionnaire.indicators
        if one.id in found.agreed
    ]
    if rows:
        title = _("What the team agreed on")
        yield plain_table((_("Indicator"), _("What was agreed on")), rows, (30, 70), title)


def method(found: Gathered) -> Iterator[Part]:
    """Yield how scores come about, with the rule of each dimension and the bands."""
    framework = found.framework
    yield Bullets(method_annex(framework))
    rules = plain_table(
        (_("Dimension"), _("Rule"), _("In words")),
        dimension_rules(framework),
        (26, 16, 64),
        _("Rule of each dimension"),
    )
    yield from section(2, _("Rule of each dimension"), [rules])
    bands = plain_table(
        (_("Band"), _("Begins"), _("What it means")),
        band_lines(framework),
        (24, 14, 68),
        _("Bands"),
    )
    yield from section(2, _("Bands"), [bands])


def tiers(found: Gathered) -> Iterator[Part]:
    """Yield when each review tier opens, and by when to act."""
    if meanings := tier_meanings(found.framework):
        yield Bullets(meanings)


def recompute(found: Gathered) -> Iterator[Part]:
    """Yield the versions and checksums, and how anyone gets the same figures again."""
    rows = version_lines(found.framework, found.made_at, found.app_version)
    columns = (_("What"), _("Which"), _("Remark"))
    yield plain_table(columns, rows, (30, 44, 30), _("Versions"))
    yield Paragraph(
        _(
            "With the same answers, this version of the program and the questionnaire of this "
            "checksum, '{command}' gives the same figures again: the seed of all draws is stored.",
            command=f"spca score {found.record.assessment.id}",
        )
    )
