"""``simkemitraan verify``: check a result or an archive byte by byte, then run it again, or some of it, and compare."""

import json
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("verify", help=word("cli.verify.help", lang))
    def verify(
        what: Annotated[Path, typer.Argument(help=word("cli.verify.what", lang))],
        every: Annotated[bool, typer.Option("--all", help=word("cli.verify.all", lang))] = False,
        chunks: Annotated[int, typer.Option(min=0, help=word("cli.verify.chunks", lang))] = 3,
        workers: Annotated[int | None, typer.Option(min=1, help=word("cli.run.workers", lang))] = None,
        trust: Annotated[bool, typer.Option("--trust-plugins", help=word("cli.verify.trust", lang))] = False,
    ) -> None:
        with tempfile.TemporaryDirectory() as folder:
            unpacked = _unpacked(what, Path(folder))
            if trust:
                _plug_in(unpacked)
            code = _verify(unpacked, None if every else chunks, workers, lang, trust=trust)
        if code:
            raise typer.Exit(code)


def _unpacked(what: Path, folder: Path) -> Path:
    """Return the folder of an archive or result; that of a zip file is unpacked first."""
    from ..errors import ResultDamagedError

    if not what.is_file():
        return what
    try:
        with zipfile.ZipFile(what) as packed:
            packed.extractall(folder)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error, struct.error) as error:
        raise ResultDamagedError(*(word("cli.verify.no_zip", each, what=what) for each in ("id", "en"))) from error
    return folder


def _verify(folder: Path, chunks: int | None, workers: int | None, lang: str, *, trust: bool) -> int:
    from ..errors import InputError
    from ..runs import load
    from ..runs.again import differing, plan_again, same_model, some
    from ..runs.archive import ABOUT, opened
    from .progress import Progress

    about, place = opened(folder) if (folder / ABOUT).is_file() else ({}, folder)
    result = load(place, whole=True)
    print(word("cli.verify.whole", lang, parts=len(result.manifest["parts"])))
    if chunks == 0:
        return 0
    if (brought := about.get("plugins")) and not trust:
        named = ", ".join(map(str, brought))
        raise InputError(*(word("cli.verify.brings_code", each, files=named) for each in ("id", "en")))
    plan = plan_again(result)
    if not same_model(result):
        if about:
            python = about["python"]
            raise InputError(*(word("cli.verify.environment", each, python=python) for each in ("id", "en")))
        raise InputError(*(word("cli.verify.other_model", each) for each in ("id", "en")))
    number = len(plan.chunks)
    chosen = list(range(number)) if chunks is None else some(number, chunks)
    with Progress(lang) as progress:
        found = differing(result, chosen, workers, progress)
    if found:
        print(word("cli.verify.differs", lang, parts=", ".join(found[:10]), machine=result.provenance["machine"]))
        return 1
    print(word("cli.verify.same", lang, chunks=len(chosen), number=number))
    return 0


def _plug_in(folder: Path) -> None:
    """Name the plug-ins that an archive holds, before any rule is loaded; none that lies elsewhere."""
    from ..plugins import plug_in

    about, own = folder / "archive.json", (folder / "plugins").resolve()
    if about.is_file():
        try:
            files = [folder / name for name in json.loads(about.read_text(encoding="utf-8"))["plugins"]]
        except (ValueError, KeyError, TypeError):
            return  # told when the archive is checked
        plug_in(*(file for file in files if file.resolve().is_relative_to(own)))
