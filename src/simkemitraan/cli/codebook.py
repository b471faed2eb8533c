"""``simkemitraan codebook``: what every column and indicator of results means, and its unit."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("codebook", help=word("cli.codebook.help", lang))
    def codebook(
        result: Annotated[Path | None, typer.Argument(help=word("cli.codebook.result", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=word("cli.codebook.out", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..runs import load
        from ..runs.codebook import as_csv, entries
        from ..runs.folders import folder_error

        if result is None:
            lines = list(entries())
        else:
            held = load(result)
            lines = list(entries(held.tables, tuple(held.design.columns)))
        if as_json:
            print(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        elif out is None:
            _show(lines, lang)
        if out is None:
            return
        try:
            out.write_bytes(as_csv(iter(lines)))
        except OSError as error:
            raise folder_error(out, error) from error
        print(word("cli.codebook.done", lang, path=out), file=sys.stderr)


def _show(lines: list, lang: str) -> None:  # type: ignore[type-arg]
    """Print the lines, table by table."""
    from rich.console import Console
    from rich.table import Table

    from ..runs.codebook import TABLE_TEXTS

    console = Console()
    for key in dict.fromkeys((line.kind, line.table) for line in lines):
        kind, name = key
        title = f"{name}: {TABLE_TEXTS[name](lang)}" if kind == "column" else word(f"cli.codebook.{kind}", lang)
        table = Table(title=title, box=None, title_justify="left")
        for head in ("name", "unit", "meaning"):
            table.add_column(word(f"cli.codebook.{head}", lang))
        for line in lines:
            if (line.kind, line.table) == key:
                table.add_row(line.name, line.unit, line.en if lang == "en" else line.id)
        console.print(table)
