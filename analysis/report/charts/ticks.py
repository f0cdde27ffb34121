"""Numbers along the axes of charts, written in the style of the manuscript."""

from __future__ import annotations

from matplotlib.axis import Axis
from matplotlib.ticker import ScalarFormatter

from analysis.report import numbers


class _Styled(ScalarFormatter):
    """What matplotlib writes along a linear axis, with the marks of the style."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return numbers.styled(super().__call__(x, pos))


def number(axis: Axis) -> None:
    """Label a linear axis with numbers."""
    axis.set_major_formatter(_Styled())
