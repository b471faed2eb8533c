"""The page of a calibration: what the patterns allow, whether known numbers are found again, what is not met."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..analysis.calibration.carrying import Calibrated
from ..analysis.calibration.checking import SEEDS
from ..analysis.calibration.estimate import Number
from ..analysis.calibration.recovery import NOT_INFORMED
from ..analysis.calibration.writing import verdict_of
from ..runs.folders import sync_write
from ..wording import word
from .blocks import Block, Document, Gallery, Paragraph, Section, Table
from .context import listed
from .figures import posterior as drawn
from .formats import between, chosen, number, plain
from .page import page

TIED = 0.4  # correlation above which a pair is named


def write_page(done: Calibrated, lang: str) -> Path:
    """Write the page into the calibration's folder and return its path."""
    path = done.folder / ("calibration.html" if lang == "id" else f"calibration.{lang}.html")
    sync_write(path, page(document(done, lang)).encode())
    return path


def document(done: Calibrated, lang: str) -> Document:
    """Tell a calibration."""
    told = _Telling(done, lang)
    sections = (
        ("answer", told.answer()),
        ("numbers", told.numbers()),
        ("recovery", told.recovery()),
        ("check", told.check()),
        ("together", told.together()),
        ("method", told.method()),
    )
    return Document(
        lang,
        told.word("kicker"),
        done.estimate.calibration.title[lang],
        told.facts(),
        tuple(Section(key, told.word(f"section.{key}"), tuple(blocks)) for key, blocks in sections),
        told.stamp(),
    )


class _Telling:
    """Makes the blocks of a page.

    Parameters
    ----------
    done : Calibrated
        What is told.
    lang : str
        Language.
    """

    def __init__(self, done: Calibrated, lang: str) -> None:
        self.done, self.lang = done, lang
        self.calibration, self.found = done.estimate.calibration, done.estimate.numbers

    def word(self, key: str, **values: object) -> str:
        """Return a word of the catalogue ``calibrate`` in the page's language."""
        return word(f"calibrate.{key}", self.lang, **values)

    def say(self, x: float, digits: int | None = None) -> str:
        """Return a number as the page's language writes it."""
        return number(x, self.lang, digits)

    def named(self, n: Number) -> str:
        """Return what an estimated number means, in words."""
        return n.param.text(self.lang)

    def facts(self) -> str:
        """Return the line under the title: simulations, scenario, patterns, years, draws kept."""
        c = self.calibration
        return self.word(
            "facts",
            simulations=self.say(len(self.done.estimate.u), 0),
            scenario=c.scenario.name,
            targets=len(c.targets),
            years=self.word("years", first=c.years[0], last=c.years[1]),
            kept=self.say(len(self.done.estimate.draws.rows), 0),
        )

    def stamp(self) -> str:
        """Return what identifies the calibration: name, seed, version, simulations."""
        known = self.done.estimate.pool.result.provenance
        return self.word(
            "stamp",
            name=self.calibration.name,
            seed=self.calibration.seed,
            version=known["version"],
            simulations=self.say(len(self.done.estimate.u), 0),
        )

    def answer(self) -> list[Block]:
        """Return the answer in sentences: what the patterns inform, what lies outside, what is met."""
        informed = [n for n in self.found if n.informed]
        outside = [n for n in informed if not n.inside]
        lead = self.word(
            "answer.lead", informed=len(informed), all=len(self.found), inside=len(informed) - len(outside)
        )
        items = [
            self.word(
                "answer.item",
                name=self.named(n),
                default=plain(n.default, self.lang),
                interval=self.between(n.low, n.high),
            )
            for n in outside
        ]
        lines = [self.word("answer.outside", list="; ".join(items)) if items else self.word("answer.none_outside")]
        if informed:
            best = min(informed, key=lambda n: n.recovered)
            lines.append(
                self.word(
                    "answer.tightest",
                    name=self.named(best),
                    interval=self.between(best.low, best.high),
                    median=self.say(best.median),
                )
            )
        met, before = sum(c.met for c in self.done.checks), sum(c.met_before for c in self.done.checks)
        lines.append(self.word("met", met=met, before=before, all=len(self.done.checks), seeds=SEEDS))
        fixed = [self.named(n) for n in self.found if not n.informed]
        lines += [self.word("fixed", list=listed(fixed, self.lang))] if fixed else []
        beyond = [
            c.target.row.text(self.lang) for c in self.done.checks if not c.reached and not c.met and c.prior < 0.05
        ]
        lines += [self.word("unreached", list=listed(beyond, self.lang))] if beyond else []
        return [Paragraph(lead, "lead"), *(Paragraph(line) for line in lines)]

    def numbers(self) -> list[Block]:
        """Return the picture and the table of the estimated numbers with their intervals."""
        picture = drawn.intervals(self.calibration.priors, self.found, self.lang, self.stamp())
        head = ("number", "default", "prior", "median", "interval", "spread", "coverage", "verdict")
        rows = tuple(
            (
                f"{self.named(n)} ({n.name.partition('.')[2]})",
                plain(n.default, self.lang),
                chosen(n.prior_low, n.prior_high, self.lang),
                self.say(n.median),
                self.between(n.low, n.high),
                self.say(n.recovered, 2),
                self.percent(n.coverage),
                self.word(f"verdict.{verdict_of(n)}"),
            )
            for n in self.found
        )
        return [Gallery((picture,), self.word("about.numbers"), self.stamp(), "large"), self.table(head, rows)]

    def percent(self, x: float) -> str:
        """Return a share as whole per cent."""
        return f"{self.say(100 * x, 0)} %"

    def table(self, keys: Sequence[str], rows: tuple[tuple[str, ...], ...]) -> Table:
        """Return a table with headings by key; all columns but the first and the last are figures."""
        return Table("", tuple(self.word(f"column.{k}") for k in keys), rows, tuple(range(1, len(keys) - 1)))

    def recovery(self) -> list[Block]:
        """Return how well known numbers were found again in the model's own data."""
        found = self.done.estimate.recovery
        text = self.word("about.recovery", n=len(found.truth), limit=self.say(NOT_INFORMED, 1))
        doubtful = [
            f"{self.named(n)} ({self.percent(n.coverage)})"
            for n, fine in zip(self.found, found.honest, strict=True)
            if not fine
        ]
        verdict = (
            self.word("about.dishonest", list=listed(doubtful, self.lang)) if doubtful else self.word("about.honest")
        )
        picture = drawn.recovery(self.found, found, self.lang, self.stamp())
        return [
            Paragraph(text),
            Paragraph(verdict),
            Gallery((picture,), self.word("figure.recovery"), self.stamp(), "large"),
        ]

    def check(self) -> list[Block]:
        """Return the picture and the table of the patterns, before and after."""
        checks = self.done.checks
        keys = (
            "row",
            "range",
            "prior_share",
            "posterior_share",
            "posterior_median",
            "at_defaults",
            "at_medians",
            "met",
        )
        rows = tuple(
            (
                f"{c.target.name}: {c.target.row.text(self.lang)}",
                self.range(c.target.low, c.target.high),
                self.percent(c.prior),
                self.percent(c.posterior),
                self.say(c.median),
                self.say(c.at_defaults.value),
                self.say(c.at_medians.value),
                self.word("yes" if c.met else "no"),
            )
            for c in checks
        )
        picture = drawn.shares(checks, self.lang, self.stamp())
        about = self.word("about.check", n=self.calibration.check, seeds=SEEDS)
        return [
            Paragraph(about),
            Gallery((picture,), self.word("figure.check"), self.stamp(), "large"),
            self.table(keys, rows),
        ]

    def between(self, low: float, high: float) -> str:
        """Return an interval of estimates."""
        return between(low, high, self.lang)

    def range(self, low: float, high: float) -> str:
        """Return a range in words; an open side is left out."""
        if not np.isfinite(high):
            return f"> {plain(low, self.lang)}"
        return chosen(low, high, self.lang) if np.isfinite(low) else f"< {plain(high, self.lang)}"

    def together(self) -> list[Block]:
        """Return which pairs of numbers the patterns know only together (by their correlation)."""
        r = self.done.estimate.draws.correlations()
        pairs = sorted(
            ((abs(r[i, j]), i, j) for i in range(len(r)) for j in range(i) if abs(r[i, j]) > TIED), reverse=True
        )
        items = [
            self.word("about.pair", a=self.named(self.found[j]), b=self.named(self.found[i]), r=self.say(r[i, j], 2))
            for _, i, j in pairs[:6]
        ]
        line = self.word("about.pairs", list="; ".join(items)) if items else self.word("about.no_pairs")
        return [Paragraph(self.word("about.together")), Paragraph(line)]

    def method(self) -> list[Block]:
        """Return how the estimate was made, and its limits."""
        c = self.calibration
        lines = (
            self.word("method.abc", accept=self.percent(c.accept)),
            self.word("method.error", tolerance=self.say(c.tolerance, 2)),
            self.word("method.simple"),
            self.word("method.limits"),
        )
        return [Paragraph(line) for line in lines]
