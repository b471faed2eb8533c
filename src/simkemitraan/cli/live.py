"""``simkemitraan live``: the trainer's view in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("live", help=word("live.help", lang))
    def live(
        scenario: Annotated[str, typer.Argument(help=word("live.scenario", lang))],
        other: Annotated[str | None, typer.Argument(help=word("live.other", lang))] = None,
        host: Annotated[str | None, typer.Option(help=word("live.host", lang))] = None,
        port: Annotated[int, typer.Option(min=1, max=65535, help=word("live.port", lang))] = 8460,
        seed: Annotated[int | None, typer.Option(min=0, help=word("live.seed", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=word("live.out", lang))] = None,
        replicates: Annotated[int, typer.Option(min=1, max=200, help=word("live.replicates", lang))] = 10,
        bands: Annotated[int, typer.Option(min=0, max=100, help=word("live.bands", lang))] = 12,
        fresh: Annotated[bool, typer.Option("--fresh", help=word("live.fresh", lang))] = False,
        browser: Annotated[bool, typer.Option("--browser/--no-browser", help=word("live.browser", lang))] = True,
    ) -> None:
        from ..live.serving import Options, serve

        serve(
            Options(
                scenario,
                other,
                host=host,
                port=port,
                seed=seed,
                out=out,
                replicates=replicates,
                bands=bands,
                fresh=fresh,
                browser=browser,
                lang=lang,
            )
        )
