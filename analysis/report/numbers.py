"""How a number is printed. The only place where a float becomes text.

Rounding is half away from zero on the exact decimal that Python prints for the float, so that 0.285 is printed
0.29 whatever its binary form. P values follow the AMA manual of style.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"


def decimal(value: float, places: int) -> str:
    """A number with this many decimals, with a true minus sign and never a negative zero."""
    if math.isinf(value):
        return (MINUS if value < 0 else "") + INFINITY
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if rounded.is_zero():
        rounded = abs(rounded)
    return f"{rounded:f}".replace("-", MINUS)


def percent(value: float, places: int = 1) -> str:
    """A proportion of 0 to 1 as a percentage, with its sign."""
    return decimal(float(Decimal(repr(float(value))) * 100), places) + "%"


def places_for(value: float) -> int:
    """Decimals that a ratio or a concentration deserves: about three figures, never more than two decimals."""
    size = abs(value)
    return 2 if size < 10 else 1 if size < 100 else 0


def p_value(p: float) -> tuple[str, str]:
    """The sign and the digits of a P value: two decimals, three below 0.01 or just below 0.05."""
    if p < 0.001:
        return "<", "0.001"
    if p > 0.99:
        return ">", "0.99"
    places = 3 if p < 0.01 or 0.045 <= p < 0.05 else 2
    digits = decimal(p, places)
    # 0.0496 would print as 0.050, on the wrong side of the line it stands under.
    return ("<", "0.05") if p < 0.05 <= float(digits) else ("=", digits)
