"""The last look at a site: what it finds, what it lets be, and that it never tells a value."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis.book.leaks import UNREAD, find
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


@pytest.mark.parametrize(
    "content",
    [
        "<p>As in UPN-<b>4</b>07, who</p>",
        "<p>As in U<span>PN</span>\N{NON-BREAKING HYPHEN}407, who</p>",
        "<p>As in UPN-4&shy;07, who</p>",
        "<p>As in UPN\N{ZERO WIDTH SPACE}-407, who</p>",
        "<p>As in upn 407, who</p>",
        "<p>As in UPN407, who</p>",
        '<img alt="&amp;#85;PN-407"/>',
        '<a href="mailto:x?subject=%55PN%2D407">ask</a>',
    ],
)
def test_an_identifier_is_found_however_it_is_written(named: Cohort, tmp_path: Path, content: str) -> None:
    assert "an identifier" in "".join(told(named, tmp_path, "a.html", content))


def test_codes_as_the_messages_advise_them_are_found_and_no_other_words(tmp_path: Path) -> None:
    short = cohort(tmp_path / "short", [row.replace("UPN-4", "P") for row in ROWS])
    assert "an identifier" in "".join(told(short, tmp_path, "a.html", "<p>As in P07, who</p>"))
    for innocent in ("<p>(P = .07)</p>", '<p id="p07"><a href="#p07">x</a></p>', "<p>Panel P, 07 of 19.</p>"):
        assert told(short, tmp_path, "a.html", innocent) == []
    assert told(short, tmp_path, "a.svg", '<svg><path d="M 1 2 P 07 3"/></svg>') == []


@pytest.mark.parametrize(
    "name", ["reports/a.err.log", "_downloads/a.yml", "a.js.map", "notes", "a.SVG", "UPN-407.html"]
)
def test_every_file_is_searched_with_its_name(named: Cohort, tmp_path: Path, name: str) -> None:
    (line,) = told(
        named, tmp_path, name, "" if "407" in name else '{"x": "\\u0055PN-407"}' if "map" in name else "UPN-407"
    )
    assert line == f"html/{name}: an identifier of a patient (patients.csv, column patient_id)"


def test_the_notebooks_behind_the_pages_are_searched(named: Cohort, tmp_path: Path) -> None:
    (line,) = told(named, tmp_path, "../jupyter_execute/a.ipynb", '{"text": "UPN-407"}')
    assert line.startswith("jupyter_execute/a.ipynb: an identifier")


def test_text_in_other_codings_is_read_and_what_is_no_text_is_told(named: Cohort, tmp_path: Path) -> None:
    assert "an identifier" in "".join(told(named, tmp_path, "a.csv", "UPN-407".encode("utf-16")))
    (tmp_path / "build" / "html" / "a.csv").unlink()
    assert told(named, tmp_path, "a.png", b"\x89PNG\x00\x00") == [f"html/a.png: {UNREAD}"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<tr>\n  <td><p>27.5</p></td>\n  <td><p>12.59</p></td>\n  <td><p>270</p></td>\n</tr>"),
        ("a.html", "<ul>\n<li>27.5</li>\n<li>12.59</li>\n<li>270</li>\n</ul>"),
        ("a.html", "<p>27\N{MIDDLE DOT}5 years, 12\N{MIDDLE DOT}59% and 270</p>"),
        ("a.json", '{\n "age": 27.5,\n "blasts": 12.59,\n "ldh": 270\n}'),
    ],
)
def test_a_row_is_found_though_it_stands_on_several_lines(
    numbered: Cohort, tmp_path: Path, name: str, content: str
) -> None:
    (line,) = told(numbered, tmp_path, name, content)
    assert line.endswith("values of one row together (patients.csv)")


def test_a_column_is_found_by_values_in_their_order(numbered: Cohort, tmp_path: Path) -> None:
    ldh = [str(151 + 17 * i) for i in range(30)]
    (line,) = told(numbered, tmp_path, "a.json", f'{{"y": [{", ".join(ldh)}]}}')
    assert line.endswith("values of one column in their order (patients.csv)")
    assert told(numbered, tmp_path, "a.json", f'{{"y": [{", ".join(sorted(ldh, key=lambda x: x[::-1]))}]}}') == []


def test_a_figure_is_searched_by_its_drawing(named: Cohort, tmp_path: Path) -> None:
    png = b"\x89PNG\x00\x00"
    assert told(named, tmp_path, "b.svg", "<svg><text>UPN-407</text></svg>") != []
    assert told(named, tmp_path, "b.svg", "<svg><text>Patients</text></svg>") == []
    assert told(named, tmp_path, "b.png", png) == []
