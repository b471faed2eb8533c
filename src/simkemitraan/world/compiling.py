"""The one place that compiles.

Rules are written as plain loops over rows and compiled with numba. Its own disk cache does not notice an edit in a
helper that a kernel calls, so the cache folder here is named by a digest of all sources that can end up in compiled
code, and numba's version. ``NUMBA_DISABLE_JIT=1`` runs everything interpreted.
"""

from __future__ import annotations

import hashlib
import os
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
        root = cache_root()
        folder = root / sources_digest()
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        _sweep(root, folder)
    except (OSError, RuntimeError):
        return None
    return folder


def _sweep(root: Path, keep: Path) -> None:
    """Delete caches of other versions that nobody has used for a month."""
    for other in root.iterdir():
        if other != keep and other.is_dir() and time.time() - other.stat().st_mtime > _KEEP_DAYS * 86400:
            shutil.rmtree(other, ignore_errors=True)


CACHE: Path | None = None if config.DISABLE_JIT else _prepare()


def is_cold() -> bool:
    """Return whether the first call will have to compile (nothing is cached yet)."""
    return not config.DISABLE_JIT and (CACHE is None or not any(CACHE.rglob("*.nbi")))


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
    dispatcher = compiler(nogil=True, error_model="numpy", inline=inline)(function)
    if CACHE is not None:
        before, config.CACHE_DIR = config.CACHE_DIR, str(CACHE)
        try:
            dispatcher.enable_caching()
        finally:
            config.CACHE_DIR = before
    return cast(F, dispatcher)
