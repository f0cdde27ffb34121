from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import stats
from analysis.stats.time_dependent import GROUP, STATE

times = st.integers(0, 12)
rows = st.lists(st.tuples(times, st.booleans(), st.none() | times), min_size=2, max_size=30)


def columns(data) -> list[pd.Series]:
    return [pd.Series([row[i] for row in data], dtype="Float64") for i in range(3)]


def numbers(estimate: stats.Estimate) -> list[float]:
    return [estimate.value, estimate.low, estimate.high, estimate.p]


@pytest.mark.reference("time_dependent")
def test_is_the_definition_by_coxph(case, agree):
    found = stats.time_dependent(**case.input)
    names = ("value", "low", "high", "p", "n", "events", "groups")
    agree({name: getattr(found, name) for name in names}, case.output)


def test_one_event_can_be_worked_out_by_hand():
    # The penalised likelihood is that of odds 3 to 1, as in section 2 of Heinze and Schemper (2001).
    found = stats.time_dependent([5, 7], [1, 0], [2, None])
    assert found.value == pytest.approx(3, rel=1e-12)
    assert (found.n, found.events, found.groups, found.missing) == (2, 1, (1, 1), 0)


def test_time_before_a_change_is_time_without_it():
    # Patients of one course, in whom the state changes on day 20: whoever lives to see it seems to be protected.
    time, event = np.arange(1, 41), np.ones(40)
    change = np.where(time > 20, 20, np.nan)
    immortal = stats.cox((time > 20).astype(float), time, event, firth=True).estimate("x1")
    assert immortal.high < 1
    assert stats.time_dependent(time, event, change).why_not == "no event while both states were at risk"


def test_a_change_on_the_day_of_the_event_did_not_come_before_it():
    time, event = [2, 4, 5, 6, 8], [1, 1, 1, 0, 1]
    with_it = stats.time_dependent(time, event, [2, 1, None, 3, None])
    without = stats.time_dependent(time, event, [None, 1, None, 3, None])
    assert with_it == without
    assert with_it.groups == (2, 3)


def test_a_change_at_the_start_is_a_fixed_group():
    time, event, group = [3, 5, 6, 8, 9, 11, 12], [1, 1, 0, 1, 1, 0, 1], [1, 0, 1, 1, 0, 0, 0]
    change = [0 if changed else None for changed in group]
    found = stats.time_dependent(time, event, change)
    # Without ties the two ways to treat them are one.
    fixed = stats.cox(group, time, event, firth=True).estimate("x1")
    assert numbers(found) == pytest.approx(numbers(fixed), rel=1e-6)
    assert found.method == GROUP
    assert stats.time_dependent(time, event, [1, *change[1:]]).method == STATE


@given(rows)
def test_the_ratio_is_finite_and_within_its_interval(data):
    found = stats.time_dependent(*columns(data))
    assume(not found.why_not)
    assert 0 < found.low < found.value < found.high < np.inf
    assert 0 < found.p <= 1
    assert (found.p < 0.05) == (not found.low <= 1 <= found.high)


@given(rows, st.sampled_from([0.125, 30, 365.25]))
def test_neither_the_unit_of_time_nor_the_order_of_patients_matters(data, unit):
    time, event, change = columns(data)
    found = stats.time_dependent(time, event, change)
    assert stats.time_dependent(time * unit, event, change * unit) == found
    assert stats.time_dependent(time[::-1], event[::-1], change[::-1]) == found


@given(rows, st.tuples(st.none() | times, st.none() | st.booleans(), st.none() | times))
def test_a_patient_without_time_or_event_is_left_out_and_counted(data, other):
    assume(other[0] is None or other[1] is None)
    alone, with_other = stats.time_dependent(*columns(data)), stats.time_dependent(*columns([*data, other]))
    assert (alone.missing, with_other.missing) == (0, 1)
    assert with_other.n == alone.n
    assert with_other.value == alone.value


def test_the_interval_narrows_with_the_level():
    time, event, change = [2, 3, 4, 5, 6, 7, 8, 9], [1] * 8, [None, 1, None, 2, None, 3, None, 4]
    wide, narrow = (stats.time_dependent(time, event, change, level=level) for level in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize("after", [True, False])
def test_a_ratio_is_finite_where_every_event_or_none_follows_a_change(after):
    time = np.arange(1, 21)
    change = np.where(np.arange(20) % 2, 0, np.nan)
    event = np.isnan(change) != after
    ratio = stats.time_dependent(time, event, change).value
    assert (1 < ratio < 100) if after else (0.01 < ratio < 1)


@pytest.mark.parametrize(
    ("time", "event", "change", "why_not"),
    [
        ([], [], [], "no observations"),
        ([None, 3], [1, None], [1, 1], "no observations"),
        ([1, 2, 3], [0, 0, 0], [None, 1, 1], "no events"),
        ([1, 2, 3], [1, 0, 1], [None, None, None], "nobody changed"),
        ([1, 2, 3], [1, 0, 1], [1, 2, 9], "nobody changed"),
        ([1, 2, 3], [1, 0, 1], [0, 0, 0], "no event while both states were at risk"),
        ([1, 2, 3], [1, 0, 0], [None, 1, 2], "no event while both states were at risk"),
    ],
)
def test_no_ratio_where_the_data_allow_none(time, event, change, why_not):
    found = stats.time_dependent(time, event, change)
    assert found.why_not == why_not
    assert numbers(found) == [None] * 4


@pytest.mark.parametrize(("time", "change"), [([-1, 2], [None, 1]), ([1, 2], [None, -1])])
def test_impossible_times_are_refused(time, change):
    with pytest.raises(ValueError, match="times must be 0 or more"):
        stats.time_dependent(time, [1, 0], change)


def test_events_are_two():
    with pytest.raises(ValueError, match="event must be 0 or 1"):
        stats.time_dependent([1, 2], [1, 2], [None, 1])
