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
        from ..scenario.starter import starter

        write_new(file, starter(file.stem, lang))
        print(word("cli.scenario.written", lang, file=file))

    @group.command("list", help=word("cli.scenario.list", lang))
    def list_(as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False) -> None:
        from ..scenario import Scenario, packaged

        rows = [(name, Scenario.load(path)) for name, path in packaged().items()]
        if as_json:
            print(
                json.dumps(
                    [{"name": n, "title": s.title(lang), "use_when": s.use_when(lang)} for n, s in rows],
                    ensure_ascii=False,
                )
            )
        else:
            _table(rows, lang)
            print(word("cli.scenario.more_places", lang))

    @group.command("show", help=word("cli.scenario.show", lang))
    def show(
        scenario: Annotated[str, typer.Argument(help=word("cli.run.scenario", lang))],
        origin: Annotated[bool, typer.Option("--origin", help=word("cli.scenario.origin", lang))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..scenario import Scenario
        from ..scenario.showing import shown

        chosen = Scenario.load(scenario)
        if as_json:
            print(_json(chosen, lang) if origin else chosen.json)
        else:
            print(shown(chosen, lang, origin=origin))

    @group.command("schema", help=word("cli.scenario.schema", lang))
    def schema() -> None:
        from ..scenario.schema import json_schema

        print(json.dumps(json_schema(lang), indent=1, ensure_ascii=False))


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet; raises InputError if it is, or cannot be written."""
    from ..errors import InputError, reason

    if file.suffix not in (".yaml", ".yml"):  # without it, `--policy forum` would mean the packaged one
        raise InputError(*(word("cli.scenario.ending", lang, file=file, name=f"{file}.yaml") for lang in ("id", "en")))
    try:
        with file.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError:
        raise InputError(*(word("cli.scenario.exists", lang, file=file) for lang in ("id", "en"))) from None
    except OSError as error:
        why = reason(error)
        raise InputError(
            *(word("cli.scenario.unwritable", lang, file=file, why=why[k]) for k, lang in enumerate(("id", "en")))
        ) from error


def _json(scenario: Any, lang: str) -> str:
    """Return the content of a scenario and where its numbers came from, by dotted name."""
    from ..scenario.reading import dotted
    from ..scenario.showing import origin_words

    origins = {dotted(path): origin_words(source, lang) for path, source in scenario.sources.items()}
    return json.dumps({"scenario": scenario.data, "origin": origins}, ensure_ascii=False)


def _table(rows: list[tuple[str, Any]], lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for key in ("name", "title", "use_when"):
        table.add_column(word(f"cli.scenario.{key}", lang), overflow="fold")
    for name, scenario in rows:
        table.add_row(f"package:{name}", scenario.title(lang), scenario.use_when(lang))
    Console().print(table)
