"""What was chosen among options, in sentences and as a table, alike wherever it is shown."""

from collections.abc import Iterator

from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.locales.formats import moment
from assessment.model.choice import Choice, Choices, RecordedChoice
from assessment.model.framework import Framework
from assessment.model.questionnaire import by_id
from assessment.reporting.compare import PlainTable
from assessment.reporting.wording import full_stop

_FIELDS = {
    "name": mark("Name of the option"),
    "what": mark("What is done"),
    "reason": mark("Reason"),
    "said_by": mark("Proposed by"),
}
_KINDS = {
    "rejected": mark("Rejected"),
    "taken_back": mark("Rejection taken back"),
    "added": mark("Added"),
}


def choice_field(name: str) -> str:
    """Name a field of a choice, as its form does."""
    return _(_FIELDS[name])


def choice_place(choice: Choice, name: str) -> str:
    """Name where a field of a choice was entered."""
    title = choice.option_id or _("New option")
    return f"{title}, {choice_field(name)}"


def rejection_sentence(rejection: RecordedChoice) -> str:
    """Say who rejected an option, when and why."""
    return _(
        "Rejected by {name} on {when}: {reason}",
        name=rejection.person_name,
        when=moment(rejection.recorded_at),
        reason=full_stop(rejection.choice.reason),
    )


def added_lines(added: RecordedChoice) -> Iterator[str]:
    """Yield what is said of an option that no list has."""
    choice = added.choice
    yield _("What is done: {what}", what=full_stop(choice.what))
    yield _("Why: {reason}", reason=full_stop(choice.reason))
    yield _(
        "Proposed by {said_by}; entered by {name} on {when}. Nothing here was held against the "
        "answers or the dangers, so this has to be done by people.",
        said_by=choice.said_by,
        name=added.person_name,
        when=moment(added.recorded_at),
    )


def option_name(option_id: str, choices: Choices, framework: Framework) -> str:
    """Name an option: a programme, or one that somebody added."""
    added = {one.choice.option_id: one.choice.name for one in choices.added}
    programmes = by_id(framework.catalogue.programmes) if framework.catalogue else {}
    known = programmes.get(option_id)
    return known.name if known else added.get(option_id, "")


def choices_table(choices: Choices, framework: Framework) -> PlainTable:
    """Return every entry, the oldest first; what was taken back stays."""
    columns = (
        *(_("Option"), _("Name"), _("What happened"), _("Reason"), _("What is done")),
        *(_("Proposed by"), _("Entered by"), _("When"), _("Counts today")),
    )
    rows = tuple(
        (
            one.choice.option_id,
            option_name(one.choice.option_id, choices, framework),
            _(_KINDS[one.choice.kind]),
            one.choice.reason,
            one.choice.what,
            one.choice.said_by,
            one.person_name,
            moment(one.recorded_at),
            _("Yes") if _counts(one, choices) else _("No"),
        )
        for one in choices.entries
    )
    return PlainTable(_("Choices"), columns, rows)


def _counts(entry: RecordedChoice, choices: Choices) -> bool:
    """Whether an entry is the last word on its option."""
    rejection = choices.rejected.get(entry.choice.option_id)
    if entry.choice.kind == "added":
        return rejection is None
    return entry is rejection
