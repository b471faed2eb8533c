"""maintenance (to be written)."""

from __future__ import annotations

from ..declare import Param, Text, Values
from ..world.world import World

TITLE = Text("maintenance", "maintenance")
READS: tuple[str, ...] = ()
WRITES: tuple[str, ...] = ()
PARAMS: tuple[Param, ...] = ()


def step(world: World, p: Values, seed: int) -> None:
    """Advance this rule by one month."""
