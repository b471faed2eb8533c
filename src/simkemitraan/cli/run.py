"""``simkemitraan run``: run a scenario, print its headline with intervals, write a result folder and its report."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import number, word
from .early import load_meanwhile
from .horizon import within
from .large import keep_for, tell

if TYPE_CHECKING:
    from ..runs import Outcome, Result


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("run", help=word("cli.run.help", lang))
    def run(
        scenario: Annotated[str, typer.Argument(help=word("cli.run.scenario", lang))],
        replicates: Annotated[int | None, typer.Option(min=1, help=word("cli.run.replicates", lang))] = None,
        seed: Annotated[int | None, typer.Option(min=0, help=word("cli.run.seed", lang))] = None,
        months: Annotated[int | None, typer.Option(min=1, help=word("cli.run.months", lang))] = None,
        workers: Annotated[int | None, typer.Option(min=1, help=word("cli.run.workers", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=word("cli.run.out", lang))] = None,
        report: Annotated[bool, typer.Option("--report/--no-report", help=word("cli.run.report", lang))] = True,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
        cache: Annotated[bool, typer.Option("--cache/--no-cache", help=word("cli.run.cache", lang))] = True,
        keep: Annotated[str | None, typer.Option(help=word("cli.run.keep", lang))] = None,
    ) -> None:
        from ..runs import default_folder, execute, load, plan_arms
        from ..scenario import Scenario
        from .progress import Progress

        chosen = within(Scenario.load(scenario), months, lang)
        luck = chosen.seed if seed is None else seed
        plan = plan_arms([chosen], replicates or chosen.replicates, luck, keep_for([chosen], keep, lang))
        workers = tell(plan, workers, lang)
        load_meanwhile("..analysis.comparison.overview")
        with Progress(lang) as progress:
            folder = out or default_folder(chosen.name)
            outcome = execute(plan, folder, workers=workers, report=progress, cache=cache)
        show_headline(load(outcome.folder), lang, as_json)
        finish(outcome, lang, report=report)


def finish(outcome: "Outcome", lang: str, *, report: bool) -> None:
    """Write the report, say where everything lies, and raise what failed."""
    from ..runs.executing import failed_error

    if report:
        from ..report import write_report

        for path in write_report(outcome.folder, lang=lang):
            print(word("cli.run.report_at", lang, path=path), file=sys.stderr)
    print(
        word("cli.run.result_at", lang, path=outcome.folder, seconds=number(outcome.seconds, lang, 1)), file=sys.stderr
    )
    if outcome.failed:
        raise failed_error(outcome)


def headline(result: "Result") -> list[dict[str, Any]]:
    """Return the headline of a run: the final year of each headline indicator, mean and 95 % interval over replicates."""
    from ..analysis.comparison.overview import Overview
    from ..indicators import REGISTRY

    levels = Overview(result).levels
    rows = levels[(levels["arm"] == 0) & (levels["district"] == 0) & (levels["group"] == -1)].set_index("indicator")
    return [
        {
            "indicator": name,
            "unit": i.unit,
            **{k: float(rows[c].loc[name]) for k, c in (("value", "mean"), ("low", "low"), ("high", "high"))},
        }
        for name, i in REGISTRY.items()
        if i.headline and name in rows.index
    ]


def show_headline(result: "Result", lang: str, as_json: bool) -> None:
    """Print the headline as a table or as JSON."""
    rows = headline(result)
    if as_json:
        print(json.dumps({"headline": rows, "replicates": result.provenance["replicates"]}, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    from ..indicators import REGISTRY
    from ..report.formats import IndicatorFormat

    title = word("cli.run.title", lang, title=result.scenarios[0].title(lang), n=result.provenance["replicates"])
    table = Table(title=title, box=None, title_justify="left")
    table.add_column(word("cli.run.indicator", lang))
    for key in ("value", "interval"):
        table.add_column(word(f"cli.run.{key}", lang), justify="right")
    for row in rows:
        shown = IndicatorFormat(REGISTRY[row["indicator"]], lang)
        table.add_row(shown.indicator.text(lang), shown.value(row["value"]), shown.between(row["low"], row["high"]))
    Console().print(table)
