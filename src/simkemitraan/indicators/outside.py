"""Indicators from outside the package: modules of entry points of the group ``simkemitraan.indicators``, and files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from .. import plugins
from ..declare import Indicator
from ..errors import InputError
from .registry import THEMES

GROUP = "simkemitraan.indicators"


def from_outside(known: set[str]) -> tuple[tuple[Indicator, ...], tuple[Path, ...]]:
    """Return the indicators from outside, and the source files that they come from.

    Parameters
    ----------
    known : set of str
        Names that are taken.

    Raises
    ------
    InputError
        If a name is taken, a theme is not known, or what an entry point names holds no indicator.
    """
    taken, found, files = set(known), [], []
    for indicators, module in _offered():
        for indicator in indicators:
            _check(indicator, taken, plugins.file_of(module).name)
            taken.add(indicator.name)
            found.append(indicator)
        files.append(plugins.file_of(module))
    return tuple(found), tuple(dict.fromkeys(files))


def _offered() -> Iterator[tuple[tuple[Indicator, ...], ModuleType]]:
    for offered in plugins.installed(GROUP, ("indikator", "indicator")):
        if isinstance(offered, Indicator):
            yield (offered,), sys.modules[offered.value.__module__]
        elif isinstance(offered, ModuleType) and (held := plugins.indicators_of(offered)):
            yield held, offered
        else:
            raise InputError(
                f"titik masuk {GROUP} menunjuk sesuatu yang bukan indikator: {offered!r}",
                f"an entry point of {GROUP} names something that is no indicator: {offered!r}",
            )
    for module in plugins.from_files():
        if held := plugins.indicators_of(module):
            yield held, module


def _check(indicator: Indicator, taken: set[str], file: str) -> None:
    name = indicator.name
    if name in taken:
        raise InputError(
            f"{file}: indikator bernama `{name}` sudah ada; ganti nama fungsinya",
            f"{file}: there is an indicator called `{name}` already; rename the function",
        )
    if indicator.benefit not in THEMES:
        raise InputError(
            f"{file}: tema `{indicator.benefit}` dari `{name}` tidak dikenal; pilih {', '.join(THEMES)}",
            f"{file}: theme `{indicator.benefit}` of `{name}` is not known; choose one of {', '.join(THEMES)}",
        )
