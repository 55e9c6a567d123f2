"""Says what a step up from one level to the next takes, and whether it may begin today."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales.formats import listed, whole
from assessment.model.action import Action
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.suggestion import Step
from assessment.reporting.evidence import claim_sentence
from assessment.reporting.programmes import closing_sentence
from assessment.reporting.wording import full_stop, name_indicator, table

if TYPE_CHECKING:
    from pandas import DataFrame


def step_name(action: Action, framework: Framework) -> str:
    """Name a step by its indicator and its two levels."""
    return _(
        "{indicator}: from level {begin} to level {end}",
        indicator=name_indicator(framework, action.indicator),
        begin=whole(action.to - 1),
        end=whole(action.to),
    )


def step_standing(step: Step) -> str:
    """Say in a few words whether a step may begin, for a table or beside its name."""
    if step.closings:
        return _("Not this way now")
    if step.waits:
        return _("Not yet")
    return _("Check first") if step.not_verified else _("May begin")


def against(step: Step, framework: Framework) -> Iterator[str]:
    """Yield what speaks against a step today, and what would open its way again."""
    if framework.catalogue is not None:
        for closing in step.closings:
            yield closing_sentence(closing, [step.action.route], framework, framework.catalogue)
    for wait in step.waits:
        yield _("Not before this holds: {until}", until=full_stop(wait.until))
    for wait in step.not_verified:
        yield _(
            "Not verified, to be checked before it starts: {until}", until=full_stop(wait.until)
        )


def step_facts(action: Action, framework: Framework) -> Iterator[tuple[str, str]]:
    """Yield what a programme officer asks of a step: name of the fact, and the fact."""
    if framework.catalogue is not None:
        yield _("By which way"), _route(action, framework.catalogue)
    yield _("Makes true"), listed(_statements(action.makes_true, action, framework))
    if action.ends:
        yield _("Must have stopped"), listed(_statements(action.ends, action, framework))
    yield _("Measure"), full_stop(action.measure)
    yield _("Partners"), listed(action.partners)
    first, last = (whole(month) for month in action.months)
    yield _("Time"), _("{first} to {last} months", first=first, last=last)
    if framework.catalogue is not None:
        yield _("Cost"), _cost(action, framework.catalogue)


def precedents(action: Action) -> Iterator[str]:
    """Yield where something of the kind was done, with the page that says so."""
    for one in action.precedents:
        yield _(
            "{state}, {years}: {what} Source: {address}",
            state=one.state,
            years=one.years,
            what=full_stop(one.what),
            address=one.address,
        )


def studies(action: Action, framework: Framework) -> Iterator[str]:
    """Yield what studies found that bear on a step, from the evidence register."""
    claims = framework.register.claims if framework.register else ()
    for claim in claims:
        if claim.id in action.claims:
            yield claim_sentence(claim)


def _route(action: Action, catalogue: Catalogue) -> str:
    route = catalogue.route(action.route)
    return _("{name}. {meaning}", name=route.name, meaning=full_stop(route.meaning))


def _cost(action: Action, catalogue: Catalogue) -> str:
    cost = catalogue.cost_class(action.cost)
    return _(
        "{name}: {meaning} Assumed: {basis}",
        name=cost.name,
        meaning=full_stop(cost.meaning),
        basis=full_stop(action.cost_basis),
    )


def _statements(ids: Sequence[str], action: Action, framework: Framework) -> Iterator[str]:
    indicator = framework.questionnaire.indicator(action.indicator)
    for id_ in ids:
        yield f"{indicator.short_id(id_)} “{indicator.statements[id_].text.rstrip('.')}”"


def actions_table(steps: Iterable[Step], framework: Framework) -> "DataFrame":
    """Return the steps as a table, one row each, with everything in words."""
    names: dict[str, None] = {}
    rows = []
    for step in steps:
        facts = dict(step_facts(step.action, framework))
        names |= dict.fromkeys(facts)
        rows.append((step, facts))
    columns = [
        _("Step"),
        _("Standing"),
        _("What is done"),
        _("What speaks against it"),
        _("Stop if"),
    ]
    return table(
        [*columns, *names, _("Precedents"), _("Studies")],
        (
            (
                step_name(step.action, framework),
                step_standing(step),
                "\n".join(step.action.do),
                "\n".join(against(step, framework)) or _("None"),
                "\n".join(step.action.stop_if),
                *(facts.get(name, _("None")) for name in names),
                "\n".join(precedents(step.action)) or _("None"),
                "\n".join(studies(step.action, framework)) or _("None entered"),
            )
            for step, facts in rows
        ),
    )
