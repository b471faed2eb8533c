"""What is measured: pure functions of a world, each registered with name, unit and meaning in both languages.

``ALL``, ``REGISTRY`` (by name), ``NAMES`` and ``OUTSIDE`` (source files of those that are not of this package) are made when
they are first asked for: files of indicators from outside import this package themselves.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..declare import Indicator
from ..world.world import World
from . import benefits, challenges, money, structure
from .outside import from_outside
from .registry import THEMES, Measurement, Reader

if TYPE_CHECKING:
    ALL: tuple[Indicator, ...]
    REGISTRY: dict[str, Indicator]
    NAMES: tuple[str, ...]
    OUTSIDE: tuple[Path, ...]


@cache
def _known() -> dict[str, Any]:
    """Return all that is known under the names that are made late."""
    own = (*benefits.INDICATORS, *money.INDICATORS, *challenges.INDICATORS, *structure.INDICATORS)
    more, files = from_outside({indicator.name for indicator in own})
    registry = {indicator.name: indicator for indicator in (*own, *more)}
    return {"ALL": (*own, *more), "REGISTRY": registry, "NAMES": tuple(registry), "OUTSIDE": files}


@cache
def _reader() -> Reader:
    return Reader(_known()["ALL"])


def __getattr__(name: str) -> Any:
    if name not in ("ALL", "REGISTRY", "NAMES", "OUTSIDE"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _known()[name]


def measure(world: World, *, yearly: bool | None = None) -> Measurement:
    """Read all indicators off a world, after :func:`simkemitraan.engine.advance`.

    Parameters
    ----------
    world : World
        Its ``month`` is the next to simulate; the values are those of the month before.
    yearly : bool, optional
        Read the yearly ones too; by default in the last month of each year of the horizon.

    Returns
    -------
    Measurement
        ``indicator`` indexes :data:`NAMES`.
    """
    return _reader().read(world, yearly=yearly)


__all__ = ["ALL", "NAMES", "OUTSIDE", "REGISTRY", "THEMES", "Indicator", "Measurement", "measure"]
