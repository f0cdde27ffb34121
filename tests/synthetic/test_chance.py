import numpy as np
import pytest

from analysis.synthetic import chance


def test_streams_repeat() -> None:
    assert (chance.stream(3).random(5) == chance.stream(3).random(5)).all()
    assert (chance.stream(3).random(5) != chance.stream(4).random(5)).all()


def test_choose_draws_the_number_asked_and_never_the_excluded() -> None:
    weights = np.array([0.0, -np.inf, 1.0, 2.0, -np.inf])
    for seed in range(50):
        drawn = chance.choose(chance.stream(seed), weights, 2)
        assert drawn.sum() == 2
        assert not drawn[[1, 4]].any()


def test_choose_refuses_more_than_there_are() -> None:
    with pytest.raises(ValueError, match="3 cannot be drawn"):
        chance.choose(chance.stream(1), chance.only(np.array([True, True, False])), 3)


def test_first_draw_follows_the_weights() -> None:
    rng = chance.stream(1)
    weights = np.array([1.0, 2.0, 5.0])
    firsts = [chance.order(rng, np.log(weights))[0] for _ in range(8000)]
    assert np.bincount(firsts) / 8000 == pytest.approx(weights / 8, abs=0.02)


def test_second_draw_follows_the_weights_of_those_left() -> None:
    rng = chance.stream(2)
    orders = np.array([chance.order(rng, np.log([1.0, 2.0, 5.0])) for _ in range(8000)])
    seconds = orders[orders[:, 0] == 2, 1]
    assert (seconds == 1).mean() == pytest.approx(2 / 3, abs=0.02)


def test_deal_gives_each_value_as_often_as_asked_and_the_first_to_the_heavy() -> None:
    weights = np.array([0.0, 50.0, 0.0, 50.0])
    hands = chance.deal(chance.stream(1), weights, {"severe": 2, "mild": 1, "none": 1})
    assert sorted(hands) == ["mild", "none", "severe", "severe"]
    assert hands[1] == hands[3] == "severe"


def test_deal_refuses_counts_that_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="argument"):
        chance.deal(chance.stream(1), np.zeros(3), {"a": 1, "b": 1})


def test_standard_has_mean_0_and_deviation_1() -> None:
    values = chance.standard(np.array([2.0, 4.0, 9.0]))
    assert values.mean() == pytest.approx(0)
    assert values.std() == pytest.approx(1)


def test_days_are_whole_and_held_within_limits() -> None:
    days = chance.days(chance.stream(1), (5.0, 1.0), (2, 9), 500)
    assert set(days) == set(range(2, 10))
    assert np.median(days) == 5
