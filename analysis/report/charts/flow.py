"""Who was treated, who could be assessed and what became of them, as boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.report.figure import FAINT, INK, Drawn, Row, canvas, chart, finish, missing, panels
from analysis.report.record import Finding
from analysis.report.source import Source

ROOM = 0.88  # of the place that a box has sideways
STEP, TALL = 0.95, 0.6  # inches from one row of boxes to the next, and of a box


@dataclass(frozen=True)
class Box:
    """A group of patients and the groups that it falls into.

    Attributes:
        label: who they are.
        size: how many they are, or which part of the box above.
        parts: the groups below, left to right.
    """

    label: str
    size: Finding
    parts: tuple[Box, ...] = ()

    @property
    def wide(self) -> int:
        """How many boxes stand side by side at its foot."""
        return sum(part.wide for part in self.parts) or 1

    @property
    def deep(self) -> int:
        """How many rows of boxes it takes."""
        return 1 + max((part.deep for part in self.parts), default=0)

    @property
    def printed(self) -> str:
        """The size as it is written in the box."""
        plain = self.size.kind == "count" or self.size.mask is not None
        return str(self.size.count if plain else f"{self.size.n_of_N} ({self.size.percent})")

    def told(self) -> Box | None:
        """The box without the parts whose size is not known."""
        if self.size.estimate.value is None and self.size.mask is None:
            return None
        kept = tuple(part for part in (part.told() for part in self.parts) if part)
        return Box(self.label, self.size, kept)

    def rows(self, above: str = "") -> Iterator[Row]:
        """The boxes from the top down."""
        masked = self.size.mask is not None
        yield {
            "box": self.label,
            "part_of": above,
            "patients": None if masked else self.size.estimate.events,
            "printed": self.printed,
        }
        for part in self.parts:
            yield from part.rows(self.label)


@chart
def flow(top: Box, *, source: Source) -> Drawn:
    """Boxes from the top down, joined by lines, the number of patients in each.

    Args:
        top: all patients, with the groups that they fall into.
        source: the dataset.
    """
    kept = top.told()
    if kept is None or not kept.parts:
        return missing(source, "Not recorded: what became of the patients")
    figure = canvas(height=0.25 + STEP * kept.deep - (STEP - TALL))
    (axes,) = panels(figure, 1, 1)
    axes.set_axis_off()
    axes.set_xlim(0, kept.wide)
    axes.set_ylim(-STEP * (kept.deep - 1) - TALL / 2, TALL / 2)
    _draw(axes, kept, 0.0, 0.0)
    return finish(figure, source, kept.rows())


def _draw(axes: Axes, box: Box, left: float, y: float) -> float:
    """Draw a box and what is below it; gives where its middle is."""
    middle = left + box.wide / 2
    for part in box.parts:
        below = _draw(axes, part, left, y - STEP)
        left += part.wide
        turn = y - STEP / 2
        axes.plot([middle, middle, below, below], [y, turn, turn, y - STEP], color=FAINT, lw=1, zorder=1)
    frame = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": INK, "linewidth": 0.9}
    text = f"{box.label}\n{box.printed}"
    axes.text(middle, y, text, ha="center", va="center", bbox=frame, linespacing=1.4, zorder=2)
    return middle
