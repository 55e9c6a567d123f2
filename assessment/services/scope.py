"""Fill in the scope sheet of an assessment, and begin the assessment of one region."""

from dataclasses import replace
from uuid import uuid4

from assessment.locales import gettext as _
from assessment.locales.formats import moment
from assessment.model.answer import Origin
from assessment.model.assessment import Assessment, Changes, NewScope, StaleWrite
from assessment.model.checks import check_scope
from assessment.model.problem import Problem, Refused
from assessment.model.scope import RecordedScope, Scope
from assessment.reporting.scope import scope_name
from assessment.services.assessments import refuse_twin, store_new
from assessment.services.context import Context, Opened


def read_scope(context: Context, opened: Opened) -> RecordedScope | None:
    """Return the newest scope sheet, and who filled it in; ``None`` before the first."""
    return context.store.scope(opened.assessment.id)


def save_scope(
    context: Context,
    opened: Opened,
    scope: Scope,
    seen_revision: int,
    *,
    origin: Origin = "page",
) -> None:
    """Append a scope sheet; one that says nothing new is not kept a second time.

    Parameters
    ----------
    seen_revision
        The revision that its author saw, 0 for none.

    Raises
    ------
    Refused
        With everything that is wrong in the lists, or if somebody changed the
        sheet meanwhile (``scope.stale``); nothing is written then.
    """
    problems = check_scope(scope, lambda name: _("Scope sheet, {list}", list=scope_name(name)))
    if problems:
        raise Refused(problems)
    changes = Changes(origin, scope=NewScope(scope, seen_revision))
    try:
        context.store.write(opened.assessment.id, changes, context.actor, context.clock())
    except StaleWrite as error:
        raise Refused((_changed_meanwhile(context, opened),)) from error


def _changed_meanwhile(context: Context, opened: Opened) -> Problem:
    newest = read_scope(context, opened)
    found = _("Somebody changed the scope sheet after you opened it.")
    if newest is not None:
        found = _(
            "{person} ({moment}) changed the scope sheet after you opened it.",
            person=newest.person_name,
            moment=moment(newest.recorded_at),
        )
    remedy = _("Look at that sheet, then keep it or give your lists again.")
    return Problem("scope.stale", _("Scope sheet"), found, remedy)


def begin_region(context: Context, opened: Opened, region: str) -> Assessment:
    """Begin the assessment of one region of a state, for the same period and in the same mode.

    It asks the same version of the questionnaire, so that it can stand beside the
    assessment of the state; in whose scores it never counts.

    Raises
    ------
    Refused
        If the assessment is itself of a region, the region is not on its scope
        sheet, or its assessment was begun already.
    """
    newest = read_scope(context, opened)
    regions = newest.scope.named("regions") if newest else ()
    if opened.assessment.region or region not in regions:
        raise Refused((_no_region(opened, region),))
    begun = replace(
        opened.assessment,
        id=uuid4().hex,
        # The content that is asked from now on, which may have been edited since.
        questionnaire_checksum=opened.framework.questionnaire.checksum,
        region=region,
        scope_note="",
        created_at=context.clock(),
        created_by=context.actor.name,
        status="draft",
        archived=False,
        approval=None,
        n_changes=0,
    )
    refuse_twin(context, begun)
    store_new(context, begun)
    return begun


def _no_region(opened: Opened, region: str) -> Problem:
    return Problem(
        "scope.region_unknown",
        opened.assessment.title,
        _("'{region}' is no region on the scope sheet of a whole state.", region=region),
        _("Write it on the list of regions of the state first."),
    )
