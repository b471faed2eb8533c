"""The version of the rules that a made page belongs to.

The mark is a digest of the code of ``mechanisms/`` and ``world/`` and of the scenario ``baseline``, without comments and
docstrings: words may change, rules and numbers may not, before the pages are made again (``make evidence``). Beside it stands
a digest of what was made, so that a line changed by hand is noticed; ``make evidence-check`` makes the pages again and compares.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path

from ..declare import Param
from ..errors import ResultError
from ..scenario.building import packaged
from .plan import model_version
from .result import Result, load

SOURCE = Path(__file__).resolve().parents[1]
_SOURCE_AT = [field.name for field in fields(Param)].index("source")
PART = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
MARK = re.compile(r"\n?<!-- rules: (\w+), made: (\w+) -->\n?\Z")


def _without_words(source: str) -> str:
    """Return code as a syntax tree without docstrings, wordings and sources of numbers."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            node.args, node.keywords = [], []
        if isinstance(node, ast.Call):  # what a number is told of is no rule
            node.keywords = [k for k in node.keywords if k.arg not in ("informed", "source", "cost")]
            if isinstance(node.func, ast.Name) and node.func.id == "Param" and len(node.args) > _SOURCE_AT:
                node.args[_SOURCE_AT] = ast.Constant("")
        if hasattr(node, "body") and isinstance(
            node.body, list
        ):  # a text that stands alone says something and does nothing
            node.body = [line for line in node.body if not _is_text(line)]
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            node.value = ""
    return ast.dump(tree)


def _is_text(line: ast.AST) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)


def rules_version() -> str:
    """Return the digest of the rules as they are."""
    digest = hashlib.sha256()
    for room in ("mechanisms", "world"):
        for path in sorted((SOURCE / room).rglob("*.py")):
            digest.update(_without_words(path.read_text(encoding="utf-8")).encode())
    digest.update(packaged()["baseline"].read_bytes())
    return digest.hexdigest()[:12]


def marked(text: str) -> str:
    """Return a page with the mark of the rules that it was made of, and of what was made."""
    text = MARK.sub("", text).rstrip()
    return f"{text}\n\n<!-- rules: {rules_version()}, made: {_digest(text)} -->\n"


def _digest(text: str) -> str:
    """Return the digest of what a command made of a page: of its made parts, or of all where it has none."""
    parts = "".join(part.group() for part in PART.finditer(text))
    return hashlib.sha256((parts or text).encode()).hexdigest()[:12]


def with_parts(text: str, parts: Mapping[str, str]) -> str:
    """Return a page whose parts between ``<!-- made: NAME -->`` and ``<!-- end -->`` are these."""
    return PART.sub(lambda m: f"{m[1]}{parts[m[2]]}\n{m[3]}", text)


def fill(page: Path, parts: Mapping[str, str]) -> None:
    """Write the made parts of a page anew, with the mark of the rules."""
    page.write_text(marked(with_parts(page.read_text(encoding="utf-8"), parts)), encoding="utf-8")


def mark_of(text: str) -> str | None:
    """Return the mark of a page, None if it has none."""
    found = MARK.search(text)
    return found.group(1) if found else None


def as_made(text: str) -> bool:
    """Return whether what was made of a page is as its command left it."""
    found = MARK.search(text)
    return found is not None and found.group(2) == _digest(MARK.sub("", text).rstrip())


def kept(folder: Path, make: Callable[[Path], Result]) -> Result:
    """Return the result that a folder holds, or make it there: so that a page that was stopped goes on.

    Raises
    ------
    ResultError
        If the folder holds a result of another version of the model: the page would carry the mark of this one.
    """
    if not folder.is_dir():
        return make(folder)
    result = load(folder, whole=True)
    if result.provenance["model"] != model_version():
        raise ResultError(
            f"{folder} berasal dari versi model yang lain; hapus atau pilih folder lain.",
            f"{folder} is of another version of the model; delete it or choose another folder.",
        )
    return result
