"""``simkemitraan scenario new|list|show|schema``: make, look at and explain scenarios."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the commands to the app."""
    group = typer.Typer(help=word("cli.scenario.help", lang), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="scenario")

    @group.command("new", help=word("cli.scenario.new", lang))
    def new(file: Annotated[Path, typer.Argument(help=word("cli.scenario.file", lang))]) -> None:
        from ..errors import InputError
        from ..scenario.starter import starter

        if file.exists():
            raise InputError(word("cli.scenario.exists", "id", file=file), word("cli.scenario.exists", "en", file=file))
        file.write_text(starter(file.stem, lang), encoding="utf-8")
        print(word("cli.scenario.written", lang, file=file))

    @group.command("list", help=word("cli.scenario.list", lang))
    def list_(as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False) -> None:
        from ..scenario import Scenario, packaged

        rows = [(name, Scenario.load(path)) for name, path in packaged().items()]
        if as_json:
            print(json.dumps([{"name": n, "title": s.title(lang), "use_when": s.use_when(lang)} for n, s in rows], ensure_ascii=False))
        else:
            _table(rows, lang)

    @group.command("show", help=word("cli.scenario.show", lang))
    def show(
        scenario: Annotated[str, typer.Argument(help=word("cli.run.scenario", lang))],
        origin: Annotated[bool, typer.Option("--origin", help=word("cli.scenario.origin", lang))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..scenario import Scenario
        from ..scenario.showing import shown

        chosen = Scenario.load(scenario)
        print(chosen.json if as_json else shown(chosen, origin=origin))

    @group.command("schema", help=word("cli.scenario.schema", lang))
    def schema() -> None:
        from ..scenario.schema import json_schema

        print(json.dumps(json_schema(lang), indent=1, ensure_ascii=False))


def _table(rows: list[tuple[str, Any]], lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for key in ("name", "title", "use_when"):
        table.add_column(word(f"cli.scenario.{key}", lang), overflow="fold")
    for name, scenario in rows:
        table.add_row(f"package:{name}", scenario.title(lang), scenario.use_when(lang))
    Console().print(table)
