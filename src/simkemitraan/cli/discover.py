"""``simkemitraan discover``: under which assumptions an outcome is good, or a reform stops helping."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("discover", help=word("cli.discover.help", lang))
    def discover(
        result: Annotated[Path, typer.Argument(help=word("cli.sensitivity.result", lang))],
        outcome: Annotated[str, typer.Option(help=word("cli.sensitivity.outcome", lang))],
        above: Annotated[float | None, typer.Option(help=word("cli.discover.above", lang))] = None,
        below: Annotated[float | None, typer.Option(help=word("cli.discover.below", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..analysis.discovery import prim
        from ..analysis.sensitivity import outcomes
        from ..errors import InputError
        from ..runs import load

        loaded = load(result)
        table = outcomes(loaded, [outcome])
        names = loaded.provenance["points"]["names"]
        values = table[outcome]
        if len(loaded.scenarios) > 1:
            values = outcomes(loaded, [outcome], arm=1)[outcome] - values
        if (above is None) == (below is None):
            raise InputError(word("cli.discover.one", "id"), word("cli.discover.one", "en"))
        good = values > above if above is not None else values < below
        rule = prim(table[names], good.to_numpy())
        if as_json:
            print(json.dumps({"limits": [[x.factor, x.low, x.high] for x in rule.limits], "coverage": rule.coverage,
                              "density": rule.density, "base": rule.base}))
        else:
            print(rule.sentence(lang))
