"""``simkemitraan report``: write the report of a result again, in either language."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("report", help=word("report.cli.report", lang))
    def report(
        results: Annotated[list[Path], typer.Argument(help=word("report.cli.result", lang))],
        formats: Annotated[
            list[str] | None, typer.Option("--format", "--to", help=word("report.cli.format", lang))
        ] = None,
        out: Annotated[Path | None, typer.Option(help=word("report.cli.report_out", lang))] = None,
    ) -> None:
        from ..report import write_report

        for folder in results:
            where = out / folder.name if out is not None and len(results) > 1 else out
            written = write_report(folder, lang, tuple(formats or ("html",)), out=where)
            for path in written.paths:
                print(path)
            for note in written.notes:
                print(note, file=sys.stderr)
