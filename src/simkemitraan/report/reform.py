"""Says in plain words what a reform changes, before anything is said about its results."""

from __future__ import annotations

from ..analysis.comparison.differences import Difference
from ..declare import Param
from ..mechanisms import BY_NAME
from ..world.schema import KIND_NAMES, KIND_TEXTS
from ..world.spec import Change
from .blocks import Block, Bullets, Paragraph
from .context import Context, in_sentence, listed
from .formats import NARROW, beside, month_words, number, plain


def reform_blocks(context: Context, arm: int) -> list[Block]:
    """Return what one reform changes: levers, assumptions and dated events apart."""
    assert context.comparison is not None
    found = context.comparison.differences[arm]
    names = {"title": context.titles[arm], "baseline": context.titles[0]}
    if not found:
        return [Paragraph(context.word("reform.none", **names))]
    blocks: list[Block] = [Paragraph(_intro(context, len(found), names))]
    for sort, heading in (("lever", "levers"), ("shock", "shocks"), ("assumption", "assumptions"), ("", "others")):
        chosen = [d for d in found if d.sort == sort or (not sort and d.sort in ("switch", "place"))]
        if chosen:
            items = tuple(("", describe(context, d)) for d in chosen)
            blocks.append(Bullets(items, context.word(f"reform.{heading}")))
    if any(d.sort == "shock" for d in found):
        blocks.append(Paragraph(context.word("reform.shock_note"), "small"))
    return blocks + [Paragraph(text, "warning") for text in warnings(context, arm)]


def _intro(context: Context, count: int, names: dict[str, str]) -> str:
    """Say in how many ways a reform differs."""
    if count == 1:
        return context.word("reform.intro_one", **names)
    return context.word("reform.intro", n=number(count, context.lang, 0), **names)


def warnings(context: Context, arm: int) -> list[str]:
    """Return what the reader must be warned of: a reform that also changes the world, or another world altogether."""
    assert context.comparison is not None
    found = context.comparison.differences[arm]
    out = []
    assumed = [_text(context, d) for d in found if d.sort == "assumption"]
    if assumed:
        names = listed(list(dict.fromkeys(assumed)), context.lang)
        out.append(context.word("reform.assumption_warning", title=context.titles[arm], names=names))
    if any(d.sort == "place" for d in found):
        out.append(context.word("reform.place_warning"))
    return out


def describe(context: Context, d: Difference) -> str:
    """Say one difference in a sentence."""
    if d.change is None:
        return _setting(context, d)
    sentence = _shock(context, d.change) if d.change.verb == "shock" else _dated(context, d, d.change)
    return sentence if d.added else context.word("reform.dropped", text=in_sentence(sentence))


def _setting(context: Context, d: Difference) -> str:
    """Say a number, a switch or a place that differs from the start."""
    if d.sort == "switch":
        title = BY_NAME[d.mechanism].title(context.lang) if d.mechanism in BY_NAME else d.mechanism
        return context.word("reform.switch_on" if d.after == "True" else "reform.switch_off", title=title)
    if d.sort == "place":
        return context.word("reform.place", name=d.name, before=_any(context, d.before), after=_any(context, d.after))
    return context.word(
        "reform.setting",
        text=_text(context, d, capital=True),
        unit=_unit(context, d.param()),
        before=_value(context, d.param(), d.before),
        after=_value(context, d.param(), d.after),
    )


def _dated(context: Context, d: Difference, change: Change) -> str:
    """Say a dated change of a number."""
    values: dict[str, object] = {
        "when": month_words(change.month, context.lang),
        "until": _until(context, change),
        "text": _text(context, d),
        "why": _why(context, change),
    }
    if change.verb == "multiply":
        return context.word("reform.multiply", factor=plain(change.value, context.lang), **values)
    return context.word(
        "reform.set", after=_value(context, d.param(), change.value), unit=_unit(context, d.param()), **values
    )


def _shock(context: Context, change: Change) -> str:
    """Say a dated shock."""
    who = listed([KIND_TEXTS[KIND_NAMES[k]](context.lang) for k in change.kinds], context.lang)
    where = context.word("reform.where_district", name=context.district(change.district)) if change.district else ""
    if change.organisation:
        who = context.organisation(change.organisation)
    return context.word(
        f"reform.shock_{change.shock}",
        when=month_words(change.month, context.lang),
        where=where,
        share=f"{plain(100 * change.value, context.lang)}{NARROW}%",
        who=who or context.word("reform.everyone"),
        why=_why(context, change),
    )


def _until(context: Context, change: Change) -> str:
    """Say until when a change holds, if not for ever."""
    return context.word("reform.until", when=month_words(change.until, context.lang)) if change.until else ""


def _why(context: Context, change: Change) -> str:
    """Say why, if the scenario gives a reason."""
    reason = change.why(context.lang)
    return context.word("reform.why", why=reason) if reason else ""


def _text(context: Context, d: Difference, capital: bool = False) -> str:
    """Return the meaning of a number."""
    param = d.param()
    text = param.text(context.lang) if param else f"{d.mechanism}.{d.name}"
    return text[:1].upper() + text[1:] if capital else text


def _value(context: Context, param: Param | None, value: float | str) -> str:
    """Write a value as its form asks: a choice by its word, a switch as on or off."""
    if param is None or isinstance(value, str):
        return _any(context, value)
    if param.form == "choice":
        return param.choices[round(value)] if 0 <= round(value) < len(param.choices) else str(value)
    if param.form == "switch":
        return context.word("reform.on" if value else "reform.off")
    if param.unit == "share":
        return f"{plain(100 * value, context.lang)}{NARROW}%"
    return plain(value, context.lang)


def _any(context: Context, value: float | str) -> str:
    """Write a value of unknown kind."""
    return value if isinstance(value, str) else plain(value, context.lang)


def _unit(context: Context, param: Param | None) -> str:
    """Write the unit of a number after a space, if it has one that helps."""
    if param is None or param.form in ("choice", "switch") or param.unit in ("1", "", "share"):
        return ""
    return beside(param.unit, context.lang)
