"""Worlds known to be wrong, on the same sheet: a row that they meet as well says nothing for the model.

Two are made from the model's own runs, by giving the courses of its ties to other pairs: *when* ties begin and end, how often partners
meet, what they trust and how many agreements there are stay as they are; *who* is tied is wrong. Two are runs by wrong numbers.

- **random**: every pair's course goes to a pair drawn at random, and every membership to an organisation drawn at random;
- **degrees**: partners are swapped between pairs, so that every organisation keeps how many partners it ever had;
- **no_memory**: past partners and past agreements have no effect on choosing, signing and renewing;
- **wrong_half**: every second number of forming, keeping and ending ties is doubled and halved in turn, within its bounds.

Organisations stand in for each other only if both are active at all times that the course needs.

A world made of the model's own runs cannot fail a row about what it leaves as it is: *when* ties begin and end, how many
agreements there are, money; and, where degrees are kept, how many partners who has. Which rows these are is declared with
the world (``untouched``), by what the rows count and not by how they come out. Both counts are given: of all rows, and of
those that could tell the world apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from ...declare import Text
from ...mechanisms import BY_NAME
from ...scenario.varying import with_numbers
from ...world.draws import Purpose, block
from ...world.spec import Spec
from . import aside, sheet
from .ablation import RULES, Each, ablated
from .history import FIRST, LAST, Bools, History, Ints, Wave
from .measurement import Statistics, TargetRow, score, statistics
from .sheet import Row

# The sheet of ties that numbers were fitted to, and the rows kept aside.
ALL: tuple[Row, ...] = (*sheet.ROWS, *aside.ROWS)

MEMORY = ("past", "joint_past", "renewals")  # rules that carry memory
MOVED = ("formation", "dissolution", "maintenance")  # mechanisms of ties
SWAPS = 20  # tried for each pair
_LUCK = 3000  # number of the generator of wrong worlds, apart from those of null networks and of replays
Pair = tuple[int, int]
Remake = Callable[[History], History]


@dataclass(frozen=True)
class WrongWorld:
    """A world known to be wrong: a key, what it is called, how its runs and its histories differ from the model's.

    Attributes
    ----------
    same : frozenset of str
        Scored rows that are the model's to the bit, since what they count is not moved.
    kept : frozenset of str
        Scored rows about how many partners organisations have, which the world keeps, if not at every single wave.
    """

    name: str
    text: Text
    spec: Callable[[Spec], Spec]
    remake: Remake
    same: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()

    @property
    def untouched(self) -> frozenset[str]:
        """Rows that this world leaves as they are, by what they count."""
        return self.same | self.kept


@dataclass(frozen=True)
class ToldApart:
    """What the sheet tells apart.

    Attributes
    ----------
    names : tuple of str
        Scored rows, in the order of the sheet.
    right : tuple of bool
        Whether the model meets each.
    wrong : dict of str to tuple of bool
        Whether each wrong world meets each.
    untouched : dict of str to frozenset of str
        Rows that each wrong world leaves as they are.
    """

    names: tuple[str, ...]
    right: tuple[bool, ...]
    wrong: dict[str, tuple[bool, ...]]
    untouched: dict[str, frozenset[str]] = field(default_factory=dict)

    def telling(self, world: str) -> tuple[str, ...]:
        """Return the rows that the model meets and this wrong world does not, those left as they are apart."""
        away = zip(self.names, self.right, self.wrong[world], strict=True)
        return tuple(n for n, r, w in away if r and not w and n not in self.untouched.get(world, frozenset()))

    def could_tell(self, world: str) -> tuple[str, ...]:
        """Return the rows that the model meets and that this wrong world does not leave as they are."""
        left = self.untouched.get(world, frozenset())
        return tuple(n for n, r in zip(self.names, self.right, strict=True) if r and n not in left)

    @property
    def sanity(self) -> tuple[str, ...]:
        """Rows that the model and every wrong world meet: they tell nothing apart."""
        each = zip(self.names, self.right, *self.wrong.values(), strict=True)
        return tuple(name for name, *met in each if all(met))

    @property
    def evidence(self) -> tuple[str, ...]:
        """Rows that the model meets and some wrong world does not."""
        return tuple(n for n, r in zip(self.names, self.right, strict=True) if r and n not in self.sanity)


class _Given(History):
    """A history whose agreements join other pairs than its memberships say."""

    @property
    def shared_spells(self) -> list[tuple[int, int, int, int]]:
        """Spells of pairs within an agreement, as given."""
        found: list[tuple[int, int, int, int]] = self.__dict__["given"]
        return found


def without_memory(spec: Spec) -> Spec:
    """Return the specification with every rule of memory switched off."""
    for rule in RULES:
        if rule.name in MEMORY:
            spec = ablated(spec, rule)
    return spec


def wrong_half(spec: Spec) -> Spec:
    """Return the specification with every second number of the mechanisms of ties doubled and halved in turn."""
    numbers = sorted(
        (m, p.name, p.low, p.high, float(spec.params.get(m, {}).get(p.name, p.default)))
        for m in MOVED
        for p in BY_NAME[m].params
        if p.form == "number" and p.role == "assumption"
    )
    moving = [x for x in numbers if x[4] != 0.0 and x[2] < x[3]]
    moved = [
        (mechanism, name, min(high, max(low, value * (2.0 if k % 2 == 0 else 0.5))))
        for k, (mechanism, name, low, high, value) in enumerate(moving[::2])
    ]
    return with_numbers(spec, moved)


def _as_it_is(spec: Spec) -> Spec:
    return spec


def _unchanged(h: History) -> History:
    return h


class _There:
    """Who is active when: organisations with the waves of a history at which they are active."""

    def __init__(self, h: History) -> None:
        self.ids = np.unique(np.concatenate([w.ids for w in h.waves]))
        self.at = np.zeros((self.ids.size, len(h.waves)), np.bool_)
        for k, wave in enumerate(h.waves):
            self.at[np.searchsorted(self.ids, wave.ids), k] = wave.active

    def through(self, needed: Bools) -> Ints:
        """Return the ids that are active at all waves needed."""
        return self.ids[self.at[:, needed].all(axis=1)]

    def fits(self, organisation: int, needed: Bools) -> bool:
        """Return whether an organisation is active at all waves needed."""
        row = int(np.searchsorted(self.ids, organisation))
        return bool(row < self.ids.size and self.ids[row] == organisation and self.at[row, needed].all())


def _pairs(h: History) -> list[Pair]:
    """Return every pair that ever had a tie or met, smaller id first, in order."""
    found = {(int(a), int(b)) for a, b in zip(h.spells.tie_a, h.spells.tie_b, strict=True)}
    found |= {(a, b) for a, b, _, _ in h.shared_spells}
    for w in h.waves:
        found |= {_ordered(int(a), int(b)) for a, b in zip(w.ids[w.a], w.ids[w.b], strict=True)}
    return sorted(_ordered(*p) for p in found)


def _ordered(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _needed(h: History, pairs: Sequence[Pair]) -> dict[Pair, Bools]:
    """Return at which waves each pair is tied."""
    needed = {p: np.zeros(len(h.waves), np.bool_) for p in pairs}
    for k, w in enumerate(h.waves):
        for a, b in zip(w.ids[w.a[w.tied]].tolist(), w.ids[w.b[w.tied]].tolist(), strict=True):
            needed[_ordered(a, b)][k] = True
    return needed


def at_random(h: History) -> History:
    """Return the history with every course given to a pair, every membership to an organisation, drawn at random."""
    rng, there = _generator(h), _There(h)
    pairs = _pairs(h)
    needed, taken, to = _needed(h, pairs), set[Pair](), dict[Pair, Pair]()
    for p in sorted(pairs, key=lambda p: -int(needed[p].sum())):
        to[p] = _drawn(p, there.through(needed[p]), taken, rng)
        taken.add(to[p])
    everybody = there.ids
    members = everybody[rng.integers(0, everybody.size, h.spells.member.size)]
    return _given_to(h, to, members)


def _drawn(p: Pair, free: Ints, taken: set[Pair], rng: np.random.Generator) -> Pair:
    """Return a pair of free organisations that has no course yet; the pair itself, or any, if there is none to be found."""
    for _ in range(200):
        if free.size < 2:
            break
        a, b = rng.choice(free, 2, replace=False).tolist()
        if _ordered(a, b) not in taken:
            return _ordered(a, b)
    return p


def degrees_kept(h: History) -> History:
    """Return the history with partners swapped between pairs, memberships between agreements."""
    rng, there = _generator(h), _There(h)
    pairs = _pairs(h)
    needed = _needed(h, pairs)
    tied = [p for p in pairs if needed[p].any()]
    now, present = {p: p for p in pairs}, set(pairs)
    for x, y in rng.integers(0, max(len(tied), 1), (SWAPS * len(tied), 2)).tolist():
        p, q = tied[x], tied[y]
        (a, b), (c, d) = now[p], now[q]
        new = _ordered(a, d), _ordered(c, b)
        if len({a, b, c, d}) < 4 or present & set(new):
            continue
        if all(there.fits(i, needed[p]) for i in new[0]) and all(there.fits(i, needed[q]) for i in new[1]):
            present -= {now[p], now[q]}
            present |= set(new)
            now[p], now[q] = new
    return _given_to(h, now, h.spells.member[rng.permutation(h.spells.member.size)])


def _generator(h: History) -> np.random.Generator:
    return np.random.default_rng(int(block(h.seed, int(Purpose.SURVEY), 0, 0, _LUCK, 0)[0]))


def _given_to(h: History, to: dict[Pair, Pair], members: Ints) -> History:
    """Return the history with every pair's course given to another pair, and memberships to others."""
    ties = np.array([to[int(a), int(b)] for a, b in zip(h.spells.tie_a, h.spells.tie_b, strict=True)], np.int64)
    ties = ties.reshape(-1, 2)
    spells = replace(h.spells, tie_a=ties[:, 0], tie_b=ties[:, 1], member=members)
    columns = {f.name: getattr(h, f.name) for f in fields(h)}
    out = _Given(**{**columns, "waves": tuple(_moved(w, to) for w in h.waves), "spells": spells})
    out.__dict__["given"] = [(*to[_ordered(a, b)], start, end) for a, b, start, end in h.shared_spells]
    return out


def _moved(wave: Wave, to: dict[Pair, Pair]) -> Wave:
    """Return a wave whose pairs are those that the courses were given to; a pair that does not exist then is dropped."""
    ends = [to[_ordered(int(a), int(b))] for a, b in zip(wave.ids[wave.a], wave.ids[wave.b], strict=True)]
    table = np.array(ends, np.int64).reshape(-1, 2)
    rows = np.minimum(np.searchsorted(wave.ids, table), max(wave.n - 1, 0))
    kept = (wave.ids[rows] == table).all(axis=1) if wave.n else np.zeros(0, np.bool_)
    columns = ("cooperating", "mandated", "formal", "meetings", "trust")
    return replace(wave, a=rows[kept, 0], b=rows[kept, 1], **{name: getattr(wave, name)[kept] for name in columns})


_DATES = ("T1.ended", "T2.ended", "T2.ratio", "T3.hazard", "T8b.degree", "T8b.agreements", "T8b.members")
_COUNTS = ("T9.formal_share", "T9.also_informal", "T12.closing", "T12.gini")
_DEGREES = ("T6.n", "T6.centralisation", "T6.degree_gini", "T8.isolates", "T11.tenure", "P8.size")

WRONG_WORLDS: tuple[WrongWorld, ...] = (
    WrongWorld(
        "random",
        Text("hubungan acak, kepadatan sama", "random ties, same density"),
        _as_it_is,
        at_random,
        same=frozenset(_DATES + _COUNTS),
    ),
    WrongWorld(
        "degrees",
        Text("banyaknya mitra tetap, mitranya acak", "degrees kept, partners random"),
        _as_it_is,
        degrees_kept,
        same=frozenset(_DATES + _COUNTS),
        kept=frozenset(_DEGREES),
    ),
    WrongWorld("no_memory", Text("tanpa ingatan", "no memory"), without_memory, _unchanged),
    WrongWorld("wrong_half", Text("separuh angkanya salah", "a wrong half of the numbers"), wrong_half, _unchanged),
)
Job = tuple[int, Spec, tuple[Remake, ...], int, int]


def measure_job(job: Job) -> list[Statistics]:
    """Run one replicate and measure it once for each way of remaking it (a plain function, for worker processes)."""
    seed, spec, remakes, first, last = job
    h = History.collect(spec, seed, first, last)
    return [statistics(remake(h), ALL) for remake in remakes]


def measure_wrong_worlds(
    spec: Spec, seeds: Sequence[int], first: int = FIRST, last: int = LAST, each: Each = map
) -> tuple[list[TargetRow], dict[str, list[TargetRow]]]:
    """Read the sheet of the model and of every wrong world, with the same luck.

    Parameters
    ----------
    spec : Spec
        What to run.
    seeds : sequence of int
        Replicates; the same for all.
    first, last : int
        Window in months of the horizon.
    each : callable
        ``map``, or the ``map`` of a pool of processes.
    """
    own = [w for w in WRONG_WORLDS if w.spec is _as_it_is]
    other = [w for w in WRONG_WORLDS if w.spec is not _as_it_is]
    plans: list[tuple[Spec, tuple[Remake, ...]]] = [(spec, (_unchanged, *(w.remake for w in own)))]
    plans += [(w.spec(spec), (w.remake,)) for w in other]
    found = list(each(measure_job, [(seed, s, remakes, first, last) for s, remakes in plans for seed in seeds]))
    n = len(seeds)
    sheets = [score([r[k] for r in found[:n]], ALL) for k in range(1 + len(own))]
    sheets += [score([r[0] for r in found[(1 + k) * n : (2 + k) * n]], ALL) for k in range(len(other))]
    return sheets[0], {w.name: sheet for w, sheet in zip((*own, *other), sheets[1:], strict=True)}


def told_apart(right: Sequence[TargetRow], wrong: dict[str, list[TargetRow]]) -> ToldApart:
    """Return which scored rows the model and the wrong worlds meet."""
    scored = [k for k, row in enumerate(right) if row.scored]
    met = {name: tuple(rows[k].met for k in scored) for name, rows in wrong.items()}
    untouched = {w.name: w.untouched for w in WRONG_WORLDS}
    return ToldApart(tuple(right[k].name for k in scored), tuple(right[k].met for k in scored), met, untouched)


__all__ = ["ALL", "WRONG_WORLDS", "ToldApart", "WrongWorld", "measure_wrong_worlds", "told_apart"]
