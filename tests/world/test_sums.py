"""Sums in one order."""

from __future__ import annotations

import numpy as np
import pytest

from simkemitraan.world.sums import pairwise_sum


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 16, 127, 128, 129, 135, 514, 1000])
def test_sums_are_those_of_numpy_to_the_last_bit(n: int) -> None:
    """The order of a sum decides its last bits; those of budgets and needs must not change."""
    for seed in range(5):
        values = np.random.default_rng(seed).lognormal(0.0, 5.0, n)
        assert pairwise_sum(values) == values.sum()
