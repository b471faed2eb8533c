"""What can go wrong, in one tree.

::

    SimkemitraanError                 every error this package raises on purpose
    ├── InputError                    what the user gave is wrong; nothing was written (exit 2)
    │   ├── ScenarioError             a scenario file: carries every mistake at once
    │   ├── ExperimentError           an experiment file, same shape
    │   └── ImportDataError           a registry or survey brought by the user
    ├── ResultError                   a result folder cannot be read or written
    │   ├── ResultExistsError         something else already lies where we would write
    │   ├── ResultLockedError         another runner works on this folder
    │   └── ResultDamagedError        a chunk does not have the bytes it was written with
    ├── RunFailedError                some runs failed; the rest is kept and named (exit 3)
    └── MissingExtraError             an optional package is not installed; says which to install

A message says where, what, and how to fix it, in the reader's language: every error carries a :class:`~.declare.Text`.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass


class SimkemitraanError(Exception):
    """Base of every deliberate error; ``str(error)`` is the English wording, :meth:`words` gives either language."""

    exit_code = 1

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.id, self.en = id, en

    def words(self, lang: str) -> str:
        """Return the message in ``lang`` (``"id"`` or ``"en"``)."""
        return self.id if lang == "id" else self.en

    def __reduce__(self) -> tuple[type[SimkemitraanError], tuple[object, ...]]:
        return type(self), (self.id, self.en)


class InputError(SimkemitraanError):
    """What the user gave is wrong; nothing was written."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in an input file.

    Attributes
    ----------
    file : str
        File name as the user wrote it.
    line, column : int
        One-based position; 0 where none is known.
    key : str
        Dotted path of the key, ``levers.funding.cycle``.
    id, en : str
        What is wrong and how to fix it, in Indonesian and English.
    """

    file: str
    line: int
    column: int
    key: str
    id: str
    en: str

    def words(self, lang: str) -> str:
        """Return ``file:line: key: message`` in ``lang``."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{where}: {self.key}: {self.id if lang == 'id' else self.en}"
            if self.key
            else (f"{where}: {self.id if lang == 'id' else self.en}")
        )


class MistakesError(InputError):
    """Input with one or more mistakes, all of them at once, in the order of the file."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(m.words("id") for m in mistakes), "\n".join(m.words("en") for m in mistakes))

    def __reduce__(self) -> tuple[type[SimkemitraanError], tuple[object, ...]]:
        return type(self), (self.mistakes,)


class ScenarioError(MistakesError):
    """A scenario file with mistakes."""


class ExperimentError(MistakesError):
    """An experiment file with mistakes."""


class ImportDataError(InputError):
    """A registry or survey brought by the user cannot be read."""


class ResultError(SimkemitraanError):
    """A result folder cannot be read or written."""


class ResultExistsError(ResultError):
    """Something else already lies where the result would be written."""

    exit_code = 2


class ResultNameError(ResultError):
    """There is no result under the name that was given, or none can be written under it."""

    exit_code = 2


class ResultLockedError(ResultError):
    """Another runner works on this folder."""

    exit_code = 2


class ResultDamagedError(ResultError):
    """A chunk does not have the bytes it was written with."""


class RunFailedError(SimkemitraanError):
    """Some runs failed; the rest is kept and named."""

    exit_code = 3


class MissingExtraError(SimkemitraanError):
    """An optional package is not installed."""

    exit_code = 2


_REASONS: tuple[tuple[type[OSError], str, str], ...] = (
    (FileExistsError, "sudah ada berkas bernama itu", "there is a file of that name"),
    (NotADirectoryError, "yang disebut itu berkas, bukan folder", "what is named is a file, not a folder"),
    (IsADirectoryError, "yang disebut itu folder, bukan berkas", "what is named is a folder, not a file"),
    (FileNotFoundError, "berkas atau foldernya tidak ada", "the file or its folder is not there"),
    (PermissionError, "tidak ada izin", "permission denied"),
)
_NUMBERED: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("ruang simpan habis", "no space left"),
    errno.EROFS: ("cakramnya hanya dapat dibaca", "the disk can only be read"),
    errno.ENAMETOOLONG: ("namanya terlalu panjang", "the name is too long"),
}
"""Faults that Python has no class of its own for, by the number of the system."""
NAMED_WRONGLY = (FileExistsError, NotADirectoryError, IsADirectoryError, FileNotFoundError)
"""Faults of the system that another name would mend."""


def reason(error: OSError) -> tuple[str, str]:
    """Return why the system refused a file or folder, in Indonesian and English."""
    found = next(((id, en) for kind, id, en in _REASONS if isinstance(error, kind)), None)
    return found or _NUMBERED.get(error.errno or 0) or (error.strerror or str(error),) * 2
