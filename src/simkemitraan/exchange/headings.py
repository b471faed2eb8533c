"""Finding the headings of a table, which may stand below titles and in two rows, and matching them to known columns.

A heading is matched exactly; else by a part of it (``NAMA LKS / PANTI``); else when it is a letter or two off. Where the
name of an organisation is not found so, the column whose cells look like such names is taken. Whoever corrects the
reading wins over all of this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from . import values
from .cells import Cell, nearest, plain, shown
from .columns import TABLES, Column
from .words import FORMS, KINDS, choose, kind_in_name

How = Literal["exact", "part", "near", "cells", "corrected", ""]
WEIGHTS: dict[How, int] = {"corrected": 9, "exact": 3, "part": 2, "cells": 1, "near": 1, "": 0}
LOOK = 25  # first rows among which the headings are looked for
LEVELS = 3  # rows that headings may take
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|\*")
_YEAR = re.compile(r"(?<=\S)\s+(?:(?:tahun|thn?|t\.?a|year)\b\.?\s*)?(?:19|20)\d\d\s*$", re.I)
_PARTS = re.compile(r"[/,;&|\n]|\bdan\b|\batau\b|\band\b|\bor\b", re.I)
_PEOPLE = re.compile(
    r"\b(ketua|pimpinan|pengurus|kepala|direktur|pemilik|pendiri|penanggung|pengasuh|kontak|sekretaris|bendahara)"
)
_BODIES = re.compile(r"\b(lksa?|panti|lembaga|organisasi|orsos|yayasan|instansi|perusahaan|komunitas|mitra|badan)\b")
_HALVES = {"l", "p", "lk", "pr", "laki laki", "perempuan", "pria", "wanita", "male", "female", "tetap", "tidak tetap"}
_WHOLES = {"jumlah", "jml", "total"}
_READERS: dict[str, Callable[[Cell], bool]] = {
    **dict.fromkeys(("staff", "volunteers", "income", "trust", "age"), lambda c: values.number(c).value is not None),
    **dict.fromkeys(("start", "end"), lambda c: values.day(c).value is not None or values.is_open(c)),
    "active": lambda c: values.flag(c).value is not None,
    "kind": lambda c: choose(c, KINDS).value is not None,
    "formal": lambda c: choose(c, FORMS).value is not None,
}
_DISTRICT = re.compile(r"^(kabupaten|kab|kota|regency|city)\b", re.I)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one column of a table was taken for.

    Attributes
    ----------
    place : int
        Its place, from 0.
    title : str
        Its heading, with the heading above it where there are two.
    column : str
        The known column; empty: not used.
    how : str
        How it was matched.
    near : str
        The known column that an unused heading is most like; empty if none is.
    """

    place: int
    title: str
    column: str = ""
    how: How = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each known column stands in a table.

    Attributes
    ----------
    at : dict
        Place of each column by its canonical name.
    titles : dict
        What stands above each place.
    width : int
        Number of headings.
    adds : dict
        Further places that are added to a column's own (men and women, say).
    taken : tuple of Taken
        What every column was taken for, in order.
    rows : tuple of int
        First and last row of the headings as the user counts them; (0, 0) where there are none.
    """

    at: dict[str, int]
    titles: dict[int, str]
    width: int
    adds: dict[str, tuple[int, ...]] = field(default_factory=dict)
    taken: tuple[Taken, ...] = ()
    rows: tuple[int, int] = (0, 0)

    def title(self, name: str) -> str:
        """Return what a column is called in the user's file."""
        return self.titles.get(self.at.get(name, -1), name)

    def cell(self, cells: Sequence[Cell], name: str) -> Cell:
        """Return the cell of a column in a row, ``None`` where there is none."""
        place = self.at.get(name, -1)
        return cells[place] if 0 <= place < len(cells) else None


@dataclass(frozen=True, slots=True)
class Title:
    """A heading and the one above it that it belongs to, if any."""

    text: str
    group: str = ""

    def __str__(self) -> str:
        return f"{self.group} / {self.text}" if self.group else self.text


def letter(place: int) -> str:
    """Return the letters of a column as a spreadsheet shows them."""
    text, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def _bare(text: str) -> str:
    """Return a heading without its unit in brackets and the year it is of."""
    whole = text[:200]
    return plain(_YEAR.sub(" ", _BRACKETS.sub(" ", whole))) or plain(whole)


# --- one heading ------------------------------------------------------------------------------------------------------


@cache
def _known(role: str) -> dict[str, Column]:
    return {w: c for c in reversed(TABLES[role]) for w in c.headings()}


def named(role: str, word: str) -> str:
    """Return the canonical name of the column that a word means exactly, empty if none."""
    found = _known(role).get(plain(word))
    return found.name if found else ""


def fit(role: str, title: Title) -> tuple[str, How]:
    """Return the column that a heading means, and how it was matched; ``("", "")`` if none."""
    known = _known(role)
    texts = [f"{title.group} {title.text}", title.text] if title.group else [title.text]
    for text in texts:
        column = known.get(plain(text[:200])) or known.get(_bare(text))
        if column:
            return column.name, "exact"
    if title.group and plain(title.text) in _HALVES | _WHOLES:
        return fit(role, Title(title.group))
    for text in texts:
        if name := _by_part(role, text[:200]):
            return name, "part"
    return "", ""


def _looseness(role: str, title: Title | None, name: str) -> int:
    """Return how far down the words of a column a heading stands: its own name first (`relawan`), then what is near (`pengurus`)."""
    words = [plain(w) for w in _known(role)[plain(name)].headings()] if title and plain(name) in _known(role) else []
    found = [words.index(w) for w in (plain(str(title)), _bare(title.text)) if w in words] if title else []
    return min(found, default=len(words))


def _by_part(role: str, text: str) -> str:
    """Return the column that a part of a heading means: the part before or after a stroke, or how it begins."""
    known, word = _known(role), _bare(text)
    for part in _PARTS.split(_BRACKETS.sub(" ", text)):
        if (column := known.get(plain(part))) and (not column.spare or plain(part) != "no"):
            return column.name
    begins = [w for w in known if word.startswith(f"{w} ") and (" " in w or known[w].personal)]
    if begins:
        return known[max(begins, key=len)].name
    if role != "organisations":
        return ""
    if _PEOPLE.search(word) and word.startswith(("nama ", "jabatan ")):
        return "leader"
    return "name" if word.startswith("nama ") and _BODIES.search(word) else ""


# --- the rows of headings ---------------------------------------------------------------------------------------------


def _titles(cells: Sequence[Cell]) -> list[Title | None]:
    return [Title(shown(c)) if isinstance(c, str) and c.strip() else _number_title(c) for c in cells]


def _number_title(cell: Cell) -> Title | None:
    return None if cell is None or cell == "" else Title(shown(cell))


def join(upper: Sequence[Title | None], lower: Sequence[Cell]) -> list[Title | None] | None:
    """Return the headings that two rows make together; ``None`` if the lower is no row of headings below the upper.

    A heading of the upper row holds for the empty places to its right where the lower row has headings of its own.
    """
    out: list[Title | None] = []
    group, continued, alone = "", 0, 0
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else None
        cell = lower[place] if place < len(lower) else None
        below = shown(cell) if cell is not None and str(cell).strip() else ""
        if below and (not isinstance(cell, str) or values.number(cell).value is not None):
            return None
        group = str(above) if above else group
        if above is None and below:
            continued += 1
            if not group:
                return None
        follows = place + 1 < len(upper) and upper[place + 1] is None
        alone += bool(above and below and below != above.text and not follows)
        out.append(Title(below, group) if below and not (above and below == above.text) else above)
    return out if continued and alone <= continued else None


def score(role: str, titles: Sequence[Title | None]) -> int:
    """Return how much of a row of headings is known: the weights of the distinct columns, less one for a number."""
    best: dict[str, int] = {}
    numbers = 0
    for title in titles:
        if title is None:
            continue
        name, how = fit(role, title)
        best[name] = max(best.get(name, 0), WEIGHTS[how])
        numbers += values.number(title.text).value is not None
    return sum(best.values()) - numbers


def locate(role: str, first: Sequence[Sequence[Cell]]) -> tuple[int, int, int]:
    """Return the first and last of the rows that hold the headings (last below first: none), and their score."""
    best = (-1, 0, 0)  # score, top, bottom
    for top, cells in enumerate(first[:LOOK]):
        titles = _titles(cells)
        found = score(role, titles)
        if found > best[0]:
            best = (found, top, top)
        for bottom in range(top + 1, min(top + LEVELS, len(first))):
            joined = join(titles, first[bottom])
            if joined is None:
                break
            titles = joined
            found = score(role, titles)
            if found > max(best[0], 0) or (found == best[0] > 0 and best[1] == top):
                best = (found, top, bottom)
    if best[0] > 0:
        return best[1], best[2], best[0]
    guess = _likely(first[:LOOK])
    return guess, guess, 0


def _likely(first: Sequence[Sequence[Cell]]) -> int:
    """Return the row that most looks like headings where none is known: the first of the widest rows of words."""
    widths = [
        sum(isinstance(c, str) and bool(c.strip()) and values.number(c).value is None for c in cells) for cells in first
    ]
    most = max(widths, default=0)
    return next((k for k, w in enumerate(widths) if w and 2 * w >= most), 0)


def titles_of(first: Sequence[Sequence[Cell]], top: int, bottom: int) -> list[Title | None]:
    """Return the headings that stand in rows ``top`` to ``bottom``."""
    titles = _titles(first[top])
    for cells in first[top + 1 : bottom + 1]:
        titles = join(titles, cells) or titles
    return titles


# --- all columns of a table -------------------------------------------------------------------------------------------


def match(
    role: str,
    titles: Sequence[Title | None],
    sample: Sequence[Sequence[Cell]],
    corrections: Mapping[str, str],
    rows: tuple[int, int] = (0, 0),
) -> Heading:
    """Match headings to columns, the surest first.

    Parameters
    ----------
    role : str
        Which table (:data:`.columns.TABLES`).
    titles : sequence of Title
        The headings, ``None`` where there is none.
    sample : sequence of sequence
        First rows of data, which decide where headings do not.
    corrections : mapping
        Heading or letter of a column to the column it is; an empty one: not used.
    rows : tuple of int
        Where the headings stand.
    """
    names = {p: str(t) for p, t in enumerate(titles) if t is not None}
    fits: dict[int, tuple[str, How]] = {}
    for place, title in enumerate(titles):
        said = _corrected(place, title, corrections)
        if said is not None:
            fits[place] = said, "corrected"
        elif title is not None:
            fits[place] = fit(role, title)
    fits = _unlike(_near(role, names, fits), sample)
    at: dict[str, int] = {}
    adds: dict[str, tuple[int, ...]] = {}

    def surest(one: tuple[int, tuple[str, How]]) -> tuple[int, int, int]:
        place, (name, how) = one
        return -WEIGHTS[how], _looseness(role, titles[place] if place < len(titles) else None, name), place

    for place, (name, how) in sorted(fits.items(), key=surest):
        if name and name not in at:
            at[name] = place
        elif name and _is_half(titles[at[name]]) and _is_half(titles[place]) and how != "corrected":
            adds[name] = (*adds.get(name, ()), place)
    fits |= _by_cells(role, at, names, sample, {p for p, (_, how) in fits.items() if how == "corrected"})
    used = {p: n for n, p in at.items()} | {p: n for n, places in adds.items() for p in places}
    taken = tuple(
        Taken(p, names.get(p, ""), used.get(p, ""), fits[p][1] if p in used else "", _hint(role, names.get(p, "")))
        for p in (sorted({*names, *used}) if names else range(len(titles)))
    )
    return Heading(at, names, max((*names, *used), default=-1) + 1, adds, taken, rows)


def _corrected(place: int, title: Title | None, corrections: Mapping[str, str]) -> str | None:
    if letter(place) in corrections:
        return corrections[letter(place)]
    return corrections.get(plain(str(title))) if title is not None else None


def _near(role: str, names: Mapping[int, str], fits: dict[int, tuple[str, How]]) -> dict[int, tuple[str, How]]:
    """Take headings that are one or two letters off a known one, where that column has not been found."""
    there = {name for name, _ in fits.values()}
    for place, title in names.items():
        word = _bare(title)
        if fits[place] == ("", "") and len(word) > 3 and (found := nearest(word, _known(role), 0.84)):
            name = _known(role)[found].name
            if name not in there and not _known(role)[found].spare:
                fits[place] = name, "near"
                there.add(name)
    return fits


def _unlike(fits: dict[int, tuple[str, How]], sample: Sequence[Sequence[Cell]]) -> dict[int, tuple[str, How]]:
    """Do not use columns of which no cell can be read as what the heading says (a "status" of head office or branch)."""
    for place, (name, how) in fits.items():
        reads = _READERS.get(name)
        cells = [cells[place] for cells in sample if place < len(cells) and not values.is_empty(cells[place])]
        if reads and how != "corrected" and len(cells) >= 3 and not any(reads(c) for c in cells):
            fits[place] = "", ""
    return fits


def _hint(role: str, title: str) -> str:
    word = _bare(title)
    found = nearest(word, _known(role), 0.6) if len(word) > 3 else ""
    return _known(role)[found].name if found else ""


def _is_half(title: Title | None) -> bool:
    return title is not None and bool(title.group) and plain(title.text) in _HALVES


def _by_cells(
    role: str, at: dict[str, int], names: Mapping[int, str], sample: Sequence[Sequence[Cell]], fixed: set[int]
) -> dict[int, tuple[str, How]]:
    """Take what only the cells tell: names of organisations, and districts in a column of places; changes ``at``."""
    found: dict[int, tuple[str, How]] = {}
    if role != "organisations":
        return found
    free = [p for p in names if p not in at.values() and p not in fixed]
    if "name" not in at and (place := _most(free, sample, lambda c: bool(kind_in_name(c)))) is not None:
        at["name"], found[place] = place, ("name", "cells")
    places = [at["location"]] if "location" in at and at["location"] not in fixed else []
    if "district" not in at and (place := _most(places, sample, lambda c: _DISTRICT.match(c) is not None)) is not None:
        del at["location"]
        at["district"], found[place] = place, ("district", "cells")
    return found


def _most(places: Sequence[int], sample: Sequence[Sequence[Cell]], holds: Callable[[str], bool]) -> int | None:
    """Return the place where most cells hold, if at least half of three or more do."""
    best: tuple[float, int] | None = None
    for place in places:
        cells = [c for cells in sample if place < len(cells) and isinstance(c := cells[place], str) and c.strip()]
        share = sum(holds(c) for c in cells) / len(cells) if len(cells) >= 3 else 0.0
        if share >= 0.5 and (best is None or share > best[0]):
            best = share, place
    return None if best is None else best[1]
