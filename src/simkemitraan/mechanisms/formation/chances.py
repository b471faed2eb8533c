"""When somebody looks for a partner: chances of the month, the forum, and who is pressed by a call."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.choices import invitations
from ...world.compiling import compiled
from ...world.draws import Purpose, draw, monthly, poisson
from ...world.named import Numbers, View
from ...world.schema import Kind

_SEASON = (1.0, 1.5, 1.5, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.6)  # January to December
_MOST = 6
_COMPANY = int(Kind.COMPANY)


@compiled
def demand(w: View) -> float:
    """Return how strongly funders ask for joint proposals, 0 to 1."""
    return float(min(1.0, w.funding.partnership_required + 0.5 * w.funding.partnership_bonus))


@compiled
def join_forum(w: View, p: Numbers) -> None:
    """Everybody has one draw for joining a forum, for good; raising the share only adds members."""
    o = w.organisations
    for i in range(o.n):
        if p.forum_share <= 0.0 or not o.active[i]:
            o.forum[i] = 0
        else:
            o.forum[i] = draw(w.seed, Purpose.FORUM_JOIN, 0, 0, o.id[i], 0) < p.forum_share


@compiled
def mean_chances(o: View, p: Numbers, i: int, rate: float) -> float:
    """Return the expected chances this month: more with size and openness, fewer with load."""
    drive = math.exp(p.chances_size * o.size[i] + p.chances_openness * o.openness[i])
    return float(rate * drive / (1.0 + o.load[i] ** 4))


@compiled
def draw_chances(w: View, p: Numbers, number: NDArray[np.int32], pressed: NDArray[np.int8]) -> int:
    """Draw how many chances each organisation has this month, and who is pressed by a call. Returns their sum.

    Parameters
    ----------
    number, pressed : ndarray, shape (organisations,)
        Written.
    """
    o, total = w.organisations, 0
    rate = p.chances * ((_SEASON[w.calendar] if p.season else 1.0) / 12.0)
    search = monthly(p.call_search * demand(w))
    for i in range(o.n):
        number[i] = 0
        pressed[i] = 0
        if not o.active[i]:
            continue
        mean = mean_chances(o, p, i, rate)
        if mean > 0.0:
            number[i] = min(_MOST, poisson(draw(w.seed, Purpose.CHANCE, w.month, 0, o.id[i], 0), min(mean, 4.0)))
        may = search > 0.0 and o.n_formal[i] == 0 and o.kind[i] != _COMPANY
        if may and draw(w.seed, Purpose.CHANCE, w.month, 1, o.id[i], 0) < search:
            pressed[i] = 1
            number[i] = max(1, number[i])
        decided = invitations(w, o.id[i])
        if decided >= 0:
            number[i], pressed[i] = min(_MOST, decided), 0
        total += number[i]
    return total
