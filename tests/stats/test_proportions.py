from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import stats


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 200))
    return draw(st.integers(0, n)), n


def limits(estimate: stats.Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


@pytest.mark.reference("proportion exact")
def test_exact_interval_is_that_of_binom_test(case, agree):
    agree(limits(stats.proportion(**case.input)), case.output)


@pytest.mark.reference("proportion wilson")
def test_wilson_interval_is_that_of_prop_test(case, agree):
    agree(limits(stats.proportion(**case.input, method="wilson")), case.output)


@pytest.mark.reference("risk_difference")
def test_difference_combines_the_intervals_of_prop_test(case, agree):
    agree(limits(stats.risk_difference(**case.input)), case.output)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_difference_is_that_of_newcombe_1998_table_2(counts, low, high):
    found = stats.risk_difference(*counts)
    # Printed to four decimals.
    assert found.low == pytest.approx(low, abs=0.00005)
    assert found.high == pytest.approx(high, abs=0.00005)


@given(shares(), st.sampled_from(["exact", "wilson"]), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_interval_holds_the_proportion_within_0_and_1(share, method, level):
    found = stats.proportion(*share, method=method, level=level)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.n == share[1]
    assert found.events == share[0]


@given(shares(), st.sampled_from(["exact", "wilson"]))
def test_counting_the_others_mirrors_the_interval(share, method):
    events, n = share
    found, mirror = stats.proportion(events, n, method=method), stats.proportion(n - events, n, method=method)
    assert found.low == pytest.approx(1 - mirror.high, abs=1e-9)
    assert found.high == pytest.approx(1 - mirror.low, abs=1e-9)


@given(shares(), shares())
def test_swapping_groups_turns_the_difference_round(a, b):
    found, swapped = stats.risk_difference(*a, *b), stats.risk_difference(*b, *a)
    assert (found.value, found.low, found.high) == (-swapped.value, -swapped.high, -swapped.low)
    assert found.low <= found.value <= found.high


def test_nothing_can_be_said_of_nobody():
    assert stats.proportion(0, 0).value is None
    assert stats.proportion(0, 0).why_not == "no observations"
    assert stats.risk_difference(1, 2, 0, 0).why_not == "a group is empty"
    assert stats.risk_difference(1, 2, 0, 0).low is None


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2), (0.5, 2)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match="events"):
        stats.proportion(*counts)


def test_unknown_methods_and_levels_are_refused():
    with pytest.raises(ValueError, match="exact, wilson"):
        stats.proportion(1, 2, method="wald")
    with pytest.raises(ValueError, match="level"):
        stats.proportion(1, 2, level=95)
