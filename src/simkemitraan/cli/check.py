"""``simkemitraan check``: validate scenario, policy, experiment and calibration files."""

import json
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import word

if TYPE_CHECKING:
    from ..errors import Mistake


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("check", help=word("cli.check.help", lang))
    def check(
        files: Annotated[list[str], typer.Argument(help=word("cli.check.files", lang))],
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..errors import MistakesError

        mistakes: list[Mistake] = []
        for file in files:
            try:
                good = _good(file, lang)
                if not as_json:
                    print(good)
            except MistakesError as error:
                mistakes += error.mistakes
                if not as_json:
                    print(error.words(lang), file=sys.stderr)
        if as_json:
            print(json.dumps([asdict(m) for m in mistakes], ensure_ascii=False, indent=1))
        elif mistakes:
            print(word("cli.check.bad", lang, count=len(mistakes)), file=sys.stderr)
        if mistakes:
            raise typer.Exit(2)


def _good(file: str, lang: str) -> str:
    """Return the line for a good file; raises MistakesError for a bad one."""
    from ..scenario import Scenario

    if file.endswith("experiment.yaml") or _says(file, "vary"):
        from ..runs.experiment import describe

        return str(describe(file, lang))
    if _says(file, "policy"):
        return _good_policy(file, lang)
    if _says(file, "parameters"):
        from ..analysis.calibration.carrying import describe as describe_calibration

        return describe_calibration(file, lang)
    scenario = Scenario.load(file)
    districts = scenario.data["place"]["districts"]
    return word(
        "cli.check.good",
        lang,
        file=file,
        districts=len(districts),
        organisations=sum(sum(d["counts"]) for d in districts),
        months=scenario.months,
        replicates=scenario.replicates,
    )


def _good_policy(file: str, lang: str) -> str:
    from ..scenario.policies import load_policy

    rows = load_policy(file).rows
    return word("cli.policy.good", lang, file=file, changes=len(rows), month=min(row["month"] for row in rows))


def _says(file: str, section: str) -> bool:
    """Return whether a file has a section that only one kind of file has (``vary``, ``parameters``), whatever its name."""
    try:
        with open(file, encoding="utf-8", errors="replace") as opened:
            return re.search(rf"^{section}\s*:", opened.read(100_000), re.MULTILINE) is not None
    except OSError:
        return False
