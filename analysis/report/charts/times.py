"""What happens day by day: courses of markers, and a calendar of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.report.charts.ticks import log_axis, number
from analysis.report.figure import (
    FAINT,
    INK,
    KINDS,
    MILD,
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
from analysis.report.source import Source

MARKERS = ("o", "s", "^", "D")  # of the kinds, with their colours
MILD_LINE: dict[str, Any] = {"color": MILD, "ls": (0, (4, 1.2))}  # told apart from the other in grey too
SEVERE_LINE: dict[str, Any] = {"color": SEVERE, "ls": "-"}
LEAST_PATIENTS = 3  # a median and its quartiles of fewer patients would be the patients themselves


def least_patients(source: Source) -> int:
    """Fewest patients of a group for which a day is drawn."""
    return max(LEAST_PATIENTS, source.least)


@chart
def courses(series: Mapping[str, pd.DataFrame], severe: pd.Series, *, source: Source) -> Drawn:
    """Medians with quartiles by day, severe against mild, one panel a marker.

    Args:
        series: measurements by label, with columns ``patient_id``, ``day`` and ``value``.
        severe: yes/no by patient_id; missing in patients whom neither line shows.
        source: the dataset.
    """
    names = ", ".join(label.split(" (")[0] for label in series)
    shown = {label: frame for label, frame in series.items() if not frame.empty}
    if not shown or severe.isna().all():
        return missing(source, f"Not recorded: {names}")
    shown = {
        label: frame
        for label, frame in shown.items()
        if _daily(frame, severe, True, source) or _daily(frame, severe, False, source)
    }
    if not shown:
        return missing(source, f"Too few patients on each day to draw: {names}")
    columns = 2 if len(shown) == 4 else len(shown)
    rows = -(-len(shown) // columns)
    figure = canvas(height=2.3 * rows + 0.3)
    told: list[Row] = []
    for axes, (label, frame) in zip(panels(figure, rows, columns), shown.items(), strict=False):
        for is_severe, look in ((False, MILD_LINE), (True, SEVERE_LINE)):
            daily = _daily(frame, severe, is_severe, source)
            axes.plot(list(daily), [middle for _, middle, _ in daily.values()], **look)
            bounds = [low for low, _, _ in daily.values()], [high for _, _, high in daily.values()]
            axes.fill_between(list(daily), *bounds, color=look["color"], alpha=0.15, lw=0)
            told += (
                {"marker": label, "crs": "severe" if is_severe else "mild", "day": day}
                | {"median": middle, "low": low, "high": high}
                for day, (low, middle, high) in daily.items()
            )
        log_axis(axes)
        axes.axvline(0, color=FAINT, lw=0.8, ls=":")
        axes.set_title(label[0].upper() + label[1:], **TITLE)
    figure.supxlabel("Days from infusion", fontsize=9)
    figure.supylabel("Median (log scale)", fontsize=9)
    # Lines that cross cannot be named in place for every dataset.
    key = [
        Line2D([], [], label=label, **look) for label, look in (("Mild CRS", MILD_LINE), ("Severe CRS", SEVERE_LINE))
    ]
    figure.legend(handles=key, loc="outside upper left", ncols=2)
    return finish(figure, source, told)


def _daily(
    frame: pd.DataFrame, severe: pd.Series, is_severe: bool, source: Source
) -> dict[int, tuple[float, float, float]]:
    """Median between its quartiles by day, for the days on which enough patients of the group were sampled."""
    mine = frame[(frame["patient_id"].map(severe) == is_severe).fillna(False).astype(bool)]
    # One patient may have been sampled several times on a day.
    enough = {
        int(str(day)): rows["value"]
        for day, rows in mine.groupby(np.floor(mine["day"]).astype(int))
        if rows["patient_id"].nunique() >= least_patients(source)
    }
    return {
        day: (float(values.quantile(0.25)), float(values.median()), float(values.quantile(0.75)))
        for day, values in enough.items()
    }


@chart
def calendar(episodes: pd.DataFrame | None, kinds: Sequence[str], window: tuple[int, int], *, source: Source) -> Drawn:
    """Each episode on its day of onset, a row a kind; episodes of one day stand on one another.

    Where no single episode may be seen, a line runs from the first to the third quartile of the days of a kind.

    Args:
        episodes: a row an episode, with ``patient_id``, ``day``, ``kind`` and ``fatal``; ``None`` where not recorded.
        kinds: the kinds, top to bottom.
        window: first and last day of the axis.
        source: the dataset.
    """
    if episodes is None:
        return missing(source, "Not recorded: infections")
    figure = canvas(height=0.8 + 0.45 * len(kinds))
    (axes,) = panels(figure, 1, 1)
    told: list[Row] = []
    for row, (kind, colour, marker) in enumerate(zip(kinds, KINDS, MARKERS, strict=True)):
        mine = episodes[episodes["kind"] == kind].sort_values("day")
        if source.coarse:
            if mine["patient_id"].nunique() >= source.least:
                told += quartiles(axes, row, {kind: mine["day"].astype("float64")}, colour, source)
            continue
        height = row - 0.22 * mine.groupby("day").cumcount()
        axes.plot(mine["day"], height, marker, ms=6.5, mec="white", mew=0.6, color=colour)
        fatal = mine["fatal"].fillna(False).astype(bool)
        axes.plot(mine["day"][fatal], height[fatal], "x", ms=7, mew=1.8, color=INK)
        told += ({"kind": kind, "day": day, "fatal": died} for day, died in zip(mine["day"], fatal, strict=True))
    axes.set_yticks(range(len(kinds)), [kind.capitalize() for kind in kinds])
    axes.set_ylim(len(kinds) - 0.5, -0.7)
    axes.set_xlim(window[0] - 0.8, window[1] + 0.8)
    number(axes.xaxis)
    axes.set_xlabel("Day of onset after infusion" + ("" if source.coarse else " (\N{MULTIPLICATION SIGN} fatal)"))
    axes.grid(axis="y", color="#e6e6e6", lw=0.8)
    axes.set_axisbelow(True)
    return finish(figure, source, told)


def quartiles(axes: Axes, row: int, named: Mapping[str, pd.Series], colour: str, source: Source) -> list[Row]:
    """Named days from the first to the third quartile, with the median, on a row; too few are left out.

    Returns:
        What was drawn.
    """
    ((what, days),) = named.items()
    if len(days) < source.least:
        return []
    low, middle, high = days.quantile([0.25, 0.5, 0.75])
    axes.plot([low, high], [row, row], lw=6, color=colour, solid_capstyle="butt")
    axes.plot([middle], [row], "|", ms=12, mew=1.8, color=INK)
    return [{"days_of": what, "mark": "median with quartiles", "day": middle, "low": low, "high": high}]
