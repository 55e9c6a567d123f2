"""Reject an option with a reason, take that back, and add an option that no list has."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from assessment.locales import gettext as _
from assessment.locales.formats import whole
from assessment.model.answer import Origin
from assessment.model.assessment import StaleWrite
from assessment.model.checks import LONGEST_TEXT
from assessment.model.choice import ADDED_PREFIX, Choice, Choices
from assessment.model.plan_checks import LONGEST_LINE
from assessment.model.problem import Problem, Refused
from assessment.reporting.choices import choice_place
from assessment.services.context import Context, Opened

_TRIES = 4
_LONGEST = {"name": LONGEST_LINE, "said_by": LONGEST_LINE}
_ASKED = {"added": ("name", "what", "reason", "said_by")}


def read_choices(context: Context, opened: Opened) -> Choices:
    """Return everything that was ever chosen among the options of an assessment."""
    return context.store.choices(opened.assessment.id)


def reject_option(
    context: Context, opened: Opened, option_id: str, reason: str, *, origin: Origin = "page"
) -> None:
    """Append that an option was rejected, and why; it stays in every report.

    Raises
    ------
    Refused
        Without a reason, if there is no such option, or if it is rejected already.
    """
    choice = Choice("rejected", option_id, reason.strip())

    def make(choices: Choices) -> Choice:
        known = {one.choice.option_id for one in choices.added} | _programme_ids(opened)
        if option_id not in known:
            found = _("There is no option '{id}'.", id=option_id)
            raise Refused(
                (_problem("option_unknown", option_id, found, _("Choose from the list.")),)
            )
        if option_id in choices.rejected:
            found = _("It is rejected already.")
            remedy = _("Read the reason that was given, and take it back if it no longer holds.")
            raise Refused((_problem("rejected_already", option_id, found, remedy),))
        return choice

    _append(context, opened, choice, make, origin=origin)


def take_back_rejection(
    context: Context, opened: Opened, option_id: str, reason: str, *, origin: Origin = "page"
) -> None:
    """Append that a rejection no longer holds, and why; what was said before stays.

    Raises
    ------
    Refused
        Without a reason, or if the option is not rejected.
    """
    choice = Choice("taken_back", option_id, reason.strip())

    def make(choices: Choices) -> Choice:
        if option_id not in choices.rejected:
            found = _("It is not rejected.")
            raise Refused(
                (_problem("not_rejected", option_id, found, _("Nothing has to be taken back.")),)
            )
        return choice

    _append(context, opened, choice, make, origin=origin)


def add_option(context: Context, opened: Opened, new: Choice, *, origin: Origin = "page") -> None:
    """Append an option that no list has; it gets an id of its own.

    Raises
    ------
    Refused
        With everything that is wrong with it; nothing is written then.
    """
    texts = {name: getattr(new, name).strip() for name in _ASKED["added"]}

    def make(choices: Choices) -> Choice:
        return Choice("added", f"{ADDED_PREFIX}{len(choices.added) + 1}", **texts)

    _append(context, opened, replace(new, kind="added", **texts), make, origin=origin)


def _programme_ids(opened: Opened) -> set[str]:
    catalogue = opened.framework.catalogue
    return {one.id for one in catalogue.programmes} if catalogue else set()


def _append(
    context: Context,
    opened: Opened,
    choice: Choice,
    make: Callable[[Choices], Choice],
    *,
    origin: Origin,
) -> None:
    """Check the texts, then make the entry from what stands now and write it."""
    if problems := tuple(_check_texts(choice)):
        raise Refused(problems)
    for _attempt in range(_TRIES):
        choices = read_choices(context, opened)
        new, seen = make(choices), choices.n_seen
        try:
            context.store.write_choice(
                opened.assessment.id, new, seen, context.actor, context.clock(), origin=origin
            )
        except StaleWrite:  # somebody else chose at the same moment
            continue
        return
    found = _("Others kept writing at the same moment.")
    raise Refused((_problem("busy", choice.option_id, found, _("Try again.")),))


def _check_texts(choice: Choice) -> Iterable[Problem]:
    for name in _ASKED.get(choice.kind, ("reason",)):
        text: str = getattr(choice, name)
        where, longest = choice_place(choice, name), _LONGEST.get(name, LONGEST_TEXT)
        if not text:
            found, remedy = _("Nothing is written here."), _("Say it in a sentence.")
            yield Problem("choice.text_missing", where, found, remedy)
        elif len(text) > longest:
            found = _("The text has {number} characters.", number=whole(len(text)))
            allowed = _("Allowed are {number}.", number=whole(longest))
            yield Problem("choice.text_too_long", where, found, _("Shorten it."), allowed)


def _problem(code: str, where: str, found: str, remedy: str) -> Problem:
    return Problem(f"choice.{code}", where, found, remedy)
