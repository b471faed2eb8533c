"""What every file that asks for runs has in common: how it is read, its scenario, the numbers that it names, their bounds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..declare import Param, Text
from ..errors import ExperimentError, Mistake, ScenarioError
from ..mechanisms import BY_NAME
from ..scenario import Scenario, numbers
from ..scenario.notes import Notes
from ..scenario.places import inside
from ..scenario.reading import Document, Path_, read

# What only one kind of file holds, what that kind is called in both languages, and the line that takes it.
KINDS = {
    "vary": ("percobaan", "an experiment", "sweep {file}"),
    "parameters": ("kalibrasi", "a calibration", "calibrate {file}"),
    "policy": ("kebijakan", "a policy", "compare package:tiny --policy {file}"),
    "extends": ("skenario", "a scenario", "run {file}"),
    "place": ("skenario", "a scenario", "run {file}"),
}


def load_asked[T](path: str | os.PathLike[str], kind: str, check: Callable[[Document, Notes, Path], T | None]) -> T:
    """Read a file and let ``check(document, notes, its folder)`` make something of it.

    Parameters
    ----------
    kind : str
        What the file is to be, by the section that only such files hold: ``vary`` or ``parameters``.

    Raises
    ------
    ExperimentError
        With every mistake at once.
    """
    file = Path(path)
    doc = read(file, os.fspath(path))
    _refuse_other_kinds(doc, kind)
    notes = Notes({(): doc}, doc)
    made = check(doc, notes, file.resolve().parent) if doc.data else None
    found = [*doc.mistakes, *notes.mistakes]
    if found or made is None:
        raise ExperimentError(tuple(sorted(found, key=lambda m: m.line)))
    return made


def _refuse_other_kinds(doc: Document, kind: str) -> None:
    """Raise ExperimentError for a file of another kind, with the command that takes it."""
    found = next((k for k in KINDS if k in doc.data), "") if kind not in doc.data else ""
    if doc.file.startswith("package:"):
        found = "place"
    if not found:
        return
    (id, en, command), (wanted_id, wanted_en, _) = KINDS[found], KINDS[kind]
    line = f"simkemitraan {command.format(file=doc.file)}"
    words = f"ini {id}, bukan {wanted_id}; jalankan: {line}", f"this is {en}, not {wanted_en}; carry it out: {line}"
    raise ExperimentError((Mistake(doc.file, *doc.position((found,)), "", *words),))


def scenario_at(notes: Notes, path: Path_, value: Any, folder: Path) -> Scenario | None:
    """Return the scenario that the file names at ``path`` (``package:NAME``, or a file in its folder); mistakes are noted."""
    name = notes.word(value, path)
    target: Any = name if name.startswith("package:") else (inside(notes, path, name, folder) if name else None)
    if not target:
        return None
    try:
        return Scenario.load(target)
    except ScenarioError as error:
        notes.mistakes += error.mistakes
        return None


def numbers_at(notes: Notes, key: str, value: Any, nothing: Text) -> dict[str, Any]:
    """Return what the file says of each number, by dotted name (``levers.funding.partnership_bonus``).

    Parameters
    ----------
    key : str
        Section of the file.
    nothing : Text
        What is wrong where no number is named.
    """
    known = [
        f"{s}.{m}.{p}"
        for s, role in numbers.ROLES.items()
        for m, names in numbers.param_names(role).items()
        for p in names
    ]
    chosen = notes.keys(value, (key,), known)
    if not chosen and not notes.mistakes:
        notes.add((key,), nothing.id, nothing.en)
    return chosen


def param_of(name: str) -> Param:
    """Return the declaration of a number by its dotted name; raises ``KeyError`` where nothing is declared."""
    _, mechanism, param = name.split(".")
    return BY_NAME[mechanism].param(param)


def bounds_at(notes: Notes, path: Path_, row: dict[str, Any], param: Param, *, log: bool) -> tuple[float, float]:
    """Return ``low`` and ``high`` of a row, within what is declared (``log``: both above 0); mistakes are noted."""
    low, high = (
        notes.number(row.get(k, d), (*path, k), param.low, param.high, default=d, unit=param.unit)
        for k, d in (("low", param.low), ("high", param.high))
    )
    if low >= high:
        notes.add(path, "`low` harus lebih kecil dari `high`", "`low` must be smaller than `high`")
    if log and low <= 0:
        notes.add(path, "`log_uniform` memerlukan `low` di atas 0", "`log_uniform` needs `low` above 0")
    return low, high
