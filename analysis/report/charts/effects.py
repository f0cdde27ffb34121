"""Estimates side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.report import numbers
from analysis.report.figure import (
    FAINT,
    INK,
    Drawn,
    canvas,
    chart,
    finish,
    missing,
    panels,
)
from analysis.report.record import Finding, Source


@chart
def matrix(cells: Mapping[str, Mapping[str, Finding]], *, source: Source) -> Drawn:
    """Correlations as a grid of coloured cells, the coefficient and its interval written in each.

    Args:
        cells: rows of columns of correlations, by label.
        source: the dataset.
    """
    rows = {label: row for label, row in cells.items() if any(f.estimate.value is not None for f in row.values())}
    if not rows:
        return missing(source, f"Not recorded: {', '.join(cells)}")
    columns = list(next(iter(rows.values())))
    values = np.array(
        [
            [row[c].estimate.value if row[c].estimate.value is not None else np.nan for c in columns]
            for row in rows.values()
        ]
    )
    figure = canvas(width=6.4, height=0.9 + 0.62 * len(rows))
    (axes,) = panels(figure, 1, 1)
    axes.imshow(values, cmap="PuOr_r", vmin=-1, vmax=1, aspect="auto")
    for y, row in enumerate(rows.values()):
        for x, column in enumerate(columns):
            finding = row[column]
            strong = finding.estimate.value is not None and abs(finding.estimate.value) > 0.7
            interval = f"\n{finding.ci}" if finding.estimate.low is not None else ""
            axes.text(
                x,
                y,
                f"{finding.value}{interval}",
                ha="center",
                va="center",
                fontsize=8,
                color="white" if strong else INK,
            )
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return finish(figure, source)


@chart
def forest(effects: Mapping[str, Finding], axis: str, *, source: Source) -> Drawn:
    """Ratios with their intervals on a log axis, a row each, the number written beside it.

    Args:
        effects: the ratios by label, top to bottom; those without a value are left out.
        axis: what the ratios are, as the axis names it.
        source: the dataset.
    """
    shown = {
        label: (f, f.estimate.value)
        for label, f in effects.items()
        if f.estimate.value is not None and f.estimate.low is not None
    }
    if not shown:
        return missing(source, f"Not recorded: {', '.join(effects)}")
    figure = canvas(height=1.1 + 0.36 * len(shown))
    (axes,) = panels(figure, 1, 1)
    limits = [
        bound
        for f, _ in shown.values()
        for bound in (f.estimate.low, f.estimate.value, f.estimate.high)
        if bound and np.isfinite(bound)
    ]
    # The null is always in view; an interval that runs off to 0 or infinity runs off the axis.
    left, right = min([1.0, *limits]) / 1.3, max([1.0, *limits]) * 1.3
    for row, (finding, value) in enumerate(shown.values()):
        e = finding.estimate
        low, high = max(e.low or left, left), min(e.high if e.high is not None else right, right)
        axes.plot([low, high], [row, row], color=INK, lw=1.4)
        axes.plot([value], [row], "o", ms=5.5, color=INK)
        axes.text(1.02, row, str(finding.text), transform=axes.get_yaxis_transform(), va="center", fontsize=8.5)
    axes.set_xscale("log")
    axes.set_xlim(left, right)
    steps = (1, 2, 5) if right < 1000 * left else (1,)
    powers = range(int(np.floor(np.log10(left))), int(np.ceil(np.log10(right))) + 1)
    ticks = [t for t in (step * 10.0**power for power in powers for step in steps) if left <= t <= right]
    axes.set_xticks(ticks, [numbers.short(t) for t in ticks])
    axes.minorticks_off()
    axes.axvline(1, color=FAINT, lw=0.8, ls=":")
    axes.set_yticks(range(len(shown)), list(shown))
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(axis)
    return finish(figure, source)
