"""``simkemitraan calibrate``: estimate numbers of the model from observed patterns."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import between, number, word

if TYPE_CHECKING:
    from ..analysis.calibration.carrying import Calibrated


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("calibrate", help=word("calibrate.help", lang))
    def calibrate(
        file: Annotated[str, typer.Argument(help=word("calibrate.file", lang))],
        out: Annotated[Path | None, typer.Option(help=word("calibrate.out", lang))] = None,
        workers: Annotated[int | None, typer.Option(min=1, help=word("cli.run.workers", lang))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
        table: Annotated[bool, typer.Option("--table", help=word("calibrate.table", lang))] = False,
    ) -> None:
        from ..analysis.calibration.carrying import calibrate as carry_out
        from ..analysis.calibration.file import Calibration
        from ..analysis.calibration.writing import markdown, summary
        from ..report.calibration import write_page
        from .progress import Progress

        chosen = Calibration.load(file)
        with Progress(lang) as progress:
            done = carry_out(chosen, out or Path("results") / chosen.name, workers, progress)
        page = write_page(done, lang)
        if as_json:
            print(json.dumps(summary(done.estimate, done.checks), indent=1, ensure_ascii=False))
        elif table:
            print(markdown(done.estimate.numbers, lang))
        else:
            _show(done, lang, page)


def _show(done: "Calibrated", lang: str, page: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    from ..analysis.calibration.checking import SEEDS
    from ..analysis.calibration.writing import verdict_of

    shown = Table(box=None)
    for key in ("number", "default", "median", "interval", "spread", "verdict"):
        shown.add_column(
            word(f"calibrate.column.{key}", lang),
            justify="left" if key == "number" else "right",
            no_wrap=key in ("number", "interval"),
            overflow="fold",
        )
    for n in done.estimate.numbers:
        shown.add_row(
            n.name.partition(".")[2],
            number(n.default, lang),
            number(n.median, lang),
            between(n.low, n.high, lang),
            number(n.recovered, lang, 2),
            word(f"calibrate.verdict.{verdict_of(n)}", lang),
        )
    console = Console()
    console.print(shown)
    met, before = sum(c.met for c in done.checks), sum(c.met_before for c in done.checks)
    lines = [word("calibrate.met", lang, met=met, before=before, all=len(done.checks), seeds=SEEDS)]
    fixed = [n.name.partition(".")[2] for n in done.estimate.numbers if not n.informed]
    lines += [word("calibrate.fixed", lang, list=", ".join(fixed))] if fixed else []
    lines.append(word("calibrate.saved", lang, folder=page))
    for line in lines:
        console.print(line, markup=False, highlight=False)
