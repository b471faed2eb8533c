"""Make or refresh a virtual environment from a lock file.

``python tools/environment.py runtime|dev [FOLDER]`` does nothing when the folder already holds what the lock and the
package's own declaration ask for, so ``make`` may call it every time. Standard library only: it runs before anything
is installed.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def digest(*paths: Path) -> str:
    """Return a digest of the bytes of some files."""
    h = hashlib.sha256()
    for path in paths:
        h.update(path.read_bytes())
    return h.hexdigest()


def python_of(folder: Path) -> Path:
    """Return the interpreter of an environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def usable(folder: Path) -> bool:
    """Return whether the environment's interpreter runs and is new enough."""
    command = [str(python_of(folder)), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 12))"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def pip(folder: Path, *arguments: str) -> None:
    """Run the environment's own pip; what it says on success is not shown."""
    command = [str(python_of(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, cwd=ROOT)


def requirement(lock: Path, name: str) -> str:
    """Return the entry of one package in a lock file, with its hashes; empty where the lock does not hold it."""
    found = re.search(rf"^{re.escape(name)}==.*(?:\n +--hash=.*)*", lock.read_text(encoding="ascii"), re.MULTILINE)
    return found[0] if found else ""


def uv(folder: Path, lock: Path) -> bool:
    """Install a lock by the fast installer that the lock itself pins; return whether it could.

    It takes a quarter of the time of pip. Where the index is set for pip alone (``pip.conf``) it may find nothing: then pip goes on.
    """
    entry = requirement(lock, "uv")
    if not entry:
        return False
    own = folder / ".installer.txt"
    own.write_text(entry + "\n", encoding="ascii")
    pip(folder, "--no-deps", "--require-hashes", "-r", str(own))
    python = python_of(folder)
    command = [str(python.with_name("uv")), "pip", "install", "--quiet", "--python", str(python), "--no-deps"]
    command += ["--require-hashes", "-r", str(lock)]
    quick = {**os.environ, "UV_HTTP_TIMEOUT": "30", "UV_PYTHON_DOWNLOADS": "never"}
    return subprocess.run(command, check=False, cwd=ROOT, env=quick).returncode == 0


def stamped(stamp: Path, value: str) -> bool:
    """Return whether the stamp already holds ``value``."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == value


def install_locked(kind: str, folder: Path) -> None:
    """Install the pinned packages of ``kind``, unless the same ones (or the larger set) are there."""
    wanted = {name: digest(lock) for name, lock in LOCKS.items()}
    if any(stamped(folder / f".locked-{name}", wanted[name]) for name in {kind, "dev"}):
        return
    print(f"Installing pinned packages into {folder.name} (a minute or two the first time) ...", flush=True)
    if not uv(folder, LOCKS[kind]):
        pip(folder, "--no-deps", "--require-hashes", "-r", str(LOCKS[kind]))  # the lock names everything
    for name in LOCKS:
        (folder / f".locked-{name}").unlink(missing_ok=True)
    (folder / f".locked-{kind}").write_text(wanted[kind], encoding="ascii")


def install_package(folder: Path) -> None:
    """Install this package itself, from its sources in place."""
    stamp, wanted = folder / ".package", digest(ROOT / "pyproject.toml")
    if stamped(stamp, wanted):
        return
    pip(folder, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted, encoding="ascii")


def main(kind: str, folder: Path) -> None:
    """Bring the environment in ``folder`` up to date."""
    if not usable(folder):
        print(f"Making {folder.name} with Python {sys.version.split()[0]} ...", flush=True)
        venv.create(folder, clear=True, with_pip=True)
    install_locked(kind, folder)
    install_package(folder)


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3} or sys.argv[1] not in LOCKS:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(LOCKS)} [FOLDER]")
    try:
        main(sys.argv[1], ROOT / (sys.argv[2] if len(sys.argv) == 3 else ".venv"))
    except subprocess.CalledProcessError as error:
        sys.exit(f"Could not install the packages (pip ended with {error.returncode}); its own message is above.")
