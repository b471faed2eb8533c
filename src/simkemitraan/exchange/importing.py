"""Imports a registry: files in, a folder out that a scenario can start from. All or nothing.

The folder holds ``scenario.yaml``, ``registry/organisations.csv`` and ``registry/ties.csv`` in the format of
:mod:`simkemitraan.scenario.registry`, ``ended-ties.csv``, ``survey.csv`` where there were answers, every problem by row in
``problems.csv``, rows that were not taken over in ``set-aside.csv``, and ``data-quality.html`` to read first.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..errors import ImportDataError, InputError, ResultExistsError
from . import columns, quality, starting
from .cells import plain
from .delimited import open_csv
from .graphfiles import open_graph
from .organisations import Organisations
from .privacy import Pseudonyms
from .problems import Log
from .sheets import Sheet, kind_of, with_headings
from .survey import Survey
from .ties import Finder, Ties
from .workbook import open_workbook

MOST_DISTRICTS = 2000
_ROLES = {
    "organisations": ("organisasi", "organisations", "organizations", "lembaga", "lks", "nodes", "organisation"),
    "ties": ("hubungan", "ties", "kerjasama", "kemitraan", "edges", "relations", "mitra", "jejaring", "kerja sama"),
    "survey": ("survei", "survey", "kuesioner", "jawaban", "answers"),
    "guide": ("petunjuk", "guide", "pilihan", "choices"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How to import.

    Attributes
    ----------
    as_of : date
        Reference date: ages of ties are counted to it.
    district : str
        District of organisations that state none.
    scale : str
        Scale of survey answers; empty: read off them.
    fill : bool
        The scenario fills the place up with synthetic organisations; otherwise it holds those imported and no others.
    pseudonyms : Pseudonyms, optional
        Replaces the names of people.
    """

    as_of: date
    district: str = ""
    scale: str = ""
    fill: bool = False
    pseudonyms: Pseudonyms | None = None


@dataclass(slots=True)
class Imported:
    """What an import did, for the page and for whoever asked.

    Attributes
    ----------
    folder : Path
        Where it was written.
    organisations : Organisations
        Table of organisations.
    ties : Ties, optional
        Table of ties, if there was one.
    survey : Survey, optional
        Table of answers, if there was one.
    log : Log
        Problems.
    trust_from_survey : int
        Ties that got their trust from answers.
    """

    folder: Path
    organisations: Organisations
    log: Log
    ties: Ties | None = None
    survey: Survey | None = None
    trust_from_survey: int = 0
    sources: list[str] = field(default_factory=list)

    def totals(self) -> dict[str, int]:
        """Return the figures worth printing."""
        return {
            "organisations": len(self.organisations.names),
            "districts": len(self.organisations.districts),
            "ties": len(self.ties.live) if self.ties else 0,
            "ended_ties": len(self.ties.ended) if self.ties else 0,
            "answers": len(self.survey.answers) if self.survey else 0,
            "trust_from_survey": self.trust_from_survey,
            "mended": self.log.total("mended"),
            "imputed": self.log.total("imputed"),
            "noted": self.log.total("noted"),
            "set_aside": sum(self.log.set_aside_rows.values()),
        }


def import_registry(
    organisations: Path, out: Path, settings: Settings, ties: Path | None = None, survey: Path | None = None
) -> Imported:
    """Read the files and write the folder ``out``.

    Parameters
    ----------
    organisations : Path
        CSV, XLSX, GraphML or GEXF; a workbook or a network may hold ties and survey answers too.
    out : Path
        Folder to make; it must not exist.
    settings : Settings
        How to import.
    ties, survey : Path, optional
        Further files.

    Returns
    -------
    Imported

    Raises
    ------
    ImportDataError
        If a file cannot be read, or no organisation can be taken over; nothing was written then.
    ResultExistsError
        If ``out`` exists.
    """
    if out.exists():
        raise ResultExistsError(
            f"{out} sudah ada; beri nama lain dengan --out, atau hapus dulu",
            f"{out} already exists; name another with --out, or remove it first",
        )
    work = _work_folder(out)
    try:
        done = _import(organisations, ties, survey, work, settings)
        done.folder = out
        os.replace(work, out)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return done


def _work_folder(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        work.chmod(0o755)
    except OSError as error:
        raise InputError(
            f"{out}: folder tidak dapat dibuat ({error.strerror})",
            f"{out}: the folder cannot be made ({error.strerror})",
        ) from error
    return work


def _import(organisations: Path, ties: Path | None, survey: Path | None, work: Path, settings: Settings) -> Imported:
    log = Log(work)
    with ExitStack() as stack:
        stack.callback(log.close)
        sheets = _sheets(organisations, ties, survey, log, stack)
        done = _read(sheets, work, log, settings)
        starting.write(work / "scenario.yaml", done, settings.fill)
        quality.write(work / "data-quality.html", done, settings.as_of)
    return done


def _read(sheets: dict[str, Sheet], work: Path, log: Log, settings: Settings) -> Imported:
    registry = work / "registry"
    registry.mkdir()
    draft = work / "draft.csv"
    done = Imported(work, _organisations(sheets["organisations"], draft, log, settings), log)
    finder = Finder(done.organisations)
    if "survey" in sheets:
        heading, rows = with_headings(sheets["survey"], columns.SURVEY, log)
        done.survey = Survey(heading, sheets["survey"].source, log, finder, settings.scale)
        done.survey.read(rows)
        done.survey.write(work / "survey.csv")
    if "ties" in sheets:
        heading, rows = with_headings(sheets["ties"], columns.TIES, log)
        done.ties = Ties(heading, sheets["ties"].source, log, finder, settings.as_of)
        done.ties.read(rows)
        done.trust_from_survey = done.survey.give_trust(done.ties) if done.survey else 0
        done.ties.write(registry / "ties.csv", work / "ended-ties.csv")
    done.organisations.finish(draft, registry / "organisations.csv")
    draft.unlink()
    done.sources = [sheet.source for sheet in sheets.values()]
    return done


def _organisations(sheet: Sheet, draft: Path, log: Log, settings: Settings) -> Organisations:
    heading, rows = with_headings(sheet, columns.ORGANISATIONS, log)
    if "name" not in heading.at:
        raise ImportDataError(
            f'{sheet.source}: kolom nama organisasi tidak ada; beri judul "Nama organisasi"',
            f'{sheet.source}: there is no column with names of organisations; give it the heading "Organisation"',
        )
    if "district" not in heading.at and not settings.district:
        raise ImportDataError(
            f"{sheet.source}: kolom kabupaten/kota tidak ada; tambahkan, atau jalankan dengan --district-default NAMA",
            f"{sheet.source}: there is no column with districts; add it, or run with --district-default NAME",
        )
    reader = Organisations(heading, sheet.source, log, settings.district, settings.pseudonyms)
    reader.read(rows, draft)
    if not reader.names or len(reader.districts) > MOST_DISTRICTS:
        raise _none_or_too_many(sheet, reader, log)
    return reader


def _none_or_too_many(sheet: Sheet, reader: Organisations, log: Log) -> ImportDataError:
    if reader.names:
        return ImportDataError(
            f"{sheet.source}: {len(reader.districts)} kabupaten/kota, paling banyak {MOST_DISTRICTS}; periksa kolomnya",
            f"{sheet.source}: {len(reader.districts)} districts, at most {MOST_DISTRICTS}; check the column",
        )
    first = [found for examples in log.examples.values() for found in examples if found.outcome == "set_aside"][:3]
    id, en = (
        "; ".join(f"{word} {f.row}: {f.what(lang)}, {f.how(lang)}" for f in first)
        for word, lang in (("baris", "id"), ("row", "en"))
    )
    return ImportDataError(
        f"{sheet.source}: tidak ada organisasi yang dapat dipakai. {id}".rstrip(),
        f"{sheet.source}: no organisation can be used. {en}".rstrip(),
    )


def _sheets(
    organisations: Path, ties: Path | None, survey: Path | None, log: Log, stack: ExitStack
) -> dict[str, Sheet]:
    """Return the sheet for each part; a file of its own wins over a sheet of the first file."""
    parts: dict[str, Sheet] = {}
    for role, path in (("organisations", organisations), ("ties", ties), ("survey", survey)):
        if path is None:
            continue
        sheets = _open(path, log, stack)
        by_role = {_role(sheet): sheet for sheet in reversed(sheets)}
        chosen = by_role.get(role, sheets[0])
        parts[role] = chosen
        for sheet in sheets:
            other = _role(sheet)
            if sheet is chosen or other == "guide":
                continue
            if role == "organisations" and other in ("ties", "survey"):
                parts.setdefault(other, sheet)
            else:
                log.add("sheet_unused", "noted", path.name, value=sheet.title)
    return parts


def _role(sheet: Sheet) -> str:
    title = plain(sheet.title)
    found = [role for role, names in _ROLES.items() if title in names]
    near = [role for role, names in _ROLES.items() if any(name in title for name in names)]
    return (found or near or [""])[0]


def _open(path: Path, log: Log, stack: ExitStack) -> list[Sheet]:
    readers: dict[str, Callable[[], list[Sheet]]] = {
        "xlsx": lambda: open_workbook(path, log, stack),
        "xml": lambda: open_graph(path),
        "text": lambda: [open_csv(path, log)],
    }
    kind = kind_of(path)
    usual = {"xlsx": (".xlsx", ".xlsm"), "xml": (".graphml", ".gexf", ".xml"), "text": (".csv", ".tsv", ".txt")}
    if path.suffix.lower() not in usual[kind]:
        names = {"xlsx": "XLSX", "xml": "XML", "text": "CSV"}
        log.add("other_format", "mended", path.name, read=names[kind])
    return readers[kind]()
