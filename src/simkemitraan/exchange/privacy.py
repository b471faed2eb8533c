"""Pseudonyms for the names of people: a keyed hash, so that nobody without the key can try names against it."""

from __future__ import annotations

import csv
import hashlib
import hmac
import secrets
from pathlib import Path

from .cells import neutral, plain

HIDDEN = "•••"


class Pseudonyms:
    """Gives every personal name a pseudonym; the same name and key give the same one.

    Parameters
    ----------
    key : bytes, optional
        Secret key; by default one is drawn and thrown away with this object.
    keep : bool
        Remember which name got which pseudonym, for :meth:`write`.
    """

    def __init__(self, key: bytes | None = None, *, keep: bool = False) -> None:
        self._key = key or secrets.token_bytes(32)
        self.mapping: dict[str, str] | None = {} if keep else None

    def of(self, name: str) -> str:
        """Return the pseudonym of a name (40 bits of HMAC-SHA256; case and spacing do not matter)."""
        digest = hmac.new(self._key, plain(name).encode(), hashlib.sha256).hexdigest()
        pseudonym = f"Relawan {digest[:10].upper()}"
        if self.mapping is not None:
            self.mapping[pseudonym] = name
        return pseudonym

    def write(self, path: Path) -> None:
        """Write the mapping to a file that only its owner may read."""
        path.touch(mode=0o600)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("pseudonym", "name"))
            for pseudonym, name in sorted((self.mapping or {}).items()):
                writer.writerow((pseudonym, neutral(name)))
