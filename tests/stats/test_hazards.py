from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis import stats

rows = st.lists(
    st.tuples(st.integers(-8, 8), st.booleans(), st.integers(0, 20), st.booleans()), min_size=12, max_size=30
)


def logs(fit: stats.Regression) -> dict[str, object]:
    table = fit.table
    return {"coef": table["coef"], "low": np.log(table["low"]), "high": np.log(table["high"]), "p": table["p"]}


def from_case(given) -> stats.Regression:
    given = dict(given)
    time, event, level = (given.pop(name) for name in ("time", "event", "level"))
    return stats.cox(pd.DataFrame(given.pop("x", given)), time, event, level=level)


def fitted(data) -> stats.Regression:
    x1, x2, time, event = np.transpose(data)
    fit = stats.cox(pd.DataFrame({"x1": x1, "x2": x2}), time, event)
    assume(not fit.why_not)
    return fit


@pytest.mark.reference("cox")
def test_is_coxph(case, agree):
    agree(logs(from_case(case.input)), case.output)


@settings(max_examples=10)
@given(data=rows)
def test_interval_holds_the_ratio_and_turning_a_term_round_inverts_it(data):
    table = fitted(data).table
    turned = fitted([(-x1, x2, time, event) for x1, x2, time, event in data]).table
    known = table.dropna()
    assert (known["low"] < known["hazard_ratio"]).all()
    assert (known["hazard_ratio"] < known["high"]).all()
    assert turned["coef"].to_numpy() == pytest.approx(
        table["coef"].to_numpy() * [-1, 1], rel=1e-5, abs=1e-7, nan_ok=True
    )
    assert turned["p"].to_numpy() == pytest.approx(table["p"].to_numpy(), rel=1e-5, nan_ok=True)


@settings(max_examples=10)
@given(data=rows, unit=st.sampled_from([0.125, 30, 365.25]))
def test_unit_of_time_does_not_matter(data, unit):
    table = fitted(data).table
    scaled = fitted([(x1, x2, time * unit, event) for x1, x2, time, event in data]).table
    pd.testing.assert_frame_equal(scaled, table)


def test_an_infinite_ratio_is_said():
    group, time, event = [0, 0, 0, 0, 1, 1, 1, 1], [5, 6, 7, 8, 1, 2, 3, 9], [0, 0, 0, 0, 1, 1, 1, 0]
    found = stats.cox(group, time, event)
    assert found.why_not == "an estimate is infinite"
    assert found.estimate("x1").value is None


@pytest.mark.parametrize(
    ("x", "time", "event", "why_not"),
    [
        ([], [], [], "no observations"),
        ([1, 2, 3], [1, 2, 3], [0, 0, 0], "no events"),
        ([1, 1, 1], [1, 2, 3], [1, 0, 1], "takes one value"),
    ],
)
def test_no_ratio_where_the_data_allow_none(x, time, event, why_not):
    found = stats.cox(x, time, event)
    assert found.why_not == why_not
    assert found.estimate("x1").value is None


def test_impossible_times_are_refused():
    with pytest.raises(ValueError, match="times must be 0 or more"):
        stats.cox([1, 2], [-1, 2], [1, 1])
