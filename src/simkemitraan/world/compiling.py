"""The one place that compiles.

Rules are written as plain loops over rows and compiled with numba. Its own disk cache does not notice an edit in a
helper that a kernel calls, so the cache folder here is named by a digest of all sources that can end up in compiled
code, and numba's version: one folder for each module, so that an edit recompiles what can contain it and nothing else.
``NUMBA_DISABLE_JIT=1`` runs everything interpreted.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba

config: Any = numba.config  # its settings are made at run time, so its stubs do not know them

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOMS = ("world", "mechanisms", "indicators")
_KEEP_DAYS = 30


def sources_digest(package: Path = _PACKAGE) -> str:
    """Return the digest of all sources that compiled code can contain, with numba's version.

    Parameters
    ----------
    package : Path
        Folder of the package.
    """
    h = hashlib.sha256(f"numba {numba.__version__} python {sys.version_info[:2]}".encode())
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*.py")):
            h.update(path.relative_to(package).as_posix().encode())
            h.update(path.read_bytes())
    return h.hexdigest()[:16]


def cache_root() -> Path:
    """Return the folder that holds compile caches: ``SIMKEMITRAAN_CACHE``, else the user's cache folder."""
    named = os.environ.get("SIMKEMITRAAN_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "simkemitraan" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "simkemitraan"
    return Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "simkemitraan"


def _prepare() -> Path | None:
    """Make this version's cache folder; ``None`` when it cannot be written (then nothing is cached)."""
    try:
        folder = cache_root() / "compiled"
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        _sweep(folder)
    except (OSError, RuntimeError):
        return None
    return folder


def _sweep(folder: Path) -> None:
    """Delete what was compiled of sources that nobody has used for a month."""
    for other in folder.iterdir():
        if other.is_dir() and time.time() - other.stat().st_mtime > _KEEP_DAYS * 86400:
            shutil.rmtree(other, ignore_errors=True)


CACHE: Path | None = None if config.DISABLE_JIT else _prepare()


@functools.cache
def module_digest(path: Path) -> str:
    """Return the digest of a module's source and of all that it imports from this package or its own.

    Numba's version is part of it.

    What is imported for type checkers alone is left out. Compiled code of the module lives in a folder of this name, so
    an edit recompiles the modules that can contain it and no other.
    """
    h = hashlib.sha256(f"numba {numba.__version__} python {sys.version_info[:2]}".encode())
    for source in sorted(reached(path)):
        h.update(source.read_bytes())
    return h.hexdigest()[:16]


def reached(path: Path) -> set[Path]:
    """Return a module's source file and those of all that it imports from this package, its own, or its folder."""
    found, ahead = {path}, [path]
    while ahead:
        new = _imported(ahead.pop()) - found
        found |= new
        ahead.extend(new)
    return found


def outside_digest(path: Path) -> str:
    """Return the digest of a module from outside and of what it imports besides this package, wherever they lie."""
    sources = [source for source in reached(path) if not source.is_relative_to(_PACKAGE)]
    digests = sorted(hashlib.sha256(source.read_bytes()).hexdigest() for source in sources)
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]


# Read as text, since parsing all modules takes a quarter of a second whenever the program starts. Whatever looks like an
# import is taken for one: a file too many in a digest does no harm.
_FOR_TYPES = re.compile(r"^( *)if TYPE_CHECKING:\n(?:\1 +[^\n]*\n|\n)*", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")
_FROM = re.compile(r"\bfrom\s+(\.*)\s*([\w.]*)\s+import\s*(\([^)]*\)|[^\n;]*)")


@functools.cache
def _imported(path: Path) -> frozenset[Path]:
    """Return the modules that a module imports from this package, its own, or its folder, at any depth of its code."""
    found: set[Path] = set()
    text = path.read_text(encoding="utf-8", errors="replace").replace("\\\n", " ")
    for dots, module, names in _FROM.findall(_FOR_TYPES.sub("", _COMMENT.sub("", text))):
        folder = _root(path, len(dots), module).joinpath(*module.split("."))
        asked = [name.split()[0] for name in names.strip("()").split(",") if name.strip()]
        places = {folder / name for name in asked} | ({folder} if module else set())
        files = {file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")}
        found |= {file for file in files if file.is_file()}
    return frozenset(found - {path})


def _root(path: Path, dots: int, module: str) -> Path:
    """Return the folder in which an import of a module begins: this package's, its own package's, or its own."""
    if dots:
        return path.parents[dots - 1]
    top = module.partition(".")[0]
    if top == _PACKAGE.name:
        return _PACKAGE.parent
    return next((folder.parent for folder in path.parents if folder.name == top), path.parent)


def _folder_of(path: Path) -> Path:
    """Return the cache folder for the compiled functions of a module."""
    assert CACHE is not None
    return CACHE / f"{path.stem}-{module_digest(path)}"


def is_cold() -> bool:
    """Return whether the first call will have to compile: the folder of some mechanism is missing or empty."""
    if config.DISABLE_JIT:
        return False
    if CACHE is None:
        return True
    modules = (_PACKAGE / "mechanisms").rglob("*.py")
    ruled = [path for path in modules if b"@compiled" in path.read_bytes()]
    return not all(any(_folder_of(path).rglob("*.nbi")) for path in ruled)


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` on its first call, or take it from the cache.

    No ``fastmath`` and no parallel reductions: the same inputs give the same bits.
    """
    return _compile(function, "never")


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` into its callers: for small helpers of innermost loops that take arrays.

    Passing a dozen arrays costs more than a short loop over them.
    """
    return _compile(function, "always")


def _compile[F: Callable[..., Any]](function: F, inline: str) -> F:
    if config.DISABLE_JIT:
        return function
    compiler: Any = numba.njit  # noqa: TID251
    dispatcher = compiler(nogil=True, error_model="numpy", inline=inline, no_cfunc_wrapper=True)(function)
    if CACHE is not None:
        folder = _folder_of(Path(function.__code__.co_filename))
        before, config.CACHE_DIR = config.CACHE_DIR, str(folder)
        try:
            dispatcher.enable_caching()
        finally:
            config.CACHE_DIR = before
    return cast(F, dispatcher)
