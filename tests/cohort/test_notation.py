"""Numbers and marks as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort.notation import Notation, Typed, folded, written

PLAIN, COMMA = Notation(), Notation(decimal=",")
WIDE = str.maketrans(
    "0123456789+-.,", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0b\uff0d\uff0e\uff0c"
)


@pytest.mark.parametrize(
    ("notation", "text", "number"),
    [
        (PLAIN, "0.30", "0.30"),
        (PLAIN, "007", "007"),
        (PLAIN, "+5", "+5"),
        (PLAIN, "-.5", "-.5"),
        (PLAIN, "\uff11\uff12\uff0e\uff15", "12.5"),
        (PLAIN, "\u221212.5", "-12.5"),
        (PLAIN, "12.5\u00a0", "12.5"),
        (PLAIN, "\u300012.5", "12.5"),
        (COMMA, "12,5", "12.5"),
        (COMMA, "\uff11\uff12\uff0c\uff15", "12.5"),
        (COMMA, Typed("12.5"), "12.5"),
        (Notation(thousands=","), "1,234,567.8", "1234567.8"),
        (Notation(thousands=","), "1234.5", "1234.5"),
        (Notation(thousands=","), "-12,345", "-12345"),
        (Notation(",", "."), "1.234,5", "1234.5"),
        (Notation(",", "."), "1.234", "1234"),
        (Notation(",", "."), Typed("1.234"), "1.234"),
        (Notation(",", " "), "1 234,5", "1234.5"),
        (Notation(",", " "), "1\u202f234\u00a0567", "1234567"),
        (Notation(thousands="'"), "1'234.5", "1234.5"),
    ],
)
def test_a_number_keeps_its_digits(notation: Notation, text: str, number: str) -> None:
    assert notation.number(text) == number


@pytest.mark.parametrize(
    ("notation", "text"),
    [
        *((PLAIN, text) for text in ("1e3", "inf", "0x10", "1,5", "12 mg", "\u0661\u0662", "--1", ".", "1_000", "")),
        # The exponent must not become digits.
        *((PLAIN, text) for text in ("10\u2079", "5\u00b2", "1\u00bd", "\u2460", "5*10^3", "35%", "1,234", "1 234")),
        *((COMMA, text) for text in ("12.5", "1.234", "1.234,5", "1,2,3", "?")),
        *((Notation(thousands=","), text) for text in ("1,23", "12,34,567", "1234,567", ",5", "1,5")),
        *((Notation(",", "."), text) for text in ("1.23", "12.5", "1234.567")),
    ],
)
def test_what_is_no_number_in_the_notation_is_refused(notation: Notation, text: str) -> None:
    with pytest.raises(ValueError, match=rf"^must be a number such as 12\{notation.decimal}5(;|$)"):
        notation.number(text)


@pytest.mark.parametrize(
    ("notation", "text", "advice"),
    [
        (PLAIN, "haemolysed", "if it says that nothing is known, list it under missing"),
        (PLAIN, "1,234.5", 'if , stands between thousands, say thousands = ","'),
        (COMMA, "1.250,5", 'if . stands between thousands, say thousands = "."'),
    ],
)
def test_a_text_that_the_mapping_could_explain_is_told_how(notation: Notation, text: str, advice: str) -> None:
    with pytest.raises(ValueError, match=rf"; {re.escape(advice)}$"):
        notation.number(text)


def test_a_per_cent_is_read_only_where_one_is_meant() -> None:
    assert [PLAIN.number(text, percent=True) for text in ("35%", "35 \uff05", "35")] == ["35"] * 3


@settings(deadline=None, derandomize=True, database=None)
@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=3),
    st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (".", " ")]),
    st.booleans(),
)
def test_a_grouped_number_is_read_back(number: Decimal, signs: tuple[str, str], wide: bool) -> None:
    text = f"{number:,.3f}".replace(",", "T").replace(".", signs[0]).replace("T", signs[1])
    text = text.translate(WIDE) if wide and "'" not in signs else text
    assert Decimal(Notation(*signs).number(text)) == number


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\uff1c5", "<5"),
        ("\u22665", "\u22645"),
        ("\u2a7e5", "\u22655"),
        ("\u338e/\uff2c", "mg/L"),
        ("\u00b5mol/L", "umol/L"),
        ("\u6eb6\u8840", "\u6eb6\u8840"),
        ("10\u2079/L", "10\u2079/L"),
        ("\u00c4rzte", "\u00c4rzte"),
        ("plain", "plain"),
    ],
)
def test_only_width_and_signs_are_folded(text: str, plain: str) -> None:
    assert folded(text) == plain


@settings(deadline=None, derandomize=True, database=None)
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@settings(deadline=None, derandomize=True, database=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_a_written_number_is_the_same_number(number: Decimal) -> None:
    text = written(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))
