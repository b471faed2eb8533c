"""The benefit of partnership is not built in."""

from __future__ import annotations

from pathlib import Path

from simkemitraan.runs import compare
from simkemitraan.scenario import Scenario


def test_more_partnership_can_lower_the_families_served(tmp_path: Path) -> None:
    """Consortia demanded by funders, costly ties, poor governance, low trust: more agreements, fewer families."""
    arms = [Scenario.load(f"package:{name}") for name in ("harmful_baseline", "harmful")]
    result = compare(*arms, replicates=8, out=tmp_path / "r", keep="indicators", workers=1)
    frame = result.indicators(district=0, group=-1, indicator=["families_served", "partnerships"])
    last = (
        frame[frame["month"] >= 108]
        .groupby(["indicator", "arm", "replicate"], observed=True)["value"]
        .mean()
        .unstack("arm")
    )
    difference = (last[1] - last[0]).groupby("indicator", observed=True)
    assert difference.mean()["partnerships"] > 0
    # the paired difference is negative by more than two standard errors
    assert difference.mean()["families_served"] < -2 * difference.sem()["families_served"]
