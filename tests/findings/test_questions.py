"""Questions to a cohort: the denominators, the missing and the scale of the answer."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings.questions import Questions, holm, log2

YES_NO = "boolean"


@pytest.fixture
def ask(make_cohort: Callable[..., Cohort]) -> Questions:
    return Questions(make_cohort({"age": ["30"] * 8}))


def yes_no(*values: object) -> pd.Series:
    return pd.Series(values, dtype=YES_NO)


def test_proportion_leaves_out_and_counts_the_missing(ask: Questions) -> None:
    found = ask.proportion("x", yes_no(True, False, True, pd.NA))
    assert found.n_of_N == "2 of 3"
    assert found.estimate.missing == 1
    assert found.estimate.low == stats.proportion(2, 3).low


def test_all_missing_is_not_recorded_and_none_at_all_is_not_estimable(ask: Questions) -> None:
    assert ask.proportion("x", yes_no(pd.NA, pd.NA)).text == "not recorded"
    assert ask.proportion("x", yes_no()).text == "not estimable"
    assert ask.count("x", yes_no(pd.NA)).text == "not recorded"
    assert ask.count("x", yes_no()).text == "0"
    assert ask.median("x", pd.Series([np.nan])).text == "not recorded"


def test_odds_ratio_and_risk_difference_share_their_table(ask: Questions) -> None:
    event = yes_no(True, True, False, False, True, False, False, pd.NA)
    exposed = yes_no(True, True, True, False, False, False, False, True)
    odds = ask.odds_ratio("x", event, exposed)
    assert odds.estimate.value == stats.fisher([[2, 1], [1, 3]]).value
    assert odds.estimate.missing == 1
    difference = ask.risk_difference("x", event, exposed)
    assert difference.estimate.value == pytest.approx(100 * (2 / 3 - 1 / 4))
    assert difference.value == "41.7 percentage points"


def test_fold_is_a_ratio_that_turns_over_with_the_groups(ask: Questions) -> None:
    values = pd.Series([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    group = yes_no(False, False, False, True, True, True)
    up, down = ask.fold("x", values, group).estimate, ask.fold("x", values, ~group).estimate
    assert up.value == pytest.approx(8)
    assert up.value * down.value == pytest.approx(1)
    assert up.low * down.high == pytest.approx(1)


def test_odds_ratio_per_doubling_is_the_model_on_the_log2_scale(ask: Questions) -> None:
    values = pd.Series([1.0, 2.0, 4.0, 8.0, 3.0, 32.0, 5.0, 64.0])
    event = yes_no(False, False, True, False, False, True, False, True)
    found = ask.odds_ratio_per_doubling("x", event, values)
    model = stats.firth_logistic(pd.DataFrame({"x": np.log2(values)}), event)
    assert found.estimate.value == pytest.approx(model.estimate("x").value)


def test_log2_of_nothing_is_missing() -> None:
    assert log2(pd.Series([4.0, 0.0, np.nan])).isna().tolist() == [False, True, True]


def test_holm_adjusts_the_family_and_passes_over_the_missing(ask: Questions) -> None:
    rising = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    wavy = pd.Series([2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 8.0, 7.0])
    family = holm(
        {
            "a": ask.correlation("a", rising, wavy),
            "b": ask.correlation("b", rising, pd.Series([3.0, 1.0, 2.0, 5.0, 4.0, 7.0, 6.0, 8.0])),
            "absent": ask.correlation("absent", rising, pd.Series([np.nan] * 8)),
        },
        "an invented family",
    )
    raw = sorted(f.estimate.p for f in family.values() if f.estimate.p is not None)
    assert sorted(f.adjusted_p for f in family.values() if f.adjusted_p is not None)[0] == pytest.approx(2 * raw[0])
    assert (family["a"].adjustment, family["a"].family) == ("Holm, 2 comparisons", "an invented family")
    assert family["absent"].text == "not recorded"
