"""The last look at a site: what it finds, what it lets be, and that it never tells a value."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis.book.leaks import find
from analysis.cohort import Cohort, read

HEAD = "patient_id,product,age,sex,marrow_blasts,ldh,response,crs_grade"
ROWS = [
    f"UPN-{400 + i},CD19,{20 + i}.5,{'female' if i % 2 else 'male'},{1.37 * i + 3:.2f},{151 + 17 * i},CR,1"
    for i in range(30)
]
SETTINGS = 'title = "T"\nsynthetic = false\nsource = "S"\nlicence = "L"\ncrs_scale = "Lee 2014"\n'


def cohort(folder: Path, rows: list[str]) -> Cohort:
    folder.mkdir()
    (folder / "cohort.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "patients.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    (folder / "infections.csv").write_text(
        f"patient_id,day,kind,organism\n{rows[0].split(',')[0]},3,viral,seen on 2019-05-03 in the ward\n",
        encoding="utf-8",
    )
    return read(folder)


@pytest.fixture
def named(tmp_path: Path) -> Cohort:
    return cohort(tmp_path / "named", ROWS)


@pytest.fixture
def numbered(tmp_path: Path) -> Cohort:
    """The same patients, with codes that could be any number."""
    return cohort(tmp_path / "numbered", [row.replace("UPN-", "") for row in ROWS])


def told(of: Cohort, tmp_path: Path, name: str, content: str | bytes) -> list[str]:
    path = tmp_path / "build" / "html" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [str(leak) for leak in find(of, tmp_path / "build")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chapters/crs.html", "<p>As in UPN-407, who</p>"),
        ("_sources/chapters/crs.md.txt", "one (UPN-407)"),
        ("searchindex.js", 'Search.setIndex({"terms":{"upn":1,"UPN-407":[1]}})'),
        ("_images/crs.svg", '<svg><g id="UPN-407"/></svg>'),
        ("numbers.json", '{"sentence": "UPN-407 was"}'),
        ("objects.inv", b"# Sphinx\n# zlib.\n" + zlib.compress(b"UPN-407 py:data 1 a.html -\n")),
    ],
)
def test_an_identifier_is_found_in_every_sort_of_file(named: Cohort, tmp_path: Path, name: str, content: str) -> None:
    (line,) = told(named, tmp_path, name, content)
    assert line == f"html/{name}: an identifier of a patient (patients.csv, column patient_id)"


def test_a_row_is_found_in_a_workbook(numbered: Cohort, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["id", "product"], ROWS[7].replace("UPN-", "").split(",")):
        book.worksheets[0].append(row)
    path = tmp_path / "html" / "downloads" / "a.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    assert any("values of one row together (patients.csv)" in str(leak) for leak in find(numbered, tmp_path))


def test_a_plain_number_is_an_identifier_where_it_names_a_patient(numbered: Cohort, tmp_path: Path) -> None:
    assert told(numbered, tmp_path, "a.html", "<p>The 407 samples of 412 patients, and 415 days.</p>") == []
    (line,) = told(numbered, tmp_path, "a.html", "<p>The course of patient 407 was mild.</p>")
    assert "named by an identifier" in line
    (line,) = told(numbered, tmp_path, "a.html", '{"patient_id": "407"}')
    assert "named by an identifier" in line


def test_a_date_of_a_cell_is_found(named: Cohort, tmp_path: Path) -> None:
    (line,) = told(named, tmp_path, "a.html", "<p>On 2019-05-03 it was found.</p>")
    assert line == "html/a.html: a calendar date of the dataset (infections.csv, column organism)"
    assert told(named, tmp_path, "a.html", "<p>On 2019-05-04 it was written.</p>") == []


@pytest.mark.parametrize(
    "content",
    [
        "{0}",
        "a line\n{0}\nanother",
        '{{"rows": [["{1}", "CD19", 27.5, "female", "12.59", 270, "CR", 1]]}}',
        "<tr><td>{1}</td><td>CD19</td><td>27.5</td><td>female</td></tr>",
        "<p>A woman of 27.5 years with 12.59% blasts and an LDH of 270 U/L reached remission.</p>",
        '<g><title>27.5 female 12.59 270</title><use x="3"/></g>',
    ],
)
def test_the_values_of_one_row_together_are_found(numbered: Cohort, tmp_path: Path, content: str) -> None:
    row = ROWS[7].replace("UPN-", "")
    suffix = "svg" if "<use" in content else "html"
    (line,) = told(numbered, tmp_path, f"a.{suffix}", content.format(row, row.split(",")[0]))
    assert line.endswith("values of one row together (patients.csv)")
    assert "27.5" not in line


def test_numbers_of_different_rows_are_let_be(numbered: Cohort, tmp_path: Path) -> None:
    assert told(numbered, tmp_path, "a.html", "<p>The median LDH was 270 U/L (IQR 236 to 321) in 30 women.</p>") == []
    drawn = " ".join(row.replace(",", " ") for row in ROWS)
    assert told(numbered, tmp_path, "a.svg", f'<svg><path d="{drawn}"/></svg>') == []


def test_files_that_are_the_same_for_all_data_are_let_be(named: Cohort, tmp_path: Path) -> None:
    assert told(named, tmp_path, "_static/theme.js", "UPN-407") == []
