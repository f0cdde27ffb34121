"""Words that follow data."""

import pytest

from analysis.report import words


def test_listed() -> None:
    assert [words.listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "none",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_clearly_says_neither_where_the_data_leave_it_open() -> None:
    assert words.clearly(1, "higher", "lower") == "higher"
    assert words.clearly(-1, "higher", "lower") == "lower"
    assert words.clearly(0, "higher", "lower") == "neither clearly higher nor clearly lower"


@pytest.mark.parametrize(
    ("proportion", "word"),
    [(0.0, "none"), (0.2, "fewer than half"), (0.5, "half"), (0.51, "most"), (1.0, "all")],
)
def test_share(proportion: float, word: str) -> None:
    assert words.share(proportion) == word


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ({}, ""),
        ({"higher": ["a"]}, "a was higher"),
        ({"higher": ["a", "b"], "lower": ["c"]}, "a and b were higher, and c was lower"),
        ({"higher": ["a"], "lower": [], "open": ["b", "c"]}, "a was higher, and b and c were open"),
        ({"x": ["a"], "y": ["b"], "z": ["c"]}, "a was x, b was y, and c was z"),
    ],
)
def test_grouped(names: dict[str, list[str]], text: str) -> None:
    assert words.grouped(names) == text


def test_abbreviations_are_those_of_the_text() -> None:
    assert words.abbreviations("IL-6 peak | 0.6 (95% CI 0.4 to 0.8)") == "CI: confidence interval; IL: interleukin."
    assert words.abbreviations("APTT") == "APTT: activated partial thromboplastin time."
    assert words.abbreviations("m-EASIX") == "m-EASIX: modified EASIX."
    assert words.abbreviations("a plain text") == ""
