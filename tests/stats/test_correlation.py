from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import stats

columns = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=5, max_size=30)
both = pytest.mark.parametrize("method", [stats.spearman, stats.kendall])


def of(estimate: stats.Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "p": estimate.p, "low": estimate.low, "high": estimate.high}


@pytest.mark.reference("spearman")
def test_spearman_is_cor_test(case, agree):
    # A perfect correlation leaves R a P of 1e-23 by rounding, us 0.
    agree(of(stats.spearman(**case.input)), case.output, at=1e-15)


@pytest.mark.reference("kendall")
def test_kendall_is_cor_test(case, agree):
    agree(of(stats.kendall(**case.input)), case.output)


@pytest.mark.reference("repeated_correlation")
def test_repeated_correlation_is_the_analysis_of_covariance(case, agree):
    agree(of(stats.repeated_correlation(**case.input)), case.output)


@pytest.mark.reference("repeated_correlation", only={"Bland and Altman 1995"})
def test_repeated_correlation_is_the_published_example(case):
    found = stats.repeated_correlation(**case.input)
    # The documentation of the rmcorr package: r(38) = -0.5067697, P 0.0008471081, -0.7067146 to -0.2318631.
    assert [found.value, found.low, found.high] == pytest.approx([-0.5067697, -0.7067146, -0.2318631], abs=5e-8)
    assert found.p == pytest.approx(0.0008471081, abs=5e-11)
    assert (found.n, len(found.groups)) == (47, 8)


@both
@given(pairs=columns)
def test_interval_holds_the_correlation(method, pairs):
    found = method(*np.transpose(pairs))
    assume(found.low is not None)
    assert -1 <= found.low <= found.value <= found.high <= 1


@both
@given(pairs=columns)
def test_exchanging_the_variables_changes_nothing_and_negating_one_the_sign(method, pairs):
    x, y = np.transpose(pairs)
    found, exchanged, negated = method(x, y), method(y, x), method(x, -y)
    assume(found.low is not None)
    assert of(exchanged) == pytest.approx(of(found), abs=1e-12)
    assert negated.value == pytest.approx(-found.value, abs=1e-12)
    assert negated.low == pytest.approx(-found.high, abs=1e-12)


@both
@given(pairs=columns)
def test_only_order_counts(method, pairs):
    x, y = np.transpose(pairs)
    assert method(x**3 * 10.0, y + 0.25) == method(x, y)


@given(columns, st.integers(2, 4), st.floats(-5, 5), st.floats(0.5, 20))
def test_repeated_correlation_ignores_the_level_of_each_subject(pairs, subjects, lift, unit):
    x, y = np.transpose(pairs).astype(float)
    subject = np.arange(len(x)) % subjects
    found = stats.repeated_correlation(subject, x, y)
    assume(found.low is not None)
    moved = stats.repeated_correlation(subject, x * unit + lift * subject, y - lift * subject)
    assert of(moved) == pytest.approx(of(found), rel=1e-6, abs=1e-9)
    assert found.low <= found.value <= found.high


def test_repeated_correlation_takes_any_label_and_drops_incomplete_rows():
    numbered = stats.repeated_correlation([1, 1, 1, 2, 2, 2], [1, 2, 3, 2, 4, 5], [2, 2, 4, 7, 9, 8])
    named = stats.repeated_correlation(
        ["a", "a", "a", "b", "b", "b", None, "b"], [1, 2, 3, 2, 4, 5, 9, 9], [2, 2, 4, 7, 9, 8, 9, None]
    )
    assert of(named) == of(numbered)
    assert (named.n, named.missing, named.groups) == (6, 2, (3, 3))


@both
@pytest.mark.parametrize(("x", "y"), [([1], [2]), ([1, 1, 1, 1], [1, 2, 3, 4]), ([1, 2, 3, 4], [5, 5, 5, 5])])
def test_no_correlation_without_variation(method, x, y):
    found = method(x, y)
    assert found.value is None
    assert found.why_not


@pytest.mark.parametrize(
    ("subject", "x", "y", "why_not"),
    [
        ([1, 2, 3], [1, 2, 3], [3, 1, 2], "too few repeated measurements"),
        ([1, 1, 2, 2], [1, 1, 2, 2], [3, 1, 2, 4], "a variable does not vary within subjects"),
        ([1, 1, 2, 2], [0.1, 0.1, 0.7, 0.7], [3, 1, 2, 4], "a variable does not vary within subjects"),
        ([], [], [], "too few repeated measurements"),
    ],
)
def test_no_repeated_correlation_without_variation_within(subject, x, y, why_not):
    assert stats.repeated_correlation(subject, x, y).why_not == why_not


@both
def test_pairs_lose_both_values_where_one_is_missing(method):
    x = pd.Series([1, 2, pd.NA, 4, 5, 6], dtype="Int64")
    found = method(x, [2.0, 1.0, 9.0, np.nan, 5.0, 4.0])
    assert (found.n, found.missing) == (4, 2)
    assert of(found) == of(method([1, 2, 5, 6], [2, 1, 5, 4]))


@both
def test_unequal_columns_are_refused(method):
    with pytest.raises(ValueError, match="lengths differ: x 2, y 3"):
        method([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="indexes differ"):
        method(pd.Series([1, 2, 3]), pd.Series([1, 2, 3], index=[3, 4, 5]))
