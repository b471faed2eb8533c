"""``simkemitraan sources``: what the numbers of the model lean on, and which numbers lean on it."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import word

if TYPE_CHECKING:
    from ..wording.references import Reference


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("sources", help=word("cli.sources.help", lang))
    def sources(
        key: Annotated[str | None, typer.Argument(help=word("cli.sources.key", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..errors import InputError
        from ..mechanisms import ORDER
        from ..scenario.hints import did_you_mean
        from ..wording.references import leaning, references

        known = references()
        if key is not None and (key := key.strip("[]")) not in known:
            id, en = did_you_mean(key, known)
            id, en = id or "; lihat `simkemitraan sources`", en or "; see `simkemitraan sources`"
            raise InputError(
                word("cli.sources.unknown", "id", name=key, guess=id),
                word("cli.sources.unknown", "en", name=key, guess=en),
            )
        numbers = leaning((f"{m.name}.{p.name}", p.source) for m in ORDER for p in m.params)
        chosen = [known[key]] if key else list(known.values())
        if as_json:
            told = [_plain(one, numbers[one.key], lang) for one in chosen]
            print(json.dumps(told, ensure_ascii=False, indent=1))
        elif key:
            _one(known[key], numbers[key], lang)
        else:
            _all(chosen, numbers, lang)


def _plain(one: "Reference", numbers: list[str], lang: str) -> dict[str, Any]:
    """Return a source as plain data in one language."""
    return asdict(one) | {name: getattr(one, name)[lang] for name in ("who", "what", "says")} | {"numbers": numbers}


def _all(chosen: list[Any], numbers: dict[str, list[str]], lang: str) -> None:
    """Print one line for each source."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    table = Table(box=None, pad_edge=False)
    for head in ("key", "who", "year", "grade", "count"):
        table.add_column(word(f"cli.sources.{head}", lang), overflow="fold")
    for one in chosen:
        table.add_row(Plain(one.key), Plain(one.who[lang]), one.year, one.grade, str(len(numbers[one.key])))
    console = Console()
    console.print(table)
    console.print(word("cli.sources.more", lang), markup=False)


def _one(one: "Reference", numbers: list[str], lang: str) -> None:
    """Print all that is known of one source."""
    from rich.console import Console
    from rich.text import Text as Plain

    console = Console()
    console.print(Plain(f"{one.who[lang]} ({one.year})", style="bold"))
    lines = (
        one.what[lang] + ".",
        one.says[lang] + ".",
        word("cli.sources.graded", lang, grade=one.grade, why=word(f"cli.sources.read.{one.read}", lang)),
        word("cli.sources.where", lang, where="; ".join(one.where) or word("cli.sources.nowhere", lang)),
        word("cli.sources.numbers", lang, numbers=", ".join(numbers) or word("cli.sources.none", lang)),
    )
    for line in lines:
        console.print(Plain(line))
