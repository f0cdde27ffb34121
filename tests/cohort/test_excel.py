"""Excel workbooks as hospitals keep them."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from analysis.cohort.grids import text_of
from analysis.cohort.notation import Typed
from analysis.cohort.sheets import Form, Sheet, read_sheet


def read(path: Path, **form: object) -> tuple[Sheet | None, list[str]]:
    sheet, faults = read_sheet(path, path.name, Form(**form))
    return sheet, [str(fault) for fault in faults]


def book(folder: Path, rows: Sequence[Sequence[object]], *, merged: Sequence[str] = (), mac: bool = False) -> Path:
    workbook = openpyxl.Workbook()
    if mac:
        workbook.epoch = CALENDAR_MAC_1904
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    workbook.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def cells(folder: Path, *values: object) -> list[str]:
    sheet, faults = read(book(folder, [[f"c{i}" for i, _ in enumerate(values)], values]))
    assert faults == []
    assert sheet is not None
    return sheet.rows[2]


def test_cells_become_the_text_that_was_typed(tmp_path: Path) -> None:
    moment = datetime.datetime(2016, 5, 3, 14, 30)
    given = ("  A 1 ", "007", 7, 7.0, 0.1, 1.1, 1e-7, 123456789012, True, None, moment, moment.date(), "1,5", "x")
    assert cells(tmp_path, *given) == [
        "A 1",
        "007",
        "7",
        "7",
        "0.1",
        "1.1",
        "0.0000001",
        "123456789012",
        "TRUE",
        "",
        "2016-05-03 14:30:00",
        "2016-05-03",
        "1,5",
        "x",
    ]


def test_numbers_are_told_from_texts_that_look_like_them(tmp_path: Path) -> None:
    assert [isinstance(cell, Typed) for cell in cells(tmp_path, 7, 1.5, "7", "1.5", True, "x")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@settings(deadline=None, derandomize=True, database=None)
@given(st.decimals(min_value=-(10**6), max_value=10**6, places=6))
def test_a_float_is_written_with_the_digits_that_were_typed(number: object) -> None:
    assert float(text_of(float(str(number)))) == float(str(number))
    assert "e" not in text_of(float(str(number)))


def test_a_per_cent_keeps_its_sign(tmp_path: Path) -> None:
    path = book(tmp_path, [["ID", "blasts"], ["A", 0.35], ["B", 0.07], ["C", "35%"]])
    workbook = openpyxl.load_workbook(path)
    for cell in ("B2", "B3"):
        workbook.active[cell].number_format = "0.0%"
    workbook.save(path)
    sheet, _ = read(path)
    assert sheet is not None
    assert sheet.column("blasts") == ["35%", "7%", "35%"]


def test_a_workbook_that_counts_days_from_1904_gives_the_same_dates(tmp_path: Path) -> None:
    path = book(tmp_path, [["d"], [datetime.date(2016, 5, 3)]], mac=True)
    sheet, _ = read(path)
    assert sheet is not None
    assert sheet.column("d") == ["2016-05-03"]
    assert sheet.epoch == datetime.date(1904, 1, 1)


def test_a_formula_gives_its_stored_value_and_is_refused_without_one(tmp_path: Path) -> None:
    path = book(tmp_path, [["ID", "sum"], ["A", "=1+1"], ["B", "=2+2"]])
    stored = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                assert content.count(b"<f>1+1</f><v></v>") + content.count(b"<f>1+1</f><v />") == 1
                content = content.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
                content = content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            new.writestr(name, content)
    sheet, faults = read(stored)
    assert sheet is not None
    assert sheet.rows[2] == ["A", "2"]
    assert faults == ["stored.xlsx, row 3, column B: '=2+2': is a formula without a value; save it in Excel"]


def test_errors_of_the_spreadsheet_stay_visible(tmp_path: Path) -> None:
    assert cells(tmp_path, "#N/A", "#DIV/0!") == ["#N/A", "#DIV/0!"]


def test_merged_names_belong_to_every_column_that_they_span(tmp_path: Path) -> None:
    rows = [
        ["Summary", None, None, None, None],
        ["ID", "Cytokines", None, "Sex", "Clotting"],
        [None, "IL-6", "IL-10", None, "PT"],
        ["A", 1, 2, "F", 3],
    ]
    path = book(tmp_path, rows, merged=["A1:E1", "A2:A3", "B2:C2", "D2:D3"])
    sheet, faults = read(path, skip_rows=1, header_rows=2)
    assert faults == []
    assert sheet == Sheet(
        ["ID", "Cytokines / IL-6", "Cytokines / IL-10", "Sex", "Clotting / PT"], {4: ["A", "1", "2", "F", "3"]}
    )


def test_merged_cells_among_the_values_are_faults(tmp_path: Path) -> None:
    path = book(tmp_path, [["ID", "Day"], ["A", 1], [None, 2]], merged=["A2:A3"])
    assert read(path)[1] == ["t.xlsx, row 2: 'A2:A3': is merged; unmerge it and fill in each of its cells"]


def test_merged_cells_of_a_repeated_header_are_not_among_the_values(tmp_path: Path) -> None:
    head = [["IL", None], ["ID", "6"]]
    path = book(tmp_path, [*head, ["A", 1], *head, ["B", 2]], merged=["A1:B1", "A4:B4"])
    assert read(path, header_rows=2) == (Sheet(["IL / ID", "IL / 6"], {3: ["A", "1"], 6: ["B", "2"]}, repeated=2), [])


def test_empty_formatted_cells_around_the_table_do_no_harm(tmp_path: Path) -> None:
    path = book(tmp_path, [["ID", "a"], ["A", 1], [], ["B", 2]])
    workbook = openpyxl.load_workbook(path)
    workbook.active["F90"].number_format = "0.0"
    workbook.active["F90"].font = openpyxl.styles.Font(bold=True)
    workbook.save(path)
    assert read(path) == (Sheet(["ID", "a"], {2: ["A", "1"], 4: ["B", "2"]}), [])


def test_a_sheet_is_named_unless_it_is_the_only_one(tmp_path: Path) -> None:
    path = book(tmp_path, [["ID"], ["A"]])
    assert read(path)[0] == read(path, sheet="Sheet")[0] == Sheet(["ID"], {2: ["A"]})
    workbook = openpyxl.load_workbook(path)
    workbook.create_sheet("\u68c0\u9a8c").append(["ID"])
    workbook.save(path)
    several = "t.xlsx: must be named by the mapping (sheet), for it has several: Sheet, \u68c0\u9a8c"
    assert read(path) == (None, [several])
    assert read(path, sheet="labs") == (None, ["t.xlsx: 'labs': is not a sheet of it: Sheet, \u68c0\u9a8c"])
    assert read(path, sheet="\u68c0\u9a8c") == (Sheet(["ID"], {}), [])


@pytest.mark.parametrize("content", [b"", b"ID,a\n", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 encrypted or old"])
def test_what_is_no_workbook_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(content)
    sheet, (fault,) = read(tmp_path / "t.xlsx")
    assert sheet is None
    assert fault.startswith("t.xlsx: cannot be read; save it as an Excel workbook (.xlsx) without a password: ")


def test_a_damaged_workbook_is_a_fault(tmp_path: Path) -> None:
    path = book(tmp_path, [["ID"], ["A"]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "d.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:50])
    assert read(tmp_path / "d.xlsx")[0] is None
