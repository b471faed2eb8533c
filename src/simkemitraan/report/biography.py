"""Tells a story of the ledger in sentences, with a small picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ..analysis.comparison.biography import Moment, Story
from ..wording.events import because, is_event, said
from ..world.codes import OPEN
from ..world.schema import KIND_TEXTS, ORIGIN_TEXTS, REASON_TEXTS, TERM_TEXTS, TYPE_TEXTS
from .blocks import Bullets, Document, Gallery, Paragraph, Section
from .context import Context, listed
from .formats import duration, month_words, number

SPARKS = "▁▂▃▄▅▆▇█"
LEADERS_NAMED = 6


def heading(context: Context, story: Story) -> str:
    """Return whom a story is about."""
    if story.sort == "organisation":
        return context.organisation(story.ids[0])
    if story.sort == "pair":
        return listed([context.organisation(i) for i in story.ids], context.lang)
    return context.word("story.partnership", id=story.ids[0])


def where(context: Context, story: Story) -> str:
    """Return which scenario and replicate a story is from."""
    return context.word(
        "story.where",
        scenario=context.titles[story.arm],
        replicate=story.replicate + 1,
        place=context.place_words(context.lang),
    )


def sentences(context: Context, story: Story) -> list[str]:
    """Return a story in sentences, in the order of time; leaders are gathered into one."""
    told = [_sentence(context, m) for m in story.moments if m.key not in ("leader", "leader_of")]
    told += _leaders(context, story)
    if not told:
        told = [context.word("story.nothing")]
    if story.sort in ("pair", "partnership") and _open(story):
        told.append(context.word("story.still"))
    return told


def differing(context: Context, stories: list[Story]) -> list[list[str]]:
    """Return the sentences of each story; of every story after the first only those in which it differs from it."""
    first, *others = [sentences(context, story) for story in stories]
    name = context.titles[stories[0].arm]
    out = [first]
    for told in others:
        own = [s for s in told if s not in first]
        lost = [context.word("story.not_here", text=s) for s in first if s not in told]
        same = context.word("story.as_in" if own or lost else "story.exactly_as_in", name=name)
        out.append([same, *own, *lost])
    return out


def _open(story: Story) -> bool:
    """Tell whether a pair or partnership still has a tie at the end."""
    begun = sum(m.key in ("began", "signed") for m in story.moments)
    ended = sum(m.key in ("cooperation_ended", "closed_partnership") for m in story.moments)
    return begun > ended or any(m.key == "shared" and m.values["left"] >= OPEN for m in story.moments)


def _sentence(context: Context, moment: Moment) -> str:
    """Say one moment."""
    values = {name: _value(context, name, value) for name, value in moment.values.items()}
    when = month_words(moment.month, context.lang) if moment.month < OPEN - 1 else ""
    key = "award_alone" if moment.key == "awards" and moment.values["count"] == 1 else moment.key
    if key in ("joined", "shared"):
        key += "_open" if moment.values["left"] >= OPEN else ""
        key += "_lead" if moment.values.get("lead") is True else ""
        values.setdefault("type", context.word("story.a_partnership"))
        values.setdefault("origin", "—")
        values["left"] = month_words(moment.values["left"], context.lang) if moment.values["left"] < OPEN else ""
    when = when[:1].upper() + when[1:]
    if is_event(key):
        return f"{when}: {_event(context, key, values)}." + _extras(context, moment)
    return context.word(f"story.{key}", when=when, **values) + _extras(context, moment)


def _event(context: Context, key: str, values: dict[str, Any]) -> str:
    """Say an event of the common vocabulary; what happened several times is told once."""
    text = said(key, context.lang, **{"whom": "", **values})
    if values.get("count", 1) == 1:
        return text
    return said("times", context.lang, event=text, count=values["count"], last=values["last"])


def _extras(context: Context, moment: Moment) -> str:
    """Add what was weighed at a beginning, and whether an ending followed a change of leader."""
    out = ""
    terms = {name: [TERM_TEXTS[t](context.lang) for t in moment.values.get(name, ())] for name in ("for", "against")}
    if "proposer" in moment.values:
        out += " " + context.word("story.proposed", org=context.organisation(moment.values["proposer"]))
    for name in ("for", "against"):
        if terms[name]:
            out += " " + context.word(f"story.{name}", terms=listed(terms[name], context.lang))
    if moment.values.get("soon"):
        out += " " + context.word("story.after")
    return out


def _value(context: Context, name: str, value: Any) -> Any:
    """Write one value of a moment by what its name says it is."""
    writers: dict[str, Callable[[Any], Any]] = {
        "org": context.organisation,
        "proposer": context.organisation,
        "others": lambda ids: (
            listed([context.organisation(i) for i in ids], context.lang) or context.word("story.nobody")
        ),
        "reason": lambda r: because(r, REASON_TEXTS[r](context.lang), context.lang),
        "origin": lambda o: ORIGIN_TEXTS[o](context.lang),
        "type": lambda t: TYPE_TEXTS[t](context.lang),
        "kind": lambda k: KIND_TEXTS[k](context.lang),
        "reasons": lambda rows: (
            listed([f"{REASON_TEXTS[r](context.lang)} ({number(n, context.lang, 0)})" for r, n in rows], context.lang)
            or "—"
        ),
        "money": lambda x: number(x, context.lang),
        "staff": lambda x: number(x, context.lang, 1),
        "volunteers": lambda x: number(x, context.lang, 0),
        "trust": lambda x: number(x, context.lang, 2),
        "before": lambda x: number(x, context.lang, 2),
        "after": lambda x: number(x, context.lang, 2),
        "lasted": lambda m: duration(m, context.lang),
        "last": lambda m: month_words(m, context.lang),
    }
    if name == "lead" and not isinstance(value, bool):
        return context.organisation(value)
    return writers[name](value) if name in writers else value


def _leaders(context: Context, story: Story) -> list[str]:
    """Say in one sentence when leaders left."""
    moments = [m for m in story.moments if m.key in ("leader", "leader_of") and m.month >= 0]
    if not moments:
        return []
    names = []
    for m in moments[:LEADERS_NAMED]:
        when = month_words(m.month, context.lang)
        names.append(f"{when} ({context.organisation(m.values['org'])})" if "org" in m.values else when)
    more = context.word("story.more", n=len(moments) - LEADERS_NAMED) if len(moments) > LEADERS_NAMED else ""
    return [context.word("story.leaders", n=number(len(moments), context.lang, 0), list="; ".join(names), more=more)]


def sparkline(series: pd.Series) -> str:
    """Draw a short course with blocks, for the terminal; empty without two finite values."""
    x = series.dropna().to_numpy()
    if len(x) < 2:
        return ""
    low, high = float(x.min()), float(x.max())
    span = (high - low) or 1.0
    return "".join(SPARKS[min(7, int((v - low) / span * 8))] for v in x)


def plain_or_short(x: float, lang: str) -> str:
    """Write a whole number as it is and another with three significant digits."""
    return number(x, lang, 0) if x == round(x) else number(x, lang)


def lines(context: Context, story: Story) -> list[str]:
    """Return the sparklines of a story with their ends, for the terminal."""
    out = []
    for name, series in story.courses.items():
        drawn = sparkline(series)
        if drawn:
            first, last = (plain_or_short(float(v), context.lang) for v in (series.iloc[0], series.iloc[-1]))
            out.append(f"{context.word(f'story.course.{name}')}: {first} {drawn} {last}")
    return out


def document(context: Context, stories: list[Story]) -> Document:
    """Return a page that tells one subject's life, in one scenario or in several."""
    sections = []
    for story, told in zip(stories, differing(context, stories), strict=True):
        bullets = Bullets(tuple(("", s) for s in told))
        sections.append(Section(f"story-{story.arm}", where(context, story), (bullets, *_gallery(context, story))))
    return Document(
        context.lang,
        context.word("story.kicker"),
        heading(context, stories[0]),
        context.word("story.facts"),
        tuple(sections),
        context.stamp,
    )


def _gallery(context: Context, story: Story) -> tuple[Gallery | Paragraph, ...]:
    """Draw the courses of a story."""
    from .figures.life import course

    drawn = tuple(
        course(
            f"story-{story.arm}-{name}",
            context.word(f"story.course.{name}"),
            series,
            _leader_months(story),
            context.overview.months,
            context.lang,
            context.stamp,
        )
        for name, series in story.courses.items()
        if len(series.dropna()) > 1
    )
    return (Gallery(drawn, context.word("story.caption"), context.stamp),) if drawn else ()


def _leader_months(story: Story) -> list[int]:
    """Return the months in which leaders left."""
    return [m.month for m in story.moments if m.key in ("leader", "leader_of") and m.month >= 0]
