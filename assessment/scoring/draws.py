"""The one source of draws: what may vary in the answers and the method, from seeded numbers.

Each assessment draws its answers from a stream of its own, found by its heading, and
all share the choices of method of a draw. So a score has the same interval on every
page and in every company, and two assessments can be compared draw by draw.

Only the raw 64-bit words of PCG64 are used, because numpy promises that they stay the
same on every platform and in every version, and promises less of the methods that
shape them. Each source has a stream of its own, so that switching one off leaves the
draws of the others as they were.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from math import prod
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assessment.model.answer import CONFIDENCES
from assessment.model.assessment import Record
from assessment.model.fingerprint import fingerprint
from assessment.model.framework import Framework
from assessment.model.rules import EVIDENCE_STANDINGS, IntervalRule
from assessment.model.score import Interval
from assessment.model.tree import Cells, Numbers, Tree
from assessment.model.uncertainty import Source, UncertaintySettings
from assessment.scoring.change_method import all_under
from assessment.scoring.leaves import Leaves, columns_of, read_leaves
from assessment.scoring.tree import COMPOSITE, LevelPoints, Method, score_tree, tree_of

Words = NDArray[np.uint16]
Indices = NDArray[np.int64]

ANSWERS, WEIGHTS, STEP_MAPS, ALLOWANCE, RULE, BOOTSTRAP, TOGETHER, COMMON = range(8)
INTERVALS, SENSITIVITY = range(2)
WORDS_A_DRAW = 4
N_WORDS, LAST_WORD = 65_536, 65_535
DECIMALS = 9
MOST_COMBINATIONS = 250_000


@dataclass(frozen=True)
class MethodInputs:
    """Choices of method before they mean anything, common to all states; uniform from 0 to 1.

    Attributes
    ----------
    weights
        Shape (n_indicators, n_draws).
    step_map, allowance, rule
        Shape (n_draws,).
    """

    weights: Numbers
    step_map: Numbers
    allowance: Numbers
    rule: Numbers


@dataclass(frozen=True)
class AnswerPlan:
    """What the answers of one assessment may become; arrays of shape (n_indicators,).

    Attributes
    ----------
    base
        The level with nothing varied; ``nan`` for an indicator that is left out.
    kinds
        Why an indicator is left out; 0 where it is not.
    down, up
        A word below ``down`` lowers the answer by one level, a word above ``up`` raises it.
    choices
        Column to the levels among which a word chooses instead.
    source
        What moves the answer; empty where nothing does.
    """

    base: Numbers
    kinds: NDArray[np.int8]
    down: Words
    up: Words
    choices: Mapping[int, Numbers]
    source: NDArray[np.str_]

    def levels(self, words: Words) -> Cells:
        """Return the levels in every draw; words of shape (n_indicators, n_draws)."""
        moved = np.subtract(words > self.up[:, None], words < self.down[:, None], dtype=np.float64)
        moved += self.base[:, None]
        for column, choices in self.choices.items():
            moved[column] = choices[_choose_by_word(words[column], len(choices))]
        return Cells(moved.T, self.kinds[None], np.zeros((1, len(self.kinds)), np.uint8))

    def combinations(self, columns: Sequence[int]) -> tuple[Cells, Numbers] | None:
        """Return every combination of levels of some indicators, with its probability.

        Returns
        -------
        pair of Cells and array, or None
            Shape (n_combinations, n_indicators) and (n_combinations,); the other indicators
            stay as they are. ``None`` where there are too many.
        """
        outcomes = {column: self._outcomes(column) for column in columns}
        moving = {column: found for column, found in outcomes.items() if len(found[0]) > 1}
        n_combinations = prod(len(levels) for levels, _chances in moving.values())
        if n_combinations > MOST_COMBINATIONS:
            return None
        places = np.indices([len(levels) for levels, _ in moving.values()]).reshape(len(moving), -1)
        # One row an indicator, so that each is read in one piece, as in `levels`.
        values = np.repeat(self.base[:, None], n_combinations, axis=1)
        chances = np.ones(n_combinations)
        for place, (column, (levels, own)) in zip(places, moving.items(), strict=True):
            values[column] = levels[place]
            chances *= own[place]
        return Cells(values.T, self.kinds[None], np.zeros((1, len(self.kinds)), np.uint8)), chances

    def _outcomes(self, column: int) -> tuple[Numbers, Numbers]:
        """Return the levels that one answer may take, and how probable each is."""
        if column in self.choices:
            levels, counts = np.unique(self.choices[column], return_counts=True)
            return levels, counts / counts.sum()
        down = int(self.down[column]) / N_WORDS
        up = (LAST_WORD - int(self.up[column])) / N_WORDS
        levels = self.base[column] + np.array([-1.0, 0.0, 1.0])
        chances = np.array([down, 1 - down - up, up])
        return levels[chances > 0], chances[chances > 0]

    def moved_by(self, source: Source) -> Indices:
        """Return the columns that a source moves."""
        return np.flatnonzero(self.source == source)


def published_settings(rule: IntervalRule) -> UncertaintySettings:
    """Return what varies in the interval beside every score: what the questionnaire says.

    Notes
    -----
    Framework, section 5.3, step 6. Missing answers are not varied: the bounds show those.
    """
    return UncertaintySettings(
        seed=rule.seed,
        draws=rule.draws,
        answers="answers" in rule.varies,
        rated="raters" in rule.varies,
        together=rule.together,
        weight_spread=rule.weight_spread if "weights" in rule.varies else 0.0,
        step_maps="step_maps" in rule.varies,
        missing=False,
        leave_one_out=False,
        sensitivity_size=0,
        continuity_correction={"weights", "step_maps"}.isdisjoint(rule.varies),
    )


class Draws:
    """Scores of assessments under drawn answers and drawn choices of method."""

    def __init__(
        self,
        framework: Framework,
        settings: UncertaintySettings | None = None,
        inputs: MethodInputs | None = None,
    ) -> None:
        """Take the settings of the questionnaire's own interval where none are given."""
        self.framework = framework
        self.settings = settings or published_settings(framework.rules.interval)
        shape = (len(framework.questionnaire.indicators), self.settings.draws)
        self._inputs = inputs or draw_method(self.settings.seed, INTERVALS, shape)
        self._trees = [tree_of(all_under(framework, rule)) for rule in self.settings.rules]
        self._methods = [self._method(tree) for tree in self._trees]

    def score(self, record: Record, only: tuple[str, ...] = ()) -> Mapping[str, Numbers]:
        """Return the drawn scores of one assessment; see `score_plan`."""
        return self.score_plan(self.plan(record), self.words(record), only)

    def score_plan(
        self, plan: AnswerPlan, words: Words, only: tuple[str, ...] = ()
    ) -> Mapping[str, Numbers]:
        """Return drawn scores, with a continuity correction where only answers vary.

        Answers move by whole levels, so scores come in lumps, and an end of an interval
        would stay on a lump, or jump from one to the next, whatever the chances. So each
        score is spread over half of what one level of one answer is worth on average.
        How often each score comes is taken from all combinations of answers where these
        are few enough, and otherwise from the draws. Which draws go together stays as drawn.
        """
        drawn = self.score_words(plan, words, only)
        if not self.settings.continuity_correction:
            return drawn
        return {id_: self._without_lumps(id_, own, plan, words) for id_, own in drawn.items()}

    def _without_lumps(
        self, node_id: str, drawn: Numbers, plan: AnswerPlan, words: Words
    ) -> Numbers:
        if np.isnan(drawn).any():
            return drawn
        columns = self._answers_under(node_id)
        half_step = self._half_step(node_id, plan)
        can_combine = node_id != COMPOSITE and not self.settings.together
        combined = plan.combinations(columns) if can_combine else None
        if combined is None:
            return spread_lumps(drawn, words[columns], half_step)
        cells, chances = combined
        scores = score_tree(self._trees[0], cells, only=(node_id,)).values(node_id)
        outcomes = round_scores(scores).ravel(), chances
        return spread_lumps(drawn, words[columns], half_step, outcomes)

    def _half_step(self, node_id: str, plan: AnswerPlan) -> float:
        """Return half of what one level of one known answer is worth on average, in points."""
        questionnaire = self.framework.questionnaire
        columns = columns_of(self.framework)
        own = [columns[id_] for id_ in self._children(node_id)]
        n_levels = questionnaire.highest_level - questionnaire.lowest_level
        n_known = int(np.count_nonzero(plan.kinds[own] == 0))
        return 100 / n_levels / n_known / 2 if n_known else 0.0

    def _answers_under(self, node_id: str) -> list[int]:
        """Return the columns of the answers on which a node hangs, its gates among them."""
        columns, gates = columns_of(self.framework), self.framework.rules.gates
        children = self._children(node_id)
        gating = [by for id_ in children if id_ in gates for by in gates[id_].mentioned()]
        return [columns[id_] for id_ in dict.fromkeys((*children, *gating))]

    def _children(self, node_id: str) -> tuple[str, ...]:
        """Return the indicators of a dimension, or all of them."""
        if node_id == COMPOSITE:
            return tuple(columns_of(self.framework))
        return self._trees[0].node(node_id).children

    def plan(self, record: Record) -> AnswerPlan:
        """Return what may vary in the answers of one assessment."""
        leaves = read_leaves(self.framework, (record,)).row(0)
        raters = raters_of(self.framework, leaves, self.settings, record)
        return plan_answers(self.framework, leaves, self.settings, raters)

    def words(self, record: Record) -> Words:
        """Draw the words of one assessment, from a stream of its own."""
        shape = (len(self.framework.questionnaire.indicators), self.settings.draws)
        key = (INTERVALS, own_number(record))
        return draw_words(self.settings.seed, key, shape, self.settings.together)

    def score_words(
        self, plan: AnswerPlan, words: Words, only: tuple[str, ...] = ()
    ) -> Mapping[str, Numbers]:
        """Return the drawn scores of every dimension, and of the composite if there is one.

        Returns
        -------
        mapping
            Node id to scores of 0 to 100, shape (n_draws,), rounded to nine decimals;
            ``nan`` where too few indicators take part.
        """
        cells = plan.levels(words)
        found = [
            score_tree(tree, cells, method=method, only=only)
            for tree, method in zip(self._trees, self._methods, strict=True)
        ]
        ids = found[0].nodes
        if len(found) == 1:
            return {id_: round_scores(found[0].values(id_)) for id_ in ids}
        chosen = choose(self._inputs.rule, len(found))
        return {id_: round_scores(np.choose(chosen, [f.values(id_) for f in found])) for id_ in ids}

    def _method(self, tree: Tree) -> Method:
        settings, inputs, rule = self.settings, self._inputs, self.framework.rules.interval
        points = None
        if settings.step_maps:
            maps = np.array([*rule.step_maps.values()], np.float64)
            points = LevelPoints(maps, choose(inputs.step_map, len(maps)))
        allowance = settings.allowance_spread * (2 * inputs.allowance - 1)
        return Method(
            weights=dict(self._weights(tree)) if settings.weight_spread else {},
            points=points,
            allowance=allowance if settings.allowance_spread else 0.0,
        )

    def _weights(self, tree: Tree) -> Iterator[tuple[str, Numbers]]:
        columns = columns_of(self.framework)
        for node in tree.nodes:
            if not all(child in columns for child in node.children):
                continue
            rows = [columns[child] for child in node.children]
            nominal = np.array([node.weight_of(child) for child in node.children])
            factors = 1 + self.settings.weight_spread * (2 * self._inputs.weights[rows] - 1)
            yield node.id, nominal[:, None] * factors


class _Kept:
    """What was drawn last under the questionnaires' own intervals, for whoever asks again.

    A page that is drawn anew, and a comparison that holds one assessment against several
    others, would otherwise draw the same numbers many times. Shared by all sessions.
    """

    def __init__(self, most_frameworks: int = 4, most_records: int = 32) -> None:
        self._most = (most_frameworks, most_records)
        self._draws: OrderedDict[int, Draws] = OrderedDict()
        self._scores: OrderedDict[tuple[int, int, str], tuple[Draws, Mapping[str, Numbers]]]
        self._scores = OrderedDict()
        self._lock = Lock()

    def score(self, framework: Framework, record: Record) -> Mapping[str, Numbers]:
        """Return the drawn scores of one assessment."""
        draws = self.draws(framework)
        key = (id(draws), own_number(record), fingerprint(record))
        with self._lock:
            kept = self._scores.pop(key, None)
        # An id can be given again once its owner is gone.
        drawn = kept[1] if kept and kept[0] is draws else draws.score(record)
        with self._lock:
            self._scores[key] = (draws, drawn)
            while len(self._scores) > self._most[1]:
                self._scores.popitem(last=False)
        return drawn

    def draws(self, framework: Framework) -> Draws:
        """Return the draws of a questionnaire's own interval."""
        with self._lock:
            kept = self._draws.pop(id(framework), None)
        draws = kept if kept and kept.framework is framework else Draws(framework)
        with self._lock:
            self._draws[id(framework)] = draws
            while len(self._draws) > self._most[0]:
                self._draws.popitem(last=False)
        return draws


_KEPT = _Kept()


def published_draws(framework: Framework, record: Record) -> Mapping[str, Numbers]:
    """Return the drawn scores from which the interval beside every score is taken."""
    return _KEPT.score(framework, record)


def spread_lumps(
    drawn: Numbers,
    words: Words,
    half_step: float,
    outcomes: tuple[Numbers, Numbers] | None = None,
) -> Numbers:
    """Spread scores that come in lumps, each over half a step to either side.

    A continuity correction: equal scores are put evenly over the space that belongs to
    them. So an end of an interval moves with the chances and does not wait for the next lump.

    Parameters
    ----------
    drawn
        Scores of 0 to 100, shape (n_draws,), none of them ``nan``.
    words
        What moved the answers, shape (n_answers, n_draws). Among equal scores, the higher
        words come higher; by their number alone, two assessments would rise together.
    half_step
        Points (0 upward) over which a score is spread to either side.
    outcomes
        Scores and their chances, each of shape (n_outcomes,); those of the draws if ``None``.

    Returns
    -------
    array
        Scores of 0 to 100, shape (n_draws,), in the order of ``drawn``.

    Examples
    --------
    >>> words = np.array([[9, 4, 1, 7]], np.uint16)
    >>> spread_lumps(np.array([50.0, 50.0, 25.0, 50.0]), words, 3.0).tolist()
    [52.0, 48.0, 25.0, 50.0]
    """
    scores, chances = outcomes or (drawn, np.ones(len(drawn)))
    values, place = np.unique(scores, return_inverse=True)
    reached = np.cumsum(np.bincount(place.ravel(), chances).astype(np.float64))
    middles = (np.arange(len(drawn)) + 0.5) / len(drawn) * reached[-1]
    lump = np.asarray(np.searchsorted(reached, middles), np.int64)
    lump[lump == len(values)] -= 1  # the last digits of a sum may fall short of the last draw
    sizes = np.bincount(lump, minlength=len(values))
    rank = np.arange(len(drawn)) - (np.cumsum(sizes) - sizes)[lump]
    spread = np.empty_like(drawn)
    order = np.lexsort((words.sum(axis=0, dtype=np.uint64), drawn))
    spread[order] = values[lump] + half_step * ((2 * rank + 1) / sizes[lump] - 1)
    return spread.clip(0, 100)


def interval_of(drawn: Numbers, quantiles: tuple[float, float]) -> Interval | None:
    """Return low, median and high quantile of drawn scores or differences; ``None`` if unknown."""
    if np.isnan(drawn).any():
        return None
    low, high = quantiles
    found = np.quantile(drawn, [low, 0.5, high])
    # Rounding hides the last binary digits, in which a swapped pair would differ.
    return Interval(*(float(value) + 0.0 for value in round_scores(found)))


def plan_answers(
    framework: Framework,
    leaves: Leaves,
    settings: UncertaintySettings,
    raters: Mapping[str, tuple[int, ...]],
) -> AnswerPlan:
    """Return what the settings let vary in the answers of one assessment.

    Parameters
    ----------
    raters
        Indicator id to the levels of which each draw takes one, instead of a step.
    """
    questionnaire, n_leaves = framework.questionnaire, leaves.known.shape[0]
    no_words = np.zeros(n_leaves, np.uint16)
    plan = AnswerPlan(
        base=leaves.cells.values.copy(),
        kinds=np.where(leaves.known, np.int8(0), leaves.cells.kinds),
        down=no_words,
        up=no_words + np.uint16(LAST_WORD),
        choices={},
        source=np.array([""] * n_leaves, "<U8"),
    )
    if settings.answers:
        _add_steps(framework, leaves, plan)
    choices: dict[int, Numbers] = {}
    if settings.missing:
        scale = np.arange(questionnaire.lowest_level, questionnaire.highest_level + 1.0)
        choices |= dict.fromkeys(np.flatnonzero(leaves.unknown).tolist(), scale)
        plan.source[leaves.unknown] = "missing"
    columns = columns_of(framework)
    for id_, given in raters.items():
        column = columns[id_]
        if leaves.applicable[column]:
            choices[column] = np.array(given, np.float64)
            plan.source[column] = "raters" if len(set(given)) > 1 else ""
    plan.kinds[[*choices]] = 0
    return replace(plan, choices=choices)


def raters_of(
    framework: Framework, leaves: Leaves, settings: UncertaintySettings, record: Record
) -> Mapping[str, tuple[int, ...]]:
    """Return the levels of several people from which draws take one, by indicator.

    Of the ratings beside the answers, those about which people differed. Where all agree
    they may still err together, like one person; so the answer then moves by its confidence
    and evidence. So it does where it lies outside of all that was rated: somebody found out
    more since then. What has no answer yet has no score that could move.
    """
    given = settings.raters.get(record.assessment.id, {})
    if not settings.rated:
        return given
    columns, answers = columns_of(framework), leaves.cells.values
    differing = {
        id_: levels
        for id_, levels in record.rated.items()
        if len(set(levels)) > 1
        and id_ in columns
        and leaves.known[columns[id_]]
        and min(levels) <= answers[columns[id_]] <= max(levels)
    }
    return differing | dict(given)


def _add_steps(framework: Framework, leaves: Leaves, plan: AnswerPlan) -> None:
    """Set the words at which an answer moves, by its confidence and evidence."""
    words = np.rint(_chances(framework.rules.interval) * N_WORDS)
    own = words[leaves.confidences, leaves.grades]
    # A step over the end of the scale would be clipped, so it is not taken at all. The
    # last word stays where it is even at a probability of 1: one part in 65,536.
    falls = np.minimum(own[:, 0], LAST_WORD).astype(np.uint16)
    rises = np.maximum(LAST_WORD - own[:, 2], 0).astype(np.uint16)
    levels = leaves.cells.values
    can_fall = levels > framework.questionnaire.lowest_level
    can_rise = levels < framework.questionnaire.highest_level
    plan.down[can_fall], plan.up[can_rise] = falls[can_fall], rises[can_rise]
    plan.source[(plan.down > 0) | (plan.up < LAST_WORD)] = "answers"


def _chances(rule: IntervalRule) -> Numbers:
    """Return the chances of an error; shape (n_confidences, n_evidence_standings, 3)."""
    return np.array(
        [
            [rule.chances(confidence, None if e == "unstated" else e) for e in EVIDENCE_STANDINGS]
            for confidence in CONFIDENCES
        ]
    )


def own_number(record: Record) -> int:
    """Turn the heading of an assessment into the number of its stream.

    The same in every database. What tells two assessments apart is in it, so that two
    never share their draws.
    """
    a = record.assessment
    heading = (a.state_code, a.state_name, a.region, a.period, a.mode, a.scope_note)
    digest = sha256("\x1f".join(heading).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big")


@lru_cache(maxsize=4)
def draw_method(seed: int, purpose: int, shape: tuple[int, int]) -> MethodInputs:
    """Draw the choices of method; ``shape`` is (n_indicators, n_draws)."""
    n_draws = shape[1]
    return MethodInputs(
        weights=uniform(seed, (purpose, WEIGHTS), shape[0] * n_draws).reshape(shape),
        step_map=uniform(seed, (purpose, STEP_MAPS), n_draws),
        allowance=uniform(seed, (purpose, ALLOWANCE), n_draws),
        rule=uniform(seed, (purpose, RULE), n_draws),
    )


def draw_words(
    seed: int, key: tuple[int, int], shape: tuple[int, int], together: float = 0.0
) -> Words:
    """Draw one 16-bit word for each indicator and draw of an assessment.

    65,536 steps are finer than any probability in a questionnaire, and cost a quarter
    of a floating-point number.

    Parameters
    ----------
    together
        Share (0 to 1) of the words of each indicator that are one word for the whole
        draw. How often a single answer errs stays the same; that all err the same way
        becomes more frequent.
    """
    words = _words(seed, key, ANSWERS, shape)
    if not together:
        return words
    common = _words(seed, key, COMMON, (1, shape[1]))
    joined = _words(seed, key, TOGETHER, shape) < np.rint(together * N_WORDS)
    return np.where(joined, common, words)


def _words(seed: int, key: tuple[int, int], stream: int, shape: tuple[int, int]) -> Words:
    purpose, own = key
    n_words = shape[0] * shape[1]
    raw = _source(seed, (purpose, stream, own)).random_raw(-(-n_words // WORDS_A_DRAW))
    return raw.astype("<u8", copy=False).view("<u2")[:n_words].reshape(shape)


def uniform(seed: int, key: tuple[int, ...], size: int) -> Numbers:
    """Draw numbers from 0 to 1: the 53 leading bits, as every double with that spacing."""
    raw: NDArray[np.uint64] = _source(seed, key).random_raw(size)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53


def choose(numbers: Numbers, n_choices: int) -> Indices:
    """Turn uniform numbers from 0 to 1 into choices from 0 to ``n_choices - 1``."""
    return np.floor(numbers * n_choices).astype(np.int64)


def round_scores(scores: Numbers) -> Numbers:
    """Round to nine decimals, as bands read a score.

    Without it, weights that vary over equal levels would leave a variance of
    1e-29, and shares of nothing would look like shares of something.
    """
    return np.round(scores, DECIMALS)


def _choose_by_word(words: Words, n_choices: int) -> NDArray[np.uint32]:
    return words.astype(np.uint32) * np.uint32(n_choices) >> np.uint32(16)


def _source(seed: int, key: tuple[int, ...]) -> np.random.PCG64:
    return np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))
