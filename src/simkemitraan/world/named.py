"""What compiled rules see: tables, numbers and the world as one pointer each, with columns by name.

A *directory* is an int64 array that lives as long as its owner and holds scalars and the addresses of arrays. A
:class:`Named` type says what stands where in it, and under which name. Compiled code loads an address when a column is
named: nothing is copied, nothing is counted, and nothing can disagree, since the owner writes its directory in the one
place where it replaces an array.

What a rule did not declare has no name in its types, and what it only reads is read-only: both are errors when the rule
is compiled. Interpreted (``NUMBA_DISABLE_JIT=1``) the same rule gets the objects themselves.
"""

from __future__ import annotations

import ctypes
import hashlib
import weakref
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from .compiling import compiled

# A world, a table or the numbers of a mechanism inside a rule. Their attributes are known to the compiler alone.
View = Any
Numbers = Any

# The first slots of a table's directory; the addresses and widths of its columns follow.
ROWS, CAPACITY, VERSION, HANDLE, GROW, FIRST = range(6)


@dataclass(frozen=True, slots=True)
class Field:
    """One name in a directory.

    Attributes
    ----------
    name : str
        What rules call it.
    form : {"scalar", "column", "matrix", "part"}
        A number, an array of one or of two axes, or another directory.
    dtype : str
        numpy dtype of the number or the entries.
    slot : int
        Where the number or the address stands.
    rows, width : int
        Where the length of the first and of the second axis stands.
    writable : bool
        Whether the rule may write it.
    part : Named or None
        Type of the other directory.
    """

    name: str
    form: Literal["scalar", "column", "matrix", "part"]
    dtype: str = "f8"
    slot: int = 0
    rows: int = 0
    width: int = 0
    writable: bool = False
    part: Named | None = None


class Named:
    """The type of a directory as one rule sees it.

    Parameters
    ----------
    title : str
        How messages call it.
    fields : tuple of Field
        The names that the rule declared.
    steady : bool
        Whether addresses stay as they are while the rule runs (a table that may grow is not steady).
    """

    def __init__(self, title: str, fields: tuple[Field, ...], steady: bool = True) -> None:
        self.title, self.fields, self.steady = title, fields, steady
        self.at = {field.name: field for field in fields}
        described = repr([(f.name, f.form, f.dtype, f.slot, f.rows, f.width, f.writable, f.part) for f in fields])
        self.name = f"{title}_{hashlib.sha1(f'{described}{steady}'.encode()).hexdigest()[:12]}"

    def __repr__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> Any:
        return Named, (self.title, self.fields, self.steady)

    @cached_property
    def compiled_type(self) -> Any:
        """What the compiler knows it by."""
        from .compiler import NamedType

        return NamedType(self)


class Handle:
    """What is passed to a compiled rule: a type, and the address of a directory whose owner must stay alive."""

    __slots__ = ("_numba_type_", "address")

    def __init__(self, kind: Named, address: int) -> None:
        self._numba_type_, self.address = kind.compiled_type, address


# Tables that grow inside compiled code call back; the address of this function stands in their directory.
OWNERS: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()


def _grow(handle: int, rows: int) -> int:
    try:
        OWNERS[handle].reserve(rows)
    except BaseException:
        return 1
    return 0


_GROW_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(_grow)
GROW_ADDRESS: int = ctypes.cast(_GROW_CALLBACK, ctypes.c_void_p).value or 0


def make_room(table: View, rows: int) -> int:
    """Ask the owner of a table for room; returns 0 if there is (compiled, :mod:`.compiler` calls back)."""
    table.reserve(rows)
    return 0


@compiled
def add_rows(table: View, rows: int) -> int:
    """Append rows that hold the fills of their columns; return the first.

    Arrays may have been replaced: name the columns again afterwards. Raises ``MemoryError`` when there is no room.
    """
    first: int = table.n
    if (
        first + rows > table.capacity and make_room(table, rows) != 0
    ):  # pragma: no cover - its owner raises where it is interpreted
        raise MemoryError("no room for more rows")
    table.n = first + rows
    if rows:
        table.version += 1
    return first
