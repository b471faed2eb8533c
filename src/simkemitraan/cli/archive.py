"""``simkemitraan archive``: a result as one file to cite, with all that is needed to make it again."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("archive", help=word("cli.archive.help", lang))
    def archive(
        result: Annotated[Path, typer.Argument(help=word("cli.archive.result", lang))],
        out: Annotated[Path | None, typer.Option(help=word("cli.archive.out", lang))] = None,
        author: Annotated[list[str] | None, typer.Option(help=word("cli.archive.author", lang))] = None,
        license: Annotated[str, typer.Option(help=word("cli.archive.license", lang))] = "",
    ) -> None:
        from ..runs import load
        from ..runs.archive import archive as make

        target = out or result.with_name(f"{result.resolve().name}.zip")
        path = make(load(result), target, authors=author, license=license)
        print(word("cli.archive.done", lang, path=path), file=sys.stderr)
