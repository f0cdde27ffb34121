from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import stats

groups = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=6), min_size=2, max_size=4)


@pytest.mark.reference("jonckheere")
def test_normal_approximation_is_that_of_cor_test(case, agree):
    found = stats.jonckheere(case.input["groups"])
    agree({name: getattr(found, name) for name in ("statistic", "expected", "tau", "p_normal")}, case.output)
    if "exact" in case.output:
        # All assignments are gone through in R; ours are drawn, so that chance enters by its stated error.
        assert abs(found.p - case.output["exact"]) < 4 * found.p_error


def test_is_the_example_of_hollander_and_wolfe():
    # Hollander and Wolfe (1999), example 6.2: J = 79; one-sided P 0.0231 from the table, 0.0207 approximately.
    found = stats.jonckheere([(40, 35, 38, 43, 44, 41), (38, 40, 47, 44, 40, 42), (48, 40, 45, 43, 46, 44)])
    assert found.statistic == 79
    assert found.expected == 54
    assert found.p_normal / 2 == pytest.approx(0.0207, abs=0.0002)
    assert found.p / 2 == pytest.approx(0.0231, abs=4 * found.p_error / 2)
    assert found.tau > 0


def test_error_is_that_of_the_permutations():
    found = stats.jonckheere([[1, 5, 3], [2, 6, 4], [3, 5, 7]], permutations=400)
    assert found.p_error == pytest.approx(np.sqrt(found.p * (1 - found.p) / 400))
    assert "400 permutations" in found.estimate.method


@given(groups)
def test_reversing_the_groups_turns_the_trend_round(samples):
    found = stats.jonckheere(samples, permutations=50)
    assume(found.statistic is not None)
    back = stats.jonckheere(samples[::-1], permutations=50)
    assert back.statistic == 2 * found.expected - found.statistic
    assert back.tau == pytest.approx(-found.tau)
    assert back.p_normal == pytest.approx(found.p_normal)


@given(groups)
def test_only_order_counts(samples):
    scaled = [[3.5 * value**3 - 7 for value in sample] for sample in samples]
    assert stats.jonckheere(scaled, permutations=50) == stats.jonckheere(samples, permutations=50)


@given(groups)
def test_two_groups_are_a_mann_whitney_test(samples):
    first, second = samples[:2]
    found = stats.jonckheere([first, second], permutations=50)
    assume(found.statistic is not None)
    wins = np.subtract.outer(second, first)
    assert found.statistic == (wins > 0).sum() + (wins == 0).sum() / 2


def test_missing_values_are_left_out_and_counted():
    found = stats.jonckheere([[1, None, 2], [3, np.nan], []], permutations=50)
    assert (found.groups, found.missing) == ((2, 1, 0), 2)
    assert found.estimate.n == 3


@pytest.mark.parametrize(
    ("samples", "why_not"),
    [
        ([[1, 2], []], "fewer than two groups hold values"),
        ([[1], [2]], "fewer than three values"),
        ([[2, 2], [2]], "all values are equal"),
    ],
)
def test_no_trend_without_variation(samples, why_not):
    found = stats.jonckheere(samples)
    assert (found.statistic, found.why_not, found.estimate.why_not) == (None, why_not, why_not)


def test_one_group_and_no_permutations_are_refused():
    with pytest.raises(ValueError, match="two or more"):
        stats.jonckheere([[1, 2]])
    with pytest.raises(ValueError, match="permutations"):
        stats.jonckheere([[1], [2]], permutations=0)
