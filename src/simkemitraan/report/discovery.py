"""The page of a scenario discovery: the rule in sentences, its box in pictures, a tree beside it, and what supports it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..analysis.exploration.discovery import Limit, Rule, Sample, boxed, chances, prim, pruned, sample
from ..analysis.exploration.trees import DEPTH, tree
from ..errors import MissingExtraError
from ..indicators import REGISTRY
from ..runs import Result
from .blocks import Block, Bullets, Gallery, Paragraph, Table
from .context import listed
from .exploring import ExperimentContext, write
from .figures.exploring import box, points
from .formats import NARROW, IndicatorFormat, beside, number, percent, plain

FEW = 20


def write_discovery(
    result: Result,
    lang: str,
    outcome: str,
    *,
    above: float | None = None,
    below: float | None = None,
    out: Path | None = None,
) -> Path:
    """Write ``discovery.html`` (``discovery.en.html``) and return its path.

    Parameters
    ----------
    result : Result
        A sweep.
    lang : {"id", "en"}
        Language.
    outcome : str
        Indicator.
    above, below : float, optional
        Exactly one of them: what makes a point interesting.
    out : Path, optional
        Folder; the result's own by default.

    Raises
    ------
    InputError
        If the result is not a sweep, or not exactly one limit is given.
    ResultError
        If the page cannot be written.
    """
    chosen = sample(result, outcome, above=above, below=below)
    page = _Page(ExperimentContext(result, lang), chosen, outcome)
    edge, side = (above, "above") if above is not None else (below, "below")
    parts = {
        "answer": page.answer(),
        "pictures": page.pictures(),
        "tree": page.tree(),
        "table": page.table(),
        "reading": page.reading(),
    }
    return write(page.told, "discovery", page.title(side, float(edge or 0.0)), parts, out)


class _Page:
    """Makes the blocks of the page."""

    def __init__(self, told: ExperimentContext, chosen: Sample, outcome: str) -> None:
        self.told, self.sample, self.lang = told, chosen, told.lang
        self.shown = IndicatorFormat(REGISTRY[outcome], told.lang)
        self.outcome = REGISTRY[outcome].text(told.lang)
        self.good, self.all = int(chosen.good.sum()), len(chosen.good)
        self.rule, self.dropped = pruned(chosen.values, chosen.good, prim(chosen.values, chosen.good))
        self.chances = chances(chosen.values, chosen.good, self.rule)

    def word(self, key: str, **values: object) -> str:
        """Return a wording of the page (``exploring.discovery`` of the catalogues)."""
        return self.told.word(f"discovery.{key}", **values)

    def title(self, side: str, edge: float) -> str:
        """Return the question that the page answers."""
        if self.sample.difference:
            return self.word(
                "title_difference",
                outcome=self.outcome,
                side_difference=self.word(f"{side}_difference"),
                edge=self.shown.difference(edge, unit=True) if edge else number(0.0, self.lang),
            )
        return self.word("title_level", outcome=self.outcome, side=self.word(side), edge=self._edge(edge))

    def _edge(self, edge: float) -> str:
        """Write a limit that was chosen: as short as it is."""
        text = plain(self.shown.factor * edge, self.lang)
        return f"{text}{NARROW}%" if self.shown.factor != 1.0 else text + beside(self.shown.indicator.unit, self.lang)

    def limit(self, limit: Limit) -> str:
        """Return one limit in words."""
        low, high = np.isfinite(limit.low), np.isfinite(limit.high)
        kind = "between" if low and high else "above" if low else "below"
        return self.word(
            f"limit_{kind}",
            name=self.told.name(limit.factor),
            low=number(limit.low, self.lang),
            high=number(limit.high, self.lang),
        )

    def answer(self) -> list[Block]:
        """Say how many qualify, and where they lie."""
        if self.good in (0, self.all):
            low, high = (self.shown.value(float(x)) for x in (self.sample.outcome.min(), self.sample.outcome.max()))
            return [
                Paragraph(self.word("everywhere" if self.good else "none", all=self.all, low=low, high=high), "lead")
            ]
        rule = self.rule
        inside = round(rule.mass * self.all)
        text = (
            self.word("no_rule")
            if not rule.limits
            else self.word(
                "lead_rule",
                density=percent(rule.density, self.lang, 0),
                inside=inside,
                coverage=percent(rule.coverage, self.lang, 0),
            )
        )
        lead = self.word("lead", good=self.good, all=self.all, share=percent(rule.base, self.lang, 0), rule=text)
        blocks: list[Block] = [Paragraph(lead, "lead")]
        if rule.limits:
            blocks.append(Bullets(tuple(("", self.limit(x)) for x in rule.limits)))
        if self.dropped:
            blocks.append(
                Paragraph(self.word("dropped", list=listed([self.limit(x) for x in self.dropped], self.lang)), "small")
            )
        rarer = min(self.good, self.all - self.good)
        if rarer < FEW:
            blocks.append(Paragraph(self.word("few", n=rarer), "warning"))
        return blocks

    def pictures(self) -> list[Block]:
        """Draw the box and the points."""
        if not self.rule.limits:
            return []
        told = self.told
        supported = [x for _, x in sorted(zip(self.chances, self.rule.limits, strict=True), key=lambda pair: pair[0])]
        unit = f"{self.outcome} ({self.shown.unit})" if self.shown.unit else self.outcome
        ranges = dict(zip(told.points["names"], told.points["bounds"], strict=True))
        drawn = (
            box(self.sample, self.rule, ranges, self.lang, told.stamp),
            points(self.sample, self.rule, supported, unit, self.lang, told.stamp),
        )
        return [Gallery(drawn, f"{self.word('caption_box')} {self.word('caption_points')}", told.stamp, "half")]

    def tree(self) -> list[Block]:
        """Say the leaves of a tree, or that it cannot be grown here."""
        try:
            leaves = tree(self.sample.values, self.sample.good)
        except MissingExtraError:
            return [Paragraph(self.word("tree_missing"))]
        if len(leaves) < 2:
            return [Paragraph(self.word("tree_none"))] if 0 < self.good < self.all else []
        items = tuple(("up" if leaf.density > leaf.base else "down", self._leaf(leaf)) for leaf in leaves)
        return [Paragraph(self.word("tree_lead", depth=DEPTH)), Bullets(items)]

    def _leaf(self, leaf: Rule) -> str:
        when = listed([self.limit(x) for x in leaf.limits], self.lang) or self.word("leaf_always")
        return self.word("leaf", when=when, density=percent(leaf.density, self.lang, 0), n=round(leaf.mass * self.all))

    def table(self) -> list[Block]:
        """List the limits, and what each of them adds."""
        if not self.rule.limits:
            return []
        rows = []
        for k, (limit, p) in enumerate(zip(self.rule.limits, self.chances, strict=True)):
            others = tuple(x for j, x in enumerate(self.rule.limits) if j != k)
            without = boxed(self.sample.values, self.sample.good, others).density
            rows.append(
                (
                    self.limit(limit),
                    self.told.range(limit.factor),
                    percent(without, self.lang, 0),
                    number(p, self.lang, 3) if p >= 0.001 else f"< {number(0.001, self.lang, 3)}",
                )
            )
        head = (self.word("limit"), self.word("range"), self.word("without"), self.word("p"))
        return [Table("", head, tuple(rows), (2, 3))]

    def reading(self) -> list[Block]:
        """Say what the numbers mean and what they do not."""
        items = [
            self.word("read_box"),
            self.word("read_p"),
            self.word("read_causes"),
            self.told.word("sensitivity.read_outcome"),
            self.told.word("sensitivity.read_model"),
        ]
        return [Bullets(tuple(("", i) for i in items))]
