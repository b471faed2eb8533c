"""Where the numbers of the model come from: the sources by key, as ``references.toml`` lists them, and words for both languages.

A declared number says its source in English and names what it leans on by keys in brackets: ``hospital heads [ache]``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import FOLDER, LANGS

KEY = re.compile(r"\[([a-z][a-z0-9-]*)\]")
READ = ("data", "paper", "abstract", "press", "unread", "model")
GRADES = ("A", "B", "C", "-")
_BOTH = ("who", "what", "says")


@dataclass(frozen=True, slots=True)
class Reference:
    """One source.

    Attributes
    ----------
    key : str
        Short name, as numbers cite it.
    year : str
        Year; ``s.a.`` if it names none.
    who, what, says : dict of str to str
        Author or office, title or description, and what it says in a sentence, by language.
    where : tuple of str
        Addresses as found; ``doi:`` and ``explanation/`` ones can be followed.
    read : str
        What of it was read, one of :data:`READ`.
    grade : str
        How far it carries, one of :data:`GRADES`.
    """

    key: str
    who: dict[str, str]
    year: str
    what: dict[str, str]
    where: tuple[str, ...]
    read: str
    grade: str
    says: dict[str, str]


@cache
def references() -> dict[str, Reference]:
    """Return all sources by key, in the order of the file."""
    with (FOLDER / "references.toml").open("rb") as file:
        plain = tomllib.load(file)
    return {key: _reference(key, told) for key, told in plain.items()}


def _reference(key: str, told: dict[str, Any]) -> Reference:
    """Return one source; what is written once reads the same in both languages."""
    both = {name: told[name] if isinstance(told[name], dict) else dict.fromkeys(LANGS, told[name]) for name in _BOTH}
    return Reference(key=key, **(told | both | {"where": tuple(told["where"])}))


@cache
def _indonesian() -> dict[str, str]:
    with (FOLDER / "origins.toml").open("rb") as file:
        return tomllib.load(file)


def keys_in(text: str) -> list[str]:
    """Return the keys of sources that a text names in brackets, each once, in order."""
    return list(dict.fromkeys(KEY.findall(text)))


def source_words(source: str, lang: str) -> str:
    """Return where a number comes from, in ``lang``; what has no Indonesian wording is said as it is declared."""
    return _indonesian().get(source, source) if lang == "id" else source


def leaning(numbers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return which numbers lean on each source.

    Parameters
    ----------
    numbers : iterable of (name, source)
        Names such as ``leadership.hazard_per_year`` with their declared sources.
    """
    out: dict[str, list[str]] = {key: [] for key in references()}
    for name, source in numbers:
        for key in keys_in(source):
            out.setdefault(key, []).append(name)
    return out
