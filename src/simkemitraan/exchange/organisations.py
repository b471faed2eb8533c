"""Organisations: read row by row, checked, fixed or set aside; what is missing is filled by a stated rule.

**The rule for what is missing.** Staff, volunteers and income: the value of another organisation of the same kind in the
same file, picked by a lot that depends on the name alone (hot-deck imputation, which keeps the spread and the heavy
tail that a median would cut off); where fewer than five organisations of that kind state it, it stays empty and the model
draws it. Whoever has a living tie is active where the file does not say; whether others are, where they lie and their
fields stay empty: the model draws them. A kind that
is not stated is guessed from the name, else taken as nonprofit. Every filled value is named in the column ``imputed``.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..declare import Text
from ..scenario import official
from ..scenario.reading import TWO_READINGS
from ..world.schema import KIND_TEXTS
from . import values, words
from .cells import Cell, clean, neutral, plain
from .columns import column as column_of
from .corrections import Corrections
from .headings import Heading
from .log import Log
from .privacy import Pseudonyms
from .sheets import Row
from .tables import TableReader
from .values import Reading

DONORS_NEEDED, DONORS_KEPT = 5, 1000
FIRST_FIELD_SHARE = 0.7
LIMITS = {"staff": 1e5, "volunteers": 1e6, "income": 1.2e8}
RUPIAH_FROM = 1e6  # an income of a million million rupiah a year is written in rupiah
RUPIAH_WORDS = ("rp", "idr", "rb", "ribu", "juta", "jt", "miliar", "milyar")
MOST_OF_A_KIND = 60_000  # in one district: more would not fit the ids of the model
HEADER = (
    "name",
    "kind",
    "district",
    "place",
    "staff",
    "volunteers",
    "income",
    "active",
    "priorities",
    "role",
    "imputed",
    "subdistrict",
    "code",
    "row",
)
_PREFIXES = ("kabupaten administrasi ", "kota administrasi ", "kabupaten ", "kab ", "regency of ")


@dataclass(slots=True)
class District:
    """A district as it was found in the data: its name, its subdistricts, and how many organisations of each kind."""

    name: str
    subdistricts: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


class Organisations(TableReader):
    """Reads one table of organisations.

    Parameters
    ----------
    heading : Heading
        Where the columns stand.
    source : str
        File, for messages.
    log : Log
        Where problems go.
    default_district : str
        District of those that state none; empty: the first one named in the file.
    pseudonyms : Pseudonyms, optional
        Replaces the names of people.
    corrections : Corrections, optional
        Kinds of organisations as the user says they are.
    """

    role = "organisations"

    def __init__(
        self,
        heading: Heading,
        source: str,
        log: Log,
        default_district: str = "",
        pseudonyms: Pseudonyms | None = None,
        corrections: Corrections | None = None,
    ) -> None:
        super().__init__(heading, source, log, ("leader", "contact", *(("name", "id") if pseudonyms else ())))
        self.pseudonyms = pseudonyms
        self.corrections = corrections or Corrections()
        self.default_district = " ".join(default_district.split())
        self.names: list[str] = []
        self.imputed: Counter[str] = Counter()
        self.districts: dict[str, District] = {}
        self._by_name: dict[str, list[int]] = {}
        self._by_code: dict[str, list[int]] = {}
        self._tied: Collection[int] = ()
        self._home: list[District] = []
        self._rows: list[int] = []
        self._donors: dict[tuple[str, str], list[float]] = {}
        self._seen: Counter[tuple[str, str]] = Counter()

    # --- reading ---------------------------------------------------------------------------------------------------

    def read(self, rows: Iterator[Row], draft: Path) -> None:
        """Read all rows; those accepted are written to ``draft``, to be finished by :meth:`finish`."""
        self._missing_columns()
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in rows:
                self.rows += 1
                record = self._record(row)
                if record is not None:
                    writer.writerow(record)

    def _missing_columns(self) -> None:
        drawn = Text("model yang mengundi", "the model draws it")
        for name, instead in (
            ("kind", Text("jenis ditebak dari nama", "kinds are guessed from names")),
            *((name, drawn) for name in ("staff", "volunteers", "income")),
            (
                "active",
                Text("yang punya hubungan dianggap aktif, lainnya diundi", "those with a tie are active, others drawn"),
            ),
        ):
            if name not in self.heading.at:
                self.log.add("column_missing", "noted", self.source, 0, column_of(self.role, name).text, read=instead)

    def _record(self, row: Row) -> tuple[object, ...] | None:
        """Return the accepted row as a draft, ``None`` when it is set aside."""
        imputed: list[str] = []
        name = self._text(row, "name")
        if not plain(name):
            self.aside(row, "no_name", "name")
            return None
        kind = self._kind(row, name, imputed)
        personal = kind == "individual" and self.pseudonyms is not None
        district = self._district(row, imputed)
        if district is None:
            self.aside(row, "no_district", "district")
            return None
        if district.counts[kind] >= MOST_OF_A_KIND:
            self.aside(row, "district_full", "district", district.name, read=MOST_OF_A_KIND)
            return None
        index = self._enter(row, name, district, personal)
        if index is None:
            return None
        staff, volunteers, income = (self._amount(row, column, kind) for column in ("staff", "volunteers", "income"))
        active = self._flag(row)
        place, subdistrict = self._place(row, district)
        district.counts[kind] += 1
        code = "" if personal else neutral(self._text(row, "id", quiet=True))
        rank = words.rank(f"{name} {self._text(row, 'kind', quiet=True)}", kind)
        return (
            index,
            rank,
            kind,
            district.name,
            place,
            staff,
            volunteers,
            income,
            active,
            self._priorities(row),
            ";".join(imputed),
            subdistrict,
            code,
            row.number,
        )

    def _text(self, row: Row, column: str, *, quiet: bool = False) -> str:
        cell = self.cell(row, column)
        reading = values.text(cell)
        if reading.code and not quiet:
            limit = {"limit": 160} if reading.code == "too_long" else {}
            self.say(row, reading.code, "fixed", column, cell, read=reading.read, **limit)
        text = clean(reading.value or "")
        if text != (reading.value or "") and not quiet:
            self.say(row, "controls", "fixed", column)
        return text.strip()

    def _kind(self, row: Row, name: str, imputed: list[str]) -> str:
        cell = self.cell(row, "kind")
        said = self.corrections.kind(name, str(cell or ""))
        reading = Reading(said) if said else words.choose(cell, words.KINDS)
        if reading.value:
            if reading.code:
                self.say(row, reading.code, "fixed", "kind", cell, read=KIND_TEXTS[reading.value])
            self.stated["kind"] += 1
            return reading.value
        if reading.code:
            self.say(row, reading.code, "fixed", "kind", cell, near=", ".join(words.KIND_CHOICES))
        imputed.append("kind")
        guess = words.kind_in_name(name)
        kind = guess or "nonprofit"
        self.say(row, "kind_guessed" if guess else "kind_imputed", "imputed", "kind", read=KIND_TEXTS[kind])
        return kind

    def _district(self, row: Row, imputed: list[str]) -> District | None:
        name = self._text(row, "district")
        if name:
            self.stated["district"] += 1
        else:
            name = self.default_district or next(iter(self.districts.values()), District("")).name
            if not name:
                return None
            imputed.append("district")
            if "district" in self.heading.at:
                self.say(row, "district_imputed", "imputed", "district", read=name)
        coded = official.find(name) if name.replace(".", "").isdigit() else None
        if coded is not None:
            self.say(row, "word_read", "fixed", "district", name, read=coded.name)
            name = coded.name
        key = plain(name)
        for prefix in _PREFIXES:
            key = key.removeprefix(prefix)
        known = self.districts.setdefault(key, District(str(neutral(name[:100]))))
        if known.name != name and plain(known.name) != plain(name):
            self.say(row, "word_read", "fixed", "district", name, read=known.name)
        return known

    def _enter(self, row: Row, name: str, district: District, personal: bool) -> int | None:
        """Give an organisation its index and its unique name; ``None`` for one that is there already."""
        key = plain(name)
        for other in self._by_name.get(key, ()):
            if self._home[other] is district:
                self._enter_code(row, other)
                self.aside(row, "duplicate_row", "name", read=self._rows[other])
                return None
        shown_name = self.pseudonyms.of(name) if personal and self.pseudonyms else str(neutral(name))
        if key in self._by_name:
            shown_name = f"{shown_name} ({district.name})"
            while plain(shown_name) in self._by_name:
                shown_name += " 2"
            self.say(row, "renamed", "noted", "name", read=shown_name)
        index = len(self.names)
        self.names.append(shown_name)
        self._home.append(district)
        self._rows.append(row.number)
        self._by_name.setdefault(key, []).append(index)
        if plain(shown_name) != key:
            self._by_name.setdefault(plain(shown_name), []).append(index)
        self._enter_code(row, index)
        return index

    def _enter_code(self, row: Row, index: int) -> None:
        code = plain(self._text(row, "id", quiet=True))
        if not code:
            return
        known = self._by_code.setdefault(code, [])
        if index not in known:
            known.append(index)
        if len(known) > 1:
            self.say(row, "duplicate_id", "fixed", "id", self.cell(row, "id"), read=self._rows[known[0]])

    def _amount(self, row: Row, column: str, kind: str) -> str:
        """Return a number as text for the draft, empty if there is none that can be used."""
        cell = self.cell(row, column)
        reading = self._added(row, column, values.number(cell))
        value = reading.value
        if value is None:
            if reading.code:
                self.say(row, reading.code, "fixed", column, cell)
            return ""
        if column == "income":
            value, reading = self._million(row, cell, value, reading)
        problem = "negative" if value < 0 else "too_large" if value > LIMITS[column] else ""
        if problem:
            self.say(row, problem, "fixed", column, cell, limit=f"{LIMITS[column]:g}")
            return ""
        if reading.code:
            self.say(row, reading.code, "fixed", column, cell, read=reading.read)
        self.stated[column] += 1
        self._lend(kind, column, value)
        return _written(value)

    def _added(self, row: Row, column: str, first: Reading[float]) -> Reading[float]:
        """Return a number with those of further columns added, such as women to men."""
        for place in self.heading.adds.get(column, ()):
            more = values.number(row.cells[place] if place < len(row.cells) else None)
            if more.value is not None:
                first = Reading(more.value + (first.value or 0.0), first.code if first.value is not None else "")
        return first

    def _million(self, row: Row, cell: Cell, value: float, reading: Reading[float]) -> tuple[float, Reading[float]]:
        """Return an income in million rupiah, however it was written."""
        in_words = isinstance(cell, str) and any(w in cell.lower() for w in RUPIAH_WORDS)
        title = set(plain(self.heading.title("income")).split())
        by_title = bool(title & {"rupiah", "rp", "idr"}) and not title & {"juta", "million", "jt"}
        if not (in_words or by_title or value >= RUPIAH_FROM):
            return value, reading
        million = value / 1e6
        if not by_title:
            self.say(row, "rupiah", "fixed", "income", cell, read=million)
        return million, Reading(million)

    def _lend(self, kind: str, column: str, value: float) -> None:
        """Remember a stated value for those who state none (a sample of at most a thousand, taken evenly)."""
        self._seen[kind, column] += 1
        kept, seen = self._donors.setdefault((kind, column), []), self._seen[kind, column]
        if len(kept) < DONORS_KEPT:
            kept.append(value)
        else:
            place = _lot(f"{kind}/{column}/{seen}", seen)
            if place < DONORS_KEPT:
                kept[place] = value

    def _flag(self, row: Row) -> str:
        cell = self.cell(row, "active")
        reading = values.flag(cell)
        if reading.code:
            self.say(row, reading.code, "fixed", "active", cell, near="ya, tidak / yes, no")
        if reading.value is None:
            return ""
        self.stated["active"] += 1
        return str(int(reading.value))

    def _place(self, row: Row, district: District) -> tuple[object, str]:
        name = self._text(row, "place")
        if not name:
            return "", ""
        self.stated["place"] += 1
        key = plain(name).removeprefix("kecamatan ").removeprefix("kec ")
        if key not in district.subdistricts and len(district.subdistricts) >= 500:
            return "", name
        return district.subdistricts.setdefault(key, len(district.subdistricts) + 1), name

    def _priorities(self, row: Row) -> str:
        """Return shares of the fields: those named share 0.7, the others the rest."""
        cell = self.cell(row, "field")
        if values.is_empty(cell) or values.trouble(cell):
            return ""
        named, unknown = words.fields_in(cell)
        for word in unknown:
            self.say(row, "not_word", "fixed", "field", word, near=words.FIELD_CHOICES)
        if not named:
            return ""
        self.stated["field"] += 1
        every = list(dict.fromkeys(words.FIELDS.values()))
        rest = (1.0 - FIRST_FIELD_SHARE) / max(1, len(every) - len(named))
        return ";".join(f"{f}:{FIRST_FIELD_SHARE / len(named) if f in named else rest:.6g}" for f in every)

    # --- finding ---------------------------------------------------------------------------------------------------

    def find(self, written: str) -> list[int]:
        """Return the organisations that a name or a code means: none, one, or several of the same name or code."""
        key = plain(written)
        if key in self._by_code:
            return self._by_code[key]
        return self._by_name.get(key, [])

    # --- finishing -------------------------------------------------------------------------------------------------

    def finish(self, draft: Path, final: Path, tied: Collection[int] = ()) -> None:
        """Fill what is missing and write the registry; within a kind, those who lead a district's network come first.

        Parameters
        ----------
        draft, final : Path
            What :meth:`read` wrote, and the registry's file.
        tied : collection of int
            Organisations that have a living tie: they are active where nothing is said.
        """
        self._tied = tied
        with final.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(HEADER)
            for wanted in (0, 1):
                with draft.open(encoding="utf-8", newline="") as file:
                    for cells in csv.reader(file):
                        if int(cells[1]) == wanted:
                            writer.writerow(self._filled(cells))

    def _filled(self, draft: list[str]) -> list[str]:
        index, kind = int(draft[0]), draft[2]
        name, row = self.names[index], int(draft[13])
        amounts, imputed = [], draft[10].split(";") if draft[10] else []
        for column, text in zip(("staff", "volunteers", "income"), draft[5:8], strict=True):
            value = text or self._borrow(name, kind, column, row)
            if value and not text:
                imputed.append(column)
            amounts.append(value)
        if amounts[2]:
            amounts[2] = _written(float(amounts[2]) / 12.0)  # the registry holds months
        if index in self._tied and not draft[8]:
            draft[8] = "1"
            imputed.append("active")
        elif index in self._tied and draft[8] == "0":
            self.log.add("inactive_tied", "noted", self.source, row, self.title("active"))
        role = "coordinator" if kind == "individual" and draft[1] == "0" else ""
        self.imputed.update(imputed)
        return [name, kind, draft[3], draft[4], *amounts, draft[8], draft[9], role, ";".join(imputed), *draft[11:]]

    def _borrow(self, name: str, kind: str, column: str, row: int) -> str:
        donors = self._donors.get((kind, column), [])
        written = column in self.heading.at
        if len(donors) < DONORS_NEEDED:
            if written:
                self.log.add("value_left", "noted", self.source, row, column_of(self.role, column).text)
            return ""
        value = _written(donors[_lot(f"{name}/{column}", len(donors))])
        self.log.add("value_imputed", "imputed", self.source, row, column_of(self.role, column).text, read=value)
        return value


def _written(value: float) -> str:
    """Return a number as the registry holds it, never with three decimals alone, which could be read as thousands."""
    text = f"{value:.10g}"
    return f"{text}0" if TWO_READINGS.fullmatch(text) else text


def _lot(text: str, options: int) -> int:
    """Return a number below ``options`` that depends on the text alone."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") % options
