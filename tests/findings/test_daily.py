"""Severe against mild CRS, day by day."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import daily

Make = Callable[..., Cohort]
SEVERE = ("P1", "P2", "P3", "P4", "P5")
MILD = ("P6", "P7", "P8", "P9", "P10")


@pytest.fixture
def apart(make_cohort: Make) -> Cohort:
    """IL-6 is far higher in severe CRS on day 2, the same on day 3, and measured in two severe cases on day 4."""
    labs = [(p, "2.5", "IL-6", str(100 + i), "pg/mL") for i, p in enumerate(SEVERE)]
    labs += [(p, "2", "IL-6", str(10 + i), "pg/mL") for i, p in enumerate(MILD)]
    labs += [(p, "3", "IL-6", str(10 + i), "pg/mL") for i, p in enumerate(SEVERE)]
    labs += [(p, "3", "IL-6", str(10.5 + i), "pg/mL") for i, p in enumerate(MILD)]
    labs += [(p, "4", "IL-6", "50", "pg/mL") for p in (*SEVERE[:2], *MILD)]
    return make_cohort({"crs_grade": ["3"] * 5 + ["1"] * 5}, labs=labs)


def test_days_with_too_few_patients_are_left_out(apart: Cohort) -> None:
    found = daily.ratios(apart).il6
    assert list(found.ratios) == [2, 3]
    assert found.clear.n_of_N == "1 of 2"
    assert found.span.split(" on ")[1] == "day 2"
    assert found.furthest.startswith("day 2: ")


def test_the_days_of_a_marker_are_one_family(apart: Cohort) -> None:
    ratio = daily.ratios(apart).il6.ratios[2]
    # The smaller of two exact P values, 2 of 252 orders, is doubled.
    assert ratio.estimate.p == pytest.approx(2 / 252)
    assert ratio.adjusted_p == pytest.approx(4 / 252)
    assert ratio.adjustment == "Benjamini-Hochberg, 2 comparisons"


def test_no_marker_differs_is_not_none_recorded(make_cohort: Make, bare: Cohort) -> None:
    labs = [(f"P{i}", "2", "IL-6", str(i), "pg/mL") for i in range(1, 7)]
    even = daily.ratios(make_cohort({"crs_grade": ["3", "1", "3", "1", "3", "1"]}, labs=labs))
    assert (even.spans, even.il6.span) == ("no marker", "none")
    assert even.pt.span == "not recorded"
    assert daily.ratios(bare).spans == "not recorded"


def test_clear_days_of_the_committed_cohort(response_cohort: Cohort) -> None:
    found = daily.ratios(response_cohort)
    # By R: p.adjust(method = "BH") over wilcox.test on each day.
    clear = [day for day, ratio in found.fibrinogen.ratios.items() if ratio.direction == "lower"]
    assert clear == [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 21]
    assert found.fibrinogen.span == "lower on days 6 to 16 and 21"
    # Cytokines stop at tocilizumab, so that few severe cases are left after day 10.
    assert found.il6.clear.n == "11"
