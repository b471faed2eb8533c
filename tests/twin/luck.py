"""Luck for the twin: the same keyed numbers, and their quantiles written out with ``math``."""

from __future__ import annotations

import math

from simkemitraan.world import draws
from simkemitraan.world.draws import Purpose

_MASK = (1 << 64) - 1
normal = draws.normal  # an approximation by its nature: any other would differ


def draw(seed: int, purpose: Purpose, month: int, slot: int, a: int, b: int = 0) -> float:
    return float(draws.draw(seed, int(purpose), month, slot, a, b))


def draw2(seed: int, purpose: Purpose, month: int, slot: int, a: int, b: int = 0) -> tuple[float, float]:
    u, v = draws.draw2(seed, int(purpose), month, slot, a, b)
    return float(u), float(v)


def word(seed: int, purpose: Purpose, month: int, slot: int, a: int) -> int:
    """The base word of a choice by lots."""
    return int(draws.block(seed, int(purpose), month, slot, a, 0)[0])


def lot(base: int, who: int) -> int:
    z = base ^ (who * 0x9E3779B97F4A7C15 & _MASK)
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
    return z ^ (z >> 31)


def gumbel(u: float) -> float:
    return -math.log(-math.log(u))


def monthly(rate: float) -> float:
    """Chance in a month at a yearly rate."""
    return -math.expm1(-rate / 12.0)


def rate_of(probability: float) -> float:
    """Yearly rate of a yearly probability."""
    return -math.log1p(-min(probability, 1.0 - 1e-12))


def poisson(u: float, mean: float) -> int:
    term = total = math.exp(-mean)
    k = 0
    while u > total:
        k += 1
        term *= mean / k
        total += term
    return k


def geometric(u: float, mean: float) -> int:
    return 1 if mean <= 1.0 else 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))
