"""What numbers are fitted to: ties and their organisations, contact, then money, service and families, as one sheet."""

from __future__ import annotations

from collections.abc import Sequence

from ...world.spec import Spec
from . import aside, outcomes, sheet
from .history import FIRST, LAST, Floats
from .measurement import measure_one
from .outcomes import measure_one_outcome
from .sheet import Row

TIES: tuple[Row, ...] = (*sheet.ROWS, *(row for row in aside.ROWS if row.name in aside.USED))
ROWS: tuple[Row, ...] = (*TIES, *outcomes.ROWS)
_OUTCOMES = frozenset(row.name for row in outcomes.ROWS)


def measure_whole(
    seed: int, spec: Spec, first: int = FIRST, last: int = LAST, rows: Sequence[Row] = ROWS
) -> dict[str, Floats]:
    """Run replicates and return what ``rows`` are made of, by the name of the function that measures it.

    The two sheets look at different stretches of time, so that one seed is run once for each that is asked for.

    Parameters
    ----------
    seed : int
        Seed of both runs.
    spec : Spec
        What to run.
    first, last : int
        Window in months of the rows of ties; those of money have a window of their own.
    rows : sequence of Row
        What will be made of them.
    """
    found = measure_one(seed, spec, first, last, TIES)
    if any(row.name in _OUTCOMES for row in rows):
        found |= measure_one_outcome(seed, spec)
    return found
