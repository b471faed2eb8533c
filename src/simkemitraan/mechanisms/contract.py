"""The one shape of a mechanism."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from ..declare import Param, Text
from ..world.rule import Rule
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
        Columns, ``table.column``; ``table.*`` for whole tables (rows come or go); ``mechanism.number`` for a number of
        another mechanism.
    params : tuple of Param
        Its numbers.
    step : callable
        ``step(world) -> None``: one month of the rule.
    renamed : mapping of str to str
        Numbers that had another name once: the old key, and today's.
    module : str
        Full name of its module.
    """

    name: str
    title: Text
    about: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    params: tuple[Param, ...]
    step: Callable[[World], None]
    renamed: Mapping[str, str] = field(default_factory=dict)
    module: str = ""

    @classmethod
    def of(cls, module: ModuleType) -> Mechanism:
        """Read the declaration of a mechanism's module."""
        name = module.__name__.rpartition(".")[2]
        reads, writes = tuple(module.READS), tuple(module.WRITES)
        function = module.step
        step: Callable[[World], None] = Rule(name, reads, writes, function, numbers=True)
        if list(inspect.signature(function).parameters) == [
            "world"
        ]:  # not compiled: it reads the words of the scenario
            step = function
        return cls(
            name=name,
            title=module.TITLE,
            about=(module.__doc__ or "").strip(),
            reads=reads,
            writes=writes,
            params=tuple(module.PARAMS),
            step=step,
            renamed=getattr(module, "OLD_NAMES", {}),
            module=module.__name__,
        )

    def param(self, name: str) -> Param:
        """Return the declaration of one number; raises ``KeyError`` for an unknown name."""
        for param in self.params:
            if param.name == name:
                return param
        raise KeyError(name)
