"""How many months are due: as many as the seconds that have passed ask for, but time lost to a stall is not caught up with."""

from __future__ import annotations

from collections.abc import Callable

FRAMES_PER_SECOND = 20.0


class Pace:
    """The room's metronome.

    Parameters
    ----------
    clock : callable
        Seconds.

    Attributes
    ----------
    speed : float
        Months a second asked for.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.speed = 4.0
        self._clock = clock
        self._owed, self._last, self._tick = 0.0, clock(), clock()

    def begin(self) -> None:
        """Let the first month be due at once."""
        self._owed, self._last = 1.0, self._clock()
        self._tick = self._last

    @property
    def wait(self) -> float:
        """Seconds until the next frame is due."""
        return max(0.0, self._tick - self._clock())

    def months(self) -> int:
        """Return how many whole months are due; the next frame comes a twentieth of a second later."""
        now, most = self._clock(), max(1.0, 2.0 * self.speed / FRAMES_PER_SECOND)
        self._owed = min(self._owed + (now - self._last) * self.speed, most)
        self._last, self._tick = now, now + 1.0 / FRAMES_PER_SECOND
        return int(self._owed)

    def passed(self, months: int) -> None:
        """Take months off what is owed."""
        self._owed -= months
