"""Progress on stderr: how far, how fast, how long still."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from ..wording import number, word

FIRST, MOST = 10.0, 300.0  # seconds to the first line in a log, and at most between two
PERIOD = 1800.0  # seconds over which the bar reckons its pace: a run may take minutes
SLOW = 0.1  # runs a second below which it is told how long one takes


class Progress:
    """Shows what :func:`simkemitraan.runs.execute` reports; plain lines when stderr is no terminal.

    Parameters
    ----------
    lang : str
        Language.
    """

    def __init__(self, lang: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self.lang = lang
        self.console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[runs]}"),
            TimeRemainingColumn(),
            console=self.console,
            speed_estimate_period=PERIOD,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._task: Any = None
        self._months: tuple[int, int] | None = None
        self._lines = _Lines(lang)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def months(self, done: int, total: int) -> None:
        """Hear how many months of all have been simulated with the run that is reported next."""
        self._months = done, total

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show one report."""
        if what.startswith("aside:"):
            path = what.removeprefix("aside:")
            self.console.print(word("cli.run.aside", self.lang, path=path), markup=False, highlight=False)
            return
        if what == "compile":
            self._lines.since = 0.0
            self.console.print(word("cli.run.compiling", self.lang), markup=False, highlight=False)
            return
        if not self.console.is_terminal:
            self._lines(done, total, self._months)
            return
        work, all_work = self._months or (done, total)
        if self._task is None:
            self._task = self._bar.add_task(word("cli.run.running", self.lang), total=all_work, runs="")
        self._bar.update(self._task, completed=work, runs=f"{done}/{total}")


class _Lines:
    """Lines for a log: soon the first, then rarer and rarer, and the last.

    Parameters
    ----------
    lang : str
        Language.

    Attributes
    ----------
    since : float
        When the first runs were begun, by the monotonic clock; 0 where that is not known.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.since = time.monotonic()
        self._began = self._next = 0.0
        self._pause = FIRST
        self._resumed = 0  # runs that were there already
        self._known = (0, 0)  # runs and work that are not counted, since it is not known what they took

    def __call__(self, done: int, total: int, months: tuple[int, int] | None) -> None:
        """Write a line, if it is time for one; how long still is reckoned from months where they are known, else from runs."""
        now, first = time.monotonic(), not self._began
        if first:
            self._resumed = done - 1
        came = done - self._resumed
        work, all_work = months or (came, total - self._resumed)
        if first:
            self._next = now + self._pause
            # Long runs that share a beginning come back together: what the first of them took counts, or all seem quick.
            slow = self.since > 0.0 and now - self.since > FIRST
            self._began, self._known = (self.since, (0, 0)) if slow else (now, (came, work))
            return
        if now < self._next:
            return
        self._pause = min(MOST, 1.5 * self._pause)
        self._next = now + self._pause
        gone = max(now - self._began, 1e-9)
        rate, pace = (came - self._known[0]) / gone, (work - self._known[1]) / gone
        left = number((all_work - work) / pace / 60, self.lang, 1) if pace > 0 else "?"
        values = {"done": done, "total": total, "minutes": left, "rate": number(rate, self.lang, 2)}
        key = "cli.run.line" if rate >= SLOW or rate == 0 else "cli.run.line_slow"
        told = word(key, self.lang, **values, seconds=number(1 / rate, self.lang, 0) if rate > 0 else "")
        print(time.strftime("%Y-%m-%d %H:%M:%S"), told, file=sys.stderr, flush=True)
