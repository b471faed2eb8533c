"""While the rules are written anew nothing that the first version computed changes, not by a bit.

The digests were written by the first version (``record.py``). A failure names the mechanism that ran, the world, the
first month looked at that differs, and the columns. Compiled only: interpreted runs differ in the last bits.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.oracle import digests, results

pytestmark = pytest.mark.compiled

EXPECTED: dict[str, Any] = json.loads((digests.HERE / "digests.json").read_text(encoding="utf-8"))
ALONE = digests.SAVED
TOGETHER = (*ALONE, "random01", "random04", "random09", "random12", "edges", "tiny")


def _cases() -> list[Any]:
    out = []
    for world in digests.WORLDS:
        for run in digests.runs():
            quick = world in TOGETHER if run == digests.ALL else world in ALONE and ("+" not in run)
            out.append(pytest.param(world, run, id=f"{run}-{world}", marks=() if quick else pytest.mark.full))
    return out


def _worlds() -> list[Any]:
    return [pytest.param(w, marks=() if w in TOGETHER else pytest.mark.full) for w in digests.WORLDS]


def _named(columns: list[str]) -> str:
    return ", ".join(columns[:12]) + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")


@pytest.mark.parametrize("world", _worlds())
def test_population_and_burn_in(world: str) -> None:
    """The world as it is built, and after its burn-in."""
    _, built, end, trail = digests.warmed(world)
    expected = digests.unpacked(EXPECTED[world]["built"], {})
    differ = digests.differences(built, expected)
    assert not differ, f"{world}, as built: {_named(differ)}"
    differ = digests.differences(end, digests.unpacked(EXPECTED[world]["warmed"], expected))
    month = digests.first_month(trail, EXPECTED[world]["trail"])
    assert not differ, f"{world}, burn-in, all mechanisms: from its month {month} on; at its end {_named(differ)}"


@pytest.mark.parametrize(("world", "run"), _cases())
def test_state(world: str, run: str) -> None:
    """Every column after 1, 12 and 60 months in which the named mechanisms ran."""
    told = EXPECTED[world]
    if world not in ALONE:
        assert digests.warmed(world)[3] == told["trail"], f"{world} differs already at the end of its burn-in"
    months: list[str] = []
    for key, found in digests.checkpoints(world, run):
        if isinstance(found, str):
            month = digests.first_month(found, told[run][key])
            assert not month, f"{run}, {world}: differs in month {month}, and no longer later"
            continue
        differ = digests.differences(found, digests.expected(told, run, key))
        assert not differ, (
            f"{run}, {world}, after {key} months (after {', '.join(months) or 'none'} it agrees): {_named(differ)}"
        )
        months.append(key)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("oracle")
    return {command: results.made(command, folder) for command in results.COMMANDS}


@pytest.mark.parametrize("command", results.COMMANDS)
def test_results_say_the_same(made: dict[str, Any], command: str) -> None:
    """Every column of every table of a result: its type and its values."""
    expected = EXPECTED["results"][command]["data"]
    found = results.data(made[command])
    assert sorted(found) == sorted(expected)
    differ = digests.differences(found, expected)
    assert not differ, f"{command}: {_named(differ)}"
    assert [t for t in expected if list(found[t]) != list(expected[t])] == []
