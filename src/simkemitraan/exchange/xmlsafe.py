"""XML from strangers: refused when it declares a document type, which no table needs and attacks do."""

from __future__ import annotations

from typing import BinaryIO
from xml.parsers import expat

_PIECE = 65_536


class UnsafeXMLError(ValueError):
    """The document declares a document type or entities, or is no XML."""


class _RootReachedError(Exception):
    """Nothing dangerous can follow the first element."""


def check(file: BinaryIO) -> None:
    """Read up to the first element of an XML document.

    Raises
    ------
    UnsafeXMLError
        If a document type is declared there, or the text is no XML.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _reached
    try:
        while piece := file.read(_PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except _RootReachedError:
        return
    except expat.ExpatError as error:
        raise UnsafeXMLError(str(error)) from error


def _refuse(*_: object) -> None:
    raise UnsafeXMLError("document type declared")


def _reached(*_: object) -> None:
    raise _RootReachedError
