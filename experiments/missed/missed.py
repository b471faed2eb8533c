"""What three rules carry, and why rows of the sheets are missed or at an edge: read by other instruments, with numbers moved.

``python experiments/missed/missed.py rows.csv`` (six replicates of each; some minutes). Nothing is fitted: every row says what one change does,
with the same luck. What is made of it is told on the evidence page.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from scipy.stats import kendalltau

from simkemitraan.analysis.validation import aside, sheet
from simkemitraan.analysis.validation import counting_rules as contract
from simkemitraan.analysis.validation.history import LAST, Bools, Floats, History
from simkemitraan.analysis.validation.instruments import NameGenerator
from simkemitraan.analysis.validation.measurement import measure_one, score
from simkemitraan.analysis.validation.outcomes import OBSERVED, Outcomes
from simkemitraan.scenario import Scenario
from simkemitraan.scenario.varying import with_numbers
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.spec import Spec

SEEDS = 6
Number = tuple[str, str, float]
MONEY: dict[str, tuple[Number, ...]] = {
    "as it is": (),
    "no pay freeze": (("finance", "pay_freeze", 0.0),),
    "hiring is not put off": (("staffing", "put_off", 0.0),),
    "requests of a year's income": (("funding", "request_share", 1.0),),
    "two thirds of income for wages": (("staffing", "payroll_share", 0.65),),
    "posts follow income fast": (("staffing", "plan_speed", 0.1),),
    "reserves of eighteen months": (("finance", "buffer_months", 18.0),),
    "all four as they were": (
        ("staffing", "put_off", 0.0),
        ("funding", "request_share", 1.0),
        ("staffing", "payroll_share", 0.65),
        ("staffing", "plan_speed", 0.08),
    ),
}
TIES: dict[str, tuple[Number, ...]] = {
    "as it is": (),
    "shared partners keep ties, upper end": (("dissolution", "informal_shared", 1.5),),
    "partners in common do not meet more": (("maintenance", "meetings_shared", 0.0),),
    "the near do not meet more": (("maintenance", "meetings_near", 0.0),),
    "past partners do not count": (("formation", "past", 0.0),),
    "pairs meet equally often": (("maintenance", "meetings_spread", 0.0),),
}
CONTACT: dict[str, tuple[Number, ...]] = {
    "as it is": (),
    "the near do not meet more": (("maintenance", "meetings_near", 0.0),),
    "partners in common do not meet more": (("maintenance", "meetings_shared", 0.0),),
    "partners in common meet more, and nothing else": (
        ("maintenance", "meetings_near", 0.0),
        ("maintenance", "meetings_shared", 0.9),
        ("maintenance", "meetings_log", -0.64),
    ),
    "the near meet more, and nothing else": (
        ("maintenance", "meetings_near", 2.0),
        ("maintenance", "meetings_shared", 0.0),
        ("maintenance", "meetings_log", -0.72),
    ),
    "pairs meet equally often": (("maintenance", "meetings_spread", 0.0),),
    "nobody introduces anybody": (("formation", "introductions", 0.0),),
    "partners in common do not count in choosing": (("formation", "shared", 0.0),),
}
CONTACT_ROWS = ("P1.contact", "P2.monthly", "P2.weekly", "T4.shared_odds", "P3.shared", "P3.kept")
SURVEYS: dict[str, NameGenerator] = {
    "two names, recalled": NameGenerator(),
    "two names, no error of recall": NameGenerator(noise=0.0),
    "five names": NameGenerator(mean=5.0),
    "every partner": NameGenerator(mean=np.inf, most=1000, noise=0.0),
}


def baseline() -> Spec:
    """Return the median regency."""
    return Scenario.load("package:baseline").with_changes(months=LAST).spec(trace=False)


def seeds() -> list[int]:
    """Return the seeds of all variants."""
    return [replicate_seed(1, r) for r in range(SEEDS)]


# --- money: organisation-years ----------------------------------------------------------------------------------------


def losses(spec: Spec, which: Iterable[int]) -> Floats:
    """Return nonprofits' years: staff, then income, pay, posts open, reserves, staff, aid and service against the year before."""
    rows = []
    for seed in which:
        for before, after in Outcomes.collect(spec, seed).pairs():
            with np.errstate(divide="ignore", invalid="ignore"):
                ratios = [
                    after.income / before.income,
                    after.pay,
                    (after.wanted - after.staff) / before.staff,
                    after.reserves / before.reserves,
                    after.staff / before.staff,
                    after.aid / before.aid,
                    after.served / before.served,
                ]
            rows.append(np.stack([before.staff, *ratios], axis=1)[before.income > 0])
    return np.concatenate(rows)


def shares(
    x: Floats, hiring: Callable[[Floats], Bools] | None = None, reserves: float = 0.95, aid: float = 0.75
) -> Floats:
    """Return the shares that did each of six things, in the order of the survey."""
    late = x[:, 3] > 0.1 if hiring is None else hiring(x)
    did = (x[:, 2] < 0.999, late, x[:, 4] < reserves, x[:, 5] < 0.9, x[:, 6] < aid, x[:, 7] < 0.9)
    return np.array([d.mean() for d in did])


def told(part: str, name: str, found: Floats, n: int) -> list[object]:
    """Return a row of the table: shares, and Kendall's tau with the observed order."""
    tau = kendalltau(found, OBSERVED).statistic
    return [part, name, n, *(round(float(v), 3) for v in found), round(float(tau), 3)]


def money_rows() -> list[list[object]]:
    """Return the rows on responses to a loss."""
    out: list[list[object]] = []
    for name, numbers in MONEY.items():
        x = losses(with_numbers(baseline(), numbers), seeds())
        lost = x[x[:, 1] < 0.9]
        out.append(told("numbers", name, shares(lost), len(lost)))
        if not numbers:
            out += readings(x, lost)
    return out


def readings(x: Floats, lost: Floats) -> list[list[object]]:
    """Return the same runs read in other ways."""
    picked = {
        "losses of 10 to 30 %": lost[lost[:, 1] >= 0.7],
        "losses above 30 %": lost[lost[:, 1] < 0.7],
        "ten or more paid staff": lost[lost[:, 0] >= 10.0],
        "no loss (the same acts in other years)": x[x[:, 1] >= 0.9],
    }
    out = [told("who", name, shares(rows), len(rows)) for name, rows in picked.items() if len(rows)]
    ways = {
        "hiring put off: staff fell and was not filled up": shares(lost, hiring=lambda r: r[:, 5] < 0.98),
        "reserves drawn: by a quarter": shares(lost, reserves=0.75),
        "programmes cut: by half": shares(lost, aid=0.5),
        "all three": shares(lost, lambda r: r[:, 5] < 0.98, 0.75, 0.5),
    }
    return out + [told("reading", name, found, len(lost)) for name, found in ways.items()]


# --- names kept -------------------------------------------------------------------------------------------------------


def kept(spec: Spec, survey: NameGenerator, which: Iterable[int]) -> Floats:
    """Return the counts of names over all seeds."""
    return np.sum([contract.names(History.collect(spec, seed), survey) for seed in which], axis=0)


def ratio_of(s: Floats) -> list[float]:
    """Return names kept with at most one shared partner, with three or more, and the ratio."""
    few, many = s[4] / max(s[4] + s[5], 1.0), s[6] / max(s[6] + s[7], 1.0)
    return [round(float(v), 3) for v in (few, many, many / few if few else np.nan)]


def name_rows() -> list[list[object]]:
    """Return the rows on names kept."""
    out: list[list[object]] = []
    histories = [History.collect(baseline(), seed) for seed in seeds()]
    for name, survey in SURVEYS.items():
        s = np.sum([contract.names(h, survey) for h in histories], axis=0)
        out.append(["survey", name, int(s[4:8].sum()), *ratio_of(s)])
    collect = partial(kept, survey=NameGenerator(), which=seeds())
    for name, numbers in TIES.items():
        s = collect(with_numbers(baseline(), numbers))
        out.append(["names", name, int(s[4:8].sum()), *ratio_of(s)])
    return out


# --- contact ----------------------------------------------------------------------------------------------------------


def contact_rows() -> list[list[object]]:
    """Return the rows on how often partners meet, beside those on new and kept names."""
    rows = [next(r for r in (*sheet.ROWS, *aside.ROWS) if r.name == name) for name in CONTACT_ROWS]
    out: list[list[object]] = []
    for name, numbers in CONTACT.items():
        spec = with_numbers(baseline(), numbers)
        found = score([measure_one(seed, spec, rows=rows) for seed in seeds()], rows)
        out.append(["contact", name, SEEDS, *(round(t.value, 3) for t in found)])
    return out


def main() -> None:
    """Write the table."""
    with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["part", "what", "n", "a", "b", "c", "d", "e", "f", "tau"])
        for row in (*money_rows(), *contact_rows(), *name_rows()):
            rows.writerow(row)


if __name__ == "__main__":
    main()
