"""``simkemitraan merge``: join the shares that several machines did of a sweep."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("merge", help=word("cli.merge.help", lang))
    def merge(result: Annotated[Path, typer.Argument(help=word("cli.merge.result", lang))]) -> None:
        from ..runs.merging import merge as join

        print(word("cli.merge.done", lang, path=join(result)), file=sys.stderr)
