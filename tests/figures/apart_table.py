"""How often two states are told apart that are one level apart, or that are alike."""

from functools import cache

import numpy as np

from assessment.locales.formats import round_half_up
from tests.builders import spcf
from tests.figures.drawing import markdown
from tests.simulated_states import judge_pairs, pairs_of_states

N_PAIRS, N_DRAWS, SEED = 1_000, 400, 20051024
ALIKE, ONE_LEVEL = 0, 1


@cache
def verdicts(apart: int) -> np.ndarray:
    """Verdict of each pair, shape (n_dimensions, n_pairs): 1 for higher, -1 for lower."""
    generator = np.random.default_rng(SEED + apart)
    before, after = pairs_of_states(generator, N_PAIRS, apart=apart)
    return judge_pairs(before, after, N_DRAWS)


def apart_block() -> str:
    """The table on the page."""
    found, false = verdicts(ONE_LEVEL), verdicts(ALIKE)
    rows = [
        [
            dimension.name,
            _percent((found[row] > 0).mean()),
            _percent((found[row] < 0).mean()),
            _percent((false[row] != 0).mean()),
        ]
        for row, dimension in enumerate(spcf().questionnaire.dimensions)
    ]
    heading = ["Dimension", "One level apart: higher", "One level apart: lower", "Alike: a claim"]
    return "\n".join(("", *markdown(heading, rows), "", ""))


def _percent(share: float) -> str:
    return f"{round_half_up(100 * float(share), 1)} %"
