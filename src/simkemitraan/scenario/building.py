"""From files to a resolved scenario: ``extends`` followed, everything checked, every number with its origin."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..errors import Mistake, ScenarioError
from ..world.schema import KIND_NAMES
from . import decided, numbers, official, places, registry
from .hints import did_you_mean, meant, nearest
from .notes import Notes
from .reading import Document, Path_, read

KEYS = (
    "name",
    "extends",
    "title",
    "notes",
    "use_when",
    "months",
    "burn_in",
    "start",
    "seed",
    "replicates",
    "place",
    "fields",
    "families",
    "levers",
    "costs",
    "assumptions",
    "timeline",
    "choices",
)
MAX_EXTENDS = 8
PACKAGE = "package:"


def packaged_folder() -> Path:
    """Return the folder of the packaged scenarios (in the wheel, or beside the sources)."""
    inside = Path(str(files("simkemitraan"))) / "_scenarios"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "scenarios"


def packaged_policies() -> dict[str, Path]:
    """Return the packaged policies by name."""
    return {p.stem: p for p in sorted((packaged_folder() / "policies").glob("*.yaml"))}


def packaged() -> dict[str, Path]:
    """Return the packaged scenarios by name."""
    return {p.stem: p for p in sorted(packaged_folder().glob("*.yaml"))}


@dataclass(frozen=True)
class Source:
    """A scenario that can be read: a file, a packaged one, or a district of the official table.

    Attributes
    ----------
    path : Path
        The file; for a district a name beside the table, so that each has its own.
    shown : str
        How to show it.
    read : callable
        Reads it.
    """

    path: Path
    shown: str
    read: Callable[[], Document]


def _file(path: Path, shown: str) -> Source:
    return Source(path, shown, lambda: read(path, shown))


def locate(name: str | os.PathLike[str]) -> Source:
    """Return the scenario of a name, a file or ``package:NAME``; raises :class:`ScenarioError` for an unknown package."""
    text = os.fspath(name)
    if not text.startswith(PACKAGE):
        return Source(Path(text), text, lambda: _read_or_guess(Path(text), text))
    found = in_package(text)
    if found is None:
        raise ScenarioError((Mistake(text, 0, 0, "", *not_in_package(text)),))
    return found


def _read_or_guess(path: Path, shown: str) -> Document:
    """Read a file; where there is none, say what may have been meant: a file beside it, or something of the package."""
    doc = read(path, shown)
    if doc.mistakes and not path.exists():
        beside = [p.name for p in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        near = nearest(path.name, beside)
        id, en = meant([str(path.with_name(near))] if near else likely(shown))
        if id:
            doc.mistakes.clear()
            doc.add((), f"berkas tidak ditemukan{id}", f"file not found{en}")
    return doc


def likely(name: str) -> list[str]:
    """Return what a name may stand for in the package, the likeliest first."""
    stem = _bare(name)
    one = official.find(stem)
    known = [*packaged(), *packaged_policies(), *official.regions()]
    guess = stem if stem in known else one.key if one else nearest(stem, known)
    return [f"{PACKAGE}{key}" for key in ([guess] if guess else official.near(stem))]


def _bare(name: str) -> str:
    """Return a name as things of the package are written: small letters, without folder, ``package:`` and ``.yaml``."""
    return re.sub(r"\.ya?ml$", "", Path(name).name.lower().removeprefix(PACKAGE))


def in_package(text: str) -> Source | None:
    """Return what ``package:NAME`` stands for: a scenario of the package, else a district by its official name."""
    stem = text.removeprefix(PACKAGE).removesuffix(".yaml")
    known = packaged()
    if stem in known:
        return _file(known[stem].resolve(), text)
    if stem in packaged_policies():  # a policy by itself stands for the median regency under it
        path = packaged_policies()[stem].resolve()
        return Source(path, text, lambda: _on_the_baseline(read(path, text)))
    one = official.regions().get(stem) or official.find(stem)
    if one is None:
        return None
    return Source(official.FOLDER / f"{one.key}.yaml", f"{PACKAGE}{one.key}", lambda: official.document(one))


def _on_the_baseline(doc: Document) -> Document:
    """Return a packaged policy as the scenario that it makes of the median regency."""
    doc.data = {"name": doc.data.pop("policy"), "extends": f"{PACKAGE}baseline", **doc.data}
    doc.where["name",] = doc.where.pop(("policy",))
    return doc


def not_in_package(text: str) -> tuple[str, str]:
    """Say in both languages that a package has no such scenario, and which are near."""
    stem = text.removeprefix(PACKAGE).removesuffix(".yaml")
    id, en = meant(likely(stem))
    id, en = id or "; lihat `simkemitraan scenario list`", en or "; see `simkemitraan scenario list`"
    return f"tidak ada skenario bawaan `{stem}`{id}", f"there is no packaged scenario `{stem}`{en}"


class Resolved:
    """A checked scenario as plain data.

    Attributes
    ----------
    data : dict
        Canonical content: see :class:`~.scenario.Scenario`.
    sources : dict
        Where each given or derived value came from.
    """

    def __init__(self, data: dict[str, Any], sources: dict[Path_, str]) -> None:
        self.data, self.sources = data, sources


def resolve(name: str | os.PathLike[str] | Document) -> Resolved:
    """Read, merge and check a scenario (a document stands for a file in the current folder).

    Raises
    ------
    ScenarioError
        With every mistake at once.
    """
    source = Source(Path(name.file), name.file, lambda: name) if isinstance(name, Document) else locate(name)
    chain, mistakes = _chain(source)
    _refuse_other_kinds(chain[0][0])
    merged, origin = _merge(chain)
    notes = Notes(origin, chain[0][0])
    if not any(doc.mistakes and not doc.data for doc, _ in chain):
        resolved = check(
            merged, notes, chain[-1][1] if "place" not in chain[0][0].data else chain[0][1], _base_of(chain)
        )
    else:
        resolved = None
    found = [*mistakes, *notes.mistakes]
    if found or resolved is None:
        raise ScenarioError(tuple(sorted(dict.fromkeys(found), key=lambda m: (m.file, m.line, m.column))))
    return resolved


# What begins another kind of file, and the command that takes it.
OTHER_KINDS = {
    "policy": (
        "ini kebijakan, bukan skenario; terapkan di sebuah tempat: simkemitraan compare TEMPAT --policy {file}",
        "this is a policy, not a scenario; lay it on a place: simkemitraan compare PLACE --policy {file}",
    ),
    "vary": (
        "ini percobaan, bukan skenario; jalankan: simkemitraan sweep {file}",
        "this is an experiment, not a scenario; carry it out: simkemitraan sweep {file}",
    ),
    "parameters": (
        "ini kalibrasi, bukan skenario; jalankan: simkemitraan calibrate {file}",
        "this is a calibration, not a scenario; carry it out: simkemitraan calibrate {file}",
    ),
}


def _refuse_other_kinds(doc: Document) -> None:
    """Raise ScenarioError for a file of another kind, with the command that takes it."""
    for key, (id, en) in OTHER_KINDS.items():
        if key in doc.data and "place" not in doc.data:
            line, column = doc.position((key,))
            words = id.format(file=doc.file), en.format(file=doc.file)
            raise ScenarioError((Mistake(doc.file, line, column, "", *words),))


def _base_of(chain: list[tuple[Document, Path]]) -> Path:
    """Return the folder against which files named in ``place`` are resolved: that of the file that states it."""
    return next((folder for doc, folder in chain if "place" in doc.data), chain[0][1])


def _chain(source: Source) -> tuple[list[tuple[Document, Path]], list[Mistake]]:
    """Return the file and those it extends, nearest first, and the mistakes of reading them."""
    chain: list[tuple[Document, Path]] = []
    seen: list[Path] = []
    mistakes: list[Mistake] = []
    root = source.path.resolve().parent
    while True:
        doc = source.read()
        chain.append((doc, source.path.resolve().parent))
        seen.append(source.path.resolve())
        mistakes += doc.mistakes
        parent = doc.data.get("extends")
        if parent is None:
            return chain, mistakes
        found = _parent(doc, parent, source.path, root, seen)
        mistakes += doc.mistakes[len([m for m in doc.mistakes if m in mistakes]) :]
        if found is None:
            return chain, mistakes
        source = found


def _parent(doc: Document, parent: Any, path: Path, root: Path, seen: list[Path]) -> Source | None:
    """Return the file that ``extends`` names; a mistake is noted and nothing returned."""
    where: Path_ = ("extends",)
    if not isinstance(parent, str) or not parent.strip() or len(parent) > places.MAX_NAME:
        doc.add(
            where,
            "tulis nama satu berkas; kebijakan digabung di baris perintah: simkemitraan compare TEMPAT --policy a+b",
            "name one file; policies are combined on the command line: simkemitraan compare PLACE --policy a+b",
        )
        return None
    target = _packaged_parent(doc, parent) if parent.startswith(PACKAGE) else _parent_file(doc, parent, path, root)
    if target is None:
        return None
    if target.path.resolve() in seen:
        doc.add(
            where,
            f"`extends` berputar: {parent} sudah dipakai",
            f"`extends` goes in a circle: {parent} is already used",
        )
        return None
    if len(seen) > MAX_EXTENDS:
        doc.add(
            where, f"`extends` paling banyak {MAX_EXTENDS} tingkat", f"`extends` goes at most {MAX_EXTENDS} levels deep"
        )
        return None
    return target


def _packaged_parent(doc: Document, parent: str) -> Source | None:
    found = in_package(parent)
    if found is None:
        doc.add(("extends",), *not_in_package(parent))
    return found


def _parent_file(doc: Document, parent: str, path: Path, root: Path) -> Source | None:
    target = (path.parent / parent).resolve()
    allowed = target.is_relative_to(root) or target.is_relative_to(packaged_folder().resolve())
    if Path(parent).is_absolute() or not allowed:
        doc.add(
            ("extends",), f"`{parent}` keluar dari folder skenario", f"`{parent}` leaves the folder of the scenario"
        )
        return None
    if not target.is_file():
        beside = [p.name for p in target.parent.glob("*.yaml")] if target.parent.is_dir() else []
        id, en = did_you_mean(Path(parent).name, beside)
        doc.add(("extends",), f"berkas `{parent}` tidak ditemukan{id}", f"file `{parent}` not found{en}")
        return None
    return _file(target, parent)


def _merge(chain: list[tuple[Document, Path]]) -> tuple[dict[str, Any], dict[Path_, Document]]:
    """Merge from the farthest parent to the file itself; a timeline is added to its parent's, other lists replace."""
    merged: dict[str, Any] = {}
    origin: dict[Path_, Document] = {(): chain[0][0]}
    for doc, _ in reversed(chain):
        _overlay(merged, doc.data, (), doc, origin)
    return merged, origin


def _overlay(
    into: dict[str, Any], new: Mapping[str, Any], path: Path_, doc: Document, origin: dict[Path_, Document]
) -> None:
    for key, value in new.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(into.get(key), dict) and key not in ("fields",):
            _overlay(into[key], value, here, doc, origin)
            continue
        if here == ("timeline",) and isinstance(value, list) and isinstance(into.get(key), list):
            first = len(into[key])
            into[key] = [*into[key], *value]
            for k in range(len(value)):
                origin[(*here, first + k)] = doc.row_as(here, k, first + k)
            continue
        for old in [p for p in origin if p[: len(here)] == here]:
            del origin[old]
        into[key] = dict(value) if isinstance(value, dict) else value
        origin[here] = doc


def check(data: dict[str, Any], notes: Notes, _folder: Path, base: Path) -> Resolved:
    """Check merged data and return the resolved scenario (meaningful only if ``notes`` stayed empty)."""
    given = notes.keys(data, (), KEYS)
    sources: dict[Path_, str] = {}
    name = _name(notes, given)
    months = int(_whole(notes, given, "months", 1, 1200, 120, sources))
    start = notes.keys(given.get("start", {}), ("start",), ("year", "month"))
    field_rows = places.fields(notes, given.get("fields"))
    names = [f["name"] for f in field_rows]
    place = notes.keys(given.get("place", {}), ("place",), ("name", "districts", "registry"))
    district_rows = places.districts(notes, place.get("districts"), base, sources)
    codes = {d["name"]: d["code"] for d in district_rows}
    params, off = numbers.sections(notes, given)
    rows = numbers.timeline(notes, given.get("timeline"), months, codes, names, off)
    numbers.stay_within(notes, rows, params)
    numbers.once_a_month(notes, rows)
    numbers.do_something(notes, rows, params)
    out = {
        "name": name,
        "title": notes.text(given.get("title", name or "-"), ("title",), 300),
        "notes": notes.text(given.get("notes", ""), ("notes",)),
        "use_when": notes.text(given.get("use_when", ""), ("use_when",)),
        "months": months,
        "burn_in": int(_whole(notes, given, "burn_in", 0, 720, 600, sources)),
        "start": {
            "year": int(notes.number(start.get("year", 2026), ("start", "year"), 1900, 2200, whole=True, default=2026)),
            "month": int(notes.number(start.get("month", 1), ("start", "month"), 1, 12, whole=True, default=1)),
        },
        "seed": int(_whole(notes, given, "seed", 0, 2**53, 1, sources)),
        "replicates": int(_whole(notes, given, "replicates", 1, 100_000, 30, sources)),
        "place": {
            "name": notes.word(place["name"], ("place", "name"))
            if "name" in place
            else (district_rows[0]["name"] if district_rows else ""),
            "districts": district_rows,
            "registry": _registry(notes, place, base, district_rows, names),
        },
        "fields": field_rows,
        "profiles": places.profiles(notes, given.get("families"), names),
        "params": params,
        "off": off,
        "timeline": rows,
    }
    if costs := numbers.costs(notes, given.get("costs")):
        out["costs"] = costs
    if made := decided.choices(notes, given.get("choices"), months):
        out["choices"] = made
    _note_sources(notes, data, sources)
    sources |= {p: s for p, s in notes.document(("place", "districts")).sources.items() if p[0] == "place"}
    return Resolved(out, sources)


def _name(notes: Notes, given: dict[str, Any]) -> str:
    """Return the name, which result folders are called after."""
    if "name" not in given:
        notes.add(
            ("name",),
            "`name` belum diisi; beri nama pendek, mis. `name: anggaran_turun`",
            "`name` is missing; give a short name, such as `name: budget_down`",
        )
        return ""
    return notes.short_name(given["name"], ("name",))


def _whole(
    notes: Notes, given: dict[str, Any], key: str, low: float, high: float, default: float, sources: dict[Path_, str]
) -> float:
    if key not in given:
        sources[(key,)] = "default"
        return default
    return notes.number(given[key], (key,), low, high, whole=True, default=default)


def _registry(
    notes: Notes, place: dict[str, Any], base: Path, rows: list[dict[str, Any]], fields: list[str]
) -> dict[str, Any]:
    if "registry" not in place or not rows:
        return {}
    path: Path_ = ("place", "registry")
    name = notes.word(place["registry"], path)
    folder = places.inside(notes, path, name, base) if name else None
    if folder is None:
        return {}
    found: list[Mistake] = []
    known = registry.load(folder, rows, fields, found)
    notes.mistakes += found
    stated = Counter((o["district"], KIND_NAMES.index(o["kind"])) for o in known.get("organisations", ()))
    for (district, kind), count in stated.items():
        # a district has at least as many organisations of a kind as are known
        rows[district]["counts"][kind] = max(rows[district]["counts"][kind], count)
    return known


def _note_sources(notes: Notes, data: Any, sources: dict[Path_, str], path: Path_ = ()) -> None:
    """Write down for every given value the file and line it came from."""
    if isinstance(data, dict):
        for key, value in data.items():
            _note_sources(notes, value, sources, (*path, key))
    elif isinstance(data, list):
        for k, value in enumerate(data):
            _note_sources(notes, value, sources, (*path, k))
    else:
        if path == ("place", "districts"):
            return  # a table, which says more exactly where each number stands
        doc = notes.document(path)
        sources[path] = doc.sources.get(path) or f"{doc.file}:{doc.position(path)[0]}"
