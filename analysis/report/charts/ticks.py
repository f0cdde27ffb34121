"""Numbers along the axes of charts, written in the style of the manuscript."""

from __future__ import annotations

from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from analysis.report import numbers

# Multiples of the powers of ten that are labelled on a log axis, from coarse to fine: the first that puts enough labels
# in view is taken.
STEPS: tuple[tuple[float, ...], ...] = ((1,), (1, 2, 5), (1, 1.5, 2, 3, 5, 7))
ENOUGH = 3


class _Styled(ScalarFormatter):
    """What matplotlib writes along a linear axis, with the marks of the style."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return numbers.styled(super().__call__(x, pos))


def number(axis: Axis) -> None:
    """Label a linear axis with numbers."""
    axis.set_major_formatter(_Styled())


def logarithmic(axes: Axes, which: Literal["x", "y"], low: float, high: float) -> None:
    """Make an axis of a panel logarithmic from one value to another, labelled with plain numbers."""
    axes.set(**{f"{which}scale": "log", f"{which}lim": (low, high)})
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    for steps in STEPS:
        ticks = [tick for tick in (step * 10.0**power for power in powers for step in steps) if low <= tick <= high]
        if len(ticks) >= ENOUGH:
            break
    else:
        # Over so short a stretch a log axis is nearly linear.
        even = MaxNLocator(7, steps=[1, 2, 5, 10]).tick_values(low, high)
        ticks = [float(tick) for tick in even if low <= tick <= high]
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_ticks(ticks, [numbers.short(float(f"{tick:.6g}")) for tick in ticks])
    axis.set_ticks([], minor=True)


def log_axis(axes: Axes) -> None:
    """Make the vertical axis of a finished panel logarithmic; what is 0 or below falls off it."""
    low, high = axes.dataLim.minposy, axes.dataLim.ymax
    room = (high / low) ** 0.06 if high > low else 2.0
    logarithmic(axes, "y", low / room, high * room)
