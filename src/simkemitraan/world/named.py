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
from typing import Any, Literal

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import NumbaTypeError
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
    unbox,
)
from numba.np import numpy_support
from numba.np.arrayobj import populate_array

from .compiling import compiled, config

# A world, a table or the numbers of a mechanism inside a rule. Their attributes are known to the compiler alone.
View = Any
Numbers = Any

# The first slots of a table's directory; the addresses and widths of its columns follow.
ROWS, CAPACITY, VERSION, HANDLE, GROW, FIRST = range(6)
_WORD = ir.IntType(64)


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

    def numba_type(self) -> Any:
        """Return the type that the compiler gives to this name."""
        if self.form == "part":
            return self.part
        scalar = numpy_support.from_dtype(np.dtype(self.dtype))
        if self.form == "scalar":
            return scalar
        return types.Array(scalar, 2 if self.form == "matrix" else 1, "C", readonly=not self.writable)


class Named(types.Type):
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
        super().__init__(name=f"{title}_{hashlib.sha1(f'{described}{steady}'.encode()).hexdigest()[:12]}")


@register_model(Named)
class _NamedModel(models.PrimitiveModel):
    """One pointer."""

    def __init__(self, manager: Any, kind: Named) -> None:
        super().__init__(manager, kind, ir.PointerType(_WORD))


@infer_getattr
class _NamedAttributes(AttributeTemplate):
    key = Named

    def generic_resolve(self, kind: Named, name: str) -> Any:  # type: ignore[override]
        """Return the type of a name; a name that was not declared is a mistake told when the rule is compiled."""
        if name not in kind.at:
            raise NumbaTypeError(f"{kind.title} has no {name!r} here: declare it in READS or WRITES")
        return kind.at[name].numba_type()


def _load(builder: Any, directory: Any, slot: int, *, steady: bool, word: Any = _WORD) -> Any:
    """Emit the load of one slot."""
    place = builder.gep(directory, [ir.Constant(_WORD, slot)])
    if word is not _WORD:
        place = builder.bitcast(place, ir.PointerType(word))
    loaded = builder.load(place)
    if steady:
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


@lower_getattr_generic(Named)
def _get(context: Any, builder: Any, kind: Named, directory: Any, name: str) -> Any:
    """Emit what naming a field does: load a number, an address, or make an array of an address and its lengths."""
    field = kind.at[name]
    if field.form == "part":
        return builder.inttoptr(_load(builder, directory, field.slot, steady=True), ir.PointerType(_WORD))
    if field.form == "scalar":
        word = context.get_value_type(field.numba_type())
        return _load(builder, directory, field.slot, steady=kind.steady and not field.writable, word=word)
    array_type = field.numba_type()
    array = context.make_array(array_type)(context, builder)
    item = ir.Constant(_WORD, np.dtype(field.dtype).itemsize)
    shape, strides = [_load(builder, directory, field.rows, steady=kind.steady)], [item]
    if field.form == "matrix":
        shape.append(_load(builder, directory, field.width, steady=True))
        strides.insert(0, builder.mul(shape[1], item))
    address = _load(builder, directory, field.slot, steady=kind.steady)
    populate_array(
        array,
        data=builder.inttoptr(address, ir.PointerType(context.get_data_type(array_type.dtype))),
        shape=cgutils.pack_array(builder, shape),
        strides=cgutils.pack_array(builder, strides),
        itemsize=item,
        meminfo=None,
    )
    return array._getvalue()


@lower_setattr_generic(Named)
def _set(context: Any, builder: Any, signature: Any, args: Any, name: str) -> None:
    """Emit the store of a number; arrays are written by index, never replaced."""
    kind = signature.args[0]
    field = kind.at[name]
    if field.form != "scalar" or not field.writable:
        raise NumbaTypeError(f"{kind.title}.{name} is only read here: declare it in WRITES")
    place = builder.gep(args[0], [ir.Constant(_WORD, field.slot)])
    word = context.get_value_type(field.numba_type())
    builder.store(args[1], builder.bitcast(place, ir.PointerType(word)))


@unbox(Named)
def _unbox(kind: Named, obj: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(obj, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.bitcast(pointer, ir.PointerType(_WORD)))


class Handle:
    """What is passed to a compiled rule: a type, and the address of a directory whose owner must stay alive."""

    __slots__ = ("_numba_type_", "address")

    def __init__(self, kind: Named, address: int) -> None:
        self._numba_type_, self.address = kind, address


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


@intrinsic
def _call_grow(typing: Any, table: Any, rows: Any) -> Any:
    """Ask the owner of a table for room; returns 0 if there is."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = builder.inttoptr(
            _load(builder, args[0], GROW, steady=False), ir.PointerType(ir.FunctionType(_WORD, [_WORD, _WORD]))
        )
        return builder.call(function, [_load(builder, args[0], HANDLE, steady=False), args[1]])

    return types.int64(table, types.int64), code


if config.DISABLE_JIT:

    def add_rows(table: View, rows: int) -> int:
        """Append rows that hold the fills of their columns; return the first (see the compiled form below)."""
        first: int = table.n
        table.reserve(rows)
        table.n = first + rows
        table.version += 1 if rows else 0
        return first

else:  # pragma: no cover

    @compiled
    def add_rows(table: View, rows: int) -> int:
        """Append rows that hold the fills of their columns; return the first.

        Arrays may have been replaced: name the columns again afterwards. Raises ``MemoryError`` when there is no room.
        """
        first: int = table.n
        if first + rows > table.capacity and _call_grow(table, rows) != 0:  # type: ignore[call-arg]
            raise MemoryError("no room for more rows")
        table.n = first + rows
        if rows:
            table.version += 1
        return first
