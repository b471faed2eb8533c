"""The command line: one small file for each command, which parses, calls and prints.

Commands are imported only when they are asked for, so that ``--help`` stays quick. Results go to stdout, messages to
stderr. Exit codes are 0 done, 1 not possible (a damaged result, no space, a fault of the program), 2 wrong input, 3 some
runs failed, 130 stopped by the user, 143 by a batch system.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from ..wording import LANGS, language, word

COMMANDS = (
    "run",
    "check",
    "scenario",
    "place",
    "policy",
    "compare",
    "sweep",
    "merge",
    "sensitivity",
    "discover",
    "calibrate",
    "validate",
    "replay",
    "rerun",
    "archive",
    "verify",
    "codebook",
    "import",
    "export",
    "report",
    "explain",
    "plan",
    "live",
    "mechanisms",
    "sources",
    "doctor",
)


_PLUGINS = "SIMKEMITRAAN_PLUGINS"  # as in plugins.py, which is not loaded for help texts


class Interrupted(KeyboardInterrupt):
    """Asked to stop from the keyboard.

    Python itself ends by the signal, whatever code was asked for, once a ``KeyboardInterrupt`` of exactly that class has come
    out of a string that was executed, as the texts of data classes are when modules are loaded.
    """


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted


def main() -> None:
    """Run the command line and exit with its code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where the signal is ignored
        signal.signal(signal.SIGINT, _interrupt)
    try:
        code = run_command(sys.argv[1:])
    except KeyboardInterrupt:  # before anything was begun, or while saying so
        print(word("cli.stopped", language(None)), file=sys.stderr)
        code = 130
    sys.exit(code)


def run_command(arguments: list[str]) -> int:
    """Run one command line; returns the exit code and never raises (unless ``--debug``)."""
    asked = _take_language(arguments)
    lang = language(asked)
    if asked is not None and asked not in LANGS:
        print(word("cli.no_language", lang, name=asked), file=sys.stderr)
        return 2
    if not _take_plugins(arguments):
        print(word("cli.needs_value", lang, name="--plugin"), file=sys.stderr)
        return 2
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    try:
        if arguments == ["--version"]:
            print(version_line())
            return 0
        from .early import start_early

        start_early(arguments)
        from .frame import invoke

        return invoke(arguments, lang)
    except KeyboardInterrupt:
        print(word("cli.stopped", lang), file=sys.stderr)
        return 130
    except SystemExit as end:  # asked to end while runs were done
        if end.code != 143:
            raise
        print(word("cli.stopped", lang), file=sys.stderr)
        return 143
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the reader of our output has gone
        return 0
    except Exception as error:
        if debug:
            raise
        return _explain(error, lang)


def version_line() -> str:
    """Return what to quote when something is reported: the versions of program, rules and Python, and the system."""
    import platform
    from importlib.metadata import version

    from ..runs.rules import rules_version

    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"simkemitraan {version('simkemitraan')} · rules {rules_version()} · {python} · "
        f"{platform.system()} {platform.machine()}"
    )


def _take_language(arguments: list[str]) -> str | None:
    """Take ``--lang`` and its value out of the arguments, wherever it stands: help texts are built in that language."""
    asked = None
    for k, argument in enumerate(list(arguments)):
        if argument == "--lang":
            asked = "".join(arguments[k + 1 : k + 2])
            del arguments[k : k + 2]
            break
        if argument.startswith("--lang="):
            asked = argument.partition("=")[2]
            del arguments[k]
            break
    return asked


def _take_plugins(arguments: list[str]) -> bool:
    """Take every ``--plugin FILE`` out of the arguments; processes of a run find the files in the environment."""
    files = []
    while (at := next((k for k, a in enumerate(arguments) if a.partition("=")[0] == "--plugin"), None)) is not None:
        option = arguments.pop(at)
        file = option.partition("=")[2] or (arguments.pop(at) if at < len(arguments) else "")
        if not file:
            return False
        files.append(os.path.abspath(file) if file.endswith(".py") or os.sep in file else file)
    if files:
        named = os.environ.get(_PLUGINS)
        os.environ[_PLUGINS] = os.pathsep.join([*([named] if named else []), *files])
    return True


def _explain(error: Exception, lang: str) -> int:
    from ..errors import SimkemitraanError

    if isinstance(error, SimkemitraanError):
        print(error.words(lang), file=sys.stderr)
        return error.exit_code
    print(word("cli.unexpected", lang, what=f"{type(error).__name__}: {error}"), file=sys.stderr)
    return 1
