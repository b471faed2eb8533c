"""The two pages for the meeting: the answer in sentences, one table, three pictures, what the model cannot know."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..analysis.comparison.portfolio import Cell
from ..indicators import REGISTRY
from . import answer, document, pictures, portfolio, reform, tables
from .blocks import Block, Bullets, Gallery, Paragraph, Table
from .context import Context
from .figures import forest
from .figures import places as where
from .figures.forest import Line
from .picture import Picture

ROWS = ("families_served", "money_all", "efficiency", "quality", "partnerships", "trust")
COLUMNS = ("families_served", "access", "cost", "price", "partnerships", "trust")
POLICIES = 8
LONGEST = 60
NO_BREAK = "\u00a0"
PAGE = 255.0  # millimetres that a page holds
PICTURE, TALL = 54.0, 68.0  # millimetres of a picture on the first page with its title: of several policies, of one
SHORTEST_NAME, SHORTEST = 30, 50  # characters that are left at least of the name of a policy, and of what it changes


Titled = tuple[str, Picture]


@dataclass(frozen=True, slots=True)
class Brief:
    """What the two pages hold, whatever they are written as.

    Attributes
    ----------
    lang, kicker, title, facts, stamp : str
        Language, kind of paper, title, place and span, provenance.
    lead : str
        The answer in one sentence.
    points : tuple of str
        What else is to be said.
    changes : tuple of (str, str)
        What each policy changes, from what to what and when: its name (of one policy the lever), and the rest of the line.
    changes_title : str
        The heading over them.
    table : Table
        The numbers.
    pictures : tuple of (str, Picture)
        Three of them, each with a short title.
    limits : tuple of str
        What the reader must not read into it.
    limits_title : str
        The heading over them.
    key : str
        What signs and words of the table mean; empty where it has none.
    note : str
        How the pictures are to be read: bands, and what the letters over dated lines mean.
    many : bool
        Whether there are several policies, and pictures as wide as the page.
    """

    lang: str
    kicker: str
    title: str
    facts: str
    lead: str
    points: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    changes_title: str
    table: Table
    pictures: tuple[Titled, ...]
    limits: tuple[str, ...]
    limits_title: str
    key: str
    note: str
    stamp: str
    many: bool = False

    @property
    def early(self) -> int:
        """How many pictures the first page has room for, below its table: with few policies and few words, the first."""
        return int(bool(self.pictures) and self.height + (PICTURE if self.many else TALL) < PAGE)

    @property
    def height(self) -> float:
        """About how many millimetres of the first page the words and the table take."""
        lines = [max(3, _lines(row[0], 20)) if self.many else 1 for row in self.table.rows]
        table = 22 + sum(3.9 * count + 2.4 for count in lines)
        words = 14 + 8 * _lines(self.title, 44) + 3 + 6.1 * _lines(self.lead, 76)
        words += 4 + sum(5 * _lines(point, 104) + 1.2 for point in self.points)
        changes = sum(4.1 * _lines(f"{name}: {text}", 116) + 0.7 for name, text in self.changes)
        return (
            words + (9 + changes if self.changes else 0) + table + (3 + 4.2 * _lines(self.key, 120) if self.key else 0)
        )

    def fitted(self) -> Brief:
        """Leave out what the table says as well until all of it has room: sentences, then ends of names and of long lines."""
        told = self
        while told.height > PAGE and told.points:
            told = replace(told, points=told.points[:-1] if self.many else told.points[1:])
        most = max((len(name) for name, _ in told.changes), default=0)
        while told.height > PAGE and most > SHORTEST_NAME:
            most -= 6
            told = replace(told, changes=tuple((_cut(name, most), text) for name, text in told.changes))
        most = max((len(text) for _, text in told.changes), default=0)
        while told.height > PAGE and most > SHORTEST:
            most -= 10
            told = replace(told, changes=tuple((name, _cut(text, most)) for name, text in told.changes))
        return told


def _cut(text: str, most: int) -> str:
    """Cut a long line; its narrow spaces stay."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _lines(text: str, signs: int) -> int:
    """Return how many lines a text takes, where a line holds so many signs."""
    return -(-len(text) // signs) if text else 0


def brief(context: Context) -> Brief:
    """Tell a result on two pages."""
    context = replace(context, longest=LONGEST)
    told = _several if len(_reforms(context)) > 1 else _one if context.comparison else _run
    lead, points, table, drawn = told(context)
    made = Brief(
        context.lang,
        context.word("brief.kicker"),
        document.title(context),
        document.facts(context),
        lead,
        tuple(points),
        tuple(_changes(context)),
        context.word("brief.changes"),
        table,
        tuple(drawn[:3]),
        tuple(context.word(f"limits.{k}") for k in ("intro", "elsewhere", "synthetic", "interval")),
        context.word("section.limits"),
        _key(context),
        _note(context),
        context.stamp,
        many=len(_reforms(context)) > 1,
    )
    return made.fitted()


def _changes(context: Context) -> list[tuple[str, str]]:
    """Say what the policies change: a line for each, or for each lever of one policy."""
    arms = _reforms(context)
    if len(arms) == 1:
        return [
            (step.what[:1].upper() + step.what[1:], f"{step.values}, {step.when}") for step in reform.steps(context, 1)
        ]
    shown = [s.arm for s in context.comparison.portfolio[:POLICIES]] if context.comparison and arms else []
    return [(context.titles[arm], reform.told_at_once(context, arm)) for arm in shown]


def _key(context: Context) -> str:
    """Say what the signs of a table of several policies mean."""
    return context.word("brief.key", level=context.level) if len(_reforms(context)) > 1 else ""


def _note(context: Context) -> str:
    """Say how to read the pictures, as below the same ones in the report."""
    return "" if context.comparison is None else pictures.difference_caption(context)


Told = tuple[str, list[str], Table, list[Titled]]


def _reforms(context: Context) -> tuple[int, ...]:
    return context.comparison.reforms if context.comparison else ()


def _texts(blocks: list[Block]) -> list[str]:
    """Return the sentences of blocks."""
    out = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out.append(block.text)
        elif isinstance(block, Bullets):
            out += [text for _, text in block.items]
    return out


def _drawn(blocks: list[Block]) -> list[Picture]:
    """Return the pictures of blocks."""
    return [p for block in blocks if isinstance(block, Gallery) for p in block.pictures]


def _one(context: Context) -> Told:
    """Tell one policy: its main effects, their course, who gains."""
    assert context.comparison is not None
    lead, *points = _texts(answer.answer_blocks(context, 1))
    headline = context.comparison.headline
    rows = [r for r in headline.to_dict("records") if r["baseline"] and r["indicator"] in ROWS]
    lines = [
        Line(
            REGISTRY[r["indicator"]].text(context.lang),
            verdict=str(r["verdict"]),
            **{k: 100 * float(r[k]) / abs(r["baseline"]) for k in ("difference", "low", "high")},
        )
        for r in rows
    ]
    title, unit = context.word("brief.effects"), context.word("brief.relative")
    drawn = [(title, forest.forest("brief-effects", title, lines, unit, context.lang, context.stamp))]
    drawn += _difference(context) + _who(context)
    table = tables.headline_table(context, 1, ROWS)
    body = tuple((*row[:4], bound(row[4]), row[5].replace(" ", NO_BREAK)) for row in table.rows)
    return lead, points, replace(table, rows=body), drawn


def bound(text: str) -> str:
    """Hold the parts of each number and of each end of an interval together, so that no line breaks within them."""
    for apart in (" s.d. ", " to "):
        text = text.replace(apart, f"{NO_BREAK}{apart.strip()} ")
    return re.sub(r"([▲▼◆=?]) |(\S) – ", lambda m: m[0].replace(" ", NO_BREAK), text)


def _difference(context: Context) -> list[Titled]:
    """Draw the difference in families over time."""
    title = context.word("figure.difference", indicator=REGISTRY["families_served"].text(context.lang))
    return [(title, p) for p in _drawn(pictures.families(context)) if p.key.startswith("difference")]


def _who(context: Context) -> list[Titled]:
    """Draw who gains: by field of service, else by kind of organisation."""
    found = pictures.by_field(context)
    if found.spots:
        names, title = {arm: context.titles[arm] for arm in found.arms}, context.word("figure.fields")
        return [(title, where.heat_map("fields", title, found, names, context.stamp))]
    if not context.overview.has_ledger:
        return []
    title = context.word("figure.gain_kind")
    return [(title, p) for p in _drawn(pictures.who_gains(context, 1)) if p.key.startswith("gain_kind")]


def _several(context: Context) -> Told:
    """Tell several policies: their ranking, families reached by each and over time, by field."""
    assert context.comparison is not None
    standings = context.comparison.portfolio[:POLICIES]
    points = [answer.first_sentence(context, s.arm) for s in standings[:3]]
    shown = context.shown("families_served")
    lines = [_line(context.titles[s.arm], s.cells["families_served"]) for s in standings]
    title = context.word("brief.last", indicator=REGISTRY["families_served"].text(context.lang))
    drawn = [(title, forest.forest("brief-families", title, lines, shown.unit, context.lang, context.stamp))]
    drawn += _difference(context) + _who(context)
    head = (context.word("portfolio.policy"), *(portfolio.heading(context, m) for m in COLUMNS))
    rows = tuple(
        (f"{s.rank}. {context.titles[s.arm]}", *(bound(portfolio.write(context, s.cells[m]).text) for m in COLUMNS))
        for s in standings
    )
    table = Table(context.word("portfolio.title"), head, rows, tuple(range(1, len(head))))
    return portfolio.sentence(context, context.comparison.portfolio), points, table, drawn


def _line(label: str, cell: Cell) -> Line:
    """Turn a cell of the ranking into a line of the picture."""
    return Line(label, cell.difference, cell.low, cell.high, cell.verdict)


def _run(context: Context) -> Told:
    """Tell a single scenario: what it reaches, how that goes on, how long partnerships last."""
    lead, *points = _texts(document.run_answer(context))
    drawn = [(REGISTRY["families_served"].text(context.lang), p) for p in _drawn(pictures.families(context))]
    if context.overview.has_ledger:
        drawn += [(context.word("figure.standing"), p) for p in _drawn(pictures.partnership_flows(context))[1:]]
        title = context.word("figure.survival_partnerships")
        drawn += [(title, p) for p in _drawn(pictures.survival(context))[:1]]
    return lead, points, tables.levels_of(context, ROWS), drawn
