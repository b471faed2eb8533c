"""What the pages of an experiment have in common: its words, its line of provenance, and where a page is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..analysis.exploration.factors import is_lever, name_of, unit_of
from ..runs import Result
from ..runs.folders import sync_write
from ..wording import word
from .blocks import Block, Document, Section
from .formats import beside, chosen, number, shorten
from .page import page

PLAIN = ("1", "share", "0-1")  # units that say nothing beside the bare numbers in which limits are told


class ExperimentContext:
    """A sweep about to be told.

    Parameters
    ----------
    result : Result
        The sweep.
    lang : str
        Language.
    """

    def __init__(self, result: Result, lang: str) -> None:
        self.result, self.lang = result, lang
        self.points: dict[str, Any] = result.provenance["points"]

    def word(self, key: str, **values: object) -> str:
        """Return a wording of these pages."""
        return word(f"exploring.{key}", self.lang, **values)

    def name(self, factor: str, first: bool = False) -> str:
        """Return what a varied number is called, in quotes, for it may be long; ``first`` begins a sentence."""
        name = name_of(factor, self.lang)
        return f"“{name[:1].upper() + name[1:] if first else name}”"

    def role(self, factor: str) -> str:
        """Return whether it is a lever or an assumption."""
        return self.word("lever" if is_lever(factor) else "assumption")

    def range(self, factor: str) -> str:
        """Return the range over which it was varied, with its unit."""
        low, high = self.points["bounds"][self.points["names"].index(factor)]
        unit = unit_of(factor)
        words = "" if unit in PLAIN else beside(unit, self.lang)
        return f"{chosen(low, high, self.lang)}{words}"

    @property
    def design(self) -> str:
        """The design in words."""
        return self.word(f"design.{self.points['design']}")

    @property
    def facts(self) -> str:
        """The line below the title."""
        question = self.points.get("question") or {}
        return self.word(
            "facts",
            question=question.get(self.lang, ""),
            points=number(len(self.points["values"]), self.lang, 0),
            replicates=self.result.provenance["replicates"],
            design=self.design,
        ).strip()

    @property
    def title(self) -> str:
        """Title of the experiment."""
        return str((self.points.get("title") or {}).get(self.lang) or self.result.folder.name)

    @property
    def stamp(self) -> str:
        """The line of provenance."""
        known = self.result.provenance
        return self.word(
            "stamp",
            scenarios=", ".join(shorten(s.name, 24) for s in self.result.scenarios[:3]),
            design=self.design,
            points=len(self.points["values"]),
            replicates=known["replicates"],
            seed=known["seed"],
            hash=known["key"][:8],
            version=known["version"],
        )


def write(told: ExperimentContext, kind: str, title: str, parts: dict[str, list[Block]], out: Path | None) -> Path:
    """Write a page beside the result, or into ``out``, and return its path."""
    sections = tuple(
        Section(key, told.word(f"section.{key}"), tuple(blocks)) for key, blocks in parts.items() if blocks
    )
    document = Document(told.lang, told.word(f"kicker_{kind}"), title, told.facts, sections, told.stamp)
    folder = out or told.result.folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (f"{kind}.html" if told.lang == "id" else f"{kind}.{told.lang}.html")
    sync_write(path, page(document).encode())
    return path
