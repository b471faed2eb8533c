"""``simkemitraan discover``: under which assumptions an outcome is good, or a reform stops helping."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..wording import finite, word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("discover", help=word("cli.discover.help", lang))
    def discover(
        result: Annotated[Path, typer.Argument(help=word("cli.sensitivity.result", lang))],
        outcome: Annotated[str, typer.Option(help=word("cli.sensitivity.outcome", lang))],
        above: Annotated[float | None, typer.Option(help=word("cli.discover.above", lang))] = None,
        below: Annotated[float | None, typer.Option(help=word("cli.discover.below", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
        report: Annotated[bool, typer.Option("--report/--no-report", help=word("cli.sensitivity.report", lang))] = True,
        out: Annotated[Path | None, typer.Option(help=word("cli.sensitivity.out", lang))] = None,
    ) -> None:
        from ..analysis.exploration.discovery import prim, pruned, sample
        from ..runs import load

        loaded = load(result, whole=True)
        chosen = sample(loaded, outcome, above=above, below=below)
        rule, _ = pruned(chosen.values, chosen.good, prim(chosen.values, chosen.good))
        if as_json:
            print(
                json.dumps(
                    {
                        "limits": [[x.factor, finite(x.low), finite(x.high)] for x in rule.limits],
                        "coverage": rule.coverage,
                        "density": rule.density,
                        "base": rule.base,
                    }
                )
            )
            return
        print(chosen.undivided(lang) or rule.sentence(lang))
        if report:
            from ..report.discovery import write_discovery

            path = write_discovery(loaded, lang, outcome, above=above, below=below, out=out)
            print(word("exploring.page_at", lang, path=path), file=sys.stderr)
