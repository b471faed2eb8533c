"""``simkemitraan policy list|show|new``: policies apart from places."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
        from ..scenario.policies import load_policy

        print(shown(load_policy(policy), lang))

    @group.command("new", help=word("cli.policy.new", lang))
    def new(file: Annotated[Path, typer.Argument(help=word("cli.policy.file", lang))]) -> None:
        from ..scenario.starter import policy_starter

        write_new(file, policy_starter(file.stem, lang))
        print(word("cli.policy.written", lang, file=file))


def shown(policy: "Policy", lang: str) -> str:
    """Return a policy as its file says it (valid input again), with what each lever means as a comment."""
    from ..scenario.showing import both, costs_lines, scalar

    lines = [f"policy: {scalar(policy.name)}", *(f"{key}: {both(text)}" for key, text in policy.words.items())]
    lines += [*costs_lines(policy.costs), "timeline:"]
    for row in policy.rows:
        if "shock" not in row:
            lines.append(f"  # {_meaning(str(row.get('set') or row.get('multiply')), lang)}")
        lines.append(f"  - {{{', '.join(f'{key}: {_written(value)}' for key, value in row.items())}}}")
    return "\n".join(lines)


def _meaning(target: str, lang: str) -> str:
    """Return what a lever means, its unit, and its default."""
    from ..mechanisms import BY_NAME
    from ..scenario.numbers import written
    from .sources import unit_words

    _, mechanism, name = target.split(".")
    param = BY_NAME[mechanism].param(name)
    default = word("cli.policy.default", lang, value=written(param, param.default))
    words = unit_words(param.unit, lang)
    unit = f" [{words}]" if param.form in ("number", "whole") and words else ""
    return f"{param.text(lang)}{unit}, {default}"


def _written(value: Any) -> str:
    """Return a value as YAML writes it on one line."""
    from ..scenario.showing import scalar

    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return scalar(value)


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
