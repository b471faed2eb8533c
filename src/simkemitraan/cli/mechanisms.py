"""``simkemitraan mechanisms``: what the model does, with its numbers, units and sources."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import catalogue, interval, word

if TYPE_CHECKING:
    from rich.table import Table

    from ..declare import Param
    from ..mechanisms.contract import Mechanism

_COLUMNS = ("parameter", "meaning", "default", "bounds", "unit", "role", "source")
_BROAD = 120
"""From how many columns of a terminal on the numbers stand in a table."""


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


def _plain(mechanism: "Mechanism", lang: str) -> dict[str, Any]:
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


def _about(mechanism: "Mechanism", lang: str) -> str:
    """Return what a mechanism does, in plain words; one of somebody else's own is told by its own docstring."""
    key = f"cli.mechanisms.about.{mechanism.name}"
    return catalogue(lang).get(key, str(mechanism.about))


def _one(mechanism: "Mechanism", lang: str) -> None:
    from rich.console import Console
    from rich.text import Text as Plain

    console = Console()
    console.print(Plain(f"{mechanism.name}: {mechanism.title(lang)}\n", style="bold"))
    console.print(Plain(_about(mechanism, lang) + "\n"))
    if mechanism.params:
        told = [_told(p, lang) for p in mechanism.params]
        console.print((_broad if console.width >= _BROAD else _narrow)(told, lang))
        console.print(word("cli.mechanisms.keys", lang), markup=False)


def _told(p: "Param", lang: str) -> tuple[str, ...]:
    """Return the cells of a number: one for each of ``_COLUMNS``."""
    from ..web.declared import number_unit
    from ..wording.references import source_words

    mark = "" if p.informed else f" ({word('cli.mechanisms.unvalidated', lang)})"
    shown, bounds = _values(p, lang)
    role = word(f"cli.mechanisms.{p.role}", lang)
    return p.name, p.text(lang), shown, bounds, number_unit(p, lang), role, source_words(p.source, lang) + mark


def _values(p: "Param", lang: str) -> tuple[str, str]:
    """Return a number's default and what it may be, as they are written in a scenario."""
    if p.form == "choice":
        return p.choices[int(p.default)], ", ".join(p.choices)
    if p.form == "switch":
        return "true" if p.default else "false", "true, false"
    return f"{p.default:g}", interval(f"{p.low:g}", f"{p.high:g}", lang)


def _broad(told: list[tuple[str, ...]], lang: str) -> "Table":
    """Return the numbers as a table with a column for each thing said of them."""
    from rich.table import Table
    from rich.text import Text as Plain

    table = Table(box=None, pad_edge=False)
    for key in _COLUMNS:
        table.add_column(word(f"cli.mechanisms.{key}", lang), overflow="fold", no_wrap=key == "parameter")
    for cells in told:
        table.add_row(*map(Plain, cells))
    return table


def _narrow(told: list[tuple[str, ...]], lang: str) -> "Table":
    """Return the numbers for a narrow terminal: a name that stays whole, and beside it what is said of it."""
    from rich.table import Table
    from rich.text import Text as Plain

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, meaning, default, bounds, unit, role, source in told:
        value = " ".join(filter(None, (default, unit)))
        table.add_row(Plain(name), Plain(f"{meaning}\n{value} ({bounds}); {role}\n{source}\n"))
    return table
