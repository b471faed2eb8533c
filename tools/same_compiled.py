"""Let a source tree find what an installed wheel of it has compiled: the same sources at another path.

``python tools/same_compiled.py ENVIRONMENT`` (a virtual environment with the wheel, the same Python and numba). Compiled code lies
in folders named by a digest of the sources; inside them numba adds a folder named by the path of the module. That path
says nothing of the code, so what was compiled at one path is copied for the other; otherwise the rules are compiled twice.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from numba.core.caching import _CacheLocator

from simkemitraan.world.compiling import cache_root

TREE = Path(__file__).resolve().parent.parent / "src" / "simkemitraan"


def name(folder: Path) -> str:
    """Return what numba calls the cache of the modules in a folder."""
    called: str = _CacheLocator.get_suitable_cache_subpath(str(folder / "module.py"))
    return called


def share(cache: Path, installed: Path, tree: Path) -> int:
    """Copy what was compiled of an installed package for the tree of its sources; return how many folders.

    Parameters
    ----------
    cache : Path
        Folder of all compiled code.
    installed, tree : Path
        Two folders of the package with the same sources.
    """
    folders = [tree, *(path for path in sorted(tree.rglob("*")) if path.is_dir() and path.name != "__pycache__")]
    done = 0
    for folder in folders:
        made, wanted = name(installed / folder.relative_to(tree)), name(folder)
        for compiled in cache.glob(f"*/{made}"):
            if not compiled.with_name(wanted).exists():
                shutil.copytree(compiled, compiled.with_name(wanted))
                done += 1
    return done


if __name__ == "__main__":
    (package,) = Path(sys.argv[1]).resolve().glob("lib/python*/site-packages/simkemitraan")
    print(f"{share(cache_root() / 'compiled', package, TREE)} folders of compiled code serve the source tree as well")
