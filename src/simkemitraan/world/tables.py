"""Tables: columns of equal capacity that grow, with rows that are only ever appended or compacted between months."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..declare import Column

Array = NDArray[Any]


class Table:
    """Named columns over the same rows.

    Columns are full-capacity, C-contiguous arrays; only the first ``n`` rows mean anything. Kernels get the columns
    and ``n``. Rows are appended with :meth:`add` and dropped with :meth:`keep`, which keeps their order; neither
    happens while a kernel runs. ``version`` counts structural changes, so that views know when to look again.

    Parameters
    ----------
    columns : tuple of Column
        Declarations.
    widths : mapping of str to int
        Length of each second axis named by a column's ``width``.
    capacity : int
        Rows to allocate at first.
    """

    __slots__ = ("_data", "_fills", "capacity", "columns", "n", "version", "widths")

    def __init__(self, columns: tuple[Column, ...], widths: Mapping[str, int], capacity: int = 16) -> None:
        self.columns = columns
        self.widths = dict(widths)
        self.capacity = max(int(capacity), 1)
        self.n = 0
        self.version = 0
        self._data: dict[str, Array] = {c.name: self._new(c, self.capacity) for c in columns}
        self._fills = {c.name: c.fill for c in columns}

    def _new(self, column: Column, rows: int) -> Array:
        shape = (rows, self.widths[column.width]) if column.width else (rows,)
        return np.full(shape, column.fill, dtype=column.dtype)

    def __getitem__(self, name: str) -> Array:
        """Return the full-capacity array of a column."""
        return self._data[name]

    def live(self, name: str) -> Array:
        """Return the first ``n`` values of a column (a view)."""
        return self._data[name][: self.n]

    def __len__(self) -> int:
        return self.n

    def reserve(self, rows: int) -> None:
        """Make room for ``rows`` more rows; arrays may be replaced, so fetch columns afterwards."""
        need = self.n + rows
        if need <= self.capacity:
            return
        capacity = max(need, self.capacity + self.capacity // 3 + 16)
        for column in self.columns:
            old = self._data[column.name]
            new = self._new(column, capacity)
            new[: self.n] = old[: self.n]
            self._data[column.name] = new
        self.capacity = capacity

    def add(self, rows: int, **values: object) -> slice:
        """Append ``rows`` rows with the given column values (others hold the fill) and return where they are.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        self.reserve(rows)
        where = slice(self.n, self.n + rows)
        for name, fill in self._fills.items():
            if name not in values:
                self._data[name][where] = fill
        for name, value in values.items():
            self._data[name][where] = value
        self.n += rows
        if rows:
            self.version += 1
        return where

    def keep(self, mask: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Drop the rows where ``mask`` (length ``n``) is false, keeping the order of the others.

        Returns
        -------
        ndarray of int32, shape (n + 1,)
            New row of each old row, -1 for a dropped one; the last entry is -1, so that row -1 maps to -1.
        """
        old = self.n
        kept = np.flatnonzero(mask[:old])
        moved = np.full(old + 1, -1, np.int32)
        moved[kept] = np.arange(kept.size, dtype=np.int32)
        if kept.size != old:
            for column in self.columns:
                data = self._data[column.name]
                data[: kept.size] = data[kept]
            self.n = int(kept.size)
            self.version += 1
        return moved

    def clear(self) -> None:
        """Drop all rows."""
        self.n = 0
        self.version += 1

    def copy(self) -> Table:
        """Return an independent copy."""
        other = Table.__new__(Table)
        other.columns, other.widths, other._fills = self.columns, self.widths, self._fills
        other.capacity, other.n, other.version = self.capacity, self.n, self.version
        other._data = {name: data.copy() for name, data in self._data.items()}
        return other

    def bytes(self) -> int:
        """Return the memory held by the columns."""
        return sum(data.nbytes for data in self._data.values())

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
