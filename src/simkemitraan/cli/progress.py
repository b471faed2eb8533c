"""Progress on stderr: how far, how fast, how long still."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from ..wording import number, word

FIRST, MOST = 10.0, 300.0  # seconds to the first line in a log, and at most between two
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
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self.lang = lang
        self.console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._task: Any = None
        self._lines = _Lines(lang)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

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
            self._lines(done, total)
            return
        if self._task is None:
            self._task = self._bar.add_task(word("cli.run.running", self.lang), total=total)
        self._bar.update(self._task, completed=done)


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
        self._first = 0

    def __call__(self, done: int, total: int) -> None:
        """Write a line, if it is time for one."""
        now = time.monotonic()
        if not self._began:
            self._next = now + self._pause
            # Long runs that share a beginning come back together: what the first of them took counts, or all seem quick.
            slow = self.since > 0.0 and now - self.since > FIRST
            self._began, self._first = (self.since, done - 1) if slow else (now, done)
            return
        if now < self._next:
            return
        self._pause = min(MOST, 1.5 * self._pause)
        self._next = now + self._pause
        rate = (done - self._first) / max(now - self._began, 1e-9)
        left = number((total - done) / rate / 60, self.lang, 1) if rate > 0 else "?"
        values = {"done": done, "total": total, "minutes": left, "rate": number(rate, self.lang, 2)}
        key = "cli.run.line" if rate >= SLOW or rate == 0 else "cli.run.line_slow"
        told = word(key, self.lang, **values, seconds=number(1 / rate, self.lang, 0) if rate > 0 else "")
        print(time.strftime("%Y-%m-%d %H:%M:%S"), told, file=sys.stderr, flush=True)
