"""Says in plain words what each reform changes, before anything is said about its results: what, from what, to what, when."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from ..analysis.comparison.differences import Difference, course
from ..declare import Param
from ..mechanisms import BY_NAME
from ..world.schema import KIND_NAMES, KIND_TEXTS
from ..world.spec import Change
from .blocks import Block, Paragraph, Table
from .context import Context, listed
from .declared import unit_beside, value_of
from .formats import MISSING, NARROW, month_words, plain

SORTS = {"lever": "levers", "shock": "shocks", "assumption": "assumptions", "switch": "others", "place": "others"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a reform changes, in words.

    Attributes
    ----------
    sort : str
        ``"levers"``, ``"shocks"``, ``"assumptions"`` or ``"others"``.
    what, before, after : str
        What is changed, and its value without and with the reform; a dash where it has none.
    when, why : str
        From when until when, and the reason that the scenario gives.
    """

    sort: str
    what: str
    before: str
    after: str
    when: str
    why: str = ""

    @property
    def values(self) -> str:
        """From what to what; an event has no before."""
        return self.after if self.before == MISSING else f"{self.before} → {self.after}"

    @property
    def line(self) -> str:
        """All of it in one line, the reason in brackets."""
        reason = f" ({self.why})" if self.why else ""
        return f"{self.what[:1].upper()}{self.what[1:]}: {self.values}, {self.when}{reason}"


def steps(context: Context, arm: int) -> list[Step]:
    """Return what one reform changes: levers, events, assumptions and the rest, each by month."""
    assert context.comparison is not None
    found = [_step(context, arm, d) for d in context.comparison.differences[arm]]
    return sorted(found, key=lambda s: list(dict.fromkeys(SORTS.values())).index(s.sort))


def told_at_once(context: Context, arm: int) -> str:
    """Return all that a reform changes in one line, what happens at the same time together."""
    parts = [
        f"{'; '.join(f'{step.what}: {step.values}' for step in together)}, {when}"
        for when, together in groupby(steps(context, arm), key=lambda s: s.when)
    ]
    return "; ".join(parts) or context.word("reform.nothing")


def reform_blocks(context: Context) -> list[Block]:
    """Return what all reforms change as one table, a line each, and what the reader must be warned of."""
    assert context.comparison is not None
    w, arms = context.word, context.comparison.reforms
    several = len(arms) > 1
    told = [(arm, step) for arm in arms for step in steps(context, arm)]
    rows = [
        (
            *((context.titles[arm],) if several else ()),
            step.what[:1].upper() + step.what[1:],
            step.before,
            step.after,
            step.when,
            step.why,
        )
        for arm, step in told
    ]
    head = [w("portfolio.policy")] if several else []
    head += [w(f"reform.{key}") for key in ("what", "before", "after", "when", "why")]
    blocks: list[Block] = [Table("", tuple(head), tuple(rows))] if rows else []
    nothing = [arm for arm in arms if not context.comparison.differences[arm]]
    blocks += [Paragraph(w("reform.none", title=context.titles[arm], baseline=context.titles[0])) for arm in nothing]
    if any(step.sort == "shocks" for _, step in told):
        blocks.append(Paragraph(w("reform.shock_note"), "small"))
    return blocks + [Paragraph(text, "warning") for arm in arms for text in warnings(context, arm)]


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


def _step(context: Context, arm: int, d: Difference) -> Step:
    """Say one difference."""
    if d.change is None:
        return Step(SORTS[d.sort], *_setting(context, d), context.word("reform.always"))
    if d.change.verb == "shock":
        values = _shock(context, d.change)
        when = context.word("reform.in", when=month_words(d.change.month, context.lang))
    else:
        values = _dated(context, arm, d, d.change)
        when = _span(context, d.change)
    what = values[0] if d.added else context.word("reform.dropped", text=values[0])
    return Step(SORTS[d.sort], what, *values[1:], when, d.change.why(context.lang))


def _setting(context: Context, d: Difference) -> tuple[str, str, str]:
    """Say a number, a switch or a place that differs from the start: what, before, after."""
    if d.sort == "switch":
        title = BY_NAME[d.mechanism].title(context.lang) if d.mechanism in BY_NAME else d.mechanism
        on, off = context.word("reform.on"), context.word("reform.off")
        return context.word("reform.rule", title=title), *((off, on) if d.after == "True" else (on, off))
    if d.sort == "place":
        return context.word(f"reform.of_place.{d.name}"), _any(context, d.before), _any(context, d.after)
    return _text(context, d), _value(context, d.param(), d.before), _value(context, d.param(), d.after, unit=True)


def _dated(context: Context, arm: int, d: Difference, change: Change) -> tuple[str, str, str]:
    """Say a dated change of a number: what, the value in force before that month, the value from then on."""
    param, before, after = d.param(), d.before, d.after
    spec = context.specs[arm if d.added else 0]
    if param is not None and 0 < change.month < spec.months:
        values = course(spec, d.mechanism, param)
        before, after = float(values[change.month - 1]), float(values[change.month])
    return _text(context, d), _value(context, param, before), _value(context, param, after, unit=True)


def _shock(context: Context, change: Change) -> tuple[str, str, str]:
    """Say a dated shock: what and whom it meets, nothing before, how many it meets."""
    who = listed([KIND_TEXTS[KIND_NAMES[k]](context.lang) for k in change.kinds], context.lang)
    if change.organisation:
        who = context.organisation(change.organisation)
    if change.district:
        who = listed([part for part in (who, context.district(change.district)) if part], context.lang)
    what = context.word(f"shock.{change.shock}") + (f" ({who})" if who else "")
    share = f"{plain(100 * change.value, context.lang)}{NARROW}%"
    return what, MISSING, context.word(f"shock.meets.{change.shock}", share=share)


def _span(context: Context, change: Change) -> str:
    """Say from when a change holds, and until when if not for ever."""
    key = "reform.from_until" if change.until else "reform.from"
    first, last = (month_words(month, context.lang) for month in (change.month, change.until))
    return context.word(key, first=first, last=last)


def _text(context: Context, d: Difference) -> str:
    """Return the meaning of a number."""
    param = d.param()
    return param.text(context.lang) if param else f"{d.mechanism}.{d.name}"


def _value(context: Context, param: Param | None, value: float | str, unit: bool = False) -> str:
    """Write a value as its form asks, with its unit if asked for."""
    if param is None or isinstance(value, str):
        return _any(context, value)
    return value_of(param, value, context.lang) + (unit_beside(param, context.lang) if unit else "")


def _any(context: Context, value: float | str) -> str:
    """Write a value of unknown kind."""
    return value if isinstance(value, str) else plain(value, context.lang)
