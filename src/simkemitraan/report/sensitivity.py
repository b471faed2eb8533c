"""The page of a sensitivity analysis: which numbers matter most, how surely, and what that does not say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..analysis.exploration.sensitivity import ENOUGH, indices, outcomes
from ..indicators import REGISTRY
from ..runs import Result
from ..wording import interval, word
from .blocks import Block, Bullets, Gallery, Paragraph, Table
from .context import in_sentence, listed
from .exploring import ExperimentContext, write
from .figures.exploring import strengths
from .formats import IndicatorFormat, beside, between, number, percent, unit_text
from .picture import Picture

WEAK = 0.05


def write_sensitivity(result: Result, lang: str, names: list[str] | None = None, out: Path | None = None) -> Path:
    """Write ``sensitivity.html`` (``sensitivity.en.html``) and return its path.

    Parameters
    ----------
    result : Result
        A sweep with a Sobol or Morris design.
    lang : {"id", "en"}
        Language.
    names : list of str, optional
        Indicators; those of the experiment by default.
    out : Path, optional
        Folder; the result's own by default.

    Raises
    ------
    InputError
        If the design gives no indices.
    ResultError
        If the page cannot be written.
    """
    told = ExperimentContext(result, lang)
    table = indices(result, names)
    kinds = [
        _Outcome(told, str(name), rows.reset_index(drop=True)) for name, rows in table.groupby("outcome", sort=False)
    ]
    noise = outcomes(result, [k.name for k in kinds])
    answer: list[Block] = [b for k in kinds for b in k.answer()]
    if not table["enough"].all():
        answer.insert(0, Paragraph(told.word("sensitivity.few", least=ENOUGH[told.points["design"]]), "warning"))
    if result.provenance["replicates"] < 2:
        answer.append(Paragraph(told.word("sensitivity.once"), "small"))
    else:
        answer += [Paragraph(k.noise(float(noise[f"{k.name}.noise"].mean())), "small") for k in kinds]
    pictures = tuple(k.picture() for k in kinds if k.moves)
    caption = told.word(f"sensitivity.caption_{told.points['design']}")
    parts: dict[str, list[Block]] = {
        "answer": answer,
        "pictures": [Gallery(pictures, caption, told.stamp, "half")] if pictures else [],
        "table": [k.table() for k in kinds],
        "reading": [_reading(told)],
    }
    return write(told, "sensitivity", told.title, parts, out)


def _reading(told: ExperimentContext) -> Block:
    keys = ("ranges", told.points["design"], "outcome", "model")
    return Bullets(tuple(("", told.word(f"sensitivity.read_{k}")) for k in keys))


class _Outcome:
    """One outcome: its indices in words, as a picture and as a table."""

    def __init__(self, told: ExperimentContext, name: str, rows: pd.DataFrame) -> None:
        self.told, self.name, self.rows, self.kind = told, name, rows, str(told.points["design"])
        self.column = "total" if self.kind == "sobol" else "effect"
        self.label = in_sentence(REGISTRY[name].text(told.lang))
        self.moves = bool(rows[self.column].max() > 1e-12)

    def say(self, x: float, unit: bool = False) -> str:
        """Write a strength: a share of the variation, or an effect in the outcome's unit."""
        if self.kind == "sobol":
            return percent(max(x, 0.0), self.told.lang, 0)
        shown = IndicatorFormat(REGISTRY[self.name], self.told.lang)
        text = number(shown.factor * max(x, 0.0), self.told.lang)
        return f"{text}{self.beside}" if unit else text

    @property
    def unit(self) -> str:
        """The unit of effects in words."""
        unit = REGISTRY[self.name].unit
        if unit == "share":
            return str(word("report.points", self.told.lang))
        return "" if unit == "1" else unit_text(unit, self.told.lang)

    def between(self, row: Mapping[Any, Any] | pd.Series[Any]) -> str:
        """Write the interval of a strength."""
        low, high = (max(row[end], 0.0) for end in ("low", "high"))
        if self.kind == "sobol":
            return interval(self.say(low), self.say(high), self.told.lang)
        factor = IndicatorFormat(REGISTRY[self.name], self.told.lang).factor
        return between(factor * low, factor * high, self.told.lang)

    @property
    def beside(self) -> str:
        """The unit as it stands after a number."""
        unit = REGISTRY[self.name].unit
        return f" {self.unit}" if unit == "share" else beside(unit, self.told.lang)

    def names(self, rows: pd.DataFrame, first: bool = False) -> str:
        """List the numbers of some rows; ``first`` begins a sentence."""
        return listed([self.told.name(f, first and k == 0) for k, f in enumerate(rows["factor"])], self.told.lang)

    def answer(self) -> list[Block]:
        """Say what leads, what cannot be told apart from it, what hardly matters, and what acts together."""
        w, rows = self.told.word, self.rows
        if not self.moves:
            return [Paragraph(w("sensitivity.nothing", outcome=self.label))]
        top = rows.iloc[0]
        lead = w(
            f"sensitivity.lead_{self.kind}",
            factor=self.told.name(top["factor"], first=True),
            outcome=self.label,
            value=self.say(top[self.column], unit=True),
            interval=self.between(top),
        )
        notes = (
            [("open", w("sensitivity.tied", list=self.names(tied, first=True)))]
            if len(tied := rows[1:][rows["high"][1:] >= top["low"]])
            else []
        )
        notes += self._together() if self.kind == "sobol" else self._depends()
        return [Paragraph(lead, "lead"), *([Bullets(tuple(notes))] if notes else [])]

    def _depends(self) -> list[tuple[str, str]]:
        shaky = self.rows[(self.rows["spread"] > self.rows["effect"]) & (self.rows["low"] > 0)]
        return (
            [("", self.told.word("sensitivity.depends", list=self.names(shaky), outcome=self.label))]
            if len(shaky)
            else []
        )

    def _together(self) -> list[tuple[str, str]]:
        weak = self.rows[self.rows["high"] < WEAK]
        shared = 1.0 - float(self.rows["first"].clip(lower=0).sum())
        out = []
        if len(weak):
            most = percent(WEAK, self.told.lang, 0)
            out.append(
                ("flat", self.told.word("sensitivity.weak", outcome=self.label, most=most, list=self.names(weak)))
            )
        if shared > 0.1 and bool(self.rows["enough"].all()):
            out.append(
                (
                    "",
                    self.told.word(
                        "sensitivity.together", share=percent(shared, self.told.lang, 0), outcome=self.label
                    ),
                )
            )
        return out

    def noise(self, error: float) -> str:
        """Say how uncertain one point is."""
        shown = IndicatorFormat(REGISTRY[self.name], self.told.lang)
        return self.told.word(
            "sensitivity.noise",
            replicates=self.told.result.provenance["replicates"],
            outcome=self.label,
            noise=f"{number(shown.factor * error, self.told.lang)}{self.beside}",
        )

    def picture(self) -> Picture:
        """Draw the strengths."""
        told, sobol = self.told, self.kind == "sobol"
        factor = 100.0 if sobol else IndicatorFormat(REGISTRY[self.name], told.lang).factor
        items = [
            told.word(
                "sensitivity.alt_item",
                factor=told.name(r["factor"]),
                value=self.say(r[self.column]),
                interval=self.between(r),
            )
            for r in self.rows.to_dict("records")
        ]
        title = REGISTRY[self.name].text(told.lang)
        return strengths(
            self.rows,
            self.column,
            title,
            told.word(f"sensitivity.axis_{self.kind}", unit=self.unit),
            told.lang,
            told.stamp,
            factor=factor,
            percent=sobol,
            alt=told.word("sensitivity.alt", outcome=title, list="; ".join(items)),
        )

    def table(self) -> Table:
        """List all numbers with their ranges, strengths and intervals."""
        w, last = self.told.word, "first" if self.kind == "sobol" else "spread"
        head = (
            w("sensitivity.number"),
            w("sensitivity.role"),
            w("sensitivity.range"),
            w(f"sensitivity.value_{self.kind}"),
            w("sensitivity.interval"),
            w(f"sensitivity.{last}"),
        )
        rows = tuple(
            (
                self.told.name(r["factor"]).strip("“”"),
                self.told.role(r["factor"]),
                self.told.range(r["factor"]),
                self.say(r[self.column]),
                self.between(r),
                self.say(r[last]),
            )
            for r in self.rows.to_dict("records")
        )
        unit = f" ({self.unit})" if self.kind == "morris" and self.unit else ""
        return Table(REGISTRY[self.name].text(self.told.lang) + unit, head, rows, (3, 4, 5))
