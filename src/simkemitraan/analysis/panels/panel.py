"""A panel: the same organisations asked, or looked up, at two or more times; read from a folder of three tables.

``waves.csv``, one row a wave: ``wave`` (a label), ``month`` (since any zero), ``instrument``: ``names`` (organisations were asked
whom they work with; a row of ``ties.csv`` says that ``a`` named ``b``) or ``register`` (every tie is known; a row is a tie of
both).

``organisations.csv``, one row an organisation: ``system`` (the place it belongs to), ``id`` (unique), ``kind``; and if known
``staff``, ``volunteers``, ``income`` (million IDR a month), ``missing`` (labels of the waves in which it was not asked or did not
answer, joined by ``;``).

``ties.csv``, one row a tie or a name: ``system``, ``wave``, ``a``, ``b``; and if known ``formal`` (1 or 0), ``trust`` (0-1, of ``a`` in
``b``), ``age_months``.

Files are UTF-8 with commas; further columns are ignored. Every mistake is reported at once, by file and line.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...errors import Mistake, MistakesError
from ...world.schema import KIND_NAMES

Instrument = Literal["names", "register"]
INSTRUMENTS = ("names", "register")
MAX_BYTES = 64 * 1024 * 1024
COLUMNS = {
    "waves.csv": ("wave", "month", "instrument"),
    "organisations.csv": ("system", "id", "kind"),
    "ties.csv": ("system", "wave", "a", "b"),
}


@dataclass(frozen=True, slots=True)
class PanelWave:
    """One time at which the panel looked.

    Attributes
    ----------
    label : str
        Its name in the files.
    month : int
        When.
    instrument : {"names", "register"}
        Whether a tie is a name given by one side, or known of both.
    """

    label: str
    month: int
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class PanelOrganisation:
    """One organisation; ``None`` where the panel does not say.

    Attributes
    ----------
    id, system : str
        Its name, and the place it belongs to.
    kind : int
        Code of :class:`~simkemitraan.world.schema.Kind`.
    missing : frozenset of str
        Waves in which it did not answer.
    """

    id: str
    system: str
    kind: int
    staff: float | None = None
    volunteers: float | None = None
    income: float | None = None
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PanelTie:
    """One name given, or one tie of a register; ``a`` and ``b`` are indices into the organisations."""

    wave: str
    a: int
    b: int
    formal: bool = False
    trust: float | None = None
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Organisations of one or more systems, seen at two or more waves, in the order of their months."""

    waves: tuple[PanelWave, ...]
    organisations: tuple[PanelOrganisation, ...]
    ties: tuple[PanelTie, ...]

    @property
    def systems(self) -> list[str]:
        """Names of the systems, in the order in which they first occur."""
        return list(dict.fromkeys(o.system for o in self.organisations))

    def at(self, label: str) -> list[PanelTie]:
        """Return the ties of one wave."""
        return [t for t in self.ties if t.wave == label]


class _Rows:
    """Rows of one file, with mistakes that name file, line and column."""

    def __init__(self, path: Path, mistakes: list[Mistake]) -> None:
        self.path, self.mistakes = path, mistakes
        self.rows = self._read()

    def _read(self) -> list[dict[str, str]]:
        needed = COLUMNS[self.path.name]
        try:
            if self.path.stat().st_size > MAX_BYTES:
                self.bad(0, "", "berkas terlalu besar", "the file is too large")
                return []
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                missing = [c for c in needed if c not in (reader.fieldnames or ())]
                if missing:
                    self.bad(1, ", ".join(missing), "kolom tidak ada", "column is missing")
                    return []
                return [
                    {k: v.strip() for k, v in row.items() if isinstance(k, str) and isinstance(v, str)}
                    for row in reader
                ]
        except (FileNotFoundError, NotADirectoryError):
            folder = self.path.parent
            self.bad(0, "", f"berkas tidak ada di folder {folder}", f"the file is missing in the folder {folder}")
        except (OSError, UnicodeDecodeError, csv.Error):
            self.bad(0, "", "berkas tidak dapat dibaca sebagai CSV UTF-8", "the file cannot be read as UTF-8 CSV")
        return []

    def bad(self, line: int, key: str, id: str, en: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(self.path.name, line, 0, key, id, en))

    def number(self, row: int, column: str, low: float, high: float) -> float | None:
        """Return a number of the row, ``None`` if the cell is empty or wrong."""
        text = self.rows[row].get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.bad(
                row + 2,
                column,
                f"`{text[:40]}` bukan bilangan antara {low:g} dan {high:g}",
                f"`{text[:40]}` is not a number between {low:g} and {high:g}",
            )
            return None
        return value

    def word(self, row: int, column: str, known: Collection[str]) -> str:
        """Return one of the words known; a mistake is noted and "" returned for another."""
        text = self.rows[row].get(column, "")
        if text in known:
            return text
        some = ", ".join(list(known)[:6])
        self.bad(
            row + 2,
            column,
            f"`{text[:40]}` tidak dikenal; yang dikenal: {some}",
            f"`{text[:40]}` is not known; known are: {some}",
        )
        return ""


def load_panel(folder: Path) -> Panel:
    """Read a panel folder.

    Parameters
    ----------
    folder : Path
        Holds ``waves.csv``, ``organisations.csv`` and ``ties.csv``.

    Raises
    ------
    MistakesError
        With every mistake of all three files.
    """
    mistakes: list[Mistake] = []
    waves = _waves(_Rows(folder / "waves.csv", mistakes))
    organisations = _organisations(_Rows(folder / "organisations.csv", mistakes), [w.label for w in waves])
    ties = _ties(_Rows(folder / "ties.csv", mistakes), waves, organisations)
    if mistakes:
        raise MistakesError(tuple(mistakes))
    return Panel(tuple(sorted(waves, key=lambda w: w.month)), tuple(organisations), tuple(ties))


def _waves(rows: _Rows) -> list[PanelWave]:
    waves: list[PanelWave] = []
    for k, row in enumerate(rows.rows):
        month = rows.number(k, "month", -12_000, 12_000)
        instrument = rows.word(k, "instrument", INSTRUMENTS)
        if not row["wave"] or row["wave"] in {w.label for w in waves} or month in {w.month for w in waves}:
            rows.bad(
                k + 2,
                "wave",
                "gelombang kosong, berulang, atau bulannya sama",
                "the wave is empty or repeated, or shares its month",
            )
        waves.append(PanelWave(row["wave"], int(month or 0), "register" if instrument == "register" else "names"))
    return waves


def _organisations(rows: _Rows, waves: Sequence[str]) -> list[PanelOrganisation]:
    found: list[PanelOrganisation] = []
    seen: set[str] = set()
    for k, row in enumerate(rows.rows):
        if not row["id"] or row["id"] in seen:
            rows.bad(k + 2, "id", "kosong atau sudah dipakai", "empty or already used")
        seen.add(row["id"])
        kind = rows.word(k, "kind", KIND_NAMES)
        missing = frozenset(x.strip() for x in row.get("missing", "").split(";") if x.strip())
        if missing - set(waves):
            rows.bad(
                k + 2,
                "missing",
                "menyebut gelombang yang tidak ada di waves.csv",
                "names a wave that is not in waves.csv",
            )
        found.append(
            PanelOrganisation(
                row["id"],
                row["system"],
                KIND_NAMES.index(kind) if kind else 0,
                rows.number(k, "staff", 0, 1e5),
                rows.number(k, "volunteers", 0, 1e6),
                rows.number(k, "income", 0, 1e7),
                missing,
            )
        )
    return found


def _ties(rows: _Rows, waves: Sequence[PanelWave], organisations: Sequence[PanelOrganisation]) -> list[PanelTie]:
    row_of: Mapping[str, int] = {o.id: k for k, o in enumerate(organisations)}
    labels = [w.label for w in waves]
    found = []
    for k, row in enumerate(rows.rows):
        wave, a, b = rows.word(k, "wave", labels), rows.word(k, "a", row_of), rows.word(k, "b", row_of)
        formal, trust, age = (
            rows.number(k, "formal", 0, 1),
            rows.number(k, "trust", 0, 1),
            rows.number(k, "age_months", 0, 1200),
        )
        if not (wave and a and b):
            continue
        if a == b:
            rows.bad(k + 2, "b", "organisasi terhubung dengan dirinya sendiri", "an organisation is tied to itself")
        elif not organisations[row_of[a]].system == organisations[row_of[b]].system == row["system"]:
            rows.bad(
                k + 2, "system", "kedua organisasi harus dari sistem ini", "both organisations must be of this system"
            )
        else:
            found.append(PanelTie(wave, row_of[a], row_of[b], bool(formal), trust, None if age is None else int(age)))
    return found
