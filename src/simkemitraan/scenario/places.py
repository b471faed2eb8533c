"""Where it happens: districts with their figures, fields of service, combinations of needs.

Figures that are not stated are derived, and say so: nonprofits 9 and companies 19 per 100,000 people, one social agency
and four to eight others, one volunteer coordinator for each subdistrict, community organisations a sample of the
villages, poor people from the poverty rate (median regency: 10.5 %).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..world.schema import KIND_NAMES
from ..world.spec import stable_code
from .district_table import read_table
from .notes import Notes
from .reading import Path_

DISTRICT_KEYS = (
    "name",
    "code",
    "population",
    "poverty_rate",
    "poor",
    "subdistricts",
    "villages",
    "organisations",
    "remoteness",
    "budget_factor",
    "inaugurated",
)
DEFAULT_FIELDS: dict[str, dict[str, str]] = {
    "child_protection": {"id": "perlindungan anak", "en": "child protection"},
    "older_people": {"id": "lanjut usia", "en": "older people"},
    "disability": {"id": "disabilitas", "en": "disability"},
    "poverty_food": {"id": "kemiskinan dan pangan", "en": "poverty and food"},
    "family_mental_health": {"id": "keluarga dan kesehatan jiwa", "en": "family and mental health"},
    "disaster_response": {"id": "tanggap bencana", "en": "disaster response"},
}
# Weight of hours in serving a field; goods and aid have the rest (assumptions: advice and care, or food and goods).
CARE = {
    "child_protection": 0.6,
    "older_people": 0.5,
    "disability": 0.5,
    "poverty_food": 0.3,
    "family_mental_health": 0.8,
    "disaster_response": 0.3,
}
DEFAULT_CARE = 0.5
DEFAULT_PROFILES: tuple[tuple[tuple[str, ...], float], ...] = (
    (("poverty_food",), 0.40),
    (("child_protection",), 0.08),
    (("older_people",), 0.10),
    (("disability",), 0.07),
    (("family_mental_health",), 0.04),
    (("disaster_response",), 0.03),
    (("child_protection", "poverty_food"), 0.09),
    (("older_people", "poverty_food"), 0.07),
    (("disability", "poverty_food"), 0.04),
    (("poverty_food", "family_mental_health"), 0.04),
    (("child_protection", "poverty_food", "family_mental_health"), 0.04),
)
MEDIAN = {"name": "Kabupaten median", "population": 306_000, "poverty_rate": 0.105, "subdistricts": 12, "villages": 136}
MAX_DISTRICTS = 2000
MAX_ORGANISATIONS = 1_000_000
MAX_NAME = 200  # of a file; most file systems allow 255 bytes


def fields(notes: Notes, given: Any) -> list[dict[str, Any]]:
    """Return the fields of service: name, wordings, code, and the weight of hours in serving them."""
    path: Path_ = ("fields",)
    chosen = given if isinstance(given, dict) else {}
    if given is not None and not isinstance(given, dict):
        notes.add(path, "tulis `nama: {id: …, en: …}` untuk tiap bidang", "write `name: {id: …, en: …}` for each field")
    if len(chosen) > 200:
        notes.add(path, "paling banyak 200 bidang", "at most 200 fields")
        chosen = {}
    if not chosen:
        return [
            {"name": name, **text, "code": stable_code(name, 16), "care": CARE[name]}
            for name, text in DEFAULT_FIELDS.items()
        ]
    out: list[dict[str, Any]] = []
    codes: dict[int, str] = {}
    for name, text in chosen.items():
        here, code = (*path, name), stable_code(name, 16)
        if not re.fullmatch(r"\w[\w-]{0,79}", name):
            notes.add(
                here,
                "nama bidang terdiri dari huruf, angka, garis bawah atau tanda hubung",
                "the name of a field consists of letters, digits, underscores or hyphens",
            )
        elif code in codes:  # the code keys the draws of a field: two fields must not share their luck
            notes.add(
                here,
                f"nama ini bertabrakan dengan `{codes[code]}`; pakai nama lain",
                f"this name collides with `{codes[code]}`; use another",
            )
        codes[code] = name
        care = CARE.get(name, DEFAULT_CARE)
        if isinstance(text, dict) and "care" in text:
            care = notes.number(text["care"], (*here, "care"), 0.0, 1.0)
            text = {key: value for key, value in text.items() if key != "care"}
        out.append({"name": name, **notes.text(text, here), "code": code, "care": care})
    return out


def profiles(notes: Notes, given: Any, names: list[str]) -> list[dict[str, Any]]:
    """Return the combinations of needs, as indices of fields, with shares that sum to 1."""
    path: Path_ = ("families",)
    if given is None:
        return _default_profiles(names)
    out, total = [], 0.0
    for k, row in enumerate(notes.items(given, path)):
        here = (*path, k)
        row = notes.keys(row, here, ("needs", "share"))
        needs = [
            notes.word(n, (*here, "needs", i), names)
            for i, n in enumerate(notes.items(row.get("needs"), (*here, "needs")))
        ]
        share = notes.number(row.get("share"), (*here, "share"), 0.0, 1.0)
        total += share
        if not needs:
            notes.add(here, "`needs` harus memuat sedikitnya satu bidang", "`needs` must name at least one field")
        out.append({"needs": sorted({names.index(n) for n in needs if n}), "share": share})
    if out and abs(total - 1.0) > 1e-6:
        notes.add(path, f"jumlah `share` harus 1, bukan {total:.4g}", f"the shares must sum to 1, not {total:.4g}")
    return out or _default_profiles(names)


def _default_profiles(names: list[str]) -> list[dict[str, Any]]:
    if names == list(DEFAULT_FIELDS):
        return [{"needs": sorted(names.index(n) for n in needs), "share": share} for needs, share in DEFAULT_PROFILES]
    single, double = (1.0, 0.0) if len(names) == 1 else (0.7, 0.3)
    out = [{"needs": [k], "share": single / len(names)} for k in range(len(names))]
    if double:
        out += [{"needs": sorted({k, (k + 1) % len(names)}), "share": double / len(names)} for k in range(len(names))]
    return out


def districts(notes: Notes, given: Any, base: Path, sources: dict[Path_, str]) -> list[dict[str, Any]]:
    """Return the districts with every figure stated or derived (derived ones are written into ``sources``)."""
    path: Path_ = ("place", "districts")
    rows = _from_csv(notes, given, base, sources) if isinstance(given, str) else notes.items(given, path)
    if given is None:
        rows = [dict(MEDIAN)]
    if len(rows) > MAX_DISTRICTS:
        notes.add(path, f"paling banyak {MAX_DISTRICTS} daerah", f"at most {MAX_DISTRICTS} districts")
        rows = []
    out = [_district(notes, row, (*path, k), sources) for k, row in enumerate(rows)]
    _told_apart(notes, out, sources)
    total = sum(sum(d["counts"]) for d in out)
    if total > MAX_ORGANISATIONS:
        notes.add(
            path,
            f"{total} organisasi; paling banyak {MAX_ORGANISATIONS}",
            f"{total} organisations; at most {MAX_ORGANISATIONS}",
        )
    if out and total == 0:
        notes.add(
            path,
            "tidak ada satu pun organisasi; isi `organisations`",
            "there is not a single organisation; state `organisations`",
        )
    if not out and not notes.mistakes:
        notes.add(path, "sedikitnya satu daerah diperlukan", "at least one district is needed")
    return out


def _told_apart(notes: Notes, rows: list[dict[str, Any]], sources: dict[Path_, str]) -> None:
    """Note districts that could not be told apart: two of one name, or of one stated code."""
    path: Path_ = ("place", "districts")
    seen: dict[int, int] = {}
    for k, district in enumerate(rows):
        first = seen.setdefault(district["code"], k)
        if first == k:
            continue
        line, name = notes.line_of((*path, first)), district["name"]
        if (*path, k, "code") in sources and rows[first]["name"] == name:
            notes.add(
                (*path, k, "name"),
                f"daerah `{name}` sudah ada di {line}; beri nama lain",
                f"district `{name}` stands in {line} already; give one of them another name",
            )
        else:
            notes.add(
                (*path, k),
                "kode daerah ini sudah dipakai; tulis `code` yang berbeda",
                "another district has this code; state a different `code`",
            )


def _from_csv(notes: Notes, name: str, base: Path, sources: dict[Path_, str]) -> list[dict[str, Any]]:
    file = inside(notes, ("place", "districts"), name, base)
    return [] if file is None else read_table(notes, file, name, DISTRICT_KEYS, sources)


def inside(notes: Notes, path: Path_, name: str, base: Path) -> Path | None:
    """Return the path of a file named in a scenario; it may not leave the scenario's folder, symbolic links resolved."""
    if len(name) > MAX_NAME:
        notes.add(path, "nama berkas terlalu panjang", "the name of the file is too long")
        return None
    candidate = Path(name)
    target = (base / candidate).resolve()
    if candidate.is_absolute() or not target.is_relative_to(base.resolve()):
        notes.add(
            path,
            f"`{name}` keluar dari folder skenario; taruh berkasnya di folder yang sama",
            f"`{name}` leaves the folder of the scenario; put the file into the same folder",
        )
        return None
    return target


def _district(notes: Notes, given: Any, path: Path_, sources: dict[Path_, str]) -> dict[str, Any]:
    row = notes.keys(given, path, DISTRICT_KEYS)
    if not isinstance(given, dict):
        row = {"name": "-", "population": 1}  # one mistake is enough
    name = notes.word(row["name"], (*path, "name")) if "name" in row else ""

    def ask(
        key: str,
        low: float,
        high: float,
        default: float,
        why: str = "default",
        *,
        whole: bool = False,
        counted: bool = False,
    ) -> float:
        if key not in row:
            sources[(*path, key)] = why
            return default
        return notes.number(row[key], (*path, key), low, high, default=default, whole=whole, counted=counted)

    _note_what_is_missing(notes, row, path)
    population = ask("population", 0, 2e8, 0.0, "missing", counted=True)
    rate = ask("poverty_rate", 0, 1, MEDIAN["poverty_rate"], "default: median regency")  # type: ignore[arg-type]
    poor = ask("poor", 0, max(population, 1.0), rate * population, "derived: population x poverty_rate", counted=True)
    subdistricts = ask(
        "subdistricts", 1, 500, max(1, round(population / 25_000)), "derived: one per 25,000 people", whole=True
    )
    code = int(ask("code", 1, 2**20 - 1, stable_code(name, 20), "derived: from the name", whole=True))
    villages = ask("villages", 0, 5000, max(1, round(population / 2_250)), "derived: one per 2,250 people", whole=True)
    return {
        "name": name,
        "code": code,
        "population": population,
        "poor": poor,
        "subdistricts": int(subdistricts),
        "counts": _counts(
            notes,
            row.get("organisations"),
            (*path, "organisations"),
            population,
            int(subdistricts),
            int(villages),
            sources,
        ),
        "remoteness": ask("remoteness", 0, 1, 0.2),
        "budget_factor": ask("budget_factor", 0, 20, 1.0),
        "inaugurated": int(ask("inaugurated", -240, 240, -12, whole=True)),
    }


def _note_what_is_missing(notes: Notes, row: dict[str, Any], path: Path_) -> None:
    """Note what a district must state, states twice, or writes with a dot; a code with a dot is taken out."""
    if "name" not in row:
        notes.add(path, "`name` (nama daerah) belum diisi", "`name` is missing")
    if "population" not in row:
        notes.add(path, "`population` (jumlah penduduk) belum diisi", "`population` is missing")
    if "poor" in row and "poverty_rate" in row:
        notes.add(
            (*path, "poor"),
            "isi salah satu: `poor` atau `poverty_rate`",
            "state one of `poor` and `poverty_rate`, not both",
        )
    if _dotted_code(row.get("code")):
        right = f"{row.pop('code'):.2f}".replace(".", "")
        notes.add(
            (*path, "code"),
            f"tulis kode resmi tanpa titik: {right}",
            f"write the official code without the dot: {right}",
        )


def _dotted_code(value: Any) -> bool:
    """Say whether a code is written as the Ministry of Home Affairs writes those of regencies, such as 35.27."""
    return isinstance(value, float) and 10 < value < 100 and not value.is_integer()


def _counts(
    notes: Notes,
    given: Any,
    path: Path_,
    population: float,
    subdistricts: int,
    villages: int,
    sources: dict[Path_, str],
) -> list[int]:
    stated = notes.keys(given, path, KIND_NAMES)
    per = population / 100_000
    derived = {
        "government": (
            1 + min(8, max(4, round(6 * (population / 306_000) ** 0.3))),
            "derived: a social agency and 4-8 others",
        ),
        "nonprofit": (round(9 * per), "derived: 9 per 100,000"),
        "company": (round(19 * per), "derived: 19 per 100,000"),
        "community": (min(villages, round(10 * per)), "derived: a sample of villages, 10 per 100,000"),
        "individual": (subdistricts + round(4 * per), "derived: one coordinator per subdistrict, 4 groups per 100,000"),
    }
    counts = []
    for kind in KIND_NAMES:
        value, why = derived[kind]
        if kind in stated:
            value = int(notes.number(stated[kind], (*path, kind), 0, 60_000, whole=True))
        else:
            sources[(*path, kind)] = why
        counts.append(value)
    return counts
