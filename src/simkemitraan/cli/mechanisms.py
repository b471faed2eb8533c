"""``simkemitraan mechanisms``: what the model does, with its numbers, units and sources."""

import json
from typing import Annotated, Any

import typer

from ..wording import catalogue, word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("mechanisms", help=word("cli.mechanisms.help", lang))
    def mechanisms(
        name: Annotated[str | None, typer.Argument(help=word("cli.mechanisms.name", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..errors import InputError
        from ..mechanisms import BY_NAME, ORDER
        from ..scenario.hints import did_you_mean

        if name is not None and name not in BY_NAME:
            id, en = did_you_mean(name, BY_NAME)
            raise InputError(
                word("cli.mechanisms.unknown", "id", name=name, guess=id),
                word("cli.mechanisms.unknown", "en", name=name, guess=en),
            )
        chosen = [BY_NAME[name]] if name else list(ORDER)
        if as_json:
            print(json.dumps([_plain(m, lang) for m in chosen], ensure_ascii=False, indent=1))
        elif name:
            _one(BY_NAME[name], lang)
        else:
            _all(chosen, lang)


def _plain(mechanism: Any, lang: str) -> dict[str, Any]:
    return {
        "name": mechanism.name,
        "title": mechanism.title(lang),
        "reads": mechanism.reads,
        "writes": mechanism.writes,
        "params": [
            {
                "name": p.name,
                "role": p.role,
                "form": p.form,
                "default": p.default,
                "low": p.low,
                "high": p.high,
                "unit": p.unit,
                "source": p.source,
                "meaning": p.text(lang),
                "validated": p.informed,
                "choices": p.choices,
            }
            for p in mechanism.params
        ],
    }


def _all(chosen: list[Any], lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=word("cli.mechanisms.order", lang), box=None)
    table.add_column("#")
    table.add_column(word("cli.mechanisms.name", lang))
    table.add_column("")
    for k, mechanism in enumerate(chosen, 1):
        table.add_row(str(k), mechanism.name, mechanism.title(lang))
    console = Console()
    console.print(table)
    console.print(word("cli.mechanisms.more", lang), markup=False)


def _about(mechanism: Any, lang: str) -> str:
    """Return what a mechanism does, in plain words; one of somebody else's own is told by its own docstring."""
    key = f"cli.mechanisms.about.{mechanism.name}"
    return catalogue(lang).get(key, str(mechanism.about))


def _one(mechanism: Any, lang: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    from ..web.declared import unit_words
    from ..wording.references import source_words

    console = Console()
    console.print(Plain(f"{mechanism.name}: {mechanism.title(lang)}\n", style="bold"))
    console.print(Plain(_about(mechanism, lang) + "\n"))
    table = Table(box=None, pad_edge=False)
    for key in ("parameter", "meaning", "default", "bounds", "unit", "role", "source"):
        table.add_column(word(f"cli.mechanisms.{key}", lang), overflow="fold")
    for p in mechanism.params:
        mark = "" if p.informed else f" ({word('cli.mechanisms.unvalidated', lang)})"
        shown = p.choices[int(p.default)] if p.choices else f"{p.default:g}"
        table.add_row(
            Plain(p.name),
            Plain(p.text(lang)),
            shown,
            f"{p.low:g} – {p.high:g}",
            unit_words(p.unit, lang),
            word(f"cli.mechanisms.{p.role}", lang),
            Plain(source_words(p.source, lang) + mark),
        )
    console.print(table)
    if mechanism.params:
        console.print(word("cli.mechanisms.keys", lang), markup=False)
