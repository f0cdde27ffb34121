from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import stats

followed = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=30)


@pytest.mark.reference("cumulative_incidence")
def test_is_cuminc_and_survfit(case, agree):
    curve = stats.cumulative_incidence(**case.input)
    points = [curve.at(t) for t in case.output["time"]]
    values = [point.value for point in points]
    ours = {name: [getattr(point, name) for point in points] for name in ("low", "high")}
    places = np.searchsorted(curve.time, case.output["time"])
    agree(ours | {"incidence": values, "survfit": values, "variance": curve.variance[places]}, case.output)


@given(followed)
def test_curve_rises_within_its_limits(rows):
    curve = stats.cumulative_incidence(*np.transpose(rows))
    assert (np.diff(curve.incidence) >= 0).all()
    assert (curve.variance >= 0).all()
    inside = ~np.isnan(curve.low)
    assert (curve.low[inside] <= curve.incidence[inside]).all()
    assert (curve.incidence[inside] <= curve.high[inside]).all()
    assert ((curve.low[inside] >= 0) & (curve.high[inside] <= 1)).all()


@given(followed)
def test_kinds_of_event_and_freedom_from_all_make_up_the_whole(rows):
    time, status = np.transpose(rows)
    own = stats.cumulative_incidence(time, status)
    other = stats.cumulative_incidence(time, np.choose(status, [0, 2, 1]))
    free = stats.kaplan_meier(time, status > 0)
    np.testing.assert_allclose(own.incidence + other.incidence + free.survival, 1)
    assert (own.events, own.competing) == (other.competing, other.events)


@given(followed)
def test_without_competing_events_it_is_kaplan_meier(rows):
    time, status = np.transpose(rows)
    curve = stats.cumulative_incidence(time, status == 1)
    np.testing.assert_allclose(curve.incidence, 1 - stats.kaplan_meier(time, status == 1).survival, atol=1e-12)


@given(followed, st.randoms(use_true_random=False))
def test_order_and_the_code_of_competing_events_do_not_matter(rows, random):
    curve = stats.cumulative_incidence(*np.transpose(rows))
    time, status = np.transpose(random.sample(rows, len(rows)))
    recoded = stats.cumulative_incidence(time, np.choose(status, [0, 1, 5]))
    for name in ("time", "incidence", "variance", "low", "high"):
        np.testing.assert_array_equal(getattr(recoded, name), getattr(curve, name))


def test_counts_follow_time():
    curve = stats.cumulative_incidence([1, 2, 2, 3, 4], [1, 2, 1, 0, 1])
    assert [curve.at(t).events for t in (0, 1, 2, 3, 4)] == [0, 1, 2, 2, 3]
    assert [curve.at_risk(t) for t in (0, 1, 2, 3, 4)] == [5, 5, 4, 2, 1]
    assert curve.at(2).n == 5


def test_there_is_no_incidence_beyond_follow_up_unless_nobody_is_left():
    assert stats.cumulative_incidence([1, 2], [1, 0]).at(3).why_not == "nobody was followed to 3"
    assert stats.cumulative_incidence([1, 2], [1, 2]).at(3).value == 0.5


def test_before_the_first_event_there_is_no_interval():
    found = stats.cumulative_incidence([1, 2, 3], [2, 1, 0]).at(1)
    assert (found.value, found.low, found.high, found.why_not) == (0, None, None, "")


def test_missing_rows_and_nobody():
    assert stats.cumulative_incidence([1, None, 3], [1, 2, None]).missing == 2
    assert stats.cumulative_incidence([], []).at(1).why_not == "no observations"


@pytest.mark.parametrize("status", [[0, -1], [0, 1.5]])
def test_impossible_status_is_refused(status):
    with pytest.raises(ValueError, match="status must be 0, 1, 2"):
        stats.cumulative_incidence([1, 2], status)
