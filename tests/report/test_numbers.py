"""How numbers are printed, at the edges where formatters go wrong."""

import pytest

from analysis.report import numbers


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.285, 2, "0.29"),  # its binary form lies below the half
        (2.675, 2, "2.68"),
        (0.125, 2, "0.13"),
        (-0.125, 2, "\N{MINUS SIGN}0.13"),
        (-0.001, 2, "0.00"),
        (1e-7, 2, "0.00"),
        (1234567.0, 0, "1234567"),
        (5e22, 0, "5" + "0" * 22),
        (1e300, 1, "1" + "0" * 300 + ".0"),
        (0.005, 2, "0.01"),
        (1e-300, 2, "0.00"),
        (float("inf"), 1, "\N{INFINITY}"),
        (float("-inf"), 1, "\N{MINUS SIGN}\N{INFINITY}"),
    ],
)
def test_decimal(value: float, places: int, text: str) -> None:
    assert numbers.decimal(value, places) == text


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        numbers.decimal(float("nan"), 2)


@pytest.mark.parametrize(
    ("value", "text"), [(0.01, "0.01"), (100.0, "100"), (90.3, "90.3"), (-0.5, "\N{MINUS SIGN}0.5")]
)
def test_short(value: float, text: str) -> None:
    assert numbers.short(value) == text


@pytest.mark.parametrize(
    ("events", "n", "text"), [(48, 54, "88.9%"), (47, 55, "85.5%"), (1, 16, "6.3%"), (0, 5, "0.0%"), (5, 5, "100.0%")]
)
def test_percent(events: int, n: int, text: str) -> None:
    assert numbers.percent(events / n) == text


@pytest.mark.parametrize(
    ("p", "printed"),
    [
        (0.0, ("<", "0.001")),
        (0.0009999, ("<", "0.001")),
        (0.001, ("=", "0.001")),
        (0.0094, ("=", "0.009")),
        (0.01, ("=", "0.01")),
        (0.0116, ("=", "0.01")),
        (0.044, ("=", "0.04")),
        (0.046, ("=", "0.046")),
        (0.0494, ("=", "0.049")),
        (0.0496, ("<", "0.05")),
        (0.05, ("=", "0.05")),
        (0.0504, ("=", "0.05")),
        (0.9895, ("=", "0.99")),
        (0.995, (">", "0.99")),
        (1.0, (">", "0.99")),
    ],
)
def test_p_value(p: float, printed: tuple[str, str]) -> None:
    assert numbers.p_value(p) == printed


def test_a_printed_p_value_stands_on_its_own_side_of_the_line() -> None:
    for p in (n / 20000 for n in range(1, 20000)):
        sign, digits = numbers.p_value(p)
        if sign == "=":
            assert (float(digits) < 0.05) == (p < 0.05), p
            assert float(digits) > 0, p


@pytest.mark.parametrize(("value", "places"), [(0.0, 2), (9.99, 2), (-9.99, 2), (10.0, 1), (99.9, 1), (100.0, 0)])
def test_places_for(value: float, places: int) -> None:
    assert numbers.places_for(value) == places
