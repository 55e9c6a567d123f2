"""Reads ``evidence.yaml`` of a version, holds it against the programmes and labels them by it.

A version without the file gives the label of each programme in ``programmes.yaml``.
"""

from collections.abc import Iterator
from pathlib import Path

from assessment.library.checks import unknown_id
from assessment.library.versions import checksum, name_of
from assessment.library.yaml_file import Place, YamlFile, check_type, read_yaml
from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.claims import CodedReview, EvidenceRegister, Factor, label_programmes
from assessment.model.problem import Problem
from assessment.model.programme import Catalogue, Programme

FILE = "evidence.yaml"
_ADDRESSES = ("https://", "http://")


def read_evidence(
    folder: Path, catalogue: Catalogue | None
) -> tuple[EvidenceRegister | None, Catalogue | None, tuple[Problem, ...]]:
    """Return the evidence register and the catalogue with the labels that follow from it.

    Parameters
    ----------
    catalogue
        ``None`` where there is none or it could not be read.

    Returns
    -------
    tuple
        The register, ``None`` where there is none or it has errors; the catalogue, as it came
        where there is no register; and everything that does not fit.
    """
    if not (folder / FILE).exists():
        return None, catalogue, tuple(_without_label(folder, catalogue))
    file, problems = read_yaml(folder / FILE, f"{name_of(folder)}/{FILE}")
    register, deviations = check_type(file, EvidenceRegister) if file else (None, ())
    problems = (*problems, *deviations)
    if file is None or register is None:
        return None, catalogue, problems
    problems = (*problems, *_check(register, catalogue, file))
    if catalogue is not None:
        programmes = f"{name_of(folder)}/programmes.yaml"
        problems = (*problems, *_other_labels(register, catalogue, programmes))
    if problems:
        return None, catalogue, problems
    stamped = register.model_copy(update={"checksum": checksum((file.data,))})
    return stamped, label_programmes(catalogue, stamped) if catalogue else None, ()


def _without_label(folder: Path, catalogue: Catalogue | None) -> Iterator[Problem]:
    for programme in catalogue.programmes if catalogue else ():
        if not programme.evidence:
            yield Problem(
                "library.key_missing",
                f"{name_of(folder)}/programmes.yaml, {programme.id}",
                _("'{key}' is missing.", key="evidence"),
                _("Add it, or write an evidence register ({file}).", file=FILE),
            )


def _other_labels(register: EvidenceRegister, catalogue: Catalogue, file: str) -> Iterator[Problem]:
    """Yield the programmes with a label that the register does not give."""
    for programme in catalogue.programmes:
        label = register.weighed(programme.id).label
        if programme.evidence not in ("", label):
            yield _other_label(programme, label, file)


def _other_label(programme: Programme, label: str, file: str) -> Problem:
    return Problem(
        "library.label_not_from_register",
        f"{file}, {programme.id}",
        _(
            "The label is {given}, and {label} follows from the evidence register.",
            given=programme.evidence,
            label=label,
        ),
        _("Take 'evidence' out, or enter in {file} the studies that are missing.", file=FILE),
    )


def _check(
    register: EvidenceRegister, catalogue: Catalogue | None, file: YamlFile
) -> Iterator[Problem]:
    if register.checksum:
        yield Problem(
            "library.key_unknown",
            file.place(("checksum",)),
            _("'{key}' is not known here.", key="checksum"),
            _("Remove it; it is computed."),
        )
    yield from _repeated(register, file)
    yield from _address(register.review_source.address, ("review_source",), file)
    known = {programme.id for programme in catalogue.programmes} if catalogue else None
    for n, claim in enumerate(register.claims):
        yield from _address(claim.address, ("claims", n), file)
        yield from _programmes(claim.programmes, known, ("claims", n), file)
    for n, review in enumerate(register.reviews):
        yield from _programmes((*review.programmes, *review.near), known, ("reviews", n), file)
        yield from _check_review(review, ("reviews", n), file)
    if catalogue is None:
        return
    labels = {label.id for label in catalogue.evidence_labels}
    for key, id_ in register.rule.labels.model_dump().items():
        if id_ not in labels:
            yield unknown_id(id_, file.place(("rule", "labels", key)), "label")


def _repeated(register: EvidenceRegister, file: YamlFile) -> Iterator[Problem]:
    """Yield ids that two claims or reviews have; the later one is named."""
    seen: set[str] = set()
    claims = ((one.id, ("claims", n)) for n, one in enumerate(register.claims))
    reviews = ((one.id, ("reviews", n)) for n, one in enumerate(register.reviews))
    for id_, place in (*claims, *reviews):
        if id_ in seen:
            yield Problem(
                "library.id_repeated",
                file.place(place),
                _("The id '{id}' is used more than once.", id=id_),
                _("Give each study and each review an id of its own."),
            )
        seen.add(id_)


def _address(address: str, place: Place, file: YamlFile) -> Iterator[Problem]:
    if not address.startswith(_ADDRESSES):
        yield Problem(
            "library.address_missing",
            file.place(place),
            _("There is no address at which this can be read; found '{value}'.", value=address),
            _("Give the web address, or the DOI as https://doi.org/..."),
        )


def _programmes(
    ids: tuple[str, ...], known: set[str] | None, place: Place, file: YamlFile
) -> Iterator[Problem]:
    for id_ in dict.fromkeys(ids):
        # A catalogue that could not be read says so itself.
        if known is not None and id_ not in known:
            yield unknown_id(id_, file.place(place), "programme")
        if ids.count(id_) > 1:
            yield Problem(
                "library.programme_repeated",
                file.place(place),
                _("{programme} is named twice.", programme=id_),
                _("Name it once, under 'programmes' or under 'near'."),
            )


def _check_review(review: CodedReview, place: Place, file: YamlFile) -> Iterator[Problem]:
    counted = bool(review.studies or review.findings or review.factors or review.adverse.found)
    if review.reviewed is not bool(counted):
        yield Problem(
            "library.review_unclear",
            file.place(place),
            _("It has no counts, and 'reviewed' says that it has.")
            if review.reviewed
            else _("It has counts, and 'reviewed' says that it has none."),
            _("Correct 'reviewed', or the counts."),
        )
    for n, factor in enumerate(review.factors):
        yield from _check_factor(factor, review, (*place, "factors", n), file)


def _check_factor(
    factor: Factor, review: CodedReview, place: Place, file: YamlFile
) -> Iterator[Problem]:
    counts = factor.counts
    parts = (counts.greater, counts.lesser, counts.none_or_mixed)
    if counts.findings != sum(parts):
        yield Problem(
            "library.counts_differ",
            file.place(place),
            _(
                "There are {number} findings, and their directions are {parts}.",
                number=counts.findings,
                parts=listed(map(str, parts)),
            ),
            _("Count again; every finding has one direction."),
        )
    if review.factors_from is None or counts.findings < review.factors_from:
        yield Problem(
            "library.factor_too_few",
            file.place(place),
            _("The factor has fewer findings than 'factors_from' asks for."),
            _("Take it out, or lower 'factors_from' and enter all factors that it admits."),
        )
