"""Imports a registry: files in, a folder out that a scenario can start from. All or nothing.

The folder holds ``scenario.yaml``, a folder ``registry`` in the format of :mod:`simkemitraan.scenario.registry` (with the
agreements of many members and the ties that have ended), ``survey.csv`` where there were answers, every problem by row in
``problems.csv``, rows that were not taken over in ``set-aside.csv``, and ``data-quality.html`` to read first.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..declare import Text
from ..errors import ImportDataError, InputError, ResultExistsError, reason
from . import balance, quality, starting, tiefiles
from .agreements import Agreements, Members
from .columns import column as column_of
from .corrections import PROJECTS, Corrections
from .headings import Heading
from .log import Log
from .organisations import Organisations
from .pairs import Finder
from .parts import Files, gather, missing
from .privacy import Pseudonyms
from .rows import Table
from .survey import Survey
from .ties import Ties

MOST_DISTRICTS = 2000


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
    corrections : Corrections
        What is to be read otherwise than it was understood.
    page : bool
        Whether what to do is said of a page, which has no options of the command line.
    """

    as_of: date
    district: str = ""
    scale: str = ""
    fill: bool = False
    pseudonyms: Pseudonyms | None = None
    corrections: Corrections = field(default_factory=Corrections)
    page: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What only the user can tell before a file can be taken over.

    Attributes
    ----------
    key : str
        What is asked for: ``name``, ``district``, ``projects``.
    id, en : str
        The question and how to answer it.
    answers : tuple of str
        The answers there are; empty where any word will do.
    """

    key: str
    id: str
    en: str
    answers: tuple[str, ...] = ()


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
    sources : list of str
        Where the tables lie.
    keeping : float, optional
        Value of doing nothing that was set for the place, so that the network keeps its number of ties.
    """

    folder: Path
    organisations: Organisations
    log: Log
    ties: Ties | None = None
    survey: Survey | None = None
    trust_from_survey: int = 0
    sources: list[str] = field(default_factory=list)
    keeping: float | None = None

    def counts(self, role: str) -> tuple[int, int]:
        """Return the rows of a table and how many of them were taken over."""
        members = self.ties.members if self.ties else None
        table = {"organisations": self.organisations, "ties": self.ties, "members": members, "survey": self.survey}[
            role
        ]
        rows = table.rows if table else 0
        return rows, rows - (self.log.set_aside_rows[table.source] if table else 0)

    def tie_counts(self) -> dict[str, int]:
        """Return how many ties there are of each form, and how many have ended."""
        if self.ties is None:
            return {}
        ties = self.ties
        formal = sum(t.formal for t in ties.live.values())
        return {
            "agreements": formal,
            "many": len(ties.many),
            "cooperation": len(ties.live) - formal,
            "ended": len(ties.ended) + len(ties.past_many),
        }

    def totals(self) -> dict[str, int]:
        """Return the figures worth printing."""
        return {
            "organisations": len(self.organisations.names),
            "districts": len(self.organisations.districts),
            "ties": len(self.ties.live) if self.ties else 0,
            "agreements_of_many": len(self.ties.many) if self.ties else 0,
            "ended_ties": len(self.ties.ended) + len(self.ties.past_many) if self.ties else 0,
            "answers": len(self.survey.answers) if self.survey else 0,
            "trust_from_survey": self.trust_from_survey,
            "fixed": self.log.total("fixed"),
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
    refuse_existing(out)
    work = _work_folder(out)
    try:
        done = _import(Files(organisations, ties, survey), work, settings)
        done.folder = out
        os.replace(work, out)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return done


def refuse_existing(out: Path) -> None:
    """Raise ResultExistsError if something lies where the folder would be made."""
    if out.exists():
        raise ResultExistsError(
            f"{out} sudah ada; beri nama lain dengan --out, atau hapus dulu",
            f"{out} already exists; name another with --out, or remove it first",
        )


def _work_folder(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        work.chmod(0o755)
    except OSError as error:
        raise InputError(
            f"{out}: folder tidak dapat dibuat ({reason(error)[0]})",
            f"{out}: the folder cannot be made ({reason(error)[1]})",
        ) from error
    return work


def _import(files: Files, work: Path, settings: Settings) -> Imported:
    with ExitStack() as stack:
        tables, log = prepare(files, work, settings, stack)
        asked = questions(tables, settings)
        if asked:
            raise ImportDataError(asked[0].id, asked[0].en)
        done = fill(tables, work, log, settings)
        starting.write(work / "scenario.yaml", done, settings.fill)
        done.keeping = balance.keeping_value(work / "scenario.yaml")
        starting.keep_ties(work / "scenario.yaml", done.keeping)
        quality.write(work / "data-quality.html", done, settings.as_of)
    return done


def prepare(files: Files, work: Path, settings: Settings, stack: ExitStack) -> tuple[dict[str, Table], Log]:
    """Open the files and find the headings of their tables; nothing below them is read for good yet.

    Parameters
    ----------
    files : Files
        What to import.
    work : Path
        Folder for problems and rows set aside.
    settings : Settings
        How to import.
    stack : ExitStack
        Closes what was opened.
    """
    log = Log(work, settings.page)
    stack.callback(log.close)
    sheets = gather(files, log, stack, settings.corrections)
    return {role: Table(sheet, role, log, settings.corrections) for role, sheet in sheets.items()}, log


def questions(tables: dict[str, Table], settings: Settings) -> list[Question]:
    """Return what must be answered before the tables can be taken over."""
    asked = []
    organisations = tables["organisations"]
    at, source = organisations.heading.at, organisations.source
    if organisations.sheet.kinds:
        return [_which_nodes(source, organisations.sheet.kinds, settings.page)]
    if "name" not in at:
        asked.append(_which_name(organisations, settings.page))
    if "district" not in at and not settings.district and not organisations.gives("district"):
        asked.append(
            Question(
                "district",
                f"{source}: kolom kabupaten/kota tidak ada; tambahkan, atau "
                + ("sebutkan di bawah tabel" if settings.page else "jalankan dengan --district-default NAMA"),
                f"{source}: there is no column with districts; add it, or "
                + ("name the district below the table" if settings.page else "run with --district-default NAME"),
            )
        )
    asked += [
        _which_column(t, g, settings.page)
        for t in tables.values()
        if t.role != "organisations"
        for g in missing(t.heading, t.role)
    ]
    members = tables.get("members")
    projects = members is not None and "project" in members.heading.at and "agreement" not in members.heading.at
    if members is not None and projects and not settings.corrections.projects:
        asked.append(_what_projects_are(members.source, settings.page))
    return asked


def _which_name(table: Table, page: bool) -> Question:
    seen = ", ".join(f'"{t.title}"' for t in table.heading.taken if t.title) or "-"
    return Question(
        "name",
        f"{table.source}: kolom nama organisasi tidak ditemukan. Judul kolom yang terlihat: {seen}. "
        f'{_which("name", page).id}, atau beri judul "Nama organisasi"',
        f"{table.source}: there is no column with names of organisations. Headings seen: {seen}. "
        f'{_which("name", page).en}, or give it the heading "Organisation"',
    )


def _which(name: str, page: bool) -> Text:
    """Say where to tell which column is meant."""
    if page:
        return Text("Pilih yang mana di tabel kolom", "Choose which one it is in the table of columns")
    return Text(
        f'Sebutkan yang mana dengan --column "JUDUL={name}"', f'Say which one it is with --column "HEADING={name}"'
    )


def _which_column(table: Table, names: tuple[str, ...], page: bool) -> Question:
    """Ask for a column without which a table says nothing."""
    wanted = column_of(table.role, names[0]).text
    seen = ", ".join(f'"{t.title}"' for t in table.heading.taken if t.title) or "-"
    return Question(
        names[0],
        f'{table.source}: kolom "{wanted.id}" tidak ditemukan. Judul kolom yang terlihat: {seen}. '
        f"{_which(names[0], page).id}",
        f'{table.source}: there is no column "{wanted.en}". Headings seen: {seen}. {_which(names[0], page).en}',
    )


def _which_nodes(source: str, kinds: tuple[str, ...], page: bool) -> Question:
    first, second = kinds
    answer = _answer("--nodes", page)
    return Question(
        "nodes",
        f'{source}: jaringan ini punya dua macam simpul, "{first}" dan "{second}". Yang mana organisasi? {answer.id}',
        f'{source}: this network has two kinds of nodes, "{first}" and "{second}". Which are organisations? {answer.en}',
        kinds,
    )


def _answer(option: str, page: bool) -> Text:
    """Say where one of several answers is given."""
    return (
        Text("Pilih jawabannya di sini", "Choose the answer here")
        if page
        else Text(f"Jawab dengan {option}", f"Answer with {option}")
    )


def _what_projects_are(source: str, page: bool) -> Question:
    answer = _answer("--projects", page)
    ways = {lang: "; ".join(f"{key}: {text(lang)}" for key, text in PROJECTS.items()) for lang in ("id", "en")}
    return Question(
        "projects",
        f"{source}: organisasi yang ikut dalam proyek yang sama itu apa satu sama lain? {answer.id} ({ways['id']})",
        f"{source}: what are organisations in the same project to each other? {answer.en} ({ways['en']})",
        tuple(PROJECTS),
    )


def fill(tables: dict[str, Table], work: Path, log: Log, settings: Settings) -> Imported:
    """Read all rows and write the tables of the registry into ``work``."""
    for table in tables.values():
        table.report()
    registry = work / "registry"
    registry.mkdir()
    draft = work / "draft.csv"
    done = Imported(work, _organisations(tables["organisations"], draft, log, settings), log)
    finder = Finder(done.organisations)
    if "survey" in tables:
        table = tables["survey"]
        done.survey = Survey(table.heading, table.source, log, finder, settings.scale)
        done.survey.read(iter(table))
        done.survey.write(work / "survey.csv")
    if "ties" in tables or "members" in tables:
        done.ties = _ties(tables, log, finder, settings)
        done.trust_from_survey = done.survey.give_trust(done.ties) if done.survey else 0
        tiefiles.write(done.ties, registry)
    done.organisations.finish(draft, registry / "organisations.csv", done.ties.tied() if done.ties else ())
    draft.unlink()
    done.sources = [table.source for table in tables.values()]
    return done


def _ties(tables: dict[str, Table], log: Log, finder: Finder, settings: Settings) -> Ties:
    """Read the tables of ties and of members, and put what they say together."""
    first = tables.get("ties", tables.get("members"))
    assert first is not None
    heading = first.heading if first.role == "ties" else Heading({}, {}, 0)
    ties = Ties(heading, first.source, log, finder, settings.as_of)
    if "ties" in tables:
        ties.read(iter(tables["ties"]))
    ties.settle(ties.agreements)
    if "members" in tables:
        table = tables["members"]
        ties.members = Members(table.heading, table.source, log, finder, settings.as_of, Agreements())
        ties.members.read(iter(table))
        projects = settings.corrections.projects if ties.members.group == "project" else ""
        ties.settle(ties.members.agreements, projects)
    ties.join_covered()
    return ties


def _organisations(table: Table, draft: Path, log: Log, settings: Settings) -> Organisations:
    reader = Organisations(
        table.heading, table.source, log, settings.district, settings.pseudonyms, settings.corrections
    )
    reader.read(iter(table), draft)
    if not reader.names or len(reader.districts) > MOST_DISTRICTS:
        raise _none_or_too_many(table.source, reader, log)
    return reader


def _none_or_too_many(source: str, reader: Organisations, log: Log) -> ImportDataError:
    if reader.names:
        return ImportDataError(
            f"{source}: {len(reader.districts)} kabupaten/kota, paling banyak {MOST_DISTRICTS}; periksa kolomnya",
            f"{source}: {len(reader.districts)} districts, at most {MOST_DISTRICTS}; check the column",
        )
    first = [found for examples in log.examples.values() for found in examples if found.outcome == "set_aside"][:3]
    id, en = (
        "; ".join(f"{word} {f.row}: {f.what(lang)}, {f.how(lang)}" for f in first)
        for word, lang in (("baris", "id"), ("row", "en"))
    )
    return ImportDataError(
        f"{source}: tidak ada organisasi yang dapat dipakai. {id}".rstrip(),
        f"{source}: no organisation can be used. {en}".rstrip(),
    )
