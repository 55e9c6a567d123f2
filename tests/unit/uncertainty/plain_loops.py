"""The draws once more in plain loops: the same random words, none of the arrays' arithmetic."""

import math

from assessment.scoring.draws import INTERVALS, draw_method, draw_words, own_number
from tests import naive_rules


def draw_all(framework, records, settings):
    """Every score of every draw: scores[dimension id][record][draw], ``None`` where none."""
    indicators = [i.id for i in framework.questionnaire.indicators]
    shape = (len(indicators), settings.draws)
    method = draw_method(settings.seed, INTERVALS, shape)
    found = {d.id: [[] for _ in records] for d in framework.questionnaire.dimensions}
    for row, record in enumerate(records):
        key = (INTERVALS, own_number(record))
        words = draw_words(settings.seed, key, shape, settings.together)
        for draw in range(settings.draws):
            levels = {}
            for column, id_ in enumerate(indicators):
                level = one_level(framework, record, settings, id_, int(words[column, draw]))
                if level is not None:
                    levels[id_] = level
            counted = gated(framework, levels)
            choice = {
                "weights": {
                    id_: 1 + settings.weight_spread * (2 * float(method.weights[n, draw]) - 1)
                    for n, id_ in enumerate(indicators)
                },
                "map": step_map(framework, settings, float(method.step_map[draw])),
                "extra": settings.allowance_spread * (2 * float(method.allowance[draw]) - 1),
                "rule": settings.rules[math.floor(method.rule[draw] * len(settings.rules))],
            }
            for dimension in framework.questionnaire.dimensions:
                score = one_score(framework, dimension, counted, choice)
                found[dimension.id][row].append(None if score is None else round(score, 9))
    return found


def one_level(framework, record, settings, id_, word):
    lowest = framework.questionnaire.lowest_level
    highest = framework.questionnaire.highest_level
    answer = record.answer(id_)
    if answer.status == "not_applicable":
        return None
    rated = settings.raters.get(record.assessment.id, {}).get(id_)
    if rated:
        return rated[word * len(rated) // 65536]
    if answer.status != "level":
        n_levels = highest - lowest + 1
        return lowest + word * n_levels // 65536 if settings.missing else None
    if not settings.answers:
        return answer.level
    down, _, up = chances(framework, answer)
    level = answer.level
    if word < round(65536 * down):
        level -= 1
    elif word >= 65536 - round(65536 * up):
        level += 1
    return min(max(level, lowest), highest)


def chances(framework, answer):
    found = framework.rules.interval.shifts[answer.confidence or "low"]
    if isinstance(found, dict):
        grade = answer.evidence_grade
        found = found[grade if grade in ("A", "B", "C") else "unstated"]
    return found


def gated(framework, levels):
    counted = dict(levels)
    for id_, gate in framework.rules.gates.items():
        known = [levels[by] for by in gate.by if by in levels]
        if id_ in levels and known:
            counted[id_] = min(levels[id_], min(known) + gate.allowance)
    return counted


def step_map(framework, settings, uniform):
    n_levels = len(framework.questionnaire.scale)
    if not settings.step_maps:
        return [100 * n / (n_levels - 1) for n in range(n_levels)]
    maps = list(framework.rules.interval.step_maps.values())
    return maps[math.floor(uniform * len(maps))]


def one_score(framework, dimension, counted, choice):
    rule = framework.rules.dimensions[dimension.id]
    lowest = framework.questionnaire.lowest_level
    points = {
        i.id: choice["map"][counted[i.id] - lowest] for i in dimension.indicators if i.id in counted
    }
    given = getattr(rule, "weights", {})
    weights = {id_: given.get(id_, 1.0) * choice["weights"][id_] for id_ in points}
    if not points:
        return None
    match choice["rule"]:
        case "mean":
            return mean(points, weights)
        case "minimum":
            return min(points.values())
        case "geometric_mean":
            logs = {id_: math.log(max(value, 1)) for id_, value in points.items()}
            return math.exp(mean(logs, weights))
    return by_own_rule(framework, dimension, (points, weights), choice["extra"])


def by_own_rule(framework, dimension, counted, extra):
    """Naive rules know all of them; the weights of a draw are already in."""
    rule = framework.rules.dimensions[dimension.id]
    points, weights = counted
    capping = getattr(rule, "capped_by", ())
    if capping == "keys":
        capping = [i.id for i in dimension.indicators if i.key]
    if rule.rule == "capped_mean":
        rule = rule.model_copy(update={"allowance": max(rule.allowance + extra, 0)})
    per_level = 100 / (len(framework.questionnaire.scale) - 1)
    return naive_rules.score(rule, points, weights, per_level=per_level, capping=capping)


def mean(values, weights):
    return sum(values[i] * weights[i] for i in values) / sum(weights[i] for i in values)


def rank(scores):
    """The rank of each score; 1 is the highest, equal scores share the better rank."""
    return [1 + sum(other > own for other in scores) for own in scores]


def quantile(values, share):
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
