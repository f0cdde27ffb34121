"""The dual-target product against the single-target one."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import products

Make = Callable[..., Cohort]


@pytest.fixture
def columns() -> dict[str, list[str]]:
    return {
        "product": ["CD19"] * 6 + ["CD19/CD22"] * 6 + ["CD22"],
        "crs_grade": ["3", "1", "2", "0", "3", "4", "0", "2", "1", "0", "3", "1", "4"],
        "marrow_blasts": ["0.001", "20", "50", "60", "80", "90", "0.005", "1", "5", "30", "60", "70", "99"],
    }


def test_other_products_are_left_out(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    found = products.by_product(make_cohort(columns))
    assert (found.single.n_of_N, found.dual.n_of_N) == ("3 of 6", "1 of 6")
    assert (found.odds.n, found.difference.n) == ("12", "12")
    assert found.shares == "3 of 6 after CD19, 1 of 6 after CD19/CD22 and 1 of 1 after CD22"


def test_one_product_is_no_comparison(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    cohort = make_cohort({**columns, "product": ["CD19"] * 13})
    assert products.by_product(cohort).odds.text == "not recorded"
    assert products.models(cohort).higher.text == "not recorded"


def test_models_count_patients_and_events(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    found = products.models(make_cohort(columns))
    assert found.severe_adjusted.n_of_N == "4 of 12"
    assert found.higher_adjusted.n == "12"
    assert found.dual_blasts.estimate.low == pytest.approx(2.0)
    # Blasts that cannot be told apart count as the least that can be.
    assert found.single_blasts.estimate.value == 55.0


def test_swapping_the_products_inverts_the_odds(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    found = products.models(make_cohort(columns)).higher_adjusted.estimate
    swap = {"CD19": "CD19/CD22", "CD19/CD22": "CD19", "CD22": "CD22"}
    swapped = products.models(make_cohort({**columns, "product": [swap[p] for p in columns["product"]]}))
    assert swapped.higher_adjusted.estimate.value == pytest.approx(1 / (found.value or 0), rel=1e-4)


def test_without_burden_the_grade_is_still_compared(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    found = products.models(make_cohort({**columns, "marrow_blasts": [""] * 13}))
    assert found.severe_adjusted.text == "not recorded"
    assert found.higher.estimate.value is not None
    assert [str(row[3]) == "not recorded" for row in found.table.rows] == [False, False, True, False, True]


def test_the_figure_has_a_row_for_each_line_between_grades(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    found = products.models(make_cohort(columns))
    rows = {
        "Grade 1 or above",
        "Grade 2 or above",
        "Grade 3 or above",
        "Grade 4 or above",
        "All grades, one odds ratio",
    }
    # Each label goes on with its number of patients.
    assert all(any(text.startswith(row) for text in found.figure.texts) for row in rows)
    assert found.at_each_grade.startswith("grade 1 or above ")


def test_odds_ratios_agree_with_r(response_cohort: Cohort) -> None:
    found = products.models(response_cohort)
    # R 4: glm(severe ~ dual + log2(blasts), binomial, method = "brglmFit"), MASS::polr(grade ~ dual + log2(blasts)).
    assert found.severe.estimate.value == pytest.approx(0.1294118, rel=1e-5)
    assert found.severe_adjusted.estimate.value == pytest.approx(0.1496866, rel=1e-5)
    adjusted = found.higher_adjusted.estimate
    assert (adjusted.value, adjusted.low, adjusted.high) == pytest.approx((0.1336619, 0.04247507, 0.4206114), rel=1e-4)
    assert adjusted.p == pytest.approx(0.0005803814, rel=1e-3)
