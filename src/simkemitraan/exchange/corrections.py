"""What a user says of a file that was understood otherwise than it is meant: columns, headings, rows, kinds, projects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..declare import Text
from ..errors import InputError
from .cells import nearest, plain
from .columns import TABLES
from .headings import named
from .words import KIND_CHOICES, KINDS

PROJECTS = {
    "agreements": Text(
        "setiap proyek adalah satu kemitraan para pesertanya", "each project is one partnership of all in it"
    ),
    "cooperation": Text("peserta proyek yang sama saling bekerja sama", "those in the same project cooperate in pairs"),
    "leave": Text("proyek tidak dibaca sebagai hubungan", "projects are not read as ties"),
}
_KEYS = ("columns", "headings", "keep", "kinds", "projects", "nodes")
_UNUSED = {"", "tidak dipakai", "not used", "none", "kosong"}


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is to be read otherwise.

    Attributes
    ----------
    columns : dict
        Heading in plain words, or letter of a column (in capitals), to the canonical name of a column, empty for one
        that is not to be used. A role and a colon before it say which table is meant (``ties:B``).
    headings : dict
        Role of a table to the row that holds its headings; 0 where there are none.
    keep : collection of int
        Rows that hold data though they look like totals or notes.
    kinds : dict
        A word or a name, in plain words, to the kind of organisation it means.
    projects : str
        What organisations that take part in the same project are to each other (:data:`PROJECTS`); empty: to be asked.
    nodes : str
        Which of the two kinds of nodes of a network are organisations; empty: to be asked where it is not plain.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, int] = field(default_factory=dict)
    keep: Collection[int] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    projects: str = ""
    nodes: str = ""

    def of(self, role: str) -> dict[str, str]:
        """Return the corrections of the columns of one table: heading or letter to canonical name."""
        out: dict[str, str] = {}
        for where, name in self.columns.items():
            table, _, title = where.rpartition(":")
            found = _canonical(role, name)
            if table in ("", role) and found is not None:
                out[title] = found
        return out

    def kind(self, *words: str) -> str:
        """Return the kind that was said of a name or of a word for kinds, empty if nothing was."""
        return next((self.kinds[plain(w)] for w in words if plain(w) in self.kinds), "")

    def joined(self, other: Corrections) -> Corrections:
        """Return these with another's added; the other's win."""
        return Corrections(
            {**self.columns, **other.columns},
            {**self.headings, **other.headings},
            frozenset({*self.keep, *other.keep}),
            {**self.kinds, **other.kinds},
            other.projects or self.projects,
            other.nodes or self.nodes,
        )


def _canonical(role: str, name: str) -> str | None:
    """Return the canonical name of a column of a table, empty for none, ``None`` if that table has no such column."""
    return "" if plain(name) in _UNUSED else named(role, name) or None


def read(given: Mapping[str, Any]) -> Corrections:
    """Return corrections from plain data, as a file or a page holds them.

    Parameters
    ----------
    given : mapping
        Any of ``columns``, ``headings``, ``keep``, ``kinds``, ``projects`` and ``nodes``.

    Raises
    ------
    InputError
        If a word in it is not known; the message names the nearest.
    """
    unknown = [str(k) for k in given if k not in _KEYS]
    if unknown:
        raise _not_known("corrections", unknown[0], _KEYS)
    out = Corrections()
    for title, name in _mapping(given, "columns").items():
        out = out.joined(column(str(title), "" if name is None else str(name)))
    kinds = {plain(word): _kind(str(kind)) for word, kind in _mapping(given, "kinds").items()}
    headings = {_role(str(k)): _whole(v) for k, v in _mapping(given, "headings").items()}
    keep = given.get("keep") or ()
    projects = str(given.get("projects") or "")
    if projects and projects not in PROJECTS:
        raise _not_known("projects", projects, PROJECTS)
    rows = frozenset(_whole(row) for row in (keep if isinstance(keep, list | tuple | set | frozenset) else (keep,)))
    return replace(
        out, headings=headings, keep=rows, kinds=kinds, projects=projects, nodes=str(given.get("nodes") or "")
    )


def column(title: str, name: str) -> Corrections:
    """Return the correction that a heading, or a letter of a column, means the column ``name``."""
    table, _, bare = title.rpartition(":")
    role = plain(table) if plain(table) in TABLES else ""
    bare = bare if role else title
    known = sorted({c.name for columns in TABLES.values() for c in columns})
    if plain(name) not in _UNUSED and not any(named(each, name) for each in ((role,) if role else TABLES)):
        raise _not_known(title, name, known)
    is_letter = bare.strip().isalpha() and bare.strip().isupper() and len(bare.strip()) <= 2
    key = bare.strip() if is_letter else plain(bare)
    return Corrections({f"{role}:{key}" if role else key: name})


def load(path: Path) -> Corrections:
    """Return the corrections in a YAML file.

    Raises
    ------
    InputError
        If it cannot be read, or holds a word that is not known.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        given = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig")) or {}
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InputError(
            f"{path}: berkas koreksi tidak dapat dibaca; tulis sebagai YAML dengan bagian columns, kinds, keep, atau projects",
            f"{path}: the file of corrections cannot be read; write YAML with the parts columns, kinds, keep or projects",
        ) from error
    if not isinstance(given, dict):
        raise _not_known(str(path), type(given).__name__, _KEYS)
    return read(given)


def _mapping(given: Mapping[str, Any], key: str) -> Mapping[Any, Any]:
    value = given.get(key) or {}
    if not isinstance(value, dict):
        raise InputError(
            f"koreksi `{key}`: tulis pasangan, misalnya `NAMA LKS / PANTI: name`",
            f"correction `{key}`: write pairs, such as `NAMA LKS / PANTI: name`",
        )
    return value


def _kind(word: str) -> str:
    if plain(word) not in KINDS:
        raise _not_known("kinds", word, KIND_CHOICES)
    return KINDS[plain(word)]


def _role(word: str) -> str:
    if word not in TABLES:
        raise _not_known("headings", word, TABLES)
    return word


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError(f"koreksi: `{value}` bukan nomor baris", f"correction: `{value}` is no number of a row")
    return value


def _not_known(where: str, word: str, known: Iterable[str]) -> InputError:
    known = list(known)
    guess = nearest(word, known, 0.6)
    id, en = (f"; maksudnya `{guess}`?", f"; did you mean `{guess}`?") if guess else ("", "")
    every = ", ".join(known)
    return InputError(
        f"koreksi {where}: `{word}` tidak dikenal{id or f'; yang dikenal: {every}'}",
        f"correction {where}: `{word}` is not known{en or f'; known are: {every}'}",
    )
