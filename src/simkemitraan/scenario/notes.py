"""The part of checking that every room of a scenario shares: asking for a value, noting what is wrong and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import Mistake
from .hints import as_number, did_you_mean, meant, plain, two_readings
from .reading import Document, Path_, Written, dotted


class Notes:
    """Collects mistakes over one or more files; asks for values at paths.

    Parameters
    ----------
    origin : dict of path to Document
        Which file each path of the merged data came from; tables that a scenario names add theirs.
    fallback : Document
        The file named by the user, for paths that are nowhere.
    """

    def __init__(self, origin: dict[Path_, Document], fallback: Document) -> None:
        self.origin = origin
        self.fallback = fallback
        self.mistakes: list[Mistake] = []

    def document(self, path: Path_) -> Document:
        """Return the file that a path, or the nearest thing above it, came from."""
        while path and path not in self.origin:
            path = path[:-1]
        return self.origin.get(path, self.fallback)

    def line_of(self, path: Path_) -> str:
        """Return where a path stands, as ``file:line``."""
        doc = self.document(path)
        return f"{doc.file}:{doc.position(path)[0]}"

    def add(self, path: Path_, id: str, en: str) -> None:
        """Note a mistake."""
        doc = self.document(path)
        line, column = doc.position(path)
        self.mistakes.append(Mistake(doc.file, line, column, dotted(path), id, en))

    def keys(
        self, value: Any, path: Path_, known: Iterable[str], instead: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return ``value`` as a mapping with known keys only; others are noted, with what to write ``instead`` if that is known."""
        known = list(known)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.add(path, "harus berisi pasangan `kunci: nilai`", "must hold `key: value` pairs")
            return {}
        for key in value:
            if key not in known:
                right = (instead or {}).get(str(key))
                id, en = meant([right]) if right else did_you_mean(key, known)
                self.add((*path, key), f"kunci tidak dikenal{id}", f"unknown key{en}")
        return {k: v for k, v in value.items() if k in known}

    def number(
        self,
        value: Any,
        path: Path_,
        low: float,
        high: float,
        *,
        whole: bool = False,
        counted: bool = False,
        default: float = 0.0,
        unit: str = "",
    ) -> float:
        """Return a number within bounds; a mistake is noted and ``default`` returned.

        ``counted`` says that thousands are likely, as of people or of money: then ``306.000`` has two readings.
        """
        number, (id, en) = as_number(value)
        if isinstance(value, Written) and (whole or counted):
            number, (id, en) = None, two_readings(value.text, whole=whole)
        if number is None and (whole or counted) and str(value).strip().endswith("%"):
            id, en = f"tulis jumlahnya, bukan {value}", f"write how many, not {value}"
        if number is None:
            self.add(path, id, en)
            return default
        if whole and number != int(number):
            self.add(
                path, f"harus bilangan bulat; tulis {round(number)}", f"must be a whole number; write {round(number)}"
            )
            return default
        if not low <= number <= high:
            span_id, span_en = f"antara {plain(low)} dan {plain(high)}", f"between {plain(low)} and {plain(high)}"
            tail = f" ({unit})" if unit and unit != "1" else ""
            self.add(
                path,
                f"{plain(number)} di luar batas; harus {span_id}{tail}",
                f"{plain(number)} is out of bounds; it must lie {span_en}{tail}",
            )
            return default
        return number or abs(number)  # -0.0 is 0.0, or two files that mean the same would differ

    def word(self, value: Any, path: Path_, known: Iterable[str] | None = None, most: int = 300) -> str:
        """Return a text, one of ``known`` if given; a mistake is noted and ``""`` returned."""
        if isinstance(value, bool | int | float):
            self.add(
                path, f'harus berupa teks; beri tanda kutip: "{value}"', f'must be a text; put it in quotes: "{value}"'
            )
            return ""
        if not isinstance(value, str) or not value.strip():
            self.add(path, "harus berupa teks", "must be a text")
            return ""
        if len(value) > most:
            self.add(path, f"terlalu panjang (paling banyak {most} huruf)", f"too long (at most {most} characters)")
            return ""
        if known is not None and value not in (known := list(known)):
            id, en = did_you_mean(value, known)
            self.add(path, f"`{value[:60]}` tidak dikenal{id}", f"`{value[:60]}` is not known{en}")
            return ""
        return value

    def short_name(self, value: Any, path: Path_) -> str:
        """Return a name that files and folders can be called after; a mistake is noted."""
        name = self.word(value, path, most=80)
        if name and not re.fullmatch(r"\w[\w.+-]*", name):
            self.add(
                path,
                "pakai huruf, angka, titik, garis bawah atau tanda hubung, diawali huruf atau angka",
                "use letters, digits, dots, underscores or hyphens, first a letter or digit",
            )
        return name

    def text(self, value: Any, path: Path_, most: int = 2000) -> dict[str, str]:
        """Return a wording in both languages; a plain text stands for both."""
        if not isinstance(value, dict | None):
            word = self.word(value, path, most=most) if value != "" else ""
            return {"id": word, "en": word}
        given = self.keys(value, path, ("id", "en"))
        words = {k: self.word(v, (*path, k), most=most) for k, v in given.items()}
        if not words:
            self.add(path, "isi teks, atau {id: …, en: …}", "write a text, or {id: …, en: …}")
            return {"id": "", "en": ""}
        first = next(iter(words.values()))
        return {"id": words.get("id", first), "en": words.get("en", first)}

    def items(self, value: Any, path: Path_) -> list[Any]:
        """Return ``value`` as a list; a mistake is noted and nothing returned."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(path, "harus berupa daftar (baris yang diawali `-`)", "must be a list (lines that begin with `-`)")
            return []
        return value
