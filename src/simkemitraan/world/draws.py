"""Keyed draws: every random decision reads a number named by what it decides.

``draw(seed, purpose, month, slot, a, b)`` is a pure function of its key: the run's seed, what the number is for
(:class:`Purpose`), the month, a slot (which of several draws of one decision) and the ids concerned. Two scenarios
with the same seed therefore share their luck, organisation by organisation and pair by pair, and adding an
organisation, a mechanism or a worker changes no other draw.

The generator is Threefry-2x64 with 20 rounds (Salmon, Moraes, Dror & Shaw 2011, *Parallel random numbers: as easy as
1, 2, 3*, SC11): one block a draw, key = (seed, purpose | month | slot), counter = (a, b). The layout is injective.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled

Word = int | np.integer[Any]
Words = NDArray[np.int64]
Units = NDArray[np.float64]


class Purpose(IntEnum):
    """What a draw is for. Numbers are fixed for good: never renumber, never reuse those in ``RETIRED``."""

    REPLICATE = 1
    # population and newcomers (a = organisation id; slot = which attribute)
    BUILD = 10
    BUILD_PARTNERSHIP = 12
    PAIR = 14
    FOUND = 15
    PAIR_ANEW = 16
    # needs (a = district code, b = field code)
    NEED = 20
    DISASTER = 21
    # budgets (a = organisation id; month = January of the year)
    BUDGET = 24
    # leadership (a = organisation id)
    LEADER_LEAVES = 30
    LEADER_WAVE = 31
    SUCCESSOR = 33
    SHOCK = 35
    APPEAL = 36
    # staffing
    STAFF_LEAVES = 40
    HIRING = 41
    # funding (a = organisation id, b = call)
    APPLY = 50
    SCORE = 51
    REPORT = 52
    AUDIT = 53
    # maintenance and dissolution (a, b = the pair's ids, smaller first)
    JOINT_WORK = 60
    INFORMAL_ENDS = 61
    WITHDRAWS = 62
    RENEWS = 63
    REASON = 64
    # formation (a = who decides, b = about whom)
    CHANCE = 70
    WALK_PARTNER = 71
    WALK_FRIEND = 72
    PAST_PARTNER = 73
    NEAR_PICK = 74
    RANDOM_PICK = 75
    POPULAR_PICK = 76
    FORUM_PICK = 77
    CHOOSE = 78
    CONSENT = 79
    FORMALISE = 80
    GROW = 81
    GROW_WHOM = 82
    TERM = 83
    FORUM_JOIN = 84
    INTRODUCTIONS = 86
    INTRODUCED = 87
    # learning and finance
    INVENT = 90
    CLOSE = 91
    # instruments (simulated surveys; never read by a mechanism)
    SURVEY = 100


RETIRED = frozenset({11, 13, 32, 34, 85, 92})  # of rules that were dropped; a number used again would repeat their luck


@compiled
def _rotate(x: np.uint64, r: np.uint64) -> np.uint64:
    """Rotate a 64-bit word to the left."""
    return (x << r) | (x >> (np.uint64(64) - r))


@compiled
def threefry2x64(c0: Word, c1: Word, k0: Word, k1: Word) -> tuple[np.uint64, np.uint64]:
    """Return the Threefry-2x64-20 block of counter ``(c0, c1)`` under key ``(k0, k1)``."""
    ks0 = np.uint64(k0)
    ks1 = np.uint64(k1)
    ks2 = np.uint64(0x1BD11BDAA9FC1A22) ^ ks0 ^ ks1
    x0 = np.uint64(c0) + ks0
    x1 = np.uint64(c1) + ks1
    # rounds are written out: four rotations, then a key injection, five times
    x0 += x1
    x1 = _rotate(x1, np.uint64(16)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(42)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(12)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(31)) ^ x0
    x0 += ks1
    x1 += ks2 + np.uint64(1)
    x0 += x1
    x1 = _rotate(x1, np.uint64(16)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(32)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(24)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(21)) ^ x0
    x0 += ks2
    x1 += ks0 + np.uint64(2)
    x0 += x1
    x1 = _rotate(x1, np.uint64(16)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(42)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(12)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(31)) ^ x0
    x0 += ks0
    x1 += ks1 + np.uint64(3)
    x0 += x1
    x1 = _rotate(x1, np.uint64(16)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(32)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(24)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(21)) ^ x0
    x0 += ks1
    x1 += ks2 + np.uint64(4)
    x0 += x1
    x1 = _rotate(x1, np.uint64(16)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(42)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(12)) ^ x0
    x0 += x1
    x1 = _rotate(x1, np.uint64(31)) ^ x0
    x0 += ks2
    x1 += ks0 + np.uint64(5)
    return x0, x1


@compiled
def block(seed: Word, purpose: Word, month: Word, slot: Word, a: Word, b: Word) -> tuple[np.uint64, np.uint64]:
    """Return the two 64-bit words of one key; months before the horizon are negative and wrap within 16 bits."""
    key = (
        (np.uint64(purpose) << np.uint64(48))
        | ((np.uint64(np.int64(month)) & np.uint64(0xFFFF)) << np.uint64(32))
        | np.uint64(slot)
    )
    return threefry2x64(np.uint64(a), np.uint64(b), np.uint64(seed), key)


@compiled
def unit(word: Word) -> float:
    """Map a 64-bit word to the open interval (0, 1): never 0, never 1 (52 bits, half a step off the ends)."""
    return (np.float64(np.uint64(word) >> np.uint64(12)) + 0.5) * 2.0**-52


@compiled
def draw(seed: Word, purpose: Word, month: Word, slot: Word, a: Word, b: Word) -> float:
    """Return the uniform number in (0, 1) of this key.

    Parameters
    ----------
    seed : int
        Seed of the replicate, below 2**63 (a Python integer above that is not one machine word to a compiled caller).
    purpose : int
        A :class:`Purpose`, below 2**16.
    month : int
        Month of the horizon, -32768 to 32767.
    slot : int
        Which of several draws of one decision, below 2**32.
    a, b : int
        Ids concerned; the order of the pair matters.
    """
    x, _ = block(seed, purpose, month, slot, a, b)
    return unit(x)


@compiled
def draw2(seed: Word, purpose: Word, month: Word, slot: Word, a: Word, b: Word) -> tuple[float, float]:
    """Return the two independent uniform numbers of this key."""
    x, y = block(seed, purpose, month, slot, a, b)
    return unit(x), unit(y)


@compiled
def draw_pairs(seed: Word, purpose: Word, month: Word, slot: Word, a: Words, b: Words, u: Units, v: Units) -> None:
    """Write the two uniform numbers of each key ``(a[x], b[x])`` to ``u`` and ``v``, whose length says how many.

    Takes a third of the time of :func:`draw2` one by one, since several blocks are made at once.
    """
    for x in range(u.size):
        first, second = block(seed, purpose, month, slot, a[x], b[x])
        u[x] = unit(first)
        v[x] = unit(second)


@compiled
def normal(u: float) -> float:
    """Return the standard normal quantile of ``u`` (Acklam 2003, relative error below 1.2e-9)."""
    if u < 0.02425:
        q = math.sqrt(-2.0 * math.log(u))
        return (
            (
                (
                    ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
                    - 2.549732539343734e00
                )
                * q
                + 4.374664141464968e00
            )
            * q
            + 2.938163982698783e00
        ) / (
            (
                ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
                + 3.754408661907416e00
            )
            * q
            + 1.0
        )
    if u > 1.0 - 0.02425:
        q = math.sqrt(-2.0 * math.log(1.0 - u))
        return -(
            (
                (
                    ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
                    - 2.549732539343734e00
                )
                * q
                + 4.374664141464968e00
            )
            * q
            + 2.938163982698783e00
        ) / (
            (
                ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
                + 3.754408661907416e00
            )
            * q
            + 1.0
        )
    q = u - 0.5
    r = q * q
    return (
        (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239e00
        )
        * q
        / (
            (
                (
                    ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                    + 6.680131188771972e01
                )
                * r
                - 1.328068155288572e01
            )
            * r
            + 1.0
        )
    )


@compiled
def gumbel(u: float) -> float:
    """Return the standard Gumbel quantile of ``u``: the option with the largest utility + Gumbel is a logit choice."""
    return -math.log(-math.log(u))


@compiled
def poisson(u: float, mean: float) -> int:
    """Return the Poisson quantile of ``u`` (means up to about 30; more than 1,000 is never returned)."""
    p = math.exp(-mean)
    total = p
    k = 0
    while u > total and k < 1000:
        k += 1
        p *= mean / k
        total += p
    return k


@compiled
def geometric(u: float, mean: float) -> int:
    """Return the quantile of a geometric number of months, at least 1, with the given mean."""
    if mean <= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))


@compiled
def monthly(rate: float) -> float:
    """Return the chance of an event within one month, from a rate per year: ``1 - exp(-rate / 12)``."""
    return -math.expm1(-rate / 12.0)


@compiled
def yearly_rate(probability: float) -> float:
    """Return the rate per year that gives ``probability`` of at least one event within twelve months."""
    return -math.log1p(-probability)


def replicate_seed(seed: int, replicate: int) -> int:
    """Return the seed of a replicate, below 2**63: one keyed draw from the scenario's seed.

    Reckoned in Python's own numbers, so that whoever plans runs need not load compiled code.

    Parameters
    ----------
    seed, replicate : int
        Seed of the run and zero-based number of the replicate.
    """
    return _first_word(replicate, 0, seed, int(Purpose.REPLICATE) << 48) >> 1


_MASK = 2**64 - 1
_TURNS = ((16, 42, 12, 31), (16, 32, 24, 21))  # of even and odd groups of rounds


def _first_word(c0: int, c1: int, k0: int, k1: int) -> int:
    """Return the first word of the block that :func:`threefry2x64` makes."""
    keys = (k0, k1, 0x1BD11BDAA9FC1A22 ^ k0 ^ k1)
    x, y = (c0 + k0) & _MASK, (c1 + k1) & _MASK
    for group in range(5):
        for turn in _TURNS[group % 2]:
            x = (x + y) & _MASK
            y = ((y << turn) & _MASK | y >> (64 - turn)) ^ x
        x = (x + keys[(group + 1) % 3]) & _MASK
        y = (y + keys[(group + 2) % 3] + group + 1) & _MASK
    return x


@compiled
def base_word(seed: Word, purpose: Word, month: Word, slot: Word, a: Word) -> np.uint64:
    """Return the word from which the selection keys of one choice are made (see :func:`selection_key`)."""
    x, _ = block(seed, purpose, month, slot, a, 0)
    return x


@compiled
def selection_key(base: Word, who: Word) -> np.uint64:
    """Return the selection key of option ``who`` in the choice with this base word: the largest key wins.

    One cheap mix (the finaliser of splitmix64; Steele, Lea & Flood 2014) of a Threefry word and an id: a choice among
    equals needs an order that nobody can foresee, not a number of its own for each option. A new option takes only the
    choices that it wins.
    """
    z = np.uint64(base) ^ (np.uint64(who) * np.uint64(0x9E3779B97F4A7C15))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
