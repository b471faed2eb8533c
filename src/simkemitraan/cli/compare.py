"""``simkemitraan compare``: reforms beside a baseline with the same luck, the answer in sentences, a report."""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import word
from .arms import arms
from .early import load_meanwhile
from .large import keep_for, tell

if TYPE_CHECKING:
    from ..analysis.comparison.comparison import Comparison
    from ..analysis.comparison.rules import Rules
    from ..analysis.exploration.worlds import WorldSample
    from ..analysis.intervals import Method
    from ..runs import Outcome, Result
    from ..runs.experiment import Experiment
    from ..scenario import Scenario


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("compare", help=word("report.cli.compare", lang))
    def compare(
        context: typer.Context,
        place: Annotated[str, typer.Argument(help=word("report.cli.baseline", lang))],
        reforms: Annotated[list[str] | None, typer.Argument(help=word("report.cli.reforms", lang))] = None,
        policy: Annotated[list[str] | None, typer.Option("--policy", help=word("cli.policy.option", lang))] = None,
        replicates: Annotated[int | None, typer.Option(min=1, help=word("report.cli.replicates", lang))] = None,
        seed: Annotated[int | None, typer.Option(min=0, help=word("report.cli.seed", lang))] = None,
        months: Annotated[int | None, typer.Option(min=1, help=word("report.cli.months", lang))] = None,
        workers: Annotated[int | None, typer.Option(min=1, help=word("report.cli.workers", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=word("report.cli.out", lang))] = None,
        precision: Annotated[
            float | None, typer.Option(min=0.0001, max=1.0, help=word("report.cli.precision", lang))
        ] = None,
        most: Annotated[int, typer.Option("--max-replicates", min=2, help=word("report.cli.most", lang))] = 500,
        method: Annotated[str, typer.Option(help=word("report.cli.method", lang))] = "t",
        different: Annotated[bool, typer.Option("--different-places", help=word("cli.policy.different", lang))] = False,
        under: Annotated[str | None, typer.Option(help=word("cli.under.help", lang))] = None,
        draws: Annotated[int, typer.Option(min=2, help=word("cli.under.draws", lang))] = 50,
        report: Annotated[bool, typer.Option("--report/--no-report", help=word("report.cli.no_report", lang))] = True,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
        cache: Annotated[bool, typer.Option("--cache/--no-cache", help=word("cli.run.cache", lang))] = True,
        keep: Annotated[str | None, typer.Option(help=word("cli.run.keep", lang))] = None,
        scheduler: Annotated[str | None, typer.Option(help=word("cli.sweep.scheduler", lang))] = None,
    ) -> None:
        _refuse_without_effect(context, under=under is not None, precision=precision is not None)
        from ..analysis.comparison.rules import PRECISION, Rules

        rules = Rules(method=_method(method), precision=PRECISION if precision is None else precision)
        scenarios = arms(place, reforms or [], policy or [], months, lang, different_places=different)
        if under is not None:
            _under(_worlds_of(under, scenarios, draws, seed), scenarios, workers, out, lang, as_json=as_json)
            return
        at = out or _default_folder(scenarios)
        luck = scenarios[0].seed if seed is None else seed
        work = _Comparing(scenarios, rules, at, lang, luck, keep_for(scenarios, keep, lang), workers, scheduler, cache)
        start = replicates or scenarios[0].replicates
        comparison = work.once(start) if precision is None else work.search(start, most)
        _show(comparison, lang, as_json)
        work.finish(comparison, report=report)


UNDER_ALONE = ("replicates", "precision", "method", "keep", "scheduler")


def _refuse_without_effect(context: typer.Context, *, under: bool, precision: bool) -> None:
    """Raise InputError for an option that would do nothing beside the others, instead of taking it in silence."""
    from ..errors import InputError

    typed = {name for name in context.params if str(context.get_parameter_source(name)).endswith("COMMANDLINE")}
    alone = [] if under else ["draws"]
    alone += [] if precision or under else ["most"]
    alone += [name for name in (*UNDER_ALONE, "most") if under]
    for name in alone:
        if name in typed:
            option = "--max-replicates" if name == "most" else f"--{name}"
            key = "cli.under.not_beside" if under else f"cli.under.needs_{name}"
            raise InputError(*(word(key, lang, option=option) for lang in ("id", "en")))


def _worlds_of(named: str, scenarios: "list[Scenario]", draws: int, seed: int | None) -> "WorldSample | Experiment":
    """Return the worlds that ship with the package (``worlds``), or those of an experiment file."""
    from ..analysis.exploration.worlds import over_worlds
    from ..errors import InputError
    from ..runs.experiment import Experiment
    from ..scenario.hints import meant, nearest

    if named == "worlds":
        return over_worlds(scenarios[0], draws, scenarios[0].seed if seed is None else seed)
    if not Path(named).exists() and nearest(named, ["worlds"]):
        id, en = meant(["worlds"])
        raise InputError(f"--under {named}: berkas tidak ditemukan{id}", f"--under {named}: file not found{en}")
    return Experiment.load(named)


def _under(
    worlds: "WorldSample | Experiment",
    scenarios: "list[Scenario]",
    workers: int | None,
    out: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Repeat the comparison in other worlds and say in how many the policies help, and under which assumptions they stop."""
    from ..analysis.exploration.robustness import under
    from ..analysis.exploration.worlds import WorldSample
    from ..report.worlds import about, terminal, write_worlds
    from ..runs import load
    from .progress import Progress

    asked = worlds if isinstance(worlds, WorldSample) else None
    chosen = worlds.experiment if isinstance(worlds, WorldSample) else worlds
    folder = out or Path("results") / f"{'-'.join(s.name for s in scenarios)[:80]}-under-{chosen.name}"
    with Progress(lang) as progress:
        verdicts = under(chosen, tuple(scenarios), folder, workers=workers, report=progress)
    titles = [s.title(lang) or s.name for s in scenarios]
    if as_json:
        found = {"worlds": asked.to_dict() if asked else None, "verdicts": [v.to_dict() for v in verdicts]}
        print(json.dumps(found, indent=1, allow_nan=False))
        return
    if asked:
        print(about(asked, lang) + "\n")
    print(terminal(verdicts, titles, lang))
    if asked:
        paths = write_worlds(load(folder), verdicts, titles, asked, lang)
        print("\n" + word("exploring.worlds.page_at", lang, paths=", ".join(map(str, paths))), file=sys.stderr)


def _method(text: str) -> "Method":
    """Return the kind of interval; raises InputError for another word."""
    from ..errors import InputError

    known: dict[str, Method] = {"t": "t", "bootstrap": "bootstrap"}
    if text in known:
        return known[text]
    raise InputError(
        f"`--method {text}` tidak dikenal; pilih `t` atau `bootstrap`.",
        f"there is no `--method {text}`; choose `t` or `bootstrap`.",
    )


def _default_folder(scenarios: "list[Scenario]") -> Path:
    """Return the folder of a comparison that was given none."""
    from ..runs import default_folder

    return default_folder("-".join(s.name for s in scenarios)[:80])


@dataclass
class _Comparing:
    """A comparison that is run, once or in rounds, and told.

    Attributes
    ----------
    scenarios : list of Scenario
        Baseline and reforms.
    rules : Rules
        How differences are judged.
    folder : Path
        Where the result lies at the end.
    lang : str
        Language of what is said.
    seed : int
        Luck of the replicates.
    keep : str
        Which tables are kept.
    workers : int or None
        Processes, as many as fit by default.
    scheduler : str or None
        Address of a cluster.
    cache : bool
        Worlds at the start of the horizon are kept and taken from the cache.
    outcome : Outcome or None
        What the last run came to.
    """

    scenarios: "list[Scenario]"
    rules: "Rules"
    folder: Path
    lang: str
    seed: int
    keep: str
    workers: int | None
    scheduler: str | None
    cache: bool
    outcome: "Outcome | None" = None

    def once(self, replicates: int) -> "Comparison":
        """Run the replicates asked for."""
        return self._read(self._execute(replicates, self.folder))

    def search(self, start: int, most: int) -> "Comparison":
        """Run rounds until the precision is reached; only the last one is kept."""
        from ..analysis.comparison.precision import until_precise
        from ..runs import load

        self._refuse_existing()
        done: list[Path] = []

        def run(n: int) -> "Result":
            for old in done:
                shutil.rmtree(old)
            done[:] = [self._execute(n, self.folder.with_name(f"{self.folder.name}.round-{n}"))]
            return load(done[0])

        rounds = until_precise(run, start, self.rules, most, self._tell)
        done[0].rename(self.folder)
        if not rounds.reached:
            self._say("stopped_at", n=rounds.tried[-1], needed=rounds.comparison.needed())
        return self._read(self.folder)

    def _read(self, folder: Path) -> "Comparison":
        """Read the result from where it lies."""
        from ..analysis.comparison.comparison import compare
        from ..runs import load

        return compare(load(folder), self.rules)

    def _refuse_existing(self) -> None:
        """Refuse before any work is done."""
        from ..errors import ResultExistsError

        if self.folder.exists():
            raise ResultExistsError(
                f"{self.folder} sudah ada; pilih folder lain dengan --out (hasil tidak pernah ditimpa).",
                f"{self.folder} already exists; choose another with --out (results are never overwritten).",
            )

    def _execute(self, replicates: int, folder: Path) -> Path:
        """Run all arms with the same luck."""
        from ..runs import execute, plan_arms
        from .progress import Progress

        plan = plan_arms(self.scenarios, replicates, self.seed, self.keep, "compare")
        more: dict[str, Any] = {}
        if self.scheduler:
            from ..runs.cluster import on_cluster

            more["each"] = on_cluster(self.scheduler, cache=self.cache)
        else:
            self.workers = tell(plan, self.workers, self.lang)
        load_meanwhile("..report.terminal")
        with Progress(self.lang) as progress:
            self.outcome = execute(plan, folder, workers=self.workers, report=progress, cache=self.cache, **more)
        return self.outcome.folder

    def _tell(self, n: int, left: int, following: int) -> None:
        """Say between rounds how far it is."""
        self._say("round", n=n, left=left, next=following)

    def finish(self, comparison: "Comparison", *, report: bool) -> None:
        """Write the report, say where everything lies, and raise what failed."""
        from ..runs.executing import failed_error

        if report:
            from ..report import write_report

            for path in write_report(self.folder, self.lang, result=comparison.overview.result, rules=self.rules):
                self._say("report_at", path=path)
        self._say("result_at", path=self.folder)
        if self.outcome is not None and self.outcome.failed:
            raise failed_error(self.outcome)

    def _say(self, key: str, **values: object) -> None:
        print(word(f"report.cli.{key}", self.lang, **values), file=sys.stderr)


def _show(comparison: "Comparison", lang: str, as_json: bool) -> None:
    """Print the comparison as tables and sentences, or as JSON."""
    if as_json:
        print(json.dumps(comparison.to_dict(lang), indent=1, ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console

    from ..report.context import Context
    from ..report.terminal import show

    show(Context(comparison.overview, comparison, lang), Console())
