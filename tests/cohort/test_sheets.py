"""CSV files as people and programs write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.cohort.sheets import Sheet, read_sheet


def read(folder: Path, content: bytes) -> tuple[Sheet | None, list[str]]:
    path = folder / "file.csv"
    path.write_bytes(content)
    sheet, faults = read_sheet(path, "t.csv")
    return sheet, [str(fault) for fault in faults]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"a,b\n1,2\n\n 3 ,4\n", id="plain"),
        pytest.param(b"\xef\xbb\xbfa,b\n1,2\n\n3,4\n", id="mark of UTF-8"),
        pytest.param(b"a,b\r\n1,2\r\n\r\n3,4\r\n", id="CRLF"),
        pytest.param(b"a,b\r1,2\r\r3,4", id="CR, none at the end"),
        pytest.param(b'"a","b"\n"1","2"\n,\n3,"4"', id="quotes"),
    ],
)
def test_the_same_table_is_read_however_it_was_written(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content) == (Sheet(["a", "b"], {2: ["1", "2"], 4: ["3", "4"]}), [])


def test_a_cell_may_hold_commas_quotes_and_lines(tmp_path: Path) -> None:
    sheet, _ = read(tmp_path, 'a,b\n"x, ""y""\nz",Ärzte\n1,2\n'.encode())
    assert sheet == Sheet(["a", "b"], {2: ['x, "y"\nz', "Ärzte"], 3: ["1", "2"]})


def test_ragged_rows_are_faults_and_the_others_are_kept(tmp_path: Path) -> None:
    sheet, faults = read(tmp_path, b"a,b\n1\n1,2\n1,2,3\n")
    assert sheet == Sheet(["a", "b"], {3: ["1", "2"]})
    assert faults == [
        "t.csv, row 2: has 1 cells where the header has 2",
        "t.csv, row 4: has 3 cells where the header has 2",
    ]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"\na,b\n", b",\n1,2\n"])
def test_a_file_needs_the_names_of_its_columns(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content) == (None, ["t.csv, row 1: is empty; the first row must name the columns"])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("ä".encode("latin-1"), id="Latin-1"),
        pytest.param("a".encode("utf-16"), id="UTF-16"),
        pytest.param(b'a,b\n1,"2\n', id="open quote"),
        pytest.param(b'a\n"1"2\n', id="stray quote"),
    ],
)
def test_a_file_that_is_no_csv_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    sheet, faults = read(tmp_path, content)
    assert sheet is None
    assert len(faults) == 1
    assert faults[0].startswith("t.csv: cannot be read; save it as CSV UTF-8 with commas: ")


def test_doubled_names_are_told_without_the_empty_ones() -> None:
    assert Sheet(["b", "a", "", "b", "", "a", "c"], {}).doubled == ["a", "b"]
