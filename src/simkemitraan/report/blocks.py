"""What a report is made of: plain blocks, without a word of HTML, that the page template lays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .picture import Picture


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more; ``tone`` is ``""``, ``"lead"``, ``"small"`` or ``"warning"``."""

    text: str
    tone: str = ""
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences under a common heading; each may carry a mark (``"up"``, ``"down"``, ``"flat"``, ``"open"``)."""

    items: tuple[tuple[str, str], ...]
    heading: str = ""
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True, slots=True)
class Tile:
    """One big number: what it is, its value, and a line below it."""

    label: str
    value: str
    below: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """A row of big numbers."""

    tiles: tuple[Tile, ...]
    kind: str = field(default="tiles", init=False)


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval drawn as a small bar: all in per cent of the width; ``colour`` is a CSS colour.

    ``beyond`` is -1 or 1 where the difference lies beyond the left or the right end, else 0.
    """

    zero: float
    low: float
    high: float
    middle: float
    colour: str
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of the picture of effects at a glance."""

    label: str
    reform: str
    values: str
    difference: str
    interval: str
    verdict: str
    word: str
    bar: Bar | None
    star: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects at a glance, grouped by theme; ``note`` says what the bars mean."""

    groups: tuple[tuple[str, tuple[Effect, ...]], ...]
    note: str
    kind: str = field(default="effects", init=False)


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures side by side under one caption; ``size`` is ``"one"``, ``"wide"``, ``"half"`` or ``"third"``."""

    pictures: tuple[Picture, ...]
    caption: str
    stamp: str
    size: str = "half"
    kind: str = field(default="gallery", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts.

    Attributes
    ----------
    numeric : tuple of int
        Columns (by position) that stand right.
    keys : tuple of tuple of float
        By what the reader may sort each column, row by row; empty for a table in a fixed order.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    note: str = ""
    keys: tuple[tuple[float, ...], ...] = ()
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that open at a click; on paper they stand open, or are left out where ``printed`` is False."""

    summary: str
    blocks: tuple[Block, ...]
    printed: bool = True
    kind: str = field(default="fold", init=False)


@dataclass(frozen=True, slots=True)
class Pre:
    """Text as it is written, for example a scenario."""

    text: str
    kind: str = field(default="pre", init=False)


Block = Paragraph | Bullets | Tiles | Effects | Gallery | Table | Fold | Pre


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a heading and an anchor."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Attributes
    ----------
    lang : str
        Language.
    kicker, title, facts : str
        What kind of report, its title, and a line of facts.
    sections : tuple of Section
        In reading order.
    stamp : str
        The line of provenance.
    """

    lang: str
    kicker: str
    title: str
    facts: str
    sections: tuple[Section, ...]
    stamp: str

    def pictures(self) -> tuple[Picture, ...]:
        """Return all pictures, in reading order."""
        return tuple(p for s in self.sections for p in _pictures(s.blocks))


def _pictures(blocks: Sequence[Block]) -> list[Picture]:
    """Collect the pictures of blocks and of what is folded into them."""
    found: list[Picture] = []
    for block in blocks:
        if isinstance(block, Gallery):
            found += block.pictures
        elif isinstance(block, Fold):
            found += _pictures(block.blocks)
    return found
