from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import stats

grades = st.lists(st.integers(0, 8), min_size=1, max_size=12)
# Multiples of 1/8, so that differences and shifts are exact.
measures = st.lists(st.integers(-800, 800).map(lambda k: k / 8), min_size=2, max_size=12)
samples = st.one_of(grades, measures)


def of(estimate: stats.Estimate) -> tuple[float | None, ...]:
    return estimate.value, estimate.low, estimate.high, estimate.p


@pytest.mark.reference("mann_whitney")
def test_is_wilcox_test(case, agree):
    given = case.input
    if "by" in given:
        given = {name: given["value"][given["by"] == by] for name, by in (("x", 1), ("y", 0))} | {
            "level": given["level"]
        }
    found = stats.mann_whitney(**given)
    # wilcox.test finds the limits as roots, here to 1e-12; one that is 0 comes out as that.
    agree({"p": found.p, "low": found.low, "high": found.high}, case.output, at=1e-11)
    # Its shift is a root too, of a step function that may be 0 on a whole stretch; ours is the median.
    agree({"middle": found.value}, case.output)
    assert found.level == pytest.approx(case.output["level"])


@pytest.mark.reference("signed_rank")
def test_is_wilcox_test_of_one_sample(case, agree):
    found = stats.signed_rank(**case.input)
    # As above: limits are roots of wilcox.test, and the median stands in place of its root.
    agree({"p": found.p, "low": found.low, "high": found.high}, case.output, at=1e-11)
    agree({"middle": found.value}, case.output)
    if found.low is not None:
        assert found.level == pytest.approx(case.output["level"])


@pytest.mark.reference("quantiles")
def test_quantiles_are_those_of_type_7(case, agree):
    found = stats.quantiles(**case.input)
    agree({name: getattr(found, name) for name in case.output}, case.output)


def test_level_is_the_one_attained_where_samples_are_small():
    # Three against three: the widest interval leaves out 2 of 20 orders.
    found = stats.mann_whitney([1, 2, 3], [4, 5, 6])
    assert (found.low, found.high) == (-5, -1)
    assert found.level == pytest.approx(0.9)
    assert found.p == pytest.approx(0.1)


def test_ties_and_size_choose_the_method():
    assert "exact" in stats.mann_whitney([1, 2], [3, 4]).method
    assert "normal" in stats.mann_whitney([1, 2], [2, 4]).method
    assert "normal" in stats.mann_whitney(np.arange(50), [0.5]).method


def test_level_is_the_one_attained_where_differences_are_few():
    # Five differences: the widest interval leaves out 2 of 32 choices of sign.
    found = stats.signed_rank([1, 2, 3, 4, 5])
    assert of(found) == (3, 1, 5, pytest.approx(1 / 16))
    assert found.level == pytest.approx(15 / 16)


def test_ties_zeros_and_size_choose_the_method_of_one_sample():
    assert "exact" in stats.signed_rank([1, 2, -3]).method
    assert "normal" in stats.signed_rank([1, 2, -2]).method
    assert "normal" in stats.signed_rank([1, 2, 0]).method
    assert "exact" in stats.signed_rank(np.arange(1, 50)).method
    assert "normal" in stats.signed_rank(np.arange(1, 51)).method


@given(samples, samples)
def test_interval_holds_the_shift(x, y):
    found = stats.mann_whitney(x, y)
    assume(found.low is not None)
    assert found.low <= found.value <= found.high
    assert 0 <= found.p <= 1
    assert found.groups == (len(x), len(y))


@given(samples, samples)
def test_swapping_groups_turns_the_shift_round(x, y):
    found, swapped = stats.mann_whitney(x, y), stats.mann_whitney(y, x)
    assume(found.low is not None)
    assert of(found) == (-swapped.value, -swapped.high, -swapped.low, pytest.approx(swapped.p))


@given(measures, measures, st.integers(-40, 40), st.sampled_from([0.5, 2, 4]))
def test_shift_follows_place_and_unit(x, y, place, unit):
    found = stats.mann_whitney(x, y)
    assume(found.low is not None)
    moved = stats.mann_whitney((np.array(x) + place) * unit, np.array(y) * unit + place * unit)
    assert of(moved) == (found.value * unit, found.low * unit, found.high * unit, found.p)


@given(samples, samples, st.randoms(use_true_random=False))
def test_order_does_not_matter(x, y, random):
    shuffled = random.sample(x, len(x))
    assert stats.mann_whitney(shuffled, y) == stats.mann_whitney(x, y)


@given(samples)
def test_interval_holds_the_median(x):
    found = stats.signed_rank(x)
    assume(found.low is not None)
    assert found.low <= found.value <= found.high
    assert 0 <= found.p <= 1
    assert 0 < found.level <= 0.95


@given(samples)
def test_interval_and_test_agree_on_zero(x):
    # Zero lies outside only where the test rejects it at the level of the interval.
    found = stats.signed_rank(x)
    assume(found.low is not None)
    if not found.low <= 0 <= found.high:
        assert found.p <= 1 - found.level + 1e-12


@given(samples)
def test_turning_the_signs_turns_the_median_round(x):
    found, turned = stats.signed_rank(x), stats.signed_rank(-np.array(x))
    assume(found.low is not None)
    assert of(found) == (-turned.value, -turned.high, -turned.low, turned.p)


@given(samples, st.sampled_from([0.5, 2, 4]))
def test_median_follows_the_unit(x, unit):
    found = stats.signed_rank(x)
    assume(found.low is not None)
    scaled = stats.signed_rank(np.array(x) * unit)
    assert of(scaled) == (found.value * unit, found.low * unit, found.high * unit, found.p)


@given(samples, st.randoms(use_true_random=False))
def test_order_does_not_matter_to_one_sample(x, random):
    assert stats.signed_rank(random.sample(x, len(x))) == stats.signed_rank(x)


@given(samples, st.integers(1, 3))
def test_zeros_are_left_out_and_named(x, zeros):
    values = [value for value in x if value]
    assume(values)
    found, shorter = stats.signed_rank(values + [0] * zeros), stats.signed_rank([*values, 0])
    assert of(found) == of(shorter)
    assert found.n == len(values)
    assert "without zeros" in found.method
    assert "without zeros" not in stats.signed_rank(values).method


def test_missing_values_are_left_out_and_counted():
    found = stats.mann_whitney(pd.Series([1, pd.NA, 3], dtype="Int64"), [2.0, np.nan, np.nan, 5.0])
    assert found.missing == 3
    assert found.groups == (2, 2)
    assert of(found) == of(stats.mann_whitney([1, 3], [2, 5]))


@pytest.mark.parametrize(
    ("x", "y", "why_not"),
    [([], [1, 2], "a group is empty"), ([np.nan], [1, 2], "a group is empty"), ([2, 2], [2], "all values are equal")],
)
def test_no_shift_without_two_samples_that_differ(x, y, why_not):
    found = stats.mann_whitney(x, y)
    assert (found.value, found.p, found.why_not) == (None, None, why_not)


def test_missing_differences_are_left_out_and_counted():
    found = stats.signed_rank(pd.Series([1, pd.NA, 3, pd.NA, -2], dtype="Int64"))
    assert (found.n, found.missing) == (3, 2)
    assert of(found) == of(stats.signed_rank([1, 3, -2]))


@pytest.mark.parametrize(
    ("x", "why_not"),
    [([], "no observations"), ([np.nan, None], "no observations"), ([0, 0, np.nan], "all values are zero")],
)
def test_no_median_without_a_value_other_than_zero(x, why_not):
    found = stats.signed_rank(x)
    assert (found.value, found.low, found.high, found.p, found.why_not) == (None, None, None, None, why_not)


def test_equal_values_have_a_median_and_no_interval():
    assert of(stats.signed_rank([3])) == (3, None, None, 1)
    # Nine midranks of 5: z is (22.5 - 0.5) / 7.5.
    assert of(stats.signed_rank([-2] * 9)) == (-2, None, None, pytest.approx(0.0033534, rel=1e-4))


def test_one_against_one_has_a_shift_and_no_interval():
    assert of(stats.mann_whitney([3], [1])) == (2, None, None, 1)


def test_quantiles_count_and_describe():
    found = stats.quantiles([4, None, 1, 3, 2])
    assert (found.median, found.q1, found.q3, found.low, found.high) == (2.5, 1.75, 3.25, 1, 4)
    assert (found.n, found.missing) == (4, 1)
    assert stats.quantiles([]).why_not == "no observations"


def test_text_and_tables_are_refused():
    with pytest.raises(ValueError, match="numbers"):
        stats.mann_whitney(["a", "b"], [1, 2])
    with pytest.raises(ValueError, match="one dimension"):
        stats.mann_whitney([[1, 2]], [1, 2])
    with pytest.raises(ValueError, match="finite"):
        stats.mann_whitney([np.inf], [1, 2])
    with pytest.raises(ValueError, match="numbers"):
        stats.signed_rank(["a", "b"])
    with pytest.raises(ValueError, match="level"):
        stats.signed_rank([1, 2], level=95)
