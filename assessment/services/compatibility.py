"""Whether assessments may be compared, and every reason against it in a sentence."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed, whole
from assessment.model.assessment import Assessment, Record
from assessment.model.comparison import Comparable, ComparedAssessment, Compatibility
from assessment.reporting.terms import mode_words
from assessment.services.context import Opened

MOST_NAMES = 4
"""More assessments than this are counted and not named one by one."""


@dataclass(frozen=True)
class Member:
    """One assessment of a comparison, under the name that readers may see.

    Attributes
    ----------
    record
        The answers that count here, of now or of the moment at which it was frozen.
    named
        Whether its period may be shown; not so with aliases.
    """

    opened: Opened
    record: Record
    compared: ComparedAssessment
    named: bool = True

    @property
    def label(self) -> str:
        """Title or alias."""
        return self.compared.label


def check_compatibility(members: Sequence[Member]) -> Compatibility:
    """Return whether the scores of some assessments can be compared.

    Returns
    -------
    Compatibility
        "No" where they were not asked the same; with caution where they were,
        but not in the same version, of the same kind of place, by the same kind of
        author, or not fully.
    """
    against = tuple(_questionnaires(members))
    cautions = tuple(caution for check in _CAUTIONS for caution in check(members))
    if against:
        return Compatibility(Comparable.NO, against + cautions)
    return Compatibility(Comparable.WITH_CAUTION if cautions else Comparable.YES, cautions)


def content_of(assessment: Assessment) -> tuple[str, str, str]:
    """Return what two assessments must share: questionnaire, version and content."""
    return (
        assessment.questionnaire_id,
        assessment.questionnaire_version,
        assessment.questionnaire_checksum,
    )


def _questionnaires(members: Sequence[Member]) -> Iterator[str]:
    ids = _sorted_by(members, lambda m: m.opened.assessment.questionnaire_id)
    if len(ids) > 1:
        named = _sorted_by(members, lambda m: m.opened.framework.questionnaire.name)
        yield _(
            "They answer different questionnaires: {questionnaires}. Their scores do not mean the "
            "same.",
            questionnaires=_which(named),
        )
    for same in ids.values():
        yield from _versions(same)


def _versions(members: Sequence[Member]) -> Iterator[str]:
    name = members[0].opened.framework.questionnaire.name
    versions = _sorted_by(members, lambda m: m.opened.assessment.questionnaire_version)
    for version, same in versions.items():
        if len(_sorted_by(same, lambda m: m.opened.assessment.questionnaire_checksum)) > 1:
            yield _(
                "Version {version} of the {questionnaire} was edited between them without a new "
                "version number, so they may not have been asked the same.",
                version=version,
                questionnaire=name,
            )


def _other_versions(members: Sequence[Member]) -> Iterator[str]:
    by_id = _sorted_by(members, lambda m: m.opened.assessment.questionnaire_id)
    for same in by_id.values():
        versions = _sorted_by(same, lambda m: m.opened.assessment.questionnaire_version)
        if len(versions) > 1:
            yield _(
                "They were made with different versions of the {questionnaire}: {versions}. Scores "
                "are not converted; part of a difference is method, and each pair says which part.",
                questionnaire=same[0].opened.framework.questionnaire.name,
                versions=_which(versions),
            )


def _edited(members: Sequence[Member]) -> Iterator[str]:
    edited = [member for member in members if member.opened.content_differs]
    if edited:
        yield _(
            "The questionnaire was edited after {assessments} began, under the same version "
            "number: answers were given to the earlier content, and scores follow today's rules.",
            assessments=_who(edited),
        )


def _moments(members: Sequence[Member]) -> Iterator[str]:
    for same in _sorted_by(members, lambda m: m.opened.assessment.id).values():
        if len(same) > 1:
            yield _(
                "{assessments} are one assessment at different moments. What nobody changed in "
                "between is one answer and adds nothing to the interval of a difference.",
                assessments=_who(same),
            )


def _modes(members: Sequence[Member]) -> Iterator[str]:
    modes = _sorted_by(members, lambda m: mode_words(m.opened.assessment.mode))
    if len(modes) > 1:
        yield _(
            "They differ in who assessed: {modes}. A state may judge itself otherwise than a "
            "partner judges it.",
            modes=_which(modes),
        )


def _places(members: Sequence[Member]) -> Iterator[str]:
    def place(member: Member) -> str:
        return "\x1f".join(member.opened.assessment.place_id)

    parts = [member for member in members if member.opened.assessment.region]
    if not parts or len(_sorted_by(members, place)) == 1:
        return
    meaning = _(
        "What is true of a part need not be true of the state, and a difference may be one of "
        "place."
    )
    if len(parts) == len(members):
        whole_state = _("Not all are about a whole state.")
    else:
        whole_state = _("Not all are about a whole state ({assessments}).", assessments=_who(parts))
    yield f"{whole_state} {meaning}"


def _periods(members: Sequence[Member]) -> Iterator[str]:
    states = _sorted_by(members, _state)
    headings = sorted((m.opened.assessment for m in members), key=lambda one: one.order)
    periods = {one.period_id: one.period for one in headings}
    if len(states) == 1 or len(periods) == 1:
        return
    differ = _("They are about different periods.")
    if all(member.named for member in members):
        differ = _(
            "They are about different periods ({periods}).", periods=_some([*periods.values()])
        )
    yield " ".join((differ, _("Part of a difference may be a change over time.")))


def _state(member: Member) -> str:
    return "\x1f".join(member.opened.assessment.state_id)


def _scope_notes(members: Sequence[Member]) -> Iterator[str]:
    noted = [member for member in members if member.opened.assessment.scope_note.strip()]
    if noted and len(_sorted_by(members, lambda m: m.opened.assessment.scope_note.strip())) > 1:
        yield ngettext(
            "{assessments} has a scope note of its own: what was included may differ.",
            "{assessments} have a scope note of their own: what was included may differ.",
            len(noted),
            assessments=_who(noted),
        )


def _coverage(members: Sequence[Member]) -> Iterator[str]:
    partial = [member for member in members if _without_score(member)]
    if len(partial) > MOST_NAMES:
        yield ngettext(
            "{number} assessment has no score in some dimensions, because too much is not known; "
            "bounds are shown there.",
            "{number} assessments have no score in some dimensions, because too much is not known; "
            "bounds are shown there.",
            len(partial),
        )
        return
    for member in partial:
        names = _without_score(member)
        if len(names) == len(member.compared.dimensions):
            yield _(
                "{assessment} has no score in any dimension, because too much is not known.",
                assessment=member.label,
            )
        else:
            yield _(
                "{assessment} has no score in {dimensions}, because too much is not known; bounds "
                "are shown there.",
                assessment=member.label,
                dimensions=listed(names),
            )


def _without_score(member: Member) -> list[str]:
    """Return the names of the dimensions that have no score."""
    name = member.opened.framework.questionnaire.dimension_name
    return [name(one.dimension_id) for one in member.compared.dimensions if one.value is None]


_CAUTIONS: tuple[Callable[[Sequence[Member]], Iterator[str]], ...] = (
    _other_versions,
    _edited,
    _moments,
    _modes,
    _places,
    _periods,
    _scope_notes,
    _coverage,
)


def _sorted_by(members: Sequence[Member], key: Callable[[Member], str]) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(key(member), []).append(member)
    return dict(sorted(groups.items()))


def _which(groups: dict[str, list[Member]]) -> str:
    """Name each value with the assessments that have it, or some of many values."""
    if len(groups) > MOST_NAMES:
        return _some([*groups])
    named = (
        _("{value} ({assessments})", value=value, assessments=_who(members))
        for value, members in groups.items()
    )
    return ", ".join(named)


def _some(values: Sequence[str]) -> str:
    if len(values) <= MOST_NAMES:
        return listed(values)
    more = len(values) - MOST_NAMES + 1
    return listed([*values[: MOST_NAMES - 1], _("{number} more", number=whole(more))])


def _who(members: Sequence[Member]) -> str:
    if len(members) > MOST_NAMES:
        return ngettext("{number} assessment", "{number} assessments", len(members))
    labels = [member.label for member in members]
    # Most titles have commas in them, so the list needs something stronger.
    return "; ".join(labels) if any("," in label for label in labels) else listed(labels)
