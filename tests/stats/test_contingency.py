from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import stats

cells = st.integers(0, 40)
tables = st.tuples(st.tuples(cells, cells), st.tuples(cells, cells))


def possible(table) -> bool:
    margins = np.asarray(table)
    return bool((margins.sum(axis=0) > 0).all() and (margins.sum(axis=1) > 0).all())


@pytest.mark.reference("fisher")
def test_is_fisher_test(case, agree):
    found = stats.fisher(**case.input)
    agree({"p": found.p}, case.output)
    # The root finding of fisher.test stops at about 1e-4 of the ratio or of its inverse, which is coarse for large
    # ratios; `fine` solves the same equations to rounding.
    ratios = {"value": found.value, "low": found.low, "high": found.high}
    agree(ratios, case.output["fine"])
    assert ratios == {name: pytest.approx(case.output[name], rel=0.02) for name in ratios}


def test_is_the_tea_taster():
    # Agresti (2007), section 2.6, as in the help page of fisher.test.
    found = stats.fisher([[3, 1], [1, 3]])
    assert found.p == pytest.approx(0.4857, abs=5e-5)
    assert found.value == pytest.approx(6.408, abs=5e-4)
    assert found.groups == (4, 4)
    assert found.events == 4


@given(tables)
def test_interval_holds_the_ratio(table):
    assume(possible(table))
    found = stats.fisher(table)
    assert found.low <= found.value <= found.high
    assert 0 < found.p <= 1


@given(tables)
def test_swapping_rows_inverts_and_transposing_keeps(table):
    assume(possible(table))
    found = stats.fisher(table)
    swapped = stats.fisher(table[::-1])
    turned = stats.fisher(np.transpose(table))
    with np.errstate(divide="ignore"):
        inverse = np.divide(1.0, [swapped.value, swapped.high, swapped.low])
    assert [found.value, found.low, found.high] == pytest.approx(inverse, rel=1e-6)
    assert [found.value, found.low, found.high] == pytest.approx([turned.value, turned.low, turned.high], rel=1e-6)
    assert found.p == pytest.approx(swapped.p, rel=1e-9) == pytest.approx(turned.p, rel=1e-9)


@pytest.mark.parametrize(
    ("table", "why_not"),
    [
        ([[0, 0], [3, 4]], "a group is empty"),
        ([[0, 5], [0, 4]], "no events"),
        ([[5, 0], [4, 0]], "no non-events"),
        ([[0, 0], [0, 0]], "a group is empty"),
    ],
)
def test_empty_margins_allow_no_ratio(table, why_not):
    found = stats.fisher(table)
    assert (found.value, found.p, found.why_not) == (None, None, why_not)


def test_a_frame_is_a_table():
    frame = pd.crosstab(pd.Series([0, 0, 0, 1, 1, 1, 1]), pd.Series([1, 1, 0, 0, 0, 0, 1]))
    assert stats.fisher(frame) == stats.fisher([[1, 2], [3, 1]])


@pytest.mark.parametrize(
    "table", [[[1, 2, 3], [4, 5, 6]], [[1, 2], [3, -1]], [[1, 2], [3, 0.5]], [[1, 2], [3, np.nan]]]
)
def test_other_tables_are_refused(table):
    with pytest.raises(ValueError, match="table"):
        stats.fisher(table)
