"""Holds a programme that an organisation wrote against the same checks as the shipped ones."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from assessment.library.checks import check_programme
from assessment.library.states import is_invented_code, states
from assessment.locales import gettext as _
from assessment.locales.formats import day, listed, whole
from assessment.model.checks import LONGEST_TEXT
from assessment.model.framework import Framework
from assessment.model.own_programme import (
    HIGHEST_BUDGET,
    INCOME_GROUPS,
    MODES,
    OwnProgramme,
)
from assessment.model.plan_checks import LONGEST_LINE, routes_of, with_name
from assessment.model.problem import Problem, errors_in
from assessment.model.programme import Catalogue, Programme
from assessment.programmes.own import as_programme
from assessment.reporting.own_programmes import INCOME_WORDS, MODE_WORDS
from assessment.reporting.programmes import HORIZON_WORDS
from assessment.reporting.terms import lens_words

OwnPlace = Callable[[str], str]
"""Names where a field was entered; of an empty text, the whole programme."""

HORIZONS = ("crisis", "medium", "long")
LENSES = ("atrocity", "shared", "conflict")
_NEEDED = ("name", "how", "activities", "serves", "like", "mechanisms", "risks", "crs", "sdg")
_ON_ONE_LINE = ("name", "donor")
_LONG = ("how", "reason")
_LISTS = ("activities", "risks", "tensions", "languages")
_CRS, _SDG = re.compile(r"\d{5}"), re.compile(r"\d{1,2}\.[0-9a-z]{1,2}")
_CURRENCY = re.compile("[A-Z]{3}")


def check_own(own: OwnProgramme, framework: Framework, place: OwnPlace) -> tuple[Problem, ...]:
    """Return everything that is wrong with an own programme, all at once.

    Parameters
    ----------
    framework
        As it ships, without own programmes.
    """
    if framework.catalogue is None:
        found = _("This questionnaire comes without a catalogue of programmes.")
        remedy = _("Open an assessment with another questionnaire.")
        return (Problem("own.no_catalogue", place(""), found, remedy),)
    catalogue = framework.catalogue
    return (
        *_check_texts(own, place),
        *_check_choices(own, place),
        *_check_codes(own, place),
        *_check_likeness(own, framework, catalogue, place),
        *_check_facts(own, place),
        *_check_as_catalogue(own, framework, catalogue, place),
    )


def fits(own: OwnProgramme, framework: Framework) -> bool:
    """Whether an own programme can be suggested by a questionnaire as it stands today."""
    return not errors_in(check_own(own, framework, lambda _field: own.id))


def _check_texts(own: OwnProgramme, place: OwnPlace) -> Iterator[Problem]:
    for name in _NEEDED:
        if not getattr(own, name):
            found, remedy = _("Nothing is written here."), _("Fill it in.")
            yield Problem("own.field_missing", place(name), found, remedy)
    texts = [(name, getattr(own, name), LONGEST_LINE) for name in _ON_ONE_LINE]
    texts += [(name, getattr(own, name), LONGEST_TEXT) for name in _LONG]
    texts += [(name, text, LONGEST_TEXT) for name in _LISTS for text in getattr(own, name)]
    for name, text, longest in texts:
        if len(text) > longest:
            found = _("The text has {number} characters.", number=whole(len(text)))
            allowed = _("Allowed are {number}.", number=whole(longest))
            yield Problem("own.text_too_long", place(name), found, _("Shorten it."), allowed)
    if own.is_withdrawn and not own.reason:
        found, remedy = _("It is withdrawn without a reason."), _("Say in a sentence why.")
        yield Problem("own.reason_missing", place("reason"), found, remedy)


def _check_choices(own: OwnProgramme, place: OwnPlace) -> Iterator[Problem]:
    horizons = {id_: _(HORIZON_WORDS[id_]) for id_ in HORIZONS}
    yield from _one_of("horizon", [own.horizon], horizons, place)
    yield from _one_of("lens", [own.lens], {id_: lens_words(id_) for id_ in LENSES}, place)
    modes = {id_: _(MODE_WORDS[id_]) for id_ in MODES}
    yield from _one_of("mode", [own.mode] if own.mode else [], modes, place)
    incomes = {id_: _(INCOME_WORDS[id_]) for id_ in INCOME_GROUPS}
    yield from _one_of("income_groups", own.income_groups, incomes, place)


def _allowed(ids: Iterable[str], names: Mapping[str, str]) -> str:
    """Say what may be chosen: the id, which a sheet asks for, and the name, which a page shows."""
    return _("Allowed are {choices}.", choices=listed(with_name(id_, names) for id_ in ids))


def _one_of(
    name: str, given: Iterable[str], choices: Mapping[str, str], place: OwnPlace
) -> Iterator[Problem]:
    for one in given:
        if not one:
            found, remedy = _("Nothing is chosen."), _("Pick one from the list.")
            yield Problem("own.choice_missing", place(name), found, remedy)
        elif one not in choices:
            found = _("'{given}' is not one of the choices.", given=one)
            allowed = _allowed(choices, choices)
            yield Problem("own.choice_unknown", place(name), found, _("Pick one."), allowed)


def _check_codes(own: OwnProgramme, place: OwnPlace) -> Iterator[Problem]:
    for name, codes, form in (("crs", own.crs, _CRS), ("sdg", own.sdg, _SDG)):
        for code in codes:
            if not form.fullmatch(code):
                yield Problem(
                    "own.code_malformed",
                    place(name),
                    _("'{given}' is no code of this kind.", given=code),
                    _(
                        "Write five digits for a CRS purpose, such as 15220, and a target of the "
                        "SDG such as 16.3."
                    ),
                )


def _check_likeness(
    own: OwnProgramme, framework: Framework, catalogue: Catalogue, place: OwnPlace
) -> Iterator[Problem]:
    """Yield by what an own programme would escape the gate of those that it is like."""
    shipped = {one.id: one for one in catalogue.programmes}
    for id_ in own.like:
        if id_ not in shipped:
            yield Problem(
                "own.like_unknown",
                place("like"),
                _("'{id}' is no programme of the catalogue.", id=id_),
                _("Name the programme of the catalogue that it is most like."),
            )
    similar = [shipped[id_] for id_ in own.like if id_ in shipped]
    if similar:
        yield from _check_served(own, similar, framework, place)
        yield from _check_routes(own, similar, catalogue, place)


def _check_served(
    own: OwnProgramme, similar: Iterable[Programme], framework: Framework, place: OwnPlace
) -> Iterator[Problem]:
    names = {one.id: one.name for one in framework.questionnaire.indicators}
    served = {id_ for one in similar for id_ in one.serves}
    if others := [id_ for id_ in own.serves if id_ not in served]:
        yield Problem(
            "own.serves_unlike",
            place("serves"),
            _(
                "It serves {indicators}, and no programme that it is like does.",
                indicators=listed(with_name(id_, names) for id_ in others),
            ),
            _(
                "Name under 'like' a programme of the catalogue that serves them too, so that "
                "what closes that one closes this one."
            ),
        )


def _check_routes(
    own: OwnProgramme, similar: Iterable[Programme], catalogue: Catalogue, place: OwnPlace
) -> Iterator[Problem]:
    names = routes_of(catalogue)
    for one in similar:
        if others := [id_ for id_ in own.routes if id_ not in one.route_ids]:
            yield Problem(
                "own.route_unlike",
                place("routes"),
                _(
                    "{programme}, which it is like, has no route {routes}.",
                    programme=with_name(one.id, {one.id: one.name}),
                    routes=listed((with_name(id_, names) for id_ in others), "or"),
                ),
                _("Take the route out, or name only programmes that have it."),
                _allowed(one.route_ids, names) if one.route_ids else "",
            )


def _check_facts(own: OwnProgramme, place: OwnPlace) -> Iterator[Problem]:
    for code in own.countries:
        if code not in states() and not is_invented_code(code):
            yield Problem(
                "own.country_unknown",
                place("countries"),
                _("'{given}' is no code of a state.", given=code),
                _("Give the three letters of ISO 3166-1, such as KEN, or leave it empty for all."),
            )
    if own.window_from and own.window_to and own.window_to < own.window_from:
        yield Problem(
            "own.window_falls",
            place("window_to"),
            _(
                "It ends on {end}, before it begins on {beginning}.",
                end=day(own.window_to),
                beginning=day(own.window_from),
            ),
            _("Exchange the two days, or correct one of them."),
        )
    yield from _check_budget(own, place)


def _check_budget(own: OwnProgramme, place: OwnPlace) -> Iterator[Problem]:
    given = [one for one in (own.budget_low, own.budget_high) if one is not None]
    allowed = _("Allowed are {lowest} to {highest}.", lowest=0, highest=whole(HIGHEST_BUDGET))
    for one in given:
        if not 0 <= one <= HIGHEST_BUDGET:
            found = _("{given} is no budget.", given=whole(one))
            yield Problem(
                "own.budget_unknown", place("budget_low"), found, _("Correct it."), allowed
            )
    if len(given) == 2 and given[0] > given[1]:
        yield Problem(
            "own.budget_falls",
            place("budget_high"),
            _(
                "The range falls, from {first} to {last}.",
                first=whole(given[0]),
                last=whole(given[1]),
            ),
            _("Write the lower figure first."),
        )
    if (given or own.currency) and not _CURRENCY.fullmatch(own.currency):
        found = _("'{given}' is no code of a currency.", given=own.currency)
        if not own.currency:
            found = _("A budget is given without its currency.")
        remedy = _("Give three capital letters, such as USD or KES.")
        yield Problem("own.currency_unknown", place("currency"), found, remedy)


def _check_as_catalogue(
    own: OwnProgramme, framework: Framework, catalogue: Catalogue, place: OwnPlace
) -> Iterator[Problem]:
    """Yield what the checks of the shipped catalogue say of it, as one of its programmes."""
    programme = as_programme(_without_gaps(own, catalogue), framework, catalogue)
    yield from check_programme(programme, framework, catalogue, place(""))


def _without_gaps(own: OwnProgramme, catalogue: Catalogue) -> OwnProgramme:
    """Fill what is missing or malformed, which was said before, so that the rest is checked."""
    model = catalogue.programmes[0]
    return replace(
        own,
        name=own.name or "-",
        how=own.how or "-",
        activities=own.activities or ("-",),
        risks=own.risks or ("-",),
        serves=own.serves or model.serves,
        mechanisms=own.mechanisms or model.mechanisms,
        horizon=own.horizon if own.horizon in HORIZONS else "long",
        lens=own.lens if own.lens in LENSES else "conflict",
        crs=tuple(one for one in own.crs if _CRS.fullmatch(one)) or ("15220",),
        sdg=tuple(one for one in own.sdg if _SDG.fullmatch(one)) or ("16.1",),
    )
