from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis import stats

rows = st.lists(st.tuples(st.integers(-4, 4), st.integers(0, 1), st.booleans()), min_size=8, max_size=25)


def from_case(given) -> stats.Validation:
    given = {name: value for name, value in given.items() if name != "resamples"}
    options = {name: given.pop(name) for name in ("samples", "seed", "level")}
    y = given.pop("y")
    return stats.optimism_corrected_auc(pd.DataFrame(given.pop("x", given)), y, **options)


def validated(data, **options) -> stats.Validation:
    x1, x2, y = np.transpose(data)
    found = stats.optimism_corrected_auc(pd.DataFrame({"x1": x1, "x2": x2}), y, samples=20, **options)
    assume(found.corrected.value is not None)
    return found


@pytest.mark.reference("optimism_corrected_auc")
def test_is_the_optimism_of_brglm_and_proc_on_the_same_resamples(case, agree):
    found = from_case(case.input)
    agree({"apparent": found.apparent.value, "optimism": found.optimism, "value": found.corrected.value}, case.output)
    if case.name != "separation":
        agree({"low": found.corrected.low, "high": found.corrected.high}, case.output)


@pytest.mark.reference("optimism_corrected_auc", only={"two terms, 40 patients"})
def test_the_apparent_interval_is_that_of_proc(case, agree):
    found = from_case(case.input).apparent
    agree({"apparent_low": found.low, "apparent_high": found.high}, case.output)


def test_classes_that_do_not_overlap_have_an_area_and_no_interval():
    found = stats.optimism_corrected_auc(range(12), [0] * 6 + [1] * 6, samples=30)
    for area in (found.apparent, found.corrected):
        assert (area.value, area.low, area.high) == (1, None, None)
    assert found.optimism == 0


def test_terms_of_noise_are_seen_through():
    rng = np.random.default_rng(5)
    found = stats.optimism_corrected_auc(rng.normal(size=(40, 6)), np.repeat([0, 1], 20), samples=200)
    assert found.apparent.value > 0.7
    assert found.corrected.value < found.apparent.value - 0.1
    assert found.corrected.low < 0.5 < found.corrected.high


@settings(max_examples=10)
@given(rows)
def test_the_apparent_area_and_its_interval_move_by_the_optimism(data):
    found = validated(data)
    assert found.corrected.value == np.clip(found.apparent.value - found.optimism, 0, 1)
    assert found.optimism <= found.apparent.value
    if found.corrected.low is not None:
        assert 0 <= found.corrected.low <= found.corrected.value <= found.corrected.high <= 1
        if found.apparent.low > 0 and found.apparent.high < 1 and found.corrected.high < 1:
            assert found.corrected.high == pytest.approx(found.apparent.high - found.optimism)


@settings(max_examples=10)
@given(rows)
def test_neither_units_nor_the_order_of_terms_matters(data):
    found = validated(data)
    x1, x2, y = np.transpose(data)
    other = pd.DataFrame({"x2": 7 - x2 * 0.25, "x1": x1 * 1024.0 - 3})
    assert stats.optimism_corrected_auc(other, y, samples=20) == found


@settings(max_examples=10)
@given(rows)
def test_the_seed_decides(data):
    assert validated(data, seed=4) == validated(data, seed=4)


def test_another_seed_draws_other_patients():
    x, y = [1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 1, 0, 1, 0, 1, 1]
    assert len({stats.optimism_corrected_auc(x, y, samples=20, seed=seed).optimism for seed in range(4)}) > 1


def test_the_monte_carlo_error_tells_how_far_the_seed_moves_the_optimism():
    x, y = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 0, 1, 0, 1, 0, 1, 0, 1, 1]
    found = [stats.optimism_corrected_auc(x, y, samples=50, seed=seed) for seed in range(40)]
    seen = np.std([one.optimism for one in found], ddof=1)
    assert np.mean([one.error for one in found]) == pytest.approx(seen, rel=0.25)
    assert stats.optimism_corrected_auc(x, y, samples=1).error is None


def test_a_row_with_something_missing_is_left_out_and_counted():
    x, y = [1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 1, 0, 1, 0, 1, 1]
    alone = stats.optimism_corrected_auc(x, y, samples=20)
    found = stats.optimism_corrected_auc([*x, None, 9], [*y, 1, None], samples=20)
    assert found.corrected.value == alone.corrected.value
    assert (found.corrected.n, found.corrected.missing, found.corrected.groups) == (8, 2, (4, 4))


def test_the_method_says_how_many_resamples():
    found = stats.optimism_corrected_auc([1, 2, 3, 4], [0, 1, 0, 1], samples=7)
    assert "7 resamples" in found.corrected.method
    assert found.samples == 7


@pytest.mark.parametrize(
    ("x", "y", "why_not"),
    [
        ([], [], "a class is empty"),
        ([1, 2, 3, 4], [1, 1, 1, 1], "a class is empty"),
        ([2, 2, 2, 2], [0, 1, 0, 1], "takes one value"),
        ([1, 2], [0, 1], "too few observations for the number of terms"),
        (np.array([[1, 2], [2, 4], [3, 6], [4, 8]]), [0, 1, 0, 1], "terms determine each other"),
    ],
)
def test_no_area_where_the_data_allow_no_model(x, y, why_not):
    found = stats.optimism_corrected_auc(x, y, samples=5)
    assert found.optimism is None
    for area in (found.apparent, found.corrected):
        assert (area.value, area.low, area.high, area.why_not) == (None, None, None, why_not)


def test_nothing_is_corrected_where_hardly_a_resample_allows_a_model():
    # Eight terms need nine different patients, and nine of ten are seldom drawn.
    found = stats.optimism_corrected_auc(np.random.default_rng(1).normal(size=(10, 8)), [0, 1] * 5, samples=20)
    assert found.apparent.value is not None
    assert (found.corrected.value, found.optimism) == (None, None)
    assert found.corrected.why_not == "too few resamples allow a fit"


def test_there_must_be_resamples():
    with pytest.raises(ValueError, match="samples must be 1 or more"):
        stats.optimism_corrected_auc([1, 2, 3], [0, 1, 1], samples=0)
