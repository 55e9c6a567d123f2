"""What the evidence register says of a programme: why its label, what studies found, what to ask.

Every sentence tells what was found somewhere; none promises an effect elsewhere.
"""

from collections.abc import Iterator

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.locales.formats import whole
from assessment.model.claims import Claim, CodedReview, EvidenceRegister, Factor, ReviewSource
from assessment.model.framework import Framework
from assessment.model.programme import Programme
from assessment.reporting.compare import PlainTable
from assessment.reporting.wording import full_stop

_DIRECTIONS = {
    "helps": mark("it helps"),
    "none": mark("no effect"),
    "harms": mark("it harms"),
    "mixed": mark("effects in both directions, or only in some places"),
}
_DESIGNS = {
    "experiment": mark("experiment"),
    "quasi_experiment": mark("close to an experiment"),
    "observational": mark("comparison without an experiment"),
    "cases": mark("case study"),
    "review": mark("review of studies"),
}
_SEEN = {
    "full_text": mark("the whole text"),
    "abstract": mark("the abstract"),
    "secondary": mark("what others say of it"),
}
_KINDS = {
    "mass_violence": mark("killing of civilians"),
    "violence": mark("other violence"),
    "abuse": mark("abuse by the state"),
    "attitudes": mark("attitudes"),
    "institution": mark("how an institution works"),
    "services": mark("services and welfare"),
}
_OUTCOMES = {
    "conflict": mark("Armed conflict"),
    "human_rights_violations": mark("Violations of human rights"),
    "mass_atrocities": mark("Mass atrocities"),
    "violence_against_civilians": mark("Violence against civilians"),
}

Section = tuple[str, tuple[str, ...]]
"""A heading with the sentences below it."""


def evidence_sections(programme: Programme, register: EvidenceRegister) -> tuple[Section, ...]:
    """Return what the register says of a programme, for a page or a terminal.

    Returns
    -------
    tuple
        Headings with sentences: why the label, the studies, the coded reviews with adverse
        consequences apart (their counts on several lines), and the questions to answer before
        money is spent.
    """
    reviews = (*register.reviews_of(programme.id), *register.near(programme.id))
    studies = tuple(claim_sentence(claim) for claim in register.claims_of(programme.id))
    questions = tuple(question_sentence(f, review) for review in reviews for f in review.factors)
    found: tuple[Section, ...] = (
        (_("Why this label"), label_sentences(programme, register)),
        (_("What studies found"), studies),
        (_("What was counted in published research"), _review_lines(programme, register)),
        (_("Questions to answer before money is spent"), questions),
    )
    return tuple(section for section in found if section[1])


def label_sentences(programme: Programme, register: EvidenceRegister) -> tuple[str, ...]:
    """Say what the label of a programme rests on."""
    found = register.weighed(programme.id)
    if not (found.claims or found.reviews):
        return (
            _(
                "No study of it stands in the evidence register. There may be studies that nobody "
                "has entered."
            ),
        )
    return (
        *_number(
            found.claims,
            ngettext("{number} study bears on it.", "{number} studies bear on it.", found.claims),
        ),
        *_number(
            found.reviews,
            ngettext(
                "{number} coded review bears on it.",
                "{number} coded reviews bear on it.",
                found.reviews,
            ),
        ),
        ngettext(
            "{number} finding shows no effect, harm, or effects in both directions.",
            "{number} findings show no effect, harm, or effects in both directions.",
            found.not_helping,
        ),
        ngettext(
            "{number} study that compares shows help close to violence.",
            "{number} studies that compare show help close to violence.",
            found.close_help,
        ),
    )


def _number(number: int, sentence: str) -> Iterator[str]:
    if number:
        yield sentence


def claim_sentence(claim: Claim) -> str:
    """Say what one study found, what it does not show and where it can be read."""
    return _(
        "{authors} ({year}), {country}: {outcome} Found: {direction} ({kind}; {design}). What it "
        "does not show: {limits} Read: {seen}. {address}",
        authors=claim.authors,
        year=str(claim.year),
        country=claim.country,
        outcome=full_stop(claim.outcome),
        direction=_(_DIRECTIONS[claim.direction]),
        kind=_(_KINDS[claim.kind]),
        design=_(_DESIGNS[claim.design]),
        limits=full_stop(claim.limits),
        seen=_(_SEEN[claim.seen]),
        address=claim.address,
    )


def _review_lines(programme: Programme, register: EvidenceRegister) -> tuple[str, ...]:
    matching, near = register.reviews_of(programme.id), register.near(programme.id)
    if not (matching or near):
        return (_("No review: nobody has coded research on what this programme does."),)
    source = source_sentence(register.review_source)
    lines = ["\n".join(review_sentences(review)) for review in matching]
    for review in near:
        related = _("Related to this programme and not the same, so the label does not count it.")
        lines.append("\n".join((*review_sentences(review), related)))
    return (*lines, source)


def source_sentence(source: ReviewSource) -> str:
    """Say who coded the reviews, and where."""
    return _(
        "Source: {publisher} ({year}), {title}. {address}",
        publisher=source.publisher,
        year=str(source.year),
        title=source.title,
        address=source.address,
    )


def review_sentences(review: CodedReview) -> Iterator[str]:
    """Yield the counts of one coded review, adverse consequences apart and last."""
    if not review.reviewed:
        yield _("{tool}: no review; research on it has not been coded.", tool=review.tool)
        return
    yield _(
        "{tool}: {findings} in {studies}.",
        tool=review.tool,
        findings=ngettext("{number} finding", "{number} findings", review.n_findings),
        studies=ngettext("{number} study", "{number} studies", review.studies),
    )
    for outcome, counts in review.findings.items():
        yield _(
            "{outcome}: {helps} found less, {neither} no clear change, {harms} more.",
            outcome=_(_OUTCOMES[outcome]),
            helps=whole(counts.helps),
            neither=whole(counts.none_or_mixed),
            harms=whole(counts.harms),
        )
    yield _(
        "Adverse consequences, counted apart: {found} found them, {neither} did not clearly.",
        found=whole(review.adverse.found),
        neither=whole(review.adverse.none_or_mixed),
    )
    if review.no_method:
        yield ngettext(
            "{number} of all these findings rests on no method that could be made out.",
            "{number} of all these findings rest on no method that could be made out.",
            review.no_method,
        )


def question_sentence(factor: Factor, review: CodedReview) -> str:
    """Ask about a factor of a tool, and say what is known of it."""
    counts = factor.counts
    known = _(
        "{question} ({tool}, counted as '{factor}': of {findings}, {greater} with more effect, "
        "{lesser} with less, {neither} with neither.)",
        question=factor.question,
        tool=review.tool,
        factor=factor.coded,
        findings=ngettext("{number} finding", "{number} findings", counts.findings),
        greater=whole(counts.greater),
        lesser=whole(counts.lesser),
        neither=whole(counts.none_or_mixed),
    )
    if not counts.adverse:
        return known
    adverse = ngettext(
        "{number} is about adverse consequences.",
        "{number} are about adverse consequences.",
        counts.adverse,
    )
    return f"{known} {adverse}"


def evidence_line(programme: Programme, framework: Framework) -> str:
    """Name the label of a programme and say what it rests on, in one line."""
    catalogue = framework.catalogue
    if catalogue is None:
        raise ValueError("a label was asked for without a catalogue of programmes")
    name = catalogue.evidence_label(programme.evidence).name
    reasons = label_sentences(programme, framework.register) if framework.register else ()
    label = _("Evidence for its effect: {name}.", name=name)
    return " ".join((label, *reasons))


def rule_sentences(register: EvidenceRegister, framework: Framework) -> Iterator[str]:
    """Yield how labels follow, with the numbers that the questionnaire sets."""
    rule, catalogue = register.rule, framework.catalogue
    names = {label.id: label.name for label in catalogue.evidence_labels} if catalogue else {}

    def name(id_: str) -> str:
        return names.get(id_, id_)

    yield _("The first that holds is the label of a programme:")
    yield _("'{label}': no study and no coded review bears on it.", label=name(rule.labels.none))
    yield ngettext(
        "'{label}': at least {number} finding shows no effect, harm, or effects in both "
        "directions. Studies count if they compare.",
        "'{label}': at least {number} findings show no effect, harm, or effects in both "
        "directions. Studies count if they compare.",
        rule.mixed_from,
        label=name(rule.labels.mixed),
    )
    yield ngettext(
        "'{label}': at least {number} study that compares shows help close to violence.",
        "'{label}': at least {number} studies that compare show help close to violence.",
        rule.support_from,
        label=name(rule.labels.support),
    )
    yield _("'{label}': anything else.", label=name(rule.labels.limited))
    yield full_stop(rule.why)


def register_table(framework: Framework) -> PlainTable:
    """Return one row for each study, coded review and question of each programme.

    Notes
    -----
    Studies that no programme cites come last. An empty table where there is no register.
    """
    columns = (_("Programme"), _("Name"), _("Label"), _("Entry"), _("Source"))
    columns = (*columns, pgettext("column", "Found"), _("What it does not show"), _("Address"))
    rows = tuple(_register_rows(framework))
    return PlainTable(_("Evidence register"), columns, rows)


def _register_rows(framework: Framework) -> Iterator[tuple[str, ...]]:
    register, catalogue = framework.register, framework.catalogue
    if register is None or catalogue is None:
        return
    for programme in catalogue.programmes:
        label = catalogue.evidence_label(programme.evidence).name
        heading = (programme.id, programme.name, label)
        reviews = (*register.reviews_of(programme.id), *register.near(programme.id))
        rows = (
            *(_claim_cells(claim) for claim in register.claims_of(programme.id)),
            *(_review_cells(review, register.review_source) for review in reviews),
            *(_question_cells(f, review) for review in reviews for f in review.factors),
        )
        yield from ((*heading, *cells) for cells in rows or (_no_cells(),))
    for claim in register.claims:
        if not claim.programmes:
            yield ("", "", "", *_claim_cells(claim))


def _no_cells() -> tuple[str, ...]:
    return (_("No entry"), "", "", "", "")


def _claim_cells(claim: Claim) -> tuple[str, ...]:
    words = "; ".join(
        (_(_DIRECTIONS[claim.direction]), _(_KINDS[claim.kind]), _(_DESIGNS[claim.design]))
    )
    source = f"{claim.authors} ({claim.year}): {claim.title}"
    found = f"{claim.country}: {full_stop(claim.outcome)} ({words})"
    return (_("Study"), source, found, claim.limits, claim.address)


def _review_cells(review: CodedReview, source: ReviewSource) -> tuple[str, ...]:
    counts = "\n".join(review_sentences(review))
    return (_("Coded review"), source.title, counts, source.note, source.address)


def _question_cells(factor: Factor, review: CodedReview) -> tuple[str, ...]:
    return (_("Question"), review.tool, question_sentence(factor, review), "", "")
