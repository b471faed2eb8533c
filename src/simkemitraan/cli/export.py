"""``simkemitraan export``: take the simulated network to other tools."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..scenario import Scenario


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
        arm: Annotated[str | None, typer.Option("--arm", help=say("arm"))] = None,
        out: Annotated[Path | None, typer.Option("--out", help=say("out"))] = None,
    ) -> None:
        from ..exchange import exporting
        from ..exchange.snapshot import snapshot
        from ..runs import load

        loaded = load(result, whole=True)
        exporting.known_format(to)
        chosen = which_arm(loaded.scenarios, arm)
        network = snapshot(loaded, month, replicate - 1, chosen, lang)
        name = f"{result.resolve().name}-{chosen}-{replicate}-{network.about['month']}{exporting.ENDINGS[to]}"
        target = out or Path(name)
        exporting.export(network, to, target)
        print(
            word(
                "exchange.export.written",
                lang,
                file=target,
                title=loaded.scenarios[chosen].title(lang),
                nodes=len(network.nodes),
                edges=len(network.edges),
                month=network.about["month"],
                replicate=replicate,
            )
        )
        if to == "csv":
            print(say("neutral"), file=sys.stderr)


def which_arm(scenarios: "Sequence[Scenario]", asked: str | None) -> int:
    """Return the number of the arm that is asked for, by its number or name; raises InputError if that is open."""
    from ..errors import InputError

    names = [s.name for s in scenarios]
    if asked is None and len(names) == 1:
        return 0
    if asked is not None and asked in names:
        return names.index(asked)
    if asked is not None and asked.isdecimal() and int(asked) < len(names):
        return int(asked)
    key = "which_arm" if asked is None else "no_arm"
    known = {lang: ", ".join(f"{s.name} ({s.title(lang)})" for s in scenarios) for lang in ("id", "en")}
    raise InputError(
        *(word(f"exchange.export.{key}", lang, arm=asked, known=known[lang], first=names[-1]) for lang in known)
    )
