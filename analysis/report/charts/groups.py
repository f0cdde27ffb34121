"""Measurements and grades, group by group, with every patient shown where the dataset lets them be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from analysis.report import numbers
from analysis.report.figure import (
    FAILURE,
    FAINT,
    GRADES,
    INK,
    MILD,
    REMISSION,
    SEVERE,
    Drawn,
    canvas,
    chart,
    finish,
    missing,
    panels,
)
from analysis.report.masking import WITHHELD
from analysis.report.record import Finding, Source

GOLDEN = 0.6180339887498949
LABEL = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none"}


def _spread(count: int, width: float = 0.5) -> np.ndarray:
    """Sideways places for points, evenly spread and the same each time."""
    return (np.arange(1, count + 1) * GOLDEN % 1 - 0.5) * width


def _patients(axes: Axes, place: float, values: pd.Series, colour: str, source: Source) -> None:
    """The patients of one group and their median as a bar; where none may be seen alone, their quartiles as a box."""
    known = values.dropna().astype("float64").to_numpy()
    if len(known) < source.least:
        return
    if source.coarse:
        low, high = np.quantile(known, [0.25, 0.75])
        axes.fill([place - 0.25, place + 0.25, place + 0.25, place - 0.25], [low, low, high, high], color=colour, lw=0)
    else:
        axes.plot(place + _spread(len(known)), known, "o", ms=3.6, mew=0.4, mec="white", color=colour, alpha=0.85)
    median = float(np.median(known))
    axes.plot([place - 0.32, place + 0.32], [median, median], color=INK, lw=1.8, solid_capstyle="butt")


def _drawable(values: pd.Series, groups: Sequence[pd.Series], source: Source) -> bool:
    """Whether one group at least is large enough to be drawn."""
    return any(_inside(values, members).notna().sum() >= source.least for members in groups)


def _inside(values: pd.Series, members: pd.Series) -> pd.Series:
    return values[members.fillna(False).astype(bool)]


def _too_few(source: Source, measures: Sequence[tuple[str, pd.Series]]) -> Drawn:
    return missing(source, f"Too few patients to draw: {' and '.join(label for label, _ in measures)}")


def log_axis(axes: Axes) -> None:
    """Make the vertical axis of a finished panel logarithmic, labelled with plain numbers."""
    axes.set_yscale("log")
    low, high = axes.get_yaxis().get_data_interval()
    # Over less than two decades the powers of ten alone would leave an axis with one label or none.
    steps = (1.0,) if high > 100 * low else (1.0, 2.0, 5.0) if high > 4 * low else (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0)
    axes.yaxis.set_major_locator(LogLocator(subs=steps))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.short(value)))
    axes.yaxis.set_minor_formatter(NullFormatter())


@chart
def strips(measures: Sequence[tuple[str, pd.Series]], *, groups: Mapping[str, pd.Series], source: Source) -> Drawn:
    """Each measurement on its own panel and log axis, a column of points a group.

    Args:
        measures: label and values of each measurement, a value a patient.
        groups: two groups by name, each a yes/no a patient.
        source: the dataset.
    """
    shown = [(label, values) for label, values in measures if values.notna().any()]
    if not shown or not any(members.notna().any() for members in groups.values()):
        return missing(source, f"Not recorded: {' and '.join(label for label, _ in measures)}")
    shown = [(label, values) for label, values in shown if _drawable(values, list(groups.values()), source)]
    if not shown:
        return _too_few(source, measures)
    figure = canvas(width=3.5 * len(shown), height=3.4)
    for axes, (label, values) in zip(panels(figure, 1, len(shown)), shown, strict=True):
        ticks = []
        for place, ((group, members), colour) in enumerate(zip(groups.items(), (REMISSION, FAILURE), strict=True)):
            inside = _inside(values, members)
            _patients(axes, place, inside, colour, source)
            # What is masked is told by the tables.
            ticks.append(group if source.disclosure else f"{group}\n(n = {inside.notna().sum()})")
        log_axis(axes)
        axes.set_xticks(range(len(ticks)), ticks)
        axes.set_xlim(-0.6, len(ticks) - 0.4)
        axes.set_title(label[0].upper() + label[1:], loc="left")
    return finish(figure, source)


@chart
def by_grade(measures: Sequence[tuple[str, pd.Series]], grade: pd.Series, *, severe_from: int, source: Source) -> Drawn:
    """The patients' values by grade, one panel a measurement, log axes.

    Args:
        measures: label and values of each measurement, a value a patient.
        grade: the grade of each patient.
        severe_from: lowest grade that counts as severe.
        source: the dataset.
    """
    if not measures or grade.isna().all():
        return missing(source, "Not recorded: marker levels with CRS grades")
    grades = range(int(grade.min()), int(grade.max()) + 1)
    measures = [
        (label, values) for label, values in measures if _drawable(values, [grade == g for g in grades], source)
    ]
    if not measures:
        return _too_few(source, [("marker levels by CRS grade", grade)])
    columns = min(4, len(measures))
    rows = -(-len(measures) // columns)
    figure = canvas(width=8.2, height=2.5 * rows + 0.2)
    grid = panels(figure, rows, columns)
    for axes, (label, values) in zip(grid, measures, strict=False):
        for g in grades:
            # Grade 0 is no syndrome, so it takes neither colour of severity.
            colour = FAINT if g == 0 else MILD if g < severe_from else SEVERE
            _patients(axes, g, _inside(values, grade == g), colour, source)
        log_axis(axes)
        axes.set_xticks(list(grades))
        axes.set_title(label, loc="left", fontsize=9)
    for axes in grid[len(measures) :]:
        axes.set_axis_off()
    figure.supxlabel("Grade of cytokine release syndrome", fontsize=9)
    return finish(figure, source)


@chart
def stacked_grades(groups: Mapping[str, Mapping[int, Finding]], *, source: Source) -> Drawn:
    """The share of each grade in each group as a stacked bar, counts written on it.

    Counts that are masked make one part of the bar; a group whose size is masked has none.

    Args:
        groups: the count of each grade in each group.
        source: the dataset.
    """
    told = {name: grades for name, grades in groups.items() if any(f.estimate.n or f.mask for f in grades.values())}
    if not told:
        return missing(source, "Not recorded: CRS grades by product")
    shown = {name: grades for name, grades in told.items() if all(f.estimate.n for f in grades.values())}
    if not shown:
        return missing(source, "Too few patients to draw: CRS grades by product")
    figure = canvas(height=1.0 + 0.7 * len(shown))
    (axes,) = panels(figure, 1, 1)
    for row, grades in enumerate(shown.values()):
        left = 0.0
        for g, count in _counts(grades).items():
            share = 100 * count / grades[g].estimate.n
            axes.barh(row, share, left=left, height=0.62, color=GRADES[g], edgecolor="white")
            axes.text(left + share / 2, row, str(count), ha="center", va="center", color="white" if g > 2 else INK)
            left += share
        if any(f.mask for f in grades.values()):
            axes.barh(row, 100 - left, left=left, height=0.62, color="white", edgecolor=FAINT, hatch="///")
            axes.text((left + 100) / 2, row, WITHHELD, ha="center", va="center", color=INK, bbox=LABEL)
    sizes = {name: next(iter(grades.values())).estimate.n for name, grades in shown.items()}
    axes.set_yticks(range(len(shown)), [f"{name} (n = {n})" for name, n in sizes.items()])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("Patients (%)")
    present = sorted({g for grades in shown.values() for g in _counts(grades)})
    handles = [axes.barh(0, 0, color=GRADES[g], label=f"Grade {g}" if g else "No CRS") for g in present]
    figure.legend(handles=handles, loc="outside upper left", ncols=max(1, len(present)), handlelength=1, frameon=False)
    return finish(figure, source)


def _counts(grades: Mapping[int, Finding]) -> dict[int, int]:
    """The counts that are neither masked nor 0, by grade."""
    return {g: f.estimate.events for g, f in grades.items() if f.estimate.events and f.mask is None}
