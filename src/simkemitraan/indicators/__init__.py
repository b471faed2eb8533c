"""What is measured: pure functions of a world, each registered with name, unit and meaning in both languages."""

from __future__ import annotations

from ..world.world import World
from . import benefits, challenges, money, structure
from .registry import THEMES, Indicator, Measurement, read

ALL: tuple[Indicator, ...] = (*benefits.INDICATORS, *money.INDICATORS, *challenges.INDICATORS, *structure.INDICATORS)
REGISTRY: dict[str, Indicator] = {indicator.name: indicator for indicator in ALL}
NAMES: tuple[str, ...] = tuple(REGISTRY)


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
    return read(world, ALL, yearly=yearly)


__all__ = ["ALL", "NAMES", "REGISTRY", "THEMES", "Indicator", "Measurement", "measure"]
