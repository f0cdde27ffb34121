"""Comparisons made anew each day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.report.charts.ticks import logarithmic
from analysis.report.figure import (
    FAINT,
    INK,
    TITLE,
    Drawn,
    canvas,
    chart,
    estimated,
    finish,
    missing,
    panels,
)
from analysis.report.record import Finding
from analysis.report.source import Source

COLUMNS = 4


@chart
def ratios_by_day(ratios: Mapping[str, Mapping[int, Finding]], axis: str, *, source: Source) -> Drawn:
    """Ratios with their intervals by day on a log axis, one panel a marker; filled where they are clear.

    A ratio is clear where its interval leaves out 1 and its adjusted P value agrees, as everywhere in the book. An
    interval that runs off to 0 or infinity runs off its panel.

    Args:
        ratios: by label and day; days without a value are left out.
        axis: what the ratios are, as the axis names it.
        source: the dataset.
    """
    shown = {
        label: {
            day: (f.estimate.value, f.estimate.low, f.estimate.high or np.inf, f.direction in ("higher", "lower"))
            for day, f in days.items()
            if f.estimate.value and f.estimate.low is not None
        }
        for label, days in ratios.items()
    }
    shown = {label: days for label, days in shown.items() if days}
    if not shown:
        measured = any(f.estimate.n for days in ratios.values() for f in days.values())
        return missing(source, f"{'Not estimable' if measured else 'Not recorded'}: {', '.join(ratios)}")
    columns = min(COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    figure = canvas(height=2.1 * rows + 0.5)
    grid = panels(figure, rows, columns, sharex=True)
    for place, (axes, (label, days)) in enumerate(zip(grid, shown.items(), strict=False)):
        finite = [limit for value, low, high, _ in days.values() for limit in (value, low, high)]
        finite = [limit for limit in finite if 0 < limit < np.inf]
        bottom, top = min([1.0, *finite]) / 1.1, max([1.0, *finite]) * 1.1
        for day, (value, low, high, clear) in days.items():
            axes.plot([day, day], [max(low, bottom), min(high, top)], color=INK if clear else FAINT, lw=0.9)
            axes.plot([day], [value], "o", ms=3.6, mew=0.9, mec=INK, color=INK if clear else "white")
        axes.axhline(1, color=FAINT, lw=0.8, ls=":")
        logarithmic(axes, "y", bottom, top)
        axes.set_title(label, **TITLE)
        # The lowest panel of each column carries the days.
        axes.tick_params(labelbottom=place + columns >= len(shown))
    for axes in grid[len(shown) :]:
        axes.set_axis_off()
    figure.supxlabel("Days from infusion", fontsize=9)
    figure.supylabel(f"{axis}, log scale", fontsize=9)
    told = (
        {"marker": label, "day": day, **estimated(ratios[label][day]), "clear": clear}
        for label, days in shown.items()
        for day, (*_, clear) in days.items()
    )
    return finish(figure, source, told)
