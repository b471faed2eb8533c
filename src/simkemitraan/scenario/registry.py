"""The registry folder: known organisations and ties that a scenario starts from.

``organisations.csv`` (UTF-8, comma-separated, one header row), one row an organisation:

===========  =====================================================================================================
name         display name, unique
kind         government, nonprofit, company, community or individual
district     name or code of a district of the place
place        subdistrict, 1 to the number of subdistricts; empty: drawn
staff        paid full-time equivalents; empty: drawn
volunteers   people; empty: drawn
income       million IDR a month from own sources; empty: drawn
active       1 or 0; empty: yes for those with a living tie, drawn for others
priorities   ``field:share`` pairs joined by ``;``; empty: drawn
role         ``coordinator`` for an individual who is a subdistrict's coordinator, appointed by the social agency
===========  =====================================================================================================

``ties.csv``, one row a living tie: ``a`` and ``b`` (names), ``formal`` (1 or 0), ``age_months``, ``trust`` (0-1 or empty).

``agreements.csv``, one row a member of an agreement of several: ``agreement`` (its name, the same in all its rows),
``member``, ``age_months`` (since it was signed), ``trust``, and ``ended_months_ago`` for one that has ended.

``past-ties.csv``, one row a tie that has ended: ``a``, ``b``, ``formal``, ``months`` (how long it lasted) and
``ended_months_ago``.

Only ``organisations.csv`` must be there. Further columns (such as ``imputed``) are allowed and ignored.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from ..errors import Mistake
from ..world.schema import KIND_NAMES, MEMBERS
from .hints import as_number, did_you_mean, two_readings
from .reading import TWO_READINGS

MAX_BYTES = 64 * 1024 * 1024


class _Table:
    """Rows of a CSV file, with mistakes that name file, row and column."""

    def __init__(self, path: Path, mistakes: list[Mistake]) -> None:
        self.path, self.mistakes = path, mistakes
        self.rows: list[dict[str, str]] = []

    def read(self, needed: Sequence[str]) -> bool:
        """Read the file's rows; returns whether it could be read and has the ``needed`` columns (mistakes are noted)."""
        try:
            if not self.path.resolve().is_relative_to(self.path.parent.resolve()):
                return self.bad(
                    0, "", "berkas keluar dari folder registri", "the file leaves the folder of the registry"
                )
            if self.path.stat().st_size > MAX_BYTES:
                return self.bad(0, "", "berkas terlalu besar", "the file is too large")
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                header = list(reader.fieldnames or [])
                missing = [c for c in needed if c not in header]
                if missing:
                    return self.bad(1, ", ".join(missing), "kolom tidak ada", "column is missing")
                self.rows = [
                    {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)}
                    for row in reader
                ]
        except (OSError, UnicodeDecodeError, csv.Error):
            return self.bad(
                0, "", "berkas tidak dapat dibaca sebagai CSV UTF-8", "the file cannot be read as UTF-8 CSV"
            )
        return True

    def bad(self, line: int, key: str, id: str, en: str) -> bool:
        """Note a mistake of a line and column, in both languages; returns False."""
        self.mistakes.append(Mistake(self.path.name, line, 0, key, id, en))
        return False

    def number(self, row: int, column: str, low: float, high: float, *, whole: bool = False) -> float | None:
        """Return a cell as a number within bounds; None, with the mistake noted, if it is none; None if empty."""
        text = self.rows[row].get(column, "")
        if not text:
            return None
        if whole and TWO_READINGS.fullmatch(text):
            self.bad(row + 2, column, *two_readings(text))
            return None
        try:
            value: Any = float(text)
        except ValueError:
            value = text
        number, (id, en) = as_number(value)
        if number is None:
            self.bad(row + 2, column, id, en)
        elif not low <= number <= high:
            self.bad(row + 2, column, f"harus antara {low:g} dan {high:g}", f"must lie between {low:g} and {high:g}")
            return None
        return number

    def word(self, row: int, column: str, known: Collection[str]) -> str:
        """Return a cell that is one of the ``known`` words; an empty string, with the mistake noted, otherwise."""
        text = self.rows[row].get(column, "")
        if text in known:
            return text
        id, en = did_you_mean(text, known)
        self.bad(row + 2, column, f"`{text[:40]}` tidak dikenal{id}", f"`{text[:40]}` is not known{en}")
        return ""


def load(
    folder: Path, districts: Sequence[dict[str, Any]], fields: Sequence[str], mistakes: list[Mistake]
) -> dict[str, Any]:
    """Read a registry folder into plain data; problems are appended to ``mistakes``.

    Parameters
    ----------
    folder : Path
        Holds ``organisations.csv`` and whatever there is of ``ties.csv``, ``agreements.csv`` and ``past-ties.csv``.
    districts : sequence of dict
        Districts of the place, with ``name`` and ``code``.
    fields : sequence of str
        Names of the fields of service.
    mistakes : list of Mistake
        Appended to.
    """
    table = _Table(folder / "organisations.csv", mistakes)
    if not table.read(("name", "kind", "district")):
        return {}
    where = {d["name"]: k for k, d in enumerate(districts)} | {str(d["code"]): k for k, d in enumerate(districts)}
    organisations = [_organisation(table, row, where, districts, fields) for row in range(len(table.rows))]
    names: dict[str, int] = {}
    for row, organisation in enumerate(organisations):
        if organisation["name"] in names or not organisation["name"]:
            table.bad(row + 2, "name", "nama kosong atau sudah dipakai", "the name is empty or already used")
        names.setdefault(organisation["name"], row)
    ties = _ties(folder / "ties.csv", names, mistakes)
    agreements, ended = _agreements(folder / "agreements.csv", names, mistakes)
    tied = {end for tie in ties for end in (tie["a"], tie["b"])} | {m for each in agreements for m in each["members"]}
    for row in tied:
        if organisations[row]["active"] is None:
            organisations[row]["active"] = True
    past = [*_past(folder / "past-ties.csv", names, mistakes), *ended]
    return {"organisations": organisations, "ties": ties} | _given(agreements=agreements, past=past)


def _given(**parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the parts that hold something, so that a registry without them reads as it always did."""
    return {name: part for name, part in parts.items() if part}


def _organisation(
    table: _Table, row: int, where: dict[str, int], districts: Sequence[dict[str, Any]], fields: Sequence[str]
) -> dict[str, Any]:
    district = where.get(table.word(row, "district", list(where)), 0)
    kind = table.word(row, "kind", KIND_NAMES)
    place = table.number(row, "place", 1, max(1, int(districts[district]["subdistricts"])))
    active = table.number(row, "active", 0, 1)
    role = table.word(row, "role", ("", "coordinator"))
    if role and kind != "individual":
        table.bad(
            row + 2, "role", "hanya `individual` dapat menjadi koordinator", "only an `individual` can be a coordinator"
        )
    return {
        "name": table.rows[row]["name"][:300],
        "kind": kind or "nonprofit",
        "district": district,
        "place": None if place is None else int(place) - 1,
        "staff": table.number(row, "staff", 0, 1e5),
        "volunteers": table.number(row, "volunteers", 0, 1e6, whole=True),
        "income": table.number(row, "income", 0, 1e7),
        "active": None if active is None else bool(active),
        "priority": _priorities(table, row, fields),
        "coordinator": role == "coordinator",
    }


def _priorities(table: _Table, row: int, fields: Sequence[str]) -> list[float] | None:
    text = table.rows[row].get("priorities", "")
    if not text:
        return None
    shares = dict.fromkeys(fields, 0.0)
    for part in text.split(";"):
        name, _, share = part.partition(":")
        try:
            shares[name.strip()] = min(max(0.0, float(share)), 1e9)
        except ValueError:
            table.bad(row + 2, "priorities", "tulis `bidang:porsi;…`", "write `field:share;…`")
            return None
    total = sum(shares.values())
    if set(shares) - set(fields) or total <= 0:
        table.bad(row + 2, "priorities", "bidang tidak dikenal atau porsi nol", "unknown field, or shares are zero")
        return None
    return [shares[f] / total for f in fields]


def _ties(path: Path, names: dict[str, int], mistakes: list[Mistake]) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    table = _Table(path, mistakes)
    if not table.read(("a", "b", "formal")):
        return []
    ties = []
    for row in range(len(table.rows)):
        pair = _pair(table, row, names)
        formal, age, trust = (
            table.number(row, "formal", 0, 1),
            table.number(row, "age_months", 0, 1200, whole=True),
            table.number(row, "trust", 0, 1),
        )
        if pair:
            ties.append(
                {
                    "a": pair[0],
                    "b": pair[1],
                    "formal": bool(formal),
                    "age": int(12 if age is None else age),
                    "trust": trust,
                }
            )
    return ties


def _pair(table: _Table, row: int, names: dict[str, int]) -> tuple[int, int] | None:
    """Return the two organisations of a row; what is wrong with them is noted."""
    a, b = (table.word(row, column, names) for column in ("a", "b"))
    if a and a == b:
        table.bad(row + 2, "b", "organisasi terhubung dengan dirinya sendiri", "an organisation is tied to itself")
    return (names[a], names[b]) if a and b and a != b else None


def _past(path: Path, names: dict[str, int], mistakes: list[Mistake]) -> list[dict[str, Any]]:
    """Return the ties that have ended: both ends, form, how long each lasted and how long ago it ended."""
    table = _Table(path, mistakes)
    if not path.exists() or not table.read(("a", "b", "formal", "ended_months_ago")):
        return []
    past = []
    for row in range(len(table.rows)):
        pair, formal = _pair(table, row, names), table.number(row, "formal", 0, 1)
        months, ago = (table.number(row, c, 0, 1200, whole=True) for c in ("months", "ended_months_ago"))
        if pair:
            past.append(
                {"members": list(pair), "formal": bool(formal), "months": int(months or 0), "ago": int(ago or 0)}
            )
    return past


def _agreements(
    path: Path, names: dict[str, int], mistakes: list[Mistake]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the agreements of several members that are alive, and those that have ended."""
    table = _Table(path, mistakes)
    if not path.exists() or not table.read(("agreement", "member")):
        return [], []
    found: dict[str, dict[str, Any]] = {}
    for row in range(len(table.rows)):
        name, member = table.rows[row]["agreement"][:200], table.word(row, "member", names)
        age, trust = table.number(row, "age_months", 0, 1200, whole=True), table.number(row, "trust", 0, 1)
        ago = table.number(row, "ended_months_ago", 0, 1200, whole=True)
        new: dict[str, Any] = {"members": [], "age": age, "trust": trust, "ago": ago}
        members = found.setdefault(name, new)["members"]
        if member and names[member] in members:
            table.bad(row + 2, "member", "anggota disebut dua kali", "the member is named twice")
        elif member:
            members.append(names[member])
            if len(members) == MEMBERS + 1:
                table.bad(row + 2, "member", f"lebih dari {MEMBERS} anggota", f"more than {MEMBERS} members")
    alive = [each for each in found.values() if each["ago"] is None and len(each["members"]) > 1]
    ended = [each for each in found.values() if each["ago"] is not None and len(each["members"]) > 1]
    return (
        [
            {"members": e["members"], "age": int(12 if e["age"] is None else e["age"]), "trust": e["trust"]}
            for e in alive
        ],
        [
            {
                "members": e["members"],
                "formal": True,
                "months": int(max(0, (e["age"] or 0) - e["ago"])),
                "ago": int(e["ago"]),
            }
            for e in ended
        ],
    )
