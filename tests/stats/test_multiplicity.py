from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import stats

values = st.lists(st.floats(0, 1), min_size=1, max_size=20)
methods = st.sampled_from(["holm", "bh"])


@pytest.mark.reference("adjust holm")
def test_holm_is_p_adjust(case, agree):
    agree({"adjusted": stats.adjust(case.input["p"], method="holm")}, case.output)


@pytest.mark.reference("adjust bh")
def test_bh_is_p_adjust(case, agree):
    agree({"adjusted": stats.adjust(case.input["p"], method="bh")}, case.output)


@given(values, methods)
def test_adjusting_never_lowers_p_nor_its_order(p, method):
    adjusted = stats.adjust(p, method=method)
    assert (adjusted >= np.array(p) * (1 - 1e-12)).all()
    assert (adjusted <= 1).all()
    order = np.argsort(p)
    assert (np.diff(adjusted[order]) >= -1e-12).all()


@given(values, methods, st.randoms(use_true_random=False))
def test_each_keeps_its_place(p, method, random):
    order = random.sample(range(len(p)), len(p))
    assert stats.adjust(np.array(p)[order], method=method) == pytest.approx(stats.adjust(p, method=method)[order])


def test_missing_p_values_do_not_count():
    found = stats.adjust([0.01, None, 0.02, float("nan")])
    assert found[[0, 2]] == pytest.approx([0.02, 0.02])
    assert np.isnan(found[[1, 3]]).all()
    assert np.isnan(stats.adjust([None, None])).all()
    assert stats.adjust(pd.Series([], dtype=float)).size == 0


def test_impossible_p_values_and_methods_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        stats.adjust([0.5, 1.5])
    with pytest.raises(ValueError, match="holm, bh"):
        stats.adjust([0.5], method="bonferroni")
