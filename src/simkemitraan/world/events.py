"""Events of the month, written down by rules."""

from __future__ import annotations

from .compiling import compiled
from .named import View, add_rows


@compiled
def note(w: View, event: int, organisation: int, other: int, value: float) -> None:
    """Write one event down.

    Parameters
    ----------
    event : int
        An :class:`.schema.Event`.
    organisation, other : int
        Ids; 0 for none.
    value : float
        What goes with it (:class:`.schema.Event` says what).
    """
    at = add_rows(w.events, 1)
    e = w.events
    e.month[at], e.event[at], e.organisation[at], e.other[at], e.value[at] = w.month, event, organisation, other, value
