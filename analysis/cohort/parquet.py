"""Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from analysis.cohort.grids import Grid, text_of

SUFFIXES = (".parquet",)


def read_parquet(path: Path) -> Grid:
    """Read a table, with the names of its columns as the first row.

    Times of day keep the file's own time zone, to the second. A number that is not one (NaN) is an empty cell.

    Raises:
        ValueError: the file is not Parquet, or a column holds what no cell can; the message says so.
    """
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise ValueError(f"cannot be read; it is not a sound Parquet file: {error}") from error
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            columns.append([name.strip(), *map(text_of, _values(column))])
        except TypeError as error:
            raise ValueError(f"cannot be read; column {name} {error}") from error
    return Grid(rows=[list(row) for row in zip(*columns, strict=True)])


def _values(column: Any) -> list[Any]:
    """The column's values in Python's types."""
    import pyarrow

    kind = column.type
    if pyarrow.types.is_timestamp(kind):
        # Python knows no nanoseconds.
        return list(column.cast(pyarrow.timestamp("us", kind.tz), safe=False).to_pylist())
    values = column.to_pylist()
    if pyarrow.types.is_float32(kind):
        # 0.1 in single precision is 0.1, not the 0.10000000149011612 that it becomes in double precision.
        return [None if value is None else float(str(np.float32(value))) for value in values]
    return list(values)
