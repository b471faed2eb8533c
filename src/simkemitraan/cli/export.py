"""``simkemitraan export``: take the simulated network to other tools."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    def say(key: str) -> str:
        return word(f"exchange.export.{key}", lang)

    @app.command("export", help=say("help"))
    def export(
        result: Annotated[Path, typer.Argument(help=say("result"))],
        to: Annotated[str, typer.Option("--to", help=say("to"))] = "graphml",
        month: Annotated[int | None, typer.Option("--month", help=say("month"))] = None,
        replicate: Annotated[int, typer.Option("--replicate", min=1, help=say("replicate"))] = 1,
        arm: Annotated[int, typer.Option("--arm", min=0, help=say("arm"))] = 0,
        out: Annotated[Path | None, typer.Option("--out", help=say("out"))] = None,
    ) -> None:
        from ..errors import InputError
        from ..exchange import exporting
        from ..exchange.snapshot import snapshot
        from ..runs import load

        loaded = load(result)
        arms = len(loaded.scenarios)
        if arm >= arms:
            raise InputError(*(word("exchange.export.no_arm", each, arm=arm, most=arms - 1) for each in ("id", "en")))
        network = snapshot(loaded, month, replicate - 1, arm, lang)
        name = f"{result.resolve().name}-{arm}-{replicate}-{network.about['month']}{exporting.ENDINGS.get(to, '')}"
        target = out or Path(name)
        exporting.export(network, to, target)
        print(
            word(
                "exchange.export.written",
                lang,
                file=target,
                nodes=len(network.nodes),
                edges=len(network.edges),
                month=network.about["month"],
                replicate=replicate,
            )
        )
        if to == "csv":
            print(say("neutral"), file=sys.stderr)
