"""Says in words what is wrong with a command line.

The parser vendors its own classes and words them in English, so they are told by name and by what they say; a message
that is not known is passed on as it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from ..wording import word

_VALUES = (  # what newer and older parsers say of a value, and the key of our own words
    (r"greater than or equal to (?P<n>\S+)", "least"),
    (r"range x>=(?P<n>[^.\s]+)", "least"),
    (r"less than or equal to (?P<n>\S+)", "most"),
    (r"range (?P<n>\S+)<=x<=(?P<m>[^.\s]+)", "between"),
    (r"valid integer", "whole"),
    (r"valid (number|float)", "number"),
)
_MESSAGES = (
    (r"unexpected extra arguments?(?:\(s\))? \((?P<name>.*)\)", "extra"),
    (r"[Oo]ption '?(?P<name>-[\w-]*)'? requires", "needs_value"),
    (r"[Oo]ption '?(?P<name>-[\w-]*)'? does not take", "takes_none"),
)
_KINDS = (  # how newer and older parsers write the kind of a value
    (r"<(?:int|float)(?: range)?>|\b(?:INTEGER|FLOAT)(?: RANGE)?\b", "number"),
    (r"<list\[(?:int|float)\]>", "number"),
    (r"<str>|<list\[str\]>|\bTEXT\b", "text"),
    (r"<path>|<list\[Path\]>|\b(?:PATH|FILE|DIRECTORY)\b", "path"),
)
_BOUNDS = (
    (r"(?P<n>[\d.]+)<=x<=(?P<m>[\d.]+)", "between"),
    (r"x>=(?P<n>[\d.]+)", "least"),
    (r"x<=(?P<n>[\d.]+)", "most"),
)
_PARSER = ("usage", "options", "arguments", "commands", "help", "any_options", "any_command", "required", "default")


def sentence(error: Any, lang: str) -> str:
    """Return a usage error of the parser in words."""
    kind, message = type(error).__name__, str(error.format_message())
    if kind == "NoSuchOption":
        name = str(error.option_name)
        return word("cli.no_option", lang, name=name, guess=_guess(_near(name, error.possibilities or ()), lang))
    if kind == "MissingParameter":
        return word("cli.missing", lang, name=_name(error))
    if kind == "BadParameter":
        return word("cli.bad_value", lang, name=_name(error), what=_value(str(error.message), lang))
    unknown = re.search(r"No such command '?(?P<name>[^'.]*)", message)
    if unknown:
        return no_command(
            unknown["name"], list(getattr(getattr(error, "cmd", None) or error.ctx.command, "commands", ())), lang
        )
    for pattern, key in _MESSAGES:
        found = re.search(pattern, message)
        if found:
            return word(f"cli.{key}", lang, name=found["name"])
    return message


def two_readings(command: Any, arguments: list[str]) -> tuple[str, str, str, bool] | None:
    """Return option, value and command of a number that can be read in two ways (``1.000``), and whether it must be whole.

    Parameters
    ----------
    command : click Command
        The whole program.
    arguments : list of str
        What was typed.
    """
    path: list[str] = []
    for argument in arguments:
        if argument in (inner := getattr(command, "commands", {})):
            command = inner[argument]
            path.append(argument)
    whole = {option for param in command.params if _takes(param, int) for option in param.opts}
    broken = {option for param in command.params if _takes(param, float) for option in param.opts}
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        option, equals, value = argument.partition("=")
        value = value if equals else following
        doubtful = option in whole and re.fullmatch(r"[-+]?\d{1,3}([.,]\d{3})+", value)
        if doubtful or (option in broken and re.fullmatch(r"[-+]?[1-9]\d{0,2}([.,]\d{3})+", value)):
            return option, value, " ".join(path), option in whole
    return None


def _takes(param: Any, kind: type) -> bool:
    """Say whether an option takes a whole number, or any (newer and older parsers note it differently)."""
    stated = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    name = str(getattr(getattr(param, "type", None), "name", ""))
    return stated is kind or name.startswith({int: "integer", float: "float"}[kind])


def thousands(option: str, value: str, lang: str, whole: bool = True) -> str:
    """Say that a number can be read in two ways, and how to write each."""
    more, (less, *after) = re.sub(r"[.,]", "", value), re.split(r"[.,]", value)
    if not whole and after[0].strip("0"):
        less = f"{less}.{after[0]}0"  # a digit more: nobody groups by four
    if len(re.findall(r"[.,]", value)) > 1:
        return word("cli.thousands", lang, name=option, value=value, right=more)
    return word("cli.two_readings", lang, name=option, value=value, less=less, more=more)


def translated(text: str, lang: str) -> str:
    """Return a help text with the parser's own words in the language of the user."""
    for key in _PARSER:
        text = text.replace(word(f"cli.parser.{key}", "en"), word(f"cli.parser.{key}", lang))
    return text


def speak(command: Any, lang: str) -> None:
    """Let the help texts of a command, and of those below it, name kinds and bounds of values in words.

    The words are put in before the lines are laid out, so that columns stay straight and no word is missed at a break.

    Parameters
    ----------
    command : click Command
        Changed in place.
    lang : str
        Language.
    """
    parsers = command.context_class.formatter_class  # newer and older parsers bring different ones

    def write_dl(self: Any, rows: Any, *arguments: Any, **options: Any) -> None:
        told = [(_kinds(name, lang), _bounds(translated(about, lang), lang)) for name, about in rows]
        parsers.write_dl(self, told, *arguments, **options)

    formatter = type("Formatter", (parsers,), {"write_dl": write_dl})
    command.context_class = type("Context", (command.context_class,), {"formatter_class": formatter})
    for inner in getattr(command, "commands", {}).values():
        speak(inner, lang)


def _kinds(name: str, lang: str) -> str:
    """Return an option with the kind of its value in words: ``--seed <number>``."""
    for pattern, key in _KINDS:
        name = re.sub(pattern, word(f"cli.parser.kinds.{key}", lang), name)
    return name


def _bounds(about: str, lang: str) -> str:
    """Return the help of an option with its bounds in words: ``[1 or more]`` for ``[x>=1]``."""
    for pattern, key in _BOUNDS:
        while found := re.search(pattern, about):
            bounds = {name: value.removesuffix(".0") for name, value in found.groupdict().items()}
            about = about.replace(found[0], word(f"cli.parser.bounds.{key}", lang, **bounds))
    return about


def no_command(name: str, known: list[str], lang: str) -> str:
    """Say that a command is not known, and which is the nearest."""
    nearest = difflib.get_close_matches(name, known, 1)
    return word("cli.no_command", lang, name=name, guess=_guess(nearest[0] if nearest else "", lang))


def command_path(error: Any) -> str:
    """Return the command that an error speaks of, without the program's own name; empty if it does not say."""
    return str(getattr(getattr(error, "ctx", None), "command_path", "") or "").partition(" ")[2]


def _near(name: str, possible: Iterable[str]) -> str:
    """Return the option that may have been meant; the dashes that all begin with make none alike."""
    bare = {option.lstrip("-"): option for option in possible}
    found = difflib.get_close_matches(name.lstrip("-"), list(bare), 1)
    return bare[found[0]] if found else ""


def _guess(name: str, lang: str) -> str:
    return word("cli.did_you_mean", lang, name=name) if name else ""


def _name(error: Any) -> str:
    """Return the name of an option as it is typed, or of an argument."""
    param = getattr(error, "param", None)
    options = [o for o in getattr(param, "opts", None) or () if o.startswith("-")]
    return max(options, key=len) if options else str(getattr(param, "name", "") or "")


def _value(message: str, lang: str) -> str:
    """Return what is wrong with a value."""
    for pattern, key in _VALUES:
        found = re.search(pattern, message)
        if found:
            return word(f"cli.value.{key}", lang, **found.groupdict())
    return message
