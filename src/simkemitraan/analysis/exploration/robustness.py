"""Does a conclusion hold in other worlds: a comparison repeated over a sample of assumptions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...indicators import REGISTRY
from ...runs.experiment import Experiment
from ...runs.result import load
from ...runs.sweep import carry_out, plan_experiment
from ...scenario import Scenario
from ...wording import between, finite, number, percent, word
from .discovery import Rule, driver, stops_helping
from .factors import name_of
from .sensitivity import outcomes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sample of assumptions says of one outcome of one reform.

    Attributes
    ----------
    reform, outcome : str
        Which reform (its title in both languages is in the scenario) and which indicator.
    arm : int
        Arm of the reform.
    holds : float
        Share of the sampled assumptions under which the reform helps.
    harms : float
        Share of those under which it harms; where it changes nothing it does neither.
    low, high : float
        Smallest and largest difference over the sample.
    rule : Rule
        Under which assumptions it stops helping (empty box: nowhere in particular).
    points : int
        Size of the sample.
    driver : tuple of (str, float) or None
        The assumption on which the difference depends most, and its rank correlation.
    """

    reform: str
    outcome: str
    arm: int
    holds: float
    harms: float
    low: float
    high: float
    rule: Rule
    points: int
    driver: tuple[str, float] | None

    @property
    def count(self) -> int:
        """In how many worlds the reform helps."""
        return round(self.holds * self.points)

    def sentence(self, title: str, lang: str) -> str:
        """Return the verdict in words."""
        name = REGISTRY[self.outcome].text(lang)
        if self.low == self.high == 0.0:
            return word("cli.under.nothing", lang, title=title, outcome=name, points=self.points)
        text = word(
            "cli.under.verdict",
            lang,
            title=title,
            outcome=name,
            share=percent(self.holds, lang),
            points=self.points,
            interval=between(self.low, self.high, lang, sign=True),
        )
        if self.driver:
            text += " " + word(
                "cli.under.driver", lang, name=name_of(self.driver[0], lang), rho=number(self.driver[1], lang)
            )
        if self.holds in (0.0, 1.0):
            return text
        why = (
            word("cli.under.stops", lang, rule=self.rule.sentence(lang))
            if self.rule.limits
            else word("cli.under.open", lang)
        )
        return f"{text} {why}"

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict for JSON: open sides of limits are null."""
        out = asdict(self)
        for limit in out["rule"]["limits"]:
            limit.update(low=finite(limit["low"]), high=finite(limit["high"]))
        return out


def _whole(asked: Experiment, folder: Path) -> bool:
    """Whether a folder holds the complete result of this very experiment, so that nothing need be run again."""
    if not (folder / "provenance.json").exists():
        return False
    held, plan = load(folder).provenance, plan_experiment(asked)
    return bool((held["hashes"], held["seed"], held["runs"]) == (plan.hashes(), plan.seed, len(plan.runs)))


def under(experiment: Experiment, arms: tuple[Scenario, ...], folder: Path, **more: Any) -> list[Verdict]:
    """Repeat a comparison over an experiment's sample of assumptions.

    Parameters
    ----------
    experiment : Experiment
        Says which assumptions vary, how, and which outcomes count; its own scenarios are not used.
    arms : tuple of Scenario
        Baseline and reforms.
    folder : Path
        Result folder of the sweep; a partial one is gone on with, a complete one is read.
    **more
        Passed on to the runner.

    Raises
    ------
    InputError
        If none of the outcomes is one of which more or less is better.
    ResultDamagedError
        If the folder holds a complete result that is not what was written.
    """
    chosen = [o for o in experiment.outcomes if REGISTRY[o].good]
    if not chosen:
        raise InputError(
            "tidak ada hasil yang lebih baik bila naik atau turun; pilih `outcomes` lain",
            "none of the outcomes is better for being higher or lower; choose other `outcomes`",
        )
    asked = experiment.changed(arms=arms)
    result = load(folder if _whole(asked, folder) else carry_out(asked, folder, **more).folder, whole=True)
    base = outcomes(result, chosen, 0)
    names = result.provenance["points"]["names"]
    verdicts = []
    for arm in range(1, len(arms)):
        table = outcomes(result, chosen, arm)
        for name in chosen:
            difference = table[name] - base[name]
            holds, rule = stops_helping(base[names], difference, REGISTRY[name].good)
            verdicts.append(
                Verdict(
                    arms[arm].name,
                    name,
                    arm,
                    holds,
                    float((REGISTRY[name].good * difference < 0.0).mean()),
                    float(difference.min()),
                    float(difference.max()),
                    rule,
                    len(base),
                    driver(base[names], difference),
                )
            )
    return verdicts
