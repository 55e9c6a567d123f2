"""Score an assessment, suggest programmes, and hand out the results."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from assessment.exchange.csv_table import write_csv
from assessment.library.codelists import parents_of_purpose_codes, purpose_codes, sdg_targets
from assessment.locales import formats
from assessment.locales import gettext as _
from assessment.model.assessment import Assessment, Record
from assessment.model.choice import Choices
from assessment.model.own_programme import OptionFilter
from assessment.model.programme import Programme, Purpose
from assessment.model.round import EarlierRounds
from assessment.model.score import Profile
from assessment.model.suggestion import Arrangement, Step, Suggestion
from assessment.programmes.arrange import arrange
from assessment.programmes.match import suggest_programmes
from assessment.programmes.steps import find_steps
from assessment.reporting.plans import PlanReport
from assessment.reporting.regions import RegionFound
from assessment.reporting.report.gathered import Gathered
from assessment.scoring.profile import score_record
from assessment.services.baseline import measure_declines
from assessment.services.context import Context, Download, Opened
from assessment.services.moderation import agreed_answers
from assessment.services.plans import PlanFound, hold_plan
from assessment.services.quality import check_quality
from assessment.services.reviews import line_of, read_reviews

_LONGEST_SCOPE = 30
"""Signs of a remark on the scope that a file name has room for."""


@dataclass(frozen=True)
class Results:
    """Everything that follows from the answers of one assessment at one moment.

    Attributes
    ----------
    earlier
        The rounds before, and which of them declines are measured against.
    choices
        What people rejected and added.
    """

    opened: Opened
    record: Record
    profile: Profile
    suggestions: tuple[Suggestion, ...]
    earlier: EarlierRounds = field(default_factory=EarlierRounds)
    choices: Choices = field(default_factory=Choices)

    @cached_property
    def arrangement(self) -> Arrangement:
        """The suggestions as a reader meets them; empty for a questionnaire without programmes."""
        catalogue = self.opened.framework.catalogue
        return arrange(self.suggestions, catalogue) if catalogue else Arrangement((), (), (), ())

    @property
    def has_begun(self) -> bool:
        """Whether anything is answered or known of the context; else there is nothing to read."""
        answers = self.record.answers.values()
        return bool(self.record.flags) or any(one.answer.is_answered for one in answers)


def score(context: Context, opened: Opened) -> Results:
    """Score one assessment and match programmes, for page, workbook and command alike."""
    record = context.store.record(opened.assessment)
    baseline, earlier = measure_declines(context, opened)
    profile = score_record(opened.framework, record, baseline=baseline)
    choices = context.store.choices(opened.assessment.id)
    rejected = choices.rejected
    suggestions = tuple(
        replace(one, rejection=rejected[one.programme.id]) if one.programme.id in rejected else one
        for one in suggest_programmes(opened.framework, record, profile)
    )
    return Results(opened, record, profile, suggestions, earlier, choices)


def narrow(results: Results, chosen: OptionFilter) -> Results:
    """Return the results with only those suggestions that pass a filter."""
    kept = tuple(one for one in results.suggestions if chosen.passes(one.programme))
    return replace(results, suggestions=kept)


def steps(results: Results, goal: int | None = None) -> tuple[Step, ...]:
    """Return what leads up from the levels of today; see `find_steps`."""
    return find_steps(results.opened.framework, results.record, results.profile, goal)


def regional_results(context: Context, opened: Opened) -> tuple[Results, ...]:
    """Score the assessments of regions of a state; none of them counts in the score of the state.

    They stand beside the assessment of the whole state for the same period, if they
    were made with the same version of the same questionnaire, in whichever mode.

    Returns
    -------
    tuple of Results
        By name of the region; empty beside the assessment of a region.
    """
    state = opened.assessment
    if state.region:
        return ()

    def key(item: Assessment) -> tuple[str, ...]:
        return (*item.state_id, *item.period_id, item.questionnaire_id, item.questionnaire_version)

    others = context.store.listed_headings()
    found = [one for one in others if one.region and key(one) == key(state)]
    in_order = sorted(found, key=lambda one: (one.region.casefold(), one.mode, one.created_at))
    return tuple(score(context, Opened(one, opened.framework)) for one in in_order)


def export_results(
    context: Context, opened: Opened, *, include_restricted: bool = False
) -> Download:
    """Return what the pages show as a workbook: conclusion, scores, answers, gaps, suggestions.

    Parameters
    ----------
    include_restricted
        Whether sources that only the team may see go into the file, and the lists of the
        scope sheet that could lead to people who are in danger.
    """
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.results_workbook import write_results_workbook  # noqa: PLC0415

    found = gather(context, opened, include_restricted=include_restricted)
    return Download(file_name(opened.assessment, "results"), write_results_workbook(found))


def gather(context: Context, opened: Opened, *, include_restricted: bool = False) -> Gathered:
    """Return everything that a report says, with what its readers may see and no more."""
    results = score(context, opened)
    reviews = read_reviews(context, opened)
    shown = tuple(
        one
        for one in results.record.evidence
        if include_restricted or one.protection != "restricted"
    )
    return Gathered(
        opened.framework,
        replace(results.record, evidence=shown),
        results.profile,
        context.clock(),
        context.app_version,
        has_begun=results.has_begun,
        was_edited=opened.content_differs,
        with_restricted=include_restricted,
        n_left_out=len(results.record.evidence) - len(shown),
        suggestions=results.suggestions,
        arrangement=results.arrangement,
        choices=results.choices,
        earlier=results.earlier,
        reviews=reviews.reviews,
        line=line_of(context, reviews),
        asks_for_review=reviews.unrecorded == "open",
        plan=_plan(context, results),
        quality=check_quality(context, opened),
        regions=_regions(context, results),
        agreed=agreed_answers(context, opened),
        codes={
            one.programme.id: (*code_names(one.programme), *reporting_notes(one.programme))
            for one in results.suggestions
        },
    )


def _plan(context: Context, results: Results) -> PlanReport | None:
    found = find_plan(context, results)
    return found.report if found.plan.items else None


def _regions(context: Context, results: Results) -> tuple[RegionFound, ...]:
    return tuple(
        (one.opened.assessment, one.profile if one.has_begun else None)
        for one in regional_results(context, results.opened)
    )


def find_plan(context: Context, results: Results) -> PlanFound:
    """Hold the plan of an assessment against what was found of it a moment ago."""
    profile = results.profile
    # Too early for results: programmes are not held against a profile that says nothing yet.
    suggestions = () if profile.progress.is_early else results.suggestions
    return hold_plan(context, results.opened, results.record, profile, suggestions=suggestions)


def export_plan(context: Context, opened: Opened) -> Download:
    """Return items, milestones and how to read them as a workbook."""
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.plan_workbook import write_plan_workbook  # noqa: PLC0415

    report = find_plan(context, score(context, opened)).report
    content = write_plan_workbook(report, context.clock())
    return Download(file_name(opened.assessment, "plan"), content)


def export_plan_items(context: Context, opened: Opened) -> Download:
    """Return the items of the plan as CSV, each with what the findings say of it."""
    items = find_plan(context, score(context, opened)).report.items
    name = file_name(opened.assessment, "plan", ending="csv")
    return Download(name, write_csv(items.columns, items.rows))


def file_name(assessment: Assessment, kind: str, *, ending: str = "xlsx") -> str:
    """Name a file so that it sorts and says what it is, with characters that any disk takes.

    Mode, scope and the name of an invented state tell assessments of one place and period
    apart, which stand side by side in the folder of whoever downloads them.
    """
    place = (assessment.state_code, assessment.state_name if assessment.invented else "")
    words = (assessment.questionnaire_id, *place, assessment.region, assessment.period)
    parts = [*words, assessment.mode, assessment.scope_note[:_LONGEST_SCOPE], kind]
    safe = ("".join(c if c.isalnum() else "-" for c in part).strip("-") for part in parts)
    return "_".join(part for part in safe if part) + f".{ending}"


def code_names(programme: Programme) -> tuple[str, ...]:
    """Return the purpose codes and goals under which a programme is reported, with names."""
    targets = sdg_targets()
    return (
        *(_purpose_words(purpose) for purpose in programme.crs),
        *(f"SDG {code} {targets[code]}" for code in programme.sdg),
    )


def reporting_notes(programme: Programme) -> tuple[str, ...]:
    """Return what to mind when a programme is reported as aid, in sentences."""
    return (
        *([_("As aid (ODA): {note}", note=programme.oda_note)] if programme.oda_note else ()),
        *(
            [_("Where codes change: {note}", note=programme.post_conflict_note)]
            if programme.post_conflict_note
            else ()
        ),
    )


def purposes(programme: Programme) -> list[dict[str, str | int | None]]:
    """Return the purpose codes of a programme under stable names, for programs."""
    return [
        {
            "code": purpose.code,
            "name": purpose_codes()[purpose.code][0],
            "percent": purpose.percent,
            "parent": parents_of_purpose_codes().get(purpose.code),
            "note": purpose.note,
        }
        for purpose in programme.crs
    ]


def _purpose_words(purpose: Purpose) -> str:
    """Name a purpose code: of which it is a part, its share, and what belongs to it."""
    words = f"CRS {purpose.code} {purpose_codes()[purpose.code][0]}"
    if parent := parents_of_purpose_codes().get(purpose.code):
        words = _("{code}, voluntary code under {parent}", code=words, parent=parent)
    if purpose.percent is not None:
        share = formats.percent(purpose.percent / 100)
        words = _("{code}: {percent}", code=words, percent=share)
    return _("{code} ({note})", code=words, note=purpose.note) if purpose.note else words
