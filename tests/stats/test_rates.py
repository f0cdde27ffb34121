from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import stats

events = st.integers(0, 300)
times = st.floats(0.01, 1e5)


def of(estimate: stats.Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


@pytest.mark.reference("rate")
def test_rate_is_poisson_test(case, agree):
    agree(of(stats.rate(**case.input)), case.output)


@pytest.mark.reference("rate_ratio")
def test_ratio_is_poisson_test(case, agree):
    found = stats.rate_ratio(**case.input)
    agree(of(found) | {"p": found.p}, case.output)


@given(events, times)
def test_interval_holds_the_rate(count, time):
    found = stats.rate(count, time)
    assert 0 <= found.low <= found.value <= found.high


@given(events, times, st.floats(0.1, 1000))
def test_rate_follows_its_unit(count, time, per):
    found, scaled = stats.rate(count, time), stats.rate(count, time, per=per)
    assert [scaled.value, scaled.low, scaled.high] == pytest.approx(
        [number * per / 100 for number in (found.value, found.low, found.high)]
    )


@given(events, times, events, times)
def test_swapping_groups_inverts_the_ratio(e1, t1, e2, t2):
    found, swapped = stats.rate_ratio(e1, t1, e2, t2), stats.rate_ratio(e2, t2, e1, t1)
    if e1 + e2 == 0:
        assert found.why_not == "no events"
        return
    assert found.low <= found.value <= found.high
    inverse = [1 / number if number else math.inf for number in (swapped.value, swapped.high, swapped.low)]
    assert [found.value, found.low, found.high] == pytest.approx(inverse, rel=1e-5)
    assert found.p == pytest.approx(swapped.p, rel=1e-6)


def test_no_rate_without_time():
    assert stats.rate(0, 0).why_not == "no time at risk"
    assert stats.rate_ratio(1, 0, 2, 3).why_not == "no time at risk in a group"


def test_impossible_counts_and_times_are_refused():
    with pytest.raises(ValueError, match="events"):
        stats.rate(-1, 5)
    with pytest.raises(ValueError, match="person-time"):
        stats.rate(1, -5)
    with pytest.raises(ValueError, match="person-time"):
        stats.rate_ratio(1, 5, 1, float("nan"))
