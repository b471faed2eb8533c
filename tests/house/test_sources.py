"""Habits of the house that a linter does not know."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "simkemitraan"
LONGEST_FILE = 650
LONGEST_FUNCTION = 75

# Names of Mesa that are on their way out, and numba's own decorators, whose cache goes stale.
BANNED = {
    "mesa.space": r"\bmesa\.space\b",
    "mesa.experimental.devs": r"\bexperimental\.devs\b",
    "batch_run": r"\bbatch_run\b",
    "a model's steps": r"\bmodel\.steps\b",
    "njit": r"\bnjit\b",
    "vectorize": r"\b(?:gu)?vectorize\b",
    "fastmath": r"\bfastmath=True\b",
}
ALLOWED = {("njit", "world/compiler.py")}


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


class Prose(ast.NodeTransformer):
    """Empties every string, so that a message or a docstring may name what is banned."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def code_of(path: Path) -> str:
    return ast.unparse(Prose().visit(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", sources(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_module(path: Path) -> None:
    where = path.relative_to(PACKAGE).as_posix()
    code = code_of(path)
    found = [name for name, pattern in BANNED.items() if re.search(pattern, code) and (name, where) not in ALLOWED]
    assert not found, f"{where} uses {found}"
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE
    too_long = [f"{name} ({lines})" for name, lines in functions(path) if lines > LONGEST_FUNCTION]
    assert not too_long, f"{where}: {too_long}"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's name and its lines of code, the docstring left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = ast.get_docstring(node) is not None and (first.end_lineno or 0)
            yield node.name, (node.end_lineno or 0) - (documented or node.lineno)


def undocumented(node: ast.AST) -> Iterator[str]:
    """Yield the public functions and methods without a docstring; what is defined within a function is its own affair."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            if not child.name.startswith("_") and not ast.get_docstring(child):
                yield f"{child.name} (line {child.lineno})"
        else:
            yield from undocumented(child)


def test_public_functions_say_what_they_do() -> None:
    found = {p.relative_to(PACKAGE).as_posix(): list(undocumented(ast.parse(p.read_text("utf-8")))) for p in sources()}
    assert not {where: names for where, names in found.items() if names}


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_machine_paths_and_no_index_addresses_in_tracked_files() -> None:
    hosts = ["files." + "pythonhosted", "pypi" + ".org/simple", "registry." + "npmjs", "deb." + "debian.org"]
    homes = [r"/ro" + r"ot/", r"/wor" + r"k/(?:main|shared|\.library)", r"/home/[a-z]+/", r"/Users/[a-z]+/"]
    pattern = re.compile("|".join([re.escape(h) for h in hosts] + homes).encode())
    offenders = [str(path.relative_to(ROOT)) for path in tracked() if pattern.search(path.read_bytes())]
    assert not offenders


def test_text_files_are_utf8_without_mark_and_without_carriage_returns() -> None:
    kinds = {".py", ".toml", ".md", ".yaml", ".yml", ".txt", ".csv", ".cff", ".ts", ".css", ".html"}
    for path in tracked():
        if path.suffix in kinds:
            data = path.read_bytes()
            assert not data.startswith(b"\xef\xbb\xbf"), path
            assert b"\r\n" not in data, path
            data.decode("utf-8")


def test_names_in_the_sources_are_ascii() -> None:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "id", None) or getattr(node, "name", None) or getattr(node, "arg", None)
            assert not isinstance(name, str) or name.isascii(), f"{path.name}: {name}"


def test_file_names_are_ascii_and_short_enough_for_every_system() -> None:
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        assert name.isascii(), name
        assert len(name) < 150, name
        assert not set(name) & set(':*?"<>|\\ '), name
