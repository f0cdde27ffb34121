"""How a number is printed. The only place where a float becomes text.

Rounding is half away from zero on the exact decimal that Python prints for the float, so that 0.285 is printed
0.29 whatever its binary form. The rest follows the style of the manuscript (`analysis.report.style`).
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from analysis.report.style import current

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"

EXACT = Context(prec=400)  # digits; the largest float has 309 before its decimal point
SIGNIFICANT = Decimal("0.05")  # no P value is rounded across it


def decimal(value: float, places: int) -> str:
    """A number with this many decimals, with a true minus sign and never a negative zero.

    Raises:
        ValueError: it is not a number.
    """
    if math.isinf(value):
        return (MINUS if value < 0 else "") + INFINITY
    rounded = _rounded(value, places)
    return styled(f"{abs(rounded) if rounded.is_zero() else rounded:f}")


def _rounded(value: float, places: int) -> Decimal:
    if math.isnan(value):
        raise ValueError("a value that is not a number cannot be printed")
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


def styled(digits: str) -> str:
    """A number as Python or matplotlib writes it, with the marks of the style and a true minus sign."""
    style = current()
    whole, point, fraction = digits.lstrip(f"-{MINUS}").partition(".")
    if style.thousands and whole.isdigit() and len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", style.thousands)
    return (MINUS if digits[:1] in ("-", MINUS) else "") + whole + (style.decimal_mark if point else "") + fraction


def short(value: float) -> str:
    """A number that is exact in few digits, with no more than it needs: a tick of an axis, a confidence level."""
    return styled(f"{value:g}")


def percent(value: float, places: int = 1) -> str:
    """A proportion of 0 to 1 as a percentage, with its sign."""
    return decimal(float(Decimal(repr(float(value))) * 100), places) + "%"


def interval(low: str, high: str) -> str:
    """Two printed limits as the style joins them, or by "to" where one is negative, infinite or a word."""
    plain = low[0].isdigit() and high[0].isdigit()
    return f"{low}{current().between_limits if plain else ' to '}{high}"


def places_for(value: float) -> int:
    """Decimals that a ratio or a concentration deserves: about three figures, never more than two decimals."""
    size = abs(value)
    return 2 if size < 10 else 1 if size < 100 else 0


def p_value(p: float) -> tuple[str, str]:
    """The sign and the digits of a P value, which are never those of 0 or 1 and stay on p's side of 0.05."""
    style = current()
    if p < style.p_floor:
        return "<", _p_digits(style.p_floor, style.p_places[0][1])
    if p > 0.99:
        return ">", _p_digits(0.99, 2)
    places = next((places for bound, places in style.p_places if p < bound), 2)
    for enough in (places, places + 1):
        if (_rounded(p, enough) < SIGNIFICANT) == (p < float(SIGNIFICANT)):
            return "=", _p_digits(p, enough)
    return "<", _p_digits(float(SIGNIFICANT), 2)


def _p_digits(p: float, places: int) -> str:
    digits = decimal(p, places)
    return digits if current().p_zero else digits.removeprefix("0")


def p_sentence(p: float | None, missing: str, before: str = "") -> str:
    """A P value as a sentence has it, after a word such as "adjusted": "P = 0.012"; ``missing`` where there is none."""
    style = current()
    label = " ".join([before, style.p_symbol]).lstrip()
    if p is None:
        return f"{label} {missing}"
    return label + "".join(f"{style.p_space}{part}" for part in p_value(p))


def p_cell(p: float | None, missing: str) -> str:
    """A P value for a column that is headed so, where the equals sign goes without saying: "0.012", "<0.001"."""
    return missing if p is None else "".join(p_value(p)).removeprefix("=")
