"""How an own programme is said: its fields by name, its facts in sentences."""

from collections.abc import Iterator
from datetime import date

from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.locales.formats import day, listed, whole
from assessment.model.own_programme import OwnProgramme

FIELDS = {
    "id": mark("Id"),
    "name": mark("Name of the programme"),
    "how": mark("How it protects"),
    "activities": mark("What is done"),
    "serves": mark("Indicators that it can raise"),
    "like": mark("Programmes of the catalogue that it is most like"),
    "routes": mark("Routes, the preferred one first"),
    "mechanisms": mark("Mechanisms"),
    "horizon": mark("Horizon"),
    "lens": mark("Lens"),
    "dual_use": mark("Could be turned against people"),
    "risks": mark("What could go wrong"),
    "tensions": mark("Tensions to settle"),
    "crs": mark("CRS purpose codes"),
    "sdg": mark("SDG targets"),
    "donor": mark("Donor"),
    "countries": mark("States"),
    "income_groups": mark("Income groups"),
    "mode": mark("How it is paid for"),
    "languages": mark("Languages"),
    "window_from": mark("Can be asked for from"),
    "window_to": mark("Can be asked for until"),
    "budget_low": mark("Budget from"),
    "budget_high": mark("Budget to"),
    "currency": mark("Currency"),
    "reason": mark("Reason for withdrawing it"),
}
MODE_WORDS = {
    "grant": mark("Grant"),
    "loan": mark("Loan"),
    "technical": mark("Technical assistance"),
}
INCOME_WORDS = {
    "low": mark("Low income"),
    "lower_middle": mark("Lower middle income"),
    "upper_middle": mark("Upper middle income"),
    "high": mark("High income"),
}


def field_name(name: str) -> str:
    """Name a field as page and sheet do."""
    return _(FIELDS[name])


def name_own(own: OwnProgramme) -> str:
    """Name an own programme by its id and its name."""
    return f"{own.id} {own.name}" if own.number else own.name


def own_sentences(own: OwnProgramme) -> Iterator[str]:
    """Yield whose programme it is, what it is like, and what limits where it can be had."""
    yield _(
        "A programme of an organisation, not of the catalogue. What closes {programmes} closes "
        "this one too.",
        programmes=listed(own.like, "or"),
    )
    yield from (f"{name}: {text}" for name, text in own_facts(own))


def own_facts(own: OwnProgramme) -> Iterator[tuple[str, str]]:
    """Yield each fact that is stated, under its name."""
    income = (_(INCOME_WORDS.get(one, one)) for one in own.income_groups)
    facts = {
        field_name("donor"): own.donor,
        field_name("countries"): listed(own.countries) if own.countries else "",
        field_name("income_groups"): listed(income) if own.income_groups else "",
        field_name("mode"): _(MODE_WORDS.get(own.mode, own.mode)) if own.mode else "",
        field_name("languages"): listed(own.languages) if own.languages else "",
        _("Can be asked for"): window_words(own.window_from, own.window_to),
        _("Budget"): budget_words(own),
    }
    yield from ((name, text) for name, text in facts.items() if text)


def window_words(first: date | None, last: date | None) -> str:
    """Say between which days something can be asked for; empty where it is open."""
    if first and last:
        return _("from {first} to {last}", first=day(first), last=day(last))
    if first:
        return _("from {first}", first=day(first))
    return _("until {last}", last=day(last)) if last else ""


def budget_words(own: OwnProgramme) -> str:
    """Write the budget; empty where none is stated."""
    low, high = own.budget_low, own.budget_high
    if low is not None and high is not None:
        return _(
            "{currency} {low} to {high}", currency=own.currency, low=whole(low), high=whole(high)
        )
    if low is not None:
        return _("{currency} {low} or more", currency=own.currency, low=whole(low))
    if high is not None:
        return _("{currency} {high} or less", currency=own.currency, high=whole(high))
    return ""
