"""What the instruments look at: a stretch of one run, as plain arrays.

A :class:`History` holds one :class:`Wave` (the state at the end of a month) for every twelfth month of the window, and
the :class:`Spells` of the ledger: who cooperated with whom from when to when, who was a member of which agreement,
which leaders left, which organisations closed. A spell is at risk in the months after the one it began in, up to and
including the one it ends in: the same rule as in the engine, where endings are decided before beginnings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import engine
from ...world.codes import OPEN
from ...world.identity import K_BITS, KIND_BITS
from ...world.schema import Event, Kind
from ...world.spec import Spec
from ...world.tables import Table
from ...world.world import World

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FIRST, LAST = 60, 240  # years 6 to 20
RECENT = 12  # months after a leader change that count as "after"


@dataclass(frozen=True)
class Wave:
    """The state at the end of one month; organisations that exist, active or on paper only.

    Attributes
    ----------
    month : int
        Month whose end this is.
    ids : ndarray of int64, shape (n,)
        Ids in rising order; all columns below have this shape unless said otherwise.
    kind, tenure : ndarray of int64
        Kind code; months the leader has been in office.
    active : ndarray of bool
        Not on paper only.
    field : ndarray of int64
        Index of the field of service with the largest priority.
    staff : ndarray of float
        Paid staff (full-time equivalents).
    income : ndarray of float
        Income of a year (million IDR).
    trustor : ndarray of float
        Trustor effect on reported trust.
    a, b : ndarray of int64, shape (pairs,)
        Rows of the two ends of every pair that knows each other.
    cooperating, mandated, formal : ndarray of bool, shape (pairs,)
        A kerjasama is going on; it is an appointment; they share an agreement.
    meetings : ndarray of float, shape (pairs,)
        Meetings a month.
    trust : ndarray of float, shape (pairs, 2)
        Trust of ``a`` in ``b`` and of ``b`` in ``a``.
    members : ndarray of int64, shape (agreements,)
        Members of each running agreement.
    """

    month: int
    ids: Ints
    kind: Ints
    tenure: Ints
    active: Bools
    field: Ints
    staff: Floats
    income: Floats
    trustor: Floats
    a: Ints
    b: Ints
    cooperating: Bools
    mandated: Bools
    formal: Bools
    meetings: Floats
    trust: Floats
    members: Ints

    @property
    def n(self) -> int:
        """Number of organisations."""
        return int(self.ids.size)

    @cached_property
    def tied(self) -> Bools:
        """Pairs with any live tie, appointments included."""
        return self.cooperating | self.formal

    @cached_property
    def chosen(self) -> Bools:
        """Pairs with a tie that is more than an appointment."""
        return (self.cooperating & ~self.mandated) | self.formal

    def degree(self, pairs: Bools) -> Ints:
        """Return how many of the given pairs each organisation is an end of."""
        ends = np.concatenate([self.a[pairs], self.b[pairs]])
        return np.bincount(ends, minlength=self.n)

    @cached_property
    def core(self) -> Ints:
        """Rows of the active core: active organisations with five or more ties."""
        return np.flatnonzero(self.active & (self.degree(self.tied) >= 5))

    @classmethod
    def of(cls, world: World) -> Wave:
        """Return the state that ``world`` was left in by its last month."""
        o, r, p = world.organisations, world.relations, world.partnerships
        here = o.live("alive") == 1
        row = np.cumsum(here) - 1
        known = (r.live("forgotten") == 0) & here[r.live("a")] & here[r.live("b")]
        weight = world.params["maintenance"].personal_weight
        trust = [weight * _values(r, f"personal_{s}") + (1.0 - weight) * _values(r, f"institutional_{s}") for s in "ab"]
        size = _values(p, "n_members")
        return cls(
            month=world.month - 1,
            ids=o.live("id")[here].copy(),
            kind=o.live("kind")[here].astype(np.int64),
            tenure=o.live("tenure")[here].astype(np.int64),
            active=o.live("active")[here] == 1,
            field=o.live("priority")[here].argmax(axis=1),
            staff=o.live("staff")[here].copy(),
            income=o.live("income_year")[here].copy(),
            trustor=o.live("trustor")[here].copy(),
            a=row[r.live("a")[known]],
            b=row[r.live("b")[known]],
            cooperating=r.live("cooperating")[known] == 1,
            mandated=r.live("mandated")[known] == 1,
            formal=r.live("formal")[known] > 0,
            meetings=r.live("meetings")[known].copy(),
            trust=np.stack(trust, axis=1)[known],
            members=size[size > 0].astype(np.int64),
        )


@dataclass(frozen=True)
class Spells:
    """The ledger of one run, ended spells and those still going (``end`` is :data:`OPEN`).

    Attributes
    ----------
    tie_a, tie_b, tie_start, tie_end : ndarray of int64, shape (cooperations,)
        Ids (smaller first) and months of every kerjasama.
    tie_mandated : ndarray of bool
        It is an appointment.
    agreement, start, end : ndarray of int64, shape (agreements,)
        Id and months of every agreement.
    partnership, member, joined, left : ndarray of int64, shape (memberships,)
        Agreement and organisation id, and months of the membership.
    leader, changed : ndarray of int64, shape (changes,)
        Organisation whose leader left, and the month.
    closed, closing : ndarray of int64, shape (closings,)
        Organisation that closed, and the month.
    """

    tie_a: Ints
    tie_b: Ints
    tie_start: Ints
    tie_end: Ints
    tie_mandated: Bools
    agreement: Ints
    start: Ints
    end: Ints
    partnership: Ints
    member: Ints
    joined: Ints
    left: Ints
    leader: Ints
    changed: Ints
    closed: Ints
    closing: Ints

    @classmethod
    def of(cls, world: World) -> Spells:
        """Return the ledger since it was last cleared, with what is still going in ``world``."""
        return cls(**_cooperations(world), **_agreements(world), **_memberships(world), **_events(world))


def _values(table: Table, name: str) -> NDArray[Any]:
    """Return the live values of a column."""
    return table.live(name)


def _join(ended: NDArray[np.generic], going: NDArray[np.generic]) -> Ints:
    return np.concatenate([ended.astype(np.int64), going.astype(np.int64)])


def _open(n: int) -> Ints:
    return np.full(n, OPEN, np.int64)


def _cooperations(world: World) -> dict[str, Any]:
    old, r, ids = world.ended_ties, world.relations, world.organisations["id"]
    going = (r.live("forgotten") == 0) & (r.live("cooperating") == 1)
    return {
        "tie_a": _join(old.live("a"), ids[r.live("a")[going]]),
        "tie_b": _join(old.live("b"), ids[r.live("b")[going]]),
        "tie_start": _join(old.live("start"), r.live("since")[going]),
        "tie_end": _join(old.live("end"), _open(int(going.sum()))),
        "tie_mandated": _join(old.live("mandated"), r.live("mandated")[going]) == 1,
    }


def _agreements(world: World) -> dict[str, Any]:
    old, p = world.ended_partnerships, world.partnerships
    going = _values(p, "n_members") > 0
    return {
        "agreement": _join(old.live("id"), p.live("id")[going]),
        "start": _join(old.live("start"), p.live("signed")[going]),
        "end": _join(old.live("end"), _open(int(going.sum()))),
    }


def _memberships(world: World) -> dict[str, Any]:
    old, p, ids = world.ended_memberships, world.partnerships, world.organisations["id"]
    row, slot = np.nonzero(np.arange(p["member"].shape[1])[None, :] < _values(p, "n_members")[:, None])
    return {
        "partnership": _join(old.live("partnership"), p.live("id")[row]),
        "member": _join(old.live("organisation"), ids[p.live("member")[row, slot]]),
        "joined": _join(old.live("joined"), p.live("joined")[row, slot]),
        "left": _join(old.live("left"), _open(row.size)),
    }


def _events(world: World) -> dict[str, Any]:
    e = world.events
    left, shut = e.live("event") == Event.LEADER_LEFT, e.live("event") == Event.CLOSED
    return {
        "leader": e.live("organisation")[left].astype(np.int64),
        "changed": e.live("month")[left].astype(np.int64),
        "closed": e.live("organisation")[shut].astype(np.int64),
        "closing": e.live("month")[shut].astype(np.int64),
    }


@dataclass(frozen=True)
class History:
    """A stretch of one run.

    Attributes
    ----------
    seed : int
        Seed of the run; keys the draws of simulated surveys.
    first, last : int
        The window: months ``first`` to ``last - 1``.
    waves : tuple of Wave
        State before the window and at the end of each of its years.
    spells : Spells
        The ledger.
    """

    seed: int
    first: int
    last: int
    waves: tuple[Wave, ...] = field(repr=False)
    spells: Spells = field(repr=False)

    @classmethod
    def collect(cls, spec: Spec, seed: int, first: int = FIRST, last: int = LAST) -> History:
        """Run ``spec`` with ``seed`` and keep what the instruments need.

        Parameters
        ----------
        spec : Spec
            What to run; its horizon is lengthened to ``last`` months where it is shorter.
        seed : int
            Seed of the replicate.
        first, last : int
            Window in months of the horizon; a whole number of years.

        Raises
        ------
        ValueError
            If the window is not a whole number of years of at least two.
        """
        if last - first < 24 or (last - first) % 12:
            raise ValueError(f"months {first} to {last} are not two or more whole years")
        world = engine.start(replace(spec, months=max(spec.months, last)), seed)
        _skip_to(world, first - RECENT)
        engine.run_to(world, first)
        waves = [Wave.of(world)]
        for month in range(first + 12, last + 1, 12):
            engine.run_to(world, month)
            waves.append(Wave.of(world))
        return cls(seed, first, last, tuple(waves), Spells.of(world))

    @cached_property
    def months(self) -> Ints:
        """Months of the window."""
        return np.arange(self.first, self.last)

    def two_years_apart(self) -> Iterator[tuple[Wave, Wave]]:
        """Give the waves two by two, two years apart; the stretches between them do not overlap."""
        return zip(self.waves[0:-2:2], self.waves[2::2], strict=False)

    def at_risk(self, start: Ints, end: Ints) -> Bools:
        """Return which spells could have ended in which month of the window, shape (spells, months)."""
        return np.asarray((start[:, None] < self.months) & (self.months <= end[:, None]))

    def ends(self, end: Ints) -> Bools:
        """Return which spells ended in which month of the window, shape (spells, months)."""
        return np.asarray(self.months == end[:, None])

    @cached_property
    def known_ids(self) -> Ints:
        """Every organisation id that the ledger names, in rising order."""
        s = self.spells
        return np.unique(np.concatenate([s.tie_a, s.tie_b, s.member, s.leader]))

    @cached_property
    def recent(self) -> Bools:
        """Whether the leader left within twelve months, shape (known ids, months)."""
        s = self.spells
        out = np.zeros((self.known_ids.size, self.months.size), np.bool_)
        for row, month in zip(np.searchsorted(self.known_ids, s.leader), s.changed - self.first, strict=True):
            out[row, max(0, month) : max(0, month + RECENT)] = True
        return out

    def recently_changed(self, ids: Ints) -> Bools:
        """Return rows of :attr:`recent` for these ids, shape (ids, months)."""
        return self.recent[np.searchsorted(self.known_ids, ids)]

    @cached_property
    def informal_at_risk(self) -> Bools:
        """Months in which each kerjasama was at risk with no agreement over it, shape (cooperations, months).

        Appointments are no choice and are left out.
        """
        s = self.spells
        out = self.at_risk(s.tie_start, s.tie_end) & ~s.tie_mandated[:, None]
        order = np.lexsort((s.tie_b, s.tie_a))
        rows_of: dict[tuple[int, int], list[int]] = {}
        for row in order:
            rows_of.setdefault((int(s.tie_a[row]), int(s.tie_b[row])), []).append(int(row))
        for a, b, start, end in self.shared_spells:
            covered = slice(max(0, start + 1 - self.first), max(0, end + 1 - self.first))
            for row in rows_of.get((a, b), ()):
                out[row, covered] = False
        return out

    @cached_property
    def shared_spells(self) -> list[tuple[int, int, int, int]]:
        """Spells of pairs within an agreement: (smaller id, larger id, both in since, until)."""
        s = self.spells
        members: dict[int, list[tuple[int, int, int]]] = {}
        for row in np.argsort(s.member, kind="stable"):
            spell = (int(s.member[row]), int(s.joined[row]), int(s.left[row]))
            members.setdefault(int(s.partnership[row]), []).append(spell)
        found = []
        for inside in members.values():
            for i, (a, start, end) in enumerate(inside):
                for b, later, sooner in inside[i + 1 :]:
                    if a != b and max(start, later) < min(end, sooner):
                        found.append((a, b, max(start, later), min(end, sooner)))
        return found


def _skip_to(world: World, month: int) -> None:
    """Advance to ``month`` and forget the ledger until then."""
    engine.run_to(world, month)
    for table in (world.ended_ties, world.ended_partnerships, world.ended_memberships, world.events, world.traces):
        table.clear()


def kinds(ids: Ints, *wanted: Kind) -> Bools:
    """Return whether the kind packed into each id is one of those wanted."""
    return np.isin((ids >> K_BITS) & ((1 << KIND_BITS) - 1), wanted)
