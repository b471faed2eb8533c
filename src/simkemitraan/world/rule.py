"""Rules: compiled functions over a world, which see the columns and numbers that they declare and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from . import schema
from .compiling import INTERPRETED, Compiled, compiled
from .graph import graph_type
from .named import Field, Handle, Named
from .tables import table_type

if TYPE_CHECKING:
    from .world import World

# What stands where in the directory of a world: numbers, arrays, then tables, the index, the month's counts, and last
# the numbers of each mechanism in the order of ``World.params``.
SCALARS = ("seed", "month", "fields", "calendar", "trace", "clock", "response_field", "food_field")
ARRAYS = {"field_codes": "i8", "field_care": "f8", "profile_needs": "i1", "starting_counts": "f8", "known": "i8"}
MATRICES = ("profile_needs", "starting_counts")
FIRST_ARRAY = len(SCALARS)
FIRST_PART = FIRST_ARRAY + 3 * len(ARRAYS)
PARTS = (*schema.TABLES, "graph", "counts")

type Layout = tuple[tuple[str, tuple[str, ...]], ...]


def numbers_type(title: str, names: tuple[str, ...], wanted: set[str], *, writable: bool = False) -> Named:
    """Return the type of an array of float64 numbers, each known by its name."""
    fields = [Field(n, "scalar", "f8", k, writable=writable) for k, n in enumerate(names) if n in wanted]
    return Named(title, tuple(fields), steady=not writable)


def _declared(entries: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the columns (or numbers) that are declared, by table (or mechanism)."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        table, _, column = entry.partition(".")
        found.setdefault(table, set()).add(column)
    return found


def view_type(title: str, reads: tuple[str, ...], writes: tuple[str, ...], layout: Layout) -> Named:
    """Return the type of a world as a rule that declares ``reads`` and ``writes`` sees it.

    Parameters
    ----------
    title : str
        Name of the rule, for messages.
    reads, writes : tuple of str
        ``table.column``, ``table.*``, or ``mechanism.number`` for a number of another mechanism.
    layout : tuple of (mechanism, names)
        The numbers of every mechanism, in order.
    """
    r, w = _declared(reads), _declared(writes)
    fields = [Field(name, "scalar", "i8", k) for k, name in enumerate(SCALARS)]
    for k, (name, dtype) in enumerate(ARRAYS.items()):
        at = FIRST_ARRAY + 3 * k
        fields.append(Field(name, "matrix" if name in MATRICES else "column", dtype, at, at + 1, at + 2))
    for k, name in enumerate(PARTS):
        part: Named | None = None
        if name == "graph":
            part = graph_type()
        elif name == "counts":
            part = numbers_type("counts", schema.COUNTS, set(schema.COUNTS), writable=True)
        elif name in r or name in w:
            part = table_type(f"{title}.{name}", schema.TABLES[name], r.get(name, set()), w.get(name, set()))
        if part is not None:
            fields.append(Field(name, "part", slot=FIRST_PART + k, part=part))
    for k, (name, names) in enumerate(layout, FIRST_PART + len(PARTS)):
        if name in r:
            fields.append(Field(name, "part", slot=k, part=numbers_type(f"{title}.{name}", names, r[name])))
    return Named(title, tuple(fields))


class Rule:
    """A function of a world, compiled for exactly what it declares.

    Parameters
    ----------
    name : str
        Name in messages; for a mechanism its key.
    reads, writes : tuple of str
        What it may see and change (:func:`view_type`).
    function : callable
        ``function(w)``, or ``function(w, p)`` for a mechanism with numbers ``p``.
    numbers : bool
        Whether it takes the numbers of the mechanism ``name``.
    """

    def __init__(
        self,
        name: str,
        reads: tuple[str, ...],
        writes: tuple[str, ...],
        function: Callable[..., Any],
        *,
        numbers: bool = False,
    ) -> None:
        self.name, self.reads, self.writes, self.function, self.numbers = name, reads, writes, function, numbers
        self._types: dict[Layout, tuple[Named, ...]] = {}
        self._compiled: dict[tuple[Named, ...], Callable[..., Any]] = {}

    def types(self, layout: Layout) -> tuple[Named, ...]:
        """Return the types of its arguments, for the numbers that there are."""
        if layout not in self._types:
            own: dict[str, tuple[str, ...]] = dict(layout)
            made = [view_type(self.name, self.reads, self.writes, layout)]
            if self.numbers:
                names = own[self.name]
                made.append(numbers_type(f"{self.name}.numbers", names, set(names)))
            self._types[layout] = tuple(made)
        return self._types[layout]

    def __call__(self, world: World, *more: Any) -> Any:
        """Carry out the rule on a world; ``more`` are further arguments of the function."""
        bound = world.bound.get(self)
        if bound is None:
            bound = world.bound[self] = self._bound(world)
        return bound(*more)

    def _bound(self, world: World) -> Callable[..., Any]:
        """Return the function with what it is given of this world."""
        own = (world.params[self.name],) if self.numbers else ()
        if INTERPRETED:
            return partial(self.function, world, *own)
        addresses = (world.address, *(values.base for values in own))
        kinds = self.types(world.layout)
        return partial(self._called(kinds), *map(Handle, kinds, addresses))

    def _called(self, kinds: tuple[Named, ...]) -> Callable[..., Any]:
        """Return what is called for arguments of these types.

        Where they are all there are, that is what was compiled for them: nobody asks for their types at every call.
        """
        function = self.function
        if not isinstance(function, Compiled) or function.takes > len(kinds):
            return function
        if kinds not in self._compiled:
            self._compiled[kinds] = function.dispatcher.compile(tuple(kind.compiled_type for kind in kinds))
        return self._compiled[kinds]

    def __reduce__(self) -> Any:
        raise TypeError("rules are found by name, never pickled")


def rule(name: str, *, reads: tuple[str, ...], writes: tuple[str, ...]) -> Callable[[Callable[..., Any]], Rule]:
    """Make a compiled rule of the world itself (mechanisms declare theirs by module)."""

    def make(function: Callable[..., Any]) -> Rule:
        return Rule(name, reads, writes, compiled(function))

    return make


def layout_of(params: Mapping[str, Any]) -> Layout:
    """Return the names of the numbers of every mechanism, in order."""
    return tuple((name, tuple(values)) for name, values in params.items())
