"""What a result folder under construction holds, line by line: only ever appended to, so that a kill spoils the last line at most."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

_DIGEST = 16


class Journal:
    """A file of entries, each with a digest of its own; lines that are not whole are passed over.

    Parameters
    ----------
    path : Path
        The file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[dict[str, Any]]:
        """Return the entries that are whole, in order."""
        try:
            lines = self.path.read_bytes().splitlines()
        except OSError:
            return []
        return [entry for line in lines if (entry := _entry(line)) is not None]

    def add(self, entry: dict[str, Any]) -> None:
        """Append an entry and flush it to the disk; raises ``OSError``."""
        told = json.dumps(entry, sort_keys=True).encode()
        with self.path.open("ab+") as file:
            torn = file.seek(0, os.SEEK_END) > 0 and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n"
            file.write(b"\n" * torn + _digest(told) + b" " + told + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _digest(told: bytes) -> bytes:
    return hashlib.sha256(told).hexdigest()[:_DIGEST].encode()


def _entry(line: bytes) -> dict[str, Any] | None:
    if _digest(line[_DIGEST + 1 :]) != line[:_DIGEST]:
        return None
    entry = json.loads(line[_DIGEST + 1 :])
    return entry if isinstance(entry, dict) else None


def sealed(content: dict[str, Any], indent: int = 1) -> bytes:
    """Return content as JSON that carries a digest of itself (``seal``)."""
    return json.dumps(content | {"seal": _seal(content)}, indent=indent, ensure_ascii=False, sort_keys=True).encode()


def unsealed(data: bytes) -> dict[str, Any]:
    """Return the content of sealed JSON, without its seal; what was written before there were seals is taken as it is.

    Raises
    ------
    ValueError
        If it is not what was written.
    """
    content = json.loads(data)
    if not isinstance(content, dict) or content.pop("seal", None) not in (None, _seal(content)):
        raise ValueError("not what was written")
    return content


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
