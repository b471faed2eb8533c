"""What numba is told: the types of directories, room in tables, and code from the cache.

This is the only module that loads numba, and it is loaded when a compiled function is first called: whoever plans runs,
hands them out and reads their results needs none of it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.errors import NumbaTypeError
from numba.core.runtime.nrt import rtsys
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    overload,
    register_model,
    unbox,
)
from numba.np import linalg, numpy_support

from .named import GROW, HANDLE, Field, Named, make_room

config: Any = numba.config  # its settings are made at run time, so its stubs do not know them


def _defer_scipy() -> None:
    """Let numba load scipy when a rule that is compiled needs its linear algebra, and not with the first code it takes."""
    before, linalg.ensure_blas = linalg.ensure_blas, lambda: None
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = before


_defer_scipy()

from numba.np.arrayobj import populate_array  # noqa: E402 - only now

_WORD = ir.IntType(64)


class NamedType(types.Type):
    """The type of a directory as one rule sees it (:class:`.named.Named`)."""

    def __init__(self, named: Named) -> None:
        self.named = named
        super().__init__(name=named.name)


def type_of(field: Field) -> Any:
    """Return the type that the compiler gives to a name."""
    if field.part is not None:
        return field.part.compiled_type
    scalar = numpy_support.from_dtype(np.dtype(field.dtype))
    if field.form == "scalar":
        return scalar
    return types.Array(scalar, 2 if field.form == "matrix" else 1, "C", readonly=not field.writable)


@register_model(NamedType)
class _NamedModel(models.PrimitiveModel):
    """One pointer."""

    def __init__(self, manager: Any, kind: NamedType) -> None:
        super().__init__(manager, kind, ir.PointerType(_WORD))


@infer_getattr
class _NamedAttributes(AttributeTemplate):
    key = NamedType

    def generic_resolve(self, kind: NamedType, name: str) -> Any:  # type: ignore[override]
        """Return the type of a name; a name that was not declared is a mistake told when the rule is compiled."""
        if name not in kind.named.at:
            raise NumbaTypeError(f"{kind.named.title} has no {name!r} here: declare it in READS or WRITES")
        return type_of(kind.named.at[name])


def _load(builder: Any, directory: Any, slot: int, *, steady: bool, word: Any = _WORD) -> Any:
    """Emit the load of one slot."""
    place = builder.gep(directory, [ir.Constant(_WORD, slot)])
    if word is not _WORD:
        place = builder.bitcast(place, ir.PointerType(word))
    loaded = builder.load(place)
    if steady:
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


@lower_getattr_generic(NamedType)
def _get(context: Any, builder: Any, kind: NamedType, directory: Any, name: str) -> Any:
    """Emit what naming a field does: load a number, an address, or make an array of an address and its lengths."""
    field = kind.named.at[name]
    if field.form == "part":
        return builder.inttoptr(_load(builder, directory, field.slot, steady=True), ir.PointerType(_WORD))
    if field.form == "scalar":
        word = context.get_value_type(type_of(field))
        return _load(builder, directory, field.slot, steady=kind.named.steady and not field.writable, word=word)
    array_type = type_of(field)
    array = context.make_array(array_type)(context, builder)
    item = ir.Constant(_WORD, np.dtype(field.dtype).itemsize)
    shape, strides = [_load(builder, directory, field.rows, steady=kind.named.steady)], [item]
    if field.form == "matrix":
        shape.append(_load(builder, directory, field.width, steady=True))
        strides.insert(0, builder.mul(shape[1], item))
    address = _load(builder, directory, field.slot, steady=kind.named.steady)
    populate_array(
        array,
        data=builder.inttoptr(address, ir.PointerType(context.get_data_type(array_type.dtype))),
        shape=cgutils.pack_array(builder, shape),
        strides=cgutils.pack_array(builder, strides),
        itemsize=item,
        meminfo=None,
    )
    return array._getvalue()


@lower_setattr_generic(NamedType)
def _set(context: Any, builder: Any, signature: Any, args: Any, name: str) -> None:
    """Emit the store of a number; arrays are written by index, never replaced."""
    kind = signature.args[0]
    field = kind.named.at[name]
    if field.form != "scalar" or not field.writable:
        raise NumbaTypeError(f"{kind.named.title}.{name} is only read here: declare it in WRITES")
    place = builder.gep(args[0], [ir.Constant(_WORD, field.slot)])
    word = context.get_value_type(type_of(field))
    builder.store(args[1], builder.bitcast(place, ir.PointerType(word)))


@unbox(NamedType)
def _unbox(kind: NamedType, obj: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(obj, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.bitcast(pointer, ir.PointerType(_WORD)))


@intrinsic
def _call_grow(typing: Any, table: Any, rows: Any) -> Any:
    """Ask the owner of a table for room; returns 0 if there is."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = builder.inttoptr(
            _load(builder, args[0], GROW, steady=False), ir.PointerType(ir.FunctionType(_WORD, [_WORD, _WORD]))
        )
        return builder.call(function, [_load(builder, args[0], HANDLE, steady=False), args[1]])

    return types.int64(table, types.int64), code


@overload(make_room)
def _make_room(table: Any, rows: Any) -> Any:
    def compiled(table: Any, rows: Any) -> Any:
        return _call_grow(table, rows)  # type: ignore[call-arg]

    return compiled


def dispatcher(function: Callable[..., Any], inline: str, folder: Path | None, *, own: bool) -> Any:
    """Return what compiles a function.

    No ``fastmath`` and no parallel reductions: the same inputs give the same bits.

    Parameters
    ----------
    function : callable
        What to compile.
    inline : {"never", "always"}
        Whether it becomes part of its callers.
    folder : Path, optional
        Where compiled code of its module lies; ``None`` keeps none.
    own : bool
        Whether it is of this package.
    """
    compiler: Any = numba.njit  # noqa: TID251
    made = compiler(nogil=True, error_model="numpy", inline=inline, no_cfunc_wrapper=True)(function)
    if folder is not None:
        before, config.CACHE_DIR = config.CACHE_DIR, str(folder)
        try:
            kept: Any = _Cache if own else FunctionCache
            made._cache = kept(function)
        finally:
            config.CACHE_DIR = before
    return made


class _Place(UserProvidedCacheLocator):
    """Where compiled code lies: in the folder of its module, whose name tells the sources; their path says nothing of it.

    So an installed package, the tree it was built from and any copy of it share what one of them compiled.
    """

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:  # pragma: no cover
        """Return the folder below that of the module: none."""
        return ""


class _Code(CompileResultCacheImpl):
    _locator_classes: Any = [_Place]  # noqa: RUF012


class _Cache(FunctionCache):
    """The cache of a function of this package: taking code from it loads nothing that only compiling needs.

    numba loads all that it can compile first, and with it a linear algebra that no rule uses; that takes longer than all
    that is then taken from the cache.
    """

    _impl_class = _Code

    def load_overload(self, sig: Any, target_context: Any) -> Any:  # pragma: no cover
        """Return what was compiled for these types of arguments, ``None`` if nothing was."""
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return cast(Any, super())._load_overload(sig, target_context)
