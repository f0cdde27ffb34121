"""What holds for the family as a whole."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import stats

# Every routine that draws, iterates or adds up many numbers, on data without structure.
SAMPLE = """
import numpy as np
from analysis import stats

rng = np.random.default_rng(7)
x, y, time = rng.normal(size=(3, 60)).round(3)
time = np.abs(time * 10).round()
event, status, group = rng.integers(0, 2, 60), rng.integers(0, 3, 60), rng.integers(0, 3, 60)
print(stats.mann_whitney(x, y), stats.signed_rank(x - y), stats.spearman(x, y), stats.kendall(x, y))
print(stats.auc(x, event))
print(stats.jonckheere([x[group == g] for g in range(3)]), stats.repeated_correlation(group, x, y))
print(stats.firth_logistic(np.column_stack([x, y]), event).table.to_numpy().tolist())
print(stats.ordinal_logistic(x, status).table.to_numpy().tolist(), stats.weighted_kappa(group, status))
print(stats.cox(x, time, event).table.to_numpy().tolist())
print(stats.time_dependent(time, event, np.where(group, np.abs(x) * 9, np.nan)))
print(stats.optimism_corrected_auc(np.column_stack([x, y, group]), event, samples=50))
survival, incidence = stats.kaplan_meier(time, event), stats.cumulative_incidence(time, status)
print(survival.survival.tolist(), survival.high.tolist(), survival.median, stats.logrank(time, event, group))
print(incidence.incidence.tolist(), incidence.variance.tolist(), incidence.at(10), stats.gray(time, status, group))
"""


def run(code: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_importing_loads_nothing_slow():
    loaded = run("import sys; from analysis import stats; print(*sys.modules)").split()
    for library in ("scipy.stats", "statsmodels", "lifelines", "firthmodels", "sklearn", "matplotlib"):
        assert library not in loaded


def test_every_run_gives_the_same_digits():
    first = run(SAMPLE, PYTHONHASHSEED="1", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    assert first == run(SAMPLE, PYTHONHASHSEED="2", OMP_NUM_THREADS="2", OPENBLAS_NUM_THREADS="2")
    assert "value=None" not in first


def maybe(values: st.SearchStrategy[float]) -> st.SearchStrategy[float | None]:
    return st.one_of(st.none(), values)


row = st.tuples(
    maybe(st.integers(-3, 3)), maybe(st.floats(-9, 9, width=16)), maybe(st.integers(0, 9)), maybe(st.integers(0, 2))
)


@settings(max_examples=60)
@given(st.lists(row, max_size=9))
def test_no_data_make_anything_raise_or_warn(rows):
    x, y, time, status = (pd.Series([r[i] for r in rows], dtype="Float64") for i in range(4))
    event = (status == 1).astype("boolean")
    terms = pd.DataFrame({"x": x, "y": y})
    known = status.notna()
    table = pd.crosstab(x > 0, event).reindex(index=[False, True], columns=[False, True], fill_value=0)
    found: list[stats.Estimate] = [
        stats.fisher(table),
        stats.mann_whitney(x, y),
        stats.signed_rank(y),
        stats.spearman(x, y),
        stats.kendall(x, y),
        stats.repeated_correlation(status, x, y),
        stats.jonckheere([x[known & (status == k)] for k in range(3)], permutations=20).estimate,
        stats.auc(x, event),
        stats.weighted_kappa(x, status),
        stats.firth_logistic(terms, event).estimate("x"),
        stats.ordinal_logistic(terms, status).estimate("x"),
        stats.cox(terms, time, event).estimate("x"),
        stats.kaplan_meier(time, event).at(3),
        stats.kaplan_meier(time, event).median,
        stats.kaplan_meier(time, event).reverse().median,
        stats.logrank(time, event, x),
        stats.cumulative_incidence(time, status).at(3),
        stats.gray(time, status, x),
        stats.time_dependent(time, event, y.abs()),
        stats.optimism_corrected_auc(terms, event, samples=2).apparent,
        stats.optimism_corrected_auc(terms, event, samples=2).corrected,
    ]
    for record in found:
        assert (record.value is None) == bool(record.why_not), record
        assert record.value is None or not np.isnan(record.value)


def test_everything_exported_is_there():
    assert all(hasattr(stats, name) for name in stats.__all__)


def test_records_hold_plain_python_numbers():
    found = [
        stats.proportion(np.int64(3), np.int64(7)),
        stats.risk_difference(np.int64(3), 7, 2, 9),
        stats.fisher(np.array([[3, 1], [2, 5]])),
        stats.mann_whitney(np.array([1, 2, 3]), np.array([2.5, 4])),
        stats.signed_rank(np.array([1, 2, 3])),
        stats.signed_rank(np.array([1, 1, 2, 5, 7, 7, 9, 9])),
        stats.spearman(np.arange(6), np.array([1, 0, 2, 5, 4, 3])),
        stats.kendall(np.arange(6), np.array([1, 0, 2, 5, 4, 3])),
        stats.repeated_correlation([1, 1, 1, 2, 2, 2], np.arange(6), np.array([1, 0, 2, 5, 4, 3])),
        stats.jonckheere([[1, 2], [2, 3]]).estimate,
        stats.auc(np.arange(4), np.array([0, 1, 0, 1])),
        stats.firth_logistic(np.arange(4), np.array([0, 1, 0, 1])).estimate("x1"),
        stats.kaplan_meier(np.arange(4), np.array([0, 1, 0, 1])).at(1),
        stats.kaplan_meier(np.arange(4), np.array([0, 1, 1, 1])).median,
        stats.logrank(np.arange(4), np.array([0, 1, 1, 1]), [1, 2, 1, 2]),
        stats.cumulative_incidence(np.arange(4), np.array([0, 1, 2, 1])).at(1),
        stats.gray(np.arange(6), np.array([1, 1, 2, 1, 1, 0]), [1, 2, 1, 2, 1, 2]),
        stats.time_dependent(np.arange(6), np.array([1, 0, 1, 1, 0, 1]), np.array([np.nan, 0, 1, np.nan, 2, np.nan])),
        stats.optimism_corrected_auc(np.arange(6), np.array([0, 1, 0, 1, 0, 1]), samples=5).corrected,
        stats.rate(np.int64(3), np.float64(20)),
        stats.rate_ratio(np.int64(3), 10, 2, 20),
        stats.weighted_kappa(np.array([0, 1, 2, 1]), np.array([0, 1, 1, 1])),
    ]
    for record in found:
        for name in ("value", "low", "high", "p"):
            assert type(getattr(record, name)) in (float, type(None)), (record.method, name)
        for count in (record.n, record.missing, *record.groups):
            assert type(count) is int, record.method
        assert record.method
        assert record.value is not None
        assert not record.why_not
