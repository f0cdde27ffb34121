from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import chi2

from analysis import stats

rows = st.lists(
    st.tuples(st.integers(-8, 8).map(lambda k: k / 4), st.booleans(), st.booleans()), min_size=8, max_size=30
)


def logs(fit: stats.Regression) -> dict[str, object]:
    table = fit.table
    return {"coef": table["coef"], "low": np.log(table["low"]), "high": np.log(table["high"]), "p": table["p"]}


def fitted(data) -> stats.Regression:
    x1, x2, y = np.transpose(data)
    fit = stats.firth_logistic(pd.DataFrame({"x1": x1, "x2": x2}), y)
    assume(not fit.why_not)
    return fit


@pytest.mark.reference("firth_logistic")
def test_is_brglm2_with_limits_by_definition(case, agree):
    given = dict(case.input)
    fit = stats.firth_logistic(pd.DataFrame(given.pop("x")), **given)
    agree(logs(fit) | {"intercept": fit.intercepts[0]}, case.output)


@pytest.mark.reference("firth_logistic", only={"sex2, the example of logistf"})
def test_is_the_published_example_of_logistf(case):
    fit = stats.firth_logistic(pd.DataFrame(case.input["x"]), case.input["y"], level=0.9)
    # summary(logistf(case ~ age + oc + vic + vicl + vis + dia, data = sex2, alpha = 0.1)), as printed.
    published = pd.DataFrame(
        {
            "coef": [-1.10598131, -0.06881673, 2.26887464, -2.11140817, -0.78831694, 3.09601166],
            "low": [-1.8277045, -0.7986318, 1.4248338, -3.0613215, -1.4743338, 1.0835108],
            "high": [-0.4328451, 0.6507581, 3.2325326, -1.2704704, -0.1137542, 6.8752016],
            "p": [6.143472e-03, 8.751911e-01, 1.678877e-06, 1.237805e-05, 5.449701e-02, 4.951873e-03],
        },
        index=pd.Index(["age", "oc", "vic", "vicl", "vis", "dia"], name="term"),
    )
    # logistf stops its iterations at 1e-5.
    pd.testing.assert_frame_equal(pd.DataFrame(logs(fit)), published, rtol=2e-5)
    assert fit.intercepts[0] == pytest.approx(0.12025405, abs=1e-6)
    assert (fit.n, fit.events) == (239, 130)


@given(rows)
def test_limits_are_where_the_penalised_likelihood_has_fallen_enough(data):
    x = np.transpose(data)[0]
    y = np.transpose(data)[2]
    fit = stats.firth_logistic(x, y)
    assume(not fit.why_not)
    design = np.column_stack([np.ones_like(x), x])

    def likelihood(slope: float) -> float:
        """Of the slope, maximised over the intercept on a fine grid around the fit."""
        shift = np.linspace(-12, 12, 4001) + fit.intercepts[0] + (fit.table["coef"].iloc[0] - slope) * x.mean()
        p = expit(shift[:, None] + slope * x)
        weight = p * (1 - p)
        information = np.einsum("gi,ij,ik->gjk", weight, design, design)
        log_p = np.where(y == 1, np.log(p), np.log1p(-p)).sum(axis=1)
        return float((log_p + np.linalg.slogdet(information)[1] / 2).max())

    best = likelihood(fit.table["coef"].iloc[0])
    assert 2 * (best - likelihood(0)) == pytest.approx(chi2.isf(fit.table["p"].iloc[0], 1), abs=1e-3)
    for limit in np.log(fit.table[["low", "high"]].iloc[0]):
        assert 2 * (best - likelihood(limit)) == pytest.approx(chi2.ppf(0.95, 1), abs=1e-2)


@given(rows)
def test_interval_holds_the_ratio(data):
    table = fitted(data).table.dropna()
    assert (table["low"] < table["odds_ratio"]).all()
    assert (table["odds_ratio"] < table["high"]).all()


@given(rows)
def test_turning_the_outcome_round_inverts_the_ratios(data):
    table = fitted(data).table
    turned = fitted([(x1, x2, not y) for x1, x2, y in data]).table
    assert turned["coef"].to_numpy() == pytest.approx(-table["coef"].to_numpy(), rel=1e-6, abs=1e-8)
    assert turned["low"].to_numpy() == pytest.approx(1 / table["high"].to_numpy(), rel=1e-5)


@given(rows, st.floats(0.001, 1000), st.floats(-100, 100))
def test_unit_and_origin_of_a_term_do_not_matter(data, unit, origin):
    table = fitted(data).table
    moved = fitted([(x1 * unit + origin, x2, y) for x1, x2, y in data]).table
    assert moved["coef"].iloc[0] * unit == pytest.approx(table["coef"].iloc[0], rel=1e-5, abs=1e-7)
    assert moved["p"].to_numpy() == pytest.approx(table["p"].to_numpy(), rel=1e-5)
    assert moved["high"].iloc[1] == pytest.approx(table["high"].iloc[1], rel=1e-5)


def test_separation_leaves_a_finite_ratio():
    found = stats.firth_logistic([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]).estimate("x1")
    # Adding half to each cell: the estimate of a 2 x 2 table under Jeffreys' prior.
    assert found.value == pytest.approx(49)
    assert 1 < found.low < found.value < found.high < np.inf
    assert (found.n, found.events) == (6, 3)


def test_a_constant_term_has_no_ratio_and_leaves_the_others():
    x = pd.DataFrame({"age": [1.0, 2, 3, 4, 5, 6], "same": 1})
    y = pd.Series([0, 1, 0, 1, 0, 1])
    found = stats.firth_logistic(x, y)
    alone = stats.firth_logistic(x["age"], y)
    assert found.estimate("age").value == alone.estimate("age").value
    assert found.estimate("same").value is None
    assert found.estimate("same").why_not == "takes one value"


def test_rows_with_a_missing_value_are_left_out_and_counted():
    x = pd.DataFrame(
        {"a": pd.array([1, 0, 1, 0, None, 1, 0], dtype="Int64"), "b": [1.0, 2, 3, np.nan, 5, 2, 4]},
        index=list("tuvwxyz"),
    )
    y = pd.Series(pd.array([True, False, False, True, True, True, None], dtype="boolean"), index=list("tuvwxyz"))
    found = stats.firth_logistic(x, y)
    assert (found.n, found.events, found.missing) == (4, 2, 3)
    assert found.table.index.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("x", "y", "why_not"),
    [
        ([], [], "no observations"),
        ([1, 2, 3, 4], [0, 0, 0, 0], "no events"),
        ([1, 2, 3, 4], [1, 1, 1, 1], "no non-events"),
        ([2, 2, 2, 2], [0, 1, 0, 1], "takes one value"),
        ([1, 2], [0, 1], "too few observations for the number of terms"),
        ([[1, 2], [2, 4], [3, 6], [4, 8], [5, 10]], [0, 1, 0, 1, 1], "terms determine each other"),
    ],
)
def test_no_ratio_where_the_data_allow_none(x, y, why_not):
    found = stats.firth_logistic(np.reshape(x, (len(y), -1)) if len(y) else x, y)
    assert found.why_not == why_not
    assert found.table.isna().all(axis=None)
    assert found.estimate("x1").why_not == why_not
    assert found.estimate("x1").value is None


def test_wrong_shapes_and_outcomes_are_refused():
    with pytest.raises(ValueError, match="y must be 0 or 1"):
        stats.firth_logistic([1, 2, 3], [0, 1, 2])
    with pytest.raises(ValueError, match="lengths differ"):
        stats.firth_logistic([[1, 2], [3, 4]], [0, 1, 1])
    with pytest.raises(ValueError, match="share a name"):
        stats.firth_logistic(pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]), [0, 1])
    with pytest.raises(ValueError, match="term sex must hold numbers"):
        stats.firth_logistic(pd.DataFrame({"sex": ["f", "m"]}), [0, 1])
    with pytest.raises(ValueError, match="no terms"):
        stats.firth_logistic(pd.DataFrame(index=[0, 1]), [0, 1])
    with pytest.raises(KeyError):
        stats.firth_logistic([1, 2, 3, 4], [0, 1, 0, 1]).estimate("age")
