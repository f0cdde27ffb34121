"""Measurements and grades, group by group, with every patient shown where the dataset lets them be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.report.charts.ticks import log_axis
from analysis.report.figure import (
    FAILURE,
    FAINT,
    GRADES,
    INK,
    MILD,
    REMISSION,
    SEVERE,
    TITLE,
    Drawn,
    Row,
    canvas,
    chart,
    finish,
    missing,
    panels,
)
from analysis.report.masking import WITHHELD
from analysis.report.record import Finding
from analysis.report.source import LEAST_GROUP, Source

GOLDEN = 0.6180339887498949
LABEL = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none"}


def _spread(count: int, width: float = 0.5) -> np.ndarray:
    """Sideways places for points, evenly spread and the same each time."""
    return (np.arange(1, count + 1) * GOLDEN % 1 - 0.5) * width


def _patients(axes: Axes, place: float, values: pd.Series, look: tuple[str, str], source: Source) -> list[Row]:
    """The patients of one group beside their median and quartiles; a box where no single patient may be seen.

    Returns:
        What was drawn.
    """
    colour, marker = look
    known = values.dropna().astype("float64").to_numpy()
    if len(known) < source.least:
        return []
    low, median, high = (float(q) for q in np.quantile(known, [0.25, 0.5, 0.75]))
    middle: Row = {"mark": "median with quartiles", "value": median, "low": low, "high": high}
    if source.coarse:
        axes.fill([place - 0.25, place + 0.25, place + 0.25, place - 0.25], [low, low, high, high], color=colour, lw=0)
        axes.plot([place - 0.32, place + 0.32], [median, median], color=INK, lw=1.8, solid_capstyle="butt")
        return [middle]
    sideways = place - 0.1 + _spread(len(known))
    axes.plot(sideways, known, marker, ms=4.2, mew=0.5, mec="white", color=colour, alpha=0.85)
    # Quartiles of fewer patients say nothing that the points do not.
    if len(known) >= LEAST_GROUP:
        axes.plot([place + 0.34, place + 0.34], [low, high], color=INK, lw=1.2, solid_capstyle="butt")
    else:
        middle = {"mark": "median", "value": median}
    axes.plot([place - 0.4, place + 0.4], [median, median], color=INK, lw=1.8, solid_capstyle="butt")
    points: list[Row] = [{"mark": "patient", "value": float(value)} for value in sorted(known)]
    return [*points, middle]


def _drawable(values: pd.Series, groups: Sequence[pd.Series], source: Source) -> bool:
    """Whether one group at least is large enough to be drawn."""
    return any(_inside(values, members).notna().sum() >= source.least for members in groups)


def _inside(values: pd.Series, members: pd.Series) -> pd.Series:
    return values[members.fillna(False).astype(bool)]


def _too_few(source: Source, measures: Sequence[tuple[str, pd.Series]]) -> Drawn:
    return missing(source, f"Too few patients to draw: {' and '.join(label for label, _ in measures)}")


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
    figure = canvas(height=3.4)
    rows: list[Row] = []
    for axes, (label, values) in zip(panels(figure, 1, len(shown)), shown, strict=True):
        ticks = []
        looks = ((REMISSION, "o"), (FAILURE, "D"))
        for place, ((group, members), look) in enumerate(zip(groups.items(), looks, strict=True)):
            inside = _inside(values, members)
            drawn = _patients(axes, place, inside, look, source)
            rows += ({"measurement": label, "group": group, **row} for row in drawn)
            # What is masked is told by the tables.
            ticks.append(group if source.disclosure else f"{group}\n(n = {inside.notna().sum()})")
        log_axis(axes)
        axes.set_xticks(range(len(ticks)), ticks)
        axes.set_xlim(-0.6, len(ticks) - 0.4)
        axes.set_title(label[0].upper() + label[1:], **TITLE)
    figure.axes[0].set_ylabel("Log scale")
    return finish(figure, source, rows)


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
    figure = canvas(height=2.2 * rows + 0.4)
    grid = panels(figure, rows, columns)
    told: list[Row] = []
    for axes, (label, values) in zip(grid, measures, strict=False):
        for g in grades:
            # Grade 0 is no syndrome, so it takes neither colour of severity.
            colour = FAINT if g == 0 else MILD if g < severe_from else SEVERE
            marker = "s" if g == 0 else "o" if g < severe_from else "D"
            drawn = _patients(axes, g, _inside(values, grade == g), (colour, marker), source)
            told += ({"measurement": label, "grade": g, **row} for row in drawn)
        log_axis(axes)
        axes.set_xticks(list(grades))
        axes.set_title(label, **{**TITLE, "fontsize": 8.5})
    for axes in grid[len(measures) :]:
        axes.set_axis_off()
    figure.supxlabel("Grade of cytokine release syndrome", fontsize=9)
    figure.supylabel("Peak or nadir (log scale)", fontsize=9)
    return finish(figure, source, told)


@chart
def stacked_grades(
    groups: Mapping[str, Mapping[int, Finding]], severe: Mapping[str, Finding], *, source: Source
) -> Drawn:
    """The share of each grade in each group as a stacked bar, counts written on it and the severe beside it.

    Counts that are masked make one part of the bar; a group whose size is masked has none.

    Args:
        groups: the count of each grade in each group.
        severe: severe cytokine release syndrome in each group.
        source: the dataset.
    """
    told = {name: grades for name, grades in groups.items() if any(f.estimate.n or f.mask for f in grades.values())}
    if not told:
        return missing(source, "Not recorded: CRS grades by product")
    shown = {name: grades for name, grades in told.items() if all(f.estimate.n for f in grades.values())}
    if not shown:
        return missing(source, "Too few patients to draw: CRS grades by product")
    figure = canvas(height=1.1 + 0.55 * len(shown))
    (axes,) = panels(figure, 1, 1)
    rows: list[Row] = []
    for row, (name, grades) in enumerate(shown.items()):
        left = 0.0
        for g, count in _counts(grades).items():
            share = 100 * count / grades[g].estimate.n
            axes.barh(row, share, left=left, height=0.62, color=GRADES[g], edgecolor=FAINT, lw=0.6)
            axes.text(left + share / 2, row, str(count), ha="center", va="center", color="white" if g > 3 else "black")
            left += share
            rows.append({"product": name, "grade": g, "patients": count, "of": grades[g].estimate.n, "percent": share})
        if any(f.mask for f in grades.values()):
            axes.barh(row, 100 - left, left=left, height=0.62, color="white", edgecolor=FAINT, hatch="///")
            axes.text((left + 100) / 2, row, WITHHELD, ha="center", va="center", color=INK, bbox=LABEL)
            rows.append({"product": name, "patients": WITHHELD, "percent": 100 - left})
        beside = severe[name]
        text = f"{beside.percent}\n{beside.ci}" if beside.mask is None else str(beside.n_of_N)
        axes.text(1.02, row, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5)
    axes.text(1.02, 1.0, "Severe", transform=axes.transAxes, va="bottom", fontsize=9, weight="bold")
    sizes = {name: next(iter(grades.values())).estimate.n for name, grades in shown.items()}
    axes.set_yticks(range(len(shown)), [f"{name}\n(n = {n})" for name, n in sizes.items()])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("Patients (%)")
    present = sorted({g for grades in shown.values() for g in _counts(grades)})
    handles = [
        axes.barh(0, 0, color=GRADES[g], edgecolor=FAINT, lw=0.6, label=f"Grade {g}" if g else "No CRS")
        for g in present
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=max(1, len(present)), handlelength=1, frameon=False)
    return finish(figure, source, rows)


def _counts(grades: Mapping[int, Finding]) -> dict[int, int]:
    """The counts that are neither masked nor 0, by grade."""
    return {g: f.estimate.events for g, f in grades.items() if f.estimate.events and f.mask is None}
