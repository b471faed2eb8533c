"""How a run goes back: copies of the world at some months, and the ledger month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from ..world.tables import Table
from ..world.world import LEDGER, World

Rows = dict[str, NDArray[Any]]


class Checkpoints:
    """Copies of one run's world, so that an earlier month is a copy and a short recomputation away.

    A copy is taken every ``spacing`` months. When they hold more than ``budget`` bytes every second one is dropped and
    the spacing doubles; the first is never dropped. Copies are never advanced, so a branch may share them.

    Parameters
    ----------
    world : World
        The run at its first month.
    spacing : int
        Months between copies at first.
    budget : int
        Bytes.
    """

    def __init__(self, world: World, spacing: int = 12, budget: int = 192_000_000) -> None:
        self.first = world.month
        self.spacing = spacing
        self.budget = budget
        self._worlds: dict[int, World] = {world.month: world.copy()}

    def __len__(self) -> int:
        return len(self._worlds)

    def offer(self, world: World) -> None:
        """Keep a copy of ``world`` if its month is due and not held yet."""
        month = world.month
        if (month - self.first) % self.spacing or month in self._worlds:
            return
        self._worlds[month] = world.copy()
        if len(self._worlds) * world.bytes() > self.budget and len(self._worlds) > 3:
            self.spacing *= 2
            self._worlds = {m: w for m, w in self._worlds.items() if (m - self.first) % self.spacing == 0}

    def before(self, month: int) -> World:
        """Return a copy of the latest world held that is not later than ``month``."""
        return self._worlds[max(m for m in self._worlds if m <= month)].copy()

    def forget_after(self, month: int) -> None:
        """Drop worlds later than ``month``: a change was posted or withdrawn there."""
        self._worlds = {m: w for m, w in self._worlds.items() if m <= month}

    def share(self) -> Checkpoints:
        """Return another set over the same copies."""
        other = Checkpoints.__new__(Checkpoints)
        other.first, other.spacing, other.budget = self.first, self.spacing, self.budget
        other._worlds = dict(self._worlds)
        return other


def drain(world: World) -> dict[str, Rows]:
    """Take what the ledger tables of ``world`` hold and empty them; only tables with rows are returned."""
    taken: dict[str, Rows] = {}
    for name in LEDGER:
        table: Table = getattr(world, name)
        if table.n:
            taken[name] = {column.name: table.live(column.name).copy() for column in table.columns}
            table.clear()
    return taken


class Ledger:
    """The ledger of one run, kept by the month in which it was written.

    Parameters
    ----------
    limit : int
        Rows kept at most; the oldest months go first.
    """

    def __init__(self, limit: int = 300_000) -> None:
        self.limit = limit
        self._months: dict[int, dict[str, Rows]] = {}
        self._rows = 0

    def add(self, month: int, tables: dict[str, Rows]) -> None:
        """Keep what was drained after ``month`` was simulated."""
        tables = {name: rows for name, rows in tables.items() if name != "traces"}
        if not tables:
            return
        self._months[month] = tables
        self._rows += _count(tables)
        while self._rows > self.limit and len(self._months) > 1:
            self._rows -= _count(self._months.pop(min(self._months)))

    def forget_from(self, month: int) -> None:
        """Drop what was written in ``month`` and later."""
        for later in [m for m in self._months if m >= month]:
            self._rows -= _count(self._months.pop(later))

    def rows(self, table: str) -> Iterator[tuple[int, Rows]]:
        """Yield (month, columns) of one ledger table, oldest first."""
        for month in sorted(self._months):
            if table in self._months[month]:
                yield month, self._months[month][table]

    def copy(self) -> Ledger:
        """Return an independent record; the arrays, never written to, are shared."""
        other = Ledger(self.limit)
        other._months, other._rows = dict(self._months), self._rows
        return other


@dataclass(frozen=True)
class Past:
    """A run as it stands and what it wrote down on the way.

    Attributes
    ----------
    world : World
        The tables at this month.
    ledger : Ledger
        Events and ended spells of the months simulated here.
    """

    world: World
    ledger: Ledger


def _count(tables: dict[str, Rows]) -> int:
    return sum(next(iter(rows.values())).shape[0] for rows in tables.values())
