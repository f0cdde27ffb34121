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
either = pytest.mark.parametrize("firth", [False, True])


def logs(fit: stats.Regression) -> dict[str, object]:
    table = fit.table
    return {"coef": table["coef"], "low": np.log(table["low"]), "high": np.log(table["high"]), "p": table["p"]}


def from_case(given, firth: bool) -> stats.Regression:
    given = dict(given)
    time, event, level = (given.pop(name) for name in ("time", "event", "level"))
    return stats.cox(pd.DataFrame(given.pop("x", given)), time, event, firth=firth, level=level)


def fitted(data, firth: bool) -> stats.Regression:
    x1, x2, time, event = np.transpose(data)
    fit = stats.cox(pd.DataFrame({"x1": x1, "x2": x2}), time, event, firth=firth)
    assume(not fit.why_not)
    return fit


@pytest.mark.reference("cox")
def test_is_coxph(case, agree):
    agree(logs(from_case(case.input, firth=False)), case.output)


@pytest.mark.reference("cox firth")
def test_penalised_is_the_definition_by_coxph(case, agree):
    agree(logs(from_case(case.input, firth=True)), case.output)


def test_two_subjects_are_the_example_of_heinze_and_schemper():
    # Heinze and Schemper (2001), section 2: the hazard ratio is 3.
    found = stats.cox([1, 0], [1, 2], [1, 0], firth=True).estimate("x1")
    assert found.value == pytest.approx(3)
    assert (found.n, found.events) == (2, 1)


@either
@settings(max_examples=10)
@given(data=rows)
def test_interval_holds_the_ratio_and_turning_a_term_round_inverts_it(firth, data):
    table = fitted(data, firth).table
    turned = fitted([(-x1, x2, time, event) for x1, x2, time, event in data], firth).table
    known = table.dropna()
    assert (known["low"] < known["hazard_ratio"]).all()
    assert (known["hazard_ratio"] < known["high"]).all()
    assert turned["coef"].to_numpy() == pytest.approx(
        table["coef"].to_numpy() * [-1, 1], rel=1e-5, abs=1e-7, nan_ok=True
    )
    assert turned["p"].to_numpy() == pytest.approx(table["p"].to_numpy(), rel=1e-5, nan_ok=True)


@either
@settings(max_examples=10)
@given(data=rows, unit=st.sampled_from([0.125, 30, 365.25]))
def test_unit_of_time_does_not_matter(firth, data, unit):
    table = fitted(data, firth).table
    scaled = fitted([(x1, x2, time * unit, event) for x1, x2, time, event in data], firth).table
    pd.testing.assert_frame_equal(scaled, table)


def test_an_infinite_ratio_is_said_and_the_penalty_makes_it_finite():
    group, time, event = [0, 0, 0, 0, 1, 1, 1, 1], [5, 6, 7, 8, 1, 2, 3, 9], [0, 0, 0, 0, 1, 1, 1, 0]
    plain = stats.cox(group, time, event)
    assert plain.why_not == "an estimate is infinite"
    assert plain.estimate("x1").value is None
    assert 1 < stats.cox(group, time, event, firth=True).estimate("x1").value < np.inf


@either
@pytest.mark.parametrize(
    ("x", "time", "event", "why_not"),
    [
        ([], [], [], "no observations"),
        ([1, 2, 3], [1, 2, 3], [0, 0, 0], "no events"),
        ([1, 1, 1], [1, 2, 3], [1, 0, 1], "takes one value"),
    ],
)
def test_no_ratio_where_the_data_allow_none(firth, x, time, event, why_not):
    found = stats.cox(x, time, event, firth=firth)
    assert found.why_not == why_not
    assert found.estimate("x1").value is None


@either
def test_impossible_times_are_refused(firth):
    with pytest.raises(ValueError, match="times must be 0 or more"):
        stats.cox([1, 2], [-1, 2], [1, 1], firth=firth)
