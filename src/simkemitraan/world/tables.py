"""Tables: columns of equal capacity that grow, with rows that are only ever appended or compacted between months."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..declare import Column
from .named import CAPACITY, FIRST, GROW, GROW_ADDRESS, HANDLE, OWNERS, ROWS, VERSION, Field, Named

Array = NDArray[Any]


class Table:
    """Named columns over the same rows.

    Columns are full-capacity, C-contiguous arrays and attributes of the table; only the first ``n`` rows mean anything,
    the others hold the fill. Rows are appended with :meth:`add` (in rules: :func:`.named.add_rows`) and dropped with
    :meth:`keep`, which keeps their order. ``version`` counts structural changes, so that views know when to look again.
    ``directory`` tells compiled rules where everything is; it stays in place as long as the table lives.

    Parameters
    ----------
    columns : tuple of Column
        Declarations.
    widths : mapping of str to int
        Length of each second axis named by a column's ``width``.
    capacity : int
        Rows to allocate at first.
    """

    def __init__(self, columns: tuple[Column, ...], widths: Mapping[str, int], capacity: int = 16) -> None:
        taken = [
            c.name for c in columns if hasattr(Table, c.name) or c.name in ("base", "columns", "directory", "widths")
        ]
        if taken:
            raise ValueError(f"a table has attributes of these names already: {taken}")
        self.columns = columns
        self.widths = dict(widths)
        self._lay_out(0, max(int(capacity), 1), 0)
        self._data: dict[str, Array] = {c.name: self._new(c, self.capacity) for c in columns}
        self._bind()

    def _lay_out(self, n: int, capacity: int, version: int) -> None:
        """Make the directory."""
        self.directory = np.zeros(FIRST + 2 * len(self.columns), np.int64)
        self.base = self.directory.ctypes.data
        self.directory[[ROWS, CAPACITY, VERSION, HANDLE, GROW]] = n, capacity, version, id(self), GROW_ADDRESS
        OWNERS[id(self)] = self

    def _bind(self) -> None:
        """Write where the columns are; whoever replaces one calls this."""
        self.__dict__.update(self._data)
        columns = self._data.values()
        self.directory[FIRST::2] = [data.ctypes.data for data in columns]
        self.directory[FIRST + 1 :: 2] = [data.shape[-1] if data.ndim > 1 else 1 for data in columns]

    @property
    def n(self) -> int:
        """Rows in use."""
        return int(self.directory[ROWS])

    @n.setter
    def n(self, rows: int) -> None:
        """Write the number of rows in use; their content is the caller's."""
        self.directory[ROWS] = rows

    @property
    def capacity(self) -> int:
        """Rows allocated."""
        return int(self.directory[CAPACITY])

    @property
    def version(self) -> int:
        """Number of structural changes so far."""
        return int(self.directory[VERSION])

    @version.setter
    def version(self, number: int) -> None:
        """Write the number of structural changes so far."""
        self.directory[VERSION] = number

    def _new(self, column: Column, rows: int) -> Array:
        shape = (rows, self.widths[column.width]) if column.width else (rows,)
        data = np.zeros(shape, dtype=column.dtype)
        if column.fill:
            data.fill(column.fill)
        return data

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Array: ...

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
        self.directory[CAPACITY] = capacity
        self._bind()

    def add(self, rows: int, **values: object) -> slice:
        """Append ``rows`` rows with the given column values (others hold the fill) and return where they are.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        self.reserve(rows)
        where = slice(self.n, self.n + rows)
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
                data[kept.size : old] = column.fill
            self.n = int(kept.size)
            self.version += 1
        return moved

    def clear(self) -> None:
        """Drop all rows."""
        for column in self.columns:
            self._data[column.name][: self.n] = column.fill
        self.n = 0
        self.version += 1

    def copy(self) -> Table:
        """Return an independent copy."""
        other = Table.__new__(Table)
        state = self.__getstate__()
        other.__setstate__({**state, "data": {name: data.copy() for name, data in self._data.items()}})
        return other

    def bytes(self) -> int:
        """Return the memory held by the columns."""
        return sum(data.nbytes for data in self._data.values())

    def __deepcopy__(self, memo: dict[int, Any]) -> Table:
        return self.copy()

    def __getstate__(self) -> dict[str, Any]:
        sizes = (self.n, self.capacity, self.version)
        return {"columns": self.columns, "widths": self.widths, "data": self._data, "sizes": sizes}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.columns, self.widths, self._data = state["columns"], state["widths"], state["data"]
        self._lay_out(*state["sizes"])
        self._bind()


def table_type(title: str, columns: tuple[Column, ...], reads: Collection[str], writes: Collection[str]) -> Named:
    """Return the type of a table as a rule sees it: the columns it declared, writable those in ``writes``.

    ``"*"`` in ``writes`` stands for every column, and lets the rule append rows.
    """
    grows = "*" in writes
    fields = [
        Field("n", "scalar", "i8", ROWS, writable=grows),
        Field("capacity", "scalar", "i8", CAPACITY),
        Field("version", "scalar", "i8", VERSION, writable=grows),
    ]
    for k, column in enumerate(columns):
        may_write = grows or column.name in writes
        if may_write or column.name in reads or "*" in reads:
            at = FIRST + 2 * k
            form: Any = "matrix" if column.width else "column"
            fields.append(Field(column.name, form, column.dtype, at, ROWS, at + 1, may_write))
    return Named(title, tuple(fields), steady=not grows)
