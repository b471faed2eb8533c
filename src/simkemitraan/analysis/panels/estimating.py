"""The model's own numbers for a panel, estimated as those of its rivals are: on the other groups, leave one out.

Each world of a replay then runs with the numbers of one draw of the shipped posterior (what the patterns of elsewhere allow). For each group
of the panel that is left out, worlds are judged by what they do to the *other* groups: the share of pairs tied at the next
wave in classes of pairs (tied before or not, by popularity of the partner and by partners in common). The nearest fifth of the worlds
stands for the model in the group left out (rejection; Beaumont, Zhang & Balding 2002). Nothing of that group's second wave is used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...scenario.varying import of_dotted
from ..calibration.known import known_draws
from ..validation.history import Bools, Floats, Ints

ACCEPTED = 0.2  # share of worlds that stand for the model in a group
TIES = ("formation", "dissolution", "maintenance")  # mechanisms whose numbers a panel of ties can tell about


@dataclass(frozen=True, slots=True)
class Accepted:
    """Which worlds stand for the model in each group.

    Attributes
    ----------
    worlds : ndarray of int64, shape (groups, accepted)
        Rows of the outcomes, nearest first.
    names : tuple of str
        Dotted names of the numbers that vary between worlds.
    medians : ndarray of float, shape (groups, names)
        Their medians among the accepted.
    """

    worlds: Ints
    names: tuple[str, ...]
    medians: Floats


def drawn_numbers(worlds: int) -> tuple[tuple[str, ...], Floats]:
    """Return the numbers of each world: dotted names, and values of shape (worlds, names), draws used in turn."""
    names, draws = known_draws()
    at = [k for k, name in enumerate(names) if of_dotted(name)[0] in TIES]
    rows = np.arange(worlds) % len(draws)
    return tuple(names[k] for k in at), draws[np.ix_(rows, at)]


def classes(tied: Bools, popularity: Floats, common: Ints) -> Ints:
    """Return the class of each pair, shape (pairs,): tied before or not, by popularity (0, 1, more) and partners in common."""
    return np.asarray(tied * 6 + np.minimum(popularity, 2).astype(np.int64) * 2 + (common > 0), np.int64)


def accept(chance: Floats, again: Bools, kind: Ints, group: Ints, names: tuple[str, ...], values: Floats) -> Accepted:
    """Choose the worlds for each group by the other groups.

    Parameters
    ----------
    chance : ndarray of float, shape (worlds, pairs)
        Share of the surveys of each world with a tie.
    again : ndarray of bool, shape (pairs,)
        What was observed.
    kind, group : ndarray of int, shape (pairs,)
        Classes (:func:`classes`), and with which group each pair is left out.
    names, values
        Of :func:`drawn_numbers`.
    """
    most = max(2, round(ACCEPTED * len(chance)))
    rows = np.array([_nearest(chance, again, kind, group != g)[:most] for g in range(int(group.max()) + 1)])
    return Accepted(rows, names, np.median(values[rows], axis=1))


def _nearest(chance: Floats, again: Bools, kind: Ints, use: Bools) -> Ints:
    """Return the worlds, the nearest to the pairs in ``use`` first."""
    gaps = np.zeros(len(chance))
    for k in np.unique(kind[use]):
        own = use & (kind == k)
        simulated, observed = chance[:, own].mean(axis=1), again[own].mean()
        usual = (again[own].sum() + 0.5) / (own.sum() + 1.0)
        error = simulated.var() + usual * (1.0 - usual) / own.sum()
        gaps += (simulated - observed) ** 2 / error
    return np.argsort(gaps, kind="stable")
