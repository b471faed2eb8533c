"""``simkemitraan doctor``: what works on this machine, and what to do about what does not."""

import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..wording import number, word

PACKAGE = "simkemitraan"
LEAST_PYTHON = (3, 12)
LEAST_FREE_GB = 1.0
MARKS = {"good": "ok", "note": "--", "bad": "!!"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes
    ----------
    about : str
        Key of the thing's name in the catalogue (``doctor.about.<about>``).
    state : {"good", "note", "bad"}
        Works; works without something optional; does not work.
    text : str
        What was found and, if need be, how to fix it.
    """

    about: str
    state: Literal["good", "note", "bad"]
    text: str


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("doctor", help=word("doctor.help", lang))
    def doctor(as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False) -> None:
        findings = list(examine(lang))
        if as_json:
            print(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=1))
        else:
            _show(findings, lang)
        if any(f.state == "bad" for f in findings):
            raise typer.Exit(1)


def examine(lang: str) -> Iterator[Finding]:
    """Look at everything that running, reporting and the optional parts need."""
    yield _program()
    yield _python(lang)
    yield _machine(lang)
    yield _core(lang)
    for extra in extras():
        yield _extra(extra, lang)
    yield _scenarios(lang)
    yield _cache(lang)
    yield _browser(lang)
    yield _disk(lang)


def extras() -> dict[str, list[str]]:
    """Return the packages that each optional part asks for, as the installed package declares them."""
    found: dict[str, list[str]] = {}
    for requirement in requires(PACKAGE) or []:
        extra = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", requirement)
        if extra:
            found.setdefault(extra[1], []).append(_name(requirement))
    return found


def core() -> list[str]:
    """Return the packages that nothing works without."""
    return [_name(r) for r in requires(PACKAGE) or [] if "extra" not in r]


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def _missing(packages: list[str]) -> list[str]:
    return [p for p in packages if installed(p) is None]


def installed(package: str) -> str | None:
    """Return a package's installed version, or None; nothing is imported."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _program() -> Finding:
    from . import version_line

    return Finding("program", "good", version_line())


def _python(lang: str) -> Finding:
    shown = f"{platform.python_implementation()} {platform.python_version()}"
    if sys.version_info < LEAST_PYTHON:
        return Finding("python", "bad", word("doctor.python.old", lang, version=shown))
    return Finding("python", "good", shown)


def _machine(lang: str) -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    text = word("doctor.machine.found", lang, system=f"{platform.system()} {platform.machine()}", cores=cores)
    return Finding("machine", "good", text)


def _core(lang: str) -> Finding:
    missing = _missing(core())
    if missing:
        return Finding("packages", "bad", word("doctor.packages.missing", lang, names=", ".join(missing)))
    shown = ", ".join(f"{p} {installed(p)}" for p in ("numpy", "numba", "mesa", "pandas", "pyarrow"))
    return Finding("packages", "good", shown)


def _extra(extra: str, lang: str) -> Finding:
    missing = _missing(extras()[extra])
    key = "doctor.extra.missing" if missing else "doctor.extra.found"
    text = word(key, lang, extra=extra, gives=word(f"doctor.extra.gives.{extra}", lang))
    return Finding("extra", "note" if missing else "good", text)


def _scenarios(lang: str) -> Finding:
    from ..scenario.building import packaged

    count = len(packaged())
    if not count:
        return Finding("scenarios", "bad", word("doctor.scenarios.none", lang))
    return Finding("scenarios", "good", word("doctor.scenarios.found", lang, count=count))


def _cache(lang: str) -> Finding:
    from ..world.compiling import CACHE, cache_root, is_cold

    if CACHE is None:
        return Finding("cache", "note", word("doctor.cache.none", lang, folder=cache_root()))
    size = sum(f.stat().st_size for f in CACHE.rglob("*") if f.is_file()) / 1e6
    key = "doctor.cache.cold" if is_cold() else "doctor.cache.warm"
    return Finding("cache", "good", word(key, lang, folder=CACHE, size=number(size, lang)))


def _browser(lang: str) -> Finding:
    from ..report.pdf import browser

    found = browser()
    if found is None:
        return Finding("browser", "note", word("doctor.browser.none", lang))
    return Finding("browser", "good", word("doctor.browser.found", lang, path=found))


def _disk(lang: str) -> Finding:
    here = Path.cwd()
    free = shutil.disk_usage(here).free / 1e9
    text = word("doctor.disk.free", lang, size=number(free, lang), folder=here)
    if not os.access(here, os.W_OK):
        return Finding("disk", "note", word("doctor.disk.readonly", lang, folder=here))
    if free < LEAST_FREE_GB:
        return Finding("disk", "note", text + " " + word("doctor.disk.little", lang))
    return Finding("disk", "good", text)


def _show(findings: list[Finding], lang: str) -> None:
    names = [word(f"doctor.about.{f.about}", lang) for f in findings]
    width = max(map(len, names))
    for finding, name in zip(findings, names, strict=True):
        print(f"{MARKS[finding.state]}  {name:<{width}}  {finding.text}")
    bad = sum(f.state == "bad" for f in findings)
    print(word("doctor.verdict.bad", lang, count=bad) if bad else word("doctor.verdict.good", lang))
