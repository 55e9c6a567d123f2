"""Hold assessments against each other: side by side, two by two, and over time.

There is no order by score anywhere. A comparison says what differs and how
sure that is; it does not say who is better.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import pairwise

import numpy as np

from assessment.library.versions import version_key
from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import Answer
from assessment.model.assessment import Assessment, Record
from assessment.model.comparison import (
    Comparable,
    ComparedAssessment,
    Comparison,
    Difference,
    Group,
    Trend,
)
from assessment.model.framework import Framework
from assessment.model.problem import Problem, Refused
from assessment.reporting.compare import (
    WHAT_ALIASES_HIDE,
    WHAT_NO_CLEAR_DIFFERENCE_MEANS,
    WHY_NO_RANKING,
    plain_differences,
    plain_indicators,
    plain_notes,
    plain_scores,
)
from assessment.reporting.terms import mode_words
from assessment.reporting.version_difference import WHAT_THE_PARTS_MEAN, plain_versions
from assessment.scoring.comparison import compare_indicators
from assessment.scoring.profile import compare_dimensions
from assessment.scoring.version_difference import split_difference, turned_round
from assessment.services.compatibility import Member, check_compatibility, content_of
from assessment.services.context import Context, Download, Opened, open_assessment
from assessment.services.frozen import (
    SHOWN_DIGITS,
    WHAT_FROZEN_MEANS,
    find_frozen,
    frozen_among,
    read_frozen,
)
from assessment.services.score_cache import ScoreCache, Scores

INVENTED = mark(
    "Invented states are among them: they do not exist, and nothing here is about a real one."
)


@dataclass(frozen=True)
class Side:
    """One assessment with the answers that count in the comparison.

    Attributes
    ----------
    record
        Of now, or of the moment at which it was frozen; its heading has the id
        under which it was asked for, which is not the assessment's if it is frozen.
    title
        As it may be shown where names are not hidden.
    """

    opened: Opened
    record: Record
    title: str

    @property
    def id(self) -> str:
        """The id under which it was asked for."""
        return self.record.assessment.id


def comparable_headings(context: Context) -> tuple[Assessment, ...]:
    """Return what there is to choose from; quick, however many answers there are."""
    return context.store.listed_headings()


def compare(
    context: Context,
    assessment_ids: Sequence[str],
    *,
    aliases: bool,
    names: Mapping[str, str] | None = None,
    cache: ScoreCache | None = None,
) -> Comparison:
    """Show assessments side by side, as answered at this moment or when they were frozen.

    Parameters
    ----------
    assessment_ids
        Ids of assessments and of frozen baselines, in the order in which they are
        to be shown; repeated ones count once.
    aliases
        Whether names, periods, regions and scope notes are left out.
    names
        Id to the alias of those whose name alone is left out, where not all are.
    cache
        Keeps scores between calls; it never changes a figure.
    """
    ids = [*dict.fromkeys(assessment_ids)]
    ids = shuffle(ids) if aliases else ids
    chosen = names or {}
    sides, problems = _open_sides(context, ids)
    if problems and (aliases or chosen):
        # The message would name the state.
        problems = (_left_out(len(ids) - len(sides)),)
    labels = make_aliases(len(sides)) if aliases else _names(sides, chosen)
    hidden = frozenset(ids) if aliases else frozenset(chosen)
    members = _members(sides, labels, hidden=hidden, cache=cache)
    return Comparison(
        tuple(member.compared for member in members),
        _groups(members),
        check_compatibility(members),
        aliases or bool(chosen),
        problems,
        hidden,
    )


def difference(
    context: Context,
    comparison: Comparison,
    before_id: str,
    after_id: str,
    *,
    cache: ScoreCache | None = None,
) -> Difference:
    """Hold two assessments of a comparison against each other, under its names.

    Raises
    ------
    Refused
        If one of them cannot be opened any more.
    """
    known = {one.assessment_id: one for one in comparison.compared}
    sides = [open_side(context, id_) for id_ in (before_id, after_id)]
    labels = [known[id_].label for id_ in (before_id, after_id)]
    members = _members(sides, labels, hidden=comparison.hidden, cache=cache)
    return _difference(context, *members)


def answers_to(
    context: Context, group: Group, indicator_id: str
) -> tuple[tuple[ComparedAssessment, Answer], ...]:
    """Return what each assessment of a group says of one indicator, in the order of the group.

    Raises
    ------
    Refused
        If one of them cannot be opened any more.
    """
    return tuple(
        (one, open_side(context, one.assessment_id).record.answer(indicator_id))
        for one in group.compared
    )


def trend(
    context: Context,
    assessment_id: str,
    *,
    among: Iterable[Assessment] | None = None,
    cache: ScoreCache | None = None,
) -> Trend:
    """Return all periods of the state, region and mode of one assessment, in order.

    Periods are shown as answered now; frozen baselines are not among them.

    Parameters
    ----------
    among
        Where to look for the other periods; in the whole store if left out.

    Raises
    ------
    Refused
        If the assessment cannot be opened.
    """
    chosen = open_assessment(context, assessment_id)
    if among is None:
        among = context.store.listed_headings()
    same_place = [one for one in among if place_and_mode(one) == place_and_mode(chosen.assessment)]
    alike = [one for one in same_place if content_of(one) == content_of(chosen.assessment)]
    kept = [one for one in alike if one.begins is not None]
    kept.sort(key=lambda one: one.order)
    sides = [_live_side(context, Opened(one, chosen.framework)) for one in kept]
    members = _members(sides, _make_unique([one.period for one in kept]), cache=cache)
    return Trend(
        place_title(chosen.assessment),
        chosen.framework,
        tuple(member.compared for member in members),
        tuple(_difference(context, *pair) for pair in pairwise(members)),
        tuple(sorted(one.title for one in same_place if one not in alike)),
        tuple(sorted(one.title for one in alike if one not in kept)),
    )


def place_and_mode(assessment: Assessment) -> tuple[str, ...]:
    """Return what the periods of one trend share."""
    return (*assessment.place_id, assessment.mode)


def place_title(assessment: Assessment) -> str:
    """Name state, region and mode, without the period."""
    mode = mode_words(assessment.mode)
    if not assessment.region:
        return _("{state}, {mode}", state=assessment.state_name, mode=mode)
    return _(
        "{state} ({region}), {mode}",
        state=assessment.state_name,
        region=assessment.region,
        mode=mode,
    )


def export_workbook(
    context: Context, comparison: Comparison, pair: Difference | None = None
) -> Download:
    """Return what to know, the scores, and a pair's differences as a workbook."""
    # Loading the workbook library takes longer than most visits need.
    from assessment.exchange.table_workbook import write_tables  # noqa: PLC0415

    tables = [plain_notes(comparison_notes(context, comparison)), plain_scores(comparison)]
    if pair is not None:
        parts = plain_versions(pair) if pair.versions else plain_differences(pair)
        tables += [parts, plain_indicators(pair)]
    content = write_tables(tables, _("Comparison of assessments"), context.clock())
    return Download(comparison_file_name(comparison, "xlsx"), content)


def export_csv(comparison: Comparison) -> Download:
    """Return the scores as CSV."""
    from assessment.exchange.csv_table import write_csv  # noqa: PLC0415

    table = plain_scores(comparison)
    return Download(comparison_file_name(comparison, "csv"), write_csv(table.columns, table.rows))


def comparison_file_name(comparison: Comparison, ending: str) -> str:
    """Name the file without the name of any state."""
    return f"comparison{'_names-hidden' if comparison.aliases else ''}.{ending}"


def open_side(context: Context, id_: str) -> Side:
    """Open an assessment or a frozen baseline by its id.

    Raises
    ------
    Refused
        If there is neither, its questionnaire is not here, or a frozen baseline
        is no longer what it was.
    """
    try:
        opened = open_assessment(context, id_)
    except Refused:
        baseline = find_frozen(context, id_)
        if baseline is None:
            raise
        return Side(*read_frozen(context, baseline), baseline.title)
    return _live_side(context, opened)


def _live_side(context: Context, opened: Opened) -> Side:
    """Return an opened assessment as it is answered now."""
    return Side(opened, context.store.record(opened.assessment), opened.assessment.title)


def _open_sides(context: Context, ids: Sequence[str]) -> tuple[list[Side], tuple[Problem, ...]]:
    """Open several; what cannot be opened is left out and every reason returned."""
    sides: list[Side] = []
    problems: list[Problem] = []
    for id_ in ids:
        try:
            sides.append(open_side(context, id_))
        except Refused as refusal:
            problems += refusal.problems
    return sides, tuple(problems)


def shuffle(ids: Sequence[str]) -> list[str]:
    """Order ids by chance, the same for the same set, and free of names and of the alphabet.

    The ids themselves are the seed: they are random and never shown, so nobody
    who knows only the states can work the order out.
    """
    ordered = sorted(ids)
    seed = list("\x1f".join(ordered).encode())
    return [ordered[n] for n in np.random.default_rng(seed or [0]).permutation(len(ordered))]


def make_aliases(number: int) -> list[str]:
    """Return one alias for each position.

    Examples
    --------
    >>> make_aliases(28)[::27]
    ['Peer A', 'Peer AB']
    """
    return [_("Peer {letters}", letters=_letters(n)) for n in range(number)]


def _letters(position: int) -> str:
    """Name a position as the columns of a sheet are named: A to Z, AA, AB."""
    first, last = divmod(position, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def _titles(sides: Sequence[Side]) -> list[str]:
    """Return titles, with the mode where two are called the same."""
    titles = [side.title for side in sides]
    return _make_unique(
        [
            _("{title}, {mode}", title=side.title, mode=mode_words(side.opened.assessment.mode))
            if titles.count(side.title) > 1
            else side.title
            for side in sides
        ]
    )


def _names(sides: Sequence[Side], chosen: Mapping[str, str]) -> list[str]:
    """Return aliases where they were chosen, and titles that do not hang on those elsewhere."""
    titles = iter(_titles([side for side in sides if side.id not in chosen]))
    return [chosen[side.id] if side.id in chosen else next(titles) for side in sides]


def _make_unique(labels: Sequence[str]) -> list[str]:
    """Return the labels with a number behind those that were there before."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made


def _left_out(number: int) -> Problem:
    found = ngettext(
        "{number} of the chosen assessments cannot be opened and is left out.",
        "{number} of the chosen assessments cannot be opened and are left out.",
        number,
    )
    remedy = _("Show the names to see which, and why.")
    return Problem("compare.left_out", _("Comparison"), found, remedy)


def _members(
    sides: Sequence[Side],
    labels: Sequence[str],
    *,
    hidden: Collection[str] = (),
    cache: ScoreCache | None = None,
) -> list[Member]:
    opened, records = [one.opened for one in sides], [one.record for one in sides]
    scores = (cache or ScoreCache()).score(opened, records)
    named = [side.id not in hidden for side in sides]
    return [
        Member(side.opened, side.record, _compared(side, label, found, named=is_named), is_named)
        for side, label, found, is_named in zip(sides, labels, scores, named, strict=True)
    ]


def _compared(side: Side, label: str, found: Scores, *, named: bool) -> ComparedAssessment:
    heading = side.opened.assessment
    period = heading.period if named else ""
    return ComparedAssessment(side.id, label, heading.mode, found, period, heading.invented)


def _groups(members: Sequence[Member]) -> tuple[Group, ...]:
    found: dict[tuple[str, str, str], list[Member]] = {}
    for member in members:
        found.setdefault(content_of(member.opened.assessment), []).append(member)
    return tuple(
        Group(same[0].opened.framework, tuple(member.compared for member in same))
        for same in found.values()
    )


def _difference(context: Context, before: Member, after: Member) -> Difference:
    compatibility = check_compatibility((before, after))
    framework = after.opened.framework
    first = (before.opened.framework.questionnaire, before.record)
    second = (framework.questionnaire, after.record)
    found = Difference(
        before.compared,
        after.compared,
        framework,
        compatibility,
        dimensions=(),
        indicators=compare_indicators(first, second),
        over_time=_are_rounds(before, after),
    )
    if compatibility.comparable is Comparable.NO:
        return found
    if content_of(before.opened.assessment) == content_of(after.opened.assessment):
        dimensions = compare_dimensions(framework, before.record, after.record)
        return replace(found, dimensions=dimensions)
    return _across_versions(context, found, (before, after))


def _are_rounds(before: Member, after: Member) -> bool:
    """Whether these are two rounds of one place; with aliases that would give names away."""
    first, second = before.opened.assessment, after.opened.assessment
    same = place_and_mode(first) == place_and_mode(second)
    return before.named and after.named and same and first.period < second.period


def _across_versions(
    context: Context, found: Difference, pair: tuple[Member, Member]
) -> Difference:
    """Add what a difference between two versions of one questionnaire is about."""
    earlier, later = sorted(pair, key=_version_key)
    versions = [one.opened.framework.questionnaire.version for one in (earlier, later)]
    histories = context.library.trace(found.framework.questionnaire.id, *versions)
    kept = frozenset(id_ for id_, one in histories.items() if one.keeps_meaning)
    first, second = ((one.opened.framework, one.record) for one in (earlier, later))
    split = split_difference(first, second, kept)
    return replace(
        found,
        versions=split if earlier is pair[0] else tuple(map(turned_round, split)),
        earlier_version=versions[0],
        indicators=tuple(
            replace(one, same_wording=one.same_wording or one.indicator_id in kept)
            for one in found.indicators
        ),
    )


def _version_key(member: Member) -> tuple[int, ...]:
    return version_key(member.opened.framework.questionnaire.version)


def comparison_notes(context: Context, comparison: Comparison) -> Iterator[str]:
    """Yield what a reader of a file must know before the figures."""
    yield _(WHY_NO_RANKING)
    yield _(WHAT_NO_CLEAR_DIFFERENCE_MEANS)
    if len(comparison.groups) > 1:
        yield _(WHAT_THE_PARTS_MEAN)
    if comparison.aliases:
        yield _(WHAT_ALIASES_HIDE)
    if any(one.invented for one in comparison.compared):
        yield _(INVENTED)
    yield from comparison.compatibility.reasons
    for group in comparison.groups:
        yield group.framework.questionnaire.standing_sentence
    yield from version_notes(context, comparison)


def version_notes(context: Context, comparison: Comparison) -> Iterator[str]:
    """Yield of what content, when and with what version the figures are."""
    yield from _frozen_notes(context, comparison)
    for group in comparison.groups:
        yield from _method_notes(group.framework)
    yield _(
        "Made on {day} with version {version}.",
        day=formats.day(context.clock()),
        version=context.app_version,
    )


def _frozen_notes(context: Context, comparison: Comparison) -> Iterator[str]:
    found = frozen_among(context, comparison)
    if found:
        yield _(WHAT_FROZEN_MEANS)
    for one in () if comparison.aliases else found:
        yield _(
            "{baseline}: answers up to {day}, {time} UTC, fingerprint {fingerprint}.",
            baseline=one.title,
            day=formats.day(one.moment),
            time=f"{one.moment.astimezone(UTC):%H:%M:%S}",
            fingerprint=one.fingerprint[:SHOWN_DIGITS],
        )


def _method_notes(framework: Framework) -> Iterator[str]:
    questionnaire, rule = framework.questionnaire, framework.rules.interval
    low, high = (formats.short(quantile * 100) for quantile in rule.quantiles)
    yield _(
        "{questionnaire}, version {version}, content {checksum}.",
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        checksum=questionnaire.checksum[:SHOWN_DIGITS],
    )
    yield _(
        "Intervals: percentiles {low} to {high} of {draws} draws with the seed {seed}.",
        low=low,
        high=high,
        draws=formats.whole(rule.draws),
        seed=rule.seed,
    )
