"""What somebody must decide about files that came back, one by one: asked, listed and read back.

What is decided for all of them at once is `assessment.services.returns` to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.problem import Problem, Refused
from assessment.services.change_words import name_of, pairs_of
from assessment.services.context import Context
from assessment.services.merging import Change
from assessment.services.returns import KEEP, Dispute, Returns, subject_of

if TYPE_CHECKING:
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.decision_sheet import Side

KEEP_WORD = "keep"
"""In a command or a list, in place of the name of a file: what is here stays."""

Choices = dict[tuple[str, str], str]


def to_decide(returns: Returns) -> tuple[Dispute, ...]:
    """Return what files dispute, and after it what a file alone would change against what is here.

    The latter waits too: it was changed here as well since the workbook was made.
    """
    known = {dispute.key for dispute in returns.disputes}
    sides: dict[tuple[str, str], list[tuple[str, Change]]] = {}
    titles: dict[str, str] = {}
    for one in returns.readable:
        preview = one.preview
        if preview is None:
            continue
        assessment = preview.opened.assessment
        titles[assessment.id] = assessment.title
        for change in preview.conflicts:
            key = (assessment.id, subject_of(change))
            # A source that was withdrawn here has nothing by which it could be named.
            if key[1] and key not in known and (*key, one.name) not in returns.replaced:
                sides.setdefault(key, []).append((one.name, change))
    return (
        *returns.disputes,
        *(Dispute(id_, titles[id_], what, tuple(found)) for (id_, what), found in sides.items()),
    )


def list_disputes(context: Context, returns: Returns) -> bytes:
    """Return a workbook with every side of what must be decided, to be marked and read back."""
    from assessment.exchange.decision_sheet import write_sides  # noqa: PLC0415

    return write_sides(_sides(returns), context.clock())


def read_decisions(returns: Returns, content: bytes, name: str) -> Choices:
    """Return what was marked in such a list; what is not marked is not decided.

    Raises
    ------
    Refused
        With all problems at once: marks that say nothing, two for one dispute, and disputes and
        files that are not among those that came back.
    """
    from assessment.exchange.decision_sheet import read_sides  # noqa: PLC0415

    sides, problems = read_sides(content, name)
    of_each: dict[str, list[Dispute]] = {}
    for dispute in to_decide(returns):
        of_each.setdefault(dispute.assessment_id, []).append(dispute)
    found = [
        (side.place, side.about, side.file, of_each.get(side.assessment, [])) for side in sides
    ]
    return _decided(found, problems)


def read_typed(returns: Returns, typed: Sequence[str]) -> Choices:
    """Return what was typed as ``LAW-1=file.xlsx``, or ``LAW-1=keep`` for what is here.

    Raises
    ------
    Refused
        With all problems at once, as in `read_decisions`.
    """
    disputes = to_decide(returns)
    found: list[tuple[str, str, str, Sequence[Dispute]]] = []
    problems: list[Problem] = []
    for text in typed:
        about, sign, file = (part.strip() for part in text.partition("="))
        place = _("--take '{text}'", text=text)
        if not (about and sign and file):
            problems.append(_not_two(place))
        else:
            found.append((place, about, file, disputes))
    return _decided(found, problems)


def _decided(
    found: Iterable[tuple[str, str, str, Sequence[Dispute]]], problems: Iterable[Problem]
) -> Choices:
    """Return the choices of all that was marked or typed: place, what about, file, among which."""
    wrong = list(problems)
    choices: Choices = {}
    for place, about, file, disputes in found:
        own = [one for one in disputes if one.id.casefold() == about.casefold()]
        named = own or [one for one in disputes if one.subject.casefold() == about.casefold()]
        is_kept = file.casefold() == KEEP_WORD
        having = named if is_kept else [one for one in named if file in one.files]
        if len(having) != 1:
            wrong.append(_not_one(place, about, file, named))
            continue
        key = having[0].key
        choice = KEEP if is_kept else file
        if choices.get(key, choice) != choice:
            wrong.append(_twice(place, having[0]))
        choices[key] = choice
    if wrong:
        raise Refused(tuple(wrong))
    return choices


def _sides(returns: Returns) -> Iterator["Side"]:
    from assessment.exchange.decision_sheet import Side  # noqa: PLC0415

    previews = {one.name: one.preview for one in returns.readable}
    for dispute in to_decide(returns):
        first = previews[dispute.sides[0][0]]
        if first is None:
            continue
        questionnaire = first.opened.framework.questionnaire
        name = name_of(dispute.sides[0][1], questionnaire)
        about = (dispute.assessment_id, dispute.assessment_title, dispute.id, name)
        here = {
            pair.label: pair.here
            for _file, change in dispute.sides
            for pair in pairs_of(change, questionnaire)
        }
        yield Side(*about, KEEP_WORD, _said(here))
        for file, change in dispute.sides:
            given = {pair.label: pair.given for pair in pairs_of(change, questionnaire)}
            yield Side(*about, file, _said(given))


def _said(fields: Mapping[str, str]) -> str:
    nothing = _("nothing")
    values = ((label, value or nothing) for label, value in fields.items())
    return "; ".join(_("{field}: {value}", field=label, value=value) for label, value in values)


def _not_two(place: str) -> Problem:
    return Problem(
        "import.choice_unread",
        place,
        _("It does not say what is decided and which file counts."),
        _("Write it as LAW-1=file.xlsx, or LAW-1=keep for what is here. Nothing was written."),
    )


def _not_one(place: str, about: str, file: str, named: Sequence[Dispute]) -> Problem:
    if not named:
        return Problem(
            "import.dispute_unknown",
            place,
            _("Nothing has to be decided about {id}.", id=about),
            _("Look at the list of disputes and correct the id. Nothing was written."),
        )
    names = dict.fromkeys(name for one in named for name in one.files)
    if file in names or file.casefold() == KEEP_WORD:
        titles = listed(dict.fromkeys(one.assessment_title for one in named))
        return Problem(
            "import.dispute_unclear",
            place,
            _("Several disputes are called {id}, in {titles}.", id=about, titles=titles),
            _("Mark it in the list that --disputes-to writes. Nothing was written."),
        )
    return Problem(
        "import.file_unknown",
        place,
        _("{file} is none of the files that say something about {id}.", file=file, id=about),
        _("Correct the name of the file. Nothing was written."),
        _("Allowed are {names}, or 'keep'.", names=listed(names)),
    )


def _twice(place: str, dispute: Dispute) -> Problem:
    return Problem(
        "import.decided_twice",
        place,
        _("Two different things are decided about {id}.", id=dispute.subject),
        _("Leave only one of them. Nothing was written."),
    )
