"""Says what random replicates of an index vary, and what they leave as it is."""

from collections.abc import Iterator

from assessment.model.index import Index
from assessment.model.index_rules import LinearNode
from assessment.model.index_uncertainty import IndexSource, IndexUncertaintySettings
from assessment.scoring.index.replicate import takes_weights
from assessment.scoring.index.replicate_draws import is_mean, weighted_nodes

ALWAYS = (
    "The numbers in the table were taken as entered; their own errors were not varied.",
    "Which measures and nodes there are, and the direction of each measure, were not varied.",
)
SWITCHED_OFF: dict[IndexSource, str] = {
    "outliers": "The limit of the outlier treatment was not varied.",
    "normalisation": "The normalisation was not varied.",
    "weights": "The weights were not varied.",
    "rule": "The rules of the nodes were not varied.",
}
STEPS = {
    "denominate": "Denominators were not varied.",
    "impute": "Gaps were filled in the same way in every replicate.",
    "screen": "The share of measures that a unit needs was not varied.",
}


def say_varied(index: Index, settings: IndexUncertaintySettings) -> tuple[str, ...]:
    """Return full sentences on what varies, how far, and what the intervals are."""
    return tuple(_varied(index, settings))


def say_not_varied(index: Index, settings: IndexUncertaintySettings) -> tuple[str, ...]:
    """Return full sentences on what the replicates leave out."""
    return tuple(_not_varied(index, settings))


def _varied(index: Index, settings: IndexUncertaintySettings) -> Iterator[str]:
    yield f"{settings.draws:,} replicates were drawn with the seed {settings.seed}."
    if settings.weight_spread > 0:
        ids = [node.id for node in weighted_nodes(index, settings)]
        spread = f"{settings.weight_spread * 100:g} %"
        yield f"Each weight moved up or down by up to {spread}, in {_nodes(ids)}."
    if settings.outlier_limits:
        limits = ", ".join(str(limit) for limit in settings.outlier_limits)
        yield f"The most values that may be pulled in as outliers were also {limits}."
    if settings.normalisations:
        named = ", ".join(step.method.replace("_", " ") for step in settings.normalisations)
        yield (
            f"The normalisation was also {named}. Scores of such replicates are on another "
            "scale, so intervals of scores come from the others alone."
        )
    if settings.rules:
        named = ", ".join(choice.rule for choice in settings.rules)
        ids = [node.id for node in index.rules.tree if is_mean(node)]
        yield f"The rule was also {named}, for all of {_nodes(ids)} together."
    yield "All rows share the choices of each replicate."


def _not_varied(index: Index, settings: IndexUncertaintySettings) -> Iterator[str]:
    varied, steps = settings.varied, {step.step for step in index.rules.steps}
    for source, said in SWITCHED_OFF.items():
        there = {"outliers": "treat" in steps, "normalisation": "normalise" in steps}
        if source not in varied and there.get(source, True):
            yield said
    if settings.rules:
        others = [node.id for node in index.rules.tree if not is_mean(node)]
        if others:
            yield f"The rules of {_nodes(others)} were not varied."
    yield from _other_weights(index, settings)
    yield from (said for step, said in STEPS.items() if step in steps)
    if any(node.digits is not None or node.floor is not None for node in index.rules.tree):
        yield "Rounding and floors of the nodes were kept in every replicate."
    yield from ALWAYS


def _other_weights(index: Index, settings: IndexUncertaintySettings) -> Iterator[str]:
    varying = {node.id for node in weighted_nodes(index, settings)}
    fixed = [
        node.id
        for node in index.rules.tree
        if len(node.children) > 1
        and (takes_weights(node) or isinstance(node, LinearNode))
        and node.id not in varying
    ]
    if varying and fixed:
        yield f"Weights or coefficients of {_nodes(fixed)} were not varied."


def _nodes(ids: list[str]) -> str:
    few = 8
    more = f" and {len(ids) - few} more" if len(ids) > few else ""
    return f"{len(ids)} node{'' if len(ids) == 1 else 's'} ({', '.join(ids[:few])}{more})"
