"""What comes from outside the package: mechanisms and indicators of installed packages, and of files that somebody names.

Files are named in the environment, so that all processes of a run load the same ones; each is loaded once, as a module of
its own name.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from .declare import Indicator
from .errors import InputError

VARIABLE = "SIMKEMITRAAN_PLUGINS"  # files and modules, separated as in PATH
_ROOM = "simkemitraan_plugins"


def plug_in(*files: str | os.PathLike[str]) -> None:
    """Name files of mechanisms or indicators, before anything else of the package is used; commands take ``--plugin FILE``.

    Parameters
    ----------
    *files : path or str
        Python files, each with one mechanism, or with indicators; or names of modules (``my_package.mine``).

    Raises
    ------
    InputError
        If one is not there, or the rules were loaded already without it.
    """
    named = os.environ.get(VARIABLE, "").split(os.pathsep)
    wanted = [os.path.abspath(file) if is_file(os.fspath(file)) else os.fspath(file) for file in files]
    new = [file for file in wanted if file not in named]
    for file in new:
        if not (os.path.isfile(file) if is_file(file) else _importable(file)):
            raise _not_there(file)
    if new and "simkemitraan.mechanisms" in sys.modules:
        raise InputError(
            "`plug_in` harus dipanggil sebelum hal lain dari simkemitraan dipakai; mulai ulang Python (atau kernel notebook)",
            "`plug_in` must be called before anything else of simkemitraan is used; start Python (or the notebook's kernel) again",
        )
    os.environ[VARIABLE] = os.pathsep.join([*filter(None, named), *new])


def installed(group: str, what: tuple[str, str]) -> Iterator[Any]:
    """Yield what installed packages offer under a group of entry points, by name.

    Parameters
    ----------
    group : str
        The group.
    what : (str, str)
        What it is, in Indonesian and English.

    Raises
    ------
    InputError
        If one cannot be loaded.
    """
    for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
        try:
            yield entry.load()
        except Exception as error:
            raise InputError(
                f"{what[0]} `{entry.name}` dari paket terpasang ({entry.value}) tidak dapat dimuat: {error}",
                f"{what[1]} `{entry.name}` of an installed package ({entry.value}) cannot be loaded: {error}",
            ) from error


def offered(group: str) -> set[str]:
    """Return the full names of the modules that installed packages offer under a group."""
    return {entry.value for entry in entry_points(group=group)}


def is_file(name: str) -> bool:
    """Say whether a name is that of a file, and not of a module."""
    return name.endswith(".py") or os.sep in name or "/" in name


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def from_files() -> Iterator[ModuleType]:
    """Yield the modules that were named, by file or by name, in the order given."""
    for name in filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)):
        yield load_file(Path(name)) if is_file(name) else _load_module(name)


def _load_module(name: str) -> ModuleType:
    if not _importable(name):
        raise _not_there(name)
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise _not_loaded(name, error) from error


def load_file(path: Path) -> ModuleType:
    """Return the module of a file, as a module of its own name in a room of its own; raises :class:`InputError`."""
    name = f"{_ROOM}.{path.stem}"
    if (known := sys.modules.get(name)) is not None and known.__file__ == str(path):
        return known
    sys.modules.setdefault(_ROOM, ModuleType(_ROOM))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise _not_there(str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise _not_loaded(path.name, error) from error
    return module


def _not_loaded(name: str, error: Exception) -> InputError:
    return InputError(
        f"{name}: tidak dapat dimuat: {type(error).__name__}: {error}",
        f"{name}: this cannot be loaded: {type(error).__name__}: {error}",
    )


def _not_there(name: str) -> InputError:
    shown = Path(name).name if is_file(name) else name
    return InputError(
        f"{shown}: tidak ada berkas mekanisme atau indikator (.py), atau modul bernama itu, di sini; periksa --plugin",
        f"{shown}: there is no file of a mechanism or of indicators (.py), nor a module of that name, here; check --plugin",
    )


def indicators_of(module: ModuleType) -> tuple[Indicator, ...]:
    """Return the indicators that a module holds, in the order of its source."""
    return tuple(value for value in vars(module).values() if isinstance(value, Indicator))


def file_of(module: ModuleType) -> Path:
    """Return the source file of a module."""
    return Path(module.__file__ or "")
