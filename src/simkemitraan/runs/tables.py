"""The tables of a result folder, and the one way in which their bytes are written.

The same columns give the same bytes: explicit schema with units and meanings, fixed dictionaries, rows sorted by key, no pandas metadata,
``-0.0`` and NaN canonical, page checksums on. ``created_by`` carries pyarrow's version, so bytes agree for the same
versions.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..indicators import NAMES
from ..world import schema
from .columns import TABLES
from .meanings import meaning
from .simulate import Columns

ROW_GROUP = 65_536
WORDS: dict[str, tuple[str, ...]] = {
    "indicator": NAMES,
    "kind": schema.KIND_NAMES,
    "type": schema.TYPE_NAMES,
    "reason": schema.REASON_NAMES,
    "origin": schema.ORIGIN_NAMES,
    "event": schema.EVENT_NAMES,
}
LEADING = ("arm", "point", "replicate")
_APART = ("statistics",)  # what a measurement returned, item by item; the provenance names the items
_INT8 = {"role", "alive", "active", "forum", "cooperating", "mandated", "covered", "after_change", "alone"}
_INT16 = {
    "month",
    "group",
    "formal",
    "joint",
    "since",
    "start",
    "end",
    "joined",
    "left",
    "renewals",
    "members",
    "field",
    "second",
    "founded",
    "tenure",
    "leader_no",
    "place",
    "n_informal",
    "n_formal",
    "grants_won",
    "item",
}
_INT32 = {"district"}
_INT64 = {"id", "a", "b", "organisation", "other", "proposer", "partnership"}


def kept(keep: str) -> tuple[str, ...]:
    """Return the tables that are written for ``keep``: all that a run leaves, or the one that it names."""
    return tuple(t for t in TABLES if t not in _APART) if keep == "all" else (keep,)


def _type(table: str, name: str) -> pa.DataType:
    if name in WORDS:
        return pa.dictionary(pa.int8() if len(WORDS[name]) < 128 else pa.int16(), pa.string())
    if name == "lead":
        return pa.int64() if table == "partnerships" else pa.int8()
    for names, kind in ((_INT8, pa.int8()), (_INT16, pa.int16()), (_INT32, pa.int32()), (_INT64, pa.int64())):
        if name in names:
            return kind
    return pa.float64()


def schema_of(table: str) -> pa.Schema:
    """Return the schema of a table; each field carries its ``unit`` and its ``meaning`` in both languages."""
    leading = [("arm", pa.int16()), ("point", pa.int32()), ("replicate", pa.int32())]
    kinds = leading + [(name, _type(table, name)) for name in TABLES[table]]
    return pa.schema([pa.field(name, kind, metadata=_told(table, name)) for name, kind in kinds])


def _told(table: str, name: str) -> dict[str, str]:
    column = meaning(table, name)
    return {"unit": column.unit, "meaning": column.text.en, "meaning_id": column.text.id}


def _array(values: np.ndarray[Any, Any], name: str, kind: pa.DataType) -> pa.Array:
    if name in WORDS:
        codes = pa.array(values.astype(np.int8 if len(WORDS[name]) < 128 else np.int16))
        words = WORDS[name]
        if words[-1] == "decision" and int(values.max(initial=0)) + 1 < len(words):
            words = words[:-1]  # only files of runs in which somebody decided hold the word
        return pa.DictionaryArray.from_arrays(codes, pa.array(words))
    if pa.types.is_floating(kind):
        floats = values.astype(np.float64) + 0.0
        floats[np.isnan(floats)] = np.nan
        return pa.array(floats)
    limits = np.iinfo(kind.to_pandas_dtype())
    return pa.array(np.clip(values, limits.min, limits.max).astype(kind.to_pandas_dtype()))


def encode(table: str, runs: list[tuple[tuple[int, int, int], Columns]]) -> bytes:
    """Return the bytes of one part: the rows of several runs, in the order given.

    Parameters
    ----------
    table : str
        Name of the table.
    runs : list of (arm, point, replicate), columns
        Columns of each run.
    """
    kind = schema_of(table)
    keys = [np.repeat([key[k] for key, _ in runs], [_rows(c) for _, c in runs]) for k in range(3)]
    arrays = [_array(k, name, kind.field(name).type) for k, name in zip(keys, LEADING, strict=True)]
    for name in TABLES[table]:
        parts = [c[name] for _, c in runs]
        arrays.append(_array(np.concatenate(parts) if parts else np.zeros(0), name, kind.field(name).type))
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=kind),
        sink,
        compression="zstd",
        row_group_size=ROW_GROUP,
        write_page_checksum=True,
        store_schema=True,
    )
    return bytes(sink.getvalue())


def decode(table: str, path: Path) -> dict[tuple[int, int, int], Columns]:
    """Read one part back: the columns of each run that has rows in it, such that :func:`encode` gives the same bytes again."""
    read = pq.ParquetFile(path).read()
    keys = np.column_stack([read[name].to_numpy() for name in LEADING]).astype(np.int64)
    columns = {name: _values(read[name], name) for name in TABLES[table]}
    starts = np.flatnonzero(np.any(np.diff(keys, axis=0, prepend=-1), axis=1))
    return {
        (int(keys[a, 0]), int(keys[a, 1]), int(keys[a, 2])): {name: values[a:b] for name, values in columns.items()}
        for a, b in pairwise([*starts, len(keys)])
    }


def _values(column: pa.ChunkedArray, name: str) -> np.ndarray[Any, Any]:
    """Return a column as numbers; words as their codes."""
    if name not in WORDS:
        return np.asarray(column.to_numpy())
    whole = column.unify_dictionaries().combine_chunks()
    codes = np.array([WORDS[name].index(w) for w in whole.dictionary.to_pylist()], np.int16)
    return np.asarray(codes[whole.indices.to_numpy()])


def _rows(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def empty(table: str) -> Columns:
    """Return columns of a table without rows."""
    return {name: np.zeros(0) for name in TABLES[table]}
