"""The one shape of a mechanism."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from ..declare import Param, Text, Values
from ..world.world import World


@dataclass(frozen=True)
class Mechanism:
    """A rule over tables, as its module declares it.

    Attributes
    ----------
    name : str
        Key in the scenario file; the module's own name.
    title : Text
        What it is, in a few words.
    about : str
        The module's docstring: what, why, source.
    reads, writes : tuple of str
        Columns, ``table.column``; ``table.*`` for whole tables (rows come or go).
    params : tuple of Param
        Its numbers.
    step : callable
        ``step(world, params, seed) -> None``: one month of the rule.
    """

    name: str
    title: Text
    about: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    params: tuple[Param, ...]
    step: Callable[[World, Values, int], None]

    @classmethod
    def of(cls, module: ModuleType) -> Mechanism:
        """Read the declaration of a mechanism's module."""
        return cls(
            name=module.__name__.rpartition(".")[2],
            title=module.TITLE,
            about=(module.__doc__ or "").strip(),
            reads=tuple(module.READS),
            writes=tuple(module.WRITES),
            params=tuple(module.PARAMS),
            step=module.step,
        )

    def param(self, name: str) -> Param:
        """Return the declaration of one number; raises ``KeyError`` for an unknown name."""
        for param in self.params:
            if param.name == name:
                return param
        raise KeyError(name)
