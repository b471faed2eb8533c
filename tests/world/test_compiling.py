"""The compile cache: never stale, never in the way."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import pytest

from simkemitraan.world import compiler, compiling

PACKAGE = Path(compiling.__file__).resolve().parent.parent
HELPER = "from .compiling import compiled\nRATE = {rate}\n@compiled\ndef helped(x):\n    return x * RATE\n"
KERNEL = "from .compiling import compiled\nfrom .probe_helper import helped\n@compiled\ndef kernel(x):\n    return helped(x)\n"
SCRIPT = (
    "from simkemitraan.world.probe_kernel import kernel\nprint(kernel(10.0), sum(kernel.stats.cache_hits.values()))"
)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package with one small kernel and its helper."""
    copy = tmp_path / "simkemitraan"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "page"))
    (copy / "world" / "probe_helper.py").write_text(HELPER.format(rate="1.0"), encoding="utf-8")
    (copy / "world" / "probe_kernel.py").write_text(KERNEL, encoding="utf-8")
    return copy


def answer(copy: Path, cache: Path) -> tuple[float, int]:
    """Return what the kernel of the copy says, and how often the cache was hit."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy.parent),
        "SIMKEMITRAAN_CACHE": str(cache),
        "NUMBA_DISABLE_JIT": "0",
    }
    command = [sys.executable, "-P", "-c", SCRIPT]
    done = subprocess.run(command, env=environment, cwd=copy.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    value, hits = done.stdout.split()
    return float(value), int(hits)


def test_an_edit_in_a_helper_is_never_answered_from_the_cache(copied: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert answer(copied, cache) == (10.0, 0)
    assert answer(copied, cache) == (10.0, 1)
    (copied / "world" / "probe_helper.py").write_text(HELPER.format(rate="7.0"), encoding="utf-8")
    assert answer(copied, cache) == (70.0, 0)


def test_the_same_sources_at_another_path_compile_nothing(copied: Path, tmp_path: Path) -> None:
    first, cache = answer(copied, tmp_path / "cache")[0], tmp_path / "cache"
    made = {path: path.stat().st_mtime_ns for path in cache.rglob("*.nb?")}
    (tmp_path / "elsewhere").mkdir()
    moved = copied.rename(tmp_path / "elsewhere" / "simkemitraan")
    assert answer(moved, cache) == (first, 1)
    assert made
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.nb?")} == made


def test_without_a_place_for_the_cache_everything_still_works(copied: Path, tmp_path: Path) -> None:
    not_a_folder = tmp_path / "taken"
    not_a_folder.write_text("a file")
    assert answer(copied, not_a_folder) == (10.0, 0)


def test_the_digest_follows_every_source_that_can_be_compiled(copied: Path) -> None:
    before = compiling.sources_digest(copied)
    (copied / "report" / "formats.py").write_text("", encoding="utf-8")
    assert compiling.sources_digest(copied) == before
    (copied / "mechanisms" / "extra.py").write_text("", encoding="utf-8")
    assert compiling.sources_digest(copied) != before


def parsed(path: Path) -> set[Path]:
    """What a module imports from the package, by Python's own parser (imports for type checkers left out)."""
    found: set[Path] = set()
    nodes: list[ast.AST] = [ast.parse(path.read_bytes())]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            nodes.extend(node.orelse)
            continue
        nodes.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("simkemitraan")):
            base = path.parents[node.level - 1] if node.level else PACKAGE.parent
            folder = base.joinpath(*(node.module or "").split("."))
            places = {folder / name.name for name in node.names} | ({folder} if node.module else set())
            found |= {f for p in places for f in (p.with_suffix(".py"), p / "__init__.py") if f.is_file()}
    return found - {path}


def test_imports_read_as_text_are_those_that_the_parser_finds() -> None:
    modules = [p for room in ("world", "mechanisms", "indicators") for p in (PACKAGE / room).rglob("*.py")]
    assert len(modules) > 50
    for path in modules:
        assert compiling._imported(path) >= parsed(path), path
    assert sum(len(compiling._imported(p) - parsed(p)) for p in modules) == 0


@pytest.mark.parametrize(
    "text",
    [
        "from .b import one",
        "from . import b",
        "from .b import (  # with (brackets) here\n    one,\n    two,\n)",
        "from .b import one as other, two",
        "from .b \\\n    import one",
        "if True:\n    from .b import one",
        "def f():\n    from .b import one; x = 1",
        "x = 1; from .b import one",
        "if TYPE_CHECKING:\n    from .c import other\n\nfrom .b import one",
        "from b import one",
    ],
)
def test_every_way_to_write_an_import_is_read(text: str, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.py").write_text("")
    (tmp_path / "a.py").write_text(text)
    assert compiling._imported(tmp_path / "a.py") == {tmp_path / "b.py"}


def test_an_edit_in_one_mechanism_recompiles_that_mechanism_alone(copied: Path) -> None:
    def digests() -> dict[str, str]:
        compiling.module_digest.cache_clear()
        compiling._imported.cache_clear()
        rooms = [path for room in ("mechanisms", "world") for path in (copied / room).rglob("*.py")]
        return {path.relative_to(copied).as_posix(): compiling.module_digest(path) for path in rooms}

    before = digests()
    leadership = copied / "mechanisms" / "leadership.py"
    leadership.write_text(leadership.read_text(encoding="utf-8").replace("0.866", "0.867"), encoding="utf-8")
    after = digests()
    changed = {name for name in before if before[name] != after[name]}
    assert "mechanisms/leadership.py" in changed
    assert changed <= {"mechanisms/leadership.py", "mechanisms/__init__.py"}  # the list of mechanisms compiles nothing


@pytest.mark.parametrize(
    ("system", "end"), [("linux", "simkemitraan"), ("darwin", "Caches/simkemitraan"), ("win32", "Cache")]
)
def test_where_the_cache_lies(system: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIMKEMITRAAN_CACHE", raising=False)
    monkeypatch.setattr(compiling, "sys", SimpleNamespace(platform=system))
    assert compiling.cache_root().as_posix().endswith(end)


def test_the_named_folder_is_used_and_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMKEMITRAAN_CACHE", str(tmp_path))
    old, recent = tmp_path / "compiled" / "old", tmp_path / "compiled" / "recent"
    old.mkdir(parents=True)
    recent.mkdir()
    long_ago = time.time() - 40 * 86400
    os.utime(old, (long_ago, long_ago))
    folder = compiling._prepare()
    assert folder == tmp_path / "compiled"
    assert recent.is_dir()
    assert not old.exists()
    assert list(folder.iterdir()) == [recent]


def test_a_folder_that_cannot_be_made_means_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    monkeypatch.setenv("SIMKEMITRAAN_CACHE", str(taken))
    assert compiling._prepare() is None


@compiling.inlined
def doubled(x: float) -> float:
    return 2.0 * x


@compiling.inlined
def doubled_twice(x: float) -> float:
    return doubled(doubled(x))


def identity(x: float) -> float:
    return x


def one_more(x: float) -> float:
    return doubled_twice(x) + 1.0


@pytest.mark.skipif(compiling.INTERPRETED, reason="for compiled code")
def test_how_functions_are_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No fast mathematics, no parallel sums, a cache of its own; nothing is made before the first call."""
    monkeypatch.setattr(compiling, "CACHE", tmp_path)
    monkeypatch.setattr(compiler.config, "CACHE_DIR", "somebody else's")
    made: Any = compiling.compiled(one_more)
    assert "own" not in vars(made)
    assert made(1.0) == 5.0
    options = made.targetoptions
    assert options["nopython"]
    assert options["nogil"]
    assert not {"fastmath", "parallel"} & {name for name, asked in options.items() if asked}
    inner: Any = doubled_twice
    assert [options["inline"], inner.targetoptions["inline"]] == ["never", "always"]
    assert len(made.signatures) == 1
    assert compiler.config.CACHE_DIR == "somebody else's"
    folder = f"test_compiling-{compiling.module_digest(Path(__file__))}"
    assert [file.parent.parent.name for file in tmp_path.rglob("*.nbi")] == [folder]


def test_a_function_is_made_at_its_first_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of some three hundred compiled functions a process calls thirty; making all of them took half of its start."""
    made: list[Any] = []

    def njit(**options: Any) -> Any:
        return lambda function: made.append(function) or function

    monkeypatch.setattr(compiler, "numba", SimpleNamespace(njit=njit))
    for cache in (None, tmp_path):
        monkeypatch.setattr(compiling, "CACHE", cache)
        made.clear()
        names = {"doubled_twice": compiling.Compiled(identity, "always")}
        outer: Any = compiling.Compiled(FunctionType(one_more.__code__, names), "never")
        assert made == []
        assert outer(1.0) == outer.dispatcher(1.0) == 2.0
        assert made == [identity, outer.__wrapped__]
        assert outer.__code__ is one_more.__code__  # what it does not know itself it asks for
        assert names["doubled_twice"] is identity


def test_what_the_compiler_knows_of_a_function_can_be_asked_of_it() -> None:
    assert compiling.Compiled(one_more, "never").__code__ is one_more.__code__


def test_what_cannot_be_made_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> Path:
        raise AttributeError("no folder")

    monkeypatch.setattr(compiling, "_folder_of", fail)
    monkeypatch.setattr(compiling, "CACHE", Path())
    with pytest.raises(AttributeError, match="no folder"):
        compiling.Compiled(one_more, "never")(1.0)


WARM = (
    "import sys; from simkemitraan.world.probe_kernel import kernel; kernel(10.0); print(sum(kernel.stats.cache_hits.values()),"
    " [name for name in ('scipy.linalg', 'numba.np.polynomial') if name in sys.modules])"
)


def test_code_from_the_cache_loads_nothing_that_only_compiling_needs(copied: Path, tmp_path: Path) -> None:
    """scipy took longer to load than all compiled rules together, in every process of every command."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(copied.parent),
        "SIMKEMITRAAN_CACHE": str(tmp_path / "cache"),
        "NUMBA_DISABLE_JIT": "0",
    }
    command = [sys.executable, "-P", "-c", WARM]
    for hits in (0, 1):
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.startswith(f"{hits} ")
    assert done.stdout == "1 []\n"


PLANS = """
import sys
import simkemitraan.cli.run, simkemitraan.runs.result
from simkemitraan.runs import executing, plan_arms
from simkemitraan.scenario import Scenario
plan_arms([Scenario.load("package:tiny")], 2, 1).key()
print([name for name in ("numba", "llvmlite") if name in sys.modules])
"""


def test_whoever_plans_runs_loads_no_compiler() -> None:
    """It took a quarter of a second of every command, also of those that run nothing."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "NUMBA_DISABLE_JIT": "0"}
    done = subprocess.run([sys.executable, "-c", PLANS], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_code_from_the_cache_becomes_part_of_what_is_compiled_later(copied: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    only_helper = SCRIPT.replace("probe_kernel", "probe_helper").replace("kernel", "helped")
    environment = {
        **os.environ,
        "PYTHONPATH": str(copied.parent),
        "SIMKEMITRAAN_CACHE": str(cache),
        "NUMBA_DISABLE_JIT": "0",
    }
    command = [sys.executable, "-P", "-c", only_helper]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "10.0 0\n"
    assert answer(copied, cache) == (10.0, 0)
    assert answer(copied, cache) == (10.0, 1)
    assert len(list(cache.rglob("*.helped-*.nbc"))) == 1


LINEAR = """
import sys
import numpy as np
from simkemitraan.world.compiling import compiled
@compiled
def product(a, b):
    return np.dot(a, b)
assert "scipy.linalg" not in sys.modules
print(product(np.array([[2.0]]), np.array([[3.0]]))[0, 0])
"""


def test_a_rule_from_outside_may_use_linear_algebra(tmp_path: Path) -> None:
    script = tmp_path / "own.py"
    script.write_text(LINEAR, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(PACKAGE.parent),
        "SIMKEMITRAAN_CACHE": str(tmp_path / "cache"),
        "NUMBA_DISABLE_JIT": "0",
    }
    for _ in range(2):
        done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
        assert done.stdout == "6.0\n", done.stderr


def test_cold_until_something_was_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "INTERPRETED", False)
    monkeypatch.setattr(compiling, "CACHE", tmp_path)
    assert compiling.is_cold()
    for path in (PACKAGE / "mechanisms").rglob("*.py"):
        if b"@compiled" in path.read_bytes():
            assert compiling.is_cold()
            folder = compiling._folder_of(path)
            folder.mkdir()
            (folder / "kernel.nbi").write_bytes(b"")
    assert not compiling.is_cold()
    monkeypatch.setattr(compiling, "CACHE", None)
    assert compiling.is_cold()


def test_interpreted_functions_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "INTERPRETED", True)
    assert compiling.compiled(len) is len
    assert not compiling.is_cold()
