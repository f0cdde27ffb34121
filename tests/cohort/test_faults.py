"""Messages: where, what and what should be."""

from __future__ import annotations

import pytest

from analysis.cohort import DatasetError, Fault


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (Fault("p.csv", 3, "age", "x", "must be y"), "p.csv, row 3, column age: 'x': must be y"),
        (Fault("p.csv", 3, "age", "", "is empty"), "p.csv, row 3, column age: is empty"),
        (Fault("p.csv", 3, "", "", "is ragged"), "p.csv, row 3: is ragged"),
        (Fault("p.csv", None, "", "", "is missing"), "p.csv: is missing"),
        (Fault("c.toml", None, "title", "", "is missing"), "c.toml, key title: is missing"),
        (Fault("p.csv", 2, "age", "4\n'5'", "must be y"), "p.csv, row 2, column age: \"4\\n'5'\": must be y"),
    ],
)
def test_a_fault_is_one_line_with_all_that_is_known(fault: Fault, line: str) -> None:
    assert str(fault) == line


def test_an_error_lists_its_faults_under_the_folder() -> None:
    error = DatasetError("data/x", [Fault("p.csv", None, "", "", "is bad"), Fault("l.csv", 2, "", "", "is bad")])
    assert str(error) == "data/x: 2 faults\n  p.csv: is bad\n  l.csv, row 2: is bad"
    assert str(DatasetError("x", error.faults[:1])).startswith("x: 1 fault\n")


def test_a_slip_that_runs_down_a_column_does_not_bury_the_rest() -> None:
    slips = [Fault("p.csv", row, "sex", f"{row}", "must be y") for row in range(2, 102)]
    other = Fault("p.csv", 4, "age", "x", "must be y")
    error = DatasetError("x", [*slips, other])
    assert error.faults == (*slips, other)
    lines = str(error).splitlines()
    assert lines[0] == "x: 101 faults"
    assert lines[1:21] == [f"  {slip}" for slip in slips[:20]]
    assert lines[21:] == ["  and 80 more rows with this fault", f"  {other}"]
    assert "more rows" not in str(DatasetError("x", slips[:20]))


def test_what_to_do_stands_under_the_rows_that_it_is_for() -> None:
    advised = [("<1", "write the limit alone"), ("lost", ""), ("<2", "write the limit alone")]
    error = DatasetError("x", [Fault("l.csv", row, "value", v, "no", r) for row, (v, r) in enumerate(advised, start=2)])
    assert str(error).splitlines()[1:] == [
        "  l.csv, row 2, column value: '<1': no",
        "  l.csv, row 4, column value: '<2': no",
        "    write the limit alone",
        "  l.csv, row 3, column value: 'lost': no",
    ]
