"""What many indicators need, computed once per month and only when asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..world.compiling import compiled
from ..world.schema import PAYERS, Kind
from ..world.world import World
from . import network

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
_PHILANTHROPY = PAYERS.index("philanthropy")


@compiled
def _pair_sums(
    m: int,
    alive: Codes,
    a: Ints,
    b: Ints,
    gone: Codes,
    cooperating: Codes,
    mandated: Codes,
    formal: Ints,
    trust: tuple[Floats, Floats, Floats, Floats],
    weight: float,
    strain: Floats,
    distance: Floats,
    loan: Floats,
    out: Floats,
) -> None:
    """Sum over tied pairs.

    0 ties, 1 informal only, 2 formal, 3 both, 4 trust, 5 strain, 6 distance, 7 strain of the distant ones (distance above
    0.4), 8 their number, 9 hours lent, 10 mandated, 11 institutional trust.
    """
    out[:] = 0.0
    for r in range(m):
        if gone[r] or not (cooperating[r] or formal[r] > 0) or not (alive[a[r]] and alive[b[r]]):
            continue
        out[0] += 1.0
        if formal[r] > 0:
            out[2] += 1.0
            if cooperating[r]:
                out[3] += 1.0
        else:
            out[1] += 1.0
        personal = 0.5 * (trust[0][r] + trust[1][r])
        institutional = 0.5 * (trust[2][r] + trust[3][r])
        out[4] += weight * personal + (1.0 - weight) * institutional
        out[11] += institutional
        out[5] += strain[r]
        out[6] += distance[r]
        if distance[r] > 0.4:
            out[7] += strain[r]
            out[8] += 1.0
        out[9] += loan[r]
        out[10] += mandated[r]


@compiled
def _organisation_sums(
    n: int,
    kind: Codes,
    alive: Codes,
    active: Codes,
    registered: Codes,
    vacant: Ints,
    n_informal: Ints,
    n_formal: Ints,
    figures: tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats, Floats],
    out: Floats,
) -> None:
    """Sum over organisations.

    0 alive, 1 active, 2 isolates among alive, 3 vacant posts among active, 4 degree, 5 staff, 6 volunteers, 7 spending, 8
    income, 9 practice, 10 transparency, 11 load, 12 experience (9-12 over active), 13 served,
    14 active without companies, 15 overloaded among active.
    """
    staff, volunteers, spending, income, practice, transparency, load, experience = figures
    out[:] = 0.0
    for i in range(n):
        if not alive[i]:
            continue
        out[0] += 1.0
        degree = n_informal[i] + n_formal[i]
        out[4] += degree
        if degree == 0:
            out[2] += 1.0
        out[5] += staff[i]
        out[6] += volunteers[i]
        out[7] += spending[i]
        out[8] += income[i]
        if not active[i]:
            continue
        out[1] += 1.0
        if vacant[i] > 0:
            out[3] += 1.0
        out[9] += practice[i]
        out[10] += transparency[i]
        out[11] += load[i]
        out[12] += experience[i]
        if kind[i] != Kind.COMPANY:
            out[14] += 1.0
        if load[i] > 1.0:
            out[15] += 1.0


class Snapshot:
    """A world at the end of a month, with sums cached.

    Parameters
    ----------
    world : World
        Read, never changed.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    def count(self, name: str) -> float:
        """Return how often something happened this month."""
        return self.world.counts.get(name, 0.0)

    @cached_property
    def pairs(self) -> Floats:
        """Sums over tied pairs (see ``_pair_sums``)."""
        w = self.world
        r, out = w.relations, np.empty(12)
        _pair_sums(
            r.n,
            w.organisations["alive"],
            r["a"],
            r["b"],
            r["forgotten"],
            r["cooperating"],
            r["mandated"],
            r["formal"],
            (r["personal_a"], r["personal_b"], r["institutional_a"], r["institutional_b"]),
            w.params["maintenance"].personal_weight,
            r["strain"],
            r["distance"],
            r["loan"],
            out,
        )
        return out

    @cached_property
    def organisations(self) -> Floats:
        """Sums over organisations (see ``_organisation_sums``)."""
        o, out = self.world.organisations, np.empty(16)
        _organisation_sums(
            o.n,
            o["kind"],
            o["alive"],
            o["active"],
            o["registered"],
            o["vacant"],
            o["n_informal"],
            o["n_formal"],
            (
                o["staff"],
                o["volunteers"],
                o["spending"],
                o["income"],
                o["practice"],
                o["transparency"],
                o["load"],
                o["experience"],
            ),
            out,
        )
        return out

    @cached_property
    def live(self) -> NDArray[np.intp]:
        """Rows of running partnerships."""
        return np.flatnonzero(self.world.partnerships.live("n_members") > 0)

    def partnership(self, name: str) -> Floats:
        """Return a column of the running partnerships."""
        return np.asarray(self.world.partnerships[name][self.live], np.float64)

    def district(self, name: str) -> Floats:
        """Return a column of the districts."""
        return np.asarray(self.world.districts.live(name))

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """Which organisations exist."""
        return np.asarray(self.world.organisations.live("alive") == 1)

    def organisation(self, name: str) -> Floats:
        """Return a column of the organisations that exist."""
        return np.asarray(self.world.organisations.live(name)[self.alive], np.float64)

    @cached_property
    def paid(self) -> Floats:
        """What each payer puts into services this month, shape (payers,), million IDR."""
        total = np.asarray(self.world.organisations.live("paid")[self.alive].sum(axis=0), np.float64)
        total[_PHILANTHROPY] += float(self.district("direct_paid").sum())
        return total

    @cached_property
    def served_by(self) -> Floats:
        """Needs met by whose money, shape (payers,): an organisation's by who paid for it in the last year."""
        o = self.world.organisations
        year = o.live("paid_year")
        whole = year.sum(axis=1, keepdims=True)
        share = np.where(whole > 0.0, year / np.where(whole > 0.0, whole, 1.0), 0.0)
        total = np.asarray((share * o.live("served")[:, None]).sum(axis=0), np.float64)
        total[_PHILANTHROPY] += float(self.district("direct").sum())
        return total

    @cached_property
    def needs_met(self) -> float:
        """Needs that are met in a quarter."""
        return float((self.district("coverage") * self.district("need")).sum())

    @cached_property
    def asked(self) -> float:
        """Needs of families that were known when they were served: some are lost from view at the end of the month."""
        known = np.maximum(self.district("known"), self.district("coverage"))
        return float((known * self.district("need")).sum())

    @cached_property
    def network(self) -> network.Network:
        """The network of ties among organisations that have at least one."""
        return network.Network.of(self.world)


def ratio(part: float, whole: float) -> float:
    """Return ``part / whole``, nan when there is no whole."""
    return part / whole if whole > 0.0 else float("nan")


def mean(values: Floats) -> float:
    """Return the mean, nan of nothing."""
    return float(values.mean()) if values.size else float("nan")
