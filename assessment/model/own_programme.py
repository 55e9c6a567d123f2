"""Programmes that an organisation added itself: what it says of them, beside the shipped ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, get_args

from assessment.model.programme import Programme
from assessment.model.text import clean_text

PREFIX = "O-"
"""Begins the id of every own programme; no id of a catalogue begins so."""
OWN = "own"
"""The name in `StaleWrite` that an own programme was changed in between."""
HIGHEST_BUDGET = 999_999_999_999_999

Mode = Literal["grant", "loan", "technical"]
IncomeGroup = Literal["low", "lower_middle", "upper_middle", "high"]
OwnStatus = Literal["in_use", "withdrawn"]
MODES: tuple[str, ...] = get_args(Mode)
INCOME_GROUPS: tuple[str, ...] = get_args(IncomeGroup)
_LISTS = frozenset(
    (
        *("activities", "serves", "like", "routes", "mechanisms", "risks", "tensions"),
        *("crs", "sdg", "countries", "income_groups", "languages"),
    )
)


@dataclass(frozen=True)
class OwnProgramme:
    """One version of a programme of an organisation.

    Attributes
    ----------
    number
        Given when it is added; never used again.
    like
        The programmes of the catalogue that it is most like: what closes one of them, or
        must hold before it, counts for this one too.
    countries
        ISO 3166-1 alpha-3 codes; empty for all.
    income_groups, languages
        Empty for all.
    mode
        How it is paid for; empty where that is not said.
    window_from, window_to
        Between which days it can be asked for; ``None`` where it is open.
    reason
        Why it was withdrawn.
    """

    name: str
    how: str = ""
    activities: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    horizon: str = ""
    lens: str = ""
    dual_use: bool = False
    risks: tuple[str, ...] = ()
    tensions: tuple[str, ...] = ()
    crs: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    donor: str = ""
    countries: tuple[str, ...] = ()
    income_groups: tuple[str, ...] = ()
    mode: str = ""
    languages: tuple[str, ...] = ()
    window_from: date | None = None
    window_to: date | None = None
    budget_low: int | None = None
    budget_high: int | None = None
    currency: str = ""
    number: int = 0
    status: OwnStatus = "in_use"
    reason: str = ""

    def __post_init__(self) -> None:
        """Clean every text, so that what is stored equals what comes back from a workbook."""
        for field in fields(self):
            value: Any = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, clean_text(value).strip())
            elif field.name in _LISTS:
                parts = (clean_text(part).strip() for part in value)
                object.__setattr__(self, field.name, tuple(part for part in parts if part))

    @property
    def id(self) -> str:
        """The id under which it is suggested."""
        return f"{PREFIX}{self.number}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is suggested no more."""
        return self.status == "withdrawn"


@dataclass(frozen=True)
class RecordedOwn:
    """A version as it was stored."""

    own: OwnProgramme
    revision: int
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class OwnProgrammes:
    """Every version of the programmes of an organisation, older ones first."""

    versions: tuple[RecordedOwn, ...] = ()

    @cached_property
    def current(self) -> Mapping[int, RecordedOwn]:
        """The newest version of each, by number; withdrawn ones too."""
        return {one.own.number: one for one in self.versions}

    @property
    def in_use(self) -> tuple[OwnProgramme, ...]:
        """The newest versions of those that were not withdrawn."""
        return tuple(one.own for one in self.current.values() if not one.own.is_withdrawn)

    def named(self, name: str) -> RecordedOwn | None:
        """Return the one in use with a name, however it is spelt in capitals and spaces."""
        wanted = folded(name)
        found = (one for one in self.current.values() if not one.own.is_withdrawn)
        return next((one for one in found if folded(one.own.name) == wanted), None)


class OrganisationProgramme(Programme):
    """An own programme as the matching rule and every report see it."""

    own: OwnProgramme


@dataclass(frozen=True)
class OptionFilter:
    """Which options are shown; what is empty leaves nothing out.

    Attributes
    ----------
    day
        On which the window of a programme has to be open.
    budget
        What there is to spend, in ``currency``: a programme is left out that begins above it,
        or whose budget is in another currency.
    only_own
        Whether the programmes of the catalogue are left out.
    """

    country: str = ""
    income_group: str = ""
    mode: str = ""
    language: str = ""
    donor: str = ""
    day: date | None = None
    budget: int | None = None
    currency: str = ""
    only_own: bool = False

    @property
    def is_set(self) -> bool:
        """Whether anything is left out at all."""
        return self != OptionFilter(currency=self.currency)

    def passes(self, programme: Programme) -> bool:
        """Return whether an option is shown; of the catalogue nothing is known to filter by.

        A fact that an own programme does not state leaves it in, since nobody said that it
        does not fit.
        """
        if not isinstance(programme, OrganisationProgramme):
            return not self.only_own
        own = programme.own
        return (
            _fits(self.country, own.countries)
            and _fits(self.income_group, own.income_groups)
            and _fits(self.mode, (own.mode,) if own.mode else ())
            and _fits(folded(self.language), tuple(map(folded, own.languages)))
            and _fits(folded(self.donor), (folded(own.donor),) if own.donor else ())
            and self._is_open(own)
            and self._is_affordable(own)
        )

    def _is_open(self, own: OwnProgramme) -> bool:
        if self.day is None:
            return True
        return (own.window_from or self.day) <= self.day <= (own.window_to or self.day)

    def _is_affordable(self, own: OwnProgramme) -> bool:
        if self.budget is None or own.budget_low is None:
            return True
        if self.currency and own.currency != self.currency:
            return False
        return own.budget_low <= self.budget


def folded(text: str) -> str:
    """Return a text as it is compared with others.

    Examples
    --------
    >>> folded("  Aid  to COURTS ")
    'aid to courts'
    """
    return " ".join(text.split()).casefold()


def own_among(programmes: Iterable[Programme]) -> tuple[OwnProgramme, ...]:
    """Return what is own among programmes."""
    return tuple(one.own for one in programmes if isinstance(one, OrganisationProgramme))


def _fits(wanted: str, given: tuple[str, ...]) -> bool:
    return not wanted or not given or wanted in given
