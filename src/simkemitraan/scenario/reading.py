"""Reads a YAML file into plain data and the position of every key; never executes, never guesses, finds all mistakes.

YAML 1.2 through ruamel's node tree: duplicate keys are collected instead of raised, anchors, tags and directives are
refused, and files that are too large or nested too deeply are refused before they are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path, PurePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from ..declare import Text
from ..errors import Mistake, reason

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

# Characters that steer a terminal or cannot be written as UTF-8; only escapes ("\e[31m") bring them in.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# What Indonesian readers write for whole numbers of a thousand and more, and YAML takes for decimals.
TWO_READINGS = re.compile(r"[-+]?\d{1,3}\.\d{3}")

Path_ = tuple[str | int, ...]


class Written(float):
    """A number that remembers how it was written: ``306.000`` may be meant as 306 or as 306 thousand."""

    text: str

    def __new__(cls, text: str, value: float | None = None) -> Written:
        """Return the number of a text."""
        made = super().__new__(cls, text if value is None else value)
        made.text = text
        return made

    def __reduce__(self) -> tuple[type[Written], tuple[str, float]]:
        return Written, (self.text, float(self))


def dotted(path: Path_) -> str:
    """Return a path as people write it: ``place.districts[2].name``."""
    out = ""
    for part in path:
        out += f"[{part + 1}]" if isinstance(part, int) else (f".{part}" if out else str(part))
    return out


@dataclass
class Document:
    """What a file says.

    Attributes
    ----------
    file : str
        Name as the user wrote it.
    data : dict
        Plain data: dict, list, str, int, float, bool, None.
    where : dict
        Position (line, column), one-based, of each path.
    mistakes : list of Mistake
        What is wrong with the file itself.
    sources : dict
        Where the value at a path came from, if that is not a line of the file.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    where: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    sources: dict[Path_, str] = field(default_factory=dict)

    def add(self, path: Path_, id: str, en: str, line: int = 0, column: int = 0) -> None:
        """Note a mistake at a path (or at a stated position)."""
        if not line:
            line, column = self.position(path)
        self.mistakes.append(Mistake(self.file, line, column, dotted(path), id, en))

    def row_as(self, path: Path_, k: int, row: int) -> Document:
        """Return this file as it answers for row ``row`` of a merged list at ``path``, which is row ``k`` of its own."""
        other = Document(self.file, self.data)
        own = (*path, k)
        other.where = {(*path, row, *p[len(own) :]): at for p, at in self.where.items() if p[: len(own)] == own}
        return other

    def position(self, path: Path_) -> tuple[int, int]:
        """Return the position of a path, or of the nearest thing above it that has one."""
        while path and path not in self.where:
            path = path[:-1]
        return self.where.get(path, (0, 0))


def read(path: Path, shown: str | None = None) -> Document:
    """Read one file; its mistakes are in the result, never raised.

    Parameters
    ----------
    path : Path
        The file.
    shown : str, optional
        Its name in messages.
    """
    doc = Document(shown or str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # never more: some files have no end
    except IsADirectoryError:
        doc.add(
            (),
            "ini folder, bukan berkas; tuliskan nama berkas .yaml",
            "this is a folder, not a file; name a .yaml file",
        )
    except (FileNotFoundError, ValueError):
        doc.add((), "berkas tidak ditemukan; periksa nama dan foldernya", "file not found; check its name and folder")
    except OSError as error:
        doc.add((), f"berkas tidak dapat dibaca ({reason(error)[0]})", f"the file cannot be read ({reason(error)[1]})")
    else:
        return parse(raw, doc) if len(raw) <= MAX_BYTES else _too_large(doc)
    return doc


def _too_large(doc: Document) -> Document:
    most = MAX_BYTES // 1024
    doc.add(
        (),
        f"berkas terlalu besar untuk sebuah skenario (paling besar {most} kB); data daerah dapat ditaruh di berkas CSV",
        f"the file is too large to be a scenario (at most {most} kB); districts can go into a CSV file",
    )
    return doc


def parse(raw: bytes, doc: Document) -> Document:
    """Parse the bytes of a file into ``doc``."""
    text = _decode(raw, doc)
    if text is None or not _sane(text, doc) or not _events(text, doc):
        return doc
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        _syntax(doc, error)
        return doc
    if root is None:
        doc.add(
            (),
            "berkas kosong; mulailah dari `simkemitraan scenario new` (tempat) atau `simkemitraan policy new` (kebijakan)",
            "the file is empty; start from `simkemitraan scenario new` (a place) or `simkemitraan policy new` (a policy)",
            1,
        )
        return doc
    if not isinstance(root, MappingNode):
        doc.add((), "isi berkas harus pasangan `kunci: nilai`", "the file must hold `key: value` pairs", 1)
        return doc
    doc.data = _value(root, (), doc)
    return doc


def _decode(raw: bytes, doc: Document) -> str | None:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in raw:
        doc.add(
            (),
            "berkas bukan teks UTF-8 (UTF-16 atau biner); simpan ulang sebagai UTF-8",
            "the file is not UTF-8 text (UTF-16 or binary); save it again as UTF-8",
            1,
        )
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        doc.add(
            (), "berkas bukan UTF-8; simpan ulang sebagai UTF-8", "the file is not UTF-8; save it again as UTF-8", line
        )
        return None


def _sane(text: str, doc: Document) -> bool:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r" *\t", line) and line.strip():
            doc.add((), "pakai spasi, bukan tab, di awal baris", "use spaces, not tabs, at the start of a line", number)
        if line.startswith("%"):
            doc.add(
                (),
                "petunjuk `%` tidak didukung; hapus baris ini",
                "`%` directives are not supported; delete this line",
                number,
            )
    return not doc.mistakes


def _events(text: str, doc: Document) -> bool:
    """Refuse deep nesting, anchors, aliases and tags before anything is built."""
    depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
                doc.add(
                    (),
                    "jangkar (&) dan alias (*) tidak didukung; tuliskan isinya",
                    "anchors (&) and aliases (*) are not supported; write the content out",
                    line,
                )
                return False
            explicit = isinstance(event, ScalarEvent) and event.tag is not None and not any(event.implicit)
            collection = isinstance(event, MappingStartEvent | SequenceStartEvent)
            if explicit or (collection and event.tag is not None and not event.implicit):
                doc.add(
                    (),
                    "penanda tipe (!) tidak didukung; hapus penandanya",
                    "tags (!) are not supported; remove the tag",
                    line,
                )
                return False
            depth += collection
            depth -= type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")
            if depth > MAX_DEPTH:
                doc.add(
                    (),
                    f"isi bersarang terlalu dalam (paling dalam {MAX_DEPTH} tingkat)",
                    f"nested too deeply (at most {MAX_DEPTH} levels)",
                    line,
                )
                return False
    except (YAMLError, ValueError, RecursionError) as error:
        _syntax(doc, error)
        return False
    return True


_NO_TEXT = (
    "berkas ini bukan teks biasa (mungkin Word, Excel, atau gambar); tulis isinya dalam berkas .yaml",
    "this file is no plain text (perhaps Word, Excel or a picture); write its content in a .yaml file",
)


def _syntax(doc: Document, error: Exception) -> None:
    if isinstance(error, ReaderError):
        doc.add((), *_NO_TEXT, 1)
        return
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    problem = (error.problem if isinstance(error, MarkedYAMLError) else None) or type(error).__name__
    line = mark.line + 1 if mark else 1
    doc.add(
        (),
        f"penulisan YAML keliru: {problem}; periksa titik dua, indentasi, dan tanda kutip",
        f"not valid YAML: {problem}; check colons, indentation and quotes",
        line,
    )


def _value(node: Node, path: Path_, doc: Document) -> Any:
    doc.where.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, MappingNode):
        return _mapping(node, path, doc)
    if isinstance(node, SequenceNode):
        return [_value(child, (*path, k), doc) for k, child in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(str(node.tag), _printable(node, path, doc))


def _printable(node: ScalarNode, path: Path_, doc: Document) -> str:
    """Return the text of a node without characters that cannot be shown; these are noted."""
    text = str(node.value)
    if UNPRINTABLE.search(text):
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        doc.add(
            path,
            "memuat karakter yang tidak dapat ditampilkan; hapus karakter itu",
            "holds characters that cannot be shown; remove them",
            line,
            column,
        )
        return UNPRINTABLE.sub("?", text)
    return text


def _mapping(node: MappingNode, path: Path_, doc: Document) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if not isinstance(key_node, ScalarNode):
            doc.add(path, "kunci harus berupa kata", "a key must be a word", line, column)
            continue
        key = _printable(key_node, path, doc)
        if key in out:
            first = doc.where[(*path, key)][0]
            doc.add(
                (*path, key),
                f"kunci ini sudah ada di baris {first}; hapus salah satu",
                f"this key already stands in line {first}; delete one of them",
                line,
                column,
            )
            continue
        doc.where[(*path, key)] = (line, column)
        out[key] = _value(value_node, (*path, key), doc)
    return out


def _scalar(tag: str, text: str) -> Any:
    kind = tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0) if not re.fullmatch(r"[-+]?0\d+", text) else int(text)
        if kind == "float":
            return (
                Written(text)
                if TWO_READINGS.fullmatch(text)
                else float(
                    text.replace("_", "")
                    .replace(".inf", "inf")
                    .replace(".Inf", "inf")
                    .replace(".nan", "nan")
                    .replace(".NaN", "nan")
                )
            )
    except ValueError:
        return text
    return text


def given(data: Mapping[str, Any], shown: str) -> Document:
    """Return what is said in code, as a file would say it; what has no like in a file is noted as a mistake.

    Parameters
    ----------
    data : mapping
        Keys and values as in a file; tuples, ranges and numpy arrays stand for lists, a :class:`~.declare.Text` for its two
        wordings, a path for its text.
    shown : str
        Its name in messages.
    """
    doc = Document(shown)
    doc.data = _plain(dict(data), (), doc)
    return doc


def _plain(value: Any, path: Path_, doc: Document) -> Any:
    if isinstance(value, Text):
        return {"id": value.id, "en": value.en}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner, (*path, str(key)), doc) for key, inner in value.items()}
    if isinstance(value, PurePath):
        return str(value)
    if hasattr(value, "tolist"):  # of numpy
        value = value.tolist()
    if isinstance(value, list | tuple | range):
        return [_plain(inner, (*path, k), doc) for k, inner in enumerate(value)]
    if value is None or isinstance(value, str | bool | Real):
        return value
    doc.add(
        path, f"jenis `{type(value).__name__}` tidak dikenal di sini", f"a `{type(value).__name__}` is not known here"
    )
    return None
