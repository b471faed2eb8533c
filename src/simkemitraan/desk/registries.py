"""Registries that a planner drops on the desk: understood, corrected, and only then taken."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..declare import LANGS
from ..errors import InputError
from ..exchange import corrections
from ..exchange.columns import TABLES
from ..exchange.importing import Settings
from ..exchange.parts import Files
from ..exchange.understanding import Understanding, take, understand
from ..scenario import Scenario
from ..wording import word
from .places import Chosen

LARGEST = 20_000_000  # bytes of a file that is dropped
_NAME = re.compile(r"[^\w.() -]")
_CORRECTIONS = ("columns", "headings", "keep", "kinds", "projects", "nodes")


def columns() -> dict[str, list[dict[str, Any]]]:
    """Return what a column can be taken for, by table."""
    return {
        role: [{"name": c.name, "text": [c.text.id, c.text.en]} for c in known if not c.spare]
        for role, known in TABLES.items()
    }


class Registries:
    """The files that were dropped, and what was made of them.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, Path] = {}
        self._taken: dict[str, Chosen] = {}

    def keep(self, name: str, body: bytes) -> str:
        """Keep a file that was dropped; returns what it is called from now on."""
        key = secrets.token_urlsafe(8)
        folder = self.folder / key
        folder.mkdir(parents=True)
        path = folder / (_NAME.sub("_", Path(name).name)[-80:].lstrip(".") or "registry.csv")
        path.write_bytes(body)
        self._files[key] = path
        return key

    def understood(self, key: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a file was understood to hold, in both languages, with what the planner has corrected."""
        found = self._understand(key, said)
        return {"file": key, "name": self._path(key).name, "read": [found.as_dict(lang) for lang in LANGS]}

    def chosen(self, wish: Mapping[str, Any]) -> Chosen:
        """Take a file over as it is understood, and return the place that it makes."""
        key, said = str(wish.get("file", "")), wish.get("said")
        said = said if isinstance(said, dict) else {}
        asked = f"{key} {json.dumps(said, sort_keys=True)}"
        if asked not in self._taken:
            found = self._understand(key, said)
            if not found.ready:
                raise InputError("\n".join(q.id for q in found.questions), "\n".join(q.en for q in found.questions))
            out = self._path(key).parent / f"taken-{len(self._taken)}" / "place"
            take(found, out)
            self._taken[asked] = Chosen("place/scenario.yaml", Scenario.load(out / "scenario.yaml"), out)
        return self._taken[asked]

    def quality(self, wish: Mapping[str, Any]) -> Path:
        """Return the page about the quality of a registry that was taken over."""
        folder = self.chosen(wish).files
        assert folder is not None
        return folder / "data-quality.html"

    def _path(self, key: str) -> Path:
        if key not in self._files:
            raise InputError(*(word("desk.no_file", lang) for lang in LANGS))
        return self._files[key]

    def _understand(self, key: str, said: Mapping[str, Any]) -> Understanding:
        given = {k: said[k] for k in _CORRECTIONS if said.get(k)}
        settings = Settings(
            date.today(),
            str(said.get("district") or ""),
            fill=bool(said.get("fill")),
            corrections=corrections.read(given),
            page=True,
        )
        return understand(Files(self._path(key)), settings)
