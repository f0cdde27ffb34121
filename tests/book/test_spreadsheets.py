"""Tables and the data of figures as files for other programs."""

import csv
import io
from collections.abc import Callable

from openpyxl import load_workbook

from analysis.book import spreadsheets
from analysis.report import mime
from analysis.report.record import Finding
from analysis.report.source import Source
from analysis.report.table import Table
from analysis.stats.estimate import Estimate

SOURCE = Source(title="Invented", digest="0" * 12, synthetic=True)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_each_row_says_whether_it_is_made_up() -> None:
    told = spreadsheets.as_csv(["day", "value"], [[1, 0.1 + 0.2], [2, None]], "Ours, too", synthetic=True)
    head = ["day", "value", "dataset", "synthetic"]
    # Rounded as the ledger is: processors disagree on the last figures.
    assert rows(told) == [head, ["1", "0.3", "Ours, too", "true"], ["2", "", "Ours, too", "true"]]
    assert rows(spreadsheets.as_csv(["a"], [[True]], "Ours", synthetic=False))[1] == ["true", "Ours", "false"]
    assert rows(spreadsheets.as_csv(["a"], [["x"]], "", synthetic=False)) == [["a"], ["x"]]


def table() -> Table:
    estimate = Estimate(value=1 / 3, low=0.1, high=0.7, n=9, events=3, method="invented")
    found = Finding(estimate=estimate, kind="proportion", what="a third", source=SOURCE)
    return Table(columns=["=What", "CRS"], rows=[["=1+1", found]], notes=["A note."], source=SOURCE)


def test_a_workbook_has_the_printed_table_and_the_numbers_in_full() -> None:
    content = spreadsheets.as_workbook(table()._repr_mimebundle_()[mime.TABLE], "Table 1. A title")
    book = load_workbook(io.BytesIO(content))
    printed = list(book["Table"].iter_rows(values_only=True))
    assert printed[0][0] == "Table 1. A title"
    assert printed[1:3] == [("=What", "CRS"), ("=1+1", "3 of 9 (33.3%; 95% CI 10.0% to 70.0%)")]
    assert printed[3][0] == "A note."
    assert book["Table"]["A3"].data_type == "s", "no cell is a formula"
    head, numbers = book["Numbers"].iter_rows(values_only=True)
    told = dict(zip(head, numbers, strict=True))
    assert (told["value"], told["n"], told["events"], told["synthetic"]) == (0.33333333, 9, 3, True)


def test_a_workbook_is_the_same_bytes_each_time() -> None:
    make: Callable[[], bytes] = lambda: spreadsheets.as_workbook(table()._repr_mimebundle_()[mime.TABLE], "t")  # noqa: E731
    assert make() == make()
