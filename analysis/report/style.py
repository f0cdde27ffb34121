"""How journals write numbers. The style is chosen in ``_config.yml`` (``manuscript_style``) and nowhere else.

The Sphinx extension hands the choice to the kernels in an environment variable; without it the style is ``default``.

What each style rests on (no journal's house style is public as a whole, so printed articles stand beside the rules):

``default``
    AMA for the decimals of P values, SAMPL for the rest: "to" between limits, a leading zero everywhere.
``jama``
    The AMA Manual of Style, 11th edition: thin spaces from five digits on (17.4.3); no zero before the decimal point of
    P, as in ``P = .16``; a hyphen between limits, not an en dash, as in ``hazard ratio, 0.64; 95% CI, 0.51-0.80``
    (18.7.1). From teachers of that style: "to" where a limit is negative; the percent sign at both limits; two decimals
    of P, three below .01 or where two would hide that it is below .05; ``<.001`` and ``>.99`` as its ends.
``lancet``
    Articles in The Lancet: ``odds ratio 1·10, 95% CI 1·03–1·17; p=0·0043``, ``20·0 days (IQR 17·0–24·0)``, ``p=0·018``,
    ``p=0·0006``, ``p<0·0001``, 400 000 but 4731, "to" between negative limits. So P has two significant figures and at
    most four decimals. From reports on such articles: no percent sign at the limits. Not verified: the upper end of P,
    which is AMA's.
``nejm``
    The journal's statistical guidelines: two decimals of P above 0.01, three from there to 0.001, then ``P<0.001``.
    Abstracts: ``73% (95% confidence interval [CI], 60 to 82)``, ``12,705 participants``, ``N = 5128``. Its tables have
    en dashes between limits; here "to" stands in tables too, because one finding is printed in one way. Not verified:
    the third decimal of P just below 0.05 and the upper end, which are AMA's.
``blood``
    The Blood style guide refers to AMA. Articles in Blood and Blood Advances: ``P = .0001``, ``<.001``, ``9 (8-10)``,
    ``hazard ratio, 0.235; 95% CI, 0.089-0.619``, ``range, 61% to 79%``. Both .001 and .0001 are found as the lower end
    of P; AMA's .001 is used. Not verified: large numbers, which stay without a separator.

The comma after "IQR" follows the one after "CI". Journals differ on how many decimals a percentage deserves, and by
sample size; the styles leave that to the finding.
"""  # noqa: RUF002 - numbers as the journals print them

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Literal

VARIABLE = "ANALYSIS_STYLE"

HYPHEN, EN_DASH, MIDDLE_DOT = "-", "\N{EN DASH}", "\N{MIDDLE DOT}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"  # a thin space at which no line breaks


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How one journal writes numbers.

    Attributes:
        decimal_mark: between units and tenths.
        thousands: between the thousands of a number of five digits or more.
        after_label: between "95% CI" or "IQR" and the limits.
        between_limits: between two limits; where a dash would stand beside a minus sign or a word, "to" does.
        percent_limits: which limits have a percent sign: those of all percentages, those of proportions, or none.
        p_symbol: the letter P.
        p_space: on both sides of the sign after it.
        p_zero: whether a P value has a zero before its decimal mark.
        p_floor: P values below it are printed as less than it.
        p_places: decimals of P values below each bound, in rising order; from the last bound on there are two.
    """

    decimal_mark: str = "."
    thousands: str = ""
    after_label: str = " "
    between_limits: str = " to "
    percent_limits: Literal["all", "proportions", "none"] = "proportions"
    p_symbol: str = "P"
    p_space: str = " "
    p_zero: bool = True
    p_floor: float = 0.001
    p_places: tuple[tuple[float, int], ...] = ((0.01, 3),)


_AMA = Style(after_label=", ", between_limits=HYPHEN, percent_limits="all", p_zero=False)

DEFAULT = "default"
STYLES = {
    DEFAULT: Style(),
    "jama": replace(_AMA, thousands=THIN_SPACE),
    "lancet": Style(
        decimal_mark=MIDDLE_DOT,
        thousands=THIN_SPACE,
        between_limits=EN_DASH,
        percent_limits="none",
        p_symbol="p",
        p_space="",
        p_floor=0.0001,
        p_places=((0.01, 4), (0.1, 3)),
    ),
    "nejm": Style(thousands=",", after_label=", ", percent_limits="none", p_space=""),
    "blood": _AMA,
}


def named(name: str) -> Style:
    """The style of this name.

    Raises:
        ValueError: there is none.
    """
    if name not in STYLES:
        raise ValueError(f"there is no style {name!r}; there are {', '.join(STYLES)}")
    return STYLES[name]


def current() -> Style:
    """The style that the manuscript has.

    Raises:
        ValueError: the name in the environment is of no style.
    """
    return named(os.environ.get(VARIABLE) or DEFAULT)
