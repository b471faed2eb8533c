"""Prove that an installed wheel works: public names, packaged scenarios, the command, one small run.

Run from a folder that is not the source tree, with the interpreter of the environment to be proved.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path


def command(*arguments: str) -> str:
    """Run the installed command and return what it printed."""
    found = shutil.which("simkemitraan", path=str(Path(sys.executable).parent))
    if found is None:
        sys.exit("the command simkemitraan is not installed beside this interpreter")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"simkemitraan {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Import everything public, list the scenarios, run the smallest one."""
    package = importlib.import_module("simkemitraan")
    for name in package.__all__:
        getattr(package, name)
    command("--help")
    if "tiny" not in command("scenario", "list"):
        sys.exit("the packaged scenarios are missing from the wheel")
    with tempfile.TemporaryDirectory() as folder:
        command("run", "package:tiny", "--replicates", "2", "--months", "12", "--out", str(Path(folder) / "out"))
    versions = ", ".join(f"{name} {version(name)}" for name in ("simkemitraan", "numpy", "numba", "mesa", "pandas"))
    print(f"works on Python {sys.version.split()[0]} with {versions}")


if __name__ == "__main__":
    main()
