"""``simkemitraan replay``: from one wave of a real panel to the next, judged against rivals fitted to the same panel."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from ..wording import number, word

if TYPE_CHECKING:
    from ..analysis.panels.replay import Replay


FEWEST = 50  # worlds from which numbers are estimated for a panel


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    def say(key: str) -> str:
        return word(f"replay.{key}", lang)

    @app.command("replay", help=say("help"))
    def replay(
        panel: Annotated[Path, typer.Argument(help=say("panel"))],
        waves: Annotated[str, typer.Option(help=say("waves"))] = "",
        scenario: Annotated[str, typer.Option(help=say("scenario"))] = "package:baseline",
        replicates: Annotated[int, typer.Option(min=2, help=say("replicates"))] = 300,
        seed: Annotated[int, typer.Option(min=0, help=word("cli.run.seed", lang))] = 1,
        burn_in: Annotated[int, typer.Option(min=0, max=720, help=say("burn_in"))] = 120,
        workers: Annotated[int | None, typer.Option(min=1, help=word("cli.run.workers", lang))] = None,
        estimate: Annotated[bool, typer.Option("--estimate", help=say("estimate"))] = False,
        out: Annotated[Path | None, typer.Option(help=say("out"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..report import replayed

        if out is not None:
            replayed.refuse_existing(out)
        _enough(estimate, replicates)
        done = _run(panel, waves, scenario, replicates, seed, burn_in, workers, estimate, lang)
        if as_json:
            print(json.dumps(replayed.as_dict(done), indent=1))
        else:
            _show(done, lang)
        for path in replayed.write(done, out, lang) if out is not None else ():
            print(word("replay.written", lang, path=path), file=sys.stderr)


def _enough(estimate: bool, replicates: int) -> None:
    if estimate and replicates < FEWEST:
        raise InputError(
            f"--estimate memilih seperlima dunia: --replicates paling sedikit {FEWEST}, bukan {replicates}.",
            f"--estimate chooses a fifth of the worlds: --replicates at least {FEWEST}, not {replicates}.",
        )


def _run(
    folder: Path,
    waves: str,
    scenario: str,
    replicates: int,
    seed: int,
    burn_in: int,
    workers: int | None,
    estimate: bool,
    lang: str,
) -> "Replay":
    """Read, run in parallel and score."""
    from functools import partial

    from ..analysis.panels.panel import load_panel
    from ..analysis.panels.replay import replay, two_waves
    from ..runs.workers import spread
    from ..scenario import Scenario

    panel = load_panel(folder)
    labels = [w.strip() for w in waves.split(",")] if waves else [w.label for w in panel.waves[:2]]
    first, following = two_waves(panel, labels)
    spec = Scenario.load(scenario).with_changes(burn_in=burn_in).spec(trace=False)
    print(word("replay.running", lang, n=replicates, first=first.label, next=following.label), file=sys.stderr)
    return replay(panel, spec, seed, replicates, labels, partial(spread, workers=workers), estimate=estimate)


def _show(done: "Replay", lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from ..report.replayed import sentences, title_values

    console = Console()
    console.print(word("replay.title", lang, **title_values(done)), markup=False)
    shown = Table(box=None)
    for key in ("part", "predictor"):
        shown.add_column(word(f"replay.column.{key}", lang))
    for key in ("pairs", "auc", "log_score", "slope", "better_in"):
        shown.add_column(word(f"replay.column.{key}", lang), justify="right")
    for line in done.lines:
        shown.add_row(
            word(f"replay.part.{line.part}", lang),
            word(f"replay.predictor.{line.predictor}", lang),
            f"{line.hits}/{line.pairs}",
            number(line.auc, lang, 3),
            number(line.log_score, lang, 3),
            number(line.slope, lang, 2) if line.slope == line.slope else "",
            "" if line.predictor == "model" else f"{line.better_in}/{line.systems}",
        )
    said = sentences(done, lang)
    console.print(said[0], markup=False, highlight=False)
    console.print(shown)
    for sentence in said[1:]:
        console.print(sentence, markup=False, highlight=False)
