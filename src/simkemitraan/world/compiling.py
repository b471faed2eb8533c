"""The one place that compiles.

Rules are written as plain loops over rows and compiled with numba. Its own disk cache does not notice an edit in a
helper that a kernel calls, so the cache folder here is named by a digest of all sources that can end up in compiled
code, and numba's version: one folder for each module, so that an edit recompiles what can contain it and nothing else,
and the same sources at another path compile nothing.
``NUMBA_DISABLE_JIT=1`` runs everything interpreted.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any, cast

# Whether rules run as plain Python; read as numba reads it, which is not loaded for that.
INTERPRETED = bool(int(os.environ.get("NUMBA_DISABLE_JIT") or 0))

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOMS = ("world", "mechanisms", "indicators")
_KEEP_DAYS = 30
_MAKING = RLock()


@functools.cache
def _made_by() -> bytes:
    """Return what compiled code depends on besides sources."""
    return f"numba {importlib.metadata.version('numba')} python {sys.version_info[:2]}".encode()


def sources_digest(package: Path = _PACKAGE) -> str:
    """Return the digest of all sources that compiled code can contain, with numba's version.

    Parameters
    ----------
    package : Path
        Folder of the package.
    """
    h = hashlib.sha256(_made_by())
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


CACHE: Path | None = None if INTERPRETED else _prepare()


@functools.cache
def module_digest(path: Path) -> str:
    """Return the digest of a module's source and of all that it imports from this package or its own.

    Numba's version is part of it.

    What is imported for type checkers alone is left out. Compiled code of the module lives in a folder of this name, so
    an edit recompiles the modules that can contain it and no other.
    """
    h = hashlib.sha256(_made_by())
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
    found: set[str] = set()
    text = path.read_text(encoding="utf-8", errors="replace").replace("\\\n", " ")
    for dots, module, names in _FROM.findall(_FOR_TYPES.sub("", _COMMENT.sub("", text))):
        folder = os.path.join(_root(path, len(dots), module), *module.split("."))
        places = [folder] if module else []
        if os.path.isdir(folder):
            places += [os.path.join(folder, name.split()[0]) for name in names.strip("()").split(",") if name.strip()]
        files = (file for place in places for file in (f"{place}.py", os.path.join(place, "__init__.py")))
        found.update(file for file in files if os.path.isfile(file))
    return frozenset(map(Path, found)) - {path}


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
    if INTERPRETED:
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
    return function if INTERPRETED else cast(F, Compiled(function, "never"))


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` into its callers: for small helpers of innermost loops that take arrays.

    Passing a dozen arrays costs more than a short loop over them.
    """
    return function if INTERPRETED else cast(F, Compiled(function, "always"))


class Compiled:
    """A function that is compiled when it is first called, by Python or by another that is being compiled.

    Until then nothing is made of it: of some three hundred functions a process calls thirty.

    Parameters
    ----------
    function : callable
        What to compile.
    inline : {"never", "always"}
        Whether it becomes part of its callers.
    """

    def __init__(self, function: Callable[..., Any], inline: str) -> None:
        functools.update_wrapper(self, function)
        self.inline = inline

    def __call__(self, *arguments: Any) -> Any:
        """Call the compiled function."""
        return self.dispatcher(*arguments)

    def __getattr__(self, name: str) -> Any:
        """Return what Python knows of the function (``__code__``), or the compiler (``signatures``, ``py_func``, its type)."""
        if name.startswith("__"):
            return getattr(vars(self)["__wrapped__"], name)
        if name in ("dispatcher", "own"):  # pragma: no cover - making it failed: once more, to tell why
            return getattr(Compiled, name).func(self)
        return getattr(self.dispatcher, name)  # pragma: no cover

    @property
    def takes(self) -> int:
        """How many arguments it takes."""
        return int(vars(self)["__wrapped__"].__code__.co_argcount)

    @functools.cached_property
    def dispatcher(self) -> Any:
        """What compiles the function, together with those that become part of it."""
        with _MAKING:
            _show_inlined(vars(self)["__wrapped__"].__globals__)
            return self.own

    @functools.cached_property
    def own(self) -> Any:
        """What compiles the function."""
        from .compiler import dispatcher

        function = vars(self)["__wrapped__"]
        path = Path(function.__code__.co_filename)
        folder = _folder_of(path) if CACHE is not None else None
        return dispatcher(function, self.inline, folder, own=path.is_relative_to(_PACKAGE))


def _show_inlined(names: dict[str, Any]) -> None:
    """Put the compiler's own form of those that become part of their callers in their place: it knows no other."""
    for name, value in names.items():
        if isinstance(value, Compiled) and value.inline == "always":
            names[name] = value.own
            _show_inlined(vars(value)["__wrapped__"].__globals__)
