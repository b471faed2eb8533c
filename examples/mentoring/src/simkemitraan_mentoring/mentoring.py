"""Mentoring: of two that cooperate, the one with less practice learns from the other.

Each month an organisation closes a share of the gap to its best partner. Source: assumption; the rate is nobody's estimate.
"""

from __future__ import annotations

import numpy as np

from simkemitraan.declare import Param, Text
from simkemitraan.world.compiling import compiled
from simkemitraan.world.draws import monthly
from simkemitraan.world.named import Numbers, View

TITLE = Text("pendampingan mitra", "mentoring among partners")
AFTER = "learning"
READS = ("relations.a", "relations.b", "relations.cooperating", "organisations.practice")
WRITES = ("organisations.practice",)
PARAMS = (
    Param(
        "rate",
        0.1,
        0.0,
        5.0,
        "rate/year",
        "assumption; no pattern informs it",
        Text("laju belajar dari mitra terbaik", "rate at which the best partner is learned from"),
        informed=False,
    ),
)


@compiled
def gaps(w: View) -> np.ndarray:
    """Return how far each organisation lies behind its best partner; shape (rows,)."""
    o, r = w.organisations, w.relations
    gap = np.zeros(o.n)
    for k in range(r.n):
        if r.cooperating[k] == 1:
            i, j = r.a[k], r.b[k]
            gap[i] = max(gap[i], o.practice[j] - o.practice[i])
            gap[j] = max(gap[j], o.practice[i] - o.practice[j])
    return gap


@compiled
def step(w: View, p: Numbers) -> None:
    """Close a share of every gap, all as they were at the start of the month."""
    share, gap = monthly(p.rate), gaps(w)
    for i in range(w.organisations.n):
        w.organisations.practice[i] += share * gap[i]
