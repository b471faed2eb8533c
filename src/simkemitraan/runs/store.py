"""The one store of results: a folder that grows chunk by chunk and is renamed when it is complete.

``NAME.partial/`` holds a manifest, the parts written so far and the lock; ``NAME/`` is complete. A part is written under a
temporary name, flushed to disk and renamed; the manifest names it with its sha256 only afterwards, and is replaced
atomically. Whatever is not in the manifest does not exist. So a kill at any moment loses at most the chunk being worked
on, and going on gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import IO, Any

from ..errors import ResultDamagedError, ResultError, ResultExistsError, ResultLockedError
from .plan import Plan
from .simulate import Columns
from .tables import decode, empty, encode, kept

MANIFEST = "manifest.json"


def folder_error(path: Path, error: OSError) -> ResultError:
    """Return what to tell the user about a folder that cannot be written."""
    why = error.strerror or str(error)
    return ResultError(
        f"{path}: tidak dapat ditulis ({why}). Kosongkan ruang atau pilih folder lain dengan --out, lalu jalankan perintah yang sama; "
        "yang sudah selesai tidak hilang.",
        f"{path}: cannot be written ({why}). Free some space or choose another folder with --out, then run the same command; "
        "what was finished is not lost.",
    )


def sync_write(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or absent: temporary name, flush, rename, flush the folder."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise folder_error(path.parent, error) from error


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Lock:
    """An exclusive lock on a folder, released by the system when its owner dies."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> Lock:
        try:
            self._file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise folder_error(self.path.parent, error) from error
        try:
            _lock(self._file)
        except OSError:
            self._file.seek(0)
            owner = self._file.read().strip() or "?"
            self._file.close()
            raise ResultLockedError(
                f"{self.path.parent}: sedang dikerjakan proses lain (nomor {owner}); tunggu sampai selesai.",
                f"{self.path.parent}: another process (number {owner}) is working on it; wait until it is done.",
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


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

    Raises
    ------
    ResultExistsError
        If ``target`` exists, or the partial folder belongs to another plan.
    """

    def __init__(self, target: Path, plan: Plan, reopen: bool = False) -> None:
        self.target = target
        self.partial = target.with_name(target.name + ".partial")
        self.plan = plan
        if reopen and (target / MANIFEST).exists() and not self.partial.exists():
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
        self.manifest = self._open_manifest()

    def _reopen(self) -> None:
        """Give a complete result its partial name back; whatever stops us then, the same command goes on from there."""
        found = json.loads((self.target / MANIFEST).read_text(encoding="utf-8"))
        if found["identity"] != self.plan.identity():
            raise _other_plan(self.target, found["identity"], self.plan.identity())
        try:
            os.rename(self.target, self.partial)
        except OSError as error:
            raise folder_error(self.target, error) from error

    def _open_manifest(self) -> dict[str, Any]:
        path = self.partial / MANIFEST
        identity = self.plan.identity()
        if not path.exists():
            if any(p for p in self.partial.iterdir() if not p.name.startswith(".")):
                raise ResultExistsError(
                    f"{self.partial} berisi berkas lain; pilih folder lain dengan --out.",
                    f"{self.partial} holds other files; choose another folder with --out.",
                )
            return {"identity": identity, "parts": {}, "chunks": [], "failed": {}}
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if found["identity"] != identity:
            raise _other_plan(self.partial, found["identity"], identity)
        self._drop_damaged(found)
        return found

    def _drop_damaged(self, manifest: dict[str, Any]) -> None:
        """Forget chunks of which a part is missing, truncated or changed: they will be run again."""
        bad = {
            part["chunk"] for name, part in manifest["parts"].items() if not _whole(self.partial / name, part["sha256"])
        }
        manifest["chunks"] = [c for c in manifest["chunks"] if c not in bad]
        manifest["parts"] = {n: p for n, p in manifest["parts"].items() if p["chunk"] not in bad}

    @property
    def done(self) -> set[int]:
        """Numbers of the chunks that are whole."""
        return set(self.manifest["chunks"])

    @property
    def failed(self) -> dict[int, str]:
        """The last line of the traceback of each run that failed, by run index."""
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
        runs = [r for r in self.plan.chunks[chunk] if r.index in results]
        for table in kept(self.plan.keep):
            rows = [((r.arm, r.point, r.replicate), results[r.index].get(table) or empty(table)) for r in runs]
            data = encode(table, rows)
            name = f"{table}.parquet/part-{chunk:05d}.parquet"
            (self.partial / f"{table}.parquet").mkdir(exist_ok=True)
            sync_write(self.partial / name, data)
            self.manifest["parts"][name] = {
                "chunk": chunk,
                "sha256": hashlib.sha256(data).hexdigest(),
                "bytes": len(data),
            }
        self.manifest["chunks"] = sorted({*self.manifest["chunks"], chunk})
        self.save()

    def save(self) -> None:
        """Replace the manifest."""
        text = json.dumps(self.manifest, indent=1, sort_keys=True)
        sync_write(self.partial / MANIFEST, text.encode())

    def finish(self, provenance: dict[str, Any]) -> Path:
        """Write the provenance and give the folder its final name; returns it."""
        self.manifest["parts"] = dict(sorted(self.manifest["parts"].items()))
        self.save()
        sync_write(
            self.partial / "provenance.json",
            json.dumps(provenance, indent=1, ensure_ascii=False, sort_keys=True).encode(),
        )
        (self.partial / ".lock").unlink(missing_ok=True)
        try:
            os.rename(self.partial, self.target)
        except OSError as error:
            raise folder_error(self.target, error) from error
        return self.target


def _whole(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
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
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, part in manifest["parts"].items():
        if not _whole(folder / name, part["sha256"]):
            raise ResultDamagedError(
                f"{folder / name}: isinya berubah atau hilang; jalankan ulang perintahnya ke folder lain.",
                f"{folder / name}: its content changed or is missing; run the command again into another folder.",
            )
