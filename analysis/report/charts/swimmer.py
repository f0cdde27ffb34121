"""What happened to each patient, a line a patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.report.charts.ticks import number
from analysis.report.charts.times import quartiles
from analysis.report.figure import (
    FAINT,
    INK,
    KINDS,
    MILD,
    SEVERE,
    Drawn,
    Row,
    canvas,
    chart,
    finish,
    missing,
    panels,
)
from analysis.report.source import Source

LINE = 0.1  # inches a patient
HATCHED: dict[str, Any] = {"hatch": "/////", "edgecolor": "white"}  # told apart from the other part in grey too
DAYS = {"onset": "CRS begins", "severe": "Severe CRS begins", "tocilizumab": "First tocilizumab", "end": "CRS ends"}


@chart
def swimmer(patients: pd.DataFrame, infections: pd.DataFrame | None, last: int, *, source: Source) -> Drawn:
    """The syndrome of each patient as a bar over days, with tocilizumab and infections, the worst grades on top.

    Where no single patient may be seen, a line runs from the first to the third quartile of each sort of day.

    Args:
        patients: a row a patient with the syndrome, with ``patient_id``, ``grade`` and the days ``onset``, ``severe``,
            ``end`` and ``tocilizumab``, missing where there is none.
        infections: a row an episode, with ``patient_id`` and ``day``; ``None`` where not recorded.
        last: last day drawn.
        source: the dataset.
    """
    if patients["onset"].isna().all():
        return missing(source, "Not recorded: days of CRS")
    if source.coarse:
        return _summary(patients, last, source)
    order = ["grade", "onset", "end", "patient_id"]
    drawn = patients[patients["onset"].notna()].sort_values(order, ascending=[False, True, True, True])
    figure = canvas(height=1.0 + LINE * len(drawn))
    (axes,) = panels(figure, 1, 1)
    told: list[Row] = []
    for y, (_, patient) in enumerate(drawn.iterrows()):
        told += _patient(axes, y, patient, infections, last)
    grades = drawn["grade"].reset_index(drop=True)
    middles = {f"Grade {g}": float(places.index.to_series().mean()) for g, places in grades.groupby(grades)}
    axes.set_yticks(list(middles.values()), list(middles))
    for edge in grades.index[grades != grades.shift()][1:]:
        axes.axhline(edge - 0.5, color="#e6e6e6", lw=0.8, zorder=0)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    _finish_days(axes, last)
    figure.legend(handles=_key(infections is not None), loc="outside upper left", ncols=3, fontsize=8.5)
    return finish(figure, source, told)


def _patient(axes: Axes, y: int, patient: pd.Series, infections: pd.DataFrame | None, last: int) -> list[Row]:
    """One patient's line, and its marks as rows."""
    told: list[Row] = []
    who: Row = {"line": y + 1, "grade": patient["grade"]}

    def mark(what: str, day: float, marker: str, colour: str) -> None:
        if pd.notna(day) and day <= last:
            axes.plot([day], [y], marker, ms=5.6, mec="white", mew=0.5, color=colour, zorder=3)
            told.append({**who, "mark": what, "day": day})

    # The bar covers the first and the last day; a last day that is not known leaves the first.
    first, end = patient["onset"], patient["end"] if pd.notna(patient["end"]) else patient["onset"]
    turn = patient["severe"] if pd.notna(patient["severe"]) else end + 1
    parts = ((MILD, "CRS", first, min(turn, end + 1)), (SEVERE, "CRS since it was severe", turn, end + 1))
    for colour, what, start, stop in parts:
        if start < stop and start <= last:
            shown = min(stop, last + 1)
            look: dict[str, Any] = HATCHED if colour == SEVERE else {}
            axes.barh(y, shown - start, left=start - 0.5, height=0.72, color=colour, lw=0, **look)
            told.append({**who, "mark": what, "day": start, "last_day": shown - 1})
    mark("first tocilizumab", patient["tocilizumab"], "^", INK)
    if infections is not None:
        for day in sorted(infections.loc[infections["patient_id"] == patient["patient_id"], "day"]):
            mark("infection", day, "D", KINDS[0])
    return told


def _key(with_infections: bool) -> Sequence[Artist]:
    marks: dict[str, Any] = {"ls": "none", "mec": "white", "mew": 0.5, "ms": 6}
    return [
        Patch(facecolor=MILD, lw=0, label="CRS"),
        Patch(facecolor=SEVERE, lw=0, label="CRS since it was severe", **HATCHED),
        Line2D([], [], color=INK, marker="^", label="First tocilizumab", **marks),
        *([Line2D([], [], color=KINDS[0], marker="D", label="Infection", **marks)] if with_infections else []),
    ]


def _summary(patients: pd.DataFrame, last: int, source: Source) -> Drawn:
    """Quartiles of each sort of day."""
    days = {label: patients[column].dropna().astype("float64") for column, label in DAYS.items()}
    shown = {label: values for label, values in days.items() if len(values) >= source.least}
    if not shown:
        return missing(source, "Too few patients to draw: days of CRS")
    figure = canvas(height=0.8 + 0.4 * len(shown))
    (axes,) = panels(figure, 1, 1)
    told: list[Row] = []
    for row, (label, values) in enumerate(shown.items()):
        told += quartiles(axes, row, {label: values}, SEVERE if label == DAYS["severe"] else MILD, source)
    axes.set_yticks(range(len(shown)), list(shown))
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.grid(axis="y", color="#e6e6e6", lw=0.8)
    axes.set_axisbelow(True)
    _finish_days(axes, last)
    return finish(figure, source, told)


def _finish_days(axes: Axes, last: int) -> None:
    axes.axvline(0, color=FAINT, lw=0.8, ls=":")
    axes.set_xlim(-0.8, last + 0.8)
    number(axes.xaxis)
    axes.set_xlabel("Days from infusion")
