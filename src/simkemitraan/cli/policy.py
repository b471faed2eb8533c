"""``simkemitraan policy list|show|new``: policies apart from places."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import word
from .scenario import write_new

if TYPE_CHECKING:
    from ..scenario.policies import Policy


def register(app: typer.Typer, lang: str) -> None:
    """Add the commands to the app."""
    group = typer.Typer(help=word("cli.policy.help", lang), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="policy")

    @group.command("list", help=word("cli.policy.list", lang))
    def list_(as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False) -> None:
        from ..scenario.building import packaged_policies
        from ..scenario.policies import load_policy

        policies = [load_policy(name) for name in packaged_policies()]
        if as_json:
            rows = [
                {"name": p.name, **{k: w["en" if lang == "en" else "id"] for k, w in p.words.items()}} for p in policies
            ]
            print(json.dumps(rows, ensure_ascii=False))
        else:
            _table(policies, lang)

    @group.command("show", help=word("cli.policy.show", lang))
    def show(policy: Annotated[str, typer.Argument(help=word("cli.policy.name", lang))]) -> None:
        from ..desk.policyfile import shown
        from ..scenario.policies import load_policy

        print(shown(load_policy(policy), lang))

    @group.command("new", help=word("cli.policy.new", lang))
    def new(file: Annotated[Path, typer.Argument(help=word("cli.policy.file", lang))]) -> None:
        from ..scenario.starter import policy_starter

        write_new(file, policy_starter(file.stem, lang))
        print(word("cli.policy.written", lang, file=file))


def _table(policies: "list[Policy]", lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for key in ("name", "title", "use_when"):
        table.add_column(word(f"cli.scenario.{key}", lang), overflow="fold")
    for p in policies:
        table.add_row(p.name, *(p.words[key]["en" if lang == "en" else "id"] for key in ("title", "use_when")))
    Console().print(table)
    print(word("cli.policy.try", lang, name="shared_hub"))
