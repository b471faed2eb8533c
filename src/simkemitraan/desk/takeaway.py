"""What a planner takes away: two pages in every form, tables, the whole report, and the session as files with one command."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

from ..declare import LANGS
from ..errors import InputError, ResultError
from ..report import write_report
from ..scenario import showing
from ..wording import word
from .asked import Asked
from .telling import Round

FORMATS = {
    "brief.pdf": ("brief", ".pdf"),
    "brief.docx": ("docx", ".docx"),
    "brief.pptx": ("pptx", ".pptx"),
    "tables.xlsx": ("xlsx", ".xlsx"),
    "report.html": ("html", ".html"),
}
SESSION, RESULT = "session.zip", "result.zip"
EVERYTHING = (*FORMATS, SESSION, RESULT)
_MOMENT = (1980, 1, 1, 0, 0, 0)  # of every file in an archive, so that the same content has the same bytes


def made(what: str, told: Round, asked: Asked, folder: Path, lang: str) -> Path:
    """Make one thing to take away and return where it lies.

    Parameters
    ----------
    what : str
        One of :data:`EVERYTHING`.
    told : Round
        The answer as it is shown.
    asked : Asked
        What was asked.
    folder : Path
        Where it is made.
    lang : str
        Language of it.

    Raises
    ------
    InputError
        If there is no such thing.
    ResultError
        If it cannot be made here; says why, and what does instead.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if what == SESSION:
        return _packed(folder / SESSION, _session(told, asked))
    if what == RESULT:
        return _packed(folder / RESULT, _files_of(told.folder, "result"))
    if what not in FORMATS:
        raise InputError(*(word("desk.unclear", each) for each in LANGS))
    kind, suffix = FORMATS[what]
    written = write_report(told.folder, lang, (kind,), told.result, told.comparison.rules, folder / "report")
    found = [path for path in written.paths if path.suffix == suffix]
    if not found:
        raise ResultError(*(" ".join(written.notes) for _ in LANGS))
    return found[-1]


def _session(told: Round, asked: Asked) -> dict[str, bytes]:
    """Return the files of a session: the place, the policies, and the command that makes the same result from them."""
    command = asked.command(told.replicates)
    files = {"command.txt": "\n".join([*(word("desk.command", lang) for lang in LANGS), "", command, ""]).encode()}
    for arm in asked.arms:
        files |= {f"policies/{path.name}": path.read_bytes() for path in arm.files}
    place = asked.chosen.files
    if place is not None:
        files |= {place.name: _scenario(asked, place)} if place.is_file() else _files_of(place, place.name)
    return files


def _scenario(asked: Asked, path: Path) -> bytes:
    """Return the file of a place, whole: what it extends is in it. Only a registry beside it stays where it is."""
    scenario = asked.chosen.scenario
    return path.read_bytes() if scenario.data["place"]["registry"] else (showing.shown(scenario) + "\n").encode()


def _files_of(folder: Path, name: str) -> dict[str, bytes]:
    return {
        f"{name}/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def _packed(path: Path, files: dict[str, bytes]) -> Path:
    """Write an archive; the same files make the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), files[name])
    path.write_bytes(held.getvalue())
    return path


def forget(folder: Path) -> None:
    """Delete what was made of an earlier answer."""
    shutil.rmtree(folder, ignore_errors=True)
