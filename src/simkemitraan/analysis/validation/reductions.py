"""How statistics become one number: shares, ratios, hazards and odds, each a function of the statistics of the contract."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import counting_rules as contract
from .history import Floats
from .instruments import odds_ratio

Reduce = Callable[[Floats], float]


def share(top: int, bottom: int, factor: float = 1.0) -> Reduce:
    """Return the reduction ``factor x s[top] / s[bottom]``, nan where the denominator is 0."""
    return lambda s: float(factor * s[top] / s[bottom]) if s[bottom] > 0 else np.nan


def part(hits: int, others: int) -> Reduce:
    """Return the reduction ``s[hits] / (s[hits] + s[others])``."""
    return lambda s: float(s[hits] / (s[hits] + s[others])) if s[hits] + s[others] > 0 else np.nan


def item(k: int) -> Reduce:
    """Return the reduction that takes one value as it is."""
    return lambda s: float(s[k])


def ratio(over: Reduce, under: Reduce) -> Reduce:
    """Return the reduction that divides two others."""

    def divide(s: Floats) -> float:
        bottom = under(s)
        return over(s) / bottom if bottom > 0 else np.nan

    return divide


def hazard(first: int, last: int) -> Reduce:
    """Hazard over ages ``first`` to ``last`` (months, both included)."""
    ages = slice(first - 1, last)
    return lambda s: over(s[: contract.AGES][ages].sum(), s[contract.AGES :][ages].sum())


def over(top: float, bottom: float) -> float:
    """Return ``top / bottom``, nan where the denominator is 0."""
    return float(top / bottom) if bottom > 0 else np.nan


def smoothed(first: int, last: int) -> Reduce:
    """Mean over ages ``first`` to ``last`` of the hazard smoothed over twelve months."""

    def mean(s: Floats) -> float:
        window = np.ones(12)
        ended = np.convolve(s[: contract.AGES], window, "same")[first - 1 : last]
        risk = np.convolve(s[contract.AGES :], window, "same")[first - 1 : last]
        seen = risk > 0
        return float((ended[seen] / risk[seen]).mean()) if seen.any() else np.nan

    return mean


def odds_of_names(s: Floats) -> float:
    """Return the odds of a new name with two or more shared partners against none."""
    return odds_ratio(s[0], s[1], s[2], s[3]) if s[:2].sum() > 0 and s[2:4].sum() > 0 else np.nan


def repeat(k: int) -> Reduce:
    """Return the chance of another agreement after ``k`` joint ones."""
    return share(5 + k, k)


def repeat_classes(s: Floats) -> Floats:
    """Chance of another agreement after one, two, three and more (the last two classes taken together)."""
    pairs = np.array([s[1], s[2], s[3] + s[4]])
    again = np.array([s[6], s[7], s[8] + s[9]])
    return np.asarray(np.divide(again, pairs, out=np.full(3, np.nan), where=pairs > 0), np.float64)


def odds_given_activity(least: int, most: int) -> Reduce:
    """Odds of another agreement after ``least`` to ``most`` joint ones against none, given activity (Mantel & Haenszel).

    Counted in the same way, the consortia of at most twenty of Horizon 2020 (starts of 2014-16, then of 2017) give 6.0, 6.1, 6.3 and
    10.1 after one, two, three, and four or more, and 7.2 after two or more; among organisations of the same country 15.5, 13.1, 7.6,
    11.3, and 12.7 after two or more. Without classes of activity they are 51 to over 300.
    """

    def odds(s: Floats) -> float:
        table = s.reshape(contract.ACTIVITY, 2, 5)
        pairs, again = table[:, 0, least : most + 1].sum(axis=1), table[:, 1, least : most + 1].sum(axis=1)
        none, new = table[:, 0, 0], table[:, 1, 0]
        both = np.maximum(pairs + none, 1.0)
        return over((again * (none - new) / both).sum(), ((pairs - again) * new / both).sum())

    return odds


def seen_given_activity(s: Floats) -> float:
    """Return how many pairs had a joint agreement."""
    return float(s.reshape(contract.ACTIVITY, 2, 5)[:, 0, 1:].sum())


def least_rise(s: Floats) -> float:
    """Return the smallest rise of the chance of another agreement from class to class."""
    return float(np.diff(repeat_classes(s)).min())


def bend(s: Floats) -> float:
    """Return the second difference of those chances."""
    return float(np.diff(repeat_classes(s), 2)[0])


def contact(k: int) -> Reduce:
    """Return the formal share of pairs in a class of contact."""
    return share(2 + 2 * k, 3 + 2 * k)


def least_rise_of_contact(s: Floats) -> float:
    """Return the smallest rise of the formal share from class to class of contact."""
    return float(np.diff([contact(k)(s) for k in range(4)]).min())


def observed(*items: int) -> Reduce:
    """Return the sum of some items: the number of observations behind a value."""
    return lambda s: float(sum(s[k] for k in items))
