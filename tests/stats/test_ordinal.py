from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis import stats

rows = st.lists(st.tuples(st.integers(-8, 8), st.booleans(), st.integers(0, 3)), min_size=15, max_size=40)


def logs(fit: stats.Regression) -> dict[str, object]:
    table = fit.table
    return {"coef": table["coef"], "low": np.log(table["low"]), "high": np.log(table["high"]), "p": table["p"]}


def fitted(data) -> stats.Regression:
    x1, x2, y = np.transpose(data)
    fit = stats.ordinal_logistic(pd.DataFrame({"x1": x1, "x2": x2}), y)
    assume(not fit.why_not)
    return fit


@pytest.mark.reference("ordinal_logistic")
def test_is_polr(case, agree):
    given = dict(case.input)
    y, level = given.pop("y"), given.pop("level")
    fit = stats.ordinal_logistic(pd.DataFrame(given.pop("x", given)), y, level=level)
    # Standard errors come from a numerical Hessian on both sides.
    agree(logs(fit) | {"intercepts": fit.intercepts}, case.output, rel=1e-5)


@settings(max_examples=10)
@given(rows)
def test_turning_the_outcome_round_inverts_the_ratios(data):
    fit = fitted(data)
    turned = fitted([(x1, x2, -y) for x1, x2, y in data])
    assert turned.table["coef"].to_numpy() == pytest.approx(-fit.table["coef"].to_numpy(), rel=1e-3, abs=1e-5)
    assert turned.table["p"].to_numpy() == pytest.approx(fit.table["p"].to_numpy(), rel=1e-3, abs=1e-6)


@settings(max_examples=10)
@given(rows)
def test_only_the_order_of_the_outcome_counts(data):
    table = fitted(data).table
    pd.testing.assert_frame_equal(fitted([(x1, x2, y**3 + 7) for x1, x2, y in data]).table, table)
    assert (table["low"] < table["odds_ratio"]).all()
    assert (table["odds_ratio"] < table["high"]).all()


def test_two_grades_are_a_logistic_regression():
    # In a 2 x 2 table the ratio is the one of the table, and its standard error Woolf's.
    x, y = np.repeat([0, 0, 1, 1], [12, 5, 7, 9]), np.repeat([0, 1, 0, 1], [12, 5, 7, 9])
    found = stats.ordinal_logistic(x, y).estimate("x1")
    error = np.sqrt(1 / 12 + 1 / 5 + 1 / 7 + 1 / 9)
    assert found.value == pytest.approx(12 * 9 / (5 * 7), rel=1e-6)
    assert found.high == pytest.approx(found.value * np.exp(1.959964 * error), rel=1e-5)
    assert found.events is None


@pytest.mark.parametrize(
    ("x", "y", "why_not"),
    [
        ([], [], "no observations"),
        ([1, 2, 3, 4], [2, 2, 2, 2], "the outcome takes one value"),
        ([1, 1, 1, 1], [0, 1, 2, 2], "takes one value"),
        ([1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 1, 1, 2, 2, 2], "an estimate is infinite"),
    ],
)
def test_no_ratio_where_the_data_allow_none(x, y, why_not):
    found = stats.ordinal_logistic(x, y)
    assert found.why_not == why_not
    assert found.table.isna().all(axis=None)
