"""The methods page tells what was really called."""

import lifelines
import pytest

from analysis.cohort import Cohort
from analysis.findings import methods


@pytest.fixture(scope="module")
def used(response_cohort: Cohort, infection_cohort: Cohort) -> methods.Methods:
    return methods.used({"response": response_cohort, "infection": infection_cohort})


def test_a_method_stands_with_the_chapters_that_used_it(used: methods.Methods) -> None:
    chapters = {str(row[1]): str(row[2]) for row in used.table.rows}
    assert chapters["incidence rate with exact Poisson interval"] == "Efficacy; Infection"
    assert "Efficacy" in chapters["median with quartiles"]
    assert "Infection" in chapters["median with quartiles"]
    assert "set by the study" not in chapters
    assert used.proportions == "proportion with Clopper-Pearson exact interval"


def test_every_family_has_a_name_and_an_adjustment(used: methods.Methods) -> None:
    assert used.families.rows
    for family, adjustment, chapters in used.families.rows:
        assert family, chapters
        assert " comparison" in str(adjustment)


def test_a_method_that_nothing_called_is_not_told(bare: Cohort) -> None:
    unused = methods.used({"response": bare, "infection": bare})
    assert unused.ratios == "not used with this dataset"
    assert unused.ratios.why_not == "ratios: not used with this dataset"
    assert {str(row[0]) for row in unused.table.rows} <= {"Proportions"}
    assert unused.families.rows == []


def test_software_is_what_runs(used: methods.Methods) -> None:
    assert f"lifelines {lifelines.__version__}" in used.libraries
    assert used.python.startswith("Python 3.")
