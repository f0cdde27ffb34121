from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import stats

followed = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30)
grouped = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 2)), min_size=2, max_size=30)


@pytest.mark.reference("kaplan_meier")
def test_is_survfit(case, agree):
    curve = stats.kaplan_meier(**case.input)
    points = [curve.at(t) for t in case.output["time"]]
    ours = {name: [getattr(point, name) for point in points] for name in ("low", "high")}
    ours |= {"survival": [point.value for point in points], "at_risk": [curve.at_risk(t) for t in case.output["time"]]}
    agree(ours, case.output)


@pytest.mark.reference("kaplan_meier")
def test_median_is_that_of_survfit(case, agree):
    curve = stats.kaplan_meier(**case.input)
    for found, theirs in ((curve.median, case.output["median"]), (curve.reverse().median, case.output["follow_up"])):
        # R leaves an upper limit beyond the end of follow-up missing; the record says that it is open.
        high = None if found.high == np.inf else found.high
        agree({"quantile": found.value, "lower": found.low, "upper": high}, theirs)


@pytest.mark.reference("logrank")
def test_logrank_is_survdiff(case, agree):
    found = stats.logrank(**case.input)
    agree({"value": found.value, "p": found.p}, case.output)


def test_is_the_leukaemia_trial_of_freireich():
    # Remission under 6-mercaptopurine, in weeks: Kalbfleisch and Prentice (2002), Klein and Moeschberger (2003).
    time = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    event = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = stats.kaplan_meier(time, event)
    assert curve.median.value == 23
    assert curve.at(10).value == pytest.approx(0.7529, abs=5e-5)
    assert curve.at(23).value == pytest.approx(0.4482, abs=5e-5)
    assert curve.at_risk(10) == 15
    assert curve.at(10).events == 5


@given(followed)
def test_curve_falls_within_its_limits(rows):
    time, event = np.transpose(rows)
    curve = stats.kaplan_meier(time, event)
    assert curve.time[0] == 0
    assert (np.diff(curve.time) > 0).all()
    assert (np.diff(curve.survival) <= 0).all()
    inside = ~np.isnan(curve.low)
    assert (curve.low[inside] <= curve.survival[inside]).all()
    assert (curve.survival[inside] <= curve.high[inside]).all()
    assert np.isin(curve.survival[~inside], (0, 1)).all()


@given(followed)
def test_without_censoring_it_is_the_share_still_free(rows):
    time = np.transpose(rows)[0]
    curve = stats.kaplan_meier(time, np.ones(len(time)))
    for t in range(13):
        assert curve.at(t).value == pytest.approx((time > t).mean())


@given(followed, st.sampled_from([0.25, 7, 365.25]), st.randoms(use_true_random=False))
def test_order_and_unit_of_time_do_not_matter(rows, unit, random):
    time, event = np.transpose(rows)
    curve = stats.kaplan_meier(time, event)
    shuffled, events = np.transpose(random.sample(rows, len(rows)))
    scaled = stats.kaplan_meier(shuffled * unit, events)
    np.testing.assert_allclose(scaled.survival, curve.survival)
    np.testing.assert_allclose(scaled.low, curve.low)
    assert [scaled.median.value, scaled.median.low] == pytest.approx(
        [None if limit is None else limit * unit for limit in (curve.median.value, curve.median.low)]
    )


@given(grouped)
def test_names_and_order_of_groups_do_not_matter(rows):
    time, event, group = np.transpose(rows)
    found = stats.logrank(time, event, group)
    named = stats.logrank(time, event, np.array(["c", "a", "b"])[group])
    assert (named.why_not, sorted(named.groups)) == (found.why_not, sorted(found.groups))
    if found.value is not None:
        assert named.value == pytest.approx(found.value, abs=1e-9)
        assert found.value >= -1e-9
        assert 0 <= found.p <= 1


def test_there_is_no_probability_beyond_follow_up_unless_nobody_is_left():
    open_ended = stats.kaplan_meier([1, 2, 3], [1, 0, 0])
    assert open_ended.at(3).value == pytest.approx(2 / 3)
    assert open_ended.at(4).value is None
    assert open_ended.at(4).why_not == "nobody was followed to 4"
    assert stats.kaplan_meier([1, 2, 3], [1, 1, 1]).at(4).value == 0


def test_median_may_not_be_reached():
    found = stats.kaplan_meier([1, 2, 3, 4, 5], [1, 0, 0, 0, 0]).median
    assert (found.value, found.why_not) == (None, "not reached")
    assert found.low == 1
    assert found.high == np.inf


def test_missing_rows_are_left_out_and_counted():
    time = pd.Series([1, 2, pd.NA, 4], dtype="Int64")
    event = pd.Series([True, pd.NA, True, False], dtype="boolean")
    curve = stats.kaplan_meier(time, event)
    assert (curve.n, curve.events, curve.missing) == (2, 1, 2)
    assert (curve.reverse().n, curve.reverse().events, curve.reverse().missing) == (2, 1, 2)
    found = stats.logrank([1, 2, 3, 4], [1, 1, 1, 1], ["a", "b", None, "a"])
    assert (found.n, found.missing, found.groups) == (3, 1, (2, 1))


def test_groups_come_in_the_order_of_the_categories():
    group = pd.Categorical(["low", "high", "high"], categories=["low", "mid", "high"], ordered=True)
    assert stats.logrank([1, 2, 3], [1, 1, 1], group).groups == (1, 2)


def test_nobody_has_no_curve():
    curve = stats.kaplan_meier([], [])
    assert curve.at(1).why_not == "no observations"
    assert curve.median.why_not == "no observations"
    assert curve.reverse().n == 0
    assert curve.at_risk(0) == 0


@pytest.mark.parametrize(
    ("time", "event", "group", "why_not"),
    [
        ([1, 2], [1, 1], ["a", "a"], "fewer than two groups"),
        ([1, 2], [0, 0], ["a", "b"], "no events"),
        ([1, 2, 3], [0, 1, 0], ["a", "b", "b"], "only one group is at risk when events happen"),
        ([], [], [], "fewer than two groups"),
    ],
)
def test_no_test_without_two_groups_and_an_event(time, event, group, why_not):
    found = stats.logrank(time, event, group)
    assert (found.value, found.p, found.why_not) == (None, None, why_not)


def test_impossible_times_and_events_are_refused():
    with pytest.raises(ValueError, match="times must be 0 or more"):
        stats.kaplan_meier([-1, 2], [1, 1])
    with pytest.raises(ValueError, match="event must be 0 or 1"):
        stats.kaplan_meier([1, 2], [1, 2])
    with pytest.raises(ValueError, match="times must be 0 or more"):
        stats.kaplan_meier([1, 2], [1, 1]).at(-1)
    with pytest.raises(ValueError, match="lengths differ"):
        stats.logrank([1, 2], [1, 1], ["a"])
