"""What happens over time: survival, courses of markers, and a calendar of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.report.charts.groups import log_axis
from analysis.report.figure import CURVES, FAINT, INK, KINDS, MILD, SEVERE, Figure, canvas, finish, missing, panels
from analysis.report.record import Source
from analysis.stats.survival import KaplanMeier

LEAST_PATIENTS = 3  # a median and its quartiles of fewer patients would be the patients themselves
LEAST_AT_RISK = 5  # a curve that rests on fewer is an accident of one or two patients


def survival_curves(curves: Mapping[str, KaplanMeier], *, source: Source) -> Figure:
    """Kaplan-Meier curves with their intervals, and the numbers at risk under them.

    Strokes mark patients whose follow-up ended. A curve stops where fewer than ``LEAST_AT_RISK`` are at risk.

    Args:
        curves: the curves by name, time in months.
        source: the dataset.
    """
    shown = {name: curve for name, curve in curves.items() if curve.n}
    if not shown:
        return missing(source, "Not recorded: survival")
    figure = canvas(height=4.2)
    top, below = panels(figure, 2, 1, sharex=True, height_ratios=[5, 0.4 + 0.35 * len(shown)])
    end = max(float(curve.time[-1]) for curve in shown.values())
    step = 6 if end <= 48 else 12
    ticks = np.arange(0, end + 0.01, step)
    for row, ((name, curve), colour) in enumerate(zip(shown.items(), CURVES, strict=False)):
        drawn = np.array([curve.at_risk(float(t)) >= LEAST_AT_RISK for t in curve.time]) | (curve.time == 0)
        time, survival, low, high = (values[drawn] for values in (curve.time, curve.survival, curve.low, curve.high))
        top.step(time, 100 * survival, where="post", color=colour)
        top.fill_between(time, 100 * low, 100 * high, step="post", color=colour, alpha=0.15, lw=0)
        censored = np.flatnonzero(np.diff(survival) == 0) + 1
        top.plot(time[censored], 100 * survival[censored], "|", ms=5, color=colour)
        # Labels stand on their own curves, the first above and the second below, where both curves still run.
        place = 0.4 * end
        level = 100 * float(survival[np.searchsorted(time, place, side="right") - 1])
        offset, side = (2.0, "bottom") if row == 0 else (-3.0, "top")
        top.text(place, level + offset, name, color=colour, weight="bold", ha="left", va=side)
        below.text(-0.015, row, name, transform=below.get_yaxis_transform(), ha="right", va="center", color=colour)
        for tick in ticks:
            below.text(tick, row, str(curve.at_risk(float(tick))), ha="center", va="center", color=INK, fontsize=8.5)
    top.set_ylim(0, 103)
    top.set_ylabel("Probability (%)")
    below.set_ylim(len(shown) - 0.5, -0.5)
    below.set_title("Number at risk", loc="left", fontsize=9)
    below.set_yticks([])
    for side in ("left", "bottom"):
        below.spines[side].set_visible(False)
    below.tick_params(length=0)
    below.set_xticks(ticks)
    below.set_xlabel("Months from infusion")
    top.tick_params(labelbottom=True)
    return finish(figure, source)


def courses(series: Mapping[str, pd.DataFrame], severe: pd.Series, *, source: Source) -> Figure:
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
        label: frame for label, frame in shown.items() if _daily(frame, severe, True) or _daily(frame, severe, False)
    }
    if not shown:
        return missing(source, f"Too few patients on each day to draw: {names}")
    columns = 2 if len(shown) == 4 else len(shown)
    rows = -(-len(shown) // columns)
    figure = canvas(width=8.2, height=2.6 * rows + 0.3)
    for axes, (label, frame) in zip(panels(figure, rows, columns), shown.items(), strict=False):
        for is_severe, colour in ((False, MILD), (True, SEVERE)):
            daily = _daily(frame, severe, is_severe)
            axes.plot(list(daily), [middle for _, middle, _ in daily.values()], color=colour)
            bounds = [low for low, _, _ in daily.values()], [high for _, _, high in daily.values()]
            axes.fill_between(list(daily), *bounds, color=colour, alpha=0.15, lw=0)
        log_axis(axes)
        axes.axvline(0, color=FAINT, lw=0.8, ls=":")
        axes.set_title(label[0].upper() + label[1:], loc="left", fontsize=9)
    figure.supxlabel("Days from infusion", fontsize=9)
    lines = [figure.axes[0].plot([], [], color=c, label=n)[0] for n, c in (("Mild CRS", MILD), ("Severe CRS", SEVERE))]
    figure.legend(handles=lines, loc="outside upper left", ncols=2)
    return finish(figure, source)


def _daily(frame: pd.DataFrame, severe: pd.Series, is_severe: bool) -> dict[int, tuple[float, float, float]]:
    """Median between its quartiles by day, for the days on which enough patients of the group were sampled."""
    mine = frame[(frame["patient_id"].map(severe) == is_severe).fillna(False).astype(bool)]
    by_day = mine["value"].groupby(np.floor(mine["day"]).astype(int))
    return {
        int(str(day)): (float(values.quantile(0.25)), float(values.median()), float(values.quantile(0.75)))
        for day, values in by_day
        if len(values) >= LEAST_PATIENTS
    }


def calendar(episodes: pd.DataFrame | None, kinds: Sequence[str], window: tuple[int, int], *, source: Source) -> Figure:
    """Each episode on its day of onset, a row a kind; episodes of one day stand on one another.

    Args:
        episodes: a row an episode, with ``day``, ``kind`` and ``fatal``; ``None`` where not recorded.
        kinds: the kinds, top to bottom.
        window: first and last day of the axis.
        source: the dataset.
    """
    if episodes is None:
        return missing(source, "Not recorded: infections")
    figure = canvas(height=2.8)
    (axes,) = panels(figure, 1, 1)
    for row, (kind, colour) in enumerate(zip(kinds, KINDS, strict=True)):
        mine = episodes[episodes["kind"] == kind].sort_values("day")
        height = row - 0.22 * mine.groupby("day").cumcount()
        axes.plot(mine["day"], height, "o", ms=6.5, mec="white", mew=0.6, color=colour)
        fatal = mine["fatal"].fillna(False).astype(bool)
        axes.plot(mine["day"][fatal], height[fatal], "x", ms=6, mew=1.6, color=INK)
    axes.set_yticks(range(len(kinds)), [kind.capitalize() for kind in kinds])
    axes.set_ylim(len(kinds) - 0.5, -0.7)
    axes.set_xlim(window[0] - 0.8, window[1] + 0.8)
    axes.set_xlabel("Day of onset after infusion (\N{MULTIPLICATION SIGN} fatal)")
    axes.grid(axis="y", color="#e6e6e6", lw=0.8)
    axes.set_axisbelow(True)
    return finish(figure, source)
