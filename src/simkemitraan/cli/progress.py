"""Progress on stderr: how far, how fast, how long still."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from ..wording import word


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

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show one report."""
        if what == "compile":
            self.console.print(word("cli.run.compiling", self.lang), markup=False, highlight=False)
            return
        if self._task is None:
            self._task = self._bar.add_task(word("cli.run.running", self.lang), total=total)
        self._bar.update(self._task, completed=done)
