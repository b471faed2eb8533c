"""The one store of results: a folder that grows run by run and is renamed when it is complete.

``NAME.partial/`` holds a journal, the parts written so far, a spool of finished runs whose chunk is not finished, and the
lock; ``NAME/`` is complete, with a manifest instead of the journal. A part is written under a temporary name, flushed to
disk and renamed; the journal names it with its sha256 only afterwards, and is only appended to. Whatever is not in the
journal does not exist. So a kill at any moment loses at most the runs being done, and going on gives the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from ..errors import ResultDamagedError, ResultExistsError
from . import codebook
from .folders import folder_error, sync_write
from .journal import Journal, sealed, unsealed
from .plan import Plan, Run
from .simulate import Columns
from .spool import Spool
from .tables import decode, empty, encode, kept

MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
PROVENANCE = "provenance.json"
SPOOL = "spool"
TABLES_AT_ONCE = 2  # that are encoded and written; each of them is held in memory


class Store:
    """A result folder under construction.

    Parameters
    ----------
    target : Path
        Where the complete result will lie; it is built in ``target.partial``.
    plan : Plan
        What it will hold.
    reopen : bool
        Take a complete result of the same plan up again, if some of its runs failed.
    shard : (int, int), optional
        Which of how many machines this is (from 1): it holds some of the chunks, to be merged with the others'.

    Raises
    ------
    ResultExistsError
        If ``target`` exists, or the partial folder belongs to another plan.
    """

    def __init__(self, target: Path, plan: Plan, reopen: bool = False, shard: tuple[int, int] | None = None) -> None:
        if shard is not None:
            target = shard_folder(target, *shard)
        self.shard = shard
        self.own = plan.shard(*shard) if shard is not None else None
        self.target = target
        self.partial = target.with_name(target.name + ".partial")
        self.aside: Path | None = None
        self.plan = plan
        self.identity = plan.identity()
        self._lock = threading.RLock()  # chunks are written by a thread of their own (:mod:`.writing`)
        self.journal = Journal(self.partial / JOURNAL)
        self.spool = Spool(self.partial / SPOOL, plan.key()[:16])
        if reopen and target.is_dir() and not self.partial.exists():
            self._reopen()
        if target.exists():
            raise ResultExistsError(
                f"{target} sudah ada; pilih folder lain dengan --out (hasil tidak pernah ditimpa).",
                f"{target} already exists; choose another folder with --out (results are never overwritten).",
            )
        try:
            self.partial.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise folder_error(target.parent, error) from error

    def open(self) -> None:
        """Read what is there already; the folder must be locked.

        Raises
        ------
        ResultExistsError
            If it belongs to another plan, or holds something else.
        """
        self.manifest = self._found()
        self._drop_damaged()
        self.spooled = self.spool.recover()

    def _reopen(self) -> None:
        """Give a complete result its partial name back; whatever stops us then, the same command goes on from there."""
        found = read_manifest(self.target)["identity"]
        if found != self.identity:
            raise _other_plan(self.target, found, self.identity)
        try:
            os.rename(self.target, self.partial)
        except OSError as error:
            raise folder_error(self.target, error) from error

    def _found(self) -> dict[str, Any]:
        """Return what the folder holds, as its manifest and its journal tell."""
        fresh: dict[str, Any] = {"identity": self.identity, "parts": {}, "chunks": [], "failed": {}}
        try:
            manifest = _manifest(self.partial)
        except (OSError, ValueError):
            manifest = fresh
        entries = self.journal.read()
        told = [e["identity"] for e in entries if "identity" in e] + [manifest["identity"]] * (manifest is not fresh)
        for identity in told:
            if identity != self.identity:
                raise _other_plan(self.partial, identity, self.identity)
        entries = [e for e in entries if e.get("plan") == self.spool.plan]
        if not told and not entries:
            self._begin()
        if manifest is not fresh and len(told) == 1:
            self._note({"identity": self.identity})  # also when the manifest is lost
        for entry in entries:
            _replay(manifest, entry)
        return manifest

    def _begin(self) -> None:
        """Begin in an empty folder; one of ours of which nothing can be read is set aside."""
        holds = {p.name for p in self.partial.iterdir() if not p.name.startswith(".")}
        if holds & {MANIFEST, JOURNAL}:
            self.aside = free(self.partial.with_name(f"{self.target.name}.damaged"))
            try:
                self.aside.mkdir()
                for name in holds:
                    os.rename(self.partial / name, self.aside / name)
            except OSError as error:
                raise folder_error(self.partial, error) from error
        elif holds:
            raise ResultExistsError(
                f"{self.partial} berisi berkas lain; pilih folder lain dengan --out.",
                f"{self.partial} holds other files; choose another folder with --out.",
            )
        self._note({"identity": self.identity})

    def _note(self, entry: dict[str, Any]) -> None:
        try:
            self.journal.add(entry)
        except OSError as error:
            raise folder_error(self.partial, error) from error

    def _drop_damaged(self) -> None:
        """Forget chunks of which a part is missing, truncated or changed: they will be run again."""
        parts = self.manifest["parts"]
        bad = {part["chunk"] for name, part in parts.items() if not _whole(self.partial / name, part["sha256"])}
        self.manifest["chunks"] = [c for c in self.manifest["chunks"] if c not in bad]
        self.manifest["parts"] = {n: p for n, p in parts.items() if p["chunk"] not in bad}

    def left(self, *, retry: bool = False) -> dict[int, list[Run]]:
        """Return the runs that are still to be done, by chunk; chunks of which only the parts are to be written have none.

        Parameters
        ----------
        retry : bool
            Also those that failed.
        """
        done, failed = self.done, self.failed
        left: dict[int, list[Run]] = {}
        for k, chunk in enumerate(self.plan.chunks):
            spooled = self.spooled.get(k, set())
            if self.own is not None and k not in self.own:
                continue
            if k in done and not (retry and any(r.index in failed for r in chunk)):
                continue
            runs = [r for r in chunk if r.index not in spooled and (retry or r.index not in failed)]
            left[k] = [r for r in runs if r.index in failed] if k in done else runs
        return left

    def put(self, chunk: int, index: int, tables: dict[str, Columns]) -> None:
        """Keep what a run left until its chunk is written."""
        try:
            with self._lock:
                self.spool.put(chunk, index, tables)
        except OSError as error:
            raise folder_error(self.partial, error) from error

    def fail(self, index: int, why: str) -> None:
        """Note that a run failed, so that it is not tried again unasked."""
        with self._lock:
            self.manifest["failed"][str(index)] = why
            self._note({"plan": self.spool.plan, "failed": [index, why]})

    def complete(self, chunk: int) -> list[int]:
        """Write a chunk of which all runs are done; returns those that had failed before and succeeded now.

        What was there already stays beside runs that were tried again, and is spooled first: a kill loses neither.
        """
        with self._lock:
            results = self.spool.take(chunk)
        if chunk in self.done:
            for index, tables in self.read_chunk(chunk).items():
                if index not in results:
                    self.put(chunk, index, tables)
                    results[index] = tables
        with self._lock:
            fixed = [index for index in results if self.manifest["failed"].pop(str(index), None) is not None]
        self.write_chunk(chunk, results)
        with self._lock:
            self.spool.drop(chunk)
        return fixed

    @property
    def total(self) -> int:
        """Number of runs that this folder will hold."""
        if self.own is None:
            return len(self.plan.runs)
        return sum(len(chunk) for k, chunk in enumerate(self.plan.chunks) if k in self.own)

    @property
    def done(self) -> set[int]:
        """Numbers of the chunks that are whole."""
        return set(self.manifest["chunks"])

    @property
    def failed(self) -> dict[int, str]:
        """The last line of the traceback of each run that failed, by run index."""
        with self._lock:
            return {int(k): v for k, v in self.manifest["failed"].items()}

    def read_chunk(self, chunk: int) -> dict[int, dict[str, Columns]]:
        """Return what a whole chunk holds: tables by run index, without the runs that failed."""
        failed = self.failed
        runs = [r for r in self.plan.chunks[chunk] if r.index not in failed]
        out: dict[int, dict[str, Columns]] = {r.index: {} for r in runs}
        for table in kept(self.plan.keep):
            found = decode(table, self.partial / f"{table}.parquet" / f"part-{chunk:05d}.parquet")
            for r in runs:
                out[r.index][table] = found.get((r.arm, r.point, r.replicate)) or empty(table)
        return out

    def write_chunk(self, chunk: int, results: dict[int, dict[str, Columns]]) -> None:
        """Write the parts of one chunk.

        Parameters
        ----------
        chunk : int
            Its number in the plan.
        results : dict of int to tables
            Tables of each run of the chunk by run index; runs that failed are absent.
        """
        write = partial(self._write_part, chunk, results)
        with ThreadPoolExecutor(TABLES_AT_ONCE) as pool:  # compressing and waiting for the disk need no interpreter
            parts = dict(pool.map(write, kept(self.plan.keep)))
        with self._lock:
            known = self.failed
            failed = {str(r.index): known[r.index] for r in self.plan.chunks[chunk] if r.index in known}
            entry = {"plan": self.spool.plan, "chunk": chunk, "parts": parts, "failures": failed}
            self._note(entry)
            _replay(self.manifest, entry)

    def _write_part(self, chunk: int, results: dict[int, dict[str, Columns]], table: str) -> tuple[str, dict[str, Any]]:
        """Write one table of a chunk; returns its name and what the journal tells of it."""
        name, data = encoded(self.plan, chunk, results, table)
        (self.partial / name).parent.mkdir(exist_ok=True)
        sync_write(self.partial / name, data)
        return name, {"chunk": chunk, "sha256": sha256(data), "bytes": len(data)}

    def finish(self, provenance: dict[str, Any]) -> Path:
        """Write the provenance and give the folder its final name; returns it."""
        told = self.manifest if self.shard is None else self.manifest | {"shard": list(self.shard)}
        write_about(self.partial, told, provenance, kept(self.plan.keep))
        try:
            self.spool.close()
            for left_over in self.partial.glob("*.parquet/.*"):  # of a writer that was killed
                left_over.unlink()
            self.journal.path.unlink(missing_ok=True)
            (self.partial / ".lock").unlink(missing_ok=True)
            os.rename(self.partial, self.target)
        except OSError as error:
            raise folder_error(self.target, error) from error
        return self.target


def write_about(folder: Path, manifest: dict[str, Any], provenance: dict[str, Any], tables: tuple[str, ...]) -> None:
    """Write what a complete result says of itself: codebook, manifest, provenance."""
    book = codebook.of_result(tables, provenance["points"])
    sync_write(folder / codebook.FILE, book)
    sync_write(folder / MANIFEST, sealed(manifest | {"codebook": sha256(book)}))
    sync_write(folder / PROVENANCE, sealed(provenance))


def encoded(plan: Plan, chunk: int, results: dict[int, dict[str, Columns]], table: str) -> tuple[str, bytes]:
    """Return the name and the bytes of one part of a chunk, of the tables of its runs by run index."""
    runs = [r for r in plan.chunks[chunk] if r.index in results]
    rows = [((r.arm, r.point, r.replicate), results[r.index].get(table) or empty(table)) for r in runs]
    return f"{table}.parquet/part-{chunk:05d}.parquet", encode(table, rows)


def _replay(manifest: dict[str, Any], entry: dict[str, Any]) -> None:
    """Take up what one entry of the journal tells."""
    if "failed" in entry:
        index, why = entry["failed"]
        manifest["failed"][str(index)] = why
    if "chunk" in entry:
        chunk = entry["chunk"]
        manifest["chunks"] = sorted({*manifest["chunks"], chunk})
        manifest["parts"] |= entry["parts"]
        manifest["failed"] |= entry["failures"]


def shard_folder(target: Path, number: int, of: int) -> Path:
    """Return where one of several machines leaves its share of a result."""
    return target.with_name(f"{target.name}.shard-{number}-of-{of}")


def free(path: Path) -> Path:
    """Return a path that nothing lies at: this one, or with a number behind it."""
    return next(p for k in count(1) if not (p := path.with_name(f"{path.name}-{k}" if k > 1 else path.name)).exists())


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; raises ``OSError`` or ``ValueError`` if it is not one."""
    manifest = unsealed((folder / MANIFEST).read_bytes())
    shape = {"identity": dict, "parts": dict, "chunks": list, "failed": dict}
    if not all(isinstance(manifest.get(key), kind) for key, kind in shape.items()):
        raise ValueError("not a manifest")
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a complete result; raises :class:`ResultDamagedError` if it is not what was written."""
    try:
        return _manifest(folder)
    except (OSError, ValueError) as error:
        raise damaged(folder / MANIFEST) from error


def damaged(what: Path) -> ResultDamagedError:
    """Return what to say of a file of a complete result that is not what was written."""
    return ResultDamagedError(
        f"{what}: isinya berubah atau hilang; pulihkan dari salinan, ulangi `sweep` dengan --retry-failed, atau jalankan lagi ke folder lain.",
        f"{what}: its content changed or is missing; restore it from a copy, fix a sweep with --retry-failed, or run it again into another folder.",
    )


def check_sizes(folder: Path, manifest: dict[str, Any]) -> None:
    """Compare names and sizes of all parts with the manifest; raises :class:`ResultDamagedError` naming the first that differs."""
    files = (p for p in folder.glob("*.parquet/*") if p.is_file() and not p.name.startswith("."))
    found = {f"{p.parent.name}/{p.name}": p.stat().st_size for p in files}
    told = {name: part["bytes"] for name, part in manifest["parts"].items()}
    for name in sorted(told.keys() | found.keys()):
        if found.get(name) != told.get(name):
            raise damaged(folder / name)


def sha256(data: bytes) -> str:
    """Return the digest that parts are known by."""
    return hashlib.sha256(data).hexdigest()


def _whole(path: Path, told: str) -> bool:
    try:
        return sha256(path.read_bytes()) == told
    except OSError:
        return False


def _other_plan(partial: Path, found: dict[str, Any], wanted: dict[str, Any]) -> ResultExistsError:
    names = {
        "command": ("perintah", "command"),
        "scenarios": ("isi skenario", "content of the scenarios"),
        "seed": ("seed", "seed"),
        "keep": ("tabel yang disimpan", "tables kept"),
        "runs": ("jumlah run", "number of runs"),
        "model": ("versi model", "version of the model"),
        "layout": ("susunan run", "layout of runs"),
    }
    differ = [k for k in names if found.get(k) != wanted.get(k)]
    id, en = (", ".join(names[k][lang] for k in differ) for lang in (0, 1))
    return ResultExistsError(
        f"{partial} milik perintah lain (berbeda: {id}); pilih folder lain dengan --out, atau hapus folder itu.",
        f"{partial} belongs to another command (different: {en}); choose another folder with --out, or delete that one.",
    )


def verify(folder: Path) -> None:
    """Check every part of a complete folder; raises :class:`ResultDamagedError` naming the first that is not whole."""
    manifest = read_manifest(folder)
    check_sizes(folder, manifest)
    for name, part in manifest["parts"].items():
        if not _whole(folder / name, part["sha256"]):
            raise damaged(folder / name)
    if "codebook" in manifest and not _whole(folder / codebook.FILE, manifest["codebook"]):
        raise damaged(folder / codebook.FILE)
