"""Estimates side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from analysis.report.charts.ticks import logarithmic, number
from analysis.report.figure import (
    FAINT,
    INK,
    Drawn,
    Row,
    canvas,
    chart,
    estimated,
    finish,
    missing,
    panels,
)
from analysis.report.record import Finding
from analysis.report.source import Source

LABEL = 32  # characters of a line of a label
HEAD = "Patients (95% CI)"


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
    figure = canvas(height=0.7 + 0.55 * len(rows))
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
    told = (
        {
            "row": label,
            "column": column,
            **estimated(row[column]),
            "n": None if row[column].mask else row[column].estimate.n,
        }
        for label, row in rows.items()
        for column in columns
    )
    return finish(figure, source, told)


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
    figure = canvas(height=1.0 + 0.36 * len(shown))
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
        _write(axes, row, str(finding.text))
    logarithmic(axes, "x", left, right)
    axes.axvline(1, color=FAINT, lw=0.8, ls=":")
    _label(axes, [f"{label} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{f.n})" for label, (f, _) in shown.items()])
    axes.set_xlabel(f"{axis}, log scale")
    return finish(figure, source, ({"effect": label, **_counted(f)} for label, (f, _) in shown.items()))


@chart
def proportions(found: Mapping[str, Finding], *, source: Source) -> Drawn:
    """Proportions with their intervals on an axis of percent, a row each, the counts written beside it.

    A proportion that is masked has no mark, and its counts stand as far as they may be told.

    Args:
        found: the proportions by label, top to bottom; those that were not recorded are left out.
        source: the dataset.
    """
    shown = {label: f for label, f in found.items() if f.estimate.value is not None or f.mask is not None}
    if not shown:
        return missing(source, f"Not recorded: {', '.join(found)}")
    figure = canvas(height=0.8 + 0.38 * len(shown))
    (axes,) = panels(figure, 1, 1)
    for row, finding in enumerate(shown.values()):
        e = finding.estimate
        if e.value is not None and e.low is not None and e.high is not None:
            axes.plot([100 * e.low, 100 * e.high], [row, row], color=INK, lw=1.4)
            axes.plot([100 * e.value], [row], "o", ms=5.5, color=INK)
        whole = f"{finding.n_of_N} ({finding.percent}; {finding.limits})"
        _write(axes, row, whole if finding.mask is None else str(finding.n_of_N))
    axes.set_xlim(0, 100)
    axes.grid(axis="x", color="#e6e6e6", lw=0.8)
    axes.set_axisbelow(True)
    number(axes.xaxis)
    axes.text(1.02, 1.0, HEAD, transform=axes.transAxes, va="bottom", fontsize=8.5, weight="bold")
    _label(axes, list(shown))
    axes.set_xlabel("Patients (%)")
    return finish(figure, source, ({"result": label, **_counted(f)} for label, f in shown.items()))


def _counted(finding: Finding) -> Row:
    """An estimate with the numbers that it rests on, where they may be told."""
    sizes = {} if finding.mask else {"events": finding.estimate.events, "n": finding.estimate.n}
    return {**estimated(finding), **sizes, "printed": str(finding.text)}


def _write(axes: Axes, row: int, text: str) -> None:
    """Write the number of a row beside it."""
    axes.text(1.02, row, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5)


def _label(axes: Axes, labels: list[str]) -> None:
    """Name the rows, top to bottom."""
    axes.set_yticks(range(len(labels)), ["\n".join(textwrap.wrap(label, LABEL)) for label in labels])
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
