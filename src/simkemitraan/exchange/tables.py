"""What the readers of all imported tables share: looking up cells, saying what is wrong, setting rows aside."""

from __future__ import annotations

from collections import Counter

from ..declare import Text
from .cells import Cell
from .columns import column
from .headings import Heading
from .log import Found, Log
from .privacy import HIDDEN
from .problems import Outcome
from .sheets import Row
from .values import is_empty


class TableReader:
    """Reads one table row by row.

    Parameters
    ----------
    heading : Heading
        Where the columns stand.
    source : str
        File, for messages.
    log : Log
        Where problems go.
    hidden : tuple of str
        Columns whose cells are not written again when a row is set aside, nor quoted.

    Attributes
    ----------
    role : str
        Which table it is (:data:`.columns.TABLES`).
    rows : int
        Rows of data seen.
    stated : Counter
        Cells by column that said something that could be used.
    """

    role = ""

    def __init__(self, heading: Heading, source: str, log: Log, hidden: tuple[str, ...] = ()) -> None:
        self.heading, self.source, self.log, self.hidden = heading, source, log, hidden
        self.rows = 0
        self.stated: Counter[str] = Counter()

    def cell(self, row: Row, name: str) -> Cell:
        """Return the cell of a column, or what a row above says for it; ``None`` where there is none."""
        cell = self.heading.cell(row.cells, name)
        return row.given.get(name, cell) if row.given and is_empty(cell) else cell

    def say(self, row: Row, code: str, outcome: Outcome, name: str, value: object = "", **more: object) -> Found:
        """Log a problem of one cell."""
        value = HIDDEN if name in self.hidden and value not in ("", None) else value
        return self.log.add(code, outcome, self.source, row.number, self.title(name), value, **more)

    def title(self, name: str) -> str | Text:
        """Return what a column is called in the user's file, and where it has none, in the reader's language."""
        place = self.heading.at.get(name, -1)
        return self.heading.titles.get(place) or column(self.role, name).text

    def aside(self, row: Row, code: str, name: str, value: object = "", **more: object) -> None:
        """Set a row aside, for one problem."""
        found = self.say(row, code, "set_aside", name, value, **more)
        hidden = {self.heading.at[c] for c in self.hidden if c in self.heading.at}
        self.log.set_aside(found, [HIDDEN if k in hidden and c is not None else c for k, c in enumerate(row.cells)])
