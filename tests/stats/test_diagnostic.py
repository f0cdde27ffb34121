from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import stats

scored = st.lists(st.tuples(st.integers(-9, 9), st.booleans()), min_size=4, max_size=30)


def limits(estimate: stats.Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


@pytest.mark.reference("auc")
def test_is_the_interval_of_proc(case, agree):
    agree(limits(stats.auc(**case.input)), case.output)


@given(scored)
def test_interval_holds_the_area(rows):
    found = stats.auc(*np.transpose(rows))
    assume(found.low is not None)
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(scored)
def test_turning_the_score_or_the_label_round_mirrors_the_area(rows):
    score, label = np.transpose(rows)
    found = stats.auc(score, label)
    assume(found.low is not None)
    for other in (stats.auc(-score, label), stats.auc(score, 1 - label)):
        assert [other.value, other.low, other.high] == pytest.approx([1 - found.value, 1 - found.high, 1 - found.low])


@given(scored)
def test_only_order_counts(rows):
    score, label = np.transpose(rows)
    assert stats.auc(score**3 / 8, label) == stats.auc(score, label)


@pytest.mark.parametrize(("score", "label", "area"), [([1, 2, 3, 4], [0, 0, 1, 1], 1), ([4, 3, 2, 1], [0, 0, 1, 1], 0)])
def test_complete_separation_has_an_area_and_no_interval(score, label, area):
    assert limits(stats.auc(score, label)) == {"value": area, "low": None, "high": None}


def test_a_class_of_one_has_an_area_and_no_interval():
    assert limits(stats.auc([1, 3, 2], [0, 0, 1])) == {"value": 0.5, "low": None, "high": None}


@pytest.mark.parametrize("label", [[1, 1], [0, 0]])
def test_no_area_without_two_classes(label):
    assert stats.auc([1, 2], label).why_not == "a class is empty"


def test_labels_are_two():
    with pytest.raises(ValueError, match="label must be 0 or 1"):
        stats.auc([1, 2, 3], [0, 1, 2])
