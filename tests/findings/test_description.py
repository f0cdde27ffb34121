"""What the data page says of the datasets."""

import dataclasses
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
