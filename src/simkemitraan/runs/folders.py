"""Files that are whole or absent, folders that one process works on at a time, and what to say where neither can be had."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from ..errors import NAMED_WRONGLY, ResultError, ResultLockedError, ResultNameError, reason


def folder_error(path: Path, error: OSError) -> ResultError:
    """Return what to tell the user about a folder that cannot be written."""
    id, en = reason(error)
    kind = ResultNameError if isinstance(error, NAMED_WRONGLY) else ResultError
    return kind(
        f"{path}: tidak dapat ditulis ({id}). Kosongkan ruang atau pilih folder lain dengan --out, lalu jalankan perintah yang sama; "
        "yang sudah selesai tidak hilang.",
        f"{path}: cannot be written ({en}). Free some space or choose another folder with --out, then run the same command; "
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
