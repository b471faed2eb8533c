"""The differences that lessons ask about, simulated: ``python -m tests.live.contrasts`` prints what would do instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from simkemitraan import Scenario
from simkemitraan.live import interventions
from simkemitraan.live.lesson import Lesson, lessons
from simkemitraan.live.questions import WINDOW, Band, Question, values_of
from simkemitraan.live.serving import NAMES, setup_of
from simkemitraan.live.session import trajectories_of
from simkemitraan.live.session_file import SessionState
from simkemitraan.live.sources import ModelSource
from simkemitraan.live.trajectory import Intervention

REPLICATES = 12


@cache
def source_of(lesson: str) -> ModelSource:
    (path,) = (found.scenario for found in lessons() if found.name == lesson)
    assert path is not None
    return ModelSource(setup_of([Scenario.load(path)], None)).fresh(REPLICATES)


@dataclass(frozen=True)
class Asked:
    """One ``@guess`` and all that was posted before it."""

    lesson: str
    step: int
    indicator: str
    month: int
    months: int
    window: int
    posts: tuple[tuple[Intervention, ...], ...]

    def __str__(self) -> str:
        return f"{self.lesson}-{self.step}-{self.indicator}"

    def futures(self, luck: int) -> list[Any]:
        state = SessionState("", luck, 0, self.month, (0, 0), self.posts)
        futures = trajectories_of(source_of(self.lesson), state, luck)
        for future in futures:
            future.go_to(self.month + self.months)
        return futures

    def before(self) -> float:
        """Return the indicator when the question is asked."""
        column, series = NAMES.index(self.indicator), self.futures(0)[0].series
        known = [m for m in sorted(series) if m < self.month and series[m][column] == series[m][column]]
        return float(series[known[-1]][column]) if known else 0.0

    def differences(self, lucks: Iterable[int], indicator: str = "", window: int = 0) -> list[float]:
        until = self.month + self.months
        question = Question(
            1,
            None,
            indicator="x",
            asked_at=self.month,
            until=until,
            window=window or self.window,  # type: ignore[arg-type]
        )
        column = NAMES.index(indicator or self.indicator)
        found = [values_of(self.futures(luck), column, question) for luck in lucks]
        return [values[1] - values[0] for values in found if values]


def asked_of(lesson: Lesson) -> Iterator[Asked]:
    month, posts = 0, [()]  # type: ignore[var-annotated]
    for k, step in enumerate(lesson.steps, 1):
        for action in step.actions:
            do = action["do"]
            if do == "reset":
                month, posts = 0, [()]
            elif do == "seek":
                month = action["month"]
            elif do == "branch":
                posts = [posts[0], posts[0]]
            elif do == "merge":
                posts = [posts[action["keep"]]]
            elif do == "set":
                change = interventions.setting(month, action["mechanism"], action["param"], action["value"])
                posts[action["lane"]] = (*posts[action["lane"]], change)
            elif do == "shock" and action["shock"] != "leader_leaves":
                posts[action["lane"]] = (*posts[action["lane"]], interventions.shocking(month, action["shock"], None))
            elif do == "ask" and "indicator" in action:
                window = action.get("window", WINDOW)
                yield Asked(lesson.name, k, action["indicator"], month, action["months"], window, tuple(posts))


ASKED = [asked for lesson in lessons() for asked in asked_of(lesson)]


def main() -> None:
    for asked in ASKED:
        print(f"--- {asked}")
        for name in NAMES:
            differences = asked.differences(range(REPLICATES), name)
            band = Band.of(differences) if differences else None
            if band and band.exceeded():
                print(f"{name:>22} {band.low:10.4g} {band.median:10.4g} {band.high:10.4g}", flush=True)


if __name__ == "__main__":
    main()
