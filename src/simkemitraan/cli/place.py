"""``simkemitraan place``: find a regency or city of Indonesia by name, and see its official figures."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import number, word

if TYPE_CHECKING:
    from ..scenario.official import Official


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("place", help=word("cli.place.help", lang))
    def place(
        words: Annotated[list[str] | None, typer.Argument(help=word("cli.place.words", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        found = _found(" ".join(words or ()).removeprefix("package:"))
        if as_json:
            print(json.dumps([_plain(one, lang) for one in found], ensure_ascii=False, indent=1))
        elif len(found) == 1:
            _one(found[0], lang)
        else:
            _table(found, lang)


def _found(words: str) -> "list[Official]":
    """Return the districts that are meant; raises InputError if there is none."""
    from ..errors import InputError
    from ..scenario import official
    from ..scenario.hints import meant

    exact = official.find(words)
    found = [exact] if exact else official.matching(words)
    if found:
        return found
    guesses = meant([official.table()[key].name for key in official.near(words)])
    if not any(guesses):
        guesses = "; lihat semuanya dengan `simkemitraan place`", "; see them all with `simkemitraan place`"
    raise InputError(
        *(word("cli.place.none", lang, name=words, guess=g) for lang, g in zip(("id", "en"), guesses, strict=True))
    )


def _plain(one: "Official", lang: str) -> dict[str, Any]:
    plain = {key: getattr(one, key) for key in ("name", "province", "code", "population", "poor", "poverty_rate")}
    return {
        "key": f"package:{one.key}",
        **plain,
        "subdistricts": one.subdistricts,
        "villages": one.villages,
        **one.more,
    }


def _one(one: "Official", lang: str) -> None:
    """Print the figures of one district, each with its source, and what can be done with it."""
    from ..scenario import Scenario, official
    from ..world.schema import KIND_NAMES

    counts = Scenario.load(f"package:{one.key}").data["place"]["districts"][0]["counts"]
    said = {kind: number(n, lang, 0) for kind, n in zip(KIND_NAMES, counts, strict=True)}
    rows = [
        ("code", one.code, official.UNITS),
        ("population", number(one.population, lang, 0), official.PEOPLE),
        ("poverty", f"{number(100 * one.poverty_rate, lang, 2)} %", official.POOR),
        ("poor", number(one.poor, lang, 0), official.POOR),
        ("subdistricts", number(one.subdistricts, lang, 0), official.UNITS),
        ("villages", number(one.villages, lang, 0), official.UNITS),
    ]
    print(f"{one.title(lang)}, {one.province}: package:{one.key}")
    for key, value, source in rows:
        print(f"  {word(f'cli.place.{key}', lang)}: {value}  [{source(lang)}]")
    for key, column in (("hdi", "hdi_2021"), ("transport", "villages_no_transport_2024")):
        if one.more[column]:
            print(f"  {word(f'cli.place.{key}', lang)}: {number(float(one.more[column]), lang)}  [BPS]")
    print(f"  {word('cli.place.derived', lang)}: {word('cli.place.counts', lang, **said)}")
    for key in ("use", "compare"):
        print(word(f"cli.place.{key}", lang, name=f"package:{one.key}"))


def _table(found: "list[Official]", lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for key in ("name", "district", "province", "population", "poverty"):
        table.add_column(
            word(f"cli.place.{key}", lang),
            overflow="fold",
            justify="right" if key in ("population", "poverty") else "left",
        )
    for one in found:
        rate = f"{number(100 * one.poverty_rate, lang, 1)} %"
        table.add_row(f"package:{one.key}", one.name, one.province, number(one.population, lang, 0), rate)
    Console().print(table)
    print(word("cli.place.found", lang, count=len(found), example=found[0].key))
