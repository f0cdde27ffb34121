"""How curves that go in steps are drawn, with their intervals and the numbers at risk under them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from analysis.report.charts.ticks import number
from analysis.report.figure import (
    HALO,
    INK,
    TITLE,
    Drawn,
    Row,
    canvas,
    finish,
    missing,
    panels,
)
from analysis.report.source import Source

Line = str | tuple[float, tuple[float, ...]]
LINES: tuple[Line, ...] = ("-", (0, (4, 1.2)))  # with the colours, so that curves are told apart in grey too
COMPETING: tuple[Line, ...] = ((0, (1, 1)), (0, (3, 1, 1, 1)))
# Of the horizontal axis: what the name of a curve covers, and the name of its competing events.
LABEL, COMPETING_LABEL = 0.16, 0.3
ROOM = 0.12  # of the vertical axis that a name needs between two curves


@dataclass(frozen=True, kw_only=True)
class Curve:
    """What both sorts of curve share: times, and a percentage with its limits from each time to the next."""

    time: np.ndarray
    level: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: Callable[[float], int]
    censored: np.ndarray
    least: int
    competing: Curve | None = None

    @property
    def drawn(self) -> np.ndarray:
        """The part of the curve that rests on enough patients."""
        return np.array([t == 0 or self.at_risk(float(t)) >= self.least for t in self.time])

    def joined(self, source: Source, every: float) -> Curve:
        """The curve as the dataset lets it be seen: up to where few are at risk, each step of enough events.

        Times at which follow-ups ended are left out, since the file of a figure holds every time of its curves. The
        level end of a curve stops at a multiple of ``every`` for the same reason.
        """
        if not source.coarse:
            return self
        kept, last = [0], int(np.flatnonzero(self.drawn)[-1])
        for i in range(1, last + 1):
            events = abs(self.level[i] - self.level[kept[-1]]) / 100 * self.at_risk(0.0)
            if round(events) >= max(1, source.disclosure):
                kept.append(i)
        time, end = self.time[kept], self.time[last] // every * every
        if end > time[-1] and self.level[last] == self.level[kept[-1]]:
            time, kept = np.append(time, end), [*kept, kept[-1]]
        return replace(
            self,
            time=time,
            level=self.level[kept],
            low=self.low[kept],
            high=self.high[kept],
            censored=np.empty(0, dtype=int),
        )


def draw(
    shown: Mapping[str, Curve],
    ticks: np.ndarray,
    labels: tuple[str, str],
    *,
    highest: float,
    colours: Sequence[str],
    source: Source,
) -> Drawn:
    """Draw one or two curves with what belongs to them.

    Args:
        shown: the curves by name.
        ticks: shape (k,), times that are labelled and at which the numbers at risk stand.
        labels: of the vertical axis and of the horizontal one, whose first word is the unit of time.
        highest: the top of the vertical axis, in percent.
        colours: of the curves.
        source: the dataset.
    """
    shown = {name: curve for name, curve in shown.items() if len(curve.time) > 1 or not source.coarse}
    if not shown:
        return missing(source, f"Too few events to draw: {labels[0]}")
    figure = canvas(height=3.5 + 0.22 * len(shown))
    top, below = panels(figure, 2, 1, sharex=True, height_ratios=[10, 0.8 * len(shown)])
    top.set_ylim(0, highest)
    end = max(float(curve.time[-1]) for curve in shown.values())
    # Labels stand on their own curves, or behind the end of one that stops early. Where the higher curve leaves no room
    # for that, the label of the lower one stands below.
    place = {name: min(0.4 * end, float(c.time[c.drawn][-1]) + 0.015 * end) for name, c in shown.items()}
    along = {name: _between(c, place[name], place[name] + LABEL * end) for name, c in shown.items()}
    upper = max(along, key=lambda name: float(along[name][0]))
    others = [curve.competing for curve in shown.values() if curve.competing]
    highest_other = max(others, key=lambda other: float(other.level[other.drawn][-1]), default=None)
    for row, ((name, curve), colour, line) in enumerate(zip(shown.items(), colours, LINES, strict=False)):
        drawn = curve.drawn
        time, level = curve.time[drawn], curve.level[drawn]
        top.step(time, level, where="post", color=colour, ls=line)
        top.fill_between(time, curve.low[drawn], curve.high[drawn], step="post", color=colour, alpha=0.15, lw=0)
        ended = curve.censored[curve.censored < len(time)]
        top.plot(time[ended], level[ended], "|", ms=5, color=colour)
        if curve.competing:
            _compete(top, name, curve.competing, colour, line=COMPETING[row], above=curve.competing is highest_other)
        if name == upper or along[upper].min() - along[name].max() > ROOM * highest:
            height, side = along[name].max() + 0.025 * highest, "bottom"
        else:
            height, side = along[name].min() - 0.03 * highest, "top"
        label = top.text(place[name], float(height), name, color=INK, weight="bold", ha="left", va=side)
        label.set_path_effects(HALO)
        below.text(-0.015, row, name, transform=below.get_yaxis_transform(), ha="right", va="center", color=INK)
        for tick in ticks:
            number_at_risk = _told(curve.at_risk(float(tick)), source)
            below.text(tick, row, number_at_risk, ha="center", va="center", color=INK, fontsize=8.5)
    top.set_ylabel(labels[0])
    below.set_ylim(len(shown) - 0.5, -0.5)
    rounded = f", rounded down to a multiple of {source.disclosure}" if source.disclosure else ""
    below.set_title(f"Number at risk{rounded}", **TITLE)
    if source.disclosure:
        top.set_title(f"Each step joins at least {source.disclosure} events", loc="left", fontsize=9)
    below.set_yticks([])
    for side in ("left", "bottom"):
        below.spines[side].set_visible(False)
    below.set_xticks(ticks)
    for axis in (top.yaxis, top.xaxis):
        number(axis)
    top.set_xlabel(labels[1])
    top.tick_params(labelbottom=True)
    below.tick_params(length=0, labelbottom=False)
    return finish(figure, source, _rows(shown, ticks, labels[1].split()[0].lower(), source))


def _compete(axes: Axes, name: str, curve: Curve, colour: str, *, line: Line, above: bool) -> None:
    """The incidence of the competing events of a curve, thinner and labelled at its end."""
    time, level = curve.time[curve.drawn], curve.level[curve.drawn]
    axes.step(time, level, where="post", color=colour, lw=1.1, ls=line)
    end = float(time[-1])
    along = _between(curve, (1 - COMPETING_LABEL) * end, end)
    # Below a curve that runs low, the label rests on the axis.
    place = (end, float(along.max() if above else max(along.min(), 0.06 * axes.get_ylim()[1])))
    look: dict[str, Any] = {"ha": "right", "va": "bottom" if above else "top", "fontsize": 7.5, "path_effects": HALO}
    axes.annotate(f"{name}: competing event", place, (0, 2 if above else -1), textcoords="offset points", **look)


def _between(curve: Curve, left: float, right: float) -> np.ndarray:
    """The levels of a curve from one time to another, that at the first included."""
    time = curve.time[curve.drawn]
    level: np.ndarray = curve.level[curve.drawn]
    return level[np.searchsorted(time, left, side="right") - 1 : np.searchsorted(time, right)]


def _rows(shown: Mapping[str, Curve], ticks: np.ndarray, unit: str, source: Source) -> Iterator[Row]:
    """What is drawn: steps, ends of follow-up, steps of the competing events, and the numbers at risk."""
    for name, curve in shown.items():
        yield from _steps(name, "curve", curve, unit)
        for i in curve.censored[curve.censored < curve.drawn.sum()]:
            yield {"curve": name, "mark": "end of follow-up", unit: curve.time[i], "percent": curve.level[i]}
        if curve.competing:
            yield from _steps(name, "competing event", curve.competing, unit)
        for tick in ticks:
            told = _told(curve.at_risk(float(tick)), source)
            yield {"curve": name, "mark": "number at risk", unit: float(tick), "at_risk": told}


def _steps(name: str, mark: str, curve: Curve, unit: str) -> Iterator[Row]:
    for i in np.flatnonzero(curve.drawn):
        percent: Row = {"percent": curve.level[i], "low": curve.low[i], "high": curve.high[i]}
        yield {"curve": name, "mark": mark, unit: float(curve.time[i]), **percent}


def _told(at_risk: int, source: Source) -> str:
    """A number at risk; two that are masked exactly would tell by their difference how many left between them."""
    if not source.disclosure or not at_risk:
        return str(at_risk)
    if at_risk < source.disclosure:
        return f"<{source.disclosure}"
    return str(at_risk - at_risk % source.disclosure)
