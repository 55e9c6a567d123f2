"""Checks of a questionnaire, its conditions and its programmes, each part with its place.

The rules by which it is scored are checked in `assessment.library.scoring_checks`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from assessment.library.codelists import parents_of_purpose_codes, purpose_codes, sdg_targets
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed
from assessment.model.answer import CONFIDENCES
from assessment.model.conditions import (
    ActiveGaps,
    Condition,
    FlagCondition,
    IndicatorCondition,
    StatementCondition,
    leaves,
)
from assessment.model.framework import Framework
from assessment.model.problem import Problem, Severity
from assessment.model.programme import Catalogue, Closed, Programme, Route
from assessment.model.questionnaire import Indicator, Questionnaire, fold_spaces
from assessment.model.scope import SCOPE_LISTS

MOST_STATEMENTS = 4
_UNKNOWN = {
    "source": mark("'{id}' is no source of this questionnaire."),
    "crime": mark("'{id}' is no crime of this questionnaire."),
    "dimension": mark("'{id}' is no dimension of this questionnaire."),
    "indicator": mark("'{id}' is no indicator of this questionnaire."),
    "statement": mark("'{id}' is no statement of this questionnaire."),
    "context flag": mark("'{id}' is no context flag of this questionnaire."),
    "critical gap": mark("'{id}' is no critical gap of this questionnaire."),
    "mechanism": mark("'{id}' is no mechanism of this questionnaire."),
    "label": mark("'{id}' is no label of this questionnaire."),
    "other programme": mark("'{id}' is no other programme of this questionnaire."),
    "route": mark("'{id}' is no route of this questionnaire."),
    "claim": mark("'{id}' is no claim of the evidence register."),
    "cost class": mark("'{id}' is no class of cost of this questionnaire."),
    "programme": mark("'{id}' is no programme of this questionnaire."),
    "measure": mark("'{id}' is no measure of this questionnaire."),
    "group": mark("'{id}' is no group of this questionnaire."),
    "framework": mark("'{id}' is no framework of this crosswalk."),
    "element": mark("'{id}' is no element of a framework that it is named for."),
    "list": mark("'{id}' is no list of the scope sheet."),
}


def unknown_id(id_: str, place: str, kind: str) -> Problem:
    """Return the problem of an id that nothing of its kind has."""
    return Problem(
        "library.id_unknown",
        place,
        _(_UNKNOWN[kind], id=id_),
        _("Correct the id or add what it names."),
    )


def repeated_id(id_: str, file: str) -> Problem:
    """Return the problem of an id that two things have."""
    return Problem(
        "library.id_repeated",
        f"{file}, {id_}",
        _("The id '{id}' is used more than once.", id=id_),
        _("Give the newer one an id that was never used."),
    )


def repeated(ids: Iterable[str]) -> list[str]:
    """Return the ids that occur more than once, each once."""
    return [id_ for id_, count in Counter(ids).items() if count > 1]


def check_instrument(
    questionnaire: Questionnaire, file: str, homes: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield what does not fit inside the questionnaire.

    Parameters
    ----------
    homes
        Dimension id to the file in which its indicators stand; ``file`` where left out.
    """
    yield from _check_scale(questionnaire, file)
    yield from _check_repeated_ids(questionnaire, file)
    for dimension in questionnaire.dimensions:
        home = homes.get(dimension.id, file)
        if not dimension.indicators:
            yield Problem(
                "library.dimension_empty",
                f"{home}, {dimension.id}",
                _("The dimension has no indicator."),
                _("Add an indicator or remove the dimension."),
            )
        for indicator in dimension.indicators:
            yield from _check_anchors(indicator, questionnaire, f"{home}, {indicator.id}")
            yield from _check_mentions(indicator, questionnaire, f"{home}, {indicator.id}")
    references = {reference.id for reference in questionnaire.references}
    for flag in questionnaire.context_flags:
        yield from _unknown(flag.sources, references, f"{file}, {flag.id}", "source")


def check_definitions(questionnaire: Questionnaire, file: str) -> Iterator[Problem]:
    """Yield what does not fit between the definitions and the questions that they help with."""
    definitions = questionnaire.definitions
    for id_ in repeated(one.id for one in (*definitions.terms, *definitions.rules)):
        yield repeated_id(id_, file)
    if not definitions.terms:
        return
    folded = {t.id: {fold_spaces(form) for form in t.forms} for t in definitions.terms}
    for form in repeated(form for forms in folded.values() for form in forms):
        yield Problem(
            "library.form_repeated",
            f"{file}, {form}",
            _("Two terms have the form '{form}'.", form=form),
            _("Leave it to the one that it belongs to."),
        )
    used = set(definitions.pattern.findall(_asked_text(questionnaire)))
    for term in definitions.terms:
        place = f"{file}, {term.id}"
        yield from _unknown([term.list] if term.list else [], set(SCOPE_LISTS), place, "list")
        # One form is enough: the other number of the word may stand nowhere today.
        if used.isdisjoint(fold_spaces(form) for form in term.forms):
            yield Problem(
                "library.form_unused",
                place,
                _("In no statement or question: {forms}.", forms=listed(term.forms)),
                _("Correct the spelling, or take it out."),
                severity=Severity.WARNING,
            )


def _asked_text(questionnaire: Questionnaire) -> str:
    """Return everything that is read before an answer, as forms are looked for in it."""
    return " | ".join(
        fold_spaces(text)
        for indicator in questionnaire.indicators
        for text in (
            indicator.question,
            indicator.not_applicable_when,
            *(statement.text for statement in indicator.statements.values()),
        )
    )


def check_condition(condition: Condition, framework: Framework, place: str) -> Iterator[Problem]:
    """Yield ids and levels in a condition that the questionnaire does not have."""
    for leaf in leaves(condition):
        match leaf:
            case IndicatorCondition():
                yield from _check_indicator(leaf, framework.questionnaire, place)
            case StatementCondition(statement=id_):
                if framework.questionnaire.indicator_of_statement(id_) is None:
                    yield unknown_id(id_, place, "statement")
            case FlagCondition(flag=flag):
                yield from check_flags([flag], framework, place)
            case ActiveGaps(among=among):
                gaps = {gap.id for gap in framework.rules.critical_gaps}
                yield from _unknown(among, gaps, place, "critical gap")
            case _:
                pass


def check_flags(flags: Iterable[str], framework: Framework, place: str) -> Iterator[Problem]:
    """Yield the context flags that the questionnaire does not have."""
    known = {flag.id for flag in framework.questionnaire.context_flags}
    yield from _unknown(flags, known, place, "context flag")


def check_catalogue(framework: Framework, file: str) -> Iterator[Problem]:
    """Yield what does not fit between catalogue, questionnaire and code lists."""
    catalogue = framework.catalogue
    if catalogue is None:
        return
    for id_ in repeated(programme.id for programme in catalogue.programmes):
        yield repeated_id(id_, file)
    for mechanism in catalogue.mechanisms:
        if mechanism.active_when is not None:
            place = f"{file}, {mechanism.id}"
            yield from check_condition(mechanism.active_when, framework, place)
    for programme in catalogue.programmes:
        yield from check_programme(programme, framework, catalogue, f"{file}, {programme.id}")
    yield from _check_safety(framework, catalogue, file)
    yield from _check_option_sets(catalogue, file)
    yield from _check_factors(catalogue, file)
    yield from _check_all_served(framework, catalogue, file)


def check_programme(
    programme: Programme, framework: Framework, catalogue: Catalogue, place: str
) -> Iterator[Problem]:
    """Yield what does not fit between one programme, the catalogue and the questionnaire."""
    yield from _check_programme(programme, framework, catalogue, place)
    yield from _check_routes(programme, framework, catalogue, place)


def _check_scale(questionnaire: Questionnaire, file: str) -> Iterator[Problem]:
    values = [level.value for level in questionnaire.scale]
    if values != list(range(values[0], values[0] + len(values))):
        yield Problem(
            "library.scale_not_consecutive",
            f"{file}, scale",
            _("The levels are {levels}.", levels=", ".join(map(str, values))),
            _("Number the levels upward in steps of one, lowest first."),
        )


def _check_repeated_ids(questionnaire: Questionnaire, file: str) -> Iterator[Problem]:
    ids = [
        *(dimension.id for dimension in questionnaire.dimensions),
        *(indicator.id for indicator in questionnaire.indicators),
        *(s for indicator in questionnaire.indicators for s in indicator.statement_ids),
        *(flag.id for flag in questionnaire.context_flags),
    ]
    references = [reference.id for reference in questionnaire.references]
    for id_ in (*repeated(ids), *repeated(references)):
        yield repeated_id(id_, file)


def _check_anchors(
    indicator: Indicator, questionnaire: Questionnaire, place: str
) -> Iterator[Problem]:
    expected = {level.value for level in questionnaire.scale}
    for level in sorted(expected - set(indicator.anchors)):
        yield Problem(
            "library.anchor_missing",
            place,
            _("Level {level} has no anchor.", level=level),
            _("Add its statements."),
        )
    for level in sorted(set(indicator.anchors) - expected):
        yield Problem(
            "library.anchor_unknown",
            place,
            _("There is an anchor for level {level}, which the scale does not have.", level=level),
            _("Remove it or add the level to the scale."),
        )
    for level, statements in indicator.anchors.items():
        if not 1 <= len(statements) <= MOST_STATEMENTS:
            yield Problem(
                "library.anchor_size",
                place,
                ngettext(
                    "Level {level} has {number} statement.",
                    "Level {level} has {number} statements.",
                    len(statements),
                    level=level,
                ),
                _("Give one to four; a longer list is not checked in the field."),
            )


def _check_mentions(
    indicator: Indicator, questionnaire: Questionnaire, place: str
) -> Iterator[Problem]:
    if not indicator.sources:
        yield Problem(
            "library.source_missing", place, _("The indicator cites no source."), _("Name one.")
        )
    references = {reference.id for reference in questionnaire.references}
    yield from _unknown(indicator.sources, references, place, "source")
    crimes = {crime.id for crime in questionnaire.crimes}
    yield from _unknown(indicator.crimes, crimes, place, "crime")


def _check_indicator(
    leaf: IndicatorCondition, questionnaire: Questionnaire, place: str
) -> Iterator[Problem]:
    if not questionnaire.has_indicator(leaf.indicator):
        yield unknown_id(leaf.indicator, place, "indicator")
    level = leaf.at_most if leaf.at_most is not None else leaf.at_least
    lowest, highest = questionnaire.lowest_level, questionnaire.highest_level
    if level is not None and not lowest <= level <= highest:
        yield Problem(
            "library.level_off_scale",
            place,
            _(
                "The condition on {indicator} names level {level}.",
                indicator=leaf.indicator,
                level=level,
            ),
            _("Name a level of the scale."),
            _("Allowed are {lowest} to {highest}.", lowest=lowest, highest=highest),
        )


def _check_programme(
    programme: Programme, framework: Framework, catalogue: Catalogue, place: str
) -> Iterator[Problem]:
    others = {other.id: other for other in catalogue.programmes if other.id != programme.id}
    indicators = {indicator.id for indicator in framework.questionnaire.indicators}
    mechanisms = {mechanism.id for mechanism in catalogue.mechanisms}
    labels = {label.id for label in catalogue.evidence_labels}
    beside = (*programme.exclusive_with, *programme.after)
    if not programme.serves:
        yield Problem(
            "library.programme_serves_nothing",
            place,
            _("The programme serves no indicator, so that nothing could call for it."),
            _("Name under 'serves' the indicators that it can raise."),
        )
    yield from _unknown(programme.serves, indicators, place, "indicator")
    yield from _unknown(programme.mechanisms, mechanisms, place, "mechanism")
    given = [programme.evidence] if programme.evidence else []
    yield from _unknown(given, labels, place, "label")
    yield from _unknown(beside, set(others), place, "other programme")
    yield from _check_codes(programme, place)
    for precondition in programme.preconditions:
        yield from check_condition(precondition.condition, framework, place)
    for id_ in programme.exclusive_with:
        if id_ in others and programme.id not in others[id_].exclusive_with:
            yield Problem(
                "library.exclusion_one_sided",
                place,
                _(
                    "{programme} excludes {other}, and {other} does not say so.",
                    programme=programme.id,
                    other=id_,
                ),
                _("Name each in the other's exclusive_with."),
            )


def _check_routes(
    programme: Programme, framework: Framework, catalogue: Catalogue, place: str
) -> Iterator[Problem]:
    """Yield what does not fit in the forms of a programme and in what calls for it."""
    routes = {route.id for route in catalogue.routes}
    yield from _unknown(programme.route_ids, routes, place, "route")
    yield from (repeated_id(id_, place) for id_ in repeated(programme.route_ids))
    if routes and not programme.routes:
        yield Problem(
            "library.route_missing",
            place,
            _("The programme names no route, so no danger could close it."),
            _("Name under 'routes' by whom the help goes, the preferred route first."),
            _("Allowed are {routes}.", routes=listed(_named(route) for route in catalogue.routes)),
        )
    for precondition in programme.preconditions:
        yield from _unknown(precondition.routes, set(programme.route_ids), place, "route")
    for call in programme.called_for_when:
        yield from check_condition(call.condition, framework, place)
    if programme.first_only_when is not None:
        yield from check_condition(programme.first_only_when.condition, framework, place)


def _named(route: Route) -> str:
    return f"{route.id} ({route.name})"


def _check_safety(framework: Framework, catalogue: Catalogue, file: str) -> Iterator[Problem]:
    """Yield what does not fit in closures, caution, warnings and dangers."""
    programmes = {programme.id for programme in catalogue.programmes}
    routes = {route.id for route in catalogue.routes}
    ids = [one.id for one in (*catalogue.routes, *catalogue.closures, *catalogue.warnings)]
    yield from (repeated_id(id_, file) for id_ in repeated(ids))
    for closure in catalogue.closures:
        place = f"{file}, {closure.id}"
        yield from check_condition(closure.condition, framework, place)
        for part in closure.closes:
            yield from _unknown(part.routes, routes, place, "route")
            yield from _check_closed(part, catalogue, place)
    for warning in catalogue.warnings:
        place = f"{file}, {warning.id}"
        yield from check_condition(warning.condition, framework, place)
        yield from _unknown(warning.programmes, programmes, place, "programme")
    if catalogue.caution is not None:
        yield from check_condition(catalogue.caution.condition, framework, f"{file}, caution")
    danger = catalogue.matching.danger
    if danger is not None:
        place = f"{file}, matching > danger"
        yield from check_condition(danger.condition, framework, place)
        yield from _unknown(danger.routes, routes, place, "route")


def _check_closed(part: Closed, catalogue: Catalogue, place: str) -> Iterator[Problem]:
    """Yield the programmes of which a closure closes nothing."""
    programmes = {programme.id: programme for programme in catalogue.programmes}
    yield from _unknown(part.programmes, set(programmes), place, "programme")
    for id_ in part.programmes:
        if id_ in programmes and not set(part.routes) & set(programmes[id_].route_ids):
            yield Problem(
                "library.closure_empty",
                place,
                _(
                    "{programme} has none of the routes {routes}, so nothing of it is closed.",
                    programme=id_,
                    routes=listed(part.routes),
                ),
                _("Name a route that the programme has, or leave the programme out."),
            )


def _check_option_sets(catalogue: Catalogue, file: str) -> Iterator[Problem]:
    programmes = {programme.id: programme for programme in catalogue.programmes}
    yield from (repeated_id(id_, file) for id_ in repeated(s.id for s in catalogue.option_sets))
    for option_set in catalogue.option_sets:
        place = f"{file}, {option_set.id}"
        ids = [option.programme for option in option_set.options]
        yield from _unknown(ids, set(programmes), place, "programme")
        for id_ in ids:
            if id_ in programmes and not set(ids) & set(programmes[id_].exclusive_with):
                yield Problem(
                    "library.option_not_exclusive",
                    place,
                    _("{programme} excludes no other option of the set.", programme=id_),
                    _("Name the others in its exclusive_with, or take it out of the set."),
                )


def _check_codes(programme: Programme, place: str) -> Iterator[Problem]:
    yield from _check_shares(programme, place)
    for code in [purpose.code for purpose in programme.crs]:
        _name, is_active = purpose_codes().get(code, ("", None))
        if is_active:
            continue
        yield Problem(
            "library.crs_unknown",
            place,
            _("CRS purpose code {code} is not in the list.", code=code)
            if is_active is None
            else _("CRS purpose code {code} was withdrawn.", code=code),
            _("Use an active five-digit code of the CRS list."),
        )
    for code in programme.sdg:
        if code not in sdg_targets():
            yield Problem(
                "library.sdg_unknown",
                place,
                _("SDG target {code} is not in the list.", code=code),
                _("Use a target of the list."),
            )


def _check_shares(programme: Programme, place: str) -> Iterator[Problem]:
    """Yield what is wrong with the shares of the purpose codes; codes alone have none."""
    shares = [p.percent for p in programme.crs if p.percent is not None]
    if not shares:
        return
    place = f"{place}, crs"
    for purpose in programme.crs:
        if purpose.percent is None:
            yield Problem(
                "library.percent_missing",
                place,
                _("CRS purpose code {code} has no percentage.", code=purpose.code),
                _("Give each code of the programme a percentage, or none of them."),
            )
    if len(shares) == len(programme.crs) and sum(shares) != 100:
        yield Problem(
            "library.percent_sum",
            place,
            _("The percentages of the purpose codes add up to {sum}.", sum=sum(shares)),
            _("Correct them so that they add up to 100."),
        )
    yield from _check_counted_twice([purpose.code for purpose in programme.crs], place)


def _check_counted_twice(codes: list[str], place: str) -> Iterator[Problem]:
    parents = parents_of_purpose_codes()
    for code in repeated(codes):
        yield Problem(
            "library.crs_repeated",
            place,
            _("CRS purpose code {code} is named twice.", code=code),
            _("Name it once, with the sum of its percentages."),
        )
    for code in dict.fromkeys(codes):
        if parents.get(code) in codes:
            yield Problem(
                "library.crs_counted_twice",
                place,
                _(
                    "CRS purpose code {code} is a part of {parent}: the same work is counted "
                    "twice.",
                    code=code,
                    parent=parents[code],
                ),
                _("Keep one of the two, with the sum of both percentages."),
            )


def _unknown(given: Iterable[str], known: set[str], place: str, kind: str) -> Iterator[Problem]:
    yield from (unknown_id(id_, place, kind) for id_ in given if id_ not in known)


def _check_factors(catalogue: Catalogue, file: str) -> Iterator[Problem]:
    if not catalogue.matching.confidence_factors:
        return
    for confidence in CONFIDENCES:
        if confidence not in catalogue.matching.confidence_factors:
            yield Problem(
                "library.key_missing",
                f"{file}, matching > confidence_factors",
                _("'{key}' is missing.", key=confidence),
                _("Add it."),
            )


def _check_all_served(framework: Framework, catalogue: Catalogue, file: str) -> Iterator[Problem]:
    served = {id_ for programme in catalogue.programmes for id_ in programme.serves}
    for indicator in framework.questionnaire.indicators:
        if indicator.id not in served:
            yield Problem(
                "library.indicator_unserved",
                file,
                _("No programme serves {indicator}.", indicator=indicator.id),
                _("Add it to a programme that can raise it."),
                severity=Severity.WARNING,
            )
