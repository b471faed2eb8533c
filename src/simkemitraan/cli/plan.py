"""``simkemitraan plan``: the planner's desk in a browser."""

from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("plan", help=word("desk.help", lang))
    def plan(
        place: Annotated[str | None, typer.Argument(help=word("desk.place", lang))] = None,
        port: Annotated[int, typer.Option(min=1, max=65535, help=word("desk.port", lang))] = 8461,
        workers: Annotated[int | None, typer.Option(min=1, help=word("desk.workers", lang))] = None,
        browser: Annotated[bool, typer.Option("--browser/--no-browser", help=word("desk.browser", lang))] = True,
    ) -> None:
        from ..desk.serving import Options, serve

        serve(Options(place, port=port, workers=workers, browser=browser, lang=lang))
