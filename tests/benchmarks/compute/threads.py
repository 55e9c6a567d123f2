"""One thread for the matrix products: more would make the figures jump and hardly better."""

import os
import sys

_NAMES = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def pin_threads() -> bool:
    """Ask for one thread; return whether it is sure, as it only counts before numpy is loaded."""
    if "numpy" in sys.modules:
        return all(os.environ.get(name) == "1" for name in _NAMES)
    os.environ.update(dict.fromkeys(_NAMES, "1"))
    return True
