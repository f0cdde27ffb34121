from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import stats

grouped = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 2)), min_size=4, max_size=40)


@pytest.mark.reference("gray")
def test_is_cuminc(case, agree):
    found = stats.gray(**case.input)
    agree({"value": found.value, "p": found.p}, case.output)


@given(grouped)
def test_names_and_order_of_groups_and_rows_do_not_matter(rows):
    time, status, group = np.transpose(rows)
    found = stats.gray(time, status, group)
    named = stats.gray(time[::-1], status[::-1], np.array(["c", "a", "b"])[group][::-1])
    assert named.why_not == found.why_not
    if found.value is not None:
        assert named.value == pytest.approx(found.value, rel=1e-6, abs=1e-9)
        assert found.value >= -1e-9
        assert 0 <= found.p <= 1


@given(grouped, st.sampled_from([0.25, 30]))
def test_unit_of_time_does_not_matter(rows, unit):
    time, status, group = np.transpose(rows)
    assert stats.gray(time * unit, status, group) == stats.gray(time, status, group)


def test_groups_alike_do_not_differ():
    found = stats.gray([1, 2, 3, 4, 1, 2, 3, 4], [1, 2, 1, 0, 1, 2, 1, 0], [1, 1, 1, 1, 2, 2, 2, 2])
    assert found.value == pytest.approx(0, abs=1e-12)
    assert found.p == pytest.approx(1)
    assert (found.groups, found.events) == ((4, 4), 4)


@pytest.mark.parametrize(
    ("time", "status", "group", "why_not"),
    [
        ([1, 2], [1, 1], [1, 1], "fewer than two groups"),
        ([1, 2], [2, 0], [1, 2], "no events"),
        ([1, 2, 3], [0, 1, 1], ["a", "b", "b"], "the groups overlap too little"),
        ([], [], [], "fewer than two groups"),
    ],
)
def test_no_test_without_two_groups_and_an_event(time, status, group, why_not):
    found = stats.gray(time, status, group)
    assert (found.value, found.p, found.why_not) == (None, None, why_not)


def test_missing_rows_are_left_out_and_counted():
    found = stats.gray([1, 2, 3, None], [1, None, 2, 1], ["a", "b", None, "b"])
    assert (found.n, found.missing) == (1, 3)
