"""The pytest plug-in: loads a mechanism from outside and adds the tests of the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

OPTION = "--simkemitraan-mechanism"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        OPTION,
        action="append",
        default=[],
        metavar="MODULE",
        help="run simkemitraan's contract tests over this mechanism: a module (my_package.mine) or a file (mine.py); may be repeated",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load the mechanisms that were asked for, before any rule is, and collect the tests of the contract."""
    wanted: list[str] = config.getoption(OPTION)
    if not wanted:
        return
    from ..errors import InputError
    from ..plugins import offered, plug_in

    try:
        plug_in(*(name for name in wanted if name not in offered("simkemitraan.mechanisms")))
    except InputError as error:
        raise pytest.UsageError(str(error)) from error
    config.args.append(str(Path(__file__).with_name("test_contract.py")))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each mechanism that was asked for to each test of the contract."""
    if metafunc.module.__name__.rpartition(".")[2] != "test_contract" or "mechanism" not in metafunc.fixturenames:
        return
    from ..mechanisms import ORDER

    stems = {Path(n).stem if n.endswith(".py") else n.rpartition(".")[2] for n in metafunc.config.getoption(OPTION)}
    chosen = [mechanism for mechanism in ORDER if mechanism.name in stems]
    metafunc.parametrize("mechanism", chosen, ids=[mechanism.name for mechanism in chosen])
