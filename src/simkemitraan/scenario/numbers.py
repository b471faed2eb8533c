"""Levers, assumptions and the timeline, checked against what the mechanisms declare."""

from __future__ import annotations

from typing import Any

from ..declare import Param
from ..mechanisms import BY_NAME, ORDER
from ..world.schema import KIND_NAMES
from ..world.spec import SHOCKS
from . import earlier
from .hints import as_number, did_you_mean, plain
from .notes import Notes
from .reading import Path_

ROLES = {"levers": "lever", "assumptions": "assumption"}
TIMELINE_KEYS = (
    "month",
    "set",
    "multiply",
    "shock",
    "to",
    "by",
    "share",
    "until",
    "kinds",
    "district",
    "organisation",
    "field",
    "why",
)


def param_names(role: str) -> dict[str, list[str]]:
    """Return the names of the numbers of each mechanism that have a role (``"lever"`` or ``"assumption"``)."""
    return {m.name: [p.name for p in m.params if p.role == role] for m in ORDER}


def sections(notes: Notes, given: dict[str, Any]) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Return the numbers given under ``levers`` and ``assumptions``, and the mechanisms switched off."""
    params: dict[str, dict[str, float]] = {}
    off: list[str] = []
    for section, role in ROLES.items():
        chosen = given.get(section)
        known = [name for name, names in param_names(role).items() if names or section == "assumptions"]
        for name, values in notes.keys(chosen, (section,), known, _homes(role)).items():
            if _is_off(values):
                if section == "levers":
                    notes.add(
                        (section, name),
                        "mekanisme dimatikan di bawah `assumptions`",
                        "switch a mechanism off under `assumptions`",
                    )
                off.append(name)
                continue
            _mechanism(notes, name, values, (section, name), role, params.setdefault(name, {}))
    return {name: values for name, values in params.items() if values}, sorted(set(off))


def _homes(role: str) -> dict[str, str]:
    """Return how each number is written under its mechanism, by its name alone and by ``mechanism.name``."""
    written = {}
    for mechanism, names in param_names(role).items():
        for name in names:
            written[name] = written[f"{mechanism}.{name}"] = f"{mechanism}: {{{name}: …}}"
    return written


def costs(notes: Notes, given: Any) -> dict[str, float]:
    """Return what levers cost, in million IDR a year for each unit, where somebody states it; by ``mechanism.lever``."""
    known = param_names("lever")
    found: dict[str, float] = {}
    for mechanism, values in notes.keys(given, ("costs",), [name for name, names in known.items() if names]).items():
        path: Path_ = ("costs", mechanism)
        for name, value in notes.keys(values, path, known[mechanism]).items():
            unit = "million IDR/year"
            found[f"{mechanism}.{name}"] = notes.number(value, (*path, name), 0, 1e7, counted=True, unit=unit)
    return found


def _is_off(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in ("off", "mati"))


def _mechanism(notes: Notes, name: str, values: Any, path: Path_, role: str, out: dict[str, float]) -> None:
    if not isinstance(values, dict):
        notes.add(
            path, "isi angka-angkanya, atau `off` untuk mematikan", "write its numbers, or `off` to switch it off"
        )
        return
    declared = {p.name: p for p in BY_NAME[name].params}
    for key, value in values.items():
        here = (*path, key)
        if key not in declared and (instead := earlier.answer(name, str(key))):
            notes.add(here, instead.id, instead.en)
        elif key not in declared:
            id, en = did_you_mean(key, [p.name for p in declared.values() if p.role == role])
            notes.add(here, f"kunci tidak dikenal{id}", f"unknown key{en}")
        elif declared[key].role != role:
            right = "levers" if role == "assumption" else "assumptions"
            notes.add(
                here, f"ini bagian dari `{right}`; pindahkan ke sana", f"this belongs under `{right}`; move it there"
            )
        else:
            out[key] = number(notes, value, here, declared[key])


def number(notes: Notes, value: Any, path: Path_, param: Param) -> float:
    """Return one number of a mechanism as the engine takes it; switches and choices become their codes."""
    if param.form == "choice":
        word = notes.word(value, path, param.choices)
        return float(param.choices.index(word)) if word else param.default
    if param.form == "switch":
        if isinstance(value, bool):
            return float(value)
        if isinstance(value, str) and value.lower() in ("on", "off"):
            return float(value.lower() == "on")
        notes.add(path, "tulis `true` atau `false`", "write `true` or `false`")
        return param.default
    return notes.number(
        value,
        path,
        param.low,
        param.high,
        whole=param.form == "whole",
        counted=param.unit.startswith("million IDR"),
        default=param.default,
        unit=param.unit,
    )


def written(param: Param, value: float) -> Any:
    """Return a number as a scenario file writes it."""
    if param.form == "choice":
        return param.choices[int(value)]
    if param.form == "switch":
        return bool(value)
    return int(value) if param.form == "whole" or float(value).is_integer() else value


def timeline(
    notes: Notes,
    given: Any,
    months: int | None,
    codes: dict[str, int],
    fields: list[str],
    off: list[str],
    first: int = 0,
) -> list[dict[str, Any]]:
    """Return the dated changes and shocks, in the order of the file.

    Parameters
    ----------
    months : int or None
        Length of the horizon, in which every change must fall; None: any month.
    codes, fields, off : dict, list, list
        Districts, fields of service and switched-off mechanisms of the place.
    first : int
        Number of the first row, where rows are added to others.
    """
    out = []
    for k, row in enumerate(notes.items(given, ("timeline",)), first):
        path: Path_ = ("timeline", k)
        row = notes.keys(row, path, TIMELINE_KEYS)
        verbs = [v for v in ("set", "multiply", "shock") if v in row]
        if len(verbs) != 1:
            notes.add(
                path,
                "tiap baris perlu tepat satu dari `set`, `multiply`, `shock`",
                "each row needs exactly one of `set`, `multiply`, `shock`",
            )
            out.append({"verb": ""})
            continue
        entry: dict[str, Any] = {"verb": verbs[0], "why": notes.text(row.get("why", ""), (*path, "why"))}
        entry["month"] = int(_month(notes, row, path, months))
        entry["until"] = (
            int(notes.number(row["until"], (*path, "until"), 1, 10_000, whole=True)) if "until" in row else 0
        )
        if entry["until"] and entry["until"] <= entry["month"]:
            notes.add((*path, "until"), "`until` harus sesudah `month`", "`until` must come after `month`")
        entry |= (
            _shock(notes, row, path, codes, fields) if verbs[0] == "shock" else _value(notes, row, path, verbs[0], off)
        )
        out.append(entry)
    return out


def need_running(notes: Notes, rows: list[dict[str, Any]], off: list[str]) -> None:
    """Note the rows of a timeline that change a number of a mechanism which is switched off."""
    for k, row in enumerate(rows):
        if row.get("mechanism") in off:
            _note_off(notes, ("timeline", k, row["verb"]), row["mechanism"])


def _note_off(notes: Notes, path: Path_, mechanism: str) -> None:
    notes.add(path, f"mekanisme `{mechanism}` dimatikan", f"mechanism `{mechanism}` is switched off")


def stay_within(notes: Notes, rows: list[dict[str, Any]], params: dict[str, dict[str, float]]) -> None:
    """Note the rows of a timeline that, with the rows before them, take a number out of its bounds."""
    changes: dict[tuple[str, str], list[int]] = {}
    for k, row in enumerate(rows):
        if row["verb"] in ("set", "multiply") and row["mechanism"]:
            changes.setdefault((row["mechanism"], row["param"]), []).append(k)
    for (mechanism, name), which in changes.items():
        param = BY_NAME[mechanism].param(name)
        base = params.get(mechanism, {}).get(name, param.default)
        found: dict[int, float] = {}
        for month in {rows[k][key] for k in which for key in ("month", "until")}:
            value, last = _in_force(rows, which, month, base)
            whole = param.form != "whole" or float(value).is_integer()
            if last >= 0 and not (param.low <= value <= param.high and whole):
                found.setdefault(last, value)
        for k, value in found.items():
            _note_outside(notes, k, param, value)


def same_moment(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two rows, as files write them, change one number in one month so that their order would decide."""
    target = row.get("set") or row.get("multiply")
    same = target is not None and target == (other.get("set") or other.get("multiply"))
    return same and row["month"] == other["month"] and ("set" in row or "set" in other)


def once_a_month(notes: Notes, rows: list[dict[str, Any]]) -> None:
    """Note the rows that set a number a second time in the same month: only the order of the lines would decide."""
    seen: dict[tuple[str, str, int], int] = {}
    for k, row in enumerate(rows):
        if row["verb"] == "set" and row["mechanism"]:
            first = seen.setdefault((row["mechanism"], row["param"], row["month"]), k)
            if first != k:
                line = notes.line_of(("timeline", first))
                notes.add(
                    ("timeline", k, "set"),
                    f"`{row['param']}` sudah ditetapkan untuk bulan {row['month']} di {line}; hapus salah satu",
                    f"`{row['param']}` is set for month {row['month']} already, in {line}; delete one of them",
                )


def do_something(notes: Notes, rows: list[dict[str, Any]], params: dict[str, dict[str, float]]) -> None:
    """Note the rows that multiply a number which is 0 in that month: it stays 0."""
    before: dict[tuple[str, str], list[int]] = {}
    for k, row in enumerate(rows):
        if row["verb"] not in ("set", "multiply") or not row["mechanism"]:
            continue
        earlier = before.setdefault((row["mechanism"], row["param"]), [])
        param = BY_NAME[row["mechanism"]].param(row["param"])
        start = params.get(row["mechanism"], {}).get(row["param"], param.default)
        if row["verb"] == "multiply" and _in_force(rows, earlier, row["month"], start)[0] == 0:
            notes.add(
                ("timeline", k, "multiply"),
                f"`{row['param']}` bernilai 0 di sini, dan 0 kali berapa pun tetap 0; pakai `set` dengan `to`",
                f"`{row['param']}` is 0 here, and 0 times anything stays 0; use `set` with `to`",
            )
        earlier.append(k)


def _in_force(rows: list[dict[str, Any]], which: list[int], month: int, value: float) -> tuple[float, int]:
    """Return the value of a number in a month, as the engine works it out, and the last row that multiplied it (-1: none)."""
    last = -1
    for k in which:
        row = rows[k]
        if row["month"] <= month and (not row["until"] or month < row["until"]):
            value, last = (row["value"], -1) if row["verb"] == "set" else (value * row["value"], k)
    return value, last


def _note_outside(notes: Notes, k: int, param: Param, value: float) -> None:
    span = plain(param.low), plain(param.high)
    kind_id, kind_en = ("bilangan bulat ", "a whole number ") if param.form == "whole" else ("", "")
    notes.add(
        ("timeline", k, "by"),
        f"dengan ini `{param.name}` menjadi {value:.6g}; harus {kind_id}antara {span[0]} dan {span[1]}",
        f"this makes `{param.name}` {value:.6g}; it must be {kind_en}between {span[0]} and {span[1]}",
    )


def _month(notes: Notes, row: dict[str, Any], path: Path_, months: int | None) -> float:
    if "month" not in row:
        notes.add(path, "`month` belum diisi (0 adalah bulan pertama)", "`month` is missing (0 is the first month)")
        return 0.0
    month = notes.number(row["month"], (*path, "month"), 0, 10_000, whole=True)
    if months is not None and month >= months:
        notes.add(
            (*path, "month"),
            f"bulan {plain(month)} sesudah akhir skenario ({months} bulan, 0 sampai {months - 1})",
            f"month {plain(month)} is after the end of the scenario ({months} months, 0 to {months - 1})",
        )
    return month


def _value(notes: Notes, row: dict[str, Any], path: Path_, verb: str, off: list[str]) -> dict[str, Any]:
    key, other = ("to", "by") if verb == "set" else ("by", "to")
    for extra in ("share", "kinds", "district", "organisation", "field"):
        if extra in row:
            notes.add((*path, extra), f"`{extra}` hanya untuk `shock`", f"`{extra}` is only for `shock`")
    if other in row:
        notes.add(
            (*path, other), f"`{verb}` memakai `{key}`, bukan `{other}`", f"`{verb}` takes `{key}`, not `{other}`"
        )
    target = notes.word(row[verb], (*path, verb))
    _, _, rest = target.partition(".")
    mechanism, _, name = rest.partition(".")
    known = [f"{s}.{m}.{p}" for s, role in ROLES.items() for m, names in param_names(role).items() for p in names]
    if target and target not in known:
        if instead := earlier.answer(mechanism, name):
            notes.add((*path, verb), f"`{target}`: {instead.id}", f"`{target}`: {instead.en}")
        else:
            id, en = did_you_mean(target, known)
            notes.add((*path, verb), f"`{target[:80]}` tidak dikenal{id}", f"`{target[:80]}` is not known{en}")
        return {"mechanism": "", "param": "", "value": 0.0}
    if not target:
        return {"mechanism": "", "param": "", "value": 0.0}
    if mechanism in off:
        _note_off(notes, (*path, verb), mechanism)
    if key not in row:
        notes.add(path, f"`{key}` belum diisi", f"`{key}` is missing")
        return {"mechanism": mechanism, "param": name, "value": 0.0}
    param = BY_NAME[mechanism].param(name)
    if verb == "multiply" and param.form in ("switch", "choice"):
        notes.add((*path, verb), f"`{name}` bukan angka; pakai `set`", f"`{name}` is not a number; use `set`")
    value = (
        number(notes, row["to"], (*path, "to"), param)
        if verb == "set"
        else notes.number(row["by"], (*path, "by"), 0.0, 1000.0)
    )
    return {"mechanism": mechanism, "param": name, "value": value}


def _shock(notes: Notes, row: dict[str, Any], path: Path_, codes: dict[str, int], fields: list[str]) -> dict[str, Any]:
    for extra in ("to", "by", "until"):
        if extra in row:
            notes.add((*path, extra), f"`{extra}` tidak dipakai pada `shock`", f"`{extra}` is not used with `shock`")
    kinds = [
        notes.word(k, (*path, "kinds", i), KIND_NAMES)
        for i, k in enumerate(notes.items(row.get("kinds"), (*path, "kinds")))
    ]
    district = 0
    if "district" in row:
        name = str(row["district"])
        known = codes | {str(c): c for c in codes.values()}
        if name not in known:
            id, en = did_you_mean(name, codes)
            notes.add(
                (*path, "district"),
                f"daerah `{name[:60]}` tidak ada di `place`{id}",
                f"district `{name[:60]}` is not in `place`{en}",
            )
        district = known.get(name, 0)
    organisation = 0
    if "organisation" in row:
        organisation = int(notes.number(row["organisation"], (*path, "organisation"), 1, 2**52, whole=True, default=0))
    return {
        "shock": notes.word(row["shock"], (*path, "shock"), SHOCKS),
        "value": _share(notes, row, path),
        "kinds": [KIND_NAMES.index(k) for k in kinds if k],
        "district": district,
        "organisation": organisation,
        "field": notes.word(row["field"], (*path, "field"), fields) if "field" in row else "",
    }


def _share(notes: Notes, row: dict[str, Any], path: Path_) -> float:
    """Return the share that a shock meets (0-1), or how large a disaster is (a share of families, at most 10)."""
    if row["shock"] == "disaster":
        return notes.number(row.get("share", 1.0), (*path, "share"), 0.0, 10.0, default=1.0)
    share, _ = as_number(row.get("share", 1.0))
    if share is not None and 1 < share <= 100:
        said, right = plain(share), plain(share / 100)
        notes.add(
            (*path, "share"),
            f"sebuah bagian terletak antara 0 dan 1; {said} persen ditulis {right}",
            f"a share lies between 0 and 1; {said} per cent is written {right}",
        )
        return 1.0
    return notes.number(row.get("share", 1.0), (*path, "share"), 0.0, 1.0, default=1.0)
