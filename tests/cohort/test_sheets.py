"""Text files as people and programs write them: a dataset's own, which are strict, and those of centres."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.cohort.sheets import Form, Sheet, read_sheet


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


# Files of centres.

TABLE = "ID,value\nA,1\nB,2\n"


def centre(folder: Path, content: bytes | str, name: str = "t.csv", **form: object) -> tuple[Sheet | None, list[str]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    sheet, faults = read_sheet(path, name, Form(**form))
    return sheet, [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(TABLE.encode(), "", id="commas"),
        pytest.param(TABLE.replace(",", ";").encode(), "", id="semicolons"),
        pytest.param(TABLE.replace(",", "\t").encode(), "", id="tabs"),
        pytest.param(TABLE.encode("utf-8-sig"), "", id="mark of UTF-8"),
        pytest.param(TABLE.encode("utf-16"), "", id="mark of UTF-16"),
        pytest.param("\ufeff".encode("utf-16-be") + TABLE.encode("utf-16-be"), "", id="mark of UTF-16, big end first"),
        pytest.param(TABLE.encode(), "utf-8", id="UTF-8 by name"),
        pytest.param(TABLE.encode("gb18030"), "gb18030", id="GB18030"),
        pytest.param(TABLE.replace("\n", ",\n").encode(), "", id="an empty column at the edge"),
    ],
)
def test_a_table_of_a_centre_is_read_however_it_was_saved(tmp_path: Path, content: bytes, encoding: str) -> None:
    assert centre(tmp_path, content, encoding=encoding) == (Sheet(["ID", "value"], {2: ["A", "1"], 3: ["B", "2"]}), [])


@pytest.mark.parametrize(("encoding", "name"), [("gb18030", "\u6027\u522b"), ("latin-1", "Gr\u00f6\u00dfe")])
def test_other_encodings_are_read_only_by_their_names(tmp_path: Path, encoding: str, name: str) -> None:
    content = f"{name}\n1\n".encode(encoding)
    assert centre(tmp_path, content, encoding=encoding)[0] == Sheet([name], {2: ["1"]})
    sheet, (fault,) = centre(tmp_path, content)
    assert sheet is None
    assert fault.startswith("t.csv: cannot be read; save it as CSV UTF-8 or let the mapping name its encoding: ")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param("\u6027\u522b\n".encode("utf-16-le"), "", id="UTF-16 without its mark"),
        pytest.param("\u6027\u522b\n".encode(), "latin-1", id="UTF-8 as Latin-1"),
        pytest.param(b"a\x00b\n1\n", "", id="NUL"),
    ],
)
def test_a_wrong_encoding_does_not_pass_for_a_right_one(tmp_path: Path, content: bytes, encoding: str) -> None:
    assert centre(tmp_path, content, encoding=encoding)[0] is None


def test_the_separator_is_that_of_the_header(tmp_path: Path) -> None:
    assert centre(tmp_path, 'ID;"a, b and c";d\nA;1,5;2\n')[0] == Sheet(
        ["ID", "a, b and c", "d"], {2: ["A", "1,5", "2"]}
    )
    text = "Ward 1, Ward 2, Ward 3, Ward 4\nID;a\nA;1\n"
    assert centre(tmp_path, text, skip_rows=1)[0] == Sheet(["ID", "a"], {3: ["A", "1"]})


def test_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    sheet, faults = centre(tmp_path, "Summary 2019\n\nID,a\nA,1\n", skip_rows=2)
    assert (sheet, faults) == (Sheet(["ID", "a"], {4: ["A", "1"]}), [])
    assert centre(tmp_path, "Summary\n", skip_rows=1) == (None, ["t.csv, row 2: is empty; it must name the columns"])


def test_names_in_two_rows_are_joined_and_a_spanning_name_is_carried_to_the_right(tmp_path: Path) -> None:
    text = ",,Cytokines,,,Coagulation\nID,Day,IL-6,IL-10,,PT\nA,1,5,6,,7\n"
    sheet, faults = centre(tmp_path, text, header_rows=2)
    assert faults == []
    assert sheet is not None
    assert sheet.header == ["ID", "Day", "Cytokines / IL-6", "Cytokines / IL-10", "", "Coagulation / PT"]
    assert sheet.rows == {3: ["A", "1", "5", "6", "", "7"]}


def test_a_name_that_spans_rows_is_not_carried_to_the_right(tmp_path: Path) -> None:
    sheet, _ = centre(tmp_path, "ID,,IL,\n,Day,6,10\nA,1,5,6\n", header_rows=2)
    assert sheet is not None
    assert sheet.header == ["ID", "Day", "IL / 6", "IL / 10"]


def test_header_rows_among_the_others_are_passed_over_and_counted(tmp_path: Path) -> None:
    text = ",IL,\nID,6,10\nA,1,2\n,IL,\nID, 6,10\nB,3,4\n"
    sheet, faults = centre(tmp_path, text, header_rows=2)
    assert faults == []
    assert sheet == Sheet(["ID", "IL / 6", "IL / 10"], {3: ["A", "1", "2"], 6: ["B", "3", "4"]}, repeated=2)


def test_a_row_like_the_header_in_a_dataset_is_a_row(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b\na,b\n")[0] == Sheet(["a", "b"], {2: ["a", "b"]})


def test_lines_and_doubled_spaces_within_a_name_are_one_space(tmp_path: Path) -> None:
    sheet, _ = centre(tmp_path, '"IL-6\n(pg/mL)",a  b\n1,2\n')
    assert sheet is not None
    assert sheet.header == ["IL-6 (pg/mL)", "a b"]


def test_ragged_rows_of_a_centre_are_faults(tmp_path: Path) -> None:
    sheet, faults = centre(tmp_path, "ID,a\nA\nB,1,2\nC,3\n")
    assert sheet == Sheet(["ID", "a"], {4: ["C", "3"]})
    assert faults == [
        "t.csv, row 2: has 1 cells where the header has 2",
        "t.csv, row 3: has 3 cells where the header has 2",
    ]


def test_a_file_of_another_kind_is_a_fault(tmp_path: Path) -> None:
    assert centre(tmp_path, "x", name="t.xls") == (
        None,
        ["t.xls: is not a table that can be read; save it as one of .csv, .tsv, .txt, .xlsx, .xlsm, .parquet"],
    )
