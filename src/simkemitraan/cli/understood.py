"""Prints what was understood of the files a user brings, before anything is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import number, word

if TYPE_CHECKING:
    from ..exchange.understanding import LeftOut, TableRead, Understanding

_ROWS_NAMED = 12


def show(understood: Understanding, lang: str) -> None:
    """Print the columns, the rows left out, the kinds, districts and ties that were understood."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=False)
    for table in understood.tables:
        console.print(_title(table, lang), style="bold")
        if not table.derived:
            console.print(_columns(table, lang))
        for rows in table.left_out:
            console.print(_left_out(rows, lang))
        console.print()
    for line in _summary(understood, lang):
        console.print(line)


def _say(key: str, lang: str, **values: object) -> str:
    return word(f"exchange.understood.{key}", lang, **values)


def _title(table: TableRead, lang: str) -> str:
    first, last = table.headings
    where = (
        _say("no_headings", lang)
        if last == 0
        else _say("headings", lang, row=f"{first}-{last}" if first < last else last)
    )
    if table.derived:
        where = _say("derived", lang)
    text = f"{_say(table.role, lang)}: {table.source} · {where}"
    if table.rows:
        text += " · " + _say("rows", lang, rows=number(table.rows, lang, 0), taken=number(table.taken, lang, 0))
    return text


def _columns(table: TableRead, lang: str) -> Any:
    from rich.table import Table

    out = Table(box=None, pad_edge=False, header_style="")
    for key in ("letter", "heading", "taken_for", "how", "examples"):
        out.add_column(_say(key, lang), overflow="fold")
    for c in table.columns:
        meaning = c.meaning(lang)
        if c.column:
            meaning += f" ({c.column})" if c.used else f" ({_say('not_used', lang)})"
        out.add_row(c.letter, c.title, meaning, _say(f"how_{c.how}", lang) if c.how else "", " · ".join(c.examples))
    return out


def _left_out(rows: LeftOut, lang: str) -> str:
    named = ", ".join(map(str, rows.rows[:_ROWS_NAMED])) + (" …" if rows.count > _ROWS_NAMED else "")
    key = "set_aside" if rows.data else "skipped"
    return _say(key, lang, count=number(rows.count, lang, 0), rows=named, why=rows.why(lang), how=rows.how(lang))


def _summary(understood: Understanding, lang: str) -> list[str]:
    from ..world.schema import KIND_TEXTS

    lines = []
    if understood.kinds:
        kinds = (f"{KIND_TEXTS[k](lang)} {number(n, lang, 0)}" for k, n in understood.kinds.items())
        lines.append(f"{_say('kinds', lang)}: {', '.join(kinds)}")
        first = list(understood.districts.items())[:_ROWS_NAMED]
        more = " …" if len(understood.districts) > len(first) else ""
        lines.append(f"{_say('districts', lang)}: {', '.join(f'{d} {number(n, lang, 0)}' for d, n in first)}{more}")
    if understood.unknown:
        lines.append(_say("no_figures", lang, names=", ".join(understood.unknown[:_ROWS_NAMED])))
    if understood.ties:
        ties = (f"{_say(f'ties_{k}', lang)} {number(n, lang, 0)}" for k, n in understood.ties.items() if n)
        lines.append(f"{_say('ties', lang)}: {', '.join(ties) or '0'}")
    return lines
