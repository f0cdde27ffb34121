"""Parquet files, as pandas, R and databases write them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from analysis.cohort.notation import Typed
from analysis.cohort.sheets import Form, Sheet, read_sheet


def read(path: Path) -> tuple[Sheet | None, list[str]]:
    sheet, faults = read_sheet(path, path.name, Form())
    return sheet, [str(fault) for fault in faults]


def column(folder: Path, values: list[object], kind: pa.DataType) -> list[str]:
    pa.parquet.write_table(
        pa.table({"ID": pa.array(["x"] * len(values)), "c": pa.array(values, kind)}), folder / "t.parquet"
    )
    sheet, faults = read(folder / "t.parquet")
    assert faults == []
    assert sheet is not None
    return sheet.column("c")


@pytest.mark.parametrize(
    ("values", "kind", "cells"),
    [
        ([" a ", None, ""], pa.string(), ["a", "", ""]),
        (["F", "M"], pa.dictionary(pa.int8(), pa.string()), ["F", "M"]),
        ([7, None], pa.int32(), ["7", ""]),
        ([0.1, 7.0, float("nan"), None, 1e-7], pa.float64(), ["0.1", "7", "", "", "0.0000001"]),
        ([0.1, 12.5], pa.float32(), ["0.1", "12.5"]),
        ([Decimal("1.50"), None], pa.decimal128(5, 2), ["1.5", ""]),
        ([True, False], pa.bool_(), ["TRUE", "FALSE"]),
        ([datetime.date(2016, 5, 3), None], pa.date32(), ["2016-05-03", ""]),
        ([datetime.datetime(2016, 5, 3, 14, 30)], pa.timestamp("ns"), ["2016-05-03 14:30:00"]),
        ([datetime.datetime(2016, 5, 3)], pa.timestamp("ms"), ["2016-05-03"]),
        ([datetime.datetime(2016, 5, 3, 14)], pa.timestamp("us", "Asia/Shanghai"), ["2016-05-03 22:00:00"]),
        ([float("inf")], pa.float64(), ["inf"]),
    ],
)
def test_values_become_text(tmp_path: Path, values: list[object], kind: pa.DataType, cells: list[str]) -> None:
    assert column(tmp_path, values, kind) == cells


def test_numbers_are_numbers_and_texts_texts(tmp_path: Path) -> None:
    assert isinstance(column(tmp_path, [1.5], pa.float64())[0], Typed)
    assert not isinstance(column(tmp_path, ["1.5"], pa.string())[0], Typed)


def test_a_table_of_pandas_is_read_by_the_lines_that_a_spreadsheet_would_show(tmp_path: Path) -> None:
    pd.DataFrame({"ID": ["A", "B"], "\u5e74\u9f84": [8, 9]}).to_parquet(tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet") == (Sheet(["ID", "\u5e74\u9f84"], {2: ["A", "8"], 3: ["B", "9"]}), [])


def test_what_no_cell_can_hold_is_a_fault(tmp_path: Path) -> None:
    pa.parquet.write_table(pa.table({"c": pa.array([[1, 2]])}), tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet") == (None, ["t.parquet: cannot be read; column c holds list in a cell"])


@pytest.mark.parametrize("content", [b"", b"ID,a\n", b"PAR1 broken PAR1"])
def test_what_is_no_parquet_is_a_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.parquet").write_bytes(content)
    sheet, (fault,) = read(tmp_path / "t.parquet")
    assert sheet is None
    assert fault.startswith("t.parquet: cannot be read; it is not a sound Parquet file: ")
