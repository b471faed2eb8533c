"""A result as something to cite: one file with the result, what it was made of, and all that is needed to make it again.

::

    NAME.zip
    ├── README.md                  what it is, and how to prove it
    ├── ro-crate-metadata.json     RO-Crate 1.1: who, what, when, under which licence
    ├── archive.json               what `simkemitraan verify` needs to know
    ├── manifest-sha256.txt        sha256 of every other file
    ├── result/                    the result folder as it is
    ├── scenarios/                 the scenario of each arm, every number written out
    ├── environment/               Python and the exact versions of all libraries
    ├── source/                    the model as a wheel
    └── plugins/                   mechanisms and indicators from outside, if there were any
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import platform
import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

from .. import indicators, mechanisms
from ..errors import InputError, ResultDamagedError, ResultExistsError
from ..scenario.building import packaged_folder
from ..world.compiling import reached
from .again import plan_again, same_model
from .crate import crate
from .folders import folder_error
from .result import Result, load

ABOUT = "archive.json"
CHECKSUMS = "manifest-sha256.txt"
_README = "README.md"
_CRATE = "ro-crate-metadata.json"
_FOLDERS = ("result", "scenarios", "environment", "source", "plugins")
_PACKAGE = Path(__file__).resolve().parent.parent
_NAME = "simkemitraan"
Content = dict[str, bytes]


def archive(result: Result, target: Path, *, authors: list[str] | None = None, license: str = "") -> Path:
    """Write the archive of a result and return its path.

    Parameters
    ----------
    result : Result
        A complete result; every byte of it is checked first.
    target : Path
        The file to write, ``….zip``.
    authors : list of str
        Who made the result.
    license : str
        Under which licence it is given away, as an SPDX identifier.

    Raises
    ------
    ResultExistsError
        If the file is there already.
    InputError
        If the result was made by another model than the one installed here, or by a command that cannot be repeated.
    ResultDamagedError
        If the result is not what was written.
    """
    if target.exists():
        raise ResultExistsError(
            f"{target} sudah ada; pilih nama lain dengan --out.", f"{target} already exists; choose another with --out."
        )
    plan_again(result)
    if not same_model(result):
        raise InputError(
            f"{result.folder} dibuat oleh versi model atau pustaka yang lain daripada yang terpasang di sini; arsipkan dengan versi itu.",
            f"{result.folder} was made by another version of the model or its libraries than is installed here; archive it with that one.",
        )
    result.verify()
    made = _made(result)
    inside = {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}
    files = {f"result/{path}": result.folder / path for path in _files(result.folder)}
    inside |= {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    made[_CRATE] = crate(result, sorted(inside), authors or [], license)
    inside[_CRATE] = hashlib.sha256(made[_CRATE]).hexdigest()
    made[CHECKSUMS] = "".join(f"{digest}  {name}\n" for name, digest in sorted(inside.items())).encode()
    _write(target, made, files)
    return target


def _write(target: Path, made: Content, files: dict[str, Path]) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as out:
            for name in sorted([*made, *files]):
                data = made[name] if name in made else files[name].read_bytes()
                packed = zipfile.ZIP_STORED if name.endswith((".parquet", ".whl")) else zipfile.ZIP_DEFLATED
                out.writestr(zipfile.ZipInfo(name), data, packed)
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise folder_error(target, error) from error


def _files(folder: Path) -> Iterator[str]:
    """Yield the files of a result folder, hidden ones left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix()


def _made(result: Result) -> Content:
    """Return what is written besides the result itself."""
    wheel, data = _wheel()
    plugins = _plugins()
    about = {
        "format": 1,
        "command": result.provenance["command"],
        "model": result.provenance["model"],
        "python": platform.python_version(),
        "machine": result.provenance["machine"],
        "plugins": [f"plugins/{path.name}" for path in _outside() if _top(path) == path.parent],
    }
    scenarios = {
        f"scenarios/{k}-{scenario.name}.json": json.dumps(scenario.data, indent=1, ensure_ascii=False).encode()
        for k, scenario in enumerate(result.scenarios)
    }
    return {
        _README: _readme(result, wheel).encode(),
        ABOUT: json.dumps(about, indent=1).encode(),
        "environment/requirements.txt": _requirements().encode(),
        "environment/python.txt": f"{platform.python_version()}\n".encode(),
        f"source/{wheel}": data,
        **scenarios,
        **plugins,
    }


def _outside() -> list[Path]:
    return list(dict.fromkeys((*mechanisms.OUTSIDE, *indicators.OUTSIDE)))


def _top(path: Path) -> Path:
    """Return the folder that a module is imported from: its own, or that of its package."""
    top = path.parent
    while (top / "__init__.py").is_file():
        top = top.parent
    return top


def _plugins() -> Content:
    """Return the sources of mechanisms and indicators from outside, those of a package under its name."""
    found: Content = {}
    for path in _outside():
        top = _top(path)
        for source in sorted(reached(path)):
            if source.is_relative_to(top) and not source.is_relative_to(_PACKAGE):
                found[f"plugins/{source.relative_to(top).as_posix()}"] = source.read_bytes()
    return found


def _requirements() -> str:
    """Return the exact versions of all that the package needs, as pip reads them."""
    seen: dict[str, str] = {}
    tops = {path.relative_to(_top(path)).parts[0] for path in _outside() if _top(path) != path.parent}
    ahead = [_NAME, *(name for top in tops for name in packages_distributions().get(top, ()))]
    while ahead:
        name = re.sub(r"[-_.]+", "-", ahead.pop()).lower()
        try:
            found: Distribution = distribution(name)
        except PackageNotFoundError:  # for another system
            continue
        if name in seen:
            continue
        seen[name] = found.version
        ahead += [re.split(r"[^\w.-]", line)[0] for line in found.requires or () if "extra ==" not in line]
    del seen[_NAME]
    return "".join(f"{name}=={version}\n" for name, version in sorted(seen.items()))


def _wheel() -> tuple[str, bytes]:
    """Return the name and the content of a wheel of the package as it runs here."""
    found = distribution(_NAME)
    info = f"{_NAME}-{found.version}.dist-info"
    content: Content = {
        f"{_NAME}/{path.relative_to(_PACKAGE).as_posix()}": path.read_bytes()
        for path in sorted(_PACKAGE.rglob("*"))
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }
    scenarios = packaged_folder()
    content |= {
        f"{_NAME}/_scenarios/{path.relative_to(scenarios).as_posix()}": path.read_bytes()
        for path in sorted(scenarios.rglob("*"))
        if path.is_file()
    }
    content[f"{info}/METADATA"] = (found.read_text("METADATA") or "").encode()
    content[f"{info}/entry_points.txt"] = (found.read_text("entry_points.txt") or "").encode()
    content[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: simkemitraan\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = io.StringIO()
    rows = [(name, _digest(data), len(data)) for name, data in content.items()]
    csv.writer(record, lineterminator="\n").writerows([*rows, (f"{info}/RECORD", "", "")])
    content[f"{info}/RECORD"] = record.getvalue().encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in content.items():
            wheel.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return f"{_NAME}-{found.version}-py3-none-any.whl", out.getvalue()


def _digest(data: bytes) -> str:
    """Return the digest of a file as wheels record it."""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def _readme(result: Result, wheel: str) -> str:
    about = result.provenance
    titles = "\n".join(f"- {s.title('en') or s.name} / {s.title('id') or s.name}" for s in result.scenarios)
    trust = " --trust-plugins" if _outside() else ""  # code that the archive brings along
    return f"""# {result.folder.resolve().name}

Result of `simkemitraan {about["command"]}`: {about["runs"]} runs, {about["replicates"]} replicates, seed {about["seed"]}.
Hasil `simkemitraan {about["command"]}`: {about["runs"]} run, {about["replicates"]} ulangan, seed {about["seed"]}.

{titles}

To make it again and compare every byte (Python {platform.python_version()}, {about["machine"]}) /
Untuk membuatnya lagi dan membandingkan setiap bita:

    python -m venv env
    env/bin/pip install -r environment/requirements.txt
    env/bin/pip install --no-deps source/{wheel}
    env/bin/simkemitraan verify . --all{trust}

`result/codebook.csv` says what every column means / menjelaskan arti setiap kolom.
"""


def opened(folder: Path) -> tuple[dict[str, Any], Path]:
    """Check every file of an unpacked archive; returns what it says of itself, and where the result lies.

    Raises
    ------
    ResultDamagedError
        If a file is missing, was added, or is not what was written.
    """
    try:
        pairs = [line.split("  ", 1) for line in (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()]
        told = {name: digest for digest, name in pairs}
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder / CHECKSUMS) from error
    if missing := {_README, ABOUT, _CRATE} - told.keys():
        raise _damaged(folder / CHECKSUMS, f" ({min(missing)})")
    for name, digest in told.items():
        file = folder / name
        try:
            same = hashlib.sha256(file.read_bytes()).hexdigest() == digest
        except (OSError, ValueError) as error:  # not there, not a file, or not a name
            raise _damaged(file) from error
        if not same:
            raise _damaged(file)
    for name in _added(folder, set(told)):
        raise ResultDamagedError(
            f"{folder / name}: tidak tercatat di {CHECKSUMS}, jadi bukan bagian dari arsip; hapus, atau ambil arsip itu lagi dari sumbernya.",
            f"{folder / name}: is not listed in {CHECKSUMS}, so it is no part of the archive; remove it, or fetch the archive again from its source.",
        )
    load(folder / "result", whole=True)
    return about, folder / "result"


def _added(folder: Path, told: set[str]) -> Iterator[str]:
    """Yield what lies in the folders of an archive without being listed; an environment made beside them may be there."""
    for own in _FOLDERS:
        for name in _files(folder / own):
            if f"{own}/{name}" not in told and "__pycache__" not in name:
                yield f"{own}/{name}"


def _damaged(what: Path, part: str = "") -> ResultDamagedError:
    return ResultDamagedError(
        f"{what}{part}: isinya berubah atau hilang; ambil arsip itu lagi dari sumbernya.",
        f"{what}{part}: its content changed or is missing; fetch the archive again from where it came.",
    )
