from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import stats

gradings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=4, max_size=40)
weightings = st.sampled_from(["quadratic", "linear"])


def limits(estimate: stats.Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


@pytest.mark.reference("weighted_kappa")
def test_is_the_formula_of_fleiss_cohen_and_everitt(case, agree):
    agree(limits(stats.weighted_kappa(**case.input)), case.output)


# Kappa and its standard error as printed: SAS/STAT, PROC FREQ, "Cohen's Kappa Coefficient"; Agresti (1990), p. 368,
# as in the documentation of the vcd package.
PUBLISHED = {
    "skin condition, SAS documentation, linear": (0.5082, 0.0655),
    "couples, Agresti 1990, linear": (0.2374, 0.0783),
}


@pytest.mark.reference("weighted_kappa", only=PUBLISHED)
def test_is_the_published_example(case):
    kappa, error = PUBLISHED[case.name]
    found = stats.weighted_kappa(**case.input)
    assert found.value == pytest.approx(kappa, abs=5e-5)
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(error, abs=5e-5)


@given(gradings, weightings)
def test_interval_holds_kappa_and_readers_can_be_exchanged(rows, weights):
    a, b = np.transpose(rows)
    found = stats.weighted_kappa(a, b, weights=weights)
    assume(found.low is not None)
    assert found.low <= found.value <= found.high <= 1
    exchanged = stats.weighted_kappa(b, a, weights=weights)
    assert limits(exchanged) == pytest.approx(limits(found))


@given(gradings, weightings)
def test_unit_and_origin_of_the_grades_do_not_matter(rows, weights):
    a, b = np.transpose(rows)
    found = stats.weighted_kappa(a, b, weights=weights)
    assume(found.low is not None)
    assert limits(stats.weighted_kappa(3 * a + 2, 3 * b + 2, weights=weights)) == pytest.approx(limits(found))


def test_a_grade_nobody_has_keeps_its_place():
    # With 0 and 4 apart as they are, confusing 0 with 1 is a small matter.
    near = stats.weighted_kappa([0, 0, 1, 4, 4], [0, 1, 1, 4, 4])
    far = stats.weighted_kappa([0, 0, 1, 2, 2], [0, 1, 1, 2, 2])
    assert near.value > far.value


def test_full_agreement_has_no_interval():
    assert limits(stats.weighted_kappa([0, 1, 2, 2], [0, 1, 2, 2])) == {"value": 1, "low": None, "high": None}


@pytest.mark.parametrize(
    ("a", "b", "why_not"),
    [
        ([], [], "no observations"),
        ([2, 2, 2], [2, 2, 2], "a grading takes one value"),
        ([1, 2, 3], [2, 2, 2], "a grading takes one value"),
    ],
)
def test_no_kappa_without_variation(a, b, why_not):
    assert stats.weighted_kappa(a, b).why_not == why_not


def test_unknown_weights_are_refused():
    with pytest.raises(ValueError, match="quadratic, linear"):
        stats.weighted_kappa([1, 2], [1, 2], weights="none")
