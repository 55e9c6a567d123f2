"""The whole result of one assessment, and the scores of many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from assessment.model.assessment import Record
from assessment.model.comparison import DimensionDifference
from assessment.model.conditions import DimensionDecline
from assessment.model.conditions import leaves as leaves_of
from assessment.model.evaluation import Baseline, EarlierScores, Facts, evaluate
from assessment.model.framework import Framework
from assessment.model.rules import ReviewTier
from assessment.model.score import (
    Composite,
    DimensionScore,
    Explanation,
    Finding,
    Findings,
    GapFinding,
    GateEffect,
    OneLevelMore,
    Profile,
    Progress,
    Truth,
)
from assessment.model.tree import Cells, Node, Numbers, Parts, Tree
from assessment.scoring.bands import band_of
from assessment.scoring.comparison import Scores, compare_scores
from assessment.scoring.draws import interval_of, published_draws
from assessment.scoring.leaves import Leaves, columns_of, each_raised, filled, read_leaves
from assessment.scoring.method_marks import method_marks
from assessment.scoring.tree import COMPOSITE, TreeScores, composite_node, score_tree, tree_of

DECIMALS = 9
MOST_LACKING = 3


def score_record(
    framework: Framework,
    record: Record,
    *,
    baseline: Baseline | None = None,
    has_intervals: bool = True,
) -> Profile:
    """Score one assessment: the only scoring function, for page, workbook and command alike.

    Parameters
    ----------
    baseline
        What declines are measured against; see `find_baseline`.
    has_intervals
        Whether intervals are drawn and other methods tried, which takes most of the time;
        everything else is the same without them.
    """
    dimensions = (
        score_records(framework, (record,))[0]
        if has_intervals
        else _published(framework, record, bare_scores(framework, record))
    )
    progress = progress_of(framework, record)
    differences = _since(framework, baseline, record, dimensions)
    facts, found = _findings(framework, record, dimensions, (baseline, differences))
    leaves = read_leaves(framework, (record,)).row(0)
    return Profile(
        dimensions=dimensions,
        explanations=explain_record(framework, record, dimensions),
        gaps=found.gaps,
        tier=found.tier,
        tier_causes=found.tier_causes,
        strengths=() if progress.is_early else _strengths(framework, record),
        composite=composite(
            framework.rules.composite, {d.dimension_id: d.value for d in dimensions}
        ),
        is_complete=all(not dimension.missing for dimension in dimensions),
        progress=progress,
        regional_prompt=_regional_prompt(framework, record, facts),
        method_marks=method_marks(framework, leaves, dimensions) if has_intervals else (),
    )


def _published(framework: Framework, record: Record, scores: Scores) -> Scores:
    """Return scores as results, which they are not while an assessment is hardly begun."""
    if progress_of(framework, record).is_early:
        return tuple(map(_too_early, scores))
    return scores


def findings_of(
    framework: Framework, record: Record, *, baseline: Baseline | None = None
) -> Findings:
    """Return the gaps and the tier that `score_record` returns, some thirty times as fast.

    No interval is drawn, so it can be asked after every answer; except where a dimension
    fell so far since the baseline that only its interval tells whether that is clear.
    """
    differences: Sequence[DimensionDifference] = ()
    if progress_of(framework, record).is_early:
        # Nothing but the context is looked at, and no score stands behind it.
        return _findings(framework, record, (), (None, differences))[1]
    dimensions = bare_scores(framework, record)
    if baseline is not None and _fell_far(framework, baseline, dimensions):
        differences = _since(framework, baseline, record, dimensions)
    return _findings(framework, record, dimensions, (baseline, differences))[1]


def bare_scores(framework: Framework, record: Record) -> Scores:
    """Score the dimensions of one assessment without intervals, which take nearly all the time."""
    leaves, tree = read_leaves(framework, (record,)), tree_of(framework)
    found = (score_tree(tree, leaves.cells), *bounds(framework, tree, leaves))
    return tuple(_scores(framework, leaves.row(0), found, 0))


def _fell_far(framework: Framework, baseline: Baseline, after: Scores) -> bool:
    """Whether a dimension fell by what some gap or tier calls a decline, clearly or not."""
    rules = framework.rules
    tiers = (tier.condition for tier in rules.review_tiers if tier.condition is not None)
    asked = (*(gap.condition for gap in rules.critical_gaps), *tiers)
    parts = (part for condition in asked for part in leaves_of(condition))
    falls = [part.dimension_decline for part in parts if isinstance(part, DimensionDecline)]
    changes = [
        two.value - one.value
        for part in baseline.parts
        for one, two in zip(part.dimensions, after, strict=True)
        if one.dimension_id in part.serves and one.value is not None and two.value is not None
    ]
    return bool(falls and changes) and min(changes) <= -min(falls)


def _findings(
    framework: Framework,
    record: Record,
    dimensions: Scores,
    since: tuple[Baseline | None, Sequence[DimensionDifference]],
) -> tuple[Facts, Findings]:
    """Evaluate gaps and tiers; return also the facts that they were evaluated on."""
    answers = {id_: recorded.answer for id_, recorded in record.answers.items()}
    questionnaire, is_early = framework.questionnaire, progress_of(framework, record).is_early
    baseline, differences = since
    if is_early:
        # What is known of the context holds however few questions are answered.
        facts = Facts(questionnaire, {}, record.flags)
    else:
        facts = Facts(
            questionnaire,
            answers,
            record.flags,
            dimensions,
            baseline=baseline,
            differences=differences,
        )
    gaps = () if is_early else _gaps(framework, facts)
    facts = replace(facts, active_gaps=tuple(found.gap for found in gaps if found.is_active))
    tier, causes = _tier(framework, facts, context_alone=is_early)
    return facts, Findings(gaps, tier, causes, _due_days(tier, facts))


def _due_days(tier: ReviewTier | None, facts: Facts) -> int | None:
    if tier is None or tier.due is None:
        return None
    sooner = tier.due.sooner
    if sooner is not None and evaluate(sooner.condition, facts).truth is Truth.TRUE:
        return sooner.days
    return tier.due.days


def compare_dimensions(
    framework: Framework, before: Record, after: Record
) -> tuple[DimensionDifference, ...]:
    """Score two assessments with the same questionnaire content and compare them."""
    scores = score_records(framework, (before, after))
    return compare_scores(framework, (before, scores[0]), (after, scores[1]))


def _since(
    framework: Framework, baseline: Baseline | None, record: Record, scores: Scores
) -> tuple[DimensionDifference, ...]:
    """Compare each dimension with the earlier assessment that serves it."""
    found = {
        difference.dimension_id: difference
        for part in (baseline.parts if baseline else ())
        for difference in compare_scores(
            framework, (part.record, tuple(part.dimensions)), (record, scores)
        )
        if difference.dimension_id in part.serves
    }
    return tuple(found[one.dimension_id] for one in scores if one.dimension_id in found)


def progress_of(framework: Framework, record: Record) -> Progress:
    """Count the answers of any kind, and say from how many on results are shown."""
    questionnaire, early = framework.questionnaire, framework.rules.coverage.early
    n_indicators = len(questionnaire.indicators)
    open_in = {
        dimension.id: sum(not record.answer(i.id).is_answered for i in dimension.indicators)
        for dimension in questionnaire.dimensions
    }
    # Binary arithmetic puts some shares a little above the whole number that they are.
    needed = ceil(round(early.share * n_indicators, DECIMALS)) if early else 0
    lacking = sorted((id_ for id_, n in open_in.items() if n), key=lambda id_: -open_in[id_])
    n_open = sum(open_in.values())
    return Progress(n_indicators - n_open, n_indicators, needed, tuple(lacking[:MOST_LACKING]))


def score_records(framework: Framework, records: Sequence[Record]) -> tuple[Scores, ...]:
    """Score the dimensions of assessments of one questionnaire.

    Returns
    -------
    tuple of tuple of DimensionScore
        One for each record and dimension.

    Notes
    -----
    Framework, section 5.3, steps 1 to 4 and 6.
    """
    if not records:
        return ()
    leaves, tree = read_leaves(framework, records), tree_of(framework)
    points = score_tree(tree, leaves.cells)
    low, high = bounds(framework, tree, leaves)
    found: list[Scores] = []
    for row, record in enumerate(records):
        own = _scores(framework, leaves.row(row), (points, low, high), row)
        if progress_of(framework, record).is_early:
            found.append(tuple(_too_early(one) for one in own))
        else:
            drawn = published_draws(framework, record)
            found.append(tuple(_with_interval(one, drawn, framework) for one in own))
    return tuple(found)


def _too_early(score: DimensionScore) -> DimensionScore:
    """Take back what would be read as a result, though the whole is hardly begun."""
    return replace(score, value=None, band=None, too_early=True)


def bounds(
    framework: Framework, tree: Tree, leaves: Leaves
) -> tuple[Mapping[str, Numbers], Mapping[str, Numbers]]:
    """Return both ends of every dimension, with each unknown answer at one end of the scale.

    An unknown indicator counts as that end itself, whatever its gates: a gate that held
    it below the mean of the known ones would put the high bound below the score.

    Returns
    -------
    pair of mappings
        Dimension id to scores of 0 to 100, in the shape of the leading axes. With nothing
        applicable there is nothing to bound: the whole scale is open.
    """
    scale = framework.questionnaire
    columns = columns_of(framework)
    ungated = {gate.id: leaves.unknown[..., columns[gate.id]] for gate in tree.gates}
    ends: list[Mapping[str, Numbers]] = []
    for level, end in ((scale.lowest_level, 0.0), (scale.highest_level, 100.0)):
        found = score_tree(tree, filled(leaves, level), ungated=ungated)
        values = {d.id: found.values(d.id) for d in scale.dimensions}
        ends.append({id_: np.where(np.isnan(own), end, own) for id_, own in values.items()})
    return ends[0], ends[1]


def explain_record(framework: Framework, record: Record, scores: Scores) -> tuple[Explanation, ...]:
    """Say how the score of each dimension came about."""
    tree, leaves = tree_of(framework), read_leaves(framework, (record,)).row(0)
    found = score_tree(tree, leaves.cells)
    raised = _raise_each(framework, tree, leaves)
    entered = _known(tree, leaves.cells.values)
    applicable = dict(zip(tree.leaves, leaves.applicable.tolist(), strict=True))
    effects = [effect for gate in tree.gates for effect in _gate_effect(gate, entered, applicable)]
    return tuple(
        _explanation(framework, tree.node(one.dimension_id), one, (found, raised, effects))
        for one in scores
    )


def parts_of(node: Node, tree: Tree, levels: Mapping[str, float], result: float) -> Parts:
    """Return what a node was computed from, in points where leaves are levels.

    Parameters
    ----------
    levels
        Child to the level that counts, for the children that have one.
    """
    ids = [id_ for id_ in node.children if id_ in levels]
    scale = tree.scale
    return Parts(
        values={id_: scale.to_points(levels[id_]) if scale else levels[id_] for id_ in ids},
        weights={id_: node.weight_of(id_) for id_ in ids},
        result=result,
        scale=scale,
    )


def gate_parts(effect: GateEffect) -> Parts:
    """Return what a gate was computed from, in levels."""
    levels = {effect.indicator_id: effect.level, **effect.gate_levels}
    values = {id_: float(level) for id_, level in levels.items()}
    return Parts(values, dict.fromkeys(values, 1.0), float(effect.effective_level))


def baseline_of(record: Record, scores: Sequence[DimensionScore]) -> Baseline:
    """Let one earlier assessment serve every dimension in which it has a score."""
    serves = frozenset(one.dimension_id for one in scores if one.value is not None)
    return Baseline((EarlierScores(record, scores, serves),))


def find_baseline(framework: Framework, earlier: Iterable[Record]) -> Baseline | None:
    """Choose for each dimension the last earlier assessment that has a score in it.

    Parameters
    ----------
    earlier
        The latest first; no more of them are read than it takes to serve every dimension.

    Returns
    -------
    Baseline or None
        ``None`` where no dimension has an earlier score.
    """
    parts: list[EarlierScores] = []
    unserved = {dimension.id for dimension in framework.questionnaire.dimensions}
    for record in earlier:
        # Whoever is too early for results has none to measure against.
        is_early = progress_of(framework, record).is_early
        (part,) = baseline_of(record, () if is_early else bare_scores(framework, record)).parts
        if serves := part.serves & unserved:
            parts.append(replace(part, serves=serves))
            unserved -= serves
        if not unserved:
            break
    return Baseline(tuple(parts)) if parts else None


def composite(rule: Node | None, scores: Mapping[str, float | None]) -> Composite | None:
    """Return the optional single number from dimension scores; ``None`` if one is missing.

    Notes
    -----
    Framework, section 5.3, step 5: 100 x prod(max(s, floor) / 100) ** (1 / n).
    Optional, never a headline, and never used for triggers.
    """
    known = {id_: value for id_, value in scores.items() if value is not None}
    if rule is None or not known or len(known) < len(scores):
        return None
    tree = Tree(tuple(known), (composite_node(rule, [*known]),))
    found = score_tree(tree, Cells.of(np.array([*known.values()])))
    return Composite(float(found.values(COMPOSITE)), min(known, key=lambda id_: known[id_]))


def _scores(
    framework: Framework,
    leaves: Leaves,
    found: tuple[TreeScores, Mapping[str, Numbers], Mapping[str, Numbers]],
    row: int,
) -> Iterator[DimensionScore]:
    """Put together the scores of one assessment, still without intervals."""
    points, low, high = found
    columns = columns_of(framework)
    for dimension in framework.questionnaire.dimensions:
        own = [columns[indicator.id] for indicator in dimension.indicators]
        missing = [i for i in dimension.indicators if leaves.unknown[columns[i.id]]]
        point = float(points.values(dimension.id)[row])
        value = None if np.isnan(point) else point
        yield DimensionScore(
            dimension_id=dimension.id,
            value=value,
            low=float(low[dimension.id][row]),
            high=float(high[dimension.id][row]),
            band=None if value is None else band_of(value, framework.rules.bands),
            interval=None,
            n_scored=int(leaves.known[own].sum()),
            n_applicable=int(leaves.applicable[own].sum()),
            missing=tuple(indicator.id for indicator in missing),
            missing_keys=tuple(indicator.id for indicator in missing if indicator.key),
        )


def _with_interval(
    score: DimensionScore, drawn: Mapping[str, Numbers], framework: Framework
) -> DimensionScore:
    if score.value is None:
        return score
    interval = interval_of(drawn[score.dimension_id], framework.rules.interval.quantiles)
    return replace(score, interval=interval)


def _known(tree: Tree, values: Numbers) -> dict[str, float]:
    found = zip(tree.leaves, values.tolist(), strict=True)
    return {id_: level for id_, level in found if not np.isnan(level)}


def _raise_each(framework: Framework, tree: Tree, leaves: Leaves) -> dict[str, dict[str, float]]:
    """Score with each known level one higher, alone; indicator id to dimension id to score."""
    highest = framework.questionnaire.highest_level
    levels = leaves.cells.values
    columns = np.flatnonzero(leaves.known & (levels < highest)).tolist()
    if not columns:
        return {}
    found = score_tree(tree, each_raised(leaves, columns))
    return {
        tree.leaves[column]: {node.id: float(found.values(node.id)[row]) for node in tree.nodes}
        for row, column in enumerate(columns)
    }


def _gate_effect(
    gate: Node, entered: Mapping[str, float], applicable: Mapping[str, bool]
) -> Iterator[GateEffect]:
    """Say what a gate did to one answer; nothing where the gated indicator has no level.

    What does not apply cannot limit, and there is nothing to verify in it.
    """
    own, *others = gate.children
    if own not in entered:
        return
    known = {id_: entered[id_] for id_ in gate.children if id_ in entered}
    limit = gate.limit(Parts(known, dict.fromkeys(known, 1.0), entered[own]))
    binds = limit is not None and limit.binds
    yield GateEffect(
        indicator_id=own,
        level=int(entered[own]),
        effective_level=int(limit.value if limit and limit.binds else entered[own]),
        gate_levels={id_: int(entered[id_]) for id_ in others if id_ in entered},
        bound_by=limit.ids if limit and binds else (),
        not_verified=tuple(id_ for id_ in others if id_ not in entered and applicable[id_]),
    )


def _explanation(
    framework: Framework,
    node: Node,
    score: DimensionScore,
    found: tuple[TreeScores, Mapping[str, Mapping[str, float]], Sequence[GateEffect]],
) -> Explanation:
    scores, raised, effects = found
    levels = {id_: float(scores.leaves[id_].values) for id_ in node.children}
    levels = {id_: level for id_, level in levels.items() if not np.isnan(level)}
    limit = None
    if levels and score.value is not None:
        limit = node.limit(parts_of(node, tree_of(framework), levels, score.value))
    return Explanation(
        dimension_id=node.id,
        rule=node.rule,
        effective_levels=levels,
        limit=limit,
        gates=tuple(effect for effect in effects if effect.indicator_id in node.children),
        one_level_more=()
        if score.value is None
        else _one_level_more(node, score.value, raised, framework),
    )


def _one_level_more(
    node: Node,
    value: float,
    raised: Mapping[str, Mapping[str, float]],
    framework: Framework,
) -> tuple[OneLevelMore, ...]:
    """List the dimension's own indicators, and gates from outside that would lift it."""
    gates = framework.rules.gates
    outside = [by for id_ in node.children if id_ in gates for by in gates[id_].mentioned()]
    found: list[OneLevelMore] = []
    for id_ in dict.fromkeys((*node.children, *outside)):
        if id_ in raised:
            score = raised[id_][node.id]
            if id_ in node.children or score > value:
                found.append(OneLevelMore(id_, score, score - value))
    return tuple(sorted(found, key=lambda more: -more.change))


def _gaps(framework: Framework, facts: Facts) -> tuple[GapFinding, ...]:
    found = [
        GapFinding(gap, evaluate(gap.condition, facts)) for gap in framework.rules.critical_gaps
    ]
    active = [gap for gap in found if gap.finding.truth is Truth.TRUE]
    open_ = [gap for gap in found if gap.finding.truth is Truth.UNKNOWN]
    return (*active, *open_)


def _tier(
    framework: Framework, facts: Facts, *, context_alone: bool
) -> tuple[ReviewTier | None, tuple[str, ...]]:
    """Return the last tier whose condition holds, and what made it so.

    From the context alone, a tier that asks for nothing says nothing and does not apply.
    """
    for tier in reversed(framework.rules.review_tiers):
        if context_alone and tier.condition is None:
            continue
        finding = evaluate(tier.condition, facts) if tier.condition else Finding(Truth.TRUE, ())
        if finding.truth is Truth.TRUE:
            return tier, finding.causes
    return None, ()


def _regional_prompt(framework: Framework, record: Record, facts: Facts) -> Finding | None:
    prompt = framework.rules.regional_prompt
    if prompt is None or record.assessment.region:
        return None
    finding = evaluate(prompt.condition, facts)
    return finding if finding.truth is Truth.TRUE else None


def _strengths(framework: Framework, record: Record) -> tuple[str, ...]:
    highest = framework.questionnaire.highest_level
    levels = {id_: recorded.answer.level for id_, recorded in record.answers.items()}
    strong = {
        indicator.id: level
        for indicator in framework.questionnaire.indicators
        if (level := levels.get(indicator.id)) is not None and level >= highest - 1
    }
    return tuple(sorted(strong, key=lambda id_: -strong[id_]))
