"""Which mechanisms there are, in the order of a month: those of this package, and those that come from outside it.

One from outside is a module of the same shape that also says where it stands: ``AFTER = "leadership"``, ``BEFORE`` or
``REPLACES``. It is found by an entry point of the group ``simkemitraan.mechanisms`` of an installed package, or by its
file (``--plugin merger.py``). Files are named in the environment, so that the processes of a run load the same ones.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from ..errors import InputError
from .contract import Mechanism

GROUP = "simkemitraan.mechanisms"
VARIABLE = "SIMKEMITRAAN_PLUGINS"  # files of mechanisms, separated as in PATH
_ROOM = "simkemitraan_plugins"


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
        for module in (*_installed(), *_files()):
            self.register(
                module,
                after=getattr(module, "AFTER", None),
                before=getattr(module, "BEFORE", None),
                replaces=getattr(module, "REPLACES", None),
            )
            self.outside.append(Path(module.__file__ or ""))


def _place(module: ModuleType) -> str:
    return Path(module.__file__ or module.__name__).name


def _installed() -> Iterator[ModuleType]:
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            yield entry.load()
        except Exception as error:
            raise InputError(
                f"mekanisme `{entry.name}` dari paket terpasang ({entry.value}) tidak dapat dimuat: {error}",
                f"mechanism `{entry.name}` of an installed package ({entry.value}) cannot be loaded: {error}",
            ) from error


def _files() -> Iterator[ModuleType]:
    for name in filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)):
        yield _load(Path(name))


def _load(path: Path) -> ModuleType:
    """Return the module of a file, as a module of its own name in a room of its own."""
    name = f"{_ROOM}.{path.stem}"
    sys.modules.setdefault(_ROOM, ModuleType(_ROOM))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise InputError(
            f"{path.name}: tidak ada berkas mekanisme (.py) di sini; periksa --plugin",
            f"{path.name}: there is no file of a mechanism (.py) here; check --plugin",
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise InputError(
            f"{path.name}: mekanisme ini tidak dapat dimuat: {type(error).__name__}: {error}",
            f"{path.name}: this mechanism cannot be loaded: {type(error).__name__}: {error}",
        ) from error
    return module
