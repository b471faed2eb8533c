"""A long command that is piped or written to a file is not silent: it says how far it is, soon and then ever more rarely."""

from __future__ import annotations

import io
import re
import sys

import pytest

from simkemitraan.cli import progress


def test_lines_are_written_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    with progress.Progress("en") as report:
        for done in range(0, 1001, 10):
            report("run", done, 1000)
            now[0] += 5.0
    lines = said.getvalue().splitlines()
    assert "20 of 1000 runs" in lines[0]
    assert len(lines) == 7


def family(burn_in: int, months: int, arms: int) -> list[int]:
    """Months that each run of a family takes: what comes before the horizon is simulated with the first."""
    return [burn_in + months, *[months] * (arms - 1)]


def test_what_the_first_of_a_family_takes_is_not_expected_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seeds of a baseline and 19 policies, 600 months before the horizon, two processes, a second a month."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    took = family(600, 120, 20)
    whole = 5 * sum(took)  # seconds: two seeds at a time
    report, began, simulated, left = progress.Progress("en"), now[0], 0, []
    for done in range(1, 201):
        months = took[(done - 1) // 2 % 20]
        now[0] += months if done % 2 else 0.0
        simulated += months
        report.months(simulated, 10 * sum(took))
        before = len(said.getvalue())
        report("run", done, 200)
        if len(said.getvalue()) > before:
            left.append(whole - (now[0] - began))
    lines = said.getvalue().splitlines()
    assert len(lines) == len(left) > 20
    for line, true in zip(lines[:-5], left, strict=False):
        told = float(re.search(r"([\d.,]+) min", line)[1].replace(",", ""))  # type: ignore[index]
        assert told == pytest.approx(true / 60, rel=0.15, abs=720 / 60)  # the other process may be about to come back


def test_a_family_that_finds_its_beginning_kept_and_a_resumed_one_are_reckoned_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    report = progress.Progress("en")
    months = [120] * 5 + [720] * 5  # the first five found theirs
    for k, took in enumerate(months):
        now[0] += took
        report.months(sum(months[: k + 1]), sum(months))
        report("run", 11 + k, 20)  # ten were there already
    lines = said.getvalue().splitlines()
    told = float(re.search(r"([\d.,]+) min", lines[0])[1].replace(",", ""))  # type: ignore[index]
    assert told == pytest.approx((sum(months) - 240) / 60, rel=0.01)
