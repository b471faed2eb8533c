"""Which mechanisms there are, in the order of a month: those of this package, and those that come from outside it.

One from outside is a module of the same shape that also says where it stands: ``AFTER = "leadership"``, ``BEFORE`` or
``REPLACES``. It is found by an entry point of the group ``simkemitraan.mechanisms`` of an installed package, or by its
file (``--plugin merger.py``); see :mod:`simkemitraan.plugins`.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from .. import plugins
from ..errors import InputError
from .contract import Mechanism

GROUP = "simkemitraan.mechanisms"


class Registry:
    """Mechanisms in the order of a month; ``outside`` are the source files of those that are not of this package."""

    def __init__(self) -> None:
        self.order: list[Mechanism] = []
        self.outside: list[Path] = []

    def register(
        self, module: ModuleType, *, after: str | None = None, before: str | None = None, replaces: str | None = None
    ) -> Mechanism:
        """Add a mechanism: last, or where the one named stands.

        Raises
        ------
        InputError
            If it is no mechanism, if there is one of its name already, or none of the name given.
        """
        try:
            mechanism = Mechanism.of(module)
        except (AttributeError, TypeError, StopIteration, IndexError) as error:
            raise InputError(
                f"{_place(module)}: bukan mekanisme ({error}); perlu TITLE, READS, WRITES, PARAMS dan step(w, p)",
                f"{_place(module)}: not a mechanism ({error}); it needs TITLE, READS, WRITES, PARAMS and step(w, p)",
            ) from error
        names = [m.name for m in self.order]
        if mechanism.name in names and mechanism.name != replaces:
            raise InputError(
                f"{_place(module)}: mekanisme bernama `{mechanism.name}` sudah ada; ganti nama berkasnya",
                f"{_place(module)}: there is a mechanism called `{mechanism.name}` already; rename the file",
            )
        neighbour = after or before or replaces
        if neighbour is not None and neighbour not in names:
            raise InputError(
                f"{_place(module)}: tidak ada mekanisme `{neighbour}`; yang ada: {', '.join(names)}",
                f"{_place(module)}: there is no mechanism `{neighbour}`; there are {', '.join(names)}",
            )
        at = len(names) if neighbour is None else names.index(neighbour) + (after is not None)
        self.order[at : at + (neighbour is not None and neighbour == replaces)] = [mechanism]
        return mechanism

    def register_outside(self) -> None:
        """Add the mechanisms of installed packages, by name, then those of files, in the order given."""
        files = (module for module in plugins.from_files() if not _of_indicators(module))
        for module in (*plugins.installed(GROUP, ("mekanisme", "mechanism")), *files):
            self.register(
                module,
                after=getattr(module, "AFTER", None),
                before=getattr(module, "BEFORE", None),
                replaces=getattr(module, "REPLACES", None),
            )
            self.outside.append(plugins.file_of(module))


def _of_indicators(module: ModuleType) -> bool:
    """Say whether a file holds indicators and no mechanism."""
    return not hasattr(module, "step") and bool(plugins.indicators_of(module))


def _place(module: ModuleType) -> str:
    return Path(module.__file__ or module.__name__).name
