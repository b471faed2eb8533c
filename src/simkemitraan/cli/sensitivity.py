"""``simkemitraan sensitivity``: which numbers matter most for an outcome."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..wording import between, number, word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("sensitivity", help=word("cli.sensitivity.help", lang))
    def sensitivity(
        result: Annotated[Path, typer.Argument(help=word("cli.sensitivity.result", lang))],
        outcome: Annotated[list[str] | None, typer.Option(help=word("cli.sensitivity.outcome", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
        report: Annotated[bool, typer.Option("--report/--no-report", help=word("cli.sensitivity.report", lang))] = True,
        out: Annotated[Path | None, typer.Option(help=word("cli.sensitivity.out", lang))] = None,
    ) -> None:
        from ..analysis.exploration.sensitivity import indices
        from ..runs import load

        loaded = load(result, whole=True)
        table = indices(loaded, outcome)
        if as_json:
            print(json.dumps(table.to_dict("records"), indent=1))
            return
        _show(table, lang)
        if not table["enough"].all():
            print(word("cli.sensitivity.few", lang), file=sys.stderr)
        if report:
            from ..report.sensitivity import write_sensitivity

            print(word("exploring.page_at", lang, path=write_sensitivity(loaded, lang, outcome, out)), file=sys.stderr)


def _show(table, lang: str) -> None:  # type: ignore[no-untyped-def]  # a frame; pandas is imported only when needed
    from rich.console import Console
    from rich.table import Table

    from ..analysis.exploration.factors import name_of
    from ..indicators import REGISTRY

    strength = "total" if "total" in table else "effect"
    for name, rows in table.groupby("outcome", sort=False):
        shown = Table(title=REGISTRY[name].text(lang), box=None, title_justify="left")
        shown.add_column(word("cli.sensitivity.factor", lang))
        shown.add_column(word(f"cli.sensitivity.{strength}", lang), justify="right")
        shown.add_column(word("cli.run.interval", lang), justify="right")
        for row in rows.to_dict("records"):
            shown.add_row(
                name_of(row["factor"], lang),
                number(row[strength], lang),
                between(row["low"], row["high"], lang),
            )
        Console().print(shown)
