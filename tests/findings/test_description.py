"""What the data page says of the datasets."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from analysis.cohort import Cohort
from analysis.findings import description


def test_two_datasets_are_told_apart(response_cohort: Cohort, infection_cohort: Cohort) -> None:
    both = description.both(response_cohort, infection_cohort)
    assert "Synthetic response cohort, 55 patients. Infection: Synthetic infection cohort, 90" in both.who
    assert [len(row) for row in both.table.rows] == [3] * len(both.table.rows)
    assert both.origins.rows[0] == ["Rows", "synthetic", "synthetic"]


def test_rows_of_the_project_are_told_from_others(response_cohort: Cohort, bare: Cohort, tmp_path: Path) -> None:
    assert not description.describe(response_cohort).made_here.why_not
    assert description.describe(bare).made_here.why_not == "the patients in this dataset are real"
    elsewhere = dataclasses.replace(response_cohort, folder=tmp_path)
    assert description.describe(elsewhere).made_here.why_not == "these synthetic patients were made elsewhere"


def test_what_was_noticed_is_counted_by_rule_and_tells_of_no_row(
    make_cohort: Callable[..., Cohort], infection_cohort: Cohort
) -> None:
    odd = make_cohort(
        {"patient_id": ["Anna", "Bert", "Carl"], "crs_grade": ["0", "0", "1"], "tocilizumab": ["yes"] * 3}
    )
    assert [(w.row, w.column) for w in odd.warnings] == [(2, "tocilizumab"), (3, "tocilizumab")]
    table = description.both(odd, infection_cohort).noticed
    assert str(table).splitlines()[1:3] == [
        "All warnings | 2 | 0",
        "patients.csv, tocilizumab: is yes though crs_grade is 0 | 2 | 0",
    ]
    assert not any(name in str(table._repr_mimebundle_()) for name in ("Anna", "Bert", "row 2"))
    assert table.rows[1][1].facts["n"] == 3
